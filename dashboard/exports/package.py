"""A data package: the claims, the catalogue and the citations in open formats that need none of this program."""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import orjson
import pandas as pd

from dashboard.domain.claim import COLUMNS
from dashboard.exports.references import source_bibtex, source_ris
from dashboard.exports.safe_csv import frame_csv
from dashboard.ledger.dictionary import DESCRIPTION, NAME, TITLE, claim_schema, licences_of, source_of
from dashboard.ledger.store import Ledger

TEXT = "string"
MEDIA = {
    "parquet": "application/vnd.apache.parquet", "bib": "application/x-bibtex", "ris": "application/x-research-info-systems",
    "md": "text/markdown",
}  # fmt: skip
LICENCE_FIELD = {"name": "licence", "title": "Licence", "type": TEXT, "description": "Licence of the source of this row."}
CATALOGUE_TABLES = {
    "sources": "Every source that has a claim here, with publisher, address, licence and citation.",
    "measures": "What is counted: unit, stock or flow, and how long a stock is carried forward.",
    "definitions": "Exactly who or what is in each count; figures under two definitions must not be added or joined.",
    "places": "Places that send or host, by the ids that the claims use.",
}
# The table that a key of the claims refers to.
REFERENCES = {"source_id": "sources", "measure": "measures", "sender": "places", "host": "places"}


@dataclass(frozen=True, slots=True)
class PackageFile:
    """One file of a package: its name and its content."""

    name: str
    content: bytes


def package_files(ledger: Ledger, claims: pd.DataFrame) -> Iterator[PackageFile]:
    """The files of a Frictionless Data Package of ``claims``, the descriptor last; the same input gives the same bytes.

    Tables are CSV (UTF-8 with a byte order mark, formula-safe: a text that a spreadsheet would run has an apostrophe before it),
    the claims compressed with gzip and once more as Parquet. Every row of the claims names its licence.

    Args:
        ledger: the generation that is told from.
        claims: rows of ``ledger.claims``, all or a part; only the sources, measures and places that they name are listed.
    """
    tables = catalogue_tables(ledger, claims)
    files = [PackageFile(f"{name}.csv", frame_csv(table)) for name, table in tables.items()]
    used = [ledger.catalogue.sources[str(name)] for name in tables["sources"]["id"]]
    files += [
        PackageFile("claims.csv.gz", _packed(frame_csv(_with_licence(ledger, claims)))),
        PackageFile("claims.parquet", frame_parquet(claims)),
        PackageFile("sources.bib", source_bibtex(used).encode()),
        PackageFile("sources.ris", source_ris(used).encode()),
        PackageFile("README.md", _readme(ledger, claims).encode()),
    ]
    yield from files
    descriptor = {
        "profile": "data-package", "name": NAME, "title": TITLE, "description": DESCRIPTION, "version": ledger.generation,
        "sources": [source_of(source) for source in used], "licenses": licences_of(used),
        "resources": [_resource(file, tables) for file in files],
    }  # fmt: skip
    yield PackageFile("datapackage.json", orjson.dumps(descriptor, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def catalogue_tables(ledger: Ledger, claims: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The tables that the keys of ``claims`` refer to, `CATALOGUE_TABLES`, cut to what they name; all text, sorted by id."""
    named = {name: sorted(set(claims[name].dropna().astype("str"))) for name in REFERENCES}
    catalogue, measures = ledger.catalogue, [ledger.catalogue.measures[name] for name in named["measure"]]
    plain = ("id", "title", "publisher", "url", "licence", "licence_note", "citation", "retrieved", "coverage")
    places = [ledger.places.by_id[name] for name in sorted({*named["sender"], *named["host"]})]
    rows: dict[str, list[Any]] = {
        "sources": [_row(catalogue.sources[name], plain) for name in named["source_id"]],
        "measures": [_row(measure, ("id", "title", "unit", "kind", "domain", "tolerance_days", "text")) for measure in measures],
        "definitions": [
            {"measure": measure.id, **_row(definition, ("id", "title", "text", "caveat"))}
            for measure in measures
            for definition in measure.definitions
        ],
        "places": [_row(place, ("id", "name", "kind", "iso2", "valid_from", "valid_to", "region", "note")) for place in places],
    }
    return {name: pd.DataFrame(content).astype("str") for name, content in rows.items()}


def frame_parquet(frame: pd.DataFrame) -> bytes:
    """The frame as Parquet, with a checksum on every page; the same frame gives the same bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    words = {str(name): frame[name].astype("str") for name in frame if isinstance(frame[name].dtype, pd.CategoricalDtype)}
    told = {column.name: {"description": column.description} for column in COLUMNS}
    table = pa.Table.from_pandas(frame.assign(**words), preserve_index=False).replace_schema_metadata(None)
    described = [table.schema.field(name).with_metadata(told.get(name)) for name in table.schema.names]
    buffer = io.BytesIO()
    pq.write_table(table.cast(pa.schema(described)), buffer, compression="zstd", compression_level=12, write_page_checksum=True)
    return buffer.getvalue()


def _row(entry: Any, names: Sequence[str]) -> dict[str, str]:
    known = {field.name for field in fields(entry)}
    return {name: "" if (value := getattr(entry, name)) is None else str(value) for name in names if name in known}


def _with_licence(ledger: Ledger, claims: pd.DataFrame) -> pd.DataFrame:
    licences = {source.id: source.licence for source in ledger.catalogue.sources.values()}
    return claims.assign(licence=claims["source_id"].astype("str").map(licences))


def _packed(content: bytes) -> bytes:
    return gzip.compress(content, 6, mtime=0)


def _resource(file: PackageFile, tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    stem = file.name.split(".")[0]
    facts = {
        "name": file.name.replace(".", "-").lower(), "path": file.name, "bytes": len(file.content),
        "hash": f"sha256:{hashlib.sha256(file.content).hexdigest()}",
    }  # fmt: skip
    if file.name == "claims.csv.gz":
        return {**facts, **_csv("gz"), "schema": _claims_schema()}
    if file.name.endswith(".csv"):
        description = {"description": CATALOGUE_TABLES[stem]}
        return {**facts, **description, **_csv(), "schema": _text_schema(tables[stem], stem)}
    # Told as a plain file: the CSV is the table that is checked, this is the same once more.
    return {**facts, "type": "file", "mediatype": MEDIA.get(file.name.rsplit(".", 1)[-1], "text/plain")}


def _csv(compression: str = "") -> dict[str, Any]:
    plain = {"type": "table", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8-sig"}
    return {**plain, "compression": compression} if compression else plain


def _claims_schema() -> dict[str, Any]:
    keys = [{"fields": [name], "reference": {"resource": f"{table}-csv", "fields": ["id"]}} for name, table in REFERENCES.items()]
    return {**claim_schema(LICENCE_FIELD), "foreignKeys": keys}


def _text_schema(table: pd.DataFrame, name: str) -> dict[str, Any]:
    key = ["measure", "id"] if name == "definitions" else ["id"]
    return {"fields": [{"name": str(column), "type": TEXT} for column in table.columns], "primaryKey": key}


def _readme(ledger: Ledger, claims: pd.DataFrame) -> str:
    lines = [
        f"# {TITLE}", "", DESCRIPTION, "",
        f"{len(claims):,} claims of ledger {ledger.generation}. `datapackage.json` describes every file; each row names its source "
        "and licence, `sources.csv` says how to cite it, also in `sources.bib` and `sources.ris`.", "",
        "In the CSV files an apostrophe stands before a text that a spreadsheet would otherwise run as a formula; the Parquet file has "
        "every text as it is.", "", "| column | what it is | missing means | unit |", "| --- | --- | --- | --- |",
        *(f"| {c.name} | {c.description} | {'' if c.required else c.null} | {c.unit} |" for c in COLUMNS),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"
