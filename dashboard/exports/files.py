"""Every export by its name, from a ledger and a View to bytes."""

from __future__ import annotations

from pathlib import Path

from dashboard.domain.view import View
from dashboard.ledger.store import Ledger

PARQUET = "application/vnd.apache.parquet"
# Name of the form, which is also how a file of it ends, and its media type.
EXPORTS = {
    "csv": "text/csv", "claims.csv": "text/csv", "svg": "image/svg+xml", "png": "image/png",
    "series.svg": "image/svg+xml", "series.png": "image/png", "citation.txt": "text/plain",
    "citation.bib": "application/x-bibtex", "citation.ris": "application/x-research-info-systems",
    "parquet": PARQUET, "claims.parquet": PARQUET,
}  # fmt: skip


MAX_ROWS = 200_000


def write_export(ledger: Ledger, view: View, form: str, assets: Path, max_rows: int = MAX_ROWS) -> bytes:
    """The View as a file of one of `EXPORTS`: map table, claims, picture of the map, of the series, citation.

    The renderers are imported when they are asked for, so that a table never loads what only a picture needs.
    """
    from dashboard.exports.citation import citation
    from dashboard.exports.images import map_svg, png
    from dashboard.exports.package import frame_parquet
    from dashboard.exports.references import view_bibtex, view_ris
    from dashboard.exports.safe_csv import frame_csv
    from dashboard.exports.series_image import series_svg
    from dashboard.exports.tables import claims_table, estimates_table

    if form in ("csv", "parquet"):
        table = estimates_table(ledger, view)
        return frame_csv(table) if form == "csv" else frame_parquet(table)
    if form in ("claims.csv", "claims.parquet"):
        rows = claims_table(ledger, view, max_rows)
        return frame_csv(rows) if form == "claims.csv" else frame_parquet(rows)
    cited = {"citation.txt": citation, "citation.bib": view_bibtex, "citation.ris": view_ris}
    if form in cited:
        return cited[form](ledger, view).encode()
    svg = series_svg(ledger, view) if form.startswith("series.") else map_svg(ledger, view, assets)
    return svg.encode() if form.endswith("svg") else png(svg)
