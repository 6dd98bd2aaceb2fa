"""A View for programs: its estimates and lineage as JSON, and the drawn places with their figures as GeoJSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pandas as pd

from dashboard.domain.view import View
from dashboard.exports.given_out import held_back, held_back_line, open_part
from dashboard.exports.lineage import Lineage, lineage_of
from dashboard.exports.options import ExportOptions
from dashboard.exports.safe_csv import plain
from dashboard.exports.tables import estimates_table
from dashboard.figures.map import map_rows
from dashboard.geography.shapes import load_geometries, load_shapes
from dashboard.ledger.readings import unit_of
from dashboard.ledger.store import Ledger

SIZE = "m"
# What a drawn place carries; ``label`` is the figure in words.
CARRIED = ("state", "low", "best", "high", "level", "definition", "source_id", "newest", "claims", "origins", "claim_id")


def view_json(ledger: Ledger, view: View, options: ExportOptions) -> bytes:
    """The View as one JSON object: ``lineage`` with its sources one by one, and ``estimates``, one object a row of the table.

    Figures are numbers, days ISO text, and null where something is missing; ``state`` says why there is no figure.
    """
    part = open_part(ledger)
    rows = plain(estimates_table(part, view).drop(columns=["view", "generation", "rule", "known_at"]))
    body = {
        "lineage": lineage_record(lineage_of(part, view, options)),
        "left_out_for_licence": held_back_line(held_back(ledger, view)),
        "unit": unit_of(ledger, view),
        "columns": [str(name) for name in rows],
        "estimates": _objects(rows),
    }
    return orjson.dumps(body, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def view_geojson(ledger: Ledger, view: View, assets: Path, options: ExportOptions) -> bytes:
    """Every drawn place as a feature with its figure, state and claim, EPSG:4326 (RFC 7946), from the shipped shapes.

    What is not drawn stands in ``not_on_the_map`` beside the features, and the lineage with every source and licence in ``lineage``.
    """
    shapes = load_shapes(assets, SIZE)
    part = open_part(ledger)
    joined = map_rows(part, view, shapes)
    rows = plain(_carried(joined.on_map))
    body = {
        "type": "FeatureCollection",
        "lineage": lineage_record(lineage_of(part, view, options)),
        "left_out_for_licence": held_back_line(held_back(ledger, view)),
        "unit": unit_of(ledger, view),
        "not_on_the_map": _objects(plain(_carried(joined.off_map, "reason"))),
        "features": [
            {"type": "Feature", "id": row["host"], "geometry": geometry, "properties": row}
            for geometry, row in zip(load_geometries(assets, SIZE), _objects(rows), strict=True)
        ],
    }
    return orjson.dumps(body)


def lineage_record(lineage: Lineage) -> dict[str, Any]:
    """The lineage as plain values, with the sources as objects."""
    flat = {name.lower().replace(" ", "_"): words for name, words in lineage.flat().items() if name != "Sources"}
    sources = [
        {"id": one.id, "title": one.title, "licence": one.licence, "citation": one.citation, "url": one.url}
        for one in lineage.sources
    ]
    return {**flat, "sources": sources}


def view_geopackage(ledger: Ledger, view: View, assets: Path, options: ExportOptions) -> bytes:
    """The joined layer as a GeoPackage, EPSG:4326, with a table of the lineage; made where geopandas may be loaded, never by the server."""
    from dashboard.geography.frame import geopackage, join_boundaries

    part = open_part(ledger)
    rows = map_rows(part, view, load_shapes(assets, SIZE))
    both = pd.concat([rows.on_map, rows.off_map]) if len(rows.off_map) else rows.on_map
    told = plain(_carried(both[both["state"] != "not-collected"])).drop(columns=["name"])
    layer = join_boundaries(told, assets, ledger.places, SIZE)
    held = held_back_line(held_back(ledger, view))
    lineage = {**lineage_of(part, view, options).flat(), **({"Left out for licence": held} if held else {})}
    off = "; ".join(f"{name} ({value})" for name, value in zip(rows.off_map["name"], rows.off_map["value"], strict=True))
    return geopackage(layer, "presence", {**lineage, "Unit": unit_of(ledger, view), **({"Not on the map": off} if off else {})})


def _carried(rows: pd.DataFrame, *more: str) -> pd.DataFrame:
    kept = [name for name in ("host", "name", *CARRIED, *more) if name in rows]
    return rows[kept].assign(label=rows["value"])


def _objects(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dictionaries; missing values are None, whole numbers stay whole."""
    columns = {str(name): _values(rows[name]) for name in rows}
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def _values(values: pd.Series) -> list[Any]:
    cells = values.astype("object").where(values.notna(), None).tolist()
    if not pd.api.types.is_float_dtype(values):
        return [cell.item() if isinstance(cell, np.generic) else cell for cell in cells]
    return [int(cell) if cell is not None and float(cell).is_integer() and abs(cell) < 2**53 else cell for cell in cells]
