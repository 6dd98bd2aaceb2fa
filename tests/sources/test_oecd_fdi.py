"""OECD direct investment by partner: each trap that the source names, and the checks that it gives."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from dashboard.domain.catalogue import Catalogue
from dashboard.domain.places import Places
from dashboard.errors import PresenceError
from dashboard.sources import oecd_fdi
from dashboard.sources.reading import Reading

HEADER = "reporter_iso3,partner_iso3,year,direction,level,assets_musd,liabilities_musd,net_musd\n"


@pytest.fixture(scope="session")
def fdi(raw_folder: Callable[[str], Path], places: Places) -> Reading:
    return oecd_fdi.read(raw_folder(oecd_fdi.SOURCE_ID), places)


@pytest.fixture(scope="session")
def stock(fdi: Reading) -> pd.DataFrame:
    return fdi.claims[fdi.claims["measure"] == "fdi_stock"]


def position(stock: pd.DataFrame, sender: str, host: str, year: int, said_by: str) -> pd.DataFrame:
    pair = (stock["sender"] == sender) & (stock["host"] == host) & (stock["said_by"] == said_by)
    rows: pd.DataFrame = stock[pair & (stock["start"].dt.year == year)]
    return rows


def write(folder: Path, positions: str, flows: str = "") -> Path:
    for file, text in zip(oecd_fdi.FILES, (positions, flows), strict=True):
        (folder / file).write_bytes(gzip.compress((HEADER + text).encode()))
    return folder


@pytest.mark.parametrize(
    ("sender", "host", "year", "said_by", "billion"),
    [
        ("USA", "GBR", 2019, "home", 852.5),
        ("USA", "MEX", 2024, "home", 159.2),
        ("KOR", "VNM", 2023, "home", 114.4),
        ("ARE", "HUN", 2023, "host", 27.3),
    ],
)
def test_known_positions(stock: pd.DataFrame, sender: str, host: str, year: int, said_by: str, billion: float) -> None:
    rows = position(stock, sender, host, year, said_by)
    immediate = rows[rows["definition"] == "bmd4-immediate"]
    assert (immediate["best"] / 1e9).round(1).tolist() == [billion]


def test_direction_names_investor_host_and_speaker(tmp_path: Path, places: Places) -> None:
    rows = "USA,GBR,2019,DO,IMC,10,4,6\nUSA,GBR,2019,DI,IMC,1,3,2\nUSA,GBR,2019,DI,ULT,1,4,3\n"
    claims = oecd_fdi.read(write(tmp_path, rows, "USA,GBR,2019,DO,IMC,1,2,-1\n"), places).claims
    columns = ["measure", "definition", "sender", "host", "said_by", "best"]
    assert claims[columns].astype({"best": "int64"}).astype("str").to_numpy().tolist() == [
        ["fdi_stock", "bmd4-immediate", "USA", "GBR", "home", "6000000"],
        ["fdi_stock", "bmd4-immediate", "GBR", "USA", "host", "2000000"],
        ["fdi_stock", "bmd4-ultimate", "GBR", "USA", "host", "3000000"],
        ["fdi_flow", "bmd4-immediate", "USA", "GBR", "home", "-1000000"],
    ]
    assert claims["start"].dt.strftime("%m-%d").tolist() == ["12-31", "12-31", "12-31", "01-01"]
    assert set(claims["end"]) == {pd.Timestamp("2019-12-31")}


def test_every_row_is_a_claim_or_is_counted(fdi: Reading) -> None:
    assert len(fdi.claims) + fdi.unused["rows"].sum() == sum(fdi.rows_read.values())
    assert fdi.rows_read == {oecd_fdi.POSITION_FILE: 75_880, oecd_fdi.FLOW_FILE: 52_473}


def test_net_figures_are_what_the_two_sides_give(raw_folder: Callable[[str], Path]) -> None:
    table = pd.read_csv(raw_folder(oecd_fdi.SOURCE_ID) / oecd_fdi.POSITION_FILE, keep_default_na=False, na_values=[""])
    sign = table["direction"].map({"DO": 1, "DI": -1})
    computed = (table["assets_musd"] - table["liabilities_musd"]) * sign
    # Each side is rounded to 0.01 million on its own.
    assert ((computed - table["net_musd"]).abs().dropna() < 0.0101).all()
    assert (computed.isna() == table["net_musd"].isna()).all()


def test_a_confidential_side_is_withheld_and_never_zero(stock: pd.DataFrame) -> None:
    withheld = stock[stock["kind"] == "withheld"]
    # 5,012 rows have no net figure; those of world totals and of a country with itself are no claims.
    assert 4_900 < len(withheld) <= 5_012
    assert withheld[["low", "best", "high"]].isna().all(axis=None)
    assert set(withheld["note"]) == {oecd_fdi.WITHHELD_NOTE}


def test_world_totals_are_set_aside(fdi: Reading) -> None:
    world = fdi.unused[fdi.unused["value"] == "W"]
    assert world["rows"].tolist() == [973, 704]


def test_a_country_is_no_investor_abroad_in_itself(fdi: Reading) -> None:
    own = fdi.unused[fdi.unused["reason"].str.startswith("Owner and host")]
    assert own.groupby("file")["rows"].sum().tolist() == [3, 129]
    assert not (fdi.claims["sender"].astype("str") == fdi.claims["host"].astype("str")).any()


def test_years_before_2013_are_kept_apart_by_the_definition(stock: pd.DataFrame, catalogue: Catalogue) -> None:
    early = stock[stock["start"] < pd.Timestamp("2013-01-01")]
    assert len(early) > 1_000
    for measure in ("fdi_stock", "fdi_flow"):
        definition = catalogue.measures[measure].definition("bmd4-immediate")
        assert definition.valid_from == date(2013, 1, 1)


def test_the_ultimate_owner_is_inward_only(stock: pd.DataFrame) -> None:
    ultimate = stock[stock["definition"] == "bmd4-ultimate"]
    assert set(ultimate["said_by"]) == {"host"}
    assert {"POL", "FRA", "ITA", "PRT", "HUN", "CZE"} <= set(ultimate["host"])


def test_thin_and_absent_reporters(stock: pd.DataFrame) -> None:
    home = stock[stock["said_by"] == "home"]
    assert not {"JPN", "AUS", "CHL", "NZL", "MEX", "ISR", "EST", "AUT", "CHN", "RUS"} & set(home["sender"])
    british = home.loc[home["sender"] == "GBR", "start"].dt.year
    assert (british.min(), british.max()) == (2013, 2019)


def test_outward_totals_of_2023(raw_folder: Callable[[str], Path]) -> None:
    table = pd.read_csv(raw_folder(oecd_fdi.SOURCE_ID) / oecd_fdi.POSITION_FILE, keep_default_na=False, na_values=[""])
    world = table[(table["partner_iso3"] == "W") & (table["direction"] == "DO") & (table["year"] == 2023)]
    totals = (world.set_index("reporter_iso3")["net_musd"] / 1e3).round()
    assert totals[["USA", "NLD", "DEU", "FRA", "KOR"]].tolist() == [6620, 4746, 2214, 1633, 850]


def test_kosovo_and_no_groups(fdi: Reading) -> None:
    assert "XKX" in set(fdi.claims["host"])
    assert fdi.unused[fdi.unused["reason"].str.startswith("No place")]["value"].tolist() == []


def test_negatives_are_kept(fdi: Reading) -> None:
    assert (fdi.claims["best"] < 0).sum() > 1_000


def test_a_zero_of_two_equal_sides_carries_a_note(fdi: Reading) -> None:
    cancelled = fdi.claims[fdi.claims["note"] == oecd_fdi.CANCEL_NOTE]
    assert set(cancelled["best"]) == {0}
    bahrain = cancelled[(cancelled["sender"] == "BEL") & (cancelled["host"] == "BHR")]
    assert 2013 in set(bahrain["start"].dt.year)


def test_no_pair_has_two_figures_of_one_speaker(fdi: Reading) -> None:
    keys = ["measure", "definition", "said_by", "sender", "host", "start"]
    assert not fdi.claims.duplicated(keys).any()


def test_words_and_codes_that_are_not_known_are_listed(tmp_path: Path, places: Places) -> None:
    rows = "USA,GBR,2019,XX,IMC,1,1,0\nUSA,GBR,2019,DO,YY,1,1,0\nUSA,QQQ,2019,DO,IMC,1,1,0\n"
    read = oecd_fdi.read(write(tmp_path, rows), places)
    assert len(read.claims) == 0
    assert set(zip(read.unused["field"], read.unused["value"], strict=True)) == {
        ("direction", "XX"),
        ("level", "YY"),
        ("partner_iso3", "QQQ"),
    }


def test_all_wrong_cells_are_told_together(tmp_path: Path, places: Places) -> None:
    with pytest.raises(PresenceError) as caught:
        oecd_fdi.read(write(tmp_path, "USA,GBR,2019,DO,IMC,a,b,1\nUSA,GBR,,DO,IMC,1,1,0\n"), places)
    assert {problem.code for problem in caught.value.problems} == {"E-READ-VALUE"}
    assert len(caught.value.problems) == 3


def test_a_missing_column_is_told(tmp_path: Path, places: Places) -> None:
    (tmp_path / oecd_fdi.POSITION_FILE).write_bytes(gzip.compress(b"reporter_iso3,year\nGBR,2012\n", mtime=0))
    with pytest.raises(PresenceError) as caught:
        oecd_fdi.read(tmp_path, places)
    assert caught.value.code == "E-READ-COLUMNS"
