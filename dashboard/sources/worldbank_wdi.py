"""World Development Indicators: population, GDP, direct investment and aid received, by country and year."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from dashboard.domain.places import Places
from dashboard.sources.reading import (
    Exclusion,
    Reading,
    read_table,
    reading,
    set_aside,
    unused_summary,
    with_numbers,
    year_bounds,
)

SOURCE_ID = "worldbank-wdi"
POPULATION_FILE = "SP.POP.TOTL_1960_2024.csv"
GDP_HEAD_FILE = "NY.GDP.PCAP.CD_1960_2024.csv"
GDP_FILE = "NY.GDP.MKTP.CD_1960_2023_datahub.csv"
FDI_FILE = "BX.KLT.DINV.CD.WD_to_2021.csv.gz"
AID_FILE = "DT.ODA.ODAT.CD_to_2021.csv.gz"
FILES = (POPULATION_FILE, GDP_HEAD_FILE, GDP_FILE, FDI_FILE, AID_FILE)

# The publisher's wide tables have two lines of title and two empty ones above the header.
WIDE_TITLE_LINES = 4
# Groups of countries share the code column. CHI, the Channel Islands, is one of them here: Jersey and Guernsey are places.
GROUPS = frozenset(
    {
        "AFE", "AFW", "ARB", "CEB", "CHI", "CSS", "EAP", "EAR", "EAS", "ECA", "ECS", "EMU", "EUU", "FCS", "HIC",
        "HPC", "IBD", "IBT", "IDA", "IDB", "IDX", "INX", "LAC", "LCN", "LDC", "LIC", "LMC", "LMY", "LTE", "MEA",
        "MIC", "MNA", "NAC", "OED", "OSS", "PRE", "PSS", "PST", "SAS", "SSA", "SSF", "SST", "TEA", "TEC", "TLA",
        "TMN", "TSA", "TSS", "UMC", "WLD",
    }
)  # fmt: skip
# Before 1990 the product differs from the published total for some (Uzbekistan 1988: 0.58 of it); the total has those years.
FIRST_PRODUCT_YEAR = 1990
# The copy of the published totals has Georgia at 13,826 USD in 1988, a country of five million people.
BROKEN_CODE, BROKEN_YEARS = "GEO", (1987, 1989)


def read(folder: Path, places: Places) -> Reading:
    """Read the five files: persons and current USD. The country is the host; there is no sender.

    Raises PresenceError for a missing file or column and for cells that are no numbers.
    """
    tables = {
        POPULATION_FILE: _wide(folder / POPULATION_FILE),
        GDP_HEAD_FILE: _wide(folder / GDP_HEAD_FILE),
        GDP_FILE: _long(folder / GDP_FILE, "Country Code", "Year", "Value"),
        FDI_FILE: _long(folder / FDI_FILE, "iso_code", "year", "value"),
        AID_FILE: _long(folder / AID_FILE, "iso_code", "year", "value"),
    }
    parts = {file: _set_aside_groups(table, file, places) for file, table in tables.items()}
    cells = {file: _cells(rows) for file, (rows, _) in parts.items()}
    product, product_unused = _product(cells[GDP_HEAD_FILE], cells[POPULATION_FILE])
    total, total_unused = _set_aside_broken(cells[GDP_FILE])
    claims = [
        _claims(cells[POPULATION_FILE], "population", "total"),
        _claims(product, "gdp", "per-head-times-population"),
        _claims(total, "gdp", "total"),
        _claims(cells[FDI_FILE], "fdi_inflow_total", "net-inflow"),
        _claims(cells[AID_FILE], "oda_received", "net-oda"),
    ]
    unused = [lines for _, left in parts.values() for lines in left]
    return reading(claims, [*unused, *product_unused, *total_unused], {file: len(table) for file, table in tables.items()})


def _wide(path: Path) -> pd.DataFrame:
    """A table with a column a year, as ``code`` and numbers by year."""
    table = read_table(path, ("Country Name", "Country Code"), skip_lines=WIDE_TITLE_LINES)
    years = [column for column in table.columns if column.isdigit()]
    return with_numbers(table, years, file=path.name).rename(columns={"Country Code": "code"})[["code", *years]]


def _long(path: Path, code: str, year: str, value: str) -> pd.DataFrame:
    """A table with a row a year, as ``code``, ``year`` and ``value``."""
    table = with_numbers(read_table(path, (code, year, value)), [value], file=path.name, year=year)
    return table.rename(columns={code: "code", year: "year", value: "value"})[["code", "year", "value"]]


def _set_aside_groups(table: pd.DataFrame, file: str, places: Places) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    placed = table.assign(host=places.from_alpha3(table["code"]))
    figures = placed.drop(columns=["code", "host", "year"], errors="ignore")
    exclusions = [
        Exclusion(placed["code"].isin(GROUPS), "code", "The code stands for a group of countries"),
        Exclusion(placed["host"].isna(), "code", "No place has this code"),
        Exclusion(figures.isna().all(axis=1), "code", "The row gives no figure"),
    ]
    return set_aside(placed, exclusions, file=file)


def _cells(rows: pd.DataFrame) -> pd.DataFrame:
    """Columns ``host, year, value``, one row a figure: a wide table is turned, empty cells are not collected."""
    if "year" in rows:
        return rows[["host", "year", "value"]]
    long = rows.drop(columns="code").melt(id_vars="host", var_name="year", value_name="value")
    return long.assign(year=long["year"].astype("int64")).dropna(subset="value")


def _product(head: pd.DataFrame, population: pd.DataFrame) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """GDP as GDP per head times population, in years from `FIRST_PRODUCT_YEAR`."""
    people = population.drop_duplicates(["host", "year"])
    both = head.merge(people, on=["host", "year"], how="left", suffixes=("", "_people"), validate="many_to_one")
    early = both["year"] < FIRST_PRODUCT_YEAR
    alone = ~early & both["value_people"].isna()
    # One raw row holds all years of a country, so these lines stand for cells and for no whole row.
    unused = [
        unused_summary(
            file=GDP_HEAD_FILE,
            field="year",
            value=f"{int(early.sum())} cells",
            rows=0,
            reason=f"GDP before {FIRST_PRODUCT_YEAR} comes from the published totals",
        ),
        unused_summary(
            file=GDP_HEAD_FILE,
            field="year",
            value=f"{int(alone.sum())} cells",
            rows=0,
            reason="There is no population to multiply with",
        ),
    ]
    kept = both[~early & ~alone]
    product = kept.assign(value=kept["value"] * kept["value_people"])[["host", "year", "value"]]
    return product, [line for line, cells in zip(unused, (early, alone), strict=True) if cells.any()]


def _set_aside_broken(total: pd.DataFrame) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    broken = (total["host"] == BROKEN_CODE) & total["year"].between(*BROKEN_YEARS)
    return set_aside(total, [Exclusion(broken, "value", "Georgia 1987-89 is broken in this copy")], file=GDP_FILE)


def _claims(cells: pd.DataFrame, measure: str, definition: str) -> pd.DataFrame:
    first, last = year_bounds(cells["year"])
    return pd.DataFrame(
        {
            "source_id": SOURCE_ID,
            "measure": measure,
            "definition": definition,
            "host": cells["host"],
            "kind": "value",
            "best": cells["value"],
            "start": first,
            "end": last,
            "precision": "year",
        }
    )
