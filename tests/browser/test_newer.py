"""A page that was opened on an older ledger says so when newer data are in service, and goes on when its reader wants it to."""

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
