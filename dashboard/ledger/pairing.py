"""Pairs withdrawn claims with new ones about the same thing, strictest criterion first, one to one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

# The subject of a statement: who counts whom, where and when.
KEYS = ("measure", "definition", "sender", "host", "actor", "site", "said_by", "source_id", "start", "end")
# The content of a statement. Its wording counts only without a figure: "about 2,000" and "approximately 2,000" are equal.
FIGURES = ("kind", "low", "best", "high", "status", "words")
NUMBERS = ("low", "best", "high")
# Small figures recur by chance: below this value an equal figure alone is no sign that a statement was moved.
DISTINCTIVE = 10


@dataclass(frozen=True, slots=True)
class Pairing:
    """A criterion by which a withdrawn and a new statement are about the same thing.

    Attributes:
        change: name of the change for such a pair.
        freed: keys that may differ.
        figures: True where the figures must be equal.
        alone: True where the match must be unique on both sides.
        distinctive: True where the figure must be large or about one site.
    """

    change: str
    freed: tuple[str, ...] = ()
    figures: bool = True
    alone: bool = False
    distinctive: bool = False

    @property
    def keys(self) -> list[str]:
        """Columns in which both must be equal."""
        return [name for name in KEYS if name not in self.freed] + list(FIGURES if self.figures else ())


PAIRINGS = (
    Pairing("restatement"),
    Pairing("correction", figures=False),
    Pairing("redefinition", ("measure", "definition")),
    Pairing("recode", ("actor", "site", "said_by")),
    # Either the start or the end may have been corrected; where both differ, it is another statement.
    Pairing("recode", ("end",)),
    Pairing("recode", ("start",)),
    Pairing("recode", ("host",), alone=True, distinctive=True),
    Pairing("recode", ("sender",), alone=True, distinctive=True),
    Pairing("redefinition", ("measure", "definition"), figures=False, alone=True),
)


def pairs_of(change: np.ndarray | str, before: np.ndarray, after: np.ndarray) -> pd.DataFrame:
    """Pairs as positions in both sets, -1 where a statement has no partner, with the name of the change."""
    return pd.DataFrame({"before": before, "after": after, "change": pd.Series(change, index=range(len(before)), dtype="str")})


def paired(before: pd.DataFrame, after: pd.DataFrame, gone: np.ndarray, added: np.ndarray) -> list[pd.DataFrame]:
    """Pairs by `PAIRINGS` in their order, then what is left over on either side."""
    mine, other = _coded(before.iloc[gone], after.iloc[added])
    left, right = np.arange(len(gone)), np.arange(len(added))
    found = []
    for pairing in PAIRINGS:
        if not len(left) or not len(right):
            break
        at, to = _match(mine.iloc[left], other.iloc[right], pairing)
        found.append(pairs_of(pairing.change, gone[left[at]], added[right[to]]))
        left, right = np.delete(left, at), np.delete(right, to)
    went = pairs_of("withdrawal", gone[left], np.full(len(left), -1))
    came = pairs_of("new", np.full(len(right), -1), added[right])
    return [*found, went, came]


def _match(mine: pd.DataFrame, other: pd.DataFrame, pairing: Pairing) -> tuple[np.ndarray, np.ndarray]:
    """Positions of the partners in both frames; of several that fit, the smallest figure goes with the smallest."""
    sides = [_ranked(side, pairing) for side in (mine, other)]
    joined = sides[0].merge(sides[1], on=["key", "rank"], suffixes=("_mine", "_other"))
    if pairing.alone:
        single = (joined["size_mine"] == 1) & (joined["size_other"] == 1)
        joined = joined[single]
    return joined["at_mine"].to_numpy(), joined["at_other"].to_numpy()


def _ranked(side: pd.DataFrame, pairing: Pairing) -> pd.DataFrame:
    key = pd.util.hash_pandas_object(side[pairing.keys], index=False).to_numpy()
    at = np.arange(len(side))
    if pairing.distinctive:
        telling = side["telling"].to_numpy()
        key, at = key[telling], at[telling]
    order = np.lexsort((at, side["level"].to_numpy()[at], key))
    groups = pd.Series(key[order]).groupby(key[order], sort=False)
    return pd.DataFrame({"key": key[order], "rank": groups.cumcount(), "size": groups.transform("size"), "at": at[order]})


def _coded(before: pd.DataFrame, after: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Keys and figures of both as whole numbers, equal exactly where the values are; ``level`` and ``telling`` beside them."""
    coded = {name: codes_of(before[name], after[name]) for name in (*KEYS, "kind", *NUMBERS, "status", "phrase")}
    sides = []
    for place, claims in enumerate((before, after)):
        columns = {name: codes[place] for name, codes in coded.items()}
        figures = claims[list(NUMBERS)].to_numpy(dtype="float64")
        none = np.isnan(figures).all(axis=1)
        level = np.where(none, np.inf, np.nan_to_num(figures).max(axis=1, initial=0.0))
        telling = ~none & ((level >= DISTINCTIVE) | claims["site"].notna().to_numpy())
        words = np.where(none, columns.pop("phrase"), -1)
        sides.append(pd.DataFrame({**columns, "words": words, "level": level, "telling": telling}))
    return sides[0], sides[1]


def codes_of(mine: pd.Series, other: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Both columns as int64 that are equal exactly where the values are; missing equals missing."""
    if isinstance(mine.dtype, pd.CategoricalDtype):
        known = other.cat.categories.get_indexer(mine.cat.categories)
        strange = len(other.cat.categories) + np.arange(len(known))
        table = np.append(np.where(known < 0, strange, known), -1)
        return table[mine.cat.codes.to_numpy()], other.cat.codes.to_numpy().astype("int64")
    if mine.dtype.kind == "M":
        return seconds(mine), seconds(other)
    return _bits(mine), _bits(other)


def seconds(days: pd.Series) -> np.ndarray:
    """Days as whole seconds (int64); every missing day has the same number."""
    return days.to_numpy().astype("datetime64[s]").astype("int64")


def _bits(values: pd.Series) -> np.ndarray:
    figures = values.to_numpy(dtype="float64", na_value=np.nan)
    # Adding zero turns -0.0 into 0.0; every missing value gets the same bits.
    return np.where(np.isnan(figures), np.nan, figures + 0.0).view("int64")
