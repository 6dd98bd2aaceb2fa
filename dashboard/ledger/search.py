"""Search over places, pairs, groups, measures, definitions, sources and actors."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote

from dashboard.domain.spellings import normalise_name
from dashboard.ledger.answering import answer_question, claims_with, measure_found
from dashboard.ledger.found import Found
from dashboard.ledger.search_query import read_search_query
from dashboard.ledger.store import Ledger

LONGEST = 100
# Words that stand between two places: "Russia in Venezuela", "RUS -> VEN", "China and Sri Lanka".
BETWEEN = re.compile(r"\s+(?:in|to|and|vs\.?)\s+|\s*(?:->|→|/)\s*", re.IGNORECASE)
# What a reader most often means comes first among equally good matches.
KINDS = ("Place", "Group", "Measure", "Source", "Definition", "Actor")


def search(ledger: Ledger, text: str, limit: int = 20) -> tuple[Found, ...]:
    """The best matches, best first; none for an empty text. Never raises.

    A match is the title, begins it, begins a word of it with each of its own, or lies within it, in this order. Places are also
    found by every other name and code that resolves to them; a name that may mean several gives each of them. Two places, however
    they are parted, give what is known between them, the first as the sender before the first as the host. A question such as
    "US troops in Germany 1985" gives its maps; what nothing else answers is looked for in the words of the claims.
    """
    asked = normalise_name(text[:LONGEST])
    if not asked:
        return ()
    scored = [(_score(words, asked), KINDS.index(found.kind), len(words), found) for words, found in _entries(ledger)]
    best = sorted((row for row in scored if row[0] >= 0), key=lambda row: (*row[:3], row[3].title))
    text = text[:LONGEST]
    named = [*_by_other_names(ledger, text), *_pairs(ledger, text), *_called_groups(ledger, text)]
    answers = answer_question(ledger, text)
    # "Germany and Japan" are two pages besides what each has in the other.
    apart = _mended_places(ledger, text) if answers and answers[0].kind == "Pair" else ()
    found = tuple(dict.fromkeys([*named, *answers, *apart, *(row[3] for row in best)]))[:limit]
    return found or tuple(_mended_places(ledger, text)) or claims_with(ledger, text)


def _score(words: str, asked: str) -> int:
    if words == asked:
        return 0
    if words.startswith(asked):
        return 1
    # The words of a title stand in the order of letters here, so that each word that is asked for is looked for by itself.
    known = words.split()
    if all(any(word.startswith(part) for word in known) for part in asked.split()):
        return 2
    # "cote divoire" is "cote d ivoire" but for its spaces.
    return 3 if asked.replace(" ", "") in words.replace(" ", "") and len(asked) > 2 else -1


def _by_other_names(ledger: Ledger, text: str) -> list[Found]:
    code = text.strip().upper()
    places = [code] if code in ledger.places.by_id else ledger.places.resolve(text).candidates
    return [_place(ledger, place) for place in places if place in ledger.places.by_id]


def _pairs(ledger: Ledger, text: str) -> list[Found]:
    """Both directions of the two places that a text names, and each of them; none where either could be something else."""
    words = text.split()
    halves = [
        tuple(BETWEEN.split(text.strip(), maxsplit=1)),
        *((" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))),
    ]
    for half in halves:
        ends = [_only_place(ledger, end) for end in half]
        if len(ends) == 2 and all(ends) and ends[0] != ends[1]:
            return [_pair(ledger, *ends), _pair(ledger, *reversed(ends)), *(_place(ledger, end) for end in ends)]
    return []


def _only_place(ledger: Ledger, text: str) -> str:
    """The one place that a text names; empty for none or several."""
    code = text.strip().upper()
    meant = (code,) if code in ledger.places.by_id else ledger.places.resolve(text).candidates
    return meant[0] if len(meant) == 1 and meant[0] in ledger.places.by_id else ""


def _pair(ledger: Ledger, sender: str, host: str) -> Found:
    names = [ledger.places.by_id[place].name for place in (sender, host)]
    return Found("Pair", f"{names[0]} in {names[1]}", "", f"/pair/{quote(sender)}/{quote(host)}")


def _mended_places(ledger: Ledger, text: str) -> list[Found]:
    """The places that the words name once they are mended: "venzuela"."""
    asked = read_search_query(ledger, text)
    if asked.left:
        return []
    return [_place(ledger, one) for ids in asked.places for one in ",".join(ids).split(",") if one in ledger.places.by_id]


def _called_groups(ledger: Ledger, text: str) -> list[Found]:
    """Both readings of the group that is called so: "EU" is one before it begins "Europe"."""
    group = ledger.memberships.called(text)
    return [one for one in _groups(ledger) if group and one.address in _group_addresses(group)]


def _group_addresses(group: str) -> tuple[str, str]:
    return f"/?sender={quote(group)}&v=1", f"/?sender=all&host={quote(group)}&v=1"


def _groups(ledger: Ledger) -> list[Found]:
    """Each group as senders and as hosts, found by its title and its id."""
    titles = ledger.memberships.titles()
    return [
        Found("Group", f"{title}: {told}", "" if group == title else group, address)
        for group, title in titles.items()
        for told, address in zip(("its members abroad", "who is in its members"), _group_addresses(group), strict=True)
    ]


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
        *_groups(ledger),
        *(measure_found(m) for m in measures),
        *(Found("Source", s.title, s.publisher, f"/sources#{quote(s.id)}") for s in catalogue.sources.values()),
        *(
            Found("Definition", d.title, m.title, f"/definitions#{quote(m.id)}.{quote(d.id)}")
            for m in measures
            for d in m.definitions
        ),
        *(Found("Actor", str(a), "", f"/claims?text={quote(str(a))}") for a in ledger.claims["actor"].cat.categories),
    ]
    return tuple((normalise_name(f"{one.title} {one.detail}{_id_of(one)}".strip()), one) for one in found)


def _id_of(found: Found) -> str:
    """The id of a source: readers know "dmdc" from links and files."""
    return f" {found.address.partition('#')[2]}" if found.kind == "Source" else ""
