"""Two measures in one picture: a scatter plot, and a map in nine colours."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from dashboard.domain.borders import Drawing
from dashboard.domain.view import View
from dashboard.exports.lineage import Lineage
from dashboard.exports.svg import (
    BARE_BODY,
    BARE_WIDTH,
    BOTTOM,
    FOOT_ROW,
    MARGIN,
    Sheet,
    cut_at,
    foot,
    foot_lines,
    head,
    open_sheet,
    text,
    xml,
)
from dashboard.figures import sentences
from dashboard.figures.comparing import on_one_day, together
from dashboard.figures.lettering import text_width
from dashboard.figures.map import CENTRE
from dashboard.figures.measure_pair import names_of
from dashboard.figures.numbers import count
from dashboard.figures.palette import NINE, PALE_LINE, THEMES
from dashboard.figures.view_region import in_part, outside_words, part_of
from dashboard.geography.shapes import Frame, all_shapes, path_of, region_frame, turned
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger

WIDTH, HEIGHT, TOP, AXIS = 1600, 900, 118, 110
NAMED = 14
Row = Mapping[Hashable, object]


def scatter_svg(ledger: Ledger, view: View, second: View, lineage: Lineage | None = None, *, bare: bool = False) -> str:
    """Hosts by both measures, on logarithmic axes, as SVG; only hosts with both figures above zero, the others are counted below."""
    view, second = on_one_day(ledger, view, second)
    sheet, rows, title = _sheet(lineage, bare=bare), together(ledger, view, second), both_title(ledger, view, second)
    shown = rows[rows["place"].notna()]
    told = _told(ledger, view, second, shown)
    lines = foot_lines(ledger, view, sheet, _notes(ledger, view, second, rows, sheet), mapped=False, above=told)
    bottom = sheet.height - BOTTOM - FOOT_ROW * len(lines) - 60
    units = [ledger.catalogue.measures[one.measure].unit for one in (view, second)]
    axes = [f"{name}, {unit}" for name, unit in zip(names_of(ledger, view, second), units, strict=True)]
    parts = [open_sheet(sheet, title), head(sheet, title, told)]
    if len(shown):
        parts.append(_scatter(shown, axes, sheet, bottom))
    else:
        parts.append(text("No host has both figures above zero.", MARGIN, TOP + 40, 16, sheet.theme.muted))
    return "\n".join([*parts, foot(sheet, lines), "</svg>"])


def nine_map_svg(
    ledger: Ledger, view: View, second: View, assets: Path, lineage: Lineage | None = None, *, bare: bool = False
) -> str:
    """The world in nine colours: thirds of both measures; hosts with only one of them are outlined, the rest is plain."""
    view, second = on_one_day(ledger, view, second)
    sheet, rows, title = _sheet(lineage, bare=bare), together(ledger, view, second), both_title(ledger, view, second)
    shapes = all_shapes(assets, "m")
    told = _told(ledger, view, second, rows[rows["place"].notna()])
    lines = foot_lines(ledger, view, sheet, _notes(ledger, view, second, rows, sheet), above=told)
    box = Frame(MARGIN, TOP, sheet.room, sheet.height - BOTTOM - FOOT_ROW * len(lines) - TOP - 20, CENTRE)
    frame = region_frame(box, part_of(view))
    known = {str(row["host"]): row for row in rows.to_dict("records")}
    drawing = ledger.borders.drawing(shapes.ids, answers.view_date(ledger, view), view.viewpoint)
    rings = dict(zip(shapes.ids, shapes.rings, strict=True))
    inside = dict(zip(drawing.areas, in_part(ledger.places, view, pd.Series(drawing.areas, dtype="str")).tolist(), strict=True))
    ordered = sorted(drawing.fills, key=lambda fill: inside[fill[1]])
    paths = [_shape(path_of(rings[shape], frame), known.get(place), inside[place], sheet) for shape, place in ordered]
    drawn = ["<g>", *paths, "</g>", _dots(ledger, known, drawing, frame, sheet)]
    parts = [
        open_sheet(sheet, title), head(sheet, title, told), *(drawn if part_of(view) is None else [cut_at(box, "".join(drawn))]),
        _key(_spoken(ledger, view, second), sheet), foot(sheet, lines), "</svg>",
    ]  # fmt: skip
    return "\n".join(parts)


def both_title(ledger: Ledger, view: View, second: View) -> str:
    """The sentence over both pictures; the View is already on the day of both."""
    return f"{sentences.title(ledger, view)}, beside {_spoken(ledger, view, second)[1]}"


def _spoken(ledger: Ledger, view: View, second: View) -> list[str]:
    """The two within a sentence: "troops", "debt owed"; with their senders where these are not the same."""
    if view.sender == second.sender:
        return [ledger.catalogue.measures[one.measure].spoken for one in (view, second)]
    return [sentences.subject_inside(ledger, one) for one in (view, second)]


def nine_colour(place: float, other: float) -> str:
    """The colour of a third of each measure."""
    return NINE[int(other) * 3 + int(place)]


def _sheet(lineage: Lineage | None, *, bare: bool) -> Sheet:
    if bare:
        return Sheet(BARE_WIDTH, TOP + BARE_BODY + 80, THEMES["light"], NINE, lineage=lineage, cut=TOP - 14)
    return Sheet(WIDTH, HEIGHT, THEMES["light"], NINE, lineage=lineage)


def _told(ledger: Ledger, view: View, second: View, shown: pd.DataFrame) -> str:
    measures = [ledger.catalogue.measures[one.measure] for one in (view, second)]
    day = answers.view_date(ledger, view)
    days = "; ".join(f"{m.spoken}: {sentences.describe_day(day, m.clock, m.kind)}" for m in measures)
    part = part_of(view)
    thirds = (
        f"in {part.spoken} · classes are thirds of all of them in the world" if part else "· classes are thirds of these hosts"
    )
    return f"{days} · {count(len(shown), 'host')} with both figures {thirds} · {sentences.known_words(view)}"


def _notes(ledger: Ledger, view: View, second: View, rows: pd.DataFrame, sheet: Sheet) -> list[str]:
    """What is not drawn, and the sources of the second measure, which must be credited like those of the first."""
    if sheet.bare:
        return [_left_out(rows)]
    outside = [f"{outside_words(view)}; classes are thirds of the whole world"] if outside_words(view) else []
    return [_left_out(rows), *outside, f"{names_of(ledger, view, second)[1]}: {sentences.sources_line(ledger, second)}"]


def _left_out(rows: pd.DataFrame) -> str:
    missing = rows[rows["place"].isna()]
    one = int(((missing["level"] > 0) ^ (missing["level_other"] > 0)).sum())
    return (
        f"Not drawn: {count(one, 'host')} with only one of the two above zero, {count(len(missing) - one, 'host')} with neither"
    )


def _scatter(rows: pd.DataFrame, names: list[str], sheet: Sheet, bottom: float) -> str:
    box = Box(MARGIN + AXIS, sheet.width - MARGIN - 40, TOP + 26, bottom)
    logs = [np.log10(rows[column].to_numpy(dtype="float64")) for column in ("level", "level_other")]
    spans = [(float(np.floor(one.min())), max(float(np.ceil(one.max())), float(np.floor(one.min())) + 1)) for one in logs]
    x, y = box.across(logs[0], spans[0]), box.up(logs[1], spans[1])
    theme = sheet.theme
    letters = sheet.letters(15)
    titles = text(names[0], box.right, bottom + 52, letters, theme.ink, anchor="end") + text(
        names[1], MARGIN, TOP + 8, letters, theme.ink
    )
    free = _free(rows["name"].head(NAMED).tolist(), x, y, sheet.letters(13))
    dots = [_point(row, float(x[i]), float(y[i]), sheet, named=i in free) for i, row in enumerate(rows.to_dict("records"))]
    return "".join([titles, *_grid(box, spans, sheet), *dots])


def _free(names: list[str], x: np.ndarray, y: np.ndarray, size: int) -> set[int]:
    """Points whose label overlaps no other, larger figures first; the others show their name on hover."""
    kept: list[tuple[int, float, float]] = []
    for i, name in enumerate(names):
        left, right = float(x[i]) + 9, float(x[i]) + 9 + text_width(name, size)
        if all(abs(float(y[i] - y[j])) > size or right < begin or left > end for j, begin, end in kept):
            kept.append((i, left, right))
    return {i for i, _, _ in kept}


@dataclass(frozen=True, slots=True)
class Box:
    """The rectangle of a plot."""

    left: float
    right: float
    top: float
    bottom: float

    def across(self, values: np.ndarray, span: tuple[float, float]) -> np.ndarray:
        """Places of values from left to right."""
        return self.left + (self.right - self.left) * (values - span[0]) / (span[1] - span[0])

    def up(self, values: np.ndarray, span: tuple[float, float]) -> np.ndarray:
        """Places of values from the bottom upwards."""
        return self.bottom - (self.bottom - self.top) * (values - span[0]) / (span[1] - span[0])


def _grid(box: Box, spans: list[tuple[float, float]], sheet: Sheet) -> list[str]:
    """Lines at the powers of ten of both axes, with their words."""
    theme = sheet.theme
    powers = [np.arange(low, high + 1) for low, high in spans]
    upright = [
        f'<path d="M{at:.1f} {box.top}V{box.bottom}" stroke="{theme.line}"/>'
        + text(_power(float(power)), at, box.bottom + 24, sheet.letters(14), theme.muted, anchor="middle")
        for power, at in zip(powers[0], box.across(powers[0], spans[0]), strict=True)
    ]
    level = [
        f'<path d="M{box.left} {at:.1f}H{box.right}" stroke="{theme.line}"/>'
        + text(_power(float(power)), box.left - 10, at + 5, sheet.letters(14), theme.muted, anchor="end")
        for power, at in zip(powers[1], box.up(powers[1], spans[1]), strict=True)
    ]
    return [*upright, *level]


def _point(row: Row, x: float, y: float, sheet: Sheet, *, named: bool) -> str:
    name = text(str(row["name"]), x + 9, y + 5, sheet.letters(13), sheet.theme.ink) if named else ""
    return _circle(x, y, 6, row, sheet) + name


def _circle(x: float, y: float, size: int, row: Row, sheet: Sheet) -> str:
    place = f'cx="{x:.1f}" cy="{y:.1f}" r="{size}" data-place="{xml(str(row["host"]))}"'
    return f'<circle {place} fill="{_fill(row)}" stroke="{sheet.theme.ink}" stroke-width="0.8">{_say(row)}</circle>'


def _power(power: float) -> str:
    scales = {0: "", 3: " k", 6: " m", 9: " bn", 12: " tn"}
    step = max((one for one in scales if one <= power), default=0)
    return f"{10 ** (power - step):,.6g}{scales[step]}"


def _fill(row: Row) -> str:
    return nine_colour(float(str(row["place"])), float(str(row["place_other"])))


def _say(row: Row) -> str:
    told = f"{row['name']}: {row['words']}; {row['words_other']}"
    return f"<title>{xml(told)}</title>"


def _shape(path: str, row: Row | None, inside: bool, sheet: Sheet) -> str:
    """A place: its colour, an outline where only one of the two is known, plain where neither is or outside the part shown."""
    theme = sheet.theme
    if not path:
        return ""
    if not inside:
        return f'<path d="{path}" fill="none" stroke="{theme.faint}" stroke-width="{PALE_LINE}"/>'
    if row is None:
        return f'<path d="{path}" fill="{theme.empty}" stroke="{theme.border}" stroke-width="0.6"/>'
    both = not np.isnan(float(str(row["place"])))
    fill, line = (_fill(row), theme.border) if both else (theme.paper, theme.muted)
    named = f'data-place="{xml(str(row["host"]))}"'
    return f'<path d="{path}" {named} fill="{fill}" stroke="{line}" stroke-width="0.6">{_say(row)}</path>'


def _dots(ledger: Ledger, known: Mapping[str, Row], drawing: Drawing, frame: Frame, sheet: Sheet) -> str:
    """Small places that have both figures, and those without an area on the day, as circles."""
    found = [(ledger.places.by_id[host], row) for host, row in known.items() if host in ledger.places.by_id]
    both = [(place, row) for place, row in found if place.lon is not None and not np.isnan(float(str(row["place"])))]
    small = [(place, row) for place, row in both if place.small or place.id not in drawing.areas]
    x, y = frame.project(
        turned(np.array([place.lon for place, _ in small], dtype="float64"), frame.centre),
        np.array([place.lat for place, _ in small], dtype="float64"),
    )
    circles = [_circle(float(x[i]), float(y[i]), 5, row, sheet) for i, (_, row) in enumerate(small)]
    return "<g>" + "".join(circles) + "</g>"


def _key(names: list[str], sheet: Sheet) -> str:
    """The legend: a square of nine colours with both axes named."""
    size, left, top = 34, MARGIN, sheet.height - (260 if sheet.bare else 400)
    places = [(left + size * one, top + size * (2 - two), nine_colour(one, two)) for one in range(3) for two in range(3)]
    squares = [f'<rect x="{x}" y="{y}" width="{size}" height="{size}" fill="{colour}"/>' for x, y, colour in places]
    across = text(f"more {names[0]} →", left, top + 3 * size + 20, sheet.letters(14), sheet.theme.ink)
    return "".join([*squares, across, text(f"↑ more {names[1]}", left, top - 10, sheet.letters(14), sheet.theme.ink)])
