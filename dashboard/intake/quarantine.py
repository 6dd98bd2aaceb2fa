"""The rows that wait to be mended: as they stand in the file, with what is wrong in columns of their own."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from dashboard.errors import PresenceError
from dashboard.exports.safe_csv import frame_csv
from dashboard.intake.columns import REASONS
from dashboard.intake.plan import Plan, SheetRead, mended

# The columns that are put before the table's own; `dashboard.intake.columns` leaves them out when the file is added again.
WHERE, CODES, WORDS = f"{REASONS}where", f"{REASONS}code", f"{REASONS}what to do"


def quarantine_files(plan: Plan, path: Path) -> dict[Path, bytes]:
    """The content of each file: one for each sheet that has rows to mend, the second and later ones numbered."""
    bad = [sheet for sheet in plan.sheets if len(sheet.rows.problems)]
    names = [path, *(path.with_name(f"{path.stem}-{number}{path.suffix}") for number in range(2, len(bad) + 1))]
    return {name: quarantine_csv(sheet) for name, sheet in zip(names, bad, strict=False)}


def quarantine_csv(sheet: SheetRead) -> bytes:
    """The table of the rows to mend as a file that no spreadsheet takes for formulas."""
    return frame_csv(quarantine_table(sheet))


def quarantine_table(sheet: SheetRead) -> pd.DataFrame:
    """The rows of the sheet that are no claim, all cells as text, and before them where they stood, the codes, and what to do."""
    problems = sheet.rows.problems
    cause = ("; " + problems["cause"]).where(problems["cause"].fillna("") != "", "")
    words = (
        problems["column"]
        + ": "
        + problems["found"]
        + "; expected "
        + problems["expected"]
        + cause
        + "; "
        + problems["next_step"]
    )
    by_row = problems.assign(words=words).groupby("row", sort=True)
    reasons = pd.DataFrame({CODES: by_row["code"].agg(" ".join), WORDS: by_row["words"].agg(" | ".join)})
    layout = sheet.layout
    own = [n for n, title in enumerate(layout.titles) if not title.startswith(REASONS)]
    cells = mended(sheet.cells, layout).loc[reasons.index].iloc[:, own]
    # A column without a header keeps its cells; the blank header says that it has none.
    titles = [layout.titles[n] for n in own]
    where = pd.Series([f"row {row + 1}" for row in reasons.index], index=reasons.index)
    return _titled(pd.concat([where, reasons, cells.fillna("")], axis=1), [WHERE, CODES, WORDS, *titles])


def _titled(frame: pd.DataFrame, titles: list[str]) -> pd.DataFrame:
    """The frame under ``titles``; a repeated or empty one is told apart by spaces, which reading takes away again."""
    seen: dict[str, int] = {}
    told = []
    for title in titles:
        seen[title] = seen.get(title, -1) + 1
        told.append(title + " " * seen[title])
    return frame.set_axis(told, axis=1)


def default_path(file: Path) -> Path:
    """Beside the file: ``troops.csv`` gives ``troops.quarantine.csv``."""
    return file.with_name(f"{file.stem}.quarantine.csv")


def write_new(files: dict[Path, bytes]) -> None:
    """Write the files; one that is there already must have the same content, since somebody may be mending it.

    Raises PresenceError: E-ADD-QUARANTINE for a file of other content, E-EXPORT-WRITE when the disk refuses.
    """
    for path, content in files.items():
        try:
            _write_new(path, content)
        except OSError as error:
            raise PresenceError("E-EXPORT-WRITE", str(error), "a place to write the file", where=str(path)) from error


def _write_new(path: Path, content: bytes) -> None:
    if path.exists():
        if path.read_bytes() != content:
            raise PresenceError(
                "E-ADD-QUARANTINE", f"another file {path.name}", "a name that is free", cause="rows of an earlier addition wait there",
                next_step="mend or move that file, or choose another with --quarantine PATH", where=str(path),
            )  # fmt: skip
        return
    aside = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        aside.write_bytes(content)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
