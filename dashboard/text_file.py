"""Opens hand-kept text files as UTF-8 and names the file when its encoding is wrong."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from dashboard.errors import PresenceError

COPY = "take it back from a copy of the data folder"


@contextmanager
def kept_text(path: Path) -> Iterator[TextIO]:
    """The file, to be read within the block, with its line ends as they are.

    Raises PresenceError (E-CATALOGUE-TEXT) where it is no text in UTF-8 or no table.
    """
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            yield handle
    except UnicodeDecodeError as error:
        raise PresenceError(
            "E-CATALOGUE-TEXT", f"bytes that are no text from byte {error.start:,} on", "a text in UTF-8",
            cause="it was saved in another encoding, or is damaged", next_step=f"save it in UTF-8, or {COPY}", where=path.name,
        ) from error  # fmt: skip
    except csv.Error as error:
        raise PresenceError(
            "E-CATALOGUE-TEXT",
            str(error)[:100],
            "a table of cells between commas",
            cause="it is damaged",
            next_step=COPY,
            where=path.name,
        ) from error
