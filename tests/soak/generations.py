"""Many readers of a server while generations are published: ``python -m tests.soak.generations --generations 50``.

Each answer has to be of one generation, none may fail, and the memory of all processes together has to stay within a fifth. It is
taken after each exchange, once the processes of the generation before have ended. Ends with 1 where something asked does not hold.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from dashboard.web.observing import memory
from tests.browser.server import Server, running_server
from tests.serving.running import Readers, readers, ready, wait_for
from tests.serving.stores import copied_data, publish_next, small_data

RESULT = Path(__file__).with_name("GENERATIONS.md")
READERS, PATHS = 32, ("/readyz", "/api/v1/atlas", "/api/v1/table.csv?sender=USA&host=VEN", "/", "/healthz")
MOST_CHANGE = 0.2
LONGEST_S = 120.0
# Of so many seconds the smallest figure counts: answers that are being made have a memory of their own.
CALM_S = 2.0


@dataclass(frozen=True, slots=True)
class Course:
    """What readers were answered while generations were published, and the memory after each exchange in megabytes."""

    generations: int
    statuses: dict[int, int]
    faults: tuple[str, ...]
    mixed: int
    sizes: tuple[float, ...]
    seconds: float
    # Answers other than 200, by address, status and what they said.
    others: Mapping[str, int] = field(default_factory=dict)

    @property
    def change(self) -> float:
        """By which share the last third of the sizes is above the first one; the very first size is left out: everything is made for it."""
        sizes = self.sizes[1:]
        part = max(len(sizes) // 3, 1)
        return median(sizes[-part:]) / median(sizes[:part]) - 1

    @property
    def holds(self) -> bool:
        """Whether no answer failed or was of two generations, and the memory is flat."""
        return not self.faults and {*self.statuses} == {200} and not self.mixed and abs(self.change) <= MOST_CHANGE


def course(data: Path, generations: int, workers: int, pause: float) -> Course:
    """Publish so many generations of ``data`` one after another, each once the one before is in service everywhere."""
    begun, sizes = time.monotonic(), list[float]()
    with (
        running_server({"PRESENCE_DATA": str(data), "PRESENCE_WORKERS": str(workers)}) as server,
        readers(server.port, READERS, PATHS, pause) as seen,
    ):
        for number in range(1, generations + 1):
            newer = publish_next(data, number)
            wait_for(lambda newer=newer: ready(server)["generation"] == newer, LONGEST_S)
            wait_for(lambda: len(_processes(server)) == (workers + 1 if workers > 1 else 1), LONGEST_S)
            sizes.append(_size(server))
    return _told(generations, seen, sizes, time.monotonic() - begun)


def _processes(server: Server) -> list[int]:
    below = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    return [server.pid, *(int(word) for word in below)]


def _size(server: Server) -> float:
    ends, sizes = time.monotonic() + CALM_S, list[float]()
    while time.monotonic() < ends:
        sizes.append(sum(memory(pid)["Pss"] for pid in _processes(server)) / 1e6)
        time.sleep(0.2)
    return min(sizes)


def _told(generations: int, seen: Readers, sizes: list[float], seconds: float) -> Course:
    statuses = Counter(status for _, status, _, _ in seen.answers)
    mixed = sum(not same for _, _, _, same in seen.answers)
    return Course(generations, dict(statuses), tuple(seen.faults), mixed, tuple(sizes), seconds, Counter(seen.refusals))


def report(found: Course, workers: int) -> str:
    """A table in Markdown."""
    answers = ", ".join(f"{times:,} × {status}" for status, times in sorted(found.statuses.items()))
    sizes = " ".join(f"{size:.0f}" for size in found.sizes)
    return (
        f"# {READERS} readers while {found.generations} generations are published, {workers} processes, {found.seconds:.0f} seconds\n\n"
        "| asked | found | |\n| --- | --- | --- |\n"
        f"| no error | {len(found.faults)} faults; {answers} | {_word(not found.faults and {*found.statuses} == {200})} |\n"
        f"| each answer is of one generation | {found.mixed} of two | {_word(not found.mixed)} |\n"
        f"| memory stays within a fifth | {found.change:+.1%} from the first third to the last | {_word(abs(found.change) <= MOST_CHANGE)} |\n\n"
        f"PSS of all processes after each exchange, in MB: {sizes}\n"
        + "".join(f"\n{told} × {times:,}\n" for told, times in sorted(found.others.items()))
        + "".join(f"\n{told} × {times:,}\n" for told, times in sorted(Counter(found.faults).items()))
    )


def _word(holds: bool) -> str:
    return "holds" if holds else "does not hold"


def main(arguments: list[str] | None = None) -> int:
    """Publish, write, judge."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.generations", description=__doc__)
    parser.add_argument("--generations", type=int, default=50)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--pause", type=float, default=0.2, help="seconds between an answer and the reader's next request")
    parser.add_argument("--shipped", action="store_true", help="the shipped ledger instead of a small one")
    parser.add_argument("--result", type=Path, default=RESULT)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        data = (copied_data if given.shipped else small_data)(Path(folder) / "data")
        found = course(data, given.generations, given.workers, given.pause)
    given.result.write_text(report(found, given.workers), encoding="utf-8")
    print(report(found, given.workers), *found.faults[:20], sep="\n")
    return 0 if found.holds else 1


if __name__ == "__main__":
    sys.exit(main())
