"""Everything between a sender and a host on one time axis: a small chart a measure, one above the other, events across them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import numpy as np
import pandas as pd

from dashboard.domain.catalogue import Source
from dashboard.domain.states import STATE_NAMES
from dashboard.domain.view import LINEAR, View
from dashboard.exports.lineage import Lineage
from dashboard.exports.options import Limits
from dashboard.exports.series_image import Area, draw_axes, draw_line, draw_silences
from dashboard.exports.svg import MARGIN, Sheet, foot, foot_lines, head, open_sheet, text
from dashboard.figures import sentences
from dashboard.figures.lettering import shorten
from dashboard.figures.palette import THEMES, sequence
from dashboard.figures.records import Record, is_persons, pair_events, records
from dashboard.figures.series_axis import on_axis
from dashboard.figures.series_data import pair_series
from dashboard.figures.series_prices import at_prices
from dashboard.figures.series_scale import Plot, by_line, line_colour, line_dash, scale_plot, short_name
from dashboard.figures.view_series import last_day
from dashboard.ledger import answers
from dashboard.ledger.history import check_one_pair
from dashboard.ledger.store import Ledger

WIDTH, TOP, LEFT, ROW, HEIGHT, GAP, FOOT = 1200, 130, 84, 17, 132, 62, 60
NAME = 12
# Beyond this many events their marks would hide the lines; the list beside the picture has all of them.
MAX_MARKS = 24
USUAL = Limits()


@dataclass(frozen=True, eq=False)
class Row:
    """One small chart: its plot on the common time axis and the rows that its legend takes."""

    plot: Plot
    legend: tuple[tuple[int, str], ...]

    @property
    def height(self) -> int:
        """Height with title and legend."""
        return HEIGHT + GAP + ROW * len(self.legend)


def pair_records(ledger: Ledger, view: View) -> tuple[Record, ...]:
    """What is known between the pair, measure by measure: persons first, then other military measures, then money."""
    kept = records(ledger, replace(view, date=None, rule="preferred", series=LINEAR, per="none"))
    return tuple(sorted(kept, key=lambda one: (not is_persons(one.measure), one.measure.domain != "military", -len(one.claims))))


@lru_cache(maxsize=8)
def pair_plots(ledger: Ledger, view: View, limits: Limits = USUAL) -> tuple[tuple[Plot, ...], tuple[str, ...]]:
    """The plots on one time axis, and titles of the measures that have a series and are not drawn for room.

    Raises PresenceError (E-HISTORY-PAIR) unless the View names one sender and one host.
    """
    check_one_pair(view)
    day = answers.view_date(ledger, view)
    drawn = [(one.measure, pair_series(ledger, one, limits.lines)) for one in pair_records(ledger, view)]
    prices = ledger.catalogue.prices
    shown = [
        (measure, on_axis(at_prices(data, view.per, prices), view.series, view.since))
        for measure, data in drawn
        if data is not None
    ]
    plots = [scale_plot(data, day, last_day(ledger, measure.id, day)) for measure, data in shown]
    kept, others = plots[: limits.pair_charts], plots[limits.pair_charts :]
    if not kept:
        return (), ()
    last = min(max(plot.last for plot in kept), _last_day(ledger, day))
    first = min(plot.first for plot in kept)
    return tuple(_within(plot, first, last) for plot in kept), tuple(plot.data.measure.title for plot in others)


def _last_day(ledger: Ledger, day: date) -> np.datetime64:
    """End of the axis: loans and leases speak of years to come, which would press all that has happened to one side."""
    known = ledger.claims["published"].max()
    newest = day if pd.isna(known) else max(day, known.date())
    return np.datetime64(newest, "s") + np.timedelta64(366 * 86400, "s")


def _within(plot: Plot, first: np.datetime64, last: np.datetime64) -> Plot:
    """The plot on the common axis; what is told of later days is in the claims and not drawn."""
    data = plot.data
    points = data.points[(data.points["day"] <= last).to_numpy()]
    silent = data.silent[(data.silent["first"] <= last).to_numpy()]
    return replace(plot, data=replace(data, points=points, silent=silent), first=first, last=last, end=min(plot.end, last))


def pair_svg(ledger: Ledger, view: View, limits: Limits = USUAL, theme: str = "light", lineage: Lineage | None = None) -> str:
    """The picture as SVG, valid XML without any reference to the outside; a sheet that says so where there is nothing to draw."""
    plots, others = pair_plots(ledger, view, limits)
    rows = [Row(plot, _legend(plot)) for plot in plots]
    chosen = THEMES[theme]
    measure = answers.measure_of(ledger, view)
    size = Sheet(WIDTH, 0, chosen, sequence(measure, chosen), lineage=lineage)
    said = [f"{plot.data.measure.title}: {told}" for plot in plots for told in plot.data.notes]
    notes = [*said, f"Also on record and not drawn here: {', '.join(others)}"] if others else said
    lines = foot_lines(ledger, view, size, notes, _sources(ledger, plots))
    height = TOP + sum(row.height for row in rows) + FOOT + 19 * len(lines)
    sheet = replace(size, height=height)
    title = pair_title(ledger, view)
    told = f"{sentences.known_words(view).capitalize()} · each line is one source under one definition · nothing is added across charts"
    events = pair_events(ledger, view.sender, view.host)
    parts = [open_sheet(sheet, title), head(sheet, title, told), *_rows(rows, events, sheet), foot(sheet, lines), "</svg>"]
    return "\n".join(parts)


def pair_title(ledger: Ledger, view: View) -> str:
    """The sentence over the picture."""
    return f"{sentences.heading(ledger, view)}: everything on one time axis"


def pair_rows(plots: Sequence[Plot]) -> pd.DataFrame:
    """Every point of every chart: ``measure, line`` (its name), ``day, state, low, best, high, level, claim_id``."""
    columns = ["measure", "line", "day", "state", "low", "best", "high", "level", "claim_id"]
    tables = [
        plot.data.points.assign(
            measure=plot.data.measure.id,
            line=[plot.data.lines[line].name for line in plot.data.points["line"]],
            state=[STATE_NAMES[code] for code in plot.data.points["code"]],
        )[columns]
        for plot in plots
    ]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=columns)


def _rows(rows: Sequence[Row], events: pd.DataFrame, sheet: Sheet) -> list[str]:
    parts, top = [], float(TOP)
    for row in rows:
        area = Area(row.plot, MARGIN + LEFT, top + 12, sheet.room - LEFT, HEIGHT)
        parts += [_title(row, top, sheet), draw_axes(area, sheet), *_drawn(area, sheet), _marks(area, events, sheet)]
        parts.append(_names(row, top + HEIGHT + 50, sheet))
        top += row.height
    return parts if rows else [text("Nothing that can be drawn is known of this pair.", MARGIN, TOP + 40, 16, sheet.theme.muted)]


def _title(row: Row, top: float, sheet: Sheet) -> str:
    measure = row.plot.data.measure
    return text(f"{measure.title}, {row.plot.axis_title or measure.unit}", MARGIN, top, 15, sheet.theme.ink, weight=700)


def _drawn(area: Area, sheet: Sheet) -> list[str]:
    columns = by_line(area.plot.data)
    return [draw_silences(area, sheet), *(draw_line(area, line, column, sheet) for line, column in columns.items())]


def _marks(area: Area, events: pd.DataFrame, sheet: Sheet) -> str:
    """Events as thin lines through every chart."""
    days = np.unique(events["day"].to_numpy().astype("datetime64[s]"))
    inside = days[(days >= area.plot.first) & (days <= area.plot.last)]
    if len(inside) > MAX_MARKS:
        return ""
    foot_y = area.top + area.height
    paths = [
        f'<path d="M{x:.1f} {area.top:.1f}V{foot_y:.1f}" stroke="{sheet.theme.muted}" stroke-dasharray="2 3"/>'
        for x in area.x(inside)
    ]
    return "<g>" + "".join(paths) + "</g>"


def _legend(plot: Plot) -> tuple[tuple[int, str], ...]:
    return tuple((line, short_name(plot.data, line)) for line in range(len(plot.data.lines)))


def _names(row: Row, top: float, sheet: Sheet) -> str:
    parts = []
    for place, (line, name) in enumerate(row.legend):
        y = top + ROW * place
        dashes = ' stroke-dasharray="7 4"' if line_dash(sheet.theme, line) == "dash" else ""
        swatch = f'<path d="M{MARGIN + LEFT} {y - 4}h22" stroke="{line_colour(sheet.theme, line)}" stroke-width="5"{dashes}/>'
        parts.append(swatch + text(shorten(name, sheet.room - LEFT - 40, NAME), MARGIN + LEFT + 30, y, NAME, sheet.theme.ink))
    return "".join(parts)


def sources_drawn(ledger: Ledger, plots: Sequence[Plot]) -> list[Source]:
    """The sources of all lines."""
    titles = {line.source for plot in plots for line in plot.data.lines if line.source}
    return [entry for entry in ledger.catalogue.sources.values() if entry.title in titles]


def _sources(ledger: Ledger, plots: Sequence[Plot]) -> str:
    entries = sources_drawn(ledger, plots)
    return "Sources: " + "; ".join(f"{entry.title} [{entry.licence}]" for entry in entries) if entries else "Sources: none"
