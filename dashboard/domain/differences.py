"""Like-for-like change between two dates for all pairs at once, with its interval.

What one speaker says under one definition on the later day is set against what the same speaker says under the same definition on
the earlier one, ends with ends. It is the arithmetic of `dashboard.domain.changes` for maps and tables, where one day is asked of
thousands of pairs. A pair without two such statements has no change, whatever two sources say between them: it is ``no-pair``.
Speakers who disagree on the direction give no figure either: the pair is ``disputed``, and both are read in its panel.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.domain.changes import spoken_days, with_families
from dashboard.domain.clocks import known_on
from dashboard.domain.estimates import ESTIMATE_COLUMNS, Rule, apply_rule, estimate_table_of, keep_definitions_in_charge, voices
from dashboard.domain.groups import Groups
from dashboard.domain.in_force import claims_in_play, spans
from dashboard.domain.question import DAY, Question, asked_days
from dashboard.domain.states import NONE_FOUND, VALUE, WITHHELD, ZERO

CHANGE_STATES = ("value", "zero", "withheld", "none-found", "no-pair", "disputed")
CHANGE_COLUMNS = {
    **ESTIMATE_COLUMNS,
    "state": "value (a change), zero (no change), withheld or none-found (so on the later day), no-pair (figures, but no two of "
    "one speaker under one definition), disputed (speakers disagree on the direction)",
    "low": "smallest change, in the measure's unit", "best": "the change by the rule", "high": "largest change",
    "before": "level on the earlier day that the change is counted from; missing without a change",
    "before_low": "its lower end", "before_high": "its upper end",
    "before_newest": "last day that the earlier figure speaks of; missing without a change",
}  # fmt: skip
SERIES = ["pair", "order", "speaker", "out"]
ENDS = ["low", "best", "high", "level", "figure", "anchor", "last", "row"]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A trend or a denial that contradicts arithmetic: of ``pair``, on days from ``since`` to ``until``; ``target`` may be empty."""

    pair: int
    since: np.datetime64
    until: np.datetime64
    target: str


def change_estimates(
    claims: pd.DataFrame, question: Question, days: np.ndarray, before: np.ndarray, rule: Rule = "preferred"
) -> pd.DataFrame:
    """One row a (host, sender, later day) of which anything is known on either day, columns as in `CHANGE_COLUMNS`.

    Args:
        claims: claims of the question's measure (registry columns).
        question: measure, catalogue, and what is known when.
        days: later days, datetime64[s], ascending.
        before: the earlier day of each, datetime64[s], of equal length.
        rule: how one figure is made of several speakers' changes.

    A statement that holds on both days is no change; one that is only carried to the later day tells nothing about a change.
    """
    asked, base = asked_days(days, question.measure), asked_days(before, question.measure)
    grid = np.union1d(asked, base)
    levelled = with_families(claims)
    in_play = claims_in_play(levelled, question)
    heard = voices(in_play, grid)
    charge = keep_definitions_in_charge(heard, spans(in_play, question.measure.tolerance_days), grid)
    later, earlier = _on_days(charge, grid, asked), _on_days(charge, grid, base)
    paired = _pair_up(_without_withheld(_on_days(heard, grid, asked), later), _on_days(heard, grid, base), asked)
    changed = _contradicted(_first_definition(_changes(paired, base, rule)), _spoken(levelled, question), levelled, asked)
    silent = _silent(later, earlier, changed)
    rows = pd.concat([changed, silent], ignore_index=True) if len(changed) else silent
    return _named(rows, levelled, question, days)


def total_changes(rows: pd.DataFrame) -> pd.DataFrame:
    """Sum the senders of each (host, date) under one definition, the one whose changes are largest; columns `CHANGE_COLUMNS`.

    Senders without a change of their own are left out of the sum and counted in ``left_out``. A host without any change takes the
    state of those that are left: disputed before no-pair before withheld before none-found.
    """
    key = rows["date"].to_numpy().astype("int64") * 10_000 + rows["host"].cat.codes.to_numpy()
    everyone = Groups.of(key)
    alone = everyone.sizes == 1
    figure = rows["state"].isin(["value", "zero"]).to_numpy()
    summed = _sum_definitions(rows[figure], key[figure])
    spoken = np.isin(key, summed["key"].to_numpy())
    silent = _most_telling(rows[~spoken], key[~spoken])
    known = summed["key"].to_numpy()
    members = everyone.sizes[np.searchsorted(key[everyone.order][everyone.starts], known)]
    single = np.isin(known, key[everyone.order][everyone.starts][alone])
    sums = _without_names(summed.assign(left_out=members - summed["senders"].to_numpy()), single)
    joined = pd.concat([sums, silent], ignore_index=True)
    ordered: pd.DataFrame = joined.iloc[np.lexsort((joined["host"].cat.codes, joined["date"]))]
    return ordered[list(CHANGE_COLUMNS)].reset_index(drop=True)


SILENT_ORDER = {"disputed": 0, "no-pair": 1, "withheld": 2, "bound": 3, "none-found": 4}
_BEFORE = ("before", "before_low", "before_high", "before_newest")


def _sum_definitions(rows: pd.DataFrame, key: np.ndarray) -> pd.DataFrame:
    """One row a key: the sum under the definition whose changes are largest, with ``key``."""
    definition = pd.factorize(rows["definition"], sort=True)[0]
    groups = Groups.of(key * 100 + definition)
    sums = {name: groups.sum(rows[name].to_numpy()) for name in ("low", "high", "level", "before", "before_low", "before_high")}
    best = rows["best"].to_numpy()
    whole = groups.count(best) == groups.sizes
    size = groups.sum(np.abs(rows["level"].to_numpy()))
    counts = {name: groups.sum(rows[name].to_numpy()) for name in ("claims", "origins", "senders")}
    newest = {name: groups.max(rows[name].to_numpy()) for name in ("newest", "before_newest")}
    none = (sums["low"] == 0) & (sums["high"] == 0)
    table = rows.iloc[groups.first].assign(
        **sums, **counts, **newest, best=np.where(whole, groups.sum(best), np.nan), state=np.where(none, "zero", "value"),
        size=size, key=key[groups.order][groups.starts], parts=groups.sizes,
    )  # fmt: skip
    largest = table.iloc[np.lexsort((-table["size"].to_numpy(), table["key"].to_numpy()))]
    firsts: pd.DataFrame = largest.drop_duplicates("key")
    return firsts


def _most_telling(rows: pd.DataFrame, key: np.ndarray) -> pd.DataFrame:
    place = rows["state"].map(SILENT_ORDER).to_numpy()
    order = np.lexsort((place, key))
    fresh = np.r_[True, np.diff(key[order]) != 0][: len(order)]
    kept: pd.DataFrame = rows.iloc[order[fresh]]
    many = Groups.of(key).sizes > 1
    return kept.assign(sender=kept["sender"].mask(many))


def _without_names(sums: pd.DataFrame, single: np.ndarray) -> pd.DataFrame:
    """Sums of several senders have no sender; those of several changes no source and no claim."""
    alone = sums["parts"].to_numpy() == 1
    return sums.assign(
        sender=sums["sender"].where(single), source_id=sums["source_id"].where(alone), claim_id=sums["claim_id"].where(alone)
    )  # fmt: skip


def _on_days(rows: pd.DataFrame, grid: np.ndarray, days: np.ndarray) -> pd.DataFrame:
    """The rows on each of ``days``, with its position in ``days`` as ``out``."""
    asked = pd.DataFrame({"day": np.searchsorted(grid, days), "out": np.arange(len(days))})
    return rows.merge(asked, on="day")


def _without_withheld(heard: pd.DataFrame, charge: pd.DataFrame) -> pd.DataFrame:
    """Rows of pairs whose definition in charge is not silent: what is withheld is not told by another count in its place."""
    figure = _pair_day(charge[charge["figure"].to_numpy()], "out")
    silent = _pair_day(charge[charge["code"].isin([WITHHELD, NONE_FOUND]).to_numpy()], "out")
    kept: pd.DataFrame = heard[~np.isin(_pair_day(heard, "out"), np.setdiff1d(silent, figure))]
    return kept


def _first_definition(changed: pd.DataFrame) -> pd.DataFrame:
    """Of several definitions with a comparable pair the first in the measure's order, which is the one in charge where it has one."""
    ordered = changed.sort_values("order", kind="stable")
    firsts: pd.DataFrame = ordered[~pd.Series(_pair_day(ordered, "day")).duplicated().to_numpy()]
    return firsts


def _pair_up(later: pd.DataFrame, earlier: pd.DataFrame, asked: np.ndarray) -> pd.DataFrame:
    """Rows of ``later`` with what the same speaker said before, where both are figures and the later one is news of its day."""
    both = later.merge(earlier[[*SERIES, *ENDS]], on=SERIES, suffixes=("", "_before"))
    spoken = both["figure"] & both["figure_before"]
    ends = both[["low", "high", "low_before", "high_before"]].notna().all(axis=1)
    # Told of each row before rows are dropped: a series put into a frame without rows would bring its own rows with it.
    told = both.assign(
        same=(both["anchor"] == both["anchor_before"])
        & (both["last"] == both["last_before"])
        & (both["row"] == both["row_before"])
    )
    holds = (told["last"].to_numpy() >= asked[told["out"].to_numpy()]) | ~told["same"].to_numpy()
    kept: pd.DataFrame = told[spoken.to_numpy() & ends.to_numpy() & holds]
    return kept


def _changes(both: pd.DataFrame, base: np.ndarray, rule: Rule) -> pd.DataFrame:
    """One row a (pair, definition, day): the change by the rule, or disputed where speakers differ on the direction."""
    spread = {
        "low": both["low"] - both["high_before"], "high": both["high"] - both["low_before"],
        "best": both["best"] - both["best_before"], "level": both["level"] - both["level_before"],
    }  # fmt: skip
    still = both["same"].to_numpy()
    moved = both.assign(
        **{name: np.where(still, 0.0, values) for name, values in spread.items()}, before=both["level_before"],
        before_low=both["low_before"], before_high=both["high_before"], day=both["out"],
        before_newest=np.minimum(both["last_before"].to_numpy(), base[both["out"].to_numpy(dtype="int64")]),
    )  # fmt: skip
    none = (moved["low"] == 0) & (moved["high"] == 0)
    coded = moved.assign(code=np.where(none, ZERO, VALUE), figure=True)
    chosen = apply_rule(coded, rule)
    return _with_direction(chosen, coded)


def _with_direction(chosen: pd.DataFrame, coded: pd.DataFrame) -> pd.DataFrame:
    keys = ["pair", "order", "day"]
    ways = coded[keys].assign(
        up=((coded["low"] >= 0) & (coded["high"] > 0)), down=((coded["high"] <= 0) & (coded["low"] < 0))
    )  # fmt: skip
    found = ways.groupby(keys, sort=False).max().reset_index()
    known = chosen.merge(found, on=keys, how="left")
    # Speakers who agree on the direction may still differ in size: the change is then given with the whole interval.
    said = np.where(known["up"] & known["down"], "disputed", np.where(known["code"] == ZERO, "zero", "value"))
    return known.assign(said=said)


def _contradicted(changed: pd.DataFrame, spoken: list[Spoken], claims: pd.DataFrame, asked: np.ndarray) -> pd.DataFrame:
    """Changes in figures against which a speaker holds "unchanged", or denies one of the two figures, are disputed."""
    if changed.empty or not spoken:
        return changed
    said = changed["said"].to_numpy().astype("object")
    ids = claims["claim_id"].to_numpy()
    day = asked[changed["day"].to_numpy()]
    for word in spoken:
        held = (changed["pair"].to_numpy() == word.pair) & (day >= word.since) & (day <= word.until) & (said == "value")
        if word.target:
            rows = np.flatnonzero(ids == word.target)
            held &= np.isin(changed["row"], rows) | np.isin(changed["row_before"], rows)
        said[held] = "disputed"
    return changed.assign(said=said)


def _spoken(claims: pd.DataFrame, question: Question) -> list[Spoken]:
    spoken = claims[claims["kind"].isin(["trend", "denial"]).to_numpy()]
    if spoken.empty:
        return []
    known = spoken[known_on(spoken, question.known_at)]
    since, until = spoken_days(known)
    codes = [known[name].cat.codes.to_numpy().astype("int64") for name in ("host", "sender")]
    pairs = codes[0] * (len(claims["sender"].cat.categories) + 1) + codes[1] + 1
    reach = until + question.measure.tolerance_days * DAY
    rows = zip(known.to_dict("records"), pairs, since, reach, strict=True)
    return [Spoken(int(pair), begin, end, _target(row)) for row, pair, begin, end in rows if _contradicts(row)]


def _contradicts(row: Mapping[Hashable, object]) -> bool:
    unchanged = row["kind"] == "trend" and str(row["phrase"]).startswith("unchanged")
    return unchanged or (row["kind"] == "denial" and isinstance(row["target"], str))


def _target(row: Mapping[Hashable, object]) -> str:
    return str(row["target"]) if row["kind"] == "denial" else ""


def _silent(later: pd.DataFrame, earlier: pd.DataFrame, changed: pd.DataFrame) -> pd.DataFrame:
    """Pairs without a change: one row each, with the reason in ``said``."""
    known = pd.concat([later.assign(now=True), earlier.assign(now=False)], ignore_index=True)
    done = _pair_day(changed, "day") if len(changed) else np.array([], dtype="int64")
    left = known[~np.isin(_pair_day(known, "out"), done)]
    left = left[(left["now"] | left["figure"]).to_numpy()]
    ordered = left.assign(quiet=left["now"] & left["code"].isin([WITHHELD, NONE_FOUND])).sort_values(
        ["pair", "out", "now", "figure", "code"], ascending=[True, True, False, False, False], kind="stable"
    )
    groups = Groups.of(_pair_day(ordered, "out"))
    firsts = ordered.iloc[groups.first]
    withheld = np.where(firsts["code"] == WITHHELD, "withheld", "none-found")
    said = np.where(firsts["quiet"].to_numpy(), withheld, "no-pair")
    nothing = dict.fromkeys(("low", "best", "high", "level", "before", "before_low", "before_high"), np.nan)
    return firsts.assign(
        **nothing, said=said, day=firsts["out"], voices=groups.sizes, code=np.where(firsts["quiet"], firsts["code"], VALUE),
        before_newest=np.datetime64("NaT", "s"), row=-1,
    )  # fmt: skip


def _pair_day(rows: pd.DataFrame, day: str) -> np.ndarray:
    key: np.ndarray = rows["pair"].to_numpy().astype("int64") * 100_000 + rows[day].to_numpy()
    return key


def _named(rows: pd.DataFrame, claims: pd.DataFrame, question: Question, days: np.ndarray) -> pd.DataFrame:
    ordered = rows.iloc[np.lexsort((rows["sender"], rows["host"], rows["day"]))].reset_index(drop=True)
    said = ordered["said"].astype("str")
    figure = said.isin(["value", "zero"]).to_numpy()
    named = estimate_table_of(ordered, claims, question, days)
    told = {name: ordered[name].where(figure) for name in ("low", "best", "high", "level", *_BEFORE)}
    return named.assign(state=said, senders=figure.astype("int64"), **told)[list(CHANGE_COLUMNS)]
