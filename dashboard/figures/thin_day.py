"""Detects dates with far fewer figures than the dates around them and names the nearest fuller ones; nothing is interpolated.

A source that publishes each quarter may miss one. Then a map of that day is nearly empty and a change to it has no pair, which nobody
could tell from troops that went home.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import numpy as np

from dashboard.domain.view import View
from dashboard.figures.days import describe_day
from dashboard.figures.numbers import count
from dashboard.figures.view_region import rows_in_part
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger

FIGURES = ("value", "zero")
# Steps of the clock that are looked at on either side, how many times as many hosts a fuller day has, and at least how many.
STEPS, TIMES, LEAST = 4, 2, 5


@dataclass(frozen=True, slots=True)
class Fuller:
    """A day beside the one shown, and how many hosts have a figure on it."""

    day: date
    hosts: int


@dataclass(frozen=True, slots=True)
class ThinDay:
    """How many hosts have a figure on the day shown, and the nearest fuller days, the earlier one first; none where it is no thin day."""

    day: date
    hosts: int
    fuller: tuple[Fuller, ...]


@lru_cache(maxsize=32)
def thin_day(ledger: Ledger, view: View) -> ThinDay:
    """What the days beside the View's own say of it; levels are counted, whatever the reading."""
    shown = answers.view_date(ledger, view)
    days, now = answers.clock_days(ledger, view.measure), np.datetime64(shown, "s")
    sides = (days[days < now][-STEPS:][::-1], days[days > now][:STEPS])
    asked = np.unique(np.concatenate([*sides, [now]]))
    plain = replace(view, compare="level", per="none", host=())
    rows = rows_in_part(ledger.places, view, answers.host_estimates(ledger, plain, asked))
    hosts = rows[rows["state"].isin(FIGURES).to_numpy()].groupby("date").size()
    own = int(hosts.get(now, 0))
    most = max(TIMES * own, own + LEAST)
    found = [next(((day, int(hosts.get(day, 0))) for day in side if hosts.get(day, 0) >= most), None) for side in sides]
    return ThinDay(shown, own, tuple(Fuller(day.astype("datetime64[D]").item(), seen) for day, seen in filter(None, found)))


def thin_words(ledger: Ledger, view: View, thin: ThinDay) -> str:
    """How many hosts have a figure: "December 2022: 4 hosts have a figure"."""
    measure = answers.measure_of(ledger, view)
    verb = "has" if thin.hosts == 1 else "have"
    return f"{describe_day(thin.day, measure.clock, measure.kind)}: {count(thin.hosts, 'host')} {verb} a figure"


def fuller_words(ledger: Ledger, view: View, one: Fuller) -> str:
    """A fuller day: "September 2022, 172 hosts"."""
    measure = answers.measure_of(ledger, view)
    return f"{describe_day(one.day, measure.clock, measure.kind)}, {count(one.hosts, 'host')}"
