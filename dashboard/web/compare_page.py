"""The page of comparisons: its frame, its form, and the kinds. Plain HTML that needs no script; every table is also a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape

from dashboard.domain.comparison import KINDS, Comparison, Kind
from dashboard.domain.view import View
from dashboard.figures import sentences
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web import compare_tables
from dashboard.web.forms import choice_field, text_field
from dashboard.web.html_page import page_html

DAY_LENGTH = 10
Table = Callable[[Ledger, Settings, View, Comparison], str]
WORDS: dict[Kind, tuple[str, str]] = {
    "ranking": ("Ranking", "Hosts by their figure, and their place on an earlier day. Places are compared, not amounts."),
    "change": (
        "Changes",
        "Largest changes between two days: one speaker, one definition, ends with ends. Nothing else is called a change.",
    ),
    "matrix": ("Senders and hosts", "Who has how much where. Nothing is added up."),
    "together": ("Two measures", "Military and economic presence side by side, for the same sender."),
    "sources": (
        "Source against source",
        "How far sources agree where they speak of the same, and what each of them carries alone.",
    ),
}
TABLES: dict[Kind, Table] = {
    "ranking": compare_tables.ranking_table, "change": compare_tables.change_table, "matrix": compare_tables.matrix_table,
    "together": compare_tables.together_table, "sources": compare_tables.sources_table,
}  # fmt: skip


def compare_page(ledger: Ledger, settings: Settings, view: View, asked: Comparison, notices: tuple[str, ...]) -> str:
    """The whole page as HTML; every text from data is escaped."""
    title, lead = WORDS[asked.kind]
    query = escape(asked.encode(view))
    links = f"<a href='/?{escape(view.encode())}'>on the map</a> · <a href='/api/v1/compare.csv?{query}'>this table as CSV</a>"
    return page_html(
        title, settings.assets, f"<h1>{_heading(title, sentences.title(ledger, view))}</h1>", f"<p class='lead'>{escape(lead)}</p>",
        *(f"<p class='notice'>{escape(notice)}</p>" for notice in notices), _tabs(view, asked), _form(ledger, view, asked),
        f"<p class='lead'>{escape(sentences.subtitle(ledger, view))} · {links}</p>",
        TABLES[asked.kind](ledger, settings, view, asked),
        f"<p class='lead'>{escape(sentences.sources_line(ledger, view))}. Ledger {ledger.generation}.</p>",
    )  # fmt: skip


def _heading(kind: str, title: str) -> str:
    """The kind before the sentence, but for changes, whose sentence says so itself."""
    return escape(title if title.startswith("Change") else f"{kind}: {title}")


def _tabs(view: View, asked: Comparison) -> str:
    links = [_tab(kind, replace(asked, kind=kind).encode(view), here=kind == asked.kind) for kind in KINDS]
    return f"<nav class='tabs' aria-label='Comparisons'>{' '.join(links)}</nav>"


def _tab(kind: Kind, query: str, *, here: bool) -> str:
    current = " aria-current='page'" if here else ""
    return f"<a href='/compare?{escape(query)}'{current}>{WORDS[kind][0]}</a>"


def _form(ledger: Ledger, view: View, asked: Comparison) -> str:
    measures = _measures(ledger)
    fields = [
        f"<input type='hidden' name='kind' value='{asked.kind}'>", choice_field("measure", "Measure", view.measure, measures),
        choice_field("other", "Second measure", asked.other, measures) if asked.kind == "together" else "",
        choice_field("sender", "Sender", ",".join(view.sender) or "all", _senders(ledger, view)),
        text_field("date", "Date", str(view.date or ""), "newest", DAY_LENGTH),
        text_field("since", "Earlier date", str(view.since or ""), "a year before", DAY_LENGTH) if asked.kind in ("ranking", "change") else "",
        text_field("known_at", "As known on", str(view.known_at or ""), "today", DAY_LENGTH),
    ]  # fmt: skip
    return f"<form class='asked wide' method='get' action='/compare'>{''.join(fields)}<button type='submit'>Show</button></form>"


def _measures(ledger: Ledger) -> list[tuple[str, str]]:
    present = set(map(str, ledger.claims["measure"].cat.categories)) - {"events"}
    known = [measure for measure in ledger.catalogue.measures.values() if measure.id in present]
    return [(measure.id, measure.title) for measure in known if measure.domain != "denominator"]


def _senders(ledger: Ledger, view: View) -> list[tuple[str, str]]:
    named = [(str(place), ledger.places.by_id[str(place)].name) for place in ledger.claims["sender"].cat.categories]
    several = [(",".join(view.sender), f"{len(view.sender)} senders")] if len(view.sender) > 1 else []
    return [("all", "All senders"), *several, *sorted(named, key=lambda pair: pair[1].casefold())]
