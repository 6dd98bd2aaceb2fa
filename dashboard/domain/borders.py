"""Decides which shape is drawn for which place on a day and from a viewpoint, including disputed areas and former states.

Claims are never reassigned: a claim stays with the place that its source names. Only the mapping from shapes to places changes. A
place with a figure and without an area on that day is shown as a circle at its location, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

DE_FACTO = "de-facto"
# In the order of the choice. The first draws every disputed area apart, with its own figures alone.
VIEWPOINTS: Mapping[str, str] = {
    DE_FACTO: "de facto borders",
    "iso": "borders as ISO 3166 lists states",
    "usa": "borders as the United States sees them",
    "rus": "borders as Russia sees them",
    "ukr": "borders as Ukraine sees them",
    "chn": "borders as China sees them",
    "ind": "borders as India sees them",
    "pak": "borders as Pakistan sees them",
    "tur": "borders as Turkey sees them",
    "mar": "borders as Morocco sees them",
}


@dataclass(frozen=True, slots=True)
class Border:
    """From ``since`` to ``until``, both inclusive, ``shape`` is drawn as part of ``place``; None: without a first or last day.

    Attributes:
        shape: a place's own shape, or one that is shipped for this row.
        place: whose figures fill it.
        covers: places whose own shapes are not drawn on these days, because this shape stands for them.
        viewpoint: from whose viewpoint; empty: from every one, because nobody disputes it.
        title: name of a shape that is no place's own, and of what is disputed.
        reason: why, and by what record.
    """

    shape: str
    place: str
    since: date | None
    until: date | None
    covers: tuple[str, ...] = ()
    viewpoint: str = ""
    title: str = ""
    reason: str = ""

    def holds_on(self, day: date, viewpoint: str) -> bool:
        """True on every day of the row, from its viewpoint."""
        return (self.since or date.min) <= day <= (self.until or date.max) and self.viewpoint in ("", viewpoint)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn on one day from one viewpoint.

    Attributes:
        fills: (shape, place whose figures fill it) of every shape that is visible, in the order of the shapes.
        disputed: shapes that are part of another place only from this viewpoint.
        merged: shapes that are part of another place on this day beyond dispute, without a border against it.
        behind: for each place without a shape of its own, the row that takes it: another place is drawn there.
        plain: True where only the shapes of today are at hand.
    """

    fills: tuple[tuple[str, str], ...]
    disputed: frozenset[str]
    merged: frozenset[str]
    behind: Mapping[str, Border]
    plain: bool = False

    @property
    def areas(self) -> tuple[str, ...]:
        """Places that have an area, each once, in the order of the shapes."""
        return tuple(dict.fromkeys(place for _, place in self.fills))


@dataclass(frozen=True, slots=True)
class Borders:
    """All rows of the two tables; an empty table draws every shape as its own place."""

    rows: tuple[Border, ...] = field(default=())

    def special(self) -> frozenset[str]:
        """Shapes that are no place's own: they are visible only while a row says so."""
        return frozenset(row.shape for row in self.rows if row.covers or "@" in row.shape)

    def names(self) -> dict[str, str]:
        """Titles of the shapes that are no place's own."""
        return {row.shape: row.title for row in self.rows if row.title}

    def drawing(self, shapes: tuple[str, ...], day: date, viewpoint: str = DE_FACTO) -> Drawing:
        """What is drawn of ``shapes`` (ids in their order) on the day from the viewpoint.

        Where no special shape is among them, every shape is its own place: the borders of today are all there is.
        """
        if not self.special() & set(shapes):
            return Drawing(tuple((shape, shape) for shape in shapes), frozenset(), frozenset(), {}, plain=True)
        return _drawing(self, shapes, day, viewpoint)

    def claims_on(self, day: date) -> dict[str, dict[str, str]]:
        """For every disputed shape, to whom each viewpoint counts it on the day; a viewpoint that draws it apart is not in it."""
        found: dict[str, dict[str, str]] = {}
        for row in self.rows:
            if row.viewpoint and row.holds_on(day, row.viewpoint):
                found.setdefault(row.shape, {})[row.viewpoint] = row.place
        return found


@lru_cache(maxsize=64)
def _drawing(borders: Borders, shapes: tuple[str, ...], day: date, viewpoint: str) -> Drawing:
    rows = [row for row in borders.rows if row.holds_on(day, viewpoint)]
    special, known = borders.special(), set(shapes)
    covered = {place: row for row in rows if row.shape in known for place in row.covers}
    # What nobody disputes comes first: before a dispute began, no viewpoint differs.
    parts = _first_of_each(sorted(rows, key=lambda row: row.viewpoint != ""))
    visible = [shape for shape in shapes if (shape in parts if shape in special else shape not in covered)]
    # A place that a shipped shape stands for is the end of a chain, though its present shape is not drawn.
    ends = frozenset(parts[shape].place for shape in visible if shape in special and not parts[shape].viewpoint)
    fills = tuple((shape, _holder(shape, parts, covered, ends)) for shape in visible)
    areas = {place for _, place in fills}
    behind = {**{shape: row for shape, row in parts.items() if shape not in special}, **covered}
    taken = [shape for shape in visible if shape in parts]
    return Drawing(
        fills,
        frozenset(shape for shape in taken if parts[shape].viewpoint),
        frozenset(shape for shape in taken if not parts[shape].viewpoint and shape not in special),
        {place: row for place, row in behind.items() if place not in areas},
    )


def _first_of_each(rows: Iterable[Border]) -> dict[str, Border]:
    first: dict[str, Border] = {}
    for row in rows:
        first.setdefault(row.shape, row)
    return first


def _holder(shape: str, parts: Mapping[str, Border], covered: Mapping[str, Border], ends: frozenset[str]) -> str:
    """The place at the end of the chain: Crimea was Ukraine's, and Ukraine was a republic of the Soviet Union."""
    place, seen = shape, set[str]()
    while place not in seen | ends:
        seen.add(place)
        row = parts.get(place) or covered.get(place)
        place = row.place if row else place
    return place
