"""Logs of the ledger: small CSV files with one line an entry, as the log of added tables and that of refreshes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from dashboard.errors import PresenceError


def read_log_rows(path: Path, columns: Sequence[str], code: str) -> list[list[str]]:
    """The entries of the log at ``path``, oldest first, each with one text a column; none where there is no file.

    Raises PresenceError with ``code`` when the header or the length of any line differs from ``columns``.
    """
    if not path.is_file():
        return []
    # Bytes that are not UTF-8 are replaced, so that they end in the explanation below and not in a decoding error.
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8", "replace"), newline="")))
    if rows[:1] != [list(columns)] or any(len(row) != len(columns) for row in rows):
        raise PresenceError(
            code, "lines of another form", "the columns " + ", ".join(columns), cause="the log was edited by hand",
            next_step="mend it, or take it back from a copy", where=f"{path.parent.name}/{path.name}",
        )  # fmt: skip
    return rows[1:]


def log_text(columns: Sequence[str], rows: Iterable[Sequence[str]], *, quoting: Literal[0, 1] = csv.QUOTE_MINIMAL) -> bytes:
    """The log as CSV in UTF-8 with ``columns`` as its header; `read_log_rows` gives the same rows back."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n", quoting=quoting).writerows([columns, *rows])
    return text.getvalue().encode()
