"""What the operator sees: the start of the server, its memory, and the build."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.benchmarks.report import Row
from tests.browser.server import ROOT, running_server

STARTS = 3
BUILD_LIMIT_S = 600


def measure_start() -> Row:
    """Seconds until /readyz answers, on average of some starts."""
    spent = []
    for _ in range(STARTS):
        with running_server() as server:
            spent.append(server.ready_s)
    return Row("server ready", median(spent), "s", 3, f"median of {STARTS} starts, the slowest {max(spent):.1f} s")


def measure_memory(pid: int) -> Row:
    """Memory of the server's process now, and the most it ever was, on systems that tell."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return Row("memory of the server (RSS)", None, "MB", 400, "this system does not tell")
    kilobytes = {name: int(value) for name, value in re.findall(r"^(Vm\w+):\s+(\d+) kB", status.read_text(), re.MULTILINE)}
    note = f"after all of the above; at most {kilobytes['VmHWM'] / 1000:.0f} MB"
    return Row("memory of the server (RSS)", kilobytes["VmRSS"] / 1000, "MB", 400, note)


def measure_build(raw: Path | None) -> Row:
    """Seconds of a build into a copy of the hand-kept data; the shipped generation stays as it is."""
    name = "presence build"
    if raw is None or not raw.is_dir():
        return Row(name, None, "s", 60, "no raw files; name their folder: make bench RAW=folder")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        shutil.copytree(ROOT / "data", data, ignore=shutil.ignore_patterns("store"))
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "dashboard.cli", "build", "--raw", str(raw), "--format", "csv"],
            cwd=ROOT, env={**os.environ, "PRESENCE_DATA": str(data)},
            capture_output=True, text=True, timeout=BUILD_LIMIT_S,
        )  # fmt: skip
        spent = time.perf_counter() - started
        if done.returncode:
            return Row(name, None, "s", 60, f"it failed: {done.stderr.strip().splitlines()[-1]}")
        return Row(name, spent, "s", 60, _same_generation(data / "store"))


def _same_generation(store: Path) -> str:
    built, shipped = ((folder / "CURRENT").read_text().strip() for folder in (store, ROOT / "data" / "store"))
    return f"generation {built}, " + ("the shipped one" if built == shipped else f"not the shipped one ({shipped})")
