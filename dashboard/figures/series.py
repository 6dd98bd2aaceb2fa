"""Time series as charts: each source its own line or dots, gaps as gaps, withheld spans hatched, events as ticks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.domain.standing import BOUND, STATE_NAMES, WITHHELD
from dashboard.figures.charts import PANEL_WIDTH, TEXT_SIZE, Chart, base_layout
from dashboard.figures.lettering import label, shorten
from dashboard.figures.numbers import axis_scale, count
from dashboard.figures.palette import Theme
from dashboard.figures.series_data import Line, SeriesData
from dashboard.figures.series_summary import summarise

# A few figures can carry their numbers; more would be a thicket.
LABELLED_POINTS = 8
# With more points than this the marks shrink, so that a line of quarters since 1950 stays a line.
FEW_POINTS = 40
PLOT_HEIGHT, LEGEND_ROW = 168, 17
HEADROOM = 1.12


@dataclass(frozen=True, eq=False)
class _Plot:
    """What the parts of one figure share."""

    data: SeriesData
    theme: Theme
    scale: float
    unit: str
    bottom: float
    top: float
    first: pd.Timestamp
    last: pd.Timestamp

    def colour(self, line: int) -> str:
        return self.theme.series[line % len(self.theme.series)]


def series_chart(data: SeriesData, events: pd.DataFrame, day: date, until: date, theme: Theme) -> Chart:
    """A chart of ``data``.

    Args:
        data: lines and spans.
        events: columns ``day, text``.
        day: the View's date, drawn as an upright line.
        until: last day of the time axis; an open withheld span ends there.
        theme: colours.
    """
    plot = _plot_of(data, day, until, theme)
    figure = go.Figure(_traces(plot, events), _layout(plot, day))
    notes = _notes(data)
    title = f"{data.measure.title} · {plot.unit}"
    return Chart(data.measure.id, title, figure, summarise(data, day, until), series_table(data), notes)


def series_table(data: SeriesData) -> pd.DataFrame:
    """The chart as rows: line, definition, source, day, low, best, high (the measure's unit), state, claim id."""
    names = pd.DataFrame([(line.name, line.definition, line.source) for line in data.lines])
    rows = data.points
    told = names.iloc[rows["line"].to_numpy()].reset_index(drop=True)
    states = rows["code"].map(STATE_NAMES)
    frame = pd.DataFrame({
        "line": told[0], "definition": told[1], "source": told[2], "day": rows["day"], "low": rows["low"],
        "best": rows["best"], "high": rows["high"], "state": states, "claim_id": rows["claim_id"],
    })  # fmt: skip
    return pd.concat([frame, _silent_rows(data)]).sort_values(["line", "day"], kind="stable").reset_index(drop=True)


def _silent_rows(data: SeriesData) -> pd.DataFrame:
    spans = data.silent
    lines = [data.lines[line] for line in spans["line"]]
    return pd.DataFrame({
        "line": [line.name for line in lines], "definition": [line.definition for line in lines],
        "source": [line.source for line in lines], "day": spans["first"].to_numpy(),
        "state": spans["code"].map(STATE_NAMES).to_numpy(dtype=object),
    })  # fmt: skip


def _plot_of(data: SeriesData, day: date, until: date, theme: Theme) -> _Plot:
    numbers = data.points[["low", "high", "level"]].to_numpy(dtype="float64")
    known = numbers[~np.isnan(numbers)]
    highest, lowest = (known.max(), known.min()) if len(known) else (1.0, 0.0)
    scale, unit = axis_scale(max(abs(highest), abs(lowest)), data.measure.unit)
    days = [pd.Timestamp(day), *data.points["day"], *data.silent["first"]]
    first, last = min(days), max(*days, pd.Timestamp(until))
    room = max((last - first) * 0.03, pd.Timedelta(days=20))
    top = max(highest, 0) / scale * HEADROOM or 1.0
    return _Plot(data, theme, scale, unit, min(lowest, 0) / scale * HEADROOM, top, first - room, last + room)


def _traces(plot: _Plot, events: pd.DataFrame) -> list[Any]:
    lines = range(len(plot.data.lines))
    bands = [band for line in lines if (band := _band(plot, line)) is not None]
    drawn = [trace for line in lines for trace in _line_traces(plot, line)]
    return [*_silent_traces(plot), *bands, *drawn, *_event_traces(plot, events)]


def _line_traces(plot: _Plot, line: int) -> list[go.Scatter]:
    points = plot.data.of(line)
    figures = points[points["level"].notna().to_numpy()]
    traces = [_figures(plot, line, figures)] if len(figures) else []
    bounds = points[(points["code"] == BOUND).to_numpy()]
    return [*traces, _bounds(plot, line, bounds)] if len(bounds) else traces


def _figures(plot: _Plot, line: int, points: pd.DataFrame) -> go.Scatter:
    entry, colour = plot.data.lines[line], plot.colour(line)
    broken = _with_gaps(points)
    size = 3 if len(points) > FEW_POINTS else 6
    plain = points["best"].notna().to_numpy()
    # An interval without a figure of its own has no dot: only its bar is drawn.
    marks = size if plain.all() else np.where(broken["best"].notna(), size, 0).tolist()
    labels = _labels(plot, broken) if _is_labelled(plot) else None
    return go.Scatter(
        x=_day_text(broken["day"]), y=_scaled(broken["level"], plot.scale), name=label(_legend_name(entry)), connectgaps=False,
        mode="lines+markers" + ("+text" if labels else ""), line={"color": colour, "width": 1.6},
        marker={"size": marks, "color": colour}, error_y=_error_bars(plot, broken, colour, joined=entry.joined),
        text=labels, textposition="top center", textfont={"size": 10}, showlegend=True,
        hovertemplate=f"%{{fullData.name}}<br>%{{x|%-d %b %Y}}: %{{y:{_digits(plot)}}} {label(_hover_unit(plot))}<extra></extra>",
    )  # fmt: skip


def _bounds(plot: _Plot, line: int, points: pd.DataFrame) -> go.Scatter:
    """Upper bounds as triangles that point down, lower bounds as triangles that point up."""
    upper = points["high"].notna().to_numpy()
    value = points["high"].where(upper, points["low"])
    return go.Scatter(
        x=_day_text(points["day"]), y=_scaled(value, plot.scale), mode="markers", showlegend=False,
        name=label(_legend_name(plot.data.lines[line])), customdata=np.where(upper, "at most", "at least").tolist(),
        marker={"symbol": np.where(upper, "triangle-down-open", "triangle-up-open").tolist(), "size": 9, "color": plot.colour(line)},
        hovertemplate=f"%{{fullData.name}}<br>%{{x|%-d %b %Y}}: %{{customdata}} %{{y:{_digits(plot)}}}<extra></extra>",
    )  # fmt: skip


def _band(plot: _Plot, line: int) -> go.Scatter | None:
    """The low-high band of a joined line, one polygon a segment; None where low and high never part."""
    if not plot.data.lines[line].joined:
        return None
    points = plot.data.of(line).dropna(subset=["low", "high"])
    wide = points.groupby("segment").filter(lambda part: len(part) > 1 and (part["high"] > part["low"]).any())
    if wide.empty:
        return None
    x: list[str | None] = []
    y: list[float | None] = []
    for _, part in wide.groupby("segment"):
        days = _day_text(part["day"])
        x += [*days, *days[::-1], None]
        y += [*_scaled(part["high"], plot.scale), *_scaled(part["low"], plot.scale)[::-1], None]
    return go.Scatter(
        x=x, y=y, fill="toself", fillcolor=_faded(plot.colour(line)), line={"width": 0}, mode="lines", hoverinfo="skip", showlegend=False
    )


def _silent_traces(plot: _Plot) -> list[go.Scatter]:
    """Hatched spans over the whole height, with the word that says why there is no figure."""
    traces = []
    for code, spans in plot.data.silent.groupby("code"):
        x: list[str | None] = []
        y: list[float | None] = []
        for first, until in _merged(spans, plot.last):
            x += [first, until, until, first, first, None]
            y += [plot.bottom, plot.bottom, plot.top, plot.top, plot.bottom, None]
        traces.append(go.Scatter(
            x=x, y=y, fill="toself", mode="lines", line={"width": 0}, showlegend=False, hoverinfo="text", hoveron="fills",
            text=STATE_NAMES[code].replace("-", " "), name=STATE_NAMES[code], fillcolor=plot.theme.hatch_ground,
            fillpattern=_pattern(plot.theme, code),
        ))  # fmt: skip
    return traces


def _pattern(theme: Theme, code: int) -> dict[str, Any]:
    if code == WITHHELD:
        return {"shape": "/", "fgcolor": theme.hatch, "bgcolor": theme.hatch_ground, "size": 6, "solidity": 0.25, "fillmode": "overlay"}
    return {"shape": ".", "fgcolor": theme.muted, "bgcolor": theme.paper, "size": 6, "solidity": 0.2, "fillmode": "overlay"}


def _event_traces(plot: _Plot, events: pd.DataFrame) -> list[go.Scatter]:
    if events.empty:
        return []
    text = [label(shorten(str(words), 3 * PANEL_WIDTH, TEXT_SIZE)) for words in events["text"]]
    return [go.Scatter(
        x=_day_text(events["day"]), y=[plot.bottom] * len(events), mode="markers", name="events", showlegend=False, customdata=text,
        marker={"symbol": "line-ns-open", "size": 12, "color": plot.theme.ink}, hovertemplate="%{x|%-d %b %Y}: %{customdata}<extra></extra>",
    )]  # fmt: skip


def _layout(plot: _Plot, day: date) -> dict[str, Any]:
    several = len(plot.data.lines) > 1
    rows = len(plot.data.lines) if several else 0
    layout = base_layout(plot.theme, PLOT_HEIGHT + rows * LEGEND_ROW)
    layout["margin"] = {"l": 44, "r": 12, "t": 8, "b": 24 + rows * LEGEND_ROW}
    layout["xaxis"] |= {"type": "date", "range": [_iso(plot.first), _iso(plot.last)], "showgrid": False, "nticks": 6, "ticks": "outside"}
    layout["yaxis"] |= {"range": [plot.bottom, plot.top], "nticks": 5, "tickformat": ",~r", "zeroline": plot.bottom < 0}
    layout["shapes"] = [{"type": "line", "x0": day.isoformat(), "x1": day.isoformat(), "yref": "paper", "y0": 0, "y1": 1,
                         "line": {"color": plot.theme.accent, "width": 1.5}}]  # fmt: skip
    layout["annotations"] = _span_words(plot)
    layout["showlegend"] = several
    top = -(24 / (PLOT_HEIGHT - 32))
    layout["legend"] = {"x": 0, "xref": "container", "y": top, "yanchor": "top", "font": {"size": TEXT_SIZE}, "itemclick": False,
                        "itemdoubleclick": False, "tracegroupgap": 0}  # fmt: skip
    return layout


def _span_words(plot: _Plot) -> list[dict[str, Any]]:
    words = []
    for code, spans in plot.data.silent.groupby("code"):
        for first, until in _merged(spans, plot.last):
            middle = pd.Timestamp(first) + (pd.Timestamp(until) - pd.Timestamp(first)) / 2
            words.append({
                "x": _iso(middle), "y": 1, "yref": "paper", "yanchor": "top", "showarrow": False,
                "text": STATE_NAMES[code].replace("-", " "), "bgcolor": plot.theme.surface,
                "font": {"size": 10, "color": plot.theme.ink},
            })  # fmt: skip
    return words


def _merged(spans: pd.DataFrame, last: pd.Timestamp) -> list[tuple[str, str]]:
    """Spans of all lines as ISO days, those that overlap as one, cut at the end of the axis."""
    merged: list[tuple[pd.Timestamp, pd.Timestamp]] = []
    for first, until in sorted(zip(spans["first"], spans["until"].clip(upper=last), strict=True)):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], until))
        else:
            merged.append((first, until))
    return [(_iso(first), _iso(until)) for first, until in merged]


def _with_gaps(points: pd.DataFrame) -> pd.DataFrame:
    """The points with an empty row before each new segment, so that nothing is drawn between two."""
    segment = points["segment"].to_numpy()
    breaks = np.flatnonzero(segment[1:] != segment[:-1]) + 1
    numbers = points[["low", "best", "high", "level"]].astype("float64")
    holes = pd.DataFrame(np.nan, index=range(len(breaks)), columns=numbers.columns).assign(day=points["day"].to_numpy()[breaks])
    place = np.r_[np.arange(len(points)), breaks - 0.5]
    both = pd.concat([numbers.assign(day=points["day"]), holes]) if len(breaks) else numbers.assign(day=points["day"])
    return both.iloc[np.argsort(place, kind="stable")] if len(breaks) else both


def _error_bars(plot: _Plot, points: pd.DataFrame, colour: str, *, joined: bool) -> dict[str, Any] | None:
    wide = (points["high"] > points["low"]).to_numpy()
    if joined or not wide.any():
        return None
    above, below = points["high"] - points["level"], points["level"] - points["low"]
    return {
        "type": "data", "symmetric": False, "array": _scaled(above.fillna(0), plot.scale), "arrayminus": _scaled(below.fillna(0), plot.scale),
        "color": colour, "thickness": 4, "width": 0,
    }  # fmt: skip


def _is_labelled(plot: _Plot) -> bool:
    return len(plot.data.lines) == 1 and 0 < len(plot.data.points) <= LABELLED_POINTS


def _labels(plot: _Plot, points: pd.DataFrame) -> list[str]:
    return [_short(value / plot.scale) for value in points["best"].tolist()]


def _short(value: float) -> str:
    return "" if np.isnan(value) else f"{float(f'{value:.3g}'):,.10g}".replace("-", "−")


def _digits(plot: _Plot) -> str:
    return ",.4~r" if plot.scale > 1 else ",~r"


def _hover_unit(plot: _Plot) -> str:
    return "" if plot.unit == "persons" else plot.unit


def _legend_name(entry: Line) -> str:
    return shorten(entry.name, PANEL_WIDTH - 40, TEXT_SIZE)


def _notes(data: SeriesData) -> tuple[str, ...]:
    if not data.left_out:
        return ()
    named = ", ".join(data.left_out[:6]) + (", …" if len(data.left_out) > 6 else "")
    return (f"{count(len(data.left_out), 'more line')} not drawn: {named}",)


def _scaled(values: pd.Series, scale: float) -> list[float | None]:
    return [None if np.isnan(value) else round(value / scale, 6) for value in values.to_numpy(dtype="float64").tolist()]


def _day_text(days: pd.Series) -> list[str]:
    return np.datetime_as_string(days.to_numpy().astype("datetime64[D]")).tolist()


def _iso(day: pd.Timestamp) -> str:
    return day.date().isoformat()


def _faded(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.18)"
