"""A gunicorn worker process that answers requests with the threaded server."""

from __future__ import annotations

import os
from types import FrameType

from gunicorn.workers.base import Worker

from dashboard.web.wire import StrictServer


class Answering(Worker):  # type: ignore[misc]
    """A worker that serves like the single-process server: a slow client holds a connection but no thread."""

    server: StrictServer | None = None

    def run(self) -> None:
        """Serve until this process or its parent is to end, then finish running answers."""
        self.server = StrictServer(self.wsgi, self.sockets[0], self.app.settings)
        self.server.answer(self._goes_on)
        self.server.end(self.cfg.graceful_timeout, self.notify)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin the shutdown at once."""
        super().handle_exit(sig, frame)
        if self.server is not None:
            self.server.pull_trigger()

    def _goes_on(self) -> bool:
        self.notify()
        return bool(self.alive) and os.getppid() == self.ppid
