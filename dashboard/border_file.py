"""Reads the two tables of borders from the catalogue: what held on which days, and how viewpoints differ."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from dashboard.domain.borders import VIEWPOINTS, Border, Borders
from dashboard.domain.places import Places
from dashboard.errors import PresenceError, Problem
from dashboard.text_file import kept_text

DATED, VIEWED = "borders.csv", "viewpoints.csv"
COLUMNS = {
    DATED: ["shape", "place", "since", "until", "covers", "title", "reason"],
    VIEWED: ["viewpoint", "shape", "place", "since", "until", "title", "reason"],
}


def load_borders(folder: Path, places: Places) -> Borders:
    """Read ``folder``/borders.csv and viewpoints.csv; no special borders where there is neither.

    Raises PresenceError with every row that names no place, no viewpoint or no day, or gives no reason.
    """
    problems: list[Problem] = []
    rows = [row for file in (DATED, VIEWED) for row in _rows(folder / file, places, problems)]
    if problems:
        raise PresenceError.of(problems)
    return Borders(tuple(rows))


def _rows(path: Path, places: Places, problems: list[Problem]) -> list[Border]:
    if not path.exists():
        return []
    with kept_text(path) as file:
        given = list(csv.DictReader(file))
    rows = []
    for number, row in enumerate(given, 2):
        found = _problems(row, f"{path.name}, row {number}", COLUMNS[path.name], places)
        problems += found
        rows += [] if found else [_border(row)]
    return rows


def _problems(row: dict[str, str], where: str, columns: list[str], places: Places) -> list[Problem]:
    if list(row) != columns:
        return [Problem("E-BORDER-COLUMNS", ", ".join(map(str, row)), ", ".join(columns), where=where)]
    unknown = [place for place in (row["place"], *row.get("covers", "").split(";")) if place and place not in places.by_id]
    found = [Problem("E-BORDER-PLACE", repr(place), "the id of a place", where=where) for place in unknown]
    if row.get("viewpoint", "iso") not in VIEWPOINTS:
        found.append(Problem("E-BORDER-VIEWPOINT", repr(row["viewpoint"]), "one of " + ", ".join(VIEWPOINTS), where=where))
    if not row["reason"]:
        found.append(Problem("E-BORDER-REASON", "no reason", "why the shape is drawn so, and by what record", where=where))
    try:
        wrong = (_day(row["since"]) or date.min) > (_day(row["until"]) or date.max)
    except ValueError:
        wrong = True
    days = f"{row['since']!r}, {row['until']!r}"
    return [*found, *([Problem("E-BORDER-DAY", days, "a first day and a last day not before it", where=where)] if wrong else [])]


def _border(row: dict[str, str]) -> Border:
    covers = tuple(part for part in row.get("covers", "").split(";") if part)
    return Border(
        row["shape"],
        row["place"],
        _day(row["since"]),
        _day(row["until"]),
        covers,
        row.get("viewpoint", ""),
        row["title"],
        row["reason"],
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
