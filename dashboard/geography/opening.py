"""The one place where a file of shapes is opened.

GDAL looks at what a file holds and not at its name, and some forms that it knows are but the address of another file or of another
machine, which it then reads. So a file is looked at first: three forms are read, and each has to begin as its name says.
"""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath

import geopandas as gpd
import pyogrio

from dashboard.errors import PresenceError

BEGINS = {".json": b"{", ".geojson": b"{", ".gpkg": b"SQLite format 3\0", ".shp": b"\0\0\x27\x0a"}
LONGEST = max(map(len, BEGINS.values()))
# What lies beside the shapes in an archive and holds none.
BESIDE = {".shx", ".dbf", ".prj", ".cpg", ".html", ".txt"}


def read_shapes(path: Path) -> gpd.GeoDataFrame:
    """The shapes of a GeoJSON file, or of the one GeoPackage or shapefile in an archive (.zip).

    Raises PresenceError (E-SHAPES-RAW) for anything else, before GDAL has seen it.
    """
    if not path.is_file():
        raise _refused(path, f"no {path.name}")
    inside = _inside(path) if path.suffix == ".zip" else ""
    if not inside and not _begins_rightly(path.suffix, _beginning(path)):
        raise _refused(path, f"{path.name}, which does not begin as its name says")
    # Should a form lead elsewhere all the same, no machine is asked.
    pyogrio.set_gdal_config_options({"CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none"})
    return gpd.read_file(f"zip://{path}!{inside}" if inside else path, engine="pyogrio")


def _inside(path: Path) -> str:
    """The name of the one file of shapes in the archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [PurePosixPath(name) for name in archive.namelist()]
            shapes = [name for name in names if name.suffix.lower() not in BESIDE]
            if len(shapes) != 1 or any(len(name.parts) != 1 or "\\" in name.name for name in names):
                raise _refused(path, f"{path.name} with {', '.join(str(name) for name in shapes)[:80] or 'nothing'} in it")
            with archive.open(str(shapes[0])) as file:
                beginning = file.read(LONGEST)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise _refused(path, f"{path.name}, which is no archive that can be opened") from error
    if not _begins_rightly(shapes[0].suffix, beginning):
        raise _refused(path, f"{shapes[0].name}, which does not begin as its name says")
    return str(shapes[0])


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LONGEST)


def _begins_rightly(suffix: str, beginning: bytes) -> bool:
    begins = BEGINS.get(suffix.lower())
    return begins is not None and beginning.startswith(begins)


def _refused(path: Path, found: str) -> PresenceError:
    return PresenceError(
        "E-SHAPES-RAW", found, "a GeoJSON file, or an archive with one GeoPackage or shapefile", where=path.parent.name
    )
