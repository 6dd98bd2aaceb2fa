"""Africa Infra Watch, profiles of Russia and Turkey: agreements, holdings, loans, investment and works in Africa."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from dashboard.domain.places import Places
from dashboard.sources.reading import Exclusion, Reading, read_table, reading, set_aside, with_numbers, year_bounds

NUCLEAR_FILE = "rosatom_agreements_africa.csv"
HOLDINGS_FILE = "russian_holdings_africa.csv"
LOANS_FILE = "russian_loan_commitments_africa.csv"
FDI_FILE = "cbr_outward_fdi_position_africa.csv"
WORKS_FILE = "turkish_works_africa.csv"
# The compiler fetched the profiles on that day: what has no date of its own is known from then on.
FETCHED = "2026-10-08"
MILLION = 1e6
CONFIDENTIAL, NOT_REPORTED = "confidential", "not reported"
# Words of the compiler about talks that led to no agreement.
NO_AGREEMENT = "no agreement"
HOLDINGS = ("asset", "sector", "status", "russian_party", "stake_pct", "note", "url")
# What the press says of an asset that is in Russian hands, or being built or explored by its holder; everything else is none.
HELD = frozenset({"operating", "under_construction", "exploration"})
# The compiler's words where the firm builds and holds no share.
NOT_OWNER = "not owner"
STAGES = {
    "sold": "cancelled",
    "exited": "cancelled",
    "cancelled": "cancelled",
    "stalled": "suspended",
    "announced": "pledged",
    "approved": "pledged",
}
WORKS = {"built": "built", "operating": "built", "building": "being-built", "ended": "ended"}
PAIR = ("sender_iso3", "host_iso3")


@dataclass(frozen=True, slots=True)
class RussiaInAfrica:
    """Reader of the four Russian tables."""

    SOURCE_ID: str = "russia-africa-2026"
    FILES: tuple[str, ...] = (NUCLEAR_FILE, HOLDINGS_FILE, LOANS_FILE, FDI_FILE)

    def read(self, folder: Path, places: Places) -> Reading:
        """Nuclear agreements from their first year, holdings as listed, loans over their year, investment on its day.

        A confidential investment figure is ``withheld``. Raises PresenceError for a missing file or column and for bad cells.
        """
        makers = {NUCLEAR_FILE: _nuclear, HOLDINGS_FILE: _holdings, LOANS_FILE: _loans, FDI_FILE: _investment}
        columns = {
            NUCLEAR_FILE: ("first_year", "what", "status"), HOLDINGS_FILE: HOLDINGS,
            LOANS_FILE: ("year", "commitment_usd", "purpose"), FDI_FILE: ("as_of", "value", "flag"),
        }  # fmt: skip
        claims, unused, counts = [], [], {}
        for file, make in makers.items():
            table = read_table(folder / file, (*PAIR, *columns[file]))
            silent = table["flag"] == NOT_REPORTED if file == FDI_FILE else None
            rows, left = _set_aside(table, file, places, silent=silent)
            claims.append(make(rows).assign(source_id=self.SOURCE_ID, sender=rows["sender"], host=rows["host"]))
            unused += left
            counts[file] = len(table)
        return reading(claims, unused, counts)


@dataclass(frozen=True, slots=True)
class TurkeyInAfrica:
    """Reader of the Turkish works."""

    SOURCE_ID: str = "turkey-africa-2026"
    FILES: tuple[str, ...] = (WORKS_FILE,)

    def read(self, folder: Path, places: Places) -> Reading:
        """One claim a work, from the year of its award or opening; one without a year is known from the day the list was fetched.

        Raises PresenceError for a missing file or column and for cells that are no numbers.
        """
        needed = (*PAIR, "name", "lon", "lat", "kind", "start_year", "status", "company", "note", "source_url")
        table = with_numbers(read_table(folder / WORKS_FILE, needed), ["lon", "lat", "start_year"], file=WORKS_FILE)
        rows, unused = _set_aside(table, WORKS_FILE, places, known=table["status"].isin(list(WORKS)))
        claims = _works(rows).assign(source_id=self.SOURCE_ID, sender=rows["sender"], host=rows["host"])
        return reading([claims], unused, {WORKS_FILE: len(table)})


def _set_aside(
    table: pd.DataFrame, file: str, places: Places, known: pd.Series | None = None, silent: pd.Series | None = None
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    placed = table.assign(
        **{name: places.from_alpha3(table[column]) for name, column in zip(("sender", "host"), PAIR, strict=True)}
    )
    exclusions = [Exclusion(placed["host"].isna() | placed["sender"].isna(), "host_iso3", "No place has the code")]
    if known is not None:
        exclusions.append(Exclusion(~known, "status", "The stage is not explained in the source"))
    if silent is not None:
        exclusions.append(Exclusion(silent, "flag", "The source reports nothing for this host and day"))
    return set_aside(placed, exclusions, file=file)


def _nuclear(rows: pd.DataFrame) -> pd.DataFrame:
    talks = rows["status"].str.startswith(NO_AGREEMENT)
    return pd.DataFrame(
        {
            "measure": "nuclear_agreements", "definition": talks.map({True: "talks", False: "agreement"}), "kind": "value", "best": 1.0,
            "start": rows["first_year"] + "-01-01", "precision": "year", "note": rows["what"] + "; " + rows["status"],
        }
    )  # fmt: skip


def _holdings(rows: pd.DataFrame) -> pd.DataFrame:
    stake = (rows["stake_pct"] + " %").fillna("share not stated")
    words = rows["sector"] + "; " + stake + "; " + rows["status"].str.replace("_", " ")
    held = rows["status"].isin(HELD) & ~rows["note"].str.contains(NOT_OWNER, na=False)
    return pd.DataFrame(
        {
            "measure": "holdings", "definition": held.map({True: "press-based", False: "not-held"}), "kind": "value", "best": 1.0,
            "start": FETCHED, "precision": "day", "site": rows["asset"] + " (" + rows["russian_party"] + ")",
            "status": rows["status"].map(STAGES), "note": words + ("; " + rows["note"]).fillna(""), "url": rows["url"],
        }
    )  # fmt: skip


def _loans(rows: pd.DataFrame) -> pd.DataFrame:
    typed = with_numbers(rows, ["commitment_usd"], file=LOANS_FILE, year="year")
    first, last = year_bounds(typed["year"])
    return pd.DataFrame(
        {
            "measure": "loan_commitments", "definition": "official-creditors", "kind": "value", "best": typed["commitment_usd"],
            "start": first, "end": last, "precision": "year", "status": "committed", "note": typed["purpose"],
        }
    )  # fmt: skip


def _investment(rows: pd.DataFrame) -> pd.DataFrame:
    typed = with_numbers(rows, ["value"], file=FDI_FILE)
    withheld = typed["flag"].str.startswith(CONFIDENTIAL).fillna(False) & typed["value"].isna()
    # The position of 1 January is the one at the end of the year before, which other sources date 31 December.
    day = pd.to_datetime(typed["as_of"]) - pd.Timedelta(days=1)
    return pd.DataFrame(
        {
            "said_by": "home", "measure": "fdi_stock", "definition": "bank-of-russia",
            "kind": pd.Series("value", index=typed.index).mask(withheld, "withheld"), "best": typed["value"] * MILLION,
            "start": day, "end": day, "precision": "day", "note": typed["flag"],
        }
    )  # fmt: skip


def _works(rows: pd.DataFrame) -> pd.DataFrame:
    year = rows["start_year"].astype("Int64").astype("str")
    dated = rows["start_year"].notna()
    undated = dated.map({True: "", False: "; year not stated"})
    return pd.DataFrame(
        {
            "measure": "works", "definition": rows["status"].map(WORKS), "kind": "value", "best": 1.0,
            "start": (year + "-01-01").where(dated, FETCHED), "precision": dated.map({True: "year", False: "day"}),
            "site": rows["name"] + " (" + rows["company"] + ")", "lat": rows["lat"], "lon": rows["lon"],
            "note": rows["kind"] + "; " + rows["status"] + ("; " + rows["note"]).fillna("") + undated, "url": rows["source_url"],
        }
    )  # fmt: skip


RUSSIA = RussiaInAfrica()
TURKEY = TurkeyInAfrica()
