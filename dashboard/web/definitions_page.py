"""The page of definitions: who is in each count, who uses it, how far it lies from its neighbours; grades, states, words. Plain HTML."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from pathlib import Path

import pandas as pd

from dashboard.domain.catalogue import Coverage, Definition, Measure
from dashboard.domain.grades import CREDIBILITY, RELIABILITY
from dashboard.domain.left_out import REASONS
from dashboard.domain.phrases import PhraseBook, PhraseRow
from dashboard.figures.control_words import CONTROLS
from dashboard.figures.days import say_day
from dashboard.figures.numbers import count
from dashboard.ledger.definitions import definition_ratios, definition_sources
from dashboard.ledger.store import Ledger
from dashboard.web.html_page import page_html, table_html

STATES = {
    "value": "a source gives a figure or both ends of one",
    "zero": "a source says that there is nobody or nothing",
    "bound": "only an upper or only a lower end is known",
    "withheld": "a figure was published before and is not given any more",
    "none-found": "somebody looked and found none, or a list that claims to hold everyone does not hold this one",
    "not-collected": "no source that was read speaks of it: nothing is known here, which is not zero",
}
YEAR = 365
NO_CLAIM = "<p>No claim in this ledger. A file that holds such figures goes in as <a href='/add'>your own table</a>.</p>"
ADDED = {
    "none": "Several figures of one source are alternatives and are never added.",
    "actor": "The missions of one source are added; their total, where it is given, stands instead of them.",
    "site": "The {unit} of one source are added; those of two sources are alternatives.",
}


def definitions_page(ledger: Ledger, phrases: PhraseBook, assets: Path) -> str:
    """The whole page as HTML; every text from data is escaped."""
    measures = sorted(ledger.catalogue.measures.values(), key=lambda measure: (measure.domain != "military", measure.title))
    number = sum(len(measure.definitions) for measure in measures)
    return page_html(
        "Definitions", assets,
        "<h1>Definitions</h1>",
        f"<p class='lead'>{count(len(measures), 'measure')}, {count(number, 'definition')}. Figures under two definitions count "
        "other people or other money: they are shown side by side and never added or joined into one line.</p>",
        "<p><a href='#grades'>Grades</a> · <a href='#states'>Kinds of nothing</a> · <a href='#coverage'>Who looked</a> · "
        "<a href='#left-out'>What a sum leaves out</a> · <a href='#controls'>Controls of the map</a> · "
        "<a href='#phrases'>Numbers in words</a> · <a href='/sources'>Sources</a></p>",
        _contents(measures), _sections(ledger, phrases, tuple(measures)),
    )  # fmt: skip


# A second and more of work, the same for every reader of a ledger.
@lru_cache(maxsize=2)
def _sections(ledger: Ledger, phrases: PhraseBook, measures: tuple[Measure, ...]) -> str:
    told = [_measure(ledger, measure) for measure in measures]
    return "".join([*told, _grades(), _states(), _coverage(ledger), _left_out(), _controls(), _phrases(phrases)])


def anchor(measure: str, definition: str) -> str:
    """The fragment of a definition on the page."""
    return f"{measure}.{definition}"


def _contents(measures: list[Measure]) -> str:
    items = "".join(f"<li><a href='#{escape(measure.id)}'>{escape(measure.title)}</a></li>" for measure in measures)
    return f"<nav aria-label='Measures'><ul class='columns'>{items}</ul></nav>"


def measure_words(ledger: Ledger) -> list[dict[str, object]]:
    """Every measure with claims: id, title, text, unit, kind in words, and its definitions in the order of the preferred rule."""
    present = set(ledger.claims["measure"].cat.categories)
    return [
        {
            "id": measure.id, "title": measure.title, "text": measure.text, "unit": measure.unit, "kind_words": _kind(measure),
            "definitions": [{"id": one.id, "title": one.title, "text": one.text} for one in measure.definitions],
        }
        for measure in ledger.catalogue.measures.values()
        if measure.id in present
    ]  # fmt: skip


def _kind(measure: Measure) -> str:
    days = measure.tolerance_days
    years = f"{round(days / YEAR)} years" if days > YEAR + 1 else "a year" if days >= YEAR else ""
    carried = f"which counts for up to {years or count(days, 'day')} afterwards" if days else "and counts for no other"
    return f"{'level at a date' if measure.kind == 'stock' else 'amount over a period'}, {carried}"


def _measure(ledger: Ledger, measure: Measure) -> str:
    kind = f"{'a' if measure.kind == 'stock' else 'an'} {_kind(measure)}"
    facts = f"Unit: {escape(measure.unit)}. A figure is {kind}. The rule “preferred source” takes the definitions in this order."
    own = definition_sources(ledger)
    own = own[own["measure"] == measure.id]
    told = "".join(_definition(ledger, measure, definition, own) for definition in measure.definitions)
    return f"<section id='{escape(measure.id)}'><h2>{escape(measure.title)}</h2><p>{escape(measure.text)}</p><p>{facts}</p>{told}</section>"


def _definition(ledger: Ledger, measure: Measure, definition: Definition, own: pd.DataFrame) -> str:
    rows = own[own["definition"] == definition.id]
    facts = {
        "Counted": escape(definition.text), "Adding up": ADDED[definition.additive].format(unit=escape(measure.unit)),
        "On the map": "" if definition.drawn else "only where this definition is chosen", "Valid": _valid(definition),
        "Mind": escape(definition.caveat), "Neighbours": _neighbours(ledger, measure, definition),
    }  # fmt: skip
    listed = "".join(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in facts.items() if text)
    table = _sources(ledger, definition, rows) if len(rows) else NO_CLAIM
    name = escape(anchor(measure.id, definition.id))
    return f"<article id='{name}'><h3><a href='#{name}'>{escape(definition.title)}</a></h3><dl>{listed}</dl>{table}</article>"


def _sources(ledger: Ledger, definition: Definition, rows: pd.DataFrame) -> str:
    titles = {source.id: source.title for source in ledger.catalogue.sources.values()}
    cells = [
        [
            f"<a href='/sources#{escape(row['source_id'])}'>{escape(titles.get(row['source_id'], row['source_id']))}</a>",
            f"{row['claims']:,}", f"{row['senders']:,}", f"{row['hosts']:,}", _years(row["first"], row["last"]),
        ]
        for row in rows.sort_values("claims", ascending=False).to_dict("records")
    ]  # fmt: skip
    return table_html(f"Who uses it: {definition.title}", ["Source", "Claims", "Senders", "Hosts", "Years"], cells)


def _years(first: float, last: float) -> str:
    if pd.isna(first):
        return "no day stated"
    return f"<span class='years'>{first:.0f}–{last:.0f}</span>" if first != last else f"{first:.0f}"


def _valid(definition: Definition) -> str:
    start, end = definition.valid_from, definition.valid_to
    parts = [f"from {say_day(start)}" if start else "", f"to {say_day(end)}" if end else ""]
    told = " ".join(part for part in parts if part)
    return f"{told}; claims outside this time are kept and stand on no map" if told else ""


def _neighbours(ledger: Ledger, measure: Measure, definition: Definition) -> str:
    table = definition_ratios(ledger)
    own = table[table["measure"] == measure.id]
    titles = {other.id: other.title for other in measure.definitions}
    lines = [
        (row["other"], row["pairs"], row["low"], row["median"], row["high"])
        for row in own[own["one"] == definition.id].to_dict("records")
    ] + [
        (row["one"], row["pairs"], 1 / row["high"], 1 / row["median"], 1 / row["low"])
        for row in own[own["other"] == definition.id].to_dict("records")
    ]
    told = [
        f"<a href='#{escape(anchor(measure.id, str(other)))}'>{escape(titles[str(other)])}</a> is {_times(median)} this "
        f"(median of {count(pairs, 'common figure')}; {_spread(low, high)})"
        for other, pairs, low, median, high in lines
    ]
    return "; ".join(told)


def _times(ratio: float) -> str:
    return "as large as" if f"{ratio:.2g}" == "1" else f"{ratio:.2g} times as large as"


def _spread(low: float, high: float) -> str:
    same = f"{low:.2g}" == f"{high:.2g}"
    return f"half of them at {low:.2g} times" if same else f"half of them between {low:.2g} and {high:.2g} times"


def _grades() -> str:
    words = (
        "A letter grades the source by its record, a figure grades the information by what else is known. They are given apart and "
        "stay apart: a good source may pass on a doubtful report. No estimate multiplies, averages or weighs by them. A claim without "
        "a grade of its own bears that of its source, and most bear none."
    )
    rows = [[f"<b>{grade}</b>", escape(text)] for grade, text in {**RELIABILITY, **CREDIBILITY}.items()]
    return f"<section id='grades'><h2>Grades</h2><p>{words}</p>{table_html('Admiralty grades', ['Grade', 'Meaning'], rows)}</section>"


def _states() -> str:
    rows = [[escape(state), escape(text)] for state, text in STATES.items()]
    words = "No figure is not zero. Each of these looks different on the map and stays what it is in every table."
    return f"<section id='states'><h2>Kinds of nothing</h2><p>{words}</p>{table_html('States', ['State', 'Meaning'], rows)}</section>"


def _coverage(ledger: Ledger) -> str:
    titles = {source.id: source.title for source in ledger.catalogue.sources.values()}
    rows = [
        [
            escape(titles[entry.source_id]), escape(ledger.catalogue.measures[entry.measure].definition(entry.definition).title),
            "yes" if entry.lists_all else "no", escape(_bounds(entry)), escape(entry.says), escape(entry.note),
        ]
        for entry in ledger.catalogue.coverage
    ]  # fmt: skip
    words = (
        "Absence from a list means that none was found only where the source lists everyone, and only at the time of its list. It is "
        "told for a sender that is asked for by name. Elsewhere absence stays not collected."
    )
    table = table_html("Who looked where and when", ["Source", "Definition", "Lists all", "When", "What it says", "Mind"], rows)
    return f"<section id='coverage'><h2>Who looked</h2><p>{words}</p>{table}</section>"


def _bounds(entry: Coverage) -> str:
    since, until = (say_day(day) if day else "" for day in (entry.since, entry.until))
    return " ".join(part for part in (f"from {since}" if since else "", f"to {until}" if until else "") if part)


def _left_out() -> str:
    rows = [[escape(reason), escape(text)] for reason, text in REASONS.items()]
    words = "So that nobody is counted twice, a sum leaves claims out. <code>presence estimates --left-out</code> lists them."
    table = table_html("Reasons", ["Reason", "Meaning"], rows)
    return f"<section id='left-out'><h2>What a sum leaves out</h2><p>{words}</p>{table}</section>"


def _controls() -> str:
    rows = [[f"<b>{escape(one.title)}</b>", escape(one.text)] for one in CONTROLS.values()]
    words = "The same words stand behind the question mark beside each control of the map."
    table = table_html("Controls", ["Control", "What it does"], rows)
    return f"<section id='controls'><h2>Controls of the map</h2><p>{words}</p>{table}</section>"


def _phrases(phrases: PhraseBook) -> str:
    rows = [_phrase(row) for row in phrases.rows if row.kind not in ("before", "after")]
    words = (
        "Where a source gives a number in words, its words come first and the interval is derived from them by this table, version "
        f"{phrases.version}. N and M stand for figures. What it does not hold is not guessed."
    )
    table = table_html("Words and what they say", ["Words", "Kind", "Low", "Best", "High", "Why"], rows)
    return f"<section id='phrases'><h2>Numbers in words</h2><p>{words}</p>{table}</section>"


def _phrase(row: PhraseRow) -> list[str]:
    return [escape(text) for text in (row.pattern, row.kind, row.low, row.best, row.high, row.note)]
