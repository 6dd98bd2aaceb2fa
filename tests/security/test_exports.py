"""Whatever a ledger's texts say, no exported file holds a formula, a script, a macro or a link of the attacker's."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from pypdf import PdfReader

from dashboard.domain.view import View, decode_view
from dashboard.exports.files import FORMATS, write_export
from dashboard.exports.safe_csv import NUMBER, TRIGGER
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from tests.security.hostile import FORMULAS, PAYLOADS

QUERY = "sender=USA&host=DEU&date=2018-06-30"
FOREIGN = ("iframe", "object", "embed", "base", "foreignobject")
LIVE = re.compile(r"^\s*(javascript|data:text|vbscript):|//evil\.invalid", re.IGNORECASE)


def faults(content: bytes, media: str = "text/csv") -> list[str]:
    """What in the file would run, or lead to the attacker, by what the file is and not by its name."""
    if content[:4] == b"PK\x03\x04":
        return [f"{name}: {fault}" for name, part in _parts(content) for fault in _office(name, part)]
    if content[:5] == b"%PDF-":
        return _pdf(content)
    if content[:4] == b"\x89PNG" or content[:4] in (b"PAR1", b"SQLi", b"GIF8"):
        return []
    text = content.decode("utf-8-sig")
    start = text.lstrip()[:200].lower()
    if start.startswith(("<?xml", "<svg")):
        return [fault for node in ET.fromstring(text).iter() for fault in _node(str(node.tag), node.attrib)]  # noqa: S314
    if start.startswith("<!doctype html"):
        return _page(text)
    return _cells(text) if media == "text/csv" else []


def _parts(content: bytes) -> list[tuple[str, bytes]]:
    """Every part, those of packed files within it too."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = [(name, package.read(name)) for name in package.namelist()]
    return [found for name, part in parts for found in ([(name, part)] if part[:2] != b"PK" else _parts(part))]


def _office(name: str, part: bytes) -> list[str]:
    found = ["a macro"] if "vba" in name.lower() else []
    if name.endswith((".xml", ".rels")):
        for node in ET.fromstring(part).iter():  # noqa: S314 - made by the program itself
            kind = str(node.tag).rpartition("}")[2]
            found += [f"a formula {node.text!r}"] if kind == "f" and "sheet" in name else []
            outside = node.attrib.get("TargetMode") == "External" and LIVE.search(node.attrib.get("Target", ""))
            found += [f"a link {node.attrib['Target']}"] if outside else []
    return found


def _pdf(content: bytes) -> list[str]:
    reader = PdfReader(io.BytesIO(content))
    found = [word for word in ("/JavaScript", "/JS", "/Launch", "/EmbeddedFile ") if word.encode() in content]
    for page in reader.pages:
        for note in page.get("/Annots") or []:
            action = note.get_object().get("/A") or {}
            found += (
                [str(action)]
                if LIVE.search(str(action.get("/URI", ""))) or action.get("/S") in ("/JavaScript", "/Launch")
                else []
            )
    return found


def _node(tag: str, attributes: dict[str, str]) -> list[str]:
    name = tag.rpartition("}")[2].lower()
    found = [name] if name in (*FOREIGN, "script") else []
    for key, value in attributes.items():
        plain = key.rpartition("}")[2].lower()
        found += (
            [f"{name} {key}={value[:60]}"] if plain.startswith("on") or (plain in ("href", "src") and LIVE.search(value)) else []
        )
    return found


def _page(text: str) -> list[str]:
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            given = {name: value or "" for name, value in attrs}
            # The offline page has scripts of its own, which are in it before any data; an attack's would hold its mark.
            own = tag == "script"
            found.extend(_node("" if own else tag, given))
            if tag == "img" and given.get("src") == "x":
                found.append("img src=x")

    Reader().feed(text)
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", text, re.DOTALL | re.IGNORECASE)
    return found + [script[:60] for script in scripts if re.match(r"\s*window\.__xss", script)]


def _cells(text: str) -> list[str]:
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    return [cell[:60] for cell in cells if TRIGGER.match(cell) and not NUMBER.fullmatch(cell) and not cell.startswith("'")]


@pytest.fixture(scope="module")
def view(hostile: Ledger) -> View:
    return decode_view(QUERY, hostile.vocabulary).view


@pytest.mark.parametrize("form", FORMATS)
def test_no_file_holds_anything_that_runs(hostile: Ledger, hostile_settings: Settings, view: View, form: str) -> None:
    content = write_export(hostile, view, form, hostile_settings.assets)
    assert content
    assert faults(content, FORMATS[form].media) == []


def test_the_tables_do_hold_the_attacks_as_text(hostile: Ledger, hostile_settings: Settings, view: View) -> None:
    """What the test above finds nothing of is there, and numbers stay numbers."""
    text = write_export(hostile, view, "claims.csv", hostile_settings.assets).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    notes = {row["note"] for row in rows if row["measure"] == "troops"}
    assert {"'" + formula.strip("\t ") for formula in FORMULAS} & notes
    assert set(PAYLOADS) & notes
    assert {float(row["best"]) for row in rows if row["best"]} >= {2100.0, 2110.0}


def test_tables_that_any_page_or_command_gives_are_safe(client: object, hostile: Ledger) -> None:
    from dashboard.exports.package import package_files

    for path in (
        "/api/v1/browse.csv",
        "/api/v1/compare.csv?kind=ranking&sender=USA",
        "/api/v1/compare.csv?kind=matrix",
        "/add/template.csv",
    ):
        answer = client.get(path)  # type: ignore[attr-defined]
        assert answer.status_code == 200
        assert faults(answer.data) == [], path
    for file in package_files(hostile, hostile.claims):
        if file.name.endswith(".csv"):
            assert faults(file.content) == [], file.name


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c><f>1+1</f></c></worksheet>'


def _zip(name: str, content: bytes | str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"a,b\n=1+1,2\n", b"a\n@SUM(1)\n", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", b"<svg><a href='javascript:x'/></svg>", b"<svg><a href='https://evil.invalid/'/></svg>",
        b"<!DOCTYPE html><img src=x>", b"<!DOCTYPE html><p onclick=x>", b"<!DOCTYPE html><script>window.__xss=1</script>",
        _zip("xl/worksheets/sheet1.xml", SHEET), _zip("ppt/embeddings/a.xlsx", _zip("xl/worksheets/sheet1.xml", SHEET)),
        _zip("xl/vbaProject.bin", b"x"),
    ],
)  # fmt: skip
def test_each_of_these_would_be_found(content: bytes) -> None:
    assert faults(content)
