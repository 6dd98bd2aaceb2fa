"""Two sources are compared only where they speak of the same thing, and every number of the comparison is told."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from dashboard.ledger.quality import agreements, compare_sources, contradictions, quality_table
from dashboard.ledger.store import Ledger, open_ledger
from dashboard.settings import load_settings
from tests.domain.conftest import CATALOGUE, make_claims


@pytest.fixture(scope="module")
def shipped() -> Ledger:
    return open_ledger(load_settings().data)


def test_two_sources_on_the_same_pair_and_time_are_compared() -> None:
    rows = make_claims(
        {"day": "2020-06-30", "best": 5000},
        {"day": "2020-09-30", "best": 1000, "source_id": "press", "definition": "stated"},
        {"day": "2020-01-31", "best": 1, "source_id": "press", "definition": "stated"},
    )
    compared = compare_sources(rows, CATALOGUE)
    assert compared[["source_a", "best_a", "source_b", "best_b", "factor"]].to_numpy().tolist() == [
        ["press", 1000, "report", 5000, 5.0]
    ]
    wide = contradictions(compared, CATALOGUE)
    assert wide["factor"].tolist() == [5.0]


@pytest.mark.parametrize(
    "other",
    [
        {"day": "2020-06-30", "best": 10, "source_id": "press", "host": "SYR"},
        {"day": "2021-06-30", "best": 10, "source_id": "press"},
        {"day": "2020-12-31", "best": 10, "source_id": "press"},
        {"day": "2020-06-30", "best": 0, "source_id": "press"},
        {"day": "2020-06-30", "kind": "withheld", "source_id": "press"},
        {"day": "2020-06-30", "best": 10, "source_id": "press", "actor": "Army"},
        {"day": "2020-06-30", "best": 10, "source_id": "press", "definition": "missions"},
        {"day": "2020-06-30", "best": 10, "source_id": "press", "definition": "planned"},
        {"day": "2020-06-30", "best": 10},
    ],
    ids=["host", "year", "half-a-year", "zero", "withheld", "branch", "mission", "plan", "same-source"],
)
def test_what_is_not_the_same_thing_is_not_compared(other: dict[str, object]) -> None:
    assert compare_sources(make_claims({"day": "2020-06-30", "best": 5000}, other), CATALOGUE).empty


def test_small_differences_and_small_numbers_are_no_contradictions() -> None:
    rows = make_claims(
        {"day": "2020-06-30", "best": 100},
        {"day": "2020-06-30", "best": 5, "source_id": "press"},
        {"day": "2020-06-30", "best": 10_000, "host": "SYR"},
        {"day": "2020-06-30", "best": 20_000, "host": "SYR", "source_id": "press"},
    )
    compared = compare_sources(rows, CATALOGUE)
    assert len(compared) == 2
    assert contradictions(compared, CATALOGUE).empty


def test_agreement_counts_tenths_and_thirds() -> None:
    hosts = ("DEU", "FRA", "ITA", "SYR")
    figures = (100, 105, 200, 1000)
    rows = make_claims(
        *({"day": "2020-06-30", "best": 100, "host": host} for host in hosts),
        *(
            {"day": "2020-06-30", "best": best, "host": host, "source_id": "press"}
            for host, best in zip(hosts, figures, strict=True)
        ),
    )
    (row,) = agreements(compare_sources(rows, CATALOGUE)).to_dict("records")
    assert (row["compared"], row["agree"], row["far_apart"], row["widest_factor"]) == (4, 0.5, 0.25, 10.0)


def test_two_points_say_nothing_about_two_sources() -> None:
    rows = make_claims({"day": "2020-06-30", "best": 100}, {"day": "2020-06-30", "best": 100, "source_id": "press"})
    assert agreements(compare_sources(rows, CATALOGUE)).empty


def test_every_shipped_source_has_its_line(shipped: Ledger) -> None:
    table = quality_table(shipped.report, date(2026, 1, 1)).set_index("source_id")
    assert table["claims"].sum() == len(shipped.claims)
    assert table.loc["unctad-bilateral-fdi", "age_days"] == (pd.Timestamp("2026-01-01") - pd.Timestamp("2012-12-31")).days
    assert table.loc["oecd-fdi-partner", "compared"] > 1000
    assert table["agree"].dropna().between(0, 1).all()
