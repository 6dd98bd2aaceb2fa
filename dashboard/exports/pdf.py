"""A View as PDF: one page with the map; with a place picked out also its series and the claims, in real text that can be searched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from dashboard.domain.view import View
from dashboard.errors import PresenceError
from dashboard.exports.claim_lines import traced_lineage
from dashboard.exports.fonts import FONT_FAMILY
from dashboard.exports.images import map_svg
from dashboard.exports.lineage import Lineage
from dashboard.exports.listing import Listing, claim_listing
from dashboard.exports.marking import look_of
from dashboard.exports.options import SIZES, ExportOptions
from dashboard.exports.series_image import series_svg
from dashboard.exports.svg import UNWRITABLE, xml
from dashboard.exports.typeset import typeset
from dashboard.figures import sentences
from dashboard.figures.palette import FONT, THEMES
from dashboard.ledger.store import Ledger

TEMPLATE = Path(__file__).with_name("page.typ")
# Points for one unit of a picture: a slide becomes as wide as one of a presentation.
POINTS = 0.6
# Shares of the width that the columns of a list of claims take.
CLAIM_WIDTHS = (1.5, 1.4, 2.2, 3, 1.6, 1.2, 0.6, 2.4, 1.5, 1.5)
SERIES_MISSING = ("E-EXPORT-EMPTY",)


def view_pdf(ledger: Ledger, view: View, assets: Path, options: ExportOptions) -> bytes:
    """The View as tagged PDF with title, description, fonts and the whole lineage as an attachment inside; see `typeset`."""
    return typeset(TEMPLATE, page_data(ledger, view, assets, options))


def page_of(data: dict[str, Any], lineage: Lineage, options: ExportOptions) -> bytes:
    """Pages of what is in ``data`` and of the lineage, as `view_pdf` makes them."""
    return typeset(TEMPLATE, {**_common(lineage, options), **data})


def page_data(ledger: Ledger, view: View, assets: Path, options: ExportOptions) -> dict[str, Any]:
    """What the template sets: pictures, lists, lineage, colours. All text is plain."""
    lineage = traced_lineage(ledger, view, options)
    pictures = [_picture(map_svg(ledger, view, assets, options), lineage, options)]
    pictures += [_picture(svg, lineage, options) for svg in _series(ledger, view, options)]
    listings = [claim_listing(ledger, view, options.limits)] if view.host else []
    return {
        **_common(lineage, options), "pictures": pictures, "listings": [_listing(one) for one in listings],
        "heading": plain(sentences.heading(ledger, view)),
    }  # fmt: skip


def _common(lineage: Lineage, options: ExportOptions) -> dict[str, Any]:
    """What every page says of its origin, and its colours."""
    theme, look = THEMES[options.theme], look_of(lineage.marking)
    flat = {name: plain(words) for name, words in lineage.flat().items()}
    traced = {name: plain(words) for name, words in lineage.traced().items()}
    return {
        "lineage": flat, "description": f"{flat['Subtitle']}. {flat['Filters']}.", "keywords": _keywords(lineage),
        "attachment": orjson.dumps(traced, option=orjson.OPT_INDENT_2).decode(), "marking": plain(lineage.marking),
        "sources": [plain(line) for line in lineage.credit_lines().split("\n")], "made": plain(_made(lineage)), "font": FONT_FAMILY,
        "ink": theme.ink, "paper": theme.paper, "muted": theme.muted, "line": theme.line, "marking_ink": look.ink, "marking_ground": look.ground,
    }  # fmt: skip


def plain(words: str) -> str:
    """Text without what no file can hold: control characters and halves of characters become a replacement mark."""
    return UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", words)


def _series(ledger: Ledger, view: View, options: ExportOptions) -> list[str]:
    """The series of the place picked out, where there is one."""
    if not view.host:
        return []
    try:
        return [series_svg(ledger, view, options)]
    except PresenceError as error:
        if error.code not in SERIES_MISSING:
            raise
        return []


def _picture(svg: str, lineage: Lineage, options: ExportOptions) -> dict[str, Any]:
    size = SIZES[options.size]
    return picture_page(svg, lineage, (size.width, size.height))


def picture_page(svg: str, lineage: Lineage, size: tuple[float, float]) -> dict[str, Any]:
    """A page that one picture fills, of its size in units of the picture."""
    alt = plain(f"{lineage.title}. {lineage.subtitle}. {lineage.filters}.")
    named = svg.replace(f'font-family="{xml(FONT)}"', f'font-family="{FONT_FAMILY}"', 1)
    return {"svg": named, "alt": alt, "width": size[0] * POINTS, "height": size[1] * POINTS}


def _listing(listing: Listing) -> dict[str, Any]:
    rows = [[plain(cell) for cell in row] for row in listing.rows]
    return {
        "title": listing.title,
        "columns": listing.columns,
        "rows": rows,
        "widths": CLAIM_WIDTHS,
        "left": " ".join(listing.told),
    }


def _keywords(lineage: Lineage) -> list[str]:
    told = [
        f"ledger {lineage.generation}",
        f"view {lineage.query or 'default'}",
        lineage.code and f"code {lineage.code}",
        lineage.marking,
    ]
    return [plain(words) for words in told if words]


def _made(lineage: Lineage) -> str:
    code = f" · code {lineage.code}" if lineage.code else ""
    return f"Presence Atlas · ledger {lineage.generation}{code}"
