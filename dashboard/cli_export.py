"""The command export: writes a View to a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.cli_shared import FULL, explained, opened, progress, waiting
from dashboard.errors import PresenceError
from dashboard.exports.batch import read_batch
from dashboard.exports.files import FORMATS, format_of, format_of_file

if TYPE_CHECKING:
    from dashboard.atlas import Atlas

# Before the end of a file's name it means the claims behind a View.
CLAIMS = "claims."


@click.command(short_help="Write a View or story to a file (PNG, PDF, PPTX, XLSX and others).")
@click.argument("first", default="")
@click.argument("second", default="")
@click.option(
    "--claims", "of_claims", is_flag=True, help="With .csv or .parquet: the claims behind the View instead of its estimates."
)
@click.option("--size", default="", help="Of pictures and pages: slide, projector, a4, portrait, square, social.")
@click.option("--theme", default="", help="light, dark or print.")
@click.option("--font-scale", default="", help="Size of the type against the usual one, from 0.75 to 2.")
@click.option("--marking", default="", help="Handling marking on everything that is written.")
@click.option(
    "--batch", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A TOML or CSV list of exports instead."
)
@explained
def export(
    first: str, second: str, of_claims: bool, size: str, theme: str, font_scale: str, marking: str, batch: Path | None
) -> None:
    """Write a View or story to a file, with its title, dates, sources and licences: presence export VIEW FILE, or FILE VIEW.

    story:ID in the place of the View is a story, as .pptx, .pdf or .html.

    The end of the file's name says the format: .svg and .png for the map, .series.svg for the series, .csv for the table, .citation.txt
    for how to cite, and others; `presence export` with an unknown one lists them. With --batch every entry of a list has a view, a file
    and options; one that fails does not keep the others from being written.

    Example: presence export "sender=RUS&date=2019-06-30" russia-2019.svg --size social
    """
    asked = {"size": size, "theme": theme, "font_scale": font_scale, "marking": marking}
    given = {option: text for option, text in asked.items() if text}
    if batch is not None:
        export_batch(_listening(opened()), batch, given)
        return
    if not first:
        raise PresenceError(
            "E-EXPORT-ARGUMENTS", "no file", "a View and a file, or --batch", next_step="see: presence export --help"
        )
    view, name = view_and_file(first, second)
    form = format_of_file(name) or Path(name).suffix.removeprefix(".")
    if of_claims:
        form = form_of_claims(view, form)
    if not view.startswith("story:"):
        # Before the ledger is opened: a misspelt ending is told at once.
        format_of(form)
    with waiting(f"Making {name}"):
        content = _listening(opened()).export(view, form, **given)
    write_file(Path(name), content)
    click.echo(f"{name}: {len(content):,} bytes", err=True)


def _listening(atlas: Atlas) -> Atlas:
    """The same, telling how far a long file is."""
    return replace(atlas, options=replace(atlas.options, tell=progress()))


def export_batch(atlas: Atlas, batch: Path, given: Mapping[str, str]) -> None:
    """Write every export of a list; ``given`` options hold where an entry has none of its own.

    One that cannot be made does not keep the others from being written. Raises PresenceError with every problem at the end.
    """
    jobs, problems = read_batch(batch.read_bytes(), batch.name)
    for number, job in enumerate(jobs, 1):
        try:
            content = atlas.export(job.view, job.form, **{**given, **job.options})
            write_file(Path(job.file), content)
            click.echo(f"{number} of {len(jobs)}: {job.file}: {len(content):,} bytes", err=True)
        except PresenceError as error:
            problems += [replace(problem, where=f"{job.where}, {job.file}") for problem in error.problems]
            click.echo(f"{number} of {len(jobs)}: {job.file}: not written", err=True)
    if problems:
        raise PresenceError.of(problems)


def view_and_file(first: str, second: str) -> tuple[str, str]:
    """(View, file) of two arguments in either order: the file is the one whose name ends like a known format.

    Where both or neither do, the file is the one that has no "=" in it. Raises PresenceError (E-EXPORT-ARGUMENTS) when that does not
    tell them apart.
    """
    if not second:
        return "", first
    for looks_like_file in (format_of_file, lambda text: "=" not in text):
        first_is, second_is = bool(looks_like_file(first)), bool(looks_like_file(second))
        if first_is != second_is:
            return (second, first) if first_is else (first, second)
    raise PresenceError(
        "E-EXPORT-ARGUMENTS", f"{first!r} and {second!r}", "a View and a file", cause="both look like a file, or neither does",
        next_step='write: presence export "sender=RUS" russia.svg',
    )  # fmt: skip


def form_of_claims(view: str, form: str) -> str:
    """The format in which --claims writes a file with this end. Raises PresenceError (E-EXPORT-ARGUMENTS) where there is none."""
    wanted = form if form.startswith(CLAIMS) else f"{CLAIMS}{form}"
    if view.startswith("story:") or wanted not in FORMATS:
        ends = ", ".join(f".{one.removeprefix(CLAIMS)}" for one in FORMATS if one.startswith(CLAIMS))
        raise PresenceError(
            "E-EXPORT-ARGUMENTS", f"--claims with {'a story' if view.startswith('story:') else f'.{form}'}", f"--claims with a View and {ends}",
            cause="claims are rows of a table", next_step="change the end of the file's name, or leave --claims out",
        )  # fmt: skip
    return wanted


def write_file(target: Path, content: bytes) -> None:
    """Write the file. Raises PresenceError (E-EXPORT-WRITE) where that is not possible."""
    try:
        target.write_bytes(content)
    except OSError as error:
        raise PresenceError(
            "E-EXPORT-WRITE", error.strerror or str(error), "a folder that is there and may be written",
            cause="a misspelt folder, or its permissions" if error.errno not in FULL else "the disk is full",
            next_step="make the folder or free space, or write to another place", where=str(target),
        ) from error  # fmt: skip
