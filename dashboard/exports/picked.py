"""The outline of a selected place in pictures: a double line, or a ring around a small place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.exports.slide_shapes import Paint, freeform, group, outline, preset
from dashboard.exports.slide_template import POINT, Box
from dashboard.figures.palette import PICKED_GAP, PICKED_LINE, RING_BELOW, RING_ROOM, Theme

POINTS = re.compile(r"(-?[\d.]+) (-?[\d.]+)")
NOTHING = "<a:noFill/>"


@dataclass(frozen=True, slots=True)
class Ring:
    """A circle around a small place: middle and radius."""

    x: float
    y: float
    radius: float


def ring_around(parts: Sequence[np.ndarray], unit: float = 1.0, *, circled: bool = False) -> Ring | None:
    """The ring around points (x, y) that lie within `RING_BELOW` pixels of ``unit``; None where the place is larger or there are none.

    ``circled``: a circle stands for the place, which a line along its borders would hide; then there is a ring, whatever its size.
    """
    if not parts:
        return None
    points = np.concatenate(parts)
    low, high = points.min(axis=0), points.max(axis=0)
    across = float((high - low).max())
    if across >= RING_BELOW * unit and not circled:
        return None
    middle = (low + high) / 2
    return Ring(float(middle[0]), float(middle[1]), across / 2 + RING_ROOM * unit)


def picked_svg(host: str, paths: Sequence[str], dots: Sequence[tuple[float, float, float]], theme: Theme) -> str:
    """The line around one place, drawn by ``paths`` and by circles (x, y, radius); the gap first, so that it hides no line."""
    boxes = [np.array(POINTS.findall(path), dtype="float64") for path in paths if path]
    boxes += [np.array([[x - r, y - r], [x + r, y + r]]) for x, y, r in dots]
    ring = ring_around(boxes, circled=bool(dots))
    edges = [f'<path d="{path}"' for path in paths if path]
    if ring:
        edges = [f'<circle cx="{ring.x:.1f}" cy="{ring.y:.1f}" r="{ring.radius:.1f}"']
    looks = ((theme.paper, PICKED_LINE + 2 * PICKED_GAP), (theme.ink, PICKED_LINE))
    drawn = [
        f'{edge} fill="none" stroke="{colour}" stroke-width="{width:g}" stroke-linejoin="round"/>'
        for colour, width in looks
        for edge in edges
    ]
    return f'<g data-picked="{host}">{"".join(drawn)}</g>' if drawn else ""


def picked_shapes(
    identity: int, name: str, outlines: Sequence[np.ndarray], dots: Sequence[tuple[float, float, float]], theme: Theme
) -> list[str]:
    """The same as one group of native shapes without a fill, so that the place under it can still be recoloured; none off the slide."""
    boxes = [*outlines, *(np.array([[x - r, y - r], [x + r, y + r]]) for x, y, r in dots)]
    if not boxes:
        return []
    ring = ring_around(boxes, POINT, circled=bool(dots))
    made: list[tuple[str, Box]] = []
    for number, (colour, width) in enumerate(((theme.paper, PICKED_LINE + 2 * PICKED_GAP), (theme.ink, PICKED_LINE))):
        paint, said = Paint(NOTHING, outline(colour, width)), ("gap", "line")[number]
        if ring:
            box = Box(*(round(one) for one in (ring.x - ring.radius, ring.y - ring.radius, 2 * ring.radius, 2 * ring.radius)))
            made.append((preset(identity + 1 + number, f"{name}, {said}", f"{name} is picked out", box, "ellipse", paint), box))
        elif outlines:
            made.append(freeform(identity + 1 + number, f"{name}, {said}", f"{name} is picked out", outlines, paint))
    shapes, boxes_of = zip(*made, strict=True) if made else ((), ())
    return [group(identity, f"Picked out: {name}", f"The line around {name}", shapes, boxes_of)] if made else []
