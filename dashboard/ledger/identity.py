"""Claim ids: the same statement gets the same id in every build."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dashboard.domain.claim import IDENTITY_COLUMNS

# Sixteen bytes that key the hash. Changing them renames every claim, so they are as fixed as the store's format.
HASH_KEY = "presence-claim-1"


def with_claim_ids(claims: pd.DataFrame) -> pd.DataFrame:
    """Fill missing ``claim_id`` from the content of the statement: 16 hexadecimal digits of a keyed 64-bit hash.

    Ids given by a source stay. Rows that make the same statement get the same id; the caller decides about duplicates.
    """
    missing = claims["claim_id"].isna()
    if not missing.any():
        return claims
    digest = content_hash(claims[missing])
    text = pd.Series(np.char.mod("%016x", digest.to_numpy()), index=digest.index, dtype="str")
    return claims.assign(claim_id=claims["claim_id"].where(~missing, text))


def content_hash(claims: pd.DataFrame) -> pd.Series:
    """Hash (uint64) of the columns that make a statement what it is; equal statements have equal hashes."""
    identity = claims[list(IDENTITY_COLUMNS)]
    # Adding zero turns -0.0 into 0.0: they are the same figure and must hash alike.
    figures = {name: identity[name] + 0.0 for name in ("low", "best", "high")}
    seconds = {name: identity[name].astype("int64") for name in ("start", "end", "published")}
    words = {
        name: identity[name].astype("str").fillna("").astype("category")
        for name in IDENTITY_COLUMNS
        if name not in figures and name not in seconds
    }
    whole = pd.DataFrame({**words, **figures, **seconds})[list(IDENTITY_COLUMNS)]
    return pd.util.hash_pandas_object(whole, index=False, hash_key=HASH_KEY)
