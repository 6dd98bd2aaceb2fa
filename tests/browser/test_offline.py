"""The offline page in a browser that has no network: it draws, answers keys, sorts, and asks for nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from dashboard.atlas import open_atlas

# The keys of the cells in one column, and the column of a heading's button.
COLUMN = "(cells, place) => cells.filter((cell) => cell.cellIndex === place).map((cell) => cell.dataset.key)"
PLACE = "button => button.closest('th').cellIndex"
QUERY = "sender=RUS&host=VEN&date=2019-06-30"


@pytest.fixture(scope="module", params=["light", "dark", "print"])
def file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("offline") / "russia.html"
    target.write_bytes(open_atlas().export(QUERY, "html", theme=request.param, marking="DRAFT"))
    return target


def opened(browser: Browser, file: Path, width: int = 1440) -> tuple[Page, list[str]]:
    page = browser.new_context(offline=True, viewport={"width": width, "height": 900}).new_page()
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    page.on("console", lambda message: seen.append(message.text))
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.goto(file.as_uri())
    return page, seen


def test_it_opens_without_a_network_and_asks_for_nothing(browser: Browser, file: Path) -> None:
    page, seen = opened(browser, file)
    assert page.locator("h1").inner_text() == "Russian troops abroad, June 2019"
    assert page.evaluate("document.querySelector('figure img').naturalWidth") > 0
    assert seen == [file.as_uri()], "the file itself, no image but those inside, no error"


def test_keys_walk_the_places_and_heads_sort(browser: Browser, file: Path) -> None:
    page, _ = opened(browser, file)
    page.focus("#map")
    page.keyboard.press("ArrowRight")
    assert page.inner_text("#here") == "Ukraine: 28,000 (25,000–31,000)"
    page.keyboard.press("End")
    assert page.inner_text("#here") == "Venezuela: 100 (99–100)"
    figure = page.get_by_role("button", name="Figure")
    figure.click()
    first = page.locator("tr[data-host]").first
    assert first.get_attribute("data-host") == "VEN"
    figure.click()
    assert first.get_attribute("data-host") == "UKR"
    assert page.locator("th", has=figure).get_attribute("aria-sort") == "descending"


@pytest.mark.parametrize("width", [390, 1920])
def test_nothing_leaves_the_window_and_readers_can_read_it(browser: Browser, file: Path, width: int) -> None:
    page, _ = opened(browser, file, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # The page's own policy lets no other script in, so the rules look at a copy that has none.
    html = page.content()
    copy = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    copy.set_content(html.replace("Content-Security-Policy", "x-none"))
    violations = Axe().run(copy).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in violations] == []


@pytest.mark.parametrize(
    ("query", "head"),
    [
        ("kind=matrix&measure=troops&sender=all&date=2019-06-30", "Level"),
        ("kind=ranking&measure=debt_stock&sender=CHN&date=2024-12-31&since=2019-12-31", "Level"),
        ("kind=pair&sender=RUS&host=VEN", "Best"),
    ],
    ids=["matrix", "ranking", "pair"],
)
def test_a_page_without_a_map_sorts_and_raises_nothing(browser: Browser, tmp_path: Path, query: str, head: str) -> None:
    target = tmp_path / "compared.html"
    target.write_bytes(open_atlas().export(query, "html"))
    page, seen = opened(browser, target, 390)
    assert page.evaluate("document.querySelector('figure img').naturalWidth") > 0
    button = page.get_by_role("button", name=head, exact=True)
    place = button.evaluate(PLACE)
    button.click()
    rising = [float(key) for key in page.locator("td[data-key]").evaluate_all(COLUMN, place)]
    assert rising == sorted(rising)
    assert len(set(rising)) > 3
    assert seen == [target.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    # The picture has the title, too small for a telephone.
    title = page.locator("h1")
    assert title.bounding_box()["width"] > 200  # type: ignore[index]
    page.set_viewport_size({"width": 1440, "height": 900})
    assert title.bounding_box()["width"] == 1  # type: ignore[index]
