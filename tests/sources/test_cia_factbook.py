"""The Factbook's deployments: the second clock, bounds, UN missions, and numbers that disappear."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from dashboard.domain.places import Places
from dashboard.sources import cia_factbook as factbook
from dashboard.sources.cia_factbook_hosts import hosts_left_out, hosts_of, regions_left_out
from dashboard.sources.reading import Reading

RawFolder = Callable[[str], Path]


@pytest.fixture(scope="module")
def read(raw_folder: RawFolder, places: Places) -> Reading:
    return factbook.read(raw_folder(factbook.SOURCE_ID), places)


def pair(read: Reading, sender: str, host: str) -> pd.DataFrame:
    return read.claims[(read.claims["sender"] == sender) & (read.claims["host"] == host)]


def test_france_in_niger_goes_from_a_number_to_withheld_after_30_december_2023(read: Reading) -> None:
    rows = pair(read, "FRA", "NER")
    assert rows.loc[rows["kind"] == "value", "best"].tolist() == [1500]
    gone = rows[rows["kind"] == "withheld"]
    assert gone["start"].tolist() == gone["published"].tolist() == [pd.Timestamp("2024-01-04")]
    assert gone["end"].isna().all()


@pytest.mark.parametrize("host", ["SYR", "ARM", "BLR", "GEO", "KGZ", "TJK", "X-TRN"])
def test_russias_host_figures_are_gone_in_may_2025(read: Reading, host: str) -> None:
    rows = pair(read, "RUS", host)
    gone = rows[rows["kind"] == "withheld"]
    assert gone["start"].tolist() == [pd.Timestamp("2025-05-29")]


def test_un_peacekeepers_are_never_troops(read: Reading) -> None:
    troops = read.claims[(read.claims["measure"] == "troops") & (read.claims["definition"] == "deployed")]
    assert not troops["note"].astype("str").str.fullmatch(r"(UNIFIL|MINUSCA|MINUSMA|MONUSCO|UNMISS|UNDOF|UNISFA|UNFICYP)").any()
    un = read.claims[read.claims["measure"] == "peacekeepers"]
    assert set(un["definition"].astype("str")) == {"un-rounded"}
    assert (un["actor"] == "UNIFIL").any()


def test_a_number_that_mixes_un_and_others_is_kept_apart(read: Reading) -> None:
    mixed = read.claims[read.claims["definition"] == "deployed-with-un"]
    assert mixed["note"].astype("str").str.contains("MINUSMA/EUTM").any()
    assert set(mixed["measure"].astype("str")) == {"troops"}


def test_up_to_is_an_upper_bound_and_more_than_a_lower_one(read: Reading) -> None:
    at_most = read.claims[read.claims["kind"] == "at-most"]
    assert len(at_most) > 90
    assert at_most["best"].isna().all()
    assert at_most["low"].isna().all()
    assert at_most["high"].notna().all()
    at_least = read.claims[read.claims["kind"] == "at-least"]
    assert at_least["high"].isna().all()
    assert at_least["low"].notna().all()


def test_a_span_has_ends_and_no_middle(read: Reading) -> None:
    spans = read.claims[
        (read.claims["kind"] == "value") & read.claims["low"].notna() & (read.claims["low"] < read.claims["high"])
    ]
    assert len(spans) > 20
    assert spans["best"].isna().all()


def test_a_number_that_was_corrected_for_the_same_date_is_withdrawn(read: Reading) -> None:
    rows = pair(read, "RUS", "SYR")
    corrected = rows[rows["withdrawn"].notna()]
    assert (corrected["withdrawn"] > corrected["published"]).all()
    assert ((corrected["low"] == 4000) & (corrected["start"] == pd.Timestamp("2020-01-01"))).any()


def test_partial_dates_are_widened_with_their_precision(read: Reading) -> None:
    rows = read.claims[read.claims["kind"] == "value"]
    years = rows[rows["precision"] == "year"]
    assert (years["start"].dt.day_of_year == 1).all()
    assert (years["end"].dt.month == 12).all()
    assert set(rows["precision"].astype("str")) == {"year", "month"}


def test_several_hosts_land_on_no_country(read: Reading, raw_folder: RawFolder) -> None:
    hosts = set(read.claims["host"].astype("str"))
    assert {"X-MDE", "X-AFR", "X-FWI", "X-EEU"} <= hosts


def test_slips_of_the_text_are_kept_and_said(read: Reading) -> None:
    slip = read.claims[read.claims["note"].astype("str").str.contains("printed as Liberia")]
    assert set(slip["sender"].astype("str")) == {"NPL"}
    assert set(slip["host"].astype("str")) == {"LBR"}


def test_numbers_from_notes_are_listed_and_not_used(read: Reading) -> None:
    told = read.unused[read.unused["reason"].str.contains("note or a history")]
    assert len(told) == 2


def test_every_raw_row_is_in_a_claim_or_counted(read: Reading, raw_folder: RawFolder) -> None:
    shown = int((read.claims["kind"] != "withheld").sum())
    table, texts = (pd.read_csv(raw_folder(factbook.SOURCE_ID) / name, dtype="str") for name in (factbook.PARSED, factbook.TEXTS))
    regions, hosts = len(regions_left_out(texts)), len(hosts_left_out(table[table["in_note_or_history"] == "0"], texts))
    assert (regions, hosts) == (32, 25)
    # One number of the table, 4,000 of France, is shown with four hosts and then with three.
    assert shown + int(read.unused["rows"].sum()) == read.rows_read[factbook.PARSED] + regions + hosts + 1


def test_a_total_for_several_hosts_stands_under_none_of_them(read: Reading) -> None:
    assert pair(read, "FRA", "BFA").empty
    sahel = pair(read, "FRA", "X-BCMN")
    figures = sahel.loc[sahel["kind"] == "value", "best"].tolist()
    assert figures == [5100, 5100, 4300, 5100, 4000, 4300]
    assert sahel["note"].astype("str").str.startswith("Burkina Faso/Chad/Mali/Niger (Operation Barkhane").sum() == len(figures)


def test_a_number_whose_hosts_changed_is_told_for_each_set_of_hosts(read: Reading) -> None:
    # "approximately 4,000" went on from 18 August 2022 without Mali, then 3,000; from February 2023 Chad and Niger alone are named.
    before, after = pair(read, "FRA", "X-BCMN"), pair(read, "FRA", "X-BCN")
    assert before.loc[before["kind"] == "withheld", "start"].tolist() == [pd.Timestamp("2022-08-18")]
    assert after.loc[after["best"] == 4000, "published"].tolist() == [pd.Timestamp("2022-08-18")]
    assert pair(read, "FRA", "X-CDNE")["best"].dropna().tolist() == [2500]


def test_two_thousand_in_armenia_and_azerbaijan_are_not_those_of_armenia(read: Reading) -> None:
    both = pair(read, "RUS", "X-ARAZ")
    assert set(both["best"].dropna()) == {2000}
    armenia = pair(read, "RUS", "ARM")
    of_2023 = armenia[(armenia["start"] == pd.Timestamp("2023-01-01")) & (armenia["kind"] == "value")]
    assert of_2023["best"].tolist() == [3000]
    assert of_2023["withdrawn"].isna().all()


def test_no_total_for_several_places_stands_under_one_of_them(read: Reading, raw_folder: RawFolder, places: Places) -> None:
    """Every number that a text follows up with "/" and another place's name is on a collective host."""
    texts = pd.read_csv(raw_folder(factbook.SOURCE_ID) / factbook.TEXTS, dtype="str")
    several = texts["text"].str.extractall(r"(?<![\d,])([\d,]+) (?:[a-z]+ )*?([A-Z][A-Za-z' ]+/[A-Z][A-Za-z'/ ]*[a-z])(?= \()")
    told = several[~several[1].str.contains("NATO|KFOR|EUTM|EUFOR|Sudan")].drop_duplicates()
    assert len(told) >= 8
    senders = texts["sender_iso3"].reindex(told.index.get_level_values(0))
    for sender, number in zip(senders, told[0], strict=True):
        figure = float(number.replace(",", ""))
        rows = read.claims[(read.claims["sender"] == sender) & (read.claims["best"] == figure)]
        assert any(places.by_id[str(host)].kind == "collective" for host in rows["host"]), (sender, number)


def test_regions_that_the_table_leaves_out_are_read_from_the_texts(read: Reading) -> None:
    assert set(pair(read, "FRA", "X-BALT")["best"].dropna()) == {300, 350}
    europe = pair(read, "USA", "X-EUR")
    assert europe.loc[europe["low"].notna(), ["low", "high"]].to_numpy().tolist() == [[85_000, 100_000]]
    assert set(pair(read, "FRA", "X-AFW")["best"].dropna()) == {1200}
    assert pair(read, "FRA", "X-AFR").empty


def test_a_region_with_a_list_of_states_is_those_states(read: Reading) -> None:
    # "2,500-3,000 West Africa (Chad, Cote d'Ivoire, Gabon, Senegal)", then "West Africa (1,600; Cote d'Ivoire, Gabon, Senegal)".
    four, three = pair(read, "FRA", "X-CCGS"), pair(read, "FRA", "X-CGS")
    assert four.loc[four["kind"] == "value", ["low", "high"]].to_numpy().tolist() == [[2500, 3000]]
    assert three.loc[three["kind"] == "value", "best"].tolist() == [1600]
    assert four.loc[four["kind"] == "withheld", "start"].tolist() == [pd.Timestamp("2024-04-18")]
    assert three.loc[three["kind"] == "withheld", "start"].tolist() == [pd.Timestamp("2025-03-06")]
    assert pair(read, "FRA", "X-AFW")["kind"].tolist() == ["value", "withheld"]


@pytest.mark.parametrize(
    ("written", "note", "meant"),
    [
        ("West Africa", "Cote d'Ivoire, Gabon, Senegal", "X-CGS"),
        ("West Africa", "Senegal/Gabon/Cote d'Ivoire; Operation X", "X-CGS"),
        ("West Africa (Chad, Niger", None, "X-CDNE"),
        ("West Africa", None, "X-AFW"),
        ("West Africa", "Operation Barkhane", "X-AFW"),
        # A list that goes on with words is no list of states, and one without a place of its own stays with its region.
        ("West Africa", "Cote d'Ivoire, Gabon, Senegal and others", "X-AFW"),
        ("Middle East", "Iraq/Jordan/Syria", "X-MDE"),
        ("Chad", "Cote d'Ivoire, Gabon, Senegal", "TCD"),
    ],
)
def test_what_a_list_behind_a_region_means(written: str, note: str | None, meant: str, places: Places) -> None:
    assert hosts_of(pd.Series([written]), pd.Series([note]), places).tolist() == [meant]


def test_hosts_in_an_order_of_words_that_the_table_leaves_out_are_read_from_the_texts(read: Reading) -> None:
    lebanon = pair(read, "DEU", "LBN")
    assert lebanon.loc[lebanon["best"] == 170, "published"].dt.date.astype("str").tolist() == [
        "2024-04-11",
        "2024-04-18",
        "2025-12-11",
    ]
    # The text of the last day still has a figure: nothing is withheld.
    assert (lebanon["kind"] == "value").all()
    assert {"estimated 200", "estimated 150", "approximately 150"} <= set(pair(read, "TUR", "AZE")["phrase"].dropna())
    africa = pair(read, "RUS", "CAF")
    assert {"estimated 300-500", "estimated 300"} <= set(africa["phrase"].dropna())
    police = pair(read, "COG", "CAF")
    assert police["phrase"].tolist() == ["about 190", "about 175"]
    assert set(police["measure"]) == {"peacekeepers"}


def test_what_the_table_has_of_a_host_is_not_read_again(read: Reading) -> None:
    # "Hungary (250), Kosovo (870)" of Italy stand in both.
    hungary = pair(read, "ITA", "HUN")
    assert hungary.loc[hungary["best"] == 250, "start"].is_unique


def test_the_mission_in_abyei_meets_the_uns_own_count_of_it(read: Reading) -> None:
    assert not (read.claims["host"] == "X-SDSS").any()
    sudan = read.claims[(read.claims["host"] == "SDN") & (read.claims["actor"] == "UNISFA")]
    assert {"CHN", "NGA", "NPL", "VNM"} <= set(sudan["sender"].astype("str"))


def test_people_under_the_un_are_peacekeepers_where_the_text_names_no_mission(read: Reading) -> None:
    rows = pair(read, "PRT", "CAF")
    newest = rows[(rows["published"] == pd.Timestamp("2026-01-21")) & (rows["kind"] == "value")]
    assert newest[["measure", "actor", "best"]].astype("object").to_numpy().tolist() == [["peacekeepers", "MINUSCA", 225.0]]
    assert not (rows["published"].eq(pd.Timestamp("2026-01-21")) & rows["kind"].eq("withheld")).any()


def test_a_number_that_is_told_in_another_form_since_has_not_left_the_text(read: Reading) -> None:
    rows = pair(read, "RWA", "CAF")
    gone = rows[rows["kind"] == "withheld"]
    assert gone["start"].tolist() == [pd.Timestamp("2024-08-15")]
    assert gone["note"].tolist() == [factbook.OTHERWISE]
    assert pair(read, "FRA", "NER").loc[lambda row: row["kind"] == "withheld", "note"].tolist() == [factbook.NO_LONGER]
