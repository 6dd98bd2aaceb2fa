"""The shipped gazetteer: whole, and able to read every spelling in the raw files that are read today."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from dashboard.domain.places import Places
from dashboard.gazetteer import load_places
from dashboard.settings import load_settings

ROOT = Path(__file__).resolve().parent.parent.parent
RAW = Path(os.environ.get("PRESENCE_RAW", ROOT.parent / "shared" / "sources"))
# Under 22,000 square kilometres a place covers less than four by four pixels of a world map 900 pixels wide.
SMALL_KM2 = 22_000
AMBIGUOUS = "means several places in that year; the reader decides by the source's own code"
NO_PLACE = "an income group, a region of the publisher or an organisation"


@pytest.fixture(scope="module")
def places() -> Places:
    return load_places(load_settings().data / "catalogue")


def test_three_hundred_places_of_five_kinds(places: Places) -> None:
    kinds = pd.Series([place.kind for place in places.by_id.values()]).value_counts()
    assert sum(place.drawn for place in places.by_id.values()) == 266
    assert set(kinds.index) == {"state", "territory", "contested", "former", "collective"}
    assert kinds["former"] >= 10


def test_exactly_states_territories_and_contested_places_are_drawn(places: Places) -> None:
    for place in places.by_id.values():
        assert place.drawn == (place.kind in ("state", "territory", "contested")), place.id


def test_a_drawn_place_has_a_marker_within_the_world(places: Places) -> None:
    for place in (place for place in places.by_id.values() if place.drawn):
        assert -180 <= (place.lon or 999) <= 180, place.id
        assert -90 <= (place.lat or 999) <= 90, place.id


def test_small_is_decided_by_area_alone(places: Places) -> None:
    for place in places.by_id.values():
        assert place.small == (place.km2 is not None and place.km2 < SMALL_KM2), place.id


@pytest.mark.parametrize("place_id", ["BHR", "SGP", "MLT", "GUM", "DJI", "IOT", "LUX", "KWT", "X-ABK", "X-OSS", "X-TRN", "XKX"])
def test_places_that_a_world_map_hides_get_a_marker(places: Places, place_id: str) -> None:
    assert places.by_id[place_id].small


def test_former_states_end_and_have_heirs_that_are_drawn(places: Places) -> None:
    for place in (place for place in places.by_id.values() if place.kind == "former"):
        assert place.valid_to is not None, place.id
        assert place.successors, place.id
        assert all(places.by_id[heir].drawn for heir in place.successors), place.id


def test_references_lead_to_places(places: Places) -> None:
    known = set(places.ids)
    for place in places.by_id.values():
        assert {*place.successors, *filter(None, [place.owner_de_facto])} <= known, place.id


def test_no_place_begins_after_it_ends(places: Places) -> None:
    for place in places.by_id.values():
        assert (place.valid_from or date.min) <= (place.valid_to or date.max), place.id


def test_namibia_is_no_missing_value(places: Places) -> None:
    assert places.resolve("NA", code_system="iso2").id == "NAM"


@pytest.mark.parametrize(
    ("name", "day", "candidates"),
    [
        ("Congo", "2010-01-01", {"COG", "COD"}), ("Congo", "1980-01-01", {"COG"}), ("Korea", "2010-01-01", {"KOR", "PRK"}),
        ("Guinea", "1965-01-01", {"GIN", "GNB", "GNQ"}), ("Guinea", "2010-01-01", {"GIN"}), ("Germany", "1980-01-01", {"DEU", "DDR"}),
        ("Germany", "2010-01-01", {"DEU"}), ("Virgin Islands", "2010-01-01", {"VIR", "VGB"}), ("Samoa", "1990-01-01", {"WSM", "ASM"}),
        ("Samoa", "2010-01-01", {"WSM"}), ("Vietnam", "1970-01-01", {"VNM", "VDR"}), ("Vietnam", "2010-01-01", {"VNM"}),
        ("Yemen", "1980-01-01", {"YAR", "YMD"}), ("Yemen", "2010-01-01", {"YEM"}), ("Yugoslavia", "1985-01-01", {"YUG"}),
        ("Yugoslavia", "2000-01-01", {"SCG"}), ("Jerusalem", "2010-01-01", {"ISR", "PSE"}),
    ],
)  # fmt: skip
def test_ambiguous_names_are_never_guessed(places: Places, name: str, day: str, candidates: set[str]) -> None:
    found = places.resolve(name, at=date.fromisoformat(day))
    assert set(found.candidates) == candidates
    assert found.id == (None if len(candidates) > 1 else next(iter(candidates)))
    assert len(places.resolve(name).candidates) >= len(candidates)


@pytest.mark.parametrize("name", ["Congo", "Korea", "Guinea", "Germany", "Virgin Islands", "Samoa", "Vietnam", "Yemen"])
def test_without_a_date_nothing_decides(places: Places, name: str) -> None:
    assert places.resolve(name).ambiguous


@dataclass(frozen=True, slots=True)
class Spellings:
    """A column of names in a raw file, its date, and the names that may stay open, with the reason."""

    file: str
    column: str
    day: Callable[[pd.DataFrame], pd.Series]
    open_names: frozenset[str] = frozenset()
    encoding: str = "utf-8"
    organisations: bool = False
    # Towns, and a misspelling that means another place elsewhere: no names of places, the reader goes by the file's code.
    towns: frozenset[str] = frozenset()


def on(day: str) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda table: pd.Series(pd.Timestamp(day), index=table.index)


def year_end(column: str, rest: str = "-12-31") -> Callable[[pd.DataFrame], pd.Series]:
    return lambda table: pd.to_datetime(table[column].str[:4] + rest)


def report_day(table: pd.DataFrame) -> pd.Series:
    return pd.to_datetime(table["year"] + "-" + table["month"] + "-01", format="mixed") + pd.offsets.MonthEnd(0)


# Why each name may stay open: `AMBIGUOUS` for all but those of the World Bank, for which it is `NO_PLACE` or `AMBIGUOUS`.
DMDC_OPEN = frozenset(
    (
        "Congo",
        "Germany",
        "Germany*",
        "Guinea",
        "Jerusalem",
        "Kashmir",
        "Korea",
        "NETHERLANDS ANTILLES",
        "Viet Nam",
        "Viet-Nam",
        "Virgin Islands",
    )
)
DMDC_TOWNS = frozenset(("Aden", "Trieste", "Columbia"))
# "Vietnam" is one of the two in the first file only, "Congo" in the second only: the other name is spelt out there.
FISCAL_OPEN = frozenset(("Germany", "Guinea", "Samoa", "Yemen"))
FILES = [
    Spellings("us-troops-dmdc/troopdata-rebuild-reports.csv.gz", "Location", report_day, DMDC_OPEN, towns=DMDC_TOWNS),
    Spellings("un-peacekeeping/un_uniformed_personnel_2015_2025.csv.gz", "contributor", year_end("as_of"), frozenset(("Congo",))),
    Spellings("un-peacekeeping/ipi_contributor_month_1990_2014.csv.gz", "contributor", year_end("date"), frozenset(("Congo",))),
    Spellings(
        "un-peacekeeping/ipi_contributor_mission_month_2009_2014.csv.gz", "Contributor", on("2012-01-01"), frozenset(("Congo",))
    ),
    Spellings(
        "worldbank-ids-creditor/ids_ppg_debt_stock_by_creditor_1990_2024.csv.gz",
        "country",
        year_end("time"),
        frozenset(("Samoa",)),
        organisations=True,
    ),
    Spellings(
        "worldbank-ids-creditor/ids_ppg_debt_stock_by_creditor_1990_2024.csv.gz",
        "counterpart-area",
        year_end("time"),
        organisations=True,
    ),
    Spellings(
        "us-foreign-aid/us_greenbook_economic_military_fy1946_2020.csv.gz",
        "country",
        year_end("fiscal_year", "-09-30"),
        FISCAL_OPEN | {"Vietnam"},
    ),
    Spellings(
        "us-foreign-aid/us_foreign_aid_country_fy1946_2025.csv.gz",
        "Country Name",
        year_end("Fiscal Year", "-09-30"),
        FISCAL_OPEN | {"Congo"},
    ),
    Spellings("aiddata-gcdf3/gcdf3_recipient_names_iso3.csv", "recipient", on("2021-12-31"), frozenset(("Congo", "Micronesia"))),
    Spellings(
        "us-bases-vine/basedata.csv",
        "countryname",
        on("2018-12-31"),
        frozenset(("Virgin Islands", "Netherlands Antilles")),
        "cp1252",
    ),
    Spellings("cia-factbook-deployments/deployments_parsed.csv", "host_as_written", on("2025-01-01")),
]


def read(spellings: Spellings) -> pd.DataFrame:
    path = RAW / spellings.file
    if not path.is_file():
        pytest.skip("the raw files are not beside this checkout; set PRESENCE_RAW to their folder")
    return pd.read_csv(path, dtype="str", keep_default_na=False, encoding=spellings.encoding)


@pytest.mark.parametrize("spellings", FILES, ids=lambda entry: f"{entry.file.rpartition('/')[2]}:{entry.column}")
def test_every_spelling_is_read_or_listed_with_a_reason(places: Places, spellings: Spellings) -> None:
    table = read(spellings)
    asked = pd.DataFrame({"name": table[spellings.column], "day": spellings.day(table)}).drop_duplicates()
    left = set(asked["name"][places.resolve_series(asked["name"], asked["day"]).isna()])
    # Listed as ambiguous: known, with more than one meaning on some day, and not merely missing.
    unknown = {name for name in left if not places.resolve(name).candidates}
    assert spellings.towns <= unknown
    left, unknown = left - spellings.towns, unknown - spellings.towns
    assert left - unknown <= spellings.open_names, AMBIGUOUS
    assert unknown == set() or spellings.organisations, NO_PLACE
    assert spellings.open_names <= left, "a name on the list is read now: take it off"


def test_what_the_world_bank_calls_a_country_is_read_and_the_rest_is_none(places: Places) -> None:
    table = read(Spellings("worldbank-ids-creditor/ids_country_codes.csv", "name", on("2024-12-31")))
    known = places.from_alpha3(table["iso_code"].replace("RKS", "XKX"))
    day = pd.Series(pd.Timestamp("2024-12-31"), index=table.index)
    read_as = places.resolve_series(table["name"], day)
    assert read_as[known.notna()].tolist() == known[known.notna()].tolist()
