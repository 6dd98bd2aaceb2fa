"""Lock files that admit one writer at a time to the folder of generations."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from dashboard.errors import PresenceError
from dashboard.ledger.disk import sweep_unfinished

# The locks lie in the folder of generations and are no part of any: one for the moment of writing, one for the whole of the work
# from reading what is in service to publishing what follows from it.
LOCK = ".lock"
WORK = ".work"


@contextmanager
def one_at_a_time(store: Path) -> Iterator[None]:
    """Hold ``store`` for one build or revision, so that none overwrites what another has just published.

    What runs that were broken off left is swept first: it may be what fills the disk, and this run may have nothing to publish.
    Raises PresenceError: E-STORE-BUSY while another is at work, E-STORE-WRITE where the folder cannot be written.
    """
    with ExitStack() as held:
        try:
            held.enter_context(lock(store, WORK))
            with lock(store):
                sweep_unfinished(store)
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
def lock(store: Path, name: str = LOCK) -> Iterator[None]:
    """Hold one of the locks of ``store``, which is made where it is not there. Raises PresenceError (E-STORE-BUSY) where it is held."""
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
