"""What joins the program by being installed, and what it starts as: nothing that was not asked for."""

from __future__ import annotations

import sysconfig
from importlib import metadata
from pathlib import Path

import pytest

from dashboard.settings import load_settings

# Groups whose members run in the server because they are installed, and who may be in each.
GROUPS = {
    "dash_hooks": set[str](),
    "flask.commands": set[str](),
    "pandas_plotting_backends": {"plotly", "matplotlib"},
    "orjson": set[str](),
}
# Files of the environment that run code at the start of every program; of an editable install and of the tools of installation.
STARTING = ("distutils-precedence.pth", "_virtualenv.pth")


@pytest.mark.parametrize("group", GROUPS)
def test_nothing_joins_the_server_by_being_installed(group: str) -> None:
    assert {entry.name for entry in metadata.entry_points(group=group)} <= GROUPS[group]


def test_no_installed_file_runs_code_at_every_start() -> None:
    folder = Path(sysconfig.get_paths()["purelib"])
    running = [
        path.name
        for path in folder.glob("*.pth")
        if any(line.startswith("import") for line in path.read_text(encoding="utf-8").splitlines()) and path.name not in STARTING
    ]
    assert running == []
    assert not list(folder.glob("sitecustomize.py"))
    assert not list(folder.glob("usercustomize.py"))


def test_the_settings_ask_for_no_secret() -> None:
    assert not [
        name
        for name in vars(type(load_settings({})))["__slots__"]
        if any(word in name for word in ("secret", "password", "token"))
    ]
