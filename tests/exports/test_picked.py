"""A host that is picked out is outlined in every file as on the page; joined points and legends are the same in all of them."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from pptx import Presentation
from pptx.enum.dml import MSO_FILL

from dashboard.domain.view import View
from dashboard.exports.files import write_export
from dashboard.exports.images import bare_map, map_svg
from dashboard.exports.options import ExportOptions
from dashboard.exports.series_image import series_svg
from dashboard.exports.slide_chart_data import series_of
from dashboard.figures import sentences
from dashboard.figures.palette import PICKED_GAP, PICKED_LINE, RING_ROOM, THEMES
from dashboard.figures.reading import legend_words, reading_of
from dashboard.figures.series import series_chart
from dashboard.figures.series_scale import by_line
from dashboard.figures.view_series import last_day, view_series
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger
from dashboard.settings import load_settings

ASSETS = load_settings().assets
DAY = date(2019, 6, 30)
RUSSIA = View(sender=("RUS",), date=DAY)
VENEZUELA = replace(RUSSIA, host=("VEN",))
PICKED = re.compile(r"<g data-picked=\"([^\"]*)\">(.*?)</g>", re.DOTALL)


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_who_is_picked_out_has_a_line_around_it_in_pictures(shipped: Ledger, theme: str) -> None:
    """As on the page: ink, with a gap of paper on either side, over the place's own outline."""
    options, look = ExportOptions(theme=theme), THEMES[theme]
    for svg in (map_svg(shipped, VENEZUELA, ASSETS, options), bare_map(shipped, VENEZUELA, ASSETS, options).svg):
        ((hosts, drawn),) = PICKED.findall(svg)
        own = re.search(r'<path d="([^"]*)"(?:(?!</path>).)*<title>Venezuela: ', svg)
        assert hosts == "VEN"
        assert own
        gap, line = re.findall(r'<path d="([^"]*)" fill="none" stroke="([^"]*)" stroke-width="([^"]*)"', drawn)
        assert gap == (own[1], look.paper, f"{PICKED_LINE + 2 * PICKED_GAP:g}")
        assert line == (own[1], look.ink, f"{PICKED_LINE:g}")
    assert not PICKED.findall(map_svg(shipped, RUSSIA, ASSETS, options))


def test_small_places_get_a_ring_that_leaves_them_uncovered(shipped: Ledger) -> None:
    drawn = dict(PICKED.findall(map_svg(shipped, View(host=("BHR", "DEU")), ASSETS)))
    assert (drawn["BHR"].count("<circle"), drawn["BHR"].count("<path")) == (2, 0)
    assert (drawn["DEU"].count("<circle"), drawn["DEU"].count("<path") >= 2) == (0, True)
    assert float(re.findall(r'r="([^"]*)"', drawn["BHR"])[0]) >= RING_ROOM + 5


def test_a_circle_is_never_hidden_however_near_the_map_is_drawn(shipped: Ledger) -> None:
    """Djibouti in a map of Africa alone is wider than what a ring is for, and its circle still stands for it."""
    near = View(sender=("FRA",), date=DAY, host=("DJI",), region="africa")
    drawn = dict(PICKED.findall(bare_map(shipped, near, ASSETS, ExportOptions()).svg))
    assert (drawn["DJI"].count("<circle"), drawn["DJI"].count("<path")) == (2, 0)


@pytest.mark.parametrize(("host", "name"), [("BHR", "Bahrain"), ("DEU", "Germany")])
def test_who_is_picked_out_has_a_line_on_slides(shipped: Ledger, host: str, name: str) -> None:
    slides = Presentation(io.BytesIO(write_export(shipped, View(host=(host,)), "pptx", ASSETS)))
    around = next(shape for shape in slides.slides[0].shapes if shape.name == f"Picked out: {name}").shapes
    looks = [(str(shape.line.color.rgb), shape.line.width.pt) for shape in around]
    paper, ink = (colour.lstrip("#").upper() for colour in (THEMES["light"].paper, THEMES["light"].ink))
    assert looks == [(paper, PICKED_LINE + 2 * PICKED_GAP), (ink, PICKED_LINE)]
    assert all(shape.fill.type == MSO_FILL.BACKGROUND for shape in around)


def joined_days(days: np.ndarray, segments: np.ndarray) -> list[tuple[str, str]]:
    """Each two neighbours that belong together."""
    text = days.astype("datetime64[D]").astype(str).tolist()
    return [(text[i], text[i + 1]) for i in range(len(text) - 1) if segments[i] == segments[i + 1]]


SERIES = {
    "statements": VENEZUELA, "counts": View(host=("DEU",)), "prepayments": replace(VENEZUELA, measure="prepayments"),
    "deals": replace(VENEZUELA, measure="deals"),
}  # fmt: skip


@pytest.mark.parametrize("view", SERIES.values(), ids=SERIES)
def test_points_are_joined_alike_in_every_picture(shipped: Ledger, view: View) -> None:
    """One rule, in the figure's data: points of one segment are joined, and no others."""
    chart = series_of(shipped, view)
    assert chart is not None
    expected = 0
    for column in by_line(chart.plot.data).values():
        kept = ~np.isnan(column["level"])
        expected += len(joined_days(column["day"][kept], column["segment"][kept]))
    svg = series_svg(shipped, view)
    lines = re.findall(r'<path d="M([^"Z]*)" fill="none" stroke="[^"]*" stroke-width="2.2"', svg)
    assert sum(line.count("L") for line in lines) == expected
    data = view_series(shipped, view, ExportOptions().limits.lines)
    assert data is not None
    day = answers.view_date(shipped, view)
    traces = series_chart(data, shipped.claims.iloc[:0], day, last_day(shipped, view.measure, day), THEMES["light"]).figure[
        "data"
    ]
    drawn = [trace for trace in traces if str(trace.get("mode", "")).startswith("lines+markers")]
    assert sum(_joined_in_trace(trace["y"]) for trace in drawn) == expected


def _joined_in_trace(values: list[float | None]) -> int:
    told = [value is not None and not np.isnan(value) for value in values]
    return sum(one and other for one, other in pairwise(told))


def test_a_statement_about_a_long_span_is_one_line_on_a_slide(shipped: Ledger) -> None:
    slides = Presentation(io.BytesIO(write_export(shipped, VENEZUELA, "pptx", ASSETS)))
    chart = next(shape.chart for shape in slides.slides[1].shapes if shape.has_chart)
    drawn = {series.name: series for series in chart.plots[0].series}
    stated = next(
        series for name, series in drawn.items() if name == "Troops present, as stated · Curated facts, single statements"
    )
    alone = next(series for name, series in drawn.items() if name.startswith("Officers"))
    assert len(list(stated.values)) == 2
    assert stated.format.line.fill.type is not None
    assert "noFill" not in stated.format.line._get_or_add_ln().xml
    assert "noFill" in alone.format.line._get_or_add_ln().xml


@pytest.mark.parametrize("view", [replace(RUSSIA, compare="agreement"), RUSSIA], ids=["agreement", "level"])
def test_bars_on_slides_have_a_legend_of_their_classes(shipped: Ledger, view: View) -> None:
    slide = Presentation(io.BytesIO(write_export(shipped, view, "pptx", ASSETS))).slides[1]
    legend = next(shape for shape in slide.shapes if shape.name == "Legend")
    told = [shape.text_frame.text for shape in legend.shapes if shape.has_text_frame and shape.text_frame.text]
    words = dict(legend_words(reading_of(shipped, view)))
    assert told
    assert all(one.rsplit("  ", 1)[0] in words.values() for one in told)
    chart = next(shape for shape in slide.shapes if shape.has_chart)
    assert chart.top + chart.height <= min(shape.top for shape in legend.shapes)
    dotted = view.compare == "agreement"
    assert ("pattFill" in chart.chart._chartSpace.xml) == dotted


def test_the_title_names_the_part_of_the_world(shipped: Ledger) -> None:
    view = replace(RUSSIA, region="middle-east")
    assert sentences.title(shipped, view) == f"{sentences.title(shipped, RUSSIA)}: Middle East"
    assert f">{sentences.title(shipped, view)}</text>" in map_svg(shipped, view, ASSETS)
