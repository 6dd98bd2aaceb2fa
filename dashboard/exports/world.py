"""The shapes of all places as one SVG without any figure: drawn once, and coloured by whoever shows it."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

import numpy as np

from dashboard.domain.places import Places
from dashboard.domain.regions import REGIONS
from dashboard.domain.story import AREAS, Step
from dashboard.exports.svg import xml
from dashboard.figures.map import CENTRE
from dashboard.geography.shapes import Frame, all_shapes, load_shapes, path_of, turned

SIZE = "m"
WIDTH, HEIGHT = 2000.0, 840.0
FRAME = Frame(0.0, 0.0, WIDTH, HEIGHT, CENTRE)
Box = tuple[float, float, float, float]


@lru_cache(maxsize=4)
def world_paths(assets: Path) -> tuple[tuple[str, str], ...]:
    """(shape id, SVG path) of every shape, those of other times and viewpoints after those of today."""
    shapes = all_shapes(assets, SIZE)
    return tuple((place, path_of(rings, FRAME)) for place, rings in zip(shapes.ids, shapes.rings, strict=True))


def world_dots(assets: Path, places: Places) -> tuple[tuple[str, float, float], ...]:
    """(place id, x, y) of every drawn place that is too small to see."""
    known = [places.by_id[place] for place in load_shapes(assets, SIZE).ids]
    small = [place for place in known if place.small and place.lon is not None and place.lat is not None]
    x, y = positions([float(place.lon or 0) for place in small], [float(place.lat or 0) for place in small])
    return tuple((place.id, a, b) for place, a, b in zip(small, x, y, strict=True))


def positions(lon: list[float], lat: list[float]) -> tuple[list[float], list[float]]:
    """Where points given in degrees lie in the picture, to a tenth of a unit."""
    x, y = FRAME.project(turned(np.array(lon, dtype="float64"), CENTRE), np.array(lat, dtype="float64"))
    return [round(float(a), 1) for a in x], [round(float(b), 1) for b in y]


@lru_cache(maxsize=16)
def area_box(area: str) -> Box:
    """The rectangle of one of `AREAS` in the picture: left, top, width, height."""
    if area == "world":
        return (0.0, 0.0, WIDTH, HEIGHT)
    return _box_of(AREAS[area])


@lru_cache(maxsize=32)
def _box_of(degrees: Box) -> Box:
    """What lies between west, south, east and north, in the picture."""
    west, south, east, north = degrees
    edge = np.linspace(0, 1, 25)
    lon = np.r_[west + (east - west) * edge, np.full(25, east), west + (east - west) * edge, np.full(25, west)]
    lat = np.r_[np.full(25, north), south + (north - south) * edge, np.full(25, south), south + (north - south) * edge]
    x, y = FRAME.project(lon, lat)
    left, top = float(x.min()), float(y.min())
    return (round(left, 1), round(top, 1), round(float(x.max()) - left, 1), round(float(y.max()) - top, 1))


def step_box(step: Step) -> Box:
    """The rectangle that a step shows: its own part of the world, or the region of its View."""
    region = REGIONS.get(step.view.region)
    if step.area != "world" or region is None:
        return area_box(step.area)
    return _box_of((region.west, region.south, region.east, region.north))


def world_svg(assets: Path, places: Places) -> bytes:
    """All shapes and dots as one SVG; each carries its place in ``data-id``."""
    lands = "".join(f'<path data-id="{xml(place)}" d="{path}"/>' for place, path in world_paths(assets))
    dots = "".join(f'<circle data-id="{xml(place)}" cx="{x:g}" cy="{y:g}" r="5"/>' for place, x, y in world_dots(assets, places))
    box = f'viewBox="0 0 {WIDTH:g} {HEIGHT:g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box}><g class="lands">{lands}</g><g class="dots">{dots}</g></svg>'.encode()


def world_name(content: bytes) -> str:
    """The name of the picture, which follows from its content."""
    return f"world-{hashlib.sha256(content).hexdigest()[:12]}.svg"
