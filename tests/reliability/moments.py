"""Kills a build, an addition, a refresh and a publication at random moments: ``python -m tests.reliability.moments --kills 200``.

Every run is a process of its own that is killed (SIGKILL) at a moment drawn from a fixed seed: half of them anywhere, half from the
first change on the disk on. After each kill the ledger is read, and the same work is done once more; all of it in one folder, so that
what is left behind would pile up. A real server follows that folder where ``--served`` is said. Ends with 1 where anything was wrong.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import select
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from http import HTTPStatus
from pathlib import Path

import numpy as np
import orjson
import pandas as pd

from dashboard.domain.claim import conform
from dashboard.errors import PresenceError
from dashboard.ledger.added import ADDED, Keeping, read_log
from dashboard.ledger.build import build
from dashboard.ledger.generations import GENERATION, publish, read_current
from dashboard.ledger.journal import JOURNAL, read_journal
from dashboard.ledger.locks import LOCK, WORK
from dashboard.ledger.publication_log import FILE as PUBLISHED
from dashboard.ledger.revise import revise
from dashboard.ledger.store import read_claims
from dashboard.refresh import refreshing
from dashboard.settings import Settings, load_settings
from tests.browser.server import running_server
from tests.ledger.test_build import ROW, Literal
from tests.ledger.test_revise import MINE, SOURCE
from tests.refresh import test_lasting as lasting
from tests.reliability.steps import each_step, files_of
from tests.serving.running import ask

RESULT = Path(__file__).with_name("MOMENTS.md")
KEEP, PATIENCE_S = Settings().snapshot_keep, 120.0
FIRST_DAY = date(1900, 1, 1)
Work = Callable[[Path, int], str]


def _build(data: Path, number: int) -> str:
    days = [str(FIRST_DAY + timedelta(days=one)) for one in range(number + 1)]
    rows = tuple({**ROW, "start": day, "end": day} for day in days)
    (data.parent / "raw" / "us-troops-dmdc").mkdir(parents=True, exist_ok=True)
    return build(data.parent / "raw", data, progress=[].append, readers=(Literal(rows),), keep=KEEP).generation


def _add(data: Path, number: int) -> str:
    claims = conform(pd.DataFrame([{**MINE, "best": float(number)}]))
    keeping = Keeping(SOURCE, "someone", "2026-01-02T03:04:05+00:00", f"{number}.csv")
    return revise(data, added=claims, keep=KEEP, progress=[].append, keeping=keeping).generation


def _refresh(data: Path, number: int) -> str:
    refreshing.readers_of = lambda _source: (lasting.Table(),)  # type: ignore[assignment]
    return lasting.refresh(data, {**lasting.OLD, "DEU": 1_000.0 + number}, lasting.FIRST + timedelta(days=number))


def _publish(data: Path, number: int) -> str:
    return publish(data / "store", files_of(number), {"number": number}, KEEP)


WORKS: dict[str, Work] = {"build": _build, "add": _add, "refresh": _refresh, "publish": _publish}


@dataclass
class Seen:
    """What came of the kills of one work: by the state that was found, and every fault in words."""

    name: str
    states: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def kills(self) -> int:
        """Runs that were killed; the others had come to their end before."""
        return self.states["old"] + self.states["new"]


@dataclass(frozen=True, slots=True)
class Run:
    """One run in a process of its own: whether it was killed, its seconds, and those up to its first change on the disk."""

    killed: bool
    status: int
    seconds: float
    first_change: float


def run(work: Work, data: Path, number: int, kill_after: float | None = None, from_change: bool = False) -> Run:
    """Do the work in a child; kill it so many seconds after its start, or after its first change on the disk."""
    hears, tells = os.pipe()
    begun = time.monotonic()
    child = os.fork()
    if child == 0:
        os.close(hears)
        _work_and_end(work, data, number, tells)
    os.close(tells)
    changed = _heard(hears, PATIENCE_S) if kill_after is None or from_change else 0.0
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(hears)
    return Run(os.WIFSIGNALED(status), status, time.monotonic() - begun, changed)


def _work_and_end(work: Work, data: Path, number: int, tells: int) -> None:
    status = 1
    try:
        with each_step(data, lambda step: _tell(tells, step)):
            work(data, number)
        status = 0
    except Exception as error:
        print(repr(error), file=sys.stderr, flush=True)
    finally:
        os._exit(status)


def _tell(pipe: int, step: str) -> None:
    """A byte at every change: the pipe holds them all, and the first is what is waited for. A lock changes nothing."""
    if not step.endswith((LOCK, WORK)):
        os.write(pipe, b".")


def _heard(pipe: int, seconds: float) -> float:
    begun = time.monotonic()
    select.select([pipe], [], [], seconds)
    return time.monotonic() - begun


def killed_at_random(name: str, data: Path, kills: int, seed: int) -> Seen:
    """Kill the work until so many runs were killed; what was found after each."""
    work, seen, begun, number = WORKS[name], Seen(name), time.monotonic(), 0
    last = run(work, data, number)
    while seen.kills < kills and number < 4 * kills and last.status == 0:
        number += 1
        lot = np.random.default_rng([seed, number, *name.encode()])
        late = bool(number % 2)
        longest = last.seconds - last.first_change if late else last.seconds
        before = _found(data)
        found = run(work, data, number, float(lot.uniform(0, longest)), late)
        after = _found(data)
        last = run(work, data, number)
        end = _found(data)
        seen.states[_state(before, after) if found.killed else "at its end"] += 1
        seen.faults += [f"{name} {number}: {fault}" for fault in _faults(data, before, after, end, last)]
    seen.seconds = time.monotonic() - begun
    return seen


@dataclass(frozen=True, slots=True)
class Found:
    """What a reader sees: the generation, and the ids of its claims; ``wrong`` where it cannot be read."""

    generation: str
    claims: frozenset[str]
    wrong: str = ""


def _found(data: Path) -> Found:
    try:
        generation, files = read_current(data / "store")
    except PresenceError as error:
        return Found("", frozenset(), str(error))
    content = files["claims.parquet"]
    # Where files are put into service as they are, their content is looked at as a whole.
    claims = read_claims(content)["claim_id"].astype("str") if content.startswith(b"PAR1") else []
    return Found(generation, frozenset(claims))


def _state(before: Found, after: Found) -> str:
    return "old" if after.generation == before.generation else "new"


def _faults(data: Path, before: Found, after: Found, end: Found, again: Run) -> Iterator[str]:
    if after.wrong or end.wrong:
        yield f"cannot be read: {after.wrong or end.wrong}"
    if after.generation not in (before.generation, end.generation):
        yield "neither the old generation nor the new one"
    if lost := len(before.claims - after.claims) + len(after.claims - end.claims):
        yield f"{lost} claims are lost"
    if again.status:
        yield f"once more: status {again.status}"
    if end.generation == before.generation:
        yield "once more: nothing came of it"
    yield from _leftovers(data)


def _leftovers(data: Path) -> Iterator[str]:
    store = {path.name for path in (data / "store").iterdir()}
    if more := {name for name in store if name.startswith(".")} - {LOCK, WORK}:
        yield f"left in the store: {sorted(more)}"
    if len([name for name in store if GENERATION.fullmatch(name)]) > KEEP:
        yield "more generations than are kept"
    for line in (data / "store" / PUBLISHED).read_bytes().splitlines():
        orjson.loads(line)
    for folder, named in ((ADDED, {one.file for one in read_log(data)}), (JOURNAL, {one.file for one in read_journal(data)})):
        there = {path.name for path in (data / folder).iterdir() if path.is_file()} if (data / folder).is_dir() else set()
        if there - named - {"LOG.csv"}:
            yield f"left in {folder}: {sorted(there - named)}"


@dataclass
class Asked:
    """What a server beside it answered: how often which status, and what was wrong."""

    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


@contextlib.contextmanager
def _served(data: Path, served: bool) -> Iterator[Asked]:
    """A server that follows ``data``, asked a few times a second until the block ends."""
    seen, done = Asked(), threading.Event()
    if not served:
        yield seen
        return

    def look(port: int) -> None:
        while not done.wait(0.25):
            try:
                answers = [ask(port, path) for path in ("/readyz", "/api/v1/atlas")]
            except OSError as error:
                seen.faults.append(repr(error))
                continue
            seen.statuses.update(answer.status for answer in answers)
            seen.faults += [answer.body.decode()[:200] for answer in answers if orjson.loads(answer.body).get("refused")]

    with running_server({"PRESENCE_DATA": str(data), "PRESENCE_FOLLOW_SECONDS": "5"}) as server:
        looking = threading.Thread(target=look, args=(server.port,))
        looking.start()
        try:
            yield seen
        finally:
            done.set()
            looking.join()


def _laid(folder: Path, name: str) -> Path:
    data = folder / name / "data"
    for part in ("catalogue", "claims"):
        shutil.copytree(load_settings({}).data / part, data / part)
    if name == "refresh":
        lasting.rebuild(data, lasting.OLD)
    elif name != "publish":
        _build(data, 0)
    return data


def main(arguments: list[str] | None = None) -> int:
    """Kill, tell, judge."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.moments", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="of each work (default: 200)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--works", nargs="*", default=[*WORKS], choices=[*WORKS])
    parser.add_argument("--served", action="store_true", help="a server and its readers beside it")
    parser.add_argument("--result", type=Path, help="where the table goes too")
    given = parser.parse_args(arguments)
    lines, wrong = list[str](), 0
    with tempfile.TemporaryDirectory() as folder:
        for name in given.works:
            data = _laid(Path(folder), name)
            with _served(data, given.served and name != "publish") as asked:
                seen = killed_at_random(name, data, given.kills, given.seed)
            others = sum(times for status, times in asked.statuses.items() if status != HTTPStatus.OK)
            wrong += len(seen.faults) + len(asked.faults) + (seen.kills < given.kills) + others
            for fault in (*seen.faults[:20], *asked.faults[:20]):
                print(fault)
            lines.append(_line(seen, asked))
            print(lines[-1], flush=True)
            if given.result:
                given.result.write_text(HEAD.format(given.seed) + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return 1 if wrong else 0


HEAD = """# Work that was killed at random moments

Made by `python -m tests.reliability.moments --served --result tests/reliability/MOMENTS.md`; seed {}.

| work | kills | old in service | new in service | had ended before | faults | answers of a server beside it | wrong ones | seconds |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""


def _line(seen: Seen, asked: Asked) -> str:
    states = f"{seen.states['old']} | {seen.states['new']} | {seen.states['at its end']}"
    told = ", ".join(f"{times:,} × {status}" for status, times in sorted(asked.statuses.items())) or "none asked"
    return f"| {seen.name} | {seen.kills} | {states} | {len(seen.faults)} | {told} | {len(asked.faults)} | {seen.seconds:.0f} |"


if __name__ == "__main__":
    sys.exit(main())
