"""Which sources can be fetched anew, from where, and by which of their readers the files are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from dashboard.ledger.store import Ledger
from dashboard.refresh.aiddata import BASE as AIDDATA_BASE
from dashboard.refresh.aiddata import fetch_finance, fetch_military
from dashboard.refresh.factbook import BASE as FACTBOOK_BASE
from dashboard.refresh.factbook import fetch_files
from dashboard.refresh.fetching import Fetcher
from dashboard.refresh.manpower import BASE as MANPOWER_BASE
from dashboard.refresh.manpower import fetch_reports, newest_report
from dashboard.refresh.united_nations import BASE as UN_BASE
from dashboard.refresh.united_nations import fetch_contributors, newest_month
from dashboard.refresh.world_bank import BASE, fetch_debt, fetch_indicators
from dashboard.sources import (
    READERS,
    aiddata_gcdf,
    aiddata_projects,
    cia_factbook,
    un_peacekeeping,
    us_foreign_aid,
    us_troops_dmdc,
)
from dashboard.sources.reading import Reader

Fetch = Callable[[Fetcher, str, Path, Path, Ledger], None]


@dataclass(frozen=True, slots=True)
class Publisher:
    """A source that can be fetched.

    Attributes:
        source_id: the source.
        base: the publisher's address, without a path.
        fetch: writes the files that the source's reader reads into a folder.
        only_stated: True where the files hold what is stated now and leave out what was stated of other days: that stands as it was said.
        after: the day up to which the ledger's claims are not looked at again, since only later ones are fetched; None: all are.
    """

    source_id: str
    base: str
    fetch: Fetch
    after: Callable[[Ledger], pd.Timestamp] | None = None
    only_stated: bool = False


def _fetch_aid(fetcher: Fetcher, base: str, cache: Path, staged: Path, _: Ledger) -> None:
    """The two tables of US foreign assistance, as the publisher's site offers them, packed as the reader expects."""
    import gzip

    for file, name in (
        (us_foreign_aid.COUNTRY_FILE, "us_foreign_aid_country.csv"),
        (us_foreign_aid.GREENBOOK_FILE, "us_foreign_aid_greenbook.csv"),
    ):
        path = fetcher.fetch(f"{base}/files.explorer.devtechlab.com/{name}", cache / name, "csv")
        (staged / file).write_bytes(gzip.compress(path.read_bytes(), 6, mtime=0))


PUBLISHERS = {
    publisher.source_id: publisher
    for publisher in (
        Publisher("worldbank-wdi", BASE, fetch_indicators),
        Publisher("worldbank-ids-creditor", BASE, fetch_debt),
        Publisher(un_peacekeeping.SOURCE_ID, UN_BASE, fetch_contributors, newest_month),
        Publisher(us_troops_dmdc.SOURCE_ID, MANPOWER_BASE, fetch_reports, newest_report),
        Publisher("us-foreign-aid", "https://s3.amazonaws.com", _fetch_aid),
        Publisher(cia_factbook.SOURCE_ID, FACTBOOK_BASE, fetch_files, only_stated=True),
        Publisher(aiddata_gcdf.SOURCE_ID, AIDDATA_BASE, fetch_finance),
        Publisher(aiddata_projects.MILITARY_FINANCE.SOURCE_ID, AIDDATA_BASE, fetch_military),
    )
}


def readers_of(source_id: str) -> tuple[Reader, ...]:
    """The readers of a source; empty for a source that is kept by hand."""
    return tuple(reader for reader in READERS if source_id == reader.SOURCE_ID)
