"""A list that holds everyone answers what another source withholds, or what is carried past its time; and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard.domain.catalogue import Coverage
from dashboard.domain.estimates import estimate
from dashboard.domain.full_lists import first_issue_without_pair, full_lists
from dashboard.domain.question import Question
from dashboard.domain.view import View
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger, open_ledger
from dashboard.settings import load_settings
from tests.domain.conftest import CATALOGUE, TROOPS, make_claims

ENTRY = Coverage("report", "troops", "missions", True, None, None, 30, "everyone is listed", "")
LISTED = {"source_id": "report", "definition": "missions", "actor": "UNFICYP", "host": "CYP"}
ISSUES = (
    {**LISTED, "day": "2020-06-30", "sender": "GBR", "best": 250.0},
    {**LISTED, "day": "2020-06-30", "sender": "DEU", "best": 20.0},
    {**LISTED, "day": "2020-12-31", "sender": "GBR", "best": 240.0},
)
WITHHELD = {"source_id": "press", "definition": "stated", "sender": "DEU", "host": "CYP", "kind": "withheld", "day": "2020-06-30"}


def states(*rows: dict[str, object], day: date, sender: str = "DEU", entry: Coverage = ENTRY, **asked: object) -> list[str]:
    claims = make_claims(*ISSUES, *rows)
    question = Question(TROOPS, CATALOGUE, lists=full_lists(claims, (entry,)), **asked)  # type: ignore[arg-type]
    # "stated" goes before "missions" in this measure, so that what is withheld hides the list until the list answers it.
    found = estimate(claims[(claims["sender"] == sender).to_numpy()], question, [day])
    return [f"{state} {definition}" for state, definition in zip(found["state"], found["definition"], strict=True)]


def test_a_list_without_the_pair_ends_what_another_source_withholds() -> None:
    assert states(WITHHELD, day=date(2020, 12, 30)) == ["withheld stated"]
    assert states(WITHHELD, day=date(2020, 12, 31)) == []
    assert states(WITHHELD, day=date(2024, 1, 31)) == []


def test_while_the_list_holds_the_pair_the_figure_stays_withheld() -> None:
    again = {**LISTED, "day": "2020-12-31", "sender": "DEU", "best": 20.0}
    assert states(WITHHELD, again, day=date(2021, 3, 1)) == ["withheld stated"]


def test_a_figure_of_another_source_is_carried_no_further_than_the_list_without_the_pair() -> None:
    stated = {**WITHHELD, "kind": "value", "best": 25.0, "day": "2020-07-15"}
    assert states(stated, day=date(2020, 12, 30)) == ["value stated"]
    assert states(stated, day=date(2021, 6, 30)) == []
    assert states({**stated, "day": "2020-12-31"}, day=date(2020, 12, 31)) == ["value stated"], "said of that day itself"


@pytest.mark.parametrize(
    "entry",
    [replace(ENTRY, lists_all=False), replace(ENTRY, until=date(2020, 12, 30)), replace(ENTRY, since=date(2021, 1, 1))],
    ids=["a list of some", "after its last day", "before its first day"],
)
def test_a_list_that_holds_not_everyone_on_that_day_ends_nothing(entry: Coverage) -> None:
    assert states(WITHHELD, day=date(2024, 1, 31), entry=entry) == ["withheld stated"]


def test_a_list_that_is_not_known_yet_ends_nothing() -> None:
    unknown = {"known_at": date(2020, 12, 30)}
    assert states(WITHHELD, day=date(2024, 1, 31), **unknown) == ["withheld stated"]
    assert states(WITHHELD, day=date(2024, 1, 31), known_at=date(2020, 12, 31)) == []


def test_what_the_source_of_the_list_withholds_itself_stays_withheld() -> None:
    assert states({**WITHHELD, "source_id": "report"}, day=date(2024, 1, 31)) == ["withheld stated"]


def test_the_first_issue_without_a_pair_is_found_for_each_pair() -> None:
    days = np.array(["2020-01-31", "2020-02-29", "2020-03-31"], dtype="datetime64[s]")
    listed = pd.DataFrame({"pair": [1, 1, 2, 2, 2], "last": days[[0, 2, 0, 1, 2]]})
    since = np.array(["2020-01-01", "2020-01-01", "2020-02-01", "2020-04-01"], dtype="datetime64[s]")
    found = first_issue_without_pair(np.array([1, 2, 3, 3]), since, listed, days)
    assert found.astype("datetime64[D]").astype(str).tolist() == ["2020-02-29", "NaT", "2020-02-29", "NaT"]
    elsewhere = pd.DataFrame({"pair": [3], "last": np.array(["2020-01-15"], dtype="datetime64[s]")})
    first = first_issue_without_pair(np.array([3]), since[:1], elsewhere, days)
    assert first.astype("datetime64[D]").astype(str).tolist() == ["2020-01-31"], "no issue is of that day"
    none = first_issue_without_pair(np.array([1]), since[:1], listed.head(0), days[:0])
    assert np.isnat(none).all()


@pytest.fixture(scope="module")
def shipped() -> Ledger:
    return open_ledger(load_settings({}).data)


def test_the_page_of_mali_no_longer_says_that_its_peacekeepers_are_withheld(shipped: Ledger) -> None:
    """The mission ended in December 2023; the Factbook took its rounded numbers out of its texts from then on."""
    view = View(measure="peacekeepers", host=("MLI",), date=date(2025, 7, 31))
    assert answers.pair_estimates(shipped, view).empty
    german = replace(view, sender=("DEU",), date=date(2024, 3, 31))
    assert answers.pair_estimates(shipped, german)["state"].tolist() == ["none-found"]
    factbook = replace(german, source="cia-factbook-deployments")
    assert answers.pair_estimates(shipped, factbook)["state"].tolist() == ["withheld"], "who asks one source hears that source"


def test_troops_that_the_factbook_took_out_are_still_withheld(shipped: Ledger) -> None:
    """No list holds all troops abroad, so France in Niger stays withheld after 30 December 2023."""
    view = View(measure="troops", sender=("FRA",), host=("NER",), date=date(2024, 6, 30))
    assert "withheld" in answers.pair_estimates(shipped, view)["state"].tolist()
