"""What a list of changes says in sentences: how many are higher and lower, what is not drawn, and who cannot be compared."""

from __future__ import annotations

import pandas as pd

from dashboard.figures.numbers import count

COMPARED = ("value", "zero")


def compared_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Of the rows of `dashboard.figures.comparing.changes` those with a change, in their order."""
    return rows[rows["state"].isin(COMPARED).to_numpy()]


def tell_directions(rows: pd.DataFrame) -> str:
    """How many changes go up, down, nowhere, and how many may be either since their range holds zero."""
    own = compared_rows(rows)
    up, down = (own["low"] > 0).to_numpy(), (own["high"] < 0).to_numpy()
    still = ((own["low"] == 0) & (own["high"] == 0)).to_numpy()
    unclear = len(own) - int(up.sum() + down.sum() + still.sum())
    told = f"{count(len(own), 'host')} can be compared: {up.sum()} higher, {down.sum()} lower, {still.sum()} unchanged"
    return f"{told}, {unclear} with a range that holds zero." if unclear else f"{told}."


def tell_others(rows: pd.DataFrame, limit: int) -> list[str]:
    """Smaller changes by number, and hosts without one by their reason."""
    more = len(compared_rows(rows)) - limit
    silent = rows[~rows["state"].isin(COMPARED).to_numpy()]
    groups = silent.groupby("words", sort=True)["name"].agg(lambda names: ", ".join(sorted(map(str, names))))
    told = [f"{count(more, 'smaller change')} not drawn."] if more > 0 else []
    return [*told, *(f"{str(reason).capitalize()}, not drawn: {names}." for reason, names in groups.items())]
