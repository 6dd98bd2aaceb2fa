"""Serves the application with threads, in one process or several, and switches to new generations without a restart."""

from __future__ import annotations

import contextvars
import importlib.util
import os
import signal
import socket
import sys
import threading
from types import FrameType

from dashboard.errors import PresenceError
from dashboard.examination import port_problem
from dashboard.ledger.provenance import check_trusted
from dashboard.ledger.store import Ledger, open_ledger
from dashboard.settings import Settings
from dashboard.web.board import Board
from dashboard.web.following import Dispatcher, Pointer, Service
from dashboard.web.waiting import Room
from dashboard.web.wire import StrictServer
from dashboard.web.without_ledger import service_without_ledger


class Opening:
    """Opens the current generation whenever called; all services it makes share one board and one upload room."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._board: Board | None = None
        self._room: Room | None = None

    def __call__(self) -> Service:
        """Open it. Raises PresenceError where it cannot be opened, or is not what the operator trusts."""
        chosen = self._settings
        ledger = open_ledger(chosen.data)
        check_trusted(chosen.data, ledger.generation, chosen.trusted_fingerprints)
        service = service_of(chosen, ledger, self._board, self._room)
        self._board, self._room = service.board, service.room
        return service

    def first(self, pointer: Pointer) -> Service:
        """The first service; where no generation can be opened, one that answers 503 until one can.

        Raises PresenceError for what no publication would mend, such as a wrong catalogue.
        """
        try:
            return self()
        except PresenceError as error:
            if not error.code.startswith("E-STORE-"):
                raise
            pointer.try_again_later()
            sys.stderr.write(f"{error}\n")
            return service_without_ledger(self._settings, error)


def serve(settings: Settings) -> None:
    """Serve until interrupted. Refuses Dash's debug mode, which would open the machine to readers.

    Where there is no generation that can be opened, the server says so with status 503 until one is published.

    On SIGTERM nothing new is taken, and what is running is answered. Raises PresenceError (E-SERVE-DEBUG, E-SERVE-PORT,
    E-SERVE-WORKERS).
    """
    _check(settings)
    listener = _listen(settings)
    from dashboard.web.memory import give_back
    from dashboard.web.observing import log_as_json

    log_as_json()
    # Before the first look at the ledger, so that nothing published meanwhile is missed.
    pointer = Pointer(settings.data / "store", settings.follow_seconds, again=settings.try_again_seconds)
    opening = Opening(settings)
    service = opening.first(pointer)
    give_back()
    address, port = listener.getsockname()[:2]
    standing = f"ledger {service.generation}" if service.generation else "no ledger yet"
    sys.stderr.write(f"Presence Atlas, {standing}: http://{address}:{port}{settings.prefix}\n")
    sys.stderr.flush()
    if settings.workers > 1:
        from dashboard.web.workers import run_workers

        run_workers(settings, listener, service, opening, pointer)
    else:
        _run_alone(settings, listener, Dispatcher(service, opening, pointer, last=settings.last_answer_seconds))


def service_of(settings: Settings, ledger: Ledger, board: Board | None = None, room: Room | None = None) -> Service:
    """The service that answers from ``ledger``, with the server's board and upload room where these exist already."""
    from dashboard.web.server import create_app

    # Dash remembers the last application in the context it was made in, where it would outlive its service.
    server = contextvars.copy_context().run(create_app, settings, ledger, board, room).server
    return Service(ledger.generation, server, server.config["BOARD"], server.config["ROOM"])


def _run_alone(settings: Settings, listener: socket.socket, dispatcher: Dispatcher) -> None:
    server, ended = StrictServer(dispatcher, listener, settings), threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        ended.set()
        server.pull_trigger()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    server.answer(lambda: not ended.is_set())
    server.end(settings.end_seconds)


def _check(settings: Settings) -> None:
    if os.environ.get("DASH_DEBUG", "").lower() in ("1", "true", "yes"):
        raise PresenceError(
            "E-SERVE-DEBUG", "DASH_DEBUG is set", "no debug mode", cause="a shell left over from development",
            next_step="run: unset DASH_DEBUG", where="environment",
        )  # fmt: skip
    able = hasattr(os, "fork") and importlib.util.find_spec("gunicorn") is not None
    if settings.workers > 1 and not able:
        raise PresenceError(
            "E-SERVE-WORKERS", f"{settings.workers} processes", "one process on this system", cause="it cannot fork processes",
            next_step="leave the setting out, and give one process more threads", where="PRESENCE_WORKERS",
        )  # fmt: skip


def _listen(settings: Settings) -> socket.socket:
    """The listening socket. It is bound before the ledger is opened, so that a port in use is reported at once."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Head and body are two packets; without this the second waits 40 milliseconds for a receipt of the first.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise PresenceError.of([port_problem(error, settings)]) from error
    return listener
