"""Pacific Links: aid, debt, investment, security assistance and exports of 14 Pacific places by partner, from several publishers."""

from __future__ import annotations

from dataclasses import dataclass
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

COLUMNS = ("pacific_code", "counterpart_code", "counterpart_name", "year", "value_usd")


@dataclass(frozen=True, slots=True)
class Table:
    """One file of the compilation.

    Attributes:
        measure, definition: what its rows become; a definition of its own keeps them apart from the publisher's own figures.
        said_by: the publisher that the compiler copied from.
        stock: True for a level at the end of the year.
        part: column that splits a pair and year; its rows are added up, since they do not overlap.
    """

    file: str
    measure: str
    definition: str
    said_by: str
    stock: bool = False
    part: str = ""


AID = (
    Table("aid_by_donor_year.csv", "aid_pacific", "spent", "Lowy Institute, Pacific Aid Map"),
    Table("aid_committed_by_donor_year.csv", "aid_pacific", "committed", "Lowy Institute, Pacific Aid Map"),
)
OTHERS = (
    Table("fdi_positions_by_investor_year.csv", "fdi_stock", "pacific-positions", "International Monetary Fund", stock=True),
    Table("portfolio_positions_by_holder_year.csv", "portfolio_stock", "positions", "International Monetary Fund", stock=True),
    Table("debt_by_creditor_year.csv", "debt_stock", "pacific-debt", "World Bank", stock=True),
    Table("security_assistance_by_provider_year.csv", "security_assistance", "disbursed", "OECD", part="sector_name"),
    Table("exports_by_destination_year.csv.gz", "trade_goods", "exports-by-seller", "CEPII, BACI", part="hs1_name"),
)
# The aid map writes two states as the European Union does; "AF" is the Adaptation Fund there and Afghanistan everywhere else.
OWN_CODES = {"UK": "GBR", "EL": "GRC"}
FUNDS = ("Adaptation Fund",)
# Holders report in whole units of their currency, so that small positions are equal by rounding: Spain had a million euros each
# in the Cook Islands and in Papua New Guinea at the end of 2017 (1,199,300 USD; the OECD has 1.2 million for the former, too).
# Equal large ones are no count: Canada with 2,863,931,211.34 USD each in the Marshalls, the Solomons and Vanuatu in 2023.
SMALLEST_ARTEFACT = 1e7
LATEST_YEAR = 2024
ARTEFACT_REASON = "The same position of ten million dollars or more, to the cent, in several islands: an artefact of mirror data"
PARTIAL_NOTE = "Latest year of the compilation, not yet reported in full"
# The file names a Pacific seller and its buyers abroad: goods go out, so that the seller is the sender.
EXPORTS = "trade_goods"


@dataclass(frozen=True, slots=True)
class PacificLinks:
    """Reader of some of the files: those under an open licence, or those whose licence was not seen."""

    SOURCE_ID: str
    tables: tuple[Table, ...]
    FOLDER: str = "pacific-links"

    @property
    def FILES(self) -> tuple[str, ...]:  # noqa: N802 - the name that every reader has
        """The files that are read."""
        return tuple(table.file for table in self.tables)

    def read(self, folder: Path, places: Places) -> Reading:
        """Read each file: current US dollars, flows over the year and stocks at its end, the Pacific place as host (of exports, sender).

        Negative positions stay, and so do small ones that are equal by rounding. Partners that are institutions, and equal large
        positions in several islands, are left out and counted. Figures of the latest year carry a note that it is partial.
        Raises PresenceError for a missing file or column and for cells that are no numbers.
        """
        parts = [_read_one(folder, table, places, self.SOURCE_ID) for table in self.tables]
        return reading(
            [claims for claims, _, _ in parts],
            [line for _, unused, _ in parts for line in unused],
            {table.file: rows for table, (_, _, rows) in zip(self.tables, parts, strict=True)},
        )


def _read_one(folder: Path, table: Table, places: Places, source_id: str) -> tuple[pd.DataFrame, list[pd.DataFrame], int]:
    needed = (*COLUMNS, table.part) if table.part else COLUMNS
    rows = with_numbers(read_table(folder / table.file, needed), ["value_usd"], file=table.file, year="year")
    placed = _placed(rows, table, places)
    kept, unused = set_aside(placed, _exclusions(placed), file=table.file)
    summed = _summed(kept)
    lines = [*unused, *_sum_line(table, len(kept), len(summed))]
    return _claims(summed, table).assign(source_id=source_id), lines, len(rows)


def _placed(rows: pd.DataFrame, table: Table, places: Places) -> pd.DataFrame:
    """Columns ``pacific`` and ``partner`` (place ids) and ``artefact``."""
    code = rows["counterpart_code"].fillna("")
    # Portfolio holders outside the compiler's list keep the last piece of a longer key, a three-letter code.
    three = places.from_alpha3(code.str.extract(r"^PIP_.*_([A-Z]{3})$")[0])
    # Creditors of the World Bank's own list have numbers; of these only states have a name that a place has.
    named = places.resolve_series(rows["counterpart_name"].where(code.str.match(r"IDS_\d")))
    states = _from_alpha2(code, places).fillna(code.map(OWN_CODES).astype("str"))
    partner = states.mask(rows["counterpart_name"].isin(FUNDS)).fillna(three).fillna(named)
    return rows.assign(pacific=_from_alpha2(rows["pacific_code"], places), partner=partner, artefact=_repeated(rows, table))


def _from_alpha2(codes: pd.Series, places: Places) -> pd.Series:
    known = {place.iso2: place.id for place in places.by_id.values() if place.iso2}
    return codes.map(known).astype("str")


def _repeated(rows: pd.DataFrame, table: Table) -> pd.Series:
    """Large positions of one holder that are the same to the cent in several islands: an artefact of mirror data."""
    if not table.stock or table.measure == "debt_stock":
        return pd.Series(False, index=rows.index)
    islands = rows.groupby(["counterpart_code", "year", "value_usd"])["pacific_code"].transform("nunique")
    return (islands > 1) & (rows["value_usd"].abs() >= SMALLEST_ARTEFACT)


def _exclusions(placed: pd.DataFrame) -> list[Exclusion]:
    return [
        Exclusion(placed["pacific"].isna(), "pacific_code", "No place has the Pacific place's code"),
        Exclusion(placed["partner"].isna(), "counterpart_name", "The partner is an institution, a group or a market, no state"),
        Exclusion(placed["partner"] == placed["pacific"], "counterpart_code", "Partner and host are the same: nothing is abroad"),
        Exclusion(placed["value_usd"].isna(), "counterpart_code", "The row gives no figure"),
        Exclusion(placed["artefact"], "counterpart_code", ARTEFACT_REASON),
    ]


def _summed(kept: pd.DataFrame) -> pd.DataFrame:
    return kept.groupby(["pacific", "partner", "year"], sort=True)["value_usd"].sum().reset_index()


def _sum_line(table: Table, rows: int, sums: int) -> list[pd.DataFrame]:
    if rows == sums:
        return []
    reason = f"Rows of one pair and year, a row for each {table.part or 'code of the partner'}, are added up to one claim"
    return [
        unused_summary(
            file=table.file, field=table.part or "counterpart_code", value=f"{rows} rows in {sums} sums", reason=reason, rows=0
        )
    ]


def _claims(rows: pd.DataFrame, table: Table) -> pd.DataFrame:
    first, last = year_bounds(rows["year"])
    sells = table.measure == EXPORTS
    return pd.DataFrame(
        {
            "said_by": table.said_by, "measure": table.measure, "definition": table.definition,
            "sender": rows["pacific"] if sells else rows["partner"], "host": rows["partner"] if sells else rows["pacific"],
            "kind": "value", "best": rows["value_usd"], "start": last if table.stock else first, "end": last, "precision": "year",
            "note": pd.Series(PARTIAL_NOTE, index=rows.index).where(rows["year"] >= LATEST_YEAR),
        }
    )  # fmt: skip


PACIFIC_LINKS = PacificLinks("pacific-links", OTHERS)
# The aid map's licence was not seen; it is read for a ledger of one's own.
PACIFIC_AID = PacificLinks("pacific-links-aid", AID)
