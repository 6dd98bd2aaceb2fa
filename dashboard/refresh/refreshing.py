"""Compares fetched files with the ledger and publishes the result; replaced claims are closed and kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from dashboard.domain.claim import conform
from dashboard.errors import PresenceError
from dashboard.ledger.difference import compare
from dashboard.ledger.identity import content_hash, with_claim_ids
from dashboard.ledger.report import SourceReading
from dashboard.ledger.revise import revise
from dashboard.ledger.store import Ledger
from dashboard.refresh.publishers import readers_of
from dashboard.settings import Settings

# With less than this share of the claims that the source has in service, the files are likelier cut than corrected.
LEAST_SHARE = 0.8
# A publication alone, or words around the same figure, are no news.
UNCHANGED = "restatement"
# What a statement is about.
MATTER = ["measure", "definition", "actor", "sender", "host", "start", "end"]
# These close a statement in service.
CLOSING = ("correction", "redefinition", "recode", "withdrawal")


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a fetched set of files would change.

    Attributes:
        source_id: the source.
        day: the day of the refresh.
        difference: every change, columns as in `dashboard.ledger.difference.compare`, without restatements.
        added: claims that would come, with the day of the refresh as their publication where the source gives none.
        closed: id of a claim in service -> the day from which its source no longer stands by it.
        readings: what was read and not used on the way.
        unchanged: claims in service that the files state again.
    """

    source_id: str
    day: date
    difference: pd.DataFrame
    added: pd.DataFrame
    closed: dict[str, pd.Timestamp]
    readings: tuple[SourceReading, ...]
    unchanged: int


def read_staged(
    ledger: Ledger,
    source_id: str,
    folder: Path,
    today: date,
    *,
    accept_smaller: bool = False,
    after: pd.Timestamp | None = None,
    only_stated: bool = False,
) -> Refreshed:
    """Read the files in ``folder`` with the source's own readers and tell how they differ from what is in service.

    Only claims of this source are compared, and only those that still stand; with ``after`` only those that begin later, since the
    files do not hold all of what is earlier: none of the others can be found withdrawn. With ``only_stated`` the files speak of some
    matters and days alone, and a claim about another one is not compared. Raises PresenceError: E-REFRESH-SOURCE for a source
    without a reader, E-REFRESH-FEWER where the files give under four fifths of the claims in service, and whatever the readers raise.
    """
    readers = readers_of(source_id)
    if not readers:
        raise PresenceError(
            "E-REFRESH-SOURCE", repr(source_id), "a source with a reader", next_step="list them with: presence refresh --list"
        )
    readings = tuple(SourceReading(source_id, reader.read(folder, ledger.places)) for reader in readers)
    # Several readers of one source know different words: together they need one type again.
    new = with_claim_ids(conform(pd.concat([one.reading.claims for one in readings], ignore_index=True)))
    fresh = _renamed(new[~new["claim_id"].duplicated()].reset_index(drop=True), ledger.claims)
    old = ledger.claims[(ledger.claims["source_id"] == source_id) & ledger.claims["withdrawn"].isna()]
    old, fresh = (_after(side, after) for side in (old, fresh))
    old = _same_matter(old, fresh) if only_stated else old
    _check_share(source_id, len(old), len(fresh), accept_smaller)
    found = compare(old, fresh)
    changed = found[found["change"] != UNCHANGED]
    added = _published(fresh[fresh["claim_id"].isin(changed["claim_after"].dropna())], today)
    ended = changed[changed["change"].isin(CLOSING)]["claim_before"].dropna()
    # A figure withheld from now on leaves the last figure of its series standing: it was true when it was said.
    gone = ended[ended.isin(old["claim_id"]) & ~ended.isin(_still_said(changed, fresh))]
    closed = dict.fromkeys((str(name) for name in gone), pd.Timestamp(today))
    return Refreshed(source_id, today, changed.reset_index(drop=True), added, closed, readings, len(old) - len(closed))


def publish(data: Path, refreshed: Refreshed, settings: Settings, progress: Callable[[str], None]) -> str:
    """Publish a generation with the changes and return its id; the old statements are closed and kept, through every later build.

    A run that is broken off leaves the ledger as it was, or is made good by `dashboard.ledger.revise.make_good`.
    Raises PresenceError with every problem of the new claims; then nothing is published.
    """
    built = revise(
        data,
        added=refreshed.added,
        closed=refreshed.closed,
        keep=settings.snapshot_keep,
        progress=progress,
        readings=refreshed.readings,
        refreshed_on=refreshed.day,
    )
    return built.generation


def _still_said(changed: pd.DataFrame, fresh: pd.DataFrame) -> pd.Series:
    return changed["claim_before"][changed["claim_before"].isin(fresh["claim_id"])]


def _after(claims: pd.DataFrame, day: pd.Timestamp | None) -> pd.DataFrame:
    return (claims if day is None else claims[claims["start"] > day]).reset_index(drop=True)


def _same_matter(old: pd.DataFrame, fresh: pd.DataFrame) -> pd.DataFrame:
    """The old claims whose sender, host, measure and time also occur among the fresh ones."""
    told = pd.MultiIndex.from_frame(fresh[MATTER].astype("str"))
    return old[pd.MultiIndex.from_frame(old[MATTER].astype("str")).isin(told)].reset_index(drop=True)


def _renamed(fresh: pd.DataFrame, ledger: pd.DataFrame) -> pd.DataFrame:
    """The claims, with a new id wherever the ledger already uses the id for another statement."""
    known = ledger.loc[ledger["claim_id"].isin(fresh["claim_id"])]
    # Whole numbers of 64 bits: as floats, which hold missing values, they would lose their last digits.
    said = dict(zip(known["claim_id"], content_hash(known).tolist(), strict=True))
    other = [said.get(name, now) != now for name, now in zip(fresh["claim_id"], content_hash(fresh).tolist(), strict=True)]
    return with_claim_ids(fresh.assign(claim_id=fresh["claim_id"].mask(pd.Series(other, index=fresh.index, dtype=bool))))


def _published(claims: pd.DataFrame, today: date) -> pd.DataFrame:
    """The claims, published ``today`` where their source gives no date: they were absent from its earlier files."""
    dated = claims.assign(published=claims["published"].fillna(pd.Timestamp(today)))
    renamed = dated.assign(claim_id=dated["claim_id"].mask(claims["published"].isna()))
    return with_claim_ids(renamed).reset_index(drop=True)


def _check_share(source_id: str, before: int, after: int, accept_smaller: bool) -> None:
    if accept_smaller or after >= LEAST_SHARE * before:
        return
    raise PresenceError(
        "E-REFRESH-FEWER", f"{after:,} claims", f"at least {LEAST_SHARE:.0%} of the {before:,} in service", cause="a file that was cut",
        next_step="fetch again, or say --accept-smaller if the publisher took that much away", where=source_id,
    )  # fmt: skip
