"""Shared state of all processes of a server: request counts, serving processes, and the generation that was refused.

It is an anonymous memory map, so processes forked later see the same bytes. Each process counts in a row of its own and needs no
lock of another. No data about readers is stored.
"""

from __future__ import annotations

import mmap
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

STATUSES = (200, 204, 303, 304, 308, 400, 401, 403, 404, 405, 413, 422, 429, 500, 503)
# Upper bounds of the classes of time in seconds; the last class has none.
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
FORMS = ("csv", "parquet", "svg", "png", "pdf", "pptx", "xlsx", "gif", "zip", "txt", "bib", "ris", "json", "html")
OTHER = "other"
NOTE_BYTES = 256


@dataclass(frozen=True, slots=True)
class Counts:
    """Sums over all processes.

    Attributes:
        requests: by route (row) and status (column, the last one: any other).
        times: requests in each class of time, the last class without a bound.
        seconds: time in all.
        exports: files handed out by form, the last one: any other.
    """

    requests: np.ndarray
    times: np.ndarray
    seconds: float
    exports: np.ndarray


class Board:
    """Request counts in shared memory, one row for each process, and the reason why the newest generation was refused."""

    def __init__(self, routes: Sequence[str] = (), rows: int = 1) -> None:
        self.routes = (*routes, OTHER)
        self._places = {route: i for i, route in enumerate(self.routes)}
        self._cells = len(self.routes) * (len(STATUSES) + 1)
        width = 1 + self._cells + len(BOUNDS) + 1 + 1 + len(FORMS) + 1
        self._memory = mmap.mmap(-1, rows * width * 8 + NOTE_BYTES)
        self._rows = np.frombuffer(self._memory, "float64", rows * width).reshape(rows, width)
        self._note = rows * width * 8
        self._row = 0
        self._lock = threading.Lock()
        self.sit(0)

    def sit(self, row: int) -> None:
        """Use this row for the current process. Earlier counts in it are kept, so totals never fall when a process is replaced."""
        self._row, self._lock = row % len(self._rows), threading.Lock()
        self._rows[self._row, 0] = os.getpid()

    def stand_up(self, row: int, process: int) -> None:
        """Mark the row as free after ``process`` ended; nothing happens where a newer process already uses the row."""
        row %= len(self._rows)
        if self._rows[row, 0] == process:
            self._rows[row, 0] = 0

    @property
    def processes(self) -> list[int]:
        """Ids of the processes that answer requests."""
        return sorted({int(one) for one in self._rows[:, 0] if one})

    def count(self, route: str, status: int, seconds: float, form: str = "") -> None:
        """Count one request; ``form`` is the file format of an export, empty for other answers."""
        at = self._places.get(route, len(self.routes) - 1)
        column = STATUSES.index(status) if status in STATUSES else len(STATUSES)
        times = 1 + self._cells
        row = self._rows[self._row]
        with self._lock:
            row[1 + at * (len(STATUSES) + 1) + column] += 1
            row[times + int(np.searchsorted(BOUNDS, seconds))] += 1
            row[times + len(BOUNDS) + 1] += seconds
            if form:
                row[times + len(BOUNDS) + 2 + (FORMS.index(form) if form in FORMS else len(FORMS))] += 1

    def counts(self) -> Counts:
        """What was counted so far in every process."""
        total = self._rows.sum(axis=0)
        times = 1 + self._cells
        requests = total[1:times].reshape(len(self.routes), len(STATUSES) + 1)
        after = times + len(BOUNDS) + 1
        return Counts(requests, total[times:after], float(total[after]), total[after + 1 :])

    @property
    def refused(self) -> str:
        """Why the newest generation is not in service; empty where it is."""
        return self._memory[self._note : self._note + NOTE_BYTES].rstrip(b"\0").decode("utf-8", "replace")

    @refused.setter
    def refused(self, words: str) -> None:
        self._memory[self._note : self._note + NOTE_BYTES] = words.encode()[:NOTE_BYTES].ljust(NOTE_BYTES, b"\0")
