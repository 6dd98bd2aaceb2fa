"""The seal of a View: a hash of its question, its generation and every number it shows, and a short code to read aloud.

A seal is no signature, since anybody can hash. It tells whether a file shows what this ledger says, by making the View again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from dashboard.domain.view import View
from dashboard.exports.safe_csv import plain_number
from dashboard.exports.tables import estimates_table
from dashboard.figures.view_rows import rows_on_day
from dashboard.ledger.readings import unit_of
from dashboard.ledger.store import Ledger

FORM = "presence-seal-1"
# What is sealed of each row: who, where, when, what is known, how much, in what unit, and by which claim of which source.
KEYS = ("host", "sender", "definition", "date")
NUMBERS = ("low", "best", "high")
SEALED = (*KEYS, "state", *NUMBERS, "unit", "source_id", "newest", "claim_id")
# Crockford's base 32: no letter that is taken for a digit, and none that makes a word by chance.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Eight letters of five bits: two Views that are not the same share a code once in a million million times. Who wants to can
# search for such a pair; the whole hash is in the file and is what is compared.
CODE_LETTERS = 8
CODE_BITS = 5 * CODE_LETTERS
BETWEEN, AFTER = "\x1f", "\n"


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal: the whole hash in hexadecimal digits, and what it was made of.

    Attributes:
        digest: SHA-256 as 64 hexadecimal digits.
        query: the canonical query of the View.
        generation: the generation that answered.
    """

    digest: str
    query: str
    generation: str

    @property
    def code(self) -> str:
        """The first `CODE_BITS` bits of the hash to read aloud: "VE7K-2M94"."""
        return code_of(self.digest)

    def __str__(self) -> str:
        return f"{FORM}:{self.digest}"


def seal_of(ledger: Ledger, view: View) -> Seal:
    """The seal of the View as this ledger answers it; the same View and generation always give the same.

    It covers every row of `sealed_rows`, so that one figure, state, day, source or claim of another kind gives another seal.
    """
    return _seal(ledger, view)


def sealed_rows(ledger: Ledger, view: View) -> pd.DataFrame:
    """What the seal covers, columns `SEALED` as text in their canonical form, sorted, no two rows alike.

    The rows of the View's map, all its hosts; with hosts picked out also its pairs, as `estimates_table` gives them.
    """
    rows = rows_on_day(ledger, view.without_hosts())
    shown = [canonical(rows.assign(unit=unit_of(ledger, view)))]
    shown += [canonical(estimates_table(ledger, view))] if view.host else []
    together = pd.concat(shown) if len(shown) > 1 else shown[0]
    return together.drop_duplicates().sort_values(list(SEALED), ignore_index=True)


def canonical(rows: pd.DataFrame) -> pd.DataFrame:
    """The sealed columns of estimates as text: figures in the fewest digits that give them back, days as ISO, missing as nothing."""
    return pd.DataFrame({name: _text(rows[name]) if name in rows else "" for name in SEALED}, index=rows.index, dtype="str")


def code_of(digest: str) -> str:
    """The code of a hash in hexadecimal digits, in two groups of four letters."""
    bits = int(digest[: CODE_BITS // 4], 16)
    letters = "".join(LETTERS[bits >> shift & 31] for shift in range(CODE_BITS - 5, -1, -5))
    return f"{letters[:4]}-{letters[4:]}"


@lru_cache(maxsize=256)
def _seal(ledger: Ledger, view: View) -> Seal:
    return Seal(digest_of(sealed_rows(ledger, view), view.encode(), ledger.generation), view.encode(), ledger.generation)


def digest_of(rows: pd.DataFrame, query: str, generation: str) -> str:
    """SHA-256 over form, query, generation and the rows of `canonical`, which must be sorted as `sealed_rows` gives them."""
    lines = [FORM, query, generation, *(BETWEEN.join(row) for row in rows[list(SEALED)].to_numpy().tolist())]
    return hashlib.sha256(AFTER.join(lines).encode()).hexdigest()


def seal_of_table(rows: pd.DataFrame, query: str, generation: str) -> Seal:
    """The seal of a table that is no map's, over every cell in its order and the names of its columns."""
    text = pd.DataFrame({str(name): _text(rows[name]) for name in rows}, index=rows.index, dtype="str")
    lines = [FORM, query, generation, BETWEEN.join(map(str, text)), *(BETWEEN.join(row) for row in text.to_numpy().tolist())]
    return Seal(hashlib.sha256(AFTER.join(lines).encode()).hexdigest(), query, generation)


def _text(values: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(values):
        days: pd.Series = values.dt.strftime("%Y-%m-%d").astype("str").fillna("")
        return days
    if pd.api.types.is_numeric_dtype(values):
        return values.map(plain_number, na_action="ignore").astype("str").fillna("")
    return values.astype("str").fillna("")
