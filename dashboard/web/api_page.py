"""The page for programmers: how a View is written, every stable address, errors, caching and bounds. Plain HTML."""

from __future__ import annotations

from html import escape

from dashboard.domain.claim import COLUMNS
from dashboard.figures.numbers import count
from dashboard.ledger.store import Ledger
from dashboard.settings import BY_NAME, Settings
from dashboard.web.api_addresses import ADDRESSES, PARTS, Address, Part
from dashboard.web.html_page import page_html, table_html

GROUPS = {
    "view": ("A View", "What is looked at: the query string of a link, of <code>presence export</code> and of every address that takes a View."),
    "export": ("How an export looks", "Nothing here changes a figure."),
    "claims": ("Which claims", "Parts that are left out stand for any."),
    "comparison": ("A comparison", "Beside the parts of a View; a part of the right one of two maps begins with <code>right_</code>."),
}  # fmt: skip
BOUNDS = ("export_max_rows", "export_max_bytes", "export_max_at_once", "export_wait_seconds", "claims_page_rows", "url_max_chars")
NOTES = {
    "Reading": "Reading is total. A part that is not known shows the default; the header <code>Presence-Notice</code> or the key "
    "<code>notices</code> says so. An empty query is the default View.",
    "Nothing is not zero": "<code>state</code> is value, zero, bound, withheld, none-found or not-collected, in every format; a figure "
    "that is missing is empty or null, never 0. <a href='/definitions#states'>What the states mean</a>.",
    "Refusals": "A status of 400 or above with a line of text: a stable code, what was found, what was expected, the next step. Who "
    "sends <code>Accept: application/json</code> gets the same as <code>application/problem+json</code> (RFC 9457).",
    "Keeping answers": "The same address and generation have the same <code>ETag</code>; ask with <code>If-None-Match</code>. "
    "<code>/readyz</code> names the generation in service, and every file and list carries it. The same generation always gives the "
    "same figures.",
    "Licences": "Each source keeps its own. Tables carry it in every row, JSON in <code>lineage.sources</code>; what may not be passed "
    "on is left out of files and counted.",
    "Stability": "Addresses under <code>/api/v1/</code> that stand here stay; new parts and columns may join. Others serve the pages "
    "alone and change with them.",
}  # fmt: skip


def api_page(ledger: Ledger, settings: Settings) -> str:
    """The whole page as HTML, the same for every reader of a generation."""
    root = f"{settings.public_url or f'http://127.0.0.1:{settings.port}'}{'' if settings.public_url else settings.prefix}"
    call = f"curl '{root}/api/v1/export?format=csv&sender=RUS&date=2019-06-30'"
    frame = f"pandas.read_csv('{root}/api/v1/export?format=claims.csv&sender=RUS&host=VEN')"
    return page_html(
        "API", settings.assets,
        "<h1>API</h1>",
        f"<p class='lead'>{count(len(ledger.claims), 'claim')} of ledger {ledger.generation}, open to programs without a key. What is on "
        "the screen is in the address, and the address asked for with a format is the file.</p>",
        f"<pre>{escape(call)}\n{escape(frame)}</pre>",
        "<p><a href='/api/v1/openapi.json'>All of this as OpenAPI 3.1</a> · <a href='#columns'>Columns of a claim</a> · "
        "<a href='#bounds'>Bounds</a> · <code>import dashboard</code> gives the same in Python without a server.</p>",
        _overview(),
        _notes(),
        *(_group(name) for name in GROUPS),
        *(_address(address) for address in ADDRESSES if address.parts),
        _columns(),
        _bounds(settings),
    )  # fmt: skip


def _overview() -> str:
    rows = [
        [f"<a href='{escape(one.example)}'><code>{escape(one.path)}</code></a>", f"<b>{escape(one.title)}.</b> {escape(one.words)}", _takes(one)]
        for one in ADDRESSES
    ]  # fmt: skip
    return table_html("Addresses, each with an example behind its link", ["GET", "Answer", "Takes"], rows)


def _takes(address: Address) -> str:
    names = ", ".join(part.name for part in address.parts)
    own = [f"<a href='#{_anchor(address)}'>{names}</a>"] if names else []
    return ", ".join([*own, *(f"<a href='#{group}'>{GROUPS[group][0].lower()}</a>" for group in address.takes)])


def _anchor(address: Address) -> str:
    return "of-" + "".join(letter if letter.isalnum() else "-" for letter in address.path.strip("/"))


def _notes() -> str:
    told = "".join(f"<dt>{title}</dt><dd>{words}</dd>" for title, words in NOTES.items())
    return f"<section id='rules'><h2>What always holds</h2><dl>{told}</dl></section>"


def _group(name: str) -> str:
    title, words = GROUPS[name]
    return f"<section id='{name}'><h2>{title}</h2><p>{words}</p>{_table(title, PARTS[name])}</section>"


def _address(address: Address) -> str:
    table = _table(f"Parts of {address.path}", address.parts)
    return f"<section id='{_anchor(address)}'><h2><code>{escape(address.path)}</code></h2>{table}</section>"


def _table(caption: str, parts: tuple[Part, ...]) -> str:
    rows = [
        [f"<code>{escape(part.name)}</code>", escape(part.words), escape(", ".join(part.choices)), f"<code>{escape(part.example)}</code>"]
        for part in parts
    ]  # fmt: skip
    return table_html(caption, ["Part", "What it says", "Known words", "Example"], rows)


def _columns() -> str:
    rows = [
        [f"<code>{column.name}</code>", escape(column.description), escape(column.null), escape(column.unit or ", ".join(column.allowed))]
        for column in COLUMNS
    ]  # fmt: skip
    table = table_html("Columns of a claim", ["Column", "What it is", "Empty means", "Unit or words"], rows)
    return f"<section id='columns'><h2>Columns of a claim</h2>{table}</section>"


def _bounds(settings: Settings) -> str:
    rows = [
        [
            f"<code>{BY_NAME[name].environment}</code>",
            f"{getattr(settings, name):,} {BY_NAME[name].unit}",
            escape(BY_NAME[name].help),
        ]
        for name in BOUNDS
    ]
    words = "Set by the operator of this atlas. What goes beyond is refused or cut, and the answer says so."
    return f"<section id='bounds'><h2>Bounds</h2><p>{words}</p>{table_html('Bounds', ['Setting', 'Here'], rows)}</section>"
