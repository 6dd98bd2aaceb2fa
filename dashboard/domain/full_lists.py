"""Complete lists: the days on which a source lists every sender, and what its silence about a pair ends elsewhere.

Example: the Factbook removed its number of Germans in Mali in December 2023, so that figure is withheld. The monthly list of the
United Nations went on and names no German contributor there, so the state for 2024 is none-found (the list says so) and not withheld.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from dashboard.domain.catalogue import Coverage
from dashboard.domain.clocks import known_since


@dataclass(frozen=True, slots=True, eq=False)
class FullList:
    """The issues of one complete list.

    Attributes:
        source_id, definition: source of the list, and the definition it counts by.
        days: last day of each issue, datetime64[s], ascending, each once.
        known: known-at day of each issue, datetime64[s], as long as ``days``.
    """

    source_id: str
    definition: str
    days: np.ndarray
    known: np.ndarray

    def days_known(self, known_at: date | None) -> np.ndarray:
        """Days of the issues that were known on ``known_at`` (inclusive); all of them for None."""
        return self.days if known_at is None else self.days[self.known <= np.datetime64(known_at, "s")]


def full_lists(claims: pd.DataFrame, coverage: tuple[Coverage, ...]) -> tuple[FullList, ...]:
    """The complete lists among ``coverage``; lists without an issue are left out.

    Args:
        claims: claims of one measure by all senders.
        coverage: what sources say about the completeness of their lists.

    An issue is a last day that the source has claims for, within the days of its coverage entry. It is taken to cover all hosts: a
    mission that has ended has nobody left. (One of 156 issues of the United Nations omits a host that its neighbours have: Haiti, May
    2022.) Withdrawn claims make no issue.
    """
    lists = [_full_list(claims, entry) for entry in coverage if entry.lists_all]
    return tuple(found for found in lists if len(found.days))


def _full_list(claims: pd.DataFrame, entry: Coverage) -> FullList:
    own = (claims["source_id"] == entry.source_id) & (claims["definition"] == entry.definition) & (claims["kind"] == "value")
    issued = claims[(own & claims["withdrawn"].isna() & claims["end"].notna()).to_numpy()]
    end = issued["end"].to_numpy().astype("datetime64[s]")
    within = (end >= np.datetime64(entry.since or date.min, "s")) & (end <= np.datetime64(entry.until or date.max, "s"))
    known = pd.Series(known_since(issued)[within]).groupby(end[within]).min()
    return FullList(entry.source_id, entry.definition, known.index.to_numpy(), known.to_numpy())


def first_issue_without_pair(pair: np.ndarray, since: np.ndarray, listed: pd.DataFrame, days: np.ndarray) -> np.ndarray:
    """The first issue on or after ``since`` that does not list the pair.

    Args:
        pair: codes of the pairs that are asked about, int64.
        since: a day for each, datetime64[s].
        listed: rows of the list, columns ``pair`` and ``last`` (datetime64[s], the day of the issue).
        days: the issues, datetime64[s], ascending.

    Returns:
        datetime64[s], one a pair; NaT where every later issue lists it, or there is no later issue.
    """
    issue, last = np.arange(len(days)), listed["last"].to_numpy()
    # Rows of other days (before the list was complete, or not known yet) belong to no issue.
    in_issue = np.isin(last, days)
    holds = listed["pair"].to_numpy()[in_issue] * (len(days) + 1) + np.searchsorted(days, last[in_issue])
    asked = pair[:, None] * (len(days) + 1) + issue
    off = ~np.isin(asked, holds) & (days[None, :] >= since[:, None])
    never = np.datetime64("NaT", "s")
    return np.where(off.any(axis=1), days[off.argmax(axis=1)], never) if len(days) else np.full(len(pair), never)
