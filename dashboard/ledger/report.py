"""The report of a build: what each source gave, what was not used and why, what jumps, what is not on the map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard.domain.catalogue import Catalogue
from dashboard.domain.places import Places
from dashboard.ledger.quality import agreements, compare_sources, contradictions, find_jumps
from dashboard.sources.reading import UNUSED_COLUMNS, Reading

MAX_EXAMPLES = 20


@dataclass(frozen=True, slots=True)
class SourceReading:
    """One source and what its reader made of it."""

    source_id: str
    reading: Reading


def build_report(
    claims: pd.DataFrame, readings: Sequence[SourceReading], duplicates: pd.DataFrame, catalogue: Catalogue, places: Places
) -> dict[str, pd.DataFrame]:
    """Tables of the report by name, every one deterministic: ``sources``, ``unused``, ``examples``, and `tables_of_claims`."""
    detail = _unused_detail(readings, duplicates)
    return {
        "sources": _source_table(claims, readings, detail),
        "unused": _unused_by_reason(detail),
        "examples": detail.groupby(["source_id", "file", "reason"], sort=True).head(MAX_EXAMPLES).reset_index(drop=True),
        **tables_of_claims(claims, catalogue, places),
    }


def extend_report(
    report: Mapping[str, pd.DataFrame], claims: pd.DataFrame, readings: Sequence[SourceReading], duplicates: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """The tables ``sources``, ``unused`` and ``examples`` of a ledger that grew from the one ``report`` is about.

    Args:
        report: the tables so far.
        claims: all claims now.
        readings: what was read since.
        duplicates: claims that were read since and were there already.
    """
    detail = _unused_detail(readings, duplicates)
    unused = pd.concat([report["unused"], _unused_by_reason(detail)], ignore_index=True)
    groups = unused.groupby(["source_id", "file", "field", "reason"], sort=True)
    examples = pd.concat([report["examples"].astype({"row": "Int64"}), detail], ignore_index=True)
    return {
        "sources": _grown_sources(report["sources"], claims, readings, detail),
        "unused": groups.agg(rows=("rows", "sum"), example=("example", "first")).reset_index(),
        "examples": examples.groupby(["source_id", "file", "reason"], sort=True).head(MAX_EXAMPLES).reset_index(drop=True),
    }


def _grown_sources(
    old: pd.DataFrame, claims: pd.DataFrame, readings: Sequence[SourceReading], detail: pd.DataFrame
) -> pd.DataFrame:
    """The table of sources with the claims counted anew, and the files and rows read since added to those read before."""
    table = _source_table(claims, [*readings, *_unread(claims, readings)], detail).set_index("source_id")
    before = old.set_index("source_id").reindex(table.index.union(pd.Index(old["source_id"])))
    grown = table.reindex(before.index)
    counts = {
        name: (grown[name].fillna(0) + before[name].fillna(0)).astype("int64") for name in ("files", "rows_read", "rows_unused")
    }
    return grown.assign(claims=grown["claims"].fillna(0).astype("int64"), **counts).rename_axis("source_id").reset_index()


def _unread(claims: pd.DataFrame, readings: Sequence[SourceReading]) -> list[SourceReading]:
    """Sources of which nothing was read since, so that their claims are counted too."""
    read = {source.source_id for source in readings}
    nothing = Reading(claims.head(0), pd.DataFrame(columns=list(UNUSED_COLUMNS)))
    return [SourceReading(name, nothing) for name in sorted(claims["source_id"].astype("str").unique()) if name not in read]


def tables_of_claims(claims: pd.DataFrame, catalogue: Catalogue, places: Places) -> dict[str, pd.DataFrame]:
    """What the claims alone tell: ``jumps``, ``agreements`` and ``contradictions`` between sources, ``off_map``."""
    compared = compare_sources(claims, catalogue)
    return {
        "jumps": find_jumps(claims, catalogue),
        "agreements": agreements(compared),
        "contradictions": contradictions(compared, catalogue),
        "off_map": _off_map(claims, places),
    }


def _unused_detail(readings: Sequence[SourceReading], duplicates: pd.DataFrame) -> pd.DataFrame:
    parts = [source.reading.unused.assign(source_id=source.source_id) for source in readings if len(source.reading.unused)]
    counts = duplicates["source_id"].astype("str").value_counts().sort_index()
    repeated = pd.DataFrame(
        {
            "source_id": counts.index.astype("str"),
            "file": "*",
            "row": pd.NA,
            "field": "claim_id",
            "value": "",
            "reason": "the same statement stands in the source more than once",
            "rows": counts.to_numpy(),
        }
    )
    columns = ["source_id", *UNUSED_COLUMNS]
    parts += [repeated] if len(repeated) else []
    joined = pd.concat([part[columns] for part in parts], ignore_index=True) if parts else pd.DataFrame(columns=columns)
    typed = joined.assign(row=joined["row"].astype("Int64"), rows=joined["rows"].astype("int64"))
    return typed.assign(**{name: typed[name].astype("str") for name in ("source_id", "file", "field", "value", "reason")})


def _unused_by_reason(detail: pd.DataFrame) -> pd.DataFrame:
    groups = detail.groupby(["source_id", "file", "field", "reason"], sort=True)
    return groups.agg(rows=("rows", "sum"), example=("value", "first")).reset_index()


def _source_table(claims: pd.DataFrame, readings: Sequence[SourceReading], detail: pd.DataFrame) -> pd.DataFrame:
    read = pd.DataFrame(
        {
            "source_id": [source.source_id for source in readings],
            "files": [len(source.reading.rows_read) for source in readings],
            "rows_read": [sum(source.reading.rows_read.values()) for source in readings],
        }
    )
    read = read.groupby("source_id", sort=True)[["files", "rows_read"]].sum().reset_index()
    day = claims["end"].fillna(claims["start"])
    by_source = claims.assign(source_id=claims["source_id"].astype("str"), day=day).groupby("source_id")
    counted = by_source.agg(claims=("claim_id", "size"), first_day=("day", "min"), last_day=("day", "max")).reset_index()
    unused = detail.groupby("source_id")["rows"].sum().rename("rows_unused").reset_index()
    table = read.merge(counted, on="source_id", how="left").merge(unused, on="source_id", how="left")
    whole = {name: table[name].fillna(0).astype("int64") for name in ("claims", "rows_unused")}
    return table.assign(**whole).sort_values("source_id").reset_index(drop=True)


def _off_map(claims: pd.DataFrame, places: Places) -> pd.DataFrame:
    host = claims["host"].astype("str")
    kind = host.map({place.id: place.kind for place in places.by_id.values() if not place.drawn})
    off = claims.assign(host=host, place_kind=kind)[kind.notna()]
    groups = off.assign(measure=off["measure"].astype("str")).groupby(["host", "place_kind", "measure"], sort=True)
    return groups.agg(claims=("claim_id", "size"), first_day=("start", "min"), last_day=("end", "max")).reset_index()
