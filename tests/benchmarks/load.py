"""Many readers at once, by the program wrk: the page, the map's data, a panel, a table, a picture; beside the ordinary way.

Loopback only, a few seconds each. The machine's other work shows in every time: ratios within one run are what counts.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from dashboard.web.observing import memory
from tests.benchmarks.panel_way import NAME
from tests.benchmarks.report import Row
from tests.browser.server import HOST, ROOT, free_port, running_server

SCRIPT = Path(__file__).parent / "load.lua"
CLIENTS = (1, 8, 64)
SECONDS = 3
PANEL: dict[str, Any] = {
    "output": "panel-rest.children",
    "outputs": {"id": "panel-rest", "property": "children"},
    "inputs": [{"id": "panel", "property": "data-view", "value": "sender=RUS&host=VEN&date=2019-06-30&v=1"}],
    "state": [{"id": "panel-view", "property": "data", "value": "sender=RUS&host=VEN&date=2019-06-30&v=1"}],
    "changedPropIds": ["panel.data-view"],
}
ORDINARY: dict[str, Any] = {
    "output": "map.figure",
    "outputs": {"id": "map", "property": "figure"},
    "inputs": [{"id": "date", "property": "value", "value": "2021-12-31"}],
    "changedPropIds": ["date.value"],
}
CALLBACK = "/_dash-update-component"
CASES: tuple[tuple[str, str, dict[str, Any] | None], ...] = (
    ("page", "/", None),
    ("map, every date at once", "/api/v1/frames", None),
    ("callback, panel", CALLBACK, PANEL),
    ("table of the map, CSV", "/api/v1/table.csv", None),
    ("picture of the map, SVG", "/api/v1/map.svg", None),
)


def measure_load(workers: int = 2, panel: Path | None = None) -> Iterator[Row]:
    """Rows for one process, for several, for the same map made in the ordinary way, and in Panel where ``panel`` holds it."""
    if shutil.which("wrk") is None:
        yield Row("many readers at once", None, "", None, "wrk was not found; on Debian: apt-get install wrk")
        return
    for number in (1, workers):
        with running_server({"PRESENCE_WORKERS": str(number)}) as server:
            for name, path, body in CASES:
                yield from _rows(f"{name}, {number} process{'es' if number > 1 else ''}", server.port, path, body)
            yield from _memory(server.pid, number)
    yield from _others(panel)


def measure_beside(panel: Path | None = None) -> Iterator[Row]:
    """The map alone, three ways one after the other: here in one process, the ordinary way, and in Panel."""
    with running_server() as server:
        yield from _rows("map, every date at once, 1 process", server.port, "/api/v1/frames", None)
    yield from _others(panel)


def _others(panel: Path | None) -> Iterator[Row]:
    with _other("ordinary") as port:
        yield from _rows("map, one date, plotly express in a callback", port, CALLBACK, ORDINARY)
    if panel is not None:
        with _other("panel_way", str(panel)) as port:
            yield from _rows("map, one date, page in Panel", port, f"/{NAME}", None)


def _rows(name: str, port: int, path: str, body: dict[str, Any] | None) -> Iterator[Row]:
    # The first answer is made, the others are those of a running server.
    _hit(port, path, body)
    for clients in CLIENTS:
        told = _storm(port, path, body, clients)
        if not told["requests"]:
            yield Row(f"{name}, {clients} clients", None, "per s", None, f"no answer within {SECONDS} s")
            continue
        note = (
            f"p50 {told['p50']:.1f} p95 {told['p95']:.1f} p99 {told['p99']:.1f} ms, {told['errors']:.0f} errors, "
            f"{told['bytes'] / max(told['requests'], 1) / 1000:.1f} kB each"
        )
        yield Row(f"{name}, {clients} clients", told["requests"] / told["seconds"], "per s", None, note)


def _storm(port: int, path: str, body: dict[str, Any] | None, clients: int) -> dict[str, float]:
    command = [
        "wrk",
        f"-t{min(clients, 2)}",
        f"-c{clients}",
        f"-d{SECONDS}s",
        "--timeout",
        "30s",
        "-s",
        str(SCRIPT),
        f"http://{HOST}:{port}{path}",
    ]
    environment = {**os.environ, "LOAD_BODY": json.dumps(body) if body else ""}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=True)
    told: dict[str, float] = json.loads(done.stdout.rpartition("RESULT ")[2])
    return told


def _hit(port: int, path: str, body: dict[str, Any] | None) -> int:
    with closing(http.client.HTTPConnection(HOST, port, timeout=60)) as connection:
        connection.request(
            "POST" if body else "GET", path, json.dumps(body) if body else None, {"Content-Type": "application/json"}
        )
        response = connection.getresponse()
        response.read()
        return response.status


def _memory(pid: int, workers: int) -> Iterator[Row]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    below = [int(word) for word in children.read_text().split()] if workers > 1 and children.exists() else []
    sizes = [memory(one) for one in [pid, *below]]
    note = ", ".join(f"RSS {size['Rss'] / 1e6:.0f} PSS {size['Pss'] / 1e6:.0f}" for size in sizes)
    yield Row(
        f"memory after it, {workers} process(es)", sum(size["Pss"] for size in sizes) / 1e6, "MB", None, f"sum of PSS; {note}"
    )


@contextmanager
def _other(way: str, *words: str) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", f"tests.benchmarks.{way}", str(port), *words]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and not _listens(port):
            time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0
