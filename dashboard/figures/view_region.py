"""Limits the rows of a View to its region and says in words how many hosts that leaves.

No figure, class or total changes with it: lists keep to it or begin with it, and counts say how many of the whole are in it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from dashboard.domain.places import Places
from dashboard.domain.regions import REGIONS, Region
from dashboard.domain.view import View


def part_of(view: View) -> Region | None:
    """The part of the world that the View shows; None: the whole."""
    return REGIONS.get(view.region)


def in_part(places: Places, view: View, hosts: pd.Series) -> np.ndarray:
    """For each host whether it is in the part shown; True for all where the View shows the whole world."""
    part = part_of(view)
    if part is None:
        return np.ones(len(hosts), dtype=bool)
    known = places.by_id
    return np.array([host in known and part.has(known[host]) for host in hosts.astype("str")], dtype=bool)


def lies_nowhere(places: Places, hosts: pd.Series) -> np.ndarray:
    """For each host whether no map can show it: it stands for several places together, or for none that is stated."""
    known = places.by_id
    return np.array([host not in known or known[host].lon is None for host in hosts.astype("str")], dtype=bool)


def rows_in_part(places: Places, view: View, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows whose ``host`` is in the part shown, in their order."""
    return rows[in_part(places, view, rows["host"])]


def outside_words(view: View) -> str:
    """What the pale places are; empty where the whole world is shown."""
    part = part_of(view)
    return f"Places outside {part.spoken} are shown pale, with a thin grey outline, and are not counted" if part else ""


def outside_label(view: View) -> str:
    """The same in a legend; empty where the whole world is shown."""
    part = part_of(view)
    return f"outside {part.spoken}: pale, not counted" if part else ""


def of_all(own: int, whole: int, view: View) -> str:
    """A count of the part beside that of the world: "7 of 14"; of the world alone: "14"."""
    return f"{whole:,}" if part_of(view) is None else f"{own:,} of {whole:,}"
