"""Small literal claims, each chosen for one rule of the estimates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from dashboard.domain.catalogue import Actor, Carry, Catalogue, Definition, Measure, Source
from dashboard.domain.claim import conform
from dashboard.domain.question import Question

Claims = Callable[..., pd.DataFrame]


def source(source_id: str, *carry: Carry) -> Source:
    return Source(
        id=source_id,
        title=source_id,
        publisher="",
        url="https://example.org",
        licence="CC0",
        licence_note="",
        redistributable=True,
        citation="",
        retrieved="",
        coverage="",
        carry=carry,
    )


TROOPS = Measure(
    id="troops",
    title="Troops",
    phrase="troops",
    unit="persons",
    kind="stock",
    domain="military",
    tolerance_days=730,
    clock="quarter",
    definitions=(
        Definition("counted", "Counted", ""),
        Definition("stated", "Stated", ""),
        Definition("missions", "Missions", "", additive="actor"),
        Definition("planned", "Planned", "", drawn=False),
        Definition("old-books", "Old books", "", valid_to=date(2012, 12, 31)),
    ),
    sources=("report", "press:Reuters", "press"),
    breaks=(10, 50, 100, 500, 1000),
    text="",
)
AID = Measure(
    id="aid",
    title="Aid",
    phrase="aid",
    unit="USD",
    kind="flow",
    domain="economic",
    tolerance_days=0,
    clock="year",
    definitions=(Definition("paid", "Paid", ""),),
    sources=("report",),
    breaks=(1, 2, 3, 4, 5),
    text="",
)
CATALOGUE = Catalogue(
    measures={"troops": TROOPS, "aid": AID},
    sources={"report": source("report", Carry(89)), "press": source("press"), "other": source("other")},
    actors={"All": Actor("All", "All"), "Army": Actor("Army", "Army", part_of="All")},
)


@pytest.fixture
def troops() -> Question:
    return Question(TROOPS, CATALOGUE)


@pytest.fixture
def aid() -> Question:
    return Question(AID, CATALOGUE)


def make_claims(*rows: dict[str, object]) -> pd.DataFrame:
    """Claims with the registry's columns; a stock on ``day`` unless start and end are given."""
    base = {
        "source_id": "report",
        "measure": "troops",
        "definition": "counted",
        "sender": "USA",
        "host": "DEU",
        "kind": "value",
        "precision": "day",
    }
    filled = [
        {"claim_id": f"c{number}", **base, "start": row.get("day"), "end": row.get("day"), **row}
        for number, row in enumerate(rows)
    ]
    return conform(pd.DataFrame([{k: v for k, v in row.items() if k != "day"} for row in filled]))


@pytest.fixture
def claims() -> Claims:
    return make_claims
