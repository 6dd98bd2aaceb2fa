"""Exercises: the host is derived from a point, which may lie at sea, in the past of another state, or in the wrong country."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from dashboard.domain.places import Places
from dashboard.errors import PresenceError
from dashboard.sources import exercises
from dashboard.sources.reading import Reading
from tests.sources.layout import write_rows

BASE = {
    "MMEID": "mme1", "Ex_Name": "Bright Star 89", "gwcode": "2", "country": "United States", "year": 1989, "Location": "Egypt",
    "lat": 26.8, "lon": 30.8, "s.year": 1989, "s.month": 11, "s.day": "12", "e.year": 1989, "e.month": 11, "e.day": "19",
}  # fmt: skip
BRANDENBURG = {"lat": 52.4, "lon": 12.5, "Location": "Brandenburg", "s.year": 1985, "e.year": 1985, "year": 1985}


@pytest.fixture(scope="session")
def raw(raw_folder: Callable[[str], Path], places: Places) -> Reading:
    return exercises.read(raw_folder(exercises.SOURCE_ID), places)


def read(folder: Path, places: Places, *rows: dict[str, object]) -> Reading:
    return exercises.read(write_rows(folder / exercises.FILE, BASE, rows), places)


def test_the_host_is_where_the_point_lies_and_the_year_is_that_of_the_start(tmp_path: Path, places: Places) -> None:
    row = read(tmp_path, places, {}).claims.iloc[0]
    assert (row["sender"], row["host"], row["best"], row["site"]) == ("USA", "EGY", 1, "Bright Star 89 (mme1)")
    assert (row["start"], row["end"], row["precision"]) == (pd.Timestamp("1989-01-01"), pd.Timestamp("1989-12-31"), "year")
    assert row["note"] == "1989-11-12 to 1989-11-19; Egypt"


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ({"s.day": "xx"}, "1989-11 to 1989-11-19; Egypt"), ({"e.day": "xx", "e.month": 3}, "1989-11-12; Egypt"),
        ({"e.day": "xx"}, "1989-11-12 to 1989-11; Egypt"),
    ],
)  # fmt: skip
def test_unknown_days_and_ends_before_the_start(tmp_path: Path, places: Places, days: dict[str, object], told: str) -> None:
    assert read(tmp_path, places, days).claims["note"].tolist() == [told]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"lat": 58.5, "lon": 19.9, "Location": "Baltic Sea"}, "at sea"), ({"lat": "NA", "lon": "NA"}, "no point"),
        ({"gwcode": "NA", "country": "NATO"}, "No single state"), ({"gwcode": "NA", "country": "-9"}, "No single state"),
        ({"gwcode": "651", "country": "Egypt"}, "own ground"),
        ({"lat": 44.334, "lon": -68.257, "Location": "Jordan, southern desert"}, "names another state"),
    ],
)  # fmt: skip
def test_what_has_no_sure_host_is_listed(tmp_path: Path, places: Places, row: dict[str, object], reason: str) -> None:
    made = read(tmp_path, places, row)
    assert made.claims.empty
    assert reason in made.unused["reason"].iloc[0]


def test_waters_with_a_state_s_name_do_not_gainsay_the_point(tmp_path: Path, places: Places) -> None:
    row = {"lat": 35.1, "lon": -106.6, "Location": "New Mexico", "gwcode": "200", "country": "United Kingdom"}
    assert read(tmp_path, places, row).claims["host"].tolist() == ["USA"]


def test_a_port_outside_the_simplified_outline_has_its_host(tmp_path: Path, places: Places) -> None:
    row = {"lat": 44.1598013, "lon": 28.6348138, "Location": "Constanta, Romania"}
    assert read(tmp_path, places, row).claims["host"].tolist() == ["ROU"]


def test_germany_before_unification_is_told_apart_by_who_took_part(tmp_path: Path, places: Places) -> None:
    east = [{**BRANDENBURG, "gwcode": code, "country": name} for code, name in (("265", "East"), ("365", "Russia"))]
    west = {**BRANDENBURG, "MMEID": "mme2", "Location": "West Berlin's Havel River"}
    later = {**BRANDENBURG, "MMEID": "mme3", "s.year": 1995, "e.year": 1995, "year": 1995}
    made = read(tmp_path, places, *east, west, later)
    told = list(zip(made.claims["sender"], made.claims["host"], strict=True))
    assert told == [("SUN", "DDR"), ("USA", "DEU"), ("USA", "DEU")]
    assert made.unused["rows"].sum() == 1


def test_the_soviet_union_is_a_host_of_its_time(tmp_path: Path, places: Places) -> None:
    row = {
        "lat": 50.45,
        "lon": 30.52,
        "Location": "Kiev",
        "gwcode": "290",
        "country": "Poland",
        "s.year": 1983,
        "e.year": 1983,
        "year": 1983,
    }
    assert read(tmp_path, places, row).claims["host"].tolist() == ["SUN"]


def test_states_without_a_number_are_known_by_name(tmp_path: Path, places: Places) -> None:
    row = {"gwcode": "NA", "country": "Antigua & Barbuda"}
    assert read(tmp_path, places, row, {**row, "country": "Tonga"}).claims["sender"].tolist() == ["ATG", "TON"]


def test_a_participant_listed_twice_counts_once(tmp_path: Path, places: Places) -> None:
    made = read(tmp_path, places, {}, {})
    assert (len(made.claims), made.unused["rows"].sum()) == (1, 1)


def test_a_bad_point_is_told(tmp_path: Path, places: Places) -> None:
    with pytest.raises(PresenceError) as caught:
        read(tmp_path, places, {"lat": "north"})
    assert caught.value.code == "E-READ-VALUE"


def test_the_raw_file(raw: Reading) -> None:
    assert raw.rows_read == {exercises.FILE: 13818}
    rows = raw.claims
    years = rows["start"].dt.year
    assert (years.min(), years.max()) == (1980, 2010)
    assert set(rows.loc[rows["site"].str.startswith("Bright Star"), "host"]) == {"EGY"}
    early = rows[(years < 1990) & rows["host"].isin(["DDR"])]
    assert not set(early["sender"]) & {"USA", "GBR", "FRA"}
    assert rows["lat"].notna().all()
