"""What is wrong with single cells of a stranger's table: one row a problem, in a frame, so that a million rows cost no more than ten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

# ``row`` is the 0-based row of the sheet; ``column`` the header; the others as in `dashboard.errors.Problem`.
PROBLEM_COLUMNS = ("row", "column", "code", "found", "expected", "cause", "next_step")
# What each code means, for the help of the command and for tests; a code is never reused for another meaning.
CODES: Mapping[str, str] = {
    "E-ADD-PLACE": "a name or code that no place has",
    "E-ADD-PLACE-AMBIGUOUS": "a name that several places have or had",
    "E-ADD-HOME": "sender and host are the same place",
    "E-ADD-DATE": "no day, month, quarter or year, or one that can be read in two ways",
    "E-ADD-NO-DATE": "no date",
    "E-ADD-DATES": "an end before its start",
    "E-ADD-NUMBER": "no number, or one that can be read in two ways",
    "E-ADD-NO-FIGURE": "no figure",
    "E-ADD-WORDS": "words for a number that cannot be turned into one",
    "E-ADD-ORDER": "ends or a figure in the wrong order",
    "E-ADD-NEGATIVE": "a number of things below zero",
    "E-ADD-MEASURE": "no measure of the catalogue",
    "E-ADD-DEFINITION": "no definition of its measure",
    "E-ADD-UNIT": "another unit than the measure's",
    "E-ADD-POINT": "no point on the earth",
    "E-ADD-URL": "no address of a page",
    "E-ADD-WORD": "a word outside a closed list",
    "E-ADD-RAGGED": "more cells than the header names",
    "E-ADD-SECOND": "a second table beneath the first, or the header once more",
    "E-ADD-TWICE": "a row that stands there twice",
    "E-ADD-TOTAL": "a total of other rows",
    "E-ADD-EMPTY": "a cell that must not be empty",
}


def problems_at(
    cells: pd.Series, wrong: pd.Series, column: str, code: str, expected: str | pd.Series, *, cause: str | pd.Series = "",
    next_step: str | pd.Series = "mend the cell",
) -> pd.DataFrame:  # fmt: skip
    """A problem for each row of ``cells`` where ``wrong`` is True; texts that are a series are taken row by row."""
    told = {"expected": expected, "cause": cause, "next_step": next_step}
    texts = {name: text[wrong] if isinstance(text, pd.Series) else text for name, text in told.items()}
    texts_found = ["nothing" if pd.isna(cell) else repr(str(cell)[:100]) for cell in cells[wrong]]
    found = pd.Series(texts_found, index=cells.index[wrong], dtype="str")
    frame = pd.DataFrame({"row": found.index, "column": column, "code": code, "found": found, **texts}, index=found.index)
    return frame[list(PROBLEM_COLUMNS)]


def all_problems(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """All in one frame, by row and then as they were found; every column text but ``row``."""
    kept = [part for part in parts if len(part)]
    joined = pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=list(PROBLEM_COLUMNS))
    typed = joined.astype({name: "str" for name in PROBLEM_COLUMNS if name != "row"}).astype({"row": "int64"})
    return typed.sort_values("row", kind="stable").reset_index(drop=True)
