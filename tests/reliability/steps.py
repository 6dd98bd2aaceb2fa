"""Stops at every step by which something below a folder changes on the disk; as a program, kills a publication at each of them.

``python -m tests.reliability.steps STORE`` publishes into STORE again and again, each time in a process that is killed (SIGKILL) one
step later than the one before, until one lives to its end. After every kill it prints a line of JSON: what a reader sees then, and
what lies about once the next publication is through.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from dashboard.ledger.generations import publish, read_current

CHANGES = {
    "open",
    "os.mkdir",
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.chmod",
    "os.utime",
    "os.link",
    "os.symlink",
    "os.truncate",
}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


@dataclass
class Watch:
    """Which folder is watched now, and what is called before each of its changes; a hook of the interpreter cannot be taken off again."""

    folder: str = ""
    before: Callable[[str], None] = field(default=lambda _step: None)
    installed: bool = False

    def hear(self, event: str, args: tuple[object, ...]) -> None:
        if not self.folder or event not in CHANGES or not str(args[0]).startswith(self.folder):
            return
        if event != "open" or (isinstance(args[2], int) and args[2] & WRITING):
            self.call(f"{event} {Path(str(args[0])).name}")

    def call(self, step: str) -> None:
        """Call back, deaf to what the callback does itself."""
        folder, self.folder = self.folder, ""
        try:
            self.before(step)
        finally:
            self.folder = folder


WATCH = Watch()


@contextmanager
def each_step(folder: Path, before: Callable[[str], None]) -> Iterator[None]:
    """Call ``before`` with a name of the step, before each change below ``folder`` and each wait for the disk."""
    if not WATCH.installed:
        sys.addaudithook(WATCH.hear)
        WATCH.installed = True
    fsync = os.fsync
    WATCH.folder, WATCH.before = str(folder), before

    def heard(handle: int) -> None:
        WATCH.call("fsync")
        fsync(handle)

    os.fsync = heard
    try:
        yield
    finally:
        WATCH.folder, os.fsync = "", fsync


def files_of(number: int) -> dict[str, bytes]:
    """A generation of three files, another one for each number."""
    return {name: f"{name} {number}\n".encode() * 50 for name in ("claims.parquet", "sources.parquet", "unused.parquet")}


def _killed_at(step: int, store: Path) -> str:
    """Publish in a child that is killed at the step; the step's name, empty where the child came to its end."""
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        seen = 0

        def kill(name: str) -> None:
            nonlocal seen
            if seen == step:
                os.write(tell, name.encode())
                os.kill(os.getpid(), signal.SIGKILL)
            seen += 1

        with each_step(store, kill):
            publish(store, files_of(step), {"number": step}, keep=2)
        os._exit(0)
    os.close(tell)
    _, status = os.waitpid(child, 0)
    with os.fdopen(told, "rb") as pipe:
        name = pipe.read().decode()
    return name if os.WIFSIGNALED(status) else ""


def main(store: Path) -> None:
    before = publish(store, files_of(-1), {"number": -1}, keep=2)
    step = 0
    while name := _killed_at(step, store):
        seen, files = read_current(store)
        whole = [number for number in (step, -1, 1000 + step - 1) if all(files[k] == v for k, v in files_of(number).items())]
        after = publish(store, files_of(1000 + step), {"number": 1000 + step}, keep=2)
        line = {"step": name, "old": seen == before, "whole": whole, "left": sorted(path.name for path in store.iterdir())}
        print(json.dumps({**line, "before": before, "after": after}), flush=True)
        before, step = after, step + 1


if __name__ == "__main__":
    main(Path(sys.argv[1]))
