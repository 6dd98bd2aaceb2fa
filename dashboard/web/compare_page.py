"""The page of comparisons: its frame, its form, and the kinds. Plain HTML that needs no script; every table is also a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import escape

from dashboard.domain.comparison import KINDS, Comparison, Kind
from dashboard.domain.view import View
from dashboard.exports.compared import SPANS, Compared, title_of
from dashboard.exports.options import options_of
from dashboard.figures import sentences
from dashboard.figures.comparing import earlier_day
from dashboard.figures.thin_day import fuller_words, thin_day, thin_words
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web import compare_tables
from dashboard.web.compare_form import comparison_form
from dashboard.web.compare_maps import maps_body
from dashboard.web.compare_multiples import multiples_body
from dashboard.web.compare_slope import slope_body
from dashboard.web.compare_sources import sources_table
from dashboard.web.html_page import page_html

LONGEST_TITLE, ADD_STEP = 80, "Add this view as a step"
# Kinds whose picture holds the whole comparison.
BROAD: tuple[Kind, ...] = ("maps", "multiples", "matrix")
TAKEN_ALONG = (("svg", "picture"), ("png", "picture"), ("pdf", "page"), ("pptx", "slide"), ("html", "offline page"))
Table = Callable[[Ledger, Settings, View, Comparison], str]
WORDS: dict[Kind, tuple[str, str]] = {
    "maps": ("Two maps", "Two views of one measure beside one another. Figures are set beside each other and never subtracted."),
    "multiples": (
        "Small multiples",
        "One small picture each, all on one scale unless each is given its own. Nothing is added across pictures.",
    ),
    "ranking": ("Ranking", "Hosts by their figure, and their place on an earlier day. Places are compared, not amounts."),
    "change": (
        "Changes",
        "Largest changes between two days: one speaker, one definition, ends with ends. Nothing else is called a change.",
    ),
    "slope": (
        "Slope",
        "Two dates, one line a host: one speaker, one definition. Whoever has no such pair is listed and never drawn.",
    ),
    "matrix": ("Senders and hosts", "Who has how much where. Nothing is added up."),
    "together": ("Two measures", "Military and economic presence side by side, for one sender or for two."),
    "sources": (
        "Source against source",
        "How far sources agree where they speak of the same, and what each of them carries alone.",
    ),
}
TABLES: dict[Kind, Table] = {
    "maps": maps_body, "multiples": multiples_body, "slope": slope_body,
    "ranking": compare_tables.ranking_table, "change": compare_tables.change_table, "matrix": compare_tables.matrix_table,
    "together": compare_tables.together_table, "sources": sources_table,
}  # fmt: skip


def compare_page(ledger: Ledger, settings: Settings, view: View, asked: Comparison, notices: tuple[str, ...]) -> str:
    """The whole page as HTML; every text from data is escaped."""
    title, lead = WORDS[asked.kind]
    query = escape(asked.encode(view))
    files = [f"<a href='/api/v1/compare.{form}?{query}'>{words} as {form.upper()}</a>" for form, words in TAKEN_ALONG]
    links = " · ".join(
        [
            f"<a href='/?{escape(view.encode())}'>on the map</a>",
            f"<a href='/api/v1/compare.csv?{query}'>this table as CSV</a>",
            *files,
        ]
    )
    said = title_of(ledger, Compared(view, asked.kind, asked), options_of(settings).limits)
    return page_html(
        title, settings.assets, f"<h1>{escape(_named(title, said))}</h1>", f"<p class='lead'>{escape(lead)}</p>",
        *(f"<p class='notice'>{escape(notice)}</p>" for notice in notices), _tabs(view, asked), comparison_form(ledger, view, asked),
        f"<p class='lead'>{escape(sentences.subtitle(ledger, view))} · {links}</p>", *_thin_days(ledger, view, asked),
        _step_button(ledger, view, asked, _named(title, said)),
        TABLES[asked.kind](ledger, settings, view, asked),
        f"<p class='lead'>{escape(sentences.sources_line(ledger, view))}. Ledger {ledger.generation}.</p>",
        scripts=("story-file.js", "compare.js"), broad=asked.kind in BROAD,
    )  # fmt: skip


def _thin_days(ledger: Ledger, view: View, asked: Comparison) -> list[str]:
    """For each day that is shown and nearly empty: the nearest fuller days, as links to the same comparison."""
    if asked.kind == "together":
        return []
    told = [_thin(ledger, view, lambda day: asked.encode(replace(view, date=day)))]
    if asked.kind in SPANS or (asked.kind == "maps" and not asked.right and not asked.one_clock):
        earlier = replace(view, date=earlier_day(ledger, view))
        told.append(_thin(ledger, earlier, lambda day: asked.encode(replace(view, since=day))))
    return [words for words in told if words]


def _thin(ledger: Ledger, view: View, address: Callable[[date], str]) -> str:
    thin = thin_day(ledger, view)
    links = [
        f"<a href='/compare?{escape(address(near.day))}'>{escape(fuller_words(ledger, view, near))}</a>" for near in thin.fuller
    ]
    words = f"{escape(thin_words(ledger, view, thin))}. Days near it with more: {' · '.join(links)}."
    return f"<p class='notice'>{words}</p>" if links else ""


def _step_button(ledger: Ledger, view: View, asked: Comparison, said: str) -> str:
    """Puts the comparison, on its date, into the story that the browser composes; hidden where there is no script."""
    query = asked.encode(replace(view, date=answers.view_date(ledger, view)))
    title = escape(shorten_to(said, LONGEST_TITLE))
    told = f"data-view='{escape(query)}' data-title='{title}'"
    return f"<p><button type='button' id='add-step' class='quiet' {told} hidden>{ADD_STEP}</button></p>"


def shorten_to(text: str, most: int) -> str:
    """The text, cut to so many characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _named(kind: str, title: str) -> str:
    """The name of the comparison before its sentence; changes need none, since their sentence names it."""
    return title if title.startswith("Change") else f"{kind}: {title}"


def _tabs(view: View, asked: Comparison) -> str:
    links = [_tab(kind, _address(view, replace(asked, kind=kind), asked.kind), here=kind == asked.kind) for kind in KINDS]
    return f"<nav class='tabs' aria-label='Comparisons'>{' '.join(links)}</nav>"


def _address(view: View, other: Comparison, here: Kind) -> str:
    """The address of another comparison; a second measure is kept only between comparisons that use one."""
    if other.kind == "together" != here:
        return "&".join(part for part in ("kind=together", view.encode()) if part)
    return other.encode(view)


def _tab(kind: Kind, query: str, *, here: bool) -> str:
    current = " aria-current='page'" if here else ""
    return f"<a href='/compare?{escape(query)}'{current}>{WORDS[kind][0]}</a>"
