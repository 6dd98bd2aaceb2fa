"""Nobody is counted twice, and whoever is left out for that is named with the reason."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.estimates import RULES, estimate
from dashboard.domain.in_force import claims_in_play
from dashboard.domain.left_out import LEFT_OUT_COLUMNS, REASONS, claims_left_out, senders_left_out
from dashboard.domain.question import Question
from dashboard.domain.totals import total_over_senders
from dashboard.domain.view import View
from dashboard.exports.tables import estimates_table
from dashboard.figures.panel import panel
from dashboard.ledger import answers
from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings
from tests.domain.conftest import CATALOGUE, TROOPS, make_claims

DAY = date(2020, 6, 30)
AT = {"day": "2020-06-30"}


def told(question: Question, *rows: dict[str, object]) -> tuple[pd.Series, list[tuple[str, str, str]]]:
    """The one estimate, and claim, reason and what is counted instead of everything that it leaves out."""
    claims = make_claims(*({**AT, **row} for row in rows))
    estimates = estimate(claims, question, [DAY])
    left = claims_left_out(claims, question, DAY, estimates)
    assert list(left.columns) == list(LEFT_OUT_COLUMNS)
    assert set(left["reason"]) <= set(REASONS)
    return estimates.iloc[0], list(zip(left["claim_id"], left["reason"], left["instead"], strict=True))


def test_a_part_of_an_actor_is_not_added_to_it(troops: Question) -> None:
    row, left = told(troops, {"actor": "All", "best": 100.0}, {"actor": "Army", "best": 60.0})
    assert (row["best"], row["claims"], left) == (100, 1, [("c1", "part", "All")])


def test_what_is_left_out_is_told_with_its_figures_and_every_reason_with_its_words(troops: Question) -> None:
    claims = make_claims({**AT, "actor": "All", "best": 100.0}, {**AT, "actor": "Army", "low": 50.0, "best": 60.0, "high": 70.0})
    left = claims_left_out(claims, troops, DAY, estimate(claims, troops, [DAY]))
    assert left[["low", "best", "high"]].to_numpy().tolist() == [[50, 60, 70]]
    single = make_claims({**AT, "actor": "All", "best": 100.0}, {**AT, "actor": "Army", "best": 60.0})
    left = claims_left_out(single, troops, DAY, estimate(single, troops, [DAY]))
    assert left[["low", "best", "high"]].to_numpy().tolist() == [[60, 60, 60]]
    assert set(REASONS) == {"part", "not-drawn", "definition", "gap", "alternative", "withheld", "bound", "none-found"}
    assert all(len(words) > 40 for words in REASONS.values())


def test_missions_are_not_added_to_the_total_of_their_list(troops: Question) -> None:
    missions = [{"definition": "missions", "actor": name, "best": 30.0} for name in ("UNFICYP", "UNIFIL")]
    row, left = told(troops, {"definition": "missions", "best": 70.0}, *missions)
    assert (row["best"], row["claims"]) == (70, 1)
    assert left == [("c1", "part", "the total"), ("c2", "part", "the total")]


def test_where_the_total_is_withheld_the_missions_are_added(troops: Question) -> None:
    missions = [{"definition": "missions", "actor": name, "best": 30.0} for name in ("UNFICYP", "UNIFIL")]
    row, _ = told(troops, {"definition": "missions", "kind": "withheld"}, *missions)
    assert (row["state"], row["level"]) == ("value", 60)


def test_the_total_of_one_source_does_not_hide_the_missions_of_another(troops: Question) -> None:
    mission = {"definition": "missions", "actor": "UNIFIL", "best": 30.0, "source_id": "other"}
    row, left = told(troops, {"definition": "missions", "best": 70.0}, mission)
    assert (row["low"], row["best"], row["high"]) == (30, 70, 70)
    assert left == [("c1", "alternative", "report")]


def test_a_plan_another_definition_and_another_source_are_named(troops: Question) -> None:
    row, left = told(
        troops, {"best": 100.0}, {"definition": "planned", "best": 500.0}, {"definition": "stated", "best": 90.0},
        {"source_id": "other", "best": 110.0},
    )  # fmt: skip
    assert (row["best"], row["low"], row["high"]) == (100, 100, 110)
    assert left == [("c1", "not-drawn", ""), ("c2", "definition", "counted"), ("c3", "alternative", "report")]


def test_another_speaker_of_the_same_source_is_an_alternative(troops: Question) -> None:
    rows = [{"source_id": "press", "said_by": name, "best": best} for name, best in (("Reuters", 100.0), ("Rostec", 5.0))]
    row, left = told(troops, *rows)
    assert (row["best"], left) == (100, [("c1", "alternative", "press")])


def test_a_definition_that_is_asked_for_is_not_left_out_and_others_are_not_asked_for() -> None:
    question = Question(TROOPS, CATALOGUE, definition="planned")
    row, left = told(question, {"best": 100.0}, {"definition": "planned", "best": 500.0})
    assert (row["best"], left) == (500, [])


def test_what_stands_in_the_gap_of_another_definitions_record_is_named() -> None:
    claims = make_claims(
        {"day": "2019-12-31", "best": 100.0}, {"day": "2021-03-31", "best": 100.0}, {**AT, "definition": "stated", "best": 90.0}
    )
    question = Question(TROOPS, CATALOGUE)
    estimates = estimate(claims, question, [DAY])
    assert estimates.empty
    left = claims_left_out(claims, question, DAY, estimates)
    assert left[["claim_id", "reason", "instead"]].to_numpy().tolist() == [["c2", "gap", ""]]


def test_a_claim_that_is_not_known_yet_is_not_left_out_but_unknown() -> None:
    claims = make_claims(
        {**AT, "best": 100.0, "published": "2020-07-01"}, {**AT, "definition": "stated", "best": 1.0, "published": "2021-01-01"}
    )
    question = Question(TROOPS, CATALOGUE, known_at=date(2020, 12, 31))
    assert claims_left_out(claims, question, DAY, estimate(claims, question, [DAY])).empty


def test_senders_of_a_sum_are_named_with_what_they_are_left_out_for(troops: Question) -> None:
    rows = [
        {"sender": "USA", "best": 100.0}, {"sender": "GBR", "best": 50.0}, {"sender": "FRA", "definition": "stated", "best": 20.0},
        {"sender": "TUR", "kind": "withheld"}, {"sender": "ITA", "kind": "at-most", "high": 9.0},
    ]  # fmt: skip
    pairs = estimate(make_claims(*({**AT, **row} for row in rows)), troops, [DAY])
    totals = total_over_senders(pairs)
    left = senders_left_out(pairs, totals)
    assert left[["sender", "reason", "instead"]].to_numpy().tolist() == [
        ["FRA", "definition", "counted"], ["ITA", "bound", "counted"], ["TUR", "withheld", "counted"],
    ]  # fmt: skip
    assert totals.loc[0, ["best", "left_out"]].tolist() == [150, 3]


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "sender": st.sampled_from(["USA", "GBR"]),
            "definition": st.sampled_from(["counted", "stated", "missions", "planned"]),
            "source_id": st.sampled_from(["report", "press", "other"]),
            "said_by": st.sampled_from([None, "Reuters"]),
            "actor": st.sampled_from([None, "All", "Army", "UNIFIL"]),
            "kind": st.sampled_from(["value", "value", "withheld", "at-most"]),
            "best": st.integers(0, 500).map(float),
            "day": st.sampled_from(["2019-12-31", "2020-06-30"]),
        }
    ).map(lambda row: {**row, "best": row["best"] if row["kind"] == "value" else None, "high": 9.0 if row["kind"] == "at-most" else None}),
    max_size=10,
)  # fmt: skip


@given(ROWS, st.sampled_from(RULES))
def test_every_claim_in_force_is_counted_or_left_out_for_a_reason(rows: list[dict[str, object]], rule: str) -> None:
    question, claims = Question(TROOPS, CATALOGUE), make_claims(*rows)
    pairs = estimate(claims, question, [DAY], rule)  # type: ignore[arg-type]
    left = claims_left_out(claims, question, DAY, pairs)
    # An alternative is in force and in the interval: it is left out of the figure, and counted among the claims.
    apart = left[left["reason"] != "alternative"]
    play = claims_in_play(claims, question, everything=True)
    now = play[(play["anchor"] <= pd.Timestamp(DAY)) & (play["expiry"] >= pd.Timestamp(DAY))]
    actor = claims["actor"].cat.codes.to_numpy()[now["row"].to_numpy()]
    statements = now.assign(actor=actor).drop_duplicates(["pair", "order", "speaker", "part", "actor"])
    # Several actors of one speaker under a definition that adds nothing are alternatives of which only the latest stands.
    assert len(apart) <= len(statements) - len(pairs)
    assert int(pairs["claims"].sum()) + len(apart) <= len(statements)
    assert len(pairs) == 0 or not left["claim_id"].isin(pairs["claim_id"].dropna()).any()


@given(ROWS)
def test_a_sum_leaves_out_as_many_senders_as_are_named(rows: list[dict[str, object]]) -> None:
    pairs = estimate(make_claims(*rows), Question(TROOPS, CATALOGUE), [DAY])
    totals = total_over_senders(pairs)
    assert len(senders_left_out(pairs, totals)) == int(totals["left_out"].sum())


@pytest.mark.parametrize("measure", ["troops", "peacekeepers", "bases", "fdi_stock", "energy_assets"])
def test_the_shipped_sums_name_everyone_whom_they_leave_out(measure: str) -> None:
    shipped = open_ledger(load_settings({}).data)
    view = View(measure=measure, sender=(), date=date(2020, 6, 30))
    pairs, totals = answers.pair_estimates(shipped, view), answers.host_estimates(shipped, view)
    left = senders_left_out(pairs, totals)
    counts = left.groupby("host").size()
    known = totals.set_index(totals["host"].astype("str"))["left_out"]
    assert np.array_equal(known[known > 0].sort_index().to_numpy(), counts.sort_index().to_numpy())
    table = estimates_table(shipped, view)
    named = table[table["left_out_named"] != ""]
    assert np.array_equal(named["left_out"].to_numpy(), named["left_out_named"].str.count("; ").to_numpy() + 1)
    assert int(named["left_out"].sum()) == int(known.sum())


def test_case_4_the_british_force_on_cyprus_and_its_peacekeepers_are_not_added() -> None:
    shipped = open_ledger(load_settings({}).data)
    view = View(sender=("GBR",), host=("CYP",), date=date(2024, 6, 30))
    left = answers.left_out(shipped, view)
    with_un = left[left["definition"] == "deployed-with-un"]
    assert set(with_un["reason"]) == {"not-drawn"}
    assert any("UN peacekeepers among them" in note for note in panel(shipped, view).notes)


def test_the_branches_of_the_forces_are_named_in_the_panel() -> None:
    shipped = open_ledger(load_settings({}).data)
    notes = panel(shipped, View(sender=("USA",), host=("DEU",), date=date(2020, 6, 30))).notes
    (told_,) = [note for note in notes if note.startswith("Counted already")]
    assert "US Army (20,351, in US armed forces)" in told_
