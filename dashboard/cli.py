"""The command line interface ``presence``. Data go to standard output, progress and errors to standard error."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard import __version__
from dashboard.cli_add import add
from dashboard.cli_data import cite, package
from dashboard.cli_diff import diff, known
from dashboard.cli_export import export
from dashboard.cli_refresh import refresh
from dashboard.cli_serve import doctor, serve, settings
from dashboard.cli_shared import Program, explained, format_option, limit_option, opened
from dashboard.cli_stories import stories
from dashboard.cli_verify import verify
from dashboard.errors import PresenceError
from dashboard.printing import print_table
from dashboard.settings import load_settings

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.ledger.store import Ledger


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="presence")
def main() -> None:
    """Presence Atlas: who stands where abroad, what each source said, and how far the sources agree.

    Example: presence estimates "measure=troops&sender=USA&date=2025-12-31"
    """


@main.command()
@click.option("--raw", required=True, type=click.Path(path_type=Path, exists=True, file_okay=False), help="One folder a source.")
@click.option(
    "--include-restricted", is_flag=True, help="Also build in sources whose licence does not clearly allow passing them on."
)
@format_option
@explained
def build(raw: Path, include_restricted: bool, form: str) -> None:
    """Build the ledger from raw files and print the report.

    Example: presence build --raw ../sources
    """
    from dashboard.ledger.build import build as run

    chosen = load_settings()
    built = run(raw, chosen.data, progress=_progress, include_restricted=include_restricted, keep=chosen.snapshot_keep)
    click.echo(f"generation {built.generation}: {len(built.claims):,} claims", err=True)
    for name in ("sources", "unused", "off_map") if form == "table" else ("sources",):
        _show(built.report[name], form, None, title=name)


@main.command(short_help="Verify the ledger: hashes, rules for claims, data quality.")
@format_option
@explained
def check(form: str) -> None:
    """Verify the ledger in service: every file against its hash, every claim against the rules; then how good each source is.

    Example: presence check
    """
    from dashboard.ledger.store import open_ledger
    from dashboard.ledger.validate import check_claims

    ledger = open_ledger(load_settings().data)
    problems = check_claims(ledger.claims, ledger.catalogue, frozenset(ledger.places.ids))
    if problems:
        raise PresenceError.of(problems)
    click.echo(f"generation {ledger.generation}: {len(ledger.claims):,} claims, all files and claims in order", err=True)
    _show(_quality(ledger), form, None)


@main.command(short_help="List what each source said: one row a claim, the newest first.")
@click.option("--sender", default="", help="Place ids, separated by commas (presence places).")
@click.option("--host", default="", help="Place ids, separated by commas (presence places).")
@click.option("--measure", default="", help="Id of one measure (presence measures).")
@click.option("--source", default="", help="Id of one source (presence sources).")
@format_option
@limit_option
@explained
def claims(sender: str, host: str, measure: str, source: str, form: str, limit: int | None) -> None:
    """What each source said: one row a claim, the newest first.

    Example: presence claims --sender RUS --host VEN --format csv
    """
    query = "&".join(
        f"{name}={text}"
        for name, text in (("sender", sender or "all"), ("host", host), ("measure", measure), ("source", source))
        if text
    )
    rows = opened().claims(query)
    _show(rows[rows["source_id"] == source] if source else rows, form, limit)


@main.command(short_help="Print the estimates of a View: one figure from several claims.")
@click.argument("view", default="")
@click.option("--total", is_flag=True, help="One row a host, summed over the senders under one definition.")
@click.option("--left-out", is_flag=True, help="List what the estimates and sums leave out and why, one row a claim or sender.")
@format_option
@limit_option
@explained
def estimates(view: str, total: bool, left_out: bool, form: str, limit: int | None) -> None:
    """What a rule makes of the claims on the View's date; with compare=change or per=... what its map shows. VIEW is the query of a link.

    Example: presence estimates "measure=troops&sender=USA&date=2025-12-31" --format json
    """
    atlas = opened()
    asked = atlas.view(view)
    read = asked.compare == "change" or asked.per != "none"
    rows = atlas.left_out(view) if left_out else atlas.map_rows(view) if read else atlas.estimates(view, total=total)
    _show(rows, form, limit)


@main.command(short_help="List sources and licences, or tables of the build report.")
@click.option(
    "--report",
    "table",
    type=click.Choice(["sources", "unused", "jumps", "off_map", "agreements", "contradictions", "quality"]),
    default="sources",
    show_default=True,
    help="Which table of the build report.",
)
@format_option
@limit_option
@explained
def sources(table: str, form: str, limit: int | None) -> None:
    """Sources with their licences and what was made of them; with --report, what was not used and why.

    Example: presence sources --report unused --format csv
    """
    ledger = opened().ledger
    if table == "quality":
        _show(_quality(ledger), form, limit)
        return
    rows = ledger.report[table]
    if table == "sources":
        entries = ledger.catalogue.sources
        rows = rows.assign(
            **{name: [getattr(entries[s], name) for s in rows["source_id"]] for name in ("licence", "retrieved", "title")}
        )
    _show(rows, form, limit)


@main.command(short_help="List what is counted: measures and their definitions.")
@format_option
@explained
def measures(form: str) -> None:
    """What is counted: measures and their definitions.

    Example: presence measures
    """
    import pandas as pd

    entries = opened().ledger.catalogue.measures.values()
    rows = [
        {
            "measure": m.id,
            "definition": d.id,
            "title": d.title,
            "unit": m.unit,
            "kind": m.kind,
            "domain": m.domain,
            "text": d.text,
        }
        for m in entries
        for d in m.definitions
    ]
    _show(pd.DataFrame(rows), form, None)


@main.command(short_help="List places and their ids, or what a name may mean.")
@click.argument("name", default="")
@format_option
@limit_option
@explained
def places(name: str, form: str, limit: int | None) -> None:
    """Places and their ids; with NAME, what that name may mean.

    Example: presence places Congo
    """
    import pandas as pd

    known = opened().ledger.places
    if name:
        resolved = known.resolve(name)
        ids = list(resolved.candidates) or [name.upper()] * (name.upper() in known.by_id)
        if not ids:
            near = " or ".join(known.suggest(name))
            step = f"did you mean {near}? List them with: presence places" if near else "list them with: presence places"
            raise PresenceError("E-PLACE", repr(name), "the name or id of a place", next_step=step)
    else:
        ids = sorted(known.by_id)
    rows = [{"id": p.id, "name": p.name, "kind": p.kind} for p in (known.by_id[i] for i in ids)]
    _show(pd.DataFrame(rows), form, limit)


def _quality(ledger: Ledger) -> pd.DataFrame:
    from datetime import UTC, datetime

    from dashboard.ledger.quality import quality_table

    return quality_table(ledger.report, datetime.now(UTC).date())


def _show(rows: pd.DataFrame, form: str, limit: int | None, title: str = "") -> None:
    shown = rows.head(limit) if limit else rows
    if title and form == "table":
        click.echo(f"\n{title}")
    print_table(shown, form)
    if len(shown) < len(rows):
        click.echo(f"{len(shown):,} of {len(rows):,} rows shown", err=True)


def _progress(line: str) -> None:
    click.echo(line, err=True)


for added in (export, serve, settings, doctor, package, cite, diff, known, refresh, add, stories, verify):
    main.add_command(added)


if __name__ == "__main__":
    main()
