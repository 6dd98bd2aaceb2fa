"""Whether a file shows what the ledger says: genuine ones pass, one changed number is named, hostile ones are refused."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from dashboard.domain.view import View
from dashboard.errors import PresenceError
from dashboard.exports.files import write_export
from dashboard.exports.raster import with_text
from dashboard.exports.seal import seal_of
from dashboard.intake.genuine import changes, verify
from dashboard.ledger.store import Ledger, open_ledger
from dashboard.settings import load_settings

SETTINGS = load_settings({})
VIEW = View(sender=("RUS",), date=date(2019, 6, 30))


@pytest.fixture(scope="module")
def shipped() -> Ledger:
    return open_ledger(SETTINGS.data)


def made(ledger: Ledger, form: str) -> bytes:
    return write_export(ledger, VIEW, form, SETTINGS.assets)


def repacked(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, change(name, before.read(name)))
    return buffer.getvalue()


@pytest.mark.parametrize("form", ["svg", "png", "json", "csv", "xlsx", "pptx"])
def test_what_we_made_is_genuine(shipped: Ledger, form: str) -> None:
    found = verify(made(shipped, form), f"file.{form}", shipped, SETTINGS)
    assert found.genuine is True, found.words
    assert (found.origin.query, found.origin.generation) == (VIEW.encode(), shipped.generation)
    assert (found.wrong, found.changed) == ((), ())
    if form != "csv":
        assert found.origin.digest == seal_of(shipped, VIEW).digest


def test_one_changed_number_in_a_workbook_is_named(shipped: Ledger) -> None:
    def change(name: str, part: bytes) -> bytes:
        return part.replace(b"<v>28000</v>", b"<v>2800</v>", 1) if name == "xl/worksheets/sheet2.xml" else part

    content = repacked(made(shipped, "xlsx"), change)
    assert content != made(shipped, "xlsx")
    found = verify(content, "file.xlsx", shipped, SETTINGS)
    assert found.genuine is False
    (wrong,) = found.wrong
    assert wrong.where.startswith("UKR, RUS, ")
    assert (wrong.file, wrong.ledger) == ("2800", "28000")


def test_one_changed_number_in_a_csv_is_named(shipped: Ledger) -> None:
    found = verify(made(shipped, "csv").replace(b",28000,", b",29000,", 1), "file.csv", shipped, SETTINGS)
    assert found.genuine is False
    assert [(wrong.file, wrong.ledger) for wrong in found.wrong] == [("29000", "28000")]


def test_one_changed_description_on_a_slide_is_named(shipped: Ledger) -> None:
    def change(name: str, part: bytes) -> bytes:
        return part.replace(b"Venezuela: 100", b"Venezuela: 900", 1) if name == "ppt/slides/slide1.xml" else part

    found = verify(repacked(made(shipped, "pptx"), change), "file.pptx", shipped, SETTINGS)
    assert found.genuine is False
    assert [wrong.where for wrong in found.wrong] == ["Venezuela"]


def test_a_seal_that_was_made_up_does_not_pass(shipped: Ledger) -> None:
    digest = seal_of(shipped, VIEW).digest.encode()
    found = verify(made(shipped, "svg").replace(digest, b"0" * 64), "file.svg", shipped, SETTINGS)
    assert found.genuine is False


def test_a_generation_that_is_no_longer_kept_is_told(shipped: Ledger) -> None:
    content = made(shipped, "svg").replace(shipped.generation.encode(), b"0123456789abcdef")
    found = verify(content, "file.svg", shipped, SETTINGS)
    assert found.genuine is None
    assert "no longer kept" in found.words


def test_what_changed_since_is_told_by_host() -> None:
    columns = ("host", "sender", "definition", "date", "state", "low", "best", "high", "unit", "source_id", "newest", "claim_id")
    before = pd.DataFrame(
        [dict.fromkeys(columns, "") | {"host": "VEN", "best": "100"}, dict.fromkeys(columns, "") | {"host": "SYR"}]
    )
    now = before.iloc[:1].assign(best="300")
    told = [(one.where, one.column, one.file, one.ledger) for one in changes(before, now)]
    assert told == [("VEN", "best", "100", "300"), ("SYR", "row", "there", "not there")]


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "x")
        package.writestr("docProps/custom.xml", b"0" * 60_000_000)
    return buffer.getvalue()


def entities() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("[Content_Types].xml", "x")
        package.writestr("docProps/custom.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    return buffer.getvalue()


def png_of(length: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", length) + b"iTXtSeal\0\0\0\0\0x"


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (bomb(), "a.pptx", "E-OPEN-PACKED"), (bomb(), "a.xlsx", "E-OPEN-PACKED"), (entities(), "a.pptx", "E-OPEN-PACKED"),
        (b"PK", "a.xlsx", "E-OPEN-FORMAT"), (png_of(2**32 - 1), "a.png", "E-VERIFY-SEAL"), (png_of(9), "a.png", "E-VERIFY-SEAL"),
        (b"", "a.png", "E-VERIFY-SEAL"), (b"<svg/>", "a.svg", "E-VERIFY-SEAL"), (b"{}", "a.json", "E-VERIFY-SEAL"),
        (b"a,b\n1,2\n", "a.csv", "E-VERIFY-SEAL"), (b"x", "a.exe", "E-VERIFY-KIND"),
    ],
)  # fmt: skip
def test_what_is_not_ours_is_refused(shipped: Ledger, content: bytes, name: str, code: str) -> None:
    with pytest.raises(PresenceError, match=code):
        verify(content, name, shipped, SETTINGS)


def test_a_file_that_is_too_large_is_refused(shipped: Ledger) -> None:
    with pytest.raises(PresenceError, match="E-OPEN-SIZE"):
        verify(b"x" * 11, "a.svg", shipped, replace(SETTINGS, add_max_bytes=10))


def test_a_chunk_of_text_that_is_too_long_is_not_read(shipped: Ledger) -> None:
    head = b"\x89PNG\r\n\x1a\n" + b"\0" * 25
    with pytest.raises(PresenceError, match="E-VERIFY-SEAL"):
        verify(with_text(head[:33], {"Seal": "x" * 200_000}), "a.png", shipped, SETTINGS)
