"""Correlates of War, National Material Capabilities: armed forces, military spending and population of states."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from dashboard.domain.places import Places
from dashboard.sources.reading import Exclusion, Reading, read_table, reading, set_aside, with_numbers, year_bounds

SOURCE_ID = "cow-nmc"
FILE = "NMC-70-abridged.csv.gz"
FILES = (FILE,)

# Column -> measure and definition. All three are counted in thousands, of persons or of current USD.
SERIES = {
    "milper": ("armed_forces", "military-personnel"),
    "milex": ("military_expenditure", "military-expenditure"),
    "tpop": ("population", "state-total"),
}
THOUSAND = 1000.0
# West Germany (260) and Germany after unification (255) are one place here and both have a row for 1990, with the same
# number of soldiers but 63 and 79 million people; the row of the whole country is taken.
WEST_GERMANY, UNIFICATION_YEAR = "260", 1990
# The atlas begins in 1946. Spending is in pounds, not dollars, up to 1913: the cut keeps those years out too.
FIRST_YEAR = 1946


def read(folder: Path, places: Places) -> Reading:
    """Read the state-years from 1946 on: persons and current USD. The state is the host; there is no sender.

    Raises PresenceError for a missing file or column and for cells that are no numbers.
    """
    table = with_numbers(read_table(folder / FILE, ("ccode", "year", *SERIES)), tuple(SERIES), file=FILE, year="year")
    states, unused = _set_aside(table, places)
    return reading([_claims(states, column) for column in SERIES], unused, {FILE: len(table)})


def _set_aside(table: pd.DataFrame, places: Places) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    placed = table.assign(
        host=places.from_cow(table["ccode"], table["year"]), century=table["year"].astype("str").str[:2] + "00s"
    )
    west = (placed["ccode"] == WEST_GERMANY) & (placed["year"] == UNIFICATION_YEAR)
    exclusions = [
        Exclusion(placed["year"] < FIRST_YEAR, "century", f"The year is before {FIRST_YEAR}, where the atlas begins"),
        Exclusion(placed["host"].isna(), "ccode", "No place has this state number in this year"),
        Exclusion(west, "ccode", "West Germany in 1990: the row of Germany as a whole, 255, is taken"),
        Exclusion(placed[list(SERIES)].isna().all(axis=1), "ccode", "The row gives no figure"),
    ]
    return set_aside(placed, exclusions, file=FILE)


def _claims(states: pd.DataFrame, column: str) -> pd.DataFrame:
    measure, definition = SERIES[column]
    rows = states[states[column].notna()]
    first, last = year_bounds(rows["year"])
    return pd.DataFrame(
        {
            "source_id": SOURCE_ID,
            "measure": measure,
            "definition": definition,
            "host": rows["host"],
            "kind": "value",
            "best": rows[column] * THOUSAND,
            "start": first,
            "end": last,
            "precision": "year",
        }
    )
