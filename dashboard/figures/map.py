"""The map as data: one row a drawn place with its state, class and words; and the same rows as a Plotly figure."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.domain.classes import CLASSES, classing
from dashboard.domain.view import View
from dashboard.figures.lettering import label
from dashboard.figures.numbers import say_value
from dashboard.figures.palette import LIGHT, Theme
from dashboard.figures.standing_now import hosts_on_day
from dashboard.geography.join import Joined, join_estimates
from dashboard.geography.shapes import LATITUDES, Shapes
from dashboard.ledger.answers import measure_of
from dashboard.ledger.store import Ledger

# What a fill stands for, as one number: five looks of silence and zero, then the six classes.
SILENT_CODES = {"not-collected": 0, "none-found": 1, "withheld": 2, "bound": 3, "zero": 4}
FIRST_CLASS = 5
CODES = FIRST_CLASS + CLASSES
LOOKS = ("not collected", "none found", "withheld", "bound only", "zero")
# The picture is cut through the Bering Strait, so that the far east of Russia stays with Russia.
CENTRE = 11


def map_rows(ledger: Ledger, view: View, shapes: Shapes) -> Joined:
    """The View's estimates joined to the places of ``shapes``.

    ``on_map`` has one row a drawn place in the order of the shapes, with ``code`` (0 to 10, see `SILENT_CODES`) and ``value`` (the
    figure in words); ``off_map`` lists what is not drawn, with its reason and value.
    """
    measure = measure_of(ledger, view)
    joined = join_estimates(hosts_on_day(ledger, view), shapes.ids, ledger.places)
    place = classing(measure).class_of(joined.on_map["level"].to_numpy(dtype="float64"))
    silent = joined.on_map["state"].map(SILENT_CODES)
    code = silent.fillna(pd.Series(place + FIRST_CLASS, index=silent.index)).astype("int64")
    return Joined(
        joined.on_map.assign(code=code, value=_values(joined.on_map, measure.unit)),
        joined.off_map.assign(value=_values(joined.off_map, measure.unit)),
    )


def map_figure(rows: pd.DataFrame, title: str, colours: tuple[str, ...], geojson: Any, theme: Theme = LIGHT) -> go.Figure:
    """The rows as a stepped choropleth: equal-area, all places in one trace in the order of the shapes, never zoomed to the data.

    Args:
        rows: ``on_map`` of `map_rows`.
        title: shown above the map; empty for none.
        colours: six class colours.
        geojson: the shapes themselves, or the address they are fetched from.
        theme: tokens for everything that is no class.
    """
    ramp = (theme.empty, theme.paper, theme.hatch_ground, colours[0], theme.paper, *colours)
    steps = [[edge / CODES, colour] for i, colour in enumerate(ramp) for edge in (i, i + 1)]
    words = [f"<b>{label(name)}</b><br>{label(value)}" for name, value in zip(rows["name"], rows["value"], strict=True)]
    trace = go.Choropleth(
        geojson=geojson, featureidkey="id", locations=rows["host"].tolist(), z=rows["code"].tolist(), zmin=-0.5, zmax=CODES - 0.5,
        colorscale=steps, showscale=False, marker={"line": {"width": 0.5, "color": theme.border}}, customdata=words,
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    return go.Figure([trace], _map_layout(title, theme))


def legend_entries(rows: pd.DataFrame, labels: tuple[str, ...]) -> list[tuple[int, str, int]]:
    """(code, label, number of places) of every class, then of every silent look, classes first."""
    counts = np.bincount(rows["code"].to_numpy(), minlength=CODES)
    classes = [(FIRST_CLASS + i, words, int(counts[FIRST_CLASS + i])) for i, words in enumerate(labels)]
    return classes + [(code, LOOKS[code], int(counts[code])) for code in (4, 1, 2, 3, 0)]


def _values(rows: pd.DataFrame, unit: str) -> list[str]:
    columns = zip(rows["state"], rows["low"], rows["best"], rows["high"], strict=True)
    return [
        "not collected" if state == "not-collected" else say_value(state, low, best, high, unit)
        for state, low, best, high in columns
    ]


def _map_layout(title: str, theme: Theme) -> dict[str, Any]:
    return {
        "template": None, "margin": {"l": 8, "r": 8, "t": 44 if title else 8, "b": 8}, "paper_bgcolor": theme.paper, "showlegend": False,
        "title": {"text": label(title), "font": {"size": 18, "color": theme.ink}, "x": 0.01} if title else None, "uirevision": "map",
        "geo": {
            "visible": False, "bgcolor": theme.paper, "projection": {"type": "equal earth", "rotation": {"lon": CENTRE}}, "fitbounds": False,
            "lataxis": {"range": list(LATITUDES)}, "lonaxis": {"range": [CENTRE - 180, CENTRE + 180]},
        },
    }  # fmt: skip
