"""Time series as charts: each source its own line or dots, gaps as gaps, withheld spans hatched, events as ticks."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from dashboard.domain.states import BOUND, STATE_NAMES, WITHHELD
from dashboard.figures.charts import PANEL_WIDTH, TEXT_SIZE, Chart, base_layout, day_text
from dashboard.figures.lettering import label, shorten, text_width, wrap
from dashboard.figures.numbers import count, say_number, say_value
from dashboard.figures.palette import Theme
from dashboard.figures.records import say_events
from dashboard.figures.series_axis import index_columns
from dashboard.figures.series_data import Columns, SeriesData
from dashboard.figures.series_scale import (
    Plot,
    Span,
    SpanWord,
    by_line,
    line_colour,
    line_dash,
    scale_plot,
    short_figure,
    short_name,
    silent_spans,
    span_words,
    state_words,
)  # fmt: skip
from dashboard.figures.series_summary import summarise

# A few figures can carry their numbers; more would be a thicket.
LABELLED_POINTS = 8
# With more points than this the marks shrink, so that a line of quarters since 1950 stays a line.
FEW_POINTS = 40
PLOT_HEIGHT, LEGEND_ROW, AXIS_ROOM = 176, 20, 28
# Room right of the plot, and the size of the words over silent spans.
RIGHT_ROOM, SPAN_SIZE = 12, 10
# Height of a silent span, as a share of the plot, while another source has figures.
STRIP = 0.09
# What every point says where it is hovered: source and definition, date and figure, claim.
HOVER = "%{fullData.name}<br>%{x|%-d %b %Y}: "
HOVER_CLAIM = "<br>%{hovertext}<extra></extra>"
Trace = dict[str, Any]


def series_chart(data: SeriesData, events: pd.DataFrame, day: date, until: date, theme: Theme) -> Chart:
    """A chart of ``data``.

    Args:
        data: lines and spans.
        events: columns as in `answers.events`.
        day: the View's date, drawn as an upright line.
        until: last day of the time axis; an open withheld span ends there.
        theme: colours.
    """
    plot = scale_plot(data, day, until)
    figure = {"data": _traces(plot, events, theme), "layout": _layout(plot, day, theme)}
    title = f"{data.measure.title} · {plot.axis_title}"
    return Chart(data.measure.id, title, figure, summarise(data, day, until), lambda: series_table(data), _notes(data))


def series_table(data: SeriesData) -> pd.DataFrame:
    """The chart as rows: line, definition, source, day, low, best, high (the measure's unit), state, claim id.

    Of an index also ``index_low, index_best, index_high``, missing where the index has no figure.
    """
    index = index_columns(data)
    data = data.original or data
    silent = data.silent.rename(columns={"first": "day"}).drop(columns="until")
    points = data.points.assign(**index)
    rows = pd.concat([points, silent]) if len(silent) else points
    lines = [data.lines[line] for line in rows["line"]]
    frame = pd.DataFrame(
        {
            "line": [line.name for line in lines], "definition": [line.definition for line in lines],
            "source": [line.source for line in lines], "state": [STATE_NAMES[code] for code in rows["code"]],
            **{name: rows[name].to_numpy() for name in ("day", "low", "best", "high", *index, "claim_id")},
        }
    )  # fmt: skip
    return frame.sort_values(["line", "day"], kind="stable").reset_index(drop=True)


def _traces(plot: Plot, events: pd.DataFrame, theme: Theme) -> list[Trace]:
    columns = by_line(plot.data)
    bands = [_band(plot, line, column, theme) for line, column in columns.items()]
    figures = [_figures(plot, line, column, theme) for line, column in columns.items()]
    bounds = [_bounds(plot, line, column, theme) for line, column in columns.items()]
    drawn = [*bands, *figures, *bounds, _event_trace(plot, events, theme)]
    return [*_silent_traces(plot, theme), *(trace for trace in drawn if trace)]


def _figures(plot: Plot, line: int, column: Columns, theme: Theme) -> Trace:
    """Levels of one line, an empty point before each new segment so that nothing is drawn between two."""
    spoken = {name: values[~np.isnan(column["level"])] for name, values in column.items()}
    if not len(spoken["level"]):
        return {}
    breaks = np.flatnonzero(np.diff(spoken["segment"])) + 1
    days = day_text(np.insert(spoken["day"], breaks, spoken["day"][breaks]))
    low, best, high, level = (np.insert(spoken[name], breaks, np.nan) for name in ("low", "best", "high", "level"))
    claims = np.insert(spoken["claim_id"], breaks, "")
    size = 3 if len(level) > FEW_POINTS else 6
    colour, labelled = line_colour(theme, line), _is_labelled(plot)
    return {
        "type": "scatter", "x": days, "y": _scaled(level, plot.scale), "name": _legend_name(plot, line), "connectgaps": False,
        "mode": "lines+markers+text" if labelled else "lines+markers", "line": {"color": colour, "width": 1.6, "dash": line_dash(theme, line)},
        # An interval without a figure of its own has no dot: only its bar is drawn.
        "marker": {"color": colour, "size": size if np.isnan(best).sum() == len(breaks) else np.where(np.isnan(best), 0, size).tolist()},
        "hovertemplate": f"{HOVER}%{{y:{_digits(plot)}}}{_hover_unit(plot)}{HOVER_CLAIM}", "hovertext": _claim_words(claims),
        **_intervals(plot, low, best, high),
        **_originals(plot, line, level),
        **({"text": [short_figure(value / plot.scale) for value in best.tolist()], "textposition": "top center",
            "textfont": {"size": 10}} if labelled else {}),
        **({} if plot.data.lines[line].joined else _error_bars(plot, low, level, high, colour)),
    }  # fmt: skip


def _intervals(plot: Plot, low: np.ndarray, best: np.ndarray, high: np.ndarray) -> Trace:
    """What a line with intervals says of each point: half way between two ends is nobody's figure."""
    if not (high > low).any():
        return {}
    ends = zip(low.tolist(), best.tolist(), high.tolist(), strict=True)
    words = [label(say_value("interval", *three, plot.data.measure.unit)) for three in ends]
    return {"customdata": words, "hovertemplate": f"{HOVER}%{{customdata}}{HOVER_CLAIM}"}


def _originals(plot: Plot, line: int, level: np.ndarray) -> Trace:
    """The original figure behind each index value, for the hover text."""
    if not plot.data.bases or plot.data.original is None:
        return {}
    base = [one for one in plot.data.bases if not one.missing][line].level
    unit = plot.data.original.measure.unit
    words = [label(say_number(value * base / 100, unit)) for value in level.tolist()]
    return {"customdata": words, "hovertemplate": f"{HOVER}index %{{y:,.4~r}}, figure %{{customdata}}{HOVER_CLAIM}"}


def _claim_words(claims: np.ndarray) -> list[str]:
    """The claim behind each point; a sum has several."""
    return [label(f"claim {claim}") if claim else "sum of several claims" for claim in claims.tolist()]


def _error_bars(plot: Plot, low: np.ndarray, level: np.ndarray, high: np.ndarray, colour: str) -> Trace:
    if not (high > low).any():
        return {}
    above, below = (_scaled(np.nan_to_num(part), plot.scale) for part in (high - level, level - low))
    bar = {"type": "data", "symmetric": False, "array": above, "arrayminus": below, "color": colour}
    return {"error_y": {**bar, "thickness": 4, "width": 0}}


def _bounds(plot: Plot, line: int, column: Columns, theme: Theme) -> Trace:
    """Upper bounds as triangles that point down, lower bounds as triangles that point up."""
    only = column["code"] == BOUND
    if not only.any():
        return {}
    high, low = column["high"][only], column["low"][only]
    upper = ~np.isnan(high)
    symbols = np.where(upper, "triangle-down-open", "triangle-up-open").tolist()
    return {
        "type": "scatter", "mode": "markers", "x": day_text(column["day"][only]), "showlegend": bool(only.all()),
        "y": _scaled(np.where(upper, high, low), plot.scale), "name": _legend_name(plot, line),
        "customdata": np.where(upper, "at most", "at least").tolist(),
        "marker": {"symbol": symbols, "size": 9, "color": line_colour(theme, line)},
        "hovertemplate": f"{HOVER}%{{customdata}} %{{y:{_digits(plot)}}}{HOVER_CLAIM}", "hovertext": _claim_words(column["claim_id"][only]),
    }  # fmt: skip


def _band(plot: Plot, line: int, column: Columns, theme: Theme) -> Trace:
    """The low-high band of a joined line, one polygon a segment; nothing where low and high never part."""
    wide = np.unique(column["segment"][column["high"] > column["low"]])
    if not plot.data.lines[line].joined or not len(wide):
        return {}
    x: list[str | None] = []
    y: list[float | None] = []
    for segment in wide.tolist():
        own = (column["segment"] == segment) & ~np.isnan(column["low"]) & ~np.isnan(column["high"])
        days, low, high = day_text(column["day"][own]), *(_scaled(column[name][own], plot.scale) for name in ("low", "high"))
        x += [*days, *days[::-1], None]
        y += [*high, *low[::-1], None]
    return {
        "type": "scatter", "mode": "lines", "x": x, "y": y, "fill": "toself", "line": {"width": 0}, "hoverinfo": "skip",
        "fillcolor": _faded(line_colour(theme, line)), "showlegend": False,
    }  # fmt: skip


def _silent_traces(plot: Plot, theme: Theme) -> list[Trace]:
    """Hatched spans that say why a line has no figure there, and which line it is."""
    return [_silent_trace(plot, theme, span) for span in silent_spans(plot)]


def _silent_trace(plot: Plot, theme: Theme, span: Span) -> Trace:
    top = plot.top if span.alone else plot.at(STRIP)
    names = "<br>".join(_legend_name(plot, line) for line in dict.fromkeys(span.lines))
    return {
        "type": "scatter", "mode": "lines", "x": day_text(np.array([span.first, span.last, span.last, span.first, span.first])),
        "y": [plot.bottom, plot.bottom, top, top, plot.bottom], "fill": "toself", "line": {"width": 0},
        "showlegend": False, "hoverinfo": "text", "hoveron": "fills", "text": f"{state_words(span.code)}: {names}",
        "name": STATE_NAMES[span.code], "fillcolor": theme.hatch_ground, "fillpattern": _pattern(theme, span.code),
    }  # fmt: skip


def _pattern(theme: Theme, code: int) -> Trace:
    looks = {"shape": "/", "fgcolor": theme.hatch, "bgcolor": theme.hatch_ground, "size": 6, "solidity": 0.25}
    dots = {"shape": ".", "fgcolor": theme.muted, "bgcolor": theme.paper, "size": 6, "solidity": 0.2}
    return looks if code == WITHHELD else dots


def _event_trace(plot: Plot, events: pd.DataFrame, theme: Theme) -> Trace:
    if events.empty:
        return {}
    return {
        "type": "scatter", "mode": "markers", "name": "events", "showlegend": False, "x": day_text(events["day"].to_numpy()),
        "y": [plot.bottom] * len(events), "marker": {"symbol": "line-ns-open", "size": 12, "color": theme.ink},
        "customdata": [
            label(shorten(f"{when}: {words}", 3 * PANEL_WIDTH, TEXT_SIZE))
            for when, words in zip(say_events(events), events["text"], strict=True)
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
    }  # fmt: skip


def _layout(plot: Plot, day: date, theme: Theme) -> dict[str, Any]:
    lines = len(plot.data.lines)
    rows = sum(len(_legend_lines(plot, line)) for line in range(lines)) if lines > 1 else 0
    layout = base_layout(theme, PLOT_HEIGHT + rows * LEGEND_ROW)
    left = 12 + text_width(short_figure(plot.top) if plot.scale > 1 else f"{plot.top:,.0f}", TEXT_SIZE)
    layout["margin"] = {"l": round(left), "r": RIGHT_ROOM, "t": 12, "b": AXIS_ROOM + rows * LEGEND_ROW, "autoexpand": False}
    ends = day_text(np.array([plot.first, plot.last]))
    layout["xaxis"] |= {"type": "date", "range": ends, "showgrid": False, "nticks": 6, "ticks": "outside", "tickangle": 0}
    layout["yaxis"] |= _value_axis(plot)
    mark = {"x0": day.isoformat(), "x1": day.isoformat(), "yref": "paper", "y0": 0, "y1": 1}
    layout["shapes"] = [{"type": "line", **mark, "line": {"color": theme.accent, "width": 1.5}}]
    layout["annotations"] = [
        _span_words(plot, theme, word) for word in span_words(plot, PANEL_WIDTH - left - RIGHT_ROOM, SPAN_SIZE)
    ]
    layout["legend"] = {
        "x": 0, "xref": "container", "xanchor": "left", "y": 0, "yref": "container", "yanchor": "bottom", "itemclick": False,
        "itemdoubleclick": False, "tracegroupgap": 0, "bgcolor": "rgba(0,0,0,0)",
        # Of its own plotly takes half the picture for a legend, and puts a scroll bar beside longer ones.
        "maxheight": max(rows, 1) * LEGEND_ROW,
    }  # fmt: skip
    return layout | {"showlegend": rows > 0}


def _value_axis(plot: Plot) -> dict[str, Any]:
    if plot.log:
        ticks = plot.ticks()
        named = {"tickmode": "array", "tickvals": ticks, "ticktext": [short_figure(value) for value in ticks]}
        return {"type": "log", "range": [float(np.log10(plot.bottom)), float(np.log10(plot.top))], **named}
    return {"range": [plot.bottom, plot.top], "nticks": 5, "tickformat": ",~r", "zeroline": plot.bottom < 0}


def _span_words(plot: Plot, theme: Theme, word: SpanWord) -> Trace:
    place = {"y": 1, "yanchor": "top"} if word.span.alone else {"y": STRIP, "yanchor": "bottom"}
    # Whole seconds: a double has too few digits for a day near the end of the axis.
    along = np.timedelta64(round((plot.last - plot.first).astype("int64").item() * word.along), "s")
    return {
        "x": day_text(np.array([plot.first + along]))[0], "xanchor": "center", **place, "yref": "paper",
        "showarrow": False, "text": word.words, "bgcolor": theme.surface, "font": {"size": SPAN_SIZE, "color": theme.ink},
    }  # fmt: skip


def _is_labelled(plot: Plot) -> bool:
    return len(plot.data.lines) == 1 and 0 < len(plot.data.points) <= LABELLED_POINTS


def _digits(plot: Plot) -> str:
    return ",.4~r" if plot.scale > 1 else ",~r"


def _hover_unit(plot: Plot) -> str:
    return "" if plot.unit == "persons" else f" {label(plot.unit)}"


def _legend_name(plot: Plot, line: int) -> str:
    return "<br>".join(label(words) for words in _legend_lines(plot, line))


def _legend_lines(plot: Plot, line: int) -> tuple[str, ...]:
    return wrap(short_name(plot.data, line), PANEL_WIDTH - 36, TEXT_SIZE)


def _notes(data: SeriesData) -> tuple[str, ...]:
    if not data.left_out:
        return data.notes
    named = ", ".join(data.left_out[:6]) + (", …" if len(data.left_out) > 6 else "")
    return (*data.notes, f"{count(len(data.left_out), 'more line')} not drawn: {named}")


def _scaled(values: np.ndarray, scale: float) -> list[float | None]:
    rounded = np.round(values / scale, 6)
    return [None if value != value else value for value in rounded.tolist()]


def _faded(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.18)"
