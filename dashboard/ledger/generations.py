"""Immutable generations: a folder named by its content, a manifest with the hash of every file, one small pointer.

A reader sees one whole generation or none. A generation is written aside, checked, renamed into place; then the pointer is
replaced atomically. Nothing that is in service is ever changed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import orjson

from dashboard.errors import PresenceError, Problem

POINTER = "CURRENT"
MANIFEST = "manifest.json"
SCHEMA = 1
GENERATION = re.compile(r"[0-9a-f]{16}")
# The locks lie in the folder of generations and are no part of any: one for the moment of writing, one for the whole of the work
# from reading what is in service to publishing what follows from it.
LOCK = ".lock"
WORK = ".work"


def publish(store: Path, files: Mapping[str, bytes], facts: Mapping[str, object], keep: int) -> str:
    """Write a new generation and make it current; return its id.

    Args:
        store: folder of generations; made when absent.
        files: content by file name.
        facts: what the manifest says besides names and hashes; must not depend on clock or machine.
        keep: generations that stay, the current one included; older ones are removed.

    The id is a hash of the manifest, so the same files and facts always give the same id. Raises PresenceError
    (E-STORE-WRITE) when the disk refuses; what was in service stays so.
    """
    manifest = _manifest(files, facts)
    generation = hashlib.sha256(manifest).hexdigest()[:16]
    try:
        with _lock(store):
            _write_folder(store / generation, {**files, MANIFEST: manifest})
            replace_file(store / POINTER, f"{generation}\n".encode())
            _sweep(store, generation, keep)
    except OSError as error:
        needed = sum(len(content) for content in files.values())
        raise PresenceError(
            "E-STORE-WRITE",
            str(error),
            f"room and permission for {needed:,} bytes",
            cause="the disk is full or read-only",
            next_step="free space or choose another data folder, then build again",
            where=str(store.name),
        ) from error
    return generation


def current_generation(store: Path) -> str:
    """The id that the pointer names.

    Raises PresenceError: E-STORE-POINTER when there is no pointer or it holds no id, E-STORE-ABSENT when the generation is gone.
    """
    try:
        text = (store / POINTER).read_text(encoding="ascii", errors="replace").strip()
    except OSError as error:
        raise PresenceError(
            "E-STORE-POINTER",
            "no pointer file",
            "a built ledger",
            cause="nothing was built here yet",
            next_step="run: presence build --raw DIR",
            where=f"{store.name}/{POINTER}",
        ) from error
    if not GENERATION.fullmatch(text):
        raise PresenceError(
            "E-STORE-POINTER",
            repr(text[:40]),
            "the id of a generation",
            cause="the pointer file was edited or cut short",
            next_step="write the id of a folder beside it into the file, or build again",
            where=f"{store.name}/{POINTER}",
        )
    if not (store / text).is_dir():
        raise PresenceError(
            "E-STORE-ABSENT",
            text,
            "a folder of that name",
            cause="the generation was removed",
            next_step="write the id of a folder beside it into the pointer, or build again",
            where=f"{store.name}/{POINTER}",
        )
    return text


def kept_generations(store: Path) -> list[str]:
    """Ids of the generations that are kept, the last written first; empty where nothing was built."""
    written = {path.parent.name: _written(path) for path in store.glob(f"*/{MANIFEST}") if GENERATION.fullmatch(path.parent.name)}
    # Two may bear the same moment, as after a checkout; their names then decide.
    return sorted(written, key=lambda name: (-written[name], name))


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        # A build at work may just have removed it.
        return 0.0


def read_generation(store: Path, generation: str) -> dict[str, bytes]:
    """Every file of a generation, each checked against the manifest, the manifest against the generation's name.

    Raises PresenceError naming every file that is missing, added or changed.
    """
    folder = store / generation
    manifest = _read(folder / MANIFEST)
    if hashlib.sha256(manifest).hexdigest()[:16] != generation:
        raise PresenceError(
            "E-STORE-MANIFEST",
            "a manifest of other content",
            f"the manifest of {generation}",
            cause="it was changed on disk",
            next_step="build again, or go back to an older generation",
            where=f"{generation}/{MANIFEST}",
        )
    facts = orjson.loads(manifest)
    _check_schema(facts, generation)
    expected: dict[str, str] = facts["files"]
    contents = {name: _read(folder / name) for name in sorted(expected)}
    problems = [_changed(generation, name) for name, data in contents.items() if _digest(data) != expected[name]]
    problems += [_added(generation, p.name) for p in sorted(folder.iterdir()) if p.name not in {*expected, MANIFEST}]
    if problems:
        raise PresenceError.of(problems)
    return {**contents, MANIFEST: manifest}


def _manifest(files: Mapping[str, bytes], facts: Mapping[str, object]) -> bytes:
    hashes = {name: _digest(content) for name, content in sorted(files.items())}
    content = {"schema": SCHEMA, **facts, "files": hashes}
    return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PresenceError(
            "E-STORE-MISSING",
            "no such file",
            path.name,
            cause="the generation is incomplete",
            next_step="build again, or go back to an older generation",
            where=f"{path.parent.name}/{path.name}",
        ) from error


def _check_schema(facts: dict[str, object], generation: str) -> None:
    if facts.get("schema") != SCHEMA:
        raise PresenceError(
            "E-STORE-SCHEMA",
            f"schema {facts.get('schema')}",
            f"schema {SCHEMA}",
            cause="another version of the program built it",
            next_step="run: presence build --raw DIR",
            where=f"{generation}/{MANIFEST}",
        )


def _changed(generation: str, name: str) -> Problem:
    return Problem(
        "E-STORE-CHANGED",
        "content that does not match its hash",
        "the file as it was built",
        cause="it was changed on disk",
        next_step="build again, or go back to an older generation",
        where=f"{generation}/{name}",
    )


def _added(generation: str, name: str) -> Problem:
    return Problem(
        "E-STORE-ADDED",
        "a file that the manifest does not name",
        "only the files of the build",
        cause="it was put there by hand",
        next_step="remove it",
        where=f"{generation}/{name}",
    )


@contextmanager
def one_at_a_time(store: Path) -> Iterator[None]:
    """Hold ``store`` for one build or revision, so that none overwrites what another has just published.

    Raises PresenceError: E-STORE-BUSY while another is at work, E-STORE-WRITE where the folder cannot be written.
    """
    with ExitStack() as held:
        try:
            held.enter_context(_lock(store, WORK))
        except OSError as error:
            raise PresenceError(
                "E-STORE-WRITE",
                str(error),
                "a folder that may be written",
                cause="the disk is full or read-only",
                next_step="free space or choose another data folder",
                where=store.name,
            ) from error
        yield


@contextmanager
def _lock(store: Path, name: str = LOCK) -> Iterator[None]:
    store.mkdir(parents=True, exist_ok=True)
    with (store / name).open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PresenceError(
                "E-STORE-BUSY",
                "another build at work",
                "one build at a time",
                next_step="wait until it is done",
                where=store.name,
            ) from error
        yield


def _write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    aside = folder.parent / f".build-{os.getpid()}"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    try:
        for name, content in files.items():
            _write(aside / name, content)
        if folder.exists():
            shutil.rmtree(folder)
        aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())


def replace_file(path: Path, content: bytes) -> None:
    """Put a file in the place of another, or of none: whoever opens it sees the old one or the whole new one."""
    aside = path.with_name(f".{path.name}-{os.getpid()}")
    _write(aside, content)
    aside.replace(path)


def _sweep(store: Path, generation: str, keep: int) -> None:
    folders = [p for p in store.iterdir() if p.is_dir() and GENERATION.fullmatch(p.name) and p.name != generation]
    newest_first = sorted(folders, key=lambda p: p.stat().st_mtime, reverse=True)
    stale = [p for p in store.iterdir() if p.name.startswith(".build-")]
    for folder in [*newest_first[max(keep - 1, 0) :], *stale]:
        shutil.rmtree(folder, ignore_errors=True)
