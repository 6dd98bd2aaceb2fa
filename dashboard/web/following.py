"""Watches the pointer to the current generation and switches to a new one while the server runs."""

from __future__ import annotations

import gc
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.wsgi import ClosingIterator

from dashboard.errors import PresenceError
from dashboard.ledger.generations import POINTER, current_generation
from dashboard.settings import BY_NAME
from dashboard.web.board import Board
from dashboard.web.computing import Shelf
from dashboard.web.memory import give_back
from dashboard.web.waiting import Room

LOG = logging.getLogger(__name__)
TRY_AGAIN_S, LAST_ANSWER_S = (float(BY_NAME[name].default) for name in ("try_again_seconds", "last_answer_seconds"))


@dataclass(frozen=True)
class Service:
    """An application, the generation it answers from, and the state it shares with earlier and later applications."""

    generation: str
    application: WSGIApplication
    board: Board
    room: Room | None = None


Make = Callable[[], Service]
REMEMBERING: Any = type(lru_cache(lambda: None))


class Pointer:
    """Polls the pointer file of a store, at most once every ``seconds``; 0 turns polling off.

    A refused generation is tried again after ``again`` seconds: a copied folder may have its pointer before its files.
    """

    def __init__(
        self, store: Path, seconds: float, clock: Callable[[], float] = time.monotonic, *, again: float = TRY_AGAIN_S
    ) -> None:
        self._store, self._seconds, self._clock, self._again = store, seconds, clock, again
        self._seen = self._look()
        self._next = clock() + seconds
        self._retry = float("inf")

    def moved(self) -> bool:
        """True when the pointer file changed since the last poll, or when a refused generation is due for another try."""
        now = self._clock()
        if not self._seconds or now < self._next:
            return False
        self._next = now + self._seconds
        seen = self._look()
        if seen == self._seen and now < self._retry:
            return False
        self._seen, self._retry = seen, float("inf")
        return True

    def try_again_later(self) -> None:
        """Make `moved` true again later, because the named generation was refused."""
        self._retry = self._clock() + self._again

    def names(self, generation: str) -> bool:
        """Whether the pointer names this generation. Raises PresenceError where it names no existing one."""
        return current_generation(self._store) == generation

    def _look(self) -> tuple[int, int, int]:
        try:
            found = (self._store / POINTER).stat()
        except OSError:
            return (0, 0, 0)
        return (found.st_ino, found.st_mtime_ns, found.st_size)


def next_service(pointer: Pointer, current: Service, make: Make) -> Service:
    """The service of the generation that the pointer names; ``current``, with the reason on the board, where it cannot be opened.

    Never raises: whatever is wrong with the new generation, the old one stays in service.
    """
    board = current.board
    try:
        if pointer.names(current.generation):
            board.refused = ""
            return current
        made = make()
    except PresenceError as error:
        return _refuse(pointer, current, reason(error))
    except Exception as error:
        LOG.exception("a generation could not be opened")
        return _refuse(pointer, current, type(error).__name__)
    board.refused = ""
    return made


def reason(error: PresenceError) -> str:
    """Why a generation is not in service, in one line."""
    return f"{error.code}: {error.problems[0].where or error.problems[0].found}"


def _refuse(pointer: Pointer, current: Service, why: str) -> Service:
    board = current.board
    pointer.try_again_later()
    if board.refused != why:
        LOG.error("a newer generation was refused, %s stays in service: %s", current.generation or "none", why)
    board.refused = why
    return current


class Dispatcher:
    """WSGI application that forwards to the current service and replaces it in the background when the pointer moves.

    Guarantees that one service answers a request from beginning to end, and that no request waits for the exchange. Caches of the old
    service are cleared when its last answer has ended, after ``last`` seconds at the latest.
    """

    def __init__(self, service: Service, make: Make, pointer: Pointer, *, last: float = LAST_ANSWER_S) -> None:
        self._service, self._make, self._pointer, self._last = service, make, pointer, last
        self._running: dict[int, int] = {}
        self._changed = threading.Condition()
        self._busy = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer the request."""
        self._look()
        service = self._begin()
        try:
            answer = service.application(environ, start_response)
        except BaseException:
            self._end(service)
            raise
        return ClosingIterator(answer, [lambda: self._end(service)])

    @property
    def generation(self) -> str:
        """The generation that answers new requests."""
        return self._service.generation

    def _look(self) -> None:
        # Only the holder of the lock polls, so that a move during an exchange is noticed after it.
        if not self._busy.acquire(blocking=False):
            return
        if self._pointer.moved():
            threading.Thread(target=self._exchange, name="exchange", daemon=True).start()
        else:
            self._busy.release()

    def _begin(self) -> Service:
        with self._changed:
            service = self._service
            self._running[id(service)] = self._running.get(id(service), 0) + 1
            return service

    def _end(self, service: Service) -> None:
        with self._changed:
            self._running[id(service)] -= 1
            self._changed.notify_all()

    def _exchange(self) -> None:
        try:
            old, new = self._service, next_service(self._pointer, self._service, self._make)
            if new is not old:
                with self._changed:
                    self._service = new
                    self._changed.wait_for(lambda: not self._running.get(id(old)), self._last)
                LOG.warning("generation %s is in service", new.generation)
                del old
                forget()
        finally:
            self._busy.release()


def forget() -> None:
    """Clear every cache in the package, so that the memory of a retired ledger can be freed."""
    modules = [module for name, module in list(sys.modules.items()) if name.startswith("dashboard.")]
    for module in modules:
        # Found by type: reading an attribute of a Flask proxy outside a request would raise.
        for remembering in [one for one in vars(module).values() if type(one) is REMEMBERING]:
            remembering.cache_clear()
        for shelf in [one for one in vars(module).values() if type(one) is Shelf]:
            shelf.clear()
    gc.collect()
    give_back()
