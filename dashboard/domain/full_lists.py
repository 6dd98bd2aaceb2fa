"""Complete lists: the days on which a source lists every sender, and what its silence about a pair ends elsewhere.

The Factbook took its number of Germans in Mali out of its text in December 2023, so that figure is withheld. The United Nations'
own monthly list went on and names no German there: whoever asks about 2024 is told what the list says, and not that a number is
withheld.
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
    """The days of one list that holds everyone.

    Attributes:
        source_id, definition: whose list it is, and what it counts.
        days: last day of each issue, datetime64[s], ascending, each once.
        known: the day from which each issue is known, datetime64[s].
    """

    source_id: str
    definition: str
    days: np.ndarray
    known: np.ndarray

    def days_known(self, known_at: date | None) -> np.ndarray:
        """Days of the issues that were known on ``known_at`` (inclusive); all of them for None."""
        return self.days if known_at is None else self.days[self.known <= np.datetime64(known_at, "s")]


def full_lists(claims: pd.DataFrame, coverage: tuple[Coverage, ...]) -> tuple[FullList, ...]:
    """The lists of ``coverage`` that hold everyone, from the claims of their measure by all senders; none without an issue.

    An issue counts within the days that its entry of the coverage names, and speaks of all hosts: where a mission has ended, nobody of
    it is left. Of the 156 issues of the United Nations one leaves out a host that those before and after it have (Haiti, May 2022).
    Withdrawn claims make no issue.
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


def first_day_off_the_list(pair: np.ndarray, since: np.ndarray, listed: pd.DataFrame, days: np.ndarray) -> np.ndarray:
    """The first issue, no earlier than ``since``, that does not hold the pair.

    Args:
        pair: codes of the pairs that are asked about, int64.
        since: a day for each, datetime64[s].
        listed: rows of the list, columns ``pair`` and ``last`` (datetime64[s], the day of the issue).
        days: the issues, datetime64[s], ascending.

    Returns:
        datetime64[s], one a pair; missing where every later issue holds it, or there is none.
    """
    issue, last = np.arange(len(days)), listed["last"].to_numpy()
    # What the source lists at other times, before it listed everyone or as not known yet, stands in none of the issues.
    in_issue = np.isin(last, days)
    holds = listed["pair"].to_numpy()[in_issue] * (len(days) + 1) + np.searchsorted(days, last[in_issue])
    asked = pair[:, None] * (len(days) + 1) + issue
    off = ~np.isin(asked, holds) & (days[None, :] >= since[:, None])
    never = np.datetime64("NaT", "s")
    return np.where(off.any(axis=1), days[off.argmax(axis=1)], never) if len(days) else np.full(len(pair), never)
