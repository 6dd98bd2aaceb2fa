"""Bases: letters, territories, names that stand twice, and dates that are not known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from dashboard.domain.places import Places
from dashboard.sources.bases import OTHER_BASES, US_BASES, distinct_sites
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
    unknown = others.claims[notes.str.contains("opening year not stated").to_numpy()]
    assert len(unknown) > 0
    assert ((unknown["start"] == pd.Timestamp("2026-01-01")) | unknown["start"].isna()).all()


def test_every_row_is_a_claim_or_counted(american: Reading, others: Reading) -> None:
    for read in (american, others):
        assert len(read.claims) + int(read.unused["rows"].sum()) == sum(read.rows_read.values())
