"""Tables of ours read back as text: CSV, Parquet, and the sheet of figures of a workbook."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.errors import PresenceError
from dashboard.exports.safe_csv import frame_csv
from dashboard.exports.table_words import view_names
from dashboard.intake.opening import read_content
from dashboard.settings import Settings

if TYPE_CHECKING:
    import pyarrow.parquet as pq

HEAD_ROWS = 5


def table_of(content: bytes, name: str, settings: Settings) -> pd.DataFrame:
    """The table as text, with the names of its columns; empty where there is none of ours.

    Raises the errors of `read_content`, and E-OPEN-PACKED for a Parquet file with more rows or bytes than the settings allow.
    """
    if name.lower().endswith(".parquet"):
        file = _parquet(content, name, settings)
        return as_text(file.read().to_pandas())
    sheets = read_content(content, name, settings).sheets
    cells = sheets.get("View", sheets.get("", pd.DataFrame())).fillna("").astype("str").to_numpy().tolist()
    first = next(
        (row for row, line in enumerate(cells[:HEAD_ROWS]) if "Host id" in line or {"host", "generation"} & set(line)), None
    )
    if first is None:
        return pd.DataFrame()
    names = view_names()
    return pd.DataFrame(cells[first + 1 :], columns=[names.get(title, title) for title in cells[first]], dtype="str")


def as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Any table as our CSV has it, cell by cell."""
    return pd.read_csv(io.BytesIO(frame_csv(frame)), dtype="str", keep_default_na=False, encoding="utf-8-sig")


def parquet_words(content: bytes, name: str, settings: Settings) -> Mapping[str, str]:
    """What a Parquet file says of itself, by name."""
    told = _parquet(content, name, settings).schema_arrow.metadata or {}
    return {key.decode("utf-8", "replace"): text.decode("utf-8", "replace") for key, text in told.items()}


def _parquet(content: bytes, name: str, settings: Settings) -> pq.ParquetFile:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(io.BytesIO(content), page_checksum_verification=True)
        groups = [file.metadata.row_group(number) for number in range(file.metadata.num_row_groups)]
    except (pa.ArrowException, OSError, ValueError) as error:
        raise PresenceError("E-OPEN-FORMAT", str(error)[:120], "a Parquet file", where=name) from error
    rows, size = file.metadata.num_rows, sum(group.total_byte_size for group in groups)
    if rows > settings.add_max_rows or size > settings.add_max_unpacked_bytes:
        raise PresenceError(
            "E-OPEN-PACKED", f"{rows:,} rows, {size:,} bytes", f"at most {settings.add_max_rows:,} rows and "
            f"{settings.add_max_unpacked_bytes:,} bytes", next_step="check a part of it", where=name,
        )  # fmt: skip
    return file
