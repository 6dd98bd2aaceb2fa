"""Which place holds a point, from the shipped outlines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.errors import PresenceError
from dashboard.outlines import Outlines, load_outlines

ASSETS = Path(__file__).resolve().parent.parent / "assets"
SQUARE = np.array([(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 0.0)])
HOLE = np.array([(4.0, 4.0), (6.0, 4.0), (6.0, 6.0), (4.0, 6.0), (4.0, 4.0)])


def at(outlines: Outlines, *points: tuple[float, float]) -> list[str | None]:
    """Places of points given as (latitude, longitude); None where there is none."""
    lat, lon = (pd.Series([point[axis] for point in points], dtype="float64") for axis in (0, 1))
    return [None if pd.isna(place) else place for place in outlines.places_at(lat, lon)]


def test_a_hole_is_outside_and_what_lies_in_it_is_its_own_place() -> None:
    outlines = Outlines({"OUT": (SQUARE, HOLE), "INN": (HOLE,)})
    assert at(outlines, (1, 1), (5, 5), (5, 11), (5, -1), (11, 5)) == ["OUT", "INN", None, None, None]


def test_a_missing_coordinate_has_no_place_and_the_index_is_kept() -> None:
    lat = pd.Series([5.0, np.nan, 1.0], index=[7, 3, 5])
    lon = pd.Series([5.0, 5.0, np.nan], index=[7, 3, 5])
    found = Outlines({"SQU": (SQUARE,)}).places_at(lat, lon)
    assert found.index.tolist() == [7, 3, 5]
    assert found[7] == "SQU"
    assert found[[3, 5]].isna().all()


@given(st.floats(-5, 15), st.floats(-5, 15))
def test_a_square_holds_what_lies_between_its_sides(lat: float, lon: float) -> None:
    inside = 0 < lat < 10 and 0 < lon < 10
    edge = lat in (0, 10) or lon in (0, 10)
    assert edge or at(Outlines({"SQU": (SQUARE,)}), (lat, lon)) == ["SQU" if inside else None]


@pytest.mark.parametrize(
    ("lat", "lon", "place"),
    [(48.86, 2.35, "FRA"), (-41.0, 175.5, "NZL"), (30.1, 30.9, "EGY"), (58.5, 19.9, None),
     (34.55, 18.05, None), (-29.5, 28.2, "LSO"), (-28.0, 26.0, "ZAF")],
)  # fmt: skip
def test_points_in_the_shipped_outlines(lat: float, lon: float, place: str | None) -> None:
    assert at(load_outlines(ASSETS), (lat, lon)) == [place]


@pytest.mark.parametrize(
    ("km", "lat", "place"), [(0.0, 10.05, None), (10.0, 10.05, "SQU"), (5.0, 10.05, None), (10.0, 10.2, None), (10.0, 9.0, "SQU")]
)
def test_the_shore_reaches_as_far_as_asked(km: float, lat: float, place: str | None) -> None:
    found = Outlines({"SQU": (SQUARE,)}).places_at(pd.Series([lat]), pd.Series([3.0]), shore_km=km)
    assert (None if found.isna()[0] else found[0]) == place


def test_of_two_shores_the_nearer_one_counts() -> None:
    outlines = Outlines({"EAS": (SQUARE + np.array([10.2, 0.0]),), "WES": (SQUARE,)})
    found = outlines.places_at(pd.Series([5.0, 5.0]), pd.Series([10.05, 10.15]), shore_km=20.0)
    assert found.tolist() == ["WES", "EAS"]


@pytest.mark.parametrize(("lat", "lon", "place"), [(44.1598, 28.6348, "ROU"), (37.943, 23.647, "GRC"), (9.9312, 76.2673, "IND")])
def test_ports_are_within_ten_kilometres(lat: float, lon: float, place: str) -> None:
    assert load_outlines(ASSETS).places_at(pd.Series([lat]), pd.Series([lon]), shore_km=10.0).tolist() == [place]


def test_missing_assets_are_told(tmp_path: Path) -> None:
    with pytest.raises(PresenceError) as caught:
        load_outlines(tmp_path)
    assert caught.value.code == "E-OUTLINES"
    assert "PRESENCE_ASSETS" in caught.value.problems[0].next_step
