"""Data for programs: JSON, GeoJSON and GeoPackage are opened again and say what the table and the map say."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from dashboard.atlas import Atlas
from dashboard.domain.view import View
from dashboard.exports.files import write_export
from dashboard.exports.lineage import lineage_of
from dashboard.exports.options import ExportOptions
from dashboard.exports.tables import estimates_table
from dashboard.ledger.store import Ledger
from dashboard.settings import load_settings
from tests.figures.literal import ledger

RUSSIA = View(sender=("RUS",), date=date(2019, 6, 30))
CASES = [
    RUSSIA, View(sender=(), date=date(1968, 9, 30)), View(measure="debt_stock", sender=("CHN",), per="gdp"),
    View(date=date(2021, 12, 31), since=date(2018, 12, 31), compare="change"),
]  # fmt: skip


def made(shipped: Ledger, view: View, form: str, options: ExportOptions | None = None) -> bytes:
    return write_export(shipped, view, form, load_settings().assets, options)


@pytest.mark.parametrize("view", CASES, ids=View.encode)
def test_the_json_is_the_table_with_its_lineage(shipped: Ledger, view: View) -> None:
    body = json.loads(made(shipped, view, "json"))
    rows = estimates_table(shipped, view)
    assert len(body["estimates"]) == len(rows)
    for name in ("low", "best", "high"):
        back = np.array([np.nan if row[name] is None else row[name] for row in body["estimates"]], dtype="float64")
        np.testing.assert_array_equal(back, rows[name].to_numpy(dtype="float64"))
    assert [row["state"] for row in body["estimates"]] == rows["state"].astype("str").tolist()
    assert body["lineage"]["title"] == lineage_of(shipped, view, ExportOptions()).title
    assert all(one["licence"] for one in body["lineage"]["sources"])
    assert body["lineage"]["ledger"] == shipped.generation


@pytest.mark.parametrize("view", CASES, ids=View.encode)
def test_the_geojson_has_every_figure_on_or_off_the_map(shipped: Ledger, view: View) -> None:
    body = json.loads(made(shipped, view, "geojson"))
    rows = estimates_table(shipped, view)
    told = {one["properties"]["host"]: one["properties"] for one in body["features"]}
    known = [one for one in (*told.values(), *body["not_on_the_map"]) if one["state"] != "not-collected"]
    assert {one["host"] for one in known} == set(rows["host"].astype("str"))
    levels = dict(zip(rows["host"].astype("str"), rows["best"], strict=True))
    assert all(pd.isna(levels[one["host"]]) if one["best"] is None else levels[one["host"]] == one["best"] for one in known)
    assert len(told) == len(body["features"])


def area(ring: list[list[float]]) -> float:
    points = np.array(ring)
    return float((points[:-1, 0] * points[1:, 1] - points[1:, 0] * points[:-1, 1]).sum())


def test_the_rings_turn_as_the_standard_wants(shipped: Ledger) -> None:
    for feature in json.loads(made(shipped, RUSSIA, "geojson"))["features"]:
        shape = feature["geometry"]
        for polygon in shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]:
            assert area(polygon[0]) > 0
            assert all(area(hole) < 0 for hole in polygon[1:])


def test_the_geojson_opens_in_geopandas(shipped: Ledger, tmp_path: Path) -> None:
    (tmp_path / "x.geojson").write_bytes(made(shipped, RUSSIA, "geojson"))
    frame = gpd.read_file(tmp_path / "x.geojson", engine="pyogrio")
    assert frame.crs.to_epsg() == 4326
    assert frame.is_valid.all()
    assert frame.set_index("host").loc["SYR", "best"] == 4500


@pytest.mark.parametrize("view", CASES[:2], ids=View.encode)
def test_the_geopackage_opens_with_layer_and_lineage(shipped: Ledger, tmp_path: Path, view: View) -> None:
    options = ExportOptions(marking="DRAFT")
    content = made(shipped, view, "gpkg", options)
    assert content == made(shipped, view, "gpkg", options)
    (tmp_path / "x.gpkg").write_bytes(content)
    assert [name for name, _ in pyogrio.list_layers(tmp_path / "x.gpkg")] == ["presence", "lineage"]
    frame = gpd.read_file(tmp_path / "x.gpkg", layer="presence", engine="pyogrio")
    assert frame.crs.to_epsg() == 4326
    told = pyogrio.read_dataframe(tmp_path / "x.gpkg", layer="lineage").set_index("name")["value"]
    assert (told["Marking"], told["Ledger"]) == ("DRAFT", shipped.generation)
    assert ("VDR" in set(frame["host"])) is (view is CASES[1])
    rows = estimates_table(shipped, view).set_index("host")["best"]
    drawn = frame[frame["best"].notna()].set_index("host")["best"]
    assert (drawn == rows.loc[drawn.index].to_numpy()).all()
    assert set(pyogrio.read_info(tmp_path / "x.gpkg", layer="presence")["dataset_metadata"] or {}) >= {
        "Title",
        "Ledger",
        "Sources",
    }


OLD = [
    # Who was an area on the day, who was not yet one, and a figure that must lie in the old borders.
    (
        View(sender=(), date=date(1968, 9, 30)),
        {"SUN", "DDR", "VDR", "CSK", "YUG"},
        {"RUS", "UKR", "CZE", "SRB", "YEM"},
        "VDR",
        537377,
    ),
    (View(sender=(), date=date(1985, 12, 31)), {"SUN", "DDR", "YUG"}, {"RUS", "VDR", "HRV"}, "DDR", None),
    (View(sender=(), date=date(2019, 6, 30)), {"RUS", "CZE", "DEU", "SSD"}, {"SUN", "DDR", "VDR", "YUG"}, "DEU", None),
]


@pytest.mark.parametrize(("view", "areas", "not_yet", "host", "figure"), OLD, ids=["1968", "1985", "2019"])
def test_the_borders_are_those_of_the_day(
    shipped: Ledger, tmp_path: Path, view: View, areas: set[str], not_yet: set[str], host: str, figure: float | None
) -> None:
    body = json.loads(made(shipped, view, "geojson"))
    polygons = {one["id"]: one for one in body["features"] if one["geometry"]["type"] != "Point"}
    (tmp_path / "x.gpkg").write_bytes(made(shipped, view, "gpkg"))
    packed = gpd.read_file(tmp_path / "x.gpkg", layer="presence", engine="pyogrio").set_index("host")
    frame = Atlas(shipped, load_settings().assets).boundaries(view).set_index("host")
    for drawn in (set(polygons), set(packed.index), set(frame.index)):
        assert areas <= drawn
        assert not not_yet & drawn
    assert packed.is_valid.all()
    assert packed.index.is_unique
    best = estimates_table(shipped, view).set_index("host")["best"]
    for told in (polygons[host]["properties"]["best"], packed.loc[host, "best"], frame.loc[host, "best"]):
        assert told == best[host] if best.get(host) == best.get(host) else pd.isna(told)
    assert figure is None or best[host] == figure
    # No land is drawn twice, in square degrees.
    shapes = packed.geometry.to_numpy()
    assert shapely.union_all(shapely.make_valid(shapes)).area == pytest.approx(shapely.area(shapes).sum(), rel=0.005)


def test_what_has_no_area_on_the_day_is_a_point_that_says_why(shipped: Ledger, tmp_path: Path) -> None:
    view = View(sender=(), date=date(1991, 12, 31))
    features = json.loads(made(shipped, view, "geojson"))["features"]
    points = {one["id"]: one["properties"] for one in features if one["geometry"]["type"] == "Point"}
    assert points
    assert all(one["circle"] for one in points.values())
    assert len(features) == len({one["id"] for one in features})
    (tmp_path / "x.gpkg").write_bytes(made(shipped, view, "gpkg"))
    layer = gpd.read_file(tmp_path / "x.gpkg", layer="presence_points", engine="pyogrio")
    assert set(layer["host"]) == set(points)
    assert set(layer.geometry.geom_type) == {"Point"}


def test_hostile_names_are_only_text() -> None:
    hostile = '</script>"=cmd|\\u0000\x00'
    small: Any = ledger({"best": 100, "day": "2019-06-30", "said_by": hostile, "note": hostile})
    body = json.loads(made(small, RUSSIA, "json", ExportOptions(marking=hostile)))
    assert body["lineage"]["marking"] == hostile
