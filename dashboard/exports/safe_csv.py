"""CSV that no spreadsheet turns into a formula."""

from __future__ import annotations

import re

import pandas as pd

# What spreadsheets take for a formula, also behind spaces and quotation marks and in full-width letters.
TRIGGER = re.compile(r"^[\s'\"]*[=+\-@|%\t\r\n＝＋－＠]")
NUMBER = re.compile(r"^-?\d+(\.\d+)?([eE][+-]?\d+)?$")


def safe_cell(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula; plain numbers stay."""
    return f"'{text}" if TRIGGER.match(text) and not NUMBER.match(text) else text


def frame_csv(frame: pd.DataFrame) -> bytes:
    """The frame as CSV: UTF-8 with a byte order mark, ISO days, numbers as numbers, missing values empty, text made safe."""
    return safe_frame(frame).to_csv(index=False, lineterminator="\r\n", date_format="%Y-%m-%d").encode("utf-8-sig")


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
