"""Small multiples as HTML: the picture, one line about each part with a link to its View; every text from data is escaped."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from dashboard.domain.comparison import Comparison
from dashboard.domain.view import View
from dashboard.figures.multiples import Multiples, Small, multiples_of, multiples_title, scale_words, tell_part
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.html_page import table_html


def multiples_body(ledger: Ledger, settings: Settings, view: View, asked: Comparison) -> str:
    """What is shown and what is not, the picture of all parts, and the table of them."""
    many = multiples_of(ledger, view, asked, settings.max_multiples)
    if not many.parts:
        when = "at any time" if many.form == "series" else "on this date"
        return f"<p>No source gives a figure for this {when}.</p>"
    words = f"{multiples_title(ledger, many, view)}: {scale_words(many)}"
    address = f"/api/v1/compare.svg?{escape(asked.encode(view))}"
    alt = f"{escape(words)}. The table below says the same."
    picture = f"<img data-picture loading='lazy' class='series wide' src='{address}' alt='{alt}' width='1600'>"
    cells = [_line(ledger, many, part) for part in many.parts]
    heads = [asked.by.capitalize(), "Figures", "Highest", "Lowest"]
    scroll = f"<div class='scroll' tabindex='0' role='region' aria-label='All small pictures'>{picture}</div>"
    return f"<p>{escape(words)}.</p>{scroll}{table_html('Each picture in words', heads, cells)}"


def _line(ledger: Ledger, many: Multiples, part: Small) -> list[str]:
    link = f"<a href='/?{escape(replace(part.view, since=None).encode())}'>{escape(part.title)}</a>"
    return [link, *(escape(words) for words in tell_part(ledger, many, part))]
