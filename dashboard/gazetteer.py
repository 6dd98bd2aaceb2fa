"""Reads the places and their names from the catalogue's two tables."""

from __future__ import annotations

import csv
import io
from datetime import date
from functools import lru_cache
from pathlib import Path

from dashboard.domain.letters import hiding_texts
from dashboard.domain.places import KINDS, NameUse, Place, Places
from dashboard.errors import PresenceError, Problem
from dashboard.text_file import kept_text

PLACES, NAMES = "places.csv", "names.csv"


def load_places(catalogue: Path) -> Places:
    """Places and names of the catalogue folder.

    The same content is read once in a process, and its spellings are indexed when the first name is resolved. Raises PresenceError
    with every wrong cell of both files, or for a name of an unknown place.
    """
    return _read(_content(catalogue / PLACES), _content(catalogue / NAMES), catalogue.name)


@lru_cache(maxsize=2)
def _read(place_table: str, name_table: str, where_from: str) -> Places:
    problems: list[Problem] = []
    placed, named = _rows(place_table, PLACES), _rows(name_table, NAMES)
    problems += [_hidden(text, where) for row, where in (*placed, *named) for text in hiding_texts(row)]
    places = [_place(row, where, problems) for row, where in placed]
    names = [_name_use(row, where, problems) for row, where in named]
    if problems:
        raise PresenceError.of(problems)
    try:
        return Places.from_rows([place for place in places if place], [use for use in names if use])
    except ValueError as error:
        raise PresenceError("E-PLACES", str(error), "one row a place, names of known places", where=where_from) from error


def _content(path: Path) -> str:
    if not path.is_file():
        raise PresenceError("E-PLACES-FILE", f"no {path.name}", "the table of the catalogue", where=path.parent.name)
    with kept_text(path) as handle:
        return handle.read()


def _rows(content: str, name: str) -> list[tuple[dict[str, str], str]]:
    lines = csv.DictReader(io.StringIO(content, newline=""))
    return [(row, f"{name}, row {number}") for number, row in enumerate(lines, start=2)]


def _hidden(text: str, where: str) -> Problem:
    cause = "letters that turn the direction of the text, or control letters"
    return Problem(
        "E-PLACES-HIDDEN", ascii(text)[:80], "text that shows as it is", cause=cause, next_step="remove them", where=where
    )


def _place(row: dict[str, str], where: str, problems: list[Problem]) -> Place | None:
    try:
        if row["kind"] not in KINDS:
            raise ValueError(f"kind {row['kind']!r} is none of {', '.join(KINDS)}")
        return Place(
            id=row["id"], name=row["name"], article=row["article"], adjective=row["adjective"], kind=row["kind"],  # type: ignore[arg-type]
            iso2=row["iso2"], cow=_codes(row["cow"]), gw=_codes(row["gw"]), un_m49=row["un_m49"],
            valid_from=_day(row["valid_from"]), valid_to=_day(row["valid_to"]),
            successors=tuple(part for part in row["successors"].split(";") if part), owner_de_facto=row["owner_de_facto"],
            owner_note=row["owner_note"], lon=_number(row["lon"]), lat=_number(row["lat"]), km2=_number(row["km2"]),
            small=row["small"] == "1", region=row["region"], note=row["note"],
        )  # fmt: skip
    except (KeyError, ValueError) as error:
        problems.append(Problem("E-PLACES-CELL", str(error), "a cell of the documented form", where=where))
        return None


def _name_use(row: dict[str, str], where: str, problems: list[Problem]) -> NameUse | None:
    try:
        return NameUse(row["name"], row["id"], _day(row["from"]), _day(row["to"]))
    except (KeyError, ValueError) as error:
        problems.append(Problem("E-PLACES-CELL", str(error), "a cell of the documented form", where=where))
        return None


def _codes(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(";") if part)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _number(text: str) -> float | None:
    return float(text) if text else None
