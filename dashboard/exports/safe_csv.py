"""CSV that no spreadsheet turns into a formula."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable

import numpy as np
import pandas as pd

# What spreadsheets take for a formula, also behind spaces, quotation marks and invisible letters, and in full width.
TRIGGER = re.compile(r"^[\s'\"\u200b-\u200f\u2060\ufeff]*[=+\-@|%\t\r\n＝＋－＠｜％]")
END, DAY = "\r\n", "%Y-%m-%d"
NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
# Beyond this a whole float is no longer exact and keeps its scientific form.
EXACT = 2.0**53
# As text a row takes many times what it takes in memory: only so many are text at the same time.
STEP = 5_000
# What has one of these within it stands between quotation marks, and theirs are doubled.
QUOTED = re.compile(r"[,\"\r\n]")


def safe_cell(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula; plain numbers stay."""
    return f"'{text}" if TRIGGER.match(text) and not NUMBER.fullmatch(text) else text


def frame_csv(frame: pd.DataFrame, grown: Callable[[int], None] | None = None) -> bytes:
    """The frame as CSV: UTF-8 with a byte order mark, a header row, ISO days, CRLF, missing values empty.

    Numbers are written as numbers, exact and without a locale (23495, 0.5, -3000000); text is made safe. ``grown`` hears before the
    first row of a long table how many bytes the whole will have, and after every `STEP` rows how many there are; what it raises ends
    the work.
    """
    file, told = io.BytesIO(), grown or _nobody
    file.write(codecs.BOM_UTF8)
    if grown and len(frame) > STEP:
        # To refuse what is too large must not cost what making it would.
        told(size_of(frame))
    for start in range(0, max(len(frame), 1), STEP):
        file.write(_lines(frame.iloc[start : start + STEP], header=start == 0))
        told(file.tell())
    return file.getvalue()


def size_of(frame: pd.DataFrame) -> int:
    """How many bytes `frame_csv` makes of the frame, counted without making them: each different cell of a column once."""
    head = len(codecs.BOM_UTF8) + len(_lines(frame.iloc[:0], header=True))
    marks = max(frame.shape[1] - 1, 0) + len(END)
    return head + marks * len(frame) + sum(_bytes_of(frame[name], alone=frame.shape[1] == 1) for name in frame.columns)


def _bytes_of(values: pd.Series, *, alone: bool) -> int:
    # A cell is found again by its value, and 1, 1.0 and True are one value of three texts.
    kinds = [type(cell).__name__ for cell in values] if values.dtype == object else []
    if len(set(kinds)) > 1:
        return sum(_bytes_of(part, alone=alone) for _, part in values.groupby(kinds))
    codes, found = pd.factorize(values)
    lengths = np.array([_length(cell, alone=alone) for cell in _cells(pd.Series(found))], dtype="int64")
    # A row that would be empty says so by two quotation marks.
    missing = 2 * int((codes < 0).sum()) if alone else 0
    return missing + int(lengths[codes[codes >= 0]].sum())


def _cells(distinct: pd.Series) -> pd.Series:
    """The cells as text, as `_lines` writes them."""
    if pd.api.types.is_datetime64_any_dtype(distinct):
        days: pd.Series = distinct.dt.strftime(DAY)
        return days
    if pd.api.types.is_float_dtype(distinct):
        return distinct.map(plain_number)
    return _safe_column(distinct).astype("str")


def _length(cell: str, *, alone: bool) -> int:
    quotes = 2 + cell.count('"') if QUOTED.search(cell) or (alone and not cell) else 0
    return len(cell.encode()) + quotes


def _nobody(_size: int) -> None:
    """Hears and lets be."""


def _lines(frame: pd.DataFrame, *, header: bool) -> bytes:
    text = safe_frame(frame).to_csv(index=False, header=header, lineterminator=END, date_format=DAY, float_format=plain_number)
    return text.encode()


def plain_number(value: object) -> str:
    """A float in the fewest digits that give it back: whole ones without a point."""
    number = float(value)  # type: ignore[arg-type]
    return str(int(number)) if number.is_integer() and abs(number) <= EXACT else repr(number)


def safe_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with every text cell and header made safe; figures and days as they are."""
    columns = {str(name): _safe_column(frame[name]) for name in frame.columns}
    return pd.DataFrame({safe_cell(name): values for name, values in columns.items()}, index=frame.index)


def _safe_column(values: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(values) or pd.api.types.is_datetime64_any_dtype(values):
        return values
    text = values.astype("str")
    distinct = {cell: safe_cell(cell) for cell in text.dropna().unique()}
    return text.map(distinct)


def plain(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with days as ISO text and categories as text."""
    days = {str(name): rows[name].dt.strftime("%Y-%m-%d") for name in rows if pd.api.types.is_datetime64_any_dtype(rows[name])}
    words = {str(name): rows[name].astype("str") for name in rows if isinstance(rows[name].dtype, pd.CategoricalDtype)}
    return rows.assign(**days, **words)
