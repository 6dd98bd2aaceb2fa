"""Gives memory back to the machine after work that took much of it for a moment."""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Callable
from functools import cache

import pyarrow as pa


@cache
def _trim() -> Callable[[int], int] | None:
    """The C library's `malloc_trim`; None where it has none (it is glibc's own)."""
    name = ctypes.util.find_library("c")
    try:
        return ctypes.CDLL(name).malloc_trim if name else None
    except (OSError, AttributeError):
        return None


def give_back() -> None:
    """Return what is free. Tables of the whole clock take hundreds of megabytes for a moment, and threads would keep them."""
    pa.default_memory_pool().release_unused()
    trim = _trim()
    if trim:
        trim(0)
