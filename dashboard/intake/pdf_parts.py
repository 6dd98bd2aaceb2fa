"""The streams of a PDF, unpacked within bounds and without a PDF library: what is drawn, and what is attached.

A library that follows references would have to be trusted with a stranger's file; here every stream is taken as it lies there.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

STREAM = re.compile(rb"stream\r?\n")
END = b"endstream"
# What stands before a stream says what it is; longer descriptions are not ours.
LONGEST_HEAD = 2_000
MAX_STREAMS = 20_000
# Tables of contents of the file itself: another program writes them otherwise.
OF_THE_FILE = (b"/ObjStm", b"/XRef", b"/Metadata")
# What lies over a page without being a stream.
NOTES = re.compile(rb"/Subtype\s*/(?:FreeText|Stamp|Ink|Square|Widget)\b")


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream: the description before it, and its content, unpacked where it was packed."""

    head: bytes
    content: bytes


def streams(content: bytes, most: int) -> Iterator[Stream]:
    """Every stream in order; ends when more than ``most`` bytes were unpacked. One that is damaged has no content."""
    left, place = most, 0
    for _ in range(MAX_STREAMS):
        found = STREAM.search(content, place)
        end = content.find(END, found.end()) if found else -1
        if found is None or end < 0 or left <= 0:
            return
        head = content[max(found.start() - LONGEST_HEAD, place) : found.start()].rpartition(b"obj")[2]
        made = _unpacked(content[found.end() : end], head, left)
        left, place = left - len(made), end + len(END)
        yield Stream(head, made)


def drawn(content: bytes, most: int) -> Counter[bytes]:
    """Everything that is drawn or attached, and how often; and what is laid over the pages."""
    found = Counter(one.content for one in streams(content, most) if not any(word in one.head for word in OF_THE_FILE))
    return found + Counter(b"a note over the page" for _ in NOTES.finditer(content))


def _unpacked(packed: bytes, head: bytes, most: int) -> bytes:
    if b"/FlateDecode" not in head:
        return packed.rstrip(b"\r\n")[:most]
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        return b""
