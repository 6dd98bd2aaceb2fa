"""Four lanes of threads: files and maps that take seconds never stand before panels, and none of them before what is ready.

A request that waits in a lane holds a connection and no thread. So a reader who asks for a file, or for a map of a View that nobody
asked for before, waits for its turn, however many others do, and whoever asks whether the server lives is answered meanwhile.
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict, deque
from typing import Any

from waitress.task import ThreadedTaskDispatcher

from dashboard.settings import Settings

# What the application is told of a request: the seconds for which it stood in a lane.
WAITED = "presence.waited"
# What lets the application hand a request back that has to wait: it raises `PutOffError`, and is asked again in turn.
MAY_PUT_OFF = "presence.may_put_off"
READY, MADE, FILES, MAPS = "ready", "made", "files", "maps"
# What is kept; a map that is not is put off as soon as that is seen. A refusal costs nothing.
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


class PutOffError(BaseException):
    """No error: the answer has to be made, and its request is to stand among those that wait for one.

    Not an Exception, so that nothing answers, counts or logs the request before it has been answered.
    """


# Who was told to come again keeps the place in the line for so long, of so many.
PLACE_KEPT_S, PLACES_KEPT = 30.0, 1_000
# How often those are looked for who have waited for too long.
LOOK_S = 0.2


class Lane(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Connections that wait for one of so many threads, who came first first."""

    queue: deque[Any]

    def __init__(self, threads: int) -> None:
        super().__init__()
        self.set_thread_count(threads)

    def add_task(self, channel: Any) -> None:
        """Put the connection behind those that came before it; for most that is the end."""
        super().add_task(channel)
        with self.lock:
            if len(self.queue) > 1 and self.queue[-1] is channel and self.queue[-2].came > channel.came:
                self.queue = deque(sorted(self.queue, key=lambda one: one.came))

    def overdue(self, since: float) -> list[Any]:
        """Take out those that have waited since before ``since``."""
        with self.lock:
            taken = [channel for channel in self.queue if channel.queued < since]
            if taken:
                self.queue = deque(channel for channel in self.queue if channel.queued >= since)
        return taken


class Places:
    """Since when those have waited who were told to come again; safe among threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, channel: Any) -> None:
        """Remember the place of what is asked for."""
        with self._lock:
            self._kept[_asked(channel)] = (channel.came, time.monotonic() + PLACE_KEPT_S)
            while len(self._kept) > PLACES_KEPT:
                self._kept.popitem(last=False)

    def take(self, channel: Any) -> float:
        """Since when the reader has waited for what is asked for now."""
        with self._lock:
            came, until = self._kept.pop(_asked(channel), (0.0, 0.0))
        queued: float = channel.queued
        return came if time.monotonic() < until else queued


def _asked(channel: Any) -> tuple[str, str]:
    return channel.requests[0].path, channel.requests[0].query


class Lanes:
    """What `StrictServer` hands whole requests to, in the place of one line for all."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lanes = {
            READY: Lane(settings.threads),
            MADE: Lane(max(1, settings.threads // 2)),
            FILES: Lane(settings.export_max_at_once),
            MAPS: Lane(settings.maps_max_at_once),
        }
        self._patience = {FILES: settings.export_wait_seconds, MAPS: settings.maps_wait_seconds}
        self._places, self._next_look = Places(), 0.0

    def add_task(self, channel: Any) -> None:
        """Put the connection, whose first request is to be answered, into the lane of that request."""
        channel.queued = channel.came = time.monotonic()
        request = channel.requests[0]
        # What was refused while its head was read has no path.
        channel.lane = READY if request.error else lane_of(request.path, self._settings.prefix)
        self._lanes[channel.lane].add_task(channel)

    def put_off(self, channel: Any) -> None:
        """Put the connection where it belongs among those that wait for a map; how long it has waited goes on."""
        channel.lane, channel.came = MAPS, self._places.take(channel)
        self._lanes[MAPS].add_task(channel)

    def tell_overdue(self) -> None:
        """Let those who have waited for a file or a map for too long be told so, by a thread that makes none."""
        now = time.monotonic()
        if now < self._next_look:
            return
        self._next_look = now + LOOK_S
        for name, seconds in self._patience.items():
            for channel in self._lanes[name].overdue(now - seconds):
                if name == MAPS:
                    self._places.keep(channel)
                self._lanes[READY].add_task(channel)

    def shutdown(self, timeout: float) -> None:
        """End all threads; what they do not finish within the time is cancelled."""
        ends = time.monotonic() + timeout
        for lane in self._lanes.values():
            lane.shutdown(timeout=max(0.0, ends - time.monotonic()))
