"""A ledger small enough to read: a few measures, places and claims, each chosen for one rule of the pictures."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dashboard.domain.catalogue import Actor, Carry, Catalogue, Definition, Measure, Source
from dashboard.domain.claim import conform
from dashboard.domain.places import Place, Places
from dashboard.ledger.store import Ledger


def source(source_id: str, title: str, *carry: Carry, licence: str = "CC0") -> Source:
    return Source(
        id=source_id, title=title, publisher=f"Publisher of {title}", url="https://example.org", licence=licence,
        licence_note="", redistributable=True, citation=f"{title}, cited.", retrieved="2026", coverage="", carry=carry,
    )  # fmt: skip


TROOPS = Measure(
    id="troops", title="Military personnel", phrase="troops", unit="persons", kind="stock", domain="military",
    tolerance_days=730, clock="quarter",
    definitions=(
        Definition("counted", "Active duty", "Counted."), Definition("stated", "Troops present", "Stated."),
        Definition("planned", "Planned strength", "Planned.", drawn=False),
    ),
    sources=("report", "press"), breaks=(100, 500, 2000, 5000, 10000), text="",
)  # fmt: skip
CONTRACTORS = Measure(
    id="contractors", title="Contractors", phrase="contractors", unit="persons", kind="stock", domain="military",
    tolerance_days=730, clock="quarter",
    definitions=(Definition("staff", "Rostec staff", ""), Definition("private", "Private contractors", "")),
    sources=("press",), breaks=(100, 500, 2000, 5000, 10000), text="",
)  # fmt: skip
PEACEKEEPERS = Measure(
    id="peacekeepers", title="UN peacekeepers", phrase="UN peacekeepers", unit="persons", kind="stock",
    domain="military", tolerance_days=92, clock="month",
    definitions=(Definition("un", "Personnel of a mission", "", additive="actor"),),
    sources=("report",), breaks=(10, 50, 200, 1000, 5000), text="",
)  # fmt: skip
DEBT = Measure(
    id="debt_stock", title="Public debt owed", phrase="public debt owed", unit="USD", kind="stock", domain="economic",
    tolerance_days=365, clock="year",
    definitions=(Definition("official", "Owed to the government", ""), Definition("banks", "Owed to banks", "")),
    sources=("bank",), breaks=(1e7, 1e8, 5e8, 2e9, 1e10), text="",
)  # fmt: skip
FLOW = Measure(
    id="fdi_flow", title="Direct investment flow", phrase="direct investment flows", unit="USD", kind="flow",
    domain="economic", tolerance_days=0, clock="year", definitions=(Definition("net", "Net flow", ""),),
    sources=("bank:home", "bank:host"), breaks=(0, 1e7, 1e8, 1e9, 1e10), text="",
)  # fmt: skip
EVENTS = Measure(
    id="events", title="Events", phrase="events", unit="events", kind="flow", domain="military", tolerance_days=0,
    clock="month", definitions=(Definition("visit", "Visit", ""),), sources=("press",), breaks=(2, 3, 5, 10, 20), text="",
)  # fmt: skip
MEASURES = (TROOPS, CONTRACTORS, PEACEKEEPERS, DEBT, FLOW, EVENTS)
CATALOGUE = Catalogue(
    measures={measure.id: measure for measure in MEASURES},
    sources={
        "report": source("report", "Quarterly report", Carry(89), licence="Public domain"),
        "press": source("press", "Statements"), "bank": source("bank", "Debt tables: by creditor", licence="CC BY 4.0"),
    },
    actors={"Forces": Actor("Forces", "Forces"), "Army": Actor("Army", "Army", part_of="Forces")},
)  # fmt: skip


def place(place_id: str, name: str, adjective: str = "", article: str = "", **other: object) -> Place:
    fields: dict[str, object] = {
        "iso2": "", "cow": (), "gw": (), "un_m49": "", "valid_from": None, "valid_to": None, "successors": (),
        "owner_de_facto": "", "owner_note": "", "lon": 10.0, "lat": 20.0, "km2": 1000.0, "small": False, "region": "",
        "note": "", "kind": "state",
    }  # fmt: skip
    return Place(id=place_id, name=name, adjective=adjective, article=article, **{**fields, **other})  # type: ignore[arg-type]


PLACES = Places.from_rows(
    [
        place("USA", "United States", "American", "the"), place("RUS", "Russia", "Russian"), place("CHN", "China", "Chinese"),
        place("SCG", "Serbia and Montenegro", "of Serbia and Montenegro", kind="former", km2=None),
        place("X-SEA", "afloat", kind="collective", lon=None, lat=None, km2=None), place("VEN", "Venezuela", "Venezuelan"),
        place("SYR", "Syria", "Syrian"), place("DEU", "Germany", "German"), place("IRQ", "Iraq", "Iraqi"),
        place("BHR", "Bahrain", "Bahraini", small=True),
    ],
    [],
)  # fmt: skip


def ledger(*rows: dict[str, object]) -> Ledger:
    """A ledger of the given claims, sorted as a built one is; a claim on ``day`` unless start and end are given."""
    base = {"source_id": "press", "measure": "troops", "definition": "stated", "sender": "RUS", "host": "VEN", "kind": "value"}
    filled = [
        {"claim_id": f"c{number}", "precision": "day", **base, **{k: v for k, v in row.items() if k != "day"},
         **({"start": row["day"], "end": row["day"]} if "day" in row else {})}
        for number, row in enumerate(rows)
    ]  # fmt: skip
    claims = conform(pd.DataFrame(filled)).sort_values(["measure", "host", "sender", "claim_id"], ignore_index=True)
    # The generation stands for the content: caches are keyed by it.
    return Ledger(f"g{hash(str(filled)) & 0xFFFFFFFF:x}", claims, CATALOGUE, PLACES)


WSJ = "Wall Street Journal"
VENEZUELA: tuple[dict[str, object], ...] = (
    {"claim_id": "V1", "measure": "contractors", "definition": "staff", "said_by": f"{WSJ} (a person close to the ministry)",
     "best": 1000, "phrase": "about 1,000", "end": "2018-12-31", "precision": "year", "published": "2019-06-02"},
    {"claim_id": "V2", "measure": "contractors", "definition": "staff", "said_by": f"{WSJ} (the same person)", "low": 24, "high": 60,
     "phrase": "just a few dozen", "start": "2019-06-01", "end": "2019-06-30", "precision": "month", "published": "2019-06-02"},
    {"claim_id": "V3", "measure": "contractors", "definition": "staff", "said_by": "Rostec press service", "kind": "denial",
     "phrase": "overstated by dozens of times", "end": "2019-06-30", "precision": "month", "published": "2019-06-03", "target": "V1"},
    {"claim_id": "V4", "measure": "contractors", "definition": "staff", "said_by": "Rostec press service", "kind": "trend",
     "phrase": "unchanged for many years", "end": "2019-06-30", "precision": "month", "published": "2019-06-03"},
    {"claim_id": "V5", "measure": "contractors", "definition": "staff", "said_by": "Russian ambassador in Caracas", "kind": "denial",
     "phrase": "no talk of a reduction", "start": "2019-06-01", "end": "2019-06-30", "precision": "month",
     "published": "2019-06-03", "target": "V2"},
    {"claim_id": "V6", "said_by": f"Mark Galeotti (RUSI) quoted by the {WSJ}", "best": 300, "phrase": "roughly 300",
     "start": "2019-06-01", "end": "2019-06-30", "precision": "month", "published": "2019-06-02"},
    {"claim_id": "V7", "measure": "contractors", "definition": "private", "said_by": "Reuters (a Cossack leader)", "kind": "at-most",
     "high": 400, "phrase": "as many as 400", "start": "2019-01-01", "end": "2019-01-31", "precision": "month", "published": "2019-01-25"},
)  # fmt: skip


def quarters(first: int, last: int, **claim: object) -> list[dict[str, object]]:
    """One claim a quarter of the years from ``first`` to ``last``, rising by ten."""
    ends = [date(year, month, day) for year in range(first, last + 1) for month, day in ((3, 31), (6, 30), (9, 30), (12, 31))]
    return [
        {"source_id": "report", "definition": "counted", "day": end.isoformat(), "best": 1000.0 + 10 * step, **claim}
        for step, end in enumerate(ends)
    ]
