"""Maps that have to be worked out: each once, a few at a time, and never in the way of what is ready."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import flask
import pytest

from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings
from dashboard.web import api
from dashboard.web.computing import FREE_THREADS, BusyError, Gate, Shelf
from dashboard.web.following import forget
from dashboard.web.server import create_app


class Work:
    """Something that takes as long as it is told; counts how often it was begun and how many went on at once."""

    def __init__(self) -> None:
        self.begun, self.most, self._now = 0, 0, 0
        self.go_on, self.started, self._lock = threading.Event(), threading.Event(), threading.Lock()

    def __call__(self) -> bytes:
        with self._lock:
            self.begun, self._now = self.begun + 1, self._now + 1
            self.most = max(self.most, self._now)
        self.started.set()
        self.go_on.wait(30)
        with self._lock:
            self._now -= 1
        return b"made"


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline, "nobody begins"
        time.sleep(0.01)


def test_one_answer_is_made_once_whoever_asks_for_it() -> None:
    gate, shelf, work = Gate(2, 8, 0.0), Shelf(4), Work()
    with ThreadPoolExecutor(12) as pool:
        asked = [pool.submit(gate.work_out, shelf, "a", work) for _ in range(12)]
        assert work.started.wait(30)
        time.sleep(0.2)
        work.go_on.set()
        assert [one.result(30) for one in asked] == [b"made"] * 12
    assert work.begun == 1
    assert gate.work_out(shelf, "a", work) == b"made"
    assert work.begun == 1


def test_of_different_answers_no_more_are_made_at_once_than_the_operator_allows() -> None:
    gate, shelf, work = Gate(2, 8, 30.0), Shelf(8), Work()
    with ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(gate.work_out, shelf, number, work) for number in range(6)]
        until(lambda: work.begun == 2)
        # Whoever else could begin would have done so by now.
        time.sleep(0.2)
        assert work.most == 2
        work.go_on.set()
        assert {one.result(30) for one in asked} == {b"made"}
    assert (work.begun, work.most) == (6, 2)


def test_as_many_threads_as_are_promised_stay_free() -> None:
    gate, shelf, work = Gate(2, 8, 30.0), Shelf(8), Work()
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(gate.work_out, shelf, number, work) for number in range(8 - FREE_THREADS)]
        assert work.started.wait(30)
        until(lambda: gate._places._value == 0)
        begun = time.monotonic()
        with pytest.raises(BusyError):
            gate.work_out(shelf, "one more", work)
        assert time.monotonic() - begun < 5, "it does not wait for a turn"
        work.go_on.set()
        assert {one.result(30) for one in asked} == {b"made"}
    assert gate.work_out(shelf, "one more", work) == b"made", "and is answered a moment later"


def test_who_waits_too_long_is_asked_to_come_again_and_who_followed_it_too() -> None:
    gate, shelf, work = Gate(1, 8, 0.3), Shelf(8), Work()
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(gate.work_out, shelf, "slow", work)
        assert work.started.wait(30)
        others = [pool.submit(gate.work_out, shelf, "other", work) for _ in range(2)]
        assert {type(one.exception(30)) for one in others} == {BusyError}
        work.go_on.set()
        assert first.result(30) == b"made"


def test_what_fails_is_kept_from_nobody() -> None:
    gate, shelf = Gate(1, 8, 1.0), Shelf(8)

    def fail() -> bytes:
        raise ValueError("no")

    for _ in range(3):
        with pytest.raises(ValueError, match="no"):
            gate.work_out(shelf, "a", fail)
    assert gate.work_out(shelf, "a", lambda: b"made") == b"made"


def test_the_shelf_keeps_what_was_asked_for_last() -> None:
    gate, shelf = Gate(1, 8, 1.0), Shelf(2)
    for key in ("a", "b", "a", "c"):
        gate.work_out(shelf, key, key.encode)
    assert [shelf.find(key) for key in "abc"] == [b"a", None, b"c"]
    shelf.clear()
    assert shelf.find("a") is None


@pytest.fixture
def server(small: Path) -> Iterator[flask.Flask]:
    forget()
    settings = replace(load_settings(), data=small, maps_max_at_once=1, maps_wait_seconds=0)
    yield create_app(settings, open_ledger(small)).server
    forget()


def test_while_a_map_is_made_the_others_are_answered_or_asked_to_come_again(
    server: flask.Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def get(path: str, **headers: str) -> Any:
        return server.test_client().get(path, headers=headers, buffered=True)

    ready = "/api/v1/frames?sender=FRA"
    assert get(ready).status_code == 200
    make, work = api.packed_frames, Work()
    monkeypatch.setattr(api, "packed_frames", lambda *asked: (work(), make(*asked))[1])
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(get, "/api/v1/frames?sender=RUS")
        assert work.started.wait(30)
        refused = get("/api/v1/frames?sender=GBR", Accept="application/json")
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
        assert refused.get_json()["problems"][0]["code"] == "E-BUSY"
        assert [get(path).status_code for path in (ready, "/healthz", "/readyz", "/")] == [200] * 4
        work.go_on.set()
        assert slow.result(60).status_code == 200
    assert get("/api/v1/frames?sender=GBR").status_code == 200


def test_maps_of_a_ledger_out_of_service_are_forgotten(server: flask.Flask) -> None:
    assert server.test_client().get("/api/v1/frames", buffered=True).status_code == 200
    assert len(api.FRAMES._kept) > 0
    forget()
    assert len(api.FRAMES._kept) == 0
