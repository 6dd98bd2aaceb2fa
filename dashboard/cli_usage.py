"""What was typed and is no command of ours: told like every other mistake, with a stable code."""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from typing import IO, Any

import click
from click.exceptions import BadParameter, MissingParameter, NoArgsIsHelpError, NoSuchOption, UsageError

from dashboard.errors import Problem

OPTION, MISSING, VALUE, COMMAND, OTHER = (f"E-CLI-{name}" for name in ("OPTION", "MISSING", "VALUE", "COMMAND", "USAGE"))

# The name stands there as Python writes a text, within the quotation marks that it has not itself.
UNKNOWN = re.compile(r"""No such command ('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")


class ToldUsageError(UsageError):
    """A mistake in what was typed, with its explanation; exit status 2."""

    def __init__(self, problem: Problem, ctx: click.Context | None) -> None:
        super().__init__(str(problem), ctx)

    def show(self, file: IO[Any] | None = None) -> None:
        """The explanation on standard error, in one line."""
        click.echo(self.message, file=file, err=True)


@contextmanager
def told_usage() -> Iterator[None]:
    """Raise what click finds wrong within the block as `ToldUsageError`; help that nobody asked for stays help."""
    try:
        yield
    except (ToldUsageError, NoArgsIsHelpError):
        raise
    except UsageError as error:
        raise ToldUsageError(problem_of(error), error.ctx) from error


def problem_of(error: UsageError) -> Problem:
    """The mistake in the words of the program."""
    ctx = error.ctx
    path = ctx.command_path if ctx else "presence"
    see, found = f"see: {path} --help", error.format_message().rstrip(".")
    match error:
        case NoSuchOption():
            close = (error.possibilities or get_close_matches(error.option_name, options_of(ctx)))[:1]
            return Problem(
                OPTION, repr(error.option_name), f"an option of {path}", cause="a misspelt name, or an option of another command",
                next_step=f"write {close[0]}, or {see}" if close else see,
            )  # fmt: skip
        case MissingParameter():
            name = error.param.get_error_hint(ctx) if error.param and ctx else repr(error.param_hint)
            return Problem(MISSING, f"nothing for {name}", f"{name} of {path}", next_step=see)
        case BadParameter():
            return Problem(VALUE, found, f"a value that {path} takes", next_step=see)
    if ctx and isinstance(ctx.command, click.Group) and (unknown := UNKNOWN.match(found)):
        typed = str(literal_eval(unknown[1]))
        close = get_close_matches(typed, ctx.command.commands)[:1]
        return Problem(
            COMMAND, repr(typed), f"a command of {path}", cause="a misspelt name",
            next_step=f"write {path} {close[0]}, or {see}" if close else see,
        )  # fmt: skip
    return Problem(OTHER, found, f"what {path} takes", next_step=see)


def options_of(ctx: click.Context | None) -> list[str]:
    """Every option of the command that was typed."""
    return [name for one in ctx.command.get_params(ctx) for name in one.opts if name.startswith("--")] if ctx else []
