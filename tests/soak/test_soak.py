"""The programs that run for hours do in seconds what they do then, and find what they are for."""

from __future__ import annotations

import gc
import http.server
import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path

import pytest

from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings
from dashboard.web.server import create_app
from tests.browser.server import HOST, free_port
from tests.serving.stores import publish_next, small_data
from tests.soak.__main__ import main
from tests.soak.asking import once
from tests.soak.generations import Course, course
from tests.soak.journeys import JOURNEYS, Asked, requests
from tests.soak.result import Sample, judge, report

STILL = Sample(0.0, 600, 0, 0, 10.0, 100.0, 900.0, 2_000.0, 3, 40, 30, 1.0, "0123456789abcdef")


def samples(**growth: float) -> list[Sample]:
    """Two hours, minute by minute, in which what is named grows by so much an hour."""
    return [
        replace(STILL, minute=float(minute), **{name: getattr(STILL, name) + by * minute / 60 for name, by in growth.items()})
        for minute in range(120)
    ]


def failed(**growth: float) -> list[str]:
    return [verdict.asked.split()[0] for verdict in judge(samples(**growth)) if not verdict.holds]


def test_a_leak_is_seen_and_a_standstill_is_none() -> None:
    assert failed() == []
    assert failed(pss=1.5) == ["PSS"]
    assert failed(rss=1.5) == ["RSS"]
    assert failed(p99=300.0) == ["p99"]
    assert failed(descriptors=30) == ["descriptors"]
    assert failed(threads=30) == ["threads"]
    assert failed(errors=0.6) == ["no"]
    assert failed(missed=60.0) == ["the"]


def noisy(growth: float) -> list[Sample]:
    """Two hours in which memory swings by fifty megabytes either way from minute to minute, and grows by so much an hour."""
    swing = (-50.0, 20.0, 50.0, -20.0, 0.0)
    return [replace(one, pss=one.pss + swing[number % len(swing)]) for number, one in enumerate(samples(pss=growth))]


def test_a_slope_that_the_swings_hide_is_told_with_its_error_and_one_that_stands_out_is_growth() -> None:
    still, grows = (next(one for one in judge(noisy(growth)) if one.asked.startswith("PSS")) for growth in (4.0, 40.0))
    assert still.holds
    assert not grows.holds
    assert "give or take" in still.found
    assert 5.0 < float(still.found.rpartition(" ")[2]) < 20.0


def test_a_short_run_claims_nothing_about_growth() -> None:
    assert [verdict.asked for verdict in judge(samples()[:4])] == ["no error", "the rate is kept"]
    assert "was stopped before its end" in report("x", 7_200, samples()[:4])


def test_every_journey_comes_up() -> None:
    asked = {one.path.partition("?")[0] for one in islice(requests(), 2_000)}
    fixed = {
        step.partition("?")[0]
        for journey in JOURNEYS
        for step in journey
        if "{" not in step.partition("?")[0] and step != "PANEL"
    }
    assert fixed <= asked
    assert list(islice(requests(), 50)) == list(islice(requests(), 50))


class Faulty(http.server.BaseHTTPRequestHandler):
    """Answers with one generation in the header and another in the body; with a failure; with nothing."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/lost":
            self.close_connection = True
            return
        body = b'{"generation": "one"}'
        self.send_response(500 if self.path.startswith("/fails") else 200)
        self.send_header("X-Presence-Generation", "another")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        pass


@pytest.fixture
def faulty() -> Iterator[HTTPConnection]:
    with http.server.ThreadingHTTPServer((HOST, 0), Faulty) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with closing(HTTPConnection(HOST, server.server_port, timeout=10)) as connection:
            yield connection
        server.shutdown()


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("/readyz", "/readyz: two generations in one answer"), ("/fails?x=1", "/fails: status 500"), ("/lost", "/lost: RemoteDisconnected"),
        ("/other", ""),
    ],
)  # fmt: skip
def test_each_fault_is_counted_by_its_name(faulty: HTTPConnection, path: str, fault: str) -> None:
    assert once(faulty, Asked(path)) == fault


REQUESTS = 120
# Parts of lists and tables that grow by more than they need at once.
MOST_KEPT = 400_000


@pytest.mark.slow
def test_the_same_journeys_again_leave_nothing_behind(tmp_path: Path) -> None:
    """What a soak finds in an hour, found in a minute: the same questions a third time take no more memory than a second time."""
    settings = replace(load_settings({}), data=small_data(tmp_path / "data"))
    client = create_app(settings, open_ledger(settings.data)).server.test_client()
    asked = list(islice(requests(), REQUESTS))

    def kept() -> tuple[int, int, int]:
        for one in asked:
            method = "POST" if one.body else "GET"
            assert (
                client.open(one.path, method=method, data=one.body, content_type="application/json", buffered=True).status_code
                < 400
            )
        gc.collect()
        return tracemalloc.get_traced_memory()[0], len(list(Path("/proc/self/fd").iterdir())), threading.active_count()

    kept()
    tracemalloc.start()
    try:
        before, after = kept(), kept()
    finally:
        tracemalloc.stop()
    assert after[0] - before[0] < MOST_KEPT
    assert after[1:] == before[1:]


@pytest.mark.slow
def test_a_few_seconds_of_it_run_without_an_error(tmp_path: Path) -> None:
    result = tmp_path / "RESULT.md"
    given = ["--small", "--seconds", "24", "--every", "12", "--rate", "10", "--port", str(free_port()), "--result", str(result)]
    assert main(given) == 0, result.read_text(encoding="utf-8")
    lines = [line.split(" | ") for line in result.read_text(encoding="utf-8").splitlines() if line.startswith("| 0.")]
    assert len(lines) == 2
    # The same claims and number give the same generation.
    data = small_data(tmp_path / "data")
    published = {publish_next(data, number) for number in (1, 2)}
    assert lines[-1][-1].removesuffix(" |") in published, "no new generation was taken up"
    assert all(float(line[6]) > 50 for line in lines), "no memory was read"


@pytest.mark.slow
def test_memory_is_flat_while_generations_are_published_to_many_readers(tmp_path: Path) -> None:
    """Four generations; ``python -m tests.soak.generations`` publishes fifty."""
    found = course(small_data(tmp_path / "data"), 4, workers=1, pause=1.0)
    assert found.holds, found
    assert sum(found.statuses.values()) > found.generations


def test_memory_that_grows_with_generations_is_seen() -> None:
    still = Course(9, {200: 9}, (), 0, (100.0, *[300.0] * 8), 1.0)
    assert still.holds
    assert not replace(still, sizes=tuple(300.0 * 1.05**number for number in range(9))).holds
    for wrong in ({"faults": ("a",)}, {"mixed": 1}, {"statuses": {200: 9, 503: 1}}):
        assert not replace(still, **wrong).holds
