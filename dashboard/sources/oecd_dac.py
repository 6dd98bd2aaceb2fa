"""OECD Development Assistance Committee, table 2a: official development assistance by donor, recipient and year."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from dashboard.domain.places import Places
from dashboard.sources.reading import Exclusion, Reading, read_table, reading, set_aside, with_numbers, year_bounds

SOURCE_ID = "oecd-dac2a"
FILE = "oecd_dac2a_bilateral_2009_2022.csv.gz"
FILES = (FILE,)
COLUMNS = ("Recipient", "Donor", "Aid type", "Amount type", "Year", "Value")
AMOUNT_TYPE = "Constant Prices (2022 USD millions)"
MILLION = 1e6

DEFINITIONS = {
    "Memo: ODA Total, Gross disbursements": "gross",
    "ODA: Total Net": "net",
    "Humanitarian Aid": "humanitarian",
    "Grants, Total": "grants",
    "ODA Gross Loans": "gross-loans",
    "ODA Loans: Total Net": "net-loans",
    "Technical Cooperation": "technical-cooperation",
    "Development Food Aid": "food-aid",
    "Memo: Net debt relief": "net-debt-relief",
    "Grants: Debt Forgiveness": "debt-forgiveness",
    "Equity investment": "equity",
}
# What the table computes or splits further; each would count the same money once more.
LEFT_OUT = {
    "Imputed Multilateral ODA": "Computed: the donor's share of what international bodies spent there, no aid of its own",
    "Memo: ODA Total, excl. Debt": "Net aid without debt relief: both parts are read",
    "AF/Interest Subsidies": "A part of the grants, which are read as a whole",
    "Grants: Other Debt Grants": "A part of the grants, which are read as a whole",
    "Rescheduled debt": "A part of the loans, which are read as a whole",
    "Interest received": "What the recipient paid, no aid",
}
# The table's names that mean several places elsewhere: DPRK and DR Congo have names of their own in it.
MEANINGS = {"Korea": "KOR", "Congo": "COG", "China (People's Republic of)": "CHN"}


def read(folder: Path, places: Places) -> Reading:
    """Read disbursements over calendar years, in constant US dollars of 2022; one claim a donor, recipient, year and type.

    The file has no zero and no negative figure: a pair without a row is not known to be without aid. Raises PresenceError for
    a missing file or column and for cells that are no numbers.
    """
    table = with_numbers(read_table(folder / FILE, COLUMNS), ["Value"], file=FILE, year="Year")
    placed = _placed(table, places)
    rows, unused = set_aside(placed, _exclusions(placed), file=FILE)
    return reading([_claims(rows)], unused, {FILE: len(table)})


def _placed(table: pd.DataFrame, places: Places) -> pd.DataFrame:
    middle = pd.to_datetime(table["Year"].astype("str") + "-07-01").astype("datetime64[s]")
    named = {
        column: table[name].map(MEANINGS).astype("str").fillna(places.resolve_series(table[name], middle))
        for column, name in (("sender", "Donor"), ("host", "Recipient"))
    }
    return table.assign(**named, definition=table["Aid type"].map(DEFINITIONS))


def _exclusions(placed: pd.DataFrame) -> list[Exclusion]:
    by_type = [Exclusion(placed["Aid type"] == name, "Aid type", reason) for name, reason in LEFT_OUT.items()]
    return [
        Exclusion(placed["Amount type"] != AMOUNT_TYPE, "Amount type", "The amount is not in constant prices of 2022"),
        *by_type,
        Exclusion(placed["definition"].isna(), "Aid type", "The type of aid is not in the catalogue"),
        Exclusion(placed["sender"].isna(), "Donor", "No place has the donor's name"),
        Exclusion(placed["host"].isna(), "Recipient", "No place has the recipient's name"),
        # Kazakhstan and Thailand are donors and recipients at once, but never of themselves.
        Exclusion(placed["sender"] == placed["host"], "Recipient", "Donor and recipient are the same: nothing is abroad"),
        Exclusion(placed["Value"].isna(), "Aid type", "The row gives no figure"),
    ]


def _claims(rows: pd.DataFrame) -> pd.DataFrame:
    first, last = year_bounds(rows["Year"])
    return pd.DataFrame(
        {
            "source_id": SOURCE_ID, "measure": "oda", "definition": rows["definition"], "sender": rows["sender"],
            "host": rows["host"], "kind": "value", "best": rows["Value"] * MILLION, "start": first, "end": last,
            "precision": "year", "status": "disbursed",
        }
    )  # fmt: skip
