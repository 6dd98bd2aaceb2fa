"""Rewrites advice that names command-line options for the upload form."""

from __future__ import annotations

import re
from dataclasses import replace

from dashboard.errors import Problem

# Option -> label of the field of the form in which the same is said.
FIELD_OF_OPTION = {
    "measure": "Measure of every row", "definition": "Definition of every row", "sender": "Sender of every row",
    "host": "Host of every row", "date": "Date of every row", "unit": "Unit of every figure", "source-title": "Title of the source",
    "licence": "Licence of the source", "sheet": "Only this sheet", "dates": "Dates such as 2.6.2019",
    "decimal": "Sign before the decimals", "new-measure": "A measure of your own: Its id", "measure-title": "A measure of your own: Its title",
    "measure-unit": "A measure of your own: Its unit", "measure-kind": "A measure of your own: What a figure is",
    "measure-domain": "A measure of your own: Where it belongs", "measure-text": "A measure of your own: Exactly who or what it counts",
    "new-definition": "A definition of your own: Its id", "definition-title": "A definition of your own: Its title",
    "definition-text": "A definition of your own: Exactly who or what it counts",
}  # fmt: skip
COLUMNS = "Columns that are not recognised"
MAP = re.compile(r'--map "([^"]+)"')
OPTION = re.compile(
    rf"--({'|'.join(sorted(FIELD_OF_OPTION, key=len, reverse=True))})\b(?: (?:VALUE|ID)\b)?( (?!(?:and|or|reads)\b))?"
)
# What the command line has a command for, and the page a link.
COMMANDS = {
    "(presence measures lists them)": "(the field lists them)", "list them with: presence measures": "the field lists them",
    "--dates dmy or --dates mdy": "--dates", "--decimal point or comma": "--decimal",
    "; see: presence add --template": "; see: A table to fill in", "; find it with: presence places NAME": "",
}  # fmt: skip


def for_browser(advice: str) -> str:
    """``advice`` with the fields of the form for options of the command line; other words stay as they are."""
    for command, words in COMMANDS.items():
        advice = advice.replace(command, words)
    return OPTION.sub(_field, MAP.sub(_column, advice))


def problem_for_browser(problem: Problem) -> Problem:
    """The problem with its advice as `for_browser` says it."""
    return replace(problem, next_step=for_browser(problem.next_step))


def _column(match: re.Match[str]) -> str:
    header, _, name = match[1].rpartition("=")
    written = f"its header, then ={name}," if header == "HEADER" else match[1]
    return f"write {written} under '{COLUMNS}'"


def _field(match: re.Match[str]) -> str:
    return f"'{FIELD_OF_OPTION[match[1]]}'{': ' if match[2] else ''}"
