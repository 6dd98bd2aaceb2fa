"""The scales of a time series, shared by the chart on the page and the picture in a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from dashboard.domain.question import DAY
from dashboard.domain.states import STATE_NAMES
from dashboard.domain.view import LOG
from dashboard.figures.lettering import text_width
from dashboard.figures.numbers import MINUS, axis_scale
from dashboard.figures.palette import Theme
from dashboard.figures.series_data import Columns, SeriesData

HEADROOM = 1.15
# Steps of a value axis, times a power of ten; and the most powers that a log axis names.
STEPS = (1, 2, 2.5, 5, 10)
MOST_POWERS = 7
# Within a silent span, a time without any figure longer than this (400 days) is drawn as silent.
LONG_SILENCE = 400 * DAY


@dataclass(frozen=True, eq=False)
class Plot:
    """A series with its scales, shared by the picture on the page and the picture in a file.

    Attributes:
        data: what is drawn.
        scale, unit: what numbers are divided by, and the words of the result ("bn USD").
        bottom, top: ends of the value axis, divided by ``scale``; of a log axis both above zero.
        first, last: ends of the time axis, datetime64[s]; ``end`` is the last day that anything is told of.
    """

    data: SeriesData
    scale: float
    unit: str
    bottom: float
    top: float
    first: np.datetime64
    last: np.datetime64
    end: np.datetime64

    @property
    def log(self) -> bool:
        """Whether equal steps of the axis are equal factors."""
        return self.data.axis == LOG

    @property
    def axis_title(self) -> str:
        """The unit as it stands on the value axis: "bn USD, log axis"."""
        return f"{self.unit}, log axis" if self.log else self.unit

    def share(self, values: np.ndarray) -> np.ndarray:
        """Where figures in the measure's unit stand on the value axis, 0 at its foot and 1 at its top."""
        low, high, scaled = self.bottom, self.top, values / self.scale
        if self.log:
            low, high, scaled = np.log10(low), np.log10(high), np.log10(np.maximum(scaled, self.bottom))
        along: np.ndarray = (scaled - low) / (high - low)
        return along

    def at(self, share: float) -> float:
        """The value, divided by ``scale``, that stands at a share of the axis."""
        if self.log:
            return float(self.bottom * (self.top / self.bottom) ** share)
        return self.bottom + share * (self.top - self.bottom)

    def ticks(self) -> list[float]:
        """Round values, divided by ``scale``, for a picture without a charting library."""
        return log_ticks(self.bottom, self.top) if self.log else value_ticks(self.bottom, self.top)


@dataclass(frozen=True, slots=True)
class Span:
    """A time in which a source is silent.

    ``alone``: nobody else has a figure then; it takes the whole height of the plot, else a strip at its foot.
    """

    code: int
    first: np.datetime64
    last: np.datetime64
    lines: tuple[int, ...]
    alone: bool = True


@dataclass(frozen=True, slots=True)
class SpanWord:
    """The word over a silent span; ``along`` is where its middle stands on the time axis, 0 at the left end and 1 at the right."""

    span: Span
    words: str
    along: float


def scale_plot(data: SeriesData, day: date, until: date) -> Plot:
    """Scales that hold every number, every span, the View's date and zero."""
    numbers = data.points[["low", "high", "level"]].to_numpy(dtype="float64")
    known = numbers[~np.isnan(numbers)]
    lowest, highest = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    scale, unit = axis_scale(max(abs(highest), abs(lowest)), data.measure.unit)
    days = np.r_[data.points["day"].to_numpy(), data.silent["first"].to_numpy(), np.array([day], dtype="datetime64[s]")]
    # Only an open span needs the time after the last report; else the axis ends with the record.
    ends = np.minimum(data.silent["until"].to_numpy(), np.datetime64(until, "s"))
    first, end = days.min(), max(days.max(), ends.max(initial=days.min()))
    room = max((end - first) // 30, 20 * DAY)
    bottom, top = _ends(data, lowest / scale, highest / scale)
    return Plot(data, scale, unit, bottom, top, first - room, end + room, end)


def _ends(data: SeriesData, lowest: float, highest: float) -> tuple[float, float]:
    if data.axis != LOG:
        return min(lowest, 0.0) * HEADROOM, max(highest, 0.0) * HEADROOM or 1.0
    if highest <= 0:
        return 1.0, 10.0
    # The axis begins at a power of ten, so that a range down to zero has an end that is told.
    bottom = float(10 ** np.floor(np.log10(lowest)))
    return bottom, max(highest * HEADROOM**2, bottom * 10)


def value_ticks(bottom: float, top: float) -> list[float]:
    """Round figures from ``bottom`` to ``top``, at most seven, with zero among them."""
    rough = (top - bottom) / 6
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(factor * power for factor in STEPS if factor * power >= rough)
    first, last = int(np.ceil(bottom / step)), int(np.floor(top / step))
    return [round(float(place * step), 10) for place in range(first, last + 1)]


def log_ticks(bottom: float, top: float) -> list[float]:
    """Powers of ten from ``bottom`` to ``top``, with 2 and 5 times each where there are few, at most about seven."""
    first, last = int(np.floor(np.log10(bottom) + 1e-9)), int(np.floor(np.log10(top) + 1e-9))
    factors = (1, 2, 5) if last - first <= 1 else (1, 3) if last - first <= 2 else (1,)
    every = -(-(last - first + 1) // MOST_POWERS)
    found = [round(factor * 10.0**power, 10) for power in range(first, last + 1, every) for factor in factors]
    return [value for value in found if bottom * (1 - 1e-9) <= value <= top]


def silent_spans(plot: Plot) -> list[Span]:
    """Silent spans of all lines: those of one state that overlap as one, parted where another source has figures."""
    spans = plot.data.silent
    # A span that only begins on the last day still gets a width that can be seen.
    until = np.minimum(spans["until"].to_numpy(), np.where(spans["first"] < plot.end, plot.end, plot.last))
    rows = sorted(zip(spans["code"].tolist(), spans["first"].to_numpy(), until, spans["line"].tolist(), strict=True))
    merged: list[Span] = []
    for code, first, last, line in rows:
        if merged and merged[-1].code == code and first <= merged[-1].last:
            before = merged.pop()
            merged.append(Span(code, before.first, max(before.last, last), (*before.lines, line)))
        else:
            merged.append(Span(code, first, last, (line,)))
    return [part for span in merged for part in _parted(plot, span)]


def _parted(plot: Plot, span: Span) -> list[Span]:
    """The span cut into stretches with and without figures of other sources; figures a year apart leave it silent."""
    points = plot.data.points
    days = np.unique(points["day"].to_numpy()[points["level"].notna().to_numpy()])
    inside = days[(days >= span.first) & (days <= span.last)]
    if not len(inside):
        return [span]
    edges = np.unique(np.r_[span.first, inside, span.last])
    alone = np.diff(edges) > LONG_SILENCE
    starts = np.flatnonzero(np.r_[True, alone[1:] != alone[:-1]]) if len(alone) else np.array([], dtype=int)
    ends = np.r_[starts[1:], len(alone)]
    return [replace(span, first=edges[a], last=edges[b], alone=bool(alone[a])) for a, b in zip(starts, ends, strict=False)]


def state_words(code: int) -> str:
    """A state in the words of a picture: "withheld", "none found"."""
    return STATE_NAMES[code].replace("-", " ")


def span_words(plot: Plot, width: float, size: float) -> list[SpanWord]:
    """The words over silent spans in a plot of ``width`` pixels, set in ``size`` pixels, within the plot and none over another.

    The longest span of each state and height has its word first; a short one beside it goes without, and its pattern says the same.
    """
    spans = sorted(silent_spans(plot), key=lambda span: span.first - span.last)
    longest = {(span.code, span.alone): span for span in reversed(spans)}
    kept: list[SpanWord] = []
    for span in dict.fromkeys([*longest.values(), *spans]):
        word = _span_word(plot, span, width, size)
        if all(_apart(word, other, width, size) for other in kept):
            kept.append(word)
    return kept


def _span_word(plot: Plot, span: Span, width: float, size: float) -> SpanWord:
    words = state_words(span.code)
    half = text_width(words, size) / width / 2
    whole = (plot.last - plot.first).astype("float64")
    middle = float((span.first + (span.last - span.first) / 2 - plot.first).astype("float64") / whole)
    return SpanWord(span, words, max(min(middle, 1 - half), half))


def _apart(one: SpanWord, other: SpanWord, width: float, size: float) -> bool:
    """Whether two words stand at different heights, or have room between them."""
    room = (text_width(one.words, size) + text_width(other.words, size)) / 2 + size / 2
    return one.span.alone != other.span.alone or abs(one.along - other.along) * width >= room


def by_line(data: SeriesData) -> dict[int, Columns]:
    """The points of each line as arrays by column."""
    points = {str(name): data.points[name].to_numpy() for name in data.points}
    lines = range(len(data.lines))
    return {line: {name: values[points["line"] == line] for name, values in points.items()} for line in lines}


def line_colour(theme: Theme, line: int) -> str:
    """The colour of a line by its place."""
    return theme.series[line % len(theme.series)]


DASHES = ("solid", "dash", "dot", "dashdot")


def line_dash(theme: Theme, line: int) -> str:
    """Solid for the first round of colours, dashed for the second, so that no two of sixteen lines look alike.

    Without colours the dashes change from line to line.
    """
    if theme.name == "print":
        return DASHES[line % len(DASHES)]
    return "solid" if line < len(theme.series) else "dash"


def short_figure(value: float) -> str:
    """A label of at most three significant digits: "4.6", "1,050"; empty for a missing value."""
    return "" if np.isnan(value) else f"{float(f'{value:.3g}'):,.10g}".replace("-", MINUS)


def short_name(data: SeriesData, line: int) -> str:
    """The name of a line without what it shares with every other line of the chart."""
    entry = data.lines[line]
    if len(data.lines) > 1 and len({other.definition for other in data.lines}) == 1:
        return entry.who
    return entry.definition if len(data.lines) > 1 and len({other.who for other in data.lines}) == 1 else entry.name
