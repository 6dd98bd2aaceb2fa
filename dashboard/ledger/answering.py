"""Results for a question in words: the maps that answer it, what is known between two places, the claims that hold its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import islice, permutations, product
from urllib.parse import urlencode

import numpy as np

from dashboard.domain.catalogue import Measure
from dashboard.domain.regions import REGIONS
from dashboard.domain.view import read_day
from dashboard.ledger.asked_words import OWED
from dashboard.ledger.browse import Browse, find
from dashboard.ledger.found import Found
from dashboard.ledger.search_query import SearchQuery, read_search_query
from dashboard.ledger.store import Ledger

MOST_MAPS = 4
Ends = tuple[str, str]


def answer_question(ledger: Ledger, text: str) -> tuple[Found, ...]:
    """What answers a question, best first; none where no measure and no two places are named. Maps have at least one claim behind them."""
    asked = read_search_query(ledger, text)
    if not (asked.senders or asked.hosts or asked.places or asked.region):
        return tuple(_measure(ledger, measure) for measure in asked.measures)
    pairs = [(sender, host) for senders, hosts in asked.sides() for sender, host in _ends(ledger, asked, senders, hosts)]
    maps = tuple(islice(_maps(ledger, asked, pairs), MOST_MAPS))
    between = [_between(ledger, *ends) for ends in _sure_pairs(ledger, pairs)]
    absent = [_measure(ledger, one) for one in asked.measures if not maps and not _counts(ledger)[one, "", ""]]
    return (*maps, *between, *absent) if asked.measures or between else ()


def _sure_pairs(ledger: Ledger, pairs: list[Ends]) -> list[Ends]:
    """The pairs of states that are asked for, those with most claims first; of places that are asked for together the first few."""
    if any("," in end for ends in pairs for end in ends):
        return _apart(ledger, *pairs[0])
    places = sorted({ends for ends in pairs if all(end in ledger.places.by_id for end in ends)})
    # "Congo" may be two places: maps of both answer, and no pair is guessed.
    if len({end for ends in places for end in ends}) != 2:
        return []
    return sorted(places, key=lambda ends: -_counts(ledger)["", *ends])


def _apart(ledger: Ledger, sender: str, host: str) -> list[Ends]:
    """The pairs of what is asked for together; of two places alone, what each has in the other."""
    together = (sender or host).split(",")
    pairs = product(sender.split(","), host.split(",")) if sender and host else permutations(together, 2)
    if not (sender and host) and len(together) > 2:
        return []
    known = ledger.places.by_id
    return [ends for ends in dict.fromkeys(pairs) if all(end in known for end in ends) and _counts(ledger)["", *ends]][:MOST_MAPS]


def claims_with(ledger: Ledger, text: str) -> tuple[Found, ...]:
    """The claims that hold every word of ``text``, or those on its places that hold its other words; none where no claim does."""
    asked = read_search_query(ledger, text)
    places = [ids[0] for ids in (*asked.senders, *asked.hosts, *asked.places) if ids[0] in ledger.places.by_id]
    words = " ".join(asked.left) or text
    if len(places) == 1 and asked.left:
        tried = [Browse(text=words, host=places[0]), Browse(text=words, sender=places[0])]
    else:
        tried = [Browse(text=text)]
    counted = ((browse, len(find(ledger, browse))) for browse in tried)
    return tuple(_claims(ledger, browse, count) for browse, count in counted if count)


def _claims(ledger: Ledger, browse: Browse, count: int) -> Found:
    named = ledger.places.by_id.get(browse.host or browse.sender)
    told = f" on {named.spoken}" if named else ""
    told += " abroad" if browse.sender else ""
    given = {"text": browse.text, "host": browse.host, "sender": browse.sender}
    address = "/claims?" + urlencode({name: word for name, word in given.items() if word})
    return Found("Claims", f"“{browse.text}” in claims{told}", _told(count), address)


def _ends(ledger: Ledger, asked: SearchQuery, senders: tuple[str, ...], hosts: tuple[str, ...]) -> Iterator[Ends]:
    day = read_day(asked.day) or datetime.now(UTC).date()
    for sender, host in product(_standing(ledger, senders, day) or ("",), _standing(ledger, hosts, day) or ("",)):
        if sender != host or asked.region:
            yield sender, host


def _standing(ledger: Ledger, places: tuple[str, ...], day: date) -> tuple[str, ...]:
    """The places that exist on the day; all of them where none does."""
    known = ledger.places.by_id
    return tuple(one for one in places if one not in known or known[one].exists_on(day)) or places


def _maps(ledger: Ledger, asked: SearchQuery, pairs: Iterable[Ends]) -> Iterator[Found]:
    for sides, measure in product(_as_asked(pairs), asked.measures):
        counted = {ends: _behind(ledger, measure, *ends, asked.region) for ends in sides}
        yield from (_map(ledger, asked, measure, ends, count) for ends, count in counted.items() if count)


def _as_asked(pairs: Iterable[Ends]) -> list[list[Ends]]:
    """Pairs with the same sides named together, so that every measure of the likeliest reading comes before the next reading."""
    together: dict[tuple[bool, bool, str], list[Ends]] = {}
    for sender, host in pairs:
        together.setdefault((bool(sender), bool(host), sender or host), []).append((sender, host))
    return list(together.values())


def _map(ledger: Ledger, asked: SearchQuery, measure: str, ends: Ends, count: int) -> Found:
    sender, host = ends
    given = {"measure": measure, "sender": sender or "all", "host": host, "date": asked.day, "region": asked.region, "v": "1"}
    words = _between_words(ledger, measure, sender, host, asked.region)
    title = f"{ledger.catalogue.measures[measure].title}{' ' if words.startswith('in ') else ': '}{words}"
    day = f", {asked.day}" if asked.day else ""
    return Found(
        "Map",
        title + day,
        _told(count) + (" at all times" if day else ""),
        "/?" + urlencode({name: word for name, word in given.items() if word}),
    )


def _between_words(ledger: Ledger, measure: str, sender: str, host: str, region: str) -> str:
    known = ledger.places.by_id
    there = _listed([known[one].spoken if one in known else one for one in host.split(",")]) or (
        REGIONS[region].spoken if region else ""
    )
    who, owing = (_listed([known[one].name if one in known else one for one in ends.split(",")]) for ends in (sender, host))
    if measure in OWED:
        return f"{owing or there or 'all hosts'} to {who or 'all creditors'}"
    return f"{who} in {there}" if who and there else f"in {there}" if there else f"{who} abroad"


def _listed(words: list[str]) -> str:
    """Germany, Japan and Italy."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _between(ledger: Ledger, sender: str, host: str) -> Found:
    names = [ledger.places.by_id[place].name for place in (sender, host)]
    return Found("Pair", f"{names[0]} in {names[1]}", "", f"/pair/{sender}/{host}")


def _measure(ledger: Ledger, measure: str) -> Found:
    known = ledger.catalogue.measures[measure]
    if _counts(ledger)[measure, "", ""]:
        return measure_found(known)
    return Found("Measure", known.title, "no data in this ledger", f"/definitions#{measure}")


def measure_found(measure: Measure) -> Found:
    """The map of a measure, of all senders."""
    return Found("Measure", measure.title, measure.unit, "/?" + urlencode({"measure": measure.id, "sender": "all", "v": "1"}))


def _behind(ledger: Ledger, measure: str, sender: str, host: str, region: str) -> int:
    """How many claims are behind a map; of a group those of its members."""
    counts, hosts = _counts(ledger), _members(ledger, host)
    if region and not host:
        hosts = tuple(place.id for place in ledger.places.by_id.values() if REGIONS[region].has(place))
    return sum(counts[measure, one, other] for one, other in product(_members(ledger, sender), hosts))


def _members(ledger: Ledger, place: str) -> tuple[str, ...]:
    if "," in place:
        return tuple(dict.fromkeys(member for one in place.split(",") for member in _members(ledger, one)))
    return (place,) if not place or place in ledger.places.by_id else ledger.memberships.last_members(place)


@lru_cache(maxsize=2)
def _counts(ledger: Ledger) -> Counter[tuple[str, str, str]]:
    """Claims by measure, sender and host; "" stands for any of them."""
    columns = [ledger.claims[name].cat for name in ("measure", "sender", "host")]
    words = [(*map(str, column.categories), "-") for column in columns]
    codes = np.stack([column.codes.to_numpy().astype("int64") % len(known) for column, known in zip(columns, words, strict=True)])
    lengths = [len(known) for known in words]
    keys, sizes = np.unique(np.ravel_multi_index(tuple(codes), lengths), return_counts=True)
    counted: Counter[tuple[str, str, str]] = Counter()
    for *places, size in zip(*np.unravel_index(keys, lengths), sizes, strict=True):
        measure, sender, host = (known[place] for known, place in zip(words, places, strict=True))
        for key in product((measure, ""), (sender, ""), (host, "")):
            counted[key] += int(size)
    return counted


def _told(count: int) -> str:
    return f"{count:,} claim{'s' if count != 1 else ''}"
