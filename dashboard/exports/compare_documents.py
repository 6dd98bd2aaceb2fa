"""A comparison, or the picture of a pair, as a page to print and as a page that needs no network; each with table, lineage and seal."""

from __future__ import annotations

import base64
from typing import Any

import pandas as pd

from dashboard.exports.compared import Compared, rows_of
from dashboard.exports.lineage import Lineage
from dashboard.exports.listing import NOTHING, Listing
from dashboard.exports.offline import document, table_of_listing, text
from dashboard.exports.options import ExportOptions
from dashboard.exports.pdf import page_of, picture_page, plain
from dashboard.exports.redistribution import open_part
from dashboard.exports.svg import ROOT_SIZE
from dashboard.ledger.store import Ledger

# The number of a class of the map, for programs.
CLASS = "code"


def compared_pdf(svg: str, lineage: Lineage, options: ExportOptions) -> bytes:
    """The picture, with its bands, as tagged PDF of one page of its size: vectors and real text, its lineage and claims attached."""
    found = ROOT_SIZE.search(svg)
    size = (float(found[1]), float(found[2])) if found else (1600.0, 900.0)
    data: dict[str, Any] = {"pictures": [picture_page(svg, lineage, size)], "listings": [], "heading": plain(lineage.title)}
    return page_of(data, lineage, options)


def compared_html(ledger: Ledger, one: Compared, svg: str, lineage: Lineage, options: ExportOptions) -> bytes:
    """The picture inside a page that asks for nothing, with the table of what may be given out, the claims and the lineage."""
    coded = base64.b64encode(svg.encode()).decode()
    rows = rows_of(open_part(ledger), one, options.limits)
    claims = "".join(f"<li>{text(line)}</li>" for line in lineage.claims.split("\n") if line)
    alt = text(f"{lineage.title}. {lineage.filters}.")
    body = [
        f"<h1 class='again'>{text(lineage.title)}</h1>", f"<p class='again told'>{text(lineage.beside)}</p>",
        f"<figure><img alt='{alt}' src='data:image/svg+xml;base64,{coded}'></figure>",
        table_of_listing(_listing(rows, options.limits.rows)), f"<h2>Claims</h2><ul class='told'>{claims}</ul>" if claims else "",
    ]  # fmt: skip
    return document(lineage, options, body)


def _listing(rows: pd.DataFrame, most: int) -> Listing:
    """The table as text; columns of figures are sorted as figures."""
    shown, names = rows.head(most), [str(name) for name in rows if name != CLASS]
    numbers = {i for i, name in enumerate(names) if pd.api.types.is_numeric_dtype(rows[name])}
    cells = [[_cell(value) for value in shown[name].tolist()] for name in names]
    keys = {i: tuple(shown[names[i]].astype("float64").fillna(NOTHING).tolist()) for i in numbers}
    titles = tuple(name.replace("_", " ").capitalize() for name in names)
    return Listing("The figures", titles, tuple(zip(*cells, strict=True)), keys, len(rows) - len(shown))


def _cell(value: object) -> str:
    """A value as a reader takes it: figures with their thousands apart, days without a time, nothing for nothing."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):  # type: ignore[call-overload]
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,.10g}"
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)
