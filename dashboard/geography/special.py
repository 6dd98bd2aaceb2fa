"""Shapes of former states and of disputed parts, made from the shipped shapes: unions of them, and pieces that a line cuts off.

A union of shapes that share their borders exactly leaves no seam, and its outline is that of the neighbours. A piece is cut along the
line that the raw files give between it and the rest, thinned like everything else; the outline stays the one that is shipped, so that
no sliver of the whole shows at its edge. Which shape is drawn when, and why, stands in data/catalogue/borders.csv and viewpoints.csv.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from dashboard.geography.opening import read_shapes

LINES = "ne-admin1-lines/ne_10m_admin_1_states_provinces_lines.zip"
DISPUTED = "ne-admin0-disputed-tiny/ne_10m_admin_0_disputed_areas.json"
UNIONS: Mapping[str, tuple[str, ...]] = {
    "SUN": (
        "ARM", "AZE", "BLR", "EST", "GEO", "KAZ", "KGZ", "LTU", "LVA", "MDA", "RUS", "TJK", "TKM", "UKR", "UZB",
        "X-ABK", "X-BKN", "X-CRI", "X-OSS", "X-TRN",
    ),
    "CSK": ("CZE", "SVK"), "YUG": ("BIH", "HRV", "MKD", "MNE", "SRB", "SVN", "XKX"), "SCG": ("MNE", "SRB", "XKX"),
    "SCG@1999": ("MNE", "SRB"), "SDN@1956": ("SDN", "SSD"), "ETH@1952": ("ERI", "ETH"), "UAR": ("EGY", "SYR", "X-GOL"),
}  # fmt: skip
# A point in each of the five eastern states and in Berlin, (longitude, latitude): the lines have no names.
EASTERN_STATES = ((12.5, 53.8), (13.8, 52.35), (13.4, 52.5), (11.7, 52.0), (13.4, 51.0), (11.0, 50.9))
# The seventeenth parallel, within the outline of Vietnam.
SOUTH_OF_17 = ((104.0, 17.0), (112.0, 17.0), (112.0, 5.0), (100.0, 5.0), (100.0, 17.0))
# From Bab el-Mandeb along the Anglo-Turkish line of 1914 between towns of both sides (Turbah and Karish, Qatabah and Dali, Baida and
# Mukayras, Harib and Bayhan), then north-east through the sand to the present border with Saudi Arabia; drawn by hand.
YEMEN_LINE = (
    (43.30, 12.55), (43.47, 12.70), (43.75, 12.95), (44.00, 13.12), (44.30, 13.28), (44.45, 13.50), (44.60, 13.73), (44.73, 13.82),
    (44.98, 13.80), (45.10, 13.98), (45.45, 13.90), (45.62, 13.96), (45.75, 14.20), (45.58, 14.62), (45.60, 14.88), (46.00, 15.10),
    (46.30, 15.45), (46.60, 16.20), (46.90, 16.80), (47.20, 17.30), (47.60, 17.90),
)  # fmt: skip
WEST_OF_YEMEN_LINE = (*YEMEN_LINE, (45.0, 20.0), (41.0, 20.0), (41.0, 12.0), (43.0, 12.0))
CLAIMED = {"PAK@kashmir": ("PAK", ("B08", "B09")), "IND@kashmir": ("IND", ("B05",)), "CHN@kashmir": ("CHN", ("B06", "B07"))}
# As wide as the lines between states are drawn before they are taken out: their ends do not always meet.
LINE_WIDTH_DEGREES = 0.002
REACH_DEGREES = 0.3
# Square degrees: some sixty square kilometres at 60 degrees north, a hundred at the equator.
SPECK_DEGREES = 0.01


@dataclass(frozen=True, slots=True)
class Piece:
    """``part`` of ``whole``, both as the raw files have them; ``name`` is the shape's id, ``rest`` that of what is left, if any."""

    name: str
    of: str
    part: BaseGeometry
    whole: BaseGeometry
    rest: str = ""


def raw_pieces(raw: Path, fine: Mapping[str, BaseGeometry]) -> tuple[Piece, ...]:
    """Every piece that is cut off, from the raw files and the full shapes ``fine``."""
    disputed = read_shapes(raw / DISPUTED)
    areas = dict(zip(disputed["BRK_A3"], shapely.make_valid(disputed.geometry.to_numpy()), strict=True))
    east = eastern_states(read_shapes(raw / LINES).geometry.to_numpy(), fine["DEU"])
    south, west = (Polygon(points) for points in (SOUTH_OF_17, WEST_OF_YEMEN_LINE))
    return (
        Piece("DDR", "DEU", east, fine["DEU"], rest="DEU@1949"),
        Piece("VDR", "VNM", fine["VNM"].intersection(south), fine["VNM"], rest="VNM@1954"),
        Piece("YAR", "YEM", fine["YEM"].intersection(west), fine["YEM"], rest="YMD"),
        *(
            Piece(name, of, fine[of].intersection(shapely.union_all([areas[code] for code in codes])), fine[of])
            for name, (of, codes) in CLAIMED.items()
        ),
    )


def eastern_states(lines: np.ndarray, germany: BaseGeometry) -> BaseGeometry:
    """The five eastern states and Berlin, cut out of ``germany`` along the lines between states."""
    near = [line for line in lines if line is not None and line.intersects(germany)]
    between = shapely.union_all(near).buffer(LINE_WIDTH_DEGREES)
    points = [shapely.Point(point) for point in EASTERN_STATES]
    parts = shapely.get_parts(germany.difference(between))
    west = shapely.union_all([part for part in parts if not _is_east(part, points)]).buffer(2 * LINE_WIDTH_DEGREES)
    return germany.difference(west)


def _is_east(part: BaseGeometry, points: list[BaseGeometry]) -> bool:
    # Islands hold none of the points; those off the eastern coast lie east of Travemuende.
    return any(part.contains(point) for point in points) or (
        part.area < 0.2 and part.centroid.x > 11.3 and part.centroid.y > 53.9
    )


def special_shapes(
    shapes: Mapping[str, BaseGeometry], pieces: tuple[Piece, ...], tolerance: float, decimals: int
) -> dict[str, BaseGeometry]:
    """The special shapes of one size, made of its shapes; ``tolerance`` in degrees is that of the lines that cut."""
    found = {name: shapely.union_all([shapes[place] for place in places]) for name, places in UNIONS.items()}
    for piece in pieces:
        part, rest = cut(shapes[piece.of], piece, tolerance, decimals)
        found |= {piece.name: part, **({piece.rest: rest} if piece.rest else {})}
    ordered = dict(sorted(found.items()))
    turned = shapely.orient_polygons([_areas(shape) for shape in ordered.values()], exterior_cw=True)
    return dict(zip(ordered, turned, strict=True))


def cut(shape: BaseGeometry, piece: Piece, tolerance: float, decimals: int) -> tuple[BaseGeometry, BaseGeometry]:
    """``shape`` divided along the line between the piece and the rest of its whole: the piece, and what is left.

    Outwards the piece reaches as far as the thinned outline may stray, so that only the line between the two cuts.
    """
    others = piece.whole.difference(piece.part)
    reach = piece.part.buffer(REACH_DEGREES).difference(others.buffer(LINE_WIDTH_DEGREES)).buffer(LINE_WIDTH_DEGREES)
    reach = shapely.union_all([part for part in shapely.get_parts(reach) if part.intersects(piece.part)])
    inside = shape.intersection(shapely.set_precision(reach.simplify(tolerance), 10.0**-decimals))
    whole = shapely.union_all([part for part in _pieces(inside) if part.intersection(piece.part).area > part.area / 2])
    return whole, shape.difference(whole)


def _areas(shape: BaseGeometry) -> BaseGeometry:
    """The areas of a shape, without the specks that rounding leaves between two places."""
    parts = _pieces(shape)
    largest = max(part.area for part in parts)
    kept = [part for part in parts if part.area > SPECK_DEGREES or part.area == largest]
    return shapely.multipolygons(
        [Polygon(part.exterior, [ring for ring in part.interiors if Polygon(ring).area > SPECK_DEGREES]) for part in kept]
    )


def _pieces(shape: BaseGeometry) -> list[BaseGeometry]:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type in ("Polygon", "MultiPolygon")]
    return [piece for part in parts for piece in shapely.get_parts(part)]
