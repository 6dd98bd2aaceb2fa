"""Immutable generations: a folder named by its content, a manifest with the hash of every file, one small pointer.

A reader sees one whole generation or none. A generation is written aside, checked, renamed into place; then the pointer is
replaced atomically. Nothing that is in service is ever changed.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import orjson

from dashboard.errors import PresenceError
from dashboard.ledger.disk import aside_of, replace_file, settle, share, sweep_unfinished, take_away, write_file
from dashboard.ledger.locks import lock
from dashboard.ledger.publication_log import write_down
from dashboard.ledger.store_problems import MENDED, added, changed, forbidden, missing, other_manifest

POINTER = "CURRENT"
MANIFEST = "manifest.json"
SCHEMA = 1
GENERATION = re.compile(r"[0-9a-f]{16}")


def publish(store: Path, files: Mapping[str, bytes], facts: Mapping[str, object], keep: int, person: str = "") -> str:
    """Write a new generation and make it current; return its id.

    Args:
        store: folder of generations; made when absent.
        files: content by file name.
        facts: what the manifest says besides names and hashes; must not depend on clock or machine.
        keep: generations that stay, the current one included; older ones are removed.
        person: who publishes, for the log; the user on this machine where it is not given.

    The id is a hash of the manifest, so the same files and facts always give the same id. Whoever may read ``store`` may read the
    generation, whatever the umask. What was in service before is kept as well, unless ``keep`` is 1. Raises PresenceError
    (E-STORE-WRITE) when the disk refuses; what was in service stays so.
    """
    manifest = _manifest(files, facts)
    generation = hashlib.sha256(manifest).hexdigest()[:16]
    try:
        with lock(store):
            before, (served, old) = _pointer(store), _in_service(store)
            _write_folder(store / generation, {**files, MANIFEST: manifest})
            # First, so that nothing is ever in service that is not written down.
            write_down(store, served, generation, (old, _counts(manifest)), person)
            replace_file(store / POINTER, f"{generation}\n".encode())
            _sweep(store, (generation, before), keep)
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


def _in_service(store: Path) -> tuple[str, Mapping[str, int]]:
    """The generation in service and its claims by source; nothing where there is none that can be read."""
    try:
        generation = current_generation(store)
        return generation, _counts((store / generation / MANIFEST).read_bytes())
    except (PresenceError, OSError):
        return "", {}


def _counts(manifest: bytes) -> Mapping[str, int]:
    try:
        counts = orjson.loads(manifest).get("claims_by_source", {})
    except (orjson.JSONDecodeError, AttributeError):
        return {}
    return counts if isinstance(counts, dict) else {}


def current_generation(store: Path) -> str:
    """The id that the pointer names.

    Raises PresenceError: E-STORE-POINTER when there is no pointer or it holds no id, E-STORE-PERMISSION when it may not be read,
    E-STORE-ABSENT when the generation is gone.
    """
    try:
        text = (store / POINTER).read_text(encoding="ascii", errors="replace").strip()
    except PermissionError as error:
        raise forbidden(store / POINTER) from error
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
            next_step=MENDED,
            where=f"{store.name}/{POINTER}",
        )
    if not (store / text).is_dir():
        raise PresenceError(
            "E-STORE-ABSENT",
            text,
            "a folder of that name",
            cause="the generation was removed",
            next_step=MENDED,
            where=f"{store.name}/{POINTER}",
        )
    return text


def read_current(store: Path) -> tuple[str, dict[str, bytes]]:
    """The generation in service: its id, and every file as `read_generation` gives them.

    Newer ones may take its place, and its folder away, while it is read; then the one in service by then is read instead. Raises
    what `current_generation` and `read_generation` raise.
    """
    seen = _pointer(store)
    while True:
        try:
            generation = current_generation(store)
            return generation, read_generation(store, generation)
        except PresenceError:
            before, seen = seen, _pointer(store)
            if seen == before:
                raise


def _pointer(store: Path) -> str:
    """What stands in the pointer, whatever it is; empty where it cannot be read."""
    try:
        return (store / POINTER).read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""


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
        raise other_manifest(generation, "a manifest of other content")
    facts = _facts(manifest, generation)
    _check_schema(facts, generation)
    expected = _named_files(facts, generation)
    contents = {name: _read(folder / name) for name in sorted(expected)}
    problems = [changed(generation, name) for name, data in contents.items() if _digest(data) != expected[name]]
    problems += [added(generation, p.name) for p in _listed(folder) if p.name not in {*expected, MANIFEST}]
    if problems:
        raise PresenceError.of(problems)
    return {**contents, MANIFEST: manifest}


def _facts(manifest: bytes, generation: str) -> dict[str, object]:
    try:
        facts = orjson.loads(manifest)
    except orjson.JSONDecodeError:
        facts = None
    if not isinstance(facts, dict):
        raise other_manifest(generation, "what is no manifest")
    return facts


def _named_files(facts: dict[str, object], generation: str) -> dict[str, str]:
    """Hash by name of file. A name that leads out of the folder is refused: its content would be served as the ledger's."""
    files = facts.get("files")
    if not isinstance(files, dict) or any(name in ("", ".", "..") or "/" in name or "\\" in name for name in files):
        raise other_manifest(generation, "names that are no files of the generation")
    return files


def _manifest(files: Mapping[str, bytes], facts: Mapping[str, object]) -> bytes:
    hashes = {name: _digest(content) for name, content in sorted(files.items())}
    content = {"schema": SCHEMA, **facts, "files": hashes}
    return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except PermissionError as error:
        raise forbidden(path) from error
    except OSError as error:
        raise missing(path) from error


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        # Taken away after its files were read.
        raise missing(folder / MANIFEST) from error


def _check_schema(facts: dict[str, object], generation: str) -> None:
    found = facts.get("schema")
    if found != SCHEMA:
        newer = isinstance(found, int) and found > SCHEMA
        raise PresenceError(
            "E-STORE-SCHEMA",
            f"schema {str(found)[:40]}",
            f"schema {SCHEMA}",
            cause=f"{'a newer' if newer else 'another'} version of the program built it",
            next_step=f"{'install that version, or ' if newer else ''}run: presence build --raw DIR",
            where=f"{generation}/{MANIFEST}",
        )


def _write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    if _is_whole(folder, files):
        # It may be in service: nothing in it is written again, but it counts as the last one written.
        with suppress(PermissionError):
            os.utime(folder / MANIFEST)
        return
    aside = aside_of(folder.parent)
    aside.mkdir()
    try:
        for name, content in files.items():
            write_file(aside / name, content)
        share(aside)
        settle(aside)
        take_away(folder)
        aside.rename(folder)
        settle(folder.parent)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _is_whole(folder: Path, files: Mapping[str, bytes]) -> bool:
    try:
        there = {path.name for path in folder.iterdir()}
        return there == set(files) and all((folder / name).read_bytes() == content for name, content in files.items())
    except OSError:
        return False


def _sweep(store: Path, in_service: tuple[str, str], keep: int) -> None:
    """Remove what is beyond ``keep``, by the order of writing; never the new one, nor, while two are kept, the one before it."""
    kept = dict.fromkeys((*in_service[: max(keep, 1)], *kept_generations(store)))
    named = [name for name in kept if GENERATION.fullmatch(name) and (store / name).is_dir()]
    newest = {*named[: max(keep, 1)]}
    for folder in [path for path in store.iterdir() if GENERATION.fullmatch(path.name) and path.name not in newest]:
        take_away(folder)
    sweep_unfinished(store)
