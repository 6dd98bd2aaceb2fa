"""Hand-kept claims: text tables in the repository, one row a statement, every column a column of the registry.

A table needs the columns `REQUIRED`, may have any other column of `dashboard.domain.claim` and no more; lines of comment are not
read. Where ``precision`` is not given it is the coarser of those of ``start`` and ``end``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from dashboard.domain.claim import COLUMN, COLUMN_NAMES
from dashboard.domain.phrases import PhraseBook, interval
from dashboard.errors import PresenceError, Problem
from dashboard.sources.reading import Reading, coarser, period_bounds, reading

REQUIRED = ("claim_id", "source_id", "measure", "definition", "host", "kind")
FIGURES = ("low", "best", "high")
NO_PHRASES = PhraseBook(0, ())
NUMBERS = ("low", "best", "high", "lat", "lon", "credibility")
# Partial days ("2019", "2019-06") are widened: a start to its first day, everything else to its last.
DAYS = ("start", "end", "published", "withdrawn")


def read_hand_kept(folder: Path, phrases: PhraseBook = NO_PHRASES) -> Reading:
    """Every ``*.csv`` of the folder as claims, in the order of the files' names.

    A row with a phrase and no figure takes its numbers from ``phrases`` where these understand it and agree with its kind;
    figures that a row gives itself stay as they are.

    Raises PresenceError with all problems of all files: unknown or missing columns, cells of another type, words
    outside the registry's lists, ids given twice, references to no claim.
    """
    read = {path.name: _table(path) for path in sorted(folder.glob("*.csv"))}
    tables = {name: table for name, table in read.items() if isinstance(table, pd.DataFrame)}
    problems = [table for table in read.values() if isinstance(table, Problem)]
    problems += [problem for name, table in tables.items() for problem in _check(name, table)]
    # With a file that cannot be read, a reference into it would be called wrong as well.
    problems += _check_ids(tables) if len(tables) == len(read) else []
    if problems:
        raise PresenceError.of(problems)
    return reading(
        [_claims(_with_numbers(table, phrases)) for table in tables.values()],
        [],
        {name: len(table) for name, table in tables.items()},
    )


def _table(path: Path) -> pd.DataFrame | Problem:
    """The file as text, cells stripped, empty cells missing; or what keeps it from being read as a table."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            lines = list(csv.reader(handle, strict=True))
    except UnicodeDecodeError as error:
        return Problem("E-HAND-ENCODING", str(error), "UTF-8 text", next_step="save the file as UTF-8", where=path.name)
    except csv.Error as error:
        return Problem("E-HAND-SHAPE", str(error), "cells in pairs of quotation marks", where=path.name)
    rows = [[cell.strip() for cell in line] for line in lines]
    while rows and not any(rows[-1]):
        rows.pop()
    header = rows[0] if rows else []
    uneven = [number for number, row in enumerate(rows, start=1) if len(row) != len(header)]
    if uneven or not header:
        return Problem(
            "E-HAND-SHAPE", f"{len(header)} columns in the header, another number in rows {uneven[:10]}", "as many cells as the header has",
            cause="a comma in a cell without quotation marks", next_step="put the cell into quotation marks", where=path.name,
        )  # fmt: skip
    repeated = sorted({name for name in header if header.count(name) > 1})
    if repeated:
        return Problem("E-HAND-COLUMN", f"{', '.join(repeated)} more than once", "each column once", where=f"{path.name}, row 1")
    return pd.DataFrame(rows[1:], columns=header, dtype="str").replace("", None).astype("str")


def _check(file: str, table: pd.DataFrame) -> Iterator[Problem]:
    for name in [name for name in table.columns if name not in COLUMN_NAMES]:
        yield Problem("E-HAND-COLUMN", name, "a column of the registry: " + ", ".join(COLUMN_NAMES), where=file)
    for name in REQUIRED:
        if name not in table.columns:
            yield Problem("E-HAND-COLUMN", f"no column {name}", "the columns " + ", ".join(REQUIRED), where=file)
        else:
            yield from _wrong(file, table[name], table[name].isna(), "a value")
    known = [name for name in table.columns if name in COLUMN]
    for name in known:
        text = table[name]
        if name in NUMBERS:
            number = pd.to_numeric(text, errors="coerce")
            yield from _wrong(file, text, text.notna() & ~np.isfinite(number), "a number")
        if name in DAYS:
            yield from _wrong(
                file, text, text.notna() & period_bounds(text)["first"].isna(), "a day such as 2019-06-02, a month or a year"
            )
        if name == "url":
            yield from _wrong(
                file, text, text.notna() & ~text.str.contains(r"^https?://\S+$"), "an address that begins with https://"
            )
        if COLUMN[name].allowed:
            yield from _wrong(
                file, text, text.notna() & ~text.isin(COLUMN[name].allowed), "one of " + ", ".join(COLUMN[name].allowed)
            )


def _check_ids(tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    ids = pd.concat([table["claim_id"] for table in tables.values() if "claim_id" in table] or [pd.Series(dtype="str")])
    for file, table in tables.items():
        if "claim_id" in table:
            yield from _wrong(
                file, table["claim_id"], table["claim_id"].isin(ids[ids.duplicated()]), "an id that no other claim has"
            )
        for name in ("target", "derived_from"):
            if name in table:
                yield from _wrong(
                    file, table[name], table[name].notna() & ~table[name].isin(ids), "the id of another hand-kept claim"
                )


def _wrong(file: str, cells: pd.Series, wrong: pd.Series, expected: str) -> Iterator[Problem]:
    # The header is the first row of the file.
    for row, cell in cells[wrong].items():
        yield Problem(
            "E-HAND-VALUE", "nothing" if pd.isna(cell) else repr(cell), expected, next_step="mend the cell",
            where=f"{file}, row {int(str(row)) + 2}, column {cells.name}",
        )  # fmt: skip


def _with_numbers(table: pd.DataFrame, phrases: PhraseBook) -> pd.DataFrame:
    """The table with low, best and high read from its phrase where a row leaves all three empty."""
    if "phrase" not in table:
        return table
    full = table.reindex(columns=[*table.columns, *(name for name in FIGURES if name not in table)])
    silent = full["phrase"].notna() & full[list(FIGURES)].isna().all(axis=1)
    told = {text: interval(str(text), phrases) for text in full.loc[silent, "phrase"].unique()}
    kinds = full["phrase"].map({text: found.kind for text, found in told.items() if found})
    filled = silent & (kinds == full["kind"])
    numbers = {
        name: full[name].mask(filled, full["phrase"].map({t: _cell(getattr(found, name)) for t, found in told.items() if found}))
        for name in FIGURES
    }
    return full.assign(**numbers)


def _cell(number: float | None) -> str | None:
    return None if number is None else repr(number)


def _claims(table: pd.DataFrame) -> pd.DataFrame:
    bounds = {name: period_bounds(table[name]) for name in DAYS if name in table}
    days = {name: bound["first" if name == "start" else "last"] for name, bound in bounds.items()}
    none = pd.Series(index=table.index, dtype="str")
    start, end = (bounds[name]["precision"] if name in bounds else none for name in ("start", "end"))
    given = table.get("precision", none)
    precision = given.fillna(coarser(start, end))
    numbers = {name: pd.to_numeric(table[name]) for name in NUMBERS if name in table}
    return table.assign(**days, **numbers, precision=precision.fillna("day"))
