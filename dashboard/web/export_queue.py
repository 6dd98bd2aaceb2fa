"""Limits how many exports are made at the same time; a request that would wait too long gets 503 and Retry-After."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

import flask

from dashboard.errors import PresenceError
from dashboard.settings import Settings
from dashboard.web.computing import BusyError, held
from dashboard.web.lanes import WAITED

TURNS = "TURNS"


def keep_turns(server: flask.Flask, settings: Settings) -> None:
    """Let ``export_max_at_once`` files be made at the same time by ``server``, whatever they are."""
    server.config[TURNS] = threading.BoundedSemaphore(settings.export_max_at_once)


@contextmanager
def in_turn(settings: Settings) -> Iterator[None]:
    """Make a file within the block. Raises BusyError (503, Retry-After) after ``export_wait_seconds`` of waiting,
    in its lane and here.
    """
    # A file is fetched by a link, and no page asks for it again: a burst waits in its lane, without threads, and is answered in turn.
    waited = flask.request.environ.get(WAITED, 0.0)
    with held(flask.current_app.config[TURNS], max(0.0, settings.export_wait_seconds - waited), _busy):
        yield


def _busy() -> BusyError:
    return BusyError("files", "PRESENCE_EXPORT_WAIT_SECONDS", again=5)


def in_turn_unless_shown(settings: Settings, form: str) -> AbstractContextManager[None]:
    """The same for what a page shows as SVG and gives away in other forms: the picture of a page waits for no file."""
    return nullcontext() if form == "svg" else in_turn(settings)


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
