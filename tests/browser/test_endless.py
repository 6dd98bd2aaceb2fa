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


@pytest.mark.parametrize(("name", "more"), [(HEAP, 21e6), (NODES, 201.0), (LISTENERS, 21.0)])
def test_a_page_that_keeps_things_would_be_found(name: str, more: float) -> None:
    still = Stay("map", STEPS, 1.0, KEPT, dict(KEPT), ())
    assert still.holds
    assert not replace(still, after={**KEPT, name: KEPT[name] + more}).holds
    assert not replace(still, errors=("x is not defined",)).holds
