"""CSV that no spreadsheet turns into a formula."""

from __future__ import annotations

import re

import pandas as pd

# What spreadsheets take for a formula, also behind spaces, quotation marks and invisible letters, and in full width.
TRIGGER = re.compile(r"^[\s'\"\u200b-\u200f\u2060\ufeff]*[=+\-@|%\t\r\n＝＋－＠｜％]")
NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
# Beyond this a whole float is no longer exact and keeps its scientific form.
EXACT = 2.0**53


def safe_cell(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula; plain numbers stay."""
    return f"'{text}" if TRIGGER.match(text) and not NUMBER.fullmatch(text) else text


def frame_csv(frame: pd.DataFrame) -> bytes:
    """The frame as CSV: UTF-8 with a byte order mark, a header row, ISO days, CRLF, missing values empty.

    Numbers are written as numbers, exact and without a locale (23495, 0.5, -3000000); text is made safe.
    """
    text = safe_frame(frame).to_csv(index=False, lineterminator="\r\n", date_format="%Y-%m-%d", float_format=plain_number)
    return text.encode("utf-8-sig")


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
