"""What was opened on an older ledger says so when newer data are in service: a page goes on when its reader wants to, a talk never."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, wait_until_painted
from tests.browser.server import Server, running_server
from tests.serving.running import ready, wait_for
from tests.serving.stores import publish_next, small_data

# The speaker's window asks every thirty seconds.
PATIENCE_MS = 60_000


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_data(tmp_path_factory.mktemp("newer") / "data")


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[Server]:
    with running_server({"PRESENCE_DATA": str(data)}) as running:
        yield running


@pytest.fixture(scope="module")
def atlas_url(server: Server) -> str:
    """A server of its own, in the place of the shared one, since what it serves is changed."""
    return server.url


def test_newer_data_are_told_and_taken_when_the_reader_wants_them(open_page: OpenPage, server: Server, data: Path) -> None:
    page = open_page("/?sender=RUS&date=2019-06-30")
    old = str(ready(server)["generation"])
    notice = page.locator("#newer")
    expect(notice).to_have_count(0)
    newer = publish_next(data, 1)
    wait_for(lambda: ready(server)["generation"] == newer)
    # Nothing is asked behind the reader's back: it is told with the next figures that are fetched.
    expect(notice).to_have_count(0)
    page.get_by_label("Rule").first.click()
    page.get_by_role("option", name="Highest figure").click()
    expect(notice).to_contain_text(f"Newer data are in service (ledger {newer}); this page was opened on ledger {old}.")
    assert notice.evaluate("(node) => Boolean(node.closest('[role=status], [aria-live]'))")
    notice.get_by_role("button", name="Load the page anew").click()
    wait_until_painted(page)
    expect(page.locator("#newer")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"rule=highest"))


def test_a_talk_stays_with_its_data_and_the_speaker_alone_hears_of_newer(open_page: OpenPage, server: Server, data: Path) -> None:
    page = open_page("/talk?sender=RUS&host=VEN&date=2019-06-30", ready=False)
    page.wait_for_function("() => window.presenceTalk && window.presenceTalk.data && !document.getElementById('go').disabled")
    page.locator("#go").click()
    old = str(ready(server)["generation"])
    with page.expect_popup() as opened:
        page.keyboard.press("n")
    notes = opened.value
    expect(notes.locator("#n-state")).to_contain_text(old)
    expect(notes.locator("#n-newer")).to_be_hidden()
    before = page.evaluate("JSON.stringify(window.presenceTalk.data)")
    shown = page.locator("#talk").inner_text()
    newer = publish_next(data, 2)
    wait_for(lambda: ready(server)["generation"] == newer)
    words = f"Newer data are in service (ledger {newer}). The talk stays with {old} until it is started anew."
    expect(notes.locator("#n-newer")).to_have_text(words, timeout=PATIENCE_MS)
    assert notes.locator("#n-newer").get_attribute("role") == "status"
    assert newer not in page.locator("body").inner_text()
    for key in ("ArrowRight", "ArrowRight", "Home"):
        page.keyboard.press(key)
    assert page.evaluate("JSON.stringify(window.presenceTalk.data)") == before
    assert page.evaluate("window.presenceTalk.data.generation") == old
    assert page.locator("#talk").inner_text() == shown
    page.reload()
    page.wait_for_function("() => window.presenceTalk && window.presenceTalk.data")
    assert page.evaluate("window.presenceTalk.data.generation") == newer
