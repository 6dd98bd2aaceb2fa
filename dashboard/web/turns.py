"""Files that are made on request, a few at the same time: who would have to wait too long is asked to come again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import flask

from dashboard.errors import PresenceError
from dashboard.settings import Settings
from dashboard.web.computing import BusyError, held

TURNS = "TURNS"


def keep_turns(server: flask.Flask, settings: Settings) -> None:
    """Let ``export_max_at_once`` files be made at the same time by ``server``, whatever they are."""
    server.config[TURNS] = threading.BoundedSemaphore(settings.export_max_at_once)


@contextmanager
def in_turn(settings: Settings) -> Iterator[None]:
    """Make a file within the block. Raises BusyError (503, Retry-After) after ``export_wait_seconds`` of waiting."""
    # A file is fetched by a link, and no page asks for it again: who waits keeps a thread, and a burst is answered in turn.
    with held(flask.current_app.config[TURNS], settings.export_wait_seconds, _busy):
        yield


def _busy() -> BusyError:
    return BusyError("files", "PRESENCE_EXPORT_WAIT_SECONDS", again=5)


def check_size(content: bytes, most: int) -> None:
    """Refuse a file that is too large. Raises PresenceError (E-EXPORT-SIZE)."""
    check_bytes(len(content), most)


def check_bytes(found: int, most: int) -> None:
    """Refuse a file of so many bytes, made or to be made. Raises PresenceError (E-EXPORT-SIZE)."""
    if found > most:
        raise PresenceError(
            "E-EXPORT-SIZE", f"{found:,} bytes", f"at most {most:,}", cause="the View has many senders, hosts or claims",
            next_step="choose fewer, or use: presence export; the operator may raise PRESENCE_EXPORT_MAX_BYTES",
        )  # fmt: skip
