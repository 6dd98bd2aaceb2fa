"""What the descriptions of the raw files warn of and no other test holds, seen in the raw files themselves."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from dashboard.domain.catalogue import Catalogue
from dashboard.domain.places import Places
from dashboard.sources import READERS
from dashboard.sources.reading import Reading

Raw = Callable[[str], Reading]


@pytest.fixture(scope="module")
def raw(raw_folder: Callable[[str], Path], places: Places) -> Raw:
    """The reading of a source by the first of its readers."""

    @cache
    def read(source_id: str) -> Reading:
        reader = next(reader for reader in READERS if source_id == reader.SOURCE_ID)
        return reader.read(raw_folder(source_id), places)

    return read


def pair(claims: pd.DataFrame, sender: str, host: str) -> pd.DataFrame:
    return claims[(claims["sender"] == sender) & (claims["host"] == host)]


def test_titles_of_military_projects_have_quotation_marks_and_no_control_letters(raw: Raw) -> None:
    sites = raw("aiddata-military-finance").claims["site"].astype("str")
    assert not sites.str.contains("[\x80-\x9f]", regex=True).any()
    assert sites.str.contains("’").sum() == 36


@pytest.mark.parametrize(("source_id", "last"), [("atop-alliances", 2018), ("cow-trade-4", 2014), ("mme-exercises", 2010)])
def test_a_list_that_ends_speaks_of_nothing_later(raw: Raw, source_id: str, last: int) -> None:
    claims = raw(source_id).claims
    assert claims["start"].dt.year.max() <= last
    assert claims["end"].dt.year.max() <= last


def test_four_months_of_joining_are_told_to_be_uncertain(raw: Raw) -> None:
    claims = raw("bri-membership").claims
    unsure = claims[claims["note"].astype("str").str.contains("uncertain")]
    assert sorted(unsure["host"].astype("str")) == ["AUT", "COD", "NER", "RUS"]
    assert set(unsure["precision"]) == {"month"}


def test_a_misprinted_end_is_read_and_a_cut_list_says_at_least(raw: Raw) -> None:
    claims = raw("imi-interventions").claims
    assert pd.Timestamp("1972-07-18") in set(pair(claims, "SUN", "EGY")["end"])
    cut = claims[claims["end"] == pd.Timestamp("1988-12-31")]
    assert len(cut) > 10
    assert cut["note"].astype("str").str.contains("at least").all()
    # A start or an end of eights or nines is no day.
    assert claims["start"].dt.year.between(1946, 2005).all()
    assert claims["end"].dropna().dt.year.max() <= 2006


def test_removed_cases_and_joined_numbers_of_places_are_no_claim(raw: Raw) -> None:
    reading = raw("mip-us-interventions")
    told = reading.unused.groupby("reason")["rows"].sum()
    assert told["The authors removed the case or merged it into another"] == 178
    assert told["No single place is named or can be read"] == 14
    # The most in a theatre is an upper end, and "Unknown" is no number.
    assert set(reading.claims["kind"].astype("str")) == {"at-most", "trend"}
    assert reading.claims["best"].isna().all()


def test_courses_for_a_region_without_a_code_and_damaged_pages_are_left_out(raw: Raw) -> None:
    reading = raw("us-foreign-military-training")
    reasons = reading.unused.groupby("reason")["rows"].sum()
    assert reasons["The page of the report is damaged: not to be used"] == 9
    assert reasons["No place has the code, or none is given"] == 2
    year = reading.claims[reading.claims["start"] == pd.Timestamp("2018-10-01")]
    assert not year["host"].isin(["BEN", "AGO"]).any()


def test_licences_for_several_states_stand_under_none_and_former_codes_are_places(raw: Raw) -> None:
    reading = raw("nl-arms-export-licences")
    left = reading.unused[reading.unused["field"] == "end_use_iso3"].groupby("value")["rows"].sum()
    assert (left["MULTI"], left[""]) == (8, 11)
    assert {"ANT", "SCG"} <= set(reading.claims["host"].astype("str"))
    assert set(reading.claims["note"].astype("str")) == {"licensed value, not deliveries"}


def test_filled_in_figures_of_missions_are_not_read(raw: Raw, raw_folder: Callable[[str], Path]) -> None:
    path = raw_folder("peace-ops-mission-month") / "kathman_un_mission_month_2019-12.csv.gz"
    table = pd.read_csv(path)
    assert raw("peace-ops-mission-month").claims["best"].notna().any()
    reading = raw("peace-ops-mission-month")
    blank = reading.unused[reading.unused["reason"] == "The row gives no total"]["rows"].sum()
    assert blank == 167
    assert len(table) > blank


def test_the_bank_of_russia_is_silent_after_2021_and_a_negative_stock_is_kept(raw: Raw) -> None:
    claims = raw("russia-africa-2026").claims
    stocks = claims[claims["definition"] == "bank-of-russia"]
    # Published as of 1 January, which is the end of the year before.
    assert stocks["end"].max() <= pd.Timestamp("2021-12-31")
    assert pair(stocks, "RUS", "SYC")["best"].min() == -211_730_000


def test_power_ships_stand_in_two_lists_that_are_never_added(raw: Raw) -> None:
    ships, assets = raw("turkey-africa-2026").claims, raw("gem-foreign-owned-assets").claims
    assert ships["site"].astype("str").str.contains("owership").sum() == 10
    assert not set(ships["measure"].astype("str")) & set(assets["measure"].astype("str"))
    sudan = ships[ships["host"] == "SDN"]
    assert sudan["note"].astype("str").str.contains("unverified").any()


def test_sizes_of_sites_are_told_to_be_standard_sizes(raw: Raw) -> None:
    notes = raw("geo-pko").claims["note"].astype("str")
    assert notes.str.contains("from standard sizes of units").mean() > 0.9


def test_kinds_of_support_are_not_told_of_one_among_several_supporters(raw: Raw) -> None:
    claims = raw("ucdp-esd").claims
    several = claims["note"].astype("str").str.contains("one of several supporters")
    assert several.any()
    assert not claims.loc[several, "note"].astype("str").str.contains(r"troops|weapons|training|money", regex=True).any()


def test_no_mission_has_a_point_from_the_exchanged_columns(raw: Raw) -> None:
    claims = raw("un-peacekeeping").claims
    assert claims[["lat", "lon"]].isna().all(axis=None)


def test_spellings_and_figures_of_the_factbook_that_were_warned_of(raw: Raw) -> None:
    claims = raw("cia-factbook-deployments").claims
    assert pair(claims, "FRA", "GUF")["best"].max() == 2_600
    wide = claims[(claims["low"] == 5_000) & (claims["high"] == 10_000)]
    assert {("ETH", "SOM"), ("TUR", "SYR")} <= set(zip(wide["sender"].astype("str"), wide["host"].astype("str"), strict=True))
    assert (claims["host"] == "XKX").sum() > 70


def test_coarse_american_figures_come_after_the_manpower_reports(catalogue: Catalogue) -> None:
    order = [source.partition(":")[0] for source in catalogue.measures["troops"].sources]
    assert order.index("us-troops-dmdc") < order.index("cia-factbook-deployments")


def test_namibia_keeps_its_code(places: Places) -> None:
    assert places.resolve("NA", code_system="iso2").id == "NAM"
    assert places.from_alpha3(pd.Series(["XKX", "XKV", "KSV", "XKO"])).tolist() == ["XKX"] * 4
