"""Everything works where there is no other machine, and the server does not even try to reach one: the kernel counts, not the program."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import Any

import pytest

from tests.browser.chromium import MISSING, find_chromium
from tests.repository.code import ROOT
from tests.security.apart import VIEW


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    """What happened in a network of its own, which has no way out; skips where none may be made."""
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("there is no program unshare here, so no network of one's own")
    tried = subprocess.run([unshare, "-rn", "true"], capture_output=True, text=True)
    if tried.returncode:
        pytest.skip(f"a network of one's own is not permitted here: {tried.stderr.strip()}")
    command = [unshare, "-rn", sys.executable, "-m", "tests.security.apart"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=230)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)  # type: ignore[no-any-return]


@pytest.mark.slow
def test_an_attempt_to_reach_another_machine_would_be_counted(told: dict[str, Any]) -> None:
    assert told["noticed"] >= 1


@pytest.mark.slow
def test_server_exports_and_story_work_without_another_machine_and_seek_none(told: dict[str, Any]) -> None:
    assert {path: status for path, status in told["statuses"].items() if status != 200} == {}
    assert len([path for path in told["statuses"] if VIEW in path]) > 10
    assert told["sought"] == 0


@pytest.mark.slow
def test_the_page_works_without_another_machine_and_seeks_none(told: dict[str, Any]) -> None:
    if find_chromium() is None:
        pytest.skip(MISSING)
    assert told["faults"] == []
