"""Hours of journeys over a real server that takes up a new generation every minute: ``python -m tests.soak --seconds 7200``.

Memory, times and errors are sampled every minute; the result file is written anew each time, so that a run that is stopped has
told what it saw. Ends with 1 where something asked does not hold.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from dashboard.settings import load_settings
from dashboard.web.observing import memory
from tests.benchmarks.report import percentile
from tests.browser.server import Server, running_server
from tests.serving.running import ready
from tests.serving.stores import copied_data, publish_next, small_data
from tests.soak.asking import Asking
from tests.soak.result import Sample, judge, report

RESULT = Path(__file__).with_name("RESULT.md")
LONGEST_S = 6 * 3_600


def main(arguments: list[str] | None = None) -> int:
    """Run, write, judge."""
    given = _arguments(arguments)
    seconds = min(given.seconds, LONGEST_S)
    with tempfile.TemporaryDirectory() as folder:
        data = (small_data if given.small else copied_data)(Path(folder) / "data")
        environment = {"PRESENCE_DATA": str(data), "PRESENCE_WORKERS": str(given.workers)}
        with running_server(environment, given.port) as server, Asking(server.port, given.rate).running() as asking:
            samples, faults = list[Sample](), Counter[str]()
            title = f"{given.rate:g} requests a second, {given.workers} processes, a new generation every {given.every:g} seconds"
            begun = time.monotonic()
            for number in range(1, max(int(seconds / given.every), 1) + 1):
                publish_next(data, number)
                time.sleep(max(0.0, begun + number * given.every - time.monotonic()))
                samples.append(_sample(server, asking, faults, (time.monotonic() - begun) / 60))
                given.result.write_text(report(title, seconds, samples) + _told(faults), encoding="utf-8")
    print(given.result.read_text(encoding="utf-8"))
    return 0 if all(verdict.holds for verdict in judge(samples)) else 1


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=7_200.0, help="how long (default: two hours)")
    parser.add_argument("--rate", type=float, default=10.0, help="requests a second (default: 10)")
    parser.add_argument("--workers", type=int, default=2, help="processes of the server (default: 2)")
    parser.add_argument("--every", type=float, default=60.0, help="seconds between publications and samples (default: 60)")
    parser.add_argument("--port", type=int, default=load_settings().port, help="port of the server (default: PRESENCE_PORT)")
    parser.add_argument("--small", action="store_true", help="a small ledger instead of the shipped one")
    parser.add_argument("--result", type=Path, default=RESULT, help="where the table goes (default: beside this file)")
    return parser.parse_args(arguments)


def _sample(server: Server, asking: Asking, faults: Counter[str], minute: float) -> Sample:
    seen = asking.take()
    faults.update(seen.faults)
    processes = [server.pid, *_below(server.pid)]
    sizes = [memory(pid) for pid in processes]
    pss, rss = (sum(size[name] for size in sizes) / 1e6 for name in ("Pss", "Rss"))
    descriptors, threads = (sum(_listed(pid, what) for pid in processes) for what in ("fd", "task"))
    return Sample(
        minute, len(seen.spent), seen.faults.total(), seen.missed, percentile(seen.spent, 0.5), percentile(seen.spent, 0.99), pss, rss,
        len(processes), descriptors, threads, os.getloadavg()[0], str(ready(server)["generation"]),
    )  # fmt: skip


def _below(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _listed(pid: int, what: str) -> int:
    try:
        return sum(1 for _ in Path(f"/proc/{pid}/{what}").iterdir())
    except OSError:
        # It ended since it was listed.
        return 0


def _told(faults: Counter[str]) -> str:
    return "".join(f"\n{times} × {fault}\n" for fault, times in faults.most_common())


if __name__ == "__main__":
    # So that the server ends as well when this is ended.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())
