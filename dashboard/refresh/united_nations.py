"""UN Peace and Security Data Hub: contributors by mission and month, as the reports file that the UN's reader reads."""

from __future__ import annotations

import gzip
from pathlib import Path

import pandas as pd

from dashboard.errors import PresenceError
from dashboard.ledger.store import Ledger
from dashboard.refresh.fetching import Fetcher
from dashboard.sources import un_peacekeeping as un
from dashboard.sources.reading import numbers, read_table

BASE = "https://api.psdata.un.org"
WAY = "/public/data/DPO-UCHISTORICAL/csv"
COLUMNS = (
    "isocode3", "contributing_country", "mission_acronym", "personnel_type", "female_personnel", "male_personnel", "last_reporting_date",
)  # fmt: skip
REPORT_HEADER = (
    "as_of",
    "mission",
    "mission_host_iso3",
    "contributor",
    "contributor_iso3",
    "personnel_type",
    "male",
    "female",
    "total",
)
# The reader's other files end before the newest month: they are laid out without a row.
EMPTY = {
    un.MATRIX: ("Date", "Mission", "Contributor_ISO-3", "Total_Total", *un.MATRIX_TOTALS),
    un.CONTRIBUTORS: ("date", "contributor_iso3", "troops", "police", "experts"),
    un.MISSIONS: ("Date", "Mission", "Total"),
}


def newest_month(ledger: Ledger) -> pd.Timestamp:
    """The last month-end of which the ledger has a UN report; the beginning of the UN's own file without one."""
    own = ledger.claims[ledger.claims["source_id"] == un.SOURCE_ID]
    return own["end"].max() if len(own) else pd.Timestamp("2009-12-31")


def fetch_contributors(fetcher: Fetcher, base: str, cache: Path, staged: Path, ledger: Ledger) -> None:
    """Fetch the hub's file and lay out the months after the newest one in service; what was published before is not looked at again.

    Missions stand where the ledger has them; one that it does not know has no host. Raises PresenceError: E-REFRESH-..., and
    E-REFRESH-ANSWER for a kind of personnel that the reader does not know.
    """
    path = fetcher.fetch(f"{base}{WAY}", cache / "DPO-UCHISTORICAL.csv", "csv")
    table = read_table(path, COLUMNS)
    day = pd.to_datetime(table["last_reporting_date"].str[:10], format="%Y-%m-%d", errors="coerce") + pd.offsets.MonthEnd(0)
    _check(table, day, path.name)
    fresh = table[day > newest_month(ledger)]
    people = {name: numbers(fresh, f"{name}_personnel", file=path.name).fillna(0.0) for name in ("male", "female")}
    rows = pd.DataFrame(
        {
            "as_of": day[fresh.index].dt.strftime("%Y-%m-%d"), "mission": fresh["mission_acronym"], "mission_host_iso3": "",
            "contributor": fresh["contributing_country"], "contributor_iso3": fresh["isocode3"],
            "personnel_type": fresh["personnel_type"], **people, "total": people["male"] + people["female"],
        }
    )  # fmt: skip
    _write(staged / un.REPORTS, rows[rows["total"] > 0][list(REPORT_HEADER)])
    for name, header in EMPTY.items():
        _write(staged / name, pd.DataFrame(columns=list(header)))
    hosts(ledger).to_csv(staged / un.HOSTS, index=False)


def hosts(ledger: Ledger) -> pd.DataFrame:
    """Where each mission is, as the ledger has it: columns ``mission, host_iso3_list, host_iso3_primary``."""
    own = ledger.claims[(ledger.claims["source_id"] == un.SOURCE_ID) & ledger.claims["actor"].notna()]
    known = own[["actor", "host"]].astype("str").drop_duplicates("actor")
    placed = known[(known["host"] != un.NOWHERE) & (known["actor"] != un.ALL_MISSIONS)]
    return pd.DataFrame({"mission": placed["actor"], "host_iso3_list": placed["host"], "host_iso3_primary": placed["host"]})


def _check(table: pd.DataFrame, day: pd.Series, name: str) -> None:
    kinds = sorted(set(table["personnel_type"].dropna()) - set(un.DEFINITIONS))
    if kinds or day.isna().any():
        found = f"kinds {', '.join(kinds[:5])}" if kinds else f"the date {table.loc[day.isna(), 'last_reporting_date'].iloc[0]!r}"
        raise PresenceError(
            "E-REFRESH-ANSWER", found, "the kinds of personnel and days of the UN's reports", cause="the publisher changed its answers",
            next_step="compare the file with the reader", where=name,
        )  # fmt: skip


def _write(path: Path, table: pd.DataFrame) -> None:
    path.write_bytes(gzip.compress(table.to_csv(index=False).encode(), 6, mtime=0))
