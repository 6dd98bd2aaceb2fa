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


@dataclass(frozen=True, slots=True)
class Outlines:
    """Outlines of places.

    Attributes:
        rings: exterior and interior rings of each place by its id, arrays of (longitude, latitude) in degrees, closed.
    """

    rings: Mapping[str, tuple[np.ndarray, ...]]

    def places_at(self, lat: pd.Series, lon: pd.Series) -> pd.Series:
        """Id of the place that each point lies in (dtype str, same index); missing at sea and where a coordinate is.

        A point counts as inside where a line eastwards crosses the rings an odd number of times (even-odd rule; Shimrat 1962,
        Communications of the ACM 5(8), 434). Points within a few kilometres of a coast or a border may fall on its other side:
        the outlines are simplified.
        """
        points = pd.DataFrame({"lat": lat, "lon": lon}).astype("float64").dropna()
        distinct = points.drop_duplicates()
        x, y = distinct["lon"].to_numpy(), distinct["lat"].to_numpy()
        found = np.full(len(distinct), None, dtype=object)
        for place, rings in self.rings.items():
            found[np.logical_xor.reduce([_crossed_oddly(ring, x, y) for ring in rings])] = place
        answers = points.merge(distinct.assign(place=found), on=["lat", "lon"], how="left").set_axis(points.index)
        return answers["place"].reindex(lat.index).astype("str")


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
