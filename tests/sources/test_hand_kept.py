"""Hand-kept claims: the cases as they were told, and every mistake of a table collected."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from dashboard.errors import PresenceError
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


def test_partial_days_are_widened(tmp_path: Path) -> None:
    rows = read_hand_kept(write(tmp_path, "a,s,troops,deployed,RUS,VEN,value,,5,,2019-06,2019-06,")).claims
    assert rows.loc[0, "start"] == pd.Timestamp("2019-06-01")
    assert rows.loc[0, "end"] == pd.Timestamp("2019-06-30")
    assert rows.loc[0, "precision"] == "month"


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
