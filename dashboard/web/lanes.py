"""Three lanes of threads: files that take seconds never stand before panels, and neither before what is ready.

A request that waits in a lane holds a connection and no thread. So a reader who followed a link to a file waits for its turn, however
many others do, and whoever asks whether the server lives is answered meanwhile.
"""

from __future__ import annotations

import re
import time
from typing import Any

from waitress.task import ThreadedTaskDispatcher

from dashboard.settings import Settings

# What the application is told of a request: the seconds for which it stood in a lane.
WAITED = "presence.waited"
READY, MADE, FILES = "ready", "made", "files"
# What is kept, or watched by the gate of maps; a refusal costs nothing.
IS_READY = re.compile(
    r"/(healthz|readyz|metrics|robots\.txt|_favicon\.ico|assets/.*|_dash-(?!update-component).*|api/v1/(frames|atlas|world).*)?"
)
# Everything that takes a turn (`dashboard.web.export_queue`); pictures of comparisons and of pairs are parts of pages.
IS_FILE = re.compile(
    r"/api/v1/(export|(browse|table|claims|map|series|citation)\.(?!json$)\w+|(compare|known|pair)\.(?!json$|svg$)\w+"
    r"|stories/(.+\.(pptx|pdf|html)|read\.json))"
)


def lane_of(path: str, prefix: str = "") -> str:
    """Which lane answers this path, below the prefix of a proxy or not."""
    # The application sees one slash in the place of several at the beginning.
    path = f"/{path.lstrip('/')}".removeprefix(prefix) or "/"
    if IS_READY.fullmatch(path):
        return READY
    return FILES if IS_FILE.fullmatch(path) else MADE


class Lane(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Connections that wait for one of so many threads, who came first first."""

    def __init__(self, threads: int) -> None:
        super().__init__()
        self.set_thread_count(threads)

    def overdue(self, since: float) -> list[Any]:
        """Take out those that have waited since before ``since``."""
        taken = []
        with self.lock:
            while self.queue and self.queue[0].queued < since:
                taken.append(self.queue.popleft())
        return taken


class Lanes:
    """What `StrictServer` hands whole requests to, in the place of one line for all."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lanes = {
            READY: Lane(settings.threads),
            MADE: Lane(max(1, settings.threads // 2)),
            FILES: Lane(settings.export_max_at_once),
        }

    def add_task(self, channel: Any) -> None:
        """Put the connection, whose first request is to be answered, into the lane of that request."""
        channel.queued = time.monotonic()
        request = channel.requests[0]
        # What was refused while its head was read has no path.
        lane = READY if request.error else lane_of(request.path, self._settings.prefix)
        self._lanes[lane].add_task(channel)

    def tell_overdue(self) -> None:
        """Let those who have waited for a file for too long be told so, by a thread that makes none."""
        for channel in self._lanes[FILES].overdue(time.monotonic() - self._settings.export_wait_seconds):
            self._lanes[READY].add_task(channel)

    def shutdown(self, timeout: float) -> None:
        """End all threads; what they do not finish within the time is cancelled."""
        ends = time.monotonic() + timeout
        for lane in self._lanes.values():
            lane.shutdown(timeout=max(0.0, ends - time.monotonic()))
