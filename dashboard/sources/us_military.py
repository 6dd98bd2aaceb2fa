"""United States government: military construction abroad (2008-2019) and training of foreign forces (fiscal years 1999-2020)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from dashboard.domain.places import Places
from dashboard.outlines import load_outlines
from dashboard.settings import load_settings
from dashboard.sources.reading import (
    Exclusion,
    Reading,
    read_table,
    reading,
    set_aside,
    unread_file,
    unused_summary,
    with_numbers,
    year_bounds,
)  # fmt: skip

SENDER = "USA"
THOUSAND = 1000.0
BUILDING_FILE = "builddata.csv"
# Names without a code, and what they stand for: "Bi" is Bahrain Island, under which the same "Sw Asia" stands in other years; "Cm"
# holds Palanquero alone, an air base in Colombia, "Ho" the line "Honduras Various".
NAMELESS = {
    "Bi": "BHR", "Cm": "COL", "Ho": "HND", "Diego Garcia": "IOT", "Kwajalein": "MHL", "Virgin Islands": "VIR", "Wake Island": "UMI",
}  # fmt: skip
# A location decides where the country is wrong or too wide: Novo Selo is in Bulgaria (its code was read as Bangladesh's), the base
# at Guantanamo Bay is a place of its own here, and "Mariana Islands" holds Guam and the Northern Marianas together.
LOCATIONS = {
    ("Bangladesh", "Nevo Selo Fos"): "BGR", ("Cuba", "Guantanamo Bay"): "X-GTMO", ("Guantanamo Bay, Cuba", "Guantanamo Bay"): "X-GTMO",
    ("Mariana Islands", "Guam"): "GUM", ("Mariana Islands", "Unspecified Location"): "X-MRN",
}  # fmt: skip
# The geocoder's middle of a country, which several bases share, and points in the right country far from the place: north of
# Sydney, on the Gold Coast, on Jeju.
MIDDLES = frozenset(
    {
        (15.0, -86.5), (50.75, 4.5), (51.5, 10.5), (52.0, 20.0), (11.83333, 42.5), (39.0, 35.0), (26.0, 50.55), (21.0, 57.0),
        (41.5, 75.0), (36.5, 127.75), (24.0, 90.0), (6.0, 12.5),
    }
)  # fmt: skip
MISPLACED = ("Darwin", "Geraldton", "K-16 Airfield")

COUNTRY_FILE = "fmt_country_year_fy1999_2020.csv"
PROGRAMME_FILE = "fmt_country_year_program_fy1999_2020.csv.gz"
ROWS_FILE = "fmt_training_rows_fy1999_2020.csv.gz"
TRAINED, PRINTED = ("trainees", "total_cost_usd"), ("printed_program_totals_trainees", "printed_program_totals_cost_usd")
INSIDE = "trainees_at_locations_in_the_country"
LACKING = ("rows_without_quantity", "rows_without_cost")
# What the compiler found in a country and year.
DIFFERS, CORRUPTED = "sum differs from printed totals", "corrupted"
# The damaged page swallowed the rows of Benin: its own line of that year is short too.
DAMAGED = (("BEN", 2019), ("AGO", 2019))
# The code stands for the government of the South two years before and up to independence.
ROWS_REASON = "Single courses: their sums by country and fiscal year are read"


@dataclass(frozen=True, slots=True)
class Construction:
    """Reader of the budget for military construction."""

    SOURCE_ID: str = "us-milcon"
    FILES: tuple[str, ...] = (BUILDING_FILE,)

    def read(self, folder: Path, places: Places) -> Reading:
        """One claim a place and budget year: the sum over projects there, current US dollars; the United States itself is left out.

        Raises PresenceError for a missing file or column and for cells that are no numbers.
        """
        needed = ("countryname", "iso3c", "year", "location", "lat", "lon", "spend_construction")
        table = with_numbers(
            read_table(folder / BUILDING_FILE, needed), ["lat", "lon", "spend_construction"], file=BUILDING_FILE, year="year"
        )
        placed = table.assign(host=_building_hosts(table, places))
        exclusions = [
            Exclusion(placed["host"] == SENDER, "countryname", "In the United States: nothing is abroad"),
            Exclusion(placed["host"].isna(), "countryname", "No place is stated, or none has this name"),
            Exclusion(placed["spend_construction"].isna(), "location", "The row gives no figure"),
        ]
        rows, unused = set_aside(placed, exclusions, file=BUILDING_FILE)
        sums = _places_and_years(rows)
        line = unused_summary(
            file=BUILDING_FILE, field="location", value=f"{len(rows)} rows in {len(sums)} sums", rows=0,
            reason="Projects at one location in one year are added up to one claim",
        )  # fmt: skip
        return reading([self._claims(sums)], [*unused, line], {BUILDING_FILE: len(table)})

    def _claims(self, sums: pd.DataFrame) -> pd.DataFrame:
        first, last = year_bounds(sums["year"])
        point = sums["lat"].notna() & sums["lon"].notna() & _at_the_place(sums)
        return pd.DataFrame(
            {
                "source_id": self.SOURCE_ID, "measure": "military_construction", "definition": "obligational-authority", "sender": SENDER,
                "host": sums["host"], "kind": "value", "best": sums["usd"] * THOUSAND, "start": first, "end": last, "precision": "year",
                "status": "committed", "site": sums["location"], "lat": sums["lat"].where(point), "lon": sums["lon"].where(point),
            }
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Training:
    """Reader of the reports on the training of foreign forces."""

    SOURCE_ID: str = "us-foreign-military-training"
    FILES: tuple[str, ...] = (COUNTRY_FILE, PROGRAMME_FILE)

    def read(self, folder: Path, places: Places) -> Reading:
        """People trained and money spent by country and fiscal year; the people by programme and those at home as well.

        Where rows of the report lack a number and it prints a total that is not below their sum, the printed total is taken and the
        note says so; where it prints none, the sum is a lower bound. A fiscal year without a number of people makes no claim of
        zero. Raises PresenceError for a missing file or column and for cells that are no numbers.
        """
        country, programme = self._tables(folder)
        kept, unused = _by_country(country, places)
        split, left = _by_programme(programme, places)
        claims = [
            self._claims(kept, "people", "military_trainees", "all", short="people_short"),
            self._claims(kept, "money", "military_training_cost", "all", short="money_short"),
            self._claims(kept.assign(inside=kept[INSIDE].where(kept[INSIDE] > 0)), "inside", "military_trainees", "in-the-host"),
            self._claims(split, "people", "military_trainees", "by-programme").assign(actor=split["program"]),
        ]
        unread = unread_file(folder / ROWS_FILE, ROWS_REASON)
        return reading(claims, [*unused, *left, unread], {COUNTRY_FILE: len(country), PROGRAMME_FILE: len(programme)})

    def _tables(self, folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
        numbers = [*TRAINED, *PRINTED, *LACKING, INSIDE]
        country = with_numbers(
            read_table(folder / COUNTRY_FILE, ("iso3", "country", "fy", *numbers, "flag")), numbers, file=COUNTRY_FILE, year="fy"
        )
        programme = read_table(folder / PROGRAMME_FILE, ("iso3", "fy", "program", "trainees"))
        return country, with_numbers(programme, ["trainees"], file=PROGRAMME_FILE, year="fy")

    def _claims(self, rows: pd.DataFrame, column: str, measure: str, definition: str, short: str = "") -> pd.DataFrame:
        given = rows[rows[column].notna()]
        bound = given[short] if short else pd.Series(False, index=given.index)
        year = given["fy"].astype("int64")
        return pd.DataFrame(
            {
                "source_id": self.SOURCE_ID, "measure": measure, "definition": definition, "sender": SENDER, "host": given["host"],
                "kind": bound.map({True: "at-least", False: "value"}), "low": given[column].where(bound), "best": given[column].mask(bound),
                "start": pd.to_datetime((year - 1).astype("str") + "-10-01"),
                "end": pd.to_datetime(year.astype("str") + "-09-30"), "precision": "day",
                "note": given["told"].mask(bound, "some rows give no number and no total is printed: a lower bound"),
            }
        )  # fmt: skip


def _building_hosts(table: pd.DataFrame, places: Places) -> pd.Series:
    country = table["countryname"]
    hosts = country.map(NAMELESS).astype("str").fillna(places.from_alpha3(table["iso3c"]))
    for (name, location), host in LOCATIONS.items():
        hosts = hosts.mask((country == name) & (table["location"] == location), host)
    return hosts


def _at_the_place(sums: pd.DataFrame) -> pd.Series:
    """False where the file's point cannot be that of the base: the claim then stands without a point. One off a coast is kept."""
    at = load_outlines(load_settings({}).assets).places_at(sums["lat"], sums["lon"])
    middle = pd.Series(list(zip(sums["lat"], sums["lon"], strict=True)), index=sums.index).isin(MIDDLES)
    return ~(at.notna() & (at != sums["host"])) & ~middle & ~sums["location"].isin(MISPLACED)


def _places_and_years(rows: pd.DataFrame) -> pd.DataFrame:
    groups = rows.assign(location=rows["location"].fillna("location not stated")).groupby(["host", "year", "location"], sort=True)
    return groups.agg(usd=("spend_construction", "sum"), lat=("lat", "first"), lon=("lon", "first")).reset_index()


def _by_country(table: pd.DataFrame, places: Places) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    flag = table["flag"].fillna("")
    lacking = {gap: (table[gap] > 0) | (flag == DIFFERS) for gap in LACKING}
    # A printed total below the sum of its own rows was printed only in part, as some of 2007 are.
    whole = {
        gap: lacking[gap] & (table[p] > 0) & (table[p] >= table[t]) for t, p, gap in zip(TRAINED, PRINTED, LACKING, strict=True)
    }
    people, money = (table[p].where(whole[gap], table[t]) for t, p, gap in zip(TRAINED, PRINTED, LACKING, strict=True))
    printed = whole[LACKING[0]] | whole[LACKING[1]]
    damaged = pd.Series(list(zip(table["iso3"], table["fy"], strict=True)), index=table.index).isin(DAMAGED)
    placed = table.assign(
        host=_placed(table, places),
        people=people.where(people > 0),
        money=money.where(money > 0),
        people_short=(table[LACKING[0]] > 0) & ~whole[LACKING[0]],
        money_short=(table[LACKING[1]] > 0) & ~whole[LACKING[1]],
        told=printed.map({True: "totals as printed in the report, some of whose rows give no number", False: ""}),
    )
    exclusions = [
        Exclusion(damaged | flag.str.contains(CORRUPTED), "country", "The page of the report is damaged: not to be used"),
        Exclusion(placed["host"].isna(), "country", "No place has the code, or none is given"),
        Exclusion(placed[["people", "money"]].isna().all(axis=1), "country", "The report gives neither people nor cost"),
    ]
    return set_aside(placed, exclusions, file=COUNTRY_FILE)


def _by_programme(table: pd.DataFrame, places: Places) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    damaged = pd.Series(list(zip(table["iso3"], table["fy"], strict=True)), index=table.index).isin(DAMAGED)
    placed = table.assign(host=_placed(table, places), people=table["trainees"].where(table["trainees"] > 0), told="")
    exclusions = [
        Exclusion(damaged, "iso3", "The page of the report is damaged: not to be used"),
        Exclusion(placed["host"].isna(), "iso3", "No place has the code, or none is given"),
        Exclusion(placed["people"].isna(), "program", "The report gives no number of people"),
    ]
    return set_aside(placed, exclusions, file=PROGRAMME_FILE)


def _placed(table: pd.DataFrame, places: Places) -> pd.Series:
    return places.from_alpha3(table["iso3"])


CONSTRUCTION = Construction()
TRAINING = Training()
