"""What a reader waits for: the first map, a step of the clock, the panel of a place; and what it weighs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Error, Page

from tests.benchmarks.recording import CALLBACK, Recorded, storm, weigh
from tests.benchmarks.report import Row, percentile

TIMERS = (Path(__file__).parent / "page.js").read_text(encoding="utf-8")
VIEWPORT = 1440, 900
FRAME_MS = 1000 / 60
LOADS = 5
# A slow hand back and forth, then a quick one.
DRAG = [-1] * 120 + [1] * 120 + [-20, 13] * 40
RESTYLES = 20
# Hosts of many and of few figures, none next to another.
PLACES = ("DEU", "JPN", "KOR", "VEN", "GBR", "SYR", "BGD", "EGY", "KWT", "AUS", "BRA", "TUR")
CLIENTS = 8
CALLS = 240
OTHER_VIEWS = ("sender=RUS&v=1", "sender=all&v=1", "measure=debt_stock&sender=CHN&v=1", "measure=bases&sender=all&v=1")


def measure_reading(browser: Browser, address: str) -> Iterator[Row]:
    """Every row that needs a browser, in the order of a visit."""
    spent, requests = _load(browser, address)
    yield Row("first map painted, first reader", spent, "ms", 2500, "headless, nothing cached, server just started")
    later = [_load(browser, address)[0] for _ in range(LOADS - 1)]
    yield Row("first map painted, later readers", median(later), "ms", 2500, f"median of {LOADS - 1}, nothing cached")
    yield _page_weight(address, requests)
    page = _open(browser, address)
    yield from _clock(page)
    yield from _panel(page, address)
    page.context.close()
    yield _other_view(address)


def _open(browser: Browser, address: str) -> Page:
    width, height = VIEWPORT
    context = browser.new_context(viewport={"width": width, "height": height})
    context.add_init_script(TIMERS)
    page = context.new_page()
    page.goto(address)
    page.wait_for_function("() => window.presenceTimers.firstPaint !== null", timeout=30_000)
    return page


def _load(browser: Browser, address: str) -> tuple[float, list[Recorded]]:
    """Milliseconds from the start of the navigation, and the page's requests until nothing more came."""
    width, height = VIEWPORT
    context = browser.new_context(viewport={"width": width, "height": height})
    context.add_init_script(TIMERS)
    page = context.new_page()
    requests: list[Recorded] = []
    page.on("request", lambda request: requests.append(Recorded.of(request)))
    page.goto(address)
    page.wait_for_function("() => window.presenceTimers.firstPaint !== null", timeout=30_000)
    page.wait_for_load_state("networkidle")
    spent = float(page.evaluate("() => window.presenceTimers.firstPaint"))
    context.close()
    return spent, requests


def _page_weight(address: str, requests: list[Recorded]) -> Row:
    sizes = dict(zip((recorded.path for recorded in requests), weigh(address, requests), strict=True))
    largest = max(sizes, key=sizes.__getitem__)
    name = largest.split("?")[0].split("/")[-1]
    note = f"{len(requests)} requests, the largest {sizes[largest] / 1e6:.2f} MB ({name})"
    return Row("page in all, gzip", sum(sizes.values()) / 1e6, "MB", 2.2, note)


def _clock(page: Page) -> Iterator[Row]:
    page.evaluate("() => window.presenceTimers.drag(Array(30).fill(-1).concat(Array(30).fill(1)))")
    drag: dict[str, Any] = page.evaluate("(deltas) => window.presenceTimers.drag(deltas)", DRAG)
    work, frames, changed = drag["work"], drag["frames"], drag["changed"]
    if not changed:
        yield Row("date step, painted, p95", None, "ms", FRAME_MS, "no step changed any fill")
        return
    yield Row("date step, painted, p95", percentile(work, 0.95), "ms", FRAME_MS, f"{len(work)} steps, {changed} changed the map")
    late = sum(frame > 1.5 * FRAME_MS for frame in frames)
    note = f"{late} of {len(frames)} frames came late; a frame is {FRAME_MS:.1f} ms"
    yield Row("date step, frame to frame, p95", percentile(frames, 0.95), "ms", None, note)
    restyles: list[float] = page.evaluate("(count) => window.presenceTimers.restyle(count)", RESTYLES)
    yield Row("plotly's own restyle, p95", percentile(restyles, 0.95), "ms", None, f"{RESTYLES} times, the same map")
    ratio = median(restyles) / max(median(work), 0.01)
    yield Row("plotly's restyle over a date step", ratio, "times", None, "medians of both, in this run")


def _panel(page: Page, address: str) -> Iterator[Row]:
    drawn = set(page.evaluate("() => window.presenceTimers.places()"))
    try:
        clicks = {place: _click(page, place) for place in PLACES if place in drawn}
    except Error as error:
        yield Row("click until the panel is painted, p95", None, "ms", 150, error.message.splitlines()[0])
        return
    # The first two load what every later panel needs.
    spent = [click[0] for click in list(clicks.values())[2:]]
    yield Row("click until the panel is painted, p95", percentile(spent, 0.95), "ms", 150, f"{len(spent)} places")
    weights = {place: sum(weigh(address, requests)) / 1000 for place, (_, requests) in clicks.items()}
    heaviest = max(weights, key=weights.__getitem__)
    note = f"median {median(weights.values()):.1f} kB; the heaviest of {len(weights)} places is {heaviest}"
    yield Row("a click, gzip", weights[heaviest], "kB", 10, note)
    yield from _callbacks(address, clicks, sorted(drawn - set(clicks)))


def _click(page: Page, place: str) -> tuple[float, list[Recorded]]:
    requests: list[Recorded] = []

    def record(request: Any) -> None:
        requests.append(Recorded.of(request))

    page.on("request", record)
    spent = float(page.evaluate("(place) => window.presenceTimers.click(place)", place))
    page.wait_for_timeout(150)
    page.remove_listener("request", record)
    return spent, requests


def _callbacks(address: str, clicks: dict[str, tuple[float, list[Recorded]]], places: list[str]) -> Iterator[Row]:
    place, (_, requests) = next(iter(clicks.items()))
    callbacks = [recorded for recorded in requests if recorded.path.startswith(CALLBACK)]
    if not callbacks:
        yield Row("callback, 8 clients, p95", None, "ms", 60, "a click made no callback")
        return
    # Another place each time, so that nothing was answered before; then the same ones again.
    many = [
        callbacks[number % len(callbacks)].about(place, places[number // len(callbacks) % len(places)]) for number in range(CALLS)
    ]
    first, again = (percentile(storm(address, many, CLIENTS), 0.95) for _ in range(2))
    note = f"{CALLS} panels, each of a place not asked for before; asked for again {again:.0f} ms"
    yield Row("callback, 8 clients, p95", first, "ms", 60, note)


def _other_view(address: str) -> Row:
    requests = [Recorded("GET", f"/api/v1/frames?{query}", b"", ()) for query in OTHER_VIEWS]
    sizes = dict(zip(OTHER_VIEWS, weigh(address, requests), strict=True))
    heaviest = max(sizes, key=sizes.__getitem__)
    usual = f"median {median(sizes.values()) / 1000:.1f} kB"
    note = f"every step of the clock at once; {usual}; the heaviest is {heaviest}"
    return Row("another measure or sender, gzip", sizes[heaviest] / 1000, "kB", None, note)
