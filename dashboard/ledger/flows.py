"""Flows on one day: pairs of sender and host as arcs with two ends on the map."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard.domain.view import View
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger


@dataclass(frozen=True, slots=True)
class Flows:
    """Pairs of a View.

    Attributes:
        rows: columns ``sender, host, level, best, low, high, state``, the largest first.
        total: how many pairs have a figure above zero and two ends on the map.
        refused: why there are none; empty otherwise.
    """

    rows: pd.DataFrame
    total: int
    refused: str = ""


ALL_SENDERS = "Arcs are drawn for chosen senders only: choose at least one."
CHANGES = "Arcs show levels: choose the reading Level."


def flows_of(ledger: Ledger, view: View, limit: int) -> Flows:
    """The pairs of the View's senders and all hosts on its day, at most ``limit``; none for all senders together, and for changes."""
    refused = ALL_SENDERS if not view.sender else CHANGES if view.compare == "change" else ""
    if refused:
        return Flows(pd.DataFrame(), 0, refused)
    pairs = answers.pair_estimates(ledger, view.figures_only())
    placed = [place.id for place in ledger.places.by_id.values() if place.lon is not None]
    ends = pairs["sender"].astype("str").isin(placed) & pairs["host"].astype("str").isin(placed)
    told = pairs[(ends & (pairs["level"] > 0)).to_numpy()].sort_values(["level", "host"], ascending=[False, True], kind="stable")
    words = {name: told[name].astype("str") for name in ("sender", "host", "state")}
    columns = ["sender", "host", "level", "best", "low", "high", "state"]
    return Flows(told.assign(**words)[columns].head(limit).reset_index(drop=True), len(told))
