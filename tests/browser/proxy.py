"""A proxy for tests: offers a server under a path prefix, and nothing beside it."""

from __future__ import annotations

import http.client
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOST = "127.0.0.1"
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "host"}


@dataclass
class Proxy:
    """A running proxy.

    Attributes:
        url: its address, without the prefix and a final slash.
        strayed: paths that were asked for beside the prefix.
    """

    url: str
    strayed: list[str] = field(default_factory=list)


class Listener(ThreadingHTTPServer):
    """Lets readers go away in the middle of an answer, as browsers do."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Pass over a connection that the other side has closed."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@contextmanager
def proxy(server_port: int, prefix: str, *, strip: bool) -> Iterator[Proxy]:
    """Offer the server on ``server_port`` under ``prefix``, which is taken off its requests if ``strip``."""
    found = Proxy("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def forward(self) -> None:
            if not (self.path == prefix or self.path.startswith(f"{prefix}/")):
                found.strayed.append(self.path)
                self.send_error(404)
                return
            path = (self.path.removeprefix(prefix) or "/") if strip else self.path
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            kept = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
            with closing(http.client.HTTPConnection(HOST, server_port, timeout=30)) as upstream:
                upstream.request(self.command, path, body or None, {**kept, "Host": f"{HOST}:{server_port}"})
                self.answer(upstream.getresponse())

        do_GET = do_POST = do_HEAD = forward  # noqa: N815

        def answer(self, response: http.client.HTTPResponse) -> None:
            content = response.read()
            self.send_response(response.status)
            for name, value in response.getheaders():
                if name.lower() not in HOP_BY_HOP | {"content-length", "server", "date"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    listener = Listener((HOST, 0), Handler)
    found.url = f"http://{HOST}:{listener.server_port}"
    thread = threading.Thread(target=listener.serve_forever, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join(10)
