"""Asking a running server, without a browser."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from tests.browser.server import HOST, Server

PATIENCE_S = 60.0
# So much of a refusal tells which one it is.
SAID = 80


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def generation(self) -> str:
        return self.headers.get("x-presence-generation", "")


def ask(port: int, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    with closing(http.client.HTTPConnection(HOST, port, timeout=PATIENCE_S)) as connection:
        connection.request(method, path, body, named)
        response = connection.getresponse()
        return Answer(response.status, {name.lower(): text for name, text in response.getheaders()}, response.read())


def ready(server: Server) -> dict[str, object]:
    return json.loads(ask(server.port, "/readyz").body)


def wait_for(true: Callable[[], bool], seconds: float = PATIENCE_S) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come to pass in time"
        time.sleep(0.05)


@dataclass
class Readers:
    """What readers in a loop were answered."""

    answers: list[tuple[str, int, str, bool]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    # What answers other than 200 said, with their address and status.
    refusals: list[str] = field(default_factory=list)


@contextmanager
def readers(port: int, number: int, paths: tuple[str, ...], pause: float = 0.0) -> Iterator[Readers]:
    """Readers who ask in a loop until the block ends, with so many seconds between; each on a connection that is kept open."""
    seen, stop = Readers(), threading.Event()

    def read(start: int) -> None:
        turn = start
        with closing(http.client.HTTPConnection(HOST, port, timeout=PATIENCE_S)) as connection:
            while not stop.wait(pause):
                path = paths[turn % len(paths)]
                turn += 1
                try:
                    connection.request("GET", path)
                    response = connection.getresponse()
                    body = response.read()
                except (OSError, http.client.HTTPException) as error:
                    seen.faults.append(f"{path}: {error!r}")
                    connection.close()
                    continue
                generation = response.getheader("X-Presence-Generation", "")
                told = (
                    json.loads(body).get("generation", generation)
                    if path.startswith(("/readyz", "/api/v1/atlas"))
                    else generation
                )
                seen.answers.append((path, response.status, generation, told == generation))
                if response.status != http.client.OK:
                    seen.refusals.append(f"{path}: {response.status} {body[:SAID].decode(errors='replace')}")

    threads = [threading.Thread(target=read, args=(start,), daemon=True) for start in range(number)]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        stop.set()
        for thread in threads:
            thread.join(PATIENCE_S)
