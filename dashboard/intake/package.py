"""Checks a packed file (XLSX, ODS) before anything reads it: what it holds, and what it truly unpacks to."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from dashboard.errors import PresenceError

# The largest workbook that people made by hand and that was seen has some eighty parts; slides have up to seven a slide.
MAX_ENTRIES: dict[str, int] = {".pptx": 500}
MAX_PARTS = 200
# A sheet of a real table packs ten to thirty times; a bomb a thousand times.
MAX_RATIO = 100
# Below this much, the ratio says nothing: a sheet of blanks packs as well as a bomb.
SMALL = 1_000_000
STEP = 1 << 16
LOCAL_HEADER = struct.Struct("<4s22xHH")
# Compound files: workbooks with a password, and those of before 2007.
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# No program writes these into a workbook: they make a little text stand for a lot.
DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")


def check_package(content: bytes, name: str, ending: str, needed: str, max_bytes: int) -> None:
    """Pass where ``content`` is a packed file that holds the part ``needed`` and unpacks to what it says it does.

    Every part is unpacked once, piece by piece and never kept, so that a size that was made up is found out.

    Raises PresenceError: E-OPEN-ENCRYPTED, E-OPEN-FORMAT (no packed file, a broken one, or none of this kind) or E-OPEN-PACKED (too
    many parts, too much in them, names outside the file, sizes that are not true, declarations of entities).
    """
    if content.startswith(COMPOUND):
        raise _encrypted("an encrypted or old workbook", name, ending)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, EOFError, NotImplementedError, OSError, struct.error) as error:
        raise _format(str(error)[:120], name, ending) from error
    _check_names(entries, name, ending)
    _check_sizes(entries, name, max_bytes)
    if any(entry.flag_bits & 1 for entry in entries):
        raise _encrypted("an encrypted part", name, ending)
    if needed not in {entry.filename for entry in entries}:
        raise _format(f"no {needed} in it", name, ending)
    for entry in entries:
        _check_part(content, entry, name, ending)


def _packed(found: str, expected: str, name: str) -> PresenceError:
    return PresenceError(
        "E-OPEN-PACKED", found, expected, cause="a file that was made to harm, or no ordinary workbook",
        next_step="save the table as CSV and add that", where=name,
    )  # fmt: skip


def _format(found: str, name: str, ending: str) -> PresenceError:
    return PresenceError(
        "E-OPEN-FORMAT", found, f"a workbook, as {ending} says", cause="another kind of file, or one that was cut short",
        next_step="save it again from the program that made it", where=name,
    )  # fmt: skip


def _encrypted(found: str, name: str, ending: str) -> PresenceError:
    return PresenceError(
        "E-OPEN-ENCRYPTED", found, f"an open {ending} file", cause="it has a password, or is of before 2007",
        next_step=f"save it as {ending} without a password", where=name,
    )  # fmt: skip


def _check_names(entries: list[zipfile.ZipInfo], name: str, ending: str) -> None:
    most = MAX_ENTRIES.get(ending, MAX_PARTS)
    if len(entries) > most:
        raise _packed(f"{len(entries):,} parts", f"at most {most}", name)
    names = [entry.filename for entry in entries]
    unsafe = [part for part in names if part.startswith(("/", "\\")) or "\\" in part or ".." in part.split("/") or ":" in part]
    if unsafe:
        raise _packed(ascii(unsafe[0])[:80], "parts with names inside the workbook", name)
    if len(set(names)) < len(names):
        raise _packed("two parts of one name", "each part once", name)


def _check_sizes(entries: list[zipfile.ZipInfo], name: str, max_bytes: int) -> None:
    whole = sum(entry.file_size for entry in entries)
    packed = max(sum(entry.compress_size for entry in entries), 1)
    if whole > max_bytes or (whole > SMALL and whole / packed > MAX_RATIO):
        most = f"at most {max_bytes:,}, and at most {MAX_RATIO} times as many as it takes"
        raise _packed(f"{packed:,} bytes that unpack to {whole:,}", most, name)


def _check_part(content: bytes, entry: zipfile.ZipInfo, name: str, ending: str) -> None:
    """Unpack the part; its true size must be the one it states."""
    header = content[entry.header_offset : entry.header_offset + LOCAL_HEADER.size]
    if len(header) < LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
        raise _format(f"no part where {ascii(entry.filename)[:60]} should be", name, ending)
    _, name_length, extra_length = LOCAL_HEADER.unpack(header)
    start = entry.header_offset + LOCAL_HEADER.size + name_length + extra_length
    data = memoryview(content)[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        size, first = len(data), bytes(data[:STEP])
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        size, first = _unpacked(data, entry, name, ending)
    else:
        raise _format(f"{ascii(entry.filename)[:60]} packed in a way that workbooks are not", name, ending)
    if size != entry.file_size:
        raise _packed(f"{ascii(entry.filename)[:60]} of another size than it states", "true sizes", name)
    if any(word in first for word in DECLARATIONS):
        raise _packed(f"a declaration of entities in {ascii(entry.filename)[:60]}", "a workbook without them", name)


def _unpacked(data: memoryview, entry: zipfile.ZipInfo, name: str, ending: str) -> tuple[int, bytes]:
    """The true size, as far as one byte above the stated one, and the first piece."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    size, first, rest = 0, b"", bytes(data)
    try:
        while not stream.eof and size <= entry.file_size:
            piece = stream.decompress(rest, STEP)
            rest = stream.unconsumed_tail
            first = first or piece
            size += len(piece)
            if not piece and not rest:
                break
    except zlib.error as error:
        raise _format(f"{ascii(entry.filename)[:60]}: {error}", name, ending) from error
    return size, first
