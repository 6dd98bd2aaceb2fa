"""National Material Capabilities: units in thousands, state numbers that change hands, and an unclear licence."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from dashboard.domain.catalogue import Catalogue
from dashboard.domain.places import Places
from dashboard.errors import PresenceError
from dashboard.sources import cow_nmc
from dashboard.sources.reading import Reading

HEADER = "ccode,year,milex,milper,irst,pec,tpop,upop,cinc\n"


@pytest.fixture(scope="session")
def nmc(raw_folder: Callable[[str], Path], places: Places) -> Reading:
    return cow_nmc.read(raw_folder(cow_nmc.SOURCE_ID), places)


def figure(nmc: Reading, measure: str, host: str, year: int) -> list[float]:
    claims = nmc.claims
    rows = (claims["measure"] == measure) & (claims["host"] == host) & (claims["start"].dt.year == year)
    return [float(value) for value in claims.loc[rows, "best"]]


def write(folder: Path, rows: str) -> Path:
    (folder / cow_nmc.FILE).write_bytes(gzip.compress((HEADER + rows).encode()))
    return folder


def test_thousands_become_persons_and_dollars(nmc: Reading) -> None:
    assert figure(nmc, "armed_forces", "USA", 2022) == [1_360_000]
    assert figure(nmc, "military_expenditure", "USA", 2022) == [838_814_000_000]
    assert figure(nmc, "population", "USA", 2022) == [344_775_000]


def test_the_licence_is_unclear_so_the_data_do_not_ship(catalogue: Catalogue) -> None:
    source = catalogue.sources[cow_nmc.SOURCE_ID]
    assert not source.redistributable
    assert "legally unclear" in source.licence_note


def test_years_before_1946_are_counted(nmc: Reading) -> None:
    early = nmc.unused[nmc.unused["reason"].str.contains("1946")]
    assert nmc.claims["start"].min() == pd.Timestamp("1946-01-01")
    assert early["rows"].sum() == 5_433
    assert nmc.rows_read == {cow_nmc.FILE: 17_121}


def test_every_state_year_from_1946_is_a_claim_or_is_counted(nmc: Reading) -> None:
    unplaced = nmc.unused[nmc.unused["reason"].str.startswith("No place")]
    # 511 is Zanzibar in 1963 and 1964.
    assert set(unplaced["value"]) <= {"511"}
    # Population is never missing, so its claims count the state-years.
    assert (nmc.claims["measure"] == "population").sum() + nmc.unused["rows"].sum() == 17_121


def test_a_state_number_goes_to_the_state_of_its_year(nmc: Reading) -> None:
    assert figure(nmc, "armed_forces", "SUN", 1980) != []
    assert figure(nmc, "armed_forces", "RUS", 1980) == []
    assert figure(nmc, "armed_forces", "RUS", 2022) == [1_190_000]


def test_a_missing_figure_is_no_claim_and_a_zero_is_one(tmp_path: Path, places: Places) -> None:
    claims = cow_nmc.read(write(tmp_path, "94,2000,,0,0,0,3925,0,0.1\n"), places).claims
    assert claims[["measure", "host", "best"]].astype("str").to_numpy().tolist() == [
        ["armed_forces", "CRI", "0.0"],
        ["population", "CRI", "3925000.0"],
    ]


def test_no_state_has_two_figures_for_one_year(nmc: Reading) -> None:
    assert not nmc.claims.duplicated(["measure", "host", "start"]).any()


def test_germany_in_1990_is_the_whole_country(nmc: Reading) -> None:
    assert figure(nmc, "population", "DEU", 1989) == [62_062_000]
    assert figure(nmc, "population", "DEU", 1990) == [79_402_000]
    assert nmc.unused.loc[nmc.unused["value"] == "260", "rows"].tolist() == [1]


def test_every_definition_is_in_the_catalogue(nmc: Reading, catalogue: Catalogue) -> None:
    for measure, definition in nmc.claims[["measure", "definition"]].drop_duplicates().to_numpy():
        assert catalogue.measures[measure].definition(definition)


def test_an_unknown_state_number_is_listed(tmp_path: Path, places: Places) -> None:
    read = cow_nmc.read(write(tmp_path, "998,2000,1,1,0,0,1,0,0.1\n"), places)
    assert len(read.claims) == 0
    assert read.unused[["field", "rows"]].to_numpy().tolist() == [["ccode", 1]]


def test_all_wrong_cells_are_told_together(tmp_path: Path, places: Places) -> None:
    with pytest.raises(PresenceError) as caught:
        cow_nmc.read(write(tmp_path, "2,2000,a,b,0,0,c,0,0.1\n"), places)
    assert [problem.where.rpartition(" ")[2] for problem in caught.value.problems] == ["milper", "milex", "tpop"]


def test_a_missing_column_is_told(tmp_path: Path, places: Places) -> None:
    (tmp_path / cow_nmc.FILE).write_bytes(gzip.compress(b"ccode,year\n2,2000\n", mtime=0))
    with pytest.raises(PresenceError) as caught:
        cow_nmc.read(tmp_path, places)
    assert caught.value.code == "E-READ-COLUMNS"
