"""The same map in Panel, another tool for dashboards in Python: ``python -m tests.benchmarks.panel_way PORT FOLDER``.

FOLDER holds an installation of Panel for this comparison alone (``pip install --target FOLDER panel``); the program needs none of it.
The same ledger, estimates and figure as in `tests.benchmarks.ordinary`. Every reader's page runs the function once; the figure itself
then comes over a web socket, which is not in the time of the page.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable

import plotly.express as px

from dashboard.domain.view import decode_view
from dashboard.ledger import answers
from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings
from tests.benchmarks.ordinary import DAYS

NAME = "map"


def make_page(panel: object) -> Callable[[], object]:
    """A function that makes a choice of dates and a map for one reader."""
    ledger = open_ledger(load_settings().data)

    def draw(date: str) -> object:
        view = decode_view(f"measure=troops&sender=USA&date={date}", ledger.vocabulary).view
        return px.choropleth(answers.pair_estimates(ledger, view), locations="host", color="best", hover_name="host")

    def page() -> object:
        choice = panel.widgets.Select(options=list(DAYS), value="2021-12-31")  # type: ignore[attr-defined]
        return panel.Column(choice, panel.bind(draw, choice))  # type: ignore[attr-defined]

    return page


def main(port: int, folder: str) -> None:
    # Behind everything else: what the program has itself is taken from where it always is.
    sys.path.append(folder)
    panel = importlib.import_module("panel")
    panel.extension("plotly")
    panel.serve({NAME: make_page(panel)}, port=port, address="127.0.0.1", show=False, threaded=False, num_threads=8)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
