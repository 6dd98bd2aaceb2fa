"""Like-for-like change in words: what each speaker's own statements say, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Literal

import numpy as np

from dashboard.domain.catalogue import Measure
from dashboard.domain.changes import SPOKEN, Change, Level, changes_of
from dashboard.figures.days import say_period
from dashboard.figures.numbers import say_difference, say_number, say_percent, say_value
from dashboard.figures.records import Record
from dashboard.figures.speakers import say_speaker
from dashboard.ledger.store import Ledger

Tone = Literal["up", "down", "same", "mixed", "silent", "said"]
# A trend told in one of these words is repeated as that word; any other is quoted.
TREND_WORDS = ("unchanged", "growing", "shrinking", "increasing", "decreasing")


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change, ready to show.

    Attributes:
        title: who or what is counted.
        measure: title of the measure.
        by: who says it.
        words: the change: "−94 to −98 %", "unchanged", "withheld", "denies a claim".
        detail: from what to what and when, or the words of the source.
        source, licence: of the statements.
        tone: direction of the change; ``silent`` for withheld and none found, ``said`` for words without a number.
    """

    title: str
    measure: str
    by: str
    words: str
    detail: str
    source: str
    licence: str
    tone: Tone


def pair_changes(kept: Sequence[Record], day: date) -> tuple[Change, ...]:
    """Like-for-like changes up to ``day`` of all given records, in their order."""
    return tuple(change for record in kept for change in changes_of(record.summed, record.families, record.question, day))


def change_line(ledger: Ledger, change: Change) -> ChangeLine:
    """The change in words."""
    measure, source = ledger.catalogue.measures[change.measure], ledger.catalogue.sources[change.source_id]
    return ChangeLine(
        title=measure.definition(change.definition).title, measure=measure.title,
        by=say_speaker(change.speaker, source),
        words=_words(change, measure), detail=_detail(change, measure), source=source.title, licence=source.licence,
        tone=_tone(change),
    )  # fmt: skip


def disagreements(changes: Sequence[Change]) -> bool:
    """True when two speakers differ on the change under one definition: arithmetic against words, or apart in direction."""
    for one, other in combinations(changes, 2):
        same = (one.measure, one.definition, one.sender, one.host) == (other.measure, other.definition, other.sender, other.host)
        if same and (one.source_id, one.speaker) != (other.source_id, other.speaker) and _contradict(one, other):
            return True
    return False


def _contradict(one: Change, other: Change) -> bool:
    kinds = {one.kind, other.kind}
    if kinds == {"change"}:
        return {_tone(one), _tone(other)} == {"up", "down"}
    if "change" in kinds and kinds & {"trend", "denial"}:
        counted, spoken = (one, other) if one.kind == "change" else (other, one)
        denied = spoken.kind == "denial" and spoken.target in _claims(counted)
        return denied or (spoken.kind == "trend" and spoken.phrase.startswith("unchanged") and _tone(counted) in ("up", "down"))
    return False


def _claims(change: Change) -> set[str]:
    return {level.claim_id for level in (change.before, change.after) if level}


def _words(change: Change, measure: Measure) -> str:
    if change.kind == "change" and change.low is not None and change.high is not None:
        if change.low == change.high == 0:
            return "no change"
        if change.low_percent is not None and change.high_percent is not None:
            return say_percent(change.low_percent, change.high_percent)
        return say_difference(change.low, change.high, measure.unit)
    if change.kind == "trend":
        return next((word for word in TREND_WORDS if change.phrase.startswith(word)), f"“{change.phrase}”")
    named = {"withheld": "withheld", "none-found": "none found", "bound": "only a bound", "denial": "denies it"}
    return named.get(change.kind, f"“{change.phrase}”")


def _detail(change: Change, measure: Measure) -> str:
    if change.kind in SPOKEN:
        return f"“{change.phrase}”" if change.phrase else ""
    after = _level(change.after, measure) if change.after else ""
    if change.before is None:
        return after
    return f"{_level(change.before, measure)} → {after}"


def _level(level: Level, measure: Measure) -> str:
    when = say_period(level.first, level.last, "month" if level.first != level.last else "day")
    if np.isnan([level.low, level.best, level.high]).all():
        return when
    figure = say_number(level.best, measure.unit) or say_value("value", level.low, None, level.high, measure.unit)
    return f"“{level.phrase}” ({when})" if level.phrase else f"{figure} ({when})"


def _tone(change: Change) -> Tone:
    if change.kind in SPOKEN:
        return "said"
    if change.low is None or change.high is None:
        return "silent"
    if change.low == change.high == 0:
        return "same"
    return "up" if change.low >= 0 else "down" if change.high <= 0 else "mixed"
