"""The exchange of generations in one process: what runs ends on the old one, whose memory is free afterwards."""

from __future__ import annotations

import gc
import threading
import weakref
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from dashboard.ledger.generations import POINTER, current_generation
from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings
from dashboard.web.board import Board
from dashboard.web.following import Dispatcher, Pointer, Service, next_service
from dashboard.web.serve import service_of
from tests.serving.running import wait_for
from tests.serving.stores import publish_next


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_pointer_is_looked_at_no_more_often_than_the_setting_says(data: Path) -> None:
    clock = Clock()
    pointer = Pointer(data / "store", 1, clock)
    publish_next(data, 1)
    assert not pointer.moved()
    clock.now = 1
    assert pointer.moved()
    clock.now = 2
    assert not pointer.moved()


def test_with_nought_seconds_nothing_is_followed(data: Path) -> None:
    clock = Clock()
    pointer = Pointer(data / "store", 0, clock)
    publish_next(data, 1)
    clock.now = 1e9
    assert not pointer.moved()


def test_what_was_refused_is_tried_again_in_a_while(data: Path) -> None:
    clock, board = Clock(), Board()
    pointer = Pointer(data / "store", 1, clock, again=30)
    old = Service(current_generation(data / "store"), lambda _environ, _start: [], board)
    (data / "store" / POINTER).write_text("garbage")
    clock.now = 1
    assert pointer.moved()
    assert next_service(pointer, old, lambda: old) is old
    assert board.refused.startswith("E-STORE-POINTER")
    clock.now = 2
    assert not pointer.moved()
    clock.now = 30
    assert not pointer.moved()
    clock.now = 1 + 30
    assert pointer.moved()


def test_a_failure_that_nobody_foresaw_leaves_the_old_one_in_service(data: Path) -> None:
    board, pointer = Board(), Pointer(data / "store", 1)
    old = Service("0" * 16, lambda _environ, _start: [], board)

    def fail() -> Service:
        raise ZeroDivisionError

    assert next_service(pointer, old, fail) is old
    assert board.refused == "ZeroDivisionError"


def answered(dispatcher: Dispatcher, environ: dict[str, object]) -> bytes:
    """The answer, read to its end and closed, as a server does."""
    with closing(dispatcher(environ, lambda *_given: None)) as parts:
        return b"".join(parts)


def ask(dispatcher: Dispatcher, wait: threading.Event | None = None) -> bytes:
    environ = {"wait": wait}
    return answered(dispatcher, environ)


def named(name: str) -> Service:
    def answer(environ, start_response):
        if environ["wait"]:
            environ["wait"].wait(20)
        return [name.encode()]

    return Service(name, answer, Board())


def test_a_request_that_runs_ends_on_the_generation_it_began_with(data: Path) -> None:
    clock = Clock()
    pointer = Pointer(data / "store", 1, clock)
    old = current_generation(data / "store")
    newer = publish_next(data, 1)
    dispatcher = Dispatcher(named(old), lambda: named(newer), pointer)
    hold, answers = threading.Event(), []
    running = threading.Thread(target=lambda: answers.append(ask(dispatcher, hold)))
    running.start()
    clock.now = 2
    ask(dispatcher)
    wait_for(lambda: dispatcher.generation == newer)
    assert ask(dispatcher) == newer.encode()
    hold.set()
    running.join(20)
    assert answers == [old.encode()]


def test_an_answer_that_takes_longer_than_it_may_holds_up_no_further_exchange(data: Path) -> None:
    clock = Clock()
    pointer = Pointer(data / "store", 1, clock)
    made = iter([named(publish_next(data, 1)), named("third")])
    dispatcher = Dispatcher(named("first"), lambda: next(made), pointer, last=0.2)
    hold = threading.Event()
    running = threading.Thread(target=ask, args=(dispatcher, hold))
    running.start()
    try:
        for number, name in ((1, current_generation(data / "store")), (2, "third")):
            publish_next(data, number)
            # The exchange before ends by itself, and then the pointer is looked at again.
            wait_for(
                lambda name=name: (setattr(clock, "now", clock.now + 2), ask(dispatcher), dispatcher.generation == name)[2], 20
            )
    finally:
        hold.set()
        running.join(20)


def test_the_old_ledger_is_free_after_the_exchange(data: Path) -> None:
    settings = replace(load_settings(), data=data)
    clock = Clock()
    pointer = Pointer(data / "store", 1, clock)

    def make() -> Service:
        ledger = open_ledger(data)
        made.append(weakref.ref(ledger))
        return service_of(settings, ledger)

    made: list[weakref.ref[object]] = []
    dispatcher = Dispatcher(make(), make, pointer)
    newer = publish_next(data, 1)
    clock.now = 2
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/readyz", "SERVER_NAME": "x", "SERVER_PORT": "1", "wsgi.url_scheme": "http"}
    answered(dispatcher, environ)
    wait_for(lambda: dispatcher.generation == newer)

    def is_free() -> bool:
        gc.collect()
        return made[0]() is None

    wait_for(is_free, 20)
    assert made[1]() is not None
