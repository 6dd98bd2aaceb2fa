"""Every export by its name: one table, from a ledger, a View and options to bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.errors import PresenceError
from dashboard.exports.options import ExportOptions

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.domain.view import View
    from dashboard.ledger.store import Ledger

PARQUET = "application/vnd.apache.parquet"
SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
PICTURE, TABLE, DOCUMENT, DATA = "picture", "table", "document", "data"
# The groups of the menu, in its order.
KINDS: Mapping[str, str] = {PICTURE: "Pictures", TABLE: "Tables", DOCUMENT: "Documents", DATA: "Data"}
Writer = Callable[["Ledger", "View", Path, ExportOptions], bytes]


@dataclass(frozen=True, slots=True)
class Format:
    """One way to take a View along.

    Attributes:
        media: media type.
        words: for the menu.
        kind: a key of `KINDS`.
        write: makes the bytes; it imports what it needs when it is called, so that a table never loads what only a picture needs.
        sized: whether size, theme and scale of type make a difference.
        needs_host: whether a host has to be picked out.
        on_web: whether the server makes it on request; otherwise only the command line and Python do.
    """

    media: str
    words: str
    kind: str
    write: Writer
    sized: bool = False
    needs_host: bool = False
    on_web: bool = True


def format_of(form: str) -> Format:
    """The format of a name.

    Raises PresenceError (E-EXPORT-FORMAT) for a name that is none of `FORMATS`.
    """
    found = FORMATS.get(form)
    if found is None:
        raise PresenceError("E-EXPORT-FORMAT", repr(form[:40]), "one of " + ", ".join(FORMATS), next_step="choose one of these")
    return found


def write_export(ledger: Ledger, view: View, form: str, assets: Path, options: ExportOptions | None = None) -> bytes:
    """The View as a file of one of `FORMATS`; the same ledger, View and options always give the same bytes.

    Raises PresenceError (E-EXPORT-FORMAT) for another format, and what the format itself cannot do.
    """
    return format_of(form).write(ledger, view, assets, options or ExportOptions())


def format_of_file(name: str) -> str:
    """The format that the end of a file's name asks for, the longest that fits; empty for none."""
    lower = name.lower()
    fits = [form for form in FORMATS if lower.endswith(f".{form}")]
    return max(fits, key=len, default="")


def _sealed_table(ledger: Ledger, view: View, options: ExportOptions) -> pd.DataFrame:
    """The figures that may be given out, with the code of their seal and the version of the program beside View and generation in every row."""
    from dashboard.exports.redistribution import held_back, open_part, told_in_columns
    from dashboard.exports.seal import seal_of
    from dashboard.exports.tables import estimates_table

    part = open_part(ledger)
    rows = estimates_table(part, view).assign(code=seal_of(part, view).code, program=options.program)
    return told_in_columns(rows, held_back(ledger, view), options.marking)


def _open_claims(ledger: Ledger, view: View, options: ExportOptions) -> pd.DataFrame:
    """The claims that may be given out, with the version of the program in every row."""
    from dashboard.exports.redistribution import held_back, open_part, told_in_columns
    from dashboard.exports.tables import claims_table

    rows = claims_table(open_part(ledger), view, options.limits.rows).assign(program=options.program)
    return told_in_columns(rows, held_back(ledger, view), options.marking)


def _table(ledger: Ledger, view: View, _assets: Path, options: ExportOptions) -> bytes:
    from dashboard.exports.safe_csv import frame_csv

    return frame_csv(_sealed_table(ledger, view, options), options.grown)


def _claims(ledger: Ledger, view: View, _assets: Path, options: ExportOptions) -> bytes:
    from dashboard.exports.safe_csv import frame_csv

    return frame_csv(_open_claims(ledger, view, options), options.grown)


def _table_parquet(ledger: Ledger, view: View, _assets: Path, options: ExportOptions) -> bytes:
    from dashboard.exports.package import frame_parquet

    return frame_parquet(_sealed_table(ledger, view, options))


def _claims_parquet(ledger: Ledger, view: View, _assets: Path, options: ExportOptions) -> bytes:
    from dashboard.exports.package import frame_parquet

    return frame_parquet(_open_claims(ledger, view, options))


def _map_svg(ledger: Ledger, view: View, assets: Path, options: ExportOptions) -> bytes:
    from dashboard.exports.images import map_svg

    return map_svg(ledger, view, assets, options).encode()


def _map_png(ledger: Ledger, view: View, assets: Path, options: ExportOptions) -> bytes:
    from dashboard.exports.images import map_svg
    from dashboard.exports.raster import lineage_png

    return lineage_png(ledger, view, map_svg(ledger, view, assets, options), options)


def _series_svg(ledger: Ledger, view: View, _assets: Path, options: ExportOptions) -> bytes:
    from dashboard.exports.series_image import series_svg

    return series_svg(ledger, view, options).encode()


def _series_png(ledger: Ledger, view: View, _assets: Path, options: ExportOptions) -> bytes:
    from dashboard.exports.raster import lineage_png
    from dashboard.exports.series_image import series_svg

    return lineage_png(ledger, view, series_svg(ledger, view, options), options)


def _pdf(ledger: Ledger, view: View, assets: Path, options: ExportOptions) -> bytes:
    from dashboard.exports.pdf import view_pdf

    return view_pdf(ledger, view, assets, options)


def _html(ledger: Ledger, view: View, assets: Path, options: ExportOptions) -> bytes:
    from dashboard.exports.offline import view_html

    return view_html(ledger, view, assets, options)


def _citation(ledger: Ledger, view: View, _assets: Path, _options: ExportOptions) -> bytes:
    from dashboard.exports.citation import citation

    return citation(ledger, view).encode()


def _bibtex(ledger: Ledger, view: View, _assets: Path, _options: ExportOptions) -> bytes:
    from dashboard.exports.references import view_bibtex

    return view_bibtex(ledger, view).encode()


def _ris(ledger: Ledger, view: View, _assets: Path, _options: ExportOptions) -> bytes:
    from dashboard.exports.references import view_ris

    return view_ris(ledger, view).encode()


def _json(ledger: Ledger, view: View, _assets: Path, options: ExportOptions) -> bytes:
    from dashboard.exports.records import view_json

    return view_json(ledger, view, options)


def _geojson(ledger: Ledger, view: View, assets: Path, options: ExportOptions) -> bytes:
    from dashboard.exports.records import view_geojson

    return view_geojson(ledger, view, assets, options)


def _geopackage(ledger: Ledger, view: View, assets: Path, options: ExportOptions) -> bytes:
    from dashboard.exports.records import view_geopackage

    return view_geopackage(ledger, view, assets, options)


def _gif(ledger: Ledger, view: View, assets: Path, options: ExportOptions) -> bytes:
    from dashboard.exports.animation import view_gif

    return view_gif(ledger, view, assets, options)


def _frames(ledger: Ledger, view: View, assets: Path, options: ExportOptions) -> bytes:
    from dashboard.exports.animation import view_frames

    return view_frames(ledger, view, assets, options)


def _workbook(ledger: Ledger, view: View, _assets: Path, options: ExportOptions) -> bytes:
    from dashboard.exports.workbook import view_workbook

    return view_workbook(ledger, view, options)


def _slides(ledger: Ledger, view: View, assets: Path, options: ExportOptions) -> bytes:
    from dashboard.exports.slides import view_slides

    return view_slides(ledger, view, assets, options)


# The name of a format is also how a file of it ends.
FORMATS: Mapping[str, Format] = {
    "png": Format("image/png", "Map (PNG)", PICTURE, _map_png, sized=True),
    "svg": Format("image/svg+xml", "Map (SVG)", PICTURE, _map_svg, sized=True),
    "series.png": Format("image/png", "Series (PNG)", PICTURE, _series_png, sized=True, needs_host=True),
    "series.svg": Format("image/svg+xml", "Series (SVG)", PICTURE, _series_svg, sized=True, needs_host=True),
    "gif": Format("image/gif", "Film of the clock (GIF)", PICTURE, _gif, sized=True, on_web=False),
    "frames.zip": Format(
        "application/zip", "Film of the clock, picture by picture (ZIP)", PICTURE, _frames, sized=True, on_web=False
    ),
    "csv": Format("text/csv", "Table of the map (CSV)", TABLE, _table),
    "claims.csv": Format("text/csv", "Claims behind it (CSV)", TABLE, _claims),
    "pdf": Format("application/pdf", "Page (PDF)", DOCUMENT, _pdf, sized=True),
    "html": Format("text/html", "Offline page (HTML)", DOCUMENT, _html, sized=True),
    "xlsx": Format(SHEETS, "Workbook: figures, claims, sources (XLSX)", TABLE, _workbook),
    "pptx": Format(SLIDES, "Slides, to be edited (PPTX)", DOCUMENT, _slides),
    "citation.txt": Format("text/plain", "How to cite (text)", DOCUMENT, _citation),
    "citation.bib": Format("application/x-bibtex", "How to cite (BibTeX)", DOCUMENT, _bibtex),
    "citation.ris": Format("application/x-research-info-systems", "How to cite (RIS)", DOCUMENT, _ris),
    "json": Format("application/json", "Estimates with their lineage (JSON)", DATA, _json),
    "geojson": Format("application/geo+json", "Map layer (GeoJSON)", DATA, _geojson),
    "gpkg": Format("application/geopackage+sqlite3", "Map layer (GeoPackage)", DATA, _geopackage, on_web=False),
    "parquet": Format(PARQUET, "Table of the map (Parquet)", DATA, _table_parquet),
    "claims.parquet": Format(PARQUET, "Claims behind it (Parquet)", DATA, _claims_parquet),
}
