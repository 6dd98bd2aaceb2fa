"""The page in detail: words, table, card, theme, empty views, and what is said when the server does not answer."""

from __future__ import annotations

import csv
import io

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage
from tests.browser.guard import Guard

RUSSIA = "/?sender=RUS&date=2019-06-30"
VENEZUELA = "/?sender=RUS&host=VEN&date=2019-06-30"


def exported(page: Page, url: str, query: str) -> list[dict[str, str]]:
    text = page.request.get(f"{url}/api/v1/table.csv{query}").text()
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("path", [RUSSIA, "/?measure=debt_stock&sender=CHN&date=2024-12-31", "/?date=2018-06-30"])
def test_table_and_export_have_the_same_places(open_page: OpenPage, atlas_url: str, path: str) -> None:
    page = open_page(path)
    page.locator("#table-toggle").click()
    shown = page.locator("#table tbody tr").evaluate_all("rows => rows.map((row) => row.dataset.place)")
    assert sorted(shown) == sorted({row["host"] for row in exported(page, atlas_url, path[1:])})


def test_a_busy_server_is_asked_again_and_the_reader_gets_the_map(open_page: OpenPage, atlas_url: str, guard: Guard) -> None:
    guard.expect("503")
    page, refused = open_page("/stories", ready=False), list[str]()

    def busy_twice(route: Route) -> None:
        if len(refused) < 2:
            refused.append(route.request.url)
            route.fulfill(status=503, headers={"Retry-After": "1"}, body="E-BUSY")
        else:
            route.continue_()

    page.route("**/api/v1/frames*", busy_twice)
    page.goto(f"{atlas_url}{RUSSIA}")
    expect(page.locator("#overview table").first).to_contain_text("Ukraine")
    assert len(refused) == 2


@pytest.mark.parametrize("path", ["/", RUSSIA, "/?measure=bases&sender=all"])
def test_the_line_under_the_title_is_that_of_the_exports(open_page: OpenPage, atlas_url: str, path: str) -> None:
    page = open_page(path)
    picture = page.request.get(f"{atlas_url}/api/v1/map.svg{path[1:]}").text()
    for node in ("#title", "#subtitle"):
        assert str(page.locator(node).text_content()).split(" · ")[0] in picture


def test_the_table_is_sorted_by_any_column(open_page: OpenPage) -> None:
    page = open_page(RUSSIA)
    page.locator("#table-toggle").click()
    names = page.locator("#table tbody th")
    figures = names.all_inner_texts()
    page.locator("#table thead button", has_text="Place").click()
    assert names.all_inner_texts() == sorted(figures)
    expect(page.locator("#table thead th").first).to_have_attribute("aria-sort", "ascending")
    page.locator("#table thead button", has_text="Place").click()
    assert names.all_inner_texts() == sorted(figures, reverse=True)
    assert figures != sorted(figures)


def test_the_card_says_the_date_of_the_figure_itself(open_page: OpenPage) -> None:
    page = open_page(RUSSIA)
    day = page.evaluate(
        """() => { const P = window.presence, known = P.cell("SYR", P.state.step), box = document.getElementById("map").getBoundingClientRect();
        P.card.show("SYR", box.left + 300, box.top + 200);
        return P.words.sayDay(P.state.times[P.state.step] - known.stale); }"""
    )
    expect(page.locator("#card")).to_contain_text(f"as of {day}")
    expect(page.locator("#card")).to_contain_text("4,500")


def test_all_senders_can_be_chosen_by_name(open_page: OpenPage) -> None:
    page = open_page(RUSSIA)
    page.locator("#sender").click()
    page.get_by_role("option", name="All senders").click()
    expect(page.locator("#title")).to_contain_text("Foreign troops by host")
    assert "sender=all" in page.evaluate("location.search")


def test_an_empty_view_leads_to_the_nearest_figures(open_page: OpenPage) -> None:
    page = open_page("/?sender=RUS&date=1975-06-30")
    way = page.locator("#overview .lead button")
    expect(way).to_contain_text("Go to the nearest figures")
    way.click()
    expect(page.locator("#overview .list").first).to_be_visible()


def test_an_event_takes_the_clock_to_its_day(open_page: OpenPage) -> None:
    page = open_page(VENEZUELA)
    page.locator("#events button", has_text="28 March 2020").click()
    expect(page.locator("#title")).to_contain_text("March 2020")


def test_the_figures_are_fetched_once(open_page: OpenPage) -> None:
    page = open_page()
    names = page.evaluate("performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname)")
    assert [name for name in names if name.startswith("/api/")] == ["/api/v1/atlas", "/api/v1/frames"]
    assert not [name for name in names if name.endswith("package_data/plotly.min.js")]


def test_the_theme_is_there_before_anything_is_drawn(open_page: OpenPage) -> None:
    page = open_page(color_scheme="dark", ready=False)
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("document.querySelector('head script[src*=theme]') !== null")


def test_escape_closes_the_downloads(open_page: OpenPage) -> None:
    page = open_page(RUSSIA)
    page.locator("#downloads summary").click()
    expect(page.locator("#get-csv")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#get-csv")).not_to_be_visible()


def test_silence_of_the_server_is_told_and_mended(open_page: OpenPage, guard: Guard) -> None:
    guard.expect("Failed to load resource|net::ERR")
    page = open_page(RUSSIA)
    dead = [True]

    def answer(route: Route) -> None:
        if dead[0]:
            route.abort()
        else:
            route.fallback()

    page.route("**/api/v1/frames*", answer)
    page.evaluate("window.presence.put('measure', 'bases')")
    expect(page.locator("#notices")).to_contain_text("could not be fetched")
    dead[0] = False
    page.locator("#notices button").click()
    expect(page.locator("#title")).to_contain_text("bases")
    expect(page.locator("#notices")).to_be_empty()


# Venezuela's events carry a long address, China's debt long numbers, all senders long names.
@pytest.mark.parametrize(
    "path",
    [
        "/?sender=RUS&host=VEN&date=2019-06-30",
        "/?measure=debt_stock&sender=CHN",
        "/?sender=all&host=DEU",
        "/sources",
        "/definitions",
        "/changes?from=2020&to=2024",
    ],
)
def test_nothing_scrolls_sideways_on_a_telephone(open_page: OpenPage, path: str) -> None:
    page = open_page(path, viewport="phone", ready=path.startswith("/?"))
    if "host=" in path:
        expect(page.locator("#panel-rest .claims")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_nothing_scrolls_sideways_at_twice_the_size(open_page: OpenPage) -> None:
    page = open_page(RUSSIA)
    # 200 per cent of a window of 1440 pixels leaves the page 720.
    page.set_viewport_size({"width": 720, "height": 450})
    page.wait_for_function("() => document.documentElement.scrollWidth <= 720")


def test_what_the_panel_waits_for_is_told_and_what_stands_there_is_busy(open_page: OpenPage) -> None:
    page = open_page(VENEZUELA)
    told = page.locator("#panel-told")
    expect(told).to_have_attribute("role", "status")
    expect(page.locator("#panel-rest .claims")).to_be_visible()
    expect(told).to_have_text("")
    # The answers are held back until the waiting was seen.
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/_dash-update-component", hold)
    page.evaluate("window.presence.select('SYR')")
    # All of it at one moment.
    page.wait_for_function(
        "() => document.querySelector('#panel-told').textContent === 'Loading Syria …'"
        " && document.querySelector('#panel-body').getAttribute('aria-busy') === 'true'"
        " && document.querySelector('#panel-body h2').textContent.trim() === 'Russia in Venezuela'"
    )
    page.unroute("**/_dash-update-component", hold)
    for route in held:
        route.continue_()
    expect(page.locator("#panel-body h2")).to_have_text("Russia in Syria")
    expect(told).to_have_text("")
    for part in ("#panel-body", "#panel-rest"):
        expect(page.locator(part)).to_have_attribute("aria-busy", "false")


def test_a_panel_of_money_begins_with_money(open_page: OpenPage) -> None:
    page = open_page("/?measure=aid&sender=USA&host=AFG")
    expect(page.locator("#panel h3").first).to_contain_text("Aid · bn USD")
    expect(page.locator("#panel-rest h3").first).to_contain_text("What each source said · USD")


def test_the_whole_menu_of_downloads_is_seen_and_closes_by_key(open_page: OpenPage) -> None:
    page = open_page(VENEZUELA)
    summary, menu = page.locator("#downloads summary"), page.locator("#downloads .menu")
    summary.focus()
    page.keyboard.press("Enter")
    box = menu.bounding_box()
    assert box
    assert box["y"] + box["height"] < 720
    assert menu.evaluate("node => node.scrollHeight <= node.clientHeight")
    page.keyboard.press("Tab")
    assert menu.evaluate("node => node.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(summary).to_be_focused()


def test_no_choice_above_the_map_is_cut_or_left_alone_in_a_row(open_page: OpenPage) -> None:
    page = open_page("/?measure=aid&sender=USA&host=AFG&per=prices-2015&series=index")
    rows = page.evaluate(
        """() => ["reading", "tools"].map((id) => new Set([...document.getElementById(id).children]
        .filter((one) => one.offsetParent).map((one) => Math.round((one.offsetTop + one.offsetHeight / 2) / 8))).size)"""
    )
    assert rows == [1, 1]
    # A copy of the chosen words, free to be as wide as they are, is no wider than what shows them.
    cut = page.evaluate(
        """() => [...document.querySelectorAll("#reading select, #tools select")].filter((one) => {
          const free = document.createElement("select");
          free.style.cssText = "max-width:none;position:absolute;font:" + getComputedStyle(one).font;
          free.append(new Option(one.selectedOptions[0].text));
          document.body.append(free);
          const wide = free.offsetWidth;
          free.remove();
          return one.offsetParent && wide > one.offsetWidth;
        }).map((one) => one.id)"""
    )
    assert cut == []


def test_a_figure_for_several_places_says_that_it_may_hold_what_one_of_them_has(open_page: OpenPage) -> None:
    told = "They may hold people or money that a place above has too."
    expect(open_page("/?sender=FRA&date=2025-06-30").get_by_text(told)).to_be_visible()
