"""Rebuilds the shipped boundaries from Natural Earth: ``python -m dashboard.geography.build --raw DIR``.

Map units at 1:10m are grouped by place id; contested places are cut out where Natural Earth's default view, its German view and its
disputed areas differ; the whole is made a clean coverage, simplified in the Equal Earth plane with shared borders kept shared,
thinned of islands too small to see, rounded, and written in three sizes under names that hold their hash. Former states and disputed
parts are made of each size afterwards (`dashboard.geography.special`) and written beside it.

The assignments are stated here and nowhere else: East Jerusalem is in PSE, as Natural Earth draws it at 1:50m; the Cyprus buffer zone is
in CYP; the demilitarised halves of Korea belong to their sides; Kashmir, Abyei, Halaib and the Kurils follow Natural
Earth's de facto default; reefs without land are left out.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.errors import PresenceError
from dashboard.gazetteer import load_places
from dashboard.geography.equal_earth import forward, inverse
from dashboard.geography.opening import read_shapes
from dashboard.geography.shapes import MANIFEST
from dashboard.geography.special import raw_pieces, special_shapes

UNITS = "ne-admin0-map-units/map_units10.gpkg.zip"
GERMAN = "ne-admin0-countries/ne_10m_admin_0_countries_deu.zip"
DISPUTED = "ne-admin0-disputed-tiny/ne_10m_admin_0_disputed_areas.json"
# Natural Earth's own codes of units without an ISO code.
UNIT_IDS = {
    "KOS": "XKX", "SOL": "X-SOL", "CYN": "X-NCY", "CNM": "CYP", "USG": "X-GTMO", "ESB": "X-SBA", "WSB": "X-SBA", "KAS": "X-SIA",
    "SPI": "X-SPI", "BRT": "X-BTL", "PFA": "X-PAR", "PGA": "X-SPR", "KNX": "KOR", "KNZ": "PRK", "KAB": "X-BKN", "BRI": "BRA", "UMI": "UMI",
}  # fmt: skip
LEFT_OUT = ("BJN", "SER", "SCR")
# Contested places that the default view gives to one side and the German view to the other: (taken from, also in).
BETWEEN_VIEWS = {"X-CRI": ("RUS", "UKR"), "ESH-W": ("MAR", "SAH"), "PSE-EAST": ("ISR", "PSX")}
# Contested places that only the disputed areas outline: (taken from, code of the area).
OUTLINED = {"X-ABK": ("GEO", "B35"), "X-OSS": ("GEO", "B37"), "X-TRN": ("MDA", "B36"), "X-GOL": ("ISR", "B16")}
JOINED = {"PSE-EAST": "PSE"}
# Outlines of 2017 and units of 2022 differ by up to a few hundred metres; this much is closed before cutting.
SLACK_DEGREES = 0.003
# Islands that are kept at every size because a base is on them, though they are too small to see.
BASE_ISLANDS = {
    "SHN": (-14.36, -7.95), "UMI": (166.64, 19.29), "MHL": (167.73, 8.72), "JPN": (127.9, 26.4), "YEM": (53.9, 12.5), "IOT": (72.42, -7.31),
}  # fmt: skip
EARTH_RADIUS_KM = 6371.0072


@dataclass(frozen=True, slots=True)
class Size:
    """How far one size is thinned.

    Attributes:
        tolerance: of the simplification, in kilometres on the ground.
        least_km2: islands below it are dropped, but never a place's largest part.
        decimals: of the coordinates in degrees.
    """

    tolerance: float
    least_km2: float
    decimals: int


SIZES = {"s": Size(26.0, 900.0, 2), "m": Size(13.0, 200.0, 2), "l": Size(5.0, 12.0, 3)}


def build_boundaries(raw: Path, catalogue: Path, out: Path) -> dict[str, dict[str, object]]:
    """Write the three sizes and their manifest into ``out`` and return the manifest.

    Guarantees that every place of the catalogue that is to be drawn has a shape in every size, and no other place; that exterior
    rings run clockwise; that the same raw files give the same bytes on one machine. Between processors sines differ in their last
    bit, and simplification may keep another of several equally good corners, within the tolerance. Raises PresenceError
    (E-SHAPES-PLACES) where the places are others.
    """
    units = cut_places(raw)
    wanted = {place.id for place in load_places(catalogue).by_id.values() if place.drawn}
    _check_places(set(units), wanted)
    clean = _clean(units)
    pieces = raw_pieces(raw, clean)
    manifest = {}
    for name, size in SIZES.items():
        thinned = thin(clean, size)
        manifest[name] = _write(f"world-{name}", thinned, size, out)
        special = special_shapes(thinned, pieces, np.degrees(size.tolerance / EARTH_RADIUS_KM), size.decimals)
        manifest[f"special-{name}"] = _write(f"special-{name}", special, size, out)
    (out / MANIFEST).write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    return manifest


def cut_places(raw: Path) -> dict[str, BaseGeometry]:
    """Every place's shape by id, contested places cut out of whoever holds them in the default view."""
    units, german, disputed = (_read(raw / name) for name in (UNITS, GERMAN, DISPUTED))
    shapes = _group(units)
    views = dict(zip(german["adm0_a3"], german.geometry, strict=True))
    areas = dict(zip(disputed["brk_a3"], disputed.geometry, strict=True))
    cuts = {name: (holder, shapes[holder].intersection(views[other])) for name, (holder, other) in BETWEEN_VIEWS.items()}
    cuts |= {
        name: (holder, shapes[holder].intersection(areas[area].buffer(SLACK_DEGREES)))
        for name, (holder, area) in OUTLINED.items()
    }
    for name, (holder, part) in cuts.items():
        shapes[holder] = _polygons(shapes[holder].difference(part))
        target = JOINED.get(name, name)
        shapes[target] = _polygons(shapes[target].union(part)) if target in shapes else _polygons(part)
    return {name: _beyond_180(name, shape) for name, shape in sorted(shapes.items())}


def thin(shapes: dict[str, BaseGeometry], size: Size) -> dict[str, BaseGeometry]:
    """One size: simplified with shared borders kept shared, small islands dropped, rounded and turned clockwise."""
    plane = shapely.transform(list(shapes.values()), _to_plane)
    kept = [_drop_islands(name, shape, size) for name, shape in zip(shapes, plane, strict=True)]
    simple = shapely.coverage_simplify(kept, size.tolerance / EARTH_RADIUS_KM)
    # A place that would vanish keeps its outline as it was.
    whole = [_polygons(new) if not new.is_empty else old for new, old in zip(simple, kept, strict=True)]
    degrees = shapely.transform(whole, _to_degrees)
    rounded = [_round(shape, size.decimals) for shape in degrees]
    return dict(zip(shapes, shapely.orient_polygons(rounded, exterior_cw=True), strict=True))


def _read(path: Path) -> gpd.GeoDataFrame:
    frame = read_shapes(path)
    named = frame.rename(columns={column: column.lower() for column in frame.columns})
    return named.set_geometry(shapely.make_valid(named.geometry.to_numpy()))


def _group(units: gpd.GeoDataFrame) -> dict[str, BaseGeometry]:
    code = units["iso_a3_eh"].where(units["iso_a3_eh"] != "-99")
    own = units["su_a3"].map(UNIT_IDS).fillna(units["gu_a3"].map(UNIT_IDS)).fillna(units["adm0_a3"].map(UNIT_IDS))
    place = own.fillna(code).fillna(units["adm0_a3"])
    kept = units.assign(place=place)[~units["adm0_a3"].isin(LEFT_OUT)]
    return {str(name): _polygons(shapely.union_all(part.geometry.to_numpy())) for name, part in kept.groupby("place", sort=True)}


def _check_places(drawn: set[str], wanted: set[str]) -> None:
    if drawn != wanted:
        raise PresenceError(
            "E-SHAPES-PLACES", f"without a shape: {sorted(wanted - drawn)}; not in the catalogue: {sorted(drawn - wanted)}",
            "a shape for every drawn place and no other", cause="another version of the raw files", next_step="compare the codes",
        )  # fmt: skip


def _clean(shapes: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Gaps narrower than the slack closed and overlaps given to one side, so that neighbours share their borders exactly."""
    clean = shapely.coverage_clean(list(shapes.values()), gap_width=SLACK_DEGREES)
    return {name: _polygons(shape) for name, shape in zip(shapes, clean, strict=True)}


def _polygons(shape: BaseGeometry) -> BaseGeometry:
    """The areas of a shape; points and lines that an intersection leaves behind are dropped."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all([piece for part in parts for piece in shapely.get_parts(part)])


def _beyond_180(name: str, shape: BaseGeometry) -> BaseGeometry:
    """Russia and Fiji run on past longitude 180, so that no seam shows where the raw shapes are cut."""
    if name not in ("RUS", "FJI"):
        return shape
    parts = [shapely.transform(p, _turn) if p.bounds[0] < -150 else p for p in shapely.get_parts(shape)]
    return shapely.union_all(parts, grid_size=1e-7)


def _turn(points: np.ndarray) -> np.ndarray:
    turned: np.ndarray = points + np.array([360.0, 0.0])
    return turned


def _to_plane(points: np.ndarray) -> np.ndarray:
    return np.column_stack(forward(points[:, 0], points[:, 1]))


def _to_degrees(points: np.ndarray) -> np.ndarray:
    return np.column_stack(inverse(points[:, 0], points[:, 1]))


def _drop_islands(name: str, shape: BaseGeometry, size: Size) -> BaseGeometry:
    """Parts that can be seen, the largest part always, and the islands with bases. ``shape`` is in the plane, equal-area."""
    parts = shapely.get_parts(shape)
    km2 = shapely.area(parts) * EARTH_RADIUS_KM**2
    kept = (km2 >= size.least_km2) | (km2 == km2.max())
    if name in BASE_ISLANDS:
        point = shapely.Point(*(value[0] for value in forward(*(np.array([degree]) for degree in BASE_ISLANDS[name]))))
        distance = shapely.distance(parts, point)
        kept |= distance == distance.min()
    return shapely.multipolygons(parts[kept])


def _round(shape: BaseGeometry, decimals: int) -> BaseGeometry:
    rounded = shapely.set_precision(shape, 10.0**-decimals)
    if not rounded.is_empty and shapely.area(rounded) > 0:
        return rounded
    # An atoll smaller than the grid becomes a square of one grid step, so that it stays something to click.
    x, y = (round(value, decimals) for value in (shape.centroid.x, shape.centroid.y))
    step = 10.0**-decimals
    return shapely.box(x, y, x + step, y + step)


def _write(name: str, shapes: dict[str, BaseGeometry], size: Size, out: Path) -> dict[str, object]:
    features = [
        {"type": "Feature", "id": place, "properties": {}, "geometry": _geometry(shape, size.decimals)}
        for place, shape in shapes.items()
    ]
    content = orjson.dumps({"type": "FeatureCollection", "features": features})
    digest = hashlib.sha256(content).hexdigest()
    file = f"{name}-{digest[:12]}.geojson"
    for old in out.glob(f"{name}-*.geojson"):
        old.unlink()
    (out / file).write_bytes(content)
    vertices = int(sum(shapely.get_num_coordinates(list(shapes.values()))))
    return {"file": file, "sha256": digest, "bytes": len(content), "places": len(shapes), "vertices": vertices}


def _geometry(shape: BaseGeometry, decimals: int) -> dict[str, object]:
    rings = [[_ring(ring, decimals) for ring in (part.exterior, *part.interiors)] for part in shapely.get_parts(shape)]
    return {"type": "Polygon", "coordinates": rings[0]} if len(rings) == 1 else {"type": "MultiPolygon", "coordinates": rings}


def _ring(ring: BaseGeometry, decimals: int) -> list[list[float]]:
    return [[float(x), float(y)] for x, y in np.round(shapely.get_coordinates(ring), decimals).tolist()]


def main() -> None:
    """Rebuild the boundaries from the command line."""
    root = Path(__file__).resolve().parent.parent.parent
    parser = argparse.ArgumentParser(description="Rebuild the shipped boundaries from Natural Earth.")
    parser.add_argument("--raw", type=Path, required=True, help="folder with one folder a source")
    parser.add_argument("--out", type=Path, default=root / "assets" / "geo")
    given = parser.parse_args()
    for name, facts in build_boundaries(given.raw, root / "data" / "catalogue", given.out).items():
        sys.stdout.write(f"{name}: {facts}\n")


if __name__ == "__main__":
    main()
