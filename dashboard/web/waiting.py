"""Files that readers had looked at: remembered for a while under names that nobody can guess, and nowhere but in memory."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Looked:
    """What is shown of a file: the page, and the rows to mend of each sheet as CSV."""

    page: str
    quarantine: tuple[bytes, ...]


class WaitingRoom:
    """At most ``most`` files, none older than ``seconds``; the oldest goes first."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._kept: OrderedDict[str, tuple[float, Looked]] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, make: Callable[[str], Looked]) -> str:
        """Remember what ``make`` gives for a new name of 256 random bits, and return the name."""
        token = secrets.token_urlsafe(32)
        looked = make(token)
        with self._lock:
            self._kept[token] = (self._clock(), looked)
            self._sweep()
        return token

    def get(self, token: str) -> Looked | None:
        """What is remembered under the name; None when there is nothing, or no longer."""
        with self._lock:
            self._sweep()
            found = self._kept.get(token)
        return found[1] if found else None

    def _sweep(self) -> None:
        oldest = self._clock() - self._seconds
        while self._kept and (len(self._kept) > self._most or next(iter(self._kept.values()))[0] < oldest):
            self._kept.popitem(last=False)
