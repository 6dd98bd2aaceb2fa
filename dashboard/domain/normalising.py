"""Normalises figures by the size of the host: per inhabitant, per member of its armed forces, or as a share of GDP.

A host without the denominator gets the state ``no-denominator``; it is never dropped and never zero.

Constant prices (``per=prices-2015``) work like a ratio whose denominator is the US price level, which is 1 in the chosen base year;
see `dashboard.domain.prices`. Money in constant prices of a source is never divided by current dollars.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.domain.classes import is_money
from dashboard.domain.prices import base_year, constant_unit

NUMBERS = ("low", "best", "high", "level")
# A denominator of 2021 still says how large a host was in 2024; that of 2010 does not.
DENOMINATOR_YEARS = 3
NO_DENOMINATOR = "no-denominator"


@dataclass(frozen=True, slots=True)
class Normaliser:
    """One way to set a figure against the size of its host.

    Attributes:
        id: value of the View key ``per``.
        measure: the denominator's measure.
        title: what a reader chooses.
        persons, money: (factor, unit) of the ratio for a count of persons and for current US dollars; None where it makes no sense.
    """

    id: str
    measure: str
    title: str
    persons: tuple[float, str] | None
    money: tuple[float, str] | None

    def ratio(self, unit: str) -> tuple[float, str] | None:
        """Factor and unit of the ratio for figures in ``unit``; None where such a ratio makes no sense.

        Money in constant prices or in another currency is not set against current dollars.
        """
        if unit == "persons":
            return self.persons
        return self.money if unit == "USD" else None


NORMALISERS = {
    one.id: one
    for one in (
        Normaliser("inhabitants", "population", "Per inhabitant", (1000.0, "per 1,000 inhabitants"), (1.0, "USD per inhabitant")),
        Normaliser("forces", "armed_forces", "Per member of its own forces", (100.0, "per 100 of its own forces"), None),
        Normaliser("gdp", "gdp", "Share of its GDP", None, (100.0, "% of GDP")),
    )
}


def fitting(per: str, unit: str) -> Normaliser | None:
    """The normaliser ``per`` where it makes sense for figures in ``unit``; else None."""
    base = base_year(per)
    if base:
        one: Normaliser | None = Normaliser(per, "", f"Constant prices, US dollars of {base}", None, (1.0, constant_unit(base)))
    else:
        one = NORMALISERS.get(per)
    return one if one and one.ratio(unit) else None


def normalise(rows: pd.DataFrame, sizes: pd.DataFrame, normaliser: Normaliser, unit: str) -> pd.DataFrame:
    """The rows with their numbers divided by the host's denominator; other columns and the order unchanged.

    Args:
        rows: estimates with ``host``, ``date``, ``state`` and numbers.
        sizes: denominators: columns ``host``, ``date`` (datetime64[s]), ``size``, ``size_source``.
        normaliser: what to divide by; must fit ``unit``.
        unit: unit of the rows.

    Adds ``denominator`` (the number divided by, missing where there is none), ``denominator_date`` (day it speaks of) and
    ``denominator_source``. Takes for each row the newest denominator up to its date and at most `DENOMINATOR_YEARS` old. A figure
    without one gets the state ``no-denominator``.
    """
    factor = (normaliser.ratio(unit) or (1.0, unit))[0]
    dated = rows.assign(place=np.arange(len(rows)), host=rows["host"].astype("str")).sort_values("date", kind="stable")
    typed = sizes.astype({"host": dated["host"].dtype, "date": dated["date"].dtype, "size": "float64"})
    known = typed[(typed["size"] > 0).to_numpy()].rename(columns={"date": "denominator_date"}).sort_values("denominator_date")
    reach = pd.Timedelta(days=366 * DENOMINATOR_YEARS)
    joined = pd.merge_asof(dated, known, left_on="date", right_on="denominator_date", by="host", tolerance=reach)
    ordered = joined.sort_values("place").set_axis(rows.index)
    divided = {name: rows[name] * factor / ordered["size"] for name in NUMBERS}
    missing = ordered["size"].isna() & rows["state"].isin(["value", "zero", "bound"])
    return rows.assign(
        **divided, state=rows["state"].astype("str").mask(missing, NO_DENOMINATOR), denominator=ordered["size"],
        denominator_date=ordered["denominator_date"], denominator_source=ordered["size_source"],
    )  # fmt: skip


def caveat(unit: str) -> str:
    """What a reader must know about raw counts; empty for a unit that has no ratio."""
    return "Raw figures: large hosts weigh more than small ones" if unit == "persons" or is_money(unit) else ""
