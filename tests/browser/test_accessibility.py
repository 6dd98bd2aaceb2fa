"""axe-core finds nothing serious on any page in either theme."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import OpenPage

PAGES = ["/", "/?sender=RUS&host=VEN&date=2019-06-30", "/sources", "/definitions", "/changes?from=2017-12-01&to=2018-06-01"]
PLAIN = ("/sources", "/definitions", "/changes")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_serious_is_found(open_page: OpenPage, path: str, theme: str) -> None:
    page = open_page(path, ready=not path.startswith(PLAIN), color_scheme=theme)
    page.wait_for_timeout(600)
    found = Axe().run(page).response["violations"]
    grave = [
        f"{v['id']}: {v['help']}: {[n['html'][:120] for n in v['nodes'][:3]]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]
    assert grave == []


def test_every_control_is_reached_by_key(open_page: OpenPage) -> None:
    page = open_page("/")
    page.locator(".skip").focus()
    reached: set[str] = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert {
        "measure",
        "sender",
        "host",
        "rule",
        "link",
        "theme",
        "map",
        "table-toggle",
        "play",
        "track",
        "day",
        "speed",
    } <= reached
