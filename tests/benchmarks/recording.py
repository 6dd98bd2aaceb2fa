"""Requests that a page made, and what their answers weigh when they are asked for again with gzip."""

from __future__ import annotations

import http.client
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Request

CALLBACK = "/_dash-update-component"
# What a browser sends along, and a server may look at.
PASSED_ON = ("accept", "content-type", "origin", "referer")


@dataclass(frozen=True, slots=True)
class Recorded:
    """A request as the page made it."""

    method: str
    path: str
    body: bytes
    headers: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, request: Request) -> Recorded:
        """What is needed to ask again."""
        address = urlsplit(request.url)
        path = f"{address.path}?{address.query}" if address.query else address.path
        headers = tuple((name, request.headers[name]) for name in PASSED_ON if name in request.headers)
        return cls(request.method, path, request.post_data_buffer or b"", headers)

    def about(self, old: str, new: str) -> Recorded:
        """The same request about another place."""
        body = self.body.replace(f"host={old}".encode(), f"host={new}".encode())
        return Recorded(self.method, self.path, body, self.headers)


class Client:
    """One reader's connection, kept open."""

    def __init__(self, address: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)

    def ask(self, recorded: Recorded) -> tuple[int, float]:
        """Bytes of the answer's body with gzip, and milliseconds until it was read.

        Raises RuntimeError when the server does not answer with success.
        """
        headers = {**dict(recorded.headers), "Accept-Encoding": "gzip", "Sec-Fetch-Site": "same-origin"}
        started = time.perf_counter()
        self._connection.request(recorded.method, recorded.path, recorded.body or None, headers)
        answer = self._connection.getresponse()
        size = len(answer.read())
        if answer.status >= 400:
            raise RuntimeError(f"{recorded.method} {recorded.path} was answered with {answer.status}")
        return size, (time.perf_counter() - started) * 1000

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def weigh(address: str, requests: Sequence[Recorded]) -> list[int]:
    """Bytes of each answer's body with gzip, in the order of ``requests``."""
    client = Client(address)
    try:
        return [client.ask(recorded)[0] for recorded in requests]
    finally:
        client.close()


def storm(address: str, requests: Sequence[Recorded], clients: int) -> list[float]:
    """Milliseconds of each request when ``clients`` readers share them, each one after another."""

    def read(share: Sequence[Recorded]) -> list[float]:
        client = Client(address)
        try:
            return [client.ask(recorded)[1] for recorded in share]
        finally:
            client.close()

    with ThreadPoolExecutor(clients) as pool:
        shares = pool.map(read, [requests[start::clients] for start in range(clients)])
        return [spent for share in shares for spent in share]
