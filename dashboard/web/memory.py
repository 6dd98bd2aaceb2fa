"""Returns freed memory to the operating system after large temporary allocations."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable
from functools import cache

import pyarrow as pa


@cache
def _trim() -> Callable[[int], int] | None:
    """The C library's `malloc_trim`; None where it has none (it is glibc's own)."""
    try:
        # The library that runs here already; to look for one by name would start programs.
        return ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError, TypeError):
        return None


def give_back() -> None:
    """Return free memory to the system: tables of the whole clock take hundreds of megabytes briefly, and threads' heaps would keep them."""
    pa.default_memory_pool().release_unused()
    trim = _trim()
    if trim:
        trim(0)


class Pause:
    """Limits how often memory is returned: trimming takes longer than a small answer may."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._next = 0.0

    def give_back(self) -> None:
        """Return memory if enough time has passed; otherwise do nothing."""
        now = time.monotonic()
        if now >= self._next:
            self._next = now + self._seconds
            give_back()
