"""Request ids, structured JSON logs and Prometheus metrics."""

from __future__ import annotations

import json
import logging
import re
import secrets
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPMethod
from pathlib import Path

import flask
import numpy as np

from dashboard import __version__
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.board import BOUNDS, FORMS, OTHER, STATUSES, Board

REQUEST_ID = "X-Request-ID"
GENERATION = "X-Presence-Generation"
# What another program may name a request; anything else is not repeated into logs and answers.
WELL_FORMED = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{7,63}")
ACCESS = logging.getLogger("dashboard.access")
# A method that nobody knows and a long path say no more in the log than that they were asked.
METHODS = frozenset(HTTPMethod)
LONGEST_PATH = 300
EXTRA = ("request_id", "method", "route", "path", "status", "ms", "user", "generation")


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, name, message, and what is known of the request; never an address of a reader."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"time": moment, "level": record.levelname, "logger": record.name, "message": record.getMessage()}
        line |= {name: getattr(record, name) for name in EXTRA if hasattr(record, name)}
        if flask.has_request_context():
            line.setdefault("request_id", flask.g.get("request_id", ""))
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        # In plain letters: others could turn or clear what an operator reads in a terminal.
        return json.dumps(line)


def log_as_json() -> None:
    """Write every log of this process to standard error, a JSON object a line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    ACCESS.setLevel(logging.INFO)
    # It tells of every request that waits for a moment; what waits long is in the times at /metrics.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


def observe(server: flask.Flask, settings: Settings, ledger: Ledger) -> None:
    """Name, count and, where the settings say so, log every request of ``server``; add ``/metrics`` where they say so.

    Must be called before anything else looks at requests, so that nothing is answered unseen.
    """

    @server.before_request
    def begin() -> None:
        given = flask.request.headers.get(REQUEST_ID, "")
        flask.g.request_id = given if WELL_FORMED.fullmatch(given) else secrets.token_hex(8)
        flask.g.began = time.perf_counter()

    @server.after_request
    def end(response: flask.Response) -> flask.Response:
        response.headers[REQUEST_ID] = flask.g.get("request_id", "")
        response.headers[GENERATION] = ledger.generation
        if server.config.get("IN_SERVICE"):
            _note(response, ledger, server.config["BOARD"], log=settings.log_requests)
        return response

    if settings.metrics:

        @server.get("/metrics")
        def metrics() -> flask.Response:
            return flask.Response(
                "\n".join(_lines(ledger, server.config["BOARD"])) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8"
            )


def _note(response: flask.Response, ledger: Ledger, board: Board, *, log: bool) -> None:
    rule, seconds = flask.request.url_rule, time.perf_counter() - flask.g.get("began", time.perf_counter())
    route = rule.rule if rule is not None and response.status_code != 404 else OTHER
    file = response.headers.get("Content-Disposition", "").startswith("attachment")
    form = flask.request.path.rpartition(".")[2] if file and response.status_code == 200 else ""
    board.count(route, response.status_code, seconds, form)
    if log:
        method = flask.request.method if flask.request.method in METHODS else OTHER
        # Whoever knows the address of a reader's file may see it: whoever reads the log must not.
        path = route if "token" in (flask.request.view_args or {}) else flask.request.path
        ACCESS.info(f"{method} {route} {response.status_code}", extra={
            "request_id": flask.g.get("request_id", ""), "method": method, "route": route, "path": path[:LONGEST_PATH],
            "status": response.status_code, "ms": round(seconds * 1000, 1), "user": flask.g.get("user", ""),
            "generation": ledger.generation,
        })  # fmt: skip


def _lines(ledger: Ledger, board: Board) -> Iterator[str]:
    counts = board.counts()
    yield from _head("presence_requests_total", "counter", "Requests answered, by route and status.")
    statuses = [*map(str, STATUSES), OTHER]
    for row, column in np.argwhere(counts.requests > 0):
        labels = f'route="{_label(board.routes[row])}",status="{statuses[column]}"'
        yield f"presence_requests_total{{{labels}}} {counts.requests[row, column]:.0f}"
    yield from _head("presence_request_seconds", "histogram", "Seconds until an answer was made.")
    for bound, number in zip([*map(str, BOUNDS), "+Inf"], np.cumsum(counts.times), strict=True):
        yield f'presence_request_seconds_bucket{{le="{bound}"}} {number:.0f}'
    yield f"presence_request_seconds_sum {counts.seconds:.6f}"
    yield f"presence_request_seconds_count {counts.times.sum():.0f}"
    yield from _head("presence_exports_total", "counter", "Files handed out, by form.")
    for form, number in zip([*FORMS, OTHER], counts.exports, strict=True):
        yield f'presence_exports_total{{form="{form}"}} {number:.0f}'
    yield from _standing(ledger, board)


def _standing(ledger: Ledger, board: Board) -> Iterator[str]:
    yield from _head("presence_generation_info", "gauge", "The generation in service.")
    yield f'presence_generation_info{{generation="{ledger.generation}",version="{__version__}"}} 1'
    yield from _head("presence_claims", "gauge", "Claims in the generation in service.")
    yield f"presence_claims {len(ledger.claims)}"
    yield from _head("presence_generation_refused", "gauge", "1 while a newer generation could not be taken up.")
    yield f"presence_generation_refused {int(bool(board.refused))}"
    yield from _head("presence_resident_bytes", "gauge", "Memory of each process; what processes share counts in each.")
    yield from (f'presence_resident_bytes{{process="{i}"}} {memory(pid)["Rss"]}' for i, pid in enumerate(board.processes))
    yield from _head(
        "presence_proportional_bytes", "gauge", "Memory of each process; what processes share is divided among them."
    )
    yield from (f'presence_proportional_bytes{{process="{i}"}} {memory(pid)["Pss"]}' for i, pid in enumerate(board.processes))


def memory(pid: int) -> dict[str, int]:
    """Bytes of a process that are resident (Rss), and its share of them (Pss); 0 where the system does not say."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return {"Rss": 0, "Pss": 0}
    return {name: int(kilobytes) * 1024 for name, kilobytes in re.findall(r"^(Rss|Pss):\s+(\d+) kB", text, re.MULTILINE)}


def _head(name: str, kind: str, words: str) -> Iterator[str]:
    yield f"# HELP {name} {words}"
    yield f"# TYPE {name} {kind}"


def _label(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
