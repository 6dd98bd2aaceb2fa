"""Places: what may be a sender or a host, when it existed, and what names and codes for it mean.

A name that can mean more than one place is never decided by likelihood. Only a date or a code decides it;
without either, the candidates are handed back for the caller to ask, list or leave out with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Literal, get_args

import pandas as pd

from dashboard.domain.name_index import NameIndex, NameUse, Uses
from dashboard.domain.place_codes import CodeSystem, index_codes, plain_code
from dashboard.domain.spellings import normalise_name, pieces
from dashboard.domain.wrappings import mended, named_codes, named_years, other_names, tidied, without_estimate, without_notes

__all__ = ["ALL_HOSTS", "KINDS", "SEVERAL_HOSTS", "Kind", "NameUse", "Place", "Places", "Resolved", "normalise_name"]

Kind = Literal["state", "territory", "contested", "former", "collective"]
KINDS: tuple[str, ...] = get_args(Kind)

SEVERAL_HOSTS = "X-MULTI"
# A total that its source gives for every host of a sender.
ALL_HOSTS = "X-ALL"
# The records begin in 1945; of what a name meant before, the catalogue says nothing.
FIRST_YEAR = 1946
# Years after this are no years of a place's life; a span of them is not walked through.
LAST_YEAR = 2100
# The longest official names have some eighty letters; nothing that is much longer is read as a name.
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Place:
    """One place that may send or host, present or past, drawn on the map or not.

    Attributes:
        id: ISO 3166-1 alpha-3 where there is one, XKX for Kosovo, withdrawn ISO codes for former states,
            ``X-...`` and ``ESH-W`` for places and groups that have no code. Stable.
        name: as used in a sentence, without article.
        article: ``the`` or empty.
        adjective: English adjective for titles ("Russian"); empty where none is natural.
        kind: state, territory, contested, former or collective.
        iso2: ISO 3166-1 alpha-2; empty where there is none.
        cow: Correlates of War state codes.
        gw: Gleditsch-Ward state codes.
        un_m49: UN M49 area code, three digits; empty where there is none.
        valid_from: first day, inclusive; None: it existed when the records begin (1945).
        valid_to: last day, inclusive; None: it exists.
        successors: for a former state the places that now hold its territory; for a collective the places it
            covers as far as its name lists them; else empty.
        owner_de_facto: place that administers a contested or leased place; empty where none or several do.
        owner_note: who claims it, in words.
        lon: longitude of a marker on the largest part, degrees east; None for a collective.
        lat: latitude of the marker, degrees north; None for a collective.
        km2: land area of the drawn shape in square kilometres; None where nothing is drawn.
        small: True when too small to see on a world map, so that it needs a marker or a tile.
        region: UN region; empty for a collective across regions.
        note: what a reader must know.
    """

    id: str
    name: str
    article: str
    adjective: str
    kind: Kind
    iso2: str
    cow: tuple[int, ...]
    gw: tuple[int, ...]
    un_m49: str
    valid_from: date | None
    valid_to: date | None
    successors: tuple[str, ...]
    owner_de_facto: str
    owner_note: str
    lon: float | None
    lat: float | None
    km2: float | None
    small: bool
    region: str
    note: str

    @property
    def spoken(self) -> str:
        """The name with its article: "the United States"."""
        return f"{self.article} {self.name}".strip()

    @property
    def drawn(self) -> bool:
        """True when the shipped boundaries have a shape for it."""
        return self.km2 is not None

    def exists_on(self, day: date) -> bool:
        """True on every day from ``valid_from`` to ``valid_to``, both inclusive."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a name or code means: one place, several candidates, or nothing known.

    Attributes:
        id: the place, or None when the name is unknown or ambiguous.
        candidates: every place it may mean; one when decided, none when unknown.
    """

    id: str | None
    candidates: tuple[str, ...]

    @property
    def ambiguous(self) -> bool:
        """True when the name is known and neither date nor code decided between its meanings."""
        return len(self.candidates) > 1


@dataclass(frozen=True)
class Places:
    """All places, and all names and codes for them. Build with `from_rows`.

    Attributes:
        by_id: every place by its id, in the order of the catalogue.
    """

    by_id: Mapping[str, Place]
    _uses: tuple[NameUse, ...] = field(repr=False)
    _codes: Mapping[tuple[str, str], tuple[str, ...]] = field(repr=False)

    @classmethod
    def from_rows(cls, places: Iterable[Place], names: Iterable[NameUse]) -> Places:
        """Index ``places`` and ``names``.

        A place answers to its own name unless ``names`` lists that spelling: then only the listed meanings
        count, so that "Germany" can be made ambiguous before 1990. Raises ValueError for a repeated id or a name
        of an unknown place.
        """
        rows = list(places)
        by_id = {place.id: place for place in rows}
        if len(by_id) != len(rows):
            raise ValueError("a place id is listed twice")
        uses = list(names)
        unknown = sorted({use.id for use in uses} - set(by_id))
        if unknown:
            raise ValueError(f"names of unknown places: {', '.join(unknown)}")
        return cls(MappingProxyType(by_id), tuple(uses), index_codes(rows))

    @cached_property
    def _names(self) -> NameIndex:
        # All spellings take a second: a slide or a table resolves no name and does not wait for them.
        own = [NameUse(place.name, place.id) for place in self.by_id.values()]
        return NameIndex.of(own, self._uses)

    @property
    def ids(self) -> tuple[str, ...]:
        """Every place id, in the order of the catalogue."""
        return tuple(self.by_id)

    def exists_on(self, place_id: str, day: date) -> bool:
        """True when the place existed on ``day``; False for an id that is not in the catalogue."""
        place = self.by_id.get(place_id)
        return place is not None and place.exists_on(day)

    def resolve(self, name: str, *, at: date | None = None, code_system: CodeSystem | None = None) -> Resolved:
        """What ``name`` means on the day ``at``; a code when ``code_system`` is given.

        Without ``at`` every meaning that the name ever had is a candidate. A date narrows the meanings to those
        in use on that day and, if several are left, to places that existed then. An unknown name gives no
        candidates.
        """
        if code_system is None:
            candidates = self._named(name, at) if len(name) <= LONGEST_NAME else ()
        else:
            candidates = self._decided(self._codes.get((code_system, plain_code(name, code_system)), ()), at)
        return Resolved(candidates[0] if len(candidates) == 1 else None, candidates)

    def suggest(self, name: str) -> tuple[str, ...]:
        """Up to five known spellings most like ``name``, the most like first; for messages, never to decide."""
        return self._names.suggest(name)

    def resolve_series(self, names: pd.Series, at: pd.Series | None = None) -> pd.Series:
        """Place ids for ``names`` (dtype str, same index); missing where unknown or ambiguous.

        ``at``: the day of each name, datetime64, same index; a missing day is no date.
        """
        days = pd.Series(pd.NaT, index=names.index, dtype="datetime64[s]") if at is None else at
        return self._resolve_pairs(names, days, None)

    def from_cow(self, codes: pd.Series, year: pd.Series) -> pd.Series:
        """Place ids for Correlates of War codes in years (dtype str, same index); missing where unknown.

        A code that passed from one state to another in a year goes to the state that existed on 1 July, the
        middle of the year: 345 is YUG in 1991, SCG from 1992, SRB from 2006; 365 is SUN to 1991, RUS from 1992.
        """
        numbers = pd.to_numeric(codes, errors="coerce").astype("Int64").astype("str")
        middle = pd.to_numeric(year, errors="coerce").astype("Int64").astype("str") + "-07-01"
        return self._resolve_pairs(numbers, pd.to_datetime(middle, format="%Y-%m-%d", errors="coerce"), "cow")

    def from_alpha3(self, codes: pd.Series) -> pd.Series:
        """Place ids for three-letter codes, aliases of `domain.place_codes.ALPHA3_ALIASES` included (dtype str, same index).

        Missing where the code is unknown. Ids of this catalogue map to themselves.
        """
        plain = codes.astype("str").str.strip().str.upper()
        known = {code: ids[0] for (system, code), ids in self._codes.items() if system == "iso3"}
        return plain.map(known).astype("str")

    def collective(self, ids: Iterable[str]) -> str:
        """The id under which a figure for exactly these places together is filed.

        One place is itself; several are the collective that covers just them, else, and for none, `SEVERAL_HOSTS`.
        """
        members = frozenset(ids)
        if not members:
            return SEVERAL_HOSTS
        if len(members) == 1:
            return next(iter(members))
        groups = (place for place in self.by_id.values() if place.kind == "collective")
        return next((place.id for place in groups if frozenset(place.successors) == members), SEVERAL_HOSTS)

    def groups(self) -> dict[str, frozenset[str]]:
        """The places that each collective covers, as far as it names them; `ALL_HOSTS` covers every other place."""
        groups = {place.id: frozenset(place.successors) for place in self.by_id.values() if place.kind == "collective"}
        return {**groups, ALL_HOSTS: frozenset(self.by_id) - {ALL_HOSTS}} if ALL_HOSTS in groups else groups

    def _named(self, name: str, at: date | None) -> tuple[str, ...]:
        bare = name if self._names.lists(name) else tidied(name)
        if bare != name and (meant := self._named(bare, at)):
            return meant
        if uses := self._names.uses(name):
            meant = self._meant(uses, at)
            if (bare := without_estimate(name)) and (other := self._named(bare, at)):
                return self._decided((*other, *meant), at)
            # "Germany (DE)": the code reads as an article, and decides all the same.
            return (self._named_with_code(name, at) or meant) if len(meant) > 1 else meant
        if borne_out := self._named_with_code(name, at):
            return borne_out
        if years := named_years(name):
            return self._named_in(*years)
        if both := other_names(name):
            second = self._named(both[1], at)
            if agreed := tuple(place for place in self._named(both[0], at) if place in second):
                return agreed
        if (bare := without_estimate(name) or without_notes(name)) != name:
            return self._named(bare, at)
        return (
            self._meant(self._names.readings(name), at)
            or self._same_throughout(name, at)
            or next((meant for text in mended(name) if (meant := self._named(text, at))), ())
        )

    def _named_with_code(self, name: str, at: date | None) -> tuple[str, ...]:
        """Places that both a name and a code beside it mean ("Germany (DE)"); none where the two do not agree."""
        for bare, code in named_codes(name):
            systems: tuple[CodeSystem, ...] = ("m49", "cow", "gw") if code.isdigit() else ("iso3", "iso2")
            coded = {place for system in systems for place in self._codes.get((system, code), ())}
            if coded and (agreed := tuple(place for place in self._named(bare, at) if place in coded)):
                return agreed
        return ()

    def _same_throughout(self, name: str, at: date | None) -> tuple[str, ...]:
        """The place that each of several pieces means by itself ("Czechia/Czech Republic"); none where they do not agree."""
        parts = pieces(name)
        meant = {self._meant(self._names.uses(part), at) for part in parts} if len(parts) > 1 else set()
        return next(iter(meant)) if len(meant) == 1 and len(next(iter(meant))) == 1 else ()

    def _named_in(self, name: str, first: int | None, last: int | None) -> tuple[str, ...]:
        """Places that ``name`` meant in the years ``first`` to ``last``; none where it is one that did not last through them."""
        days = _days_within(first, last)
        meant = tuple(dict.fromkeys(place for day in days for place in self._named(name, day)))
        return meant if len(meant) > 1 or all(self.exists_on(place, day) for place in meant for day in days) else ()

    def _meant(self, uses: Uses, at: date | None) -> tuple[str, ...]:
        return self._decided([use.id for use in uses if at is None or use.covers(at)], at)

    def _decided(self, ids: Iterable[str], at: date | None) -> tuple[str, ...]:
        """``ids`` without repetition; of several on a day those that existed then, if any did."""
        candidates = tuple(dict.fromkeys(ids))
        if len(candidates) > 1 and at is not None:
            return tuple(place for place in candidates if self.by_id[place].exists_on(at)) or candidates
        return candidates

    def _resolve_pairs(self, names: pd.Series, days: pd.Series, code_system: CodeSystem | None) -> pd.Series:
        pairs = pd.DataFrame({"name": names.astype("str"), "day": days.dt.date}, index=names.index)
        asked = pairs.dropna(subset=["name"]).drop_duplicates()
        answers = {
            (name, day): self.resolve(name, at=None if pd.isna(day) else day, code_system=code_system).id
            for name, day in zip(asked["name"], asked["day"], strict=True)
        }
        found = [answers.get(pair) for pair in zip(pairs["name"], pairs["day"], strict=True)]
        return pd.Series(found, index=names.index, dtype="str", name=names.name)


def _days_within(first: int | None, last: int | None) -> tuple[date, ...]:
    """Days on which a name with the years ``first`` to ``last`` was in use; none for years before the records."""
    if last is not None and not (FIRST_YEAR <= last <= LAST_YEAR and (first or last) <= last):
        return ()
    if first is not None and first > LAST_YEAR:
        return ()
    if first is not None and first == last:
        return (date(first, 7, 1),)
    # Years of a span are as a rule those in which a state began and ended: its name held at the end of the one, the start of the other.
    begun = () if first is None else (date(max(first, FIRST_YEAR), 12, 31),)
    between = () if first is None or last is None else tuple(date(y, 7, 1) for y in range(max(first, FIRST_YEAR) + 1, last))
    return (*begun, *between, date.max if last is None else date(last, 1, 1))
