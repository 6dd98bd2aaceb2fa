"""The commands package and cite: the data in open formats, and citations."""

from __future__ import annotations

from pathlib import Path

import click

from dashboard.cli_shared import explained, opened
from dashboard.errors import PresenceError


@click.command(short_help="Write the claims as a data package (CSV, Parquet, JSON).")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.argument("view", default="")
@explained
def package(folder: Path, view: str) -> None:
    """Write the claims as a data package (CSV, Parquet, datapackage.json, citations) into FOLDER.

    With VIEW, the claims that `presence claims` would list; without, the whole ledger. FOLDER must be new or empty.

    Example: presence package russia-in-venezuela "sender=RUS&host=VEN"
    """
    from dashboard.exports.package import package_files
    from dashboard.exports.redistribution import held_back_line, held_back_of, may_go_out

    atlas = opened()
    rows = atlas.claims(view) if view else atlas.ledger.claims
    _make(folder)
    held = held_back_line(held_back_of(atlas.ledger, rows))
    if held:
        click.echo(held, err=True)
    for file in package_files(atlas.ledger, may_go_out(atlas.ledger, rows)):
        (folder / file.name).write_bytes(file.content)
        click.echo(f"{folder / file.name}: {len(file.content):,} bytes", err=True)
    click.echo(f"{len(rows):,} claims of ledger {atlas.ledger.generation}", err=True)


@click.command(short_help="Print how to cite a View, a source or a claim.")
@click.argument("view", default="")
@click.option("--source", default="", help="Cite one source instead of a View.")
@click.option("--claim", default="", help="Cite one claim, by its id.")
@click.option("--format", "form", type=click.Choice(["text", "bibtex", "ris"]), default="text", show_default=True)
@explained
def cite(view: str, source: str, claim: str, form: str) -> None:
    """How to cite a View, a source or a claim.

    Example: presence cite "sender=RUS&host=VEN&date=2019-06-30" --format bibtex
    """
    from dashboard.exports.references import claim_text, source_bibtex, source_ris

    atlas = opened()
    if claim:
        click.echo(claim_text(atlas.ledger, claim))
        return
    if source:
        entry = atlas.ledger.catalogue.sources.get(source)
        if entry is None:
            raise PresenceError("E-SOURCE", repr(source), "the id of a source", next_step="list them with: presence sources")
        texts = {"text": f"{entry.citation or entry.title} {entry.url} Licence: {entry.licence}."}
        click.echo(texts.get(form) or (source_bibtex([entry]) if form == "bibtex" else source_ris([entry])))
        return
    ending = {"text": "citation.txt", "bibtex": "citation.bib", "ris": "citation.ris"}[form]
    click.echo(atlas.export(view, ending).decode(), nl=False)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = next(folder.iterdir(), None)
    except OSError as error:
        raise PresenceError("E-EXPORT-WRITE", str(error), "a folder that may be written", where=str(folder)) from error
    if taken is not None:
        raise PresenceError(
            "E-EXPORT-FOLDER", f"{taken.name} in it", "a new or empty folder", cause="an earlier package or another folder",
            next_step="choose another folder", where=str(folder),
        )  # fmt: skip
