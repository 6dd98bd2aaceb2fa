"""The grid of all claims, which fetches rows as the reader scrolls: its columns, and its rows as text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from dashboard.domain.claim import COLUMN_NAMES, COLUMNS
from dashboard.figures.claim_entries import ClaimEntry, claim_entries, plain_rows
from dashboard.ledger.store import Ledger

# What is seen until a reader chooses; every other column is one click away.
FIRST_SEEN = ("statement", "measure", "about", "sender", "host", "said_by", "source_id", "licence", "claim_id")
# Made of several columns or of the catalogue, so that nothing can be sorted by them.
COMPOSED = {
    "statement": ("Statement", "What was said, in the source's own words first."),
    "about": ("About", "The time that the statement speaks of."),
    "licence": ("Licence", "Licence of the source."),
}
# What a file has in place of a composed column, so that nothing of what is seen is missing from it. Its licence every row has anyway.
PARTS = {
    "statement": ("definition", "site", "kind", "low", "best", "high", "phrase"),
    "about": ("start", "end", "precision"),
    "licence": (),
}
# Of the columns seen at first the days and the claim are whole in a window of 1440 pixels, and nothing lies behind its edge.
WIDTHS = {
    "statement": 280, "measure": 130, "about": 148, "sender": 100, "host": 110, "said_by": 122, "source_id": 178, "licence": 122,
    "claim_id": 172, "note": 300, "phrase": 200, "url": 220,
}  # fmt: skip
NUMBERS = ("low", "best", "high", "lat", "lon")


def grid_columns() -> list[dict[str, Any]]:
    """Every column of the grid: id, title, what it means, whether it can be sorted by, whether it is seen at first, width, number."""
    named = COMPOSED | {column.name: (column.title, f"{column.description} Empty: {column.null}.") for column in COLUMNS}
    order = [*FIRST_SEEN, *(name for name in named if name not in FIRST_SEEN)]
    return [
        {
            "id": name, "title": named[name][0], "help": named[name][1], "sort": name not in COMPOSED, "seen": name in FIRST_SEEN,
            "width": WIDTHS.get(name, 130), "number": name in NUMBERS,
        }
        for name in order
    ]  # fmt: skip


def grid_rows(ledger: Ledger, rows: pd.DataFrame) -> list[dict[str, Any]]:
    """One dictionary a claim of ``rows``, in their order: the columns of `grid_columns` as text, numbers as numbers, None where empty."""
    return [
        _row(plain, entry) for plain, entry in zip(plain_rows(rows), claim_entries(ledger, rows, date.max), strict=True)
    ]  # fmt: skip


def chosen_columns(given: Mapping[str, str]) -> tuple[str, ...]:
    """The columns of a claim that an address names under ``columns``, in its order; all of them where it names none that is known.

    A column of the grid that is made of several stands for those.
    """
    asked = (part.strip() for part in given.get("columns", "").split(","))
    named = dict.fromkeys(name for part in asked for name in PARTS.get(part, (part,)))
    return tuple(name for name in named if name in COLUMN_NAMES) or COLUMN_NAMES


def _row(plain: dict[str, Any], entry: ClaimEntry) -> dict[str, Any]:
    words = {
        "statement": entry.text, "about": entry.about, "licence": entry.licence, "source_id": entry.source, "measure": entry.measure,
        "definition": entry.definition, "sender": entry.sender, "host": entry.host, "said_by": entry.said_by, "url": entry.url,
    }  # fmt: skip
    return {**{name: _cell(value) for name, value in plain.items()}, **words}


def _cell(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return None if value is None or value == "" or value != value else value
