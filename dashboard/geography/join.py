"""Joins estimates to the places on the map and counts what finds none. Nothing is lost: every row is in one of the two."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard.domain.places import Places

REASONS = {"collective": "one figure for several hosts, or a host that is not stated"}


@dataclass(frozen=True, slots=True)
class Joined:
    """The two halves of a join.

    Attributes:
        on_map: one row a drawn place in the order of the shapes, columns of the estimates; ``state`` is not-collected and the
            figures are missing where no estimate was made.
        off_map: the estimates whose host is not drawn, with ``name`` and ``reason``.
    """

    on_map: pd.DataFrame
    off_map: pd.DataFrame


def join_estimates(estimates: pd.DataFrame, drawn: tuple[str, ...], places: Places) -> Joined:
    """Join ``estimates`` (one row a host) to the places ``drawn``.

    Raises ValueError when a host has two rows: a sum over senders or a single date is missing.
    """
    rows = estimates.assign(host=estimates["host"].astype("str"))
    if rows["host"].duplicated().any():
        raise ValueError("one row a host is needed; sum over senders and choose one date first")
    on_map = pd.DataFrame({"host": pd.Series(drawn, dtype="str")}).merge(rows, on="host", how="left")
    off = rows[~rows["host"].isin(drawn)]
    names = {place.id: place.name for place in places.by_id.values()}
    kinds = {place.id: place.kind for place in places.by_id.values()}
    reason = off["host"].map(kinds).map(REASONS).fillna("no shape is shipped for it")
    return Joined(
        on_map.assign(state=on_map["state"].fillna("not-collected"), name=on_map["host"].map(names)),
        off.assign(name=off["host"].map(names), reason=reason).reset_index(drop=True),
    )
