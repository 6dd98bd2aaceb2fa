"""Filters, searches, sorts and groups all claims. Results are row positions, so that no claim is copied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pandas as pd

from dashboard.domain.claim import COLUMN, KINDS, STATUSES
from dashboard.domain.spellings import normalise_name
from dashboard.domain.view import read_day, read_first_day
from dashboard.ledger.store import Ledger

SORTS = {
    "newest": "newest first",
    "oldest": "oldest first",
    "largest": "largest figure first",
    "smallest": "smallest figure first",
}
GROUPS = ("source_id", "measure", "definition", "sender", "host", "kind", "year")
CATEGORY_FILTERS = ("source_id", "measure", "definition", "sender", "host", "kind", "status")
WORDED = ("phrase", "note", "actor", "said_by", "site")
LONGEST_TEXT = 100
MOST_ORDERED = 4
LAST_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class Browse:
    """What is looked for. Empty text and None stand for "any".

    Attributes:
        text: words that a claim must hold, each somewhere: in its words, the names of its places, its source or measure.
        since, until: days (inclusive) between which it speaks of some time.
        sort: a key of `SORTS`.
        order: columns to sort by, the weightiest first, "host,-best"; a minus: from the last to the first. Empty: ``sort`` decides.
        group: a column of `GROUPS` to count by; empty for the claims themselves.
        page: from 1.
    """

    text: str = ""
    source_id: str = ""
    measure: str = ""
    definition: str = ""
    sender: str = ""
    host: str = ""
    kind: str = ""
    status: str = ""
    since: date | None = None
    until: date | None = None
    sort: str = "newest"
    order: str = ""
    group: str = ""
    page: int = 1

    def encode(self, **changed: object) -> str:
        """The canonical query string, defaults left out; ``changed`` fields take the place of its own."""
        pairs = {f.name: changed.get(f.name, getattr(self, f.name)) for f in fields(self)}
        return urlencode(
            {name: str(value) for name, value in pairs.items() if value not in ("", None) and value != DEFAULT[name]}
        )


DEFAULT = {f.name: f.default for f in fields(Browse)}


def read_browse(ledger: Ledger, given: Mapping[str, str]) -> tuple[Browse, tuple[str, ...]]:
    """A `Browse` from an address and one notice for each part that could not be used. Never raises."""
    notices: list[str] = []
    allowed = {name: _words_of(ledger, name) for name in CATEGORY_FILTERS} | {
        "sort": frozenset(SORTS),
        "group": frozenset(GROUPS),
    }
    chosen = {name: _allowed(given, name, words, notices) for name, words in allowed.items() if given.get(name)}
    # "2019" begins with its first day and ends with its last: from 2019 to 2019 is the whole year.
    ends = {"since": read_first_day, "until": read_day}
    days = {name: _day(given[name], read, notices) for name, read in ends.items() if given.get(name)}
    text, order = given.get("text", "").strip()[:LONGEST_TEXT], _ordered(given.get("order", ""), notices)
    page = given.get("page", "1")
    number = min(max(int(page), 1), LAST_PAGE) if page.isascii() and page.isdigit() and len(page) < 9 else 1
    known: dict[str, Any] = {name: value for name, value in {**chosen, **days}.items() if value}
    return Browse(text=text, page=number, order=order, **known), tuple(notices)


# One answer about the whole ledger takes five megabytes; a reader turns the pages of one or two.
@lru_cache(maxsize=6)
def find(ledger: Ledger, browse: Browse) -> np.ndarray:
    """Positions (int32) of the claims that are meant, in the order asked for; the page is not cut."""
    kept = np.ones(len(ledger.claims), dtype=bool)
    for name in CATEGORY_FILTERS:
        word = getattr(browse, name)
        if word:
            kept &= _is_word(ledger.claims[name], word)
    for word in normalise_name(browse.text).split():
        kept &= _holds(ledger, word)
    if browse.since or browse.until:
        kept &= _within(ledger, browse.since, browse.until)
    places = np.flatnonzero(kept)
    order = _by_columns(ledger, places, browse.order) if browse.order else _order(ledger, places, browse.sort)
    ordered: np.ndarray = places[order].astype("int32")
    return ordered


def page_of(ledger: Ledger, browse: Browse, rows: int) -> pd.DataFrame:
    """The claims of one page: registry columns, ``rows`` of them at most."""
    first = (browse.page - 1) * rows
    return ledger.claims.iloc[find(ledger, browse)[first : first + rows]]


def rows_from(ledger: Ledger, browse: Browse, first: int, rows: int) -> pd.DataFrame:
    """``rows`` claims at most from the position ``first`` (from 0) on, whatever page is asked for."""
    return ledger.claims.iloc[find(ledger, browse)[first : first + rows]]


def counts_by(ledger: Ledger, browse: Browse) -> pd.Series:
    """How many claims there are in each group (index: the group's word, or the year), most first; those without one under ""."""
    rows = ledger.claims.iloc[find(ledger, browse)]
    if browse.group == "year":
        year = rows["start"].fillna(rows["end"]).dt.year
        by_year: pd.Series = year.map("{:.0f}".format, na_action="ignore").fillna("").value_counts()
        return by_year
    counted = rows[browse.group].value_counts(dropna=False)
    kept = counted[counted > 0]
    return kept.set_axis(["" if pd.isna(word) else str(word) for word in kept.index])


def claim_of(ledger: Ledger, claim_id: str) -> pd.DataFrame:
    """The claim with this id as a frame of one row, or of none."""
    return ledger.claims.iloc[np.flatnonzero((ledger.claims["claim_id"] == claim_id).to_numpy())[:1]]


def _words_of(ledger: Ledger, name: str) -> frozenset[str]:
    closed = {"kind": KINDS, "status": STATUSES}
    return frozenset(closed[name]) if name in closed else frozenset(map(str, ledger.claims[name].cat.categories))


def _allowed(given: Mapping[str, str], name: str, words: frozenset[str], notices: list[str]) -> str:
    text = given[name].strip()
    found = text if text in words else text.upper() if text.upper() in words else ""
    if not found:
        notices.append(f"“{text[:40]}” is no {name.removesuffix('_id')} of this ledger; all are shown.")
    return found


def _ordered(text: str, notices: list[str]) -> str:
    """The columns to sort by that are known, each once; a notice where some are not."""
    asked = [part.strip() for part in text.split(",") if part.strip()][: 2 * MOST_ORDERED]
    known = {part.removeprefix("-"): part for part in reversed(asked) if part.removeprefix("-") in COLUMN}
    if len(known) < len({part.removeprefix("-") for part in asked}) or len(known) > MOST_ORDERED:
        notices.append(f"Claims are ordered by at most {MOST_ORDERED} columns of a claim; “{text[:40]}” asks for others.")
    return ",".join(list(reversed(known.values()))[:MOST_ORDERED])


def _day(text: str, read: Callable[[str], date | None], notices: list[str]) -> date | None:
    day = read(text)
    if day is None:
        notices.append(f"“{text[:40]}” is no day such as 2019-06-02.")
    return day


def _is_word(column: pd.Series, word: str) -> np.ndarray:
    if word not in column.cat.categories:
        return np.zeros(len(column), dtype=bool)
    found: np.ndarray = column.cat.codes.to_numpy() == column.cat.categories.get_loc(word)
    return found


def _holds(ledger: Ledger, word: str) -> np.ndarray:
    """True for each claim that has the word in one of its texts, or in the name of its place, source or measure."""
    held = np.zeros(len(ledger.claims), dtype=bool)
    for name, texts in _texts(ledger).items():
        wanted = np.array([word in text for text in texts] + [False])
        if wanted.any():
            held |= wanted[ledger.claims[name].cat.codes.to_numpy()]
    return held


@lru_cache(maxsize=2)
def _texts(ledger: Ledger) -> dict[str, tuple[str, ...]]:
    """What is searched of every category of every searched column."""
    places = {place.id: place.name for place in ledger.places.by_id.values()}
    titles = {
        "sender": places, "host": places, "source_id": {s.id: f"{s.title} {s.publisher}" for s in ledger.catalogue.sources.values()},
        "measure": {m.id: m.title for m in ledger.catalogue.measures.values()},
    }  # fmt: skip
    named = {name: (*(f"{word} {words.get(word, '')}" for word in _categories(ledger, name)),) for name, words in titles.items()}
    worded = {name: tuple(_categories(ledger, name)) for name in WORDED}
    return {name: tuple(normalise_name(text) for text in texts) for name, texts in {**named, **worded}.items()}


def _categories(ledger: Ledger, name: str) -> list[str]:
    return [str(word) for word in ledger.claims[name].cat.categories]


def _within(ledger: Ledger, since: date | None, until: date | None) -> np.ndarray:
    start, end = (ledger.claims[name].to_numpy() for name in ("start", "end"))
    first, last = np.where(np.isnat(start), end, start), end
    spoken = ~np.isnat(first)
    late = np.isnat(last) | (last >= np.datetime64(since or date.min, "s"))
    inside: np.ndarray = spoken & late & (first <= np.datetime64(until or date.max, "s"))
    return inside


def _order(ledger: Ledger, places: np.ndarray, sort: str) -> np.ndarray:
    if sort in ("largest", "smallest"):
        rows = ledger.claims
        figure = rows["best"].to_numpy()[places]
        key = np.where(np.isnan(figure), rows["high"].to_numpy()[places], figure)
        return np.argsort(-key if sort == "largest" else key, kind="stable")
    start, end, published = (
        ledger.claims[name].to_numpy()[places].astype("datetime64[s]") for name in ("start", "end", "published")
    )
    last = np.where(np.isnat(end), start, end)
    # What was said ahead of its time is as new as the day it was said on: a lease until 2124 is no news of 2124.
    day = np.where(published < last, published, last).astype("int64")
    # What speaks of no stated time comes last both ways.
    return np.lexsort((-day if sort == "newest" else day, np.isnat(start) & np.isnat(end)))


def _by_columns(ledger: Ledger, places: np.ndarray, order: str) -> np.ndarray:
    """Stable order by several columns; claims without a value come last both ways."""
    parts = order.split(",")
    keys = [_key(ledger, part.removeprefix("-"), places, reverse=part.startswith("-")) for part in parts]
    return np.lexsort(keys[::-1])


def _key(ledger: Ledger, name: str, places: np.ndarray, *, reverse: bool) -> np.ndarray:
    column = ledger.claims[name]
    if isinstance(column.dtype, pd.CategoricalDtype):
        values = np.append(_ranks(ledger, name), np.nan)[column.cat.codes.to_numpy()[places]]
    elif column.dtype.kind == "M":
        days = column.to_numpy()[places]
        values = np.where(np.isnat(days), np.nan, days.astype("datetime64[s]").astype("float64"))
    elif name == "claim_id":
        values = column.iloc[places].rank(method="dense").to_numpy(dtype="float64")
    else:
        values = column.iloc[places].to_numpy(dtype="float64", na_value=np.nan)
    # numpy sorts what is missing to the end, also among the negatives.
    key: np.ndarray = -values if reverse else values
    return key


@lru_cache(maxsize=32)
def _ranks(ledger: Ledger, name: str) -> np.ndarray:
    """The place of each category in the alphabet of what a reader sees: the names of places, the titles of sources and measures."""
    titles = {
        "sender": {place.id: place.name for place in ledger.places.by_id.values()},
        "source_id": {source.id: source.title for source in ledger.catalogue.sources.values()},
        "measure": {measure.id: measure.title for measure in ledger.catalogue.measures.values()},
    }  # fmt: skip
    words = titles.get("sender" if name == "host" else name, {})
    shown = [normalise_name(words.get(word, word)) for word in _categories(ledger, name)]
    ranks: np.ndarray = pd.Series(shown, dtype="str").rank(method="dense").to_numpy(dtype="float64")
    return ranks
