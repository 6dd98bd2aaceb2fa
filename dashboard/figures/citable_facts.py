"""The figures and quotations of a View that a story may cite, each with the fact that links it to the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from dashboard.domain.story import Fact, Step
from dashboard.domain.view import View
from dashboard.figures.days import say_day
from dashboard.figures.numbers import count, say_number
from dashboard.figures.step_content import step_claims
from dashboard.figures.view_region import in_part
from dashboard.ledger.facts import agrees, said_by
from dashboard.ledger.readings import host_rows, unit_of
from dashboard.ledger.store import Ledger

MOST_HOSTS = 12


@dataclass(frozen=True, slots=True)
class Tellable:
    """One figure: ``words`` say what it is and who says it, ``text`` is what stands in a sentence, ``fact`` what it rests on."""

    words: str
    text: str
    fact: Fact


def tellable(ledger: Ledger, view: View) -> tuple[Tellable, ...]:
    """With a host picked out what each source says of it; then the hosts with the largest figures, and how many there are.

    Guarantees that the ledger bears out every one of them, as `dashboard.ledger.facts.wrong_facts` would find.
    """
    return (*(_said(ledger, view) if view.host else ()), *_hosts(ledger, view))


def _said(ledger: Ledger, view: View) -> Iterator[Tellable]:
    """The words or the figure of each claim of the pair."""
    entries, _ = step_claims(ledger, Step(view, ""))
    unit = ledger.catalogue.measures[view.measure].unit
    for entry in entries:
        words = f"{entry.host}: {entry.text}, {entry.about}. {entry.said_by}"
        if entry.phrase:
            yield Tellable(words, f"“{entry.phrase}”", Fact(entry.phrase, entry.claim_id, field="phrase"))
            continue
        facts = [Fact("", entry.claim_id, field=field) for field in ("best", "low", "high")]
        said = next(((fact, value) for fact in facts if isinstance(value := said_by(ledger, fact), float)), None)
        if said:
            text = say_number(said[1], unit)
            yield from _borne_out(words, replace(said[0], text=text), said[1])


def _hosts(ledger: Ledger, view: View) -> Iterator[Tellable]:
    """The places with the largest figures, first those picked out, then those in the part of the world that is shown; and their number."""
    whole = view.without_hosts()
    rows = host_rows(ledger, whole)
    known = rows[((rows["state"].astype("str") == "value") & rows["best"].notna()).to_numpy()]
    if known.empty:
        return
    picked = known["host"].astype("str").isin(view.host)
    shown = in_part(ledger.places, view, known["host"])
    order = np.lexsort((known["host"].astype("str"), -known["best"].abs(), ~shown, ~picked))
    unit = unit_of(ledger, view)
    for row in known.iloc[order[:MOST_HOSTS]].to_dict("records"):
        host, text = str(row["host"]), say_number(float(row["best"]), unit)
        words = f"{ledger.places.by_id[host].name}: {text}{_when(row.get('newest'))}{_source(ledger, row.get('source_id'))}"
        yield from _borne_out(words, Fact(text, view=whole, host=host, field="best"), float(row["best"]))
    hosts = count(len(known), "host")
    yield Tellable(f"{hosts} with a figure", hosts, Fact(hosts, view=whole, field="places"))


def _when(day: Any) -> str:
    return "" if day is None or pd.isna(day) else f", {say_day(pd.Timestamp(day).date())}"


def _source(ledger: Ledger, source: object) -> str:
    """The source of the newest claim of a figure; empty where the row names none."""
    known = ledger.catalogue.sources.get(str(source))
    return f". {known.title}" if known else ""


def _borne_out(words: str, fact: Fact, said: float) -> Iterator[Tellable]:
    """The figure, where its text says what the ledger says to the digits given."""
    if agrees(fact, said):
        yield Tellable(words, fact.text, fact)
