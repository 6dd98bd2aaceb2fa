"""A View, or a story, as slides: native shapes and charts that can be edited, the claims in the speaker's notes, its origin in the file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.oxml import parse_xml

from dashboard.domain.story import Step, Story
from dashboard.domain.view import View
from dashboard.exports.claim_lines import claims_notes
from dashboard.exports.lineage import Lineage, lineage_of
from dashboard.exports.marking import look_of
from dashboard.exports.options import ExportOptions
from dashboard.exports.origin import in_pieces, origin_fields
from dashboard.exports.raster import png
from dashboard.exports.redistribution import held_back, held_back_line, open_part
from dashboard.exports.seal import seal_of
from dashboard.exports.slide_chart import add_ranking, add_series
from dashboard.exports.slide_chart_data import RankingChart, SeriesChart, ranking_of, series_of
from dashboard.exports.slide_map import map_shapes
from dashboard.exports.slide_notes import fact_notes, lineage_notes
from dashboard.exports.slide_origin import add_story_text, plain, saved
from dashboard.exports.slide_template import (
    BODY,
    BODY_BOX,
    BOTTOM_MARK,
    FOOT,
    ORIGIN,
    PLACES,
    POINT,
    ROOM,
    SPACES,
    SUBTITLE,
    TITLE,
    TOP_MARK,
    number_shape,
    template,
)  # fmt: skip
from dashboard.exports.slide_text import holder_of, link_to, open_with, set_statements, write_caption
from dashboard.exports.step_compared import step_compared_svg
from dashboard.exports.story_seal import story_fields
from dashboard.figures import sentences
from dashboard.figures.group_words import group_lines
from dashboard.figures.lettering import shorten, text_width, wrap
from dashboard.figures.palette import THEMES, Theme
from dashboard.figures.step_content import short_statement, step_claims
from dashboard.ledger.store import Ledger

FOOT_LINES, NAMED_OFF_MAP = 4, 6
# A title that is wider than a line goes on in a second, in this size.
SMALL_TITLE = 19
SOURCES_ON_A_SLIDE = 11
IN_THE_NOTES = " (all of it in the notes)"
SHAPES_CREDIT = "Shapes: Natural Earth, public domain."


@dataclass(frozen=True, eq=False)
class Deck:
    """What all slides of a file share: the file, the theme, the options and the ledger."""

    file: Any
    ledger: Ledger
    assets: Path
    options: ExportOptions
    theme: Theme

    def add(self, texts: dict[int, str], notes: str, link: str = "") -> Any:
        """A slide with texts in its placeholders, the others taken away, marking and number on it, notes, and its origin as a link."""
        slide = self.file.slides.add_slide(self.file.slide_layouts[0])
        marked = dict.fromkeys((TOP_MARK, BOTTOM_MARK), self.options.marking)
        told = {place: text for place, text in {**texts, **marked}.items() if text}
        for holder in list(slide.placeholders):
            place = holder.placeholder_format.idx
            if place in told:
                _write(holder, told[place], place)
                if place in marked:
                    _paint_marking(holder, self.options.marking)
                if place == ORIGIN:
                    link_to(holder, link)
            else:
                holder._element.getparent().remove(holder._element)  # noqa: SLF001 - the library cannot take a shape away
        _append(slide, number_shape(900))
        slide.notes_slide.notes_text_frame.text = plain(notes)
        return slide


def view_slides(ledger: Ledger, view: View, assets: Path, options: ExportOptions) -> bytes:
    """The View as PPTX: its map, then the series of its host or, without one, the hosts with the largest figures.

    Every place is a shape with its name and value; charts carry their data, without sources that may not be given out. The notes
    hold the claims behind each slide. The same ledger, View and options give the same bytes.
    """
    deck = open_deck(ledger, assets, options)
    lineage = lineage_of(ledger, view, options)
    _map_slide(deck, view, lineage)
    _chart_slide(deck, view, lineage)
    return close_deck(deck, lineage, origin_line(lineage), origin_fields(lineage, seal_of(ledger, view)))


def story_slides(ledger: Ledger, story: Story, assets: Path, options: ExportOptions) -> bytes:
    """A story as PPTX: a slide with its title, one slide a step with its caption, the sources at the end.

    The notes of a step are the speaker's own, then the claims behind the slide.
    """
    deck = open_deck(ledger, assets, options)
    lineages = [lineage_of(ledger, step.view, options) for step in story.steps]
    fields = story_fields(ledger, story, options)
    made = f"Presence Atlas · {fields['Code']} · ledger {ledger.generation}"
    opening = deck.add({TITLE: story.title, BODY: story.summary, ORIGIN: made}, f"{story.summary}\n\n{made}")
    open_with(holder_of(opening, TITLE), holder_of(opening, BODY) if story.summary else None)
    for number, (step, lineage) in enumerate(zip(story.steps, lineages, strict=True), 1):
        _step_slide(deck, step, lineage)
        options.told(number, len(story.steps))
    _sources_slides(deck, lineages, made)
    add_story_text(deck.file, fields.pop("Text"))
    return close_deck(deck, replace(lineages[0], title=story.title, subtitle=story.summary, query=""), made, in_pieces(fields))


def open_deck(ledger: Ledger, assets: Path, options: ExportOptions) -> Deck:
    """An empty presentation in the colours of the options."""
    theme = THEMES[options.theme]
    return Deck(Presentation(io.BytesIO(template(theme.name))), ledger, assets, options, theme)


def _step_slide(deck: Deck, step: Step, lineage: Lineage) -> None:
    first, rest = step.lines
    told = replace(lineage, title=step.title, subtitle=first or rest or lineage.subtitle)
    slide = _statement_slide(deck, step, told) if step.picture == "claims" else None
    if step.comparison:
        slide = _compared_slide(deck, step, told)
    if slide is None and step.picture != "map":
        slide = series_slide(deck, step.view, told, step.notes, titled=True)
    if slide is None:
        slide = _map_slide(deck, step.view, told, step.focus, step.notes, step.area)
    if step.facts:
        notes = slide.notes_slide.notes_text_frame
        notes.text = joined([notes.text, plain(fact_notes(deck.ledger, step))])
    if first or rest:
        write_caption(holder_of(slide, SUBTITLE), plain(first), plain(rest))


def _statement_slide(deck: Deck, step: Step, lineage: Lineage) -> Any:
    """What each source says, large, and under it who said it; None where the step rests on no single claim."""
    claims, _ = step_claims(deck.ledger, step)
    lines = [f"{short_statement(one)} · {one.host}\n{one.said_by} · {one.published or one.about}" for one in claims]
    if not lines:
        return None
    notes = [step.notes, claims_notes(deck.ledger, step.view), lineage_notes(lineage)]
    credit = "; ".join(dict.fromkeys(f"{one.source} [{one.licence}]" for one in claims))
    slide = deck.add({**slide_texts(lineage, f"Sources: {credit}"), BODY: "\n".join(lines)}, joined(notes), lineage.link)
    set_statements(holder_of(slide, BODY))
    return slide


def _compared_slide(deck: Deck, step: Step, told: Lineage) -> Any:
    """A comparison as one picture, which cannot be recoloured as a map can: the notes say so, and how its figures are had as a table."""
    svg, own = step_compared_svg(deck.ledger, step, deck.assets, deck.options)
    origin = replace(told, query=own.query, code=own.code, seal=own.seal, sources=own.sources)
    return picture_slide(deck, svg, origin, own, step.notes)


def picture_slide(deck: Deck, svg: str, told: Lineage, own: Lineage, said: str = "") -> Any:
    """A bare picture below the title of ``told``, with the figures and the lineage of its ``own`` in the notes."""
    table = own.link.replace("/compare?", "/api/v1/compare.csv?")
    where = "" if table == own.link else f" Its figures are a table at {table}"
    notes = joined([said, f"This slide is a picture, not shapes.{where}", own.claims, lineage_notes(own)])
    credit = "; ".join(f"{one.title} [{one.licence}]" for one in own.sources)
    slide = deck.add(slide_texts(told, f"Sources: {credit}"), notes, own.link)
    shape = slide.shapes.add_picture(io.BytesIO(png(svg)), BODY_BOX.x, BODY_BOX.y, height=BODY_BOX.height)
    if shape.width > BODY_BOX.width:
        shape.width, shape.height = BODY_BOX.width, round(shape.height * BODY_BOX.width / shape.width)
    shape.left = BODY_BOX.x + (BODY_BOX.width - shape.width) // 2
    shape.name = plain(told.title)
    shape._element.nvPicPr.cNvPr.set("descr", plain(f"{own.title}. {own.filters}."))  # noqa: SLF001 - the library has no name for it
    return slide


def _map_slide(deck: Deck, view: View, lineage: Lineage, focus: Sequence[str] = (), said: str = "", area: str = "world") -> Any:
    made = map_shapes(deck.ledger, view, deck.assets, deck.theme, (*focus, *view.host), area)
    off = [f"{name} ({value})" for name, value in zip(made.off_map["name"], made.off_map["value"], strict=True)]
    more = f"; and {len(off) - NAMED_OFF_MAP} more" if len(off) > NAMED_OFF_MAP else ""
    line = f"Not on the map, {len(off)}: {'; '.join(off[:NAMED_OFF_MAP])}{more}. " if off else ""
    notes = [said, claims_notes(deck.ledger, view), f"Not on the map: {'; '.join(off)}." if off else "", lineage_notes(lineage)]
    foot = f"{line}{sentences.sources_line(deck.ledger, view)}. {SHAPES_CREDIT}"
    slide = deck.add(slide_texts(lineage, foot, group_lines(deck.ledger, view)), joined(notes), lineage.link)
    for shape in made.groups:
        _append(slide, shape)
    return slide


def _chart_slide(deck: Deck, view: View, lineage: Lineage) -> None:
    if view.host:
        series_slide(deck, view, lineage)
        return
    part = open_part(deck.ledger)
    chart = ranking_of(part, view, deck.options.limits.bars)
    if chart is not None:
        slide = _add_chart(deck, part, view, replace(lineage, subtitle=f"{chart.title}. {chart.summary}"), chart, "")
        add_ranking(slide.shapes, chart, part, view, deck.theme)


def series_slide(deck: Deck, view: View, lineage: Lineage, said: str = "", *, titled: bool = False) -> Any:
    """The series of the View's host; None where there is none. A step has a title and a caption of its own: ``titled``."""
    part = open_part(deck.ledger)
    chart = series_of(part, view, deck.options.limits.slide_lines)
    if chart is None:
        return None
    own = replace(lineage, title=f"{sentences.heading(part, view)}: {chart.title}", subtitle=chart.summary)
    told = lineage if titled else own
    slide = _add_chart(deck, part, view, told, chart, said)
    add_series(slide.shapes, chart, deck.theme)
    return slide


def _add_chart(deck: Deck, part: Ledger, view: View, lineage: Lineage, chart: SeriesChart | RankingChart, said: str) -> Any:
    held = held_back_line(held_back(deck.ledger, view))
    line = joined([*chart.notes, held, sentences.sources_line(part, view)], " ")
    notes = [said, chart.summary, held, claims_notes(part, view), lineage_notes(lineage)]
    return deck.add(slide_texts(lineage, line, group_lines(part, view)), joined(notes), lineage.link)


def slide_texts(lineage: Lineage, foot: str, groups: Sequence[str] = ()) -> dict[int, str]:
    """The words of a slide but for its body, cut to the lines that its places have: each of a reader's own groups has one of them."""
    size = PLACES[FOOT].size
    own = [shorten(line, ROOM / POINT, size) for line in groups]
    lines = [*own, *wrap(foot, ROOM / POINT, size, max_lines=FOOT_LINES - len(own))]
    if lines[-1].endswith("…"):
        lines[-1] = shorten(lines[-1], ROOM / POINT - text_width(IN_THE_NOTES, size), size) + IN_THE_NOTES
    subtitle = wrap(lineage.subtitle, ROOM / POINT, PLACES[SUBTITLE].size, max_lines=2)
    return {TITLE: lineage.title, SUBTITLE: "\n".join(subtitle), FOOT: "\n".join(lines), ORIGIN: origin_line(lineage)}


def origin_line(lineage: Lineage) -> str:
    """The last line of a slide."""
    told = f"Presence Atlas · {lineage.code} · ledger {lineage.generation} · {lineage.query or 'default view'}"
    return shorten(told, PLACES[ORIGIN].box.width / POINT, PLACES[ORIGIN].size)


def _sources_slides(deck: Deck, lineages: Sequence[Lineage], made: str) -> None:
    owed = list(dict.fromkeys(credit for lineage in lineages for credit in lineage.sources))
    for first in range(0, len(owed), SOURCES_ON_A_SLIDE):
        lines = [f"{one.citation or one.title} Licence: {one.licence}." for one in owed[first : first + SOURCES_ON_A_SLIDE]]
        title = "Sources" if first == 0 else "Sources, continued"
        slide = deck.add({TITLE: title, BODY: "\n".join(lines), FOOT: SHAPES_CREDIT, ORIGIN: made}, "\n".join(lines))
        for paragraph in holder_of(slide, BODY).text_frame.paragraphs:
            paragraph.font.size = 12 * POINT
            paragraph.space_after = 5 * POINT


def _write(holder: Any, text: str, place: int) -> None:
    holder.name = PLACES[place].name
    holder.text_frame.text = plain(text)
    if place == TITLE and text_width(text, PLACES[TITLE].size, bold=True) > ROOM / POINT:
        holder.text_frame.paragraphs[0].font.size = SMALL_TITLE * POINT
        holder.text_frame.text = "\n".join(wrap(plain(text), ROOM / POINT, SMALL_TITLE, bold=True))
        for paragraph in holder.text_frame.paragraphs:
            paragraph.font.size = SMALL_TITLE * POINT


def _paint_marking(holder: Any, marking: str) -> None:
    look = look_of(marking)
    holder.fill.solid()
    holder.fill.fore_color.rgb = _rgb(look.ground)
    for run in holder.text_frame.paragraphs[0].runs:
        run.font.fill.solid()
        run.font.color.rgb = _rgb(look.ink)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.lstrip("#").upper())


def _append(slide: Any, shape: str) -> None:
    spaced = shape if shape.startswith("<p:grpSp ") else shape.replace("<p:sp>", f"<p:sp {SPACES}>", 1)
    slide.shapes._spTree.append(parse_xml(spaced))  # noqa: SLF001 - the library has no way to add a shape of one's own


def joined(parts: Sequence[str], between: str = "\n\n") -> str:
    """The parts that say something."""
    return between.join(part for part in parts if part)


def close_deck(deck: Deck, lineage: Lineage, made: str, fields: dict[str, str]) -> bytes:
    """The bytes of the file, with its origin in its properties and no clock in it."""
    return saved(deck.file, lineage, made, fields)
