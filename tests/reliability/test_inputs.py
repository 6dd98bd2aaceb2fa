"""Files that change while they are read, and files as people write them."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from dashboard.domain.places import Places
from dashboard.errors import PresenceError
from dashboard.intake.opening import open_table, read_content
from dashboard.ledger.build import build
from dashboard.ledger.generations import read_current
from dashboard.settings import load_settings
from dashboard.sources.hand_kept import read_hand_kept
from dashboard.sources.reading import Reading
from tests.ledger.test_build import ROW, Literal
from tests.reliability.conftest import ROWS

SETTINGS = load_settings({})


# Files that change, and files as people write them


class Growing(Literal):
    """A reader whose file is still being copied while it reads."""

    def read(self, folder: Path, places: Places) -> Reading:
        found = super().read(folder, places)
        with (folder / "a.csv").open("a") as file:
            file.write("1,2\n")
        return found


class Replaced(Literal):
    """A reader whose file is replaced by one of the same length and time while it reads."""

    def read(self, folder: Path, places: Places) -> Reading:
        found = super().read(folder, places)
        old = (folder / "a.csv").stat()
        (folder / "b").write_text("a,c\n")
        os.utime(folder / "b", ns=(old.st_atime_ns, old.st_mtime_ns))
        (folder / "b").replace(folder / "a.csv")
        return found


@pytest.mark.parametrize("reader", [Growing, Replaced])
def test_a_raw_file_that_changes_while_it_is_read_stops_the_build(data: Path, reader: type[Literal]) -> None:
    old = read_current(data / "store")[0]
    (data.parent / "raw" / "us-troops-dmdc").mkdir(parents=True)
    (data.parent / "raw" / "us-troops-dmdc" / "a.csv").write_text("a,b\n")
    with pytest.raises(PresenceError) as error:
        build(data.parent / "raw", data, progress=lambda _line: None, readers=(reader((*ROWS, {**ROW, "host": "IRQ"})),))
    assert error.value.code == "E-BUILD-CHANGED"
    assert "a.csv" in str(error.value)
    assert read_current(data / "store")[0] == old


HEAD = "claim_id,source_id,measure,definition,sender,host,kind,best,start,end\n"
LINE = "X1,us-troops-dmdc,troops,active-duty,USA,DEU,value,5,2020-06-30,2020-06-30\n"
TABLE = HEAD + LINE


def _kept(folder: Path, *contents: bytes) -> pd.DataFrame:
    for number, content in enumerate(contents):
        (folder / f"{'aAb'[number]}.csv").write_bytes(content)
    return read_hand_kept(folder).claims


@pytest.mark.parametrize(
    "content",
    [TABLE.encode(), b"\xef\xbb\xbf" + TABLE.encode(), TABLE.replace("\n", "\r\n").encode(), TABLE.rstrip().encode()],
    ids=["plain", "mark", "windows", "no last line end"],
)  # fmt: skip
def test_a_table_is_the_same_however_its_lines_end(tmp_path: Path, content: bytes) -> None:
    found = _kept(tmp_path, content)
    assert found[["claim_id", "host", "best"]].to_numpy().tolist() == [["X1", "DEU", 5.0]]


@pytest.mark.parametrize("content", [b"\x00", HEAD.encode("utf-16"), (HEAD + LINE[:-30]).encode(), b"", b'"' + HEAD.encode()])
def test_a_table_cut_short_or_of_another_kind_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(PresenceError) as error:
        _kept(tmp_path, content)
    assert error.value.code.startswith("E-HAND-")


def test_names_that_differ_in_case_alone_are_two_files(tmp_path: Path) -> None:
    (tmp_path / "CASE").write_text("")
    if (tmp_path / "case").exists():
        pytest.skip("this disk takes both for one name")
    (tmp_path / "CASE").unlink()
    assert sorted(_kept(tmp_path, (HEAD + LINE).encode(), (HEAD + LINE.replace("X1", "X2")).encode())["claim_id"]) == ["X1", "X2"]
    with pytest.raises(PresenceError):
        _kept(tmp_path, (HEAD + LINE).encode(), (HEAD + LINE).encode())


def test_a_line_without_end_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(1_000_000_000)
    with pytest.raises(PresenceError) as error:
        open_table(path, SETTINGS)
    assert error.value.code == "E-OPEN-SIZE"
    with pytest.raises(PresenceError) as error:
        read_content(b"a,b\n" + b"x" * 2_000_000, "a.csv", SETTINGS)
    assert error.value.code == "E-OPEN-SIZE"
