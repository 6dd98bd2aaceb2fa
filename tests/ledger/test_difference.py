"""Changes between two sets of claims: each class by an invented pair, nothing lost, nothing invented."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.domain.claim import COLUMN, conform
from dashboard.domain.clocks import claims_known_on
from dashboard.ledger.difference import CHANGES, DIFFERENCE_COLUMNS, came_and_went, compare, compare_days, summarise  # fmt: skip
from dashboard.ledger.identity import with_claim_ids
from dashboard.ledger.pairing import PAIRINGS
from dashboard.ledger.store import Ledger, open_ledger
from dashboard.settings import load_settings
from tests.domain.conftest import make_claims

BASE = {"claim_id": None, "day": "2020-06-30", "best": 5000.0}


def state(*rows: dict[str, object]) -> pd.DataFrame:
    """A set of claims with ids from their content."""
    return with_claim_ids(make_claims(*[{**BASE, **row} for row in rows])) if rows else make_claims(BASE).head(0)


def changes(before: list[dict[str, object]], after: list[dict[str, object]]) -> list[tuple[str, str]]:
    found = compare(state(*before), state(*after))
    return list(zip(found["change"], found["was"], strict=True))


@pytest.mark.parametrize(
    ("before", "after", "change", "was"),
    [
        ({}, {"best": 4000.0}, "correction", ""),
        ({}, {"kind": "at-most", "best": None, "high": 5000.0}, "correction", ""),
        ({"status": "pledged"}, {"status": "disbursed"}, "correction", ""),
        ({}, {"definition": "stated"}, "redefinition", "definition counted"),
        ({}, {"definition": "stated", "best": 4000.0}, "redefinition", "definition counted"),
        ({}, {"measure": "aid", "definition": "paid"}, "redefinition", "measure troops; definition counted"),
        ({"host": "MDA"}, {"host": "X-TRN"}, "recode", "host MDA"),
        ({"sender": "USA"}, {"sender": "GBR"}, "recode", "sender USA"),
        ({"actor": "Wagner"}, {"actor": "Africa Corps"}, "recode", "actor Wagner"),
        ({}, {"site": "Ramstein"}, "recode", "site none"),
        ({"end": "2020-06-30"}, {"end": "2020-12-31"}, "recode", "end 2020-06-30"),
        ({}, {"kind": "withheld", "best": None}, "withdrawal", ""),
        ({}, {"published": "2021-01-01"}, "restatement", ""),
        ({"phrase": "about 5,000"}, {"phrase": "approximately 5,000"}, "restatement", ""),
    ],
)
def test_a_statement_that_gives_way_to_another_is_classed(
    before: dict[str, object], after: dict[str, object], change: str, was: str
) -> None:
    assert changes([before], [after]) == [(change, was)]


def test_where_there_is_no_figure_the_words_are_what_is_said() -> None:
    trend = {"kind": "trend", "best": None}
    assert changes([{**trend, "phrase": "unchanged"}], [{**trend, "phrase": "rising"}]) == [("correction", "")]


def test_what_finds_no_partner_is_new_or_withdrawn() -> None:
    assert changes([], [{}]) == [("new", "")]
    assert changes([{}], []) == [("withdrawal", "")]
    moved_in_time = [{"start": "2021-01-01", "end": "2021-12-31"}]
    assert changes([{}], moved_in_time) == [("new", ""), ("withdrawal", "")]


@pytest.mark.parametrize("small", [{"best": 5.0}, {"best": 0.0}])
def test_a_small_figure_at_another_place_is_no_evidence_of_a_move(small: dict[str, object]) -> None:
    assert [change for change, _ in changes([{**small, "host": "MDA"}], [{**small, "host": "X-TRN"}])] == ["new", "withdrawal"]


def test_a_move_is_not_told_where_two_places_fit() -> None:
    found = changes([{"host": "MDA"}], [{"host": "X-TRN"}, {"host": "UKR"}])
    assert sorted(change for change, _ in found) == ["new", "new", "withdrawal"]


def test_several_figures_under_one_key_are_paired_from_the_smallest_upward() -> None:
    found = compare(state({"best": 100.0}, {"best": 900.0}), state({"best": 950.0}, {"best": 110.0}, {"best": 2000.0}))
    pairs = set(zip(found["change"], found["best_before"].fillna(-1), found["best_after"], strict=True))
    assert pairs == {("correction", 100.0, 110.0), ("correction", 900.0, 950.0), ("new", -1.0, 2000.0)}


def test_a_figure_withheld_from_a_later_time_shows_the_last_figure_of_its_series() -> None:
    known = [{"day": "2019-06-30", "best": 7000.0}, {}, {"host": "SYR", "best": 80.0}]
    silent = {"day": "2021-03-31", "kind": "withheld", "best": None}
    found = compare(state(*known), state(*known, silent))
    assert found[["change", "best_before", "kind_after", "changed"]].values.tolist() == [["withdrawal", 5000.0, "withheld", ""]]


def test_an_id_that_a_source_gives_stays_and_its_correction_is_told() -> None:
    before, after = state({"claim_id": "MF1"}, {"claim_id": "MF2"}), state({"claim_id": "MF1", "best": 6.0}, {"claim_id": "MF2"})
    found = compare(before, after)
    told = found[["change", "changed", "best_before", "best_after", "claim_before", "claim_after"]].values.tolist()
    assert told == [["correction", "best", 5000.0, 6.0, "MF1", "MF1"]]


def test_a_claim_that_is_closed_in_the_later_generation_is_withdrawn() -> None:
    (found,) = changes([{"claim_id": "MF1"}], [{"claim_id": "MF1", "withdrawn": "2021-01-01"}])
    assert found == ("withdrawal", "")


def test_a_grade_or_a_note_alone_is_a_restatement_that_names_it() -> None:
    found = compare(state({}), state({"note": "seen", "reliability": "B", "credibility": 2}))
    assert found[["change", "changed"]].values.tolist() == [["restatement", "reliability credibility note"]]


def test_an_id_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        compare(state({"claim_id": "A"}, {"claim_id": "A"}), state())


def test_minus_zero_is_zero_and_the_order_of_categories_means_nothing() -> None:
    before = state({"best": 0.0, "host": "SYR", "claim_id": "A"}, {"host": "DEU", "claim_id": "B"})
    after = state(
        {"host": "DEU", "claim_id": "B"}, {"best": -0.0, "host": "SYR", "claim_id": "A"}, {"host": "AFG", "claim_id": "C"}
    )
    assert compare(before, after)["claim_after"].tolist() == ["C"]


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "host": st.sampled_from(["DEU", "SYR", "IRQ"]),
            "definition": st.sampled_from(["counted", "stated"]),
            "kind": st.sampled_from(["value", "withheld"]),
            "best": st.sampled_from([0.0, 5.0, 5000.0]),
            "day": st.sampled_from(["2020-06-30", "2021-06-30"]),
            "actor": st.sampled_from([None, "Wagner"]),
            "note": st.sampled_from([None, "seen"]),
        }
    ).map(lambda row: {**row, "best": None} if row["kind"] == "withheld" else row),
    max_size=8,
    unique_by=lambda row: tuple(str(row[name]) for name in ("host", "definition", "kind", "best", "day", "actor")),
)


@given(ROWS, ROWS)
@settings(max_examples=60)
def test_every_statement_that_is_not_the_same_in_both_is_told_once(
    first: list[dict[str, object]], second: list[dict[str, object]]
) -> None:
    before, after = state(*first), state(*second)
    found = compare(before, after)
    assert list(found.columns) == list(DIFFERENCE_COLUMNS)
    assert set(found["change"]) <= set(CHANGES)
    whole = before.merge(after, how="inner", on=[name for name in COLUMN if name not in ("lat", "lon")])
    same = set(whole["claim_id"])
    assert sorted(found["claim_after"].dropna()) == sorted(set(after["claim_id"]) - same)
    # The last figure before a figure withheld is shown beside it, and may be told by itself as well.
    lone = found["claim_after"].notna() & (found["kind_after"] == "withheld") & (found["changed"] == "")
    assert sorted(found.loc[~lone, "claim_before"].dropna()) == sorted(set(before["claim_id"]) - same)


@given(ROWS)
@settings(max_examples=20)
def test_nothing_changes_between_a_set_and_itself_in_another_order(rows: list[dict[str, object]]) -> None:
    claims = state(*rows)
    assert compare(claims, claims.iloc[::-1].reset_index(drop=True)).empty


def test_from_nothing_everything_is_new_and_back_everything_is_withdrawn() -> None:
    claims = state({}, {"host": "SYR"})
    assert set(compare(claims.head(0), claims)["change"]) == {"new"}
    assert set(compare(claims, claims.head(0))["change"]) == {"withdrawal"}
    assert compare(claims.head(0), claims.head(0)).empty


def test_the_registry_decides_what_is_compared() -> None:
    named = {name for pairing in PAIRINGS for name in pairing.freed}
    assert named <= set(COLUMN)
    assert conform(state({})).columns.tolist() == list(COLUMN)


TWO_DATES = (
    {"published": "2020-07-10", "withdrawn": "2021-02-01"},
    {"best": 4800.0, "published": "2021-02-01"},
    {"day": "2020-09-30", "best": 5100.0},
    {"day": "2020-12-31", "best": 1.0, "published": "2021-01-05", "withdrawn": "2021-01-20"},
)


def test_between_two_dates_a_correction_is_known_on_its_publication_and_a_withdrawal_on_its_own_day() -> None:
    claims = state(*TWO_DATES)
    found = compare_days(claims, date(2020, 10, 1), date(2021, 3, 1))
    assert found[["change", "best_before", "best_after", "known", "recorded"]].values.tolist() == [
        ["correction", 5000.0, 4800.0, pd.Timestamp("2021-02-01"), True]
    ]
    assert came_and_went(claims, date(2020, 10, 1), date(2021, 3, 1)) == 1
    (gone,) = compare_days(claims.drop(index=1), date(2020, 10, 1), date(2021, 3, 1)).to_dict("records")
    assert (gone["change"], gone["known"], gone["recorded"]) == ("withdrawal", pd.Timestamp("2021-02-01"), True)


def test_a_claim_without_a_recorded_publication_is_known_from_the_last_day_it_speaks_of() -> None:
    found = compare_days(state(*TWO_DATES), date(2020, 9, 1), date(2020, 10, 1))
    assert found[["change", "known", "recorded"]].values.tolist() == [["new", pd.Timestamp("2020-09-30"), False]]


@pytest.fixture(scope="module")
def shipped() -> Ledger:
    return open_ledger(load_settings().data)


def test_case_2_the_removed_september_figures_are_withdrawn_in_april_2018(shipped: Ledger) -> None:
    own = shipped.claims[shipped.claims["source_id"] == "case-us-withheld-2017"]
    found = compare_days(own, date(2017, 12, 1), date(2018, 6, 1))
    gone = found[found["claim_after"].isna()].set_index("claim_before")
    assert set(gone.index) == {"USW2017-U3", "USW2017-U4"}
    assert set(gone["change"]) == {"withdrawal"}
    silent = found[found["kind_after"] == "withheld"].set_index("claim_after")
    assert set(silent.index) == {"USW2017-U5", "USW2017-U6", "USW2017-U7"}
    assert silent.loc["USW2017-U5", "best_before"] == 1720


@pytest.mark.parametrize("days", [(date(2017, 12, 1), date(2018, 6, 1)), (date(2022, 9, 1), date(2023, 2, 2))])
def test_two_days_give_what_the_two_states_of_knowledge_give(shipped: Ledger, days: tuple[date, date]) -> None:
    claims = shipped.claims_of("troops")
    states = (claims_known_on(claims, day) for day in days)
    told = ["change", "was", "host", "kind_before", "best_before", "best_after", "claim_before", "claim_after"]
    pd.testing.assert_frame_equal(compare_days(claims, *days)[told], compare(*states)[told], check_categorical=False)


def test_the_factbooks_corrections_keep_place_and_time(shipped: Ledger) -> None:
    own = shipped.claims[(shipped.claims["source_id"] == "cia-factbook-deployments") & (shipped.claims["sender"] == "RUS")]
    found = compare_days(own, date(2022, 9, 1), date(2023, 2, 2))
    syria = found[(found["host"] == "SYR") & (found["change"] == "correction")]
    assert sorted(syria["low_before"]) == [3000, 3000]
    assert sorted(syria["low_after"]) == [2000, 2000]


def test_all_claims_given_other_ids_are_the_same_claims(shipped: Ledger) -> None:
    claims = shipped.claims.iloc[::40].reset_index(drop=True)
    renamed = claims.assign(claim_id="x" + claims["claim_id"], published=pd.Timestamp("2030-01-01").as_unit("s"))
    found = compare(claims, renamed)
    assert len(found) == len(claims)
    counted = summarise(found)
    assert set(counted["change"]) == {"restatement"}
    assert counted["changes"].sum() == len(claims)
    assert np.array_equal(np.sort(found["claim_before"]), np.sort(claims["claim_id"]))
