"""The boundaries and their estimates as a GeoDataFrame, for notebooks. The page does without geopandas."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from dashboard.domain.places import Places
from dashboard.geography.join import join_estimates
from dashboard.geography.shapes import load_shapes

CRS = "EPSG:4326"
# The form has a day of the last change; the same content must give the same bytes, so it is always this one.
CHANGED = "2000-01-01T00:00:00.000Z"


def boundary_frame(assets: Path, size: str = "m") -> gpd.GeoDataFrame:
    """The shipped boundaries: columns ``host`` (place id) and ``geometry``, EPSG:4326, one row a drawn place.

    Exterior rings run clockwise, as browsers' map libraries need them; Russia and Fiji run past longitude 180.
    """
    shapes = load_shapes(assets, size)
    # The file's own order and ids; `id` is a member of the feature and no property, so that GDAL names it itself.
    frame = gpd.read_file(assets / "geo" / shapes.file, engine="pyogrio")
    return gpd.GeoDataFrame({"host": list(shapes.ids)}, geometry=frame.geometry.to_numpy(), crs=CRS)


def join_boundaries(estimates: pd.DataFrame, assets: Path, places: Places, size: str = "m") -> gpd.GeoDataFrame:
    """The boundaries with the columns of ``estimates`` (one row a host); places without a row are not-collected."""
    frame = boundary_frame(assets, size)
    joined = join_estimates(estimates, tuple(frame["host"]), places)
    return frame.merge(joined.on_map, on="host", how="left")


def geopackage(frame: gpd.GeoDataFrame, layer: str, words: Mapping[str, str]) -> bytes:
    """The frame as a GeoPackage with one layer and a table ``lineage`` of ``words``, which also are the metadata of the file."""
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": CHANGED})
    told = pd.DataFrame({"name": list(words), "value": list(words.values())})
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "presence.gpkg"
        pyogrio.write_dataframe(frame, file, layer=layer, driver="GPKG", dataset_metadata=dict(words))
        pyogrio.write_dataframe(told, file, layer="lineage", driver="GPKG", append=True)
        return file.read_bytes()
