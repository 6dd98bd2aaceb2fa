"""One sentence that says what a time series shows: extremes, change, disagreement, what is missing."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from dashboard.domain.changes import percent_between
from dashboard.domain.states import BOUND, WITHHELD
from dashboard.domain.view import INDEX, LINEAR, LOG
from dashboard.figures.days import say_month
from dashboard.figures.numbers import count, say_number, say_percent, say_value
from dashboard.figures.series_data import Columns, SeriesData

# Figures older than this on the View's date are not set against newer ones.
COMPARED_DAYS = 400
# Definitions of one place that are told; the others are counted.
DEFINITIONS = 2
AXIS_WORDS = {LINEAR: "", LOG: "drawn on a log axis", INDEX: "drawn as an index"}


def summarise(data: SeriesData, day: date, until: date) -> str:
    """A sentence from the data: the main line's range and change, the spread of sources, gaps and silences.

    Every figure in it is in the measure's unit, whatever the axis.
    """
    axis = AXIS_WORDS[data.axis]
    data = data.original or data
    column = {str(name): data.points[name].to_numpy() for name in data.points}
    figures = {name: values[~np.isnan(column["level"])] for name, values in column.items()}
    bounds = count(int((column["code"] == BOUND).sum()), "statement")
    told = [
        _range(data, figures), _spread(data, figures, np.datetime64(day, "s")),
        f"{bounds} with only a bound" if bounds[0] != "0" else "", _gaps(data, figures), _silence(data, until), axis,
    ]  # fmt: skip
    return ("; ".join(part for part in told if part) or "No figure") + "."


def _range(data: SeriesData, figures: Columns) -> str:
    """Highest, lowest and overall change of the line with most figures; a single figure is just told."""
    if not len(figures["line"]):
        return ""
    # Places come in order of size; of sources the one with the longest record is told.
    places = not data.lines[0].definition
    main = int(figures["line"][0]) if places else int(np.bincount(figures["line"]).argmax())
    own = np.flatnonzero(figures["line"] == main)
    name = data.lines[main].name
    if places:
        return _of_place(data, figures, own, name)
    first, last = own[0], own[-1]
    if (len(set(figures["claim_id"][own])) == 1 and figures["claim_id"][first]) or first == last:
        return f"{name}: {_said(data, figures, last)}"
    level = figures["level"][own]
    ends = [(float(figures["low"][place]), float(figures["high"][place])) for place in (first, last)]
    extremes = f"{name}: {_extremes(data, figures, own)}"
    # No change is told between single statements, which have several speakers.
    if not data.lines[main].joined or level.max() == level.min():
        return extremes
    percent = percent_between(ends[0], ends[1])
    change = f" ({say_percent(*percent)})" if percent else ""
    return f"{extremes}; from {_said(data, figures, first)} to {_said(data, figures, last)}{change}"


def _of_place(data: SeriesData, figures: Columns, own: np.ndarray, name: str) -> str:
    """Highest and lowest of a place under each definition apart, that of most dates first, and of how many senders they are sums.

    No change is told along them. Where the definition in charge is silent another one stands in, which may count fewer people: its
    figure is no lowest of the first. Nor is a sum of fewer senders a lowest of the whole, so that it says how many there are.
    """
    under = figures["definition"][own].astype("str")
    found, number = np.unique(under, return_counts=True)
    ordered = [str(found[place]) for place in np.argsort(-number, kind="stable")]
    told = [_extremes(data, figures, own[under == one]) + _summed(figures, own[under == one]) for one in ordered[:DEFINITIONS]]
    if len(ordered) == 1:
        return f"{name}: {told[0]}"
    titles = [data.measure.definition(one).title for one in ordered]
    more = f"; {count(len(ordered) - DEFINITIONS, 'more definition')}" if len(ordered) > DEFINITIONS else ""
    named = "; ".join(f"{title}, {words}" for title, words in zip(titles, told, strict=False))
    return f"{name}, counted in {len(ordered)} ways that are not compared: {named}{more}"


def _extremes(data: SeriesData, figures: Columns, own: np.ndarray) -> str:
    level = figures["level"][own]
    high, low = _said(data, figures, own[level.argmax()]), _said(data, figures, own[level.argmin()])
    claims = figures["claim_id"][own]
    # One figure, or one statement that is carried; a sum has no claim.
    if len(own) == 1 or (isinstance(claims[0], str) and claims[0] and len(set(claims)) == 1):
        return high
    return f"highest {high}, lowest {low}" if level.max() > level.min() else f"always {high}"


def _summed(figures: Columns, own: np.ndarray) -> str:
    """For sums over a varying number of senders: " (sums of 1 to 3 senders)"; otherwise empty."""
    fewest, most = int(figures["senders"][own].min()), int(figures["senders"][own].max())
    return f" (sums of {fewest} to {most} senders)" if fewest < most else ""


def _spread(data: SeriesData, figures: Columns, day: np.datetime64) -> str:
    """How far the lines under one definition differ on the View's date; empty when fewer than two speak."""
    age = (day - figures["day"]).astype("timedelta64[D]").astype("int64")
    near = np.flatnonzero((age >= 0) & (age <= COMPARED_DAYS))
    last = {int(figures["line"][place]): int(place) for place in near}
    definitions = dict.fromkeys(data.lines[line].definition for line in last)
    for definition in filter(None, definitions):
        places = [place for line, place in last.items() if data.lines[line].definition == definition]
        low, high = figures["low"][places].min(), figures["high"][places].max()
        if len(places) > 1 and low < high:
            span = say_value("value", low, None, high, data.measure.unit)
            return f"{count(len(places), 'source')} differ on {definition}: {span}"
    return ""


def _gaps(data: SeriesData, figures: Columns) -> str:
    joined = [line for line, entry in enumerate(data.lines) if entry.joined]
    segments = [len(np.unique(figures["segment"][figures["line"] == line])) for line in joined]
    breaks = sum(max(number - 1, 0) for number in segments)
    if not breaks:
        return ""
    often = "once" if breaks == 1 else f"{breaks} times"
    lines = f"the {len(joined)} lines break {often} in all" if len(joined) > 1 else f"the line breaks {often}"
    return f"{lines}, where nothing was reported"


def _silence(data: SeriesData, until: date) -> str:
    """Since when a figure is withheld, and by whom where others speak on."""
    spans = data.silent[(data.silent["code"] == WITHHELD).to_numpy()]
    if spans.empty:
        return ""
    first, last = spans["first"].min().date(), spans["until"].max().date()
    if last >= until and len(spans) == 1:
        return f"{_who(data, spans)}withheld since {say_month(first)}"
    return f"{_who(data, spans)}withheld at times between {say_month(first)} and {say_month(max(first, min(last, until)))}"


def _who(data: SeriesData, spans: pd.DataFrame) -> str:
    """The line that a silent span belongs to; empty where the chart has one line."""
    names = [data.lines[line].name for line in spans["line"].unique()]
    if len(data.lines) == 1:
        return ""
    return f"{names[0]}: " if len(names) == 1 else f"{count(len(names), 'line')} "


def _said(data: SeriesData, figures: Columns, place: int) -> str:
    low, best, high = (float(figures[name][place]) for name in ("low", "best", "high"))
    value = say_number(best, data.measure.unit) or say_value("value", low, None, high, data.measure.unit)
    return f"{value} ({say_month(figures['day'][place].astype(object).date())})"
