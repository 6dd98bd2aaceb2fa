"""A server for tests: a process on a free port, ready before it is handed out; its output when it dies."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "127.0.0.1"
# One that ends early is told at once; this is for a machine on which everything is slow.
START_LIMIT_S = 180.0
STOP_LIMIT_S = 10.0


@dataclass(frozen=True, slots=True)
class Server:
    """A running server.

    Attributes:
        url: its address without a final slash.
        port: its port on the loopback address.
        pid: its process.
        ready_s: seconds from the start of the process until /readyz answered 200.
    """

    url: str
    port: int
    pid: int
    ready_s: float


@contextmanager
def running_server(environment: Mapping[str, str] | None = None, port: int = 0, begun: str = "/readyz") -> Iterator[Server]:
    """Start ``presence serve`` on ``port``, or on a free one, and stop it afterwards; it has begun when ``begun`` is answered with 200.

    Raises RuntimeError with all that it printed when it ends early, or is not ready in time.
    """
    port = port or free_port()
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "dashboard.cli", "serve", "--host", HOST, "--port", str(port)],
            cwd=ROOT, env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL, stdout=output, stderr=output,
        )  # fmt: skip
        try:
            _wait_until_ready(process, port, output, begun)
            yield Server(f"http://{HOST}:{port}", port, process.pid, time.perf_counter() - started)
        finally:
            _stop(process)


def free_port() -> int:
    """A port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, output: IO[bytes], begun: str) -> None:
    deadline = time.perf_counter() + START_LIMIT_S
    while not is_ready(port, begun):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode} before it was ready:\n{_text(output)}")
        if time.perf_counter() > deadline:
            raise RuntimeError(f"the server was not ready after {START_LIMIT_S:.0f} s:\n{_text(output)}")
        time.sleep(0.01)


def is_ready(port: int, path: str = "/readyz") -> bool:
    """Whether /readyz, or another path, is answered with 200."""
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _text(output: IO[bytes]) -> str:
    output.seek(0)
    return output.read().decode(errors="replace")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_LIMIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(STOP_LIMIT_S)
