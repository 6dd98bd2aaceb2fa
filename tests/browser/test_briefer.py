"""What a briefer does with ten minutes: choose, compare, and take it into a story, without losing what was chosen on the way."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage


def test_a_name_that_is_typed_takes_the_place_of_the_one_that_stands_there(open_page: OpenPage) -> None:
    page = open_page("/?sender=RUS&date=2019-06-30")
    page.locator("#measure").click()
    page.keyboard.type("contractors")
    expect(page.locator("#measure")).to_have_value("contractors")
    page.keyboard.press("Enter")
    expect(page.locator("#measure")).to_have_value("Contractors")
    page.wait_for_url("**measure=contractors**")


def test_the_comparison_begins_with_what_the_map_shows_and_becomes_a_step(open_page: OpenPage) -> None:
    page = open_page("/?measure=contractors&sender=RUS&date=2025-09-30&region=africa")
    page.locator("summary", has_text="More").click()
    page.locator("a.item", has_text="Compare").click()
    expect(page.locator("h1")).to_have_text("Ranking: Russian contractors abroad, September 2025: Africa")
    page.locator("#add-step").click()
    expect(page.locator("#add-step")).to_have_text("Added as step 1")
    page.get_by_role("link", name="Go to the story").click()
    expect(page.locator("#c-title-0")).to_have_value("Ranking: Russian contractors abroad, September 2025: Africa")
