"""Who put which generation into service and when: a line of JSON each, added and never changed.

It stands beside the generations and is no part of any, since a generation must not depend on clock or person.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import orjson

FILE = "PUBLISHED.jsonl"


def write_down(
    store: Path, before: str, generation: str, counts: tuple[Mapping[str, int], Mapping[str, int]], person: str = ""
) -> None:
    """Add a line: when, who, the generation before and the new one, and the sources whose number of claims differs.

    Args:
        store: folder of generations.
        before: the generation that was in service; empty for none.
        generation: the one that is now.
        counts: claims by source, before and now.
        person: who publishes; the user on this machine where it is not given.
    """
    old, new = counts
    changed = {
        name: [old.get(name, 0), new.get(name, 0)] for name in sorted({*old, *new}) if old.get(name, 0) != new.get(name, 0)
    }
    line = {
        "when": datetime.now(UTC).isoformat(timespec="seconds"), "who": person or who(), "before": before, "generation": generation,
        "claims": [sum(old.values()), sum(new.values())], "changed": changed,
    }  # fmt: skip
    with (store / FILE).open("ab") as handle:
        handle.write(orjson.dumps(line) + b"\n")
        handle.flush()
        os.fsync(handle.fileno())


def who() -> str:
    """The person's name on this machine, also behind sudo."""
    try:
        return os.environ.get("SUDO_USER") or getpass.getuser()
    except (KeyError, OSError):
        # A container may run under a number that has no name.
        return str(os.getuid())
