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
    assert ("South Vietnam (537,377)" in told.get("Not on the map", "")) is (view is CASES[1])
    rows = estimates_table(shipped, view).set_index("host")["best"]
    drawn = frame[frame["best"].notna()].set_index("host")["best"]
    assert (drawn == rows.loc[drawn.index].to_numpy()).all()
    assert set(pyogrio.read_info(tmp_path / "x.gpkg", layer="presence")["dataset_metadata"] or {}) >= {
        "Title",
        "Ledger",
        "Sources",
    }


def test_hostile_names_are_only_text() -> None:
    hostile = '</script>"=cmd|\\u0000\x00'
    small: Any = ledger({"best": 100, "day": "2019-06-30", "said_by": hostile, "note": hostile})
    body = json.loads(made(small, RUSSIA, "json", ExportOptions(marking=hostile)))
    assert body["lineage"]["marking"] == hostile
