"""Tables with a column for each year: turned so that each figure has a row of its own, as every other table has."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from dashboard.errors import PresenceError
from dashboard.intake.cells import FIRST_YEAR, LAST_YEAR, NO_FIGURE, plain_words
from dashboard.intake.words import WORDS

# "2019", "2019.0" as spreadsheets write it, "YR2019", "FY2019", "2019 [YR2019]".
YEAR = re.compile(r"(?:FY|YR|CY)?\s?(\d{4})(?:\.0)?(?:\s*\[YR\1\])?\s?[*†‡]*", re.IGNORECASE | re.ASCII)
# Columns that the turned table has besides the table's own.
YEAR_COLUMN, VALUE_COLUMN, CELL_COLUMN = "year", "value", "cell"
# A header stands among the first lines, below a title and remarks.
HEADER_DEPTH = 30
# With one of these the figures and days have columns of their own, and a year in the header is a column like any other.
TOLD = frozenset(
    word for name in ("value", "low", "high", "phrase", "date", "start", "end") for word in WORDS[name][1]
) - frozenset(["total", *(word for name in ("sender", "host", "said_by", "url") for word in WORDS[name][1])])

KNOWN = frozenset(word for _, words in WORDS.values() for word in words)


def lengthened(
    cells: pd.DataFrame, given: Mapping[str, str], constants: Mapping[str, str], max_rows: int
) -> tuple[pd.DataFrame, str]:
    """The sheet with a row for each figure, and a sentence that tells so; the sheet as it is, and nothing, where no years stand on top.

    Args:
        cells: the sheet as text.
        given: field -> header, as the owner says; a year that is named there is left where it stands.
        constants: field -> value for every row; with a date the table is left as it is.
        max_rows: most rows of the turned table.

    The turned table has the header, the columns that are no years, and ``year``, ``value`` and ``cell``, which says where a figure
    stood. Empty cells, and those that say that there is no figure, are no rows; they are counted in the sentence. Raises PresenceError
    (E-OPEN-SIZE) for more cells under years than ``max_rows``: a small file may hold a great many.
    """
    header = _header(cells)
    if header is None or "date" in constants or {"value", "date"} & set(given):
        return cells, ""
    titles = cells.iloc[header].astype("str")
    years = {number: year for number, title in enumerate(titles) if (year := _year(title))}
    kept = [number for number in range(cells.shape[1]) if number not in years]
    body = cells.iloc[header + 1 :]
    body = body[body.notna().any(axis=1)]
    _check_number(int(body.iloc[:, list(years)].notna().sum().sum()), max_rows)
    long = body.melt(id_vars=list(cells.columns[kept]), value_vars=[cells.columns[n] for n in years], ignore_index=False)
    named = long.assign(variable=long["variable"].map({cells.columns[n]: year for n, year in years.items()}))
    where = "row " + pd.Series(named.index + 1, index=named.index).astype("str") + ", " + named["variable"]
    said = ~named["value"].astype("str").fillna("").str.strip().str.casefold().isin(NO_FIGURE)
    rows = named.assign(cell=where)[said].sort_index(kind="stable")
    told = pd.DataFrame([[*titles.iloc[kept], YEAR_COLUMN, VALUE_COLUMN, CELL_COLUMN]], columns=range(len(kept) + 3), dtype="str")
    turned = pd.concat([told, rows.set_axis(range(len(kept) + 3), axis=1)], ignore_index=True).astype("str")
    first, last = min(years.values()), max(years.values())
    return turned, (
        f"the years {first} to {last} stand in the header: {len(years)} columns were turned into rows, {len(rows):,} figures of "
        f"{len(body):,} rows; {int((~said).sum()):,} cells without a figure are left out; a row's number below is that of the turned "
        f"table, whose column {CELL_COLUMN!r} says where the figure stands"
    )


def header_row(cells: pd.DataFrame) -> int:
    """The row that names years in a sheet that `lengthened` turns; 0 where there is none."""
    return _header(cells) or 0


def _check_number(figures: int, most: int) -> None:
    if figures > most:
        raise PresenceError(
            "E-OPEN-SIZE", f"{figures:,} figures under years in the header", f"at most {most:,} rows", cause="a table of many years and places",
            next_step="add it in parts, or raise PRESENCE_ADD_MAX_ROWS",
        )  # fmt: skip


def _header(cells: pd.DataFrame) -> int | None:
    """The row that names years, two at least and each once, beside columns that are none; None where there is no such row."""
    for number in range(min(HEADER_DEPTH, len(cells))):
        titles = [str(cell) for cell in cells.iloc[number].dropna()]
        years = [year for title in titles if (year := _year(title))]
        others = {plain_words(title) for title in titles if not _year(title)}
        if len(years) > 1 and len(set(years)) == len(years) and others and not others & TOLD:
            return number
        # A line of several known words, a date or a figure among them, is the header; beneath it "2021, Mali, 1,500" names no two years.
        if others & TOLD and len(others & KNOWN) > 1:
            return None
    return None


def _year(title: str) -> str:
    match = YEAR.fullmatch(title.strip())
    return match[1] if match and FIRST_YEAR <= int(match[1]) <= LAST_YEAR else ""
