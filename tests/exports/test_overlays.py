"""Sites, flows and regions: what is drawn, what a limit leaves out, and that both are told."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.domain.regions import REGIONS
from dashboard.domain.view import View
from dashboard.exports.images import map_svg
from dashboard.exports.options import ExportOptions, Limits
from dashboard.exports.overlays import MARKS, arc_path, clusters
from dashboard.geography.shapes import Frame, region_frame
from dashboard.ledger.flows import ALL_SENDERS, CHANGES, flows_of
from dashboard.ledger.sites import COLUMNS, KINDS, sites_of
from dashboard.ledger.store import Ledger
from dashboard.settings import load_settings
from tests.figures.literal import ledger

SVG = "{http://www.w3.org/2000/svg}"
USA = View(date=date(2018, 12, 31), layers=("sites", "flows"))
MOST = 100_000


@pytest.fixture(scope="module")
def assets() -> Path:
    return load_settings().assets


def words(svg: str) -> str:
    root = ET.fromstring(svg)  # noqa: S314 - our own output is what is tested
    return " ".join("".join(element.itertext()) for element in root.iter(f"{SVG}text"))


def test_every_claim_with_coordinates_is_a_site(shipped: Ledger) -> None:
    found = sites_of(shipped, View(sender=()), MOST)
    claims = shipped.claims
    placed = claims[
        claims["lat"].notna() & claims["lon"].notna() & claims["withdrawn"].isna() & (claims["status"] != "cancelled")
    ]
    assert set(placed["measure"].astype("str")) <= set(KINDS)
    assert sorted(found.rows["claim_id"]) == sorted(placed["claim_id"].astype("str"))
    assert tuple(found.rows) == COLUMNS


def test_american_bases_are_shown_in_2018_and_not_in_1990(shipped: Ledger) -> None:
    found = sites_of(shipped, View(measure="bases"), MOST)
    assert len(found.on(pd.Timestamp("2018-12-31"))) == 406
    assert found.on(pd.Timestamp("1990-12-31")).empty
    assert set(found.rows["measure"]) == {"bases"}


def test_a_limit_keeps_the_first_kinds_and_says_how_many_there_are(shipped: Ledger, assets: Path) -> None:
    found = sites_of(shipped, View(), 100)
    assert len(found.rows) == 100
    assert found.total > 1_000
    assert set(found.rows["measure"]) == {"bases"}
    svg = map_svg(shipped, USA, assets, ExportOptions(limits=Limits(sites=100, flows=5)))
    assert f"the limit of 100 leaves out {found.total - 100:,} of {found.total:,}" in words(svg)
    assert "Arcs: the largest 5 of " in words(svg)


def test_the_exactness_of_a_point_is_that_of_its_coordinates() -> None:
    rows = [
        {"measure": "troops", "lat": lat, "lon": 10.0, "site": "x", "best": 1.0, "day": "2019-06-30"}
        for lat in (1.0, 1.25, 1.123456)
    ]
    from dashboard.ledger.sites import _decimals

    assert _decimals(pd.DataFrame(rows)).tolist() == [0, 2, 6]


def test_points_of_one_kind_in_one_cell_are_one_mark() -> None:
    rows = pd.DataFrame({"measure": ["bases", "bases", "works", "bases"], "site": list("abcd")})
    found = clusters(rows, np.array([1.0, 3.0, 2.0, 40.0]), np.array([1.0, 1.0, 1.0, 1.0]), 16)
    assert found["count"].tolist() == [1, 1, 2]
    assert found.iloc[-1][["measure", "x"]].tolist() == ["bases", 2.0]


def test_sites_have_a_shape_and_a_colour_each_and_are_credited(shipped: Ledger, assets: Path) -> None:
    svg = map_svg(shipped, USA, assets)
    told = words(svg)
    assert len(set(MARKS.values())) == len(KINDS) == len(MARKS)
    assert "Sites on this day: 711" in told
    assert "Sites from: " in told
    assert "Bases and sites" in told
    assert svg.count('stroke-opacity="0.55"') == 40


def test_flows_are_never_drawn_for_all_senders_or_changes(shipped: Ledger) -> None:
    assert flows_of(shipped, View(sender=()), 40).refused == ALL_SENDERS
    assert flows_of(shipped, View(compare="change"), 40).refused == CHANGES
    found = flows_of(shipped, View(sender=("USA", "RUS"), date=date(2019, 12, 31)), 40)
    assert found.rows["level"].is_monotonic_decreasing
    assert set(found.rows["sender"]) == {"USA", "RUS"}
    assert len(found.rows) == 40 < found.total


def test_no_layer_asked_for_draws_none() -> None:
    from dashboard.exports.overlays import overlay_of
    from dashboard.exports.svg import Sheet
    from dashboard.figures.palette import LIGHT

    tiny = ledger({"best": 100, "day": "2019-06-30"})
    assert overlay_of(tiny, View(), Frame(0, 0, 100, 50), Sheet(100, 50, LIGHT, ("#000000",)), Limits()).svg == ""


@pytest.mark.parametrize("name", sorted(REGIONS))
def test_a_region_lies_within_the_picture_and_fills_it(name: str) -> None:
    region, box = REGIONS[name], Frame(20, 30, 900, 400)
    frame = region_frame(box, region)
    lon, lat = np.meshgrid(np.linspace(region.west, region.east, 21), np.linspace(region.south, region.north, 21))
    x, y = frame.project(lon.ravel(), lat.ravel())
    assert x.min() >= 19
    assert x.max() <= 921
    assert y.min() >= 29
    assert y.max() <= 431
    assert max(np.ptp(x) / 900, np.ptp(y) / 400) > 0.97


def test_the_world_is_the_whole_picture(shipped: Ledger, assets: Path) -> None:
    box = Frame(20, 30, 900, 400)
    assert region_frame(box, None) is box
    svg = map_svg(shipped, View(date=date(1985, 12, 31), region="europe"), assets)
    assert "Europe, equal-area map" in words(svg)
    assert 'overflow="hidden"' in svg
    assert "region=europe" in words(svg)


def test_an_arc_bends_upwards_from_end_to_end() -> None:
    assert arc_path(0, 100, 100, 100) == "M0.0 100.0Q50.0 82.0 100.0 100.0"
