"""Cached estimate rows of a View on its date, shared by all its figures and exports."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from dashboard.domain.in_force import claims_in_force, claims_in_play
from dashboard.domain.question import asked_days
from dashboard.domain.totals import total_over_senders
from dashboard.domain.view import View
from dashboard.ledger import answers
from dashboard.ledger.readings import host_rows, normaliser_of
from dashboard.ledger.store import Ledger

# A page of small multiples asks for a dozen Views, each of them several times.
REMEMBERED = 32


@lru_cache(maxsize=REMEMBERED)
def pairs_on_day(ledger: Ledger, view: View) -> pd.DataFrame:
    """Estimates of every (host, sender) of the View on its date, hosts not cut; columns `ESTIMATE_COLUMNS`.

    The frame is shared: readers never change it.
    """
    return answers.pair_estimates(ledger, view.without_hosts())


@lru_cache(maxsize=REMEMBERED)
def own_pairs_on_day(ledger: Ledger, view: View) -> pd.DataFrame:
    """The rows of `pairs_on_day` of the View's own hosts, worked out from their claims alone: a quarter of the time for one host."""
    return answers.pair_estimates(ledger, view)


@lru_cache(maxsize=REMEMBERED)
def hosts_on_day(ledger: Ledger, view: View) -> pd.DataFrame:
    """What the map shows: one row a host, summed over the senders unless the View has just one."""
    pairs = pairs_on_day(ledger, view)
    return pairs if len(view.sender) == 1 else total_over_senders(pairs)


@lru_cache(maxsize=REMEMBERED)
def rows_on_day(ledger: Ledger, view: View) -> pd.DataFrame:
    """What the map of the View's reading shows: levels, ratios, changes or agreement; one row a host."""
    plain = view.compare != "change" and normaliser_of(ledger, view) is None
    return hosts_on_day(ledger, view) if plain else host_rows(ledger, view)


@lru_cache(maxsize=REMEMBERED)
def sources_on_day(ledger: Ledger, view: View) -> tuple[str, ...]:
    """Ids of the sources behind the View's estimates, the one behind most of them first.

    Where a figure is made of several sources, every source in force for that View counts.
    """
    pairs = pairs_on_day(ledger, view)
    counted = pairs["source_id"].value_counts()
    named = [str(source) for source in counted.index if counted[source] > 0]
    if not pairs["source_id"].isna().any():
        return tuple(named)
    others = _in_force(ledger, view)
    return (*named, *(source for source in others if source not in named))


def _in_force(ledger: Ledger, view: View) -> list[str]:
    claims = answers.view_claims(ledger, view.without_hosts())
    question = answers.question_of(ledger, view)
    in_play = claims_in_play(claims, question)
    day = asked_days(np.array([answers.view_date(ledger, view)], dtype="datetime64[s]"), question.measure)
    sources = claims["source_id"].cat.categories
    return sorted({str(sources[code]) for code in claims_in_force(in_play, day)["source"]})
