"""The US manpower reports: every trap of the compiled files."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from dashboard.domain.places import Places
from dashboard.errors import PresenceError
from dashboard.sources import us_troops_dmdc as dmdc
from dashboard.sources.reading import Reading

RawFolder = Callable[[str], Path]


@pytest.fixture(scope="module")
def read(raw_folder: RawFolder, places: Places) -> Reading:
    return dmdc.read(raw_folder(dmdc.SOURCE_ID), places)


def figure(read: Reading, host: str, day: str, definition: str = "active-duty", actor: str = dmdc.WHOLE) -> pd.DataFrame:
    rows = read.claims
    return rows[
        (rows["host"] == host)
        & (rows["end"] == pd.Timestamp(day))
        & (rows["definition"] == definition)
        & (rows["actor"] == actor)
    ]


@pytest.mark.parametrize(
    ("host", "day", "persons"), [("KOR", "2025-12-31", 23_495), ("DEU", "2020-06-30", 34_146), ("VDR", "1968-09-30", 537_377)]
)
def test_figures_of_the_reports_and_not_of_the_doubled_file(read: Reading, host: str, day: str, persons: int) -> None:
    assert figure(read, host, day)["best"].tolist() == [persons]


@pytest.mark.parametrize("day", ["2022-12-31", "2023-03-31", "2023-06-30"])
def test_a_quarter_without_a_report_gives_no_claim(read: Reading, day: str) -> None:
    assert not (read.claims["end"] == pd.Timestamp(day)).any()


def test_the_three_places_are_withheld_and_never_zero_by_themselves(read: Reading) -> None:
    rows = read.claims[read.claims["host"].isin(dmdc.WITHHELD) & (read.claims["end"] >= dmdc.WITHHELD_FROM)]
    zero = rows[(rows["best"] == 0) & (rows["kind"] == "value")]
    assert set(zero["host"].astype("str")) <= {"AFG"}
    assert (zero["end"] > dmdc.AFGHANISTAN_LEFT).all()
    assert zero["note"].str.contains("PRESS-AFG-2021").all()
    for host in dmdc.WITHHELD:
        first = figure(read, host, "2017-12-31")
        assert first["kind"].tolist() == ["withheld"]
        assert first["published"].tolist() == [dmdc.FIRST_SILENT_REPORT]
        assert figure(read, host, "2021-12-31")["kind"].tolist() == ["value"]


def test_the_september_2017_figures_became_known_when_they_were_released_again(read: Reading) -> None:
    assert figure(read, "SYR", "2017-09-30")["best"].tolist() == [1547]
    assert figure(read, "SYR", "2017-09-30")["published"].tolist() == [dmdc.RELEASED_AGAIN]
    assert figure(read, "DEU", "2017-09-30")["published"].isna().all()


def test_the_united_states_itself_is_no_host_and_is_counted(read: Reading) -> None:
    assert not (read.claims["host"] == "USA").any()
    home = read.unused[read.unused["reason"].str.contains("United States itself")]
    assert len(home) == 111


def test_territories_stay_and_the_former_total_of_the_soviet_union_stands_for_no_country(read: Reading) -> None:
    hosts = set(read.claims["host"].astype("str"))
    assert {"GUM", "PRI", "ASM", "VIR", "GRL", "XKX", "SRB", "DDR", "CSK", "YUG", "GIB", "IOT", "ANT", "YAR", "YMD"} <= hosts
    assert figure(read, "X-FSU", "2000-09-30")["best"].tolist() == [160]


@pytest.mark.parametrize(
    ("host", "day"),
    [
        ("SUN", "1988-09-30"),
        ("DDR", "1985-09-30"),
        ("YUG", "1980-09-30"),
        ("VDR", "1965-09-30"),
        ("DJI", "1955-06-30"),
        ("X-IDC", "1954-06-30"),
    ],
)
def test_names_are_read_as_of_their_day(read: Reading, host: str, day: str) -> None:
    assert len(figure(read, host, day)) == 1


def test_branches_are_parts_and_add_up_to_the_whole(read: Reading) -> None:
    # The compiled column of the Navy would give 0 here; the report has 20,845.
    rows = read.claims[(read.claims["host"] == "JPN") & (read.claims["end"] == pd.Timestamp("2019-06-30"))]
    active = rows[rows["definition"] == "active-duty"].set_index("actor")["best"]
    assert active.drop(dmdc.WHOLE).sum() == active[dmdc.WHOLE]


def test_a_row_that_stands_twice_is_read_once(read: Reading) -> None:
    assert len(figure(read, "ZWE", "2013-09-30")) == 1
    assert read.unused["reason"].str.contains("stands twice").sum() == 1


def test_two_rows_of_one_host_keep_their_own_names(read: Reading) -> None:
    assert figure(read, "MNE", "2008-09-30", "all-personnel")["site"].nunique() == 2


def test_reserve_civilians_and_all_personnel_are_other_definitions(read: Reading) -> None:
    rows = read.claims[
        (read.claims["host"] == "DEU") & (read.claims["end"] == pd.Timestamp("2020-06-30")) & (read.claims["actor"] == dmdc.WHOLE)
    ]
    by = rows.set_index("definition")["best"]
    assert by["active-duty"] + by["reserve"] + by["civilian"] == by["all-personnel"]


def test_every_raw_row_is_a_claim_or_is_counted(read: Reading) -> None:
    used = figure_days(read)
    assert used + int(read.unused["rows"].sum()) == read.rows_read[dmdc.REPORTS]


def figure_days(read: Reading) -> int:
    rows = read.claims[(read.claims["actor"] == dmdc.WHOLE) & (read.claims["definition"] == "active-duty")]
    return len(rows) - int(rows["note"].astype("str").eq("the report gives no figure for this place").sum())


def test_the_files_that_are_not_read_are_named_with_the_reason(read: Reading) -> None:
    told = read.unused[read.unused["reason"].str.startswith("not read")]
    assert set(told["file"]) == set(dmdc.NOT_READ)


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "E-READ-FORMAT"), (b"a,b\n1,2\n", "E-READ-COLUMNS"), (None, "E-READ-MISSING-FILE")]
)
def test_a_broken_file_is_explained(tmp_path: Path, places: Places, content: bytes | None, code: str) -> None:
    if content is not None:
        (tmp_path / dmdc.REPORTS).write_bytes(gzip.compress(content, mtime=0))
    with pytest.raises(PresenceError) as error:
        dmdc.read(tmp_path, places)
    assert error.value.code == code
    assert error.value.problems[0].where
