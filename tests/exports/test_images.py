"""Pictures: valid XML that needs nothing from outside, with title, legend, sources and origin inside, and nothing cut off."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.view import View
from dashboard.errors import PresenceError
from dashboard.exports.citation import citation
from dashboard.exports.files import FORMATS, write_export
from dashboard.exports.images import map_svg
from dashboard.exports.options import SIZES, ExportOptions
from dashboard.exports.raster import png
from dashboard.exports.series_image import month_ticks, series_svg, tick_words
from dashboard.exports.svg import text, xml
from dashboard.figures.lettering import text_width
from dashboard.figures.series_scale import value_ticks
from dashboard.ledger.store import Ledger
from dashboard.settings import load_settings
from tests.figures.literal import ledger, quarters

SVG = "{http://www.w3.org/2000/svg}"
RUSSIA = View(sender=("RUS",), date=date(2019, 6, 30))
SYRIA = View(sender=("USA",), host=("SYR",), date=date(2018, 6, 30))
DRAWN = {"svg", "title", "metadata", "defs", "pattern", "rect", "circle", "path", "g", "text", "tspan"}
METADATA = ("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}", "{http://purl.org/dc/elements/1.1/}", "{urn:presence-atlas:lineage}")
HOSTILE = "</title><script>alert(1)</script>&\x00\x0b"


@pytest.fixture(scope="module")
def assets() -> Path:
    return load_settings().assets


@pytest.fixture(scope="module")
def russia(shipped: Ledger, assets: Path) -> ET.Element:
    return parse(map_svg(shipped, RUSSIA, assets))


def parse(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own output is what is tested


def words(svg: ET.Element) -> list[str]:
    return ["".join(element.itertext()) for element in svg.iter(f"{SVG}text")]


def assert_nothing_from_outside(svg: ET.Element) -> None:
    for element in svg.iter():
        assert element.tag.startswith(METADATA) or element.tag.removeprefix(SVG) in DRAWN
        assert not [name for name in element.attrib if name.endswith("href") or name.startswith("on")]
        assert all("url(" not in value or value.startswith("url(#") for value in element.attrib.values())


def assert_nothing_cut_off(svg: ET.Element) -> None:
    width, height = (float(side) for side in svg.attrib["viewBox"].split()[2:])
    for element in svg.iter(f"{SVG}text"):
        room = text_width("".join(element.itertext()), float(element.attrib["font-size"]), "font-weight" in element.attrib)
        x = float(element.attrib["x"])
        left = {"middle": x - room / 2, "end": x - room}.get(element.attrib.get("text-anchor", ""), x)
        assert left >= 0
        assert left + room <= width
        assert float(element.attrib["y"]) < height


def test_a_group_of_the_readers_own_has_a_line_that_names_its_places(shipped: Ledger, assets: Path) -> None:
    own = View(sender=("FRA", "GBR"), sender_name="Two allies", date=date(2019, 6, 30))
    assert ">“Two allies”: France and the United Kingdom</text>" in map_svg(shipped, own, assets)


def test_the_map_carries_its_title_sources_and_origin(russia: ET.Element, shipped: Ledger) -> None:
    told = words(russia)
    assert told[0] == "Russian troops abroad, June 2019"
    assert any("preferred-source rule" in line and "as known today" in line for line in told)
    foot = " ".join(told)
    assert "Sources: " in foot
    assert "Public domain" in foot
    assert "Counted: " in foot
    assert f"ledger {shipped.generation}" in foot
    assert "sender=RUS&date=2019-06-30&v=1" in foot
    assert russia.find(f"{SVG}title").text == "Russian troops abroad, June 2019"  # type: ignore[union-attr]


def test_the_map_needs_nothing_from_outside(russia: ET.Element) -> None:
    assert_nothing_from_outside(russia)


def test_nothing_of_the_map_is_cut_off(russia: ET.Element) -> None:
    assert_nothing_cut_off(russia)


def test_the_legend_tells_every_kind_of_nothing_with_counts(russia: ET.Element) -> None:
    told = [element.text for element in russia.iter(f"{SVG}text")]
    assert {"zero", "none found", "withheld", "bound only", "not collected", "1–99", "10,000 and more"} <= set(told)
    (silent,) = [element for element in russia.iter(f"{SVG}text") if element.text == "not collected"]
    assert "".join(silent.itertext()).removeprefix("not collected").isdigit()
    assert {element.attrib["id"] for element in russia.iter(f"{SVG}pattern")} == {
        "withheld", "none-found", "bound", "no-denominator", "disputed",
    }  # fmt: skip


def test_a_place_says_its_name_and_value(russia: ET.Element) -> None:
    titles = {title.text for path in russia.iter(f"{SVG}path") for title in path.findall(f"{SVG}title")}
    assert any(title and title.startswith("Tajikistan: ") and title != "Tajikistan: not collected" for title in titles)
    assert "France: not collected" in titles


def test_what_only_its_line_shows_lies_on_top_and_its_swatch_has_that_line(shipped: Ledger, assets: Path) -> None:
    svg = parse(map_svg(shipped, View(date=date(2021, 12, 31), since=date(2018, 12, 31), compare="change"), assets))
    areas = [path for path in svg.iter(f"{SVG}path") if (path.findtext(f"{SVG}title") or "")]
    lined = ["no comparable pair" in (path.findtext(f"{SVG}title") or "") for path in areas]
    silent = [lined[i] or (path.findtext(f"{SVG}title") or "").endswith("no change") for i, path in enumerate(areas)]
    first = silent.index(True)
    assert all(silent[first:])
    assert sum(lined) > 5
    swatches = [one for one in svg.iter(f"{SVG}rect") if one.get("height") == "14" and one.get("stroke-dasharray") == "4 2"]
    assert len(swatches) == 1


def test_small_places_with_a_figure_are_circles(shipped: Ledger, assets: Path) -> None:
    svg = parse(map_svg(shipped, View(sender=("USA",), date=date(2019, 6, 30)), assets))
    titles = [circle.find(f"{SVG}title").text for circle in svg.iter(f"{SVG}circle") if circle.find(f"{SVG}title") is not None]  # type: ignore[union-attr]
    assert any(title and title.startswith("Bahrain: ") for title in titles)


def test_what_is_not_on_the_map_is_named_and_counted(shipped: Ledger, assets: Path) -> None:
    told = " ".join(words(parse(map_svg(shipped, View(sender=("USA",), date=date(1968, 9, 30)), assets))))
    assert "Not on the map, 1: Leeward Islands" in told


def test_a_former_state_is_drawn_on_its_days_and_a_circle_after(shipped: Ledger, assets: Path) -> None:
    vietnam, soviet, late = (
        titles(parse(map_svg(shipped, View(sender=("USA",), date=day), assets)))
        for day in (date(1968, 9, 30), date(1985, 12, 31), date(2020, 12, 31))
    )
    assert vietnam["path"] >= {"South Vietnam: 537,377", "East Germany: not collected"}
    assert any(title.startswith("Soviet Union: ") for title in soviet["path"])
    assert not any(title.startswith("Ukraine: ") for title in soviet["path"] | soviet["circle"])
    assert "Netherlands Antilles: 0" in late["circle"]
    told = " ".join(words(parse(map_svg(shipped, View(sender=(), date=date(1960, 12, 31)), assets))))
    assert "Egypt (67), then part of the United Arab Republic" in told


def test_a_viewpoint_is_named_and_moves_no_figure(shipped: Ledger, assets: Path) -> None:
    day = date(2020, 12, 31)
    plain, china = (parse(map_svg(shipped, View(date=day, viewpoint=one), assets)) for one in ("de-facto", "chn"))
    assert any(line.endswith("borders as China sees them") for line in words(china))
    assert any(line.endswith("de facto borders") for line in words(plain))
    assert "Taiwan: 20" in titles(plain)["path"]
    assert "Taiwan: 20" in titles(china)["circle"]
    assert "Taiwan (20), part of China from this viewpoint" in " ".join(words(china))
    assert "Disputed and touched by figures, " in " ".join(words(plain))


def titles(svg: ET.Element) -> dict[str, set[str]]:
    """What areas and circles say, by kind."""
    return {
        kind: {one.find(f"{SVG}title").text or "" for one in svg.iter(f"{SVG}{kind}") if one.find(f"{SVG}title") is not None}  # type: ignore[union-attr]
        for kind in ("path", "circle")
    }


@pytest.mark.parametrize("marking", ["", "FOR OFFICIAL USE ONLY"])
@pytest.mark.parametrize("font_scale", [0.75, 1, 1.6])
@pytest.mark.parametrize("size", list(SIZES))
def test_every_size_of_picture_and_type_holds(shipped: Ledger, assets: Path, size: str, font_scale: float, marking: str) -> None:
    options = ExportOptions(size, font_scale=font_scale, marking=marking)
    for svg in (parse(map_svg(shipped, View(sender=()), assets, options)), parse(series_svg(shipped, SYRIA, options))):
        assert_nothing_cut_off(svg)
        assert (svg.attrib["width"], svg.attrib["height"]) == (str(SIZES[size].width), str(SIZES[size].height))
        assert words(svg).count(marking) == (2 if marking else 0)


def test_the_picture_is_the_same_every_time(shipped: Ledger, assets: Path) -> None:
    assert map_svg(shipped, RUSSIA, assets) == map_svg(shipped, RUSSIA, assets)


def test_a_png_is_made_without_a_browser(shipped: Ledger) -> None:
    picture = png(series_svg(shipped, SYRIA))
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20], "big") == 3200


def test_the_series_carries_title_summary_sources_and_the_word_withheld(shipped: Ledger) -> None:
    svg = parse(series_svg(shipped, SYRIA))
    told = words(svg)
    assert told[0] == "The United States in Syria: Military personnel, persons"
    assert "withheld" in told
    assert "[Public domain" in " ".join(told)
    assert_nothing_from_outside(svg)
    assert_nothing_cut_off(svg)


def test_a_withheld_span_is_hatched_in_the_picture(shipped: Ledger) -> None:
    svg = parse(series_svg(shipped, SYRIA))
    assert [element for element in svg.iter(f"{SVG}rect") if element.attrib.get("fill") == "url(#withheld)"]


def test_a_line_in_the_picture_breaks_where_the_record_does() -> None:
    rows = [row for row in quarters(2017, 2019) if row["day"] not in ("2018-06-30", "2018-09-30")]
    pair = View(sender=("RUS",), host=("VEN",), date=date(2019, 6, 30))
    svg = parse(series_svg(ledger(*rows), pair))
    lines = [path for path in svg.iter(f"{SVG}path") if path.attrib.get("stroke-linejoin") == "round"]
    assert len(lines) == 2


@pytest.mark.parametrize(
    ("view", "code"), [(RUSSIA, "E-EXPORT-HOST"), (View(sender=("CHN",), host=("VUT",), measure="withdrawals"), "E-EXPORT-EMPTY")]
)
def test_a_series_that_cannot_be_drawn_says_why(shipped: Ledger, view: View, code: str) -> None:
    with pytest.raises(PresenceError, match=code):
        series_svg(shipped, view)


def test_hostile_names_stay_text() -> None:
    rows = quarters(2018, 2019, said_by=HOSTILE)
    svg = parse(series_svg(ledger(*rows), View(sender=("RUS",), host=("VEN",), date=date(2019, 6, 30))))
    assert_nothing_from_outside(svg)
    assert any("<script>" in line for line in words(svg))


@given(st.text())
def test_any_text_is_valid_xml(content: str) -> None:
    element = ET.fromstring(text(content, 0, 0, 12, "#000000"))  # noqa: S314 - our own output is what is tested
    assert (element.text or "").replace("\r", "\n") == xml_text(content).replace("\r", "\n")


def xml_text(content: str) -> str:
    return (ET.fromstring(f"<t>{xml(content)}</t>").text or "") if content else ""  # noqa: S314


@pytest.mark.parametrize(
    ("bottom", "top", "ticks"),
    [
        (0, 5.3, [0, 1, 2, 3, 4, 5]),
        (-7, 26, [0, 10, 20]),
        (0, 310000, [0, 100000, 200000, 300000]),
        (0, 1.15, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
    ],
)
def test_ticks_are_round(bottom: float, top: float, ticks: list[float]) -> None:
    assert value_ticks(bottom, top) == ticks


@given(st.floats(-1e6, 0), st.floats(0.01, 1e6))
def test_ticks_lie_within_and_hold_zero(bottom: float, top: float) -> None:
    ticks = value_ticks(bottom, top)
    assert 0.0 in ticks
    assert 2 <= len(ticks) <= 8
    assert all(bottom - 1e-6 * abs(bottom) <= tick <= top * (1 + 1e-6) for tick in ticks)


@pytest.mark.parametrize(
    ("first", "last", "words_of_ticks"),
    [
        (
            "2018-11-01",
            "2019-07-31",
            ["Dec 2018", "Jan 2019", "Feb 2019", "Mar 2019", "Apr 2019", "May 2019", "Jun 2019", "Jul 2019"],
        ),
        ("1950-01-01", "2025-12-31", ["1960", "1970", "1980", "1990", "2000", "2010", "2020"]),
    ],
)
def test_the_time_axis_steps_by_months_or_years(first: str, last: str, words_of_ticks: list[str]) -> None:
    assert tick_words(month_ticks(np.datetime64(first, "s"), np.datetime64(last, "s"))) == words_of_ticks


def test_the_citation_names_view_generation_and_sources(shipped: Ledger) -> None:
    cited = citation(shipped, RUSSIA)
    assert cited.startswith("Presence Atlas: Russian troops abroad, June 2019. ")
    assert f"Ledger: {shipped.generation}." in cited
    assert shipped.catalogue.sources["cia-factbook-deployments"].citation in cited


@pytest.mark.parametrize("form", sorted(set(FORMATS) - {"png", "series.png", "gif", "frames.zip"}))
def test_every_export_is_made(shipped: Ledger, assets: Path, form: str) -> None:
    content = write_export(shipped, SYRIA, form, assets)
    assert len(content) > 200


def test_large_type_on_a_small_card_leaves_the_map_its_room(shipped: Ledger, assets: Path) -> None:
    view = View(sender=("USA",), date=date(2025, 12, 31))
    drawn = map_svg(shipped, view, assets, ExportOptions("social", font_scale=2.0))
    legend = float(re.findall(r'<g transform="translate\(0 ([\d.]+)\)">', drawn)[-1])
    height = float(re.findall(r'viewBox="0 0 [\d.]+ ([\d.]+)"', drawn)[0])
    assert legend - 120 >= 0.25 * height
    assert drawn == map_svg(shipped, view, assets, ExportOptions("social", font_scale=1.1))
