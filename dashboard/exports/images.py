"""The map as a picture that carries its own title, legend, dates, sources and licences. No browser is needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from dashboard.domain.borders import Drawing
from dashboard.domain.places import Places
from dashboard.domain.regions import REGIONS
from dashboard.domain.view import View
from dashboard.exports.claim_lines import traced_lineage
from dashboard.exports.lineage import Lineage, lineage_of
from dashboard.exports.map_legend import legend_entry, legend_svg
from dashboard.exports.options import SMALLEST_TYPE, ExportOptions
from dashboard.exports.overlays import marks_legend, overlay_of
from dashboard.exports.picked import picked_svg
from dashboard.exports.svg import (
    BOTTOM,
    FOOT_ROW,
    MARGIN,
    Sheet,
    close_sheet,
    cut_at,
    foot,
    foot_lines,
    head,
    head_height,
    open_sheet,
    sheet_of,
    still_lines,
    xml,
)
from dashboard.figures import sentences
from dashboard.figures.border_words import Dispute, disputes_touched, say_dispute
from dashboard.figures.map import CENTRE, Mapped, in_drawing_order, is_small, legend_entries, map_rows
from dashboard.figures.palette import PALE, PALE_LINE, THEMES
from dashboard.figures.reading import NO_PAIR, OUTLINED, Reading, colours_of, reading_of
from dashboard.figures.view_region import in_part, outside_label, outside_words, rows_in_part
from dashboard.geography.shapes import Frame, Shapes, all_paths, all_shapes, region_frame, turned
from dashboard.ledger.answers import view_date
from dashboard.ledger.store import Ledger

SIZE = "m"
DOT = 5.0
NAMED_OFF_MAP = 6
WHOLE = Frame(0, 0, 1000, 500, CENTRE)
NAMED_DISPUTES = 2
# As much of the height is left to the map at least.
LEAST_MAP = 0.33
# Width and height of a map without words around it.
BARE = (1600, 760)
SHAPE_COLUMNS = ("shape", "host", "code", "name", "value")


@dataclass(frozen=True, slots=True)
class Still:
    """The parts of a picture that stay the same while the date changes.

    Attributes:
        reading: the classes of all days.
        notes: lines at the foot, the same on every day.
        lineage: of the last day; its title is replaced by each day's own.
        rows: what the map shows on each day, worked out for all days at once; a day that is not there is asked for by itself.
    """

    reading: Reading
    notes: tuple[str, ...]
    lineage: Lineage
    rows: Mapping[date, pd.DataFrame] = field(default_factory=dict)


def map_svg(ledger: Ledger, view: View, assets: Path, options: ExportOptions | None = None, still: Still | None = None) -> str:
    """The View's map as SVG, valid XML without any reference to the outside.

    Inside the picture: the marking, the sentence title, rule, date and counts, the legend with every kind of nothing, small places
    as circles, what is not on the map, who is counted, sources with licences, the View's query and the generation. The same in the
    metadata, whole. With ``still`` only title, fills and counts are the View's own. Type that leaves the map too little room is set smaller.
    """
    asked = options or ExportOptions()
    reading = still.reading if still else reading_of(ledger, view)
    lineage = replace(still.lineage, title=sentences.title(ledger, view)) if still else traced_lineage(ledger, view, asked)
    sheet = _sheet(ledger, view, reading, asked, lineage)
    shapes = all_shapes(assets, SIZE)
    joined = map_rows(ledger, view, shapes, reading, still.rows.get(view_date(ledger, view)) if still else None)
    told = (
        list(still.notes)
        if still
        else [*_notes(ledger, view, shapes, joined), *overlay_of(ledger, view, WHOLE, sheet, asked.limits).notes]
    )
    lines = still_lines(sheet, told) if still else foot_lines(ledger, view, sheet, told)
    entries = legend_entries(rows_in_part(ledger.places, view, joined.on_map), reading)
    legend, legend_height = legend_svg(reading, entries, sheet, outside_label(view))
    bottom = sheet.height - BOTTOM - FOOT_ROW * len(lines) - legend_height
    top = head_height(sheet, lineage.subtitle)
    if still is None and bottom - top < LEAST_MAP * sheet.height and asked.font_scale > SMALLEST_TYPE:
        # Large type on a small card would leave no room for the map, and set its legend over the title.
        smaller = max(round(asked.font_scale - 0.1, 2), SMALLEST_TYPE)
        return map_svg(ledger, view, assets, replace(asked, font_scale=smaller))
    box = Frame(MARGIN, top, sheet.room, max(bottom - top - 12, 1), CENTRE)
    frame = region_frame(box, REGIONS.get(view.region))
    over = overlay_of(ledger, view, frame, sheet, asked.limits)
    drawn = [
        _shapes(ledger, view, all_paths(assets, SIZE, frame), joined, sheet), _dots(ledger, view, joined.on_map, frame, sheet),
        _picked(ledger, view, all_paths(assets, SIZE, frame), joined, frame, sheet), over.svg,
        marks_legend(ledger, over.kinds, box.x0, box.y0 + box.height, sheet),
    ]  # fmt: skip
    parts = [
        open_sheet(sheet, lineage.title), head(sheet, lineage.title, lineage.subtitle),
        cut_at(box, "".join(drawn)) if view.region in REGIONS else "".join(drawn),
        f'<g transform="translate(0 {bottom:g})">{legend}</g>', foot(sheet, lines), close_sheet(sheet),
    ]  # fmt: skip
    return "\n".join(parts)


@dataclass(frozen=True, slots=True)
class BareMap:
    """A map without words around it, for a page that has them in its own text.

    Attributes:
        svg: the map; each place of which something is known has its id as ``data-place``.
        legend: (title of its group where one begins, SVG of the swatch, label, number of places) of each class and silent look.
        off_map: what is not drawn, in words.
    """

    svg: str
    legend: tuple[tuple[str, str, str, int], ...]
    off_map: tuple[str, ...]


def bare_map(ledger: Ledger, view: View, assets: Path, options: ExportOptions) -> BareMap:
    """The View's map alone, and its legend apart."""
    reading, shapes = reading_of(ledger, view), all_shapes(assets, SIZE)
    whole = _sheet(ledger, view, reading, options, lineage_of(ledger, view, options))
    sheet = replace(whole, width=BARE[0], height=BARE[1], scale=1.0, marking="", lineage=None)
    joined = map_rows(ledger, view, shapes)
    box, rows = Frame(8, 8, BARE[0] - 16, BARE[1] - 16, CENTRE), joined.on_map
    frame = region_frame(box, REGIONS.get(view.region))
    over = overlay_of(ledger, view, frame, sheet, options.limits)
    drawn = [
        _shapes(ledger, view, all_paths(assets, SIZE, frame), joined, sheet, named=True),
        _dots(ledger, view, rows, frame, sheet, named=True), _picked(ledger, view, all_paths(assets, SIZE, frame), joined, frame, sheet),
        over.svg,
        marks_legend(ledger, over.kinds, box.x0, box.y0 + box.height, sheet),
    ]  # fmt: skip
    parts = [
        open_sheet(sheet, sentences.title(ledger, view)),
        cut_at(box, "".join(drawn)) if view.region in REGIONS else "".join(drawn), close_sheet(sheet),
    ]  # fmt: skip
    legend = tuple(legend_entry(reading, sheet, *one) for one in legend_entries(rows_in_part(ledger.places, view, rows), reading))
    return BareMap("\n".join(parts), legend, (*_notes(ledger, view, shapes, joined), *over.notes))


def _sheet(ledger: Ledger, view: View, reading: Reading, asked: ExportOptions, lineage: Lineage) -> Sheet:
    """The sheet of a map; for a printer without colours, classes of one lightness get lines."""
    colours = colours_of(ledger, view, reading, THEMES[asked.theme])
    lined = reading.lined if asked.theme == "print" else frozenset()
    return sheet_of(asked, colours, lineage, reading.stippled, lined)


def _shapes(ledger: Ledger, view: View, outlines: Mapping[str, str], mapped: Mapped, sheet: Sheet, *, named: bool = False) -> str:
    """Every shape in the look of its code; those outside the part of the world that is shown are pale and lie below."""
    rows, paths = mapped.shapes(), []
    rows = in_drawing_order(rows.assign(inside=in_part(ledger.places, view, rows["host"])))
    for shape, host, code, name, value, inside in zip(*(rows[column] for column in (*SHAPE_COLUMNS, "inside")), strict=True):
        path, fill = outlines[shape], sheet.fill(code)
        line = _line(code, shape, mapped.drawing, sheet) if inside else _pale_line(code, shape, mapped.drawing, sheet)
        words = f"<title>{xml(f'{name}: {value}')}</title>"
        own = _place(host) if named and code else ""
        paths += [f'<path d="{path}" fill="{fill}" {line} stroke-linejoin="round"{own}>{words}</path>'] if path else []
    return "<g>" + "".join(paths) + "</g>"


def _picked(ledger: Ledger, view: View, outlines: Mapping[str, str], mapped: Mapped, frame: Frame, sheet: Sheet) -> str:
    """The line around each host that is picked out, above everything else."""
    areas, circles = mapped.shapes(), set(mapped.on_map["host"][(mapped.on_map["code"] > 0) & (mapped.on_map["circle"] != "")])
    drawn = []
    for host in view.host:
        place = ledger.places.by_id[host]
        own = [outlines[shape] for shape in areas["shape"][(areas["host"] == host).to_numpy()]]
        dots = []
        if (
            place.lon is not None
            and place.lat is not None
            and (is_small(place, ledger.places) or host in circles or not any(own))
        ):
            x, y = frame.project(turned(np.array([place.lon]), frame.centre), np.array([place.lat]))
            dots = [(float(x[0]), float(y[0]), DOT)]
        drawn.append(picked_svg(host, own, dots, sheet.theme))
    return "".join(drawn)


def _place(host: str) -> str:
    return f' data-place="{xml(host)}"'


def _line(code: int, shape: str, drawing: Drawing, sheet: Sheet) -> str:
    """The border of a disputed shape, dashed where only this viewpoint assigns it to its place; no border where that is undisputed."""
    theme = sheet.theme
    if shape in drawing.disputed:
        return f'stroke="{theme.muted}" stroke-width="0.8" stroke-dasharray="2 2"'
    if shape in drawing.merged:
        return f'stroke="{sheet.fill(code)}" stroke-width="0.6"'
    dash = ' stroke-dasharray="4 2"' if code == NO_PAIR else ""
    if code in OUTLINED:
        return f'stroke="{theme.muted}" stroke-width="0.8"{dash}'
    return f'stroke="{theme.border}" stroke-width="0.6"'


def _pale_line(code: int, shape: str, drawing: Drawing, sheet: Sheet) -> str:
    """A pale fill with a full outline; shapes that already have an outline inside keep it."""
    own = _line(code, shape, drawing, sheet)
    thin = f'stroke="{sheet.theme.faint}" stroke-width="{PALE_LINE}"'
    line = own if code in OUTLINED or shape in drawing.disputed else 'stroke="none"' if shape in drawing.merged else thin
    return f'fill-opacity="{PALE}" {line}'


def _dots(ledger: Ledger, view: View, rows: pd.DataFrame, frame: Frame, sheet: Sheet, *, named: bool = False) -> str:
    """Small places of which something is known, and all without an area, as circles; those with the largest figures lie on top."""
    places = [ledger.places.by_id[host] for host in rows["host"]]
    code, values = rows["code"].to_numpy(), rows["value"].tolist()
    marked = np.array(
        [
            place.lon is not None and (is_small(place, ledger.places) or why != "")
            for place, why in zip(places, rows["circle"], strict=True)
        ]
    )
    small = np.flatnonzero(marked & (code > 0))
    lon, lat = (np.array([getattr(place, name) or 0.0 for place in places]) for name in ("lon", "lat"))
    x, y = frame.project(turned(lon, frame.centre), lat)
    inside = in_part(ledger.places, view, rows["host"])
    whole, thin = f'stroke="{sheet.theme.ink}" stroke-width="0.8"', f'fill-opacity="{PALE}" stroke="{sheet.theme.faint}"'
    circles = [
        f'<circle cx="{x[i]:.1f}" cy="{y[i]:.1f}" r="{DOT}" fill="{sheet.fill(int(code[i]))}" {whole if inside[i] else thin}'
        f'{_place(places[i].id) if named else ""}><title>{xml(f"{places[i].name}: {values[i]}")}</title></circle>'
        for i in small[np.argsort(code[small], kind="stable")]
    ]  # fmt: skip
    return "<g>" + "".join(circles) + "</g>"


def _notes(ledger: Ledger, view: View, shapes: Shapes, mapped: Mapped) -> list[str]:
    """Figures without an area on the map, and disputes that concern figures shown."""
    touched = disputes_touched(ledger.borders, shapes.ids, view, view_date(ledger, view), mapped.on_map, ledger.places)
    outside = [outside_words(view)] if outside_words(view) else []
    return [*outside, *_off_map_words(mapped.off_map), *_circle_words(mapped.on_map), *_dispute_words(touched, ledger.places)]


def _circle_words(rows: pd.DataFrame) -> list[str]:
    """Places with a figure and without an area on this day, which are circles: named with the reason."""
    found = rows[rows["circle"] != ""]
    told = [f"{name} ({value}), {why}" for name, value, why in zip(found["name"], found["value"], found["circle"], strict=True)]
    return [f"As circles, {len(told)}: {_named(told)}"] if told else []


def _dispute_words(touched: tuple[Dispute, ...], places: Places) -> list[str]:
    told = [say_dispute(dispute, places) for dispute in touched]
    return (
        [f"Disputed and touched by figures, {len(told)}: {' · '.join(told[:NAMED_DISPUTES])}{_more(told, NAMED_DISPUTES, ' · ')}"]
        if told
        else []
    )


def _off_map_words(off_map: pd.DataFrame) -> list[str]:
    told = [f"{name} ({value})" for name, value in zip(off_map["name"], off_map["value"], strict=True)]
    return [f"Not on the map, {len(told)}: {_named(told)}"] if told else []


def _named(told: list[str]) -> str:
    return "; ".join(told[:NAMED_OFF_MAP]) + _more(told, NAMED_OFF_MAP, "; ")


def _more(told: list[str], most: int, link: str) -> str:
    return f"{link}and {len(told) - most} more" if len(told) > most else ""
