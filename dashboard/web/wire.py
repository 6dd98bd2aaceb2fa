"""Connection handling of the server: slow or idle clients are bounded and do not block others.

One thread takes and gives the bytes of every connection; those that answer (`dashboard.web.lanes`) see whole requests and hand over
whole answers. So a reader who sends or takes a byte now and then holds a connection and nothing else.
"""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable
from typing import Any
from wsgiref.types import WSGIApplication

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, WSGITask

from dashboard.settings import BY_NAME, Settings
from dashboard.web.lanes import MAY_PUT_OFF, READY, WAITED, Lanes, PutOffError
from dashboard.web.parsing import StrictParser

LOG = logging.getLogger(__name__)
LOOK_SECONDS = 5
# A kept connection may have a request on its way at the moment when all is to end, and a refused body its rest.
LINGER_SECONDS = 2.0
# As many times the largest request is thrown away of a refused one: most bodies are refused for being a little too large.
LINGER_REQUESTS = 4
# Who has waited for longer is looked for before any work begins. Not before: some say at once that they will send no more, and stay.
GONE_AFTER_SECONDS = 1.0
# Which setting refuses with which status.
LIMITS = {413: "max_request_bytes", 431: "max_header_bytes"}
# The application is not asked about what it never sees, and it would say the same.
REFUSED = (
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"), ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"), ("X-Frame-Options", "DENY"), ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"), ("Cache-Control", "no-store"),
)  # fmt: skip


class Refusal(ErrorTask):  # type: ignore[misc]
    """The answer to a request that is refused before it is parsed; it has the usual headers and names the setting that refused it."""

    def execute(self) -> None:
        """Send the refusal and close the connection."""
        self.response_headers.extend(REFUSED)
        self.channel.refused = True
        error, settings = self.request.error, self.channel.server.settings
        if name := LIMITS.get(error.code):
            row = BY_NAME[name]
            error.body = f"At most {getattr(settings, name):,} {row.unit}: {row.environment}."
        super().execute()


class Answer(WSGITask):  # type: ignore[misc]
    """Writes the application's answer; closes the connection after it when the server is shutting down."""

    def build_response_header(self) -> bytes:
        """The usual header, with Connection: close when the server is shutting down or the reader asked for it."""
        said = self.request.headers.get("CONNECTION", "").lower().split(",")
        if self.channel.server.ending or "close" in [word.strip() for word in said]:
            self.set_close_on_finish()
        header: bytes = super().build_response_header()
        return header

    def get_environment(self) -> dict[str, Any]:
        """The WSGI environment, with the time that the request waited in its lane."""
        environ: dict[str, Any] = super().get_environment()
        environ[WAITED] = time.monotonic() - self.channel.queued
        environ[MAY_PUT_OFF] = self.channel.lane == READY
        return environ


class StrictChannel(HTTPChannel):  # type: ignore[misc]
    """A connection that is read by `StrictParser`."""

    parser_class, error_task_class, task_class = StrictParser, Refusal, Answer
    # When the request began that has not come to its end, and since when there has been something to take.
    begun = waits = 0.0
    # Since when the first of its requests has stood in a lane, by a clock that nobody sets.
    queued = 0.0
    # In which lane it stands, or stood, and since when its reader has waited in all.
    lane, came = READY, 0.0
    # Whether a request was refused; since when what still comes is thrown away, and how much it was.
    refused, lingers, thrown_away = False, 0.0, 0

    def received(self, data: bytes) -> bool:
        """Read incoming bytes and note when the request began; after a refusal discard them, up to a bound."""
        if self.lingers:
            self.thrown_away += len(data)
            if self.thrown_away > LINGER_REQUESTS * self.server.settings.max_request_bytes:
                self.handle_close()
            return False
        taken: bool = super().received(data)
        self.begun = 0.0 if self.request is None else self.begun or time.time()
        return taken

    def service(self) -> None:
        """Answer the first request, or let it wait for its turn; nothing is made for a reader who hung up while waiting."""
        if time.monotonic() - self.queued > GONE_AFTER_SECONDS and self.gone:
            self.connected = False
        try:
            super().service()
        except PutOffError:
            self.server.task_dispatcher.put_off(self)

    def comes_too_slowly(self, now: float) -> bool:
        """Whether a request has taken longer to arrive than the limit allows."""
        return bool(self.begun) and not self.requests and now - self.begun > self.server.settings.request_seconds

    def is_taken_too_slowly(self, now: float) -> bool:
        """Whether the client has stopped reading its answers, or reads them more slowly than the limit allows."""
        self.waits = (self.waits or now) if self.total_outbufs_len else 0.0
        if not self.waits:
            return False
        settings = self.server.settings
        return bool(now - self.last_activity > settings.idle_seconds or now - self.waits > settings.answer_seconds)

    def handle_close(self) -> None:
        """Close the connection; after a refusal close the sending side first.

        To close while the rest of a body is on its way resets the connection, and the reader loses the answer that says why.
        """
        if self.refused and self.connected and not self.lingers:
            self.lingers = time.time()
            self.will_close = self.close_when_flushed = False
            try:
                self.socket.shutdown(socket.SHUT_WR)
            except OSError:
                super().handle_close()
            return
        super().handle_close()

    def drop(self) -> None:
        """Close the connection at once: a client that reads nothing would keep it open for ever."""
        self.will_close, self.lingers = True, self.lingers or time.time()
        self.handle_close()

    def handle_error(self) -> None:
        """Close a connection after an internal error; the log has the error and no address of a reader."""
        LOG.exception("a connection was ended by a fault in the program")
        self.handle_close()

    @property
    def rests(self) -> bool:
        """Whether every request was answered and every answer was read."""
        return not (self.requests or self.request or self.total_outbufs_len)

    @property
    def asks(self) -> bool:
        """Whether unread bytes have arrived: closing now would reset the connection under a request."""
        return bool(self._next_byte())

    @property
    def gone(self) -> bool:
        """Whether the reader ended the connection, as far as that can be seen behind what came before."""
        return self._next_byte() == b""

    def _next_byte(self) -> bytes | None:
        """What comes next and stays there: nothing at the end of all, None where nothing has come yet."""
        try:
            seen: bytes = self.socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
            return seen
        except BlockingIOError:
            return None
        except OSError:
            return b""


class StrictServer(TcpWSGIServer):  # type: ignore[misc]
    """Serves on an open listening socket; requests and answers are buffered in memory and never on disk."""

    channel_class = StrictChannel
    ending = False

    def __init__(self, application: WSGIApplication, listener: socket.socket, settings: Settings) -> None:
        self.settings = settings
        most = settings.max_waiting_bytes
        bounds = Adjustments(
            sockets=[listener], ident=None, max_request_header_size=settings.max_header_bytes,
            max_request_body_size=settings.max_request_bytes, inbuf_overflow=settings.max_request_bytes + settings.max_header_bytes,
            outbuf_overflow=most, outbuf_high_watermark=most, channel_timeout=settings.idle_seconds,
            connection_limit=settings.max_connections, cleanup_interval=LOOK_SECONDS, backlog=settings.max_unaccepted,
        )  # fmt: skip
        address = (listener.family, listener.type, listener.proto, listener.getsockname())
        super().__init__(application, _sock=listener, dispatcher=Lanes(settings), adj=bounds, sockinfo=address, bind_socket=False)

    def maintenance(self, now: float) -> None:
        """Close connections on which nothing happens, requests that never end, answers that nobody takes, and the longest where too
        much waits.
        """
        super().maintenance(now)
        channels = list(self.active_channels.values())
        for channel in channels:
            lingers = channel.lingers and now - channel.lingers > LINGER_SECONDS
            if lingers or channel.comes_too_slowly(now) or channel.is_taken_too_slowly(now):
                channel.drop()
        waiting = sum(channel.total_outbufs_len for channel in channels)
        for channel in sorted(channels, key=lambda one: -one.total_outbufs_len):
            if waiting <= self.settings.max_waiting_bytes:
                break
            waiting -= channel.total_outbufs_len
            channel.drop()

    def answer(self, goes_on: Callable[[], bool]) -> None:
        """Serve while ``goes_on`` returns true; it is called at least once a second."""
        while goes_on():
            self._turn()

    def end(self, seconds: float, meanwhile: Callable[[], object] = lambda: None) -> None:
        """Accept no new connections and finish running answers for at most so many seconds.

        A kept connection may ask once more within `LINGER_SECONDS`, and is told with the answer that it ends.
        """
        self.ending = True
        wasyncore.dispatcher.close(self)
        begun = time.monotonic()
        while self.active_channels and (spent := time.monotonic() - begun) < seconds:
            meanwhile()
            for channel in list(self.active_channels.values()):
                if channel.rests and spent > LINGER_SECONDS and not channel.asks:
                    channel.drop()
            self._turn(0.2)
        self.task_dispatcher.shutdown(timeout=0.5)

    def _turn(self, seconds: float = 1.0) -> None:
        wasyncore.loop(seconds, use_poll=True, map=self._map, count=1)
        self.task_dispatcher.tell_overdue()
