"""The command verify: checks an exported file against the ledger."""

from __future__ import annotations

from pathlib import Path

import click

from dashboard.cli_shared import explained
from dashboard.settings import load_settings


@click.command(short_help="Check whether an exported file still agrees with the ledger.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@explained
def verify(file: Path) -> None:
    """Say whether FILE shows what the ledger says, and what has changed since it was made; ends with 1 where it does not.

    Reads PNG, SVG, GIF, PDF, PPTX, XLSX, HTML, CSV, Parquet, JSON, GeoJSON and GeoPackage: the file is made again and compared.
    Citations carry no figure and no seal. A seal is no signature: it tells about numbers, not about who made the file.

    Example: presence verify russia-2019.xlsx
    """
    from dashboard.errors import PresenceError
    from dashboard.intake.genuine import verify as check
    from dashboard.intake.opening import plain_file
    from dashboard.ledger.provenance import check_trusted
    from dashboard.ledger.store import open_ledger

    settings = load_settings()
    content, ledger = plain_file(file, settings), open_ledger(settings.data)
    check_trusted(settings.data, ledger.generation, settings.trusted_fingerprints)
    found = check(content, file.name, ledger, settings)
    click.echo(found.words)
    for note in found.notes:
        click.echo(note)
    shown = f"Story: {found.origin.story}" if found.origin.text else f"View: {found.origin.query or 'default view'}"
    click.echo(f"{shown} · ledger {found.origin.generation} · code {found.origin.code or '-'}")
    most = settings.max_rows_shown
    for title, rows in (("Not what the ledger says", found.wrong), ("Changed since", found.changed)):
        for row in rows[:most]:
            click.echo(f"{title}: {row.where}: {row.column}: {row.file or 'empty'} → {row.ledger or 'empty'}")
        if len(rows) > most:
            click.echo(f"{title}: and {len(rows) - most:,} more (PRESENCE_MAX_ROWS_SHOWN)")
    if found.genuine is not True:
        raise PresenceError("E-VERIFY", found.words, "a file that shows what the ledger says", where=file.name)
