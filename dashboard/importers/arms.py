"""Arms: SIPRI's transfers by supplier, and export licences of the European Union as compiled by Campaign Against Arms Trade."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from dashboard.domain.places import Places
from dashboard.errors import PresenceError
from dashboard.importers.format import alpha2, named, number_of, year_cells, year_of
from dashboard.sources.reading import Exclusion, Reading, reading, set_aside, year_bounds

SUPPLIER = re.compile(r"TIV of arms exports from (?P<name>.+?),?\s+\d{4}\s*-\s*\d{4}", re.IGNORECASE)
HEAD_LINES = 15
# "0" stands for more than nothing and under half a million.
SMALL = 0.5
# The categories of the European reports -> definition; refusals and numbers of licences are no amounts.
CATEGORIES = {"b": "union-licences", "c": "union-exports"}
UNION_COLUMNS = 11


@dataclass(frozen=True, slots=True)
class ArmsTransfers:
    """Importer of SIPRI's table of one supplier, as downloaded."""

    SOURCE_ID: str = "sipri-arms-transfers"
    TITLE: str = "SIPRI Arms Transfers Database, trend indicator values of one supplier"

    def recognises(self, name: str, sheets: Mapping[str, pd.DataFrame]) -> bool:
        """True where a line above the table names the supplier in SIPRI's words."""
        return any(_supplier(sheet) for sheet in sheets.values())

    def read(self, name: str, sheets: Mapping[str, pd.DataFrame], places: Places) -> Reading:
        """One claim a recipient and year with deliveries, in millions of trend indicator values; "0" is an upper end, blank no claim.

        Raises PresenceError (E-READ-COLUMNS, E-READ-PLACE, E-READ-VALUE).
        """
        sheet = next(sheet for sheet in sheets.values() if _supplier(sheet))
        supplier = _supplier(sheet)
        sender = places.resolve(supplier).id
        if sender is None:
            raise PresenceError(
                "E-READ-PLACE", repr(supplier), "the name of one place", cause="an ambiguous or unknown supplier", where=name
            )
        long = _years_across(sheet, name)
        starred = long["recipient"].str.contains("*", regex=False)
        placed = long.assign(host=named(long["recipient"], places, long["year"]))
        exclusions = [
            Exclusion(placed["recipient"].str.casefold() == "total", "recipient", "The line adds up the others"),
            Exclusion(starred, "recipient", "The recipient is no state: marked with an asterisk in the table"),
            Exclusion(placed["host"].isna(), "recipient", "No place has the recipient's name in the year"),
            Exclusion(placed["host"] == sender, "recipient", "The recipient is the supplier"),
        ]
        rows, unused = set_aside(placed, exclusions, file=name)
        small = rows["value"] == 0
        first, last = year_bounds(rows["year"])
        claims = pd.DataFrame(
            {
                "source_id": self.SOURCE_ID, "measure": "arms_transfers", "definition": "trend-indicator-value", "sender": sender,
                "host": rows["host"], "kind": small.map({True: "at-most", False: "value"}), "best": rows["value"].mask(small),
                "high": pd.Series(SMALL, index=rows.index).where(small), "start": first, "end": last, "precision": "year",
            }
        )  # fmt: skip
        return reading([claims], unused, {name: len(long)})


@dataclass(frozen=True, slots=True)
class UnionLicences:
    """Importer of the compiled reports of the European Union, without a header, cells separated by semicolons."""

    SOURCE_ID: str = "caat-eu-arms-exports"
    TITLE: str = "EU arms export reports, compiled by Campaign Against Arms Trade"

    def recognises(self, name: str, sheets: Mapping[str, pd.DataFrame]) -> bool:
        """True where the first cells are a year, an embargo mark, two-letter codes and a category."""
        return any(_looks_like_union(sheet) for sheet in sheets.values())

    def read(self, name: str, sheets: Mapping[str, pd.DataFrame], places: Places) -> Reading:
        """Value of licences and of exports by pair and year, euros, added up over the ratings of the military list.

        Raises PresenceError (E-READ-VALUE).
        """
        sheet = next(sheet for sheet in sheets.values() if _looks_like_union(sheet))
        frame = sheet.iloc[:, :UNION_COLUMNS].set_axis(
            ["year", "embargo", "from", "from_name", "to", "to_name", "region", "region_name", "rating", "category", "value"],
            axis="columns",
        )
        table = frame.apply(lambda column: column.str.strip())
        placed = table.assign(sender=alpha2(table["from"], places), host=alpha2(table["to"], places))
        exclusions = [
            Exclusion(~placed["category"].isin(list(CATEGORIES)), "category", "A number of licences or of refusals, no amount"),
            Exclusion(placed["sender"].isna(), "from_name", "No place has the sender's code"),
            Exclusion(placed["host"].isna(), "to_name", "No place has the destination's code"),
            Exclusion(placed["value"].isna(), "value", "The report gives no amount"),
        ]
        rows, unused = set_aside(placed, exclusions, file=name)
        typed = rows.assign(number=number_of(rows["value"], name, "11"), year=year_of(rows["year"], name, "1"))
        sums = typed.groupby(["sender", "host", "year", "category"], sort=True)["number"].sum().reset_index()
        first, last = year_bounds(sums["year"])
        claims = pd.DataFrame(
            {
                "source_id": self.SOURCE_ID, "measure": "arms_licences_eur", "definition": sums["category"].map(CATEGORIES),
                "sender": sums["sender"], "host": sums["host"], "kind": "value", "best": sums["number"], "start": first, "end": last,
                "precision": "year",
            }
        )  # fmt: skip
        return reading([claims], unused, {name: len(table)})


def _supplier(sheet: pd.DataFrame) -> str:
    """The supplier that the lines above the table name; empty where none does."""
    lines: list[str] = sheet.head(HEAD_LINES).fillna("").agg(" ".join, axis=1).tolist() if sheet.size else []
    found = (SUPPLIER.search(line) for line in lines)
    return next((match["name"].strip() for match in found if match), "")


def _years_across(sheet: pd.DataFrame, name: str) -> pd.DataFrame:
    """One row a recipient and year with a figure: ``recipient, year, value``."""
    years = year_cells(sheet.iloc[:, 1:])
    if not len(years) or years.max() < 1:
        raise PresenceError(
            "E-READ-COLUMNS", "no row of years", "years across the table", cause="another layout of the export", where=name
        )
    header = int(str(years.idxmax()))
    titles = sheet.iloc[header]
    columns = [number for number in sheet.columns[1:] if re.fullmatch(r"\d{4}", str(titles[number]))]
    body = sheet.iloc[header + 1 :]
    body = body[body[0].notna()]
    values = {int(titles[number]): number_of(body[number], name, str(titles[number])) for number in columns}
    wide = pd.DataFrame(values).assign(recipient=body[0].str.strip())
    long = wide.melt("recipient", var_name="year", value_name="value").dropna(subset=["value"])
    return long.assign(year=long["year"].astype("int64")).reset_index(drop=True)


def _looks_like_union(sheet: pd.DataFrame) -> bool:
    if sheet.shape[1] < UNION_COLUMNS or not len(sheet):
        return False
    cells = [str(cell).strip() for cell in sheet.iloc[0, :UNION_COLUMNS]]
    return bool(
        re.fullmatch(r"\d{4}", cells[0]) and cells[1] in ("0", "1") and re.fullmatch("[A-Z]{2}", cells[2])
        and re.fullmatch("[A-Z]{2}", cells[4]) and re.fullmatch("[abcd]|e[1-8]", cells[9])
    )  # fmt: skip


ARMS_TRANSFERS = ArmsTransfers()
UNION_LICENCES = UnionLicences()
