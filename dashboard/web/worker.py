"""A gunicorn worker process that answers requests with the threaded server."""

from __future__ import annotations

import os
from types import FrameType

from gunicorn.workers.base import Worker

from dashboard.web.wire import StrictServer


class Answering(Worker):  # type: ignore[misc]
    """Reads and answers as a server of one process does; slow readers hold a connection each and no thread."""

    server: StrictServer | None = None

    def run(self) -> None:
        """Answer until this or the process above is to end; then let everyone have what was asked for."""
        self.server = StrictServer(self.wsgi, self.sockets[0], self.app.settings)
        self.server.answer(self._goes_on)
        self.server.end(self.cfg.graceful_timeout, self.notify)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to end, at once."""
        super().handle_exit(sig, frame)
        if self.server is not None:
            self.server.pull_trigger()

    def _goes_on(self) -> bool:
        self.notify()
        return bool(self.alive) and os.getppid() == self.ppid
