"""Chooses the two measures of a side-by-side comparison when the reader named none.

The View's own measure stays where its senders have figures on that day. Nothing is guessed: every count is of the rows that the map shows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from dashboard.domain.comparison import Comparison
from dashboard.domain.view import View
from dashboard.figures import sentences
from dashboard.figures.comparing import on_one_day, second_of, second_view
from dashboard.figures.view_rows import rows_on_day
from dashboard.ledger.store import Ledger

HALVES = ("military", "economic")
# No amount present in a host: what happened in the world.
NO_MEASURE = "events"
RULE = "the military and the economic measure with figures for the most hosts on that day, or the one shown before if it has any"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two measures to set side by side.

    Attributes:
        measure, other: their ids.
        hosts: hosts with a figure of each on the day.
        said: which of them has no figure, as a sentence; empty where both have.
    """

    measure: str
    other: str
    hosts: tuple[int, int]
    said: str


def pair_of(ledger: Ledger, view: View, asked: Comparison, *, named: bool, other_named: bool) -> Pair:
    """The two measures on the View's day, each for its senders.

    What the reader named stays, with or without figures: then the sentence says which measures have some.
    """
    first, other = view.measure, asked.other
    beside = second_of(view, asked)
    if not named and not hosts_with_figures(ledger, view, first):
        first = richest(ledger, view, _half(ledger, first)) or first
    second = other if other_named else richest(ledger, beside, _other_half(ledger, first)) or other
    # The newest day of one measure may be years after that of the other: both are shown on the earlier one.
    day, other_day = on_one_day(ledger, replace(view, measure=first), replace(beside, measure=second))
    if not named and not hosts_with_figures(ledger, day, first):
        first = richest(ledger, day, _half(ledger, first)) or first
    if not other_named and not hosts_with_figures(ledger, other_day, second):
        second = richest(ledger, other_day, _half(ledger, second)) or second
    views = (replace(view, measure=first), replace(beside, measure=second))
    hosts = hosts_together(ledger, *views)
    return Pair(first, second, hosts, _sentence(ledger, views, hosts))


def hosts_together(ledger: Ledger, view: View, second: View) -> tuple[int, int]:
    """Hosts with a figure of each View, both on the one day on which they are compared."""
    one, other = on_one_day(ledger, view, second)
    return hosts_with_figures(ledger, one, one.measure), hosts_with_figures(ledger, other, other.measure)


def names_of(ledger: Ledger, view: View, second: View) -> tuple[str, str]:
    """What the two are called: the titles of their measures, or with their senders where these are not the same."""
    if view.sender != second.sender:
        return sentences.subject(ledger, view), sentences.subject(ledger, second)
    return ledger.catalogue.measures[view.measure].title, ledger.catalogue.measures[second.measure].title


def richest(ledger: Ledger, view: View, half: str) -> str:
    """The military or economic measure with figures for most hosts on the View's date; empty where none has any.

    Measures are asked in the order of the hosts that they could have at most, and no further than the next could still be the first.
    """
    best, most = "", 0
    for measure, at_most in _bounds(ledger, view.sender, half):
        if at_most <= most:
            break
        found = hosts_with_figures(ledger, view, measure)
        best, most = (measure, found) if found > most else (best, most)
    return best


def hosts_with_figures(ledger: Ledger, view: View, measure: str) -> int:
    """How many hosts have a figure of the measure, by the View's senders, on its day."""
    asked = replace(second_view(view, measure), viewpoint=View().viewpoint, layers=(), series=View().series, since=None)
    return _figures(ledger, asked)


@lru_cache(maxsize=256)
def _figures(ledger: Ledger, view: View) -> int:
    return int((rows_on_day(ledger, view)["state"] == "value").sum())


@lru_cache(maxsize=32)
def _bounds(ledger: Ledger, senders: tuple[str, ...], half: str) -> tuple[tuple[str, int], ...]:
    """(measure, number of hosts that a sender has any claim about) of a half, most first."""
    measures = [one.id for one in ledger.catalogue.measures.values() if one.domain == half and one.id != NO_MEASURE]
    claims = ledger.claims[["measure", "sender", "host"]]
    own = claims[claims["sender"].isin(senders)] if senders else claims
    hosts = own.drop_duplicates(["measure", "host"])["measure"].astype("str").value_counts()
    known = [(measure, int(hosts[measure])) for measure in measures if measure in hosts.index]
    return tuple(sorted(known, key=lambda pair: (-pair[1], pair[0])))


def _half(ledger: Ledger, measure: str) -> str:
    domain = ledger.catalogue.measures[measure].domain
    return domain if domain in HALVES else HALVES[0]


def _other_half(ledger: Ledger, measure: str) -> str:
    return HALVES[1 - HALVES.index(_half(ledger, measure))]


def _sentence(ledger: Ledger, views: tuple[View, View], hosts: tuple[int, int]) -> str:
    empty = [view for view, found in zip(views, hosts, strict=True) if not found]
    if not empty:
        return ""
    if views[0].sender != views[1].sender:
        return f"{'; '.join(sentences.subject(ledger, view) for view in empty)}: no figure on that day."
    spoken = [ledger.catalogue.measures[view.measure].spoken for view in empty]
    return f"{sentences.heading(ledger, replace(views[0], host=()))}: no figure of {' and of '.join(spoken)} on that day."
