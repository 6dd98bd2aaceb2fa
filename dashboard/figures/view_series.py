"""Selects the time series of a View with a host: one line a source for a pair, else one line a sender or host."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache

import pandas as pd

from dashboard.domain.catalogue import Measure
from dashboard.domain.totals import total_over_senders
from dashboard.domain.view import LINEAR, View
from dashboard.figures.records import records
from dashboard.figures.series_data import SeriesData, estimate_series, pair_series
from dashboard.figures.series_prices import at_prices
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger


def view_series(ledger: Ledger, view: View, max_lines: int) -> SeriesData | None:
    """The series of the View's own measure; None when nothing is known or no host is picked out."""
    found = _view_series(ledger, view, max_lines)
    return None if found is None else at_prices(found, view.per, ledger.catalogue.prices)


def _view_series(ledger: Ledger, view: View, max_lines: int) -> SeriesData | None:
    if not view.host:
        return None
    if len(view.sender) != 1 or len(view.host) != 1:
        return group_series(ledger, view, answers.measure_of(ledger, view), max_lines)
    kept = records(ledger, replace(view, date=None, rule="preferred", series=LINEAR, per="none"))
    own = next((record for record in kept if record.measure.id == view.measure), None)
    return pair_series(ledger, own, max_lines) if own else None


def group_series(ledger: Ledger, view: View, measure: Measure, max_lines: int) -> SeriesData | None:
    """One line a sender, or a host when several are picked out, by the View's rule, of ``measure``."""
    definition = view.definition if measure.id == view.measure else ""
    rows = _rows(ledger, replace(view, measure=measure.id, definition=definition, date=None, series=LINEAR, per="none"))
    days, shown = answers.clock_days(ledger, measure.id), answers.view_date(ledger, view)
    return estimate_series(ledger, measure, rows, days, line_key(view), shown, max_lines)


def line_key(view: View) -> str:
    """What a line stands for when several senders or hosts are shown: ``sender`` with one host, else ``host``."""
    return "sender" if len(view.host) == 1 else "host"


def last_day(ledger: Ledger, measure_id: str, day: date) -> date:
    """End of the time axis: the last day of the measure's clock, or the View's date when that is later."""
    days = answers.clock_days(ledger, measure_id)
    return max(day, pd.Timestamp(days[-1]).date()) if len(days) else day


@lru_cache(maxsize=8)
def _rows(ledger: Ledger, view: View) -> pd.DataFrame:
    """Estimates on the whole clock, one row a sender (or host) and day."""
    rows = answers.pair_estimates(ledger, view, answers.clock_days(ledger, view.measure))
    return rows if line_key(view) == "sender" or len(view.sender) == 1 else total_over_senders(rows)
