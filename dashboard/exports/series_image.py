"""The time series of a pair or host as a picture, drawn from the same data and scales as the chart on the page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from dashboard.domain.states import BOUND, WITHHELD
from dashboard.domain.view import View
from dashboard.errors import PresenceError
from dashboard.exports.claim_lines import traced_lineage
from dashboard.exports.options import SMALLEST_TYPE, ExportOptions
from dashboard.exports.svg import (
    BOTTOM,
    FOOT_ROW,
    MARGIN,
    Sheet,
    close_sheet,
    foot,
    foot_lines,
    head,
    open_sheet,
    sheet_of,
    text,
    xml,
)
from dashboard.figures import sentences
from dashboard.figures.days import MONTHS as MONTH_NAMES
from dashboard.figures.lettering import shorten
from dashboard.figures.palette import THEMES, sequence
from dashboard.figures.series_axis import on_axis
from dashboard.figures.series_data import Columns
from dashboard.figures.series_scale import (
    Plot,
    Span,
    by_line,
    line_colour,
    line_dash,
    scale_plot,
    short_figure,
    short_name,
    silent_spans,
    span_words,
)  # fmt: skip
from dashboard.figures.series_summary import summarise
from dashboard.figures.view_series import last_day, view_series
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger

TOP, LEFT, ROW, AXIS, LABEL = 150, 96, 24, 52, 14
# Height of a silent span, as a share of the plot, while another source has figures.
STRIP = 0.06
# Share of the picture that the plot keeps, also where type is set large.
LEAST_PLOT = 0.3
# Steps of the time axis, in months.
MONTHS = (1, 3, 6, 12, 24, 60, 120, 240)
DASHES = {
    "solid": "", "dash": ' stroke-dasharray="7 4"', "dot": ' stroke-dasharray="2 4"', "dashdot": ' stroke-dasharray="9 4 2 4"',
}  # fmt: skip
MOST_TICKS, FEW = 12, 5
# The legend takes a second column from this many lines on.
COLUMN = 4


@dataclass(frozen=True, slots=True)
class Area:
    """The rectangle of the plot, with the places of days and figures in it."""

    plot: Plot
    left: float
    top: float
    width: float
    height: float

    def x(self, days: np.ndarray) -> np.ndarray:
        """Places of days (datetime64[s]) across the picture."""
        whole = (self.plot.last - self.plot.first).astype("float64")
        across: np.ndarray = self.left + self.width * ((days - self.plot.first).astype("float64") / whole)
        return across

    def y(self, values: np.ndarray) -> np.ndarray:
        """Places of figures in the measure's unit, from the top of the picture."""
        down: np.ndarray = self.top + self.height * (1 - self.plot.share(values))
        return down


def series_svg(ledger: Ledger, view: View, options: ExportOptions | None = None) -> str:
    """The series of the View's measure as SVG, valid XML without any reference to the outside.

    Type that leaves the lines too little room is set smaller.

    Raises PresenceError: E-EXPORT-HOST without a host, E-EXPORT-EMPTY when nothing is known about it.
    """
    asked = options or ExportOptions()
    plot = plot_of(ledger, view, asked.limits.lines)
    measure, day = plot.data.measure, answers.view_date(ledger, view)
    sheet = sheet_of(asked, sequence(answers.measure_of(ledger, view), THEMES[asked.theme]), traced_lineage(ledger, view, asked))
    lines = foot_lines(ledger, view, sheet, _notes(plot), _sources(ledger, plot))
    legend, rows = draw_legend(plot, sheet)
    bottom = sheet.height - BOTTOM - FOOT_ROW * len(lines) - ROW * rows - AXIS
    if bottom - TOP < LEAST_PLOT * sheet.height and asked.font_scale > SMALLEST_TYPE:
        # Large type on a small card would leave no room for the lines, and turn the picture upside down.
        return series_svg(ledger, view, replace(asked, font_scale=max(round(asked.font_scale - 0.1, 2), SMALLEST_TYPE)))
    area = Area(plot, MARGIN + LEFT, TOP, sheet.room - LEFT, bottom - TOP)
    title = f"{sentences.heading(ledger, view)}: {measure.title}, {plot.axis_title}"
    told = summarise(plot.data, day, last_day(ledger, measure.id, day))
    parts = [
        open_sheet(sheet, title), head(sheet, title, told, 3), draw_axes(area, sheet),
        draw_silences(area, sheet),
        *(draw_line(area, line, column, sheet) for line, column in by_line(plot.data).items()), draw_mark(area, day, sheet),
        f'<g transform="translate(0 {bottom + AXIS:g})">{legend}</g>', foot(sheet, lines), close_sheet(sheet),
    ]  # fmt: skip
    return "\n".join(parts)


def plot_of(ledger: Ledger, view: View, most_lines: int) -> Plot:
    """The View's series with its scales; raises PresenceError as `series_svg` does."""
    if not view.host:
        raise PresenceError("E-EXPORT-HOST", "a View without a host", "one host or more", next_step="add host=... to the View")
    series = view_series(ledger, view, most_lines)
    if series is None:
        step = "choose another measure, sender or host"
        raise PresenceError("E-EXPORT-EMPTY", "no claim for the View", "a pair with claims", next_step=step)
    day = answers.view_date(ledger, view)
    return scale_plot(on_axis(series, view.series, view.since), day, last_day(ledger, series.measure.id, day))


def draw_line(area: Area, line: int, column: Columns, sheet: Sheet) -> str:
    """Band, line and dots of one line; nothing is drawn between two segments."""
    colour = line_colour(sheet.theme, line)
    joined = area.plot.data.lines[line].joined
    parts = [_bound(area, column, place, colour) for place in np.flatnonzero(column["code"] == BOUND).tolist()]
    for segment in np.unique(column["segment"][~np.isnan(column["level"])]):
        own = (column["segment"] == segment) & ~np.isnan(column["level"])
        x, low, level, high = (area.x(column["day"][own]), *(area.y(column[name][own]) for name in ("low", "level", "high")))
        parts.append(_band(x, low, high, colour) if joined else _bars(x, low, high, colour))
        parts.append(_path(x, level, colour, line_dash(sheet.theme, line)))
        single = ~np.isnan(column["best"][own])
        size = 2 if len(column["level"]) > 60 else 4
        parts += [
            f'<circle cx="{a:.1f}" cy="{b:.1f}" r="{size}" fill="{colour}"/>'
            for a, b in zip(x[single], level[single], strict=True)
        ]
    return f"<g><title>{xml(area.plot.data.lines[line].name)}</title>{''.join(parts)}</g>"


def _path(x: np.ndarray, y: np.ndarray, colour: str, dash: str) -> str:
    if len(x) < 2:
        return ""
    dashes = DASHES[dash]
    return f'<path d="{_points(x, y)}" fill="none" stroke="{colour}" stroke-width="2.2" stroke-linejoin="round"{dashes}/>'


def _band(x: np.ndarray, low: np.ndarray, high: np.ndarray, colour: str) -> str:
    if len(x) < 2 or (low == high).all():
        return ""
    around = _points(np.r_[x, x[::-1]], np.r_[high, low[::-1]])
    return f'<path d="{around}Z" fill="{colour}" fill-opacity="0.18"/>'


def _bars(x: np.ndarray, low: np.ndarray, high: np.ndarray, colour: str) -> str:
    wide = np.flatnonzero(low != high)
    return "".join(f'<path d="M{x[i]:.1f} {low[i]:.1f}V{high[i]:.1f}" stroke="{colour}" stroke-width="7"/>' for i in wide)


def _bound(area: Area, column: Columns, place: int, colour: str) -> str:
    """An upper bound as a triangle that points down, a lower one as a triangle that points up."""
    upper = not np.isnan(column["high"][place])
    x = float(area.x(column["day"][place]))
    y = float(area.y(column["high" if upper else "low"][place]))
    tip = y + 6 if upper else y - 6
    base = y - 5 if upper else y + 5
    shape = f"M{x - 7:.1f} {base:.1f}H{x + 7:.1f}L{x:.1f} {tip:.1f}Z"
    return f'<path d="{shape}" fill="none" stroke="{colour}" stroke-width="2"/>'


def draw_silences(area: Area, sheet: Sheet) -> str:
    """The times in which a source withholds or found none, as patterned boxes with words above; no word stands over another."""
    boxes, size = [_silence(area, span) for span in silent_spans(area.plot)], sheet.letters(LABEL)
    words = [
        text(word.words, area.left + area.width * word.along, _silence_top(area, word.span) - 6, size, sheet.theme.ink, anchor="middle")
        for word in span_words(area.plot, area.width, size)
    ]  # fmt: skip
    return "".join([*boxes, *words])


def _silence(area: Area, span: Span) -> str:
    left, right = area.x(np.array([span.first, span.last]))
    top = _silence_top(area, span)
    fill = "url(#withheld)" if span.code == WITHHELD else "url(#none-found)"
    height = area.top + area.height - top
    return f'<rect x="{left:.1f}" y="{top:.1f}" width="{max(right - left, 3):.1f}" height="{height:.1f}" fill="{fill}"/>'


def _silence_top(area: Area, span: Span) -> float:
    return area.top + (0 if span.alone else area.height * (1 - STRIP))


def draw_axes(area: Area, sheet: Sheet, *, few: bool = False) -> str:
    """Hairlines and words of both axes; ``few``: only as many times as a small chart has room for."""
    theme, right, foot_y = sheet.theme, area.left + area.width, area.top + area.height
    values = area.plot.ticks()
    rows = zip(values, area.y(np.array(values) * area.plot.scale), strict=True)
    parts = [
        f'<path d="M{area.left:.1f} {y:.1f}H{right:.1f}" stroke="{theme.line}"/>'
        + text(short_figure(value), area.left - 10, y + 5, sheet.letters(LABEL), theme.muted, anchor="end")
        for value, y in rows
    ]
    months = month_ticks(area.plot.first, area.plot.last)
    months = months[:: -(-len(months) // FEW)] if few else months
    parts += [
        f'<path d="M{x:.1f} {foot_y:.1f}v6" stroke="{theme.muted}"/>'
        + text(words, x, foot_y + 24, sheet.letters(LABEL), theme.muted, anchor="middle")
        for words, x in zip(tick_words(months), area.x(months.astype("datetime64[s]")), strict=True)
    ]
    return "<g>" + "".join(parts) + "</g>"


def month_ticks(first: np.datetime64, last: np.datetime64) -> np.ndarray:
    """Beginnings of months, quarters or years between the two days (datetime64[M]), at most twelve or so."""
    begin, end = (int(day.astype("datetime64[M]").astype("int64")) for day in (first, last))
    step = next((months for months in MONTHS if (end - begin) / months <= MOST_TICKS), MONTHS[-1])
    every = np.arange(begin + 1, end + 1)
    ticks: np.ndarray = every[every % step == 0].astype("datetime64[M]")
    return ticks


def tick_words(months: np.ndarray) -> list[str]:
    """A year alone when all ticks are Januaries, else the month with its year."""
    days = [month.astype("datetime64[D]").astype(object) for month in months]
    plain = all(day.month == 1 for day in days)
    return [str(day.year) if plain else f"{MONTH_NAMES[day.month - 1][:3]} {day.year}" for day in days]


def draw_mark(area: Area, day: date, sheet: Sheet) -> str:
    """The line at the View's day."""
    x = float(area.x(np.array([day], dtype="datetime64[s]"))[0])
    return f'<path d="M{x:.1f} {area.top:.1f}V{area.top + area.height:.1f}" stroke="{sheet.theme.accent}" stroke-width="2"/>'


def draw_legend(plot: Plot, sheet: Sheet) -> tuple[str, int]:
    """The names of the lines in one or two columns, and the number of rows."""
    lines = len(plot.data.lines)
    columns = 2 if lines > COLUMN else 1
    rows, width = -(-lines // columns), sheet.room / columns
    parts = []
    for line in range(lines):
        x, y = MARGIN + width * (line // rows), ROW * (line % rows)
        dashes = DASHES[line_dash(sheet.theme, line)]
        parts.append(f'<path d="M{x:.1f} {y + 7}h26" stroke="{line_colour(sheet.theme, line)}" stroke-width="6"{dashes}/>')
        size = sheet.letters(LABEL)
        name = shorten(short_name(plot.data, line), width - 44, size)
        parts.append(text(name, x + 36, y + 12, size, sheet.theme.ink))
    return "".join(parts), rows


def _notes(plot: Plot) -> list[str]:
    left_out = plot.data.left_out
    return [*plot.data.notes, *([f"Not drawn: {', '.join(left_out)}"] if left_out else [])]


def _sources(ledger: Ledger, plot: Plot) -> str:
    """Sources of the lines with their licences; for lines of places, of every claim that is drawn."""
    drawn = set(plot.data.points["claim_id"]) - {""}
    titles = dict.fromkeys(line.source for line in plot.data.lines if line.source)
    claims = ledger.claims_of(plot.data.measure.id)
    ids = [] if titles else claims.loc[claims["claim_id"].isin(drawn), "source_id"].astype("str").unique().tolist()
    entries = [entry for entry in ledger.catalogue.sources.values() if entry.title in titles or entry.id in ids]
    return "Sources: " + "; ".join(f"{entry.title} [{entry.licence}]" for entry in entries)


def _points(x: np.ndarray, y: np.ndarray) -> str:
    return "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(x.tolist(), y.tolist(), strict=True))
