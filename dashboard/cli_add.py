"""The command add: previews a table of your own and adds it as a whole or not at all."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dashboard.cli_shared import explained
from dashboard.errors import PresenceError
from dashboard.printing import CELL, print_table
from dashboard.settings import Settings, load_settings

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.intake.instructions import Instructions
    from dashboard.intake.plan import Plan
    from dashboard.intake.preview import Preview
    from dashboard.ledger.store import Ledger

OWN = (
    "own_definition", "own_title", "own_text", "new_measure", "measure_title", "measure_unit", "measure_kind", "measure_domain",
    "measure_text",
)  # fmt: skip
# What is expected and what to do next are read to their end.
WHOLE_SENTENCE = 400
CONSTANTS = ("sender", "host", "measure", "definition", "date", "unit")


@click.command(short_help="Add your own table (CSV, TSV, XLSX or ODS) to the ledger.")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--yes", is_flag=True, help="Add what can be added without asking.")
@click.option("--template", "show_template", is_flag=True, help="Print a table to fill in, and end.")
@click.option("--map", "maps", multiple=True, metavar="HEADER=FIELD", help="What a column is; may be given several times.")
@click.option("--sender", help="Sender of every row.")
@click.option("--host", help="Host of every row.")
@click.option("--measure", help="Measure of every row; list them with: presence measures.")
@click.option("--definition", help="Definition of every row.")
@click.option(
    "--new-definition", "own_definition", default="", metavar="ID", help="Id of a definition that comes with the table."
)
@click.option("--definition-title", "own_title", default="", help="Title of that definition.")
@click.option("--definition-text", "own_text", default="", help="Exactly who or what that definition counts.")
@click.option(
    "--new-measure", default="", metavar="ID", help="Id of a measure that comes with the table; then these five as well."
)
@click.option("--measure-title", default="", help="Title of that measure.")
@click.option("--measure-unit", default="", help="Unit of that measure, such as vehicles.")
@click.option(
    "--measure-kind", type=click.Choice(["stock", "flow"]), default=None, help="A level at a date, or an amount over a period."
)
@click.option("--measure-domain", type=click.Choice(["military", "economic"]), default=None, help="Where that measure belongs.")
@click.option("--measure-text", default="", help="Exactly who or what that measure counts.")
@click.option("--date", help="Day, month or year of every row.")
@click.option("--unit", help="Unit of every figure, such as: thousand persons, million USD.")
@click.option("--source-id", default="", help="Id of the table's source; made from its title where it is not given.")
@click.option("--source-title", "title", default="", help="Title of the source.")
@click.option("--publisher", default="", help="Who published the table.")
@click.option("--licence", default="", help="Licence under which the table may be used.")
@click.option("--url", default="", help="Address of the source.")
@click.option("--sheet", default="", help="Read only this sheet of a workbook.")
@click.option("--dates", type=click.Choice(["dmy", "mdy"]), default=None, help="What stands first in a date such as 2.6.2019.")
@click.option("--decimal", "mark", type=click.Choice(["point", "comma"]), default=None, help="The sign before the decimals.")
@click.option("--as", "form", default="", metavar="FORMAT", help="A known format, or table to read column by column.")
@click.option("--quarantine", type=click.Path(path_type=Path, dir_okay=False), help="Where rows to mend are written.")
@click.option("--who", default="", help="Who adds the table; your name on this machine where it is not given.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="Problems and changes that are printed.")
@explained
def add(file: Path | None, yes: bool, show_template: bool, quarantine: Path | None, who: str, limit: int, **said: Any) -> None:
    """Add your own table, FILE.csv, .tsv, .xlsx or .ods, to the ledger in service.

    First you see how the columns were understood, what is wrong with which row, and what would change on the map. With --yes, or
    when you answer so, the rows that are in order are added and the others written to FILE.quarantine.csv; mend them there and add
    that file in the same way. Adding the same again changes nothing. What was added stays when the ledger is built anew; it is kept
    in the folder added/ beside the catalogue, with a log. To go back, write the id of the generation before into store/CURRENT and
    take the line out of added/LOG.csv.

    A row needs sender, host, measure, a date and a figure. Headers in plain words are recognised in several languages; for others
    use --map, and say what holds for every row as an option. A table with a column for each year is turned, and this is told. A
    worked example lies in data/examples/.

    Example: presence add data/examples/troops-abroad.csv --definition deployed --source-title "My notes"
    """
    from dashboard.intake.template import template

    if show_template:
        click.echo(template(), nl=False)
    elif file is None:
        raise PresenceError(
            "E-ADD-FILE", "no file", "a file to add", next_step="write: presence add FILE, or: presence add --template"
        )
    else:
        _add(file, yes, quarantine, who, limit, said)


def _add(file: Path, yes: bool, quarantine: Path | None, who: str, limit: int, said: Mapping[str, Any]) -> None:
    from dashboard.intake.figures import words_reader
    from dashboard.intake.opening import open_table
    from dashboard.intake.plan import make_plan
    from dashboard.intake.preview import preview
    from dashboard.intake.template import command_line
    from dashboard.ledger.store import open_ledger

    settings = load_settings()
    instructions = _instructions(said)
    opened = open_table(file, settings)
    ledger = open_ledger(settings.data)
    plan = make_plan(opened, ledger, instructions, words_reader(settings.data / "catalogue"), datetime.now(UTC).date())
    seen = preview(plan, ledger)
    _show(plan, seen, ledger, limit)
    if yes or (sys.stdin.isatty() and click.confirm("Add these claims?", err=True)):
        _publish(plan, settings, quarantine, file, who)
    else:
        click.echo(f"Nothing was added. To add it: {command_line(str(file), instructions)}", err=True)


def _instructions(said: Mapping[str, Any]) -> Instructions:
    from dashboard.intake.columns import parse_map
    from dashboard.intake.instructions import Instructions

    texts = {
        name: said[name] for name in ("source_id", "title", "publisher", "licence", "url", "sheet", "form", "dates", "mark", *OWN)
    }
    constants = {name: said[name] for name in CONSTANTS if said[name]}
    given = {name: text for name, text in texts.items() if text}
    return Instructions(dict(parse_map(text) for text in said["maps"]), constants, **given)


def _show(plan: Plan, seen: Preview, ledger: Ledger, limit: int) -> None:
    from dashboard.intake.plan import left_out_table, problem_table

    for note in plan.notes:
        click.echo(note, err=True)
    _table("Claims by measure and host", seen.counts, limit)
    _table("What would change on the map", seen.map[seen.map["change"] != "same"], limit)
    _table("Figures of other sources that are far apart", seen.contradicted, limit)
    _table("Rows to mend", problem_table(plan), limit, cell=WHOLE_SENTENCE)
    _table("Rows that are no claim by the rules of this format", left_out_table(plan), limit)
    for line in summary(plan, seen, ledger):
        click.echo(line, err=True)


def summary(plan: Plan, seen: Preview, ledger: Ledger) -> list[str]:
    """The preview in sentences."""
    left = f"; compared on the newest days only, {seen.days_left_out:,} left out" if seen.days_left_out else ""
    lines = [
        f"{seen.new:,} new claims, {seen.repeated:,} that are there already, {plan.bad_rows:,} rows to mend",
        f"Map of ledger {ledger.generation}: {seen.hosts('newly coloured'):,} hosts newly coloured, {seen.hosts('changed'):,} changed, "
        f"{len(seen.contradicted):,} figures contradicted by another source{left}",
    ]
    if plan.source is not None:
        lines.append(f"Source: {plan.source.title} ({plan.source.id}), licence: {plan.source.licence}")
    return lines


def _table(title: str, rows: pd.DataFrame, limit: int, cell: int = CELL) -> None:
    if len(rows):
        click.echo(f"\n{title}")
        print_table(rows.head(limit), "table", cell)
        if len(rows) > limit:
            click.echo(f"{limit:,} of {len(rows):,} rows shown", err=True)


def _publish(plan: Plan, settings: Settings, quarantine: Path | None, file: Path, who: str) -> None:
    from dashboard.intake.adding import Person, add_plan
    from dashboard.intake.quarantine import default_path

    person = Person(who or _user(), datetime.now(UTC).isoformat(timespec="seconds"))
    built, waiting = add_plan(
        plan, settings.data, quarantine or default_path(file), person, keep=settings.snapshot_keep, progress=_progress
    )
    for path in waiting:
        click.echo(f"Rows to mend are in {path}", err=True)
    click.echo(
        f"generation {built.generation}: {len(built.claims):,} claims, {built.added:,} added, {built.repeated:,} were there already",
        err=True,
    )
    if plan.claims.empty:
        raise PresenceError(
            "E-ADD-NOTHING", "no row in order", "at least one row that is a claim", cause="what is wrong is listed above",
            next_step="mend the rows and add the file again", where=plan.file,
        )  # fmt: skip


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # A container may run under a number that has no name.
        return "unknown"


def _progress(line: str) -> None:
    click.echo(line, err=True)
