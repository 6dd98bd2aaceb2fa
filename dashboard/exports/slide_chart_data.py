"""What the charts of slides show: the series of a host, and the hosts with the largest figures, with a sentence and notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from dashboard.domain.states import NONE_FOUND, WITHHELD
from dashboard.domain.view import View
from dashboard.figures.days import say_day
from dashboard.figures.lettering import one_line
from dashboard.figures.numbers import say_number
from dashboard.figures.reading import reading_of
from dashboard.figures.series_axis import on_axis
from dashboard.figures.series_scale import Plot, scale_plot, short_name, silent_spans, state_words
from dashboard.figures.series_summary import summarise
from dashboard.figures.view_region import part_of, rows_in_part
from dashboard.figures.view_rows import rows_on_day
from dashboard.figures.view_series import last_day, view_series
from dashboard.ledger import answers
from dashboard.ledger.readings import unit_of
from dashboard.ledger.store import Ledger

# Unless the operator says otherwise: more lines cannot be told apart on a slide; the others are named.
MAX_LINES = 8
MAX_BARS = 15


@dataclass(frozen=True, eq=False)
class ChartSlide:
    """A chart for a slide: what it is of, a sentence that says what it shows, and notes under it."""

    title: str
    summary: str
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class SeriesChart(ChartSlide):
    """The series of a host."""

    plot: Plot


@dataclass(frozen=True, eq=False)
class RankingChart(ChartSlide):
    """The hosts with the largest figures: rows of the map with ``name`` and ``code``, the largest first."""

    bars: pd.DataFrame


def series_of(ledger: Ledger, view: View, most: int = MAX_LINES) -> SeriesChart | None:
    """The series of the View's host; None without a host or a figure."""
    data = view_series(ledger, view, most)
    if data is None or data.points.empty:
        return None
    day = answers.view_date(ledger, view)
    until = last_day(ledger, view.measure, day)
    plot = scale_plot(on_axis(data, view.series, view.since), day, until)
    if plot.data.points.empty:
        return None
    told = summarise(plot.data, day, until)
    notes = tuple(one_line(note) for note in _notes(plot, day))
    return SeriesChart(f"{data.measure.title}, {plot.axis_title}", one_line(told), notes, plot)


def _notes(plot: Plot, day: date) -> Iterator[str]:
    yield from (f"{told}." for told in plot.data.notes)
    for span in silent_spans(plot):
        if span.code in (WITHHELD, NONE_FOUND):
            names = ", ".join(dict.fromkeys(short_name(plot.data, line) for line in span.lines))
            first, last = (say_day(end.astype("datetime64[D]").item()) for end in (span.first, span.last))
            yield f"{state_words(span.code).capitalize()} from {first} to {last}: {names}."
    if plot.data.left_out:
        yield f"Not drawn: {', '.join(plot.data.left_out)}."
    yield f"The View's date is {say_day(day)}."


def ranking_of(ledger: Ledger, view: View, most: int = MAX_BARS) -> RankingChart | None:
    """The hosts with the largest figures of the View's map; None where it has no figure.

    A host of which no source gives one figure has no bar, and is named in a note.
    """
    whole, part = rows_on_day(ledger, view), part_of(view)
    rows = rows_in_part(ledger.places, view, whole)
    figures = rows[rows["best"].notna() & (rows["state"] == "value")]
    group = np.array([ledger.places.by_id[str(host)].kind == "collective" for host in figures["host"]], dtype=bool)
    known = figures[~group]
    if known.empty:
        return None
    top = known.iloc[np.lexsort((known["host"].astype("str"), -known["best"].abs()))[:most]]
    names = [ledger.places.by_id[str(host)].name for host in top["host"]]
    bars = top.assign(name=names, code=reading_of(ledger, view).codes_of(top))
    unit = unit_of(ledger, view)
    first = bars.iloc[0]
    where = f" in {part.spoken}" if part else ""
    summary = (
        f"{len(bars)} of {len(known):,} hosts with a figure{where}; the largest: {first['name']}, {_said(first['best'], unit)}."
    )
    ranged = rows[rows["best"].isna() & rows["level"].notna()]
    told = ", ".join(ledger.places.by_id[str(host)].name for host in ranged["host"][:most])
    together = "; ".join(
        f"{ledger.places.by_id[str(host)].name} {_said(best, unit)}" for host, best in figures[group][["host", "best"]].to_numpy()
    )
    grouped = (f"Given for several places together and not ranked: {together}.",) if together else ()
    notes = (f"{len(ranged)} with a range and no single figure have no bar: {told}.",) if len(ranged) else ()
    notes = (*grouped, *notes)
    return RankingChart(f"Hosts{where} with the largest figures, {unit}", summary, notes, bars)


def _said(value: float, unit: str) -> str:
    """A figure with its unit, however a unit of people is told: "28,000 persons", "22.51 bn USD"."""
    told = say_number(float(value), unit)
    return told if told.endswith((unit, "%")) else f"{told} {unit}"
