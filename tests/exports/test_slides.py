"""Slides: every place a shape with its name and value, charts with their data, notes with the claims, nothing that runs."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.util import Emu
from python_calamine import CalamineWorkbook

from dashboard.domain.story import Step, Story
from dashboard.domain.view import View
from dashboard.exports.lineage import Lineage
from dashboard.exports.options import ExportOptions
from dashboard.exports.seal import seal_of
from dashboard.exports.slide_template import FOOT
from dashboard.exports.slides import slide_texts, story_slides, view_slides
from dashboard.exports.tables import estimates_table
from dashboard.figures.map import map_rows
from dashboard.figures.palette import THEMES
from dashboard.geography.shapes import load_shapes
from dashboard.ledger.store import Ledger
from dashboard.settings import load_settings
from tests.exports.office import HOSTILE, assert_harmless, libreoffice_pdf, parts
from tests.exports.test_given_out import MIXED, SECRET, restricted
from tests.figures.literal import VENEZUELA, ledger, quarters

DAY = date(2019, 6, 30)
RUSSIA = View(sender=("RUS",), date=DAY)
PAIR = View(sender=("RUS",), host=("VEN",), date=DAY)
SYRIA = View(sender=("USA",), host=("SYR",), date=date(2018, 6, 30))
ASSETS = load_settings().assets
PLAIN = ExportOptions()


def opened(content: bytes) -> Any:
    return Presentation(io.BytesIO(content))


def shapes_of(slide: Any) -> list[Any]:
    """Every shape, also those in groups."""
    found: list[Any] = []
    for shape in slide.shapes:
        found += [shape, *(shape.shapes if hasattr(shape, "shapes") else [])]
    return found


def described(slide: Any) -> dict[str, str]:
    return {shape.name: shape._element.xpath(".//p:cNvPr")[0].get("descr", "") for shape in shapes_of(slide)}


def words(slide: Any) -> str:
    return "\n".join(shape.text_frame.text for shape in shapes_of(slide) if shape.has_text_frame)


def chart_of(slide: Any) -> Any:
    return next(shape.chart for shape in slide.shapes if shape.has_chart)


def data_of(chart: Any) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


@pytest.fixture(scope="module")
def russia(shipped: Ledger) -> bytes:
    return view_slides(shipped, RUSSIA, ASSETS, ExportOptions(marking="TLP:AMBER"))


@pytest.fixture(scope="module")
def syria(shipped: Ledger) -> bytes:
    return view_slides(shipped, SYRIA, ASSETS, PLAIN)


def test_the_template_is_wide_and_our_own(russia: bytes) -> None:
    deck = opened(russia)
    assert (deck.slide_width, deck.slide_height) == (Emu(12_192_000), Emu(6_858_000))
    assert [layout.name for layout in deck.slide_layouts] == ["View"]
    theme = parts(russia)["ppt/theme/theme1.xml"].decode()
    assert "Presence Atlas" in theme
    assert THEMES["light"].ink.lstrip("#") in theme
    assert not any(b"outerShdw" in part for name, part in parts(russia).items() if "slide" in name or name.endswith("theme1.xml"))


def test_every_place_is_a_shape_with_its_name_and_value(shipped: Ledger, russia: bytes) -> None:
    told = described(opened(russia).slides[0])
    drawn = map_rows(shipped, RUSSIA, load_shapes(ASSETS, "s")).on_map
    for name, value in zip(drawn["name"], drawn["value"], strict=True):
        if name != "Antarctica" and name in told:
            assert told[name] == f"{name}: {value}"
    assert told["Venezuela"] == "Venezuela: 100 (99–100)"
    assert told["France"] == "France: not collected"
    assert len(set(drawn["name"]) - set(told)) <= 6, sorted(set(drawn["name"]) - set(told))


def test_the_largest_figure_of_the_slide_traces_back_to_its_claim(shipped: Ledger, russia: bytes) -> None:
    row = estimates_table(shipped, RUSSIA).nlargest(1, "best").iloc[0]
    slide = opened(russia).slides[0]
    assert f"{row['best']:,.0f}" in described(slide)[row["host_name"]]
    notes = slide.notes_slide.notes_text_frame.text
    line = next(line for line in notes.splitlines() if line.startswith(f"{row['host_name']}: "))
    assert row["claim_id"] in line
    assert row["licence"] in line
    assert str(row["citation"]) in line


def test_the_slide_carries_title_sources_code_and_marking(shipped: Ledger, russia: bytes) -> None:
    for slide in opened(russia).slides:
        text = words(slide)
        assert slide.shapes.title.text_frame.text == "Russian troops abroad, June 2019"
        assert "Sources: " in text
        assert f"{seal_of(shipped, RUSSIA).code} · ledger {shipped.generation}" in text
        assert text.count("TLP:AMBER") == 2
        notes = slide.notes_slide.notes_text_frame.text
        assert f"presence-seal-1:{seal_of(shipped, RUSSIA).digest}" in notes


def test_the_origin_is_a_link_where_the_atlas_has_an_address_and_none_where_it_has_not(shipped: Ledger, russia: bytes) -> None:
    public = view_slides(shipped, RUSSIA, ASSETS, ExportOptions(public_url="https://atlas.example.org"))
    found = [[run.hyperlink.address for run in origin_runs(slide)] for slide in opened(public).slides]
    assert found == [[f"https://atlas.example.org/?{RUSSIA.encode()}&generation={shipped.generation}"]] * 2
    assert [run.hyperlink.address for slide in opened(russia).slides for run in origin_runs(slide)] == [None, None]


def origin_runs(slide: Any) -> list[Any]:
    return [run for shape in slide.placeholders if shape.name == "Origin" for run in shape.text_frame.paragraphs[0].runs]


def test_sources_that_do_not_fit_on_a_slide_say_where_they_all_are() -> None:
    lineage = Lineage("t", "s", "2019-06-30", "", "", "", "", (), "", "/", "0" * 16)
    assert slide_texts(lineage, "Sources: one [CC0]")[FOOT] == "Sources: one [CC0]"
    long = slide_texts(lineage, "Sources: " + "; ".join(["A source with a long name [a licence of many words]"] * 40))[FOOT]
    assert long.endswith("… (all of it in the notes)")
    assert len(long.splitlines()) == 4


def test_a_group_of_the_readers_own_is_told_place_by_place_on_every_slide_and_in_the_notes(shipped: Ledger) -> None:
    """A name that only the reader knows means nothing to whoever is shown the slide."""
    own = View(sender=("FRA", "GBR"), sender_name="Two allies", date=DAY)
    for slide in opened(view_slides(shipped, own, ASSETS, PLAIN)).slides:
        assert "“Two allies”: France and the United Kingdom" in words(slide)
        assert "senders: France, United Kingdom, called “Two allies”" in slide.notes_slide.notes_text_frame.text


def test_the_legend_has_every_kind_of_nothing_with_its_own_pattern(russia: bytes) -> None:
    told = described(opened(russia).slides[0])
    assert {"zero", "none found", "withheld", "not collected", "10,000 and more"} <= set(told)
    fills = {s.name: s._element.xpath(".//a:pattFill/@prst") for s in shapes_of(opened(russia).slides[0]) if s.shape_type != 6}
    assert fills["withheld"] == ["wdUpDiag"]
    # One office program draws wide dots as a grid that a swatch holds one line of.
    assert fills["none found"] == ["pct30"]
    assert fills["zero"] == fills["not collected"] == []


def test_small_places_are_circles(shipped: Ledger) -> None:
    told = described(opened(view_slides(shipped, View(date=DAY), ASSETS, PLAIN)).slides[0])
    assert told["Bahrain, circle"].startswith("Bahrain: ")
    assert told["Bahrain, circle"].endswith("(small place)")


def test_every_graphic_has_words(russia: bytes, syria: bytes) -> None:
    for content in (russia, syria):
        for slide in opened(content).slides:
            graphics = [s for s in shapes_of(slide) if not s.has_text_frame or not s.text_frame.text]
            assert [s.name for s in graphics if not s._element.xpath(".//p:cNvPr")[0].get("descr")] == []


def test_the_bars_are_the_largest_hosts(shipped: Ledger, russia: bytes) -> None:
    chart = chart_of(opened(russia).slides[1])
    rows = estimates_table(shipped, RUSSIA).nlargest(5, "best")
    (series,) = chart.plots[0].series
    assert list(chart.plots[0].categories)[:2] == rows["host_name"].tolist()[:2]
    assert list(series.values)[:5] == rows["best"].tolist()
    assert [row[0] for row in data_of(chart)[1:3]] == rows["host_name"].tolist()[:2]


def test_the_series_has_its_figures_in_the_chart_and_breaks_where_the_record_does() -> None:
    rows = [row for row in quarters(2017, 2019) if row["day"] not in ("2018-06-30", "2018-09-30")]
    deck = opened(view_slides(ledger(*rows), PAIR, ASSETS, PLAIN))
    chart = chart_of(deck.slides[1])
    (series,) = chart.plots[0].series
    assert [value for value in series.values if value is not None] == [row["best"] for row in rows]
    assert list(series.values).count(None) == 1
    cells = data_of(chart)
    assert [row[1] for row in cells[1:] if row[1] != ""] == [row["best"] for row in rows]
    assert chart._chartSpace.xpath(".//c:dispBlanksAs/@val") == ["gap"]


def test_low_and_high_stand_beside_the_figure_and_no_middle_is_made_up() -> None:
    rows = quarters(2018, 2019, best=None, low=24.0, high=60.0)
    chart = chart_of(opened(view_slides(ledger(*rows), PAIR, ASSETS, PLAIN)).slides[1])
    values = {series.name.split(": ")[-1]: set(series.values) - {None} for series in chart.plots[0].series}
    assert values == {"low or at least": {24.0}, "high or at most": {60.0}}


def test_a_withheld_span_is_told(syria: bytes) -> None:
    slide = opened(syria).slides[1]
    assert "Withheld from 31 December 2017" in words(slide)
    assert "Withheld from 31 December 2017" in described(slide)["Military personnel, persons"]


def test_the_notes_hold_what_each_source_said() -> None:
    notes = opened(view_slides(ledger(*VENEZUELA), PAIR, ASSETS, PLAIN)).slides[0].notes_slide.notes_text_frame.text
    assert "“roughly 300”" in notes
    assert "Statements, cited. Licence: CC0. Claim V6." in notes
    assert "V1" not in notes


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_runs_links_or_breaks_the_file(text: str) -> None:
    rows = [
        *quarters(2018, 2019, phrase=text, note=text, said_by=text, url=text),
        *quarters(2018, 2019, host="SYR", said_by=text),
    ]
    made = ledger(*rows)
    places = {
        i: replace(place, name=f"{text[:60]} {i}") if i in ("VEN", "SYR") else place for i, place in made.places.by_id.items()
    }
    hostile = replace(made, places=replace(made.places, by_id=places))
    for view in (PAIR, RUSSIA):
        content = view_slides(hostile, view, ASSETS, ExportOptions(marking=text[:80]))
        assert_harmless(content)
        assert len(opened(content).slides) == 2


def test_the_same_view_gives_the_same_bytes() -> None:
    made = ledger(*quarters(2018, 2019))
    assert view_slides(made, PAIR, ASSETS, PLAIN) == view_slides(made, PAIR, ASSETS, PLAIN)


def test_a_source_that_may_not_be_given_out_is_in_no_chart_and_is_named() -> None:
    content = view_slides(restricted(*MIXED), PAIR, ASSETS, PLAIN)
    deck = opened(content)
    assert SECRET not in [cell for row in data_of(chart_of(deck.slides[1])) for cell in row]
    assert "Left out because of their licence: Quarterly report: " in words(deck.slides[1])
    assert "777,777" in described(deck.slides[0])["Syria"]


def test_a_story_has_its_title_its_steps_with_captions_and_its_sources(shipped: Ledger) -> None:
    steps = (
        Step(RUSSIA, "Where they are", "Nine hosts\nEight of them near Russia.", notes="Say this.", focus=("VEN",)),
        Step(SYRIA, "And then silence", "Withheld", picture="series"),
    )
    deck = opened(
        story_slides(shipped, Story("two", "Two steps", "A story of two", steps), ASSETS, ExportOptions(marking="TLP:RED"))
    )
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert titles == ["Two steps", "Where they are", "And then silence", "Sources"]
    assert "Nine hosts · Eight of them near Russia." in words(deck.slides[1])
    assert deck.slides[1].notes_slide.notes_text_frame.text.startswith("Say this.")
    assert chart_of(deck.slides[2]).plots[0].series
    assert "Licence: " in words(deck.slides[3])
    assert all(words(slide).count("TLP:RED") == 2 for slide in deck.slides)


def test_no_series_stands_before_a_longer_one_and_every_day_lies_on_the_axis(shipped: Ledger) -> None:
    """LibreOffice draws nothing of a series before a longer one; what lies before the axis is drawn by no program."""
    chart = chart_of(
        opened(view_slides(shipped, View(sender=("FRA",), host=("TCD",), date=date(2025, 1, 30)), ASSETS, PLAIN)).slides[1]
    )
    lengths = [len(list(series.iter_values())) for series in chart.plots[0].series]
    days = [float(day.text) for day in chart._chartSpace.xpath(".//c:xVal//c:pt/c:v")]
    assert len(lengths) == 3
    assert lengths == sorted(lengths, reverse=True)
    assert chart.category_axis.minimum_scale <= min(days) < max(days) <= chart.category_axis.maximum_scale


def test_bars_tell_billions_in_words_and_keep_the_whole_figure(shipped: Ledger) -> None:
    debt = View(measure="debt_stock", sender=("CHN",), date=date(2020, 12, 31))
    slide = opened(view_slides(shipped, debt, ASSETS, PLAIN)).slides[1]
    chart = chart_of(slide)
    assert "the largest: Pakistan, 22.51 bn USD." in words(slide)
    assert chart.plots[0].data_labels.number_format == '#,##0.00,,," bn"'
    assert max(chart.plots[0].series[0].values) == pytest.approx(22507234178.8)


def test_what_sources_say_is_large_and_who_said_it_stands_below_and_a_long_caption_stays_whole(shipped: Ledger) -> None:
    caption = "A first line\n" + "words of a caption that has much to tell " * 10
    step = Step(PAIR, "Said", caption.strip(), picture="claims")
    slide = opened(story_slides(shipped, Story("one", "One", "", (step,)), ASSETS, PLAIN)).slides[1]
    told = {holder.name: holder.text_frame for holder in slide.placeholders}
    assert told["Subtitle"].text == " · ".join(step.lines)
    statement, speaker = told["Body"].paragraphs[:2]
    assert statement.runs[0].font.bold
    assert statement.runs[0].font.size > speaker.font.size


def test_the_origin_stands_in_the_properties(shipped: Ledger, russia: bytes) -> None:
    facts = opened(russia).core_properties
    assert (facts.title, facts.category) == ("Russian troops abroad, June 2019", "TLP:AMBER")
    assert seal_of(shipped, RUSSIA).digest in parts(russia)["docProps/custom.xml"].decode()


@pytest.mark.slow
def test_libreoffice_opens_every_slide(syria: bytes, tmp_path: Path) -> None:
    from pypdf import PdfReader

    pages = PdfReader(io.BytesIO(libreoffice_pdf(syria, "pptx", tmp_path))).pages
    assert len(pages) == 2
    assert "American troops abroad, June 2018" in pages[0].extract_text()
    assert "Military personnel" in pages[1].extract_text()


@pytest.mark.parametrize(
    ("day", "there", "not_yet"),
    [
        (date(1968, 9, 30), ("Soviet Union", "East Germany", "South Vietnam: 537,377"), ("Ukraine", "Czechia", "Bangladesh")),
        (date(2019, 6, 30), ("Ukraine", "Czechia", "Bangladesh"), ("Soviet Union", "East Germany", "South Vietnam")),
    ],
)
def test_the_shapes_of_a_slide_are_those_of_the_day(
    shipped: Ledger, day: date, there: tuple[str, ...], not_yet: tuple[str, ...]
) -> None:
    told = described(opened(view_slides(shipped, View(sender=(), date=day), ASSETS, PLAIN)).slides[0])
    areas = {f"{name}: {value.partition(': ')[2]}" for name, value in told.items() if not name.endswith(", circle")}
    assert all(any(one.startswith(name) for one in areas) for name in there)
    assert not {name for name in told if name in not_yet}
