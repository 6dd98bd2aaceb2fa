"""Steps of the clock and of a talk leave nothing behind in the page; `tests.soak.browser` does the same for thousands of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.browser.conftest import OpenPage
from tests.soak.browser import HEAP, LISTENERS, MAP, NODES, TALK, Stay, stay

STEPS = 100
KEPT = {HEAP: 30e6, NODES: 5_000.0, LISTENERS: 1_000.0}


@pytest.mark.parametrize(("name", "path"), [("map", MAP), ("talk", TALK)])
def test_a_hundred_steps_leave_nothing_behind(open_page: OpenPage, name: str, path: str) -> None:
    page = open_page("/sources", ready=False)
    found = stay(page, name, page.url.removesuffix("/sources") + path, STEPS)
    assert found.holds, found


def test_a_clock_that_comes_to_rest_again_and_again_lists_its_events_once(open_page: OpenPage) -> None:
    """Counted at each rest, which the address tells: however fast the machine is, nothing has to grow large to be seen."""
    page = open_page(MAP)
    page.locator("#track").focus()
    listed = []
    for key in ("ArrowLeft", "ArrowRight") * 3:
        before = page.url
        page.keyboard.press(key)
        page.wait_for_function("(before) => location.href !== before", arg=before)
        listed.append([page.locator(those).count() for those in ("#events > *", "#track .event")])
    assert 0 < listed[0][0] <= 3
    assert listed == listed[:1] * len(listed)


@pytest.mark.parametrize(("name", "more"), [(HEAP, 21e6), (NODES, 201.0), (LISTENERS, 21.0)])
def test_a_page_that_keeps_things_would_be_found(name: str, more: float) -> None:
    still = Stay("map", STEPS, 1.0, KEPT, dict(KEPT), ())
    assert still.holds
    assert not replace(still, after={**KEPT, name: KEPT[name] + more}).holds
    assert not replace(still, errors=("x is not defined",)).holds
