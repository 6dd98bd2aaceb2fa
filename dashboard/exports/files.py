"""Every export by its name, from a ledger and a View to bytes."""

from __future__ import annotations

from pathlib import Path

from dashboard.domain.view import View
from dashboard.ledger.store import Ledger

EXPORTS = {"csv": "text/csv", "claims.csv": "text/csv", "svg": "image/svg+xml", "png": "image/png"}


def write_export(ledger: Ledger, view: View, form: str, assets: Path) -> bytes:
    """The View as a file of one of `EXPORTS`."""
    from dashboard.exports.images import map_svg, png
    from dashboard.exports.tables import claims_csv, table_csv

    if form == "csv":
        return table_csv(ledger, view)
    if form == "claims.csv":
        return claims_csv(ledger, view)
    svg = map_svg(ledger, view, assets)
    return svg.encode() if form == "svg" else png(svg)
