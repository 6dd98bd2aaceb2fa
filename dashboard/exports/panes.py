"""Several maps in one picture that define every shape once and reuse it, so that the file stays small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from dashboard.domain.regions import Region
from dashboard.domain.view import View
from dashboard.exports.svg import Sheet, swatch_line, text, xml
from dashboard.figures.lettering import text_width
from dashboard.figures.map import CENTRE, in_drawing_order, is_small
from dashboard.figures.palette import PALE, PALE_LINE
from dashboard.figures.reading import NO_PAIR, OUTLINED, Reading, legend_words
from dashboard.figures.view_region import in_part, part_of
from dashboard.geography.shapes import Frame, Shapes, all_shapes, path_of, region_frame, turned
from dashboard.ledger.store import Ledger

# Shapes are written for a map of this width and scaled into each pane.
WORLD = Frame(0, 0, 1000, 480, CENTRE)
# The height of a part of the world, in widths of its pane, whatever its own form.
FLAT, HIGH = 0.48, 0.72
SWATCH, SIZE, ROW, GAP = 20, 14, 26, 14


@dataclass(frozen=True, slots=True)
class Pane:
    """A rectangle of a picture that holds one map."""

    x: float
    y: float
    width: float
    share: float = WORLD.height / WORLD.width

    @property
    def height(self) -> float:
        """By its ``share`` of the width; left alone, that of the whole world."""
        return self.width * self.share


@lru_cache(maxsize=16)
def _box(part: Region | None) -> Frame:
    """The rectangle for which shapes are written: as high as the part of the world, within `FLAT` and `HIGH`."""
    if part is None:
        return WORLD
    whole = region_frame(WORLD, part)
    lon, lat = np.meshgrid(np.linspace(part.west, part.east, 9), np.linspace(part.south, part.north, 9))
    x, y = whole.project(lon.ravel(), lat.ravel())
    return Frame(0, 0, WORLD.width, round(WORLD.width * min(max(float(np.ptp(y) / np.ptp(x)), FLAT), HIGH)), CENTRE)


def share_of(part: Region | None) -> float:
    """The height of a pane of that part of the world, or of the whole, in widths."""
    return _box(part).height / WORLD.width


@lru_cache(maxsize=4)
def shape_definitions(assets: Path, size: str, part: Region | None = None) -> str:
    """Every shape once, as ``#s0``, ``#s1`` … in the order of the shapes of today, then the special ones; put it before the panes."""
    frame = region_frame(_box(part), part)
    paths = [f'<path id="s{i}" d="{path_of(rings, frame)}"/>' for i, rings in enumerate(all_shapes(assets, size).rings)]
    return f"<defs>{''.join(paths)}</defs>"


def draw_pane(ledger: Ledger, view: View, rows: pd.DataFrame, pane: Pane, sheet: Sheet, *, marks: bool = True) -> str:
    """The map of ``rows`` (``pieces()`` of what `dashboard.figures.map.map_rows` gives) in its pane.

    Rows without ``at`` are the shapes of today in their order. Of a part of the world the pane shows that part, cut at its edges, and
    what lies around it pale. With ``marks`` every place says its name and figure when it is pointed at.
    """
    scale, part = pane.width / WORLD.width, part_of(view)
    marked = rows.assign(inside=in_part(ledger.places, view, rows["host"]))
    placed = marked if "at" in marked else marked.assign(at=range(len(marked)))
    ordered = in_drawing_order(placed)
    uses = [
        _use(at, row, sheet, scale, marks, inside)
        for at, row, inside in zip(ordered["at"].tolist(), _cells(ordered), ordered["inside"].tolist(), strict=True)
        if at >= 0
    ]
    drawn = "".join(uses) + _dots(ledger, marked, region_frame(_box(part), part), sheet, scale, marks)
    if part is None:
        return f'<g transform="translate({pane.x:.1f} {pane.y:.1f}) scale({scale:.4f})" stroke-linejoin="round">{drawn}</g>'
    return _cut(pane, _box(part), drawn, sheet)


def draw_region(ledger: Ledger, view: View, found: pd.DataFrame, shapes: Shapes, region: str, pane: Pane, sheet: Sheet) -> str:
    """The map of the rows (as in `draw_pane`) cut to one region of the world and drawn as large as its pane allows, with what lies around it."""
    rows = found.assign(inside=in_part(ledger.places, view, found["host"]))
    places = [ledger.places.by_id[host] for host in rows["host"]]
    lon, lat = (np.array([getattr(place, name) or 0.0 for place in places]) for name in ("lon", "lat"))
    own = np.array([place.region == region and place.lon is not None for place in places])
    frame = _zoomed(lon[own], lat[own], pane)
    x, y = frame.project(turned(lon, frame.centre), lat)
    near = (np.abs(x - pane.x - pane.width / 2) < 0.7 * pane.width) & (np.abs(y - pane.y - pane.height / 2) < 0.7 * pane.height)
    paths = []
    for i, (at, (host, code, name, value)) in enumerate(zip(rows["at"].tolist(), _cells(rows), strict=True)):
        path = path_of(shapes.rings[at], frame) if at >= 0 and (own[i] or near[i]) else ""
        look = f'fill="{sheet.fill(code)}" {(_line if rows["inside"].iloc[i] else _pale_line)(code, sheet, 1.0)}'
        paths += [f'<path d="{path}" {look} data-place="{host}"><title>{xml(f"{name}: {value}")}</title></path>'] if path else []
    box = f'x="{pane.x:.1f}" y="{pane.y:.1f}" width="{pane.width:.1f}" height="{pane.height:.1f}"'
    seen = f'viewBox="{pane.x:.1f} {pane.y:.1f} {pane.width:.1f} {pane.height:.1f}"'
    edge = f'<rect {box} fill="none" stroke="{sheet.theme.line}"/>'
    return f'<svg {box} {seen} overflow="hidden">{"".join(paths)}{_circles(ledger, rows, frame, sheet, 4.0, 0.7, marks=True)}{edge}</svg>'


def _zoomed(lon: np.ndarray, lat: np.ndarray, pane: Pane) -> Frame:
    """A frame in which the points fill the pane, an eighth of room on every side; the world is turned to their middle."""
    angle = np.deg2rad(lon)
    centre = float(np.rad2deg(np.arctan2(np.sin(angle).mean(), np.cos(angle).mean()))) if len(lon) else CENTRE
    world = Frame(0, 0, 1000, 480, centre)
    x, y = world.project(turned(lon, centre), lat) if len(lon) else (np.array([0.0, 1000.0]), np.array([0.0, 480.0]))
    zoom = min(pane.width / (np.ptp(x) * 1.25 + 1), pane.height / (np.ptp(y) * 1.25 + 1))
    middle = ((x.max() + x.min()) / 2, (y.max() + y.min()) / 2)
    left, top = pane.x + pane.width / 2 - zoom * middle[0], pane.y + pane.height / 2 - zoom * middle[1]
    return Frame(float(left), float(top), float(world.width * zoom), float(world.height * zoom), centre)


def class_legend(
    reading: Reading, counts: Sequence[np.ndarray], sheet: Sheet, x: float, width: float, outside: str = ""
) -> tuple[str, int]:
    """The classes, with the number of places of each map where ``counts`` gives them, "12 | 9", wrapped to ``width``; and its height.

    ``outside`` says what the pale places are, where there are any.
    """
    at, y, parts, size = x, 0, [], sheet.letters(SIZE)
    for code, words in legend_words(reading):
        told = " | ".join(f"{int(count[code]):,}" for count in counts)
        room = SWATCH + 7 + text_width(words, size) + (6 + text_width(told, size) if told else 0)
        if at + room > x + width and at > x:
            at, y = x, y + ROW
        line = swatch_line(code, sheet.theme)
        parts.append(f'<rect x="{at:.1f}" y="{y}" width="{SWATCH}" height="14" fill="{sheet.fill(code)}"{line}/>')
        parts.append(text(words, at + SWATCH + 7, y + 12, size, sheet.theme.ink))
        parts += [text(told, at + SWATCH + 13 + text_width(words, size), y + 12, size, sheet.theme.muted)] if told else []
        at += room + GAP
    if outside:
        at, y = (x, y + ROW) if at + text_width(outside, size) > x + width else (at, y)
        parts.append(text(outside, at, y + 12, size, sheet.theme.muted))
    return "".join(parts), y + ROW + 6


def class_counts(rows: pd.DataFrame, reading: Reading) -> np.ndarray:
    """Number of drawn places of each code."""
    counts: np.ndarray = np.bincount(rows["code"].to_numpy(), minlength=reading.codes)
    return counts


def _cells(rows: pd.DataFrame) -> list[tuple[str, int, str, str]]:
    return list(zip(rows["host"].astype("str"), rows["code"].tolist(), rows["name"], rows["value"], strict=True))


def _cut(pane: Pane, box: Frame, drawn: str, sheet: Sheet) -> str:
    """What is drawn for the box, in the pane and cut at its edges."""
    place = f'x="{pane.x:.1f}" y="{pane.y:.1f}" width="{pane.width:.1f}" height="{pane.width * box.height / box.width:.1f}"'
    seen = f'viewBox="0 0 {box.width:g} {box.height:g}" overflow="hidden" stroke-linejoin="round"'
    edge = f'<rect width="{box.width:g}" height="{box.height:g}" fill="none" stroke="{sheet.theme.line}" stroke-width="2"/>'
    return f"<svg {place} {seen}>{drawn}{edge}</svg>"


def _use(place: int, cell: tuple[str, int, str, str], sheet: Sheet, scale: float, marks: bool, inside: bool) -> str:
    host, code, name, value = cell
    line = _line(code, sheet, scale) if inside else _pale_line(code, sheet, scale)
    head = f'<use href="#s{place}" fill="{sheet.fill(code)}" {line}'
    return f'{head} data-place="{host}"><title>{xml(f"{name}: {value}")}</title></use>' if marks else f"{head}/>"


def _line(code: int, sheet: Sheet, scale: float) -> str:
    """The outline of a place: darker where the fill is the ground, dashed where no two figures may be compared."""
    theme, width = sheet.theme, 0.6 / scale
    dash = f' stroke-dasharray="{4 / scale:.1f} {2 / scale:.1f}"' if code == NO_PAIR else ""
    if code in OUTLINED:
        return f'stroke="{theme.muted}" stroke-width="{width * 1.3:.2f}"{dash}'
    return f'stroke="{theme.border}" stroke-width="{width:.2f}"'


def _pale_line(code: int, sheet: Sheet, scale: float) -> str:
    """A pale fill; what is outlined inside keeps its line, all others have a thin one."""
    thin = f'stroke="{sheet.theme.faint}" stroke-width="{PALE_LINE / scale:.2f}"'
    return f'fill-opacity="{PALE}" {_line(code, sheet, scale) if code in OUTLINED else thin}'


def _dots(ledger: Ledger, rows: pd.DataFrame, frame: Frame, sheet: Sheet, scale: float, marks: bool) -> str:
    """Small places of which something is known, and all without an area, as circles; those with the largest figures lie on top."""
    return _circles(ledger, rows, frame, sheet, (4.0 if scale > 0.6 else 2.6) / scale, 0.7 / scale, marks=marks)


def _circles(ledger: Ledger, rows: pd.DataFrame, frame: Frame, sheet: Sheet, radius: float, line: float, *, marks: bool) -> str:
    alone = rows["at"] < 0 if "at" in rows else pd.Series(data=False, index=rows.index)
    outside = set() if "inside" not in rows else set(rows["host"][~rows["inside"]].astype("str"))
    known = [
        (ledger.places.by_id[host], code, name, value)
        for (host, code, name, value), circle in zip(_cells(rows), alone, strict=True)
        if code > 0 and (circle or is_small(ledger.places.by_id[host], ledger.places))
    ]
    small = sorted((one for one in {one[0].id: one for one in known}.values() if one[0].lon is not None), key=lambda one: one[1])
    lon, lat = (np.array([getattr(place, axis) for place, *_ in small], dtype="float64") for axis in ("lon", "lat"))
    x, y = frame.project(turned(lon, frame.centre), lat)
    circles = []
    for i, (place, code, name, value) in enumerate(small):
        at = f'cx="{x[i]:.1f}" cy="{y[i]:.1f}" r="{radius:.1f}"'
        edge = f'fill-opacity="{PALE}" stroke="{sheet.theme.faint}"' if place.id in outside else f'stroke="{sheet.theme.ink}"'
        head = f'<circle {at} fill="{sheet.fill(code)}" {edge} stroke-width="{line:.2f}"'
        told = f' data-place="{place.id}"><title>{xml(f"{name}: {value}")}</title></circle>'
        circles.append(head + (told if marks else "/>"))
    return "".join(circles)
