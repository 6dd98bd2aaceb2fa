"""axe-core finds nothing serious on any page in either theme."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from dashboard.domain.comparison import KINDS
from tests.browser.conftest import OpenPage

PAGES = [
    "/",
    "/?sender=RUS&host=VEN&date=2019-06-30",
    "/sources",
    "/definitions",
    "/api",
    "/changes?from=2017-12-01&to=2018-06-01",
]
PAGES += [
    "/?compare=change&date=2021-12-31&since=2018-12-31",
    "/?sender=all&compare=agreement&date=2019-12-31",
    "/country/DEU",
    "/country/SUN",
]
PAGES += ["/pair/RUS/VEN?date=2019-06-30", "/claims?text=few+dozen", "/claims?claim=VEN2019-V2", "/claims?group=measure"]
PAGES += [f"/compare?kind={kind}&sender=CHN&measure=debt_stock&other=projects" for kind in KINDS]
PAGES += ["/stories", "/stories/american-troops", "/stories/venezuela-2019", "/stories/compose", "/verify"]
PLAIN = ("/stories", "/sources", "/definitions", "/api", "/changes", "/country", "/pair", "/claims", "/compare", "/verify")


def grave(page: Page) -> list[str]:
    """What axe finds serious or critical on the page as it stands."""
    return [
        f"{v['id']}: {v['help']}: {[n['html'][:120] for n in v['nodes'][:3]]}"
        for v in Axe().run(page).response["violations"]
        if v["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_serious_is_found(open_page: OpenPage, path: str, theme: str) -> None:
    page = open_page(path, ready=not path.startswith(PLAIN), color_scheme=theme)
    page.wait_for_timeout(600)
    assert grave(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_serious_is_found_in_what_opens(open_page: OpenPage, theme: str) -> None:
    page = open_page("/", color_scheme=theme)
    for button, dialog in (("[data-saved]", "dialog#saved"), ("#tour-start", "#tour")):
        page.locator("#pages summary").click()
        page.locator(button).click()
        expect(page.locator(dialog)).to_be_visible()
        assert grave(page) == [], dialog
        page.keyboard.press("Escape")
        expect(page.locator(dialog)).to_be_hidden()
    page.locator("#about-measure").click()
    expect(page.locator("dialog#measure")).to_be_visible()
    assert grave(page) == []


def test_every_control_is_reached_by_key(open_page: OpenPage) -> None:
    page = open_page("/")
    page.locator(".skip").focus()
    reached: set[str] = set()
    # Twice as many stops as there are: what lies behind them all would be missed by who tabs.
    for _ in range(240):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert {"measure", "sender", "host", "rule", "link", "map", "table-toggle", "play", "track", "day", "speed"} <= reached


@pytest.mark.parametrize("path", [path for path in PAGES if path.startswith(PLAIN)])
def test_no_plain_page_scrolls_sideways_on_a_telephone(open_page: OpenPage, path: str) -> None:
    page = open_page(path, ready=False, viewport="phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1280, 720), (1024, 768), (1920, 1080), (720, 450)])
def test_nothing_of_the_map_page_lies_outside_the_window(open_page: OpenPage, width: int, height: int) -> None:
    page = open_page("/?sender=all&compare=agreement&date=2019-12-31")
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function("(width) => document.documentElement.scrollWidth <= width", arg=width)
    outside = page.evaluate(
        """(width) => [...document.querySelectorAll("#bar *, #panel, #track, #reading *")]
        .filter((one) => one.getBoundingClientRect().right > width + 1 && !one.closest("[hidden], details:not([open]) .menu"))
        .map((one) => one.id || one.className)""",
        width,
    )
    assert outside == []
