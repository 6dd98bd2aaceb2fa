"""Data quality checks: jumps within a source, and agreement and contradictions between sources."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from dashboard.domain.catalogue import Catalogue

# A figure that grows or shrinks more than tenfold from one report to the next is worth a look ...
JUMP_FACTOR = 10.0
# ... if one of the two is large enough not to be a handful of embassy guards: 1,000 people, or a billion dollars.
JUMP_FLOOR = {"persons": 1_000.0, "sites": 50.0}
JUMP_FLOOR_MONEY = 1e9
MAX_JUMPS_EACH = 50
# Two figures within a tenth of each other are the same news: rounding, exchange rates and days of the year account for it.
AGREE = 1.1
# From threefold on, two sources do not describe the same thing, whatever their definitions say.
FAR_APART = 3.0
# Fewer points than that say nothing about two sources in general.
MIN_COMPARED = 3
MAX_EXAMPLES_EACH = 10
# A figure of spring and one of autumn may both be right: France in Mali, 2022, 2,400 and then 300. A fiscal year may end 92 days early.
SAME_TIME = pd.Timedelta(days=92)
KEYS = ["measure", "sender", "host", "year"]
SIDES = ("a", "b")


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


def compare_sources(claims: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Where two sources state a figure for the same measure, sender, host and year: one row a pair of figures.

    Of each source and definition the last figure of the year counts, and two are compared when their days are at most 92 apart;
    zeros, silences, bounds and the parts of a sum (branches, missions, sites) are left out, and so is a claim that repeats
    another one. Columns ``measure, sender, host, year, source_a,
    definition_a, claim_a, best_a`` and the same for b (``source_a < source_b``), ``factor`` (float64, at least 1): how many times
    the larger is the smaller.
    """
    figures = _yearly_figures(claims, catalogue)
    # Only what two sources speak of is worth joining: most of the ledger is told by one alone.
    speakers = figures.groupby(KEYS, observed=True)["source"].transform("nunique")
    shared = figures[speakers > 1]
    pairs = shared.merge(shared, on=KEYS, suffixes=("_a", "_b"))
    together = (pairs["day_a"] - pairs["day_b"]).abs() <= SAME_TIME
    crossed = pairs[(pairs["source_a"] < pairs["source_b"]) & together].drop(columns=["day_a", "day_b"]).reset_index(drop=True)
    ratio = crossed["best_a"] / crossed["best_b"]
    return crossed.assign(factor=np.maximum(ratio, 1 / ratio))


def agreements(compared: pd.DataFrame) -> pd.DataFrame:
    """One row a pair of sources and definitions: how often they speak of the same thing, and how far apart they are.

    Columns ``measure, source_a, definition_a, source_b, definition_b, compared, agree`` (share within a tenth),
    ``far_apart`` (share threefold or more), ``median_factor, widest_factor``; the most compared first.
    """
    keys = ["measure", "source_a", "definition_a", "source_b", "definition_b"]
    told = compared.assign(agree=compared["factor"] <= AGREE, far_apart=compared["factor"] >= FAR_APART)
    groups = told.groupby(keys, sort=True)
    table = groups.agg(
        compared=("factor", "size"), agree=("agree", "mean"), far_apart=("far_apart", "mean"),
        median_factor=("factor", "median"), widest_factor=("factor", "max"),
    ).reset_index()  # fmt: skip
    enough = table[table["compared"] >= MIN_COMPARED]
    return enough.sort_values(["compared", *keys], ascending=[False, *[True] * len(keys)]).reset_index(drop=True)


def contradictions(compared: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """The widest differences between two sources that matter: threefold or more, and the larger above the measure's floor.

    At most `MAX_EXAMPLES_EACH` a measure and pair of sources, one a sender and host (its widest year), the widest first; columns
    as in `compare_sources`. A difference may be one of definition: both are named.
    """
    unit = compared["measure"].map({measure.id: measure.unit for measure in catalogue.measures.values()})
    floor = unit.map(JUMP_FLOOR).astype("float64").fillna(JUMP_FLOOR_MONEY)
    large = compared[["best_a", "best_b"]].max(axis=1) >= floor
    wide = compared[large & (compared["factor"] >= FAR_APART)]
    ranked = wide.sort_values(["factor", "claim_a", "claim_b"], ascending=[False, True, True])
    once = ranked.drop_duplicates(["measure", "source_a", "source_b", "sender", "host"])
    return once.groupby(["measure", "source_a", "source_b"], sort=False).head(MAX_EXAMPLES_EACH).reset_index(drop=True)


def quality_table(report: Mapping[str, pd.DataFrame], today: date) -> pd.DataFrame:
    """One row a source of the build report: what was read, used and left, its age, and how it stands with the others.

    Columns ``source_id, rows_read, claims, rows_unused, first_day, last_day, rows_unresolved`` (names or codes that no place
    has), ``age_days`` (from its last day to ``today``; missing without claims), ``contradictions, jumps, compared`` (figures that
    another source states too), ``agree`` (share of these within a tenth; missing where none).
    """
    agreed, wide = report["agreements"], report["contradictions"]
    sources = report["sources"]
    unresolved = report["unused"][report["unused"]["reason"].str.startswith("No place")]
    table = sources[["source_id", "rows_read", "claims", "rows_unused", "first_day", "last_day"]].assign(
        rows_unresolved=_counted(sources, unresolved.groupby("source_id")["rows"].sum()),
        age_days=(pd.Timestamp(today) - sources["last_day"]).dt.days.clip(lower=0).astype("Int64"),
        contradictions=_counted(sources, _by_either(wide).groupby("source").size()),
        jumps=_counted(sources, report["jumps"].groupby("source_id").size()),
    )
    sides = _by_either(agreed)
    sides = sides.assign(agreeing=sides["agree"] * sides["compared"])
    sums = sides.groupby("source")[["compared", "agreeing"]].sum()
    met = sources["source_id"].map(sums["compared"])
    return table.assign(compared=met.fillna(0).astype("int64"), agree=sources["source_id"].map(sums["agreeing"]) / met)


def _counted(sources: pd.DataFrame, counts: pd.Series) -> pd.Series:
    return sources["source_id"].map(counts).fillna(0).astype("int64")


def _by_either(pairs: pd.DataFrame) -> pd.DataFrame:
    """The rows once for each of their two sources, named in ``source``."""
    return pd.concat([pairs.assign(source=pairs[f"source_{side}"].astype("str")) for side in SIDES], ignore_index=True)


def _yearly_figures(claims: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    parts = {(m.id, d.id) for m in catalogue.measures.values() for d in m.definitions if d.additive != "none" or not d.drawn}
    stated = claims[
        (claims["kind"] == "value") & (claims["best"] > 0) & claims["sender"].notna() & claims["site"].isna() & claims["actor"].isna()
        & claims["derived_from"].isna() & claims["withdrawn"].isna()
    ]  # fmt: skip
    named = {"source": "source_id", "definition": "definition", "measure": "measure", "sender": "sender", "host": "host"}
    words = {name: stated[column].astype("str") for name, column in named.items()}
    day = stated["end"].fillna(stated["start"])
    rows = pd.DataFrame({**words, "day": day, "year": day.dt.year, "claim": stated["claim_id"], "best": stated["best"]})
    whole = (
        ~pd.MultiIndex.from_frame(rows[["measure", "definition"]]).isin(list(parts)) if parts else np.ones(len(rows), dtype=bool)
    )
    ordered = rows[whole].sort_values(["day", "claim"], kind="stable")
    last = ordered.drop_duplicates([*KEYS, "source", "definition"], keep="last")
    return last.reset_index(drop=True)
