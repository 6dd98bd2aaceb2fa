"""Groups claims by independent origin: a claim that repeats another one counts as the same origin."""

from __future__ import annotations

import numpy as np
import pandas as pd

# A chain of repetitions this long is a circle; where it is cut does not matter, since the whole circle has one name then.
LONGEST_CHAIN = 64


def roots(claims: pd.DataFrame) -> np.ndarray:
    """The origin of each row as a number: equal for rows that repeat the same claim, directly or through other claims.

    An origin that is not among ``claims`` (in another measure, or not asked for) counts by its id all the same. Claims that
    repeat each other in a circle go back to the one with the smallest id.
    """
    told = claims["derived_from"].notna().to_numpy()
    own = np.arange(len(claims))
    if not told.any():
        return own
    names = claims["claim_id"].astype("object").to_numpy()
    repeated = claims["derived_from"].astype("object").to_numpy()[told]
    repeats = dict(zip(names[told], repeated, strict=True))
    found = own.copy()
    codes = {name: place for place, name in enumerate(names)}
    for place in np.flatnonzero(told):
        root = _root(str(names[place]), repeats)
        found[place] = codes.setdefault(root, len(codes))
    return found


def count_origins(claims: pd.DataFrame) -> int:
    """How many independent origins the claims have: "8 claims, 2 origins"."""
    return len(np.unique(roots(claims)))


def first_of_each_root(root: np.ndarray, *within: np.ndarray) -> np.ndarray:
    """1 for the first row of each root within equal values of ``within``, else 0: their sum is the number of origins."""
    repeated = pd.DataFrame({"root": root, **{str(place): key for place, key in enumerate(within)}}).duplicated()
    first: np.ndarray = (~repeated).to_numpy().astype("int64")
    return first


def shared_origins(stood: pd.DataFrame) -> pd.DataFrame:
    """Speakers of whom one repeats the other, or both repeat a third: ``pair, order, speaker, speaker_other``, each both ways.

    Args:
        stood: claims in force on one day (``pair, order, speaker, root``). One common origin is enough: a sum of parts of which one
            is repeated from the other speaker is no independent figure.
    """
    keys = ["pair", "order", "speaker"]
    told = stood[[*keys, "root"]].drop_duplicates()
    both = told.merge(told, on=["pair", "order", "root"], suffixes=("", "_other"))
    shared: pd.DataFrame = both[(both["speaker"] != both["speaker_other"]).to_numpy()]
    return shared[[*keys, "speaker_other"]].drop_duplicates().reset_index(drop=True)


def _root(name: str, repeats: dict[str, str]) -> str:
    chain = [name]
    while chain[-1] in repeats and len(chain) < LONGEST_CHAIN:
        following = repeats[chain[-1]]
        if following in chain:
            return min(chain[chain.index(following) :])
        chain.append(following)
    return chain[-1]
