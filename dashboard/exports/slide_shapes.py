"""Native shapes of a slide as the format writes them: outlines, circles, swatches and words, each with its name and description."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.exports.slide_template import POINT, SPACES, Box, transform
from dashboard.exports.svg import xml

# Steps of a path are this many units of the slide: a hundredth of an inch at the finest that a screen shows.
STEP = 1_270


@dataclass(frozen=True, slots=True)
class Paint:
    """How a shape is filled and outlined, as the format writes it."""

    fill: str
    line: str


def solid(colour: str) -> str:
    """A fill of one colour, ``#rrggbb``."""
    return f'<a:solidFill><a:srgbClr val="{colour.lstrip("#")}"/></a:solidFill>'


def pattern(kind: str, front: str, back: str) -> str:
    """A fill of a pattern that every office program knows, which also holds in black and white."""
    ends = "".join(
        f'<a:{name}><a:srgbClr val="{colour.lstrip("#")}"/></a:{name}>' for name, colour in (("fgClr", front), ("bgClr", back))
    )
    return f'<a:pattFill prst="{kind}">{ends}</a:pattFill>'


def outline(colour: str, points: float, *, dashed: bool = False) -> str:
    """A line around a shape."""
    dash = '<a:prstDash val="dash"/>' if dashed else ""
    return f'<a:ln w="{round(points * POINT)}">{solid(colour)}{dash}<a:round/></a:ln>'


def named(identity: int, name: str, description: str) -> str:
    """The identity of a shape: its name in the list of objects, and what a screen reader says."""
    # Line ends would be written as they are and read back as spaces.
    return f'<p:cNvPr id="{identity}" name="{xml(" ".join(name.split()))}" descr="{xml(" ".join(description.split()))}"/>'


def clipped(points: np.ndarray, box: Box) -> np.ndarray:
    """The part of a ring that lies in the box (Sutherland and Hodgman, one side after the other); no points where none does."""
    for axis, bound, sign in ((0, box.x, 1), (0, box.x + box.width, -1), (1, box.y, 1), (1, box.y + box.height, -1)):
        if not len(points):
            break
        depth = sign * (points[:, axis] - bound)
        before, after = np.roll(points, 1, axis=0), np.roll(depth, 1)
        crossing = (depth >= 0) != (after >= 0)
        share = np.divide(after, after - depth, out=np.zeros_like(depth), where=crossing)
        met = before + share[:, None] * (points - before)
        kept = np.column_stack([crossing, depth >= 0]).ravel()
        points = np.stack([met, points], axis=1).reshape(-1, 2)[kept]
    return points


def freeform(identity: int, name: str, description: str, rings: Sequence[np.ndarray], paint: Paint) -> tuple[str, Box]:
    """A shape with the outlines ``rings`` (points in units of the slide), and the box that it takes."""
    points = np.concatenate(rings)
    low, high = np.floor(points.min(axis=0)).astype("int64"), np.ceil(points.max(axis=0)).astype("int64")
    size = np.maximum(high - low, STEP)
    box = Box(int(low[0]), int(low[1]), int(size[0]), int(size[1]))
    path = "".join(_ring(np.round((ring - low) / STEP).astype("int64")) for ring in rings)
    width, height = (max(round(side / STEP), 1) for side in size.tolist())
    geometry = (
        '<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/>'
        f'<a:pathLst><a:path w="{width}" h="{height}">{path}</a:path></a:pathLst></a:custGeom>'
    )
    return _shape(identity, name, description, box, geometry, paint), box


def preset(identity: int, name: str, description: str, box: Box, kind: str, paint: Paint) -> str:
    """A shape that the format has a name for: ``rect``, ``ellipse``."""
    return _shape(identity, name, description, box, f'<a:prstGeom prst="{kind}"><a:avLst/></a:prstGeom>', paint)


def words(identity: int, text: str, box: Box, size: float, colour: str, *, align: str = "l") -> str:
    """A box with one line of text."""
    run = f'<a:rPr lang="en-GB" sz="{round(size * 100)}" dirty="0">{solid(colour)}<a:latin typeface="+mn-lt"/></a:rPr>'
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{identity}" name="Words {identity}"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
        f'<p:spPr>{transform(box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></p:spPr>'
        '<p:txBody><a:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"/><a:lstStyle/>'
        f'<a:p><a:pPr algn="{align}"/><a:r>{run}<a:t>{xml(text)}</a:t></a:r></a:p></p:txBody></p:sp>'
    )


def group(identity: int, name: str, description: str, shapes: Sequence[str], boxes: Sequence[Box]) -> str:
    """Shapes that are moved and coloured together, in the box that holds them all."""
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    width, height = max(box.x + box.width for box in boxes) - left, max(box.y + box.height for box in boxes) - top
    place = f'<a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/>'
    inner = f'<a:chOff x="{left}" y="{top}"/><a:chExt cx="{width}" cy="{height}"/>'
    return (
        f"<p:grpSp {SPACES}><p:nvGrpSpPr>{named(identity, name, description)}<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>"
        f"<p:grpSpPr><a:xfrm>{place}{inner}</a:xfrm></p:grpSpPr>{''.join(shapes)}</p:grpSp>"
    )


def _shape(identity: int, name: str, description: str, box: Box, geometry: str, paint: Paint) -> str:
    return (
        f"<p:sp><p:nvSpPr>{named(identity, name, description)}<p:cNvSpPr/><p:nvPr/></p:nvSpPr>"
        f"<p:spPr>{transform(box)}{geometry}{paint.fill}{paint.line}</p:spPr></p:sp>"
    )


def _ring(points: np.ndarray) -> str:
    kept = points[np.r_[True, (np.diff(points, axis=0) != 0).any(axis=1)]].tolist()
    (x, y), *rest = kept
    lines = "".join(f'<a:lnTo><a:pt x="{a}" y="{b}"/></a:lnTo>' for a, b in rest)
    return f'<a:moveTo><a:pt x="{x}" y="{y}"/></a:moveTo>{lines}<a:close/>'
