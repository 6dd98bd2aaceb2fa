"""Bases: letters, territories, names that stand twice, and dates that are not known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from dashboard.domain.catalogue import Catalogue
from dashboard.domain.places import Places
from dashboard.errors import PresenceError
from dashboard.ledger.identity import with_claim_ids
from dashboard.ledger.validate import check_claims
from dashboard.sources.bases import OTHER_BASES, OTHER_COLUMNS, OTHER_LIST, US_BASES, OtherBases, UsBases, distinct_sites
from dashboard.sources.reading import Reading

RawFolder = Callable[[str], Path]


@pytest.fixture(scope="module")
def american(raw_folder: RawFolder, places: Places) -> Reading:
    return US_BASES.read(raw_folder(US_BASES.SOURCE_ID), places)


@pytest.fixture(scope="module")
def others(raw_folder: RawFolder, places: Places) -> Reading:
    return OTHER_BASES.read(raw_folder(OTHER_BASES.SOURCE_ID), places)


def test_letters_are_read_as_they_were_written(american: Reading) -> None:
    sites = american.claims["site"].astype("str")
    assert not sites.str.contains("\ufffd").any()
    assert sites.str.contains("ó", regex=True).any()


def test_territories_and_kosovo_are_places_of_their_own(american: Reading) -> None:
    hosts = set(american.claims["host"].astype("str"))
    assert {"GUM", "VIR", "XKX", "PRI"} <= hosts
    assert "USA" not in hosts


@pytest.mark.parametrize(
    ("site", "host", "code"),
    [
        ("Diego Garcia", "IOT", "GBR"),
        ("Ascension Island", "SHN", "GBR"),
        ("Thule Air Base", "GRL", "DNK"),
        ("Aruba", "ABW", "NLD"),
        ("Curacao Forward Operating Base", "CUW", "NLD"),
        ("McMurdo Station", "ATA", "NZL"),
        ("Chek Lap Kok Airport", "HKG", "CHN"),
        # The list gives the Democratic Republic the code of the other Congo.
        ("Dungu", "COD", "COG"),
    ],
)
def test_a_name_goes_before_a_code_and_the_code_is_told(american: Reading, site: str, host: str, code: str) -> None:
    row = american.claims[american.claims["site"] == site].iloc[0]
    assert row["host"] == host
    assert row["note"].endswith(f"the list has the code {code}")


def test_a_site_that_stands_twice_is_counted_once_and_listed(american: Reading) -> None:
    assert american.unused[["row", "value"]].to_numpy().tolist() == [[171, "Naval Support Activity Naples"]]
    assert (american.claims["site"] == "Naval Support Activity Naples").sum() == 1


def test_sites_at_the_same_point_stay_and_say_so(american: Reading) -> None:
    told = american.claims[american.claims["note"].str.contains("has the same point")]
    # One of the two is a slip of the pen; which one, the list does not say.
    assert {"Camo Kinser, Makiminato", "Camp Kinser, Makiminato"} <= set(told["site"].astype("str"))
    assert len(told) == 22


def test_names_stand_on_one_line(american: Reading) -> None:
    sites = american.claims["site"].astype("str")
    assert "Guantanamo Bay Cuba" in set(sites)
    assert not sites.str.contains(r"[\t\n]|  ").any()


def test_the_class_of_a_site_is_told(american: Reading) -> None:
    words = american.claims["note"].str.split("[;,]", regex=True).str[0].value_counts()
    assert words.to_dict() == {"major base": 254, "under 200 people": 114, "class not stated": 45}
    assert american.claims["note"].str.contains("paid for by the host").sum() == 46


def test_the_list_still_has_afghanistan_and_niger(american: Reading) -> None:
    hosts = american.claims["host"].astype("str").value_counts()
    assert (hosts["AFG"], hosts["NER"]) == (9, 2)


@pytest.mark.parametrize(
    ("base", "host", "listed"),
    [
        ("FB005", "X-ABK", "GEO"),
        ("FB006", "X-OSS", "GEO"),
        ("FB011", "X-TRN", "MDA"),
        ("FB064", "X-NCY", "CYP"),
        ("FB084", "X-SOL", "SOM"),
    ],
)
def test_a_base_in_a_disputed_place_is_filed_there_and_keeps_the_listed_host_in_its_note(
    others: Reading, base: str, host: str, listed: str
) -> None:
    row = others.claims.set_index("claim_id").loc[base]
    assert row["host"] == host
    assert f"listed under {listed}" in row["note"]


def test_only_a_note_that_names_the_place_moves_a_base(others: Reading) -> None:
    hosts = others.claims.set_index("claim_id")["host"].astype("str")
    # Sevastopol under the lease was in Ukraine; Akrotiri and Dhekelia are not disputed and stand as listed.
    assert (hosts["FB017"], hosts["FB043"], hosts["FB044"]) == ("UKR", "CYP", "CYP")
    assert others.claims["note"].str.contains("listed under").sum() == 5


def test_a_base_older_than_its_sender_says_so(others: Reading) -> None:
    notes = others.claims.set_index("claim_id")["note"]
    told = notes[notes.str.contains("opened under a former state")].index
    assert list(told) == ["FB014", "FB018", "FB019", "FB020"]


def test_closed_bases_end_and_the_precision_is_the_coarser_one(others: Reading) -> None:
    rows = others.claims.set_index("claim_id")
    assert rows.loc["FB094", ["start", "end", "precision"]].tolist() == [
        pd.Timestamp("2016-01-01"), pd.Timestamp("2024-08-31"), "year"
    ]  # fmt: skip
    assert rows.loc["FB083", "precision"] == "month"
    closed = rows[rows["note"].str.contains("^[^;]*closed", regex=True)]
    assert closed["end"].notna().all()


def test_claims_may_be_published(american: Reading, others: Reading, catalogue: Catalogue, places: Places) -> None:
    for read in (american, others):
        assert check_claims(with_claim_ids(read.claims), catalogue, frozenset(places.ids)) == []


def other_list(folder: Path, **cells: str) -> Path:
    usual = dict.fromkeys(OTHER_COLUMNS, "") | {"base_id": "X1", "name": "Camp", "sender_iso3": "FRA", "host_iso3": "TCD"}
    pd.DataFrame([usual | cells]).to_csv(folder / OTHER_LIST, index=False)
    return folder


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"sender_iso3": "MULTI"}, "sender_iso3"),
        ({"host_iso3": ""}, "host_iso3"),
        ({"host_iso3": "", "note": "Crimea"}, "host_iso3"),
    ],
)
def test_several_senders_or_no_single_host_make_no_claim(
    tmp_path: Path, places: Places, cells: dict[str, str], field: str
) -> None:
    read = OTHER_BASES.read(other_list(tmp_path, **cells), places)
    assert read.claims.empty
    assert read.unused[["row", "field", "rows"]].to_numpy().tolist() == [[1, field, 1]]


def test_a_closed_base_without_an_opening_has_an_end_and_no_start(tmp_path: Path, places: Places) -> None:
    row = OTHER_BASES.read(other_list(tmp_path, closed="2020-05"), places).claims.iloc[0]
    assert pd.isna(row["start"])
    assert row["end"] == pd.Timestamp("2020-05-31")


def test_every_wrong_cell_of_a_base_is_named(tmp_path: Path, places: Places) -> None:
    with pytest.raises(PresenceError) as error:
        OTHER_BASES.read(other_list(tmp_path, lat="north", opened="about 1990", closed="2020-13"), places)
    assert [problem.where.rpartition(" ")[2] for problem in error.value.problems] == ["lat", "opened", "closed"]
    assert {problem.code for problem in error.value.problems} == {"E-READ-VALUE"}


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "E-READ-FORMAT"), (b"a,b\n1,2\n", "E-READ-COLUMNS"), (None, "E-READ-MISSING-FILE")]
)
@pytest.mark.parametrize("reader", [US_BASES, OTHER_BASES], ids=["american", "others"])
def test_a_broken_list_is_explained(
    tmp_path: Path, places: Places, reader: UsBases | OtherBases, content: bytes | None, code: str
) -> None:
    if content is not None:
        (tmp_path / reader.FILES[0]).write_bytes(content)
    with pytest.raises(PresenceError) as error:
        reader.read(tmp_path, places)
    assert error.value.code == code
    assert error.value.problems[0].where


def test_the_list_speaks_of_about_2018_and_claims_no_more(american: Reading) -> None:
    assert (american.claims["start"] == pd.Timestamp("2018-01-01")).all()
    assert (american.claims["end"] == pd.Timestamp("2018-12-31")).all()


def test_each_site_is_one_claim_with_a_point(american: Reading) -> None:
    assert len(american.claims) == 413
    # The list has no coordinates for seven small sites.
    assert american.claims["lat"].notna().sum() == american.claims["lon"].notna().sum() == 406
    assert not american.claims.duplicated(["host", "site"]).any()


def test_the_second_of_a_name_is_told_apart() -> None:
    names, hosts = pd.Series(["A", "A", "A"]), pd.Series(["DEU", "DEU", "ITA"])
    assert distinct_sites(names, hosts).tolist() == ["A", "A (2)", "A"]


def test_bases_in_service_have_no_end_and_closed_ones_do(others: Reading) -> None:
    rows = others.claims.set_index("claim_id")
    assert pd.isna(rows.loc["FB001", "end"])
    gabala = rows[rows["site"].astype("str").str.contains("Gabala")].iloc[0]
    assert gabala["end"] == pd.Timestamp("2013-12-31")


def test_dates_that_nobody_read_in_a_source_say_so(others: Reading) -> None:
    notes = others.claims.set_index("claim_id")["note"].astype("str")
    assert "dates not verified" in notes["FB002"]
    assert "dates not verified" not in notes["FB003"]
    unknown = others.claims[notes.str.contains("opening not stated").to_numpy()]
    assert len(unknown) > 0
    assert ((unknown["start"] == pd.Timestamp("2026-01-01")) | unknown["start"].isna()).all()


def test_every_row_is_a_claim_or_counted(american: Reading, others: Reading) -> None:
    for read in (american, others):
        assert len(read.claims) + int(read.unused["rows"].sum()) == sum(read.rows_read.values())
