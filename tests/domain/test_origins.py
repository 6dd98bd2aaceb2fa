"""Eight reports, two origins: repetitions add no knowledge, whichever way they are chained."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.estimates import RULES, estimate
from dashboard.domain.origins import count_origins, roots
from dashboard.domain.question import Question
from dashboard.domain.totals import total_over_senders
from dashboard.domain.view import View
from dashboard.figures.panel import panel
from tests.domain.conftest import make_claims
from tests.figures.literal import ledger

DAY = "2020-06-30"
AT = {"day": DAY}


def reports(*repeats: str | None, **shared: object) -> list[dict[str, object]]:
    """One claim a speaker, c0, c1, ...; each repeats the claim that is named."""
    return [
        {"day": DAY, "source_id": "press", "said_by": f"paper {number}", "best": 100.0, "derived_from": repeated, **shared}
        for number, repeated in enumerate(repeats)
    ]


EIGHT = (None, "c0", "c1", "c0", "c2", None, "c5", "c0")


def counted(question: Question, rows: list[dict[str, object]], rule: str = "preferred") -> tuple[int, int]:
    (row,) = estimate(make_claims(*rows), question, [date(2020, 6, 30)], rule).to_dict("records")  # type: ignore[arg-type]
    return row["claims"], row["origins"]


@pytest.mark.parametrize("rule", RULES)
def test_eight_reports_of_two_origins(troops: Question, rule: str) -> None:
    assert counted(troops, reports(*EIGHT), rule) == (8, 2)


def test_reports_of_an_origin_that_is_not_asked_for_are_one_origin_and_not_none(troops: Question) -> None:
    assert counted(troops, reports("elsewhere", "elsewhere", "c0")) == (3, 1)


def test_reports_that_repeat_each_other_in_a_circle_are_one_origin(troops: Question) -> None:
    assert counted(troops, reports("c2", "c0", "c1")) == (3, 1)


def test_a_report_of_what_a_source_said_before_has_that_source_as_its_origin(troops: Question) -> None:
    rows = [
        {"day": "2019-06-30", "best": 100.0}, {**AT, "best": 90.0},
        {"start": "2019-01-01", "end": "2020-12-31", "source_id": "press", "best": 100.0, "derived_from": "c0"},
    ]  # fmt: skip
    assert counted(troops, rows) == (2, 1)


def test_missions_of_one_list_are_one_origin_each(troops: Question) -> None:
    rows = [{"day": DAY, "definition": "missions", "actor": name, "best": 5.0} for name in ("UNFICYP", "UNIFIL")]
    assert counted(troops, [*rows, {**rows[0], "actor": "MINUSMA", "derived_from": "c0"}]) == (3, 2)


def test_a_sum_over_senders_counts_the_origins_of_each(troops: Question) -> None:
    rows = [*reports(None, "c0"), *({**row, "sender": "GBR"} for row in reports(None, "c2"))]
    total = total_over_senders(estimate(make_claims(*rows), troops, [date(2020, 6, 30)]))
    assert total[["claims", "origins", "senders"]].to_numpy().tolist() == [[4, 2, 2]]


@given(st.lists(st.none() | st.integers(0, 9), min_size=1, max_size=10))
def test_origins_are_between_one_and_the_number_of_claims(repeats: list[int | None]) -> None:
    claims = make_claims(*reports(*(f"c{n}" if n is not None else None for n in repeats)))
    found = count_origins(claims)
    assert 1 <= found <= len(claims)
    assert found >= sum(n is None for n in repeats) or None not in repeats
    shuffled = claims.iloc[::-1].reset_index(drop=True)
    assert count_origins(shuffled) == found


def test_without_repetitions_every_claim_is_its_own_origin() -> None:
    assert roots(make_claims(*reports(None, None))).tolist() == [0, 1]
    assert count_origins(make_claims(*reports(None)).head(0)) == 0


def test_the_panel_says_eight_claims_and_two_origins() -> None:
    rows = [{**row, "definition": "stated", "claim_id": f"c{n}"} for n, row in enumerate(reports(*EIGHT))]
    content = panel(ledger(*rows), View(sender=("RUS",), host=("VEN",), date=date(2020, 6, 30)))
    assert [chip.text for chip in content.chips[:2]] == ["8 claims", "2 origins"]
    assert sum(entry.derived for entry in content.claims) == 6


def test_categories_do_not_hide_a_repetition() -> None:
    claims = make_claims(*reports(*EIGHT))
    assert isinstance(claims["derived_from"].dtype, pd.CategoricalDtype)
    assert count_origins(claims[claims["said_by"] != "paper 0"]) == 2
