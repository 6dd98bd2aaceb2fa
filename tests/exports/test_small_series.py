"""The series on the page of a place: large enough to be read in half of a page, and with its whole lineage inside."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from dashboard.domain.view import View
from dashboard.exports.options import ExportOptions, Limits
from dashboard.exports.series_image import series_svg
from dashboard.exports.small_series import WIDTH, small_series_svg
from dashboard.figures.palette import LIGHT
from dashboard.ledger.store import Ledger

SVG = "{http://www.w3.org/2000/svg}"
AID = View(measure="oda", sender=(), host=("VEN",))
VIEWS = [View(sender=("RUS", "USA"), host=("VEN",)), AID, View(measure="fdi_flow", sender=(), host=("DEU",)), View(host=("SYR",))]


def drawn(shipped: Ledger, view: View, options: ExportOptions) -> ET.Element:
    return ET.fromstring(small_series_svg(shipped, view, options))  # noqa: S314 - our own picture


@pytest.mark.parametrize("view", VIEWS)
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


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("size", ["social", "chart", "slide"])
@pytest.mark.parametrize("font_scale", [1.0, 2.0])
def test_the_plot_of_a_whole_picture_keeps_room_however_large_its_type(
    shipped: Ledger, view: View, size: str, font_scale: float
) -> None:
    picture = ET.fromstring(series_svg(shipped, view, ExportOptions(size=size, font_scale=font_scale)))  # noqa: S314 - our own picture
    height = float(picture.attrib["viewBox"].split()[3])
    mark = next(path.attrib["d"] for path in picture.iter(f"{SVG}path") if path.get("stroke") == LIGHT.accent)
    top, bottom = (float(part) for part in mark.replace("V", " ").split()[1:])
    assert bottom - top >= 0.15 * height
