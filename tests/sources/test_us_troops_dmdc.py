"""The US manpower reports: every trap of the compiled files."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.domain.catalogue import Catalogue
from dashboard.domain.claim import IDENTITY_COLUMNS
from dashboard.domain.in_force import claims_in_force, claims_in_play
from dashboard.domain.places import Places
from dashboard.domain.question import Question
from dashboard.errors import PresenceError
from dashboard.ledger.identity import with_claim_ids
from dashboard.ledger.validate import check_claims
from dashboard.sources import us_troops_dmdc as dmdc
from dashboard.sources.reading import Reading, read_table

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


def test_a_withheld_figure_stands_for_each_report_until_one_gives_a_figure_again(read: Reading) -> None:
    rows = read.claims[(read.claims["actor"] == dmdc.WHOLE) & (read.claims["definition"] == "active-duty")]
    late = rows[rows["host"].isin(dmdc.WITHHELD) & rows["end"].between("2017-12-31", "2021-09-30")]
    # 16 reports, from December 2017 to September 2021, for each of the three.
    assert (late["kind"] == "withheld").all()
    assert late.groupby("host", observed=True)["end"].nunique().tolist() == [16, 16, 16]
    assert late[["low", "best", "high"]].isna().all().all()
    april = late[late["end"] == dmdc.WITHHELD_FROM]["note"]
    assert april.str.contains("April 2018, the day is not recorded").all()
    back = rows[rows["host"].isin(dmdc.WITHHELD) & (rows["end"] == pd.Timestamp("2021-12-31"))]
    assert dict(zip(back["host"], back["best"], strict=True)) == {"AFG": 6, "IRQ": 158, "SYR": 1}


def test_the_september_2017_figures_became_known_when_they_were_released_again(read: Reading) -> None:
    assert figure(read, "SYR", "2017-09-30")["best"].tolist() == [1547]
    assert figure(read, "SYR", "2017-09-30")["published"].tolist() == [dmdc.RELEASED_AGAIN]
    assert figure(read, "SYR", "2017-09-30")["note"].str.contains("released again").all()
    assert figure(read, "DEU", "2017-09-30")["published"].isna().all()


def test_the_united_states_itself_is_no_host_and_is_counted(read: Reading) -> None:
    assert not (read.claims["host"] == "USA").any()
    home = read.unused[read.unused["reason"].str.contains("United States itself")]
    assert len(home) == 111


def test_territories_stay_and_the_former_total_of_the_soviet_union_stands_for_no_country(read: Reading) -> None:
    hosts = set(read.claims["host"].astype("str"))
    assert {"GUM", "PRI", "ASM", "VIR", "GRL", "XKX", "SRB", "DDR", "CSK", "YUG", "GIB", "IOT", "ANT", "YAR", "YMD"} <= hosts
    assert figure(read, "X-FSU", "2000-09-30")["best"].tolist() == [160]
    assert figure(read, "X-FSU", "2000-09-30")["note"].str.startswith("a total").all()
    # In 1992 and 1993 Russia, which the total repeats, stands beside it.
    assert figure(read, "X-FSU", "1993-09-30").empty
    assert figure(read, "RUS", "1993-09-30")["best"].tolist() == [70]


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


def test_a_place_that_stands_twice_is_read_once_and_the_reason_says_what_differs(read: Reading) -> None:
    assert len(figure(read, "ZWE", "2013-09-30")) == 1
    assert figure(read, "ZWE", "2013-09-30")["note"].tolist() == ["listed twice with the same totals and other branches"]
    told = read.unused[read.unused["value"] == "ZIMBABWE"]
    assert told["row"].tolist() == [9512]
    assert told["reason"].str.contains("the branches of this one differ").all()


def test_two_rows_of_one_host_keep_their_own_names(read: Reading) -> None:
    rows = figure(read, "MNE", "2008-09-30", "all-personnel")
    assert sorted(rows["site"].astype("str").fillna("-")) == ["-", "Montenegro (1992 - 2001)"]
    assert sorted(rows["best"]) == [1, 2]


def test_no_two_claims_are_the_same_statement(read: Reading) -> None:
    assert not read.claims.duplicated(list(IDENTITY_COLUMNS)).any()
    assert not read.claims.duplicated(["host", "end", "definition", "actor", "site"]).any()


@pytest.mark.parametrize(
    ("host", "day", "figures"),
    [
        ("UMI", "1955-06-30", {"Johnston Atoll": 390, "Midway Islands": 1711, "Wake Island": 48}),
        ("PRT", "1957-09-30", {"-": 3948, "Azores": 1987}),
        ("MHL", "1954-06-30", {"-": 2162, "Eniwetok": 652}),
        ("MYS", "1966-09-30", {"-": 12, "Sarawak": 1}),
        ("CHL", "1968-09-30", {"-": 68, "Easter Island": 18}),
        # The file has no other line for Japan in this report.
        ("JPN", "1968-09-30", {"Ryukyu Islands": 41948}),
    ],
)
def test_lines_that_count_a_part_of_their_host_are_sites(read: Reading, host: str, day: str, figures: dict[str, int]) -> None:
    rows = figure(read, host, day)
    assert dict(zip(rows["site"].astype("str").fillna("-"), rows["best"], strict=True)) == figures
    assert rows.loc[rows["site"].notna(), "note"].str.startswith("listed as ").all()


@pytest.mark.parametrize("host", ["IRQ", "KWT", "AFG"])
def test_a_zero_that_points_to_another_table_is_no_zero(read: Reading, host: str) -> None:
    rows = read.claims[(read.claims["host"] == host) & read.claims["end"].between("2003-01-01", "2008-06-30")]
    assert rows.empty
    told = read.unused[read.unused["reason"].str.contains("in another table")]
    assert int(told["rows"].sum()) == 13


def test_the_zero_of_2002_says_that_the_next_reports_have_no_figure(read: Reading) -> None:
    row = figure(read, "AFG", "2002-09-30").iloc[0]
    assert (row["kind"], row["best"]) == ("value", 0)
    assert row["note"] == "the reports of 2003 and 2004 say that no figure is available here"


def test_forces_in_and_around_afghanistan_stand_for_no_single_country(read: Reading) -> None:
    assert figure(read, "X-AFGR", "2006-09-30")["best"].tolist() == [21_500]
    assert figure(read, "X-AFGR", "2007-09-30")["best"].tolist() == [25_240]


def test_a_blank_that_the_compilers_filled_with_zero_is_no_claim(read: Reading) -> None:
    assert figure(read, "UMI", "2004-09-30").empty
    assert figure(read, "UMI", "2003-09-30")["site"].tolist() == ["Johnston Atoll"]
    assert read.unused["reason"].str.contains("stands for a blank").sum() == 1
    first = read.claims.groupby("actor", observed=True)["end"].min()
    assert first["US Coast Guard"] == pd.Timestamp("2008-09-30")
    assert first["US Space Force"] == pd.Timestamp("2023-09-30")


def test_the_navy_after_2008_is_the_reports_own(read: Reading) -> None:
    assert figure(read, "JPN", "2025-12-31", actor="US Navy")["best"].tolist() == [21_236]
    # The reports before have only the compiled column.
    assert figure(read, "JPN", "2007-09-30", actor="US Navy")["best"].tolist() == [3_789]


def test_lines_whose_branches_do_not_add_up_say_so(read: Reading) -> None:
    assert figure(read, "DEU", "2021-12-31")["note"].tolist() == [dmdc.UNEVEN]
    assert figure(read, "DEU", "2020-06-30")["note"].isna().all()
    assert not figure(read, "DEU", "2021-12-31", "civilian")["note"].str.contains("branches").fillna(False).any()
    active = read.claims[(read.claims["definition"] == "active-duty") & read.claims["site"].isna()]
    told = active["note"].str.contains(dmdc.UNEVEN, regex=False).fillna(False)
    late = active[told & (active["end"] > pd.Timestamp("2008-01-01")) & (active["actor"] == dmdc.WHOLE)]
    assert len(late) == 46


def test_the_first_report_counts_people_ashore_only(read: Reading) -> None:
    rows = read.claims[read.claims["note"].str.contains("people ashore only").fillna(False)]
    assert set(rows["end"]) == {pd.Timestamp("1950-06-30")}


@pytest.mark.parametrize("host", dmdc.THINNED)
def test_places_whose_forces_in_operations_are_left_out_say_so_and_are_no_zero(read: Reading, host: str) -> None:
    rows = read.claims[(read.claims["host"] == host) & (read.claims["actor"] == dmdc.WHOLE)]
    late = rows[rows["end"] >= dmdc.WITHHELD_FROM]
    assert late["note"].str.contains("forces in operations here are left out").all()
    assert not rows[rows["end"] < dmdc.WITHHELD_FROM]["note"].str.contains("forces in operations").fillna(False).any()
    assert (late.loc[late["definition"] == "active-duty", "best"] > 0).all()


def test_kuwait_and_niger_are_what_the_reports_print(read: Reading) -> None:
    assert figure(read, "KWT", "2017-09-30")["best"].tolist() == [9_241]
    assert figure(read, "KWT", "2017-12-31")["best"].tolist() == [2_082]
    assert figure(read, "NER", "2017-12-31")["best"].tolist() == [7]


def test_rows_that_the_compilers_filled_in_do_not_occur_in_the_reports_file(read: Reading) -> None:
    assert not read.claims["note"].str.contains("not from a report").fillna(False).any()


def test_a_filled_in_row_would_be_marked(raw_folder: RawFolder, tmp_path: Path, places: Places) -> None:
    table = some_rows(raw_folder, tmp_path, source="Stepwise Imputation")
    claims = dmdc.read(table, places).claims
    figures = claims[claims["kind"] == "value"]
    assert len(figures) == 2 * len(dmdc.ALL_SERIES)
    assert figures["note"].str.contains("not from a report: Stepwise Imputation").all()


def test_kashmir_is_a_place_of_two_countries(read: Reading) -> None:
    assert len(figure(read, "X-INPK", "1954-06-30")) == 1
    assert not read.unused["reason"].str.contains("no known place").any()


def test_the_file_has_no_line_for_unknown_places_or_for_ships(raw_folder: RawFolder) -> None:
    table = read_table(raw_folder(dmdc.SOURCE_ID) / dmdc.REPORTS, dmdc.COLUMNS)
    assert not (table["ccode"] == "1099").any()
    assert not table["Location"].str.contains("afloat|undistributed|unknown", case=False).any()


def test_claims_may_be_published(read: Reading, catalogue: Catalogue, places: Places) -> None:
    with_ids = with_claim_ids(read.claims)
    assert check_claims(with_ids, catalogue, frozenset(places.ids)) == []


def test_the_same_files_give_the_same_claims_in_the_same_order(read: Reading, raw_folder: RawFolder, places: Places) -> None:
    pd.testing.assert_frame_equal(dmdc.read(raw_folder(dmdc.SOURCE_ID), places).claims, read.claims)


def test_a_line_that_the_next_report_no_longer_has_is_not_carried_into_it(
    read: Reading, catalogue: Catalogue, days: list[date]
) -> None:
    """In 1970 Portugal's line takes in the Azores; the claim of 1969 on the Azores must not stand beside it."""
    rows = with_claim_ids(read.claims[read.claims["host"] == "PRT"])
    play = claims_in_play(rows, Question(catalogue.measures["troops"], catalogue, definition="active-duty"))
    azores = play[rows["site"].notna().to_numpy()[play["row"]]]
    assert azores["expiry"].max() == pd.Timestamp("1970-09-29")
    standing = claims_in_force(play, np.array(days, dtype="datetime64[s]"))
    assert standing.loc[standing["day"] == 1, "best"].tolist() == [1588]


@pytest.fixture(scope="module")
def days() -> list[date]:
    return [date(1969, 9, 30), date(1970, 9, 30)]


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
    return len(rows) - int(rows["note"].str.startswith(dmdc.NO_FIGURE).fillna(False).sum())


def some_rows(raw_folder: RawFolder, folder: Path, **cells: str) -> Path:
    """A file with two real rows, each with these cells in place of its own; its folder."""
    table = read_table(raw_folder(dmdc.SOURCE_ID) / dmdc.REPORTS, dmdc.COLUMNS).iloc[[12586, 12587]]
    text = table.assign(**cells).to_csv(index=False)
    (folder / dmdc.REPORTS).write_bytes(gzip.compress(text.encode()))
    return folder


@pytest.mark.parametrize(
    ("column", "cell"), [("troops_ad", "many"), ("month", "Brumaire"), ("year", "MCML"), ("Grand Total", "1 000"), ("month", "")]
)
def test_every_cell_that_cannot_be_read_is_named(
    raw_folder: RawFolder, tmp_path: Path, places: Places, column: str, cell: str
) -> None:
    with pytest.raises(PresenceError) as error:
        dmdc.read(some_rows(raw_folder, tmp_path, **{column: cell}), places)
    assert error.value.code == "E-READ-VALUE"
    assert [problem.where for problem in error.value.problems] == [
        f"{dmdc.REPORTS}, row {row}, column {column}" for row in (1, 2)
    ]


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
