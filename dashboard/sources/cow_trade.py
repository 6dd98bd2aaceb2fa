"""Correlates of War, bilateral trade: what one state bought from another, by year."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from dashboard.domain.places import Places
from dashboard.sources.reading import Exclusion, Reading, read_table, reading, set_aside, with_numbers, year_bounds

SOURCE_ID = "cow-trade-4"
FILE = "cow_trade_dyadic_nonzero_1870_2014.csv.gz"
FILES = (FILE,)
# Column -> who buys and who sells.
FLOWS = {"flow1": ("ccode1", "ccode2"), "flow2": ("ccode2", "ccode1")}
COLUMNS = ("ccode1", "ccode2", "year", *FLOWS)
MILLION = 1e6
ZERO_NOTE = "No known trade; not always a true zero"
# The atlas begins in 1946.
FIRST_YEAR = 1946


def read(folder: Path, places: Places) -> Reading:
    """Read imports by the buyer's report, current US dollars, from 1946 on; the seller is the sender, the buyer the host.

    The interpolated columns are not read. A missing cell is no known trade and makes no claim; a zero is told with the note that
    it is not always a true one. Raises PresenceError for a missing
    file or column and for cells that are no numbers.
    """
    table = with_numbers(read_table(folder / FILE, COLUMNS), list(FLOWS), file=FILE, year="year")
    placed = table.assign(
        first=places.from_cow(table["ccode1"], table["year"]),
        second=places.from_cow(table["ccode2"], table["year"]),
        century=table["year"].astype("str").str[:2] + "00s",
    )
    exclusions = [
        Exclusion(placed["year"] < FIRST_YEAR, "century", f"The year is before {FIRST_YEAR}, where the atlas begins"),
        Exclusion(placed["first"].isna(), "ccode1", "No place has this state number in this year"),
        Exclusion(placed["second"].isna(), "ccode2", "No place has this state number in this year"),
        Exclusion(placed["first"] == placed["second"], "ccode1", "Two parts of one place, as East and West Germany in 1990"),
        Exclusion(placed[list(FLOWS)].isna().all(axis=1), "ccode1", "The row has only interpolated figures"),
    ]
    rows, unused = set_aside(placed, exclusions, file=FILE)
    return reading([_claims(rows, column) for column in FLOWS], unused, {FILE: len(table)})


def _claims(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    given = rows[rows[column].notna()]
    first, last = year_bounds(given["year"])
    names = {"ccode1": given["first"], "ccode2": given["second"]}
    buyer, seller = FLOWS[column]
    return pd.DataFrame(
        {
            "source_id": SOURCE_ID, "said_by": "host", "measure": "trade_goods", "definition": "imports-scholarly",
            "sender": names[seller], "host": names[buyer], "kind": "value", "best": given[column] * MILLION, "start": first,
            "end": last, "precision": "year", "note": pd.Series(ZERO_NOTE, index=given.index).where(given[column] == 0),
        }
    )  # fmt: skip
