"""Limits concurrent computation of maps: a few at a time, each only once, without delaying answers that are cached."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from dashboard.errors import PresenceError

# Threads that no waiting request may take, so that what is ready is answered while maps are worked out.
FREE_THREADS = 2
# Longest that a request waits for an answer that another one is making; the largest map takes a second or two of a busy machine.
FOLLOW_S = 30.0


@dataclass(slots=True)
class Making:
    """An answer under computation; requests for the same key wait for it instead of computing it again."""

    done: threading.Event = field(default_factory=threading.Event)
    made: bytes | None = None


class Shelf:
    """A thread-safe least-recently-used cache of at most ``size`` answers."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._making: dict[Hashable, Making] = {}
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> bytes | None:
        """The cached answer, or None."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def begin(self, key: Hashable) -> tuple[Making, bool]:
        """The computation for the key, and whether the caller must carry it out."""
        with self._lock:
            first = key not in self._making
            return self._making.setdefault(key, Making()), first

    def end(self, key: Hashable, made: bytes | None) -> None:
        """Store the result (None: the computation failed) and wake the requests that wait for it."""
        with self._lock:
            making = self._making.pop(key)
            if made is not None:
                self._kept[key] = made
                while len(self._kept) > self._size:
                    self._kept.popitem(last=False)
        making.made = made
        making.done.set()

    def clear(self) -> None:
        """Drop all cached answers; running computations go on."""
        with self._lock:
            self._kept.clear()


class BusyError(PresenceError):
    """Too many requests wait for a computation; the client may try again after ``again`` seconds."""

    def __init__(self, things: str, setting: str, again: int) -> None:
        super().__init__(
            "E-BUSY", f"other {things} are being made", "a turn within the time that the operator allows",
            cause=f"many readers ask for different {things} at once",
            next_step=f"try again in a moment; the operator may raise {setting} or PRESENCE_WORKERS",
        )  # fmt: skip
        self.again = again


class Gate:
    """Bounds how many maps are computed at once and how many requests may queue for it.

    Of ``threads`` that answer requests, `FREE_THREADS` are never taken by those who work something out or wait for a turn, but for
    ``at_once``. Who asks for what is being made already waits for that, and takes neither place nor turn.
    """

    def __init__(self, at_once: int, threads: int, seconds: float) -> None:
        self._turns = threading.BoundedSemaphore(at_once)
        self._places = threading.BoundedSemaphore(max(at_once, threads - FREE_THREADS))
        self._seconds = seconds

    def work_out(self, shelf: Shelf, key: Hashable, make: Callable[[], bytes], waited: float = 0.0) -> bytes:
        """The answer from the cache, or computed when a slot is free; concurrent requests for one key compute it once.

        Raises BusyError (E-BUSY) where too many wait already or the turn does not come within the seconds, ``waited`` of which have passed.
        """
        kept = shelf.find(key)
        if kept is not None:
            return kept
        making, first = shelf.begin(key)
        if first:
            return self._make(shelf, key, make, max(0.0, self._seconds - waited))
        # Who has waited for too long holds a thread for what is ready, and no longer than it takes to be told so.
        if not making.done.wait(FOLLOW_S if waited <= self._seconds else 0.0) or making.made is None:
            raise _busy()
        return making.made

    def _make(self, shelf: Shelf, key: Hashable, make: Callable[[], bytes], seconds: float) -> bytes:
        made = None
        try:
            with held(self._places, 0, _busy), held(self._turns, seconds, _busy):
                # Another request may have made it between the look at the shelf and the beginning.
                made = shelf.find(key) or make()
        finally:
            shelf.end(key, made)
        return made


def _busy() -> BusyError:
    return BusyError("maps", "PRESENCE_MAPS_WAIT_SECONDS", again=1)


@contextmanager
def held(places: threading.BoundedSemaphore, seconds: float, refuse: Callable[[], BusyError]) -> Iterator[None]:
    """Hold a computation slot within the block. Raises ``refuse()`` where none becomes free in time."""
    if not places.acquire(timeout=seconds):
        raise refuse()
    try:
        yield
    finally:
        places.release()
