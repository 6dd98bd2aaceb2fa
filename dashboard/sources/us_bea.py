"""US Bureau of Economic Analysis: yearly capital outflows of US direct investors by country, 1966-2016."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from dashboard.domain.places import Places
from dashboard.sources.reading import Exclusion, Reading, read_table, reading, set_aside, with_numbers, year_bounds

SOURCE_ID = "us-bea-fdi-flows"
FILE = "us_fdi_outflows_by_country_1966_2016.csv.gz"
FILES = (FILE,)
COLUMNS = ("sender_iso3", "host_iso3", "name", "year", "flow_musd", "flag")
SENDER = "USA"
MILLION = 1e6
WITHHELD, SMALL, OVERFLOW = "(D)", "(*)", "#"
# "(*)" stands for an amount that rounds to nothing, in either direction.
SMALLEST = 0.5 * MILLION
WITHHELD_NOTE = "Withheld by the source so that no single firm can be told"
SMALL_NOTE = "Less than half a million dollars, in either direction"

# Three benchmark surveys, three definitions: first year, last year, definition.
BENCHMARKS = ((1966, 1976, "us-1966-1976"), (1977, 1981, "us-1977-1981"), (1982, 2016, "us-1982-2016"))
# States that were: the file gives their names and no code.
FORMER = {
    "Union of Soviet Socialist Republics": "SUN", "Yugoslavia": "YUG", "Netherlands Antilles": "ANT", "Central African Empire": "CAF",
    "Yemen (Sanaa)": "YAR", "Yemen (Aden)": "YMD", "Portuguese Timor": "TLS",
}  # fmt: skip
# Dependencies that the file puts under the code of the United Kingdom, several together.
GROUPS = "United Kingdom Associated States|United Kingdom Islands, .*"


def read(folder: Path, places: Places) -> Reading:
    """Read flows over calendar years in current US dollars; negative where investors took more back than they put in.

    "(D)" becomes a claim of kind ``withheld``. "(*)" becomes one of kind ``at-most``, half a million dollars either way and no
    figure in between: the middle, zero, is what it is known not to say.
    Raises PresenceError for a missing file or column and for cells that are no numbers.
    """
    table = with_numbers(read_table(folder / FILE, COLUMNS), ["flow_musd"], file=FILE, year="year")
    placed = _placed(table, places)
    rows, unused = set_aside(placed, _exclusions(placed), file=FILE)
    return reading([_claims(rows)], unused, {FILE: len(table)})


def _placed(table: pd.DataFrame, places: Places) -> pd.DataFrame:
    definition = pd.Series("", index=table.index)
    for first, last, name in BENCHMARKS:
        definition = definition.mask(table["year"].between(first, last), name)
    named = table["name"].map(FORMER).astype("str")
    return table.assign(
        flag=table["flag"].fillna(""),
        definition=definition,
        host=named.fillna(places.from_alpha3(table["host_iso3"])),
        group=table["name"].str.fullmatch(GROUPS),
    )


def _exclusions(placed: pd.DataFrame) -> list[Exclusion]:
    known = placed["flag"].isin(["", WITHHELD, SMALL])
    return [
        Exclusion(placed["flag"] == OVERFLOW, "name", "The cell overflowed in the source: no figure can be read"),
        Exclusion(~known, "flag", "The mark is not explained in the source"),
        Exclusion(placed["group"], "name", "Several dependencies together, under the code of the United Kingdom"),
        Exclusion(placed["host"].isna() & placed["host_iso3"].isna(), "name", "A region, a group or a place without a code"),
        Exclusion(placed["host"].isna(), "host_iso3", "No place has this code"),
        Exclusion(placed["definition"] == "", "year", "The year lies outside the three benchmark surveys"),
        Exclusion(placed["flow_musd"].isna() & (placed["flag"] == ""), "name", "The cell is empty"),
    ]


def _claims(rows: pd.DataFrame) -> pd.DataFrame:
    first, last = year_bounds(rows["year"])
    withheld, small = rows["flag"] == WITHHELD, rows["flag"] == SMALL
    return pd.DataFrame(
        {
            "source_id": SOURCE_ID, "said_by": "home", "measure": "fdi_flow", "definition": rows["definition"], "sender": SENDER,
            "host": rows["host"], "kind": pd.Series("value", index=rows.index).mask(withheld, "withheld").mask(small, "at-most"),
            "low": pd.Series(-SMALLEST, index=rows.index).where(small),
            "best": (rows["flow_musd"] * MILLION).mask(withheld | small),
            "high": pd.Series(SMALLEST, index=rows.index).where(small),
            "phrase": pd.Series(SMALL, index=rows.index).where(small),
            "start": first, "end": last, "precision": "year",
            "note": pd.Series("", index=rows.index).mask(withheld, WITHHELD_NOTE).mask(small, SMALL_NOTE),
        }
    )  # fmt: skip
