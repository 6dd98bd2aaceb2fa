"""The list of all claims: filters, words, order, groups, and one claim in full. Plain HTML with a form that needs no script."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from html import escape

import pandas as pd

from dashboard.domain.claim import COLUMNS, KINDS
from dashboard.figures.claim_entries import ClaimEntry, claim_entries, plain_rows
from dashboard.figures.days import say_day
from dashboard.figures.numbers import count
from dashboard.figures.speakers import TOLD_BY
from dashboard.ledger.browse import GROUPS, SORTS, Browse, claim_of, counts_by, find, page_of, read_browse
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.claims_grid import grid_columns
from dashboard.web.forms import choice_field, text_field
from dashboard.web.html_page import cut_told, page_html, table_html
from dashboard.web.links import linked, source_link

# ag-grid-community, MIT, as its makers publish it: the one grid that fetches a million rows as they are scrolled to.
GRID = "vendor/ag-grid-community-36.2.0.min.js"
GROUP_WORDS = {name: name.removesuffix("_id") for name in GROUPS}


def claims_page(ledger: Ledger, settings: Settings, given: Mapping[str, str]) -> str:
    """The page for an address. Never raises: parts that cannot be used become a notice. ``claim`` shows one claim in full."""
    if given.get("claim"):
        return _one_claim(ledger, settings, given["claim"].strip())
    browse, notices = read_browse(ledger, given)
    found = len(find(ledger, browse))
    body = _groups(ledger, browse, settings.max_groups_shown) if browse.group else _rows(ledger, browse, settings, found)
    return page_html(
        "Claims", settings.assets, "<h1>Claims</h1>",
        "<p class='lead'>Every statement of every source, one row a claim. Nothing here is an estimate.</p>",
        *(f"<p class='notice'>{escape(notice)}</p>" for notice in notices),
        _form(ledger, browse), _summary(browse, found, settings), body, f"<p class='lead'>Ledger {ledger.generation}.</p>",
        scripts=(GRID, "claims.js"), broad=True,
    )  # fmt: skip


def _form(ledger: Ledger, browse: Browse) -> str:
    places = {place.id: place.name for place in ledger.places.by_id.values()}
    sources = {source.id: source.title for source in ledger.catalogue.sources.values()}
    measures = {measure.id: measure.title for measure in ledger.catalogue.measures.values()}
    fields = [
        text_field("text", "Words", browse.text, "just a few dozen"),
        _select(ledger, "measure", "Measure", browse.measure, measures), _select(ledger, "sender", "Sender", browse.sender, places),
        _select(ledger, "host", "Host", browse.host, places), _select(ledger, "source_id", "Source", browse.source_id, sources),
        choice_field("kind", "Kind", browse.kind, [("", "any"), *((kind, kind) for kind in KINDS)]),
        text_field("since", "From", str(browse.since or ""), "2018"), text_field("until", "To", str(browse.until or ""), "2019-06"),
        choice_field("sort", "Order", browse.sort, list(SORTS.items())),
        choice_field("group", "Count by", browse.group, [("", "nothing: list the claims"), *((name, GROUP_WORDS[name]) for name in GROUPS)]),
    ]  # fmt: skip
    kept = f"<input type='hidden' name='definition' value='{escape(browse.definition)}'>" if browse.definition else ""
    return f"<form class='asked wide' method='get' action='/claims'>{''.join(fields)}{kept}<button type='submit'>Show</button></form>"


def _select(ledger: Ledger, name: str, label: str, value: str, titles: Mapping[str, str]) -> str:
    words = [str(word) for word in ledger.claims[name].cat.categories]
    named = sorted(((word, titles.get(word, word)) for word in words), key=lambda pair: pair[1].casefold())
    return choice_field(name, label, value, [("", "any"), *named])


def _summary(browse: Browse, found: int, settings: Settings) -> str:
    rows, query = settings.claims_page_rows, escape(browse.encode(page=1, group=""))
    last = max(-(-found // rows), 1)
    pages = "" if browse.group else f", page {min(browse.page, last):,} of {last:,}"
    files = (
        f"<a data-file='all' href='/api/v1/browse.csv?{query}'>CSV</a> · <a data-file='all' href='/api/v1/browse.parquet?{query}'>Parquet</a>"
        f"<span data-with-grid hidden> · <a data-file='seen' href='/api/v1/browse.csv?{query}'>CSV of the columns shown</a></span>"
    )
    order = f"ordered by {browse.order.replace('-', '')}" if browse.order else SORTS[browse.sort]
    told = f"<span data-without-grid>{pages}, {escape(order)}</span>"
    if found > settings.export_max_rows:
        files = f"To download them, narrow the filters to {settings.export_max_rows:,} claims or fewer"
    else:
        files = f"All of them as {files}"
    return f"<p><b>{count(found, 'claim')}</b>{told}. {files}.</p>"


def _rows(ledger: Ledger, browse: Browse, settings: Settings, found: int) -> str:
    entries = claim_entries(ledger, page_of(ledger, browse, settings.claims_page_rows), date.max)
    titles = ["Statement", "About", "Sender", "Host", "Said by", "Source and licence", "Claim"]
    if not entries:
        return "<p>No claim matches. Leave out a word or a filter.</p>" + _pages(browse, settings, found)
    table = table_html("Claims", titles, [_row(entry) for entry in entries])
    plain = f"<div data-without-grid>{table}{_pages(browse, settings, found)}</div>"
    return _grid(browse, settings) + plain


def _grid(browse: Browse, settings: Settings) -> str:
    """The empty container of the grid; with scripts the browser fills it and hides the plain table."""
    columns, query = escape(json.dumps(grid_columns())), escape(browse.encode(page=1))
    return (
        "<div data-with-grid hidden><p class='lead'>Click a column's head to sort by it, with Ctrl to sort by a second one; drag it to "
        "move the column. Enter opens the claim.</p>"
        "<details class='chooser'><summary class='button'>Columns</summary>"
        "<fieldset id='claims-columns'><legend class='unseen'>Columns shown</legend></fieldset></details>"
        "<p id='claims-told' role='status'></p>"
        f"<div id='claims-grid' data-columns='{columns}' data-query='{query}' data-block='{settings.claims_page_rows}'></div></div>"
    )


def _row(entry: ClaimEntry) -> list[str]:
    address = f"/claims?claim={escape(entry.claim_id)}"
    return [
        f"<b>{escape(entry.text)}</b><br><span class='lead'>{escape(entry.measure)}</span>", escape(entry.about), escape(entry.sender),
        escape(entry.host), escape(entry.said_by), f"{source_link(entry)}<br>{escape(entry.licence)}",
        f"<a href='{address}'><code>{escape(entry.claim_id)}</code></a>",
    ]  # fmt: skip


def _pages(browse: Browse, settings: Settings, found: int) -> str:
    last = max(-(-found // settings.claims_page_rows), 1)
    back = (
        f"<a rel='prev' href='/claims?{escape(browse.encode(page=browse.page - 1))}'>Previous page</a>"
        if 1 < browse.page <= last
        else ""
    )
    on = f"<a rel='next' href='/claims?{escape(browse.encode(page=browse.page + 1))}'>Next page</a>" if browse.page < last else ""
    return f"<p>{' · '.join(link for link in (back, on) if link)}</p>" if back or on else ""


def _groups(ledger: Ledger, browse: Browse, most: int) -> str:
    counts = counts_by(ledger, browse)
    filters = {"year": ("since", "until")}
    rows = []
    for word, number in counts.head(most).items():
        narrowed = dict.fromkeys(filters.get(browse.group, (browse.group,)), str(word))
        link = f"<a href='/claims?{escape(browse.encode(group='', page=1, **narrowed))}'>{escape(_title(ledger, browse.group, str(word)))}</a>"
        rows.append([link if word else "not stated", f"{number:,}"])
    cut = cut_told(len(counts), most, "max_groups_shown")
    return cut + table_html(f"Claims by {GROUP_WORDS[browse.group]}", [GROUP_WORDS[browse.group].capitalize(), "Claims"], rows)


def _title(ledger: Ledger, group: str, word: str) -> str:
    if group in ("sender", "host") and word in ledger.places.by_id:
        return ledger.places.by_id[word].name
    measure, source = ledger.catalogue.measures.get(word), ledger.catalogue.sources.get(word)
    if group == "measure" and measure:
        return measure.title
    return source.title if group == "source_id" and source else word


def _one_claim(ledger: Ledger, settings: Settings, claim_id: str) -> str:
    rows = claim_of(ledger, claim_id)
    if rows.empty:
        words = f"<p>No claim of this ledger has the id “{escape(claim_id[:40])}”. An earlier generation may have had it.</p>"
        return page_html(
            "No such claim", settings.assets, "<h1>No such claim</h1>", words, "<p><a href='/claims'>All claims</a></p>"
        )
    (entry,) = claim_entries(ledger, rows, date.max)
    (row,) = plain_rows(rows)
    links = {"definition": f"<a href='/definitions#{escape(entry.definition_id)}'>{escape(entry.definition)}</a>"}
    facts = "".join(
        f"<dt>{escape(column.title)}</dt><dd>"
        f"{links.get(column.name) or _fact(ledger, column.name, row[column.name], column.null)}</dd>"
        for column in COLUMNS
    )
    source = ledger.catalogue.sources[entry.source_id]
    pair = f"/pair/{escape(row['sender'])}/{escape(row['host'])}" if row["sender"] else f"/country/{escape(row['host'])}"
    return page_html(
        f"Claim {claim_id}", settings.assets, f"<h1>{escape(entry.text)}</h1>",
        f"<p class='lead'>{TOLD_BY[entry.kind]} {escape(entry.said_by)}. Time it is about: {escape(entry.about)}.</p>",
        f"<p><a href='{pair}'>{escape(' in '.join(word for word in (entry.sender, entry.host) if word))}</a> · "
        f"<a href='/definitions#{escape(entry.definition_id)}'>who is counted</a> · "
        f"{source_link(entry)} · {escape(entry.licence)}</p>",
        f"<dl>{facts}</dl>", f"<p class='lead'>Cite as: {escape(source.citation.rstrip('.'))}. Ledger {ledger.generation}.</p>",
    )  # fmt: skip


def _fact(ledger: Ledger, name: str, value: object, null: str) -> str:
    if value is None or value == "" or pd.isna(value):  # type: ignore[call-overload]
        return f"<span class='lead'>— ({escape(null)})</span>"
    if name in ("target", "derived_from"):
        return f"<a href='/claims?claim={escape(str(value))}'><code>{escape(str(value))}</code></a>"
    if name == "source_id":
        return f"<a href='/sources#{escape(str(value))}'>{escape(_title(ledger, name, str(value)))}</a>"
    if name == "measure":
        return f"<a href='/definitions#{escape(str(value))}'>{escape(_title(ledger, name, str(value)))}</a>"
    if name in ("sender", "host"):
        return f"<a href='/country/{escape(str(value))}'>{escape(_title(ledger, name, str(value)))}</a>"
    if name == "url":
        return linked(str(value), str(value))
    return escape(say_day(value) if isinstance(value, date) else f"{value:,.10g}" if isinstance(value, float) else str(value))
