"""A stranger's file: opened as text within its bounds, or refused with a reason, in little time and memory."""

from __future__ import annotations

import io
import os
import resource
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from dashboard.errors import PresenceError
from dashboard.intake.opening import open_table, read_content
from dashboard.settings import load_settings

SETTINGS = load_settings({})
ROOT = Path(__file__).resolve().parent.parent.parent
TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def cells(content: bytes, name: str = "a.csv") -> list[list[str]]:
    return read_content(content, name, SETTINGS).sheets[""].fillna("").to_numpy().tolist()


def refused(content: bytes, name: str, code: str, settings: object = SETTINGS) -> str:
    with pytest.raises(PresenceError) as error:
        read_content(content, name, settings)  # type: ignore[arg-type]
    assert error.value.code == code
    return str(error.value)


def packed(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


def workbook(**sheets: list[list[object]]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return target.getvalue()


def with_sheet(xml: bytes) -> bytes:
    """A workbook whose one sheet is replaced."""
    source = zipfile.ZipFile(io.BytesIO(workbook(one=[["a"]])))
    return packed({name: xml if name == "xl/worksheets/sheet1.xml" else source.read(name) for name in source.namelist()})


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        (b"a;b\r\n1,5;2\r\n", [["a", "b"], ["1,5", "2"]]),
        (b"a\tb\n1\t\n", [["a", "b"], ["1", ""]]),
        (b"a|b\n1|2\n", [["a", "b"], ["1", "2"]]),
        (b'a,b\n"1\n2","x ""y"""\n', [["a", "b"], ["1\n2", 'x "y"']]),
        (b"\xef\xbb\xbfa,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("a,b\nä,2\n".encode("utf-16"), [["a", "b"], ["ä", "2"]]),
        ("a,b\nä,2\n".encode("cp1252"), [["a", "b"], ["ä", "2"]]),
        ("a,b\nn\u0303,\u200b2\n".encode(), [["a", "b"], ["ñ", "2"]]),
        (b"a,b\n1\n1,2,3\n", [["a", "b", ""], ["1", "", ""], ["1", "2", "3"]]),
        (b"", []),
    ],
    ids=["comma", "semicolon", "tab", "bar", "quotes", "mark", "utf16", "cp1252", "composed", "ragged", "empty"],
)
def test_text_is_read_as_it_stands(content: bytes, rows: list[list[str]]) -> None:
    assert cells(content) == rows


def test_what_was_decided_is_told() -> None:
    assert "Windows-1252 text, cells separated by semicolon" in read_content("a;ä\n".encode("cp1252"), "a.csv", SETTINGS).notes[0]
    assert "left out of 1 cells" in read_content("a,\u200bb\n".encode(), "a.csv", SETTINGS).notes[1]


def test_a_workbook_gives_what_its_cells_hold() -> None:
    book = read_content(workbook(one=[["a", "b"], [1.5, 2000], ["'=x", True]], two=[[1e15]]), "a.xlsx", SETTINGS)
    assert {name: sheet.to_numpy().tolist() for name, sheet in book.sheets.items()} == {
        "one": [["a", "b"], ["1.5", "2000"], ["'=x", "TRUE"]], "two": [["1000000000000000"]],
    }  # fmt: skip
    assert book.typed


def test_an_open_document_is_read() -> None:
    row = "<table:table-row><table:table-cell office:value-type='string'><text:p>{}</text:p></table:table-cell></table:table-row>"
    names = "".join(f" xmlns:{n}='urn:oasis:names:tc:opendocument:xmlns:{n}:1.0'" for n in ("office", "table", "text"))
    body = f"<table:table table:name='S'>{row.format('x')}{row.format('y')}</table:table>"
    xml = f"<office:document-content{names}><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = b"<manifest:manifest xmlns:manifest='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'/>"
    parts = {"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": xml.encode()}
    assert read_content(packed(parts, zipfile.ZIP_STORED), "a.ods", SETTINGS).sheets["S"][0].tolist() == ["x", "y"]


@pytest.mark.parametrize("letter", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00\x07\x1b\x7f")
def test_letters_that_hide_others_are_refused_with_their_cell(letter: str) -> None:
    told = refused(f"a,b\n1,x{letter}y\n".encode("utf-16"), "a.csv", "E-OPEN-HIDDEN")
    assert "row 2, column 2" in told


@pytest.mark.parametrize(
    ("setting", "content"),
    [
        ("add_max_bytes", b"a,b\n" * 10),
        ("add_max_rows", b"a,b\n" * 10),
        ("add_max_columns", b"a" + b",b" * 8 + b"\n"),
        ("add_max_cell_chars", b"a,bbbbbbbbbb\n"),
        ("add_max_line_chars", b"a,b,c,d,e,f\n"),
    ],
)
def test_each_limit_is_a_setting_that_the_error_names(setting: str, content: bytes) -> None:
    told = refused(content, "a.csv", "E-OPEN-SIZE", replace(SETTINGS, **{setting: 6}))
    assert f"PRESENCE_{setting.upper()}" in told


@pytest.mark.parametrize("setting", ["add_max_rows", "add_max_columns", "add_max_sheets"])
def test_a_workbook_has_the_same_limits(setting: str) -> None:
    content = workbook(one=[["x"] * 5] * 5, two=[["x"]], three=[["x"]])
    refused(content, "a.xlsx", "E-OPEN-SIZE", replace(SETTINGS, **{setting: 2}))
    assert read_content(content, "a.xlsx", SETTINGS).sheets.keys() == {"one", "two", "three"}


def test_a_workbook_that_takes_too_long_or_too_much_is_given_up() -> None:
    content = workbook(one=[["x" * 20] * 50] * 2000)
    refused(content, "a.xlsx", "E-OPEN-COST", replace(SETTINGS, add_max_memory_mb=20))
    refused(content, "a.xlsx", "E-OPEN-COST", replace(SETTINGS, add_max_seconds=0))


def test_a_record_over_many_lines_is_bounded_too() -> None:
    refused(b'"a\n",' * 100_000, "a.csv", "E-OPEN-SIZE", replace(SETTINGS, add_max_line_chars=1000))


def test_quotation_marks_that_do_not_close_take_no_rows_with_them() -> None:
    assert "line" in refused(b'a,b\n1,"2\n3,4\n5,6\n', "a.csv", "E-OPEN-QUOTES")


@pytest.mark.parametrize(
    "name",
    ["http://127.0.0.1/a.csv", "ftp://x/a.csv", "file:" + "///etc/passwd", "zip+http://x/a.csv", "/vsicurl/http://x/a.csv"],
)
def test_an_address_is_no_file(name: str) -> None:
    with pytest.raises(PresenceError) as error:
        open_table(Path(name), SETTINGS)
    assert error.value.code in {"E-OPEN-ADDRESS", "E-OPEN-FILE"}


@pytest.mark.parametrize("kind", ["link", "pipe", "folder", "absent", "nul", "device"])
def test_only_a_plain_file_is_opened(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.csv"
    (tmp_path / "b.csv").write_text("secret")
    made: dict[str, Callable[[], object]] = {
        "link": lambda: path.symlink_to(tmp_path / "b.csv"), "pipe": lambda: os.mkfifo(path), "folder": path.mkdir,
    }  # fmt: skip
    made.get(kind, lambda: None)()
    with pytest.raises(PresenceError) as error:
        open_table({"nul": Path("a\0.csv"), "device": Path("/dev/zero")}.get(kind, path), SETTINGS)
    assert error.value.code == "E-OPEN-FILE"
    assert "secret" not in str(error.value)


def test_a_file_that_is_still_being_copied_is_not_read_by_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, real = tmp_path / "a.csv", os.fdopen
    path.write_text("a,b\n")

    def growing(*given: Any, **named: Any) -> Any:
        with path.open("a") as file:
            file.write("1,2\n")
        return real(*given, **named)

    monkeypatch.setattr("dashboard.intake.opening.os.fdopen", growing)
    with pytest.raises(PresenceError) as error:
        open_table(path, SETTINGS)
    assert error.value.code == "E-OPEN-CHANGED"


def test_the_name_of_a_sheet_may_hide_no_letters_either() -> None:
    assert "name of a sheet" in refused(workbook(**{"a\u202eb": [["x"]]}), "a.xlsx", "E-OPEN-HIDDEN")


@pytest.mark.parametrize("name", ["a.vrt", "a.xls", "a.parquet", "a.pkl", "a", "a.csv.gz", "a.geojson"])
def test_other_endings_are_not_opened(name: str) -> None:
    refused(b"<OGRVRTDataSource/>", name, "E-OPEN-KIND")


def lying() -> bytes:
    """A part that states a tenth of what it unpacks to, in both headers."""
    true = 200_000
    content = packed({"[Content_Types].xml": TYPES.encode(), "xl/workbook.xml": b"\0" * true})
    return content.replace(struct.pack("<I", true), struct.pack("<I", true // 10))


def many_sheets() -> bytes:
    source = zipfile.ZipFile(io.BytesIO(workbook(one=[["a"]])))
    book = source.read("xl/workbook.xml")
    one = book[book.index(b"<sheet ") : book.index(b"</sheets>")]
    more = b"".join(
        one.replace(b'name="one"', b'name="s%d"' % n).replace(b'sheetId="1"', b'sheetId="%d"' % n) for n in range(1, 20_001)
    )
    return packed(
        {n: book.replace(one, more) if n == "xl/workbook.xml" else source.read(n) for n in source.namelist()}, zipfile.ZIP_STORED
    )


def far_cell() -> bytes:
    xml = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    return with_sheet(xml)


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    return with_sheet(
        f'<?xml version="1.0"?><!DOCTYPE x [{entities}]><worksheet><sheetData>&l9;</sheetData></worksheet>'.encode()
    )


def encrypted_part() -> bytes:
    content = bytearray(packed({"[Content_Types].xml": TYPES.encode()}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


BOMBS = {
    "zip bomb": (lambda: packed({"[Content_Types].xml": TYPES.encode(), "xl/worksheets/sheet1.xml": b"0" * 150_000_000}), "E-OPEN-PACKED"),
    "sizes that lie": (lying, "E-OPEN-PACKED"),
    "billion laughs": (laughs, "E-OPEN-PACKED"),
    "nested zip": (lambda: packed({"a.xlsx": packed({"b.xlsx": b"x" * 1000})}), "E-OPEN-FORMAT"),
    "far cell": (far_cell, "E-OPEN-COST"),
    "many sheets": (many_sheets, "E-OPEN-SIZE"),
    "many parts": (lambda: packed({f"xl/worksheets/sheet{n}.xml": b"x" for n in range(1000)}), "E-OPEN-PACKED"),
    "password": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000, "E-OPEN-ENCRYPTED"),
    "encrypted part": (encrypted_part, "E-OPEN-ENCRYPTED"),
    "text under this name": (lambda: b"a,b\n1,2\n", "E-OPEN-FORMAT"),
    "cut short": (lambda: workbook(one=[["a"] * 50] * 50)[:-100], "E-OPEN-FORMAT"),
    "unsafe names": (lambda: packed({"[Content_Types].xml": TYPES.encode(), "../../x": b"x"}), "E-OPEN-PACKED"),
    "no workbook in it": (lambda: packed({"[Content_Types].xml": TYPES.encode()}), "E-OPEN-FORMAT"),
    "nothing": (lambda: b"", "E-OPEN-FORMAT"),
}  # fmt: skip
# What the process of a person who opens the file takes, and its child.
OPEN = """
import resource, sys, time
from pathlib import Path
from dashboard.errors import PresenceError
from dashboard.intake.opening import open_table
from dashboard.settings import load_settings

settings = load_settings({})
begun = time.process_time()
try:
    open_table(Path(sys.argv[1]), settings)
    code = "opened"
except PresenceError as error:
    code = error.code
child = resource.getrusage(resource.RUSAGE_CHILDREN)
spent = time.process_time() - begun + child.ru_utime + child.ru_stime
# A process starts with the peak of the one that started it in its own account of resources, but not in its memory map.
own = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
peaks = [own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]
print(code, round(spent, 2), max(peaks) // 1024)
"""


@pytest.mark.parametrize("name", list(BOMBS))
def test_a_hostile_workbook_is_refused_in_little_time_and_memory(tmp_path: Path, name: str) -> None:
    make, code = BOMBS[name]
    (tmp_path / "a.xlsx").write_bytes(make())
    # Ten times what is allowed for: what would run away is stopped and does not take the machine with it.
    done = subprocess.run(
        [sys.executable, "-c", OPEN, str(tmp_path / "a.xlsx")], cwd=ROOT, capture_output=True, text=True, timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (3_000_000_000, 3_000_000_000)),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found, seconds, megabytes = done.stdout.split()
    assert found == code
    # Of computing, not of waiting for a machine that has other things to do.
    assert float(seconds) < 2, done.stdout
    assert int(megabytes) < 300


@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.tsv", "a.xlsx", "a.ods"]))
def test_no_bytes_make_it_fail_in_another_way(content: bytes, name: str) -> None:
    try:
        opened = read_content(content, name, SETTINGS)
    except PresenceError as error:
        assert error.code.startswith("E-OPEN-")
    else:
        assert all(str(dtype) == "str" for sheet in opened.sheets.values() for dtype in sheet.dtypes)


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs")), max_size=8), min_size=2, max_size=2),
        min_size=1,
        max_size=5,
    )
)
def test_what_was_written_as_csv_is_read_again(rows: list[list[str]]) -> None:
    import csv
    import unicodedata

    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)
    told = [[unicodedata.normalize("NFC", cell).replace("\u00a0", " ").strip() for cell in row] for row in rows]
    assert cells(text.getvalue().encode()) == told
