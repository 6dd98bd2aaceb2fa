"""UNCTAD bilateral direct investment: each trap that the source names, and the checks that it gives."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from dashboard.domain.catalogue import Catalogue
from dashboard.domain.places import Places
from dashboard.errors import PresenceError
from dashboard.sources import unctad_fdi
from dashboard.sources.reading import Reading

PAIR_HEADER = "reporter_iso3,partner_iso3,year,inflow_musd,outflow_musd,instock_musd,outstock_musd,ambiguous\n"
OUTFLOW_HEADER = "home_iso3,host_iso3,year,outflow_musd\n"


@pytest.fixture(scope="session")
def fdi(raw_folder: Callable[[str], Path], places: Places) -> Reading:
    return unctad_fdi.read(raw_folder(unctad_fdi.SOURCE_ID), places)


def figures(claims: pd.DataFrame, measure: str, sender: str, host: str, year: int, said_by: str) -> list[float]:
    rows = claims[
        (claims["measure"] == measure)
        & (claims["sender"] == sender)
        & (claims["host"] == host)
        & (claims["end"].dt.year == year)
        & (claims["said_by"] == said_by)
    ]
    return [float(value) for value in rows["best"]]


def write(folder: Path, pairs: str, outflows: str = "") -> Path:
    (folder / unctad_fdi.PAIR_FILE).write_bytes(gzip.compress((PAIR_HEADER + pairs).encode()))
    (folder / unctad_fdi.OUTFLOW_FILE).write_bytes(gzip.compress((OUTFLOW_HEADER + outflows).encode()))
    return folder


@pytest.mark.parametrize(
    ("sender", "host", "million"), [("USA", "GBR", 597_813), ("USA", "CHN", 51_363), ("CHN", "HKG", 306_372.45)]
)
def test_outward_stocks_at_end_2012(fdi: Reading, sender: str, host: str, million: float) -> None:
    assert figures(fdi.claims, "fdi_stock", sender, host, 2012, "home") == [pytest.approx(million * 1e6)]


def test_the_other_side_says_something_else_and_is_kept(fdi: Reading) -> None:
    assert figures(fdi.claims, "fdi_stock", "GBR", "USA", 2012, "host") == [486_833e6]
    assert figures(fdi.claims, "fdi_stock", "GBR", "USA", 2012, "home") != [486_833e6]


def test_the_four_columns_name_investor_host_and_speaker(tmp_path: Path, places: Places) -> None:
    claims = unctad_fdi.read(write(tmp_path, "GBR,USA,2012,1,2,3,4,0\n"), places).claims
    rows = claims[["measure", "sender", "host", "said_by", "best"]].astype({"best": "int64"}).astype("str")
    assert rows.to_numpy().tolist() == [
        ["fdi_flow", "USA", "GBR", "host", "1000000"],
        ["fdi_flow", "GBR", "USA", "home", "2000000"],
        ["fdi_stock", "USA", "GBR", "host", "3000000"],
        ["fdi_stock", "GBR", "USA", "home", "4000000"],
    ]
    assert claims["start"].dt.strftime("%Y-%m-%d").tolist() == ["2012-01-01"] * 2 + ["2012-12-31"] * 2
    assert set(claims["end"]) == {pd.Timestamp("2012-12-31")}


def test_speakers_and_definition(fdi: Reading, catalogue: Catalogue) -> None:
    assert set(fdi.claims["said_by"]) == {"home", "host"}
    assert set(fdi.claims["definition"]) == {"bmd3-immediate"}
    for measure in ("fdi_stock", "fdi_flow"):
        assert catalogue.measures[measure].definition("bmd3-immediate").valid_to is not None


def test_an_empty_cell_is_no_claim_and_a_zero_is_one(tmp_path: Path, places: Places) -> None:
    claims = unctad_fdi.read(write(tmp_path, "GBR,USA,2012,0,,,5,0\n"), places).claims
    assert claims["best"].tolist() == [0, 5e6]
    assert set(claims["kind"]) == {"value"}


def test_every_row_is_a_claim_or_is_counted(fdi: Reading) -> None:
    flows = fdi.claims[fdi.claims["measure"] == "fdi_flow"]
    # Every row of the first file has an inflow; every row of the second is an outflow of its own or a repetition.
    hosts = (flows["said_by"] == "host").sum()
    left = fdi.unused.groupby("file")["rows"].sum()
    assert fdi.rows_read == {unctad_fdi.PAIR_FILE: 49_195, unctad_fdi.OUTFLOW_FILE: 33_104}
    assert hosts + left[unctad_fdi.PAIR_FILE] == 49_195
    # 32,210 outflows in the first file, none of them within one country.
    assert (len(flows) - hosts - 32_210) + left[unctad_fdi.OUTFLOW_FILE] == 33_104


def test_the_second_file_adds_what_the_first_lacks(fdi: Reading) -> None:
    outflows = fdi.claims[(fdi.claims["measure"] == "fdi_flow") & (fdi.claims["said_by"] == "home")]
    china = outflows[outflows["sender"] == "CHN"]
    total = outflows[outflows["start"].dt.year == 2012].groupby(outflows["sender"].astype("str"))["best"].sum() / 1e9
    assert china["host"].nunique() >= 143
    assert round(total["CHN"], 1) == 87.5
    assert round(total["USA"], 1) == 365.2


def test_a_repeated_figure_counts_once_and_a_different_one_twice(tmp_path: Path, places: Places) -> None:
    pairs = "GBR,USA,2011,1,100,1,1,0\nGBR,USA,2012,1,100,1,1,0\nGBR,FRA,2012,1,,1,1,0\n"
    outflows = "GBR,USA,2011,100.01\nGBR,USA,2012,100.02\nGBR,FRA,2012,7\nGBR,ITA,2012,8\n"
    read = unctad_fdi.read(write(tmp_path, pairs, outflows), places)
    assert figures(read.claims, "fdi_flow", "GBR", "USA", 2011, "home") == [100e6]
    assert figures(read.claims, "fdi_flow", "GBR", "USA", 2012, "home") == [100e6, pytest.approx(100.02e6)]
    assert figures(read.claims, "fdi_flow", "GBR", "FRA", 2012, "home") == [7e6]
    assert figures(read.claims, "fdi_flow", "GBR", "ITA", 2012, "home") == [8e6]
    assert read.unused["rows"].tolist() == [1]
    notes = read.claims.loc[read.claims["best"].between(100.015e6, 100.025e6), "note"]
    assert notes.tolist() == [unctad_fdi.DIFFERS_NOTE]


def test_twelve_figures_differ_between_the_files(fdi: Reading) -> None:
    differing = fdi.claims[fdi.claims["note"] == unctad_fdi.DIFFERS_NOTE]
    assert differing["sender"].astype("str").value_counts().to_dict() == {"USA": 9, "NLD": 3}
    assert set(differing["host"]) == {"ABW"}


def test_merged_keys_carry_a_note(fdi: Reading) -> None:
    noted = fdi.claims[fdi.claims["note"] == unctad_fdi.AMBIGUOUS_NOTE]
    inflows = noted[(noted["measure"] == "fdi_flow") & (noted["said_by"] == "host")]
    assert len(inflows) == 225


def test_outflows_filled_from_partners_carry_a_note(fdi: Reading) -> None:
    noted = fdi.claims[fdi.claims["note"] == unctad_fdi.FILLED_NOTE]
    assert set(noted["sender"]) == {"ARE", "QAT", "SAU", "SGP"}
    assert set(noted["said_by"]) == {"home"}


def test_a_zero_beside_a_large_figure_carries_a_note(fdi: Reading) -> None:
    noted = fdi.claims[fdi.claims["note"] == unctad_fdi.ZERO_NOTE]
    assert set(noted["best"]) == {0}
    # A stock of 11.4 bn USD and a flow of 0 in the same row.
    kazakhstan = noted[(noted["sender"] == "USA") & (noted["host"] == "KAZ") & (noted["end"].dt.year == 2012)]
    assert kazakhstan["measure"].tolist() == ["fdi_flow"]


def test_former_territories_keep_their_ids(fdi: Reading) -> None:
    assert {"ANT", "YUG"} <= set(fdi.claims["host"])
    # Repaired in the copy: HGK, RUE; Macao apart from China, Moldova apart from Bolivia.
    assert {"HKG", "MAC", "MDA", "BOL"} <= set(fdi.claims["host"])
    assert "REU" in set(fdi.claims["sender"])
    assert not {"HGK", "RUE"} & set(fdi.unused["value"])


def test_no_code_is_left_without_a_place(fdi: Reading) -> None:
    unplaced = fdi.unused[fdi.unused["reason"].str.startswith("No place")]
    assert unplaced["value"].tolist() == []


def test_nobody_invests_in_himself(fdi: Reading) -> None:
    own = fdi.unused[fdi.unused["reason"].str.contains("the same: nothing")]
    assert dict(zip(own["value"], own["rows"], strict=True)) == {"ISR": 4, "KOR": 1}


def test_unknown_codes_are_listed(tmp_path: Path, places: Places) -> None:
    read = unctad_fdi.read(write(tmp_path, "GBR,QQQ,2012,1,2,3,4,0\n", "QQQ,GBR,2012,5\n"), places)
    assert len(read.claims) == 0
    assert read.unused[["field", "value", "rows"]].to_numpy().tolist() == [
        ["partner_iso3", "QQQ", 1],
        ["reporter_iso3", "QQQ", 1],
    ]


def test_all_wrong_cells_are_told_together(tmp_path: Path, places: Places) -> None:
    rows = "GBR,USA,2012,1,x,3,4,0\nGBR,USA,12,1,2,y,4,0\n"
    with pytest.raises(PresenceError) as caught:
        unctad_fdi.read(write(tmp_path, rows), places)
    where = [problem.where.rpartition(" ")[2] for problem in caught.value.problems]
    assert where == ["outflow_musd", "instock_musd", "year"]


def test_a_missing_column_is_told(tmp_path: Path, places: Places) -> None:
    (tmp_path / unctad_fdi.PAIR_FILE).write_bytes(gzip.compress(b"reporter_iso3,year\nGBR,2012\n", mtime=0))
    with pytest.raises(PresenceError) as caught:
        unctad_fdi.read(tmp_path, places)
    assert caught.value.code == "E-READ-COLUMNS"
    assert unctad_fdi.PAIR_FILE in caught.value.problems[0].where
