"""The rows of a View’s map for each of its readings (level, ratio, change, agreement), and their classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pandas as pd

from dashboard.domain.breaks import diverging_breaks, make_breaks, own_breaks
from dashboard.domain.catalogue import Measure
from dashboard.domain.changes import year_before
from dashboard.domain.classes import CLASSES
from dashboard.domain.differences import change_estimates, total_changes
from dashboard.domain.estimates import estimate
from dashboard.domain.normalising import Normaliser, fitting, normalise
from dashboard.domain.prices import base_year, deflate, tell_deflators
from dashboard.domain.question import Question
from dashboard.domain.totals import total_over_senders
from dashboard.domain.view import View
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger


def normaliser_of(ledger: Ledger, view: View) -> Normaliser | None:
    """The denominator of the View; None for raw figures, and for changes, which keep the measure's own unit."""
    return None if view.compare == "change" else fitting(view.per, answers.measure_of(ledger, view).unit)


def unit_of(ledger: Ledger, view: View) -> str:
    """Unit of the numbers that the View shows."""
    unit, normaliser = answers.measure_of(ledger, view).unit, normaliser_of(ledger, view)
    return (normaliser.ratio(unit) or (1.0, unit))[1] if normaliser else unit


def host_rows(ledger: Ledger, view: View, days: np.ndarray | None = None) -> pd.DataFrame:
    """What the map shows: one row a (host, date); columns `ESTIMATE_COLUMNS`, for changes `CHANGE_COLUMNS`.

    A View with ``per`` has the columns of `dashboard.domain.normalising.normalise` beside them.
    """
    if view.compare == "change":
        return _change_rows(ledger, view.without_hosts(), days)
    normaliser = normaliser_of(ledger, view)
    if normaliser is not None and (base := base_year(normaliser.id)):
        return _at_prices(ledger, view, days, base)
    rows = answers.host_estimates(ledger, view, days)
    if normaliser is None:
        return rows
    return normalise(rows, _sizes(ledger, normaliser.measure, view), normaliser, answers.measure_of(ledger, view).unit)


def pair_rows(ledger: Ledger, view: View) -> pd.DataFrame:
    """Estimates of every (host, sender) of the View on its date, told per what the View asks for; hosts are not cut."""
    pairs = answers.pair_estimates(ledger, view.without_hosts())
    normaliser = normaliser_of(ledger, view)
    if normaliser is None:
        return pairs
    if base := base_year(normaliser.id):
        return deflate(pairs, ledger.catalogue.prices, base)[0]
    return normalise(pairs, _sizes(ledger, normaliser.measure, view), normaliser, answers.measure_of(ledger, view).unit)


def divided_by(ledger: Ledger, view: View) -> str:
    """What the View's figures are divided by, "gdp" or "price level ..."; empty where by nothing."""
    normaliser = normaliser_of(ledger, view)
    if normaliser is None:
        return ""
    base = base_year(normaliser.id)
    return f"price level of the United States, 1 in {base}" if base else ledger.catalogue.measures[normaliser.measure].spoken


def _at_prices(ledger: Ledger, view: View, days: np.ndarray | None, base: int) -> pd.DataFrame:
    """Rows in prices of the base year; each part of a sum is converted before it is added."""
    pairs = answers.pair_estimates(ledger, view.without_hosts(), days)
    priced, missing = deflate(pairs, ledger.catalogue.prices, base)
    rows = priced if len(view.sender) == 1 else total_over_senders(priced)
    return tell_deflators(rows, pairs[missing], ledger.catalogue.prices, base)


def breaks_of(ledger: Ledger, view: View) -> tuple[float, ...]:
    """Ascending bounds of the View's classes, the same on every date and for every host that is picked out."""
    own = own_breaks(view.classes)
    measure = answers.measure_of(ledger, view)
    if own:
        return own
    if view.classes == "fixed" and normaliser_of(ledger, view) is None:
        return diverging_breaks(measure.breaks) if view.compare == "change" else measure.breaks
    return _made_breaks(ledger, replace(view.without_hosts(), date=None))


def _change_rows(ledger: Ledger, view: View, days: np.ndarray | None) -> pd.DataFrame:
    asked = np.array([answers.view_date(ledger, view)], dtype="datetime64[s]") if days is None else days
    before = _days_before(view, asked)
    kept = before < asked
    claims, question = answers.view_claims(ledger, view), answers.question_of(ledger, view)
    pairs = change_estimates(claims, question, asked[kept], before[kept], view.rule)
    return pairs if len(view.sender) == 1 else total_changes(pairs)


def _days_before(view: View, days: np.ndarray) -> np.ndarray:
    """The earlier day of each: the View's own, or a year before."""
    if view.since is not None:
        return np.full(len(days), np.datetime64(view.since, "s"))
    return np.array([year_before(day) for day in days.astype("datetime64[D]").tolist()], dtype="datetime64[s]")


@lru_cache(maxsize=8)
def _sizes_of(ledger: Ledger, question_key: tuple[str, object]) -> pd.DataFrame:
    measure_id, known_at = question_key
    measure: Measure = ledger.catalogue.measures[measure_id]
    days = answers.clock_days(ledger, measure_id)
    question = Question(measure, ledger.catalogue, known_at)  # type: ignore[arg-type]
    rows = estimate(ledger.claims_of(measure_id), question, days)
    kept = rows[(rows["stale_days"] == 0).to_numpy() & rows["best"].notna().to_numpy()]
    return pd.DataFrame(
        {
            "host": kept["host"].astype("str"),
            "denominator_date": kept["date"],
            "size": kept["best"],
            "size_source": kept["source_id"].astype("str"),
        }
    ).rename(columns={"denominator_date": "date"})


def _sizes(ledger: Ledger, measure_id: str, view: View) -> pd.DataFrame:
    """The denominators on the days that their sources speak of: host, date, size, size_source."""
    return _sizes_of(ledger, (measure_id, view.known_at))


def shared_breaks(ledger: Ledger, views: Sequence[View]) -> tuple[float, ...] | None:
    """Common class bounds of several Views, from all their values; None where their units or readings differ."""
    first = views[0]
    if len({(unit_of(ledger, view), view.compare == "change", view.compare == "agreement") for view in views}) > 1:
        return None
    if own_breaks(first.classes) or (first.classes == "fixed" and len({view.measure for view in views}) == 1):
        fixed = normaliser_of(ledger, first) is None
        if fixed or own_breaks(first.classes):
            return breaks_of(ledger, first)
    # A View on another day alone has the same values at all dates.
    asked = dict.fromkeys(replace(view.without_hosts(), date=None) for view in views)
    return _breaks_from(np.concatenate([_all_levels(ledger, view) for view in asked]), first)


@lru_cache(maxsize=64)
def _made_breaks(ledger: Ledger, view: View) -> tuple[float, ...]:
    return _breaks_from(_all_levels(ledger, view), view)


def _all_levels(ledger: Ledger, view: View) -> np.ndarray:
    rows = host_rows(ledger, view, answers.clock_days(ledger, view.measure))
    return rows["level"][(rows["state"] == "value").to_numpy()].to_numpy(dtype="float64")


def _breaks_from(levels: np.ndarray, view: View) -> tuple[float, ...]:
    if view.compare == "change":
        sizes = np.abs(levels)
        found = make_breaks("quantile" if view.classes == "fixed" else view.classes, sizes)
        return diverging_breaks(_five(found)) if found else ()
    return make_breaks(view.classes, levels)


def _five(found: tuple[float, ...]) -> tuple[float, ...]:
    """Five bounds, the last repeated upwards where values are too few for as many."""
    return (*found, *(found[-1] * 2.0**step for step in range(1, CLASSES - len(found))))
