"""UN peacekeeping: totals that agree, months without missions, missing months, and the UN's own errors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from dashboard.domain.places import Places
from dashboard.sources import un_peacekeeping as un
from dashboard.sources.reading import Reading, read_table

RawFolder = Callable[[str], Path]


@pytest.fixture(scope="module")
def read(raw_folder: RawFolder, places: Places) -> Reading:
    return un.read(raw_folder(un.SOURCE_ID), places)


@pytest.fixture(scope="module")
def people(read: Reading) -> pd.DataFrame:
    return read.claims[read.claims["definition"] == "un-uniformed"]


def test_every_month_of_the_reports_sums_to_its_rows(read: Reading, raw_folder: RawFolder) -> None:
    table = read_table(raw_folder(un.SOURCE_ID) / un.REPORTS, ["as_of", "total"])
    printed = table.assign(total=pd.to_numeric(table["total"])).groupby("as_of")["total"].sum()
    ours = read.claims[
        read.claims["definition"].isin(["un-uniformed", "un-contributor-total"])
        & (read.claims["end"] >= pd.Timestamp("2015-01-01"))
    ]
    summed = ours.groupby(ours["end"].dt.strftime("%Y-%m-%d"))["best"].sum()
    assert len(summed) == len(printed) == 122
    assert (summed == printed).all()


def test_the_matrix_sums_to_the_mission_totals_that_are_printed_apart(read: Reading, people: pd.DataFrame) -> None:
    missions = read.claims[read.claims["definition"] == "un-mission-total"]
    keys = ["end", "actor"]
    whole = missions.assign(actor=missions["actor"].astype("str")).groupby(keys)["best"].sum()
    parts = people.assign(actor=people["actor"].astype("str")).groupby(keys)["best"].sum()
    both = pd.concat([whole.rename("whole"), parts.rename("parts")], axis=1).dropna()
    early = both[both.index.get_level_values("end") < pd.Timestamp("2014-04-01")]
    late = both[both.index.get_level_values("end") >= pd.Timestamp("2015-01-01")]
    assert (len(early), len(late)) == (944, 437)
    # Before 2014 the two files were typed from different pages of the reports and differ by a few people in a quarter of the months.
    assert (early["whole"] == early["parts"]).mean() > 0.7
    assert early["parts"].sum() / early["whole"].sum() == pytest.approx(1, abs=0.001)
    assert (early["whole"] - early["parts"]).abs().max() <= 105
    # From 2015 on the reports are read themselves.
    assert (late["whole"] == late["parts"]).mean() > 0.99


def test_kinds_of_people_add_up_to_the_whole(read: Reading, people: pd.DataFrame) -> None:
    kinds = read.claims[read.claims["definition"].isin(["un-troops", "un-police", "un-experts"])]
    assert (
        kinds.loc[kinds["end"] >= pd.Timestamp("2015-01-01"), "best"].sum()
        == people.loc[people["end"] >= pd.Timestamp("2015-01-01"), "best"].sum()
    )


@pytest.mark.parametrize("month", ["2018-03-31", "2019-08-31", "2023-09-30"])
def test_months_without_missions_give_totals_at_no_host(read: Reading, people: pd.DataFrame, month: str) -> None:
    assert not (people["end"] == pd.Timestamp(month)).any()
    rows = read.claims[read.claims["end"] == pd.Timestamp(month)]
    assert set(rows["host"].astype("str")) == {un.NOWHERE}
    assert set(rows["definition"].astype("str")) == {"un-contributor-total"}


@pytest.mark.parametrize("month", ["2015-03-31", "2016-03-31", "2017-03-31", "2020-06-30", "2022-07-31", "2014-08-31"])
def test_missing_months_stay_missing(people: pd.DataFrame, month: str) -> None:
    assert not (people["end"] == pd.Timestamp(month)).any()


@pytest.mark.parametrize(("month", "sender"), list(un.PRINTED_WRONG))
def test_errors_of_the_reports_are_kept_with_a_warning(read: Reading, month: str, sender: str) -> None:
    rows = read.claims[(read.claims["end"] == pd.Timestamp(month)) & (read.claims["sender"] == sender)]
    assert len(rows) > 0
    assert (rows["note"] == un.PRINTED_WRONG[month, sender]).all()


def test_police_that_is_not_divided_is_police(read: Reading) -> None:
    rows = read.claims[(read.claims["definition"] == "un-police") & (read.claims["end"] == pd.Timestamp("2020-03-31"))]
    assert rows["best"].sum() > 5000


def test_kosovo_is_kosovo_and_missions_of_several_hosts_say_so(people: pd.DataFrame) -> None:
    assert set(people.loc[people["actor"] == "UNMIK", "host"].astype("str")) == {"XKX"}
    truce = people[people["actor"] == "UNTSO"]
    assert set(truce["host"].astype("str")) == {"ISR"}
    warned = truce["note"].isin(un.PRINTED_WRONG.values())
    assert truce.loc[~warned, "note"].astype("str").str.contains("ISR, EGY, JOR, LBN, SYR").all()


def test_absence_is_no_zero(people: pd.DataFrame) -> None:
    late = people[people["end"] >= pd.Timestamp("2015-01-01")]
    assert (late["best"] > 0).all()


def test_rows_without_a_number_are_counted(read: Reading) -> None:
    assert read.unused["rows"].sum() == 248
