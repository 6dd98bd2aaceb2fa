"""Maps that have to be worked out: a few at the same time, each once, and never in the way of answers that are ready."""

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
    """One answer that is being made: who asks for the same meanwhile waits for it."""

    done: threading.Event = field(default_factory=threading.Event)
    made: bytes | None = None


class Shelf:
    """Answers that were made, as many as ``size``; the one that was asked for longest ago goes first. Safe among threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._making: dict[Hashable, Making] = {}
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> bytes | None:
        """The answer where it is kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def begin(self, key: Hashable) -> tuple[Making, bool]:
        """What is being made for the key, and whether the one who asks is to make it."""
        with self._lock:
            first = key not in self._making
            return self._making.setdefault(key, Making()), first

    def end(self, key: Hashable, made: bytes | None) -> None:
        """Keep what was made, None for nothing, and let those who wait go on."""
        with self._lock:
            making = self._making.pop(key)
            if made is not None:
                self._kept[key] = made
                while len(self._kept) > self._size:
                    self._kept.popitem(last=False)
        making.made = made
        making.done.set()

    def clear(self) -> None:
        """Drop all that is kept; what is being made goes on."""
        with self._lock:
            self._kept.clear()


class BusyError(PresenceError):
    """Too many ask for what has to be worked out; the same request may be answered after ``again`` seconds."""

    def __init__(self, things: str, setting: str, again: int) -> None:
        super().__init__(
            "E-BUSY", f"other {things} are being made", "a turn within the time that the operator allows",
            cause=f"many readers ask for different {things} at once",
            next_step=f"try again in a moment; the operator may raise {setting} or PRESENCE_WORKERS",
        )  # fmt: skip
        self.again = again


class Gate:
    """How many maps are worked out at once, and how many requests may wait for a turn.

    Of ``threads`` that answer requests, `FREE_THREADS` are never taken by those who work something out or wait for a turn, but for
    ``at_once``. Who asks for what is being made already waits for that, and takes neither place nor turn.
    """

    def __init__(self, at_once: int, threads: int, seconds: float) -> None:
        self._turns = threading.BoundedSemaphore(at_once)
        self._places = threading.BoundedSemaphore(max(at_once, threads - FREE_THREADS))
        self._seconds = seconds

    def work_out(self, shelf: Shelf, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """The answer from the shelf, or made in turn; the same answer is made once, whoever asks for it.

        Raises BusyError (E-BUSY) where too many wait already or the turn does not come within the seconds.
        """
        kept = shelf.find(key)
        if kept is not None:
            return kept
        making, first = shelf.begin(key)
        if first:
            return self._make(shelf, key, make)
        if not making.done.wait(FOLLOW_S) or making.made is None:
            raise _busy()
        return making.made

    def _make(self, shelf: Shelf, key: Hashable, make: Callable[[], bytes]) -> bytes:
        made = None
        try:
            with held(self._places, 0, _busy), held(self._turns, self._seconds, _busy):
                # Another request may have made it between the look at the shelf and the beginning.
                made = shelf.find(key) or make()
        finally:
            shelf.end(key, made)
        return made


def _busy() -> BusyError:
    return BusyError("maps", "PRESENCE_MAPS_WAIT_SECONDS", again=1)


@contextmanager
def held(places: threading.BoundedSemaphore, seconds: float, refuse: Callable[[], BusyError]) -> Iterator[None]:
    """One of the places within the block. Raises what ``refuse`` gives where none is free within the seconds."""
    if not places.acquire(timeout=seconds):
        raise refuse()
    try:
        yield
    finally:
        places.release()
