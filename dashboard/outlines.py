"""Which drawn place holds a point: even-odd rule over the shipped outlines, with plain numpy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pandas as pd

from dashboard.errors import PresenceError

MANIFEST = "manifest.json"
# The finest of the shipped sizes: a vertex every few kilometres along a coast.
FINEST = "l"
KM_A_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Outlines:
    """Outlines of places.

    Attributes:
        rings: exterior and interior rings of each place by its id, arrays of (longitude, latitude) in degrees, closed.
    """

    rings: Mapping[str, tuple[np.ndarray, ...]]

    def places_at(self, lat: pd.Series, lon: pd.Series, *, shore_km: float = 0.0) -> pd.Series:
        """Id of the place that each point lies in (dtype str, same index); missing at sea and where a coordinate is.

        A point counts as inside where a line eastwards crosses the rings an odd number of times (even-odd rule; Shimrat 1962,
        Communications of the ACM 5(8), 434). The outlines are simplified, so that a port may lie outside them: a point at sea
        belongs to the nearest outline if that is at most ``shore_km`` away. Near a border the neighbour may be given.
        """
        points = pd.DataFrame({"lat": lat, "lon": lon}).astype("float64").dropna()
        distinct = points.drop_duplicates()
        x, y = distinct["lon"].to_numpy(), distinct["lat"].to_numpy()
        found = np.full(len(distinct), None, dtype=object)
        for place, rings in self.rings.items():
            found[np.logical_xor.reduce([_crossed_oddly(ring, x, y) for ring in rings])] = place
        at_sea = np.flatnonzero(pd.isna(found))
        found[at_sea] = self._nearest(x[at_sea], y[at_sea], shore_km)
        answers = points.merge(distinct.assign(place=found), on=["lat", "lon"], how="left").set_axis(points.index)
        return answers["place"].reindex(lat.index).astype("str")

    def _nearest(self, x: np.ndarray, y: np.ndarray, shore_km: float) -> np.ndarray:
        """The place whose outline is nearest to each point, None where none is within ``shore_km``."""
        nearest, best = np.full(len(x), None, dtype=object), np.full(len(x), shore_km)
        for place, rings in self.rings.items() if shore_km > 0 else ():
            for ring in rings:
                distance = _km_to(ring, x, y, shore_km)
                closer = distance <= best
                nearest[closer], best[closer] = place, distance[closer]
        return nearest


def _crossed_oddly(ring: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """True where a line east from the point crosses the ring an odd number of times."""
    odd = np.zeros(len(x), dtype=bool)
    low, high = ring.min(axis=0), ring.max(axis=0)
    near = np.flatnonzero((x >= low[0]) & (x <= high[0]) & (y >= low[1]) & (y <= high[1]))
    if len(near):
        (x0, y0), (x1, y1) = ring[:-1].T, ring[1:].T
        spans = (y0 > y[near, None]) != (y1 > y[near, None])
        with np.errstate(divide="ignore", invalid="ignore"):
            at = x0 + (y[near, None] - y0) / (y1 - y0) * (x1 - x0)
        odd[near] = (spans & (at > x[near, None])).sum(axis=1) % 2 == 1
    return odd


def _km_to(ring: np.ndarray, x: np.ndarray, y: np.ndarray, within_km: float) -> np.ndarray:
    """Kilometres from each point to the ring where they are at most ``within_km``, infinite elsewhere; on a locally flat earth."""
    km = np.full(len(x), np.inf)
    low, high = ring.min(axis=0), ring.max(axis=0)
    shrink = np.cos(np.radians(y))
    reach = within_km / KM_A_DEGREE
    near = (y > low[1] - reach) & (y < high[1] + reach) & (x > low[0] - reach / shrink) & (x < high[0] + reach / shrink)
    for point in np.flatnonzero(near):
        flat = (ring - (x[point], y[point])) * (shrink[point], 1.0) * KM_A_DEGREE
        start, step = flat[:-1], np.diff(flat, axis=0)
        length = np.maximum((step**2).sum(axis=1), 1e-12)
        along = np.clip(-(start * step).sum(axis=1) / length, 0.0, 1.0)[:, None]
        distance = np.hypot(*(start + along * step).T).min()
        km[point] = distance if distance <= within_km else np.inf
    return km


@lru_cache(maxsize=2)
def load_outlines(assets: Path) -> Outlines:
    """The shipped outlines of the finest size in the folder ``assets``.

    Raises PresenceError (E-OUTLINES) when the manifest or its file is missing or is no GeoJSON.
    """
    try:
        file = orjson.loads((assets / "geo" / MANIFEST).read_bytes())[FINEST]["file"]
        features = orjson.loads((assets / "geo" / file).read_bytes())["features"]
    except (OSError, KeyError, orjson.JSONDecodeError) as error:
        raise PresenceError(
            "E-OUTLINES", str(error), f"the outlines of size {FINEST}", cause="the assets folder is incomplete",
            next_step="set PRESENCE_ASSETS to the folder assets of the project", where=f"geo/{MANIFEST}",
        ) from error  # fmt: skip
    return Outlines({str(feature["id"]): _rings(feature["geometry"]) for feature in features})


def _rings(geometry: dict[str, Any]) -> tuple[np.ndarray, ...]:
    coordinates = geometry["coordinates"]
    polygons = coordinates if geometry["type"] == "MultiPolygon" else [coordinates]
    return tuple(np.asarray(ring, dtype="float64") for polygon in polygons for ring in polygon)
