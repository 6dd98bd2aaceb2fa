"""Reads the memberships of alliances and unions from the catalogue."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from dashboard.domain.memberships import Membership, Memberships
from dashboard.domain.places import Places
from dashboard.errors import PresenceError, Problem
from dashboard.text_file import kept_text

FILE = "memberships.csv"
COLUMNS = ["group", "title", "member", "since", "until", "record"]


def load_memberships(folder: Path, places: Places) -> Memberships:
    """Read ``folder``/memberships.csv; no groups where there is no such file.

    Raises PresenceError with every row that names no place, or whose days are none or the wrong way round.
    """
    path = folder / FILE
    if not path.exists():
        return Memberships()
    with kept_text(path) as file:
        rows = list(csv.DictReader(file))
    problems = [problem for number, row in enumerate(rows, 2) for problem in _problems(row, number, places)]
    if problems:
        raise PresenceError.of(problems)
    return Memberships(tuple(_membership(row) for row in rows))


def _problems(row: dict[str, str], number: int, places: Places) -> list[Problem]:
    where = f"{FILE}, row {number}"
    if list(row) != COLUMNS:
        return [Problem("E-GROUP-COLUMNS", ", ".join(map(str, row)), ", ".join(COLUMNS), where=where)]
    found = []
    if row["member"] not in places.by_id:
        found.append(
            Problem("E-GROUP-PLACE", repr(row["member"]), "the id of a place", where=where, next_step="see: presence places")
        )
    try:
        since, until = date.fromisoformat(row["since"]), date.fromisoformat(row["until"] or "9999-12-31")
    except ValueError:
        return [*found, Problem("E-GROUP-DAY", f"{row['since']!r}, {row['until']!r}", "days such as 1949-08-24", where=where)]
    if until < since:
        found.append(Problem("E-GROUP-DAY", f"{since} to {until}", "a last day that is not before the first", where=where))
    return found


def _membership(row: dict[str, str]) -> Membership:
    until = date.fromisoformat(row["until"]) if row["until"] else None
    return Membership(row["group"], row["title"], row["member"], date.fromisoformat(row["since"]), until, row["record"])
