"""One place as host and as sender: every measure that anything is known of, on its newest day or on the View's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Literal

import numpy as np
import pandas as pd

from dashboard.domain.catalogue import Measure
from dashboard.domain.estimates import estimate
from dashboard.domain.view import View
from dashboard.figures.ranking import PlaceLine, rank_places
from dashboard.ledger import answers
from dashboard.ledger.answers import EVENTS
from dashboard.ledger.store import Ledger

Role = Literal["host", "sender"]
DENOMINATORS = ("population", "gdp", "armed_forces", "military_share")


@dataclass(frozen=True, slots=True)
class Presence:
    """One measure of a place: the senders present in it, or the hosts where it is present.

    Attributes:
        measure: what is counted.
        view: the View that shows it on the map.
        day: the day asked.
        lines: largest first; ``more``: how many others have a claim in force.
        claims: number of claims of the measure about the place, at all times.
    """

    measure: Measure
    view: View
    day: date
    lines: tuple[PlaceLine, ...]
    more: int
    claims: int


@dataclass(frozen=True, slots=True)
class Site:
    """A named place of a presence: base, project, reactor. ``lat`` and ``lon`` are missing (NaN) where no point is known."""

    name: str
    sender: str
    measure: str
    title: str
    lat: float
    lon: float
    claim_id: str


@lru_cache(maxsize=32)
def presences(ledger: Ledger, place: str, role: Role, view: View) -> tuple[Presence, ...]:
    """What is known of the place in one role, military measures first, those with most claims first within each half.

    The View gives date, known-at and rule; without a date each measure is asked on the newest day that its own claims speak of.
    """
    rows = _claims_of(ledger, place, role)
    counts = rows["measure"].value_counts()
    measures = [ledger.catalogue.measures[str(name)] for name in counts.index[counts > 0]]
    kept = [m for m in measures if m.domain != "denominator" and m.id != EVENTS]
    ordered = sorted(kept, key=lambda m: (m.domain != "military", m.unit != "persons", -int(counts[m.id])))
    found = [
        _presence(ledger, place, role, view, measure, rows[(rows["measure"] == measure.id).to_numpy()]) for measure in ordered
    ]
    return tuple(one for one in found if one is not None)


def sizes_of(ledger: Ledger, place: str, view: View) -> tuple[tuple[Measure, pd.Series], ...]:
    """The newest figure of each denominator: measure and row of `ESTIMATE_COLUMNS`."""
    found = []
    for name in DENOMINATORS:
        measure = ledger.catalogue.measures.get(name)
        if measure is None:
            continue
        asked = View(measure=name, sender=(), host=(place,), known_at=view.known_at)
        days = answers.clock_days(ledger, name)
        rows = answers.pair_estimates(ledger, asked, days) if len(days) else pd.DataFrame()
        figures = rows[rows["best"].notna().to_numpy()] if len(rows) else rows
        found += [(measure, figures.iloc[-1])] if len(figures) else []
    return tuple(found)


@lru_cache(maxsize=32)
def sites_of(ledger: Ledger, place: str, limit: int) -> tuple[tuple[Site, ...], int]:
    """Named sites in the place, those with a point first, and how many there are in all."""
    rows = _claims_of(ledger, place, "host")
    named = rows[rows["site"].notna().to_numpy()].drop_duplicates(["site", "sender", "measure"])
    ordered = named.sort_values(["lat", "site"], na_position="last", key=_without_points)
    sites = tuple(
        Site(str(row["site"]), str(row["sender"]), str(row["measure"]), ledger.catalogue.measures[str(row["measure"])].title,
             float(row["lat"]), float(row["lon"]), str(row["claim_id"]))
        for row in ordered.head(limit).to_dict("records")
    )  # fmt: skip
    return sites, len(named)


def speaking_sources(ledger: Ledger, place: str) -> pd.DataFrame:
    """Sources with claims about the place in either role: ``source_id``, ``claims``, ``first``, ``last`` (years), most claims first."""
    both = pd.concat([_claims_of(ledger, place, "host"), _claims_of(ledger, place, "sender")])
    day = both["start"].fillna(both["end"]).dt.year
    table = pd.DataFrame({"source_id": both["source_id"].astype("str"), "year": day})
    grouped = table.groupby("source_id")["year"].agg(["size", "min", "max"]).reset_index()
    return grouped.set_axis(["source_id", "claims", "first", "last"], axis=1).sort_values("claims", ascending=False)


def _claims_of(ledger: Ledger, place: str, role: Role) -> pd.DataFrame:
    column = ledger.claims[role]
    if place not in column.cat.categories:
        return ledger.claims.iloc[:0]
    return ledger.claims.iloc[np.flatnonzero(column.cat.codes.to_numpy() == column.cat.categories.get_loc(place))]


def _presence(ledger: Ledger, place: str, role: Role, view: View, measure: Measure, rows: pd.DataFrame) -> Presence | None:
    other: Role = "sender" if role == "host" else "host"
    day = view.date or _newest(ledger, measure, rows)
    if day is None:
        return None
    pair = {"sender": (place,), "host": ()} if role == "sender" else {"sender": (), "host": (place,)}
    asked = replace(View(measure=measure.id, known_at=view.known_at, rule=view.rule, date=day), **pair)  # type: ignore[arg-type]
    found = estimate(rows, answers.question_of(ledger, asked), np.array([day], dtype="datetime64[s]"), view.rule)
    if found.empty:
        return None
    lines, more = rank_places(ledger, asked, found, other)
    return Presence(measure, asked, day, lines, more, len(rows))


def _newest(ledger: Ledger, measure: Measure, rows: pd.DataFrame) -> date | None:
    figure = rows[rows["kind"].isin(["value", "at-most", "at-least", "withheld"]).to_numpy()]
    spoken = figure["start"].fillna(figure["end"]).max()
    days = answers.clock_days(ledger, measure.id)
    if pd.isna(spoken) or not len(days):
        return None
    step = min(int(np.searchsorted(days, spoken.to_datetime64())), len(days) - 1)
    return pd.Timestamp(days[step]).date()


def _without_points(values: pd.Series) -> pd.Series:
    return values.isna().astype("int64") if values.dtype.kind == "f" else values.astype("str")
