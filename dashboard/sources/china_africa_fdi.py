"""China-Africa Research Initiative: China's direct investment in Africa by host and in three financial centres, 2003-2019."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from dashboard.domain.places import Places
from dashboard.sources.reading import Exclusion, Reading, read_table, reading, set_aside, with_numbers, year_bounds

SOURCE_ID = "china-africa-fdi-cari"
FILE = "china_fdi_africa_by_country_2003_2019.csv"
SELECT_FILE = "china_outward_fdi_stock_select_2003_2019.csv"
FILES = (FILE, SELECT_FILE)
COLUMNS = ("sender_iso3", "host_iso3", "host_name", "metric", "year", "value_musd")
MEASURES = {"fdi_stock": "fdi_stock", "fdi_flow": "fdi_flow"}
DEFINITION = "chinese-statistics"
SELECT_COLUMNS = ("destination", "year", "stock_busd")
# Where most of China's money goes first; the file's other lines are sums of many hosts.
CENTRES = {"Hong Kong": "HKG", "Cayman Islands": "CYM", "British Virgin Islands": "VGB"}
SENDER = "CHN"
MILLION, BILLION = 1e6, 1e9
# Sudan and the South were one until that year; South Sudan's zeros before it say nothing about a state that was not there.
SOUTH_SUDAN, SOUTH_SUDAN_FROM = "SSD", 2011


def read(folder: Path, places: Places) -> Reading:
    """Read stocks at the end of the year and flows over the year, in current US dollars, as China reports them.

    Money that passes through Hong Kong or the Caribbean is counted there and in no host beyond, and only as a stock. A missing
    cell is no zero and has no row. Raises PresenceError for a missing file or column and for cells that are no numbers.
    """
    table = with_numbers(read_table(folder / FILE, COLUMNS), ["value_musd"], file=FILE, year="year")
    placed = table.assign(
        sender=places.from_alpha3(table["sender_iso3"]),
        host=places.from_alpha3(table["host_iso3"]),
        measure=table["metric"].map(MEASURES),
    )
    rows, unused = set_aside(placed, _exclusions(placed), file=FILE)
    centres, left, lines = _centres(folder)
    return reading([_claims(rows), _claims(centres)], [*unused, *left], {FILE: len(table), SELECT_FILE: lines})


def _centres(folder: Path) -> tuple[pd.DataFrame, list[pd.DataFrame], int]:
    """China's stock in the three centres in the columns of the other file, what is left out, and the number of lines read."""
    table = with_numbers(read_table(folder / SELECT_FILE, SELECT_COLUMNS), ["stock_busd"], file=SELECT_FILE, year="year")
    placed = table.assign(
        sender=SENDER, host=table["destination"].map(CENTRES).astype("str"), measure="fdi_stock",
        value_musd=table["stock_busd"] * (BILLION / MILLION),
    )  # fmt: skip
    exclusions = [
        Exclusion(placed["host"].isna(), "destination", "A sum of many hosts: Africa, all others or the world"),
        Exclusion(placed["value_musd"].isna(), "destination", "The row gives no figure"),
    ]
    rows, unused = set_aside(placed, exclusions, file=SELECT_FILE)
    return rows, unused, len(table)


def _exclusions(placed: pd.DataFrame) -> list[Exclusion]:
    early = (placed["host"] == SOUTH_SUDAN) & (placed["year"] < SOUTH_SUDAN_FROM)
    return [
        Exclusion(placed["host_iso3"].isna(), "host_name", "A remainder that is allocated to no host"),
        Exclusion(placed["host"].isna(), "host_iso3", "No place has the host's code"),
        Exclusion(placed["sender"].isna(), "sender_iso3", "No place has the sender's code"),
        Exclusion(placed["measure"].isna(), "metric", "The metric is neither a stock nor a flow of direct investment"),
        Exclusion(early, "year", "South Sudan was a part of Sudan, whose figure includes it"),
        Exclusion(placed["value_musd"].isna(), "host_iso3", "The row gives no figure"),
    ]


def _claims(rows: pd.DataFrame) -> pd.DataFrame:
    first, last = year_bounds(rows["year"])
    return pd.DataFrame(
        {
            "source_id": SOURCE_ID, "said_by": "home", "measure": rows["measure"], "definition": DEFINITION,
            "sender": rows["sender"], "host": rows["host"], "kind": "value", "best": rows["value_musd"] * MILLION,
            "start": first.where(rows["measure"] == "fdi_flow", last), "end": last, "precision": "year",
        }
    )  # fmt: skip
