"""A list of exports in one small file, TOML or CSV: a View, a file and options in each entry."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.errors import PresenceError, Problem
from dashboard.exports.files import FORMATS, format_of_file
from dashboard.exports.options import NAMES

COLUMNS = ("view", "file", *NAMES)


@dataclass(frozen=True, slots=True)
class Job:
    """One export of a list.

    Attributes:
        where: its place in the list, for messages.
        view: the View as a query string.
        file: what is written.
        form: the format that the file's name asks for.
        options: texts of the options that are given.
    """

    where: str
    view: str
    file: str
    form: str
    options: Mapping[str, str]


def read_batch(content: bytes, name: str) -> tuple[list[Job], list[Problem]]:
    """The valid jobs of a list, and one problem for each invalid entry.

    Raises PresenceError (E-BATCH) when the file as a whole cannot be read.
    """
    try:
        text = content.decode("utf-8-sig")
        entries = _of_toml(text) if name.lower().endswith(".toml") else _of_csv(text)
    except (ValueError, csv.Error) as error:
        expected = "[[export]] tables with view and file in TOML, or the columns " + ", ".join(COLUMNS) + " in CSV"
        raise PresenceError("E-BATCH", str(error)[:200], expected, next_step="mend the file", where=name) from error
    read = [_job(f"{name}, entry {number}", entry) for number, entry in enumerate(entries, 1)]
    files = [one.file for one in read if isinstance(one, Job)]
    twice = [
        Problem("E-BATCH", repr(one.file), "a file of its own for each entry", where=one.where)
        for place, one in enumerate(job for job in read if isinstance(job, Job))
        if one.file in files[:place]
    ]
    repeated = {problem.where for problem in twice}
    jobs = [one for one in read if isinstance(one, Job) and one.where not in repeated]
    return jobs, [one for one in read if isinstance(one, Problem)] + twice


def _of_toml(text: str) -> list[Mapping[str, Any]]:
    entries = tomllib.loads(text).get("export")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ValueError("no [[export]] table")
    return entries


def _of_csv(text: str) -> list[Mapping[str, Any]]:
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    if not {"view", "file"} <= set(rows.fieldnames or ()):
        raise ValueError(f"the columns {', '.join(rows.fieldnames or ()) or '(none)'}")
    return list(rows)


def _job(where: str, entry: Mapping[str, Any]) -> Job | Problem:
    given = {str(key): "" if value is None else str(value).strip() for key, value in entry.items()}
    unknown = [name for name in given if name not in COLUMNS]
    if unknown:
        return Problem("E-BATCH", f"the field {unknown[0][:40]!r}", "one of " + ", ".join(COLUMNS), where=where)
    file = given.get("file", "")
    form = format_of_file(file)
    if not form:
        return Problem("E-BATCH", repr(file[:80]), "a file that ends in one of " + ", ".join(FORMATS), where=where)
    return Job(where, given.get("view", ""), file, form, {name: given[name] for name in NAMES if given.get(name)})
