"""The command stories: lists, checks and exports stories."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.cli_shared import explained, format_option, progress
from dashboard.errors import PresenceError
from dashboard.printing import print_table

if TYPE_CHECKING:
    from dashboard.domain.story import Story
    from dashboard.ledger.store import Ledger


@click.group(invoke_without_command=True, short_help="List, check and export the stories.")
@format_option
@click.pass_context
@explained
def stories(context: click.Context, form: str) -> None:
    """The stories that are shipped, one row each.

    Example: presence stories
    """
    if context.invoked_subcommand is None:
        _list(form)


def _list(form: str) -> None:
    import pandas as pd

    from dashboard.ledger.store import open_ledger
    from dashboard.settings import load_settings
    from dashboard.story_file import load_stories, story_limits

    settings = load_settings()
    ledger = open_ledger(settings.data)
    found = load_stories(settings.data, ledger.vocabulary, story_limits(settings), settings.story_max_bytes)
    rows = [{"id": s.id, "title": s.title, "steps": len(s.steps), "summary": s.summary} for s in found.values()]
    print_table(pd.DataFrame(rows, columns=["id", "title", "steps", "summary"]), form)


@stories.command()
@click.argument("story")
@explained
def check(story: str) -> None:
    """Hold STORY, the id of a shipped story or a .toml file, to the ledger: every figure against its claim or View.

    A figure that differs from the ledger ends with exit status 1; figures that nothing is named for are listed.

    Example: presence stories check venezuela-2019
    """
    from dashboard.ledger.facts import bare_figures, wrong_facts

    ledger, told = open_story(story)
    problems = wrong_facts(ledger, told)
    if problems:
        raise PresenceError.of(problems)
    bare = bare_figures(ledger, told)
    for problem in bare:
        click.echo(str(problem), err=True)
    facts = sum(len(step.facts) for step in told.steps)
    click.echo(
        f"{told.id}: {len(told.steps)} steps, {facts} facts as in ledger {ledger.generation}, {len(bare)} figures without a fact",
        err=True,
    )


@stories.command("export")
@click.argument("story")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--theme", default="", help="light or dark; of PDF.")
@click.option("--marking", default="", help="Handling marking on everything that is written.")
@explained
def export_story(story: str, target: Path, theme: str, marking: str) -> None:
    """Write STORY, the id of a shipped story or a .toml file, to TARGET; its ending says the format: .pptx, .pdf or .html.

    Example: presence stories export venezuela-2019 venezuela.pdf
    """
    from dashboard.cli_export import write_file
    from dashboard.exports.options import decode_options, options_of
    from dashboard.exports.story_files import write_story
    from dashboard.settings import load_settings

    settings = load_settings()
    ledger, told = open_story(story)
    options = decode_options({"theme": theme, "marking": marking}, replace(options_of(settings), tell=progress())).options
    content = write_story(ledger, told, target.suffix.removeprefix(".").lower(), settings.assets, options)
    write_file(target, content)
    click.echo(f"{target}: {len(content):,} bytes", err=True)


def open_story(story: str) -> tuple[Ledger, Story]:
    """The ledger and a story by its id or file. Raises PresenceError with what is wrong in the file, or the ids there are."""
    from dashboard.ledger.store import open_ledger
    from dashboard.settings import load_settings
    from dashboard.story_file import load_story, story_limits, story_path

    settings = load_settings()
    path = story_path(story, settings.data)
    ledger = open_ledger(settings.data)
    return ledger, load_story(path, ledger.vocabulary, story_limits(settings), settings.story_max_bytes)
