"""What the ledger holds under each definition, and how far two definitions of one measure lie apart on the same people."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from dashboard.domain.catalogue import Measure
from dashboard.ledger.store import Ledger

# Fewer common figures say nothing about two definitions.
FEWEST = 5


@lru_cache(maxsize=2)
def definition_sources(ledger: Ledger) -> pd.DataFrame:
    """One row a measure, definition and source with claims: ``claims, senders, hosts, first, last`` (years; missing without a day)."""
    claims = ledger.claims
    day = claims["end"].fillna(claims["start"])
    keys = ["measure", "definition", "source_id"]
    told = claims[[*keys, "sender", "host"]].assign(year=day.dt.year)
    groups = told.groupby(keys, observed=True, sort=True)
    counted = groups.agg(
        claims=("year", "size"), senders=("sender", "nunique"), hosts=("host", "nunique"), first=("year", "min"), last=("year", "max")
    )  # fmt: skip
    rows = counted.reset_index()
    return rows.assign(**{name: rows[name].astype("str") for name in keys})


@lru_cache(maxsize=2)
def definition_ratios(ledger: Ledger) -> pd.DataFrame:
    """How two definitions of one measure relate: ``measure, one, other, pairs, low, median, high``.

    ``median`` is the middle of ``other / one`` over all senders, hosts and last days for which both have a figure above zero;
    ``low`` and ``high`` are its quartiles. Only definitions with at least `FEWEST` common figures; parts of one list (sites,
    missions) are added up first.
    """
    found = [_ratios(ledger, measure) for measure in ledger.catalogue.measures.values() if len(measure.definitions) > 1]
    columns = ["measure", "one", "other", "pairs", "low", "median", "high"]
    return (
        pd.concat([pd.DataFrame(columns=columns), *found], ignore_index=True)[columns] if found else pd.DataFrame(columns=columns)
    )


def _ratios(ledger: Ledger, measure: Measure) -> pd.DataFrame:
    claims = ledger.claims_of(measure.id)
    parts = ledger.catalogue.part_actors()
    figures = claims[(claims["best"] > 0) & (claims["kind"] == "value") & ~claims["actor"].isin(parts)]
    keys = ["sender", "host", "end"]
    words = figures[[*keys, "definition", "best", "source_id"]]
    # One figure a definition, pair and day: parts of one list are added, of alternatives and of several sources the largest is taken.
    listed = {definition.id for definition in measure.definitions if definition.additive != "none"}
    groups = words.groupby([*keys, "definition", "source_id"], observed=True, sort=False)["best"]
    figure = pd.DataFrame({"sum": groups.sum(), "max": groups.max()}).reset_index()
    best = figure["sum"].where(figure["definition"].isin(listed), figure["max"])
    figure = figure.assign(best=best, definition=figure["definition"].astype("str"))
    table = figure.pivot_table(index=keys, columns="definition", values="best", aggfunc="max", observed=True)
    order = [definition.id for definition in measure.definitions if definition.id in table]
    pairs = [(one, other) for place, one in enumerate(order) for other in order[place + 1 :]]
    values = {name: table[name].to_numpy(float) for name in order}
    return pd.DataFrame([row for one, other in pairs if (row := _ratio(measure.id, values, one, other))])


def _ratio(measure: str, values: dict[str, np.ndarray], one: str, other: str) -> dict[str, object]:
    """The row of two definitions; empty where they have too few figures in common."""
    ratio = values[other] / values[one]
    ratio = ratio[~np.isnan(ratio)]
    if len(ratio) < FEWEST:
        return {}
    low, median, high = (float(value) for value in np.quantile(ratio, [0.25, 0.5, 0.75]))
    return {"measure": measure, "one": one, "other": other, "pairs": len(ratio), "low": low, "median": median, "high": high}
