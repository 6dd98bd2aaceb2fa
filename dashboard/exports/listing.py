"""What a document lists under its picture, in words: the hosts of the map, and the claims that stand behind it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.domain.view import View
from dashboard.exports.options import Limits
from dashboard.figures.claim_entries import ClaimEntry, claim_entries
from dashboard.figures.days import say_day
from dashboard.figures.lettering import ELLIPSIS, one_line
from dashboard.figures.map import say_rows
from dashboard.figures.numbers import count
from dashboard.figures.reading import reading_of
from dashboard.figures.view_region import in_part, part_of
from dashboard.figures.view_rows import rows_on_day
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger

HOSTS = ("Host", "Figure", "State", "Newest claim of", "Claims", "Definition", "Source")
CLAIMS = ("Place", "Measure", "Who says", "Statement", "Speaks of", "Published", "Grade", "Source", "Licence", "Claim")

# The key of a cell without a figure: below every figure, and a number to a browser, which "-inf" is not.
NOTHING = -1e300


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of text.

    Attributes:
        title: the sentence over it.
        columns: their names.
        rows: cells as text, one for each column.
        keys: for columns that are sorted by something else than their text: the number of each row.
        ids: for lists of places, the place id of each row.
        left: rows that are not listed because there are too many.
        cut: texts whose end is not listed because they are too long; ``letters`` of each are.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    keys: dict[int, tuple[float, ...]]
    left: int = 0
    ids: tuple[str, ...] = ()
    cut: int = 0
    letters: int = 0

    @property
    def told(self) -> tuple[str, ...]:
        """What is left out, a sentence for each kind; below the table."""
        more = f"{self.left:,} more claims are not listed here; the table download has all of them."
        longer = f"Shown to the first {self.letters:,} letters only: {count(self.cut, 'text')}"
        return (*((more,) if self.left else ()), *((f"{longer}; the table download has the whole.",) if self.cut else ()))


def host_listing(ledger: Ledger, view: View) -> Listing:
    """Every host of the View's map with its figure in words, the largest first; those without a figure last, each with its state.

    Of a View of a part of the world the hosts in it come first, and the title says how many they are.
    """
    rows = rows_on_day(ledger, view)
    level = rows["level"].to_numpy(dtype="float64")
    own = in_part(ledger.places, view, rows["host"])
    order = np.lexsort((-np.nan_to_num(level, nan=-np.inf), ~own))
    rows, level = rows.iloc[order], level[order]
    reading, measure = reading_of(ledger, view), answers.measure_of(ledger, view)
    definitions = {one.id: one.title for one in measure.definitions}
    sources = {one.id: one.title for one in ledger.catalogue.sources.values()}
    cells = zip(
        _names(ledger, rows["host"]), say_rows(rows, reading), rows["state"].astype("str"), _days(rows["newest"]),
        rows["claims"].fillna(0).astype("int64").astype("str"), _mapped(rows["definition"], definitions),
        _mapped(rows["source_id"], sources), strict=True,
    )  # fmt: skip
    keys = {1: tuple(np.nan_to_num(level, nan=NOTHING).tolist()), 3: _numbers(rows["newest"])}
    part = part_of(view)
    title = f"Hosts on the map, the {int(own.sum())} in {part.spoken} first" if part else "Hosts on the map"
    return Listing(title, HOSTS, tuple(cells), keys, ids=tuple(rows["host"].astype("str")))


def claim_listing(ledger: Ledger, view: View, limits: Limits) -> Listing:
    """The claims behind the View, newest first, at most ``limits.claims``; each text on one line, of at most ``limits.letters``.

    With hosts picked out all of theirs, the View's own measure first; else those that the figures of the map rest on.
    """
    rows = _claims(ledger, view)
    shown = rows.head(limits.claims)
    entries = claim_entries(ledger, shown, answers.view_date(ledger, view))
    keys = {4: _numbers(shown["end"].fillna(shown["start"])), 5: _numbers(shown["published"])}
    title = "Claims about what is picked out" if view.host else "Claims that the figures rest on"
    whole = [tuple(one_line(words) for words in _cells(entry)) for entry in entries]
    cut = sum(len(words) > limits.letters for row in whole for words in row)
    cells = tuple(tuple(_cut(words, limits.letters) for words in row) for row in whole)
    return Listing(title, CLAIMS, cells, keys, len(rows) - len(shown), cut=cut, letters=limits.letters)


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else words[:most] + ELLIPSIS


def _claims(ledger: Ledger, view: View) -> pd.DataFrame:
    if view.host:
        rows = answers.pair_claims(ledger, view)
        return rows.iloc[np.argsort((rows["measure"] != view.measure).to_numpy(), kind="stable")]
    claims = ledger.claims_of(view.measure)
    used = rows_on_day(ledger, view)["claim_id"].dropna()
    return claims[claims["claim_id"].isin(used).to_numpy()].sort_values("end", ascending=False, kind="stable")


def _cells(entry: ClaimEntry) -> tuple[str, ...]:
    return (
        f"{entry.sender} in {entry.host}" if entry.sender else entry.host, entry.measure, f"{entry.said_by} {entry.verb}", entry.text,
        entry.about,
        entry.published, entry.grade, entry.source, entry.licence, entry.claim_id,
    )  # fmt: skip


def _names(ledger: Ledger, places: pd.Series) -> list[str]:
    known = ledger.places.by_id
    return [known[place].name if place in known else place for place in places.astype("str")]


def _mapped(values: pd.Series, words: dict[str, str]) -> list[str]:
    return [words.get(value, "several") for value in values.astype("str")]


def _days(values: pd.Series) -> list[str]:
    return ["" if pd.isna(day) else say_day(day.date()) for day in values]


def _numbers(days: pd.Series) -> tuple[float, ...]:
    return tuple(NOTHING if pd.isna(day) else float(day.timestamp()) for day in days)
