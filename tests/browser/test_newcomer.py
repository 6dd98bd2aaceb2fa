"""A first briefing as a newcomer makes it, by visible words alone: Russia in Africa, beside France, as slides."""

from __future__ import annotations

import io
from pathlib import Path

from playwright.sync_api import Page, expect
from pptx import Presentation

from tests.browser.conftest import OpenPage


def choose(page: Page, label: str, typed: str) -> None:
    """Type into a field of the bar and take what comes first."""
    page.get_by_label(label, exact=True).first.click()
    page.keyboard.type(typed)
    expect(page.get_by_role("option", name=typed, exact=True)).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator("[role=option]:visible")).to_have_count(0)


def add_step(page: Page, number: int) -> None:
    page.get_by_text("Present", exact=True).click()
    page.get_by_role("button", name="Add this view as a step").click()
    expect(page.get_by_role("button", name=f"Added as step {number}")).to_be_visible()
    page.get_by_text("Present", exact=True).click()


def sender(page: Page, before: str, after: str) -> None:
    """Another sender: the old one is taken away by a key, then the new one chosen."""
    page.get_by_label("Sender", exact=True).first.click()
    page.keyboard.press("Backspace")
    expect(page.locator("#title")).not_to_contain_text(before)
    choose(page, "Sender", after)


def test_five_slides_on_russia_in_africa(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("/")
    sender(page, "American", "Russia")
    expect(page.locator("#title")).to_contain_text("Russian troops abroad")
    page.get_by_label("Region", exact=True).select_option("Africa")
    expect(page.locator("#subtitle")).to_contain_text("Africa")
    add_step(page, 1)
    page.get_by_text("Agreement", exact=True).click()
    expect(page.locator("#title")).to_contain_text("How far sources agree")
    add_step(page, 2)
    page.get_by_text("Level", exact=True).click()
    choose(page, "Host", "Niger")
    page.wait_for_function("() => location.search.includes('host=NER')")
    add_step(page, 3)
    page.keyboard.press("Escape")
    sender(page, "Russian", "France")
    expect(page.locator("#title")).to_contain_text("French troops abroad")
    add_step(page, 4)
    page.get_by_role("textbox", name="Date").fill("2014-12-31")
    page.keyboard.press("Enter")
    expect(page.locator("#title")).to_contain_text("December 2014")
    add_step(page, 5)
    page.get_by_text("Present", exact=True).click()
    page.get_by_role("link", name="Compose a story").click()
    page.get_by_label("Title of the story").fill("Russia in Africa, beside France")
    figures = page.get_by_label("Insert a number into the caption").nth(2)
    figures.focus()
    expect(figures.locator("option").nth(1)).to_contain_text("Niger")
    chosen = figures.locator("option").nth(1).inner_text()
    figures.select_option(index=1)
    caption = page.get_by_label("Caption: the first line stands out").nth(2)
    expect(caption).not_to_have_value("")
    told = caption.input_value()
    expect(page.get_by_role("list", name="Figures of step 3 that are tied to the ledger")).to_contain_text(chosen)
    page.get_by_role("button", name="Check the figures").click()
    expect(page.locator("#c-state")).to_contain_text("1 of 1 tied figures are as in ledger")
    caption.press_sequentially(" and 4,711 more")
    page.get_by_role("button", name="Check the figures").click()
    expect(page.locator("#c-state")).to_contain_text("Tied to nothing")
    expect(page.locator("#c-state")).to_contain_text("4,711")
    caption.fill(told)
    page.get_by_label("Picture").nth(2).select_option("claims")
    page.get_by_role("button", name="Move step 5 up").click()
    with page.expect_download() as made:
        page.get_by_role("button", name="Slides (PPTX)").click()
    made.value.save_as(tmp_path / "briefing.pptx")
    deck = Presentation(io.BytesIO((tmp_path / "briefing.pptx").read_bytes()))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert (titles[0], len(titles), titles[-1]) == ("Russia in Africa, beside France", 7, "Sources")
    assert ("December 2014" in titles[4], "French" in titles[5]) == (True, True)
    notes = deck.slides[3].notes_slide.notes_text_frame.text
    assert f"“{told.strip('“”')}”: " in notes
    assert ", claim " in notes or ": claim " in notes


def test_a_step_is_what_was_chosen_last_however_slow_the_page_is(open_page: OpenPage) -> None:
    """The button is pressed in the moment in which the address changes, before anything new is drawn."""
    page = open_page("/?sender=RUS&date=2019-06-30")
    page.evaluate(
        """() => { const push = history.pushState.bind(history);
        history.pushState = (...given) => { push(...given); document.querySelector("#add-step").click(); }; }"""
    )
    sender(page, "Russian", "France")
    page.wait_for_function("() => window.presenceStory.kept().steps.length > 1")
    kept = page.evaluate(
        "window.presenceStory.kept().steps.map((step) => [new URLSearchParams(step.view).get('sender'), step.title])"
    )
    assert kept[-1][0] == "FRA"
    assert kept[-1][1].startswith("French troops abroad")


def test_how_many_are_chosen_is_seen_where_only_the_first_has_room(open_page: OpenPage) -> None:
    page = open_page("/?sender=USA,BEL,CAN,DNK,FRA&host=SYR")
    told = "(id) => getComputedStyle(document.getElementById(id).closest('.control').querySelector('.mantine-Input-wrapper'), '::after').content"
    assert page.evaluate(told, "sender") == '"of " counter(chosen)'
    assert page.evaluate(told, "host") == "none"
