"""How soon every control of the map page reacts to a hand: ``python -m tests.benchmarks.controls``.

Measured in a real browser, from the event of the hand to the first frame in which something that can be seen has changed: a pressed
state, a mark that figures are fetched, a menu, a new map. The budget is 100 ms on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.benchmarks.report import Row, table
from tests.browser.chromium import ARGUMENTS, MISSING, find_chromium
from tests.browser.server import running_server

BUDGET_MS = 100.0
SCRIPT = (Path(__file__).parent / "controls.js").read_text(encoding="utf-8")
START = "/?sender=RUS&date=2019-06-30"
PAIR = "/?sender=RUS&host=SYR&date=2019-06-30"
CHANGE = "/?date=2021-12-31&since=2018-12-31&compare=change"
Act = Callable[[Page], object]


def click(selector: str, place: int = 0) -> Act:
    """A press of the mouse on what the selector finds."""
    return lambda page: page.locator(selector).nth(place).click()


def press(selector: str, key: str) -> Act:
    """A key while the element has the focus."""
    return lambda page: page.locator(selector).first.press(key)


def pick(selector: str, value: str) -> Act:
    """Another line of a list of the browser's own."""
    return lambda page: page.locator(selector).select_option(value)


def write(selector: str, text: str) -> tuple[Act, Act]:
    """A text in a field (before), then the Enter key, which is measured."""
    return (lambda page: page.locator(selector).fill(text)), press(selector, "Enter")


def option(control: str, name: str) -> tuple[Act, Act]:
    """An opened list of the bar (before), then one of its lines, which is measured."""
    return click(control), lambda page: page.get_by_role("option", name=name, exact=True).first.click()


def on_map(page: Page) -> None:
    """A press on the middle of Mongolia."""
    x, y = page.evaluate(
        """() => { const P = window.presence, box = P.map.paths[P.state.atlas.index.get("MNG")].getBoundingClientRect();
        return [box.left + box.width / 2, box.top + box.height / 2]; }"""
    )
    page.mouse.move(x - 2, y)
    page.mouse.click(x, y)


def in_menu(selector: str, menu: str) -> tuple[Act, Act]:
    """An opened menu (before), then one of its lines, which is measured."""
    return click(f"{menu} > summary"), click(selector)


def nothing(_page: Page) -> None:
    """No preparation."""


# Name, address, what is done before, what is measured.
CONTROLS: list[tuple[str, str, Act, Act]] = [
    ("Measure: its list opens", START, nothing, click("#measure")),
    ("Measure: another is chosen", START, *option("#measure", "Bases and sites")),
    ("Sender: its list opens", START, nothing, click("#sender")),
    ("Sender: another is added", START, *option("#sender", "China")),
    ("Host: one is chosen", START, *option("#host", "Syria")),
    ("Rule: another is chosen", START, *option("#rule", "Highest figure")),
    ("Change", START, nothing, click("[data-reading=change]")),
    ("Agreement", START, nothing, click("[data-reading=agreement]")),
    ("Earlier date", CHANGE, *write("#since", "2017-12-31")),
    ("Figures: per inhabitant", START, nothing, pick("#per", "inhabitants")),
    ("Classes: quantiles", START, nothing, pick("#classes", "quantile")),
    ("As known on", START, *write("#known-at", "2018-06-01")),
    ("Borders", START, nothing, lambda page: page.locator("#viewpoint").select_option(index=1)),
    ("Region", START, nothing, lambda page: page.locator("#region").select_option(index=1)),
    ("Zoom in", START, nothing, click("#tools .segments button")),
    ("Sites", START, nothing, click("[data-layer=sites]")),
    ("Flows", START, nothing, click("[data-layer=flows]")),
    ("Own groups", START, nothing, click("#groups summary")),
    ("A class of the legend", START, nothing, click("#legend .class", 3)),
    ("Values and bounds", START, nothing, click("#values summary")),
    ("A small place", "/", nothing, click("#small-places .tile")),
    ("Show as table", START, nothing, click("#table-toggle")),
    ("What is counted", START, nothing, click("#about-measure")),
    ("Link", START, nothing, click("#link")),
    ("Download", START, nothing, click("#downloads > summary")),
    ("Present", START, nothing, click("#present > summary")),
    ("Search", START, nothing, click("[data-search]")),
    ("Search: by key", START, nothing, lambda page: page.keyboard.press("/")),
    ("More", START, nothing, click("#pages > summary")),
    ("Dark theme", START, *in_menu("#theme", "#pages")),
    ("Saved views", START, *in_menu("[data-saved]", "#pages")),
    ("Play", START, nothing, click("#play")),
    ("Clock: a press on the track", START, nothing, lambda page: page.locator("#track").click(position={"x": 60, "y": 20})),
    ("Clock: an arrow key", START, nothing, press("#track", "ArrowLeft")),
    ("Clock: a typed date", START, *write("#day", "2016")),
    ("Speed", START, nothing, pick("#speed-holder select", "fast")),
    ("Map: a press on a place", START, nothing, on_map),
    ("Map: an arrow key", START, nothing, press("#map", "ArrowRight")),
    ("Map: Enter on a place", START, press("#map", "ArrowRight"), lambda page: page.keyboard.press("Enter")),
    ("Overview: a place of the list", START, nothing, click("#overview tr button")),
    ("Panel: log axis", PAIR, nothing, click("[data-series=log]")),
    ("Panel: points as a table", PAIR, nothing, click("#panel details summary")),
    ("Earlier date on the clock, by key", CHANGE, nothing, press("#since-head", "ArrowLeft")),
]
IDLE = """() => window.presence && window.presence.ready && !document.querySelector('#atlas[aria-busy]')
  && !document.querySelector('#panel [aria-busy=true]') && !document.querySelector('#panel-told:not(:empty)')"""


def measure_control(browser: Browser, url: str, path: str, before: Act, act: Act) -> float | None:
    """Milliseconds from the hand to the first changed frame, in a page of its own; None where nothing changed or could be used."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        page = context.new_page()
        page.add_init_script(SCRIPT)
        page.set_default_timeout(15_000)
        page.goto(url + path)
        page.wait_for_function(IDLE)
        page.wait_for_timeout(300)
        before(page)
        page.wait_for_timeout(400)
        page.evaluate("window.presenceArm()")
        act(page)
        taken = page.evaluate("window.presenceControl")
        return None if taken is None else float(taken)
    except Error as problem:
        print(f"{path}: {str(problem).splitlines()[0]}")
        return None
    finally:
        context.close()


def rows_of(browser: Browser, url: str, turns: int, names: Sequence[str]) -> Iterator[Row]:
    """One line a control, when it is measured: the median of several turns. Without ``names`` every control."""
    for name, path, before, act in CONTROLS:
        if names and not any(one.lower() in name.lower() for one in names):
            continue
        taken = [measure_control(browser, url, path, before, act) for _ in range(turns)]
        known = [one for one in taken if one is not None]
        told = f"of {turns}: {', '.join('-' if one is None else f'{one:.0f}' for one in taken)}"
        yield Row(name, median(known) if known else None, "ms", BUDGET_MS, told)


@contextmanager
def _served() -> Iterator[str]:
    with running_server() as server:
        yield server.url


def main() -> int:
    """Measure every control and print the table; always 0, for a busy machine is slower than the program."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.controls", description=__doc__)
    parser.add_argument("--url", help="address of a running server; without it one is started")
    parser.add_argument("--turns", type=int, default=3, help="how often each control is used")
    parser.add_argument("names", nargs="*", help="only controls with one of these in their name")
    chosen = parser.parse_args()
    path = find_chromium()
    if path is None:
        print(MISSING)
        return 0
    serving: AbstractContextManager[str] = nullcontext(chosen.url) if chosen.url else _served()
    with serving as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        print(f"{os.cpu_count()} cores; load before the start {os.getloadavg()[0]:.1f}")
        measured = []
        for row in rows_of(browser, url, chosen.turns, chosen.names):
            print(f"{row.name}: {'not measured' if row.reached is None else f'{row.reached:.0f} ms'} ({row.note})", flush=True)
            measured.append(row)
        print(table(measured))
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
