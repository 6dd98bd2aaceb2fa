"""Data that the browser loads once a page: places, shapes, borders of other dates, viewpoints, groups."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson

from dashboard.domain.borders import DE_FACTO, VIEWPOINTS, Border
from dashboard.domain.places import Place
from dashboard.domain.regions import REGIONS, Region
from dashboard.figures.border_words import SPEAKERS
from dashboard.figures.map import is_small
from dashboard.geography.shapes import Shapes
from dashboard.ledger.store import Ledger

PROJECTION = "equal-area map"


def pack_atlas(ledger: Ledger, shapes: Shapes, special: Shapes) -> bytes:
    """The page's own data as JSON; ``places`` and ``special`` in the order in which the shapes are drawn."""
    places = ledger.places.by_id
    drawn = [_entry(places[i], ledger) for i in shapes.ids]
    others = {place.id: place.name for place in places.values() if place.id not in set(shapes.ids)}
    groups = [[row.group, row.member, row.since.isoformat(), _iso(row.until)] for row in ledger.memberships.rows]
    return orjson.dumps(
        {
            "generation": ledger.generation, "places": drawn, "others": others, "groups": groups, "special": list(special.ids),
            "marks": [_entry(place, ledger) for place in marked_places(ledger)],
            "group_titles": ledger.memberships.titles(), "borders": [_border(row) for row in ledger.borders.rows],
            "viewpoints": [[name, words, SPEAKERS.get(name, "")] for name, words in VIEWPOINTS.items()],
            "regions": [_region(name, part, ledger) for name, part in REGIONS.items()],
            "projection": PROJECTION, "de_facto": DE_FACTO,
        }
    )  # fmt: skip


def marked_places(ledger: Ledger) -> tuple[Place, ...]:
    """Places that may need a circle: small ones, and those that another place's area can take on some day or from some viewpoint."""
    rows = ledger.borders.rows
    taken = {place for row in rows for place in (row.shape, row.place, *row.covers)}
    wanted = [place for place in ledger.places.by_id.values() if place.lon is not None]
    return tuple(place for place in wanted if place.small or place.kind == "former" or place.id in taken)


def _entry(place: Place, ledger: Ledger) -> dict[str, Any]:
    return {
        "id": place.id, "name": place.name, "spoken": place.spoken, "lon": place.lon, "lat": place.lat,
        "small": is_small(place, ledger.places), "since": _iso(place.valid_from), "until": _iso(place.valid_to),
    }  # fmt: skip


def _region(name: str, part: Region, ledger: Ledger) -> list[object]:
    """Box of the picture, and the places that lists keep to."""
    own = [place.id for place in ledger.places.by_id.values() if part.has(place)]
    return [name, part.title, part.west, part.east, part.south, part.north, own, part.spoken]


def _border(row: Border) -> list[object]:
    return [row.shape, row.place, _iso(row.since), _iso(row.until), list(row.covers), row.viewpoint, row.title, row.reason]


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
