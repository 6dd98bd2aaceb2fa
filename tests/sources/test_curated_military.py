"""The hand-collected facts: what counts once, who is nobody's country, what became an event, and where nobody is left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from dashboard.domain.places import Places
from dashboard.sources import curated_military as curated
from dashboard.sources.reading import Reading

RawFolder = Callable[[str], Path]


@pytest.fixture(scope="module")
def first(raw_folder: RawFolder, places: Places) -> Reading:
    return curated.FIRST_FACTS.read(raw_folder(curated.FIRST), places)


@pytest.fixture(scope="module")
def second(raw_folder: RawFolder, places: Places) -> Reading:
    raw_folder(curated.FIRST)
    return curated.SECOND_FACTS.read(raw_folder(curated.SECOND), places)


def by_id(read: Reading, claim_id: str) -> pd.Series:
    rows = read.claims[read.claims["claim_id"] == claim_id]
    assert len(rows) == 1
    return rows.iloc[0]


def test_facts_that_stand_in_both_count_once(second: Reading) -> None:
    same = second.unused[second.unused["reason"].str.contains("same fact")]
    assert len(same) == 14
    assert not second.claims["claim_id"].isin(same["value"]).any()


def test_several_senders_are_no_country(first: Reading, second: Reading) -> None:
    told = pd.concat([first.unused, second.unused])
    assert (told["reason"] == "one number for several senders together").sum() == 41
    for read in (first, second):
        assert not read.claims["sender"].isin(["MULTI", "NATO", "X-MULTI"]).any()


def test_one_number_for_several_hosts_lands_on_no_country(first: Reading) -> None:
    row = by_id(first, "MF005")
    assert (row["host"], row["best"]) == ("X-CDHP", 500_000)


def test_hosts_that_a_fact_names_one_by_one_are_a_group_of_just_them(first: Reading, second: Reading, places: Places) -> None:
    groups = places.groups()
    assert groups[by_id(first, "MF005")["host"]] == {"CSK", "DDR", "HUN", "POL"}
    assert groups[by_id(first, "MF071")["host"]] == {"BFA", "TCD", "MLI", "MRT", "NER"}
    assert by_id(first, "MF072")["host"] == "X-BCN"
    assert len(groups[by_id(second, "MG593")["host"]]) == 9
    assert by_id(second, "MG452")["host"] == "X-MULTI"


def test_a_total_over_all_locations_covers_every_place(second: Reading, places: Places) -> None:
    everywhere = second.claims[second.claims["host"] == "X-ALL"]
    assert everywhere.groupby("measure", observed=True).size().to_dict() == {"civilian_staff": 6, "troops": 6}
    assert set(everywhere["sender"]) == {"GBR"}
    assert {"DEU", "CYP", "X-MULTI"} <= places.groups()["X-ALL"]


def test_historic_codes_are_places(first: Reading, second: Reading) -> None:
    assert by_id(first, "MF001")[["sender", "host"]].tolist() == ["SUN", "DDR"]
    assert by_id(second, "MG001")[["sender", "host"]].tolist() == ["AUS", "VDR"]


def test_an_upper_bound_alone_is_no_figure(first: Reading) -> None:
    row = by_id(first, "MF008")
    assert (row["kind"], row["high"], row["definition"]) == ("at-most", 10_000, "base-personnel")
    assert pd.isna(row["best"])


def test_a_withdrawal_is_a_flow_an_event_and_where_it_is_said_a_zero(first: Reading) -> None:
    assert by_id(first, "MF076")[["measure", "best"]].tolist() == ["withdrawals", 1000]
    zero = by_id(first, "MF076-none-left")
    assert (zero["measure"], zero["kind"], zero["best"]) == ("troops", "value", 0)
    assert zero["start"] == pd.Timestamp("2025-01-30")
    assert by_id(first, "MF076-event")["definition"] == "closing"
    # Three hundred stay for a ceremony, and one base that closes is not the end of a presence.
    assert not first.claims["claim_id"].isin(["MF027-none-left", "MF134-none-left"]).any()


@pytest.mark.parametrize(("fact", "day"), [
    ("MF007", "1989-02-15"), ("MF052", "2024-06-12"), ("MF070", "2022-08-15"),
])  # fmt: skip
def test_a_force_that_was_withdrawn_ends_with_its_last_day(first: Reading, fact: str, day: str) -> None:
    force, zero = by_id(first, fact), by_id(first, f"{fact}-none-left")
    assert force["best"] > 0
    assert (zero["best"], str(zero["start"].date()), zero["note"]) == (0, day, force["note"])
    assert force["end"] == zero["start"]


def test_a_forecast_that_all_will_have_left_is_a_plan_and_no_zero(first: Reading) -> None:
    # Niger's army said a week before that all would have left: the figure is one of a withdrawal, and no level stands after it.
    assert by_id(first, "MF075")[["measure", "definition", "best"]].tolist() == ["withdrawals", "withdrawn", 1500]
    assert not first.claims["claim_id"].isin(["MF075-none-left", "MF075-event"]).any()
    plan = by_id(first, "MF075-none-expected")
    assert plan[["measure", "definition", "status", "best"]].tolist() == ["troops", "authorised", "pledged", 0]
    assert (plan["start"], "will have left" in plan["note"]) == (pd.Timestamp("2023-12-22"), True)


def test_a_force_of_five_states_is_not_that_of_one(first: Reading) -> None:
    assert not first.claims["claim_id"].str.startswith("MF053").any()
    told = first.unused[first.unused["reason"] == "one number for several senders together"]
    assert "RUS" in set(told["value"])


def test_plans_and_sums_over_time_are_no_level(first: Reading, second: Reading) -> None:
    assert by_id(first, "MF018")["definition"] == "cumulative"
    assert (second.claims["definition"] == "authorised").sum() == 5


def test_wagner_is_a_private_company_and_no_army(first: Reading) -> None:
    row = by_id(first, "MF060")
    assert (row["measure"], row["definition"]) == ("contractors", "private-military-contractors")


def test_un_missions_are_never_troops(second: Reading) -> None:
    troops = second.claims[(second.claims["measure"] == "troops") & (second.claims["definition"] == "deployed")]
    text = troops["note"].astype("str").str.replace("UNIFIER", "")
    assert not text.str.contains(r"\b(?:UNIFIL|UNMISS|MINURSO|UNMIS|UNOMIG|UNTSO|MINUSMA)\b").any()
    assert (second.claims["measure"] == "peacekeepers").sum() == 10


def test_local_staff_is_no_deployment(second: Reading) -> None:
    local = second.claims[second.claims["definition"] == "hired-locally"]
    assert len(local) == 16
    assert set(local["measure"].astype("str")) == {"civilian_staff"}


def test_every_row_is_a_claim_or_counted(first: Reading, second: Reading) -> None:
    for read in (first, second):
        rows = read.claims["claim_id"].str.extract(r"^(M[FG]\d+)")[0].nunique()
        assert rows + int(read.unused["rows"].sum()) == read.rows_read[curated.FACTS]


def test_every_claim_names_its_publisher(first: Reading, second: Reading) -> None:
    for read in (first, second):
        assert read.claims["said_by"].notna().all()
        assert read.claims["url"].astype("str").str.startswith("http").mean() > 0.95


def test_troops_beside_a_un_mission_are_no_peacekeepers(first: Reading) -> None:
    claim = by_id(first, "MF127")
    assert (claim["measure"], claim["definition"], claim["best"]) == ("troops", "deployed", 1000.0)
    assert pd.isna(claim["actor"])


def test_a_ceiling_of_a_treaty_is_no_count(first: Reading) -> None:
    assert by_id(first, "MF043")["definition"] == "authorised"


@pytest.mark.parametrize(("claim_id", "most"), [("MF041", 9000.0), ("MF042", 5000.0)])
def test_up_to_is_an_upper_end(first: Reading, claim_id: str, most: float) -> None:
    claim = by_id(first, claim_id)
    assert (claim["kind"], claim["high"]) == ("at-most", most)
    assert pd.isna(claim["best"])
