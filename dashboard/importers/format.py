"""What an importer is, and the steps that importers of foreign tables share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import pandas as pd

from dashboard.domain.places import Places
from dashboard.errors import PresenceError, Problem
from dashboard.sources.reading import Reading

MAX_SHOWN = 50
# A header stands among the first lines, below a title and remarks.
HEADER_DEPTH = 40


class Importer(Protocol):
    """A reader of a file that people fetch themselves.

    ``sheets`` are the file's cells as text: sheet name -> frame (dtype str, columns 0..n-1, header lines are rows, empty cells missing); a text
    file is one sheet named "".
    """

    SOURCE_ID: str
    TITLE: str

    def recognises(self, name: str, sheets: Mapping[str, pd.DataFrame]) -> bool:
        """True when the file is of this format."""
        ...

    def read(self, name: str, sheets: Mapping[str, pd.DataFrame], places: Places) -> Reading:
        """The claims of the file and the rows that became none; raises PresenceError with all problems of its cells."""
        ...


def header_row(sheet: pd.DataFrame, needed: Sequence[str]) -> int | None:
    """The first row that names every one of ``needed`` (letter case and spaces aside); None where there is none."""
    wanted = {plain(text) for text in needed}
    for number in range(min(HEADER_DEPTH, len(sheet))):
        if wanted <= {plain(cell) for cell in sheet.iloc[number].dropna()}:
            return number
    return None


def find_sheet(sheets: Mapping[str, pd.DataFrame], needed: Sequence[str]) -> pd.DataFrame | None:
    """The first sheet whose header names every one of ``needed``; None where there is none."""
    return next((sheet for sheet in sheets.values() if header_row(sheet, needed) is not None), None)


def find_table(sheets: Mapping[str, pd.DataFrame], needed: Sequence[str], name: str) -> pd.DataFrame:
    """The table of the first sheet whose header names every one of ``needed``, as `table_under` gives it.

    Raises PresenceError (E-READ-COLUMNS) where no sheet does.
    """
    sheet = find_sheet(sheets, needed)
    return table_under(sheet if sheet is not None else pd.DataFrame(), needed, name)


def table_under(sheet: pd.DataFrame, needed: Sequence[str], name: str) -> pd.DataFrame:
    """The rows under the header, with its cells as names of columns (lower case, single spaces) and the sheet's 0-based rows as index.

    Rows without any cell are left out. Raises PresenceError (E-READ-COLUMNS) where no row names all that are needed.
    """
    row = header_row(sheet, needed)
    if row is None:
        raise PresenceError(
            "E-READ-COLUMNS", f"no row with {', '.join(needed)}", "the header of the format", cause="another edition of the file",
            next_step="compare its header with the format", where=name,
        )  # fmt: skip
    titles = [plain(cell) if pd.notna(cell) else f"column {number}" for number, cell in enumerate(sheet.iloc[row])]
    below = sheet.iloc[row + 1 :]
    named = below.set_axis(titles, axis="columns")
    # Of two columns with one name the first is meant: the second repeats it in a wide export.
    return named.loc[:, ~named.columns.duplicated()].dropna(how="all")


def plain(text: object) -> str:
    """A header cell in lower case with single spaces and without the mark at the start of a file."""
    return " ".join(str(text).replace("\ufeff", "").split()).casefold()


def number_of(cells: pd.Series, name: str, column: str, *, words: Sequence[str] = (), factor: float = 1.0) -> pd.Series:
    """The cells as float64 times ``factor``; dollar signs and commas are dropped, the ``words`` and empty cells are missing.

    Raises PresenceError (E-READ-VALUE) with the row and column of every other cell, at most `MAX_SHOWN`.
    """
    text = cells.astype("str").str.replace(r"[$,\s]", "", regex=True)
    text = text.mask(cells.isna() | text.isin(["", *words]))
    value = pd.to_numeric(text, errors="coerce")
    wrong = text.notna() & value.isna()
    problems = [
        Problem(
            "E-READ-VALUE", repr(cell), "a number", cause="text in a column of numbers", next_step="mend the cell",
            where=f"{name}, row {int(str(row)) + 1}, column {column}",
        )
        for row, cell in cells[wrong].head(MAX_SHOWN).items()
    ]  # fmt: skip
    if problems:
        raise PresenceError.of(problems)
    return value.astype("float64") * factor


def year_of(cells: pd.Series, name: str, column: str) -> pd.Series:
    """The cells as years (int64). Raises PresenceError (E-READ-VALUE) for every cell that is no year of four digits."""
    text = cells.astype("str").str.strip().str.removesuffix(".0")
    wrong = ~text.str.fullmatch(r"\d{4}").fillna(False)
    problems = [
        Problem("E-READ-VALUE", repr(cell), "a year of four digits", cause="text or nothing in a column of years",
                next_step="mend the cell", where=f"{name}, row {int(str(row)) + 1}, column {column}")
        for row, cell in cells[wrong].head(MAX_SHOWN).items()
    ]  # fmt: skip
    if problems:
        raise PresenceError.of(problems)
    return text.astype("int64")


def year_cells(sheet: pd.DataFrame) -> pd.Series:
    """How many cells of each row are years ("2009", "2009.0"): int64, the sheet's index."""
    marks = [sheet[column].str.fullmatch(r"(19|20)\d\d(\.0)?").fillna(False) for column in sheet.columns]
    return sum((mark.astype("int64") for mark in marks), start=pd.Series(0, index=sheet.index))


def named(
    cells: pd.Series, places: Places, years: pd.Series | None = None, meanings: Mapping[str, str] | None = None
) -> pd.Series:
    """Place ids of names, by the middle of ``years`` where given; ``meanings`` go before the catalogue of names."""
    middle = None if years is None else pd.to_datetime(years.astype("str") + "-07-01").astype("datetime64[s]")
    known = places.resolve_series(cells.astype("str").str.strip(), middle)
    return known if not meanings else cells.str.strip().map(meanings).astype("str").fillna(known)


def alpha2(codes: pd.Series, places: Places) -> pd.Series:
    """Place ids of two-letter codes; missing where unknown."""
    known = {place.iso2: place.id for place in places.by_id.values() if place.iso2}
    return codes.str.strip().str.upper().map(known).astype("str")
