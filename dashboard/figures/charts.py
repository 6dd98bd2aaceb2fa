"""A chart: a Plotly figure with the words and the table that say the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.palette import FONT, Theme

TEXT_SIZE = 11
# The panel of the page is this wide on a desk screen; on a telephone it is about as wide.
PANEL_WIDTH = 336


@dataclass(frozen=True, eq=False)
class Chart:
    """One chart of the panel.

    Attributes:
        key: stable name within the panel.
        title: what is drawn, with the unit.
        figure: without template and without geometry; `figure.to_dict()` is all that travels.
        summary: one sentence made from the data: highest, lowest, change, disagreement, what is missing.
        table: the same data as rows for a reader, exact and unscaled.
        notes: what the chart leaves out.
    """

    key: str
    title: str
    figure: go.Figure
    summary: str
    table: pd.DataFrame
    notes: tuple[str, ...] = ()


def base_layout(theme: Theme, height: float) -> dict[str, Any]:
    """The layout that all charts share: no template, transparent ground, small type, no drag."""
    axis = {"linecolor": theme.line, "gridcolor": theme.line, "zeroline": False, "fixedrange": True, "automargin": False}
    return {
        "template": None, "height": round(height), "margin": {"l": 8, "r": 12, "t": 8, "b": 24},
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)", "showlegend": False, "dragmode": False,
        "font": {"family": FONT, "size": TEXT_SIZE, "color": theme.muted}, "hovermode": "closest",
        "hoverlabel": {"bgcolor": theme.surface, "bordercolor": theme.line, "font": {"color": theme.ink}, "align": "left"},
        "xaxis": dict(axis), "yaxis": dict(axis),
    }  # fmt: skip
