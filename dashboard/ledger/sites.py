"""Claims with coordinates as points with dates, and the number that a limit leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from dashboard.domain.view import View
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger

# In the order in which a limit keeps them: what is fewest and most looked for first.
KINDS = ("bases", "nuclear_reactors", "works", "military_construction", "energy_assets", "projects", "coal_finance")
COLUMNS = ("claim_id", "measure", "site", "sender", "host", "lat", "lon", "decimals", "source_id", "start", "end", "until")


@dataclass(frozen=True, slots=True)
class Sites:
    """Points of a View.

    Attributes:
        rows: one row a claim with coordinates, columns `COLUMNS`; ``until`` is the last day on which it is shown, missing for none.
        total: how many there are in all; more than there are rows where a limit cut them.
    """

    rows: pd.DataFrame
    total: int

    def on(self, day: pd.Timestamp) -> pd.DataFrame:
        """The rows that are shown on a day."""
        start, until = self.rows["start"], self.rows["until"]
        return self.rows[(start.isna() | (start <= day)) & (until.isna() | (until >= day))]


def kinds_of(view: View) -> tuple[str, ...]:
    """The View's measure where it is one of sites, else every kind."""
    return (view.measure,) if view.measure in KINDS else KINDS


def sites_of(ledger: Ledger, view: View, limit: int) -> Sites:
    """The sites of the View's senders in its hosts, of every day, as known on its date of knowledge; at most ``limit``.

    A stock is shown from its first day to its last and for the measure's tolerance after it; a flow in its own period. A cancelled
    project is none. The limit keeps kinds in the order of `KINDS`, and within a kind the newest.
    """
    rows = _all_sites(
        ledger, View(measure=view.measure, sender=view.sender, host=view.host, known_at=view.known_at, source=view.source)
    )
    return Sites(rows.head(limit), len(rows))


@lru_cache(maxsize=16)
def _all_sites(ledger: Ledger, view: View) -> pd.DataFrame:
    parts = [_of_kind(ledger, view, kind) for kind in kinds_of(view) if kind in ledger.catalogue.measures]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS))


def _of_kind(ledger: Ledger, view: View, kind: str) -> pd.DataFrame:
    claims = answers.view_claims(ledger, View(measure=kind, sender=view.sender, host=view.host, source=view.source))
    kept = claims["lat"].notna() & claims["lon"].notna() & (claims["status"].astype("str") != "cancelled")
    if view.known_at is not None:
        day = pd.Timestamp(view.known_at)
        kept &= claims["published"].isna() | (claims["published"] <= day)
        kept &= claims["withdrawn"].isna() | (claims["withdrawn"] > day)
    else:
        kept &= claims["withdrawn"].isna()
    rows = claims[kept.to_numpy()]
    measure = ledger.catalogue.measures[kind]
    more = pd.Timedelta(days=measure.tolerance_days if measure.kind == "stock" else 0)
    made = rows.assign(until=rows["end"] + more, decimals=_decimals(rows), site=rows["site"].astype("str"), measure=kind)
    words = {name: made[name].astype("str") for name in ("claim_id", "sender", "host", "source_id")}
    newest = made.assign(**words).sort_values(["start", "claim_id"], ascending=[False, True], na_position="last")
    return newest[list(COLUMNS)].reset_index(drop=True)


def _decimals(rows: pd.DataFrame) -> np.ndarray:
    """How many decimals the coordinates are given with, as far as six: how exactly a point can stand where it is."""
    found = np.zeros(len(rows), dtype="int64")
    for name in ("lat", "lon"):
        values = rows[name].to_numpy(dtype="float64")
        own = np.full(len(rows), 6, dtype="int64")
        for places in range(5, -1, -1):
            own[np.isclose(values, np.round(values, places), rtol=0, atol=1e-9)] = places
        found = np.maximum(found, own)
    return found
