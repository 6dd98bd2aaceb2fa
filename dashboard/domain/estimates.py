"""Estimates: what a named rule makes of the claims for each sender and host on given days.

The same functions serve one day (a table, an export) and hundreds (the clock), so that animated and still pictures cannot differ.
Guarantees, all within one definition:

- a claim is in force from its first day to its last; a stock is then carried forward for the tolerance of its source or measure,
  and never backward; a flow is in force in its own period only; a withheld figure stays withheld until the source gives another;
- an issue of a complete list that does not name a pair ends what other sources withhold or what is carried forward for it;
- a count of people is not carried forward past a day on which any source states zero;
- of several claims in one series (one source, one speaker) the one about the latest time is used; so it is of several speakers
  of one source, where the rule ranks sources;
- from the first to the last day of a definition's record of a pair, definitions after it in the measure's order are not used: a
  gap inside the record stays a gap and is not filled with a figure for other people; a gap longer than the tolerance ends it;
- the total of a list of missions is never added to its missions;
- a sum adds under one definition only, takes the definition that gives the largest total, and counts what it left out.

`dashboard.domain.totals` adds estimates up; `dashboard.domain.left_out` lists what is left out, and why.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from dashboard.domain.groups import Groups
from dashboard.domain.in_force import claims_in_force, claims_in_play, spans
from dashboard.domain.origins import first_of_each_root
from dashboard.domain.question import Question, asked_days
from dashboard.domain.states import STATE_NAMES, VALUE, ZERO

Rule = Literal["preferred", "median", "lowest", "highest", "latest"]
RULES: tuple[Rule, ...] = get_args(Rule)
STATES = ("value", "zero", "bound", "withheld", "none-found", "not-collected")

ESTIMATE_COLUMNS = {
    "host": "place id of the host; missing in a sum over hosts",
    "sender": "place id of the sender; missing in a sum over several",
    "definition": "definition that is counted",
    "date": "day of the estimate",
    "state": "value, zero, bound (only an upper or a lower bound is known), withheld or none-found (somebody looked, or a "
    "list that holds everyone does not hold this one); no row means not-collected",
    "low": "smallest figure or lower end in force, in the measure's unit",
    "best": "the figure by the rule; missing where no source gives a single figure",
    "high": "largest figure or upper end in force",
    "level": "best, or the middle of low and high where best is missing; decides the colour and nothing else",
    "claims": "claims in force; 0 where nothing but absence from a list that holds everyone tells that none was found",
    "origins": "independent origins among them: claims that repeat one another, or one that is not in force, count once",
    "newest": "last day, no later than the date, that the figure speaks of",
    "stale_days": "days from `newest` to the date; 0 when the figure is not carried",
    "source_id": "source of the figure; missing where it is made of several",
    "claim_id": "claim behind the figure; missing in sums and medians",
    "senders": "senders with a figure in the sum; 1 for a single sender with a figure, 0 without",
    "left_out": "senders with a claim in force that the sum leaves out: another definition, withheld, or only a bound",
}
NUMBERS = ("low", "best", "high", "level")
FIGURES = ("value", "zero")


def estimate(
    claims: pd.DataFrame, question: Question, dates: Sequence[date] | np.ndarray, rule: Rule = "preferred"
) -> pd.DataFrame:
    """One row a (host, sender, date) that has a claim in force, columns as in `ESTIMATE_COLUMNS`.

    Args:
        claims: claims of the question's measure (registry columns), cut to the senders and hosts that are asked for.
        question: the measure, its catalogue and what is known when.
        dates: days to answer for, ascending; a yearly flow answers for the year of each (`asked_days`).
        rule: how one figure is made of several sources.

    Guarantees ``low <= best <= high`` wherever they are present; a missing figure never becomes zero. Sorted by date, host, sender.
    """
    days = np.asarray(dates, dtype="datetime64[s]")
    asked = asked_days(days, question.measure)
    in_play = claims_in_play(claims, question)
    heard = voices(in_play, asked, repeated=bool(claims["derived_from"].notna().any()))
    in_charge = keep_definitions_in_charge(heard, spans(in_play, question.measure.tolerance_days), asked)
    return estimate_table_of(apply_rule(in_charge, rule), claims, question, days)


def voices(in_play: pd.DataFrame, days: np.ndarray, *, repeated: bool = False) -> pd.DataFrame:
    """The statement of every speaker on each of ``days``: one row a (pair, definition, speaker, day), parts added up."""
    return _sum_parts(_with_origins(_without_parts_of_totals(claims_in_force(in_play, days)), repeated=repeated))


def _with_origins(stood: pd.DataFrame, *, repeated: bool) -> pd.DataFrame:
    """``origin`` is 1 for one claim of each origin in force under one definition on one day, and 0 for those that repeat it."""
    if not repeated:
        return stood.assign(origin=np.ones(len(stood), dtype="int64"))
    within = (stood[name].to_numpy() for name in ("pair", "order", "day"))
    return stood.assign(origin=first_of_each_root(stood["root"].to_numpy(), *within))


def _without_parts_of_totals(stood: pd.DataFrame) -> pd.DataFrame:
    """Drop the missions of a list on days on which the same speaker gives their total: who is in a part is in the total."""
    whole = stood["whole"].to_numpy() & stood["figure"].to_numpy()
    if not whole.any():
        return stood
    keys = _key(stood, "pair", "order", "speaker", "day")
    kept: pd.DataFrame = stood[whole | ~np.isin(keys, keys[whole])].reset_index(drop=True)
    return kept


def _sum_parts(stood: pd.DataFrame) -> pd.DataFrame:
    """Add up the parts (missions, sites) of one speaker on one day; a speaker without parts passes unchanged."""
    keys = _key(stood, "pair", "order", "speaker", "day")
    groups = Groups.of(keys)
    if len(groups) == len(stood):
        return stood
    column = {name: stood[name].to_numpy() for name in stood}
    figures = groups.sum(column["figure"].astype("int64"))
    ends = {name: where_known(figures > 0, groups.sum(column[name])) for name in ("low", "high", "level")}
    best = where_known((figures > 0) & (groups.count(column["best"]) == figures), groups.sum(column["best"]))
    silent = {name: groups.max(column[name]) for name in ("low", "high")}
    # A single part keeps its bounds even without a figure; several parts without a figure have no sum.
    alone = groups.sizes == 1
    kept = {name: np.where(alone, silent[name], ends[name]) for name in ("low", "high")}
    none = (kept["low"] == 0) & (kept["high"] == 0)
    code = np.where(figures > 0, np.where(none, ZERO, VALUE), groups.max(column["code"]))
    return stood.iloc[groups.first].assign(
        **kept,
        level=ends["level"],
        best=best,
        code=code,
        figure=figures > 0,
        used=groups.sum(column["used"]),
        origin=groups.sum(column["origin"]),
        anchor=groups.max(column["anchor"]),
        last=groups.max(column["last"]),
        row=np.where(alone, column["row"][groups.first], -1),
    )


def keep_definitions_in_charge(heard: pd.DataFrame, records: pd.DataFrame, days: np.ndarray) -> pd.DataFrame:
    """Drop rows of a definition on days that a record of an earlier definition of the same pair spans."""
    pair, order = heard["pair"].to_numpy(), heard["order"].to_numpy()
    day = days[heard["day"].to_numpy()] if len(heard) else days[:0]
    moment, outranked = _moment(pair, day), np.zeros(len(heard), dtype=bool)
    for place, record in records.groupby("order", sort=True):
        begun = _moment(record["pair"].to_numpy(), record["first"].to_numpy())
        at = np.searchsorted(begun, moment, side="right") - 1
        owner, until = record["pair"].to_numpy()[at], record["until"].to_numpy()[at]
        outranked |= (at >= 0) & (owner == pair) & (day <= until) & (order > place)
    return heard[~outranked]


def _moment(pair: np.ndarray, day: np.ndarray) -> np.ndarray:
    """One number for a pair and a day that orders by pair, then by day."""
    # Days are counted from the year 1423, so that none is negative.
    moment: np.ndarray = pair.astype("int64") * 1_000_000 + day.astype("datetime64[D]").astype("int64") + 200_000
    return moment


def apply_rule(voices: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    """One row a (pair, definition, day): ends over all speakers, the figure by the rule."""
    ordered = _by_preference(voices, rule)
    groups = Groups.of(_key(ordered, "pair", "order", "day"))
    low, high = groups.min(ordered["low"].to_numpy()), groups.max(ordered["high"].to_numpy())
    chosen = ordered.iloc[groups.first]
    none = (low == 0) & (high == 0)
    result = chosen.assign(
        low=low,
        high=high,
        used=groups.sum(ordered["used"].to_numpy()),
        origin=groups.sum(ordered["origin"].to_numpy()),
        voices=groups.sizes,
        code=np.where(chosen["figure"], np.where(none, ZERO, VALUE), chosen["code"]),
    )
    return _with_medians(result, ordered, groups) if rule == "median" else result


def _by_preference(voices: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    """Rows sorted so that the first of each group is the one the rule takes.

    Figures come before claims without one; among the latter the larger state code comes first. Of equal rank, the claim about the
    latest time comes first.
    """
    figure = voices["figure"].to_numpy()
    key = np.zeros(len(voices))
    if rule in ("lowest", "highest"):
        end = voices["low"] if rule == "lowest" else voices["high"]
        named = voices["best"].fillna(end).where(voices["figure"])
        voices = voices.assign(best=named, level=named)
        key = named.to_numpy() * (1 if rule == "lowest" else -1)
    elif rule == "latest":
        key = -voices["anchor"].to_numpy().astype("int64").astype("float64")
    silence = np.where(figure, -VALUE - 1, -voices["code"].to_numpy())
    # Speakers of one source are not ranked among themselves: the one about the latest time counts. NATO said 1 Georgian soldier in
    # Afghanistan in October 2009 and 924 in November 2010; both are carried forward to September 2011.
    recent = -voices["anchor"].to_numpy().astype("int64")
    return voices.iloc[np.lexsort((voices["speaker"], recent, voices["rank"], key, silence))]


def _with_medians(result: pd.DataFrame, ordered: pd.DataFrame, groups: Groups) -> pd.DataFrame:
    """Replace the figures by the medians over all speakers with a figure; one speaker's figure stays its own."""
    heard = groups.sum(ordered["figure"].to_numpy().astype("int64"))
    best, level = (groups.median(ordered[name].to_numpy()) for name in ("best", "level"))
    return result.assign(best=best, level=level, row=np.where(heard > 1, -1, result["row"]))


def estimate_table_of(result: pd.DataFrame, claims: pd.DataFrame, question: Question, days: np.ndarray) -> pd.DataFrame:
    """Translates codes back to ids and states; columns and order as in `ESTIMATE_COLUMNS`."""
    ordered = result.iloc[np.lexsort((result["sender"], result["host"], result["day"]))]
    column = {name: ordered[name].to_numpy() for name in ordered}
    day = days[column["day"]] if len(ordered) else days[:0]
    asked = asked_days(day, question.measure)
    newest = np.minimum(column["last"], np.maximum(day, asked))
    single = column["row"] >= 0
    definitions = np.array([definition.id for definition in question.measure.definitions], dtype=object)
    states = np.array([STATE_NAMES.get(code, "") for code in range(VALUE + 1)], dtype=object)
    claim_id = claims["claim_id"].iloc[np.where(single, column["row"], 0)].set_axis(ordered.index) if len(claims) else None
    return pd.DataFrame(
        {
            "host": words_of(claims["host"], column["host"]),
            "sender": words_of(claims["sender"], column["sender"]),
            "definition": pd.Series(definitions[column["order"]], dtype="str"),
            "date": day,
            "state": pd.Series(states[column["code"]], dtype="str"),
            **{name: column[name] for name in NUMBERS},
            "claims": column["used"],
            "origins": column["origin"],
            "newest": newest,
            "stale_days": np.maximum((asked - newest).astype("timedelta64[D]").astype("int64"), 0),
            "source_id": words_of(claims["source_id"], np.where(single | (column.get("voices", 1) == 1), column["source"], -1)),
            "claim_id": pd.Series(claim_id).where(single).array if claim_id is not None else pd.Series(dtype="str"),
            "senders": column["figure"].astype("int64"),
            "left_out": np.zeros(len(ordered), dtype="int64"),
        }
    )[list(ESTIMATE_COLUMNS)]


def words_of(words: pd.Series, codes: np.ndarray) -> Any:
    """The categories that ``codes`` stand for; missing where a code is -1."""
    dtype: Any = words.dtype
    return pd.Categorical.from_codes(codes.astype("int32"), dtype=dtype)


def _key(rows: pd.DataFrame, *names: str) -> np.ndarray:
    """One whole number a row that is equal exactly where all named columns are."""
    key = np.zeros(len(rows), dtype="int64")
    for name in names:
        values = rows[name].to_numpy()
        key = key * (int(values.max(initial=0)) + 2) + values + 1
    return key


def where_known(known: np.ndarray, values: np.ndarray) -> np.ndarray:
    """``values`` where ``known`` is true, NaN elsewhere."""
    return np.where(known, values, np.nan)
