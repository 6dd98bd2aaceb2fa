"""The places with the largest figures on the View's date, as lines of a list."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.domain.view import View
from dashboard.figures.days import say_month
from dashboard.figures.numbers import say_number, say_value
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger

MAX_PLACES = 10
FIGURES = ("value", "zero")


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One place of a ranking.

    Attributes:
        place: place id; ``name``: its name.
        words: the figure, or why there is none.
        share: level as a share of the largest, 0 to 1; 0 without a figure.
        detail: definition and the day that the figure speaks of.
        source: title of the source; empty for a sum of several.
    """

    place: str
    name: str
    words: str
    share: float
    detail: str
    source: str


def rank_places(
    ledger: Ledger, view: View, estimates: pd.DataFrame, key: str, unit: str = ""
) -> tuple[tuple[PlaceLine, ...], int]:
    """Places of ``estimates`` (one row a place of the column ``key``), largest first, and how many more have a claim.

    ``unit`` is that of the numbers; empty: the measure's own.
    """
    unit = unit or answers.measure_of(ledger, view).unit
    order = np.lexsort((estimates[key].astype("str"), -estimates["level"].fillna(-np.inf), ~estimates["state"].isin(FIGURES)))
    rows = estimates.iloc[order[:MAX_PLACES]]
    largest = max(float(rows["level"].max()), 0.0) if len(rows) else 0.0
    lines = [_place_line(ledger, view, row, str(row[key]), largest, unit) for row in rows.to_dict("records")]
    return tuple(lines), len(estimates) - len(lines)


def _place_line(ledger: Ledger, view: View, row: Mapping[Hashable, object], place: str, largest: float, unit: str) -> PlaceLine:
    measure = answers.measure_of(ledger, view)
    level = _number(row["level"])
    share = max(level / largest, 0.0) if largest > 0 and not np.isnan(level) else 0.0
    source = ledger.catalogue.sources.get(str(row["source_id"]))
    newest = pd.Timestamp(row["newest"]).date()  # type: ignore[arg-type]
    return PlaceLine(
        place=place, name=ledger.places.by_id[place].name, words=estimate_words(row, unit), share=share,
        detail=f"{measure.definition(str(row['definition'])).title}, {say_month(newest)}",
        source=source.title if source else "",
    )  # fmt: skip


def estimate_words(row: Mapping[Hashable, object], unit: str) -> str:
    """An estimate in words: figure with its range, a bound, or why there is no figure."""
    state = str(row["state"])
    if state in ("withheld", "none-found", "no-denominator"):
        return state.replace("-", " ")
    low, best, high = (_number(row[name]) for name in ("low", "best", "high"))
    if state == "zero":
        return say_number(0.0, unit)
    return say_value("value", low, best, high, unit)


def _number(value: object) -> float:
    return float(value)  # type: ignore[arg-type]
