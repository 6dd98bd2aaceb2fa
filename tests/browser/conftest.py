"""A server, a browser, and pages that fail their test when anything goes wrong in them unseen.

Every test below this folder that asks for ``page`` or ``open_page`` fails on an error in the console, an
uncaught error, a refusal by the security policy, a status of 400 or more, and a request to any host but the
server. A test that means to cause one says so: ``guard.expect(r"status 404")``.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from tests.browser.chromium import ARGUMENTS, MISSING, find_chromium
from tests.browser.guard import Guard
from tests.browser.server import running_server

VIEWPORTS: dict[str, ViewportSize] = {
    "desk": {"width": 1440, "height": 900},
    "phone": {"width": 390, "height": 844},
    "wall": {"width": 1920, "height": 1080},
}
# Two cores are shared with the server and with other tests.
PATIENCE_MS = 20_000
# The same patience for what is expected of a page: a first answer of a cold server on a busy machine takes more than five seconds.
expect.set_options(timeout=PATIENCE_MS)
HERE = Path(__file__).parent


class OpenPage(Protocol):
    """What the fixture ``open_page`` gives."""

    def __call__(self, path: str = "/", *, viewport: str = "desk", ready: bool = True, **context: Any) -> Page:
        """Open ``path`` in a context of its own.

        Args:
            path: path and query on the server.
            viewport: a key of VIEWPORTS.
            ready: wait until the map is painted.
            context: further options of the browser's context, such as ``color_scheme="dark"``.
        """
        ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser, so that ``-m "not browser"`` leaves it out."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail the test itself, and not only its clean-up, for what its pages did."""
    result = yield
    guard = getattr(item, "funcargs", {}).get("guard")
    if guard and guard.unexpected():
        pytest.fail("the page did what no test expected:\n" + "\n".join(guard.unexpected()), pytrace=False)
    return result


@pytest.fixture(scope="session")
def atlas_url() -> Iterator[str]:
    """The address of a running dashboard on the shipped data, without a final slash."""
    with running_server() as server:
        yield server.url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium of this machine; skips where there is none."""
    path = find_chromium()
    if path is None:
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture
def guard(atlas_url: str) -> Guard:
    """What the pages of this test did wrong so far, and what the test expects of it."""
    return Guard(atlas_url)


@pytest.fixture
def open_page(browser: Browser, atlas_url: str, guard: Guard) -> Iterator[OpenPage]:
    """Opens pages, each watched and without anything kept from another."""
    contexts: list[BrowserContext] = []

    def open_one(path: str = "/", *, viewport: str = "desk", ready: bool = True, **context: Any) -> Page:
        made = browser.new_context(viewport=VIEWPORTS[viewport], **context)
        contexts.append(made)
        made.set_default_timeout(PATIENCE_MS)
        guard.watch(made)
        page = made.new_page()
        page.goto(f"{atlas_url}{path}")
        if ready:
            wait_until_painted(page)
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """The first page at 1440 x 900, with the map painted."""
    return open_page()


@pytest.fixture(params=VIEWPORTS)
def viewport(request: pytest.FixtureRequest) -> str:
    """Each of the sizes in turn."""
    return str(request.param)


def at_rest(page: Page) -> None:
    """Wait until the page has done what it does by itself after a choice: the clock has come to rest, the figure is up to date.

    The page's own timers were set before these and are shorter, so they have ended however slow the machine is.
    """
    page.evaluate("() => new Promise((done) => setTimeout(() => requestAnimationFrame(() => setTimeout(done, 100)), 200))")


def wait_until_painted(page: Page) -> None:
    """Wait for the first paint of the map."""
    page.wait_for_function("() => window.presence && window.presence.ready === true")
