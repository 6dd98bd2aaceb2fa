"""Errors of a store on disk, each with its location and remedy."""

from __future__ import annotations

from pathlib import Path

from dashboard.errors import PresenceError, Problem

# What may be done where a generation is not as it was built; which older one there is, `presence doctor` knows.
MENDED = "run: presence doctor, which tells how to go back; or take the folder back from a copy; or run: presence build --raw DIR"


def other_manifest(generation: str, found: str) -> PresenceError:
    """E-STORE-MANIFEST: ``found`` stands where the manifest of the generation should."""
    return PresenceError(
        "E-STORE-MANIFEST",
        found,
        f"the manifest of {generation}",
        cause="it was changed on disk",
        next_step=MENDED,
        where=f"{generation}/manifest.json",
    )


def missing(path: Path) -> PresenceError:
    """E-STORE-MISSING: a file that the manifest names is not there."""
    return PresenceError(
        "E-STORE-MISSING",
        "no such file",
        path.name,
        cause="the generation is incomplete",
        next_step=MENDED,
        where=f"{path.parent.name}/{path.name}",
    )


def forbidden(path: Path) -> PresenceError:
    """E-STORE-PERMISSION: the user of this process may not read the file."""
    return PresenceError(
        "E-STORE-PERMISSION",
        "a file that this user may not read",
        "a store that the server's user may read",
        cause="another user built it and kept it private",
        next_step="let the server's user read the data folder, as with: chmod -R a+rX data",
        where=f"{path.parent.name}/{path.name}",
    )


def changed(generation: str, name: str) -> Problem:
    """E-STORE-CHANGED: a file is not what its hash says."""
    return Problem(
        "E-STORE-CHANGED",
        "content that does not match its hash",
        "the file as it was built",
        cause="it was changed on disk",
        next_step=MENDED,
        where=f"{generation}/{name}",
    )


def added(generation: str, name: str) -> Problem:
    """E-STORE-ADDED: a file that no build wrote."""
    return Problem(
        "E-STORE-ADDED",
        "a file that the manifest does not name",
        "only the files of the build",
        cause="it was put there by hand",
        next_step="remove it",
        where=f"{generation}/{name}",
    )
