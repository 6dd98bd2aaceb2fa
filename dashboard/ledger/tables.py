"""Claims and tables of the report as Parquet; the same rows always give the same bytes."""

from __future__ import annotations

import io

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.domain.claim import COLUMNS


def claims_bytes(claims: pd.DataFrame) -> bytes:
    """The claims as Parquet with checksums on every page; the same claims give the same bytes."""
    schema = pa.schema([pa.field(c.name, _arrow_type(c.dtype), metadata={"description": c.description}) for c in COLUMNS])
    plain = claims.assign(**{c.name: claims[c.name].astype("str") for c in COLUMNS if c.dtype == "category"})
    return _parquet(pa.Table.from_pandas(plain, schema=schema, preserve_index=False).replace_schema_metadata(None))


def table_bytes(table: pd.DataFrame) -> bytes:
    """A report table as Parquet."""
    return _parquet(pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None))


def _arrow_type(dtype: str) -> pa.DataType:
    types = {"float64": pa.float64(), "datetime64[s]": pa.timestamp("s"), "Int8": pa.int8()}
    return types.get(dtype, pa.string())


def _parquet(table: pa.Table) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd", compression_level=12, write_page_checksum=True)
    return buffer.getvalue()
