"""Investment, loans and trade: AEI's tracker, IMF positions, BEA's workbook, Boston University's panel, UN Comtrade."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from dashboard.domain.places import Places
from dashboard.importers.format import alpha2, find_sheet, find_table, named, number_of, plain, table_under, year_cells, year_of
from dashboard.sources.reading import Exclusion, Reading, month_end, reading, set_aside, year_bounds

MILLION = 1e6
AEI_COLUMNS = ("year", "month", "investor", "quantity in millions", "share size", "transaction party", "country", "greenfield")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
# Names of the tracker that mean several places elsewhere, or are short: it lists the Democratic Republic of the Congo apart.
AEI_NAMES = {"USA": "USA", "Congo": "COG", "South Korea": "KOR", "Guinea": "GIN"}

DIP_COLUMNS = ("series_code", "time_period", "obs_value")
DIP_SIDES = {"IOW": "home", "IIW": "host"}

BEA_SHEETS = {"position": ("fdi_stock", "us-position"), "financial transactions": ("fdi_flow", "us-2009-on")}
WITHHELD, SMALL = "(D)", "(*)"

PANEL_COLUMNS = ("iso3", "year", "cla_total_usd", "codf_total_usd", "fdi_stock_usd", "fdi_flow_usd")
PANEL = {
    "cla_total_usd": ("chinese_loans", "loans-to-africa"), "codf_total_usd": ("chinese_loans", "policy-banks"),
    "fdi_stock_usd": ("fdi_stock", "chinese-statistics"), "fdi_flow_usd": ("fdi_flow", "chinese-statistics"),
}  # fmt: skip

COMTRADE_COLUMNS = ("reporteriso", "partneriso", "flowcode", "refyear", "cmdcode", "primaryvalue")
COMTRADE = {"X": "comtrade-exports", "M": "comtrade-imports"}


@dataclass(frozen=True, slots=True)
class GlobalInvestmentTracker:
    """Importer of the list of large Chinese transactions."""

    SOURCE_ID: str = "aei-cgit"
    TITLE: str = "China Global Investment Tracker, American Enterprise Institute"

    def recognises(self, name: str, sheets: Mapping[str, pd.DataFrame]) -> bool:
        """True where a sheet has the tracker's columns."""
        return find_sheet(sheets, AEI_COLUMNS) is not None

    def read(self, name: str, sheets: Mapping[str, pd.DataFrame], places: Places) -> Reading:
        """One claim a transaction in its month, current US dollars.

        Some copies lost the mark that sets investment and construction apart: a share or "G" means investment, neither leaves it open.
        Raises PresenceError (E-READ-VALUE).
        """
        table = find_table(sheets, AEI_COLUMNS, name)
        month = table["month"].str.strip().str.casefold().map({word: number for number, word in enumerate(MONTHS, 1)})
        table = table.assign(
            number=number_of(table["quantity in millions"], name, "Quantity in Millions", factor=MILLION),
            year=year_of(table["year"], name, "Year"), month_number=month,
        )  # fmt: skip
        placed = table.assign(host=named(table["country"], places, table["year"], AEI_NAMES))
        exclusions = [
            Exclusion(placed["host"].isna(), "country", "No place has the name of the country"),
            Exclusion(placed["number"].isna(), "quantity in millions", "The row gives no amount"),
            Exclusion(placed["month_number"].isna(), "month", "No month has this name"),
        ]
        rows, unused = set_aside(placed, exclusions, file=name)
        return reading([self._claims(rows)], unused, {name: len(table)})

    def _claims(self, rows: pd.DataFrame) -> pd.DataFrame:
        last = month_end(rows["year"], rows["month_number"].astype("int64"))
        investment = rows["share size"].notna() | rows["greenfield"].notna()
        party = (" / " + rows["transaction party"]).fillna("")
        deal = rows["investor"].fillna("investor not stated") + party
        number = rows.groupby([deal, rows["host"]]).cumcount() + 1
        return pd.DataFrame(
            {
                "source_id": self.SOURCE_ID, "measure": "large_transactions",
                "definition": investment.map({True: "investment", False: "investment-or-construction"}), "sender": "CHN",
                "host": rows["host"], "kind": "value", "best": rows["number"], "start": last - pd.offsets.MonthBegin(1), "end": last,
                "precision": "month", "site": deal.where(number == 1, deal + " (" + number.astype("str") + ")"),
                "note": ("share " + rows["share size"]).where(rows["share size"].notna(), ""),
            }
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class InvestmentPositions:
    """Importer of the IMF's direct investment positions as series."""

    SOURCE_ID: str = "imf-dip"
    TITLE: str = "Direct Investment Positions by Counterpart Economy, International Monetary Fund"

    def recognises(self, name: str, sheets: Mapping[str, pd.DataFrame]) -> bool:
        """True where a sheet has series codes of the data set."""
        sheet = find_sheet(sheets, DIP_COLUMNS)
        return sheet is not None and bool(
            table_under(sheet, DIP_COLUMNS, name)["series_code"].str.contains(r"\.(?:IOW|IIW)_BP6").any()
        )

    def read(self, name: str, sheets: Mapping[str, pd.DataFrame], places: Places) -> Reading:
        """Positions at the end of the year, current US dollars: outward by the home, inward by the host; derived ones are left out.

        Raises PresenceError (E-READ-VALUE).
        """
        table = find_table(sheets, DIP_COLUMNS, name)
        key = table["series_code"].str.extract(r"^A\.([A-Z0-9]+)\.(IOW|IIW)_BP6_USD(_DV)?\.([A-Z0-9]+)$")
        placed = table.assign(
            reporter=alpha2(key[0], places), partner=alpha2(key[3], places), side=key[1].map(DIP_SIDES), derived=key[2].notna(),
            number=number_of(table["obs_value"], name, "OBS_VALUE", words=("NA", "NaN"), factor=MILLION),
        )  # fmt: skip
        exclusions = [
            Exclusion(placed["side"].isna(), "series_code", "The series is neither outward nor inward positions in US dollars"),
            Exclusion(placed["derived"], "series_code", "Derived from the counterpart's report, no report of its own"),
            Exclusion(placed["reporter"].isna(), "series_code", "No place has the reporter's code"),
            Exclusion(placed["partner"].isna(), "series_code", "The counterpart is a group, the world or not known"),
            Exclusion(placed["number"].isna(), "obs_value", "The row gives no figure"),
        ]
        rows, unused = set_aside(placed, exclusions, file=name)
        outward = rows["side"] == "home"
        _, last = year_bounds(year_of(rows["time_period"], name, "TIME_PERIOD"))
        claims = pd.DataFrame(
            {
                "source_id": self.SOURCE_ID, "said_by": rows["side"], "measure": "fdi_stock", "definition": "imf-positions",
                "sender": rows["reporter"].where(outward, rows["partner"]), "host": rows["partner"].where(outward, rows["reporter"]),
                "kind": "value", "best": rows["number"], "start": last, "end": last, "precision": "year",
            }
        )  # fmt: skip
        return reading([claims], unused, {name: len(table)})


@dataclass(frozen=True, slots=True)
class UsInvestmentWorkbook:
    """Importer of the workbook of US direct investment abroad by country."""

    SOURCE_ID: str = "bea-usdia"
    TITLE: str = "U.S. Direct Investment Abroad by country, Bureau of Economic Analysis"

    def recognises(self, name: str, sheets: Mapping[str, pd.DataFrame]) -> bool:
        """True where both sheets are there with years across."""
        return set(BEA_SHEETS) <= {plain(title) for title in sheets}

    def read(self, name: str, sheets: Mapping[str, pd.DataFrame], places: Places) -> Reading:
        """Positions at the end of the year and transactions over it, current US dollars at historical cost.

        "(D)" is a claim of kind ``withheld``, "(*)" an interval of half a million either way. Raises PresenceError (E-READ-VALUE).
        """
        long = pd.concat([_bea_cells(sheet, plain(title)) for title, sheet in sheets.items() if plain(title) in BEA_SHEETS])
        table = long.reset_index(drop=True)
        placed = table.assign(host=named(table["country"], places, table["year"]))
        exclusions = [
            Exclusion(placed["host"].isna(), "country", "A region, a group or a name that no place has"),
            Exclusion(placed["host"] == "USA", "country", "The United States itself"),
        ]
        rows, unused = set_aside(placed, exclusions, file=name)
        withheld, small = rows["cell"] == WITHHELD, rows["cell"] == SMALL
        best = number_of(rows["cell"], name, "year", words=(WITHHELD, SMALL, "n.s.", "--"), factor=MILLION)
        stock = rows["measure"] == "fdi_stock"
        first, last = year_bounds(rows["year"])
        silent = best.isna() & ~withheld & ~small
        claims = pd.DataFrame(
            {
                "source_id": self.SOURCE_ID, "said_by": "home", "measure": rows["measure"], "definition": rows["definition"],
                "sender": "USA", "host": rows["host"], "kind": withheld.map({True: "withheld", False: "value"}),
                "low": small.map({True: -MILLION / 2}), "best": best, "high": small.map({True: MILLION / 2}),
                "phrase": small.map({True: SMALL}), "start": first.mask(stock, last), "end": last, "precision": "year",
            }
        )  # fmt: skip
        return reading([claims[~silent]], unused, {name: len(table)})


@dataclass(frozen=True, slots=True)
class LoansPanel:
    """Importer of the panel of Boston University's figures for Africa."""

    SOURCE_ID: str = "bu-china-africa"
    TITLE: str = "Chinese loans to and investment in Africa, Boston University Global Development Policy Center"

    def recognises(self, name: str, sheets: Mapping[str, pd.DataFrame]) -> bool:
        """True where a sheet has the panel's columns."""
        return find_sheet(sheets, PANEL_COLUMNS) is not None

    def read(self, name: str, sheets: Mapping[str, pd.DataFrame], places: Places) -> Reading:
        """Loans and flows over the year and stocks at its end, current US dollars; the two lists of loans overlap and are never added.

        Raises PresenceError (E-READ-VALUE).
        """
        table = find_table(sheets, PANEL_COLUMNS, name)
        typed = table.assign(year=year_of(table["year"], name, "year"), **{c: number_of(table[c], name, c) for c in PANEL})
        placed = typed.assign(host=places.from_alpha3(typed["iso3"]))
        exclusions = [
            Exclusion(placed["host"].isna(), "iso3", "No place has the code"),
            Exclusion(placed[list(PANEL)].isna().all(axis=1), "iso3", "The row gives no figure"),
        ]
        rows, unused = set_aside(placed, exclusions, file=name)
        return reading([self._claims(rows, column) for column in PANEL], unused, {name: len(table)})

    def _claims(self, rows: pd.DataFrame, column: str) -> pd.DataFrame:
        given = rows[rows[column].notna()]
        measure, definition = PANEL[column]
        first, last = year_bounds(given["year"])
        return pd.DataFrame(
            {
                "source_id": self.SOURCE_ID, "measure": measure, "definition": definition, "sender": "CHN", "host": given["host"],
                "kind": "value", "best": given[column], "start": last if measure == "fdi_stock" else first, "end": last, "precision": "year",
            }
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Comtrade:
    """Importer of UN Comtrade's table of yearly trade."""

    SOURCE_ID: str = "un-comtrade"
    TITLE: str = "UN Comtrade, yearly trade in goods"

    def recognises(self, name: str, sheets: Mapping[str, pd.DataFrame]) -> bool:
        """True where a sheet has Comtrade's columns."""
        return find_sheet(sheets, COMTRADE_COLUMNS) is not None

    def read(self, name: str, sheets: Mapping[str, pd.DataFrame], places: Places) -> Reading:
        """Exports and imports of all goods by pair and year, current US dollars; the seller is the sender, the buyer the host.

        Raises PresenceError (E-READ-VALUE).
        """
        table = find_table(sheets, COMTRADE_COLUMNS, name)
        typed = table.assign(
            year=year_of(table["refyear"], name, "refYear"), number=number_of(table["primaryvalue"], name, "primaryValue")
        )
        flow = typed["flowcode"].str.strip()
        placed = typed.assign(
            reporter=places.from_alpha3(typed["reporteriso"]), partner=places.from_alpha3(typed["partneriso"]), definition=flow.map(COMTRADE),
        )  # fmt: skip
        exclusions = [
            Exclusion(
                placed["cmdcode"].str.strip().str.upper() != "TOTAL",
                "cmdcode",
                "A class of goods: only the total of all goods is read",
            ),
            Exclusion(placed["definition"].isna(), "flowcode", "Neither exports nor imports as a whole"),
            Exclusion(placed["reporter"].isna(), "reporteriso", "No place has the reporter's code"),
            Exclusion(placed["partner"].isna(), "partneriso", "The partner is the world, an area or not known"),
            Exclusion(placed["reporter"] == placed["partner"], "partneriso", "Goods that came back to their own country"),
            Exclusion(placed["number"].isna(), "primaryvalue", "The row gives no figure"),
            Exclusion(
                _detail(placed),
                "reporteriso",
                "A part of the row above it: by mode of transport, customs procedure or second partner",
            ),
        ]
        rows, unused = set_aside(placed, exclusions, file=name)
        sells = rows["definition"] == "comtrade-exports"
        first, last = year_bounds(rows["year"])
        claims = pd.DataFrame(
            {
                "source_id": self.SOURCE_ID, "said_by": sells.map({True: "home", False: "host"}), "measure": "trade_goods",
                "definition": rows["definition"], "sender": rows["reporter"].where(sells, rows["partner"]),
                "host": rows["partner"].where(sells, rows["reporter"]), "kind": "value", "best": rows["number"], "start": first,
                "end": last, "precision": "year",
            }
        )  # fmt: skip
        return reading([claims], unused, {name: len(table)})


def _detail(table: pd.DataFrame) -> pd.Series:
    """True for rows that split another one by transport, customs procedure or second partner."""
    whole = {"motcode": "0", "customscode": "C00", "partner2code": "0"}
    split = pd.Series(False, index=table.index)
    for column, code in whole.items():
        if column in table:
            split |= table[column].notna() & (table[column].str.strip() != code)
    return split


def _bea_cells(sheet: pd.DataFrame, title: str) -> pd.DataFrame:
    """One row a country and year with a cell: ``country, year, cell, measure, definition``."""
    measure, definition = BEA_SHEETS[title]
    years = year_cells(sheet.iloc[:, 1:])
    header = int(str(years.idxmax()))
    titles = sheet.iloc[header].astype("str").str.removesuffix(".0")
    columns = [number for number in sheet.columns[1:] if titles[number].isdigit()]
    body = sheet.iloc[header + 1 :]
    wide = body[body[0].notna()][[0, *columns]].set_axis(
        ["country", *(int(titles[number]) for number in columns)], axis="columns"
    )
    long = wide.melt("country", var_name="year", value_name="cell").dropna(subset=["cell"])
    return long.assign(year=long["year"].astype("int64"), cell=long["cell"].str.strip(), measure=measure, definition=definition)


GLOBAL_INVESTMENT_TRACKER = GlobalInvestmentTracker()
INVESTMENT_POSITIONS = InvestmentPositions()
US_INVESTMENT_WORKBOOK = UsInvestmentWorkbook()
LOANS_PANEL = LoansPanel()
COMTRADE_TABLE = Comtrade()
