"""Borders in words: whose they are, which disputes the figures touch, and why a place with a figure has no area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboard.domain.borders import DE_FACTO, VIEWPOINTS, Borders, Drawing
from dashboard.domain.places import Places
from dashboard.domain.view import View
from dashboard.figures.days import say_day

# Names of the viewpoints other than the default, as they stand in a list: "from the viewpoint of Russia".
SPEAKERS = {
    "iso": "ISO 3166", "usa": "the United States", "rus": "Russia", "ukr": "Ukraine", "chn": "China", "ind": "India", "pak": "Pakistan",
    "tur": "Turkey", "mar": "Morocco",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dispute:
    """A disputed shape that the figures touch.

    Attributes:
        shape: its id.
        name: in words.
        now: whose figure fills it in this View; its own id where it is drawn apart.
        own: what its own sources say, in words; empty where it has no figure of its own.
        others: (place it would be filled as, viewpoints that count it there) wherever the fill would differ.
    """

    shape: str
    name: str
    now: str
    own: str
    others: tuple[tuple[str, tuple[str, ...]], ...]


def why_no_area(place: str, drawing: Drawing, places: Places, day: date) -> str:
    """Why a place with a figure is a circle and no area on the day: "then part of the Soviet Union"; empty where it has one."""
    if place in drawing.areas:
        return ""
    row, own = drawing.behind.get(place), places.by_id[place]
    if row is not None:
        holder = next((name for shape, name in drawing.fills if shape in (row.shape, place)), row.place)
        of = places.by_id[holder].spoken
        return f"part of {of} from this viewpoint" if row.viewpoint else f"then part of {of}"
    if own.valid_to is not None and own.valid_to < day:
        return f"ended on {say_day(own.valid_to)}"
    return (
        f"no borders before {say_day(own.valid_from)}" if own.valid_from and own.valid_from > day else "its borders are not drawn"
    )


def disputes_touched(
    borders: Borders, shapes: tuple[str, ...], view: View, day: date, rows: pd.DataFrame, places: Places
) -> tuple[Dispute, ...]:
    """Disputed shapes that have a figure of their own, or that another viewpoint would fill otherwise.

    Args:
        borders: the tables.
        shapes: ids of all shapes.
        view: whose viewpoint is shown.
        day: the day shown.
        rows: what is known, one row a place: ``host``, ``code`` and ``value``.
        places: for names.
    """
    known = {str(row["host"]): (int(row["code"]), str(row["value"])) for row in rows.to_dict("records")}
    names = borders.names()
    drawn = {viewpoint: dict(borders.drawing(shapes, day, viewpoint).fills) for viewpoint in VIEWPOINTS}
    found = []
    for shape in borders.claims_on(day):
        now = drawn[view.viewpoint].get(shape, _under(shape))
        own = known.get(shape, (0, ""))
        fills: dict[str, list[str]] = {}
        for viewpoint, fill in drawn.items():
            fills.setdefault(fill.get(shape, _under(shape)), []).append(viewpoint)
        code = known.get(now, (0, ""))[0]
        others = {place: said for place, said in fills.items() if place != now and known.get(place, (0, ""))[0] != code}
        if (others or own[0]) and _is_there(shape, drawn):
            name = names.get(shape) or places.by_id[shape].name
            found.append(Dispute(shape, name, now, own[1] if own[0] else "", tuple((k, tuple(v)) for k, v in others.items())))
    return tuple(found)


def _under(shape: str) -> str:
    """The place whose area contains a disputed part when that part is not drawn on its own."""
    return shape.partition("@")[0]


def _is_there(shape: str, drawn: dict[str, dict[str, str]]) -> bool:
    """False where a union hides the shape from every viewpoint, as the Soviet Union does Crimea."""
    return "@" in shape or any(shape in fills for fills in drawn.values())


def say_dispute(dispute: Dispute, places: Places) -> str:
    """One dispute in a line: "Crimea, drawn apart; as Ukraine: ISO 3166, the United States"."""
    now = "drawn apart" if dispute.now == dispute.shape else f"as {places.by_id[dispute.now].name}"
    others = [f"{_as(place, dispute, places)}: {speakers(said)}" for place, said in dispute.others]
    own = f"figures filed under it: {dispute.own}" if dispute.own else ""
    return "; ".join(part for part in (f"{dispute.name}, {now}", *others, own) if part)


def _as(place: str, dispute: Dispute, places: Places) -> str:
    return "drawn apart" if place == dispute.shape else f"as {places.by_id[place].name}"


def speakers(viewpoints: Sequence[str]) -> str:
    """Names of viewpoints in a list; the default viewpoint is described, since it has no name."""
    return ", ".join("de facto" if viewpoint == DE_FACTO else SPEAKERS[viewpoint] for viewpoint in viewpoints)
