"""Pictures in pixels: the lineage inside, text on a machine without fonts, and grey where no colour may be needed."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dashboard.domain.view import View
from dashboard.exports.claim_lines import traced_lineage
from dashboard.exports.files import write_export
from dashboard.exports.fonts import FONT_FILES, covers
from dashboard.exports.images import map_svg
from dashboard.exports.options import ExportOptions
from dashboard.exports.raster import png, with_text
from dashboard.exports.seal import seal_of
from dashboard.ledger.store import Ledger
from dashboard.settings import load_settings

RUSSIA = View(sender=("RUS",), date=date(2019, 6, 30))
CHANGE = View(date=date(2021, 12, 31), since=date(2018, 12, 31), compare="change")
HOSTILE = "</metadata><script>alert(1)</script>\x00\n=1+1 & \u202e"
DUBLIN_CORE, OWN = "{http://purl.org/dc/elements/1.1/}", "{urn:presence-atlas:lineage}"


@pytest.fixture(scope="module")
def assets() -> Path:
    return load_settings().assets


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def test_a_png_carries_its_lineage_as_text(shipped: Ledger, assets: Path) -> None:
    options = ExportOptions("social", marking="DRAFT – Nº 1", public_url="https://atlas.example.org")
    picture = opened(write_export(shipped, RUSSIA, "png", assets, options))
    assert picture.size == (2400, 1260)
    assert picture.text == traced_lineage(shipped, RUSSIA, options).traced()  # type: ignore[attr-defined]
    assert picture.text["Code"] == seal_of(shipped, RUSSIA).code  # type: ignore[attr-defined]
    assert "Licence: " in picture.text["Sources"]  # type: ignore[attr-defined]


def test_hostile_words_stay_words_in_both(shipped: Ledger, assets: Path) -> None:
    svg = map_svg(shipped, RUSSIA, assets, ExportOptions("social", marking=HOSTILE))
    root = ET.fromstring(svg)  # noqa: S314 - our own output is what is tested
    assert [element for element in root.iter() if element.tag.endswith("}script")] == []
    assert "<script>" in (root.find(f".//{OWN}marking").text or "")  # type: ignore[union-attr]
    back = opened(with_text(png(svg, zoom=0.2), {"Marking": HOSTILE})).text  # type: ignore[attr-defined]
    assert back["Marking"] == HOSTILE.replace("\0", "\N{REPLACEMENT CHARACTER}")


def test_the_metadata_of_an_svg_has_the_words_that_other_programs_read(shipped: Ledger, assets: Path) -> None:
    root = ET.fromstring(map_svg(shipped, RUSSIA, assets))  # noqa: S314 - our own output is what is tested
    told = {element.tag: element.text or "" for element in root.find("{http://www.w3.org/2000/svg}metadata").iter()}  # type: ignore[union-attr]
    lineage = traced_lineage(shipped, RUSSIA, ExportOptions())
    assert told[f"{DUBLIN_CORE}title"] == lineage.title
    assert told[f"{DUBLIN_CORE}date"] == "2019-06-30"
    assert told[f"{DUBLIN_CORE}identifier"] == lineage.link
    assert all(one.licence in told[f"{DUBLIN_CORE}rights"] for one in lineage.sources)
    assert told[f"{OWN}code"] == lineage.code
    assert lineage.code in "".join(root.itertext())


WORDS = '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="60" font-family="No Such Font, sans-serif">{}</svg>'


@pytest.mark.parametrize("weight", [400, 700])
def test_words_show_on_a_machine_without_fonts(monkeypatch: pytest.MonkeyPatch, weight: int) -> None:
    import resvg_py

    drawn = resvg_py.svg_to_bytes
    asked: list[bool] = []

    def without_fonts(**given: object) -> bytes:
        asked.append(bool(given["skip_system_fonts"]))
        return bytes(drawn(**{**given, "skip_system_fonts": True}))

    monkeypatch.setattr(resvg_py, "svg_to_bytes", without_fonts)
    line = f'<text x="5" y="40" font-size="30" font-weight="{weight}">Größe Źródło Сила – “1,000”</text>'
    assert opened(png(WORDS.format(line))).getbbox() is not None
    assert asked == [True], "the machine's own fonts are not looked at"
    assert opened(png(WORDS.format(""))).getbbox() is None


@pytest.mark.parametrize(("text", "known"), [("Ελλάδα №5 → ≥ −3 …", True), ("北京", False), ("القاهرة", False)])
def test_the_shipped_font_says_what_it_has(text: str, known: bool) -> None:
    assert covers(text) is known


def test_the_font_comes_with_its_licence() -> None:
    assert "SIL OPEN FONT LICENSE" in (FONT_FILES[0].parent / "OFL.txt").read_text(encoding="utf-8")
    assert all(file.is_file() for file in FONT_FILES)


@pytest.mark.parametrize("view", [RUSSIA, CHANGE, View(sender=(), date=date(2021, 12, 31), compare="agreement")])
def test_a_print_has_no_colour(shipped: Ledger, assets: Path, view: View) -> None:
    picture = opened(png(map_svg(shipped, view, assets, ExportOptions(theme="print")), zoom=0.5)).convert("RGB")
    pixels = np.asarray(picture).astype("int64")
    assert (pixels.max(axis=2) - pixels.min(axis=2)).max() <= 2


def test_in_a_print_falls_are_told_from_rises_without_colour(shipped: Ledger, assets: Path) -> None:
    svg = map_svg(shipped, CHANGE, assets, ExportOptions(theme="print"))
    assert 'id="lines-8"' in svg
    assert 'id="lines-13"' not in svg
    assert "lines-" not in map_svg(shipped, CHANGE, assets)
