"""A View as one page that needs nothing else: map, legend, tables that can be sorted, claims and lineage in a single HTML file."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from html import escape
from pathlib import Path

import orjson

from dashboard.domain.view import View
from dashboard.errors import PresenceError
from dashboard.exports.images import BareMap, bare_map
from dashboard.exports.lineage import Credit, Lineage, lineage_of
from dashboard.exports.listing import Listing, claim_listing, host_listing
from dashboard.exports.marking import look_of
from dashboard.exports.options import ExportOptions
from dashboard.exports.records import lineage_record
from dashboard.exports.series_image import series_svg
from dashboard.exports.svg import UNWRITABLE
from dashboard.figures import sentences
from dashboard.figures.palette import THEMES, Theme
from dashboard.ledger.store import Ledger

STYLE, SCRIPT = Path(__file__).with_name("offline.css"), Path(__file__).with_name("offline.js")
# Nothing is loaded, from anywhere; the page's own style and script are named by their hashes.
POLICY = "default-src 'none'; img-src data:; style-src '{style}'; script-src '{script}'; base-uri 'none'; form-action 'none'"
MAP_HELP = "Map. Arrow keys go from place to place, the largest figure first."


def view_html(ledger: Ledger, view: View, assets: Path, options: ExportOptions) -> bytes:
    """The View as an HTML page for a machine without a network: opened from a folder it asks for nothing, by its own policy.

    The map is drawn as vectors with a title on every place, reached by pointer and arrow keys; everything on it stands in a table too.
    """
    lineage = lineage_of(ledger, view, options)
    body = [
        f"<h1>{text(lineage.title)}</h1>", f"<p class='told'>{text(lineage.subtitle)}</p>",
        _figure(bare_map(ledger, view, assets, options), lineage), *_series(ledger, view, options),
        table_of_listing(host_listing(ledger, view)), table_of_listing(claim_listing(ledger, view, options.limits)),
    ]  # fmt: skip
    return document(lineage, options, body)


def document(lineage: Lineage, options: ExportOptions, body: Sequence[str]) -> bytes:
    """A page of ``body``, with the marking above and below, the lineage after it and inside it for programs."""
    style, script = _style(THEMES[options.theme], options), SCRIPT.read_text(encoding="utf-8")
    parts = [
        _head(lineage, style, script), _marking(lineage, "first"), "<main>", *body, _lineage(lineage), "</main>", _marking(lineage, "last"),
        f"<script type='application/json' id='lineage'>{_json(lineage)}</script>", f"<script>{script}</script></body></html>",
    ]  # fmt: skip
    return "\n".join(part for part in parts if part).encode()


def text(words: str) -> str:
    """Words safe in HTML text and attributes."""
    return escape(UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", words))


def _head(lineage: Lineage, style: str, script: str) -> str:
    policy = POLICY.format(style=_hash(style), script=_hash(script))
    metas = "".join(
        f"<meta name='presence-{text(name.lower().replace(' ', '-'))}' content='{text(words)}'>"
        for name, words in lineage.flat().items()
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<meta name='referrer' content='no-referrer'><title>{text(lineage.title)} · Presence Atlas</title>{metas}"
        f"<style>{style}</style></head><body>"
    )


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _style(theme: Theme, options: ExportOptions) -> str:
    """The style sheet with the theme's colours and the scale of type."""
    names = ("paper", "surface", "line", "ink", "muted", "accent", "empty")
    tokens = "".join(f"--{name}: {getattr(theme, name)}; " for name in names)
    look = look_of(options.marking)
    tokens += f"--marking-ink: {look.ink}; --marking-ground: {look.ground}; "
    scheme = "dark" if theme.name == "dark" else "light"
    root = f":root {{ {tokens}--scheme: {scheme}; font-size: {16 * options.font_scale:g}px; }}\n"
    return root + STYLE.read_text(encoding="utf-8").replace("font: 16px/", "font: 1rem/")


def _marking(lineage: Lineage, place: str) -> str:
    tag = {"first": "header", "last": "footer"}[place]
    return f"<{tag} class='marking {place}'>{text(lineage.marking)}</{tag}>" if lineage.marking else ""


def _figure(drawn: BareMap, lineage: Lineage) -> str:
    entries = "".join(_entry(*one) for one in drawn.legend)
    off = "".join(f"<p class='told'>{text(line)}</p>" for line in drawn.off_map)
    return (
        f"<figure id='map' tabindex='0' role='group' aria-label='{text(MAP_HELP)}'>{drawn.svg}</figure>"
        f"<p id='here' aria-live='polite'></p><ul class='legend' aria-label='Legend: places in each class'>{entries}</ul>{off}"
        f"<p class='told'>{text(lineage.filters)}</p>"
    )


def _entry(group: str, swatch: str, label: str, places: int) -> str:
    title = f"<li class='group'>{text(group)}</li>" if group else ""
    return f"{title}<li>{swatch}{text(label)} <b>{places:,}</b></li>"


def _series(ledger: Ledger, view: View, options: ExportOptions) -> list[str]:
    """The series of the place that is picked out as a picture inside the page."""
    try:
        svg = series_svg(ledger, view, replace(options, size="chart", marking="")) if view.host else ""
    except PresenceError:
        return ["<p class='told'>No series can be drawn of the place that is picked out.</p>"]
    heading = text(sentences.heading(ledger, view))
    coded = base64.b64encode(svg.encode()).decode()
    return (
        [f"<h2>{heading}</h2><figure><img alt='Series: {heading}' src='data:image/svg+xml;base64,{coded}'></figure>"]
        if svg
        else []
    )


def table_of_listing(listing: Listing) -> str:
    """A table whose columns can be sorted."""
    name = text(listing.title)
    head = "".join(f"<th scope='col'><button type='button'>{text(title)}</button></th>" for title in listing.columns)
    body = "".join(_row(listing, place) for place in range(len(listing.rows)))
    left = "".join(f"<p class='told'>{text(words)}</p>" for words in listing.told)
    return (
        f"<h2>{name}</h2><div class='scroll' tabindex='0' role='region' aria-label='{name}'>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{left}"
    )


def _row(listing: Listing, place: int) -> str:
    row = listing.rows[place]
    cells = [_cell(words, listing.keys[i][place] if i in listing.keys else None) for i, words in enumerate(row)]
    host = f" data-host='{text(listing.ids[place])}'" if listing.ids else ""
    return f"<tr{host}>{''.join(cells)}</tr>"


def _cell(words: str, key: float | None) -> str:
    return f"<td>{text(words)}</td>" if key is None else f"<td data-key='{key:.15g}'>{text(words)}</td>"


def _lineage(lineage: Lineage) -> str:
    told = "".join(f"<dt>{text(name)}</dt><dd>{text(words)}</dd>" for name, words in lineage.flat().items() if name != "Sources")
    sources = "".join(f"<li>{_credit(one)}</li>" for one in lineage.sources)
    return f"<h2>Where the figures come from</h2><ol>{sources}</ol><dl>{told}</dl><p class='told'>Shapes: Natural Earth, public domain</p>"


def _credit(one: Credit) -> str:
    cited = text(one.citation or one.title)
    link = (
        f" <a href='{text(one.url)}' rel='noopener noreferrer'>{text(one.url)}</a>"
        if one.url.startswith(("https://", "http://"))
        else ""
    )
    return f"{cited}{link} Licence: {text(one.licence)}."


def _json(lineage: Lineage) -> str:
    """The lineage for programs; "<" is written as a code, so that no word can end the block."""
    return orjson.dumps(lineage_record(lineage)).decode().replace("<", "\\u003c")
