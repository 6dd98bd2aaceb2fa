"""Like-for-like change of one pair between two dates: one speaker, one definition, interval against interval.

A change needs two statements of one speaker under one definition. Two sources, or two definitions, give two levels and no
change. A later figure that is withheld gives the change "withheld" and never a fall to zero. What a speaker says about the
change in words ("unchanged"), and denials, are listed beside the arithmetic; neither overrides the other.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd

from dashboard.domain.clocks import known_on
from dashboard.domain.groups import Groups
from dashboard.domain.in_force import claims_in_play, word_map
from dashboard.domain.question import DAY, FAR, Question
from dashboard.domain.states import BOUND, NONE_FOUND, VALUE, WITHHELD, ZERO

ChangeKind = Literal["change", "bound", "withheld", "none-found", "trend", "denial", "ratio"]
SPOKEN = ("trend", "denial", "ratio")


@dataclass(frozen=True, slots=True)
class Level:
    """What a speaker said about one time.

    Attributes:
        claim_id: the claim; empty where several parts (missions, sites) of one speaker were added up.
        low, best, high: the figures; missing (NaN) where silent. A plain figure is its own interval.
        first, last: days that it speaks of, inclusive.
        phrase: the source's own words; empty when given in figures.
    """

    claim_id: str
    low: float
    best: float
    high: float
    first: date
    last: date
    phrase: str


@dataclass(frozen=True, slots=True)
class Change:
    """What one speaker's statements under one definition say about a change up to a day.

    Attributes:
        kind: ``change`` has two intervals; ``bound``: one of the two is only a bound, so that no size can be told;
            ``withheld`` and ``none-found``: the later statement is silent; ``trend``, ``denial``, ``ratio``: said in
            words, no arithmetic.
        speaker: the family of speakers, from `speaker_family`; empty when the source itself speaks.
        before, after: the two statements; ``before`` is None when there is none (words, or withheld from the start).
        low, high: ends of the difference in the measure's unit; None without arithmetic.
        low_percent, high_percent: the same in per cent of before; None where before is not above zero.
        phrase: the words of a trend, denial or ratio.
        target: claim that is denied or scaled; empty when none is named.
        claim_id: the claim that tells it: the later one, or the spoken one.
    """

    kind: ChangeKind
    measure: str
    definition: str
    source_id: str
    speaker: str
    sender: str
    host: str
    claim_id: str
    before: Level | None = None
    after: Level | None = None
    low: float | None = None
    high: float | None = None
    low_percent: float | None = None
    high_percent: float | None = None
    phrase: str = ""
    target: str = ""


def speaker_family(said_by: str) -> str:
    """The publication or office that speaks: ``said_by`` up to its first bracket.

    A bracket names the person behind the publication: "Wall Street Journal (a person close to the Russian defence
    ministry)" and "Wall Street Journal (the same person)"; the publication answers for both. No other spelling is
    levelled: two names that differ before the bracket are two speakers, also when they report one another.
    """
    return said_by.partition(" (")[0].strip() or said_by


def with_families(claims: pd.DataFrame) -> pd.DataFrame:
    """The claims with ``said_by`` levelled to `speaker_family`; rows, order and other columns unchanged."""
    words = claims["said_by"].cat
    families = [speaker_family(str(word)) for word in words.categories]
    named = sorted(set(families))
    place = {name: code for code, name in enumerate(named)}
    table = np.array([*(place[name] for name in families), -1], dtype="int32")
    codes: np.ndarray = table[words.codes.to_numpy()]
    return claims.assign(said_by=pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(named)))


def like_for_like(claims: pd.DataFrame, question: Question, day: date) -> tuple[Change, ...]:
    """Every change up to ``day`` that one speaker's claims under one definition give.

    Args:
        claims: claims of the question's measure (registry columns), cut to the senders and hosts that are asked for.
        question: measure, catalogue and what is known when.
        day: the later of the two dates.

    The later statement is the one that stands on ``day``. The earlier is the one that stood a year before; where none
    did, or where it is the same, the last one before. Before a withheld figure it is the last figure given. Changes in
    figures come first, then what was said in words, each in the order of the measure's definitions and sources.
    """
    families = with_families(claims)
    return changes_of(sum_parts(claims_in_play(families, question)), families, question, day)


def changes_of(summed: pd.DataFrame, claims: pd.DataFrame, question: Question, day: date) -> tuple[Change, ...]:
    """`like_for_like` for claims that are already in play: ``summed`` from `sum_parts`, ``claims`` from `with_families`."""
    return (*_counted(summed, claims, question, day), *_spoken(claims, question, day))


def percent_between(before: tuple[float, float], after: tuple[float, float]) -> tuple[float, float] | None:
    """Ends of the change from one interval to another, in per cent; None unless ``before`` is above zero throughout.

    From 1,000 to 24–60: −97.6 to −94.0.
    """
    if not before[0] > 0:
        return None
    return 100 * (after[0] / before[1] - 1), 100 * (after[1] / before[0] - 1)


def year_before(day: date) -> date:
    """The same day a year earlier; the last day of a month stays the last day, so that period ends meet period ends."""
    last = calendar.monthrange(day.year - 1, day.month)[1]
    is_end = day.day == calendar.monthrange(day.year, day.month)[1]
    return date(day.year - 1, day.month, last if is_end else min(day.day, last))


def sum_parts(in_play: pd.DataFrame) -> pd.DataFrame:
    """Add up the parts (missions, sites) that one speaker gives for one time; other rows of `claims_in_play` pass unchanged.

    A sum of several parts has no claim of its own: its ``row`` is -1. It has a figure only from parts that have one.
    """
    additive = in_play["part"].to_numpy() >= 0
    if not additive.any():
        return in_play
    parts = in_play[additive]
    keys = pd.factorize(pd.MultiIndex.from_frame(parts[["pair", "order", "speaker", "anchor", "last"]]))[0]
    return pd.concat([in_play[~additive], _sum_groups(parts, Groups.of(keys))])


def _sum_groups(parts: pd.DataFrame, groups: Groups) -> pd.DataFrame:
    column = {name: parts[name].to_numpy() for name in parts}
    figures = groups.sum(column["figure"].astype("int64"))
    alone = groups.sizes == 1
    single = {name: column[name][groups.first] for name in ("low", "high", "level", "best", "row")}
    sums = {name: groups.sum(np.where(column["figure"], column[name], 0.0)) for name in ("low", "high", "level", "best")}
    told = {name: np.where(alone, single[name], np.where(figures > 0, sums[name], np.nan)) for name in sums}
    code = np.where(figures > 0, np.where(told["high"] == 0, ZERO, VALUE), groups.max(column["code"]))
    used = {"used": groups.sum(column["used"])}
    return parts.iloc[groups.first].assign(
        **told, **used, code=code, figure=figures > 0, row=np.where(alone, single["row"], -1), expiry=groups.max(column["expiry"])
    )


@dataclass(frozen=True, slots=True)
class _Series:
    """The statements of one speaker about one pair under one definition, in the order of the time they speak of."""

    column: dict[str, np.ndarray]
    places: np.ndarray

    def of(self, name: str) -> np.ndarray:
        values: np.ndarray = self.column[name][self.places]
        return values


SERIES = ("order", "rank", "speaker", "pair")


def _counted(summed: pd.DataFrame, claims: pd.DataFrame, question: Question, day: date) -> list[Change]:
    column = {str(name): summed[name].to_numpy() for name in summed}
    published = column["published"].astype("int64")
    within = (column["row"], published, column["anchor"])
    places = np.lexsort((*within, *(column[name] for name in reversed(SERIES))))
    keys = np.column_stack([column[name][places] for name in SERIES])
    starts = np.flatnonzero((keys[1:] != keys[:-1]).any(axis=1)) + 1
    series = (_Series(column, part) for part in np.split(places, starts) if len(part))
    found = (_change(one, claims, question, day) for one in series)
    return [change for change in found if change is not None]


def _change(series: _Series, claims: pd.DataFrame, question: Question, day: date) -> Change | None:
    later = _standing(series, np.datetime64(day, "s"))
    if later is None:
        return None
    silent = series.of("code")[later] in (WITHHELD, NONE_FOUND)
    earlier = _last_figure(series, later) if silent else _earlier(series, later, np.datetime64(year_before(day), "s"))
    if earlier is None and not silent:
        return None
    before = None if earlier is None else _level(series, earlier, claims)
    after = _level(series, later, claims)
    return Change(
        **_arithmetic(before, after, int(series.of("code")[later])),
        **_keys_of(series, later, claims, question), claim_id=after.claim_id, before=before, after=after,
    )  # fmt: skip


def _keys_of(series: _Series, place: int, claims: pd.DataFrame, question: Question) -> dict[str, Any]:
    """Names behind the codes. The code of a speaker holds source and person, each as its place among the categories."""
    source, person = divmod(int(series.of("speaker")[place]), len(claims["said_by"].cat.categories) + 1)
    words = {"speaker": (claims["said_by"], person - 1), "sender": (claims["sender"], int(series.of("sender")[place]))}
    return {
        "measure": question.measure.id,
        "definition": question.measure.definitions[int(series.of("order")[place])].id,
        "source_id": str(claims["source_id"].cat.categories[source]),
        "host": str(claims["host"].cat.categories[int(series.of("host")[place])]),
        **{name: str(column.cat.categories[code]) if code >= 0 else "" for name, (column, code) in words.items()},
    }


def _standing(series: _Series, day: np.datetime64) -> int | None:
    return _last(np.flatnonzero((series.of("anchor") <= day) & (series.of("expiry") >= day)))


def _earlier(series: _Series, later: int, then: np.datetime64) -> int | None:
    anchor = series.of("anchor")
    before = (series.of("code") >= BOUND) & (anchor < anchor[later])
    stood = np.flatnonzero(before & (anchor <= then) & (series.of("expiry") >= then))
    return _last(stood) if len(stood) else _last(np.flatnonzero(before))


def _last_figure(series: _Series, later: int) -> int | None:
    return _last(np.flatnonzero(series.of("code")[:later] >= BOUND))


def _last(places: np.ndarray) -> int | None:
    return int(places[-1]) if len(places) else None


def _level(series: _Series, place: int, claims: pd.DataFrame) -> Level:
    row, first, last = (series.of(name)[place] for name in ("row", "anchor", "last"))
    low, best, high = (float(series.of(name)[place]) for name in ("low", "best", "high"))
    # A statement without a stated end speaks of its first day for certain.
    last = first if last == FAR else last
    claim_id, phrase = ("", "") if row < 0 else (str(claims["claim_id"].iloc[row]), _text(claims["phrase"].iloc[row]))
    return Level(claim_id, low, best, high, first.astype(object).date(), last.astype(object).date(), phrase)


def _arithmetic(before: Level | None, after: Level, code: int) -> dict[str, Any]:
    if code in (WITHHELD, NONE_FOUND):
        return {"kind": "withheld" if code == WITHHELD else "none-found"}
    if before is None or np.isnan([before.low, before.high, after.low, after.high]).any():
        return {"kind": "bound"}
    percent = percent_between((before.low, before.high), (after.low, after.high)) or (None, None)
    difference = {"low": after.low - before.high, "high": after.high - before.low}
    return {"kind": "change", **difference, "low_percent": percent[0], "high_percent": percent[1]}


def _spoken(claims: pd.DataFrame, question: Question, day: date) -> list[Change]:
    """Trends, denials and ratios that speak of a time up to the day and within the measure's tolerance of it."""
    spoken = word_map(claims["kind"], lambda word: word in SPOKEN) == 1
    if not spoken.any():
        return []
    rows = claims[spoken]
    known = rows[known_on(rows, question.known_at)]
    since, until = spoken_days(known)
    now = np.datetime64(day, "s")
    held = known[(since <= now) & (until + question.measure.tolerance_days * DAY >= now)]
    order = {definition.id: place for place, definition in enumerate(question.measure.definitions)}
    sorted_rows = sorted(held.to_dict("records"), key=lambda row: (order.get(str(row["definition"]), 99), str(row["claim_id"])))
    return [
        Change(
            kind=row["kind"],
            measure=question.measure.id,
            definition=str(row["definition"]),
            source_id=str(row["source_id"]),
            speaker=_text(row["said_by"]),
            sender=_text(row["sender"]),
            host=_text(row["host"]),
            claim_id=str(row["claim_id"]),
            phrase=_text(row["phrase"]),
            target=_text(row["target"]),
        )
        for row in sorted_rows
    ]


def spoken_days(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """First and last day of statements in words. Without a stated beginning they hold from the start of their last month
    or year.
    """
    end = rows["end"].fillna(rows["start"])
    year = end.dt.to_period("Y").dt.start_time.where(rows["precision"] == "year", end.dt.to_period("M").dt.start_time)
    since = rows["start"].fillna(year.where(rows["precision"] != "day", end))
    return since.to_numpy().astype("datetime64[s]"), end.to_numpy().astype("datetime64[s]")


def _text(word: object) -> str:
    return "" if word is None or word is pd.NA or (isinstance(word, float) and np.isnan(word)) else str(word)
