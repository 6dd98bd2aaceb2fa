"""Filters the ledger to the claims whose licences allow redistribution, and counts what is withheld from an export.

Pictures show everything, with credit. Tables, and data inside slides, are made from the part alone, so that no figure of a source
that may not be passed on is in them, not even as the end of a range or a part of a sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import pandas as pd

from dashboard.domain.view import View
from dashboard.exports.tables import claims_of_view
from dashboard.ledger.store import Ledger

# The part answers otherwise than the whole: its name must not be that of the whole, in a file as little as in a cache.
SUFFIX = "-open"


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Claims of one source that are left out because its licence does not let them be passed on."""

    source_id: str
    title: str
    licence: str
    rows: int

    def __str__(self) -> str:
        return f"{self.title}: {self.rows:,} claims left out, licence: {self.licence}"


@lru_cache(maxsize=2)
def open_part(ledger: Ledger) -> Ledger:
    """The ledger without the claims of sources that may not be given out; the ledger itself where there are none.

    A part has the generation's name with `SUFFIX`, so that a table made from it says so.
    """
    closed = closed_sources(ledger)
    if not closed:
        return ledger
    claims = ledger.claims
    kept = claims[~claims["source_id"].isin(closed).to_numpy()].reset_index(drop=True)
    return replace(ledger, claims=kept, generation=f"{ledger.generation}{SUFFIX}")


@lru_cache(maxsize=8)
def closed_sources(ledger: Ledger) -> tuple[str, ...]:
    """Ids of sources that have claims in the ledger and may not be given out."""
    present = ledger.claims["source_id"].cat.remove_unused_categories().cat.categories
    return tuple(str(name) for name in present if not ledger.catalogue.sources[str(name)].may_be_given_out)


def held_back(ledger: Ledger, view: View) -> tuple[HeldBack, ...]:
    """What a table of the View leaves out, by source, the one with most claims first; none where everything may be given out."""
    if not closed_sources(ledger):
        return ()
    return held_back_of(ledger, claims_of_view(ledger, view))


def held_back_of(ledger: Ledger, claims: pd.DataFrame) -> tuple[HeldBack, ...]:
    """The sources among ``claims`` that may not be given out, with their numbers of claims."""
    counted = claims["source_id"].astype("str").value_counts()
    entries = [(ledger.catalogue.sources[str(name)], int(rows)) for name, rows in counted.items()]
    return tuple(HeldBack(one.id, one.title, one.licence, rows) for one, rows in entries if not one.may_be_given_out)


def may_go_out(ledger: Ledger, claims: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``claims`` whose source may be given out."""
    closed = closed_sources(ledger)
    return claims[~claims["source_id"].isin(closed).to_numpy()] if closed else claims


def held_back_line(found: Sequence[HeldBack]) -> str:
    """What stands back, in a sentence; empty for nothing."""
    return "Left out because of their licence: " + "; ".join(str(one) for one in found) if found else ""


def told_in_columns(rows: pd.DataFrame, found: Sequence[HeldBack], marking: str) -> pd.DataFrame:
    """The rows with the marking and with what stands back in a column each; neither where there is none.

    A table that is empty only because of its licences gets one row that says so.
    """
    told = {"marking": marking, "left_out_for_licence": held_back_line(found)}
    kept = {name: words for name, words in told.items() if words}
    return rows.reindex(range(1)).assign(**kept) if found and rows.empty else rows.assign(**kept)
