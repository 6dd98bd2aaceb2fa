"""What readers do: open a link, choose, click, use keys, move the clock, go back, take a picture away."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, at_rest

VENEZUELA = "/?sender=RUS&host=VEN&date=2019-06-30"


def query(page: Page) -> str:
    return str(page.evaluate("location.search"))


def addressed(page: Page, part: str) -> None:
    """Wait until the address has ``part``: the panel may be there before the controls and the address are."""
    page.wait_for_function("(part) => location.search.includes(part)", arg=part)


def fill_of(page: Page, place: str) -> str:
    return str(
        page.evaluate(
            """(id) => { const P = window.presence; return P.map.paths[P.state.atlas.index.get(id)].style.fill; }""", place
        )
    )


def test_the_first_page_shows_a_map_with_figures(open_page: OpenPage) -> None:
    page = open_page("/")
    expect(page.locator("#title")).to_contain_text("American troops abroad")
    assert fill_of(page, "JPN") != fill_of(page, "USA")
    assert page.locator("#legend .class").count() == 11


def test_venezuela_in_june_2019_with_all_seven_statements(open_page: OpenPage) -> None:
    page = open_page(VENEZUELA)
    panel = page.locator("#panel")
    expect(panel).to_contain_text("Russia in Venezuela")
    for words in ("just a few dozen", "about 1,000", "overstated by dozens of times", "unchanged for many years", "no talk of a reduction",
                  "roughly 300", "as many as 400"):  # fmt: skip
        expect(panel).to_contain_text(words)
    for speaker in ("Wall Street Journal", "Rostec press service", "Galeotti", "Reuters", "Russian ambassador"):
        expect(panel).to_contain_text(speaker)
    expect(panel).to_contain_text("CC0-1.0")


def test_a_choice_is_in_the_address_and_opens_again(open_page: OpenPage) -> None:
    page = open_page("/?sender=RUS")
    page.get_by_label("Rule").first.click()
    page.get_by_role("option", name="Highest figure").click()
    addressed(page, "rule=highest")
    again = open_page("/" + query(page))
    expect(again.locator("#subtitle")).to_contain_text("Highest figure of the sources")


def test_a_click_picks_out_a_country_and_a_second_lets_go(open_page: OpenPage) -> None:
    page = open_page("/?sender=RUS&date=2019-06-30")
    page.evaluate("window.presence.select('SYR')")
    expect(page.locator("#panel")).to_contain_text("Russia in Syria")
    addressed(page, "host=SYR")
    page.evaluate("window.presence.select('SYR')")
    page.wait_for_function("() => !location.search.includes('host=')")


def test_the_mouse_finds_a_country_on_the_map(open_page: OpenPage) -> None:
    page = open_page("/?sender=RUS&date=2019-06-30")
    at_rest(page)
    box = page.evaluate(
        """() => { const P = window.presence; const b = P.map.paths[P.state.atlas.index.get('MNG')].getBoundingClientRect();
        return [b.left + b.width / 2, b.top + b.height / 2]; }"""
    )
    page.mouse.move(box[0] - 3, box[1])
    page.mouse.move(box[0], box[1])
    expect(page.locator("#card")).to_contain_text("Mongolia")
    page.mouse.click(box[0], box[1])
    expect(page.locator("#panel")).to_contain_text("Russia in Mongolia")


def test_keys_walk_the_map_and_pick_out_a_place(open_page: OpenPage) -> None:
    page = open_page("/?sender=RUS&date=2019-06-30")
    page.locator("#map").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#speak")).to_contain_text("France")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#speak")).not_to_contain_text("France")
    page.keyboard.press("Enter")
    addressed(page, "host=")
    page.keyboard.press("Escape")
    page.wait_for_function("() => !location.search.includes('host=')")


def test_moving_the_clock_asks_the_server_for_nothing(open_page: OpenPage) -> None:
    page = open_page("/")
    at_rest(page)
    # The page's own first questions (address, panel, rest of the panel) are answered before anything is moved.
    answered = "performance.getEntriesByType('resource').filter((one) => one.name.includes('_dash-update-component')).length"
    page.wait_for_function(f"() => {answered} >= 3")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    before = fill_of(page, "KOR"), page.locator("#title").text_content()
    track = page.locator("#track").bounding_box()
    assert track
    page.mouse.move(track["x"] + track["width"] * 0.9, track["y"] + 20)
    page.mouse.down()
    for step in range(9, 0, -1):
        page.mouse.move(track["x"] + track["width"] * step / 10, track["y"] + 20)
    page.mouse.up()
    at_rest(page)
    page.locator("#play").click()
    page.wait_for_timeout(700)
    page.locator("#play").click()
    at_rest(page)
    assert asked == []
    assert page.locator("#title").text_content() != before[1]


def test_keys_move_the_clock_and_the_address_follows(open_page: OpenPage) -> None:
    page = open_page("/?date=2025-12-31")
    page.locator("#track").focus()
    page.keyboard.press("ArrowLeft")
    at_rest(page)
    assert "date=2025-09-30" in query(page)
    page.keyboard.press("Home")
    at_rest(page)
    assert re.search(r"date=19\d\d", query(page))
    expect(page.locator("#track")).to_have_attribute("aria-valuenow", "0")


def test_a_typed_year_is_found(open_page: OpenPage) -> None:
    page = open_page("/")
    page.locator("#day").fill("1968-09")
    page.locator("#day").press("Enter")
    at_rest(page)
    expect(page.locator("#title")).to_contain_text("September 1968")
    # South Vietnam has its own borders on that day, and Vietnam of today none.
    said = "window.presence.words.sayCell(window.presence.cell('VDR', window.presence.state.step))"
    assert page.evaluate(said) == "537,377"
    expect(page.locator("#off-map")).not_to_contain_text("South Vietnam")


def test_syria_iraq_and_afghanistan_are_withheld_in_june_2018(open_page: OpenPage) -> None:
    page = open_page("/?date=2018-06-30")
    for place in ("SYR", "IRQ", "AFG"):
        assert "pattern-withheld" in fill_of(page, place)
    expect(page.locator("#subtitle")).to_contain_text("3 withheld")


def test_back_and_forward_walk_the_choices(open_page: OpenPage) -> None:
    page = open_page("/?sender=RUS&date=2019-06-30")
    page.evaluate("window.presence.select('SYR')")
    expect(page.locator("#panel")).to_contain_text("Russia in Syria")
    addressed(page, "host=SYR")
    page.evaluate("window.presence.select('VEN')")
    expect(page.locator("#panel")).to_contain_text("Russia in Venezuela")
    addressed(page, "host=VEN")
    page.go_back()
    expect(page.locator("#panel")).to_contain_text("Russia in Syria")
    page.go_back()
    expect(page.locator("#panel")).not_to_contain_text("Russia in Syria")
    assert query(page) == "?sender=RUS&date=2019-06-30"
    page.go_forward()
    page.go_forward()
    expect(page.locator("#panel")).to_contain_text("Russia in Venezuela")


SLOWLY = """() => {
  const set = window.dash_clientside.set_props;
  let turn = 0;
  window.dash_clientside.set_props = (...given) => setTimeout(() => set(...given), 150 * turn++);
}"""


def test_the_way_back_is_no_choice_however_slowly_the_controls_follow(open_page: OpenPage) -> None:
    page = open_page("/?sender=RUS&date=2019-06-30")
    page.evaluate("window.presence.select('SYR')")
    expect(page.locator("#panel")).to_contain_text("Russia in Syria")
    addressed(page, "host=SYR")
    page.evaluate(SLOWLY)
    page.go_back()
    expect(page.locator("#panel")).not_to_contain_text("Russia in Syria")
    # Longer than the five controls take.
    page.wait_for_timeout(1500)
    assert query(page) == "?sender=RUS&date=2019-06-30"
    page.go_forward()
    expect(page.locator("#panel")).to_contain_text("Russia in Syria")
    page.evaluate("window.presence.select('VEN')")
    expect(page.locator("#panel")).to_contain_text("Russia in Venezuela")
    addressed(page, "host=VEN")


def test_a_control_that_repeats_an_older_value_chooses_nothing(open_page: OpenPage) -> None:
    page = open_page("/?sender=RUS&date=2019-06-30")
    page.evaluate("window.presence.select('SYR')")
    expect(page.locator("#panel")).to_contain_text("Russia in Syria")
    addressed(page, "host=SYR")
    given = query(page)
    page.evaluate("window.dash_clientside.set_props('host', { value: [] })")
    page.wait_for_timeout(500)
    assert query(page) == given
    expect(page.locator("#panel")).to_contain_text("Russia in Syria")
    page.locator("#host").press("Backspace")
    page.locator("#host").press("F")
    page.get_by_role("option", name="France", exact=True).click()
    expect(page.locator("#panel")).to_contain_text("Russia in France")


@pytest.mark.parametrize(
    "link", ["/?measure=tanks&sender=ATLANTIS&date=never", "/?%00=%ff", "/?sender=" + "USA," * 400, "/?sender=RUS&utm_source=x"]
)
def test_old_and_garbage_links_show_a_map(open_page: OpenPage, link: str) -> None:
    page = open_page(link)
    expect(page.locator("#title")).to_contain_text("abroad")


def test_what_a_link_could_not_say_is_told(open_page: OpenPage) -> None:
    page = open_page("/?measure=tanks")
    expect(page.locator("#notices")).to_contain_text("tanks")


def test_the_table_says_what_the_map_shows(open_page: OpenPage) -> None:
    page = open_page("/?sender=RUS&date=2019-06-30")
    page.locator("#table-toggle").click()
    rows = page.locator("#table tbody tr")
    shown = page.evaluate("window.presence.map.counts.slice(4).reduce((a, b) => a + b, 0)")
    assert rows.count() >= shown > 0
    expect(page.locator("#table tr[data-place=SYR]")).to_contain_text("4,500")


def test_the_theme_is_dark_when_asked(open_page: OpenPage) -> None:
    page = open_page("/", color_scheme="dark")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(20, 25, 31)"
    page.locator("#pages summary").click()
    page.locator("#theme").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != paper


@pytest.mark.parametrize(
    ("button", "ending"), [("#get-csv", ".csv"), ("#get-claims-csv", ".csv"), ("#get-svg", ".svg"), ("#get-png", ".png")]
)
def test_downloads_open(open_page: OpenPage, tmp_path: Path, button: str, ending: str) -> None:
    page = open_page(VENEZUELA)
    page.locator("#downloads summary").click()
    with page.expect_download() as waiting:
        page.locator(button).click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    content = file.read_bytes()
    assert file.suffix == ending
    if ending == ".csv":
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        assert rows
        assert {"source_id", "licence"} <= set(rows[0])
    elif ending == ".svg":
        assert b"Russian troops abroad, June 2019" in content
        assert b"CC0-1.0" in content
    else:
        assert content[:8] == b"\x89PNG\r\n\x1a\n"
        assert len(content) > 50_000


@pytest.mark.parametrize("path", ["/", VENEZUELA, "/sources"])
def test_nothing_is_wider_than_a_phone(open_page: OpenPage, path: str) -> None:
    page = open_page(path, viewport="phone", ready=path != "/sources")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("path", ["/", VENEZUELA])
def test_nothing_hides_behind_anything_at_the_usual_size(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    for upper, lower in (("#bar", "#stage"), ("#legend", "#clock"), (".map-frame", "#legend")):
        above, below = page.locator(upper).bounding_box(), page.locator(lower).bounding_box()
        assert above
        assert below
        assert above["y"] + above["height"] <= below["y"] + 1
