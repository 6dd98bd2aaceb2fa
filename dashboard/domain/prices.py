"""Constant prices: converts current US dollars to dollars of a chosen year with a deflator for the United States.

The deflator is derived from one publication that gives every amount in current and in constant dollars; it says nothing about prices
in the host. An amount of a year outside its span has no deflator and is marked as such; it is never dropped, nor shown undeflated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

PREFIX = "prices-"
ASKED = re.compile(PREFIX + r"(\d{4})", re.ASCII)
UNIT = "USD"
NUMBERS = ("low", "best", "high", "level")
NO_DEFLATOR = "no-denominator"
FIGURES = ("value", "zero", "bound")


@dataclass(frozen=True, slots=True)
class PriceLevel:
    """Prices of one fiscal year.

    Attributes:
        year: the fiscal year, which stands for the calendar year of the same number.
        deflator: dollars of the publication's base year for one dollar of this year: the ratio of the sums.
        lowest, highest: smallest and largest ratio of a single row of the publication.
        rows: how many rows it was derived from.
    """

    year: int
    deflator: float
    lowest: float
    highest: float
    rows: int


@dataclass(frozen=True, slots=True)
class Prices:
    """The price levels of one source, oldest first; empty where none is kept."""

    source: str = ""
    levels: tuple[PriceLevel, ...] = ()

    @property
    def years(self) -> tuple[int, ...]:
        """The years that may be a base."""
        return tuple(level.year for level in self.levels)

    def factors(self, years: np.ndarray, base: int) -> np.ndarray:
        """Dollars of ``base`` for one dollar of each year; missing outside the span, and everywhere when the base is."""
        known = {level.year: level.deflator for level in self.levels}
        base_level = known.get(base, np.nan)
        return (
            np.array([known.get(int(year), np.nan) if year == year else np.nan for year in years], dtype="float64") / base_level
        )


def base_year(per: str) -> int | None:
    """The year whose prices the View key ``per`` asks for; None where it asks for something else."""
    match = ASKED.fullmatch(per)
    return int(match[1]) if match else None


def constant_unit(base: int) -> str:
    """The unit of amounts in the prices of a year: "USD of 2015"."""
    return f"{UNIT} of {base}"


def is_constant(unit: str) -> bool:
    """True for the unit of amounts that this module deflated."""
    return unit.startswith(f"{UNIT} of ")


def deflate(rows: pd.DataFrame, prices: Prices, base: int) -> tuple[pd.DataFrame, np.ndarray]:
    """The rows in dollars of ``base``, and True for each figure that has no deflator and is left as it is.

    The year of a figure is that of ``newest``, the last day it speaks of: a stock that is carried forward keeps the prices of its own day.
    """
    factor = prices.factors(rows["newest"].dt.year.to_numpy(), base)
    missing: np.ndarray = np.isnan(factor) & rows["state"].isin(FIGURES).to_numpy()
    used = np.where(np.isnan(factor), 1.0, factor)
    return rows.assign(**{name: rows[name] * used for name in NUMBERS}), missing


def tell_deflators(rows: pd.DataFrame, without: pd.DataFrame, prices: Prices, base: int) -> pd.DataFrame:
    """The rows with the columns ``denominator`` (price level, 1 in ``base``), ``denominator_date`` and ``denominator_source``.

    Hosts and dates in ``without`` get the state `NO_DEFLATOR` and no number.
    """
    newest = rows["newest"].dt.year.to_numpy()
    factor = prices.factors(newest, base)
    keys = pd.MultiIndex.from_arrays([rows["host"].astype("str"), rows["date"]])
    lost = keys.isin(pd.MultiIndex.from_arrays([without["host"].astype("str"), without["date"]]))
    known = ~np.isnan(factor) & ~lost & rows["state"].isin(FIGURES).to_numpy()
    days = rows["newest"].where(known)
    return rows.assign(
        **{name: rows[name].mask(lost) for name in NUMBERS}, state=rows["state"].astype("str").mask(lost, NO_DEFLATOR),
        denominator=np.where(known, 1 / factor, np.nan), denominator_date=days,
        denominator_source=pd.Series(prices.source, index=rows.index, dtype="str").where(known),
    )  # fmt: skip
