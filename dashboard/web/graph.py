"""The one place that makes a graph: no cloud button, no outside topology, no logo."""

from __future__ import annotations

from typing import Any

from dash import dcc

# Plotly asks for a base map even when none is drawn; an empty one from our own address answers it.
TOPOLOGY = "/assets/topo/"


def graph(
    figure: Any, *, graph_id: str | dict[str, str] | None = None, name: str = "chart", interactive: bool = True
) -> dcc.Graph:
    """A graph with our configuration.

    Args:
        figure: a plotly figure or its dict.
        graph_id: id on the page.
        name: file name of the mode bar's picture, and class of the element.
        interactive: False draws a static picture without hover.
    """
    config = {
        "topojsonURL": TOPOLOGY,
        "showSendToCloud": False,
        "displaylogo": False,
        "displayModeBar": False,
        "scrollZoom": False,
        "doubleClick": "reset",
        "responsive": True,
        "staticPlot": not interactive,
        "toImageButtonOptions": {"filename": name},
    }
    given: dict[str, Any] = {} if graph_id is None else {"id": graph_id}
    height = figure["layout"].get("height") if isinstance(figure, dict) else None
    # A responsive graph takes its height from its box and not from the figure.
    given |= {"style": {"height": f"{height}px"}} if height else {}
    return dcc.Graph(figure=figure, config=config, className=f"graph graph-{name}", responsive=True, **given)
