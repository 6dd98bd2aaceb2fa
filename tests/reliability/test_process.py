"""The process: nothing leaks, the first readers need no luck, and neither clock nor zone nor machine has a part in any answer."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
import waitress

from dashboard.domain.view import decode_view
from dashboard.ledger.generations import POINTER, kept_generations, read_current
from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings
from dashboard.web.following import Pointer
from dashboard.web.serve import service_of
from tests.ledger.test_build import ROOT
from tests.reliability.conftest import build_small

CYCLES, READERS = 50, 64
# The first is always run; what time is left is for more of them.
MOST_ROUNDS, ROUNDS_S = 100, 20.0
SETTINGS = load_settings({})


def _descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="this system does not list a process's descriptors")
def test_fifty_servers_made_and_closed_leave_nothing_behind(small: Path) -> None:
    settings, ledger = replace(SETTINGS, data=small), open_ledger(small)

    def cycle() -> None:
        service = service_of(settings, ledger)
        server = waitress.create_server(service.application, host="127.0.0.1", port=0, threads=2)
        assert service.application.test_client().get("/readyz", buffered=True).status_code == 200
        server.task_dispatcher.shutdown()
        server.close()

    cycle()
    gc.collect()
    before, threads = _descriptors(), threading.active_count()
    for _ in range(CYCLES):
        cycle()
    gc.collect()
    assert _descriptors() <= before + 2
    assert threading.active_count() <= threads + 2


# The first readers

STORM = """
import re, sys, threading
from collections import Counter
from dataclasses import replace
from pathlib import Path
from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings
from dashboard.web.server import create_app
settings = replace(load_settings({}), data=Path(sys.argv[1]))
server = create_app(settings, open_ledger(settings.data)).server
paths = ["/", "/_dash-layout", "/_dash-dependencies", "/api/v1/frames", "/api/v1/atlas", "/api/v1/frames?sender=FRA", "/sources", "/claims"]
start, seen = threading.Barrier(int(sys.argv[2])), Counter()
texts = {path: set() for path in paths}
def read(number):
    path = paths[number % len(paths)]
    start.wait()
    answer = server.test_client().get(path, buffered=True)
    # Dash gives every page a word of its own.
    texts[path].add(re.sub(rb'"end_id":"[^"]*"', b"", answer.data))
    seen[answer.status_code] += 1
threads = [threading.Thread(target=read, args=(number,)) for number in range(int(sys.argv[2]))]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(dict(seen), {path: len(found) for path, found in texts.items() if len(found) != 1})
"""


def storm(data: Path, readers: int = READERS) -> str:
    """What so many first readers get of a fresh process: the statuses, and the addresses that gave more than one answer."""
    return told(STORM, str(data), str(readers))


def told(code: str, *words: str, **environment: str) -> str:
    """What a fresh process prints."""
    done = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, timeout=200
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.slow
def test_the_first_readers_all_at_once_get_the_same_answers(small: Path) -> None:
    end, rounds = time.monotonic() + ROUNDS_S, 0
    while rounds == 0 or (rounds < MOST_ROUNDS and time.monotonic() < end):
        rounds += 1
        assert storm(small) == f"{{200: {READERS}}} {{}}", f"in round {rounds}"


# The same everywhere and at any time

BUILD = """
import hashlib, sys
from pathlib import Path
from dashboard.domain.view import decode_view
from dashboard.exports.files import write_export
from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings
from tests.reliability.conftest import ROWS, build_small
data = Path(sys.argv[1])
print(build_small(data, *(ROWS if sys.argv[2] == "as given" else tuple(reversed(ROWS)))))
ledger = open_ledger(data)
view = decode_view("sender=USA&host=DEU&date=2020-12-31", ledger.vocabulary).view
for form in ("csv", "claims.csv", "svg", "series.svg", "json", "citation.txt", "xlsx", "pptx"):
    print(form, hashlib.sha256(write_export(ledger, view, form, load_settings({}).assets)).hexdigest())
"""
MACHINES = (
    ("as given", {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC"}),
    ("reversed", {"PYTHONHASHSEED": "4711", "LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Apia", "OMP_NUM_THREADS": "1"}),
    ("as given", {"PYTHONHASHSEED": "1", "LC_ALL": "de_DE.UTF-8", "TZ": "America/St_Johns", "PYTHONUTF8": "0"}),
)


@pytest.mark.slow
def test_the_same_files_give_the_same_generation_and_the_same_exports_on_every_machine(tmp_path: Path) -> None:
    found = []
    for number, (order, environment) in enumerate(MACHINES):
        data = tmp_path / str(number) / "data"
        for name in ("catalogue", "claims"):
            shutil.copytree(SETTINGS.data / name, data / name)
        found.append(told(BUILD, str(data), order, **environment).splitlines())
    assert len(found[0]) == 9
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("moment", [1.0, 2_147_483_648.0, 4_294_967_297.0], ids=["1970", "2038", "2106"])
def test_when_a_file_was_written_is_no_part_of_a_generation(data: Path, moment: float) -> None:
    first = read_current(data / "store")[0]
    for path in data.rglob("*"):
        os.utime(path, (moment, moment))
    assert read_current(data / "store")[0] == first
    assert build_small(data) == first


@pytest.mark.parametrize("moment", [1.0, 4_294_967_297.0], ids=["backwards", "forwards"])
def test_a_pointer_written_under_a_wrong_clock_is_taken_up(data: Path, moment: float) -> None:
    store, clock = data / "store", iter(range(100))
    pointer = Pointer(store, 1, lambda: float(next(clock)))
    assert not pointer.moved()
    (store / "new").write_text((store / POINTER).read_text())
    os.utime(store / "new", (moment, moment))
    (store / "new").replace(store / POINTER)
    assert pointer.moved()
    assert kept_generations(store)


ZONES = ("UTC", "Pacific/Apia", "America/St_Johns", "Europe/Berlin")
DAYS = ("2019-06", "2038-01-19", "2038-01-20", "2100-12-31", "1900-01-01", "2020-02-29", "2024-03-31", "2024-10-27")
CLOCK = """
import sys
from pathlib import Path
from dashboard.domain.view import decode_view
from dashboard.ledger import answers
from dashboard.ledger.news import news_by_day
from dashboard.ledger.store import open_ledger
from dashboard.web.feed import atom_feed
ledger = open_ledger(Path(sys.argv[1]))
for day in sys.argv[2:]:
    found = decode_view(f"sender=USA&date={day}", ledger.vocabulary)
    print(found.view.encode(), found.notices)
    print(answers.pair_estimates(ledger, found.view).to_csv())
print(atom_feed(ledger, news_by_day(ledger, 9), (), 9).decode())
"""


def test_no_day_moves_with_the_time_zone_and_none_after_2038_is_lost(small: Path) -> None:
    found = {told(CLOCK, str(small), *DAYS, TZ=zone) for zone in ZONES}
    assert len(found) == 1
    assert "date=2038-01-20" in found.pop()


def test_days_on_which_clocks_are_changed_are_days_like_others(small: Path) -> None:
    vocabulary = open_ledger(small).vocabulary
    days = ("2024-03-30", "2024-03-31", "2024-04-01", "2024-10-26", "2024-10-27", "2024-10-28")
    assert [str(decode_view(f"date={day}", vocabulary).view.date) for day in days] == list(days)
