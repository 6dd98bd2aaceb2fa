"""Asks at a given rate, whether or not the answers keep up, and keeps what came back."""

from __future__ import annotations

import http.client
import itertools
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from tests.browser.server import HOST
from tests.soak.journeys import Asked, requests

CLIENTS = 8
# Later than this a request is not sent: the readers would only queue up and never be done.
LATE_S = 5.0
PATIENCE_S = 120.0
SAYS_ITS_GENERATION = ("/readyz", "/api/v1/atlas")


@dataclass
class Seen:
    """What came back since it was taken last: milliseconds from the moment a request was due, and what went wrong, by its name.

    ``missed`` counts requests that were never sent, since every reader still waited long after they were due.
    """

    spent: list[float] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    missed: int = 0


class Asking:
    """Readers who share one plan: the n-th request is due n / rate seconds after the start."""

    def __init__(self, port: int, rate: float) -> None:
        self._port, self._rate = port, rate
        self._plan, self._lock, self._stop = requests(), threading.Lock(), threading.Event()
        self._numbers, self._begun, self._seen = itertools.count(), time.monotonic(), Seen()

    @contextmanager
    def running(self) -> Iterator[Asking]:
        """Ask until the block ends."""
        threads = [threading.Thread(target=self._read, daemon=True) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            for thread in threads:
                thread.join(PATIENCE_S)

    def take(self) -> Seen:
        """What came back since the last call."""
        with self._lock:
            seen, self._seen = self._seen, Seen()
        return seen

    def _next(self) -> tuple[Asked, float]:
        with self._lock:
            due = self._begun + next(self._numbers) / self._rate
            while time.monotonic() > due + LATE_S:
                self._seen.missed += 1
                due = self._begun + next(self._numbers) / self._rate
            return next(self._plan), due

    def _read(self) -> None:
        with closing(http.client.HTTPConnection(HOST, self._port, timeout=PATIENCE_S)) as connection:
            while True:
                asked, due = self._next()
                if self._stop.wait(max(0.0, due - time.monotonic())):
                    return
                fault = once(connection, asked)
                with self._lock:
                    self._seen.spent.append((time.monotonic() - due) * 1000)
                    self._seen.faults.update([fault] if fault else [])


def once(connection: http.client.HTTPConnection, asked: Asked) -> str:
    """Ask once on a kept connection; what is wrong with the answer, empty for nothing."""
    kind = asked.path.partition("?")[0]
    headers = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin", "Accept-Encoding": "gzip"}
    try:
        connection.request("POST" if asked.body else "GET", asked.path, asked.body, headers)
        response = connection.getresponse()
        body = response.read()
    except (OSError, http.client.HTTPException) as error:
        connection.close()
        return f"{kind}: {type(error).__name__}"
    if response.status != http.client.OK:
        return f"{kind}: status {response.status}"
    if kind in SAYS_ITS_GENERATION and not response.getheader("Content-Encoding"):
        told = json.loads(body).get("generation")
        return "" if told == response.getheader("X-Presence-Generation") else f"{kind}: two generations in one answer"
    return ""
