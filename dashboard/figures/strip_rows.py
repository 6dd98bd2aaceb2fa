"""What each source said about a pair, in persons: which statements are shown, and how each one is worded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from dashboard.domain.catalogue import Measure
from dashboard.domain.changes import speaker_family
from dashboard.domain.standing import NUMBERED
from dashboard.figures.claim_entries import plain_rows, statement
from dashboard.figures.days import say_period
from dashboard.figures.records import Record, is_persons, parts_left_out
from dashboard.figures.speakers import say_speaker, short_speaker
from dashboard.ledger.store import Ledger

# More rows would no longer be read at a glance; the claims themselves are listed below.
MAX_ROWS = 10
# A record with more statements than `MAX_ROWS` shows those that differ within this time of the nearest one.
NEAR = pd.Timedelta(days=366)


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
        current: False when it speaks of a time before (or after) what the family says last up to the View's date.
        claim_id: the claim.
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

    @property
    def has_number(self) -> bool:
        """True when it has a place on the number line."""
        return not all(np.isnan([self.low, self.best, self.high]))


def strip_rows(ledger: Ledger, kept: tuple[Record, ...], day: date, limit: int = MAX_ROWS) -> tuple[tuple[StripRow, ...], int]:
    """Statements in persons, by definition and then by date, and how many are not shown.

    Up to ``limit`` statements are all shown. Of more, each speaker and definition shows the one that is nearest to and not
    after ``day``, then those within a year of it that differ, the nearest first, until ``limit`` is reached. Parts that
    another claim of the source already counts (branches of the forces) are never shown here.
    """
    persons = [record for record in kept if is_persons(record.measure)]
    if not persons:
        return (), 0
    claims = pd.concat([record.claims for record in persons])
    spoken = claims[~parts_left_out(claims, ledger)]
    ranked = _ranked(spoken, day)
    chosen = ranked[ranked["place"] < limit] if len(ranked) > limit else ranked
    return _rows(ledger, chosen), len(ranked) - len(chosen)


def _ranked(claims: pd.DataFrame, day: date) -> pd.DataFrame:
    """Claims with ``family``, ``anchor``, ``current`` and the ``place`` in which they are taken."""
    family = _family_codes(claims)
    anchor = _anchor(claims)
    rows = claims.assign(family=family, anchor=anchor).sort_values(["family", "anchor", "published"], kind="stable")
    before = rows["anchor"] <= pd.Timestamp(day)
    numbered = rows["kind"].isin(NUMBERED)
    last = rows["anchor"].where(before & numbered).groupby(rows["family"]).transform("max")
    # A denial or a trend is about the same time as its family's figure and stands beside it.
    current = before & ((rows["anchor"] == last) | ~numbered)
    nearest = last.fillna(rows["anchor"].groupby(rows["family"]).transform("min"))
    distance = (rows["anchor"] - nearest).abs()
    values = rows[["low", "best", "high"]].fillna(-1).to_numpy()
    same = pd.DataFrame(values, index=rows.index).assign(family=rows["family"], kind=rows["kind"].astype("str"), current=~current)
    repeated = same.sort_values("current", kind="stable").duplicated([0, 1, 2, "family", "kind"]).reindex(rows.index)
    far = (distance > NEAR) | repeated
    order = np.lexsort((distance.to_numpy(), far.to_numpy(), ~current.to_numpy()))
    place = np.empty(len(rows), dtype="int64")
    place[order] = np.arange(len(rows))
    return rows.assign(current=current, place=place + np.where(far, len(rows), 0))


def _family_codes(claims: pd.DataFrame) -> np.ndarray:
    said_by = claims["said_by"].astype("str").fillna("").map(speaker_family)
    keys = [claims[name].astype("str").fillna("") for name in ("measure", "definition", "source_id", "actor", "site")]
    # Sources name different actors in one breath; only missions and sites are parts that must be kept apart.
    return pd.factorize(pd.MultiIndex.from_arrays([said_by, *keys[:3]]))[0]


def _anchor(claims: pd.DataFrame) -> pd.Series:
    return claims["start"].fillna(claims["end"]).fillna(claims["published"])


def _rows(ledger: Ledger, chosen: pd.DataFrame) -> tuple[StripRow, ...]:
    plain = plain_rows(chosen)
    extra = zip(chosen["family"].tolist(), chosen["current"].tolist(), chosen["anchor"], strict=True)
    made = [
        (_order(ledger, row), anchor, _row(ledger, row, family, current))
        for row, (family, current, anchor) in zip(plain, extra, strict=True)
    ]
    return tuple(row for _, _, row in sorted(made, key=lambda one: (one[0], one[1], one[2].claim_id)))


def _order(ledger: Ledger, row: dict[str, Any]) -> tuple[int, int]:
    measures = [measure for measure in ledger.catalogue.measures.values() if is_persons(measure)]
    measure = ledger.catalogue.measures[row["measure"]]
    ids = [definition.id for definition in measure.definitions]
    return measures.index(measure), ids.index(row["definition"])


def _row(ledger: Ledger, row: dict[str, Any], family: int, current: bool) -> StripRow:
    measure, source = ledger.catalogue.measures[row["measure"]], ledger.catalogue.sources[row["source_id"]]
    said = statement(row, measure)
    about = say_period(row["start"], row["end"], row["precision"])
    detail = f"{said} · {say_speaker(row['said_by'], source)}, about {about} · {source.title}"
    return StripRow(
        group=measure.definition(row["definition"]).title, family=str(family), text=f"{said} · {short_speaker(row['said_by'], source)}, {about}",
        detail=detail, kind=row["kind"], **_figures(row, measure), current=current, claim_id=row["claim_id"],
    )  # fmt: skip


def _figures(row: dict[str, Any], _measure: Measure) -> dict[str, float]:
    return {name: row[name] for name in ("low", "best", "high")}
