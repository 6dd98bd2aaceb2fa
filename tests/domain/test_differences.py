"""Change between two dates for every pair: the same answers as one pair's own list, and nothing without a comparable pair."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.differences import CHANGE_COLUMNS, CHANGE_STATES, change_estimates, total_changes
from dashboard.domain.question import Question
from tests.figures.literal import CATALOGUE, CONTRACTORS, TROOPS, VENEZUELA, ledger, quarters

THEN, NOW = date(2018, 6, 30), date(2019, 6, 30)


def between(
    rows: list[dict[str, object]], then: date = THEN, now: date = NOW, measure: object = TROOPS, known_at: date | None = None
) -> pd.DataFrame:
    claims = ledger(*rows).claims
    own = claims[claims["measure"] == measure.id]  # type: ignore[attr-defined]
    question = Question(measure, CATALOGUE, known_at)  # type: ignore[arg-type]
    days = (np.array([day], dtype="datetime64[s]") for day in (now, then))
    found = change_estimates(own, question, *days)
    assert list(found) == list(CHANGE_COLUMNS)
    assert set(found["state"]) <= set(CHANGE_STATES)
    return found


def test_venezuela_2019_has_two_changes_and_therefore_no_figure() -> None:
    (row,) = between(list(VENEZUELA), date(2018, 12, 31), NOW, CONTRACTORS).to_dict("records")
    assert row["state"] == "disputed"
    assert np.isnan([row[name] for name in ("low", "best", "high", "level")]).all()


def test_before_the_denial_was_published_the_change_stands_alone() -> None:
    (row,) = between(list(VENEZUELA), date(2018, 12, 31), NOW, CONTRACTORS, date(2019, 6, 2)).to_dict("records")
    assert (row["state"], row["low"], row["high"]) == ("value", 24 - 1000, 60 - 1000)


def test_a_withheld_figure_is_withheld_and_never_a_fall_to_zero() -> None:
    rows = [*quarters(2016, 2016), {"source_id": "report", "definition": "counted", "kind": "withheld", "day": "2017-12-31"}]
    (row,) = between(rows, date(2016, 12, 31), date(2017, 12, 31)).to_dict("records")
    assert (row["state"], row["senders"]) == ("withheld", 0)


def test_a_withheld_figure_is_not_told_by_another_count_in_its_place() -> None:
    rows = [
        *quarters(2016, 2016), {"source_id": "report", "definition": "counted", "kind": "withheld", "day": "2017-12-31"},
        {"source_id": "press", "definition": "stated", "best": 500, "day": "2016-12-31"},
        {"source_id": "press", "definition": "stated", "best": 400, "day": "2017-12-31"},
    ]  # fmt: skip
    (row,) = between(rows, date(2016, 12, 31), date(2017, 12, 31)).to_dict("records")
    assert row["state"] == "withheld"


def test_two_sources_are_no_comparable_pair() -> None:
    rows = [{"source_id": "report", "best": 100, "day": "2018-06-30"}, {"source_id": "press", "best": 50, "day": "2019-06-30"}]
    (row,) = between(rows).to_dict("records")
    assert row["state"] == "no-pair"


def test_a_figure_that_is_only_carried_is_no_news_of_the_later_day() -> None:
    (row,) = between([{"best": 100, "day": "2018-05-31"}]).to_dict("records")
    assert row["state"] == "no-pair"


def test_a_statement_that_holds_on_both_days_is_no_change() -> None:
    (row,) = between([{"best": 100, "start": "2017-01-01", "end": "2020-01-01"}]).to_dict("records")
    assert (row["state"], row["low"], row["best"], row["high"], row["before"]) == ("zero", 0, 0, 0, 100)


def test_speakers_who_point_in_opposite_directions_are_disputed() -> None:
    rows = [
        {"source_id": source, "best": best, "day": day}
        for source, figures in (("report", (100, 150)), ("press", (100, 50)))
        for best, day in zip(figures, ("2018-06-30", "2019-06-30"), strict=True)
    ]
    (row,) = between(rows).to_dict("records")
    assert row["state"] == "disputed"


def test_speakers_who_agree_on_the_direction_give_the_whole_interval() -> None:
    rows = [
        {"source_id": source, "best": best, "day": day}
        for source, figures in (("report", (100, 150)), ("press", (100, 180)))
        for best, day in zip(figures, ("2018-06-30", "2019-06-30"), strict=True)
    ]
    (row,) = between(rows).to_dict("records")
    assert (row["state"], row["low"], row["high"]) == ("value", 50, 80)


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=1, max_size=6))
def test_a_sum_of_changes_is_the_sum_of_its_senders(figures: list[tuple[int, int]]) -> None:
    senders = ("USA", "RUS", "CHN", "FRA", "GBR", "DEU")
    rows = [
        {"sender": sender, "host": "VEN", "best": best, "day": day}
        for sender, pair in zip(senders, figures, strict=False)
        for best, day in zip(pair, ("2018-06-30", "2019-06-30"), strict=True)
    ]
    (total,) = total_changes(between(rows)).to_dict("records")
    assert total["best"] == sum(later - earlier for earlier, later in figures)
    assert (total["senders"], total["left_out"]) == (len(figures), 0)


def test_senders_without_a_change_are_counted_as_left_out() -> None:
    rows = [
        {"sender": "USA", "host": "VEN", "best": 100, "day": "2018-06-30"}, {"sender": "USA", "host": "VEN", "best": 90, "day": "2019-06-30"},
        {"sender": "RUS", "host": "VEN", "best": 70, "day": "2019-06-30"},
    ]  # fmt: skip
    (total,) = total_changes(between(rows)).to_dict("records")
    assert (total["state"], total["best"], total["senders"], total["left_out"]) == ("value", -10, 1, 1)


@pytest.mark.parametrize("rule", ["preferred", "median", "lowest", "highest", "latest"])
def test_every_rule_keeps_low_best_high_in_order(rule: str) -> None:
    rows = [
        {"source_id": source, "best": best, "day": day}
        for source, figures in (("report", (100, 150)), ("press", (100, 180)), ("case", (90, 200)))
        for best, day in zip(figures, ("2018-06-30", "2019-06-30"), strict=True)
    ]
    claims = ledger(*rows).claims
    days = (np.array([day], dtype="datetime64[s]") for day in (NOW, THEN))
    row = change_estimates(claims, Question(TROOPS, CATALOGUE), *days, rule).iloc[0]  # type: ignore[arg-type]
    assert row["low"] <= row["best"] <= row["high"]


SILENT = {
    "disputed": [
        {"source_id": source, "best": best, "day": day}
        for source, figures in (("report", (100, 150)), ("press", (100, 50)))
        for best, day in zip(figures, ("2018-06-30", "2019-06-30"), strict=True)
    ],
    "no-pair": [{"best": 70, "day": "2019-06-30"}],
    "withheld": [
        {"source_id": "report", "best": 70, "day": "2018-06-30"}, {"source_id": "report", "kind": "withheld", "best": None, "day": "2019-06-30"},
    ],
}  # fmt: skip


@pytest.mark.parametrize(("first", "second"), [("disputed", "no-pair"), ("disputed", "withheld"), ("no-pair", "withheld")])
@pytest.mark.parametrize("senders", [("USA", "RUS"), ("RUS", "USA")])
def test_of_several_senders_without_a_change_the_reason_that_tells_most_is_given(
    first: str, second: str, senders: tuple[str, str]
) -> None:
    rows = [{**row, "sender": sender} for sender, reason in zip(senders, (first, second), strict=True) for row in SILENT[reason]]
    apart = between(rows)
    assert sorted(apart["state"]) == sorted((first, second))
    (total,) = total_changes(apart).to_dict("records")
    assert (total["state"], total["senders"]) == (first, 0)
    assert pd.isna(total["sender"])


@pytest.mark.parametrize(
    ("phrase", "state"), [("unchanged", "disputed"), ("unchanged since spring", "disputed"), ("growing", "value")]
)
def test_who_says_that_nothing_changed_contradicts_a_change(phrase: str, state: str) -> None:
    rows = [
        {"best": 100, "day": "2018-06-30"}, {"best": 150, "day": "2019-06-30"},
        {"source_id": "press", "kind": "trend", "phrase": phrase, "best": None, "day": "2019-05-31"},
    ]  # fmt: skip
    (row,) = between(rows).to_dict("records")
    assert row["state"] == state


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        ((150, 150), (80, 100), "disputed"), ((150, 150), (100, 120), "value"), ((50, 50), (100, 120), "disputed"),
        ((50, 50), (80, 100), "value"), ((150, 150), (100, 100), "value"), ((150, 150), (80, 120), "value"),
        ((50, 50), (80, 120), "value"), ((100, 100), (100, 100), "zero"),
    ],
)  # fmt: skip
def test_directions_are_told_by_the_whole_interval(first: tuple[int, int], second: tuple[int, int], state: str) -> None:
    """Both speak of 100 before. An interval from no change upwards is a rise; one that holds both directions contradicts nobody."""
    rows = [
        row
        for source, (low, high) in (("report", first), ("press", second))
        for row in (
            {"source_id": source, "best": 100, "day": "2018-06-30"},
            {"source_id": source, "low": low, "high": high, "day": "2019-06-30"},
        )
    ]
    (row,) = between(rows).to_dict("records")
    assert row["state"] == state
