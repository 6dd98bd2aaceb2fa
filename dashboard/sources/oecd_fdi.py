"""OECD direct investment by partner country (fourth benchmark definition): positions and flows, each with its reporter's side."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from dashboard.domain.places import Places
from dashboard.sources.reading import Exclusion, Reading, read_table, reading, set_aside, with_numbers, year_bounds

SOURCE_ID = "oecd-fdi-partner"
POSITION_FILE = "oecd_fdi_positions_by_partner_2005_2024.csv.gz"
FLOW_FILE = "oecd_fdi_flows_by_partner_2005_2024.csv.gz"
FILES = (POSITION_FILE, FLOW_FILE)
MEASURES = {POSITION_FILE: "fdi_stock", FLOW_FILE: "fdi_flow"}

AMOUNTS = ("assets_musd", "liabilities_musd", "net_musd")
COLUMNS = ("reporter_iso3", "partner_iso3", "year", "direction", "level", *AMOUNTS)
DEFINITIONS = {"IMC": "bmd4-immediate", "ULT": "bmd4-ultimate"}
# Outward figures are the home country's report, inward ones the host's.
SPEAKERS = {"DO": "home", "DI": "host"}
MILLION = 1e6

WITHHELD_NOTE = "Assets or liabilities are confidential, so that there is no net figure"
CANCEL_NOTE = "Assets and liabilities are equal and cancel out"


def read(folder: Path, places: Places) -> Reading:
    """Read both files: positions at the end of the year and flows over the year, in USD, net of the other direction.

    A row without a net figure is a claim of kind ``withheld``. Raises PresenceError for a missing file or column and for
    cells that are no numbers.
    """
    tables = {file: _table(folder / file) for file in FILES}
    parts = {file: _set_aside(table, file, places) for file, table in tables.items()}
    return reading(
        [_claims(rows, MEASURES[file]) for file, (rows, _) in parts.items()],
        [lines for _, unused in parts.values() for lines in unused],
        {file: len(table) for file, table in tables.items()},
    )


def _table(path: Path) -> pd.DataFrame:
    return with_numbers(read_table(path, COLUMNS), AMOUNTS, file=path.name, year="year")


def _set_aside(table: pd.DataFrame, file: str, places: Places) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    placed = table.assign(
        reporter=places.from_alpha3(table["reporter_iso3"]),
        partner=places.from_alpha3(table["partner_iso3"]),
        definition=table["level"].map(DEFINITIONS),
        said_by=table["direction"].map(SPEAKERS),
    )
    own = placed["reporter_iso3"] == placed["partner_iso3"]
    exclusions = [
        Exclusion(placed["partner_iso3"] == "W", "partner_iso3", "The partner W is the total of all partners"),
        # Nearly all by ultimate owner: Swiss owners of Swiss firms by way of a holding abroad, 75 bn USD at end-2019.
        Exclusion(own, "reporter_iso3", "Owner and host are the same country: nothing is abroad"),
        Exclusion(placed["definition"].isna(), "level", "The level is neither IMC nor ULT"),
        Exclusion(placed["said_by"].isna(), "direction", "The direction is neither DO nor DI"),
        Exclusion(placed["reporter"].isna(), "reporter_iso3", "No place has this reporter's code"),
        Exclusion(placed["partner"].isna(), "partner_iso3", "No place has this partner's code"),
        Exclusion(placed[list(AMOUNTS)].isna().all(axis=1), "partner_iso3", "The row gives no figure"),
    ]
    return set_aside(placed, exclusions, file=file)


def _claims(rows: pd.DataFrame, measure: str) -> pd.DataFrame:
    first, last = year_bounds(rows["year"])
    outward, withheld = rows["said_by"] == "home", rows["net_musd"].isna()
    cancels = (rows["net_musd"] == 0) & (rows["assets_musd"] != 0)
    note = pd.Series("", index=rows.index).mask(withheld, WITHHELD_NOTE).mask(cancels, CANCEL_NOTE)
    return pd.DataFrame(
        {
            "source_id": SOURCE_ID,
            "said_by": rows["said_by"],
            "measure": measure,
            "definition": rows["definition"],
            "sender": rows["reporter"].where(outward, rows["partner"]),
            "host": rows["partner"].where(outward, rows["reporter"]),
            "kind": pd.Series("value", index=rows.index).mask(withheld, "withheld"),
            "best": rows["net_musd"] * MILLION,
            "start": last if measure == "fdi_stock" else first,
            "end": last,
            "precision": "year",
            "note": note,
        }
    )
