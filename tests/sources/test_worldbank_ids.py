"""International Debt Statistics: each trap that the source names, and the right answers of end-2024."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from dashboard.domain.catalogue import Catalogue
from dashboard.domain.places import Places
from dashboard.errors import PresenceError
from dashboard.sources import worldbank_ids
from dashboard.sources.reading import Reading

END_2024 = pd.Timestamp("2024-12-31")
HEADER = "country,counterpart-area,series,time,value,series_code\n"


@pytest.fixture(scope="session")
def ids(raw_folder: Callable[[str], Path], places: Places) -> Reading:
    return worldbank_ids.read(raw_folder(worldbank_ids.SOURCE_ID), places)


@pytest.fixture(scope="session")
def stock(ids: Reading) -> pd.DataFrame:
    return ids.claims[ids.claims["measure"] == "debt_stock"]


@pytest.fixture(scope="session")
def service(ids: Reading) -> pd.DataFrame:
    return ids.claims[ids.claims["measure"] == "debt_service"]


def owed_to(stock: pd.DataFrame, sender: str, definition: str) -> pd.Series:
    rows = stock[(stock["sender"] == sender) & (stock["definition"] == definition) & (stock["start"] == END_2024)]
    return rows.set_index(rows["host"].astype("str"))["best"]


def write(folder: Path, stock: str, service: str = "") -> Path:
    for name, text in zip(worldbank_ids.FILES, (stock, service), strict=True):
        (folder / name).write_bytes(gzip.compress((HEADER + text).encode()))
    return folder


@pytest.mark.parametrize(
    ("definition", "billion", "debtors"),
    [("official-bilateral", 148.0, 98), ("commercial-banks", 19.5, 17), ("other-private", 2.9, 8)],
)
def test_debt_owed_to_china(stock: pd.DataFrame, definition: str, billion: float, debtors: int) -> None:
    owed = owed_to(stock, "CHN", definition)
    assert owed.sum() / 1e9 == pytest.approx(billion, abs=0.05)
    assert (owed != 0).sum() == debtors


def test_debt_owed_to_russia(stock: pd.DataFrame) -> None:
    owed = owed_to(stock, "RUS", "official-bilateral") / 1e9
    largest = owed.nlargest(4).round(2)
    assert round(owed.sum(), 1) == 32.1
    assert (owed != 0).sum() == 33
    assert largest.to_dict() == {"BGD": 7.84, "BLR": 7.62, "IND": 4.91, "EGY": 4.08}


def test_every_row_is_a_claim_or_is_counted(ids: Reading) -> None:
    assert len(ids.claims) + ids.unused["rows"].sum() == sum(ids.rows_read.values())
    assert list(ids.rows_read.values()) == [215_598, 199_888]


def test_no_name_is_left_without_a_place(ids: Reading) -> None:
    unplaced = ids.unused[ids.unused["reason"].str.startswith("No place")]
    assert unplaced["value"].tolist() == []


def test_groups_of_debtors_are_set_aside(ids: Reading) -> None:
    groups = ids.unused[(ids.unused["field"] == "country") & ids.unused["reason"].str.contains("group")]
    assert groups.groupby("file")["value"].nunique().tolist() == [14, 14]
    assert {"Low & middle income", "South Asia", "IDA only"} <= set(groups["value"])


def test_creditors_that_are_no_state_are_set_aside(ids: Reading) -> None:
    creditors = set(ids.unused.loc[ids.unused["field"] == "counterpart-area", "value"])
    assert {"World", "Bondholders", "Multiple Lenders", "European Investment Bank"} <= creditors
    # Padded with no-break spaces in the file.
    assert {"World Bank-IBRD", "African Dev. Bank", "Inter-American Dev. Bank"} <= creditors


def test_names_that_need_care(stock: pd.DataFrame) -> None:
    assert {"DEU", "KOR", "PRK", "TUR", "VNM", "CIV", "BIH"} <= set(stock["sender"].dropna())
    assert {"TUR", "VNM", "SOM", "SUR", "XKX", "COD", "COG"} <= set(stock["host"])


def test_names_agree_with_the_codes_of_the_source(raw_folder: Callable[[str], Path], places: Places) -> None:
    codes = pd.read_csv(raw_folder(worldbank_ids.SOURCE_ID) / "ids_country_codes.csv", dtype="str", keep_default_na=False)
    states = codes[codes["iso_code"].str.fullmatch("[A-Z]{3}")]
    found = places.resolve_series(states["name"].str.strip(), pd.Series(END_2024, index=states.index))
    # RKS is the code that only this source gives to Kosovo.
    expected = states["iso_code"].replace({"RKS": "XKX"})
    assert dict(zip(states["name"], found, strict=True)) == dict(zip(states["name"], expected, strict=True))


def test_former_creditors_keep_their_own_id(stock: pd.DataFrame) -> None:
    years = stock["start"].dt.year
    assert set(years[stock["sender"] == "SUN"]) == {1990}
    assert set(years[stock["sender"] == "CSK"]) == {1990, 1991, 1992}


def test_countries_that_do_not_report_have_no_claim(stock: pd.DataFrame) -> None:
    assert not {"VEN", "RUS", "LBY", "CUB", "PRK", "USA"} & set(stock["host"])


def test_a_negative_is_kept_with_a_note(stock: pd.DataFrame) -> None:
    negative = stock[stock["best"] < 0]
    assert negative[["sender", "host"]].astype("str").to_numpy().tolist() == [["KWT", "ERI"]]
    assert negative["best"].tolist() == [-129_891.3]
    assert negative["note"].notna().all()


def test_a_published_zero_stays_a_value(ids: Reading) -> None:
    zeros = ids.claims[ids.claims["best"] == 0]
    assert len(zeros) > 10_000
    assert set(zeros["kind"]) == {"value"}


def test_nobody_owes_to_himself(ids: Reading) -> None:
    assert not (ids.claims["sender"].astype("str") == ids.claims["host"].astype("str")).any()
    own = ids.unused[ids.unused["reason"].str.contains("own country")]
    assert dict(zip(own["value"], own["rows"], strict=True)) == {"Mauritius": 5, "Turkiye": 6}


def test_a_stock_stands_on_the_last_day_of_its_year(stock: pd.DataFrame) -> None:
    assert (stock["start"] == stock["end"]).all()
    assert set(stock["start"].dt.strftime("%m-%d")) == {"12-31"}
    assert (stock["start"].dt.year.min(), stock["start"].dt.year.max()) == (1990, 2024)


def test_a_payment_after_2024_is_scheduled_and_never_paid(service: pd.DataFrame, catalogue: Catalogue) -> None:
    scheduled = service["definition"].astype("str").str.startswith("scheduled-")
    assert ((service["start"].dt.year > 2024) == scheduled).all()
    assert set(service.loc[scheduled, "published"]) == {pd.Timestamp("2025-12-03")}
    assert service.loc[~scheduled, "published"].isna().all()
    drawn = {d.id for d in catalogue.measures["debt_service"].definitions if d.drawn}
    assert not drawn & set(service.loc[scheduled, "definition"])


def test_payments_cover_the_year(service: pd.DataFrame) -> None:
    assert set(service["start"].dt.strftime("%m-%d")) == {"01-01"}
    assert set(service["end"].dt.strftime("%m-%d")) == {"12-31"}
    assert (service["start"].dt.year == service["end"].dt.year).all()


def test_every_definition_is_in_the_catalogue(ids: Reading, catalogue: Catalogue) -> None:
    for measure, definition in ids.claims[["measure", "definition"]].drop_duplicates().to_numpy():
        assert catalogue.measures[measure].definition(definition)


def test_no_pair_has_two_figures_for_one_year(ids: Reading) -> None:
    assert not ids.claims.duplicated(["measure", "definition", "sender", "host", "start"]).any()


def test_an_institution_is_known_by_its_multilateral_rows(tmp_path: Path, places: Places) -> None:
    rows = (
        "Ghana,European Investment Bank,x,2020,5,DT.DOD.MLAT.CD\n"
        "Ghana,European Investment Bank,x,2020,7,DT.DOD.BLAT.CD\n"
        "Ghana,Ruritania,x,2020,1,DT.DOD.BLAT.CD\n"
        "Ghana,France\xa0\xa0,x,2020,3,DT.DOD.BLAT.CD\n"
    )
    read = worldbank_ids.read(write(tmp_path, rows), places)
    assert read.claims[["sender", "host", "best"]].astype("str").to_numpy().tolist() == [["FRA", "GHA", "3.0"]]
    assert dict(zip(read.unused["value"], read.unused["rows"], strict=True)) == {"European Investment Bank": 2, "Ruritania": 1}


def test_all_wrong_cells_are_told_together(tmp_path: Path, places: Places) -> None:
    rows = "Ghana,France,x,2020,much,DT.DOD.BLAT.CD\nGhana,France,x,last year,5,DT.DOD.BLAT.CD\n"
    with pytest.raises(PresenceError) as caught:
        worldbank_ids.read(write(tmp_path, rows), places)
    assert [problem.code for problem in caught.value.problems] == ["E-READ-VALUE", "E-READ-VALUE"]
    where = [problem.where for problem in caught.value.problems]
    assert "row 1, column value" in where[0]
    assert "row 2, column time" in where[1]


def test_a_missing_file_and_a_missing_column_are_told(tmp_path: Path, places: Places) -> None:
    with pytest.raises(PresenceError) as missing:
        worldbank_ids.read(tmp_path, places)
    assert missing.value.code == "E-READ-MISSING-FILE"
    (tmp_path / worldbank_ids.STOCK_FILE).write_bytes(gzip.compress(b"country,time,value\nGhana,2020,1\n", mtime=0))
    with pytest.raises(PresenceError) as columns:
        worldbank_ids.read(tmp_path, places)
    assert columns.value.code == "E-READ-COLUMNS"
    assert "counterpart-area, series_code" in str(columns.value)


# Named by hand: a compressed body carries the second it was made in, so as a name it would differ between test processes.
CUT_FILES = {
    "empty": b"",
    "nothing compressed": gzip.compress(b"", mtime=0),
    "cut": gzip.compress(HEADER.encode() * 50, mtime=0)[:-9],
}


@pytest.mark.parametrize("content", CUT_FILES.values(), ids=CUT_FILES.keys())
def test_an_empty_or_cut_file_is_told(tmp_path: Path, places: Places, content: bytes) -> None:
    (tmp_path / worldbank_ids.STOCK_FILE).write_bytes(content)
    with pytest.raises(PresenceError) as caught:
        worldbank_ids.read(tmp_path, places)
    assert caught.value.code == "E-READ-FORMAT"
