"""The map as data: one row a drawn place with its state, class and words; and the same rows as a Plotly figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.domain.borders import Drawing
from dashboard.domain.places import Place, Places
from dashboard.domain.view import View
from dashboard.figures.border_words import why_no_area
from dashboard.figures.lettering import label
from dashboard.figures.numbers import say_difference, say_value
from dashboard.figures.palette import LIGHT, Theme
from dashboard.figures.reading import OUTLINED, Reading, legend_words, no_divisor, reading_of
from dashboard.figures.view_rows import rows_on_day
from dashboard.geography.join import join_estimates
from dashboard.geography.shapes import LATITUDES, Shapes
from dashboard.ledger.answers import view_date
from dashboard.ledger.store import Ledger

# The picture is cut through the Bering Strait, so that the far east of Russia stays with Russia.
CENTRE = 11
OWN_LAND = "the sender itself"
SAID = {
    "not-collected": "not collected", "no-denominator": "no denominator", "no-pair": "no comparable pair",
    "disputed": "sources disagree on the change",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a map shows.

    Attributes:
        on_map: one row a place with an area or, after these, with a circle alone; columns of the estimates, with ``code`` (see
            `dashboard.figures.reading`), ``value`` (the figure in words) and ``circle`` (why it has no area; empty where it has one).
        off_map: what has no place on a map, with its ``reason`` and ``value``.
        drawing: which shape is filled with which place.
        ids: of all shapes, in their order.
    """

    on_map: pd.DataFrame
    off_map: pd.DataFrame
    drawing: Drawing
    ids: tuple[str, ...]

    def pieces(self) -> pd.DataFrame:
        """Everything that is drawn: ``shapes()`` with ``at``, the position of each among all shapes; then the circles, with -1."""
        at = {shape: place for place, shape in enumerate(self.ids)}
        rows = self.shapes()
        circles = self.on_map[self.on_map["circle"] != ""]
        return pd.concat([rows.assign(at=rows["shape"].map(at).astype("int64")), circles.assign(at=-1)], ignore_index=True)

    def shapes(self) -> pd.DataFrame:
        """One row a visible shape in the order of the shapes: ``shape``, and the row of the place whose figure fills it."""
        fills = pd.DataFrame(list(self.drawing.fills), columns=["shape", "host"])
        return fills.merge(self.on_map, on="host", how="left")


def map_rows(
    ledger: Ledger, view: View, shapes: Shapes, shared: Reading | None = None, known: pd.DataFrame | None = None
) -> Mapped:
    """What the View's map shows of ``shapes``: borders as of its day, disputed areas from its viewpoint; nothing is left out.

    A place with a figure and without an area on that day is a circle where it lies; what lies nowhere is in ``off_map``. With the
    shapes of today alone (no special ones among ``shapes``) there are no circles, and ``on_map`` has the shapes in their order.
    ``shared`` is a reading that the View shares with others; ``known`` are the rows of its day where they were worked out before.
    """
    reading, rows = shared or reading_of(ledger, view), rows_on_day(ledger, view) if known is None else known
    day, places = view_date(ledger, view), ledger.places
    drawing = ledger.borders.drawing(shapes.ids, day, view.viewpoint)
    lost = [] if drawing.plain else [host for host in rows["host"].astype("str") if host not in drawing.areas]
    circles = [host for host in lost if places.by_id[host].lon is not None]
    joined = join_estimates(rows, (*drawing.areas, *circles), places)
    reasons = {host: why_no_area(host, drawing, places, day) for host in circles}
    return Mapped(
        joined.on_map.assign(
            code=reading.codes_of(joined.on_map), value=_say_own_land(joined.on_map, say_rows(joined.on_map, reading), view),
            circle=[reasons.get(host, "") for host in joined.on_map["host"]],
        ),
        joined.off_map.assign(value=say_rows(joined.off_map, reading)),
        drawing,
        shapes.ids,
    )  # fmt: skip


def is_small(place: Place, places: Places) -> bool:
    """True for a place too small to see as an area; of a former state, where all that came after it are."""
    heirs = [places.by_id[heir] for heir in place.successors if heir in places.by_id] if place.kind == "former" else []
    return place.small or (bool(heirs) and all(heir.small for heir in heirs))


def map_figure(rows: pd.DataFrame, title: str, colours: tuple[str, ...], geojson: Any, theme: Theme = LIGHT) -> go.Figure:
    """The rows as a stepped choropleth: equal-area, all places in one trace in the order of the shapes, never zoomed to the data.

    Args:
        rows: ``on_map`` of `map_rows`, or its ``shapes()``, whose ``shape`` is then the id of the feature.
        title: shown above the map; empty for none.
        colours: colours of the classes.
        geojson: the shapes themselves, or the address they are fetched from.
        theme: tokens for everything that is no class.
    """
    ramp = (*silent_colours(theme, colours), *colours)
    steps = [[edge / len(ramp), colour] for i, colour in enumerate(ramp) for edge in (i, i + 1)]
    words = [f"<b>{label(name)}</b><br>{label(value)}" for name, value in zip(rows["name"], rows["value"], strict=True)]
    ids = rows["shape" if "shape" in rows else "host"].tolist()
    trace = go.Choropleth(
        geojson=geojson, featureidkey="id", locations=ids, z=rows["code"].tolist(), zmin=-0.5, zmax=len(ramp) - 0.5,
        colorscale=steps, showscale=False, marker={"line": {"width": 0.5, "color": theme.border}}, customdata=words,
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    return go.Figure([trace], _map_layout(title, theme))


def silent_colours(theme: Theme, colours: tuple[str, ...]) -> tuple[str, ...]:
    """One flat colour for each code of silence and zero, where no pattern can be drawn."""
    return (theme.empty, theme.paper, theme.hatch_ground, colours[0], theme.paper, theme.line, theme.paper, theme.muted)


def in_drawing_order(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows (``code``, and ``inside`` the part of the world that is shown) from the lowest to the topmost.

    What lies outside is below. What a line alone tells from the ground is on top: Brazil without a comparable pair lost its
    western line under the borders of Peru and Bolivia.
    """
    lined = rows["code"].isin(OUTLINED)
    return rows.iloc[np.lexsort((lined, rows["inside"]))]


def legend_entries(rows: pd.DataFrame, reading: Reading) -> list[tuple[int, str, int]]:
    """(code, label, number of places) of every class, then of every silent look of the reading, classes first.

    The own land of a sender alone is in no count: nobody has to collect its presence abroad there.
    """
    abroad = (rows["value"] != OWN_LAND).to_numpy()
    counts = np.bincount(rows["code"].to_numpy()[abroad], minlength=reading.codes)
    return [(code, words, int(counts[code])) for code, words in legend_words(reading)]


def say_rows(rows: pd.DataFrame, reading: Reading) -> list[str]:
    """The figure of each row in words: level with its range, change with its sign, or why there is none."""
    columns = zip(rows["state"], rows["low"], rows["best"], rows["high"], strict=True)
    say = _say_change if reading.compare == "change" else _say_level
    return [say(str(state), low, best, high, reading.unit) for state, low, best, high in columns]


def _say_own_land(rows: pd.DataFrame, values: list[str], view: View) -> list[str]:
    """The words, except in the sender's own land, which is only called the sender."""
    own = ((rows["state"] == "not-collected") & (rows["host"] == ",".join(view.sender))).tolist()
    return [OWN_LAND if is_own else value for value, is_own in zip(values, own, strict=True)]


def _say_level(state: str, low: float, best: float, high: float, unit: str) -> str:
    return no_divisor(unit) if state == "no-denominator" else SAID.get(state) or say_value(state, low, best, high, unit)


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
