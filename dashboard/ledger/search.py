"""One box for everything: places, senders and hosts by any of their names, measures, definitions, sources, actors."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from dashboard.domain.spellings import normalise_name
from dashboard.ledger.store import Ledger

LONGEST = 100
# What a reader most often means comes first among equally good matches.
KINDS = ("Place", "Measure", "Source", "Definition", "Actor")


@dataclass(frozen=True, slots=True)
class Found:
    """One result: what it is, its title, what makes it found where that is another name, and its address in the atlas."""

    kind: str
    title: str
    detail: str
    address: str


def search(ledger: Ledger, text: str, limit: int = 20) -> tuple[Found, ...]:
    """The best matches, best first; none for an empty text. Never raises.

    A match begins the title, begins a word of it, or lies within it, in this order. Places are also found by every other name and
    code that resolves to them; a name that may mean several gives each of them.
    """
    asked = normalise_name(text[:LONGEST])
    if not asked:
        return ()
    scored = [(_score(words, asked), KINDS.index(found.kind), len(words), found) for words, found in _entries(ledger)]
    best = sorted((row for row in scored if row[0] >= 0), key=lambda row: (*row[:3], row[3].title))
    named = _by_other_names(ledger, text[:LONGEST])
    return tuple(dict.fromkeys([*named, *(row[3] for row in best)]))[:limit]


def _score(words: str, asked: str) -> int:
    if words == asked:
        return 0
    if words.startswith(asked):
        return 1
    if f" {asked}" in words:
        return 2
    # "cote divoire" is "cote d ivoire" but for its spaces.
    return 3 if asked.replace(" ", "") in words.replace(" ", "") and len(asked) > 2 else -1


def _by_other_names(ledger: Ledger, text: str) -> list[Found]:
    code = text.strip().upper()
    places = [code] if code in ledger.places.by_id else ledger.places.resolve(text).candidates
    return [_place(ledger, place) for place in places if place in ledger.places.by_id]


def _place(ledger: Ledger, place: str) -> Found:
    known = ledger.places.by_id[place]
    return Found("Place", known.name, "former state" if known.kind == "former" else "", f"/country/{quote(place)}")


@lru_cache(maxsize=2)
def _entries(ledger: Ledger) -> tuple[tuple[str, Found], ...]:
    """Everything that can be found, with the words it is found by."""
    catalogue = ledger.catalogue
    present = set(map(str, ledger.claims["measure"].cat.categories))
    measures = [m for m in catalogue.measures.values() if m.id in present and m.id != "events"]
    found = [
        *(_place(ledger, place) for place in ledger.places.ids),
        *(Found("Measure", m.title, m.unit, f"/?measure={quote(m.id)}&sender=all&v=1") for m in measures),
        *(Found("Source", s.title, s.publisher, f"/sources#{quote(s.id)}") for s in catalogue.sources.values()),
        *(
            Found("Definition", d.title, m.title, f"/definitions#{quote(m.id)}.{quote(d.id)}")
            for m in measures
            for d in m.definitions
        ),
        *(Found("Actor", str(a), "", f"/claims?text={quote(str(a))}") for a in ledger.claims["actor"].cat.categories),
    ]
    return tuple((normalise_name(f"{one.title} {one.detail}".strip()), one) for one in found)
