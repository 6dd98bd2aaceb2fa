"""The map as a self-contained Plotly figure for notebooks."""

from __future__ import annotations

from pathlib import Path

import orjson
import plotly.graph_objects as go

from dashboard.domain.view import View
from dashboard.figures import sentences
from dashboard.figures.map import map_figure, map_rows
from dashboard.figures.reading import colours_of, reading_of
from dashboard.geography.shapes import all_shapes, load_shapes
from dashboard.ledger.store import Ledger

# The small shapes: a figure with the larger ones would put half a megabyte into every cell of a notebook.
SIZE = "s"


def notebook_map(ledger: Ledger, view: View, assets: Path) -> go.Figure:
    """The View's map as a Plotly figure with the shapes inside.

    plotly.js still asks for a base map when the figure is drawn; ``figure.show(config={"topojsonURL": ...})`` can point it to a copy.
    """
    files = [load_shapes(assets, size).file for size in (SIZE, f"special-{SIZE}")]
    features = [feature for file in files for feature in orjson.loads((assets / "geo" / file).read_bytes())["features"]]
    content = {"type": "FeatureCollection", "features": features}
    rows = map_rows(ledger, view, all_shapes(assets, SIZE)).shapes()
    colours = colours_of(ledger, view, reading_of(ledger, view))
    return map_figure(rows, sentences.title(ledger, view), colours, content)
