"""Verifies the origin of the data: a fingerprint of everything readers are shown, checked against the operator’s allow list.

Hashes below a generation's name tell that nothing was changed by half. Whoever can write the whole folder can make a generation of his
own, with a right name; of that only something tells that lies elsewhere: the operator's setting, or a signature of the fingerprint.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from dashboard.errors import PresenceError
from dashboard.ledger.generations import MANIFEST

# Beside the ledger these are read as text, and have no hash of their own.
TEXTS = ("catalogue", "stories")


def fingerprint(data: Path, generation: str) -> str:
    """64 digits that change with every byte of the generation, the catalogue and the stories; the same on every machine.

    Says what is there, not that it is whole: files are held to the manifest where they are read.
    """
    manifest = hashlib.sha256((data / "store" / generation / MANIFEST).read_bytes()).hexdigest()
    return hashlib.sha256("\n".join([manifest, *(digest_of(data / name) for name in TEXTS)]).encode()).hexdigest()


def check_trusted(data: Path, generation: str, trusted: str) -> None:
    """Refuse data whose fingerprint is none of ``trusted``, which are separated by spaces; with none named all are trusted.

    Raises PresenceError (E-STORE-TRUST).
    """
    if trusted and (found := fingerprint(data, generation)) not in trusted.split():
        raise PresenceError(
            "E-STORE-TRUST", f"data with the fingerprint {found}", "a fingerprint that PRESENCE_TRUSTED_FINGERPRINTS names",
            cause="they were published or changed since, by you or by somebody else",
            next_step="if you know whose they are, add it to the setting and start the server anew; else take the folder back from a copy",
            where=generation,
        )  # fmt: skip


def digest_of(folder: Path, endings: Iterable[str] = ("",)) -> str:
    """The hash of the names and contents of all files below a folder whose names end so; of nothing where there is none."""
    ends = tuple(endings)
    files = [path for path in folder.rglob("*") if path.name.endswith(ends) and path.is_file()]
    whole = hashlib.sha256()
    for path in sorted(files):
        whole.update(f"{path.relative_to(folder).as_posix()}\0".encode("utf-8", "replace"))
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()
