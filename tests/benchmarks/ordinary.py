"""The same map made in the ordinary way, to compare with: a callback that returns a whole plotly express figure for every date.

``python -m tests.benchmarks.ordinary PORT``; the same ledger, the same estimates, the same server and number of threads.
"""

from __future__ import annotations

import sys

import dash
import plotly.express as px
import waitress
from dash import Input, Output, dcc, html

from dashboard.domain.view import decode_view
from dashboard.ledger import answers
from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings

DAYS = ("2015-12-31", "2018-06-30", "2021-12-31", "2024-12-31")


def make_app() -> dash.Dash:
    """A dropdown of dates and a map."""
    ledger = open_ledger(load_settings().data)
    app = dash.Dash(__name__)
    app.layout = html.Div([dcc.Dropdown(DAYS, DAYS[0], id="date"), dcc.Graph(id="map")])

    @app.callback(Output("map", "figure"), Input("date", "value"))  # type: ignore[untyped-decorator]
    def draw(date: str) -> object:
        view = decode_view(f"measure=troops&sender=USA&date={date}", ledger.vocabulary).view
        return px.choropleth(answers.pair_estimates(ledger, view), locations="host", color="best", hover_name="host")

    app.server.test_client().get("/_dash-dependencies")
    return app


if __name__ == "__main__":
    waitress.serve(make_app().server, host="127.0.0.1", port=int(sys.argv[1]), threads=8)
