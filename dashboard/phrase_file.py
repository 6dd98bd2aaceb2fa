"""Reads the table of phrases from the catalogue and checks every row, so that a mistyped one is told and not guessed at."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from dashboard.domain.phrases import PhraseBook, PhraseRow, pattern_regex, share
from dashboard.errors import PresenceError, Problem

PHRASES = "phrases.csv"
COLUMNS = ["pattern", "low", "best", "high", "kind", "note"]
KINDS = ("value", "at-most", "at-least", "trend", "none-found", "before", "after")
VERSION = re.compile(r"# version (\d{1,6})", re.ASCII)
# Any two figures serve to see whether the ends of a row are in order.
TRIAL = {"N": 100.0, "M": 200.0}


def load_phrases(catalogue: Path) -> PhraseBook:
    """The table ``phrases.csv`` of the catalogue folder.

    Raises PresenceError: E-PHRASES-FILE without the file, its version line or its columns; E-PHRASES-ROW for every row that is wrong.
    """
    path = catalogue / PHRASES
    try:
        first, *lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise PresenceError("E-PHRASES-FILE", str(error), "the table of phrases, UTF-8", where=PHRASES) from error
    version, reader = VERSION.fullmatch(first.strip()), csv.DictReader(lines)
    if version is None or reader.fieldnames != COLUMNS:
        raise PresenceError(
            "E-PHRASES-FILE", f"{first[:60]!r}, then {reader.fieldnames}", "# version NUMBER, then " + ",".join(COLUMNS),
            cause="a line was lost", next_step="put it back; raise the version whenever a row changes", where=PHRASES,
        )  # fmt: skip
    rows = [(number, _row(cells)) for number, cells in enumerate(reader, start=3)]
    problems = [problem for number, row in rows for problem in _problems(row, f"{PHRASES}, row {number}")]
    if problems:
        raise PresenceError.of(problems)
    return PhraseBook(int(version[1]), tuple(row for _, row in rows if row))


def _row(cells: dict[str, str]) -> PhraseRow | None:
    if set(cells) != set(COLUMNS) or None in cells.values():
        return None
    return PhraseRow(**{name: cells[name].strip() if name != "pattern" else cells[name] for name in COLUMNS})


def _problems(row: PhraseRow | None, where: str) -> list[Problem]:
    if row is None:
        return [Problem("E-PHRASES-ROW", "another number of cells", "as many cells as the header has", where=where)]
    if row.kind not in KINDS:
        return [Problem("E-PHRASES-ROW", repr(row.kind), "one of " + ", ".join(KINDS), where=f"{where}, column kind")]
    try:
        pattern_regex(row.pattern)
        figures = {name: value for name, value in TRIAL.items() if re.search(rf"\b{name}\b", row.pattern)}
        ends = [value for value in (share(text, figures) for text in (row.low, row.best, row.high)) if value is not None]
    except ValueError as error:
        return [Problem("E-PHRASES-ROW", str(error), "words, N, M, numbers and shares of N and M", where=where)]
    if ends != sorted(ends):
        return [Problem("E-PHRASES-ROW", f"{row.low}, {row.best}, {row.high}", "low <= best <= high", where=where)]
    return []
