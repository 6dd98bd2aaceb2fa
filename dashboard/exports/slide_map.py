"""The map of a View as native shapes: a freeform a place, grouped by class, circles for small places, and a legend."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from dashboard.domain.regions import REGIONS, Region
from dashboard.domain.story import AREAS
from dashboard.domain.view import View
from dashboard.exports.picked import picked_shapes
from dashboard.exports.slide_shapes import Paint, clipped, freeform, group, outline, pattern, preset, solid, words
from dashboard.exports.slide_template import BODY_BOX, POINT, Box
from dashboard.figures.lettering import text_width
from dashboard.figures.map import CENTRE, is_small, legend_entries, map_rows
from dashboard.figures.palette import PALE_LINE, Theme, diverging, pale
from dashboard.figures.reading import FIRST_CLASS, NO_PAIR, OUTLINED, Reading, colours_of, legend_words, reading_of
from dashboard.figures.view_region import in_part, outside_label, rows_in_part
from dashboard.geography.shapes import Frame, all_shapes, outlines_of, region_frame, turned
from dashboard.ledger.store import Ledger

# The coarsest shapes: on a slide of 13 inches their edges cannot be told from finer ones, and every program moves them at once.
SIZE = "s"
DOT = 4.2 * POINT
SWATCH, TEXT, ROW, GAP = 18 * POINT, 10.0, 17 * POINT, 12 * POINT
# Codes whose fill is the ground or nearly so: only an outline shows that something stands there.
FIRST_ID = 1_000
# Added to the code of a place outside the part of the world that is shown: the same look, pale.
OUTSIDE = 100
VALUE = re.compile(r'val="([0-9a-f]{6})"')


@dataclass(frozen=True, eq=False)
class MapShapes:
    """A map for a slide.

    Attributes:
        groups: shapes as the format writes them, from the lowest to the top.
        off_map: what has a figure or a silence and is not drawn, with ``name``, ``reason`` and ``value``.
        rows: one row a drawn place, as in `map_rows`.
    """

    groups: tuple[str, ...]
    off_map: pd.DataFrame
    rows: pd.DataFrame


def map_shapes(
    ledger: Ledger, view: View, assets: Path, theme: Theme, picked: Sequence[str] = (), area: str = "world"
) -> MapShapes:
    """The View's map in the body of a slide.

    Every shape is named after its place and described with its value; the shapes of a class are one group, so that they can be
    coloured together.

    Args:
        ledger: where the claims are.
        view: what is shown.
        assets: folder with the shipped shapes.
        theme: colours.
        picked: places that get a line around them.
        area: a key of `dashboard.domain.story.AREAS`; the View's own region where it is the world.
    """
    reading = reading_of(ledger, view)
    shapes = all_shapes(assets, SIZE)
    joined = map_rows(ledger, view, shapes)
    # A ledger of few places has no name for the others.
    named = joined.on_map.assign(name=joined.on_map["name"].fillna(joined.on_map["host"]))
    paints = paints_of(reading, colours_of(ledger, view, reading, theme), theme)
    entries = counted_entries(legend_entries(rows_in_part(ledger.places, view, named), reading))
    faded = {code: _faded(paint, theme, kept=code in OUTLINED) for code, paint in paints.items()}
    paints |= {OUTSIDE + code: paint for code, paint in faded.items()}
    outside = outside_label(view)
    last = OUTSIDE + FIRST_CLASS + len(reading.labels) - 1
    legend, height = class_legend([*entries, *([(last, outside, "")] if outside else [])], paints, theme)
    body = Box(BODY_BOX.x, BODY_BOX.y, BODY_BOX.width, BODY_BOX.height - height)
    region = _region(view, area)
    frame = region_frame(Frame(body.x, body.y, body.width, body.height, CENTRE), region)
    areas = joined.shapes()
    beyond = OUTSIDE * ~in_part(ledger.places, view, areas["host"])
    areas = areas.assign(name=areas["name"].fillna(areas["host"]), code=areas["code"] + beyond)
    rings = dict(zip(shapes.ids, shapes.rings, strict=True))
    outlines = [outlines_of(rings[shape], frame) for shape in areas["shape"]]
    if region is not None:
        outlines = [[cut for ring in drawn if len(cut := clipped(ring, body))] for drawn in outlines]
    classes = _classes(areas, outlines, reading, paints, set(picked))
    dots = _dots(ledger, view, named, frame, body, paints, theme)
    rings_of = _picked(ledger, picked, areas, outlines, frame, body, theme)
    return MapShapes((*classes, *dots, *rings_of, legend), joined.off_map, named)


def paints_of(reading: Reading, colours: tuple[str, ...], theme: Theme) -> dict[int, Paint]:
    """The look of every code: a colour or, for what has no single figure, a pattern."""
    ends, middle = diverging(theme), colours[min(2, len(colours) - 1)]
    fills = {
        0: solid(theme.empty), 1: pattern("pct30", theme.muted, theme.paper), 2: pattern("wdUpDiag", theme.hatch, theme.hatch_ground),
        3: pattern("wdDnDiag", middle, theme.paper), 4: solid(theme.paper), 5: pattern("ltHorz", theme.muted, theme.paper),
        6: solid(theme.paper), 7: pattern("dkUpDiag", ends[1], ends[4]),
    }  # fmt: skip
    classes = {FIRST_CLASS + i: solid(colour) for i, colour in enumerate(colours)}
    dotted = {code: pattern("dotGrid", theme.paper, colours[code - FIRST_CLASS]) for code in reading.stippled}
    lines = {code: outline(theme.muted, 0.75, dashed=code == NO_PAIR) for code in OUTLINED}
    plain = outline(theme.border, 0.5)
    return {code: Paint(fill, lines.get(code, plain)) for code, fill in {**fills, **classes, **dotted}.items()}


def _faded(paint: Paint, theme: Theme, *, kept: bool) -> Paint:
    """The look outside the part of the world that is shown: a pale fill, and a thin faint line or, where ``kept``, its own."""
    fill = VALUE.sub(lambda found: f'val="{pale("#" + found[1], theme).lstrip("#")}"', paint.fill)
    return Paint(fill, paint.line if kept else outline(theme.faint, PALE_LINE))


def described(name: object, value: object) -> str:
    """What a screen reader says of a place."""
    return f"{name}: {value}"


def _classes(
    rows: pd.DataFrame, outlines: list[list[np.ndarray]], reading: Reading, paints: dict[int, Paint], picked: set[str]
) -> list[str]:
    """One group a class, silent looks first, so that what is known lies on top; above it what its line alone tells from the ground."""
    code, hosts, names, values = (rows[name].tolist() for name in ("code", "host", "name", "value"))
    drawn: dict[int, list[tuple[str, Box]]] = {}
    for i in sorted(range(len(code)), key=lambda place: (hosts[place] in picked, code[place] < OUTSIDE)):
        if outlines[i]:
            made = freeform(FIRST_ID + i, names[i], described(names[i], values[i]), outlines[i], paints[code[i]])
            drawn.setdefault(code[i], []).append(made)
    titles = dict(legend_words(reading))
    titles |= {OUTSIDE + number: f"{words}, outside the part shown" for number, words in titles.items()}
    order = sorted(drawn, key=lambda number: (number < OUTSIDE, number in OUTLINED, number))
    return [_group(FIRST_ID - 300 + number, titles.get(number, f"class {number}"), drawn[number]) for number in order]


def _picked(
    ledger: Ledger,
    picked: Sequence[str],
    areas: pd.DataFrame,
    outlines: list[list[np.ndarray]],
    frame: Frame,
    body: Box,
    theme: Theme,
) -> list[str]:
    """The line around each place that is picked out, on top of the map."""
    hosts, made = areas["host"].tolist(), []
    for number, host in enumerate(one for one in dict.fromkeys(picked) if one in ledger.places.by_id):
        place = ledger.places.by_id[host]
        own = [ring for name, drawn in zip(hosts, outlines, strict=True) if name == host for ring in drawn]
        dots = []
        if place.lon is not None and place.lat is not None and (is_small(place, ledger.places) or not own):
            x, y = (float(at[0]) for at in frame.project(turned(np.array([place.lon]), frame.centre), np.array([place.lat])))
            inside = body.x <= x <= body.x + body.width and body.y <= y <= body.y + body.height
            dots = [(x, y, float(DOT))] if inside else []
        made += picked_shapes(4 * FIRST_ID + 3 * number, place.name, own, dots, theme)
    return made


def _group(identity: int, title: str, made: Iterable[tuple[str, Box]]) -> str:
    shapes, boxes = zip(*made, strict=True)
    return group(identity, title, f"{title}: {len(shapes)} places", shapes, boxes)


def _region(view: View, area: str) -> Region | None:
    """The part of the world that is drawn; None for all of it."""
    if area == "world":
        return REGIONS.get(view.region)
    west, south, east, north = AREAS[area]
    return Region(area, west, east, south, north)


def _dots(
    ledger: Ledger, view: View, rows: pd.DataFrame, frame: Frame, body: Box, paints: dict[int, Paint], theme: Theme
) -> list[str]:
    """Small places of which something is known, and all without an area on the day, as circles; the largest figures lie on top."""
    known = rows[(rows["code"] > 0).to_numpy() & rows["host"].isin(ledger.places.by_id).to_numpy()]
    places = [ledger.places.by_id[host] for host in known["host"]]
    code, values, why = known["code"].to_numpy(), known["value"].tolist(), known["circle"].tolist()
    round_ones = [
        place.lon is not None and (is_small(place, ledger.places) or reason != "")
        for place, reason in zip(places, why, strict=True)
    ]
    small = np.flatnonzero(np.array(round_ones, dtype=bool))
    lon, lat = (np.array([getattr(place, name) or 0.0 for place in places]) for name in ("lon", "lat"))
    x, y = frame.project(turned(lon, frame.centre), lat)
    inside = (x >= body.x) & (x <= body.x + body.width) & (y >= body.y) & (y <= body.y + body.height)
    own = in_part(ledger.places, view, known["host"])
    made = []
    for i in (one for one in small[np.argsort(code[small], kind="stable")].tolist() if inside[one]):
        box = Box(round(x[i] - DOT), round(y[i] - DOT), round(2 * DOT), round(2 * DOT))
        paint = Paint(paints[int(code[i])].fill, outline(theme.ink, 0.6)) if own[i] else paints[OUTSIDE + int(code[i])]
        said = f"{described(places[i].name, values[i])} ({why[i] or 'small place'})"
        made.append((preset(2 * FIRST_ID + i, f"{places[i].name}, circle", said, box, "ellipse", paint), box))
    if not made:
        return []
    shapes, boxes = zip(*made, strict=True)
    return [
        group(
            2 * FIRST_ID - 1,
            "Circles",
            f"{len(made)} places too small to see or without an area on this day, as circles",
            shapes,
            boxes,
        )
    ]


def counted_entries(entries: list[tuple[int, str, int]]) -> list[tuple[int, str, str]]:
    """The entries of `legend_entries` with their counts in words, for `class_legend`."""
    return [(code, words, f"{places:,}") for code, words, places in entries]


def class_legend(entries: list[tuple[int, str, str]], paints: dict[int, Paint], theme: Theme) -> tuple[str, int]:
    """The legend at the foot of the body as one group, and its height; each entry has the code, words and count in words."""
    placed, lines = _placed(entries)
    height = lines * ROW + ROW // 2
    top = BODY_BOX.y + BODY_BOX.height - lines * ROW
    shapes, boxes = [], []
    for number, ((code, label, places), (x, line)) in enumerate(zip(entries, placed, strict=True)):
        swatch = Box(x, top + line * ROW + 2 * POINT, SWATCH, 10 * POINT)
        beside = Box(x + SWATCH + 5 * POINT, top + line * ROW, round(text_width(f"{label}  {places}", TEXT) * POINT), 14 * POINT)
        look = paints[code] if code in OUTLINED or code >= OUTSIDE else Paint(paints[code].fill, outline(theme.border, 0.5))
        told = f"{label}: {places} places" if places else label
        shapes.append(preset(3 * FIRST_ID + 2 * number, label, told, swatch, "rect", look))
        shapes.append(words(3 * FIRST_ID + 2 * number + 1, f"{label}  {places}".rstrip(), beside, TEXT, theme.ink))
        boxes += [swatch, beside]
    told = "; ".join(f"{label}: {places}" if places else label for _, label, places in entries)
    return group(3 * FIRST_ID - 1, "Legend", f"Legend, with the number of places: {told}", shapes, boxes), height


def _placed(entries: Sequence[tuple[int, str, str]]) -> tuple[list[tuple[int, int]], int]:
    """Where each entry begins and in which line, and the number of lines."""
    places, x, line = [], BODY_BOX.x, 0
    for _, label, count in entries:
        width = SWATCH + round(text_width(f"{label}  {count}", TEXT) * POINT) + 5 * POINT + GAP
        if x > BODY_BOX.x and x + width > BODY_BOX.x + BODY_BOX.width + GAP:
            x, line = BODY_BOX.x, line + 1
        places.append((x, line))
        x += width
    return places, line + 1
