"""Claims as entries of a list: statement, speaker, date, source and licence in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from dashboard.domain.catalogue import Measure, Source
from dashboard.domain.claim import COLUMNS, Dtype
from dashboard.domain.grades import say_grades
from dashboard.figures.days import say_day, say_period
from dashboard.figures.numbers import SILENT, say_value
from dashboard.figures.speakers import VERBS, say_grade, say_speaker
from dashboard.ledger.store import Ledger

# One claim a site or event: its name says more than the figure one.
LISTED = ("sites", "events")


@dataclass(frozen=True, slots=True)
class ClaimEntry:
    """One claim in words. Every field is text to show; empty where the claim has none.

    Attributes:
        text: the statement in one line: “just a few dozen” (24–60) Rostec staff.
        phrase: the source's own words, without quotation marks.
        verb: says, denies, withholds the figure, ...
        value: the number in words, exact for persons.
        about: the time that it speaks of.
        published: the day it became known, in words.
        withdrawn: the day from which the source no longer stood by it, in words.
        said_by, source, licence: who, in which publication, under which licence.
        grade: Admiralty grades, "C2"; ``grade_words`` says each of the two in words.
        definition_id: measure and definition by their ids, "troops.deployed": the place on the page of definitions.
        note: what a reader must know to use the figure.
        url: http or https address of the statement, or of the source; empty where it would be that of another publisher.
        leads: what the address leads to where it is not the statement itself, or that there is none.
        target: id of the claim that it denies or scales.
        derived: True for a claim that repeats another and is no origin of its own.
        later: True when it speaks of a time after the View's date.
    """

    claim_id: str
    text: str
    phrase: str
    verb: str
    value: str
    about: str
    published: str
    withdrawn: str
    said_by: str
    source_id: str
    source: str
    licence: str
    grade: str
    kind: str
    measure: str
    definition: str
    sender: str
    host: str
    actor: str
    note: str
    url: str
    leads: str
    target: str
    derived: bool
    later: bool
    grade_words: str
    definition_id: str


def claim_entries(ledger: Ledger, rows: pd.DataFrame, day: date) -> tuple[ClaimEntry, ...]:
    """One entry a row of ``rows`` (registry columns), in their order. ``day``: the View's date."""
    return tuple(_entry(ledger, row, day) for row in plain_rows(rows))


def plain_rows(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dictionaries: text as str ("" where missing), days as date or None, numbers as float (NaN if missing)."""
    columns = {column.name: _plain(rows[column.name], column.dtype) for column in COLUMNS}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _plain(values: pd.Series, dtype: Dtype) -> list[Any]:
    if dtype == "datetime64[s]":
        return [None if pd.isna(day) else day.date() for day in values]
    if dtype in ("float64", "Int8"):
        return values.astype("float64").tolist()
    return ["" if isinstance(word, float) or word is None else str(word) for word in values.tolist()]


def statement(row: dict[str, Any], measure: Measure) -> str:
    """The statement in a few words, the source's own first: “as many as 400” (at most 400), withheld, denies: “…”."""
    value = say_value(row["kind"], row["low"], row["best"], row["high"], measure.unit)
    named = row["note"] if measure.unit == "events" else row["site"]
    if measure.unit in LISTED and row["kind"] == "value" and named:
        return str(named)
    if not row["phrase"]:
        return value
    quoted = f"“{row['phrase']}”"
    if row["kind"] in SILENT:
        return f"denies: {quoted}" if row["kind"] == "denial" else quoted
    return quoted if value.replace(",", "") in row["phrase"].replace(",", "") else f"{quoted} ({value})"


def _entry(ledger: Ledger, row: dict[str, Any], day: date) -> ClaimEntry:
    measure, source = ledger.catalogue.measures[row["measure"]], ledger.catalogue.sources[row["source_id"]]
    definition = measure.definition(row["definition"])
    spoken_of = row["start"] or row["end"]
    grade = say_grade(row["reliability"] or source.reliability, row["credibility"])
    return ClaimEntry(
        claim_id=row["claim_id"], text=f"{statement(row, measure)} · {definition.title}", phrase=row["phrase"],
        verb=VERBS[row["kind"]], value=say_value(row["kind"], row["low"], row["best"], row["high"], measure.unit),
        about=say_period(row["start"], row["end"], row["precision"]),
        published=say_day(row["published"]) if row["published"] else "",
        withdrawn=say_day(row["withdrawn"]) if row["withdrawn"] else "", said_by=say_speaker(row["said_by"], source),
        source_id=source.id, source=source.title, licence=source.licence,
        grade=grade, grade_words=say_grades(grade), definition_id=f"{measure.id}.{definition.id}", kind=row["kind"],
        measure=measure.title, definition=definition.title, sender=_name(ledger, row["sender"]),
        host=_name(ledger, row["host"]), actor=row["actor"], note=row["note"],
        url=claim_address(row["url"], source), leads=_leads(row["url"], source), target=row["target"], derived=bool(row["derived_from"]),
        later=spoken_of is not None and spoken_of > day,
    )  # fmt: skip


def claim_address(own: str, source: Source) -> str:
    """Where a statement is read: its own address, else that of its source; empty where the source has its statements from others."""
    return safe_link(own) or ("" if source.compiled else safe_link(source.url))


def _leads(own: str, source: Source) -> str:
    if not safe_link(own):
        return "no address of the statement itself is kept" if source.compiled else ""
    parts = urlsplit(own)
    return "" if parts.path.strip("/") or parts.query else "the publisher's site, not the statement itself"


def safe_link(url: str) -> str:
    """``url`` when it is a web address, else nothing: no other scheme ever becomes a link."""
    return url if url.startswith(("https://", "http://")) else ""


def _name(ledger: Ledger, place: str) -> str:
    return ledger.places.by_id[place].name if place in ledger.places.by_id else place
