"""What the README tells a reader to type works.

A block of commands that is to be carried out as it stands has ``<!-- run -->`` on the line before it::

    <!-- run -->
    ```sh
    presence claims --sender RUS --host VEN --format csv
    ```

Each line of such a block is run, from a folder of its own, and must succeed. In every other ``sh`` block each
``presence`` command must exist with the options that are named. ``make`` is asked in both what it would do.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from dashboard.cli import main
from tests.repository.code import ROOT

BLOCK = re.compile(r"^(?P<mark><!-- run -->\s*\n)?^```(?:sh|bash|console)\n(?P<body>.*?)^```", re.MULTILINE | re.DOTALL)
# Endless, or they change what is installed or shipped: a reader runs them, a test does not.
NOT_HERE = {"serve", "build", "add"}
README = (ROOT / "README.md").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Command:
    """One line of a block, without the prompt."""

    line: str
    run: bool

    @property
    def words(self) -> list[str]:
        """The words of the first command; what follows a pipe or a redirection belongs to the shell."""
        words = shlex.split(self.line, comments=True)
        ends = [i for i, word in enumerate(words) if word in {"|", ">", ">>", "&&", ";"}]
        return words[: ends[0]] if ends else words


def commands(text: str) -> list[Command]:
    """Every command of every block, in order; a line that ends with a backslash runs on."""
    return [
        Command(line.strip().removeprefix("$ "), bool(block["mark"]))
        for block in BLOCK.finditer(text)
        for line in block["body"].replace("\\\n", " ").splitlines()
        if line.strip() and not line.strip().startswith("#")
    ]


ALL = commands(README)
RUN = [c for c in ALL if c.run and c.words[0] != "make"]
MAKE = [c for c in ALL if c.words[0] == "make"]
SHOWN = [c for c in ALL if not c.run and c.words[0] == "presence"]


def _ids(chosen: list[Command]) -> list[str]:
    return [command.line for command in chosen]


def test_the_two_commands_of_a_new_user_are_there() -> None:
    assert {"make run", "make test"} <= {command.line for command in ALL}


def test_some_commands_are_carried_out() -> None:
    assert RUN, "mark at least one block of presence commands with <!-- run -->"


@pytest.mark.parametrize("command", RUN, ids=_ids(RUN))
def test_it_runs(command: Command, tmp_path: Path) -> None:
    assert not NOT_HERE & set(command.words[1:2]), "take the mark away: this command is not for a test"
    # The commands of this environment, as after activating it.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command.line],
        cwd=tmp_path, env={**os.environ, "PATH": path}, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", MAKE, ids=_ids(MAKE))
def test_make_knows_it(command: Command) -> None:
    done = subprocess.run([*command.words, "--dry-run"], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", SHOWN, ids=_ids(SHOWN))
def test_the_command_has_these_options(command: Command) -> None:
    name, *words = command.words[1:] or ["--help"]
    if name.startswith("-"):
        return
    found = main.get_command(click.Context(main), name)
    assert found, f"there is no command {name}"
    known = {option for parameter in found.params for option in parameter.opts} | {"--help"}
    assert {word.split("=")[0] for word in words if word.startswith("-")} <= known


def test_a_block_is_read_as_it_is_meant() -> None:
    run = "<!-- run -->\n```sh\n# why\npresence claims \\\n  --sender RUS\n```\n\n"
    text = run + "```sh\n$ make run\n```\n```python\nx\n```\n"
    assert [(command.words, command.run) for command in commands(text)] == [
        (["presence", "claims", "--sender", "RUS"], True),
        (["make", "run"], False),
    ]
