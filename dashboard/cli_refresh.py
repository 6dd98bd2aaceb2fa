"""The command refresh: fetches sources again and shows what changed."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.cli_shared import explained, format_option, limit_option
from dashboard.errors import PresenceError

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.ledger.store import Ledger


@click.command(short_help="Fetch a source again, show what changed, publish if asked.")
@click.argument("source", default="")
@click.option("--list", "listed", is_flag=True, help="Show which sources can be fetched, and from where.")
@click.option(
    "--from", "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Take files fetched by hand."
)
@click.option("--address", default="", help="Another address of the publisher, such as a mirror.")
@click.option("--publish", "wanted", is_flag=True, help="Publish what changed; without, it is only told.")
@click.option("--accept-smaller", is_flag=True, help="Also where a fifth of the claims is gone.")
@format_option
@limit_option
@explained
def refresh(
    source: str, listed: bool, folder: Path | None, address: str, wanted: bool, accept_smaller: bool, form: str, limit: int | None
) -> None:
    """Fetch SOURCE anew, tell what changed, and with --publish put it into service; old statements are closed and kept.

    Any source goes in with --from and a folder with the files that its reader reads. What is published is kept in refreshed/
    under the data folder, so that every later `presence build` knows it too.

    Example: presence refresh worldbank-wdi
    """
    from datetime import UTC, datetime

    from dashboard.ledger.difference import summarise
    from dashboard.ledger.revise import make_good
    from dashboard.ledger.store import open_ledger
    from dashboard.printing import print_table
    from dashboard.refresh.refreshing import publish, read_staged
    from dashboard.settings import load_settings

    settings = load_settings()
    if listed or not source:
        print_table(_listed(), form)
        return
    if wanted:
        make_good(settings.data, settings.snapshot_keep, lambda line: click.echo(line, err=True))
    ledger, today = open_ledger(settings.data), datetime.now(UTC).date()
    with tempfile.TemporaryDirectory() as staged:
        after = _fetch(source, address, Path(staged), ledger) if folder is None else None
        found = read_staged(
            ledger,
            source,
            folder or Path(staged),
            today,
            accept_smaller=accept_smaller,
            after=after,
            only_stated=_only_stated(source, folder),
        )
    print_table(summarise(found.difference) if form == "table" else found.difference.head(limit or len(found.difference)), form)
    click.echo(
        f"{len(found.added):,} claims come, {len(found.closed):,} are closed, {found.unchanged:,} stand as they are", err=True
    )
    if not wanted:
        click.echo("nothing was published; say --publish to do so", err=True)
        return
    generation = publish(settings.data, found, settings, lambda line: click.echo(line, err=True))
    click.echo(f"generation {generation}", err=True)


def _listed() -> pd.DataFrame:
    import pandas as pd

    from dashboard.refresh.publishers import PUBLISHERS

    return pd.DataFrame([{"source": one.source_id, "address": one.base} for one in PUBLISHERS.values()])


def _only_stated(source: str, folder: Path | None) -> bool:
    """Whether what was fetched leaves out what the publisher stated before; files given by hand are the whole of it."""
    from dashboard.refresh.publishers import PUBLISHERS

    return folder is None and PUBLISHERS[source].only_stated


def _fetch(source: str, address: str, staged: Path, ledger: Ledger) -> pd.Timestamp | None:
    """Fetch into ``staged``; the day up to which the ledger is left as it is, None where all of it is compared."""
    from dashboard.refresh.fetching import Fetcher
    from dashboard.refresh.publishers import PUBLISHERS
    from dashboard.settings import load_settings

    settings = load_settings()
    publisher = PUBLISHERS.get(source)
    if publisher is None:
        raise PresenceError(
            "E-REFRESH-SOURCE", repr(source), "one of " + ", ".join(PUBLISHERS), cause="the publisher has no address that can be asked",
            next_step="fetch the files by hand and give their folder with --from",
        )  # fmt: skip
    cache = settings.data / "fetched" / source
    fetcher = Fetcher(settings, lambda line: click.echo(line, err=True))
    publisher.fetch(fetcher, address.rstrip("/") or publisher.base, cache, staged, ledger)
    return publisher.after(ledger) if publisher.after else None
