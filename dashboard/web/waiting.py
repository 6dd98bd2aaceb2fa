"""Short-lived storage of uploaded files under unguessable tokens, in memory only.

Several processes share the files through a private folder, in memory where the system offers that.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import os
import secrets
import shutil
import tempfile
import threading
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import orjson

from dashboard.errors import PresenceError
from dashboard.settings import Settings

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108


@dataclass(frozen=True, slots=True)
class Looked:
    """An uploaded file as it was understood: its page, its rows to mend, and what is needed to read it again.

    Attributes:
        page: HTML.
        quarantine: rows to mend, a file for each sheet that has any.
        content: the file; kept only where somebody may publish it.
        name: its name.
        form: the fields of the upload form.
    """

    page: str
    quarantine: tuple[bytes, ...]
    content: bytes = b""
    name: str = ""
    form: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of a publication: one line for each finished step, and when (in seconds) the last one was reported.

    ``status`` is 0 while it runs, then the HTTP status of the result.
    """

    lines: tuple[str, ...]
    moment: float
    status: int = 0


class Room(Protocol):
    """Storage of uploads under unguessable names, with the progress of their publication."""

    def put(self, make: Callable[[str], Looked]) -> str:
        """Store the result of ``make`` under a new unguessable name and return that name."""
        ...

    def get(self, token: str) -> Looked | None:
        """What is stored under the name; None where it is unknown or has expired."""
        ...

    def tell(self, token: str, progress: Progress) -> None:
        """Store the progress of the publication of this upload in place of the earlier one."""
        ...

    def told(self, token: str) -> Progress | None:
        """The latest progress; None where nothing was published."""
        ...


class WaitingRoom:
    """Uploads in the memory of one process: at most ``most``, none older than ``seconds``; the oldest is dropped first."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._kept: OrderedDict[str, tuple[float, Looked]] = OrderedDict()
        self._lock = threading.Lock()
        self._told: dict[str, Progress] = {}

    def put(self, make: Callable[[str], Looked]) -> str:
        """Store the result of ``make`` under a new name of 256 random bits and return that name."""
        token = secrets.token_urlsafe(32)
        looked = make(token)
        with self._lock:
            self._kept[token] = (self._clock(), looked)
            self._sweep()
        return token

    def get(self, token: str) -> Looked | None:
        """What is stored under the name; None where it is unknown or has expired."""
        with self._lock:
            self._sweep()
            found = self._kept.get(token)
        return found[1] if found else None

    def tell(self, token: str, progress: Progress) -> None:
        """Store the progress of the publication; it is kept as long as the upload."""
        with self._lock:
            self._told = {name: one for name, one in self._told.items() if name in self._kept} | {token: progress}

    def told(self, token: str) -> Progress | None:
        """The latest progress; None where nothing was published."""
        return self._told.get(token)

    def _sweep(self) -> None:
        oldest = self._clock() - self._seconds
        while self._kept and (len(self._kept) > self._most or next(iter(self._kept.values()))[0] < oldest):
            self._kept.popitem(last=False)


class FolderRoom:
    """Uploads shared by several processes: a folder with mode 0700, bounded in number and age, removed when the server ends.

    Files are named by a hash of the token, so that a listing of the folder reveals no token.
    """

    def __init__(self, most: int, seconds: float) -> None:
        self._most, self._seconds = most, seconds
        parent = SHARED_MEMORY if os.access(SHARED_MEMORY, os.W_OK) else None
        self._folder = Path(tempfile.mkdtemp(prefix="presence-", dir=parent))
        atexit.register(_remove, self._folder, os.getpid())

    def put(self, make: Callable[[str], Looked]) -> str:
        """Store the result of ``make`` under a new name of 256 random bits and return that name."""
        token = secrets.token_urlsafe(32)
        looked = make(token)
        parts = [part.decode("latin-1") for part in (looked.content, *looked.quarantine)]
        self._write(self._path(token), orjson.dumps([looked.page, parts, looked.name, dict(looked.form)]))
        self._sweep()
        return token

    def get(self, token: str) -> Looked | None:
        """What is stored under the name; None where it is unknown or has expired."""
        self._sweep()
        try:
            page, parts, name, form = orjson.loads(zlib.decompress(self._path(token).read_bytes()))
        except OSError:
            return None
        content, *quarantine = [part.encode("latin-1") for part in parts]
        return Looked(page, tuple(quarantine), content, name, form)

    def tell(self, token: str, progress: Progress) -> None:
        """Store the progress of the publication where every process can read it."""
        self._write(self._progress(token), orjson.dumps([progress.lines, progress.moment, progress.status]))

    def told(self, token: str) -> Progress | None:
        """The latest progress; None where nothing was published."""
        try:
            lines, moment, status = orjson.loads(zlib.decompress(self._progress(token).read_bytes()))
        except OSError:
            return None
        return Progress(tuple(lines), moment, status)

    def _write(self, path: Path, content: bytes) -> None:
        aside = self._folder / f".{os.getpid()}-{threading.get_ident()}"
        try:
            aside.write_bytes(zlib.compress(content))
            aside.replace(path)
        except OSError as error:
            aside.unlink(missing_ok=True)
            raise PresenceError(
                "E-ADD-ROOM", error.strerror or "no room", "room in memory for what was looked at", cause="many files wait for their readers",
                next_step="try again in a while; the operator may lower PRESENCE_UPLOAD_MAX_WAITING", where="this server",
            ) from error  # fmt: skip

    def _progress(self, token: str) -> Path:
        return self._path(token).with_suffix(".progress")

    def _path(self, token: str) -> Path:
        return self._folder / hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()

    def _sweep(self) -> None:
        found = []
        for path in [path for path in self._folder.glob("[0-9a-f]*") if not path.suffix]:
            # Another process may just have removed it.
            with contextlib.suppress(OSError):
                found.append((path.stat().st_mtime, path))
        oldest = time.time() - self._seconds
        newest_first = sorted(found, reverse=True)
        for place, (written, path) in enumerate(newest_first):
            if place >= self._most or written < oldest:
                path.unlink(missing_ok=True)
                path.with_suffix(".progress").unlink(missing_ok=True)


def _remove(folder: Path, owner: int) -> None:
    # Forked processes end earlier and must not remove the shared folder.
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


def room_of(settings: Settings) -> Room:
    """Storage in memory for one process, in a shared folder for several."""
    seconds = settings.upload_keep_minutes * 60
    kind = WaitingRoom if settings.workers == 1 else FolderRoom
    return kind(settings.upload_max_waiting, seconds)
