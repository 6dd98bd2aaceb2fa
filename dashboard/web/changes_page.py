"""The page of changes: what became known between two days. Plain HTML with a form that needs no script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pandas as pd

from dashboard.domain.view import read_day
from dashboard.figures.days import say_day, say_period
from dashboard.figures.numbers import count, say_value
from dashboard.ledger.difference import CHANGES, came_and_went, came_unrecorded, compare_days, summarise
from dashboard.ledger.store import Ledger
from dashboard.web.html_page import page_html, table_html

# What was said before and is said otherwise now is rarer than what is new, and matters more.
# Kinds of change as headings, in the order in which they are shown.
KINDS = {
    "correction": "Corrected", "redefinition": "Redefined", "recode": "Recoded", "withdrawal": "Withdrawn", "new": "New",
    "restatement": "Said again",
}  # fmt: skip
ORDER = tuple(KINDS)
LONGEST_WORD = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form asks for.

    Attributes:
        first, second: days of knowledge, the earlier one first.
        source, measure: ids to narrow down to; empty for all.
        unrecorded: also claims whose publication is not recorded.
        notices: one sentence for each part of the address that could not be used.
    """

    first: date
    second: date
    source: str = ""
    measure: str = ""
    unrecorded: bool = False
    notices: tuple[str, ...] = ()


def read_asked(ledger: Ledger, given: Mapping[str, str]) -> Asked:
    """The form's fields from an address. Never raises: what is missing gets its default, what is unknown also a notice.

    By default the year up to the last day on which a publication or withdrawal is recorded.
    """
    notices: list[str] = []
    last = _last_day(ledger)
    second = _day(given, "to", last, notices)
    first = _day(given, "from", second - timedelta(days=365), notices)
    if first > second:
        first, second = second, first
        notices.append("The first day lies after the second; they were exchanged.")
    source = _word(given, "source", ledger.catalogue.sources, notices)
    measure = _word(given, "measure", ledger.catalogue.measures, notices)
    return Asked(first, second, source, measure, given.get("all", "") == "1", tuple(notices))


def _day(given: Mapping[str, str], name: str, default: date, notices: list[str]) -> date:
    text = given.get(name, "").strip()
    day = read_day(text) if text else default
    if day is None:
        notices.append(f"“{text[:LONGEST_WORD]}” is no day such as 2019-06-02; {say_day(default)} is used.")
    return day or default


def _word(given: Mapping[str, str], name: str, known: Mapping[str, object], notices: list[str]) -> str:
    text = given.get(name, "").strip()
    if text and text not in known:
        notices.append(f"“{text[:LONGEST_WORD]}” is no {name} of this ledger; all are shown.")
    return text if text in known else ""


@lru_cache(maxsize=4)
def _last_day(ledger: Ledger) -> date:
    days = pd.concat([ledger.claims[name].dropna() for name in ("published", "withdrawn")])
    return days.max().date() if len(days) else date(2000, 1, 1)


@lru_cache(maxsize=8)
def _found(ledger: Ledger, first: date, second: date, *, unrecorded: bool) -> pd.DataFrame:
    return compare_days(ledger.claims, first, second, only_recorded=not unrecorded)


def changes_page(ledger: Ledger, assets: Path, given: Mapping[str, str], limit: int) -> str:
    """The whole page as HTML; every text from data or address is escaped. At most ``limit`` changes of each kind are listed."""
    asked = read_asked(ledger, given)
    found = _narrowed(_found(ledger, asked.first, asked.second, unrecorded=asked.unrecorded), asked)
    return page_html(
        "Changes", assets,
        "<h1>Changes</h1>",
        f"<p class='lead'>What became known from {say_day(asked.first)} to {say_day(asked.second)}: "
        f"{count(len(found), 'change')}. <a href='/changes.atom'>As a feed</a></p>",
        *(f"<p role='status'>{escape(notice)}</p>" for notice in asked.notices),
        _form(ledger, asked),
        _told(ledger, asked),
        _summary(ledger, found),
        *(_kind(ledger, found[found["change"] == kind], kind, limit) for kind in ORDER),
    )  # fmt: skip


def _narrowed(found: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    for name, wanted in (("source_id", asked.source), ("measure", asked.measure)):
        found = found[found[name] == wanted] if wanted else found
    return found


def _form(ledger: Ledger, asked: Asked) -> str:
    sources = {entry.id: entry.title for entry in ledger.catalogue.sources.values()}
    measures = {measure.id: measure.title for measure in ledger.catalogue.measures.values()}
    checked = " checked" if asked.unrecorded else ""
    return (
        "<form method='get' action='/changes' class='asked'>"
        f"<label>From <input name='from' value='{asked.first.isoformat()}' inputmode='numeric' autocomplete='off'></label> "
        f"<label>to <input name='to' value='{asked.second.isoformat()}' inputmode='numeric' autocomplete='off'></label> "
        f"{_select('source', 'Source', sources, asked.source)} {_select('measure', 'Measure', measures, asked.measure)} "
        f"<label><input type='checkbox' name='all' value='1'{checked}> also without a recorded day</label> "
        "<button type='submit'>Show</button></form>"
    )


def _select(name: str, title: str, words: dict[str, str], chosen: str) -> str:
    options = "".join(
        f"<option value='{escape(key)}'{' selected' if key == chosen else ''}>{escape(word)}</option>"
        for key, word in [("", "all"), *sorted(words.items(), key=lambda pair: pair[1])]
    )
    return f"<label>{title} <select name='{name}'>{options}</select></label>"


def _told(ledger: Ledger, asked: Asked) -> str:
    passed = came_and_went(ledger.claims, asked.first, asked.second)
    parts = [f"{count(passed, 'statement')} became known and went again in between, and are in neither state."] if passed else []
    hidden = came_unrecorded(ledger.claims, asked.first, asked.second)
    if hidden and not asked.unrecorded:
        shown = urlencode({"from": asked.first, "to": asked.second, "source": asked.source, "measure": asked.measure, "all": 1})
        parts.append(
            f"Left out: {count(hidden, 'claim')} of all sources without a recorded publication that speak of this time; "
            f"<a href='/changes?{escape(shown)}'>show them</a>."
        )
    return f"<p>{' '.join(parts)}</p>" if parts else ""


def _summary(ledger: Ledger, found: pd.DataFrame) -> str:
    if found.empty:
        return "<p>Nothing changed.</p>"
    counts = summarise(found).pivot_table(index=["source_id", "measure"], columns="change", values="changes", fill_value=0)
    rows = [
        [
            escape(_source(ledger, str(source))), escape(_measure(ledger, str(measure))),
            *(f"{int(row[kind]):,}" if row.get(kind) else "–" for kind in ORDER),
        ]
        for (source, measure), row in zip(counts.index, counts.to_dict("records"), strict=True)
    ]  # fmt: skip
    return table_html("Changes by source and measure", ["Source", "Measure", *KINDS.values()], rows)


def _kind(ledger: Ledger, found: pd.DataFrame, kind: str, limit: int) -> str:
    if found.empty:
        return ""
    newest = found.iloc[np.argsort(-found["known"].to_numpy().astype("int64"), kind="stable")].head(limit)
    rows = [_row(ledger, {str(name): value for name, value in row.items()}) for row in newest.to_dict("records")]
    whole = len(rows) == len(found)
    few = f"{KINDS[kind]}: {len(found):,}" if whole else f"{KINDS[kind]}: the newest {len(rows):,} of {len(found):,}"
    advice = " Narrow down by source or measure, or use <code>presence diff</code>." if not whole else ""
    head = ["Who, where", "What", "About", "Before", "After", "Known", "Source"]
    table = table_html(few, head, rows)
    return f"<section id='{kind}'><h2>{KINDS[kind]}</h2><p>{escape(CHANGES[kind].capitalize())}.{advice}</p>{table}</section>"


def _row(ledger: Ledger, row: dict[str, Any]) -> list[str]:
    sender, host = (_words(row[name]) for name in ("sender", "host"))
    measure = ledger.catalogue.measures.get(str(row["measure"]))
    unit = measure.unit if measure else ""
    pair = f"{_place(ledger, sender)} in {_place(ledger, host)}" if sender else _place(ledger, host)
    link = urlencode({"measure": row["measure"], "sender": sender, "host": host}) if sender else ""
    named = "; ".join(text for text in (_words(row["actor"]), _words(row["site"]), _words(row["said_by"])) if text)
    known = row["known"]
    return [
        f"<a href='/?{escape(link)}'>{escape(pair)}</a>" if link else escape(pair),
        escape("; ".join(text for text in (_definition(ledger, row), named, row["was"] and f"was {row['was']}") if text)),
        escape(say_period(row["start"], row["end"])),
        escape(_value(row, "before", unit)), escape(_value(row, "after", unit)),
        f"<span class='years'>{escape(say_day(known.date()) if not pd.isna(known) else 'not recorded')}</span>",
        escape(_source(ledger, str(row["source_id"]))),
    ]  # fmt: skip


def _value(row: dict[str, Any], when: str, unit: str) -> str:
    kind, phrase = _words(row[f"kind_{when}"]), _words(row[f"phrase_{when}"])
    if not kind:
        return ""
    value = say_value(kind, row[f"low_{when}"], row[f"best_{when}"], row[f"high_{when}"], unit)
    return f"“{phrase}” ({value})" if phrase else value


def _words(value: object) -> str:
    return value if isinstance(value, str) else ""


def _place(ledger: Ledger, place: str) -> str:
    return ledger.places.by_id[place].name if place in ledger.places.by_id else place


def _source(ledger: Ledger, source: str) -> str:
    return ledger.catalogue.sources[source].title if source in ledger.catalogue.sources else source


def _measure(ledger: Ledger, measure: str) -> str:
    return ledger.catalogue.measures[measure].title if measure in ledger.catalogue.measures else measure


def _definition(ledger: Ledger, row: dict[str, Any]) -> str:
    measure = ledger.catalogue.measures.get(str(row["measure"]))
    known = {definition.id: definition.title for definition in measure.definitions} if measure else {}
    return known.get(str(row["definition"]), str(row["definition"]))
