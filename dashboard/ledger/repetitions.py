"""Marks claims that repeat another source's statement, where the claim itself says whose it is: a repetition is no second origin."""

from __future__ import annotations

import pandas as pd

# How a speaker is named who is another source of the ledger: the beginning of ``said_by``, and that source.
ORIGINS = (("CIA World Factbook", "cia-factbook-deployments"),)
SAME = ["sender", "host", "measure", "definition"]


def link_repetitions(claims: pd.DataFrame) -> pd.DataFrame:
    """The claims with ``derived_from`` filled where one names another source as its speaker and gives that source's figure.

    Only where sender, host, measure and definition are the same, the times overlap and either the best figures or both ends are
    equal; of several such statements the one that was published first. What is marked already stays; nothing else changes.
    """
    parts = [_repetitions(claims, beginning, source) for beginning, source in ORIGINS]
    found = pd.concat(parts).drop_duplicates("claim_id").set_index("claim_id")["origin"]
    if found.empty:
        return claims
    known = claims["derived_from"].astype("str")
    linked = claims["claim_id"].map(found).astype("str")
    return claims.assign(derived_from=known.where(known.notna(), linked).astype("category"))


def source_spoken_for(said_by: str) -> str:
    """The source of the ledger that a speaker names as its own source, whatever figure it gives; empty for all others.

    A figure of another edition, or one that was rounded, is marked as no repetition, and is no independent voice either.
    """
    return next((source for named, source in ORIGINS if named in said_by), "")


def _repetitions(claims: pd.DataFrame, beginning: str, source: str) -> pd.DataFrame:
    """Columns ``claim_id`` and ``origin``, the first publication first."""
    named = claims["said_by"].cat.categories[claims["said_by"].cat.categories.str.startswith(beginning)]
    columns = ["claim_id", *SAME, "low", "best", "high", "start", "end", "published"]
    told = claims.loc[claims["said_by"].isin(named) & (claims["source_id"] != source), columns]
    own = claims.loc[claims["source_id"] == source, columns]
    words = [side.assign(**{name: side[name].astype("str") for name in SAME}) for side in (told, own)]
    both = words[0].merge(words[1], on=SAME, suffixes=("", "_own"))
    ends = (both["low"] == both["low_own"]) & (both["high"] == both["high_own"])
    same = (both["best"] == both["best_own"]) | ends
    overlap = (both["start"] <= both["end_own"]) & (both["start_own"] <= both["end"])
    kept = both[same & overlap].sort_values(["published_own", "start_own", "claim_id_own"], kind="stable")
    return kept[["claim_id", "claim_id_own"]].rename(columns={"claim_id_own": "origin"})
