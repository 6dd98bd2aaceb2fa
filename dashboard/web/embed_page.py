"""A View as a figure for other sites: picture, title, sources and licences, marking, and a link back; no script."""

from __future__ import annotations

from html import escape
from pathlib import Path
from urllib.parse import urlencode

from dashboard.domain.view import View
from dashboard.exports.lineage import lineage_of
from dashboard.exports.options import ExportOptions
from dashboard.exports.svg import UNWRITABLE
from dashboard.ledger.store import Ledger
from dashboard.web.html_page import address

HEAD = """<!DOCTYPE html>
<html lang="en" data-theme="{theme}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title} · Presence Atlas</title>
<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="{style}"></head>
<body><main>
"""


def embed_page(ledger: Ledger, view: View, options: ExportOptions, assets: Path, notices: tuple[str, ...]) -> str:
    """The page that a frame on another site shows.

    Whatever the frame's size, title, sources, licences and the marking stand in text below the picture and cannot be taken away.
    """
    lineage = lineage_of(ledger, view, options)
    title, subtitle = _text(lineage.title), _text(lineage.subtitle)
    theme = "dark" if options.theme == "dark" else "light"
    head = HEAD.format(theme=theme, title=title, style=address(assets, "embed.css"))
    picture = f"/api/v1/export?{_query(view, options, ledger.generation)}"
    sources = (
        "; ".join(f"{one.title} [{one.licence}]" for one in lineage.sources) or "no source has a claim in force on this date"
    )
    parts = [
        head, _marking(lineage.marking), *(f"<p class='notice'>{_text(notice)}</p>" for notice in notices),
        f"<figure><img src='{escape(picture)}' alt='{title}. {subtitle}.'><figcaption><h1>{title}</h1><p>{subtitle}</p>",
        f"<p>Sources: {_text(sources)}</p>",
        f"<p><a href='{escape(lineage.link)}' target='_blank' rel='noopener'>Open in Presence Atlas</a> · ledger {lineage.generation}",
        f" · code {lineage.code}</p></figcaption></figure>", _marking(lineage.marking), "</main></body></html>",
    ]  # fmt: skip
    return "\n".join(parts)


def _query(view: View, options: ExportOptions, generation: str) -> str:
    """The picture of the page, pinned to the ledger whose words stand around it."""
    look = {"format": "svg", "show": "1", "size": options.size, "theme": options.theme, "font_scale": f"{options.font_scale:g}"}
    marking = {"marking": options.marking} if options.marking else {}
    return "&".join(part for part in (view.encode(), urlencode({**look, **marking, "generation": generation})) if part)


def _marking(words: str) -> str:
    return f"<p class='marking'>{_text(words)}</p>" if words else ""


def _text(words: str) -> str:
    return escape(UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", words))
