"""The boundaries and their estimates as a GeoDataFrame, for notebooks. The page does without geopandas."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from dashboard.domain.borders import Drawing
from dashboard.domain.places import Places
from dashboard.geography.join import join_estimates
from dashboard.geography.opening import read_shapes
from dashboard.geography.shapes import all_shapes, load_shapes

CRS = "EPSG:4326"
# The form has a day of the last change; the same content must give the same bytes, so it is always this one.
CHANGED = "2000-01-01T00:00:00.000Z"


def boundary_frame(assets: Path, size: str = "m") -> gpd.GeoDataFrame:
    """The shipped boundaries: columns ``host`` (place id) and ``geometry``, EPSG:4326, one row a drawn place.

    Exterior rings run clockwise, as browsers' map libraries need them; Russia and Fiji run past longitude 180.
    """
    shapes = load_shapes(assets, size)
    # The file's own order and ids; `id` is a member of the feature and no property, so that GDAL names it itself.
    frame = read_shapes(assets / "geo" / shapes.file)
    return gpd.GeoDataFrame({"host": list(shapes.ids)}, geometry=frame.geometry.to_numpy(), crs=CRS)


def drawn_frame(drawing: Drawing, assets: Path, size: str = "m") -> gpd.GeoDataFrame:
    """The areas of a drawing of `all_shapes`: columns ``host`` and ``geometry``, EPSG:4326, one row a place, its parts melted into one."""
    names = (size, f"special-{size}")
    files = [read_shapes(assets / "geo" / load_shapes(assets, name).file).geometry for name in names]
    known = dict(zip(all_shapes(assets, size).ids, pd.concat(files), strict=True))
    parts = pd.DataFrame(list(drawing.fills), columns=["shape", "host"])
    grouped = [(host, [known[shape] for shape in own]) for host, own in parts.groupby("host", sort=False)["shape"]]
    melted = [shapes[0] if len(shapes) == 1 else shapely.union_all(shapes) for _, shapes in grouped]
    return gpd.GeoDataFrame({"host": [host for host, _ in grouped]}, geometry=melted, crs=CRS)


def point_frame(rows: pd.DataFrame, places: Places) -> gpd.GeoDataFrame:
    """The rows (one a ``host``) as points where their places lie."""
    found = [places.by_id[host] for host in rows["host"].astype("str")]
    points = gpd.points_from_xy([place.lon for place in found], [place.lat for place in found])
    return gpd.GeoDataFrame(rows.reset_index(drop=True), geometry=points, crs=CRS)


def join_boundaries(
    estimates: pd.DataFrame, assets: Path, places: Places, size: str = "m", drawing: Drawing | None = None
) -> gpd.GeoDataFrame:
    """The boundaries with the columns of ``estimates`` (one row a host); places without a row are not-collected.

    ``drawing``: whose areas they are; None: every place of today.
    """
    frame = drawn_frame(drawing, assets, size) if drawing else boundary_frame(assets, size)
    joined = join_estimates(estimates, tuple(frame["host"]), places)
    return frame.merge(joined.on_map, on="host", how="left")


def geopackage(layers: Mapping[str, gpd.GeoDataFrame], words: Mapping[str, str]) -> bytes:
    """The frames as a GeoPackage, a layer each, and a table ``lineage`` of ``words``, which also are the metadata of the file."""
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": CHANGED})
    told = pd.DataFrame({"name": list(words), "value": list(words.values())})
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "presence.gpkg"
        for place, (layer, frame) in enumerate(layers.items()):
            metadata = {} if place else {"dataset_metadata": dict(words)}
            pyogrio.write_dataframe(frame, file, layer=layer, driver="GPKG", append=place > 0, **metadata)
        pyogrio.write_dataframe(told, file, layer="lineage", driver="GPKG", append=True)
        return file.read_bytes()
