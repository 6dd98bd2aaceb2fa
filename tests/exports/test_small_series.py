"""The series on the page of a place: large enough to be read in half of a page, and with its whole lineage inside."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from dashboard.domain.view import View
from dashboard.exports.options import ExportOptions, Limits
from dashboard.exports.small_series import WIDTH, small_series_svg
from dashboard.ledger.store import Ledger

SVG = "{http://www.w3.org/2000/svg}"
AID = View(measure="oda", sender=(), host=("VEN",))


def drawn(shipped: Ledger, view: View, options: ExportOptions) -> ET.Element:
    return ET.fromstring(small_series_svg(shipped, view, options))  # noqa: S314 - our own picture


@pytest.mark.parametrize(
    "view",
    [View(sender=("RUS", "USA"), host=("VEN",)), AID, View(measure="fdi_flow", sender=(), host=("DEU",)), View(host=("SYR",))],
)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_letters_are_large_and_inside_the_picture(shipped: Ledger, view: View, theme: str) -> None:
    picture = drawn(shipped, view, ExportOptions(theme=theme))
    left, top, width, height = (float(part) for part in picture.attrib["viewBox"].split())
    assert width <= WIDTH
    texts = list(picture.iter(f"{SVG}text"))
    assert min(float(one.attrib["font-size"]) for one in texts) >= 15
    assert all(left <= float(one.attrib["x"]) <= left + width for one in texts)
    placed = [float(one.attrib["y"]) for one in texts if not picture.findall(f".//{SVG}g[@transform]//{SVG}text[.='{one.text}']")]
    assert placed
    assert all(top < y < top + height for y in placed)


def test_lines_that_are_not_drawn_are_counted(shipped: Ledger) -> None:
    told = "".join(drawn(shipped, AID, ExportOptions(limits=Limits(lines=3))).itertext())
    everything = "".join(drawn(shipped, AID, ExportOptions(limits=Limits(lines=100))).itertext())
    assert "more lines not drawn." in " ".join(told.split())
    assert "not drawn" not in everything


def test_the_whole_lineage_is_inside(shipped: Ledger) -> None:
    metadata = "".join(drawn(shipped, AID, ExportOptions()).find(f"{SVG}metadata").itertext())  # type: ignore[union-attr]
    assert shipped.generation in metadata
    assert "DAC2A" in metadata
    assert "host=VEN" in metadata
