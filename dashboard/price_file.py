"""Reads the price levels from the catalogue."""

from __future__ import annotations

import csv
from pathlib import Path

from dashboard.domain.prices import PriceLevel, Prices
from dashboard.errors import PresenceError, Problem
from dashboard.text_file import kept_text

FILE = "prices.csv"
COLUMNS = ["source_id", "fiscal_year", "deflator", "lowest", "highest", "rows"]
# Ratios of single rows further apart than this are two price levels under one name.
MOST_SPREAD = 1e-4


def load_prices(folder: Path, sources: frozenset[str]) -> Prices:
    """Read ``folder``/prices.csv; no price levels where there is no such file.

    Raises PresenceError for rows of another form, a source that is none, several sources, years out of order, and a year whose rows
    do not agree on one price level.
    """
    path = folder / FILE
    if not path.exists():
        return Prices()
    with kept_text(path) as file:
        rows = list(csv.DictReader(file))
    problems: list[Problem] = []
    levels = [level for number, row in enumerate(rows, 2) if (level := _level(row, number, problems))]
    named = {str(row.get("source_id")) for row in rows}
    if len(named) != 1 or not named <= sources:
        problems.append(
            Problem("E-PRICE-SOURCE", ", ".join(sorted(named))[:80], "one source of the catalogue in every row", where=FILE)
        )
    if [level.year for level in levels] != sorted({level.year for level in levels}):
        problems.append(Problem("E-PRICE-ORDER", "years out of order or twice", "each year once, the oldest first", where=FILE))
    if problems:
        raise PresenceError.of(problems)
    return Prices(named.pop(), tuple(levels))


def _level(row: dict[str, str], number: int, problems: list[Problem]) -> PriceLevel | None:
    where = f"{FILE}, row {number}"
    if list(row) != COLUMNS:
        problems.append(Problem("E-PRICE-COLUMNS", ", ".join(map(str, row))[:80], ", ".join(COLUMNS), where=where))
        return None
    try:
        middle, lowest, highest = (float(row[name]) for name in COLUMNS[2:5])
        level = PriceLevel(int(row["fiscal_year"]), middle, lowest, highest, int(row["rows"]))
    except (ValueError, TypeError) as error:
        problems.append(Problem("E-PRICE-NUMBER", str(error), "a year, three ratios and a count", where=where))
        return None
    if not 0 < level.lowest <= level.deflator <= level.highest <= level.lowest * (1 + MOST_SPREAD):
        found = f"{level.lowest} to {level.highest}, taken as {level.deflator}"
        cause = "rows of one year are in the prices of two base years"
        problems.append(Problem("E-PRICE-SPREAD", found, f"ratios within {MOST_SPREAD:.2%}", cause=cause, where=where))
        return None
    return level
