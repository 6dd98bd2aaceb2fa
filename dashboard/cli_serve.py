"""The commands serve, settings and doctor."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import click

from dashboard import __version__
from dashboard.cli_shared import explained, format_option
from dashboard.printing import print_table
from dashboard.setting import shown
from dashboard.settings import TABLE, load_settings, origin


def served_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options for every setting that the table marks as one of the server's; their text is read as that of the environment."""
    for row in reversed([row for row in TABLE if row.served]):
        words = f"{row.help}  [default: {row.default or 'empty'}]"
        command = click.option(row.option, row.name, metavar=(row.unit or row.kind.split()[-1]).upper(), help=words)(command)
    return command


@click.command(short_help="Serve the dashboard.")
@served_options
@explained
def serve(**given: str | None) -> None:
    """Serve the dashboard. More can be set through the environment: presence settings.

    Without a ledger that can be opened the server says so to every reader, and goes on by itself when one is published.

    Example: presence serve --port 8050
    """
    from dashboard.web.serve import serve as run

    run(load_settings(options={name: text for name, text in given.items() if text is not None}))


@click.command(short_help="Print every setting: its value, origin and allowed range.")
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


@click.command(short_help="Check the installation and say what to type where it is broken.")
@explained
def doctor() -> None:
    """Look at everything that serving and building need, and say what is wrong and what to type; then how every setting stands.

    Ends with exit status 1 when something is wrong.

    Example: presence doctor
    """
    from dashboard.examination import examine

    chosen = load_settings()
    click.echo(f"presence {__version__}, Python {sys.version.split()[0]}")
    found = list(examine(chosen))
    for one in found:
        click.echo(f"{'wrong' if one.problem else 'ok':5}  {one.what}: {one.stands}")
    for row in TABLE:
        click.echo(f"{row.environment} = {shown(getattr(chosen, row.name))}  # {row.help}")
    for problem in (one.problem for one in found if one.problem):
        click.echo(str(problem))
    if any(one.problem for one in found):
        raise SystemExit(1)
