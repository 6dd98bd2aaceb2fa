"""A publisher on this machine: answers by script, one answer a request, and remembers what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    """One answer: status, body, headers; ``cut`` sends only that many bytes of a body announced whole."""

    body: bytes = b"[]"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None


@dataclass
class Publisher:
    """What is answered to each path (the last answer again and again), and the requests that came: path and headers."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    base: str = ""

    def next(self, path: str) -> Answer:
        plain = path if path in self.answers else path.split("?")[0]
        queue = self.answers.get(plain, [Answer(b"not here", 404)])
        return queue.pop(0) if len(queue) > 1 else queue[0]


@contextmanager
def serving(publisher: Publisher) -> Iterator[Publisher]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            publisher.asked.append((self.path, {name.lower(): text for name, text in self.headers.items()}))
            answer = publisher.next(self.path)
            body = answer.body
            wanted = self.headers.get("Range", "")
            if wanted and answer.status == 200 and answer.headers.get("ETag"):
                body, status = body[int(wanted.removeprefix("bytes=").rstrip("-")) :], 206
            else:
                status = answer.status
            self.send_response(status)
            for name, text in {"Content-Length": str(len(body)), **answer.headers}.items():
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(body if answer.cut is None else body[: answer.cut])
            if answer.cut is not None:
                self.close_connection = True

        def log_message(self, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    publisher.base = f"http://127.0.0.1:{server.server_port}"
    try:
        yield publisher
    finally:
        server.shutdown()
        server.server_close()
