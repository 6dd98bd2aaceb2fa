"""Selects the claims that a question may draw on, and those of them that are in force on given days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import numpy as np
import pandas as pd

from dashboard.domain.catalogue import Measure
from dashboard.domain.clocks import known_on
from dashboard.domain.full_lists import first_issue_without_pair
from dashboard.domain.origins import roots
from dashboard.domain.question import DAY, FAR, Question
from dashboard.domain.states import BOUND, NONE_FOUND, VALUE, WITHHELD, ZERO

NUMBERED = ("value", "at-most", "at-least", "withheld", "none-found")
# Columns that the selection needs. Texts and addresses are most of the bytes of a claim, and are not copied.
READ = (
    "claim_id", "derived_from", "source_id", "said_by", "actor", "site", "definition", "sender", "host", "kind", "low", "best", "high",
    "start", "end", "published", "withdrawn",
)  # fmt: skip
SERIES = ("pair", "order", "speaker", "part")
PEOPLE = "persons"
# Seconds of more years than the records and `FAR` span on both sides of 1970, so that groups of moments stay apart.
CENTURIES = 40_000_000_000


def claims_in_play(claims: pd.DataFrame, question: Question, *, everything: bool = False, alone: bool = False) -> pd.DataFrame:
    """The claims that a rule may use, with their numbers and the days on which they are in force.

    Excludes statements without a number of their own (ratio, trend, denial), parts that another actor already counts, definitions
    that no rule uses, and claims that are not known at the question's known-at date.

    Args:
        claims: claims of the question's measure (registry columns).
        question: the measure, its catalogue, and the known-at date.
        everything: keep parts and definitions that no rule uses.
        alone: carry each claim forward as if no other claim were known.

    Columns of the result, one row a claim:

    - ``anchor``, ``last``, ``expiry`` (datetime64[s]): first day, last day spoken of, last day carried to, all inclusive;
    - ``low``, ``best``, ``high``, ``level`` (float64): a plain figure is its own interval; NaN for withheld and none-found;
    - ``code``: state as in `dashboard.domain.states`; ``figure``: True for a value or zero; ``rank``: place in the preferred order;
    - ``pair``, ``order``, ``speaker``, ``part`` (int64): keys of the series; ``row``: position of the claim in ``claims``;
    - ``whole``: True for a claim without a part in a list of missions: the total of that list;
    - ``published``, ``used``: for ties and counts; ``root``: equal for claims in force that have one origin.
    """
    rows = np.flatnonzero(_numbered(claims, question) if everything else _drawable(claims, question))
    kept = _at(claims[list(READ)], rows)
    start, end = _seconds(kept["start"]), _seconds(kept["end"])
    anchor = np.where(np.isnat(start), end, start)
    known = known_on(kept, question.known_at) & (everything | _within_definition(kept, anchor, question.measure))
    stood = _at(kept, np.flatnonzero(known))
    timed = _with_days(stood, anchor[known], end[known], question)
    ended = timed if alone else _end_at_complete_list(_end_at_later_zero(timed, question.measure), stood, question)
    return ended.assign(row=rows[known])


def claims_in_force(in_play: pd.DataFrame, days: np.ndarray) -> pd.DataFrame:
    """For every series and day the claim in force; of several, the one about the latest time.

    Args:
        in_play: from `claims_in_play`.
        days: datetime64[s], ascending.

    Returns:
        The rows of ``in_play`` with ``day`` (position in ``days``), repeated once for each day on which they are in force.
    """
    anchor, published = in_play["anchor"].to_numpy(), in_play["published"].to_numpy().astype("int64")
    begun = np.searchsorted(days, anchor, side="left")
    lasted = np.searchsorted(days, in_play["expiry"].to_numpy(), side="right") - begun
    # Few claims are in force on any one day; only those are sorted.
    at = np.flatnonzero(lasted > 0)
    at = at[np.lexsort((in_play["row"].to_numpy()[at], published[at], anchor[at]))]
    series, first, length = _series(in_play, at), begun[at], lasted[at]
    claim = np.repeat(np.arange(len(at)), length)
    day = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length - first, length)
    # Later statements are written over earlier ones: with repeated places numpy keeps the last value assigned.
    grid = np.full((int(series.max()) + 1 if len(series) else 0) * len(days), -1, dtype="int32")
    grid[series[claim] * len(days) + day] = claim
    place = np.flatnonzero(grid >= 0)
    stood: pd.DataFrame = in_play.iloc[at[grid[place]]].assign(day=place % max(len(days), 1)).reset_index(drop=True)
    return stood


def spans(in_play: pd.DataFrame, gap_days: int) -> pd.DataFrame:
    """The records of each pair under each definition: columns ``pair, order, first, until`` (days inclusive).

    A record is a run of claims without a gap of more than ``gap_days``. Sorted by order, pair and first day.
    """
    at = np.lexsort((in_play["anchor"], in_play["pair"], in_play["order"]))
    pair, order, anchor, expiry = (in_play[name].to_numpy()[at] for name in ("pair", "order", "anchor", "expiry"))
    series = np.cumsum(np.r_[False, (pair[1:] != pair[:-1]) | (order[1:] != order[:-1])][: len(at)])
    reach = _running_latest(series, expiry)
    fresh = np.r_[True, (series[1:] != series[:-1]) | (anchor[1:] - reach[:-1] > gap_days * DAY)][: len(at)]
    starts = np.flatnonzero(fresh)
    ends = np.r_[starts[1:], len(at)][: len(starts)] - 1
    return pd.DataFrame({"pair": pair[starts], "order": order[starts], "first": anchor[starts], "until": reach[ends]})


def _running_latest(series: np.ndarray, expiry: np.ndarray) -> np.ndarray:
    """The latest expiry so far within each series."""
    # Series are numbered upwards, so that lifting each above the one before keeps their maxima apart.
    lift = series.astype("int64") * 20_000_000_000
    return (np.maximum.accumulate(expiry.astype("int64") + lift) - lift).astype("datetime64[s]") if len(series) else expiry


def word_map(words: pd.Series, meaning: Callable[[str], int]) -> np.ndarray:
    """``meaning`` of each word of a category column as int64, asked once a word; -1 where the word is missing."""
    table = np.array([*(meaning(str(word)) for word in words.cat.categories), -1], dtype="int64")
    return table[words.cat.codes.to_numpy()]


def _seconds(days: pd.Series) -> np.ndarray:
    return days.to_numpy().astype("datetime64[s]")


def _at(rows: pd.DataFrame, places: np.ndarray) -> pd.DataFrame:
    """The rows at ascending ``places``; without a copy where that is all of them."""
    return rows if len(places) == len(rows) else rows.iloc[places]


def _series(in_play: pd.DataFrame, at: np.ndarray | slice = slice(None)) -> np.ndarray:
    """The number of each row's series, for the rows at some places."""
    key: np.ndarray = np.zeros(1, dtype="int64")
    for name in SERIES:
        values = in_play[name].to_numpy()[at]
        key = key * (int(values.max(initial=0)) + 2) + values + 1
    return np.unique(key, return_inverse=True)[1]


def _drawable(claims: pd.DataFrame, question: Question) -> np.ndarray:
    drawn = {d.id for d in question.measure.definitions if d.drawn and not question.definition} | {question.definition}
    parts = question.catalogue.part_actors()
    drawable: np.ndarray = (
        _numbered(claims, question)
        & (word_map(claims["definition"], lambda word: word in drawn) == 1)
        & (word_map(claims["actor"], lambda word: word in parts) != 1)
    )
    return drawable


def _numbered(claims: pd.DataFrame, question: Question) -> np.ndarray:
    """True for claims of a numbered kind (figure, bound, withheld, none-found) with a date, under the question's definition."""
    spoken = claims["start"].notna().to_numpy() | claims["end"].notna().to_numpy()
    numbered: np.ndarray = (word_map(claims["kind"], lambda word: word in NUMBERED) == 1) & spoken
    return numbered & (claims["definition"] == question.definition).to_numpy() if question.definition else numbered


def _within_definition(kept: pd.DataFrame, anchor: np.ndarray, measure: Measure) -> np.ndarray:
    inside = np.ones(len(kept), dtype=bool)
    for definition in measure.definitions:
        if definition.valid_from or definition.valid_to:
            own = (kept["definition"] == definition.id).to_numpy()
            early = anchor < np.datetime64(definition.valid_from or date.min, "s")
            late = anchor > np.datetime64(definition.valid_to or date.max, "s")
            inside &= ~(own & (early | late))
    return inside


def _with_days(kept: pd.DataFrame, anchor: np.ndarray, end: np.ndarray, question: Question) -> pd.DataFrame:
    last = np.where(np.isnat(end), FAR, end)
    days = _tolerance(kept, anchor, question) * DAY
    endless = (last == FAR) | (kept["kind"] == "withheld").to_numpy()
    expiry = np.where(endless & (question.measure.kind == "stock"), FAR, np.minimum(last, FAR - days) + days)
    keys = {"anchor": anchor, "last": last, "expiry": expiry, "published": _seconds(kept["published"])}
    # Columns of their own arrays: to put a quarter of a million rows into blocks takes as long as to make them.
    timed = pd.DataFrame({**keys, **_keys(kept, question), **_numbers(kept)}, copy=False)
    return _with_roots(timed, kept)


def _end_at_later_zero(timed: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """Stops carrying a count of people forward on the day on which any source states zero under the same definition.

    Carrying forward is an inference of this ledger and not a statement of the source, so a later zero ends it. A source's own
    statement about that day stays in force beside the zero, and a withheld figure stays withheld.
    """
    none = np.flatnonzero(timed["code"] == ZERO)
    if measure.kind != "stock" or measure.unit != PEOPLE or not len(none):
        return timed
    group = timed.groupby(["pair", "order", "part"], sort=False).ngroup().to_numpy() * CENTURIES
    said = np.sort(group[none] + timed["anchor"].to_numpy().astype("int64")[none])
    place = np.searchsorted(said, group + timed["last"].to_numpy().astype("int64"), side="right")
    following = said[np.minimum(place, len(said) - 1)] - group
    told = (place < len(said)) & (np.abs(following) < CENTURIES // 2)
    told &= timed["code"].to_numpy() >= BOUND
    last_carried = np.where(told, following, FAR.astype("int64")).astype("datetime64[s]") - DAY
    return timed.assign(expiry=np.where(told, np.minimum(timed["expiry"].to_numpy(), last_carried), timed["expiry"]))


def _end_at_complete_list(timed: pd.DataFrame, kept: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Ends withheld and carried-forward claims at the first issue of another source's complete list without the pair.

    From that issue on the list says that nobody is there. A source's own statement about a later day stays in force.
    """
    for full in question.lists:
        own = (kept["source_id"] == full.source_id).to_numpy()
        listed = own & (kept["definition"] == full.definition).to_numpy()
        others = np.flatnonzero(~own)
        silent = (timed["code"].to_numpy() == WITHHELD)[others]
        since = np.where(silent, timed["anchor"].to_numpy()[others], timed["last"].to_numpy()[others] + DAY)
        off = first_issue_without_pair(timed["pair"].to_numpy()[others], since, timed[listed], full.days_known(question.known_at))
        expiry = timed["expiry"].to_numpy().copy()
        expiry[others] = np.fmin(expiry[others], off - DAY)
        timed = timed.assign(expiry=expiry)
    return timed


def _with_roots(timed: pd.DataFrame, kept: pd.DataFrame) -> pd.DataFrame:
    """``root``: the series of the claim, or of the claim that it goes back to.

    A series and not a claim, since a fact that repeats what a source said in 2019 and what it says today has that source as its
    origin; on one day only one claim of a series stands.
    """
    if not kept["derived_from"].notna().any():
        return timed.assign(root=np.arange(len(timed)))
    series, root = _series(timed), roots(kept)
    inside = root < len(timed)
    return timed.assign(root=np.where(inside, series[np.where(inside, root, 0)], len(timed) + root))


def _tolerance(kept: pd.DataFrame, anchor: np.ndarray, question: Question) -> np.ndarray:
    if question.measure.kind == "flow":
        return np.zeros(len(kept), dtype="int64")
    days = np.full(len(kept), question.measure.tolerance_days, dtype="int64")
    for source in question.catalogue.sources.values():
        # The loosest bound is written first, so that the entry with the earliest `until` has the last word.
        for carry in sorted(source.carry, key=lambda c: c.until or date.max, reverse=True):
            reach = anchor <= np.datetime64(carry.until or date.max, "s")
            days = np.where((kept["source_id"] == source.id).to_numpy() & reach, carry.days, days)
    return days


def _keys(kept: pd.DataFrame, question: Question) -> Mapping[str, np.ndarray]:
    order = {d.id: place for place, d in enumerate(question.measure.definitions)}
    additive = {d.id: ("none", "actor", "site").index(d.additive) for d in question.measure.definitions}
    by = word_map(kept["definition"], lambda word: additive.get(word, 0))
    actor, site = (kept[name].cat.codes.to_numpy().astype("int64") for name in ("actor", "site"))
    source, said_by = (kept[name].cat.codes.to_numpy().astype("int64") for name in ("source_id", "said_by"))
    host, sender = (kept[name].cat.codes.to_numpy().astype("int64") for name in ("host", "sender"))
    return {
        "pair": host * (len(kept["sender"].cat.categories) + 1) + sender + 1,
        "host": host,
        "sender": sender,
        "source": source,
        "order": word_map(kept["definition"], lambda word: order.get(word, -1)),
        # The sites and missions of one source are parts of one list, whoever reported each of them.
        "speaker": source * (len(kept["said_by"].cat.categories) + 1) + np.where(by == 0, said_by + 1, 0),
        "part": np.where(by == 1, actor, np.where(by == 2, site, -1)),
        # Only of missions: beside the figures for Azores and Eniwetok, the one without a site is that of the mainland.
        "whole": (by == 1) & (actor < 0),
        "rank": _rank(kept, question.measure.sources),
        "used": np.ones(len(kept), dtype="int64"),
    }


def _rank(kept: pd.DataFrame, preferred: tuple[str, ...]) -> np.ndarray:
    places = {entry: place for place, entry in enumerate(preferred)}
    others = sorted({str(source) for source in kept["source_id"].cat.categories} - set(places))
    after = {source: len(preferred) + place for place, source in enumerate(others)}
    rank = word_map(kept["source_id"], lambda word: places.get(word, after.get(word, 0)))
    for entry, place in places.items():
        source, colon, said_by = entry.partition(":")
        if colon:
            rank = np.where((kept["source_id"] == source).to_numpy() & (kept["said_by"] == said_by).to_numpy(), place, rank)
    return rank


def _numbers(kept: pd.DataFrame) -> Mapping[str, np.ndarray]:
    low, best, high = (kept[name].to_numpy(dtype="float64") for name in ("low", "best", "high"))
    kind = {name: (kept["kind"] == name).to_numpy() for name in NUMBERED}
    value = kind["value"]
    low = np.where(np.isnan(low) & (value | kind["at-least"]), best, low)
    high = np.where(np.isnan(high) & (value | kind["at-most"]), best, high)
    best = np.where(value, best, np.nan)
    level = np.where(value, np.where(np.isnan(best), (low + high) / 2, best), np.nan)
    code = np.select([kind["withheld"], kind["none-found"], np.isnan(level)], [WITHHELD, NONE_FOUND, BOUND], VALUE)
    code = np.where((code == VALUE) & (low == 0) & (high == 0), ZERO, code)
    spoken = code >= BOUND
    return {
        "low": np.where(spoken, low, np.nan),
        "best": best,
        "high": np.where(spoken, high, np.nan),
        "level": level,
        "code": code,
        "figure": code >= ZERO,
    }
