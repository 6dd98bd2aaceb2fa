"""UNCTAD bilateral direct investment 2001-2012: every figure with the side that reported it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from dashboard.domain.places import Places
from dashboard.sources.reading import Exclusion, Reading, read_table, reading, set_aside, with_numbers, year_bounds

SOURCE_ID = "unctad-bilateral-fdi"
PAIR_FILE = "unctad_bilateral_fdi_2001_2012.csv.gz"
OUTFLOW_FILE = "unctad_bilateral_outflows_2001_2012.csv.gz"
FILES = (PAIR_FILE, OUTFLOW_FILE)

DEFINITION = "bmd3-immediate"
MILLION = 1e6
PAIR_COLUMNS = ("reporter_iso3", "partner_iso3", "year")
# Column -> measure and whose report it is. What comes in or stands in the reporter is the host's report of its partner;
# what goes out is the home country's.
REPORTS = {
    "inflow_musd": ("fdi_flow", "host"),
    "outflow_musd": ("fdi_flow", "home"),
    "instock_musd": ("fdi_stock", "host"),
    "outstock_musd": ("fdi_stock", "home"),
}
# The two files come from two copies of the same workbooks, rounded apart: USD 10,000 at most on 99.3 % of shared figures.
SAME_WITHIN_MUSD = 0.01
# These do not report by partner; their outflows in the second file are partly what their partners reported.
FILLED_HOMES = ("ARE", "QAT", "SAU", "SGP")

# Flow and stock of the same row. A zero beside a large figure is no sure zero: the United States report no flow to
# Kazakhstan in 2012 beside a stock of 11.4 bn, and Spain flows of over 100 million without a stock in 72 rows.
BESIDE = {
    "inflow_musd": "instock_musd",
    "instock_musd": "inflow_musd",
    "outflow_musd": "outstock_musd",
    "outstock_musd": "outflow_musd",
}
LARGE_MUSD = 100.0

ZERO_NOTE = "Zero as published, beside a stock or flow of over 100 million USD: perhaps a figure that was not reported"
AMBIGUOUS_NOTE = "The copy held several figures for this pair and year; the largest in absolute value is given"
DIFFERS_NOTE = "Another figure stands in the source's file of both directions"
FILLED_NOTE = "The investor's country does not report by partner; UNCTAD filled part of its outflows from partners' reports"


def read(folder: Path, places: Places) -> Reading:
    """Read both files: stocks at the end of the year and flows over the year, in USD.

    ``said_by`` is ``home`` where the investor's country reported, ``host`` where the country that received did. Raises
    PresenceError for a missing file or column and for cells that are no numbers.
    """
    pairs, outflows = _pairs(folder / PAIR_FILE), _outflows(folder / OUTFLOW_FILE)
    reports, pairs_unused = _set_aside_places(pairs, PAIR_FILE, places)
    further, outflows_unused = _set_aside_places(_compare(outflows, pairs), OUTFLOW_FILE, places)
    return reading(
        [*(_reported(reports, column) for column in REPORTS), _further_outflows(further)],
        [*pairs_unused, *outflows_unused],
        {PAIR_FILE: len(pairs), OUTFLOW_FILE: len(outflows)},
    )


def _pairs(path: Path) -> pd.DataFrame:
    table = read_table(path, (*PAIR_COLUMNS, *REPORTS, "ambiguous"))
    return with_numbers(table, (*REPORTS, "ambiguous"), file=path.name, year="year")


def _outflows(path: Path) -> pd.DataFrame:
    table = read_table(path, ("home_iso3", "host_iso3", "year", "outflow_musd"))
    outflows = with_numbers(table, ["outflow_musd"], file=path.name, year="year")
    return outflows.rename(columns={"home_iso3": "reporter_iso3", "host_iso3": "partner_iso3"})


def _compare(outflows: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """``outflows`` with ``other``: the outflow that the first file gives for the same pair and year, missing if none."""
    keys = list(PAIR_COLUMNS)
    other = pairs.drop_duplicates(keys)[[*keys, "outflow_musd"]].rename(columns={"outflow_musd": "other"})
    return outflows.merge(other, on=keys, how="left", validate="many_to_one")


def _set_aside_places(table: pd.DataFrame, file: str, places: Places) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    placed = table.assign(reporter=places.from_alpha3(table["reporter_iso3"]), partner=places.from_alpha3(table["partner_iso3"]))
    values = placed[[column for column in REPORTS if column in placed]]
    same = pd.Series(False, index=placed.index)
    if "other" in placed:
        # Rounded, because 100.01 - 100 is a little more than 0.01 in binary.
        same = (placed["outflow_musd"] - placed["other"]).abs().round(6) <= SAME_WITHIN_MUSD
    exclusions = [
        Exclusion(placed["reporter"].isna(), "reporter_iso3", "No place has this reporter's code"),
        Exclusion(placed["partner"].isna(), "partner_iso3", "No place has this partner's code"),
        Exclusion(placed["reporter"] == placed["partner"], "reporter_iso3", "Investor and host are the same: nothing is abroad"),
        Exclusion(values.isna().all(axis=1), "reporter_iso3", "The row gives no figure"),
        Exclusion(same, "year", "The same figure stands in the source's file of both directions"),
    ]
    return set_aside(placed, exclusions, file=file)


def _reported(pairs: pd.DataFrame, column: str) -> pd.DataFrame:
    measure, said_by = REPORTS[column]
    rows = pairs[pairs[column].notna()]
    sender, host = ("partner", "reporter") if said_by == "host" else ("reporter", "partner")
    doubtful = (rows[column] == 0) & (rows[BESIDE[column]].abs() > LARGE_MUSD)
    note = pd.Series("", index=rows.index).mask(doubtful, ZERO_NOTE).mask(rows["ambiguous"] == 1, AMBIGUOUS_NOTE)
    return _claims(rows, column, measure).assign(said_by=said_by, sender=rows[sender], host=rows[host], note=note)


def _further_outflows(rows: pd.DataFrame) -> pd.DataFrame:
    note = pd.Series("", index=rows.index).mask(rows["reporter_iso3"].isin(FILLED_HOMES), FILLED_NOTE)
    return _claims(rows, "outflow_musd", "fdi_flow").assign(
        said_by="home", sender=rows["reporter"], host=rows["partner"], note=note.mask(rows["other"].notna(), DIFFERS_NOTE)
    )


def _claims(rows: pd.DataFrame, column: str, measure: str) -> pd.DataFrame:
    first, last = year_bounds(rows["year"])
    return pd.DataFrame(
        {
            "source_id": SOURCE_ID,
            "measure": measure,
            "definition": DEFINITION,
            "kind": "value",
            "best": rows[column] * MILLION,
            "start": last if measure == "fdi_stock" else first,
            "end": last,
            "precision": "year",
        }
    )
