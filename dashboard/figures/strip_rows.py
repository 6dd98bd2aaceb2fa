"""Selects and words the claims that the number line of a pair shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from dashboard.domain.catalogue import Measure
from dashboard.domain.changes import speaker_family
from dashboard.domain.in_force import NUMBERED
from dashboard.domain.question import DAY, FAR
from dashboard.figures.claim_entries import plain_rows, statement
from dashboard.figures.days import say_period
from dashboard.figures.records import Record, is_persons, parts_left_out
from dashboard.figures.speakers import say_speaker, short_speaker
from dashboard.ledger.store import Ledger

# More rows would no longer be read at a glance; the claims themselves are listed below.
MAX_ROWS = 10
# A record with more statements than `MAX_ROWS` shows those that differ within this time of the nearest one.
NEAR = np.timedelta64(366 * 86400, "s")
NOT_TAKEN = np.timedelta64(2**40, "s")


@dataclass(frozen=True, slots=True)
class StripRow:
    """One statement on the number line.

    Attributes:
        group: measure and definition, which rows share.
        family: speaker and definition: two rows of one family may be connected.
        text: the statement in the source's words first, then who said it and about when.
        detail: the same in full, for a pointer.
        kind: kind of claim.
        low, best, high: figures; NaN where silent.
        current: it is what its speaker says last up to the View's date, and not too old to stand then.
        claim_id: the claim.
        order, about: rows are sorted by definition and by the first day that they speak of.
    """

    group: str
    family: str
    text: str
    detail: str
    kind: str
    low: float
    best: float
    high: float
    current: bool
    claim_id: str
    order: int
    about: date

    @property
    def has_number(self) -> bool:
        """True when it has a place on the number line."""
        return not all(np.isnan([self.low, self.best, self.high]))


def strip_rows(
    ledger: Ledger, kept: tuple[Record, ...], day: date, limit: int = MAX_ROWS, money: str = ""
) -> tuple[tuple[StripRow, ...], int]:
    """Statements in persons, or of the measure ``money`` alone, by definition and then by date, and how many are not shown.

    Up to ``limit`` statements are all shown. Of more, each speaker and definition shows the one that is nearest to and
    not after ``day``, then those within a year of it that differ, the nearest first, until ``limit`` is reached. Parts
    that another claim of the source already counts (branches of the forces) are never shown here, nor is money below zero, which
    has no place on a logarithmic line: it is among those not shown.
    """
    asked = [record for record in kept if (record.measure.id == money if money else is_persons(record.measure))]
    if not asked:
        return (), 0
    claims = pd.concat([record.claims for record in asked]) if len(asked) > 1 else asked[0].claims
    whole = claims.iloc[np.flatnonzero(~parts_left_out(claims, ledger))]
    below = (whole[["low", "best", "high"]] < 0).any(axis=1).to_numpy() & bool(money)
    spoken = whole.iloc[np.flatnonzero(~below)]
    if spoken.empty:
        return (), 0
    keys = _keys(spoken, tuple(record.measure for record in asked))
    current, order = _taken(spoken, keys, np.datetime64(day, "s"))
    # Without need nothing is left out, not even a figure that is repeated.
    chosen = np.arange(len(spoken)) if len(spoken) <= limit else order[:limit]
    rows = [
        _row(ledger, row, f"{keys.family[place]}", bool(current[place]), int(keys.group[place]))
        for place, row in zip(chosen.tolist(), plain_rows(spoken.iloc[chosen]), strict=True)
    ]
    ordered = sorted(rows, key=lambda row: (row.order, row.about, row.claim_id))
    return tuple(ordered), len(whole) - len(rows)


@dataclass(frozen=True, eq=False, slots=True)
class _Keys:
    """Keys of claims: order of measure and definition, speaker under one definition, first and last day, figures."""

    group: np.ndarray
    family: np.ndarray
    anchor: np.ndarray
    until: np.ndarray
    numbered: np.ndarray
    figures: np.ndarray


def _keys(claims: pd.DataFrame, persons: tuple[Measure, ...]) -> _Keys:
    groups = {(m.id, d.id): place for place, (m, d) in enumerate((m, d) for m in persons for d in m.definitions)}
    parts = {(m.id, d.id): d.additive for m in persons for d in m.definitions if d.additive != "none"}
    columns = ("measure", "definition", "source_id", "said_by", "actor", "site")
    words = zip(
        *(["" if isinstance(word, float) else str(word) for word in claims[name].tolist()] for name in columns), strict=True
    )
    group, family = [], []
    for measure, definition, source, said_by, actor, site in words:
        part = {"actor": actor, "site": site}.get(parts.get((measure, definition), ""), "")
        group.append(groups[measure, definition])
        family.append((measure, definition, source, speaker_family(said_by), part))
    anchor = claims["start"].fillna(claims["end"]).fillna(claims["published"]).to_numpy().astype("datetime64[s]")
    numbered = claims["kind"].isin(NUMBERED).to_numpy() & claims["withdrawn"].isna().to_numpy()
    figures = claims[["low", "best", "high"]].to_numpy(dtype="float64")
    tolerance = {measure.id: measure.tolerance_days for measure in persons}
    days = np.array([tolerance[str(name)] for name in claims["measure"].tolist()]) * DAY
    last = claims["end"].to_numpy().astype("datetime64[s]")
    until = np.where(np.isnat(last), FAR, np.minimum(last, FAR - days) + days)
    return _Keys(np.array(group), pd.factorize(pd.Series(family))[0], anchor, until, numbered, figures)


def _taken(claims: pd.DataFrame, keys: _Keys, day: np.datetime64) -> tuple[np.ndarray, np.ndarray]:
    """Whether each claim is what its speaker says last up to the day, and which claims are taken, in their order."""
    published = claims["published"].to_numpy().astype("int64")
    by_time = np.lexsort((published, keys.anchor, keys.family))
    in_force = (keys.anchor <= day) & (keys.until >= day) & claims["withdrawn"].isna().to_numpy()
    current = in_force & ~keys.numbered
    distance = np.full(len(claims), NOT_TAKEN)
    for family in np.unique(keys.family):
        own = by_time[(keys.family[by_time] == family) & keys.numbered[by_time]]
        if not len(own):
            continue
        before = own[keys.anchor[own] <= day]
        nearest = before[-1] if len(before) else own[0]
        current[nearest] = in_force[nearest]
        away = np.abs(keys.anchor[own] - keys.anchor[nearest])
        distance[own] = np.where((away <= NEAR) & _new(keys.figures[own], keys.figures[nearest]), away, distance[own])
        distance[nearest] = np.abs(day - keys.anchor[nearest])
    order = np.lexsort((-keys.anchor.astype("int64"), distance, ~current))
    return current, order[(current | (distance < NOT_TAKEN))[order]]


def _new(figures: np.ndarray, nearest: np.ndarray) -> np.ndarray:
    """True for figures that differ from the nearest statement's and from those before them."""
    known = np.nan_to_num(figures, nan=-1.0)
    first = np.zeros(len(known), dtype=bool)
    first[np.unique(known, axis=0, return_index=True)[1]] = True
    differ = (known != np.nan_to_num(nearest, nan=-1.0)).any(axis=1)
    return np.asarray(first & differ)


def _row(ledger: Ledger, row: dict[str, Any], family: str, current: bool, order: int) -> StripRow:
    measure, source = ledger.catalogue.measures[row["measure"]], ledger.catalogue.sources[row["source_id"]]
    said = statement(row, measure)
    about = say_period(row["start"], row["end"], row["precision"])
    gone = ", withdrawn since" if row["withdrawn"] else ""
    return StripRow(
        group=measure.definition(row["definition"]).title, family=family,
        text=f"{said} · {short_speaker(row['said_by'], source)}, {about}{gone}",
        detail=f"{said} · {say_speaker(row['said_by'], source)}, about {about}{gone} · {source.title}",
        kind=row["kind"], low=row["low"], best=row["best"], high=row["high"], current=current,
        claim_id=row["claim_id"], order=order, about=row["start"] or row["end"] or row["published"] or date.min,
    )  # fmt: skip
