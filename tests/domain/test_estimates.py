"""What an estimate promises: the rules, the four kinds of nothing, the two clocks, and the order of its ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.domain.estimates import ESTIMATE_COLUMNS, RULES, Rule, estimate
from dashboard.domain.question import Question
from dashboard.domain.totals import total_over_hosts, total_over_senders
from tests.domain.conftest import CATALOGUE, TROOPS, Claims, make_claims


def at(claims: pd.DataFrame, question: Question, day: str, rule: Rule = "preferred") -> pd.DataFrame:
    return estimate(claims, question, np.array([day], dtype="datetime64[s]"), rule)


def test_a_stock_stands_for_its_tolerance_and_never_before(claims: Claims, troops: Question) -> None:
    stated = claims({"day": "2020-01-01", "best": 5, "definition": "stated", "source_id": "other"})
    assert at(stated, troops, "2019-12-31").empty
    carried = at(stated, troops, "2021-12-31")
    assert carried.loc[0, "best"] == 5
    assert carried.loc[0, "stale_days"] == 730
    assert carried.loc[0, "newest"] == pd.Timestamp("2020-01-01")
    assert at(stated, troops, "2022-01-01").empty


def test_a_source_may_carry_shorter_than_its_measure(claims: Claims, troops: Question) -> None:
    quarterly = claims({"day": "2022-09-30", "best": 5}, {"day": "2023-09-30", "best": 6})
    assert at(quarterly, troops, "2022-12-28").loc[0, "best"] == 5
    assert at(quarterly, troops, "2022-12-31").empty


def test_a_flow_stands_in_its_own_period_only(claims: Claims, aid: Question) -> None:
    paid = claims({"measure": "aid", "definition": "paid", "best": 7, "start": "2020-01-01", "end": "2020-12-31"})
    assert at(paid, aid, "2020-01-01").loc[0, "best"] == 7
    assert at(paid, aid, "2020-12-31").loc[0, "best"] == 7
    assert at(paid, aid, "2021-01-01").empty


def test_a_fiscal_year_answers_for_the_year_that_most_of_it_lies_in(claims: Claims, aid: Question) -> None:
    def fiscal(start: str, end: str, best: int) -> dict[str, object]:
        return {"measure": "aid", "definition": "paid", "best": best, "start": start, "end": end}

    rows = claims(
        fiscal("1974-07-01", "1975-06-30", 1), fiscal("2014-10-01", "2015-09-30", 2), fiscal("2015-10-01", "2016-09-30", 3)
    )
    asked = estimate(rows, aid, np.array(["1975-12-31", "2015-01-01", "2015-12-31", "2016-12-31"], dtype="datetime64[s]"))
    assert asked["best"].tolist() == [1, 2, 2, 3]
    assert asked["date"].dt.strftime("%Y-%m-%d").tolist() == ["1975-12-31", "2015-01-01", "2015-12-31", "2016-12-31"]
    assert asked["newest"].dt.strftime("%Y-%m-%d").tolist() == ["1975-06-30", "2015-06-30", "2015-09-30", "2016-09-30"]
    assert (asked["stale_days"] == 0).all()
    assert at(rows, aid, "2014-12-31").empty


def test_the_newest_statement_of_a_series_stands_and_an_older_one_returns_when_it_ends(claims: Claims, troops: Question) -> None:
    rows = claims(
        {"start": "1976-01-01", "end": "1989-12-31", "best": 35, "definition": "stated", "source_id": "other"},
        {"day": "1977-11-30", "best": 19, "definition": "stated", "source_id": "other"},
    )
    assert at(rows, troops, "1977-06-30").loc[0, "best"] == 35
    assert at(rows, troops, "1978-12-31").loc[0, "best"] == 19
    assert at(rows, troops, "1985-12-31").loc[0, "best"] == 35


def test_withheld_stands_until_the_source_speaks_again_and_is_never_zero(claims: Claims, troops: Question) -> None:
    rows = claims(
        {"day": "2017-09-30", "best": 1547}, {"day": "2017-12-31", "kind": "withheld"}, {"day": "2021-12-31", "best": 1}
    )
    silent = at(rows, troops, "2020-06-30")
    assert silent.loc[0, "state"] == "withheld"
    assert silent[["low", "best", "high", "level"]].isna().all(axis=None)
    assert at(rows, troops, "2021-12-31").loc[0, "best"] == 1


def test_a_count_of_people_is_not_carried_past_the_day_on_which_nobody_is_left(claims: Claims, troops: Question) -> None:
    force = {"start": "2014-08-01", "end": "2022-08-15", "best": 2400, "definition": "stated", "source_id": "press"}
    contingent = {"start": "2022-01-01", "end": "2022-02-28", "best": 300, "definition": "stated", "source_id": "other"}
    gone = {"day": "2022-08-15", "best": 0, "definition": "stated", "source_id": "press"}
    rows = claims(force, contingent, gone)
    before, after = at(rows, troops, "2022-08-14", "median"), at(rows, troops, "2022-12-31", "median")
    assert before.loc[0, ["low", "high"]].tolist() == [300, 2400]
    assert after.loc[0, ["state", "low", "best", "high"]].tolist() == ["zero", 0, 0, 0]
    assert at(claims(force, contingent), troops, "2022-12-31").loc[0, ["low", "high"]].tolist() == [300, 2400]


def test_what_a_source_states_for_that_day_or_withholds_stands_beside_the_zero(claims: Claims, troops: Question) -> None:
    gone = {"day": "2020-06-30", "best": 0, "definition": "stated", "source_id": "press"}
    year = {"start": "2020-01-01", "end": "2020-12-31", "best": 9, "definition": "stated", "source_id": "other"}
    assert at(claims(year, gone), troops, "2020-09-30").loc[0, ["low", "high"]].tolist() == [0, 9]
    silent = {"day": "2019-12-31", "kind": "withheld", "definition": "stated", "source_id": "other"}
    assert at(claims(silent, gone), troops, "2022-12-31").loc[0, "state"] == "withheld"
    elsewhere = {"day": "2020-01-01", "best": 4, "definition": "stated", "source_id": "other", "host": "MLI"}
    assert at(claims(elsewhere, gone), troops, "2020-09-30")["best"].tolist() == [0, 4]


def test_a_gap_in_the_record_is_not_filled_under_another_definition(claims: Claims, troops: Question) -> None:
    rows = claims(
        {"day": "2022-09-30", "best": 100},
        {"day": "2023-09-30", "best": 110},
        {"start": "2022-01-01", "end": "2022-12-31", "best": 90, "definition": "stated", "source_id": "other"},
    )
    assert at(rows, troops, "2022-12-31").empty
    assert at(rows, troops, "2022-03-31").loc[0, "definition"] == "stated"


def test_a_definition_that_no_rule_draws_on_needs_to_be_named(claims: Claims, troops: Question) -> None:
    planned = claims({"day": "2020-01-01", "best": 5000, "definition": "planned"})
    assert at(planned, troops, "2020-01-01").empty
    assert at(planned, replace(troops, definition="planned"), "2020-01-01").loc[0, "best"] == 5000


def test_a_series_break_keeps_later_claims_of_the_old_books_out(claims: Claims, troops: Question) -> None:
    rows = claims(
        {"day": "2012-12-31", "best": 5, "definition": "old-books"}, {"day": "2013-06-30", "best": 9, "definition": "old-books"}
    )
    assert at(rows, troops, "2012-12-31").loc[0, "best"] == 5
    assert at(rows, troops, "2013-06-30").empty


def test_parts_that_another_actor_counts_are_never_added(claims: Claims, troops: Question) -> None:
    rows = claims({"day": "2020-01-01", "best": 100, "actor": "All"}, {"day": "2020-01-01", "best": 60, "actor": "Army"})
    assert at(rows, troops, "2020-01-01").loc[0, "best"] == 100


def test_missions_of_one_source_add_up_and_keep_their_ends(claims: Claims, troops: Question) -> None:
    rows = claims(
        {"day": "2020-01-01", "best": 10, "actor": "A", "definition": "missions"},
        {"day": "2020-01-01", "best": 20, "low": 15, "high": 30, "actor": "B", "definition": "missions"},
    )
    row = at(rows, troops, "2020-01-01").loc[0]
    assert (row["low"], row["best"], row["high"], row["claims"]) == (25, 30, 40, 2)


def test_an_upper_bound_is_no_figure(claims: Claims, troops: Question) -> None:
    row = at(claims({"day": "2019-01-31", "kind": "at-most", "high": 400}), troops, "2019-01-31").loc[0]
    assert row["state"] == "bound"
    assert row["high"] == 400
    assert row[["low", "best", "level"]].isna().all()


def test_an_interval_without_a_figure_has_no_best(claims: Claims, troops: Question) -> None:
    rows = claims({"day": "2019-06-01", "low": 24, "high": 60, "phrase": "just a few dozen"})
    row = at(rows, troops, "2019-06-01").loc[0]
    assert (row["state"], row["low"], row["high"], row["level"]) == ("value", 24, 60, 42)
    assert pd.isna(row["best"])


@pytest.mark.parametrize(
    ("rule", "best"), [("preferred", 300), ("median", 200), ("lowest", 100), ("highest", 300), ("latest", 200)]
)
def test_each_rule_makes_its_figure_of_three_sources(claims: Claims, troops: Question, rule: Rule, best: float) -> None:
    rows = claims(
        {"day": "2020-01-01", "best": 100, "source_id": "press"},
        {"day": "2020-02-15", "best": 200, "source_id": "other"},
        {"day": "2020-02-01", "best": 300, "source_id": "press", "said_by": "Reuters"},
    )
    row = at(rows, troops, "2020-03-01", rule).loc[0]
    assert (row["low"], row["best"], row["high"], row["claims"], row["origins"]) == (100, best, 300, 3, 3)


def test_of_two_speakers_of_one_source_the_one_about_the_latest_time_counts(claims: Claims, troops: Question) -> None:
    """Whatever their names: a newspaper is no more to be preferred because it stands first in the alphabet."""
    for first, second in (("AFP", "NATO"), ("NATO", "AFP")):
        rows = claims(
            {"day": "2019-10-01", "best": 1, "source_id": "press", "said_by": first},
            {"day": "2020-11-01", "best": 924, "source_id": "press", "said_by": second},
        )
        row = at(rows, troops, "2021-09-30").loc[0]
        assert (row["low"], row["best"], row["high"], row["newest"]) == (1, 924, 924, pd.Timestamp("2020-11-01"))
        assert at(rows, troops, "2020-10-31").loc[0, "best"] == 1


def test_a_reprint_is_a_claim_but_no_origin(claims: Claims, troops: Question) -> None:
    rows = claims(
        {"day": "2020-01-01", "best": 100, "source_id": "press"},
        {"day": "2020-01-01", "best": 100, "source_id": "other", "derived_from": "c0"},
    )
    row = at(rows, troops, "2020-01-01").loc[0]
    assert (row["claims"], row["origins"]) == (2, 1)


def test_as_known_at_an_earlier_date_later_statements_do_not_exist(claims: Claims, troops: Question) -> None:
    rows = claims(
        {"day": "2017-09-30", "best": 1720, "published": "2017-11-17", "withdrawn": "2018-04-01"},
        {"day": "2017-09-30", "best": 1547, "published": "2020-11-23"},
        {"day": "2017-12-31", "kind": "withheld", "published": "2018-04-30"},
    )
    known = replace(troops, known_at=date(2017, 12, 1))
    assert at(rows, known, "2017-09-30").loc[0, "best"] == 1720
    assert at(rows, replace(troops, known_at=date(2018, 4, 15)), "2017-09-30").empty
    assert at(rows, replace(troops, known_at=date(2018, 6, 1)), "2018-06-01").loc[0, "state"] == "withheld"
    assert at(rows, troops, "2017-09-30").loc[0, "best"] == 1547


def test_a_sum_refuses_to_add_across_definitions_and_counts_what_it_left_out(claims: Claims, troops: Question) -> None:
    rows = claims(
        {"day": "2020-01-01", "best": 100},
        {"day": "2020-01-01", "best": 7, "sender": "FRA", "definition": "stated"},
        {"day": "2020-01-01", "best": 8, "sender": "GBR", "definition": "stated"},
        {"day": "2020-01-01", "kind": "withheld", "sender": "RUS", "definition": "stated"},
    )
    total = total_over_senders(at(rows, troops, "2020-01-01")).loc[0]
    assert (total["definition"], total["best"], total["senders"], total["left_out"]) == ("counted", 100, 1, 3)


def test_a_sum_of_withheld_senders_is_withheld(claims: Claims, troops: Question) -> None:
    rows = claims({"day": "2020-01-01", "kind": "withheld"}, {"day": "2020-01-01", "kind": "withheld", "sender": "GBR"})
    total = total_over_senders(at(rows, troops, "2020-01-01")).loc[0]
    assert total["state"] == "withheld"
    assert pd.isna(total["best"])


def test_a_sum_with_an_interval_has_ends_and_no_figure(claims: Claims, troops: Question) -> None:
    rows = claims({"day": "2020-01-01", "best": 100}, {"day": "2020-01-01", "low": 24, "high": 60, "sender": "GBR"})
    total = total_over_senders(at(rows, troops, "2020-01-01")).loc[0]
    assert (total["low"], total["high"], total["level"]) == (124, 160, 142)
    assert pd.isna(total["best"])


DAYS = st.dates(date(2015, 1, 1), date(2022, 12, 31)).map(str)
FIGURES = st.integers(0, 5000)


@st.composite
def one_claim(draw: st.DrawFn) -> dict[str, object]:
    numbers = sorted(draw(st.tuples(FIGURES, FIGURES, FIGURES)))
    kind = draw(st.sampled_from(["value", "value", "value", "interval", "at-most", "withheld", "none-found"]))
    shapes: dict[str, dict[str, object]] = {
        "value": {"kind": "value", "best": numbers[1]},
        "interval": {"kind": "value", "low": numbers[0], "high": numbers[2]},
        "at-most": {"kind": "at-most", "high": numbers[2]},
        "withheld": {"kind": "withheld"},
        "none-found": {"kind": "none-found"},
    }
    row = {
        "day": draw(DAYS),
        "sender": draw(st.sampled_from(["USA", "RUS"])),
        "host": draw(st.sampled_from(["DEU", "SYR"])),
        "source_id": draw(st.sampled_from(["report", "press", "other"])),
        "actor": draw(st.sampled_from(["", "A", "B"])),
        "definition": draw(st.sampled_from(["counted", "stated", "missions"])),
    }
    published = draw(st.none() | DAYS)
    return {**row, **shapes[kind], "published": max(published, str(row["day"])) if published else None}


LEDGERS = st.lists(one_claim(), min_size=1, max_size=14).map(lambda rows: make_claims(*rows))
GRID = np.arange("2015-03-31", "2024-01-01", 91, dtype="datetime64[D]").astype("datetime64[s]")


@settings(max_examples=25, deadline=None)
@given(LEDGERS, st.sampled_from(RULES))
def test_ends_keep_their_order_under_every_rule_and_sum(rows: pd.DataFrame, rule: Rule) -> None:
    pairs = estimate(rows, Question(TROOPS, CATALOGUE), GRID, rule)
    for frame in (pairs, total_over_senders(pairs), total_over_hosts(pairs)):
        assert list(frame.columns) == list(ESTIMATE_COLUMNS)
        for left, right in (("low", "best"), ("best", "high"), ("low", "level"), ("level", "high")):
            both = frame[left].notna() & frame[right].notna()
            assert (frame.loc[both, left] <= frame.loc[both, right]).all()


@settings(max_examples=25, deadline=None)
@given(LEDGERS, st.sampled_from(RULES))
def test_silence_never_becomes_a_number(rows: pd.DataFrame, rule: Rule) -> None:
    pairs = estimate(rows, Question(TROOPS, CATALOGUE), GRID, rule)
    for frame in (pairs, total_over_senders(pairs)):
        silent = frame[frame["state"].isin(["withheld", "none-found"])]
        assert silent[["low", "best", "high", "level"]].isna().all(axis=None)
        zero = frame[frame["state"] == "zero"]
        assert (zero["high"] == 0).all()


@settings(max_examples=15, deadline=None)
@given(LEDGERS, LEDGERS, st.sampled_from(RULES))
def test_a_later_import_never_changes_an_earlier_answer(rows: pd.DataFrame, more: pd.DataFrame, rule: Rule) -> None:
    known_at = date(2019, 6, 30)
    question = Question(TROOPS, CATALOGUE, known_at=known_at)
    later = more.assign(published=pd.Timestamp("2019-07-01"), claim_id="later-" + more["claim_id"])
    both = pd.concat([rows, later.assign(published=later["published"].astype("datetime64[s]"))], ignore_index=True)
    before = estimate(rows, question, GRID, rule)
    after = estimate(
        both.astype(rows.dtypes.where(rows.dtypes.astype("str") != "category", "category").to_dict()), question, GRID, rule
    )
    columns = ["host", "sender", "definition", "date", "state", "low", "best", "high", "claim_id"]
    pd.testing.assert_frame_equal(
        before[columns].astype({"host": "str", "sender": "str", "definition": "str"}),
        after[columns].astype({"host": "str", "sender": "str", "definition": "str"}),
    )


@settings(max_examples=12, deadline=None)
@given(LEDGERS, st.sampled_from(RULES))
def test_one_day_and_many_days_give_the_same_answer(rows: pd.DataFrame, rule: Rule) -> None:
    question = Question(TROOPS, CATALOGUE)
    many = estimate(rows, question, GRID, rule)
    for day in GRID[::9]:
        one = estimate(rows, question, np.array([day]), rule)
        same = many[many["date"] == day].reset_index(drop=True)
        pd.testing.assert_frame_equal(one, same, check_dtype=False)


def test_a_silence_longer_than_the_tolerance_ends_a_record(claims: Claims, troops: Question) -> None:
    rows = claims(
        {"day": "2002-09-30", "best": 60},
        {"day": "2008-09-30", "best": 180},
        {"start": "2005-01-01", "end": "2005-12-31", "best": 150_000, "definition": "stated", "source_id": "other"},
    )
    assert at(rows, troops, "2002-10-31").loc[0, "definition"] == "counted"
    taken_over = at(rows, troops, "2005-06-30").loc[0]
    assert (taken_over["definition"], taken_over["best"]) == ("stated", 150_000)
    assert at(rows, troops, "2008-10-31").loc[0, "definition"] == "counted"


def test_lines_of_one_place_in_one_report_add_up(claims: Claims, troops: Question) -> None:
    measure = replace(TROOPS, definitions=(replace(TROOPS.definitions[0], additive="site"), *TROOPS.definitions[1:]))
    rows = claims({"day": "1957-09-30", "best": 1987}, {"day": "1957-09-30", "best": 3948, "site": "Azores"})
    assert at(rows, replace(troops, measure=measure), "1957-09-30").loc[0, "best"] == 5935
