"""Derives the state none-found: a sender that a complete list of a source does not name.

Absence from a list means none-found only where the source states that the list is complete, and only on the days of its issues. All
other absence is not-collected.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from dashboard.domain.catalogue import Coverage
from dashboard.domain.clocks import known_on
from dashboard.domain.question import DAY, Question, asked_days


def none_found(
    claims: pd.DataFrame, question: Question, days: Sequence[date] | np.ndarray, estimates: pd.DataFrame, sender: str
) -> pd.DataFrame:
    """Rows of the state none-found for ``sender``, columns and dtypes as those of ``estimates``.

    Args:
        claims: claims of the question's measure by all senders.
        question: measure, catalogue (with its coverage) and what is known when.
        days: days of the estimates, ascending.
        estimates: estimates made from claims; a (host, date) with a row there, whatever its state, gets none here.
        sender: the one sender that is asked about.

    Returns:
        One row a (host, date) for which a complete list names other senders and not this one. ``claims`` and ``origins`` are 0, since
        no claim says so; ``newest`` is the day of the list.
    """
    asked = asked_days(np.asarray(days, dtype="datetime64[s]"), question.measure)
    lists = [entry for entry in question.catalogue.coverage if _is_asked(entry, question)]
    found = [_silent_hosts(claims, question, asked, entry, sender) for entry in lists]
    if not found or sender not in claims["sender"].cat.categories:
        return estimates.head(0)
    spoken = asked_days(estimates["date"].to_numpy().astype("datetime64[s]"), question.measure)
    rows = pd.concat(found).drop_duplicates(["host", "day"])
    told = estimates["host"].cat.codes.to_numpy().astype("int64") * len(asked) + np.searchsorted(asked, spoken)
    new = rows[~np.isin(rows["host"].to_numpy() * len(asked) + rows["day"].to_numpy(), told)]
    return _as_estimates(new, claims, estimates, np.asarray(days, dtype="datetime64[s]"), asked, sender)


def _is_asked(entry: Coverage, question: Question) -> bool:
    return entry.lists_all and entry.measure == question.measure.id and question.definition in ("", entry.definition)


def _silent_hosts(claims: pd.DataFrame, question: Question, asked: np.ndarray, entry: Coverage, sender: str) -> pd.DataFrame:
    """Hosts (codes) and days (positions in ``asked``) that a list of ``entry`` covers without naming ``sender``."""
    own = (claims["source_id"] == entry.source_id) & (claims["definition"] == entry.definition) & claims["sender"].notna()
    figures = claims[(own & (claims["kind"] == "value")).to_numpy() & known_on(claims, question.known_at)]
    start, end = (figures[name].to_numpy().astype("datetime64[s]") for name in ("start", "end"))
    bounds = (np.datetime64(entry.since or date(1, 1, 1), "s"), np.datetime64(entry.until or date(9999, 12, 31), "s"))
    within = (start >= bounds[0]) & (end <= bounds[1])
    first = np.searchsorted(asked, start, side="left")
    length = np.maximum(np.searchsorted(asked, end + entry.holds_days * DAY, side="right") - first, 0) * within
    row = np.repeat(np.arange(len(figures)), length)
    day = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length - first, length)
    listed = pd.DataFrame(
        {
            "host": figures["host"].cat.codes.to_numpy().astype("int64")[row], "day": day, "list": end[row],
            "own": (figures["sender"] == sender).to_numpy()[row],
        }
    )  # fmt: skip
    groups = listed.groupby(["host", "day"], sort=True).agg(list=("list", "max"), own=("own", "any")).reset_index()
    return groups[~groups["own"]].assign(source_id=entry.source_id, definition=entry.definition)


def _as_estimates(
    new: pd.DataFrame, claims: pd.DataFrame, estimates: pd.DataFrame, days: np.ndarray, asked: np.ndarray, sender: str
) -> pd.DataFrame:
    newest = np.minimum(new["list"].to_numpy().astype("datetime64[s]"), asked[new["day"].to_numpy()])
    age = (asked[new["day"].to_numpy()] - newest).astype("timedelta64[D]").astype("int64")
    host = claims["host"].cat.categories[new["host"].to_numpy()]
    # A sender may not be its own host: its own territory is not abroad.
    abroad = np.asarray(host != sender)
    frame = pd.DataFrame(
        {
            "host": host, "sender": sender, "definition": new["definition"].to_numpy(), "date": days[new["day"].to_numpy()],
            "state": "none-found", **dict.fromkeys(("low", "best", "high", "level"), np.nan), "claims": 0, "origins": 0,
            "newest": newest, "stale_days": age, "source_id": new["source_id"].to_numpy(), "claim_id": None, "senders": 0, "left_out": 0,
        }
    )[abroad]  # fmt: skip
    return frame.astype(estimates.dtypes.to_dict())[list(estimates.columns)].reset_index(drop=True)
