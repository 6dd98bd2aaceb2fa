"""US capital outflows: marks that are no zeros, three benchmark surveys, and names that share a code."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from dashboard.domain.catalogue import Catalogue
from dashboard.domain.places import Places
from dashboard.errors import PresenceError
from dashboard.sources import us_bea
from dashboard.sources.reading import Reading

HEADER = ",".join(us_bea.COLUMNS) + "\n"


@pytest.fixture(scope="session")
def bea(raw_folder: Callable[[str], Path], places: Places) -> Reading:
    return us_bea.read(raw_folder(us_bea.SOURCE_ID), places)


def read(folder: Path, places: Places, *rows: str) -> Reading:
    (folder / us_bea.FILE).write_bytes(gzip.compress((HEADER + "".join(f"USA,{row}\n" for row in rows)).encode(), mtime=0))
    return us_bea.read(folder, places)


def test_withheld_is_no_figure_and_small_is_no_zero(tmp_path: Path, places: Places) -> None:
    claims = read(tmp_path, places, "CHL,Chile,2000,,(D)", "PER,Peru,2000,0,(*)", "BRA,Brazil,2000,-12,").claims
    rows = claims.set_index("host")
    assert rows.loc["CHL", "kind"] == "withheld"
    assert pd.isna(rows.loc["CHL", "best"])
    assert (rows.loc["PER", "kind"], rows.loc["PER", "phrase"]) == ("at-most", "(*)")
    assert (rows.loc["PER", "low"], rows.loc["PER", "high"]) == (-5e5, 5e5)
    assert pd.isna(rows.loc["PER", "best"])
    assert rows.loc["BRA", "best"] == -12e6


@pytest.mark.parametrize(
    ("year", "definition"), [(1976, "us-1966-1976"), (1977, "us-1977-1981"), (1981, "us-1977-1981"), (1982, "us-1982-2016")]
)
def test_each_benchmark_survey_is_a_definition_of_its_own(tmp_path: Path, places: Places, year: int, definition: str) -> None:
    assert read(tmp_path, places, f"CHL,Chile,{year},1,").claims["definition"].tolist() == [definition]


def test_names_tell_apart_what_shares_a_code(tmp_path: Path, places: Places) -> None:
    rows = (
        "PRT,Portuguese Timor,1970,1,", "PRT,Portugal,1970,1,", "YEM,Yemen (Sanaa),1970,1,", "YEM,Yemen (Aden),1970,1,",
        ",Union of Soviet Socialist Republics,1980,1,", 'GBR,"United Kingdom Islands, Caribbean",1990,1,', ",Africa,1990,1,",
    )  # fmt: skip
    made = read(tmp_path, places, *rows)
    assert made.claims["host"].tolist() == ["TLS", "PRT", "YAR", "YMD", "SUN"]
    assert made.unused["value"].tolist() == ["United Kingdom Islands, Caribbean", "Africa"]


def test_an_overflow_and_an_unknown_mark_are_listed(tmp_path: Path, places: Places) -> None:
    made = read(tmp_path, places, ",All countries,1966,,#", "CHL,Chile,2000,,(Z)")
    assert made.claims.empty
    assert made.unused["reason"].str.contains("overflowed|not explained").all()


def test_every_row_is_a_claim_or_is_counted(bea: Reading) -> None:
    assert bea.rows_read == {us_bea.FILE: 5_448}
    assert len(bea.claims) + bea.unused["rows"].sum() == 5_448


def test_marks_of_the_file_are_all_told(bea: Reading, raw_folder: Callable[[str], Path]) -> None:
    raw = pd.read_csv(raw_folder(us_bea.SOURCE_ID) / us_bea.FILE, keep_default_na=False, na_values=[""])
    assert raw["flag"].value_counts().to_dict() == {"(*)": 409, "(D)": 399, "#": 1}
    hosts = bea.claims["kind"].value_counts()
    assert (hosts["at-most"], hosts["withheld"]) == (361, 318)
    assert bea.claims.loc[bea.claims["kind"] != "value", "best"].isna().all()


@pytest.mark.parametrize(("year", "million"), [(2000, 142_627), (2012, 318_196), (2016, 280_681)])
def test_hosts_add_up_to_the_printed_total_but_for_the_unlisted(
    bea: Reading, raw_folder: Callable[[str], Path], year: int, million: int
) -> None:
    raw = pd.read_csv(raw_folder(us_bea.SOURCE_ID) / us_bea.FILE, keep_default_na=False, na_values=[""])
    assert raw.loc[(raw["name"] == "All countries") & (raw["year"] == year), "flow_musd"].tolist() == [million]
    group = raw["name"].str.fullmatch(us_bea.GROUPS) & (raw["year"] == year)
    hosts = bea.claims.loc[bea.claims["start"].dt.year == year, "best"].sum() / 1e6 + raw.loc[group, "flow_musd"].sum()
    # From 1982 the table has no line for about a hundred small hosts, whose rest can have either sign.
    assert hosts == pytest.approx(million, rel=0.01)


def test_known_flow(bea: Reading) -> None:
    china = bea.claims[(bea.claims["host"] == "CHN") & (bea.claims["start"].dt.year == 2016)]
    assert china["best"].tolist() == [9_474e6]


def test_no_survey_is_joined_to_the_next(catalogue: Catalogue, bea: Reading) -> None:
    assert set(bea.claims["definition"]) == {name for _, _, name in us_bea.BENCHMARKS}
    assert {name for _, _, name in us_bea.BENCHMARKS} <= {d.id for d in catalogue.measures["fdi_flow"].definitions}


def test_files_that_are_no_such_table_are_told(tmp_path: Path, places: Places) -> None:
    with pytest.raises(PresenceError) as missing:
        us_bea.read(tmp_path, places)
    assert missing.value.code == "E-READ-MISSING-FILE"
    (tmp_path / us_bea.FILE).write_bytes(gzip.compress(b"name,year\nChile,2000\n", mtime=0))
    with pytest.raises(PresenceError) as columns:
        us_bea.read(tmp_path, places)
    assert columns.value.code == "E-READ-COLUMNS"


def test_a_bad_cell_is_told_with_its_row(tmp_path: Path, places: Places) -> None:
    with pytest.raises(PresenceError) as caught:
        read(tmp_path, places, "CHL,Chile,2000,1,", "CHL,Chile,2001,many,")
    assert caught.value.problems[0].where == f"{us_bea.FILE}, row 2, column flow_musd"
