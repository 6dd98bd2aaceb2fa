"""A process that is killed at any step leaves one whole generation in service, and nothing that the next one does not clear away."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from dashboard.domain.claim import conform
from dashboard.ledger.added import Keeping, read_added, read_log
from dashboard.ledger.generations import POINTER, read_current
from dashboard.ledger.locks import LOCK, WORK
from dashboard.ledger.revise import revise
from dashboard.ledger.store import read_claims
from tests.ledger.test_build import ROOT, ROW
from tests.reliability.conftest import ROWS, build_small
from tests.reliability.steps import each_step

MORE = {**ROW, "host": "IRQ", "best": 7.0}


def test_a_publication_killed_at_any_step_leaves_one_whole_generation_and_nothing_else(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.reliability.steps", str(tmp_path / "store")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    # Three files and a manifest are written, waited for and shared; the folder and the pointer are renamed.
    assert len(lines) > 20, [line["step"] for line in lines]
    old = [line["old"] for line in lines]
    # Up to the renaming of the pointer the old one is in service, from then on the new one.
    assert old == sorted(old, reverse=True)
    assert lines[old.index(False) - 1]["step"].startswith("os.rename .part-CURRENT")
    for line in lines:
        assert len(line["whole"]) == 1, line
        # The lock, the pointer, two generations, and the list of what was published when.
        assert len(set(line["left"]) - {"PUBLISHED.jsonl"}) == 4, line
        assert [name for name in line["left"] if name.startswith(".")] == [LOCK], line


def _build(data: Path) -> str:
    return build_small(data, *ROWS, MORE)


def _add(data: Path) -> str:
    return _revise(data, Keeping(None, "someone", "2026-01-02", "mine.csv"))


def _close(data: Path) -> str:
    return _revise(data, None)


def _revise(data: Path, keeping: Keeping | None) -> str:
    added = conform(pd.DataFrame([MORE]))
    return revise(data, added=added, keep=5, progress=lambda _line: None, keeping=keeping).generation


def _claims(store: Path) -> set[str]:
    return set(read_claims(read_current(store)[1]["claims.parquet"])["claim_id"])


@pytest.mark.parametrize("work", [_build, _add, _close], ids=["build", "add", "refresh"])
def test_what_a_kill_at_any_step_leaves_is_whole_and_made_good(data: Path, tmp_path: Path, work: Callable[[Path], str]) -> None:
    """What stands on the disk before each step is what a kill at that step leaves."""
    old, steps = read_current(data / "store")[0], []

    def copy(step: str) -> None:
        target = tmp_path / "left" / str(len(steps))
        for name in ("store", "added", "refreshed"):
            if (data / name).is_dir():
                shutil.copytree(data / name, target / name)
        steps.append(step)

    with each_step(data, copy):
        new = work(data)
    assert len(steps) > 20
    seen = [read_current(tmp_path / "left" / str(number) / "store")[0] for number in range(len(steps))]
    assert set(seen) == {old, new}
    assert seen == sorted(seen, key=[old, new].index)
    for number in range(len(steps)):
        left = tmp_path / "left" / str(number)
        assert len(read_log(left)) <= 1
        read_added(left, lambda _line: None)
    renames = [number for number, step in enumerate(steps) if "rename" in step]
    claims = [_claims(tmp_path / "left" / str(number) / "store") for number in (0, *renames)]
    assert all(claims[0] <= later for later in claims)
    # Made good by the same work once more, from before the first renaming and from before that of the pointer.
    for number in (renames[0], renames[-1]):
        again = tmp_path / "again" / str(number) / "data"
        shutil.copytree(tmp_path / "left" / str(number), again)
        for name in ("catalogue", "claims"):
            (again / name).symlink_to(data / name)
        assert work(again) == new
        rest = {
            path.name
            for folder in ("store", "added", "refreshed")
            if (again / folder).is_dir()
            for path in (again / folder).iterdir()
        }
        assert {name for name in rest if name.startswith(".")} == {LOCK, WORK}, steps[number]
        assert {POINTER, old, new} <= rest


@pytest.mark.parametrize("work", [_build, _add, _close], ids=["build", "add", "refresh"])
def test_what_a_kill_after_the_new_pointer_left_is_swept_though_nothing_is_new(data: Path, work: Callable[[Path], str]) -> None:
    new = work(data)
    (data / "store" / ".build-1-old").mkdir()
    (data / "store" / ".build-1-old" / "claims.parquet").write_bytes(b"1")
    (data / "store" / ".part-CURRENT-1").write_bytes(b"1")
    assert work(data) == new
    assert {path.name for path in (data / "store").iterdir() if path.name.startswith(".")} == {LOCK, WORK}


@pytest.mark.slow
@pytest.mark.parametrize(("work", "kills"), [("publish", 30), ("build", 3), ("add", 3), ("refresh", 3)])
def test_work_that_is_killed_at_random_moments_is_whole_and_made_good(work: str, kills: int) -> None:
    """Two hundred moments of each, beside a server: ``python -m tests.reliability.moments --served``."""
    command = [sys.executable, "-m", "tests.reliability.moments", "--works", work, "--kills", str(kills), "--seed", "7"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith(f"| {work} | {kills} |")
