"""Like-for-like change: one speaker, one definition, ends with ends; withheld is never a fall to zero."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.changes import Change, like_for_like, percent_between, speaker_family, year_before
from dashboard.domain.question import Question
from tests.figures.literal import CATALOGUE, CONTRACTORS, FLOW, PEACEKEEPERS, TROOPS, VENEZUELA, ledger, quarters

JUNE_2019 = date(2019, 6, 30)


def changes(
    rows: list[dict[str, object]], day: date, measure: object = TROOPS, known_at: date | None = None
) -> tuple[Change, ...]:
    claims = ledger(*rows).claims
    own = claims[claims["measure"] == measure.id]  # type: ignore[attr-defined]
    return like_for_like(own, Question(measure, CATALOGUE, known_at), day)  # type: ignore[arg-type]


def test_venezuela_2019_gives_two_changes_and_no_single_number() -> None:
    found = changes(list(VENEZUELA), JUNE_2019, CONTRACTORS)
    told = [change for change in found if change.kind in ("change", "trend")]
    assert [(change.kind, change.speaker) for change in told] == [
        ("change", "Wall Street Journal"), ("trend", "Rostec press service"),
    ]  # fmt: skip
    assert (told[0].low_percent, told[0].high_percent) == (pytest.approx(-97.6), pytest.approx(-94.0))
    assert told[1].phrase == "unchanged for many years"
    assert {change.target for change in found if change.kind == "denial"} == {"V1", "V2"}


def test_before_publication_the_change_is_not_known() -> None:
    assert changes(list(VENEZUELA), JUNE_2019, CONTRACTORS, date(2019, 6, 1)) == ()


def test_the_denials_of_3_june_are_not_known_on_2_june() -> None:
    kinds = [change.kind for change in changes(list(VENEZUELA), JUNE_2019, CONTRACTORS, date(2019, 6, 2))]
    assert kinds == ["change"]


def test_a_withheld_figure_is_withheld_and_never_minus_100_per_cent() -> None:
    rows = [*quarters(2016, 2016), {"source_id": "report", "definition": "counted", "kind": "withheld", "day": "2017-12-31"}]
    (change,) = changes(rows, date(2017, 12, 31))
    assert change.kind == "withheld"
    assert change.before is not None
    assert change.before.last == date(2016, 12, 31)
    assert (change.low, change.high, change.low_percent, change.high_percent) == (None, None, None, None)


def test_a_withheld_figure_with_nothing_before_is_told_as_well() -> None:
    (change,) = changes([{"kind": "withheld", "day": "2017-12-31"}], date(2018, 3, 31))
    assert (change.kind, change.before) == ("withheld", None)


def test_two_sources_give_no_change() -> None:
    rows = [{"source_id": "report", "best": 100, "day": "2018-06-30"}, {"source_id": "press", "best": 50, "day": "2019-06-30"}]
    assert changes(rows, JUNE_2019) == ()


def test_two_definitions_of_one_speaker_give_no_change() -> None:
    rows = [
        {"definition": "stated", "best": 100, "day": "2018-06-30"},
        {"definition": "counted", "best": 50, "day": "2019-06-30"},
    ]
    assert changes(rows, JUNE_2019) == ()


def test_two_publications_are_two_speakers() -> None:
    rows = [{"said_by": "Reuters", "best": 100, "day": "2018-06-30"}, {"said_by": "AFP", "best": 50, "day": "2019-06-30"}]
    assert changes(rows, JUNE_2019) == ()


def test_a_periodic_record_is_set_against_the_year_before() -> None:
    (change,) = changes(quarters(2017, 2019), JUNE_2019)
    assert change.before is not None
    assert change.before.last == date(2018, 6, 30)
    assert (change.low, change.high) == (40, 40)


def test_a_single_statement_that_still_stands_is_no_change() -> None:
    assert changes([{"best": 100, "day": "2018-06-30"}], JUNE_2019) == ()


def test_missions_are_added_up_before_they_are_compared() -> None:
    rows = [
        {"source_id": "report", "measure": "peacekeepers", "definition": "un", "actor": actor, "best": best, "day": day}
        for actor, best, day in (("A", 10, "2018-06-30"), ("B", 5, "2018-06-30"), ("A", 10, "2019-06-30"))
    ]
    (change,) = changes(rows, JUNE_2019, PEACEKEEPERS)
    assert (change.low, change.low_percent) == (-5, pytest.approx(-100 / 3))
    assert change.before is not None
    assert change.before.claim_id == ""


def test_a_bound_tells_no_size() -> None:
    rows = [{"best": 100, "day": "2018-06-30"}, {"kind": "at-most", "high": 50, "day": "2019-06-30"}]
    (change,) = changes(rows, JUNE_2019)
    assert (change.kind, change.low, change.high) == ("bound", None, None)


def test_below_zero_there_is_a_difference_and_no_percentage() -> None:
    rows = [
        {
            "source_id": "bank",
            "measure": "fdi_flow",
            "definition": "net",
            "best": best,
            "start": f"{year}-01-01",
            "end": f"{year}-12-31",
        }
        for year, best in ((2018, -5e6), (2019, 3e6))
    ]
    (change,) = changes(rows, date(2019, 12, 31), FLOW)
    assert (change.low, change.low_percent) == (8e6, None)


@pytest.mark.parametrize(
    ("said_by", "family"),
    [
        ("Wall Street Journal (a person close to the ministry)", "Wall Street Journal"),
        ("Wall Street Journal (the same person)", "Wall Street Journal"),
        ("Rostec press service", "Rostec press service"),
        ("UK Ministry of Defence, statistics (Open Government Licence)", "UK Ministry of Defence, statistics"),
        ("(unnamed)", "(unnamed)"),
        ("AFP(Paris)", "AFP(Paris)"),
    ],
)
def test_a_family_is_the_name_before_the_bracket(said_by: str, family: str) -> None:
    assert speaker_family(said_by) == family


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2019, 6, 30), date(2018, 6, 30)), (date(2020, 2, 29), date(2019, 2, 28)), (date(2021, 2, 28), date(2020, 2, 29)),
        (date(2019, 6, 2), date(2018, 6, 2)),
    ],
)  # fmt: skip
def test_a_year_before_keeps_month_ends(day: date, before: date) -> None:
    assert year_before(day) == before


ENDS = st.tuples(st.floats(0.01, 1e9), st.floats(0.01, 1e9)).map(lambda pair: (min(pair), max(pair)))


@given(ENDS, ENDS)
def test_the_interval_of_change_holds_every_pair_of_figures(before: tuple[float, float], after: tuple[float, float]) -> None:
    ends = percent_between(before, after)
    assert ends is not None
    low, high = ends
    assert low <= high
    for old in before:
        for new in after:
            assert low - 1e-6 * abs(low) <= 100 * (new / old - 1) <= high + 1e-6 * abs(high)


@given(st.floats(-1e9, 0), ENDS)
def test_from_nothing_there_is_no_percentage(low: float, after: tuple[float, float]) -> None:
    assert percent_between((low, 10.0), after) is None


def test_the_claims_that_are_given_are_not_changed() -> None:
    claims = ledger(*VENEZUELA).claims
    own = claims[claims["measure"] == "contractors"]
    before = own.copy(deep=True)
    like_for_like(own, Question(CONTRACTORS, CATALOGUE), JUNE_2019)
    pd.testing.assert_frame_equal(own, before)
