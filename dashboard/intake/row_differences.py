"""Where two tables of figures differ, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from dashboard.exports.seal import NUMBERS
from dashboard.intake.said import as_number

RowKey = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A number or word that is another one: where, in the file (or before), and in the ledger (or now)."""

    where: str
    column: str
    file: str
    ledger: str


def changes(before: pd.DataFrame, now: pd.DataFrame) -> Iterator[Difference]:
    """What differs between two answers to one View, figures and states by sender and host."""
    yield from row_differences(before, now, ("host", "sender", "definition"), ("state", *NUMBERS))


def row_differences(one: pd.DataFrame, other: pd.DataFrame, keys: RowKey, columns: RowKey) -> Iterator[Difference]:
    """Every cell of ``columns`` that differs between two tables of text, rows matched by ``keys``.

    Numbers are compared as numbers. A row that only one of the two has is one difference, in the column ``row``.
    """
    indexed = [_by_key(rows, keys) for rows in (one, other)]
    for key in dict.fromkeys([*indexed[0], *indexed[1]]):
        first, second = (rows.get(key) for rows in indexed)
        where = ", ".join(part for part in key if part)
        if first is None or second is None:
            yield Difference(where, "row", "there" if first else "not there", "there" if second else "not there")
            continue
        yield from (
            Difference(where, name, first.get(name, ""), second[name])
            for name in columns
            if first.get(name, "") != second[name] and as_number(first.get(name, "")) != as_number(second[name])
        )


def _by_key(rows: pd.DataFrame, keys: RowKey) -> Mapping[RowKey, Mapping[str, str]]:
    """Each row by its keys; one that stands there twice has its number as well."""
    found: dict[RowKey, Mapping[str, str]] = {}
    for row in rows.to_dict("records"):
        key, number = tuple(str(row.get(name, "")) for name in keys), 2
        while key in found:
            key, number = (*key[: len(keys)], f"again, {number}"), number + 1
        found[key] = {str(name): str(text) for name, text in row.items()}
    return found
