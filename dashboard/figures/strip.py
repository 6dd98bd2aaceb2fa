"""The number line of a pair’s claims: figures as dots, intervals as bars, bounds as arrows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd

from dashboard.figures.charts import PANEL_WIDTH, TEXT_SIZE, Chart, base_layout
from dashboard.figures.lettering import label, wrap
from dashboard.figures.numbers import count, say_number, say_value
from dashboard.figures.palette import Theme
from dashboard.figures.strip_rows import StripRow

# Heights in pixels: a definition's title, a line of words, the mark below the words, the scale at the foot.
TITLE, WORDS, MARK, SCALE = 24, 15, 14, 30
TEXT_WIDTH = PANEL_WIDTH - 16
# A bound's arrow is this long on the number line, as a factor.
ARROW = 2.2
# Zero has no place on a logarithmic scale; it stands this factor below the smallest figure, under its own tick.
ZERO_ROOM = 4.0
# One, three, ten: steps that are about equal on a logarithmic scale.
STEPS = tuple(figure * 10.0**power for power in range(14) for figure in (1, 3))
PERSONS = "persons"
Trace = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A row with its words in lines and the height of its mark, in pixels below the top."""

    row: StripRow
    lines: tuple[str, ...]
    words_at: float
    mark_at: float


@dataclass(frozen=True, slots=True)
class _Strip:
    placed: tuple[_Placed, ...]
    titles: tuple[tuple[str, float], ...]
    height: float
    zero: float
    ends: tuple[float, float]
    theme: Theme
    unit: str

    def x(self, value: float) -> float:
        return value if value > 0 else self.zero

    def colour(self, row: StripRow) -> str:
        groups = list(dict.fromkeys(title for title, _ in self.titles))
        return self.theme.series[groups.index(row.group) % len(self.theme.series)]


def strip_chart(rows: tuple[StripRow, ...], hidden: int, theme: Theme, unit: str = PERSONS) -> Chart | None:
    """The number line of the statements; None without any. ``hidden``: how many statements are not shown."""
    if not rows:
        return None
    strip = _place(rows, theme, unit)
    figure = {"data": _traces(strip), "layout": _layout(strip)}
    notes = (f"{count(hidden, 'more statement')} in the list of claims",) if hidden else ()
    return Chart("strip", f"What each source said · {unit}", figure, _summary(rows, unit), lambda: strip_table(rows), notes)


def strip_table(rows: tuple[StripRow, ...]) -> pd.DataFrame:
    """The statements as rows: definition, statement, kind, low, best, high, whether it still stands, claim id."""
    return pd.DataFrame(
        {
            "definition": [row.group for row in rows], "statement": [row.detail for row in rows],
            "kind": [row.kind for row in rows], "low": [row.low for row in rows], "best": [row.best for row in rows],
            "high": [row.high for row in rows], "current": [row.current for row in rows],
            "claim_id": [row.claim_id for row in rows],
        }
    )  # fmt: skip


def _place(rows: tuple[StripRow, ...], theme: Theme, unit: str) -> _Strip:
    placed, titles, down = [], [], 0.0
    for group, members in groupby(rows, key=lambda row: row.group):
        titles.append((group, down))
        down += TITLE
        for row in members:
            lines = wrap(row.text, TEXT_WIDTH, TEXT_SIZE)
            mark_at = down + len(lines) * WORDS + MARK / 2
            placed.append(_Placed(row, lines, down, mark_at))
            down += len(lines) * WORDS + (MARK if _has_mark(row) else 4)
    zero, ends = _scale(rows)
    return _Strip(tuple(placed), tuple(titles), down, zero, ends, theme, unit)


def _has_mark(row: StripRow) -> bool:
    return row.has_number or row.kind == "withheld"


def _scale(rows: tuple[StripRow, ...]) -> tuple[float, tuple[float, float]]:
    """Position of zero and ends of the number line: all figures with a margin, at least one decade."""
    figures = [value for row in rows for value in (row.low, row.best, row.high) if not np.isnan(value)]
    positive = [value for value in figures if value > 0] or [1.0, 10.0]
    low, high = min(positive), max(positive)
    if any(row.kind == "at-most" for row in rows):
        low = min(low, min((row.high for row in rows if row.kind == "at-most" and row.high > 0), default=low) / ARROW)
    zero = low / ZERO_ROOM
    bottom = zero if any(value <= 0 for value in figures) else low
    middle, span = np.sqrt(bottom * high), max(high / bottom, 10.0)
    return zero, (float(middle / np.sqrt(span) / 1.5), float(middle * np.sqrt(span) * 1.5))


def _traces(strip: _Strip) -> list[Trace]:
    connectors = _connectors(strip)
    marks = [_mark(strip, placed) for placed in strip.placed if _has_mark(placed.row)]
    return [*connectors, *marks]


def _mark(strip: _Strip, placed: _Placed) -> Trace:
    row = placed.row
    y, colour = -placed.mark_at, strip.colour(row)
    base = {
        "type": "scatter", "showlegend": False, "name": row.kind, "customdata": [label(row.detail)] * 2,
        "hovertemplate": "%{customdata}<extra></extra>", "line": {"color": colour},
    }  # fmt: skip
    if row.kind == "withheld":
        return base | _withheld(strip, y)
    if row.kind in ("at-most", "at-least"):
        return base | _arrow(strip, row, y, colour)
    if np.isnan(row.best):
        return base | _bar(strip, row, y, colour)
    return base | _dot(strip, row, y, colour)


def _dot(strip: _Strip, row: StripRow, y: float, colour: str) -> Trace:
    symbol = "circle" if row.current else "circle-open"
    dot = {
        "mode": "markers", "x": [strip.x(row.best)], "y": [y],
        "marker": {"symbol": symbol, "size": 10, "color": colour, "line": {"width": 1.8, "color": colour}},
    }  # fmt: skip
    if np.isnan(row.low) or np.isnan(row.high) or row.low == row.high:
        return dot
    above, below = strip.x(row.high) - strip.x(row.best), strip.x(row.best) - strip.x(row.low)
    bar = {"type": "data", "symmetric": False, "array": [above], "arrayminus": [below]}
    return dot | {"error_x": {**bar, "color": colour, "thickness": 4, "width": 0}}


def _bar(strip: _Strip, row: StripRow, y: float, colour: str) -> Trace:
    """An interval as a thick bar; about an earlier time as two open ends with a thin line."""
    ends = [strip.x(row.low), strip.x(row.high)]
    if row.current:
        return {"mode": "lines", "x": ends, "y": [y, y], "line": {"color": colour, "width": 9}}
    return {
        "mode": "lines+markers", "x": ends, "y": [y, y], "line": {"color": colour, "width": 1.8},
        "marker": {"symbol": "circle-open", "size": 9, "color": colour},
    }  # fmt: skip


def _arrow(strip: _Strip, row: StripRow, y: float, colour: str) -> Trace:
    """A bound as a short line at the bound with an arrow towards where the figure may lie."""
    upper = row.kind == "at-most"
    bound = strip.x(row.high if upper and not np.isnan(row.high) else row.low if not np.isnan(row.low) else row.best)
    tip = bound / ARROW if upper else bound * ARROW
    head = "triangle-left" if upper else "triangle-right"
    return {
        "mode": "lines+markers", "x": [bound, tip], "y": [y, y], "line": {"color": colour, "width": 2},
        "marker": {
            "symbol": ["line-ns", head if row.current else f"{head}-open"], "size": [11, 11], "color": colour,
            "line": {"width": [2, 1.5], "color": colour},
        },
    }  # fmt: skip


def _withheld(strip: _Strip, y: float) -> Trace:
    """A hatched tag at the left end: no place on the number line, and neither zero nor nothing."""
    left, right = strip.ends[0], strip.ends[0] * (strip.ends[1] / strip.ends[0]) ** 0.14
    return {
        "mode": "lines", "x": [left, right, right, left, left], "y": [y - 5, y - 5, y + 5, y + 5, y - 5],
        "fill": "toself", "line": {"width": 0}, "fillcolor": strip.theme.hatch_ground, "hoveron": "fills",
        "fillpattern": {
            "shape": "/", "fgcolor": strip.theme.hatch, "bgcolor": strip.theme.hatch_ground, "size": 6, "solidity": 0.25,
        },
        "text": "withheld", "hoverinfo": "text", "hovertemplate": None, "customdata": None,
    }  # fmt: skip


def _connectors(strip: _Strip) -> list[Trace]:
    """A dotted line between two numbers of one speaker under one definition."""
    traces = []
    numbered = [placed for placed in strip.placed if placed.row.has_number]
    for _, members in groupby(sorted(numbered, key=lambda one: one.row.family), key=lambda one: one.row.family):
        own = sorted(members, key=lambda one: (one.row.about, one.mark_at))
        if len(own) > 1:
            traces.append({
                "type": "scatter", "mode": "lines", "showlegend": False, "hoverinfo": "skip", "name": "same speaker",
                "x": [_middle(strip, placed.row) for placed in own], "y": [-placed.mark_at for placed in own],
                "line": {"color": strip.colour(own[0].row), "width": 1.2, "dash": "dot"},
            })  # fmt: skip
    return traces


def _middle(strip: _Strip, row: StripRow) -> float:
    if not np.isnan(row.best):
        return strip.x(row.best)
    ends = [strip.x(value) for value in (row.low, row.high) if not np.isnan(value)]
    return float(np.sqrt(ends[0] * ends[-1]))


def _layout(strip: _Strip) -> dict[str, Any]:
    layout = base_layout(strip.theme, strip.height + SCALE)
    layout["margin"] = {"l": 4, "r": 4, "t": 2, "b": SCALE - 2, "autoexpand": False}
    zero = [strip.zero] if any(0.0 in (p.row.low, p.row.best, p.row.high) for p in strip.placed) else []
    # Beside zero the scale begins half way to the smallest figure, so that nothing stands below zero.
    first = strip.zero * np.sqrt(ZERO_ROOM) if zero else strip.ends[0]
    ticks = [step for step in STEPS if first <= step <= strip.ends[1]]
    ticks = ticks if len(ticks) <= 6 else [step for step in ticks if np.log10(step).is_integer()]
    layout["xaxis"] |= {
        "type": "log", "range": [float(np.log10(end)) for end in strip.ends], "tickmode": "array", "tickvals": [*zero, *ticks],
        "ticktext": [*("0" for _ in zero), *(_tick(tick, strip.unit) for tick in ticks)], "showline": True,
    }  # fmt: skip
    layout["yaxis"] |= {"range": [-strip.height, 0], "visible": False}
    layout["annotations"] = [*_titles(strip), *_words(strip)]
    return layout


def _tick(value: float, unit: str) -> str:
    return say_number(value, unit).removesuffix(f" {unit}")


def _titles(strip: _Strip) -> list[Trace]:
    return [
        _annotation(
            f"<b>{label(wrap(title, TEXT_WIDTH, TEXT_SIZE, max_lines=1, bold=True)[0])}</b>",
            at + 6,
            strip.theme.ink,
            strip.theme.surface,
        )
        for title, at in strip.titles
    ]


def _words(strip: _Strip) -> list[Trace]:
    return [
        _annotation("<br>".join(label(line) for line in placed.lines), placed.words_at, strip.theme.muted, strip.theme.surface)
        for placed in strip.placed
    ]


def _annotation(text: str, at: float, colour: str, ground: str) -> Trace:
    return {
        "text": text, "x": 0, "xref": "paper", "xanchor": "left", "y": -at, "yref": "y", "yanchor": "top", "align": "left",
        # Lines of the scale and between two figures of one speaker pass behind the words.
        "showarrow": False, "borderpad": 0, "bgcolor": ground, "font": {"color": colour, "size": TEXT_SIZE},
    }  # fmt: skip


def _summary(rows: tuple[StripRow, ...], unit: str) -> str:
    """One sentence: how many statements about how many populations, their range, and who gives no number."""
    numbered = [row for row in rows if row.has_number]
    figures = [value for row in numbered for value in (row.low, row.best, row.high) if not np.isnan(value)]
    groups = count(len({row.group for row in rows}), "population" if unit == PERSONS else "definition")
    span = f", from {say_value('value', min(figures), None, max(figures), unit)}" if figures else ""
    kinds = {"denial": "denial", "trend": "statement in words", "ratio": "ratio", "withheld": "withheld figure"}
    silent = [count(found, words) for kind, words in kinds.items() if (found := sum(row.kind == kind for row in rows))]
    told = f"; {', '.join(silent)}" if silent else ""
    return f"{count(len(rows), 'statement')} about {groups}{span}{told}."
