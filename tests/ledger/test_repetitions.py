"""A fact that names another source as its speaker, and gives its figure, is no second origin."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from dashboard.domain.view import View
from dashboard.ledger.answers import pair_estimates
from dashboard.ledger.repetitions import link_repetitions
from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings
from tests.domain.conftest import make_claims

YEAR = {"start": "2020-01-01", "end": "2020-12-31", "definition": "stated"}
FACTBOOK = {**YEAR, "source_id": "cia-factbook-deployments"}
FACT = {**YEAR, "source_id": "curated", "said_by": 'CIA World Factbook, "Military deployments"', "start": "2019-06-01"}


def linked(*rows: dict[str, object]) -> list[object]:
    found = link_repetitions(make_claims(*rows))["derived_from"].astype("object")
    return found.where(found.notna(), None).tolist()


def test_a_repetition_goes_back_to_the_first_publication_of_its_figure() -> None:
    rows = ({**FACTBOOK, "best": 1000.0, "published": day} for day in ("2021-05-01", "2020-11-24", "2022-01-01"))
    assert linked(*rows, {**FACT, "best": 1000.0}) == [None, None, None, "c1"]


def test_two_ends_that_are_the_same_are_the_same_figure() -> None:
    assert linked({**FACTBOOK, "low": 3000.0, "high": 5000.0}, {**FACT, "low": 3000.0, "best": 4000.0, "high": 5000.0}) == [
        None,
        "c0",
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"best": 999.0}, {"host": "SYR"}, {"sender": "GBR"}, {"definition": "counted"}, {"said_by": "Reuters"}, {"said_by": None},
        {"start": "2021-01-01", "end": "2021-12-31"}, {"said_by": "not the CIA World Factbook"},
    ],
)  # fmt: skip
def test_anything_else_is_an_origin_of_its_own(other: dict[str, object]) -> None:
    assert linked({**FACTBOOK, "best": 1000.0}, {**FACT, "best": 1000.0, **other}) == [None, None]


def test_what_is_marked_already_stays_and_nothing_else_changes() -> None:
    claims = make_claims({**FACTBOOK, "best": 1000.0}, {**FACT, "best": 1000.0, "derived_from": "other"})
    found = link_repetitions(claims)
    assert found["derived_from"].tolist()[1] == "other"
    pd.testing.assert_frame_equal(found.drop(columns="derived_from"), claims.drop(columns="derived_from"))


def test_the_greek_force_on_cyprus_is_told_twice_and_known_once() -> None:
    shipped = open_ledger(load_settings({}).data)
    (row,) = pair_estimates(shipped, View(sender=("GRC",), host=("CYP",), date=date(2024, 6, 30))).to_dict("records")
    assert (row["claims"], row["origins"]) == (2, 1)
    repeated = shipped.claims[shipped.claims["derived_from"].notna()]
    assert 20 <= len(repeated) <= 60
    assert set(repeated["derived_from"]) <= set(shipped.claims["claim_id"])
