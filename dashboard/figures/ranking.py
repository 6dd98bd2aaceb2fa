"""Without a picked pair: the places with the largest figures on the View's date, and the largest changes in a year."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from dashboard.domain.changes import percent_between, speaker_family, year_before
from dashboard.domain.view import View
from dashboard.figures.days import say_month
from dashboard.figures.numbers import say_difference, say_number, say_percent, say_value
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger

MAX_PLACES, MAX_CHANGES = 10, 6
FIGURES = ("value", "zero")


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One place of a ranking.

    Attributes:
        place: place id; ``name``: its name.
        words: the figure, or why there is none.
        share: level as a share of the largest, 0 to 1; 0 without a figure.
        detail: definition and the day that the figure speaks of.
        state: value, zero, bound, withheld or none-found.
        source: title of the source; empty for a sum of several.
    """

    place: str
    name: str
    words: str
    share: float
    detail: str
    state: str
    source: str


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One of the largest changes: who where, the difference, the same in per cent, from what to what."""

    sender: str
    host: str
    title: str
    words: str
    percent: str
    detail: str


def rank_places(
    ledger: Ledger, view: View, estimates: pd.DataFrame, key: str, unit: str = ""
) -> tuple[tuple[PlaceLine, ...], int]:
    """Places of ``estimates`` (one row a place of the column ``key``), largest first, and how many more have a claim.

    ``unit`` is that of the numbers; empty: the measure's own.
    """
    unit = unit or answers.measure_of(ledger, view).unit
    order = np.lexsort((estimates[key].astype("str"), -estimates["level"].fillna(-np.inf), ~estimates["state"].isin(FIGURES)))
    rows = estimates.iloc[order[:MAX_PLACES]]
    largest = max(float(rows["level"].max()), 0.0) if len(rows) else 0.0
    lines = [_place_line(ledger, view, row, str(row[key]), largest, unit) for row in rows.to_dict("records")]
    return tuple(lines), len(estimates) - len(lines)


def _place_line(ledger: Ledger, view: View, row: Mapping[Hashable, object], place: str, largest: float, unit: str) -> PlaceLine:
    measure = answers.measure_of(ledger, view)
    level = _number(row["level"])
    share = max(level / largest, 0.0) if largest > 0 and not np.isnan(level) else 0.0
    source = ledger.catalogue.sources.get(str(row["source_id"]))
    newest = pd.Timestamp(row["newest"]).date()  # type: ignore[arg-type]
    return PlaceLine(
        place=place, name=ledger.places.by_id[place].name, words=estimate_words(row, unit), share=share,
        detail=f"{measure.definition(str(row['definition'])).title}, {say_month(newest)}", state=str(row["state"]),
        source=source.title if source else "",
    )  # fmt: skip


def estimate_words(row: Mapping[Hashable, object], unit: str) -> str:
    """An estimate in words: figure with its range, a bound, or why there is no figure."""
    state = str(row["state"])
    if state in ("withheld", "none-found", "no-denominator"):
        return state.replace("-", " ")
    low, best, high = (_number(row[name]) for name in ("low", "best", "high"))
    if state == "zero":
        return say_number(0.0, unit)
    return say_value("value", low, best, high, unit)


@lru_cache(maxsize=128)
def largest_moves(ledger: Ledger, view: View) -> tuple[MoveLine, ...]:
    """The largest differences from a year before to the View's date, of pairs with the same definition, source and speaker."""
    day = answers.view_date(ledger, view)
    days = np.array([year_before(day), day], dtype="datetime64[s]")
    rows = answers.pair_estimates(ledger, view, days)
    single = rows[rows["state"].isin(FIGURES) & rows["claim_id"].notna() & rows["best"].notna()]
    spoken = single.assign(speaker=_speakers(ledger, view, single))
    keys = ["sender", "host", "definition", "source_id", "speaker"]
    words = spoken.astype(dict.fromkeys(keys, "str"))
    before, after = (words[(words["date"] == end).to_numpy()] for end in days)
    both = after.merge(before, on=keys, suffixes=("", "_before"))
    moved = both[(both["claim_id"] != both["claim_id_before"]).to_numpy()]
    difference = (moved["best"] - moved["best_before"]).abs()
    chosen = moved.assign(size=difference)[(difference > 0).to_numpy()].nlargest(MAX_CHANGES, "size")
    return tuple(_move_line(ledger, view, row) for row in chosen.to_dict("records"))


def _speakers(ledger: Ledger, view: View, rows: pd.DataFrame) -> pd.Series:
    claims = answers.view_claims(ledger, view)
    own = claims[claims["claim_id"].isin(rows["claim_id"])]
    said_by = pd.Series(own["said_by"].astype("str").fillna("").map(speaker_family).to_numpy(), index=own["claim_id"].to_numpy())
    return rows["claim_id"].map(said_by).fillna("")


def _move_line(ledger: Ledger, view: View, row: Mapping[Hashable, object]) -> MoveLine:
    measure = answers.measure_of(ledger, view)
    figures = [_number(row[f"best{name}"]) for name in ("_before", "")]
    days = [pd.Timestamp(row[f"newest{name}"]).date() for name in ("_before", "")]  # type: ignore[arg-type]
    percent = percent_between((figures[0], figures[0]), (figures[1], figures[1]))
    sender, host = str(row["sender"]), str(row["host"])
    told = " → ".join(f"{say_number(figure, measure.unit)} ({say_month(day)})" for figure, day in zip(figures, days, strict=True))
    spread = figures[1] - figures[0]
    return MoveLine(
        sender=sender, host=host, title=_pair_title(ledger, view, sender, host), words=say_difference(spread, spread, measure.unit),
        percent=say_percent(*percent) if percent else "", detail=f"{measure.definition(str(row['definition'])).title}: {told}",
    )  # fmt: skip


def _pair_title(ledger: Ledger, view: View, sender: str, host: str) -> str:
    names = [ledger.places.by_id[place].name for place in (sender, host) if place in ledger.places.by_id]
    return names[-1] if len(view.sender) == 1 else " in ".join(names)


def _number(value: object) -> float:
    return float(value)  # type: ignore[arg-type]
