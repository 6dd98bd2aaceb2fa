"""Many first readers at once, process after process: ``python -m tests.soak.first_readers --rounds 100`` tells who got what."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from dashboard.settings import load_settings
from tests.reliability.test_process import READERS, storm


def main() -> int:
    """Ask, tell, and end with 1 where any reader got anything but the one right answer."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.first_readers", description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=1_200)
    given = parser.parse_args()
    begun, seen = time.monotonic(), Counter[str]()
    while seen.total() < given.rounds and time.monotonic() < begun + given.seconds:
        seen[storm(load_settings({}).data)] += 1
    print(f"{time.monotonic() - begun:.0f} s, {seen.total()} fresh processes on the shipped ledger, {READERS} readers each")
    for told, times in seen.most_common():
        print(f"{times} times: statuses, and addresses with more than one answer: {told}")
    return 0 if set(seen) == {f"{{200: {READERS}}} {{}}"} else 1


if __name__ == "__main__":
    sys.exit(main())
