"""Serves with several forked processes that share one loaded ledger.

The parent process opens a new generation, forks new workers from it and lets the old ones finish their answers. So the ledger is
loaded once and its memory is shared; loading it in each worker would cost its size for every process.
"""

from __future__ import annotations

import gc
import os
import socket
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from dashboard.settings import Settings
from dashboard.web.following import Make, Pointer, Service, forget, next_service

SHARED_MEMORY = "/dev/shm"  # noqa: S108


class Application(BaseApplication):  # type: ignore[misc]
    """The gunicorn application: every worker runs the service that was current when it was forked."""

    def __init__(self, settings: Settings, service: Service) -> None:
        self.settings, self.service = settings, service
        super().__init__()

    def load_config(self) -> None:
        """Set gunicorn's options here; no configuration file and no environment variable is read."""
        writable = SHARED_MEMORY if Path(SHARED_MEMORY).is_dir() and os.access(SHARED_MEMORY, os.W_OK) else None
        chosen: dict[str, Any] = {
            "workers": self.settings.workers, "worker_class": "dashboard.web.worker.Answering", "preload_app": True,
            "timeout": self.settings.silent_seconds, "graceful_timeout": self.settings.end_seconds, "loglevel": "warning",
            "worker_tmp_dir": writable, "control_socket_disable": True, "post_fork": self._seat, "child_exit": self._leave,
            "logger_class": "dashboard.web.worker_log.Quiet",
        }  # fmt: skip
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        """The WSGI callable; it looks the service up at each request, after the fork."""
        return self._answer

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self.service.application(environ, start_response)

    def _seat(self, _arbiter: Arbiter, worker: Any) -> None:
        self.service.board.sit(worker.age)
        # The worker's configuration is a copy by now; the parent keeps its shorter timeout.
        worker.cfg.set("graceful_timeout", self.settings.last_answer_seconds)

    def _leave(self, _arbiter: Arbiter, worker: Any) -> None:
        self.service.board.stand_up(worker.age, worker.pid)


class Above(Arbiter):  # type: ignore[misc]
    """The parent process: polls the pointer once a second and forks new workers from a new generation."""

    def __init__(self, application: Application, listener: socket.socket, exchange: Callable[[], bool]) -> None:
        self._listener, self._exchange = listener, exchange
        super().__init__(application)

    def start(self) -> None:
        """Start on the listening socket that is already open."""
        self.LISTENERS = [self._listener]
        super().start()

    def wait_for_signals(self, timeout: float = 1.0) -> list[int]:
        """Poll the pointer, then wait for signals."""
        if self._exchange():
            self.reload()
        signals: list[int] = super().wait_for_signals(timeout)
        return signals


def run_workers(settings: Settings, listener: socket.socket, service: Service, make: Make, pointer: Pointer) -> None:
    """Serve with the settings' number of processes until a signal ends it. Never returns."""
    application = Application(settings, service)
    del service

    def exchange() -> bool:
        if not pointer.moved():
            return False
        gc.unfreeze()
        # The caches hold objects of the old service.
        forget()
        old, application.service = application.service, next_service(pointer, application.service, make)
        exchanged = application.service is not old
        del old
        share()
        return exchanged

    listener.listen(settings.max_unaccepted)
    share()
    Above(application, listener, exchange).run()


def share() -> None:
    """Exclude all current objects from garbage collection: pages that are not written stay shared after a fork."""
    gc.collect()
    gc.freeze()
