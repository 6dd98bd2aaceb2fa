"""Known-at time: which claims were published by a day and not yet withdrawn on it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd


def known_since(claims: pd.DataFrame) -> np.ndarray:
    """Known-at day of each claim: its publication day, datetime64[s]; NaT where it has no date at all.

    A claim without a publication day counts as known from the last day that it is about.
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
    """The claims of `known_on` as they were on that day: ``withdrawn`` is missing where the withdrawal came later."""
    known = claims[known_on(claims, day)]
    return known.assign(withdrawn=pd.Series(pd.NaT, index=known.index, dtype="datetime64[s]"))
