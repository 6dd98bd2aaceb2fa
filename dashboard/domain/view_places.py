"""Places as a reader writes them in a View: ids, plain names, or a group that stands for its members."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from dashboard.domain.memberships import Memberships

ALL = "all"
# As much of what was typed as a message repeats, and as many of the places that it can mean.
SHOWN, MEANINGS = 40, 4
# Ids of the places that a name can mean on a day; no day: that it ever meant.
Names = Callable[[str, dt.date | None], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Naming:
    """What may stand for places beside their ids. Without ``names`` ids and groups alone are understood."""

    groups: Memberships = field(default_factory=Memberships)
    names: Names | None = None

    def meanings(self, text: str, day: dt.date | None) -> tuple[str, ...]:
        """Ids of the places that a plain name can mean; one where it is understood."""
        return self.names(text, day) if self.names else ()

    def members(self, text: str, day: dt.date | None) -> tuple[str, ...]:
        """Members on the day of the group that is called so, now where there is no day; none for what is no group."""
        group = self.groups.called(text)
        if not group:
            return ()
        return self.groups.members_on(group, day) if day else self.groups.last_members(group)


@dataclass(frozen=True, slots=True)
class Named:
    """Ids that a text names, in its order, each once; and the parts that name no place, as they were written."""

    ids: tuple[str, ...]
    unknown: tuple[str, ...]


def parts_of(text: str) -> list[str]:
    """What stands between the commas, each once."""
    return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def read_places(text: str, places: frozenset[str], naming: Naming, day: dt.date | None) -> Named:
    """The places that a text names, whatever way each is written. An id comes before a group, and a group before a name.

    A comma parts two places, unless only the whole of the text is a name, such as "Korea, South".
    """
    read = {part: _one(part, places, naming, day) for part in parts_of(text)}
    if not all(read.values()) and len(read) > 1 and (whole := _one(text.strip(), places, naming, day)):
        return Named(whole, ())
    ids = dict.fromkeys(place for meant in read.values() for place in meant)
    return Named(tuple(ids), tuple(part for part, meant in read.items() if not meant))


def hint(part: str, naming: Naming, day: dt.date | None) -> str:
    """What to write in place of a part that names no place."""
    group, shown = naming.groups.called(part), part[:SHOWN]
    if group:
        return f"{group} has no members on {day:%Y-%m-%d}: choose another date"
    meant = naming.meanings(part, day)[:MEANINGS]
    if len(meant) > 1:
        return f"“{shown}” can be {' or '.join(meant)}: write one of them"
    known = ", ".join(naming.groups.titles())
    groups = f", or a group: {known}" if known else ""
    return f"“{shown}” is no place: write an id or a name, such as RUS or Russia{groups}"


def _one(part: str, places: frozenset[str], naming: Naming, day: dt.date | None) -> tuple[str, ...]:
    if part.upper() in places:
        return (part.upper(),)
    members = tuple(member for member in naming.members(part, day) if member in places)
    if members:
        return members
    meant = () if naming.groups.called(part) else naming.meanings(part, day)
    return meant if len(meant) == 1 and meant[0] in places else ()
