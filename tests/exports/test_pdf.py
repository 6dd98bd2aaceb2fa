"""PDF: opened again by other programs; text is text, the file is tagged and says what it is, and words from data stay words."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from dashboard.domain.view import View
from dashboard.errors import PresenceError
from dashboard.exports import typeset
from dashboard.exports.claim_lines import traced_lineage
from dashboard.exports.files import write_export
from dashboard.exports.lineage import lineage_of
from dashboard.exports.options import SIZES, ExportOptions, Limits
from dashboard.exports.pdf import POINTS
from dashboard.ledger.store import Ledger
from dashboard.settings import load_settings
from tests.figures.literal import VENEZUELA, ledger

RUSSIA = View(sender=("RUS",), date=date(2019, 6, 30))
PAIR = View(sender=("RUS",), host=("VEN",), date=date(2019, 6, 30))
HOSTILE = '#eval("1") $x$ *b* <script>alert(1)</script> \\u{0}\x00 @ref /* = h1'


def made(shipped: Ledger, view: View, options: ExportOptions | None = None) -> bytes:
    return write_export(shipped, view, "pdf", load_settings().assets, options)


def on_the_world(shipped: Ledger, *rows: dict[str, object]) -> Ledger:
    """A small ledger whose places are those of the shipped map."""
    small = ledger(*rows)
    return replace(small, generation=f"{small.generation}w", places=shipped.places, borders=shipped.borders)


def told(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_a_map_is_one_page_of_real_text(shipped: Ledger) -> None:
    options = ExportOptions("a4", marking="DRAFT")
    content = made(shipped, RUSSIA, options)
    reader, lineage = PdfReader(io.BytesIO(content)), lineage_of(shipped, RUSSIA, options)
    assert len(reader.pages) == 1
    assert [float(side) for side in reader.pages[0].mediabox[2:]] == pytest.approx(
        [SIZES["a4"].width * POINTS, SIZES["a4"].height * POINTS]
    )
    text = told(content)
    assert lineage.title in text
    assert text.count("DRAFT") == 2
    assert lineage.code in text
    assert "Sources: " in text


def test_the_file_is_tagged_and_says_what_it_is(shipped: Ledger) -> None:
    reader, lineage = PdfReader(io.BytesIO(made(shipped, RUSSIA))), traced_lineage(shipped, RUSSIA, ExportOptions())
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert root["/Lang"] == "en"
    assert (reader.metadata.title, reader.metadata.author) == (lineage.title, "Presence Atlas")  # type: ignore[union-attr]
    assert f"code {lineage.code}" in reader.metadata.keywords  # type: ignore[union-attr]
    assert json.loads(reader.attachments["lineage.json"][0]) == lineage.traced()
    assert "/JavaScript" not in str(root)
    assert "/OpenAction" not in root


def test_a_place_brings_its_series_and_every_claim(shipped: Ledger) -> None:
    small = on_the_world(shipped, *VENEZUELA)
    text = told(made(small, PAIR))
    assert len(PdfReader(io.BytesIO(made(small, PAIR))).pages) == 3
    for claim in VENEZUELA:
        assert str(claim["phrase"]) in text
    assert "Rostec press service denies" in text


def test_a_list_that_is_cut_says_so(shipped: Ledger) -> None:
    text = told(made(on_the_world(shipped, *VENEZUELA), PAIR, ExportOptions(limits=Limits(claims=3))))
    assert "4 more claims are not listed here" in text


@pytest.mark.parametrize(("form", "ends"), [("pdf", ""), ("html", "</p>")])
def test_a_text_that_is_too_long_is_cut_and_said_to_be(shipped: Ledger, form: str, ends: str) -> None:
    small = on_the_world(shipped, {"day": "2019-06-01", "best": 300, "said_by": "Q" * 5_000})
    options = ExportOptions(limits=Limits(letters=1_000))
    content = write_export(small, PAIR, form, load_settings().assets, options)
    text = "".join(told(content).split()) if form == "pdf" else content.decode()
    assert "Q" * 1_000 + "\N{HORIZONTAL ELLIPSIS}" in text
    assert "Q" * 1_001 not in text.replace("Q" * 5_000, "")
    words = f"Shown to the first 1,000 letters only: 1 text; the table download has the whole.{ends}"
    assert (words if form == "html" else words.replace(" ", "")) in text


def test_letters_without_a_font_cost_no_document_and_are_in_its_lineage(shipped: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    # As on a server that has no font but the shipped one.
    monkeypatch.setattr(typeset, "covers", lambda _text: True)
    small = on_the_world(shipped, {"day": "2019-06-01", "best": 300, "said_by": "新华社 \u200d \u0600"})
    content = made(small, PAIR)
    assert b"pdfuaid" not in PdfReader(io.BytesIO(content)).trailer["/Root"]["/Metadata"].get_data()
    assert "300" in told(content)
    assert "新华社" in PdfReader(io.BytesIO(content)).attachments["lineage.json"][0].decode()


def test_a_fault_of_the_renderer_is_explained(shipped: Ledger) -> None:
    # More than 65,535 bytes in one run of letters of two bytes each.
    small = on_the_world(shipped, {"day": "2019-06-01", "best": 300, "said_by": "\u0627" * 40_000})
    with pytest.raises(PresenceError) as error:
        made(small, PAIR, ExportOptions(limits=Limits(letters=100_000)))
    assert error.value.code == "E-PDF"
    assert made(small, PAIR).startswith(b"%PDF")


def test_words_from_data_stay_words(shipped: Ledger) -> None:
    rows: list[dict[str, object]] = [{"best": 100, "day": "2019-06-30", "phrase": HOSTILE, "said_by": HOSTILE}]
    text = told(made(on_the_world(shipped, *rows), PAIR, ExportOptions(marking="#panic()")))
    assert '#eval("1") $x$ *b* <script>' in text
    assert "#panic()" in text


def test_the_same_question_gives_the_same_bytes(shipped: Ledger) -> None:
    assert made(shipped, RUSSIA) == made(shipped, RUSSIA)


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_another_program_finds_no_fault(shipped: Ledger, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(made(shipped, RUSSIA, ExportOptions(theme="print")))
    done = subprocess.run(["qpdf", "--check", str(tmp_path / "x.pdf")], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
