"""What a question in words names: "US troops in Germany 1985" is a measure, a sender, a host and a year."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache

from dashboard.domain.regions import REGIONS
from dashboard.domain.view import read_day
from dashboard.ledger.asked_words import (
    APART,
    BEFORE_CREDITOR,
    BEFORE_HOST,
    BEFORE_SENDER,
    JOINERS,
    MEASURES,
    MONTHS,
    OF_A_SENDER,
    OWED,
    SENDERS,
    SMALL,
    THEIRS,
    fold,
)
from dashboard.ledger.store import Ledger

WORD = re.compile(r"[^\s,;:?!()\"“”→>]+")
DAY = re.compile(r"(?:19[4-9]|20\d)\d(?:-\d{2}){0,2}")
LONGEST_PHRASE, MOST_WORDS = 5, 16
# Shorter words are too near to one another to be mended. So many of the words most like one are looked at.
SHORTEST_MENDED, LIKENESS, MOST_LIKE = 5, 0.8, 4
# From so many letters on two slips are mended, else one.
LONG = 9
CARRIERS = SMALL | BEFORE_HOST | BEFORE_SENDER


@dataclass(slots=True)
class SearchQuery:
    """What was understood. A place is one tuple of the ids that it may mean; ``left`` are the words that name nothing here.

    Places that are asked for together, "Germany and Japan", are one id with a comma: "DEU,JPN".

    Attributes:
        measures: in the order in which the words mean them.
        senders, hosts: places whose side the words tell.
        places: places whose side they leave open, in their order.
        day: a year, month or day as a View reads it.
        named: where the last place was put, as long as only small words follow it; ``joined``: one of them is an "and".
    """

    measures: tuple[str, ...] = ()
    senders: list[tuple[str, ...]] = field(default_factory=list)
    hosts: list[tuple[str, ...]] = field(default_factory=list)
    places: list[tuple[str, ...]] = field(default_factory=list)
    region: str = ""
    day: str = ""
    left: list[str] = field(default_factory=list)
    named: list[tuple[str, ...]] | None = field(default=None, compare=False)
    joined: bool = field(default=False, compare=False)

    def all_placed(self) -> str:
        """Every place so far, to see whether one came."""
        return f"{self.senders}{self.hosts}{self.places}"

    def sides(self) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Senders and hosts as the words most likely mean them, the likeliest first; () is any."""
        sender, host = (next(iter(named), ()) for named in (self.senders, self.hosts))
        free = iter(self.places)
        if not sender and not host and len(self.places) < 2 and not set(self.measures[:1]) & OF_A_SENDER:
            host = next(free, ())
        sender = sender or next(free, ())
        host = host or next(free, ())
        if not host and set(self.measures[:1]) & OWED:
            # "Chinese debt owed by Zambia": both have a word that is a sender's elsewhere.
            host = next(iter(self.senders[1:]), ())
        yield sender, host
        # "Zambian debt to China" is China's in Zambia. Loans are given in the direction that the words tell.
        if self.places or not (sender and host) or set(self.measures[:1]) & OWED:
            yield host, sender


def read_search_query(ledger: Ledger, text: str) -> SearchQuery:
    """What ``text`` names. The longest phrase that means something counts; a word that means nothing is mended where one is near."""
    words, asked, side = _words_of(text), SearchQuery(), ""
    joiners = frozenset() if APART & set(map(fold, words)) else JOINERS
    while words:
        word, placed = fold(words[0]), asked.all_placed()
        size = _longest(ledger, asked, words, side)
        if not size and word not in CARRIERS:
            size = _mend(ledger, asked, words, side)
            if not size:
                asked.left.append(words[0])
        if word in CARRIERS and not size:
            asked.joined |= word in joiners
        else:
            asked.named, asked.joined = asked.named if asked.all_placed() != placed else None, False
        side = _side_after(asked, word, side, ended=bool(size))
        words = words[max(size, 1) :]
    return asked


def _words_of(text: str) -> list[str]:
    """The words; where some are joined, a comma joins too: "Mali, Niger and Chad"."""
    if JOINERS & set(text.casefold().split()):
        text = text.replace(",", " and ")
    return WORD.findall(text)[:MOST_WORDS]


def _side_after(asked: SearchQuery, word: str, side: str, *, ended: bool) -> str:
    """Whose side the next place is on: a preposition tells it, an article keeps what was told, any other word ends it."""
    if word in BEFORE_CREDITOR and set(asked.measures[:1]) & OWED:
        return "creditor"
    if ended:
        return ""
    if word in BEFORE_HOST:
        return "host"
    if word in BEFORE_SENDER:
        return "sender"
    return side if word in SMALL else ""


def _longest(ledger: Ledger, asked: SearchQuery, words: list[str], side: str) -> int:
    """How many of the first words are the longest phrase that means something; 0 for none."""
    # "Germany and" is no name: what joins belongs to what comes next.
    sizes = (size for size in range(min(LONGEST_PHRASE, len(words)), 0, -1) if fold(words[size - 1]) not in CARRIERS)
    return next((size for size in sizes if _take(ledger, asked, " ".join(words[:size]), side)), 0)


def _take(ledger: Ledger, asked: SearchQuery, phrase: str, side: str) -> bool:
    """True where the phrase means something; that is then in ``asked``."""
    plain = fold(phrase)
    if not plain or plain in CARRIERS:
        return False
    readers: tuple[Callable[[Ledger, SearchQuery, str, str], bool], ...] = (_day, _measure, _adjective, _region, _place)
    return any(reader(ledger, asked, phrase if reader is _place else plain, side) for reader in readers)


def _day(_ledger: Ledger, asked: SearchQuery, plain: str, _side: str) -> bool:
    month, _, year = plain.partition(" ")
    if month in MONTHS and DAY.fullmatch(year) and len(year) == 4:
        asked.day = f"{year}-{MONTHS[month]:02}"
    elif DAY.fullmatch(plain) and read_day(plain):
        asked.day = asked.day or plain
    else:
        return False
    return True


def _measure(_ledger: Ledger, asked: SearchQuery, plain: str, _side: str) -> bool:
    measures = MEASURES.get(plain)
    if measures is None:
        return False
    # "Military" in "military bases of the Russian army" says less than the first word that names one.
    asked.measures = asked.measures or measures
    if plain in SENDERS:
        asked.senders.append((SENDERS[plain],))
    return True


def _adjective(ledger: Ledger, asked: SearchQuery, plain: str, side: str) -> bool:
    known = _adjectives(ledger)
    ids = known.get(plain) or known.get(plain.removesuffix("s"))
    if ids:
        _put(ledger, asked, ids, side or "sender")
    return bool(ids)


def _region(_ledger: Ledger, asked: SearchQuery, plain: str, _side: str) -> bool:
    region = next((key for key, region in REGIONS.items() if plain in (key.replace("-", " "), fold(region.title))), "")
    asked.region = asked.region or region
    return bool(region)


def _place(ledger: Ledger, asked: SearchQuery, phrase: str, side: str) -> bool:
    if any(DAY.fullmatch(word) for word in phrase.split()):
        return False
    group = ledger.memberships.called(phrase)
    ids = (group,) if group else _meant(ledger, phrase)
    if ids:
        _put(ledger, asked, ids, side)
    return bool(ids)


def _put(ledger: Ledger, asked: SearchQuery, ids: tuple[str, ...], side: str) -> None:
    """The place on its side, or beside the one before it where an "and" joins them and neither is open to doubt."""
    at = {"host": asked.hosts, "sender": asked.senders, "creditor": asked.senders}.get(side, asked.places)
    if asked.joined and asked.named and (at is asked.named or at is asked.places):
        first, second = _sure(ledger, asked.named[-1]), _sure(ledger, ids)
        if first and second:
            asked.named[-1] = (f"{first},{second}",)
            return
    # "Zambian debt to China": the word for what is Zambia's is a sender's elsewhere.
    at.insert(0 if side == "creditor" else len(at), ids)
    asked.named = at


def _sure(ledger: Ledger, ids: tuple[str, ...]) -> str:
    """The one place that is meant, a state of today before those that are gone; empty where it may be several."""
    known = ledger.places.by_id
    standing = [one for one in ids if one not in known or known[one].kind != "former"] or ids
    return standing[0] if len(standing) == 1 else ""


def _meant(ledger: Ledger, phrase: str) -> tuple[str, ...]:
    code = phrase.upper()
    if phrase == code and code in ledger.places.by_id:
        return (code,)
    owned = phrase.removesuffix("'s").removesuffix("’s")
    return tuple(place for place in ledger.places.resolve(owned).candidates if place in ledger.places.by_id)


@lru_cache(maxsize=2)
def _adjectives(ledger: Ledger) -> Mapping[str, tuple[str, ...]]:
    """Places by the word for what is theirs; today's states alone where there are some."""
    known: dict[str, list[str]] = {}
    for place in sorted(ledger.places.by_id.values(), key=lambda one: (one.kind != "state", one.id)):
        if place.adjective:
            known.setdefault(fold(place.adjective), []).append(place.id)
    return {word: tuple(ids[:1]) for word, ids in known.items()} | {word: (place,) for word, place in THEIRS.items()}


@lru_cache(maxsize=2)
def _vocabulary(ledger: Ledger) -> tuple[str, ...]:
    names = (word for place in ledger.places.by_id.values() for word in fold(place.name).split())
    known = {*MEASURES, *_adjectives(ledger), *names}
    return tuple(sorted(word for word in known if " " not in word and len(word) >= SHORTEST_MENDED - 1))


def _mend(ledger: Ledger, asked: SearchQuery, words: list[str], side: str) -> int:
    """How many of the first words mean something once the first is mended. Where it may be several places, all of them are meant."""
    near = _mended(ledger, fold(words[0]))
    meant = [_meant(ledger, one) for one in near]
    if len(near) > 1 and all(meant):
        _put(ledger, asked, tuple(dict.fromkeys(place for ids in meant for place in ids)), side)
        return 1
    sizes = (_longest(ledger, asked, [one, *words[1:]], side) for one in near)
    return next((size for size in sizes if size), 0)


def _mended(ledger: Ledger, word: str) -> tuple[str, ...]:
    """The known words that ``word`` is with the fewest slips; none where there are too many slips, or for a short word."""
    if len(word) < SHORTEST_MENDED or not word.isalpha():
        return ()
    most = 2 if len(word) >= LONG else 1
    like = [one for one in get_close_matches(word, _vocabulary(ledger), n=MOST_LIKE, cutoff=LIKENESS) if one[0] == word[0]]
    slips = {one: found for one in like if (found := _slips(one, word)) <= most}
    return tuple(one for one, found in slips.items() if found == min(slips.values()))


def _slips(one: str, other: str) -> int:
    """How many letters are left out, put in, exchanged for another or for their neighbour."""
    before, last = list[int](), list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, found in enumerate(other, 1):
            swapped = row > 1 and column > 1 and (letter, one[row - 2]) == (other[column - 2], found)
            line.append(min(
                last[column] + 1, line[-1] + 1, last[column - 1] + (letter != found), *([before[column - 2] + 1] if swapped else []),
            ))  # fmt: skip
        before, last = last, line
    return last[-1]
