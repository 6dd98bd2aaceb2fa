"""Collects the claims of a View’s pair by measure, once for all parts of the panel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd

from dashboard.domain.catalogue import Catalogue, Measure
from dashboard.domain.changes import sum_parts, with_families
from dashboard.domain.clocks import claims_known_on
from dashboard.domain.in_force import claims_in_play, word_map
from dashboard.domain.question import Question
from dashboard.domain.view import View
from dashboard.figures.days import say_period
from dashboard.ledger import answers
from dashboard.ledger.answers import EVENTS
from dashboard.ledger.store import Ledger

LOOKED_UP = ("source_id", "said_by", "actor")


@dataclass(frozen=True, eq=False)
class Record:
    """Claims of one measure by the View's senders in its hosts.

    Attributes:
        measure: what is counted.
        question: what is asked: known-at date, definition, and a catalogue of the sources that the pair has.
        claims: registry columns, newest first, only what was known at the question's date.
    """

    measure: Measure
    question: Question
    claims: pd.DataFrame

    @cached_property
    def families(self) -> pd.DataFrame:
        """The same rows with ``said_by`` levelled to the family of speakers."""
        return with_families(self.claims)

    @cached_property
    def summed(self) -> pd.DataFrame:
        """The claims that a rule may draw on, from `claims_in_play`, parts of one speaker added up.

        ``row`` is a position in ``claims``, -1 for a sum.
        """
        return sum_parts(claims_in_play(self.families, self.question))

    def near(self, day: date, days: int = 730) -> int:
        """How many claims speak of a time within ``days`` of ``day``."""
        first, last = (self.claims[name].to_numpy().astype("datetime64[D]") for name in ("start", "end"))
        away = np.abs(np.where(np.isnat(last), first, last) - np.datetime64(day))
        return int((away <= np.timedelta64(days)).sum())


@lru_cache(maxsize=8)
def known_claims(ledger: Ledger, view: View) -> pd.DataFrame:
    """Claims of every measure by the View's senders in its hosts, newest first, as known at its known-at date.

    Without a known-at date withdrawn claims stay in, since their withdrawal is known too. The frame is shared.
    """
    pair = answers.pair_claims(ledger, View(sender=view.sender, host=view.host, source=view.source))
    # Words that no claim of the pair uses would be looked up for each measure anew.
    claims = pair.assign(**{name: pair[name].cat.remove_unused_categories() for name in LOOKED_UP})
    if view.known_at is None:
        return claims
    return claims_known_on(claims, view.known_at)


@lru_cache(maxsize=8)
def records(ledger: Ledger, view: View) -> tuple[Record, ...]:
    """One record a measure that has claims: the View's measure first, then persons, then by number of claims.

    Denominators and events are left out: they stand beside a presence and are none.
    """
    claims = known_claims(ledger, view)
    codes = claims["measure"].cat.codes.to_numpy()
    present = [str(claims["measure"].cat.categories[code]) for code in np.unique(codes)]
    measures = [ledger.catalogue.measures[name] for name in present if name != EVENTS]
    kept = [measure for measure in measures if measure.domain != "denominator"]
    sources = {name: ledger.catalogue.sources[name] for name in claims["source_id"].cat.categories}
    catalogue = Catalogue(ledger.catalogue.measures, sources, ledger.catalogue.actors)
    found = [_record(ledger, catalogue, view, measure, claims) for measure in kept]
    return tuple(sorted(found, key=lambda one: (one.measure.id != view.measure, not is_persons(one.measure), -len(one.claims))))


@lru_cache(maxsize=8)
def pair_events(ledger: Ledger, sender: tuple[str, ...], host: tuple[str, ...]) -> pd.DataFrame:
    """Events of the senders and hosts, oldest first; columns as in `answers.events`. The frame is shared."""
    return answers.events(ledger, View(sender=sender, host=host))


def say_events(events: pd.DataFrame) -> list[str]:
    """When each event happened, as exactly as its source says: "10 December 2018", "September 2024", "2008 to 2020"."""
    return [
        say_period(start, end, str(precision))
        for start, end, precision in zip(events["start"], events["end"], events["precision"], strict=True)
    ]


def is_persons(measure: Measure) -> bool:
    """True for people of the sender who are present: the measures of the personnel half."""
    return measure.unit == "persons" and measure.domain == "military"


def parts_left_out(claims: pd.DataFrame, ledger: Ledger) -> np.ndarray:
    """True for each claim about a part that another claim of the same source already counts (a branch of the forces)."""
    parts = ledger.catalogue.part_actors()
    return np.asarray(word_map(claims["actor"], lambda word: word in parts) == 1)


def _record(ledger: Ledger, catalogue: Catalogue, view: View, measure: Measure, claims: pd.DataFrame) -> Record:
    code = claims["measure"].cat.categories.get_loc(measure.id)
    own = claims.iloc[np.flatnonzero(claims["measure"].cat.codes.to_numpy() == code)]
    definition = view.definition if measure.id == view.measure else ""
    lists = answers.lists_of(ledger, replace(view, measure=measure.id, definition=definition))
    return Record(measure, Question(measure, catalogue, view.known_at, definition, lists), own)
