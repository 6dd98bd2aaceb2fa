"""Reads the hand-kept catalogue: one TOML file a measure, one a source, one CSV of actors."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from dashboard.domain.catalogue import Actor, Catalogue, Coverage, Measure, OwnDefinition, OwnMeasure, Source
from dashboard.domain.letters import hiding_texts
from dashboard.errors import PresenceError, Problem
from dashboard.price_file import load_prices
from dashboard.text_file import kept_text

MEASURE = TypeAdapter(Measure)
SOURCE = TypeAdapter(Source)
OWN_DEFINITION = TypeAdapter(OwnDefinition)
OWN_MEASURE = TypeAdapter(OwnMeasure)
# Beside the catalogue: entries of the sources whose tables a person added to this installation.
ADDED_SOURCES = Path("added") / "sources"
ADDED_DEFINITIONS = Path("added") / "definitions"
ADDED_MEASURES = Path("added") / "measures"
HEADLINE_COLUMNS = ["claim_id", "headline"]


def load_catalogue(folder: Path) -> Catalogue:
    """Read ``folder`` (measures/*.toml, sources/*.toml, actors, coverage, events and prices as CSV) and check every key that refers to another.

    Entries of added sources, measures and definitions, in `ADDED_SOURCES`, `ADDED_MEASURES` and `ADDED_DEFINITIONS` beside the folder,
    count like those of the catalogue.

    Raises PresenceError with all problems of all files.
    """
    problems: list[Problem] = []
    measures = _entries(folder / "measures", MEASURE.validate_python, problems)
    sources = _entries(folder / "sources", SOURCE.validate_python, problems)
    added = _entries(folder.parent / ADDED_SOURCES, SOURCE.validate_python, problems)
    problems += [_taken(name, "source", ADDED_SOURCES) for name in added if name in sources]
    actors = _actors(folder / "actors.csv")
    coverage = _coverage(folder / "coverage.csv", problems)
    prices = load_prices(folder, frozenset(sources))
    measures = _with_own_measures(measures, folder.parent, problems)
    headlines = _headlines(folder / "events.csv", problems)
    catalogue = _with_own(Catalogue(measures, {**added, **sources}, actors, coverage, prices, headlines), folder.parent, problems)
    problems += _dangling(catalogue)
    if problems:
        raise PresenceError.of(problems)
    return catalogue


def _entries(folder: Path, validate: Callable[[Any], Any], problems: list[Problem]) -> dict[str, Any]:
    entries: dict[str, Any] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            with kept_text(path) as handle:
                read = tomllib.loads(handle.read())
            problems += [_hidden(path.name, text) for text in hiding_texts(read)]
            entry = validate({"id": path.stem, **read})
        except PresenceError as error:
            problems += error.problems
        except tomllib.TOMLDecodeError as error:
            where = f"catalogue/{folder.name}/{path.name}"
            problems.append(
                Problem("E-CATALOGUE-TOML", str(error), "a TOML document", next_step="mend the line that is named", where=where)
            )
        except ValidationError as error:
            problems += [_problem(path.name, detail) for detail in error.errors()]
        else:
            entries[path.stem] = entry
    return entries


def _hidden(file: str, text: str) -> Problem:
    return Problem(
        "E-CATALOGUE-HIDDEN", ascii(text)[:80], "text that shows as it is",
        cause="letters that turn the direction of the text, or control letters", next_step="remove them", where=file,
    )  # fmt: skip


def _with_own_measures(measures: dict[str, Any], data: Path, problems: list[Problem]) -> dict[str, Any]:
    """The measures with those that came with tables, behind all others."""
    own = _entries(data / ADDED_MEASURES, OWN_MEASURE.validate_python, problems)
    problems += [_taken(name, "measure", ADDED_MEASURES) for name in own if name in measures]
    return {**measures, **{name: one.measure() for name, one in own.items() if name not in measures}}


def _with_own(catalogue: Catalogue, data: Path, problems: list[Problem]) -> Catalogue:
    for name, own in _entries(data / ADDED_DEFINITIONS, OWN_DEFINITION.validate_python, problems).items():
        if own.measure not in catalogue.measures or own.id in _definitions(catalogue, own.measure):
            problems.append(
                Problem(
                    "E-CATALOGUE-TWICE",
                    f"{own.measure}, {own.id}",
                    "a measure of the catalogue, and an id that none of its definitions has",
                    cause="the catalogue got a definition of the same id, or lost the measure",
                    next_step="give the added definition another id, in its file and in the tables beside it",
                    where=f"{ADDED_DEFINITIONS.as_posix()}/{name}.toml",
                )
            )
        else:
            catalogue = catalogue.with_definition(own)
    return catalogue


def _taken(name: str, what: str, folder: Path) -> Problem:
    return Problem(
        "E-CATALOGUE-TWICE",
        name,
        f"an id that no other {what} has",
        cause=f"the catalogue got a {what} of the same id as one that was added here",
        next_step=f"give the added {what} another id, in its file's name and in the tables beside it",
        where=f"{folder.as_posix()}/{name}.toml",
    )


def _problem(file: str, detail: Any) -> Problem:
    key = ".".join(str(part) for part in detail["loc"])
    return Problem(
        "E-CATALOGUE-KEY",
        f"{key} = {detail.get('input')!r}"[:200],
        detail["msg"],
        cause="a key is missing, misspelt or of another type",
        next_step=f"mend {key} in {file}",
        where=file,
    )


def _actors(path: Path) -> dict[str, Actor]:
    if not path.exists():
        return {}
    with kept_text(path) as handle:
        rows = list(csv.DictReader(handle))
    return {row["id"]: Actor(row["id"], row["title"], row["part_of"]) for row in rows}


def _coverage(path: Path, problems: list[Problem]) -> tuple[Coverage, ...]:
    """Who looked where and when, by hand; none where there is no such table."""
    if not path.exists():
        return ()
    with kept_text(path) as handle:
        rows = list(csv.DictReader(handle))
    found = [_covered(row, f"{path.name}, row {number}", problems) for number, row in enumerate(rows, start=2)]
    return tuple(entry for entry in found if entry)


def _headlines(path: Path, problems: list[Problem]) -> dict[str, str]:
    """What happened, in one sentence, by the id of the event's claim; none where there is no such table."""
    if not path.exists():
        return {}
    with kept_text(path) as handle:
        rows = list(csv.reader(handle))
    header, *entries = rows or [[]]
    if header != HEADLINE_COLUMNS:
        problems.append(Problem("E-CATALOGUE-EVENT", ", ".join(header)[:80], ", ".join(HEADLINE_COLUMNS), where=path.name))
        return {}
    for number, entry in enumerate(entries, start=2):
        if len(entry) != len(HEADLINE_COLUMNS) or not all(cell.strip() for cell in entry) or any(hiding_texts(entry)):
            expected = "the id of a claim and a sentence, both of visible letters"
            problems.append(Problem("E-CATALOGUE-EVENT", ascii(entry)[:80], expected, where=f"{path.name}, row {number}"))
    return {entry[0]: entry[1] for entry in entries if len(entry) == len(HEADLINE_COLUMNS)}


def _covered(row: dict[str, str], where: str, problems: list[Problem]) -> Coverage | None:
    try:
        if row["lists_all"] not in ("yes", "no"):
            raise ValueError(f"lists_all is {row['lists_all']!r} and neither yes nor no")
        since, until = (date.fromisoformat(row[name]) if row[name] else None for name in ("since", "until"))
        held = int(row["holds_days"] or 0)
        key = (row["source_id"], row["measure"], row["definition"])
        return Coverage(*key, row["lists_all"] == "yes", since, until, held, row["says"], row["note"])
    except (KeyError, ValueError, TypeError) as error:
        problems.append(Problem("E-CATALOGUE-COVERAGE", str(error), "a cell of the documented form", where=where))
        return None


def _dangling(catalogue: Catalogue) -> list[Problem]:
    named = [
        (f"measures/{measure.id}.toml", entry.partition(":")[0])
        for measure in catalogue.measures.values()
        for entry in measure.sources
    ]
    problems = [
        Problem("E-CATALOGUE-SOURCE", source, "the id of a file in sources/", where=file)
        for file, source in named
        if source not in catalogue.sources
    ]
    problems += [
        Problem("E-CATALOGUE-ACTOR", actor.part_of, "the id of another actor", where="actors.csv")
        for actor in catalogue.actors.values()
        if actor.part_of and actor.part_of not in catalogue.actors
    ]
    problems += [
        Problem("E-CATALOGUE-COVERAGE", f"{entry.source_id}, {entry.measure}, {entry.definition}",
                "a source, a measure and a definition of it", where="coverage.csv")
        for entry in catalogue.coverage
        if entry.source_id not in catalogue.sources or entry.definition not in _definitions(catalogue, entry.measure)
    ]  # fmt: skip
    return problems


def _definitions(catalogue: Catalogue, measure: str) -> set[str]:
    known = catalogue.measures.get(measure)
    return {definition.id for definition in known.definitions} if known else set()
