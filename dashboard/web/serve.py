"""Serves the application with threads; readers on slow lines do not hold up the others."""

from __future__ import annotations

import logging
import os
import socket
import sys

import waitress

from dashboard.errors import PresenceError
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings

# A header longer than this is no browser's.
MAX_HEADER_BYTES = 16_384
IDLE_SECONDS = 60


def serve(settings: Settings, ledger: Ledger) -> None:
    """Serve until interrupted. Refuses Dash's debug mode, which would open the machine to readers.

    Raises PresenceError (E-SERVE-DEBUG, E-SERVE-PORT).
    """
    if os.environ.get("DASH_DEBUG", "").lower() in ("1", "true", "yes"):
        raise PresenceError(
            "E-SERVE-DEBUG", "DASH_DEBUG is set", "no debug mode", cause="a shell left over from development",
            next_step="run: unset DASH_DEBUG", where="environment",
        )  # fmt: skip
    listener = _listen(settings)
    from dashboard.web.memory import give_back
    from dashboard.web.server import create_app

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    app = create_app(settings, ledger)
    give_back()
    server = waitress.create_server(
        app.server, sockets=[listener], threads=settings.threads, ident=None, max_request_header_size=MAX_HEADER_BYTES,
        max_request_body_size=settings.max_request_bytes, channel_timeout=IDLE_SECONDS,
    )  # fmt: skip
    address, port = listener.getsockname()[:2]
    sys.stderr.write(f"Presence Atlas, ledger {ledger.generation}: http://{address}:{port}\n")
    sys.stderr.flush()
    server.run()


def _listen(settings: Settings) -> socket.socket:
    """The socket that readers will reach. It is taken first, so that a port in use is told at once."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise PresenceError(
            "E-SERVE-PORT", str(error), f"port {settings.port} to be free", cause="another program listens there",
            next_step="choose another: presence serve --port 8051", where=f"{settings.host}:{settings.port}",
        ) from error  # fmt: skip
    return listener
