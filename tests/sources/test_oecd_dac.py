"""OECD aid by donor and recipient: types that overlap, absence that is no zero, and the checks that the source gives."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.domain.catalogue import Catalogue
from dashboard.domain.places import Places
from dashboard.errors import PresenceError
from dashboard.sources import oecd_dac
from dashboard.sources.reading import Reading

HEADER = "Recipient,Donor,Aid type,Amount type,Year,Value\n"
GROSS = "Memo: ODA Total, Gross disbursements"


@pytest.fixture(scope="session")
def oda(raw_folder: Callable[[str], Path], places: Places) -> Reading:
    return oecd_dac.read(raw_folder(oecd_dac.SOURCE_ID), places)


def write(folder: Path, *rows: tuple[str, str, str, str]) -> Path:
    lines = [f'"{host}","{donor}","{kind}",{oecd_dac.AMOUNT_TYPE},2020,{value}\n' for host, donor, kind, value in rows]
    (folder / oecd_dac.FILE).write_bytes(gzip.compress((HEADER + "".join(lines)).encode(), mtime=0))
    return folder


def test_one_claim_a_donor_recipient_year_and_type(tmp_path: Path, places: Places) -> None:
    rows = oecd_dac.read(
        write(tmp_path, ("Kenya", "Japan", GROSS, "2.5"), ("Kenya", "Japan", "ODA: Total Net", "2")), places
    ).claims
    assert rows[["sender", "host", "definition", "best"]].astype("str").to_numpy().tolist() == [
        ["JPN", "KEN", "gross", "2500000.0"],
        ["JPN", "KEN", "net", "2000000.0"],
    ]
    assert rows["start"].dt.strftime("%Y-%m-%d").tolist() == ["2020-01-01"] * 2


def test_what_would_count_money_twice_is_left_out_and_counted(tmp_path: Path, places: Places) -> None:
    read = oecd_dac.read(write(tmp_path, *(("Kenya", "Japan", kind, "1") for kind in oecd_dac.LEFT_OUT)), places)
    assert read.claims.empty
    assert read.unused["rows"].sum() == len(oecd_dac.LEFT_OUT)


def test_names_that_are_ambiguous_elsewhere_have_one_meaning_here(tmp_path: Path, places: Places) -> None:
    names = ("Congo", "Democratic Republic of the Congo", "Democratic People's Republic of Korea", "China (People's Republic of)")
    rows = oecd_dac.read(write(tmp_path, *((name, "Korea", GROSS, "1") for name in names)), places).claims
    assert rows["host"].tolist() == ["COG", "COD", "PRK", "CHN"]
    assert set(rows["sender"]) == {"KOR"}


def test_an_unknown_name_is_listed_and_not_guessed(tmp_path: Path, places: Places) -> None:
    read = oecd_dac.read(write(tmp_path, ("Bilateral, unspecified", "Japan", GROSS, "1")), places)
    assert read.claims.empty
    assert read.unused["value"].tolist() == ["Bilateral, unspecified"]


def test_only_gross_disbursements_are_drawn(catalogue: Catalogue) -> None:
    assert [d.id for d in catalogue.measures["oda"].definitions if d.drawn] == ["gross"]
    assert {d.id for d in catalogue.measures["oda"].definitions} == set(oecd_dac.DEFINITIONS.values())


def test_every_row_is_a_claim_or_is_counted(oda: Reading) -> None:
    assert oda.rows_read == {oecd_dac.FILE: 327_763}
    assert len(oda.claims) + oda.unused["rows"].sum() == 327_763


def test_net_aid_of_the_united_states_in_2022(oda: Reading) -> None:
    rows = oda.claims[(oda.claims["sender"] == "USA") & (oda.claims["definition"] == "net")]
    assert rows.loc[rows["start"].dt.year == 2022, "best"].sum() / 1e9 == pytest.approx(29.3, abs=0.05)


def test_the_copy_has_no_zero_and_no_negative_figure(oda: Reading) -> None:
    assert oda.claims["best"].min() > 0


def test_years_donors_and_territories(oda: Reading) -> None:
    assert (oda.claims["start"].dt.year.min(), oda.claims["end"].dt.year.max()) == (2009, 2022)
    assert oda.claims["sender"].nunique() == 50
    assert {"MYT", "SHN", "WLF"} <= set(oda.claims["host"])
    assert not {"CHN", "IND"} & set(oda.claims["sender"])


def test_a_missing_file_is_told(tmp_path: Path, places: Places) -> None:
    with pytest.raises(PresenceError) as caught:
        oecd_dac.read(tmp_path, places)
    assert caught.value.code == "E-READ-MISSING-FILE"


@pytest.mark.parametrize(
    ("content", "code"),
    [("Recipient,Donor\nKenya,Japan\n", "E-READ-COLUMNS"), (HEADER + "Kenya,Japan,Net,x,2020,many\n", "E-READ-VALUE")],
    ids=["column", "cell"],
)
def test_bad_files_are_told(tmp_path: Path, places: Places, content: str, code: str) -> None:
    (tmp_path / oecd_dac.FILE).write_bytes(gzip.compress(content.encode(), mtime=0))
    with pytest.raises(PresenceError) as caught:
        oecd_dac.read(tmp_path, places)
    assert caught.value.code == code
