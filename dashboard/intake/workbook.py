"""Reads a workbook in a process of its own, bounded in time and memory: ``python -m dashboard.intake.workbook``.

The process gets the file on its standard input and answers with JSON lines; whatever happens to it, this one goes on.
"""

from __future__ import annotations

import io
import os
import re
import resource
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, datetime

import orjson

from dashboard.errors import PresenceError
from dashboard.settings import CHECKOUT, Settings

MEGABYTE = 1_000_000
# The process may wait for the disk besides computing.
PATIENCE = 2
THREE_DECIMALS = re.compile(r"-?\d+\.\d{3}")
# Ends of the process that say which bound it met.
TOO_WIDE, NOT_READ, TOO_MANY = 3, 4, 5
WORDS = {
    TOO_WIDE: ("more rows or columns than are allowed", "E-OPEN-SIZE"),
    NOT_READ: ("what cannot be read as a workbook", "E-OPEN-FORMAT"),
    TOO_MANY: ("more sheets than are allowed", "E-OPEN-SIZE"),
}


def read_apart(content: bytes, name: str, settings: Settings) -> tuple[dict[str, list[list[str]]], tuple[str, ...]]:
    """Sheet name -> rows of cells as text, and the hidden sheets: numbers in full, days as ISO, formulas as the value saved with them.

    A number with three decimals has a fourth one, zero: "1.234" is what a text said, and may mean a thousand times as much.

    Raises PresenceError: E-OPEN-FORMAT for a broken workbook, E-OPEN-SIZE above the settings' rows, columns or sheets, E-OPEN-COST
    when it takes more time or memory than they allow.
    """
    bounds = [
        settings.add_max_rows,
        settings.add_max_columns,
        settings.add_max_sheets,
        settings.add_max_seconds,
        settings.add_max_memory_mb,
    ]
    # -P: a module that lies in the folder of the stranger's file is not taken for one of ours.
    command = [sys.executable, "-P", "-m", "dashboard.intake.workbook", *(str(bound) for bound in bounds)]
    try:
        done = subprocess.run(  # noqa: S603 - the interpreter that runs here, a module of ours and whole numbers
            command, input=content, capture_output=True, timeout=settings.add_max_seconds * PATIENCE, check=False,
            env={"PYTHONPATH": str(CHECKOUT), "PATH": os.environ.get("PATH", "")},
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise _cost(name, settings) from error
    if done.returncode in WORDS:
        found, code = WORDS[done.returncode]
        raise PresenceError(code, found, "a workbook with a table in it", cause="a broken or very large workbook", where=name)
    if done.returncode > 0 and b"MemoryError" not in done.stderr:
        found, code = WORDS[NOT_READ]
        raise PresenceError(code, found, "a workbook with a table in it", cause="a broken workbook", where=name)
    if done.returncode != 0:
        raise _cost(name, settings)
    told = orjson.loads(done.stdout)
    return dict(told["sheets"]), tuple(told["hidden"])


def _cost(name: str, settings: Settings) -> PresenceError:
    return PresenceError(
        "E-OPEN-COST", "a workbook that does not open within its bounds",
        f"{settings.add_max_seconds} seconds of computing and {settings.add_max_memory_mb:,} megabytes",
        cause="it unpacks to far more than it shows", next_step="save the table as CSV and add that", where=name,
    )  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Read a workbook from standard input within the bounds given as arguments; write its sheets as JSON."""
    rows, columns, sheets, seconds, megabytes = (int(text) for text in arguments)
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGABYTE, megabytes * MEGABYTE))
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        if len(book.sheet_names) > sheets:
            return TOO_MANY
        opened = [(name, book.get_sheet_by_name(name)) for name in book.sheet_names]
        if any(sheet.total_height > rows or sheet.total_width > columns for _, sheet in opened):
            return TOO_WIDE
        content = [
            (name, [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]) for name, sheet in opened
        ]
    except (CalamineError, ValueError, OSError):
        return NOT_READ
    hidden = [sheet.name for sheet in book.sheets_metadata if sheet.visible != SheetVisibleEnum.Visible]
    sys.stdout.buffer.write(orjson.dumps({"sheets": content, "hidden": hidden}))
    return 0


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        text = str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
        return f"{text}0" if THREE_DECIMALS.fullmatch(text) else text
    if isinstance(cell, datetime):
        return cell.date().isoformat() if (cell.hour, cell.minute, cell.second) == (0, 0, 0) else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
