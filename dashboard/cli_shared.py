"""Options, row output and error handling shared by all commands."""

from __future__ import annotations

import atexit
import errno
import functools
import gc
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ParamSpec

import click

from dashboard.cli_usage import told_usage
from dashboard.errors import PresenceError, Problem
from dashboard.printing import FORMATS

if TYPE_CHECKING:
    from dashboard.atlas import Atlas

P = ParamSpec("P")
# Seconds after which a person wants to know that something still happens.
PATIENCE = 1.0
# No room on the disk, in the quota or under the limit of a file's size.
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def explained(command: Callable[P, None]) -> Callable[P, None]:
    """Show a person's mistake as its explanation and exit with 1; never a traceback."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except PresenceError as error:
            for problem in error.problems:
                click.echo(str(problem), err=True)
            sys.exit(1)
        except BrokenPipeError:
            # The reader of a pipe (`| head`) has seen enough; that is no mistake.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError as error:
            click.echo(str(_of_system(error)), err=True)
            # What could not be written is not tried once more at the end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)

    return wrapped


def _of_system(error: OSError) -> Problem:
    """What the system refused, and which file it was about."""
    if error.errno in FULL:
        return Problem("E-DISK-FULL", str(error), "room for what is written", next_step="free space, then run it again")
    return Problem(
        "E-FILE", error.strerror or type(error).__name__, "a file that this user may use", cause="its permissions, or something in its place",
        next_step="run: presence doctor", where=str(error.filename or ""),
    )  # fmt: skip


format_option = click.option(
    "--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="How rows are printed."
)
limit_option = click.option("--limit", type=click.IntRange(1), help="Print at most this many rows and say how many there are.")


def opened() -> Atlas:
    """The atlas of the settings' data folder."""
    # To look again and again for garbage among what is being loaded takes a tenth of the time of a slide.
    gc.disable()
    try:
        from dashboard.atlas import open_atlas

        return open_atlas()
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def waiting(words: str) -> Iterator[None]:
    """Say on standard error what is being made where that takes longer than a second."""
    timer = threading.Timer(PATIENCE, click.echo, (f"{words} …",), {"err": True})
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def progress() -> Callable[[int, int], None]:
    """Tell on standard error how many of how many parts are made, at most once a second, and not where all is soon done."""
    said = [time.monotonic()]

    def tell(done: int, of: int) -> None:
        if time.monotonic() - said[0] > PATIENCE and done < of:
            said[0] = time.monotonic()
            click.echo(f"{done} of {of}", err=True)

    return tell


class Program(click.Group):
    """A group of commands that, as a program of its own, ends when its work is done.

    Guarantees that the exit status is that of the command. A native library may leave a thread of its own behind; where the process
    then takes its memory apart, C++ aborts it ("terminate called without an active exception") after everything was written. So
    Python's own clean-up runs, both streams are flushed, and the process ends at once.
    """

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """What was typed before a command; a mistake in it is explained."""
        with told_usage():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a mistake in its options and arguments is explained."""
        with told_usage():
            return super().invoke(ctx)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the program and end the process."""
        try:
            return super().__call__(*args, **kwargs)
        except SystemExit as end:
            # Python has no public name for it; the clean-up of temporary files and logs hangs on it.
            atexit._run_exitfuncs()  # noqa: SLF001
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(end.code if isinstance(end.code, int) else int(end.code is not None))
