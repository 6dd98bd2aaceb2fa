"""What is for the reader alone: saved views with notes, the tour, and what a measure counts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage

RUSSIA = "/?sender=RUS&date=2019-06-30"
HOSTILE = [
    {"name": "<img src=x onerror=alert(1)>", "note": "", "address": "/?sender=RUS", "saved": ""},
    {"name": "away", "note": "", "address": "//evil.example/", "saved": ""},
    {"name": "script", "note": "", "address": "javascript:alert(1)", "saved": ""},
    {"name": "no address"},
    {"name": "long", "note": "x" * 3000, "address": "/", "saved": ""},
    17,
]


def open_saved(page: Page) -> None:
    page.locator("#pages summary").click()
    page.locator("[data-saved]").click()
    expect(page.locator("dialog#saved")).to_be_visible()


def test_a_view_is_kept_with_its_note_and_opened_again(open_page: OpenPage) -> None:
    page = open_page(RUSSIA)
    open_saved(page)
    expect(page.locator("#saved-name")).to_have_value("Russian troops abroad, June 2019")
    page.locator("#saved-note").fill("Compare with 2022")
    page.get_by_role("button", name="Keep this view").click()
    page.goto(page.url.split("/?")[0] + "/sources")
    page.locator("[data-saved]").click()
    expect(page.get_by_label("Note on Russian troops abroad, June 2019")).to_have_value("Compare with 2022")
    page.locator("dialog#saved ol a").click()
    page.wait_for_url("**/?*sender=RUS*")
    expect(page.locator("#title")).to_have_text("Russian troops abroad, June 2019")


def test_a_kept_view_is_renamed_taken_away_and_put_back(open_page: OpenPage) -> None:
    page = open_page(RUSSIA)
    open_saved(page)
    page.get_by_role("button", name="Keep this view").click()
    page.locator("dialog#saved li summary").click()
    page.get_by_label("Name of Russian troops").fill("For Monday")
    page.get_by_label("Name of Russian troops").press("Tab")
    expect(page.locator("dialog#saved ol a")).to_have_text("For Monday")
    page.get_by_label("Note on For Monday").fill("Ask about 2022")
    page.get_by_role("button", name="Take away For Monday").click()
    expect(page.locator("dialog#saved ol a")).to_have_count(0)
    page.get_by_role("button", name="Put it back").click()
    expect(page.locator("dialog#saved ol a")).to_have_text("For Monday")
    expect(page.get_by_label("Note on For Monday")).to_have_value("Ask about 2022")


def test_a_note_goes_to_its_own_view_though_another_tab_kept_one_since(open_page: OpenPage) -> None:
    page = open_page("/sources", ready=False)
    page.locator("[data-saved]").click()
    page.get_by_role("button", name="Keep this view").click()
    other = page.context.new_page()
    other.goto(page.url.replace("/sources", "/definitions"))
    other.locator("[data-saved]").click()
    other.get_by_role("button", name="Keep this view").click()
    page.bring_to_front()
    page.get_by_label("Note on Sources").fill("Ask about the licence")
    page.get_by_label("Note on Sources").press("Tab")
    page.reload()
    page.locator("[data-saved]").click()
    expect(page.get_by_label("Note on Sources")).to_have_value("Ask about the licence")
    expect(page.get_by_label("Note on Definitions")).to_have_value("")


def test_where_the_browser_keeps_nothing_the_file_still_has_the_view(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("/sources", ready=False)
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }")
    page.locator("[data-saved]").click()
    page.get_by_role("button", name="Keep this view").click()
    expect(page.locator("dialog#saved [role=status]")).to_contain_text("until you leave this page")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as file").click()
    file = tmp_path / "views.json"
    download.value.save_as(file)
    assert [view["address"] for view in json.loads(file.read_text())["views"]] == ["/sources"]


def test_saved_views_go_to_a_file_and_come_back(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(RUSSIA)
    open_saved(page)
    page.get_by_role("button", name="Keep this view").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as file").click()
    file = tmp_path / "views.json"
    download.value.save_as(file)
    assert [view["address"] for view in json.loads(file.read_text())["views"]] == ["/?sender=RUS&date=2019-06-30&v=1"]
    other = open_page("/sources", ready=False)
    other.locator("[data-saved]").click()
    other.locator("#saved-file").set_input_files(file)
    expect(other.locator("dialog#saved [role=status]")).to_contain_text("1 of 1 views taken in")
    expect(other.locator("dialog#saved ol a")).to_have_text("Russian troops abroad, June 2019")
    other.locator("#saved-file").set_input_files(file)
    expect(other.locator("dialog#saved [role=status]")).to_contain_text("1 were here already")


def test_a_hostile_file_becomes_text_or_nothing(open_page: OpenPage, tmp_path: Path) -> None:
    file = tmp_path / "views.json"
    file.write_text(json.dumps({"presence-atlas": "saved views", "version": 1, "views": HOSTILE}))
    page = open_page("/sources", ready=False)
    page.locator("[data-saved]").click()
    page.locator("#saved-file").set_input_files(file)
    expect(page.locator("dialog#saved [role=status]")).to_contain_text("1 of 6 views taken in")
    expect(page.locator("dialog#saved [role=status]")).to_contain_text("5 cannot be read")
    assert page.locator("dialog#saved ol a").all_text_contents() == ["<img src=x onerror=alert(1)>"]
    file.write_text("[1, 2")
    page.locator("#saved-file").set_input_files(file)
    expect(page.locator("dialog#saved [role=status]")).to_contain_text("holds no saved views")


def test_the_tour_is_offered_once_and_ends_where_it_began(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("button", name="Show me in five steps").click()
    for number in range(1, 6):
        expect(page.locator("#tour")).to_contain_text(f"Step {number} of 5")
        expect(page.locator(".is-toured")).to_have_count(1)
        card, told = page.locator("#tour").bounding_box(), page.locator(".is-toured:not(#map)")
        if told.count():
            box = told.bounding_box()
            assert card is not None
            assert box is not None
            assert not (
                card["x"] < box["x"] + box["width"]
                and box["x"] < card["x"] + card["width"]
                and card["y"] < box["y"] + box["height"]
                and box["y"] < card["y"] + card["height"]
            ), number
        page.locator("#tour-next").click()
    expect(page.locator("#tour")).to_be_hidden()
    expect(page.locator(".is-toured")).to_have_count(0)
    page.reload()
    page.wait_for_function("() => window.presence && window.presence.ready === true")
    expect(page.locator("#tour-offer")).to_have_count(0)
    page.locator("#pages summary").click()
    page.locator("#tour-start").click()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#tour")).to_contain_text("Step 2 of 5")
    page.keyboard.press("Escape")
    expect(page.locator("#tour")).to_be_hidden()
    expect(page.locator("#pages summary")).to_be_focused()


def test_the_tour_can_be_declined(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("button", name="No, thanks").click()
    page.reload()
    page.wait_for_function("() => window.presence && window.presence.ready === true")
    expect(page.locator("#tour-offer")).to_have_count(0)


@pytest.mark.parametrize(
    ("query", "title"), [("/", "Military personnel"), ("/?measure=debt_stock&sender=CHN", "Public debt owed")]
)
def test_what_is_counted_is_one_gesture_away(open_page: OpenPage, query: str, title: str) -> None:
    page = open_page(query)
    page.locator("#about-measure").click()
    sheet = page.locator("dialog#measure")
    expect(sheet.locator("h2")).to_have_text(re.compile(title))
    expect(sheet.locator("dt").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(page.locator("#about-measure")).to_be_focused()


def test_on_a_phone_the_next_step_of_a_row_to_mend_is_in_sight(open_page: OpenPage, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("sender,host,date,measure,definition,value,unit\nFrance,Atlantis,2019,troops,deployed,5,persons\n")
    page = open_page("/add", ready=False)
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Look at it").click()
    step = page.get_by_text("write the id in place of the name").first
    box = step.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["y"] + box["height"] <= 844
