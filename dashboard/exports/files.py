"""Every export by its name, from a ledger and a View to bytes."""

from __future__ import annotations

from pathlib import Path

from dashboard.domain.view import View
from dashboard.ledger.store import Ledger

# Name of the form, which is also how a file of it ends, and its media type.
EXPORTS = {
    "csv": "text/csv", "claims.csv": "text/csv", "svg": "image/svg+xml", "png": "image/png",
    "series.svg": "image/svg+xml", "series.png": "image/png", "citation.txt": "text/plain",
}  # fmt: skip


MAX_ROWS = 200_000


def write_export(ledger: Ledger, view: View, form: str, assets: Path, max_rows: int = MAX_ROWS) -> bytes:
    """The View as a file of one of `EXPORTS`: map table, claims, picture of the map, of the series, citation.

    The renderers are imported when they are asked for, so that a table never loads what only a picture needs.
    """
    from dashboard.exports.citation import citation
    from dashboard.exports.images import map_svg, png
    from dashboard.exports.series_image import series_svg
    from dashboard.exports.tables import claims_csv, table_csv

    if form == "csv":
        return table_csv(ledger, view)
    if form == "claims.csv":
        return claims_csv(ledger, view, max_rows)
    if form == "citation.txt":
        return citation(ledger, view).encode()
    svg = series_svg(ledger, view) if form.startswith("series.") else map_svg(ledger, view, assets)
    return svg.encode() if form.endswith("svg") else png(svg)
