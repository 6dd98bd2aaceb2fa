"""One sentence that says what a time series shows: extremes, change, disagreement, what is missing."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dashboard.domain.changes import percent_between
from dashboard.domain.standing import BOUND, WITHHELD
from dashboard.figures.days import say_period
from dashboard.figures.numbers import count, say_number, say_percent, say_value
from dashboard.figures.series_data import SeriesData

# Figures older than this on the View's date are not set against newer ones.
COMPARED_DAYS = 400


def summarise(data: SeriesData, day: date, until: date) -> str:
    """A sentence from the data: the main line's range and change, the spread of sources, gaps and silences."""
    parts = [part for part in (_range(data), _spread(data, day), _bounds(data), _gaps(data), _silence(data, until)) if part]
    return ("; ".join(parts) or "No figure") + "."


def _range(data: SeriesData) -> str:
    """Highest, lowest and overall change of the line with most figures; a single figure is just told."""
    figures = data.points[data.points["level"].notna()]
    if figures.empty:
        return ""
    main = int(figures["line"].value_counts(sort=True).index[0])
    own = figures[figures["line"] == main]
    name = data.lines[main].name
    first, last = own.iloc[0], own.iloc[-1]
    if own["claim_id"].nunique() <= 1 or len(own) == 1:
        return f"{name}: {_said(data, last)}"
    high, low = own.loc[own["level"].idxmax()], own.loc[own["level"].idxmin()]
    percent = percent_between((first["low"], first["high"]), (last["low"], last["high"]))
    change = f" ({say_percent(*percent)})" if percent else ""
    return f"{name}: highest {_said(data, high)}, lowest {_said(data, low)}, last {_said(data, last)}; from {_said(data, first)}{change}"


def _spread(data: SeriesData, day: date) -> str:
    """How far the lines under one definition differ on the View's date; empty when fewer than two speak."""
    age = (pd.Timestamp(day) - data.points["day"]).dt.days
    near = data.points[(age >= 0) & (age <= COMPARED_DAYS) & data.points["level"].notna()]
    last = near.groupby("line").last()
    named = last.assign(definition=[data.lines[line].definition for line in last.index])
    for definition, rows in named[named["definition"] != ""].groupby("definition", sort=False):
        low, high = rows["low"].min(), rows["high"].max()
        if len(rows) > 1 and low < high:
            return f"{count(len(rows), 'source')} differ on {definition}: {say_value('value', low, None, high, data.measure.unit)}"
    return ""


def _bounds(data: SeriesData) -> str:
    bounds = int((data.points["code"] == BOUND).sum())
    return f"{count(bounds, 'statement')} with only a bound" if bounds else ""


def _gaps(data: SeriesData) -> str:
    joined = [line for line, entry in enumerate(data.lines) if entry.joined]
    figures = data.points[data.points["level"].notna() & data.points["line"].isin(joined)]
    breaks = int((figures.groupby("line")["segment"].nunique() - 1).sum())
    return f"{count(breaks, 'gap')} without a report" if breaks else ""


def _silence(data: SeriesData, until: date) -> str:
    spans = data.silent[data.silent["code"] == WITHHELD]
    if spans.empty:
        return ""
    first, last = spans["first"].min(), min(spans["until"].max(), pd.Timestamp(until))
    return f"withheld at times between {say_period(first, first)} and {say_period(last, last)}"


def _said(data: SeriesData, row: pd.Series) -> str:
    value = say_number(row["best"], data.measure.unit) or say_value("value", row["low"], None, row["high"], data.measure.unit)
    return f"{value} ({_month(row['day'])})"


def _month(day: pd.Timestamp) -> str:
    return say_period(day.replace(day=1), day + pd.offsets.MonthEnd(0))
