"""One environment from the checkout alone: the targets of make, the steps behind them, and the wheel."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.repository.code import ROOT, project_files

TARGETS = ("help", "run", "test", "search", "lint", "bench", "build", "lock", "clean")
SETUP = (".ci", "Makefile", "pyproject.toml", "requirements.lock", "requirements-dev.lock")


def _make(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    # A make above this one must not hand its own variables down.
    outer = {name: text for name, text in os.environ.items() if not name.startswith("MAKE") and name != "MFLAGS"}
    return subprocess.run(["make", *words], cwd=folder, env={**outer, **environment}, capture_output=True, text=True, timeout=120)


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """The files of the set-up in a folder with a space in its name, without an environment."""
    folder = tmp_path / "fresh clone"
    folder.mkdir()
    for name in SETUP:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, folder / name)
    return folder


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_is_known_in_a_fresh_clone(fresh: Path, target: str) -> None:
    done = _make(fresh, "--dry-run", target)
    assert done.returncode == 0, done.stderr


def test_help_names_every_target(fresh: Path) -> None:
    listed = {line.split()[0] for line in _make(fresh, "help").stdout.splitlines()}
    assert listed == set(TARGETS)


def test_run_installs_by_hash_before_it_serves(fresh: Path) -> None:
    steps = _make(fresh, "--dry-run", "run").stdout
    order = [steps.index(step) for step in (".ci/environment", "--require-hashes", "--editable .", 'presence" serve')]
    assert order == sorted(order)
    assert "requirements-dev.lock" not in steps


def test_nothing_is_installed_again_when_no_lock_changed(fresh: Path) -> None:
    for name in ("pyvenv.cfg", ".installed-run", ".installed-dev"):
        path = fresh / ".venv" / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
        os.utime(path, (4e9, 4e9))
    assert "install" not in _make(fresh, "--dry-run", "run").stdout
    assert "install" not in _make(fresh, "--dry-run", "test").stdout.replace(".installed", "")


def test_a_changed_lock_is_installed(fresh: Path) -> None:
    for name in ("pyvenv.cfg", ".installed-run", ".installed-dev"):
        path = fresh / ".venv" / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    os.utime(fresh / "requirements.lock", (4e9, 4e9))
    assert "--require-hashes" in _make(fresh, "--dry-run", "run").stdout


def _folder_with(folder: Path, **programs: str) -> str:
    """A search path with the tools that a script needs and these programs, and nothing else."""
    folder.mkdir()
    for tool in ("bash", "env", "id", "dirname", "cat"):
        (folder / tool).symlink_to(shutil.which(tool) or tool)
    for name, script in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    return str(folder)


def test_an_old_python_is_refused_with_a_remedy(fresh: Path, tmp_path: Path) -> None:
    old = 'case "$1" in --version) echo Python 3.9.18;; *) exit 1;; esac'
    path = _folder_with(tmp_path / "bin", python3=old)
    script = fresh / ".ci" / "environment"
    done = subprocess.run([script, fresh / ".venv"], env={"PATH": path}, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "Python 3.11 or newer" in done.stderr
    assert "python3 (Python 3.9.18)" in done.stderr
    assert "make run PYTHON=" in done.stderr
    assert not (fresh / ".venv").exists()


def test_no_chromium_is_said_with_a_remedy(tmp_path: Path) -> None:
    path = _folder_with(tmp_path / "bin")
    environment = {"PATH": path, "CHROMIUM": str(tmp_path / "none")}
    script = ROOT / ".ci" / "chromium"
    done = subprocess.run([script, sys.executable], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "set CHROMIUM to its path" in done.stderr


def test_the_check_is_one_command() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    lines = [line for line in script.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert lines == ["set -euo pipefail", 'cd "$(dirname "$0")/.."', "exec make test"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    """The wheel of this checkout, built without a network."""
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(target)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(next(target.glob("*.whl"))) as built:
        yield built


def test_the_wheel_carries_data_and_browser_files(wheel: zipfile.ZipFile) -> None:
    files = project_files()
    if files is None:
        pytest.skip("this is no git checkout, so the committed files are not known")
    names = [path.relative_to(ROOT).as_posix() for path in files]
    wanted = {f"dashboard/_{name}" for name in names if name.startswith(("assets/", "data/"))}
    wanted |= {name for name in names if name.startswith("dashboard/")}
    carried = {name for name in wheel.namelist() if not name.startswith("presence_atlas-")}
    assert sorted(wanted - carried) == []
    assert sorted(carried - wanted) == []


def test_the_wheel_names_the_command_and_carries_the_licence(wheel: zipfile.ZipFile) -> None:
    texts = {name.split("/")[-1]: name for name in wheel.namelist() if ".dist-info/" in name}
    assert b"presence = dashboard.cli:main" in wheel.read(texts["entry_points.txt"])
    assert (ROOT / "LICENSE").read_bytes() == wheel.read(texts["LICENSE"])
