"""The map as data: one row a drawn place, every kind of nothing apart, and a figure that asks nobody for anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard.domain.view import View
from dashboard.figures.map import in_drawing_order, legend_entries, map_figure, map_rows
from dashboard.figures.palette import LIGHT, MILITARY
from dashboard.figures.reading import FIRST_CLASS, reading_of
from dashboard.geography.shapes import Shapes
from dashboard.ledger.store import Ledger
from tests.figures.literal import ledger

VIEW = View(sender=("RUS",), date=date(2019, 6, 30))
SQUARE = (np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [0.0, 0.0]]),)
SHAPES = Shapes("test.geojson", ("USA", "VEN", "SYR", "DEU", "IRQ", "BHR", "CHN"), (SQUARE,) * 7)


@pytest.fixture(scope="module")
def claims() -> Ledger:
    day = {"day": "2019-06-30"}
    return ledger(
        {"host": "VEN", "best": 100, **day}, {"host": "SYR", "best": 0, **day}, {"host": "DEU", "kind": "withheld", **day},
        {"host": "IRQ", "kind": "at-most", "high": 400, **day}, {"host": "BHR", "kind": "none-found", **day},
        {"host": "CHN", "low": 500, "high": 800, **day}, {"host": "X-SEA", "best": 77, **day},
    )  # fmt: skip


def test_each_state_has_its_own_code(claims: Ledger) -> None:
    rows = map_rows(claims, VIEW, SHAPES).on_map
    assert rows["host"].tolist() == list(SHAPES.ids)
    assert dict(zip(rows["host"], rows["code"], strict=True)) == {
        "USA": 0, "VEN": FIRST_CLASS + 1, "SYR": 4, "DEU": 2, "IRQ": 3, "BHR": 1, "CHN": FIRST_CLASS + 2,
    }  # fmt: skip


def test_each_place_says_its_value(claims: Ledger) -> None:
    rows = map_rows(claims, VIEW, SHAPES).on_map.set_index("host")["value"]
    assert rows.to_dict() == {
        "USA": "not collected", "VEN": "100", "SYR": "0", "DEU": "withheld", "IRQ": "at most 400", "BHR": "none found", "CHN": "500–800",
    }  # fmt: skip


def test_what_is_not_drawn_is_listed(claims: Ledger) -> None:
    off = map_rows(claims, VIEW, SHAPES).off_map
    assert off[["name", "value"]].to_numpy().tolist() == [["afloat", "77"]]


def test_the_legend_counts_every_look(claims: Ledger) -> None:
    rows = map_rows(claims, VIEW, SHAPES).on_map
    entries = legend_entries(rows, reading_of(claims, VIEW))
    labels = reading_of(claims, VIEW).labels
    assert [(words, number) for _, words, number in entries] == [
        *zip(labels, (0, 1, 1, 0, 0, 0), strict=True),
        ("zero", 1), ("none found", 1), ("withheld", 1), ("bound only", 1), ("not collected", 1),
    ]  # fmt: skip
    assert sum(number for _, _, number in entries) == len(rows)


def test_the_own_land_of_a_sender_alone_is_in_no_count(claims: Ledger) -> None:
    def counted(*sender: str) -> int:
        view = replace(VIEW, sender=sender)
        return sum(number for _, _, number in legend_entries(map_rows(claims, view, SHAPES).on_map, reading_of(claims, view)))

    assert counted("RUS") == counted("RUS", "USA") == len(SHAPES.ids)
    assert counted("USA") == len(SHAPES.ids) - 1


def test_the_figure_draws_all_places_in_one_trace(claims: Ledger) -> None:
    rows = map_rows(claims, VIEW, SHAPES).on_map
    figure = map_figure(rows, "Title", MILITARY, "/assets/geo/test.geojson", LIGHT)
    trace, geo = figure.data[0], figure.layout.geo
    assert list(trace.locations) == list(SHAPES.ids)
    assert list(trace.z) == rows["code"].tolist()
    assert (geo.fitbounds, geo.visible, geo.projection.type) == (False, False, "equal earth")
    assert figure.layout.uirevision == "map"


def test_the_colour_scale_is_stepped_with_one_colour_a_code(claims: Ledger) -> None:
    rows = map_rows(claims, VIEW, SHAPES).on_map
    scale = map_figure(rows, "", MILITARY, "x", LIGHT).data[0].colorscale
    codes = FIRST_CLASS + len(MILITARY)
    assert len(scale) == 2 * codes
    for code in range(codes):
        assert scale[2 * code][1] == scale[2 * code + 1][1]
    assert [scale[2 * code][1] for code in range(FIRST_CLASS, codes)] == list(MILITARY)


def test_names_reach_the_hover_as_data_and_escaped() -> None:
    made = ledger({"host": "VEN", "best": 100, "day": "2019-06-30"})
    rows = map_rows(made, VIEW, SHAPES).on_map
    hostile = rows.assign(name="<img src=x onerror=alert(1)>%{z}")
    trace = map_figure(hostile, "<b>t</b>", MILITARY, "x", LIGHT).data[0]
    assert "<img" not in trace.customdata[0]
    assert trace.hovertemplate == "%{customdata}<extra></extra>"


def test_what_only_its_line_shows_lies_above_its_neighbours_and_what_is_outside_below() -> None:
    """Brazil without a comparable pair had no western line: Peru and Bolivia are drawn after it, each with a border of its own."""
    rows = pd.DataFrame(
        {"host": ["BRA", "PER", "BOL", "ARG", "COL"], "code": [6, 9, 8, 4, 0], "inside": [True, True, True, True, False]}
    )
    assert in_drawing_order(rows)["host"].tolist() == ["COL", "PER", "BOL", "BRA", "ARG"]


def test_a_sender_alone_is_said_to_be_the_sender_and_not_an_unknown_host(claims: Ledger) -> None:
    american = View(sender=("USA",), date=date(2019, 6, 30))
    assert map_rows(claims, american, SHAPES).on_map.set_index("host")["value"]["USA"] == "the sender itself"
    both = View(sender=("RUS", "USA"), date=date(2019, 6, 30))
    assert map_rows(claims, both, SHAPES).on_map.set_index("host")["value"]["USA"] == "not collected", "a host of the other"
