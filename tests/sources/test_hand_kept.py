"""Hand-kept claims: the cases as they were told, and every mistake of a table collected."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from dashboard.domain.catalogue import Catalogue
from dashboard.domain.places import Places
from dashboard.errors import PresenceError
from dashboard.ledger.validate import check_claims
from dashboard.settings import load_settings
from dashboard.sources.hand_kept import read_hand_kept

HEADER = "claim_id,source_id,measure,definition,sender,host,kind,low,best,high,start,end,target\n"


def write(folder: Path, *rows: str, header: str = HEADER) -> Path:
    (folder / "mine.csv").write_text(header + "\n".join(rows) + "\n", encoding="utf-8")
    return folder


def test_the_seven_statements_on_venezuela_are_kept_as_they_were_said() -> None:
    rows = read_hand_kept(load_settings().data / "claims").claims.set_index("claim_id")
    wall = rows.loc["VEN2019-V2"]
    assert (wall["low"], wall["high"], wall["phrase"]) == (24, 60, "just a few dozen")
    assert pd.isna(wall["best"])
    assert "derived" in wall["note"]
    assert rows.loc["VEN2019-V3", "target"] == "VEN2019-V1"
    assert rows.loc["VEN2019-V7", ["kind", "high"]].tolist() == ["at-most", 400]
    assert pd.isna(rows.loc["VEN2019-V1", "start"])
    assert rows.loc["USW2017-U8", "kind"] == "trend"


CASES: dict[str, dict[str, object]] = {
    "VEN2019-V1": {"kind": "value", "best": 1000, "phrase": "about 1,000", "end": "2018-12-31", "published": "2019-06-02"},
    "VEN2019-V2": {"kind": "value", "start": "2019-06-01", "end": "2019-06-30", "published": "2019-06-02"},
    "VEN2019-V3": {"kind": "denial", "phrase": "overstated by dozens of times", "target": "VEN2019-V1"},
    "VEN2019-V4": {"kind": "trend", "phrase": "unchanged for many years", "published": "2019-06-03"},
    "VEN2019-V5": {"kind": "denial", "target": "VEN2019-V2", "said_by": "Russian ambassador in Caracas"},
    "VEN2019-V6": {"definition": "russian-officers", "measure": "troops", "best": 300, "phrase": "roughly 300"},
    "VEN2019-V7": {"definition": "private-military-contractors", "high": 400, "published": "2019-01-25"},
    "USW2017-U1": {"definition": "force-level", "host": "SYR", "best": 503, "published": "2017-10-31"},
    "USW2017-U2": {"definition": "force-level", "host": "IRQ", "best": 5262},
    "USW2017-U3": {"definition": "all-personnel", "host": "SYR", "best": 1720, "withdrawn": "2018-04-30"},
    "USW2017-U4": {"definition": "all-personnel", "host": "IRQ", "best": 8892, "published": "2017-11-17"},
    "USW2017-U5": {"kind": "withheld", "host": "SYR", "published": "2018-04-30", "end": "2017-12-31"},
    "USW2017-U6": {"kind": "withheld", "host": "IRQ", "published": "2018-04-30"},
    "USW2017-U7": {"kind": "withheld", "host": "AFG", "published": "2018-04-30"},
    "USW2017-U8": {"kind": "trend", "host": "SYR", "published": "2020-11-23"},
}


@pytest.mark.parametrize("claim_id", list(CASES))
def test_each_statement_of_the_cases_is_there(claim_id: str) -> None:
    row = read_hand_kept(load_settings().data / "claims").claims.set_index("claim_id").loc[claim_id]
    told = {name: row[name].date().isoformat() if isinstance(row[name], pd.Timestamp) else row[name] for name in CASES[claim_id]}
    assert told == CASES[claim_id]
    if row["kind"] in ("denial", "trend", "withheld"):
        assert row[["low", "best", "high"]].isna().all()


def test_the_cases_carry_no_grade_and_name_who_spoke() -> None:
    rows = read_hand_kept(load_settings().data / "claims").claims
    cases = rows[rows["claim_id"].isin(list(CASES))]
    assert len(cases) == len(CASES) == 15
    assert cases[["reliability", "credibility"]].isna().all().all()
    assert cases["said_by"].notna().all()


def test_hand_kept_claims_may_be_published(catalogue: Catalogue, places: Places) -> None:
    rows = read_hand_kept(load_settings().data / "claims").claims
    assert check_claims(rows, catalogue, frozenset(places.ids)) == []


def test_partial_days_are_widened(tmp_path: Path) -> None:
    rows = read_hand_kept(write(tmp_path, "a,s,troops,deployed,RUS,VEN,value,,5,,2019-06,2019-06,")).claims
    assert rows.loc[0, "start"] == pd.Timestamp("2019-06-01")
    assert rows.loc[0, "end"] == pd.Timestamp("2019-06-30")
    assert rows.loc[0, "precision"] == "month"


def test_the_precision_is_the_coarser_of_both_ends(tmp_path: Path) -> None:
    rows = read_hand_kept(write(tmp_path, "a,s,troops,deployed,RUS,VEN,value,,5,,2018,2019-06-02,")).claims
    assert rows.loc[0, ["start", "end", "precision"]].tolist() == [pd.Timestamp("2018-01-01"), pd.Timestamp("2019-06-02"), "year"]


def test_blank_lines_at_the_end_and_spaces_around_a_cell_are_no_mistake(tmp_path: Path) -> None:
    rows = read_hand_kept(write(tmp_path, " a ,s,troops,deployed,RUS,VEN,value,,5,,2019,,", "", "")).claims
    assert rows["claim_id"].tolist() == ["a"]


def test_an_empty_folder_gives_no_claim(tmp_path: Path) -> None:
    read = read_hand_kept(tmp_path)
    assert (len(read.claims), len(read.unused), read.rows_read) == (0, 0, {})


@pytest.mark.parametrize("cell", ["inf", "nan", "1e999", "0x10", "1,5"])
def test_a_number_is_a_finite_number(tmp_path: Path, cell: str) -> None:
    with pytest.raises(PresenceError) as error:
        read_hand_kept(write(tmp_path, f'a,s,troops,deployed,RUS,VEN,value,,"{cell}",,2019,,'))
    assert [problem.where for problem in error.value.problems] == ["mine.csv, row 2, column best"]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://host/x", "https://a b", "//host/x"])
def test_only_a_web_address_is_a_link(tmp_path: Path, address: str) -> None:
    header = "claim_id,source_id,measure,definition,host,kind,url\n"
    with pytest.raises(PresenceError) as error:
        read_hand_kept(write(tmp_path, f"a,s,troops,deployed,VEN,value,{address}", header=header))
    assert [problem.where for problem in error.value.problems] == ["mine.csv, row 2, column url"]


def test_the_mistakes_of_all_files_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "first.csv").write_text(HEADER + "a,b\n", encoding="utf-8")
    (tmp_path / "second.csv").write_bytes(HEADER.encode() + b"\xe9\n")
    write(tmp_path, "a,s,troops,deployed,RUS,VEN,guess,,5,,2019,,")
    with pytest.raises(PresenceError) as error:
        read_hand_kept(tmp_path)
    assert [problem.code for problem in error.value.problems] == ["E-HAND-SHAPE", "E-HAND-ENCODING", "E-HAND-VALUE"]


def test_every_wrong_cell_is_named_with_its_place(tmp_path: Path) -> None:
    write(
        tmp_path, "a,s,troops,deployed,RUS,VEN,value,,many,,2019-13,,", "a,s,troops,deployed,RUS,,guess,,5,,2019,,nobody"
    )  # fmt: skip
    with pytest.raises(PresenceError) as error:
        read_hand_kept(tmp_path)
    told = {problem.where: problem.found for problem in error.value.problems}
    assert told["mine.csv, row 2, column best"] == "'many'"
    assert told["mine.csv, row 2, column start"] == "'2019-13'"
    assert told["mine.csv, row 3, column host"] == "nothing"
    assert told["mine.csv, row 3, column kind"] == "'guess'"
    assert told["mine.csv, row 3, column target"] == "'nobody'"
    assert told["mine.csv, row 2, column claim_id"] == "'a'"


@pytest.mark.parametrize(
    ("header", "row", "code"),
    [
        ("claim_id,colour\n", "a,red", "E-HAND-COLUMN"), (HEADER, "a,b", "E-HAND-SHAPE"), ("", "", "E-HAND-SHAPE"),
        ("claim_id,low,low\n", "a,1,2", "E-HAND-COLUMN"), (HEADER, '"a', "E-HAND-SHAPE"),
    ],
)  # fmt: skip
def test_a_table_of_another_shape_is_refused(tmp_path: Path, header: str, row: str, code: str) -> None:
    with pytest.raises(PresenceError) as error:
        read_hand_kept(write(tmp_path, row, header=header))
    assert code in {problem.code for problem in error.value.problems}


def test_another_encoding_is_explained(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_bytes(HEADER.encode() + "a,s,troops,deployed,RUS,VEN,value,,5,,2019,,é\n".encode("latin-1"))
    with pytest.raises(PresenceError) as error:
        read_hand_kept(tmp_path)
    assert error.value.code == "E-HAND-ENCODING"
