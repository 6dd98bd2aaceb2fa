"""Known-at time: which claims were published by a day and not yet withdrawn on it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd


def known_since(claims: pd.DataFrame) -> np.ndarray:
    """The day from which each claim counts as known: datetime64[s], missing where it speaks of no time at all.

    A source that does not say when it published cannot have known before the last day it speaks of.
    """
    known: pd.Series = claims["published"].fillna(claims["end"]).fillna(claims["start"])
    return known.to_numpy().astype("datetime64[s]")


def known_on(claims: pd.DataFrame, day: date | None) -> np.ndarray:
    """True for each claim that was published up to ``day`` (inclusive) and stood on it; withdrawn is exclusive.

    ``None`` asks for all that is known now: everything that was not withdrawn.
    """
    withdrawn = claims["withdrawn"].to_numpy().astype("datetime64[s]")
    if day is None:
        stands: np.ndarray = np.isnat(withdrawn)
        return stands
    moment = np.datetime64(day, "s")
    known: np.ndarray = (known_since(claims) <= moment) & (np.isnat(withdrawn) | (withdrawn > moment))
    return known


def claims_known_on(claims: pd.DataFrame, day: date) -> pd.DataFrame:
    """The claims of `known_on` as they read on that day: a later withdrawal is not known yet, so ``withdrawn`` is missing."""
    known = claims[known_on(claims, day)]
    return known.assign(withdrawn=pd.Series(pd.NaT, index=known.index, dtype="datetime64[s]"))
