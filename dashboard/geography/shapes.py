"""The shipped shapes, read without any geometry library: where they are served, which places they draw, and their paths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import orjson

from dashboard.domain.regions import Region
from dashboard.errors import PresenceError
from dashboard.geography.equal_earth import forward

MANIFEST = "manifest.json"
# Antarctica has no sender and no host in any source and would take a fifth of the picture.
LATITUDES = (-57.0, 84.0)


@dataclass(frozen=True, slots=True)
class Shapes:
    """One size of the shipped boundaries.

    Attributes:
        file: file name under ``assets/geo``.
        ids: place ids in the order of the file, which is the order of the paths on the page.
        rings: exterior and interior rings of each place as arrays of (longitude, latitude), in that order too.
    """

    file: str
    ids: tuple[str, ...]
    rings: tuple[tuple[np.ndarray, ...], ...]

    @property
    def address(self) -> str:
        """Where the page fetches it."""
        return f"/assets/geo/{self.file}"


@dataclass(frozen=True, slots=True)
class Frame:
    """Places the projected world into a rectangle of a picture: ``x0, y0, width, height`` in its units.

    ``centre`` is the longitude in the middle; the picture is cut half a turn from it.
    """

    x0: float
    y0: float
    width: float
    height: float
    centre: float = 0.0

    def project(self, lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Picture coordinates of degrees; the whole world between `LATITUDES` fits the rectangle, centred, equal-area."""
        edge, bottom, top = _extent()
        scale = min(self.width / (2 * edge), self.height / (top - bottom))
        x, y = forward(lon, lat, centre=self.centre)
        return (self.x0 + self.width / 2 + x * scale, self.y0 + self.height / 2 - (y - (top + bottom) / 2) * scale)


@cache
def _extent() -> tuple[float, float, float]:
    """Half the width of the projected world, and its lower and upper end."""
    x, y = forward(np.array([180.0, 0.0, 0.0]), np.array([0.0, *LATITUDES]))
    return float(x[0]), float(y[1]), float(y[2])


def region_frame(box: Frame, region: Region | None) -> Frame:
    """The frame in which ``region`` fills the rectangle of ``box``, and the world around it lies outside; None: the whole world."""
    if region is None:
        return box
    lon, lat = np.meshgrid(np.linspace(region.west, region.east, 9), np.linspace(region.south, region.north, 9))
    unit = Frame(0, 0, 1000, 500, region.centre)
    x, y = unit.project(lon.ravel(), lat.ravel())
    zoom = min(box.width / np.ptp(x), box.height / np.ptp(y))
    left = box.x0 + box.width / 2 - zoom * (x.max() + x.min()) / 2
    top = box.y0 + box.height / 2 - zoom * (y.max() + y.min()) / 2
    return Frame(float(left), float(top), float(unit.width * zoom), float(unit.height * zoom), region.centre)


@lru_cache(maxsize=8)
def load_shapes(assets: Path, size: str) -> Shapes:
    """The boundaries of one size (s, m or l): every place of today; ``special-s`` and so on: former states and disputed parts.

    Raises PresenceError (E-SHAPES) when the manifest or its file is missing or is no GeoJSON.
    """
    try:
        file = orjson.loads((assets / "geo" / MANIFEST).read_bytes())[size]["file"]
        features = orjson.loads((assets / "geo" / file).read_bytes())["features"]
    except (OSError, KeyError, orjson.JSONDecodeError) as error:
        raise PresenceError(
            "E-SHAPES", str(error), f"the boundaries of size {size}", cause="the assets folder is incomplete",
            next_step="set PRESENCE_ASSETS to the folder assets of the project", where=f"geo/{MANIFEST}",
        ) from error  # fmt: skip
    return Shapes(file, tuple(feature["id"] for feature in features), tuple(_rings(f["geometry"]) for f in features))


@lru_cache(maxsize=4)
def load_geometries(assets: Path, size: str) -> tuple[dict[str, Any], ...]:
    """The geometries of `load_shapes` as GeoJSON with the rings turned as RFC 7946 wants them: exterior rings counterclockwise.

    Russia and Fiji run past longitude 180 and are not cut there. The dictionaries are shared: readers never change them.
    """
    features = orjson.loads((assets / "geo" / load_shapes(assets, size).file).read_bytes())["features"]
    return tuple(_turned(feature["geometry"]) for feature in features)


def _turned(geometry: dict[str, Any]) -> dict[str, Any]:
    def turn(polygon: list[Any]) -> list[Any]:
        return [ring[::-1] for ring in polygon]

    several = geometry["type"] == "MultiPolygon"
    shape = geometry["coordinates"]
    return {"type": geometry["type"], "coordinates": [turn(part) for part in shape] if several else turn(shape)}


@lru_cache(maxsize=4)
def all_shapes(assets: Path, size: str) -> Shapes:
    """The places of today and after them the special shapes, as one; ``file`` is that of the places of today."""
    today, special = load_shapes(assets, size), load_shapes(assets, f"special-{size}")
    return Shapes(today.file, (*today.ids, *special.ids), (*today.rings, *special.rings))


@lru_cache(maxsize=16)
def all_paths(assets: Path, size: str, frame: Frame) -> Mapping[str, str]:
    """The SVG path of every shape of `all_shapes` in a picture, by its id.

    Kept for the frames last asked for: pictures of one size, such as those of a film, share their land.
    """
    shapes = all_shapes(assets, size)
    return MappingProxyType({place: path_of(rings, frame) for place, rings in zip(shapes.ids, shapes.rings, strict=True)})


def path_of(rings: tuple[np.ndarray, ...], frame: Frame) -> str:
    """The SVG path of one place in a picture, to a tenth of a unit; empty where nothing lies between `LATITUDES`."""
    parts = []
    for points in outlines_of(rings, frame):
        rounded = np.round(points, 1)
        kept = rounded[np.r_[True, (np.diff(rounded, axis=0) != 0).any(axis=1)]]
        parts.append("M" + "L".join(f"{a:g} {b:g}" for a, b in kept.tolist()) + "Z")
    return "".join(parts)


def turned(lon: np.ndarray, centre: float) -> np.ndarray:
    """Longitudes of single points moved by whole turns to within half a turn of the centre, as `path_of` moves whole rings."""
    moved: np.ndarray = lon - 360.0 * np.round((lon - centre) / 360.0)
    return moved


def outlines_of(rings: tuple[np.ndarray, ...], frame: Frame) -> list[np.ndarray]:
    """The rings of one place in a picture, as arrays of (x, y) in its units; rings below `LATITUDES` are left out."""
    drawn = [ring for ring in rings if ring[:, 1].max() >= LATITUDES[0]]
    if not drawn:
        return []
    # All rings at once: projecting them one by one takes four times as long.
    lon = np.concatenate([_near(ring[:, 0], frame.centre) for ring in drawn])
    points = np.column_stack(frame.project(lon, np.concatenate([ring[:, 1] for ring in drawn])))
    return np.split(points, np.cumsum([len(ring) for ring in drawn])[:-1])


def _near(lon: np.ndarray, centre: float) -> np.ndarray:
    """Longitudes of one ring moved by whole turns, so that the ring as a whole lies within half a turn of the centre."""
    middle = (lon.min() + lon.max()) / 2
    moved: np.ndarray = lon - 360.0 * np.round((middle - centre) / 360.0)
    return moved


def _rings(geometry: dict[str, Any]) -> tuple[np.ndarray, ...]:
    coordinates = geometry["coordinates"]
    polygons = coordinates if geometry["type"] == "MultiPolygon" else [coordinates]
    return tuple(np.asarray(ring, dtype="float64") for polygon in polygons for ring in polygon)
