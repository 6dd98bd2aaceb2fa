"""Measures, definitions, sources and actors: the words that every claim is keyed to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from dashboard.domain.prices import Prices

MeasureKind = Literal["stock", "flow"]
Domain = Literal["military", "economic", "denominator"]
Clock = Literal["month", "quarter", "year"]
# What a reader is told whenever a figure under such a definition is drawn.
OWN_CAVEAT = "A definition of the person who added the table."
# The only definition of a measure that a person gave with a table.
OWN_ID = "as-told"
# A level that nobody else counts is carried on for a year.
OWN_TOLERANCE = 366
Additive = Literal["none", "actor", "site"]
Redistribution = Literal["", "allowed", "forbidden"]


def in_sentence(title: str, written: str = "") -> str:
    """A title as it stands inside a sentence: "military personnel", "UN peacekeepers", and "Chinese loans" where that is how it is written.

    Args:
        title: as in a list, with a capital.
        written: the same or other words in a sentence; where both begin alike its first letter decides.
    """
    name = title.split(" ")[0]
    keeps = name[1:].upper() == name[1:] != "" or written.split(" ")[0] == name
    return title if keeps else title[:1].lower() + title[1:]


@dataclass(frozen=True, slots=True)
class Definition:
    """Exactly who or what is in a count.

    Attributes:
        id: key used in claims; unique within its measure.
        title: short name a reader sees.
        text: one or two sentences that say who is in the count and who is not.
        additive: what may be added up within one source: ``actor`` (missions, which do not overlap), ``site``
            (bases, assets) or ``none`` (several claims of one source are alternatives, never parts).
        valid_from: claims that start before this day are kept and shown, but no rule draws on them: the series breaks here.
        valid_to: the same for claims that start after this day, inclusive.
        drawn: False keeps every rule from drawing on it unless the reader names the definition: a planned strength or
            everybody who ever served is no level at a date.
        caveat: what a reader must know whenever a figure under this definition is drawn.
    """

    id: str
    title: str
    text: str
    additive: Additive = "none"
    valid_from: date | None = None
    valid_to: date | None = None
    drawn: bool = True
    caveat: str = ""

    @property
    def spoken(self) -> str:
        """The title inside a sentence."""
        return in_sentence(self.title)


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted.

    Attributes:
        id: key used in claims and Views.
        title: name in lists ("Military personnel").
        phrase: the words of a sentence title, lower case ("troops", "debt owed to").
        unit: "persons", "sites", "USD", "USD constant 2021", ...
        kind: ``stock`` is a level at a date, ``flow`` an amount over a period.
        domain: military, economic or denominator; decides the colour sequence and the half of the panel.
        tolerance_days: how long a stock may be carried forward after its last day; 0 for flows.
        clock: the step of the time line.
        definitions: in the order in which the preferred rule takes them.
        sources: source ids, optionally ``source:said_by``, in the order in which the preferred rule takes them; sources that
            are not named come after, in alphabetical order.
        breaks: upper-exclusive bounds of the map's classes, ascending, fixed over time.
        text: one or two sentences for the reader.
    """

    id: str
    title: str
    phrase: str
    unit: str
    kind: MeasureKind
    domain: Domain
    tolerance_days: int
    clock: Clock
    definitions: tuple[Definition, ...]
    sources: tuple[str, ...]
    breaks: tuple[float, ...]
    text: str

    @property
    def spoken(self) -> str:
        """The title inside a sentence."""
        return in_sentence(self.title, self.phrase)

    def definition(self, definition_id: str) -> Definition:
        """The definition with this id. Raises KeyError when the measure has none."""
        for definition in self.definitions:
            if definition.id == definition_id:
                return definition
        raise KeyError(definition_id)


@dataclass(frozen=True, slots=True)
class OwnDefinition:
    """A definition that a person gave with a table of their own: the key of its measure, then as in `Definition`."""

    measure: str
    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class OwnMeasure:
    """A measure that a person gave with a table of their own: what it counts, in what, and where the map's classes lie.

    Attributes:
        id, title, unit, kind, domain, text: as in `Measure`; ``text`` says exactly who or what is in the count.
        breaks: as in `Measure`, made once from the first table.
    """

    id: str
    title: str
    unit: str
    kind: MeasureKind
    domain: Literal["military", "economic"]
    text: str
    breaks: tuple[float, ...]

    def measure(self) -> Measure:
        """The measure with its one definition."""
        return Measure(
            id=self.id, title=self.title, phrase=in_sentence(self.title), unit=self.unit, kind=self.kind, domain=self.domain,
            tolerance_days=OWN_TOLERANCE if self.kind == "stock" else 0, clock="year",
            definitions=(Definition(OWN_ID, self.title, self.text, caveat=OWN_CAVEAT),), sources=(), breaks=self.breaks, text=self.text,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Carry:
    """How long one source's stocks are carried forward, for claims that start up to ``until`` (inclusive; None: no bound)."""

    days: int
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A publication that was read.

    Attributes:
        licence: the licence as named by the publisher; ``licence_note`` says what it means for re-use.
        redistributable: False when the reader ships without its data.
        redistribution: whether its claims may be in tables that are given out; empty: as ``redistributable`` says. A table that an
            operator added under an open licence is not shipped, and may be given out.
        retrieved: the day or snapshot of the copy that was read.
        coverage: what it covers, in words.
        carry: overrides of the measure's tolerance, by period; empty: the measure's own.
        reliability: default Admiralty grade of the source, empty when not graded.
    """

    id: str
    title: str
    publisher: str
    url: str
    licence: str
    licence_note: str
    redistributable: bool
    citation: str
    retrieved: str
    coverage: str
    carry: tuple[Carry, ...] = ()
    reliability: str = ""
    caveats: tuple[str, ...] = ()
    redistribution: Redistribution = ""

    @property
    def compiled(self) -> bool:
        """Whether this project put it together from statements of many publishers, so that its address is that of none of them."""
        return "compiled by this project" in self.publisher.lower()

    @property
    def may_be_given_out(self) -> bool:
        """Whether its claims may be in a table that is given out; a picture may always show them, with credit."""
        return self.redistribution == "allowed" if self.redistribution else self.redistributable


@dataclass(frozen=True, slots=True)
class Actor:
    """An organisation on the ground. ``part_of`` names the actor that already counts it, empty when none does."""

    id: str
    title: str
    part_of: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What one source says about the completeness of its list under one definition.

    Attributes:
        source_id, measure, definition: which list.
        lists_all: True only where the source lists every sender of each host that it lists at all.
        since, until: days (inclusive) between which that holds; None: no bound.
        holds_days: how many days after its own day a list is still the newest; 0 for its own day alone.
        says: what the source says about its list.
        note: what a reader must know.
    """

    source_id: str
    measure: str
    definition: str
    lists_all: bool
    since: date | None
    until: date | None
    holds_days: int
    says: str
    note: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The whole hand-kept catalogue, checked: every key that one entry names in another exists.

    Attributes:
        headlines: one sentence per event, by claim id; an event without one is told in the words of its claim.
    """

    measures: dict[str, Measure] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    coverage: tuple[Coverage, ...] = ()
    prices: Prices = field(default_factory=Prices)
    headlines: dict[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Catalogue({len(self.measures)} measures, {len(self.sources)} sources)"

    def with_definition(self, own: OwnDefinition) -> Catalogue:
        """The catalogue with one definition more, behind all others of its measure, so that no rule prefers it to them.

        The same where it is there already. Raises KeyError for a measure that is not in the catalogue.
        """
        measure = self.measures[own.measure]
        if any(definition.id == own.id for definition in measure.definitions):
            return self
        longer = replace(measure, definitions=(*measure.definitions, Definition(own.id, own.title, own.text, caveat=OWN_CAVEAT)))
        return replace(self, measures={**self.measures, own.measure: longer})

    def with_measure(self, own: OwnMeasure) -> Catalogue:
        """The catalogue with one measure more, behind all others; the same where its id is there already."""
        return self if own.id in self.measures else replace(self, measures={**self.measures, own.id: own.measure()})

    def part_actors(self) -> frozenset[str]:
        """Actors whose persons another actor of the same source already counts (the branches of the US forces)."""
        return frozenset(actor.id for actor in self.actors.values() if actor.part_of)
