"""One result of the search box."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """One result: what it is, its title, what makes it found where that is another name, and its address in the atlas."""

    kind: str
    title: str
    detail: str
    address: str
