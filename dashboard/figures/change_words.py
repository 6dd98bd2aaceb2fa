"""Summarises a list of changes in sentences: how many rise and fall, what is not drawn, which hosts cannot be compared."""

from __future__ import annotations

import pandas as pd

from dashboard.figures.numbers import count
from dashboard.figures.slope import drawn_rows, left_beside


def tell_directions(rows: pd.DataFrame) -> str:
    """How many changes go up, down, nowhere, and how many may be either since their range holds zero."""
    own = drawn_rows(rows, len(rows))
    up, down = (own["low"] > 0).to_numpy(), (own["high"] < 0).to_numpy()
    still = ((own["low"] == 0) & (own["high"] == 0)).to_numpy()
    unclear = len(own) - int(up.sum() + down.sum() + still.sum())
    told = f"{count(len(own), 'host')} can be compared: {up.sum()} higher, {down.sum()} lower, {still.sum()} unchanged"
    return f"{told}, {unclear} with a range that holds zero." if unclear else f"{told}."


def tell_others(rows: pd.DataFrame, limit: int) -> list[str]:
    """The number of smaller changes, and of hosts without a change by reason."""
    more = len(drawn_rows(rows, len(rows))) - limit
    told = [f"{count(more, 'smaller change')} not drawn."] if more > 0 else []
    return [*told, *(f"{reason.capitalize()}, not drawn: {names}." for reason, names in left_beside(rows))]
