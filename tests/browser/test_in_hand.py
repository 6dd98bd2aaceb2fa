"""What a reader has in hand stays there while the page is drawn anew around it: the row of a list, a word half typed, two choices made
one right after the other. On a slow machine much of this happens between two keys.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage

# What can be stood upon in the lists beside and below the map, and in the table that takes its place.
STANDS = [
    "#overview [data-hold^=largest] >> nth=2", "#overview [data-hold^=moved] >> nth=1",
    "#small-places .tile >> nth=1", "#legend .class >> nth=2", "#events button >> nth=1", "#disputes-body ul",
]  # fmt: skip
TABLE = ["#table tbody tr:nth-child(5) button", "#table thead th:nth-child(3) button"]
HELD = "document.activeElement.dataset.hold"
ANEW = "() => { window.held = document.activeElement; window.presence.lists.all(); window.presence.clock.drawEvents(); }"


def stand(page: Page, where: str) -> str:
    """Stand on ``where`` and say what is in hand."""
    page.locator(where).focus()
    held = page.evaluate(HELD)
    assert held is not None, where
    return str(held)


def step(page: Page, by: int) -> None:
    """Let the clock go on and wait until what follows from it is drawn."""
    address = page.url
    page.evaluate("(by) => window.presence.clock.go(window.presence.state.step + by, false)", by)
    page.wait_for_function("(before) => location.href !== before", arg=address)
    page.wait_for_function(
        "() => window.presence.state.drawn !== undefined && !document.getElementById('atlas').hasAttribute('aria-busy')"
    )


def test_nothing_is_lost_where_nothing_changed(open_page: OpenPage) -> None:
    page = open_page("/?date=2018-06-30")
    page.locator("#disputes summary").click()
    for where in STANDS:
        stand(page, where)
        page.evaluate(ANEW)
        assert page.evaluate("document.activeElement === window.held"), where
    page.locator("#table-toggle").click()
    for where in TABLE:
        stand(page, where)
        page.evaluate(ANEW)
        assert page.evaluate("document.activeElement === window.held"), where


def test_the_row_in_hand_is_that_of_the_same_place_on_another_day(open_page: OpenPage) -> None:
    page = open_page("/?date=2020-06-30")
    page.locator("#disputes summary").click()
    for where in (
        "#overview [data-hold^=largest] >> nth=0",
        "#small-places .tile >> nth=0",
        "#legend .class >> nth=4",
        "#disputes-body ul",
    ):
        held = stand(page, where)
        step(page, -1)
        assert page.evaluate(HELD) == held, where
    page.locator("#table-toggle").click()
    for where in TABLE:
        held = stand(page, where)
        step(page, -1)
        assert page.evaluate(HELD) == held, where


def test_a_class_of_the_legend_stays_in_hand_when_its_colours_change(open_page: OpenPage) -> None:
    page = open_page()
    held = stand(page, "#legend .class >> nth=2")
    page.evaluate("() => { document.documentElement.dataset.theme = 'dark'; window.presence.lists.legend(); }")
    assert page.evaluate(HELD) == held


def test_two_choices_at_once_are_both_taken(open_page: OpenPage) -> None:
    page = open_page("/?date=2018-12-31")
    page.evaluate("document.querySelectorAll('[data-layer]').forEach((button) => button.click())")
    for name in ("sites", "flows"):
        expect(page.locator(f"[data-layer={name}]")).to_have_attribute("aria-pressed", "true")
    assert "layers=sites,flows" in page.url


def test_a_choice_in_the_bar_right_after_another_takes_it_along(open_page: OpenPage) -> None:
    page = open_page("/?date=2018-12-31")
    page.evaluate("() => { document.querySelector('[data-layer=sites]').click(); window.presence.put('sender', ['RUS']); }")
    expect(page.locator("#title")).to_contain_text("Russian")
    expect(page.locator("[data-layer=sites]")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("window.presence.view()") == "sender=RUS&date=2018-12-31&layers=sites&v=1"


@pytest.mark.parametrize("name", ["known-at", "since"])
def test_what_is_being_typed_is_not_written_over(open_page: OpenPage, name: str) -> None:
    page = open_page("/?date=2018-12-31&compare=change")
    field = page.locator(f"#{name}")
    field.press_sequentially("201")
    page.evaluate("window.presence.reading.show()")
    expect(field).to_have_value("201")
    field.press_sequentially("7")
    field.press("Enter")
    page.wait_for_url(f"**{name.replace('-', '_')}=2017**")


def test_enter_before_the_answer_means_the_words_as_typed(open_page: OpenPage) -> None:
    page = open_page("/sources", ready=False)
    held: list[Route] = []
    page.locator("[data-search]").click()
    page.locator("#search-text").fill("Japan")
    expect(page.locator("#search-list li").first).to_contain_text("Japan")
    page.route(re.compile("search.q=Norway"), lambda route: held.append(route))
    with page.expect_request(re.compile("search.q=Norway")):
        page.locator("#search-text").fill("Norway")
    page.locator("#search-text").press("Enter")
    page.wait_for_timeout(300)
    assert page.url.endswith("/sources"), "went where the words before led"
    for route in held:
        route.fallback()
    page.wait_for_url("**/country/NOR")


def test_renaming_a_kept_view_lets_the_cursor_go_on(open_page: OpenPage) -> None:
    page = open_page("/?sender=RUS")
    page.locator("#pages summary").click()
    page.locator("[data-saved]").click()
    page.get_by_role("button", name="Keep this view").click()
    page.locator("dialog#saved li summary").click()
    page.locator("dialog#saved li input").fill("For Monday")
    page.keyboard.press("Tab")
    expect(page.get_by_role("textbox", name="Note on For Monday")).to_be_focused()
    expect(page.locator("dialog#saved ol a")).to_have_text("For Monday")
    page.get_by_role("button", name="Take away For Monday").press("Enter")
    expect(page.get_by_role("button", name="Put it back")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("dialog#saved ol a")).to_be_focused()
    assert kept(page)[0]["name"] == "For Monday"


def kept(page: Page) -> list[Any]:
    """The views that the browser keeps."""
    return list(page.evaluate("JSON.parse(localStorage.getItem('presence-saved'))"))


def test_after_a_group_is_taken_away_the_cursor_is_beside_it(open_page: OpenPage) -> None:
    page = open_page("/?sender=RUS,USA")
    page.locator("#groups summary").click()
    page.locator("#group-name").fill("Both")
    page.get_by_role("button", name="Keep the senders shown").click()
    page.get_by_role("button", name="Delete Both").press("Enter")
    expect(page.locator("#group-name")).to_be_focused()
    expect(page.locator("#group-list li")).to_have_count(0)


def test_after_a_step_is_taken_away_the_cursor_is_in_the_one_beside_it(open_page: OpenPage) -> None:
    page = open_page("/stories/compose", ready=False)
    add = "(title) => window.presenceStory.add({ view: 'sender=RUS', title, caption: '', notes: '', picture: 'map', area: 'world', focus: [] })"
    for title in ("First", "Second"):
        page.evaluate(add, title)
    page.reload()
    page.get_by_role("button", name="Remove step 1").press("Enter")
    expect(page.locator("#c-title-0")).to_be_focused()
    expect(page.locator("#c-title-0")).to_have_value("Second")
    page.get_by_role("button", name="Remove step 1").press("Enter")
    expect(page.locator("#c-summary")).to_be_focused()
