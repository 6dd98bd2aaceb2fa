"""The report of a build: what each source gave, what was not used and why, what jumps, what is not on the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.domain.catalogue import Catalogue
from dashboard.domain.places import Places
from dashboard.sources.reading import UNUSED_COLUMNS, Reading

# A figure that grows or shrinks more than tenfold from one report to the next is worth a look ...
JUMP_FACTOR = 10.0
# ... if one of the two is large enough not to be a handful of embassy guards: 1,000 people, or a billion dollars.
JUMP_FLOOR = {"persons": 1_000.0, "sites": 50.0}
JUMP_FLOOR_MONEY = 1e9
MAX_JUMPS_EACH = 50
MAX_EXAMPLES = 20


@dataclass(frozen=True, slots=True)
class SourceReading:
    """One source and what its reader made of it."""

    source_id: str
    reading: Reading


def build_report(
    claims: pd.DataFrame, readings: Sequence[SourceReading], duplicates: pd.DataFrame, catalogue: Catalogue, places: Places
) -> dict[str, pd.DataFrame]:
    """Tables of the report by name: ``sources``, ``unused``, ``examples``, ``jumps``, ``off_map``; every one deterministic."""
    detail = _unused_detail(readings, duplicates)
    return {
        "sources": _source_table(claims, readings, detail),
        "unused": _unused_by_reason(detail),
        "examples": detail.groupby(["source_id", "file", "reason"], sort=True).head(MAX_EXAMPLES).reset_index(drop=True),
        "jumps": find_jumps(claims, catalogue),
        "off_map": _off_map(claims, places),
    }


def find_jumps(claims: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Neighbouring claims of one series whose figures differ more than tenfold, the widest first.

    Columns ``source_id, measure, definition, sender, host, actor, before, after, before_day, after_day, factor``; at most
    `MAX_JUMPS_EACH` a source and measure. A jump is a place to look, not an error.
    """
    stocks = [m.id for m in catalogue.measures.values() if m.kind == "stock"]
    series = ["source_id", "said_by", "measure", "definition", "sender", "host", "actor", "site"]
    rows = claims[claims["measure"].isin(stocks) & claims["best"].notna() & (claims["kind"] == "value")]
    text = rows.assign(**{name: rows[name].astype("str").fillna("") for name in series}, day=rows["end"].fillna(rows["start"]))
    ordered = text.sort_values([*series, "day"], kind="stable")
    groups = ordered.groupby(series, sort=False)
    pairs = ordered.assign(
        before=groups["best"].shift(), before_day=groups["day"].shift(), after=ordered["best"], after_day=ordered["day"]
    )
    both = pairs[(pairs["before"] > 0) & (pairs["after"] > 0)]
    factor = np.maximum(both["after"] / both["before"], both["before"] / both["after"])
    unit = both["measure"].map({m.id: m.unit for m in catalogue.measures.values()})
    floor = unit.map(JUMP_FLOOR).astype("float64").fillna(JUMP_FLOOR_MONEY)
    large = both[["before", "after"]].max(axis=1) >= floor
    wide = both.assign(factor=factor)[large & (factor > JUMP_FACTOR)].sort_values(["factor", "claim_id"], ascending=[False, True])
    columns = [
        "source_id",
        "measure",
        "definition",
        "sender",
        "host",
        "actor",
        "before",
        "after",
        "before_day",
        "after_day",
        "factor",
    ]
    return wide.groupby(["source_id", "measure"], sort=False).head(MAX_JUMPS_EACH)[columns].reset_index(drop=True)


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
