"""Avoids double counting in sums over hosts: the figure for a group, or those for its members, but not both."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd


def without_overlaps(estimates: pd.DataFrame, groups: Mapping[str, frozenset[str]]) -> pd.DataFrame:
    """The rows that may be added up over hosts: no place is counted twice.

    Where a group and some of its members have figures for one day under one definition, either the group's figure or the members'
    figures are kept, whichever is larger in sum: "5,100 in Burkina Faso, Chad, Mali and Niger" is not added to 2,400 in Mali. A group
    within a group counts as a member, and so does a smaller group that shares a member: "2,500 in Chad and Niger" is not added to
    2,750 in Chad and Gabon.

    A region without a list of members overlaps with nothing: in manpower counts it holds people who are allocated to none of its
    places, and no source states its boundaries. Limitation: where another source means the region to include those places, both are
    added. Examples: France's 1,200 in "West Africa" (2025) beside earlier figures for Senegal and Côte d'Ivoire, and Belgium's and
    Spain's figures for Eastern Europe beside an earlier one for Romania. Such a sum may count people twice; `may_repeat` finds these.

    Args:
        estimates: rows with a figure, one a (host, date), columns ``host``, ``definition``, ``date``, ``level``.
        groups: the places that each collective host covers; those without named members overlap with nobody here.
    """
    host, names = pd.factorize(estimates["host"])
    day, definition = (pd.factorize(estimates[name])[0] for name in ("date", "definition"))
    # Figures of one key are compared with one another.
    key = day * (definition.max(initial=0) + 1) + definition
    level = estimates["level"].fillna(0.0).to_numpy()
    code_of = {str(name): code for code, name in enumerate(names)}
    present = [(group, members) for group, members in groups.items() if members and group in code_of]
    kept = np.ones(len(estimates), dtype=bool)
    ordered = sorted(present, key=lambda entry: len(entry[1]))
    for number, (group, members) in enumerate(ordered):
        inner = {other for other, places in ordered[:number] if places & members}
        places = [code_of[place] for place in members | inner if place in code_of]
        own, within = kept & (host == code_of[group]), kept & np.isin(host, places)
        kept &= ~_beaten(key, level, own, within)
    return estimates[kept]


def _beaten(key: np.ndarray, level: np.ndarray, own: np.ndarray, within: np.ndarray) -> np.ndarray:
    """Rows to drop, for each key: the group's own where its members add up to more, else those of the members."""
    whole = np.full(key.max(initial=0) + 1, np.nan)
    np.fmax.at(whole, key[own], level[own])
    beside = within & ~np.isnan(whole[key])
    parts = pd.Series(level[beside]).groupby(key[beside]).sum()
    more = parts.index.to_numpy()[parts.to_numpy() > whole[parts.index]]
    lost: np.ndarray = np.where(np.isin(key, more), own, beside)
    return lost


def may_repeat(estimates: pd.DataFrame, reaches: Mapping[str, frozenset[str]]) -> pd.DataFrame:
    """Pairs of a region and a place that may lie in it, both in one sum over hosts, so that people may be counted twice.

    A source that names a region and its places on the same day counts each person in one of them only, so such pairs are excluded.
    The same source on another day, or another source, may mean the same people.

    Args:
        estimates: rows of one day that are added up, columns of `ESTIMATE_COLUMNS`.
        reaches: the places that each region may hold.

    Returns:
        One row a (sender, region, place): ``sender``, ``host`` and ``level`` of the place, ``region`` and ``whole``, its figure; the
        largest regions first.
    """
    rows = estimates[(estimates["level"] > 0).to_numpy()]
    plain = pd.DataFrame({name: rows[name].astype("str").to_numpy() for name in ("sender", "host", "definition", "source_id")})
    said = plain.assign(level=rows["level"].to_numpy(), newest=rows["newest"].to_numpy())
    wholes = said[said["host"].isin(list(reaches))].rename(columns={"host": "region", "level": "whole"})
    both = wholes.merge(said, on=["sender", "definition"], suffixes=("_whole", ""))
    within = [host in reaches[region] for host, region in zip(both["host"], both["region"], strict=True)]
    together = (both["source_id"] == both["source_id_whole"]) & (both["newest"] == both["newest_whole"])
    found = both[np.array(within, dtype=bool) & ~together.to_numpy()]
    ordered = found.sort_values(["whole", "sender", "region", "level"], ascending=[False, True, True, False], kind="stable")
    return ordered[["sender", "region", "whole", "host", "level"]].reset_index(drop=True)
