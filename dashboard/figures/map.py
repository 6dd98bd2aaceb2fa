"""The map as data: one row a drawn place with its state, class and words; and the same rows as a Plotly figure."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.domain.view import View
from dashboard.figures.lettering import label
from dashboard.figures.numbers import say_difference, say_value
from dashboard.figures.palette import LIGHT, Theme
from dashboard.figures.reading import Reading, legend_words, reading_of
from dashboard.figures.standing_now import rows_on_day
from dashboard.geography.join import Joined, join_estimates
from dashboard.geography.shapes import LATITUDES, Shapes
from dashboard.ledger.store import Ledger

# The picture is cut through the Bering Strait, so that the far east of Russia stays with Russia.
CENTRE = 11
SAID = {
    "not-collected": "not collected", "no-denominator": "no denominator", "no-pair": "no comparable pair",
    "disputed": "sources disagree on the change",
}  # fmt: skip


def map_rows(ledger: Ledger, view: View, shapes: Shapes, shared: Reading | None = None) -> Joined:
    """What the View's map shows, joined to the places of ``shapes``.

    ``on_map`` has one row a drawn place in the order of the shapes, with ``code`` (see `dashboard.figures.reading`) and ``value`` (the
    figure in words); ``off_map`` lists what is not drawn, with its reason and value. ``shared`` is a reading that the View shares with
    others.
    """
    reading = shared or reading_of(ledger, view)
    joined = join_estimates(rows_on_day(ledger, view), shapes.ids, ledger.places)
    return Joined(
        joined.on_map.assign(code=reading.codes_of(joined.on_map), value=say_rows(joined.on_map, reading)),
        joined.off_map.assign(value=say_rows(joined.off_map, reading)),
    )


def map_figure(rows: pd.DataFrame, title: str, colours: tuple[str, ...], geojson: Any, theme: Theme = LIGHT) -> go.Figure:
    """The rows as a stepped choropleth: equal-area, all places in one trace in the order of the shapes, never zoomed to the data.

    Args:
        rows: ``on_map`` of `map_rows`.
        title: shown above the map; empty for none.
        colours: colours of the classes.
        geojson: the shapes themselves, or the address they are fetched from.
        theme: tokens for everything that is no class.
    """
    ramp = (*silent_colours(theme, colours), *colours)
    steps = [[edge / len(ramp), colour] for i, colour in enumerate(ramp) for edge in (i, i + 1)]
    words = [f"<b>{label(name)}</b><br>{label(value)}" for name, value in zip(rows["name"], rows["value"], strict=True)]
    trace = go.Choropleth(
        geojson=geojson, featureidkey="id", locations=rows["host"].tolist(), z=rows["code"].tolist(), zmin=-0.5, zmax=len(ramp) - 0.5,
        colorscale=steps, showscale=False, marker={"line": {"width": 0.5, "color": theme.border}}, customdata=words,
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    return go.Figure([trace], _map_layout(title, theme))


def silent_colours(theme: Theme, colours: tuple[str, ...]) -> tuple[str, ...]:
    """One flat colour for each code of silence and zero, where no pattern can be drawn."""
    return (theme.empty, theme.paper, theme.hatch_ground, colours[0], theme.paper, theme.line, theme.paper, theme.muted)


def legend_entries(rows: pd.DataFrame, reading: Reading) -> list[tuple[int, str, int]]:
    """(code, label, number of places) of every class, then of every silent look of the reading, classes first."""
    counts = np.bincount(rows["code"].to_numpy(), minlength=reading.codes)
    return [(code, words, int(counts[code])) for code, words in legend_words(reading)]


def say_rows(rows: pd.DataFrame, reading: Reading) -> list[str]:
    """The figure of each row in words: level with its range, change with its sign, or why there is none."""
    columns = zip(rows["state"], rows["low"], rows["best"], rows["high"], strict=True)
    say = _say_change if reading.compare == "change" else _say_level
    return [say(str(state), low, best, high, reading.unit) for state, low, best, high in columns]


def _say_level(state: str, low: float, best: float, high: float, unit: str) -> str:
    return SAID.get(state) or say_value(state, low, best, high, unit)


def _say_change(state: str, low: float, _best: float, high: float, unit: str) -> str:
    if state in SAID:
        return SAID[state]
    return {"zero": "no change", "value": ""}.get(state, state.replace("-", " ")) or say_difference(low, high, unit)


def _map_layout(title: str, theme: Theme) -> dict[str, Any]:
    return {
        "template": None, "margin": {"l": 8, "r": 8, "t": 44 if title else 8, "b": 8}, "paper_bgcolor": theme.paper, "showlegend": False,
        "title": {"text": label(title), "font": {"size": 18, "color": theme.ink}, "x": 0.01} if title else None, "uirevision": "map",
        "geo": {
            "visible": False, "bgcolor": theme.paper, "projection": {"type": "equal earth", "rotation": {"lon": CENTRE}}, "fitbounds": False,
            "lataxis": {"range": list(LATITUDES)}, "lonaxis": {"range": [CENTRE - 180, CENTRE + 180]},
        },
    }  # fmt: skip
