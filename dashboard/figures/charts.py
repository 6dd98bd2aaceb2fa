"""A chart: a Plotly figure with the words and the table that say the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from dashboard.figures.palette import FONT, Theme

Figure = dict[str, Any]
TEXT_SIZE = 11
# The panel of the page is this wide on a desk screen; on a telephone it is about as wide.
PANEL_WIDTH = 336


@dataclass(frozen=True, eq=False)
class Chart:
    """One chart of the panel.

    Attributes:
        key: stable name within the panel.
        title: what is drawn, with the unit.
        figure: a Plotly figure as the plain dictionary that travels to the page; ``go.Figure(chart.figure)`` is the
            same figure. It has no template and no geometry.
        summary: one sentence made from the data: highest, lowest, change, disagreement, what is missing.
        notes: what the chart leaves out.
        make_table: gives `table`.
    """

    key: str
    title: str
    figure: Figure
    summary: str
    make_table: Callable[[], pd.DataFrame]
    notes: tuple[str, ...] = ()

    @cached_property
    def table(self) -> pd.DataFrame:
        """The same data as rows for a reader, exact and unscaled."""
        return self.make_table()


def base_layout(theme: Theme, height: float) -> dict[str, Any]:
    """The layout that all charts share: no template, transparent ground, small type, no drag."""
    axis = {"linecolor": theme.line, "gridcolor": theme.line, "zeroline": False, "fixedrange": True}
    label = {"bgcolor": theme.surface, "bordercolor": theme.line, "font": {"color": theme.ink}, "align": "left"}
    return {
        "template": {}, "height": round(height), "margin": {"l": 8, "r": 12, "t": 8, "b": 24},
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)", "showlegend": False, "dragmode": False,
        "font": {"family": FONT, "size": TEXT_SIZE, "color": theme.muted}, "hovermode": "closest",
        "hoverlabel": label, "xaxis": dict(axis), "yaxis": dict(axis),
    }  # fmt: skip


def day_text(days: np.ndarray) -> list[str]:
    """Days as ISO text, which a Plotly date axis reads without a time zone."""
    text: list[str] = np.datetime_as_string(days.astype("datetime64[D]")).tolist()
    return text
