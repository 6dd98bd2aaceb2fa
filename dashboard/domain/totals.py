"""Sums of estimates over senders or hosts, always under one definition; what a sum leaves out is counted in its row."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dashboard.domain.estimates import ESTIMATE_COLUMNS, FIGURES, where_known, words_of
from dashboard.domain.groups import Groups
from dashboard.domain.states import STATE_CODES, STATE_NAMES


def total_over_senders(estimates: pd.DataFrame) -> pd.DataFrame:
    """Sum the senders of each (host, date) under one definition; columns as in `ESTIMATE_COLUMNS`.

    Ends add with ends (interval arithmetic). Of several definitions the one with the largest total stands. A host all of
    whose senders are withheld is withheld, never zero.
    """
    return _total(estimates, ["host", "date"])


def total_over_hosts(estimates: pd.DataFrame) -> pd.DataFrame:
    """Sum all rows of each date under one definition, by the rules of `total_over_senders`; ``host`` is missing in sums."""
    return _total(estimates, ["date"])


def _total(estimates: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Rows that stand alone pass unchanged, with their sender and claim; the others become one sum a key."""
    key = estimates["date"].to_numpy().astype("int64")
    if "host" in keys:
        key = key * 10_000 + estimates["host"].cat.codes.to_numpy()
    groups = Groups.of(key)
    alone = groups.sizes == 1
    if alone.all():
        return estimates
    many = ~np.repeat(alone, groups.sizes)
    # A sum has no claim id, and claim ids are most of the bytes that would be copied.
    together = (
        estimates.drop(columns="claim_id").iloc[groups.order[many]].assign(heard=np.repeat(groups.sizes, groups.sizes)[many])
    )
    sums = _name_sums(_largest_definition(_sum_definitions(together, keys), keys), keys)
    joined = pd.concat([estimates.iloc[groups.first[alone]], sums])
    host = joined["host"].cat.codes.to_numpy() if len(joined) else np.array([])
    ordered: pd.DataFrame = joined.iloc[np.lexsort((host, joined["date"]))].reset_index(drop=True)
    return ordered


def _sum_definitions(together: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    definition, names = pd.factorize(together["definition"], sort=True)
    state, words = pd.factorize(together["state"])
    figure = np.array([word in FIGURES for word in words], dtype=bool)[state]
    code = np.array([STATE_CODES[word] for word in words], dtype="int64")[state]
    host = together["host"].cat.codes.to_numpy().astype("int64") if "host" in keys else np.zeros(len(together), dtype="int64")
    groups = Groups.of((together["date"].to_numpy().astype("int64") * 10_000 + host) * (len(names) + 1) + definition)
    best = np.where(figure, together["best"].to_numpy(), np.nan)
    senders = groups.sum(figure.astype("int64"))
    sums = {
        name: where_known(senders > 0, groups.sum(np.where(figure, together[name], 0.0))) for name in ("low", "high", "level")
    }
    firsts = together.iloc[groups.first]
    return firsts.assign(
        **sums,
        best=where_known((senders > 0) & (groups.count(best) == senders), groups.sum(best)),
        senders=senders,
        claims=groups.sum(together["claims"].to_numpy()),
        origins=groups.sum(together["origins"].to_numpy()),
        newest=groups.max(together["newest"].to_numpy()),
        stale_days=groups.max(together["stale_days"].to_numpy()),
        code=groups.max(code),
    )


def _largest_definition(sums: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    weight = sums["level"].fillna(-np.inf)
    ranked = sums.iloc[np.lexsort((-sums["code"], -weight))]
    return ranked.drop_duplicates(keys)


def _name_sums(sums: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    named = sums.reset_index(drop=True)
    none = (named["low"] == 0) & (named["high"] == 0)
    counted = pd.Series(np.where(none, "zero", "value"), index=named.index)
    state = named["code"].map(STATE_NAMES).mask(named["senders"] > 0, counted)
    lost = {name: _no_words(named[name]) for name in ("sender", "source_id")}
    whole = {} if "host" in keys else {"host": _no_words(named["host"])}
    missing = pd.Series([None] * len(named), dtype="str")
    result = named.assign(
        **lost, **whole, claim_id=missing, state=state.astype("str"), left_out=named["heard"] - named["senders"]
    )
    return result[list(ESTIMATE_COLUMNS)]


def _no_words(words: pd.Series) -> Any:
    """As many missing values, with the same categories."""
    return words_of(words, np.full(len(words), -1))
