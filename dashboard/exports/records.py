"""A View for programs: its estimates and lineage as JSON, and the drawn places with their figures as GeoJSON."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pandas as pd

from dashboard.domain.view import View
from dashboard.exports.lineage import Lineage, lineage_of
from dashboard.exports.options import ExportOptions
from dashboard.exports.redistribution import held_back, held_back_line, open_part
from dashboard.exports.safe_csv import plain
from dashboard.exports.tables import estimates_table
from dashboard.figures.map import Mapped, map_rows
from dashboard.geography.shapes import all_shapes, load_geometries
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
    """Every drawn place as a feature with its figure, state and claim, EPSG:4326 (RFC 7946), in the borders of the View's day.

    A place without an area on that day is a point, and ``circle`` says why. Parts of a place are one feature, each figure once; parts
    that touch are not melted into one, as they are in the GeoPackage. What is not drawn stands in ``not_on_the_map`` beside the
    features, and the lineage with every source and licence in ``lineage``.
    """
    part = open_part(ledger)
    joined = map_rows(part, view, all_shapes(assets, SIZE))
    rows = plain(_carried(joined.on_map, "circle"))
    body = {
        "type": "FeatureCollection",
        "lineage": lineage_record(lineage_of(part, view, options)),
        "left_out_for_licence": held_back_line(held_back(ledger, view)),
        "unit": unit_of(ledger, view),
        "not_on_the_map": _objects(plain(_carried(joined.off_map, "reason"))),
        "features": [
            {"type": "Feature", "id": row["host"], "geometry": geometry, "properties": row}
            for geometry, row in zip(_geometries(part, joined, assets), _objects(rows), strict=True)
        ],
    }
    return orjson.dumps(body)


def _geometries(ledger: Ledger, mapped: Mapped, assets: Path) -> Iterator[dict[str, Any]]:
    """The geometry of each row of ``on_map``: one polygon, the polygons of all its parts, or a point."""
    shapes = [*load_geometries(assets, SIZE), *load_geometries(assets, f"special-{SIZE}")]
    known = dict(zip(all_shapes(assets, SIZE).ids, shapes, strict=True))
    parts: dict[str, list[dict[str, Any]]] = {}
    for shape, host in mapped.drawing.fills:
        parts.setdefault(host, []).append(known[shape])
    for host in mapped.on_map["host"].astype("str"):
        place = ledger.places.by_id.get(host)
        yield (
            _together(parts[host]) if host in parts else {"type": "Point", "coordinates": [place.lon, place.lat] if place else []}
        )


def _together(parts: list[dict[str, Any]]) -> dict[str, Any]:
    if len(parts) == 1:
        return parts[0]
    several = [part["coordinates"] if part["type"] == "MultiPolygon" else [part["coordinates"]] for part in parts]
    return {"type": "MultiPolygon", "coordinates": [polygon for polygons in several for polygon in polygons]}


def lineage_record(lineage: Lineage) -> dict[str, Any]:
    """The lineage as plain values, with the sources as objects."""
    flat = {name.lower().replace(" ", "_"): words for name, words in lineage.flat().items() if name != "Sources"}
    sources = [
        {"id": one.id, "title": one.title, "licence": one.licence, "citation": one.citation, "url": one.url}
        for one in lineage.sources
    ]
    return {**flat, "sources": sources}


def view_geopackage(ledger: Ledger, view: View, assets: Path, options: ExportOptions) -> bytes:
    """The joined layer as a GeoPackage, EPSG:4326, in the borders of the View's day, with a table of the lineage.

    Places without an area on that day are a layer of points, ``presence_points``. Made where geopandas may be loaded, never by the server.
    """
    from dashboard.geography.frame import drawn_frame, geopackage, point_frame

    part = open_part(ledger)
    rows = map_rows(part, view, all_shapes(assets, SIZE))
    told = plain(_carried(rows.on_map, "circle"))
    areas, circles = told[(told["circle"] == "").to_numpy()], told[(told["circle"] != "").to_numpy()]
    layers = {"presence": drawn_frame(rows.drawing, assets, SIZE).merge(areas.drop(columns="circle"), on="host", how="left")}
    if len(circles):
        layers["presence_points"] = point_frame(circles, ledger.places)
    held = held_back_line(held_back(ledger, view))
    lineage = {**lineage_of(part, view, options).flat(), **({"Left out for licence": held} if held else {})}
    off = "; ".join(f"{name} ({value})" for name, value in zip(rows.off_map["name"], rows.off_map["value"], strict=True))
    return geopackage(layers, {**lineage, "Unit": unit_of(ledger, view), **({"Not on the map": off} if off else {})})


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
