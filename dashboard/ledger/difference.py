"""What changed between two sets of claims: two states of knowledge of one ledger, or two generations.

A claim is never overwritten, so a change shows as a statement that went and a statement that came. The two are paired by what they
have in common, from the strictest pairing to the loosest, and every pairing is one to one. What finds no partner is new or withdrawn.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from dashboard.domain.claim import COLUMN
from dashboard.domain.clocks import known_on, known_since
from dashboard.ledger.pairing import KEYS, NUMBERS, codes_of, paired, pairs_of, seconds

CHANGES = {
    "new": "a statement that was not there before and replaces none",
    "correction": "the same source speaks of the same thing and time with another figure, kind or stage",
    "redefinition": "the same statement is now counted under another measure or definition",
    "recode": "the same figure is now filed under another place, actor, site, speaker, or beginning or end",
    "withdrawal": "a statement that stands no longer, or a figure that is withheld from now on",
    "restatement": "the same figure said again: only its publication, words, grades, link or point on the map differ",
}
COMPARED = tuple(name for name in COLUMN if name != "claim_id")
SAID = ("kind", *NUMBERS, "phrase")
DIFFERENCE_COLUMNS = {
    "change": "kind of change: " + ", ".join(CHANGES),
    "changed": "columns that differ, separated by spaces; empty where there is only one statement",
    "was": "the former keys of a redefinition or recode, as `column value`; empty elsewhere",
    **{name: f"{COLUMN[name].title} of the later statement, or of the one that went" for name in KEYS},
    **{f"{name}_before": f"{COLUMN[name].title} before; missing where nothing was said" for name in SAID},
    **{f"{name}_after": f"{COLUMN[name].title} after; missing where the statement went" for name in SAID},
    "known": "day on which the change became known; missing where no day is recorded for it",
    "recorded": "True where that day is recorded, False where it is the last day spoken of",
    "claim_before": "claim that went or was replaced; before a figure withheld, the last figure of its series",
    "claim_after": "claim that came; missing where one only went",
}


def compare(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Every change from one set of claims to another: columns as in `DIFFERENCE_COLUMNS`, one row a change.

    Args:
        before: claims with the registry's columns and dtypes; ids are unique.
        after: the later claims, likewise.

    Statements in both that are alike in every column give no row; every other statement of either set is in exactly one row, but
    for the last figure before a figure withheld, which stands on. Both sets are left as they are. Sorted by `CHANGES`, measure,
    host, sender, source and beginning. Raises ValueError where an id stands twice in one set.
    """
    for claims in (before, after):
        if not claims["claim_id"].is_unique:
            raise ValueError("a claim id stands twice in one set of claims")
    place = pd.Index(after["claim_id"]).get_indexer(pd.Index(before["claim_id"]))
    held = np.flatnonzero(place >= 0)
    gone = np.flatnonzero(place < 0)
    added = np.flatnonzero(~np.isin(np.arange(len(after)), place[held]))
    pairs = [_same_id(before, after, held, place[held]), *paired(before, after, gone, added)]
    return _told(pd.concat(pairs, ignore_index=True), before, after)


def compare_days(claims: pd.DataFrame, first: date, second: date, *, only_recorded: bool = False) -> pd.DataFrame:
    """What became known after ``first`` and up to ``second``, both inclusive as known-at dates; columns as in `compare`.

    The same as `compare` of the claims known on each day. ``known`` is the day of publication or, of a statement that only went,
    of its withdrawal. A claim without a recorded publication counts as known from the last day it speaks of, and ``recorded`` is
    False for it; with ``only_recorded`` such claims are left out where they came.
    """
    then, now = known_on(claims, first), known_on(claims, second)
    came = now & ~then
    added = np.flatnonzero(came & claims["published"].notna().to_numpy() if only_recorded else came)
    after = _as_read(claims.iloc[added])
    silent = after[after["kind"] == "withheld"]
    # What stood on both days has not changed; it is needed only where a figure that stands may be the last before silence.
    near = claims["source_id"].isin(silent["source_id"].unique()).to_numpy() & now
    rows = np.flatnonzero(then & (~now | near))
    before, gone = _as_read(claims.iloc[rows]), np.flatnonzero(~now[rows])
    found = _told(pd.concat(paired(before, after, gone, np.arange(len(after))), ignore_index=True), before, after)
    return _with_withdrawals(found, claims.iloc[rows])


def _as_read(claims: pd.DataFrame) -> pd.DataFrame:
    """The claims as they read while they stood: a later withdrawal was not known."""
    return claims.assign(withdrawn=pd.Series(pd.NaT, index=claims.index, dtype="datetime64[s]"))


def _with_withdrawals(found: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """The day of withdrawal for every statement that only went."""
    only_went = found["claim_after"].isna().to_numpy()
    went = pd.Index(claims["claim_id"]).get_indexer(pd.Index(found.loc[only_went, "claim_before"]))
    known = found["known"].to_numpy().astype("datetime64[s]").copy()
    known[only_went] = claims["withdrawn"].to_numpy().astype("datetime64[s]")[went]
    return found.assign(known=known, recorded=found["recorded"].to_numpy() | only_went)


def came_and_went(claims: pd.DataFrame, first: date, second: date) -> int:
    """How many statements became known after ``first`` and were withdrawn again by ``second``: in neither state of knowledge."""
    since, withdrawn = known_since(claims), claims["withdrawn"].to_numpy().astype("datetime64[s]")
    return int(((since > np.datetime64(first, "s")) & (withdrawn <= np.datetime64(second, "s"))).sum())


def came_unrecorded(claims: pd.DataFrame, first: date, second: date) -> int:
    """How many claims count as known between the days only because they speak of a time between them."""
    came = known_on(claims, second) & ~known_on(claims, first)
    return int((came & claims["published"].isna().to_numpy()).sum())


def summarise(difference: pd.DataFrame) -> pd.DataFrame:
    """Changes counted: one row a source, measure and kind of change, with ``changes`` and how many have a recorded day."""
    words = difference.assign(**{name: difference[name].astype("str") for name in ("source_id", "measure", "change")})
    groups = words.groupby(["source_id", "measure", "change"], sort=True)
    return groups.agg(changes=("change", "size"), recorded=("recorded", "sum")).reset_index()


def _same_id(before: pd.DataFrame, after: pd.DataFrame, mine: np.ndarray, other: np.ndarray) -> pd.DataFrame:
    """Statements that kept their id and differ in some column. An id that a source gives stays through corrections."""
    differs = _differences(before, after, mine, other)
    names = {name: place for place, name in enumerate(COMPARED)}
    closed = differs[:, names["withdrawn"]] & before["withdrawn"].isna().to_numpy()[mine]
    # Words count as a figure where there is none, as in the pairings.
    wordy = before[list(NUMBERS)].isna().all(axis=1).to_numpy()[mine] & differs[:, names["phrase"]]
    moved = [name for name in KEYS if name not in ("measure", "definition")]
    told = [
        (closed, "withdrawal"),
        (differs[:, [names[name] for name in ("measure", "definition")]].any(axis=1), "redefinition"),
        (differs[:, [names[name] for name in moved]].any(axis=1), "recode"),
        (differs[:, [names[name] for name in ("kind", *NUMBERS, "status")]].any(axis=1) | wordy, "correction"),
        (differs.any(axis=1), "restatement"),
    ]
    change = np.select([found for found, _ in told], [word for _, word in told], "")
    kept = change != ""
    return pairs_of(change[kept], mine[kept], other[kept])


def _differences(before: pd.DataFrame, after: pd.DataFrame, mine: np.ndarray, other: np.ndarray) -> np.ndarray:
    """For each pair of rows, which of `COMPARED` differ."""
    columns = []
    for name in COMPARED:
        left, right = codes_of(before[name], after[name])
        columns.append(left[mine] != right[other])
    return np.column_stack(columns) if len(mine) else np.zeros((0, len(COMPARED)), dtype=bool)


def _told(pairs: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """The pairs in the documented columns and order."""
    pairs = _silenced(pairs, before, after)
    mine, other, shown = (pairs[name].to_numpy() for name in ("before", "after", "shown"))
    both = (mine >= 0) & (other >= 0)
    differs = np.zeros((len(pairs), len(COMPARED)), dtype=bool)
    differs[both] = _differences(before, after, mine[both], other[both])
    published = after["published"].notna().to_numpy()
    frame = pd.DataFrame(
        {
            "change": pairs["change"],
            "changed": _named(differs),
            "was": _former(pairs, differs, before),
            **{name: _either(before[name], after[name], mine, other) for name in KEYS},
            **{f"{name}_before": _taken(before[name], shown) for name in SAID},
            **{f"{name}_after": _taken(after[name], other) for name in SAID},
            "known": _at(known_since(after), other, np.datetime64("NaT", "s")),
            "recorded": _at(published, other, value=False),
            "claim_before": _taken(before["claim_id"], shown),
            "claim_after": _taken(after["claim_id"], other),
        }
    )
    return frame.iloc[_order(frame)].reset_index(drop=True)[list(DIFFERENCE_COLUMNS)]


def _silenced(pairs: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """A figure that gives way to a claim of kind withheld is withdrawn; ``shown`` is the statement to show before it.

    Where the claim withheld replaces none, that is the last figure of its series, which stands on for its own time.
    """
    mine, other = pairs["before"].to_numpy(), pairs["after"].to_numpy()
    silent = _at((after["kind"] == "withheld").to_numpy(), other, value=False)
    was_silent = _at((before["kind"] == "withheld").to_numpy(), mine, value=False)
    alone = silent & (mine < 0)
    last = mine.copy()
    last[alone] = _last_figures(before, after.iloc[other[alone]])
    change = pairs["change"].mask(silent & ~was_silent & (pairs["change"] != "restatement"), "withdrawal")
    return pairs.assign(shown=last, change=change)


def _last_figures(before: pd.DataFrame, silent: pd.DataFrame) -> np.ndarray:
    """Position in ``before`` of the last figure of each silent claim's series no later than it; -1 without one."""
    series = [name for name in KEYS if name not in ("start", "end")]
    near = np.ones(len(before), dtype=bool)
    for name in ("source_id", "measure", "host", "sender"):
        near &= before[name].isin(silent[name].unique()).to_numpy()
    rows = np.flatnonzero(near & before[list(NUMBERS)].notna().any(axis=1).to_numpy())
    told = before.iloc[rows]
    coded = [codes_of(told[name], silent[name]) for name in series]
    keys = [pd.util.hash_pandas_object(pd.DataFrame([c[side] for c in coded]).T, index=False) for side in (0, 1)]
    days = [known_days.fillna(claims["end"]) for claims in (told, silent) for known_days in [claims["start"]]]
    figures = pd.DataFrame({"key": keys[0], "day": days[0].to_numpy(), "row": rows}).dropna().sort_values("day", kind="stable")
    asked = pd.DataFrame({"key": keys[1], "day": days[1].to_numpy(), "at": np.arange(len(silent))}).dropna()
    found = pd.merge_asof(asked.sort_values("day", kind="stable"), figures, on="day", by="key")
    last = np.full(len(silent), -1)
    last[found["at"].to_numpy()] = found["row"].fillna(-1).to_numpy().astype("int64")
    return last


def _named(differs: np.ndarray) -> pd.Series:
    """The names of the differing columns, made once for every pattern of them."""
    bits = differs @ (1 << np.arange(len(COMPARED), dtype="int64"))
    patterns, which = np.unique(bits, return_inverse=True)
    names = [" ".join(name for place, name in enumerate(COMPARED) if pattern >> place & 1) for pattern in patterns.tolist()]
    return pd.Series(np.array(names, dtype=object)[which] if len(bits) else [], dtype="str")


def _former(pairs: pd.DataFrame, differs: np.ndarray, before: pd.DataFrame) -> pd.Series:
    mine = pairs["before"].to_numpy()
    moved = pairs["change"].isin(["redefinition", "recode"]).to_numpy()
    former = pd.Series("", index=range(len(pairs)), dtype="object")
    for name in KEYS:
        rows = np.flatnonzero(moved & differs[:, COMPARED.index(name)])
        values = before[name].iloc[mine[rows]]
        words = values.dt.strftime("%Y-%m-%d") if values.dtype.kind == "M" else values.astype("str")
        former.iloc[rows] = former.iloc[rows].to_numpy() + f"; {name} " + words.fillna("none").to_numpy(dtype="object")
    return former.astype("str").str.removeprefix("; ")


def _at(values: np.ndarray, places: np.ndarray, value: Any) -> np.ndarray:
    """``values`` at each place, and ``value`` where the place is -1."""
    taken: np.ndarray = np.append(values, np.array([value], dtype=values.dtype))[places]
    return taken


def _taken(values: pd.Series, places: np.ndarray) -> pd.Series:
    """The values at the places; missing where the place is -1."""
    return values.reset_index(drop=True).reindex(places).reset_index(drop=True)


def _either(before: pd.Series, after: pd.Series, mine: np.ndarray, other: np.ndarray) -> pd.Series:
    """The value after, or the one before where a statement only went."""
    places = np.where(other >= 0, other + len(before), mine)
    if isinstance(before.dtype, pd.CategoricalDtype):
        words = pd.Index(sorted({*before.cat.categories, *after.cat.categories}), dtype="str")
        codes = [np.append(words.get_indexer(side.cat.categories), -1)[side.cat.codes.to_numpy()] for side in (before, after)]
        return pd.Series(pd.Categorical.from_codes(np.concatenate(codes)[places], dtype=pd.CategoricalDtype(words)))
    return pd.concat([before, after], ignore_index=True).iloc[places].reset_index(drop=True)


def _order(frame: pd.DataFrame) -> np.ndarray:
    rank = frame["change"].map({name: place for place, name in enumerate(CHANGES)}).to_numpy(dtype="int64")
    words = [frame[name].cat.codes.to_numpy() for name in ("source_id", "sender", "host", "measure")]
    order: np.ndarray = np.lexsort((seconds(frame["start"]), *words, rank))
    return order
