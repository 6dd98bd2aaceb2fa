"""Checks that every claim must pass before a generation is published. All problems are collected."""

from __future__ import annotations

import pandas as pd

from dashboard.domain.catalogue import Catalogue
from dashboard.domain.claim import COLUMNS
from dashboard.domain.letters import HIDING
from dashboard.errors import Problem

MAX_SHOWN = 20


def check_claims(claims: pd.DataFrame, catalogue: Catalogue, places: frozenset[str]) -> list[Problem]:
    """Every problem of the claims, at most `MAX_SHOWN` examples of each; empty when they may be published.

    Args:
        claims: registry columns and dtypes, ids filled.
        catalogue: measures, definitions and sources that claims may name.
        places: place ids that claims may name.
    """
    problems: list[Problem] = []
    for column in COLUMNS:
        if column.required:
            problems += _offenders(claims, claims[column.name].isna(), "E-CLAIM-MISSING", column.name, "a value")
        if column.allowed:
            words = claims[column.name] if column.dtype == "category" else claims[column.name].astype("str")
            wrong = claims[column.name].notna() & ~words.isin(column.allowed)
            problems += _offenders(claims, wrong, "E-CLAIM-WORD", column.name, "one of " + ", ".join(column.allowed))
        if column.dtype in ("category", "str"):
            problems += _offenders(claims, _hides(claims[column.name]), "E-CLAIM-HIDDEN", column.name, "text that shows as it is")
    return problems + _check_keys(claims, catalogue, places) + _check_numbers(claims) + _check_references(claims)


def _hides(text: pd.Series) -> pd.Series:
    """True where a letter turns the direction of the text or is a control letter."""
    if not isinstance(text.dtype, pd.CategoricalDtype):
        return text.str.contains(HIDING, na=False)
    return text.isin([word for word in text.cat.categories if HIDING.search(str(word))])


def _check_keys(claims: pd.DataFrame, catalogue: Catalogue, places: frozenset[str]) -> list[Problem]:
    known = {(m.id, d.id) for m in catalogue.measures.values() for d in m.definitions}
    pairs = claims[["measure", "definition"]].drop_duplicates()
    counted = pd.Series(False, index=claims.index)
    for measure, definition in set(zip(pairs["measure"], pairs["definition"], strict=True)) - known:
        counted |= (claims["measure"] == measure) & (claims["definition"] == definition)
    unplaced = claims["sender"].notna() & ~claims["sender"].isin(places)
    return [
        *_offenders(claims, counted, "E-CLAIM-DEFINITION", "definition", "a definition of its measure"),
        *_offenders(claims, ~claims["source_id"].isin(catalogue.sources), "E-CLAIM-SOURCE", "source_id", "a source"),
        *_offenders(claims, unplaced, "E-CLAIM-PLACE", "sender", "a place id"),
        *_offenders(claims, ~claims["host"].isin(places), "E-CLAIM-PLACE", "host", "a place id"),
    ]


def _check_numbers(claims: pd.DataFrame) -> list[Problem]:
    crossed = (claims["low"] > claims["best"]) | (claims["best"] > claims["high"]) | (claims["low"] > claims["high"])
    empty = claims["kind"].isin(["value", "at-most", "at-least"]) & claims[["low", "best", "high"]].isna().all(axis=1)
    lat, lon = claims["lat"], claims["lon"]
    off = (lat.abs() > 90) | (lon.abs() > 180) | (lat.isna() != lon.isna())
    return [
        *_offenders(claims, crossed, "E-CLAIM-ORDER", "best", "low <= best <= high"),
        *_offenders(claims, empty, "E-CLAIM-EMPTY", "best", "a number for this kind of claim"),
        *_offenders(claims, claims["start"] > claims["end"], "E-CLAIM-DATES", "end", "an end not before its start"),
        *_offenders(claims, off, "E-CLAIM-POINT", "lat", "latitude and longitude in degrees, or neither"),
    ]


def _check_references(claims: pd.DataFrame) -> list[Problem]:
    ids = claims["claim_id"]
    problems = _offenders(claims, ids.duplicated(), "E-CLAIM-ID", "claim_id", "an id that no other claim has")
    for name in ("target", "derived_from"):
        named = claims[name].dropna().astype("str")
        dangling = pd.Series(False, index=claims.index)
        # The few that are named are looked up among all ids, not the other way round: that takes a hundredth of the time.
        found = ids[ids.isin(named.unique())]
        dangling[named.index[~named.isin(found)]] = True
        problems += _offenders(claims, dangling, "E-CLAIM-REFERENCE", name, "the id of another claim")
    return problems


def _offenders(claims: pd.DataFrame, wrong: pd.Series, code: str, column: str, expected: str) -> list[Problem]:
    rows = claims[wrong.fillna(False)]
    return [
        Problem(
            code,
            f"{column} = {ascii(value) if HIDING.search(str(value)) else value}",
            expected,
            cause="the reader or the hand-kept file gives a wrong key or number",
            next_step=f"mend the source {source}; {len(rows)} claims have this problem",
            where=f"claim {claim_id}",
        )
        for claim_id, source, value in zip(
            rows["claim_id"].head(MAX_SHOWN), rows["source_id"].head(MAX_SHOWN), rows[column].head(MAX_SHOWN), strict=True
        )
    ]
