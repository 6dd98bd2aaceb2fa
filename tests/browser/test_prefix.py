"""Behind a proxy under a path, whether it strips the prefix or not: every page works and no request leaves the prefix."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE_MS, wait_until_painted
from tests.browser.guard import Guard
from tests.browser.proxy import Proxy, proxy
from tests.browser.server import Server, running_server

PREFIX = "/atlas"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server({"PRESENCE_PREFIX": PREFIX}) as running:
        yield running


@pytest.fixture(params=[True, False], ids=["stripped", "kept"])
def offered(request: pytest.FixtureRequest, server: Server) -> Iterator[Proxy]:
    with proxy(server.port, PREFIX, strip=request.param) as running:
        yield running


@pytest.fixture
def tab(browser: Browser, offered: Proxy) -> Iterator[Page]:
    """A page whose every fault, and every request beside the prefix, fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    watch = Guard(offered.url)
    watch.watch(context)
    yield context.new_page()
    context.close()
    assert offered.strayed == []
    assert list(watch.unexpected()) == []


def test_the_map_its_panel_and_its_address_stay_under_the_prefix(tab: Page, offered: Proxy) -> None:
    tab.goto(f"{offered.url}{PREFIX}/?sender=RUS&host=VEN&date=2019-06-30")
    wait_until_painted(tab)
    expect(tab.locator("#panel-body")).to_contain_text("Russia in Venezuela", timeout=PATIENCE_MS)
    expect(tab.locator("#panel-rest")).to_contain_text("just a few dozen", timeout=PATIENCE_MS)
    tab.locator("#table-toggle").click()
    expect(tab.locator("#table tbody tr").first).to_be_visible()
    tab.evaluate("() => window.presence.put('sender', ['CHN'])")
    tab.wait_for_url("**sender=CHN**")
    assert tab.url.startswith(f"{offered.url}{PREFIX}/?")
    link = str(tab.locator("#get-csv, #get-table").first.get_attribute("href"))
    assert tab.request.get(offered.url + link).status == 200


def test_a_reader_goes_from_page_to_page_under_the_prefix(tab: Page, offered: Proxy) -> None:
    tab.goto(f"{offered.url}{PREFIX}/sources")
    for name in ("Compare", "Claims", "Definitions", "Changes"):
        tab.get_by_role("navigation", name="Pages").get_by_role("link", name=name, exact=True).click()
        assert tab.url.startswith(f"{offered.url}{PREFIX}/")
    tab.wait_for_load_state()
    tab.get_by_role("button", name="Search").click()
    tab.locator("#search-text").fill("Venezuela")
    expect(tab.locator("#search-list a").first).to_be_visible()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**{PREFIX}/country/VEN")
    expect(tab.locator("h1")).to_contain_text("Venezuela")
