"""Opens a stranger's file: checks it before reading, bounds what reading may cost, and gives every cell as text.

A workbook is opened in a process of its own that may not take more time and memory than the settings allow.
"""

from __future__ import annotations

import csv
import io
import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

import pandas as pd

from dashboard.domain.letters import HIDING
from dashboard.errors import PresenceError, Problem
from dashboard.intake.package import check_package
from dashboard.settings import Settings

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
BOOK_ENDINGS = (".xlsx", ".ods")
# What a workbook must hold to be one, by its ending.
PARTS = {".xlsx": "[Content_Types].xml", ".ods": "content.xml"}
SEPARATORS = ",;\t|"
ENCODINGS = ("utf-8-sig", "utf-16", "cp1252")
UNSEEN = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")
MAX_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as text.

    Attributes:
        name: its name without folder.
        sheets: sheet name -> cells as text (dtype str, columns 0..n-1, no header taken, empty cells missing); a text file is one
            sheet named "".
        notes: what was decided in reading it: encoding, separator, letters that were left out.
        typed: True for a workbook, whose numbers are numbers and no text: a point in them is before the decimals.
        max_rows: most rows that a sheet may have, also where its columns are turned into rows.
        hidden: sheets that a reader of the workbook does not see.
    """

    name: str
    sheets: Mapping[str, pd.DataFrame]
    notes: tuple[str, ...] = ()
    typed: bool = False
    max_rows: int = 200_000
    hidden: tuple[str, ...] = ()


def open_table(path: Path, settings: Settings) -> Opened:
    """Open a text file (CSV, TSV) or workbook (XLSX, ODS).

    Only a plain file is opened, by a path and never by an address. Raises PresenceError with a code ``E-OPEN-...``: not a plain
    file, too large, not what its name says, packed too densely, encrypted, too many sheets, rows, columns or letters, letters
    that hide others; every cell of the last kind is named.
    """
    return read_content(plain_file(path, settings), path.name, settings)


def read_content(content: bytes, name: str, settings: Settings) -> Opened:
    """The content of a file of that name as `open_table` gives it, whatever place it came from. Raises the same errors."""
    if len(content) > settings.add_max_bytes:
        raise _too_large(f"{len(content):,} bytes", f"{settings.add_max_bytes:,} bytes", name, "ADD_MAX_BYTES")
    ending = PurePath(name).suffix.lower()
    notes: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    if ending in BOOK_ENDINGS:
        check_package(content, name, ending, PARTS[ending], settings.add_max_unpacked_bytes)
        sheets, hidden = _workbook(content, name, settings)
    elif ending in TEXT_ENDINGS:
        rows, notes = _text_rows(content, name, settings)
        sheets = {"": _frame(rows, name, "", settings)}
    else:
        raise _error("E-OPEN-KIND", ending or "no ending", f"one of {', '.join((*TEXT_ENDINGS[:2], *BOOK_ENDINGS))}", name)
    return _cleaned(Opened(name, sheets, notes, typed=ending in BOOK_ENDINGS, max_rows=settings.add_max_rows, hidden=hidden))


def _error(code: str, found: str, expected: str, where: str, cause: str = "", next_step: str = "") -> PresenceError:
    return PresenceError(code, found, expected, cause=cause, next_step=next_step, where=where)


def plain_file(path: Path, settings: Settings) -> bytes:
    """The bytes of a plain file, no link, pipe or address; within the bounds of the settings. Raises PresenceError (E-OPEN-...)."""
    if ADDRESS.match(str(path)):
        raise _error("E-OPEN-ADDRESS", str(path)[:200], "a file on this machine", str(path)[:200], next_step="fetch it first")
    try:
        # A link is not followed, and a pipe not waited for: neither is a file that somebody chose.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except (OSError, ValueError) as error:
        found = getattr(error, "strerror", None) or str(error)
        raise _error(
            "E-OPEN-FILE", found, "a plain file that can be read, and no link to one", str(path)[:200],
            "a misspelt name, another folder, or permissions", "name a file that is there, with its folder",
        ) from error  # fmt: skip
    try:
        return _bounded_bytes(handle, path.name, settings)
    finally:
        os.close(handle)


def _bounded_bytes(handle: int, name: str, settings: Settings) -> bytes:
    facts = os.fstat(handle)
    if not stat.S_ISREG(facts.st_mode):
        raise _error("E-OPEN-FILE", "no plain file", "a plain file", name, "a folder, a device or a pipe", "name the file itself")
    if facts.st_size > settings.add_max_bytes:
        raise _too_large(f"{facts.st_size:,} bytes", f"{settings.add_max_bytes:,} bytes", name, "ADD_MAX_BYTES")
    with os.fdopen(handle, "rb", closefd=False) as file:
        content = file.read(settings.add_max_bytes + 1)
    if len(content) != facts.st_size or os.fstat(handle).st_mtime_ns != facts.st_mtime_ns:
        raise _error("E-OPEN-CHANGED", "a file that changed while it was read", "a file at rest", name, "it is being copied")
    return content


def _too_large(found: str, most: str, where: str, setting: str) -> PresenceError:
    step = f"add a part of it, or raise PRESENCE_{setting}"
    return _error("E-OPEN-SIZE", found, f"at most {most}", where, "a file that is larger than a table of figures needs", step)


def _workbook(content: bytes, name: str, settings: Settings) -> tuple[dict[str, pd.DataFrame], tuple[str, ...]]:
    from dashboard.intake.workbook import read_apart

    sheets, hidden = read_apart(content, name, settings)
    return {sheet: _frame(rows, name, sheet, settings) for sheet, rows in sheets.items()}, hidden


def _text_rows(content: bytes, name: str, settings: Settings) -> tuple[Iterator[list[str]], tuple[str, ...]]:
    text, encoding = _decoded(content, name)
    # A field may hold line ends; the sample need not end with a line.
    sample = text[:20_000]
    separator = max(SEPARATORS, key=lambda letter: _regularity(sample, letter))
    told = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "bar"}[separator]
    return _records(text, separator, name, settings), (f"read as {encoding} text, cells separated by {told}",)


def _records(text: str, separator: str, name: str, settings: Settings) -> Iterator[list[str]]:
    """The rows one by one; none is put together that is longer than a row may be, however many lines it runs over."""
    taken = 0

    def lines() -> Iterator[str]:
        nonlocal taken
        for line in io.StringIO(text, newline=""):
            taken += len(line)
            if taken > settings.add_max_line_chars:
                found, most = f"a row of more than {settings.add_max_line_chars:,} characters", "that many"
                raise _too_large(found, most, name, "ADD_MAX_LINE_CHARS")
            yield line

    reader = csv.reader(lines(), delimiter=separator, strict=True)
    try:
        for row in reader:
            taken = 0
            yield row
    except csv.Error as error:
        raise _error(
            "E-OPEN-QUOTES", str(error), "cells whose quotation marks close", f"{name}, line {reader.line_num}",
            "a quotation mark inside a cell, or one that is missing", "double it within the cell, or close it",
        ) from error  # fmt: skip


def _decoded(content: bytes, name: str) -> tuple[str, str]:
    if content[:4] == b"PK\x03\x04" or content[:4] == b"%PDF":
        raise _error(
            "E-OPEN-FORMAT", "a packed file", "a text file, as the ending says", name, "another kind of file under this name"
        )
    if b"\x00" in content[:1000] and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise _error("E-OPEN-FORMAT", "bytes that are no text", "a text file", name, "another kind of file under this name")
    order = ENCODINGS if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    for encoding in ("utf-16",) if order is ENCODINGS else order:
        try:
            return content.decode(encoding), {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}[encoding]
        except UnicodeDecodeError:
            continue
    raise _error("E-OPEN-ENCODING", "letters of an unknown encoding", "UTF-8 text", name, next_step="save the file as UTF-8")


def _regularity(sample: str, separator: str) -> tuple[int, int]:
    """How well a separator cuts the first lines: lines with the commonest number of cells (above one), then that number."""
    lines = [line for line in sample.splitlines()[:50] if line.strip()]
    counts = [len(row) for row in csv.reader(lines, delimiter=separator)] if lines else []
    wide = [count for count in counts if count > 1]
    commonest = max(set(wide), key=wide.count, default=0)
    return (wide.count(commonest) if commonest else 0, commonest)


def _frame(rows: Iterable[list[str]], name: str, sheet: str, settings: Settings) -> pd.DataFrame:
    kept = list(_bounded(rows, name, sheet, settings))
    width = max((len(row) for row in kept), default=0)
    even = [[*row, *[""] * (width - len(row))] for row in kept]
    frame = pd.DataFrame(even, columns=range(width), dtype="str")
    return frame.mask(frame == "")


def _bounded(rows: Iterable[list[str]], name: str, sheet: str, settings: Settings) -> Iterator[list[str]]:
    where = f"{name}, sheet {sheet}" if sheet else name
    for number, row in enumerate(rows, 1):
        if number > settings.add_max_rows:
            raise _too_large(
                f"more than {settings.add_max_rows:,} rows", f"{settings.add_max_rows:,} rows", where, "ADD_MAX_ROWS"
            )
        if len(row) > settings.add_max_columns:
            raise _too_large(
                f"{len(row):,} columns in row {number}", f"{settings.add_max_columns} columns", where, "ADD_MAX_COLUMNS"
            )
        longest = max((len(cell) for cell in row), default=0)
        if longest > settings.add_max_cell_chars:
            found = f"a cell of {longest:,} characters in row {number}"
            raise _too_large(found, f"{settings.add_max_cell_chars:,} characters", where, "ADD_MAX_CELL_CHARS")
        yield row


def _cleaned(opened: Opened) -> Opened:
    sheets = opened.sheets
    problems = [problem for sheet in sheets for problem in _hidden_name(sheet, opened.name)]
    problems += [problem for sheet, frame in sheets.items() for problem in _hidden(frame, opened.name, sheet)]
    if problems:
        raise PresenceError.of(problems[:MAX_SHOWN])
    clean = {sheet: _plain_text(frame) for sheet, frame in sheets.items()}
    unseen = sum(int(_matches(frame, UNSEEN).sum().sum()) for frame in sheets.values())
    told = (f"letters without width were left out of {unseen} cells",) if unseen else ()
    return replace(opened, sheets=clean, notes=(*opened.notes, *told))


def _matches(frame: pd.DataFrame, pattern: re.Pattern[str]) -> pd.DataFrame:
    return frame.apply(lambda column: column.str.contains(pattern, na=False)) if frame.size else frame.astype(bool)


def _hidden_name(sheet: str, name: str) -> list[Problem]:
    if not HIDING.search(sheet):
        return []
    return [
        Problem(
            "E-OPEN-HIDDEN", ascii(sheet)[:80], "the name of a sheet that shows as it is",
            cause="letters that turn the direction of the text, or control letters", next_step="give the sheet another name", where=name,
        )
    ]  # fmt: skip


def _hidden(frame: pd.DataFrame, name: str, sheet: str) -> list[Problem]:
    found = _matches(frame, HIDING)
    cells = [(row, column) for row, column in zip(*found.to_numpy().nonzero(), strict=True)][:MAX_SHOWN]
    return [
        Problem(
            "E-OPEN-HIDDEN", ascii(str(frame.iloc[row, column]))[:80], "text that shows as it is",
            cause="letters that turn the direction of the text, or control letters",
            next_step="remove them and add the file again",
            where=f"{name}{', sheet ' + sheet if sheet else ''}, row {row + 1}, column {column + 1}",
        )
        for row, column in cells
    ]  # fmt: skip


def _plain_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Composed letters (NFC), none without width, no space at the ends; a cell of spaces is empty."""

    def clean(text: str) -> str:
        return unicodedata.normalize("NFC", UNSEEN.sub("", text)).replace("\u00a0", " ").strip()

    def column(values: pd.Series) -> pd.Series:
        distinct = {text: clean(text) for text in values.dropna().unique()}
        cleaned = values.map(distinct).astype("str")
        return cleaned.mask(cleaned == "")

    return frame.apply(column) if frame.size else frame
