"""The data dictionary: the registry of claim columns as a Frictionless Table Schema, and a generation as a Data Package."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from dashboard.domain.catalogue import Catalogue, Source
from dashboard.domain.claim import COLUMNS, Column

# Words of the Table Schema standard (Frictionless, version 1) for the registry's dtypes.
TYPES = {"str": "string", "category": "string", "float64": "number", "datetime64[s]": "date", "Int8": "integer"}
DESCRIPTOR = "datapackage.json"
NAME = "presence-atlas"
TITLE = "Presence Atlas: claims about foreign military and economic presence"
DESCRIPTION = (
    "One row a claim: one statement by one source about one quantity. Nothing is merged or estimated here; a figure withheld, "
    "a search that found nothing and a zero are different kinds of claim. Each source has its own licence."
)


def field_of(column: Column) -> dict[str, Any]:
    """One column as a field of a Table Schema: what it holds, in which unit, and what a missing value means."""
    unit = f" Unit: {column.unit}." if column.unit else ""
    missing = "" if column.required else f" Missing: {column.null}."
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.allowed:
        # The standard wants the values in the type of the field.
        constraints["enum"] = [int(word) for word in column.allowed] if column.dtype == "Int8" else list(column.allowed)
    if column.name == "claim_id":
        constraints["unique"] = True
    field = {
        "name": column.name, "title": column.title, "type": TYPES[column.dtype],
        "description": f"{column.description}{unit}{missing}",
    }  # fmt: skip
    return {**field, "constraints": constraints} if constraints else field


def claim_schema(*more: Mapping[str, Any]) -> dict[str, Any]:
    """The Table Schema of a table of claims; ``more`` are fields of columns that stand after the registered ones."""
    return {"fields": [*(field_of(column) for column in COLUMNS), *more], "primaryKey": ["claim_id"]}


def licence_of(source: Source) -> dict[str, str]:
    """The licence of one source as the standard wants it: a name of letters and digits, and the publisher's own words."""
    name = "".join(letter if letter.isalnum() or letter in ".-" else "-" for letter in source.licence)
    return {"name": name.strip("-").lower() or "not-stated", "title": source.licence}


def licences_of(sources: Iterable[Source]) -> list[dict[str, str]]:
    """The distinct licences of ``sources``, in alphabetical order; which source has which stands beside the source."""
    by_title = {source.licence: licence_of(source) for source in sources}
    return [by_title[title] for title in sorted(by_title)]


def source_of(source: Source) -> dict[str, str]:
    """One source as the standard wants it."""
    return {"title": f"{source.publisher}: {source.title}", "path": source.url}


def describe_generation(files: Mapping[str, bytes], facts: Mapping[str, object], catalogue: Catalogue) -> dict[str, Any]:
    """A Data Package descriptor of the files of a generation, so that they can be read without this program.

    Args:
        files: content by file name; ``claims.parquet`` gets the registry as its schema, the tables of the report are listed.
        facts: what the manifest says of the claims.
        catalogue: for titles and licences of the sources that have claims.
    """
    counted: Any = facts["claims_by_source"]
    used = [catalogue.sources[name] for name in sorted(counted) if name in catalogue.sources]
    return {
        "profile": "data-package",
        "name": NAME,
        "title": TITLE,
        "description": DESCRIPTION,
        "keywords": ["military presence", "foreign investment", "foreign aid", "sovereign debt"],
        "sources": [source_of(source) for source in used],
        "licenses": licences_of(used),
        "resources": [_resource(name, content) for name, content in sorted(files.items())],
    }


def _resource(name: str, content: bytes) -> dict[str, Any]:
    stem = name.removesuffix(".parquet")
    facts = {
        "name": stem.replace("_", "-"), "path": name, "format": "parquet", "mediatype": "application/vnd.apache.parquet",
        "bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }  # fmt: skip
    return {**facts, "type": "table", "schema": claim_schema()} if stem == "claims" else facts
