"""Logging of the gunicorn master through the program’s log, without access lines."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from dashboard.web.observing import JsonLines


class Quiet(Logger):  # type: ignore[misc]
    """Writes errors as JSON lines; requests are logged by the application, without the reader's address."""

    def setup(self, cfg: Any) -> None:
        """Set up gunicorn's logging, then use JSON lines."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLines())
        self.error_log.propagate = False

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        """Write no access line."""
