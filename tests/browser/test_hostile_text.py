"""Every text of a ledger is an attack, and every page shows it as text: no script, no link out, no style of its own."""

from __future__ import annotations

import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.guard import Guard
from tests.browser.server import running_server
from tests.security.hostile import PAYLOADS, hostile_data

PAGES = (
    "/?sender=USA&date=2018-06-30",
    "/?sender=USA&host=DEU&date=2018-06-30",
    "/?sender=USA&host=DEU&date=2018-06-30&compare=agreement",
    "/?sender=all&date=2018-06-30&compare=change&since=2010-06-30",
    "/sources", "/definitions", "/changes", "/country/DEU", "/country/USA", "/pair/USA/DEU", "/claims", "/claims?host=DEU", "/compare",
    "/compare?kind=matrix", "/compare?kind=sources", "/add", "/country/%3Cimg%20src=x%20onerror=window.__xss=8%3E",
    "/claims?text=%3Cscript%3Ewindow.__xss=9%3C/script%3E", "/?measure=%3Cimg%20src=x%20onerror=window.__xss=10%3E",
)  # fmt: skip
# What of the payloads would stand in the page if any was taken for markup.
SVG = "{http://www.w3.org/2000/svg}"
# Everything that our pictures are drawn of.
DRAWING = {"svg", "title", "metadata", "defs", "pattern", "g", "path", "rect", "circle", "text", "tspan"}
FOREIGN = """() => [
  window.__xss && `script ${window.__xss}`,
  ...[...document.querySelectorAll('img[src="x"], iframe, [onerror], [onload], object, embed, base')].map((node) => node.outerHTML.slice(0, 80)),
  ...[...document.querySelectorAll('a')].map((node) => node.getAttribute('href') || node.getAttribute('xlink:href') || '')
    .filter((link) => /^\\s*javascript:|^https?:\\/\\/evil/i.test(link)),
  ...[...document.querySelectorAll('[style]')].filter((node) => node.style.fontSize === '60px').map((node) => node.outerHTML.slice(0, 80)),
].filter(Boolean)"""


@pytest.fixture(scope="module")
def atlas_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on the hostile ledger, in the place of the shipped one."""
    root = tmp_path_factory.mktemp("hostile")
    with running_server({"PRESENCE_DATA": str(hostile_data(Path(root)))}) as server:
        yield server.url
    shutil.rmtree(root)


def settled(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(200)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_takes_a_text_for_markup(open_page: OpenPage, guard: Guard, path: str) -> None:
    if path.startswith("/country/%3C"):
        guard.expect("404")
    page = open_page(path, ready=path.startswith("/?"))
    settled(page)
    assert page.evaluate(FOREIGN) == []


def test_text_in_cards_charts_and_searches_stays_text(open_page: OpenPage) -> None:
    page = open_page("/?sender=USA&host=DEU&date=2018-06-30")
    settled(page)
    page.evaluate("""() => { const box = document.getElementById("map").getBoundingClientRect();
        window.presence.card.show("DEU", box.left + 300, box.top + 200); }""")
    page.locator("#table-toggle").click()
    page.wait_for_timeout(200)
    shown = page.locator("body").inner_text()
    # The attack is seen as it was written: nothing was taken out, nothing was run.
    assert PAYLOADS[0] in shown
    assert page.evaluate(FOREIGN) == []
    for word in ("onerror", "script", "evil"):
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        page.keyboard.type(word)
        page.wait_for_timeout(400)
        assert page.evaluate(FOREIGN) == []


@pytest.mark.parametrize("form", ["svg", "series.svg"])
def test_no_picture_takes_a_text_for_markup(open_page: OpenPage, atlas_url: str, form: str) -> None:
    page = open_page("/sources", ready=False)
    page.goto(f"{atlas_url}/api/v1/small-series.svg?sender=USA&host=DEU")
    assert page.evaluate(FOREIGN) == []
    picture = page.request.get(f"{atlas_url}/api/v1/export?format={form}&sender=USA&host=DEU&date=2018-06-30").text()
    assert "onload=window" in picture
    drawn = [element for element in ET.fromstring(picture).iter() if element.tag.startswith(SVG)]  # noqa: S314 - our own picture
    assert {element.tag.removeprefix(SVG) for element in drawn} <= DRAWING
    assert [name for element in drawn for name in element.attrib if name.startswith("on") or "href" in name] == []
