"""Commands for who runs the server: serve, say how every setting stands, say what is installed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import click

from dashboard import __version__
from dashboard.cli_shared import explained, format_option
from dashboard.printing import print_table
from dashboard.setting import shown
from dashboard.settings import BY_NAME, TABLE, Settings, load_settings, origin


def served_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options for every setting that the table marks as one of the server's; their text is read as that of the environment."""
    for row in reversed([row for row in TABLE if row.served]):
        words = f"{row.help}  [default: {row.default or 'empty'}]"
        command = click.option(row.option, row.name, metavar=(row.unit or row.kind.split()[-1]).upper(), help=words)(command)
    return command


@click.command()
@served_options
@explained
def serve(**given: str | None) -> None:
    """Serve the dashboard. More can be set through the environment: presence settings.

    Example: presence serve --port 8050
    """
    from dashboard.ledger.store import open_ledger
    from dashboard.web.serve import serve as run

    chosen = load_settings(options={name: text for name, text in given.items() if text is not None})
    run(chosen, open_ledger(chosen.data))


@click.command()
@click.argument("names", nargs=-1)
@format_option
@explained
def settings(names: tuple[str, ...], form: str) -> None:
    """How every setting stands, where its value comes from, and what is allowed; or only those whose name has one of NAMES in it.

    Example: presence settings upload port
    """
    import pandas as pd

    chosen = load_settings()
    asked = [row for row in TABLE if not names or any(word.lower() in row.environment.lower() for word in names)]
    lines = [
        {"setting": row.environment, "value": shown(getattr(chosen, row.name)), "from": origin(row), "default": row.default,
         "allowed": row.expected, "meaning": row.help}
        for row in asked
    ]  # fmt: skip
    print_table(pd.DataFrame(lines), form)


@click.command()
@explained
def doctor() -> None:
    """Say what is installed, which ledger is in service, and how every setting stands.

    Example: presence doctor
    """
    from importlib.metadata import version

    chosen = load_settings()
    click.echo(f"presence {__version__}, Python {sys.version.split()[0]}")
    for name in ("dash", "plotly", "pandas", "geopandas", "shapely", "pyarrow"):
        click.echo(f"{name} {version(name)}")
    for name, row in BY_NAME.items():
        click.echo(f"{row.environment} = {shown(getattr(chosen, name))}  # {row.help}")
    _doctor_ledger(chosen)


def _doctor_ledger(chosen: Settings) -> None:
    from dashboard.ledger.store import open_ledger

    ledger = open_ledger(chosen.data)
    click.echo(f"ledger {ledger.generation}: {len(ledger.claims):,} claims, {len(ledger.catalogue.measures)} measures")
