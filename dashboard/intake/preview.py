"""What an addition would change: claims by measure and host, and the map before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.domain.estimates import estimate
from dashboard.domain.question import Question
from dashboard.domain.totals import total_over_senders
from dashboard.intake.plan import Plan, with_source
from dashboard.ledger.quality import FAR_APART, compare_sources
from dashboard.ledger.revise import join_claims
from dashboard.ledger.store import Ledger

# The map is compared on so many of the days that the added claims speak of, the newest ones.
MAX_DAYS = 40
CHANGES = ("newly coloured", "changed", "same")
MAP_COLUMNS = ("measure", "host", "day", "before", "after", "change")


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of the ledger.

    Attributes:
        counts: columns ``measure, host, claims, first_day, last_day``, one row a measure and host of the new claims.
        new: claims that are not in the ledger yet.
        repeated: claims that are, or that the table states twice.
        map: `MAP_COLUMNS`, one row a measure, host and compared day: the drawn figure (missing: none) before and after.
        contradicted: figures of other sources for the same pair and year that are threefold or more apart, columns as in
            `dashboard.ledger.quality.compare_sources`.
        days_left_out: days that the map was not compared on.
    """

    counts: pd.DataFrame
    new: int
    repeated: int
    map: pd.DataFrame
    contradicted: pd.DataFrame
    days_left_out: int

    def hosts(self, change: str) -> int:
        """How many hosts are ``change`` ("newly coloured", "changed") in some measure on some day."""
        return int(self.map.loc[self.map["change"] == change, "host"].nunique())


def preview(plan: Plan, ledger: Ledger) -> Preview:
    """Compare the ledger in service with the ledger as it would be; reads and changes nothing."""
    # The few are looked for among the many, which takes a tenth of the time of the other way round.
    there = ledger.claims["claim_id"][ledger.claims["claim_id"].isin(plan.claims["claim_id"])]
    repeated = plan.claims["claim_id"].isin(there) | plan.claims["claim_id"].duplicated()
    new = plan.claims[~repeated]
    grown = with_source(ledger, plan)
    maps = [part for measure in sorted(new["measure"].astype("str").unique()) for part in _map_of(new, grown, measure)]
    table = pd.concat([part for part, _ in maps], ignore_index=True) if maps else pd.DataFrame(columns=list(MAP_COLUMNS))
    return Preview(_counts(new), len(new), int(repeated.sum()), table, _contradicted(new, grown), sum(left for _, left in maps))


def _counts(new: pd.DataFrame) -> pd.DataFrame:
    words = new.assign(measure=new["measure"].astype("str"), host=new["host"].astype("str"), day=new["end"].fillna(new["start"]))
    groups = words.groupby(["measure", "host"], sort=True)
    return groups.agg(claims=("host", "size"), first_day=("start", "min"), last_day=("day", "max")).reset_index()


def _map_of(new: pd.DataFrame, ledger: Ledger, measure: str) -> Iterator[tuple[pd.DataFrame, int]]:
    own = new[new["measure"] == measure]
    hosts = own["host"].astype("str").unique()
    there = ledger.claims_of(measure)
    before = there[there["host"].isin(hosts)]
    spoken = np.sort(own["end"].fillna(own["start"]).dropna().unique()).astype("datetime64[s]")
    days = spoken[-MAX_DAYS:]
    question = Question(ledger.catalogue.measures[measure], ledger.catalogue)
    old, grown = (_drawn(claims, question, days) for claims in (before, join_claims(before, own)))
    both = pd.concat([old.rename("before"), grown.rename("after")], axis=1).sort_index()
    frame = both.reset_index().rename(columns={"date": "day"})
    lit, same = frame["before"].isna() & frame["after"].notna(), frame["before"].eq(frame["after"])
    none = frame["before"].isna() & frame["after"].isna()
    change = pd.Series("changed", index=frame.index).mask(same | none, "same").mask(lit, "newly coloured")
    yield frame.assign(measure=measure, change=change)[list(MAP_COLUMNS)], len(spoken) - len(days)


def _drawn(claims: pd.DataFrame, question: Question, days: np.ndarray) -> pd.Series:
    """The level that the map draws, by host and day; no row where it draws none."""
    rows = total_over_senders(estimate(claims, question, days))
    return rows.assign(host=rows["host"].astype("str")).set_index(["host", "date"])["level"]


def _contradicted(new: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    there = ledger.claims
    involved = there[
        there["measure"].isin(new["measure"].unique()) & there["host"].isin(new["host"].unique())
        & there["sender"].isin(new["sender"].unique())
    ]  # fmt: skip
    compared = compare_sources(join_claims(involved, new), ledger.catalogue)
    own = compared["claim_a"].isin(new["claim_id"]) | compared["claim_b"].isin(new["claim_id"])
    apart = compared[own & (compared["factor"] >= FAR_APART)]
    return apart.sort_values("factor", ascending=False, kind="stable").reset_index(drop=True)
