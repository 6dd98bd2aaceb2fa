"""Steps of the clock without end in a real browser: ``python -m tests.soak.browser --steps 2000`` tells heap, nodes and listeners.

Half of the steps are on the map, half in a story that is presented. Ends with 1 where the page kept more than it may.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import ARGUMENTS, MISSING, find_chromium
from tests.browser.conftest import wait_until_painted
from tests.browser.server import running_server

RESULT = Path(__file__).with_name("BROWSER.md")
MAP = "/?sender=RUS&host=VEN&date=2019-06-30"
TALK = "/stories/american-troops/talk"
CAN_BEGIN = "() => window.presenceTalk && window.presenceTalk.data && !document.getElementById('go').disabled"
HEAP, NODES, LISTENERS = "JSHeapUsedSize", "Nodes", "JSEventListeners"
MAX_GROWTH = {HEAP: 20_000_000.0, NODES: 200.0, LISTENERS: 20.0}
WARM_STEPS = 40
TURN = 20


@dataclass(frozen=True, slots=True)
class Stay:
    """One page: how many steps in how many seconds, what it kept before and after, and its errors."""

    name: str
    steps: int
    seconds: float
    before: dict[str, float]
    after: dict[str, float]
    errors: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing grew by more than it may and the page told no error."""
        return not self.errors and all(self.after[name] - self.before[name] <= most for name, most in MAX_GROWTH.items())


def stay(page: Page, name: str, path: str, steps: int) -> Stay:
    """Step ``steps`` times back and forth on a page that is open already at the server's address."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(path)
    if name == "map":
        wait_until_painted(page)
        page.locator("#track").focus()
    else:
        page.wait_for_function(CAN_BEGIN)
        page.locator("#go").click()
    measure = _measuring(page)
    _step(page, WARM_STEPS)
    before, begun = measure(), time.monotonic()
    _step(page, steps)
    return Stay(name, steps, time.monotonic() - begun, before, measure(), tuple(errors))


def _step(page: Page, steps: int) -> None:
    for number in range(steps):
        page.keyboard.press("ArrowLeft" if number // TURN % 2 == 0 else "ArrowRight")
        page.evaluate("() => new Promise((next) => requestAnimationFrame(next))")


def _measuring(page: Page) -> Callable[[], dict[str, float]]:
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable")

    def measure() -> dict[str, float]:
        # What the last steps began is let come to its end first.
        page.wait_for_timeout(1_500)
        devtools.send("HeapProfiler.collectGarbage")
        told = devtools.send("Performance.getMetrics")["metrics"]
        return {one["name"]: float(one["value"]) for one in told if one["name"] in MAX_GROWTH}

    return measure


def report(stays: list[Stay]) -> str:
    """A table in Markdown."""
    lines = ["# Steps of the clock in a real browser", "", "| page | steps | seconds | errors | heap MB | nodes | listeners | |"]
    lines += ["|" + " --- |" * 8]
    for one in stays:
        heap, nodes, listeners = (f"{one.before[name]:,.0f} → {one.after[name]:,.0f}" for name in (HEAP, NODES, LISTENERS))
        heap = f"{one.before[HEAP] / 1e6:.1f} → {one.after[HEAP] / 1e6:.1f}"
        told = "holds" if one.holds else "does not hold"
        lines.append(
            f"| {one.name} | {one.steps} | {one.seconds:.0f} | {len(one.errors)} | {heap} | {nodes} | {listeners} | {told} |"
        )
    return "\n".join(lines) + "\n"


def main() -> int:
    """Step, write, judge."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.browser", description=__doc__)
    parser.add_argument("--steps", type=int, default=2_000, help="on each of the two pages (default: 2000)")
    parser.add_argument("--result", type=Path, default=RESULT)
    given, path = parser.parse_args(), find_chromium()
    if path is None:
        sys.exit(MISSING)
    with running_server() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        stays = []
        for name, where in (("map", MAP), ("talk", TALK)):
            page = browser.new_page(base_url=server.url, viewport={"width": 1440, "height": 900})
            stays.append(stay(page, name, where, given.steps))
            page.close()
        browser.close()
    given.result.write_text(report(stays), encoding="utf-8")
    print(report(stays))
    return 0 if all(one.holds for one in stays) else 1


if __name__ == "__main__":
    sys.exit(main())
