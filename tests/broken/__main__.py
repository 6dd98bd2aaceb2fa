"""Break copies of the program, one fault each, and see the tests of its id fail: ``python -m tests.broken [ID ...] [--stale]``.

Every test that is to see a fault must first pass on a copy that is whole, so that a failure is the fault's. The result file keeps a
line a fault; only the lines of what was tried are written anew. Ends with 1 where a fault was not seen.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.broken.fault import ROOT, Fault, copy_of_the_program
from tests.broken.table import FAULTS, RESULT, Line, read_result, written
from tests.security.ids import IDS

LONGEST_S = 1_800
FAILED = re.compile(r"^FAILED tests/(.+?)(?: - .*)?$", re.MULTILINE)
PYTEST = ("-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider", "-rfE")


@dataclass(frozen=True, slots=True)
class Run:
    """How pytest ended, which tests failed as pytest names them below tests/, and what it said last."""

    status: int
    failed: tuple[str, ...]
    said: str


def run(copy: Path, tests: Iterable[str]) -> Run:
    """Run the tests on the copy until one fails."""
    # No settings and no files of the caller's; the copy lies first on the path, before the checkout that is installed.
    environment = {name: text for name, text in os.environ.items() if not name.startswith(("PRESENCE_", "PYTEST_"))}
    command = [sys.executable, *PYTEST, *(f"tests/{test}" for test in tests)]
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, timeout=LONGEST_S)
    return Run(done.returncode, tuple(FAILED.findall(done.stdout)), (done.stdout + done.stderr)[-1_500:])


def whole(copy: Path, faults: Sequence[Fault]) -> str:
    """What is wrong where a test that is to see a fault fails without one; empty where all pass."""
    found = run(copy, sorted({test for fault in faults for test in fault.tests}))
    return "" if found.status == 0 else found.said


def tried(fault: Fault, source: Path = ROOT) -> Line:
    """Break a copy and run the fault's tests: it is seen where one of them fails, and not where they could not even be run."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        copy = copy_of_the_program(Path(folder) / "broken", source)
        for change in fault.changes:
            change.apply(copy)
        found = run(copy, fault.tests)
    seen = found.status == 1 and any(name.startswith(fault.tests) for name in found.failed)
    if not seen:
        print(found.said)
    return Line(fault.id, fault.words, fault.mark, found.failed[0] if seen else "", seen, time.monotonic() - begun)


def is_seen(fault: Fault, lines: Mapping[str, Line]) -> bool:
    """Whether the fault was tried as it is now, and seen."""
    line = lines.get(fault.words)
    return line is not None and line.seen and line.mark == fault.mark


def main(arguments: Sequence[str]) -> int:
    """Try the faults of the ids that were named, of all without any."""
    parser = argparse.ArgumentParser(prog="python -m tests.broken", description=__doc__)
    parser.add_argument("ids", nargs="*", metavar="ID", help="S1 to S22, R1 to R16 (default: all)")
    parser.add_argument("--stale", action="store_true", help="only what was not seen yet as it is now")
    given = parser.parse_args(arguments)
    if unknown := sorted({*given.ids} - {*IDS}):
        parser.error(f"no id: {', '.join(unknown)}")
    lines = read_result(RESULT)
    faults = [fault for fault in FAULTS if not given.ids or fault.id in given.ids]
    faults = [fault for fault in faults if not (given.stale and is_seen(fault, lines))]
    with tempfile.TemporaryDirectory() as folder:
        # What is edited meanwhile is no part of it.
        source = copy_of_the_program(Path(folder) / "whole")
        # Asked for no test by name, pytest would run all there are.
        if faults and (wrong := whole(source, faults)):
            print(f"tests fail on a copy that is whole:\n{wrong}")
            return 1
        for fault in faults:
            line = tried(fault, source)
            print(line.shown(), flush=True)
            lines[fault.words] = line
            RESULT.write_text(written(lines), encoding="utf-8")
    return 0 if all(lines[fault.words].seen for fault in faults) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
