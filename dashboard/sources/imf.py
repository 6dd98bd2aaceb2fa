"""International Monetary Fund: trade in goods of the United States by partner, and the outlook of April 2019 for GDP and population."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from dashboard.domain.places import Places
from dashboard.sources.reading import Exclusion, Reading, read_table, reading, set_aside, with_numbers, year_bounds

TRADE_FILE = "imf_dots_usa_partners_1995_2022.csv"
REPORTER, PARTNER, YEAR = "Country Name", "Counterpart Country Name", "Time Period"
EXPORTS = "Goods, Value of Exports, Free on board (FOB), US Dollars (TXG_FOB_USD)"
IMPORTS = "Goods, Value of Imports, Cost, Insurance, Freight (CIF), US Dollars (TMG_CIF_USD)"
# Partners that the Fund names in its own way, each with one meaning in this list: it names Hong Kong, Macao, Taiwan and the
# Democratic Republic of the Congo apart.
PARTNERS = {
    "China, P.R.: Mainland": "CHN", "China, P.R.: Hong Kong": "HKG", "China, P.R.: Macao": "MAC", "Taiwan Province of China": "TWN",
    "Congo, Rep. of": "COG", "Congo, Dem. Rep. of the": "COD", "Guinea": "GIN", "Samoa": "WSM", "Germany": "DEU",
}  # fmt: skip
GDP_FILE, POPULATION_FILE = "weo_apr2019_ngdpd.csv", "weo_apr2019_lp.csv"
# File -> column, measure, factor to whole dollars or persons.
OUTLOOK = {GDP_FILE: ("ngdpd", "gdp", 1e9), POPULATION_FILE: ("lp", "population", 1e6)}
NO_FIGURE = "n/a"
# The Fund's code of Kosovo.
CODES = {"uvk": "XKX"}
# The edition is of April 2019: what it gives for that year and later is a forecast.
FIRST_FORECAST = 2019


@dataclass(frozen=True, slots=True)
class UsTrade:
    """Reader of the Direction of Trade Statistics of the United States."""

    SOURCE_ID: str = "imf-dots-us"
    FILES: tuple[str, ...] = (TRADE_FILE,)

    def read(self, folder: Path, places: Places) -> Reading:
        """Goods that the sender sold to the host over the calendar year, current US dollars, as the United States reports them.

        What it sells is valued free on board; what it buys, where it is the host, with freight and insurance. Groups of countries
        are left out. Raises PresenceError for a missing file or column and for cells that are no numbers.
        """
        columns = (REPORTER, PARTNER, YEAR, EXPORTS, IMPORTS)
        table = with_numbers(read_table(folder / TRADE_FILE, columns), [EXPORTS, IMPORTS], file=TRADE_FILE, year=YEAR)
        placed = _partners(table, places)
        rows, unused = set_aside(placed, _trade_exclusions(placed), file=TRADE_FILE)
        claims = [self._claims(rows, EXPORTS, "exports-fob"), self._claims(rows, IMPORTS, "imports-cif")]
        return reading(claims, unused, {TRADE_FILE: len(table)})

    def _claims(self, rows: pd.DataFrame, column: str, definition: str) -> pd.DataFrame:
        given = rows[rows[column].notna()]
        first, last = year_bounds(given[YEAR])
        sells = column == EXPORTS
        seller, buyer = (given["sender"], given["host"]) if sells else (given["host"], given["sender"])
        return pd.DataFrame(
            {
                "source_id": self.SOURCE_ID, "said_by": "home" if sells else "host", "measure": "trade_goods",
                "definition": definition, "sender": seller, "host": buyer, "kind": "value", "best": given[column],
                "start": first, "end": last, "precision": "year",
            }
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outlook:
    """Reader of the World Economic Outlook, April 2019."""

    SOURCE_ID: str = "imf-weo-2019"
    FILES: tuple[str, ...] = (GDP_FILE, POPULATION_FILE)

    def read(self, folder: Path, places: Places) -> Reading:
        """GDP in current US dollars and population of places and years; from 2019 on under definitions of their own as forecasts.

        The place is the host; there is no sender. Raises PresenceError for a missing file or column and for bad cells.
        """
        parts = [self._one(folder, file, places) for file in OUTLOOK]
        return reading(
            [claims for claims, _, _ in parts],
            [line for _, unused, _ in parts for line in unused],
            {file: rows for file, (_, _, rows) in zip(OUTLOOK, parts, strict=True)},
        )

    def _one(self, folder: Path, file: str, places: Places) -> tuple[pd.DataFrame, list[pd.DataFrame], int]:
        column, measure, factor = OUTLOOK[file]
        raw = read_table(folder / file, ("year", "country", column))
        table = with_numbers(raw.assign(**{column: raw[column].replace(NO_FIGURE, pd.NA)}), [column], file=file, year="year")
        placed = table.assign(host=places.from_alpha3(table["country"].replace(CODES)))
        exclusions = [
            Exclusion(placed["host"].isna(), "country", "No place has this code"),
            Exclusion(placed[column].isna(), "country", "The row gives no figure"),
        ]
        rows, unused = set_aside(placed, exclusions, file=file)
        first, last = year_bounds(rows["year"])
        forecast = rows["year"] >= FIRST_FORECAST
        claims = pd.DataFrame(
            {
                "source_id": self.SOURCE_ID, "measure": measure,
                "definition": pd.Series("outlook-2019", index=rows.index).mask(forecast, "outlook-2019-forecast"),
                "host": rows["host"], "kind": "value", "best": rows[column] * factor, "start": first, "end": last,
                "precision": "year", "published": "2019-04-09",
            }
        )  # fmt: skip
        return claims, unused, len(table)


def _partners(table: pd.DataFrame, places: Places) -> pd.DataFrame:
    middle = pd.to_datetime(table[YEAR].astype("str") + "-07-01").astype("datetime64[s]")
    host = table[PARTNER].map(PARTNERS).astype("str").fillna(places.resolve_series(table[PARTNER], middle))
    groups = frozenset(place.id for place in places.by_id.values() if place.kind == "collective")
    return table.assign(sender=places.resolve_series(table[REPORTER], middle), host=host, group=host.isin(groups))


def _trade_exclusions(placed: pd.DataFrame) -> list[Exclusion]:
    return [
        Exclusion(placed["sender"].isna(), REPORTER, "No place has the reporter's name"),
        Exclusion(placed["host"].isna(), PARTNER, "No single place has the partner's name: most are groups of countries"),
        Exclusion(placed["group"], PARTNER, "The partner is a group of countries, whose members have rows of their own"),
        Exclusion(placed["host"] == placed["sender"], PARTNER, "The partner is the reporter itself"),
        Exclusion(placed[[EXPORTS, IMPORTS]].isna().all(axis=1), PARTNER, "The row gives no figure"),
    ]


US_TRADE = UsTrade()
OUTLOOK_2019 = Outlook()
