"""Atomic and durable file operations: a file or folder is there as a whole, synced to disk, or not at all."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

# Prefix of folders that are being written or removed: they are no part of a store, and the next build removes leftovers.
ASIDE = ".build-"
# The same for a single file.
PART = ".part-"


def write_file(path: Path, content: bytes) -> None:
    """Write a new file and wait until it is on the disk."""
    with path.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())


def settle(folder: Path) -> None:
    """Sync the entries of a folder to disk, as `write_file` does with the content of files."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def share(folder: Path) -> None:
    """Give a generation the read permissions of its store, since a strict umask would hide it from the server's user."""
    readers = stat.S_IMODE(folder.parent.stat().st_mode) & 0o055
    folder.chmod(0o700 | readers)
    for path in folder.iterdir():
        path.chmod(0o600 | readers & 0o044)


def replace_file(path: Path, content: bytes) -> None:
    """Create or replace a file atomically: readers see the whole old file or the whole new one.

    Its read permissions are those of its folder.
    """
    aside = path.with_name(f"{PART}{path.name}-{os.getpid()}")
    try:
        write_file(aside, content)
        aside.chmod(0o600 | stat.S_IMODE(path.parent.stat().st_mode) & 0o044)
        aside.replace(path)
        settle(path.parent)
    finally:
        aside.unlink(missing_ok=True)


def sweep_unfinished(*folders: Path) -> None:
    """Remove leftovers of interrupted runs from ``folders``. The caller must hold the write lock."""
    for left in [path for folder in folders for path in folder.iterdir() if path.name.startswith((ASIDE, PART))]:
        shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()


def aside_of(store: Path, what: str = "new") -> Path:
    """An unused path for a folder that is being written in ``store``."""
    aside = store / f"{ASIDE}{os.getpid()}-{what}"
    shutil.rmtree(aside, ignore_errors=True)
    return aside


def take_away(folder: Path) -> None:
    """Remove a folder: it is renamed first, so that no reader sees it with some of its files missing."""
    if folder.exists():
        aside = aside_of(folder.parent, "old")
        folder.rename(aside)
        shutil.rmtree(aside, ignore_errors=True)
