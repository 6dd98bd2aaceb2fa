"""Alliances and unions as groups of places, with the dates on which each member joined and left."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Membership:
    """One place in one group from ``since`` to ``until``, both inclusive; None: still a member. ``record`` is what tells it."""

    group: str
    title: str
    member: str
    since: date
    until: date | None
    record: str

    def holds_on(self, day: date) -> bool:
        """True on every day of the membership."""
        return self.since <= day <= (self.until or date.max)


@dataclass(frozen=True, slots=True)
class Memberships:
    """All memberships of all groups."""

    rows: tuple[Membership, ...] = field(default=())

    def titles(self) -> dict[str, str]:
        """Title of each group, in the order of the file."""
        return {row.group: row.title for row in self.rows}

    def members_on(self, group: str, day: date) -> tuple[str, ...]:
        """Place ids of the group's members on the day, sorted; none for an unknown group or before its first day."""
        return tuple(sorted({row.member for row in self.rows if row.group == group and row.holds_on(day)}))

    def called(self, name: str) -> str:
        """Id of the group that is called so, by its id or its title in any letters; empty for none."""
        plain = name.strip().casefold()
        found = (group for group, title in self.titles().items() if plain in (group.casefold(), title.casefold()))
        return next(found, "")

    def last_members(self, group: str) -> tuple[str, ...]:
        """Place ids of those who are members now; of a group that has ended, of those on its last day."""
        last = max((row.until or date.max for row in self.rows if row.group == group), default=date.max)
        return self.members_on(group, last)

    def group_of(self, places: tuple[str, ...], day: date) -> str:
        """Title of the group whose members on the day are exactly these places; empty for no group."""
        wanted = tuple(sorted(set(places)))
        found = (title for group, title in self.titles().items() if len(wanted) > 1 and self.members_on(group, day) == wanted)
        return next(found, "")
