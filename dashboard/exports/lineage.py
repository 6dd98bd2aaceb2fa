"""The provenance that every export carries: title, dates, rule, sources, licences and the query that reproduces it."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.domain.catalogue import Source
from dashboard.domain.view import View
from dashboard.exports.options import ExportOptions
from dashboard.exports.seal import seal_of
from dashboard.figures import sentences
from dashboard.figures.group_words import TOLD_OF_A_GROUP
from dashboard.ledger import answers
from dashboard.ledger.readings import divided_by
from dashboard.ledger.store import Ledger

# A list of senders or hosts in words names this many and counts the others.
NAMED_PLACES = 12
NAME = "Presence Atlas"


@dataclass(frozen=True, slots=True)
class Credit:
    """A source as an export names it: id, title, licence, how it asks to be cited, and where it is."""

    id: str
    title: str
    licence: str
    citation: str
    url: str


@dataclass(frozen=True, slots=True)
class Lineage:
    """The origin of an export. The same ledger, View and options always give the same.

    Attributes:
        title: the sentence over the picture.
        subtitle: rule, date of knowledge, counts and borders, as they stand under the title.
        value_date: the day that is shown, as an ISO date.
        known_at: the day of knowledge as an ISO date; empty: all that the generation knows.
        rule: how one figure is made of several claims, in words.
        filters: measure, senders, hosts, definition, denominator, comparison and classes, in words, complete or counted.
        viewpoint: projection and viewpoint of borders, in words.
        sources: everyone who is owed a line, the one behind most figures first.
        query: the View as a query string; empty for the default View.
        link: where the same View is opened with this generation; absolute where the operator has said where the atlas is.
        generation: of the ledger.
        marking: the handling marking; empty: none.
        code: the short code of the View's seal, `dashboard.exports.seal`; empty: not sealed.
        seal: the whole seal, to be checked by a program.
        claims: the figures with their claims, a line each, where the file has no other place for them.
        beside: filters, rule and days in one line for the foot of a picture whose head does not say them.
        program: the version of the program that made the file; empty: not known.
        options: how the file was made where that is not as usual, `ExportOptions.encode`, so that it can be made again.
    """

    title: str
    subtitle: str
    value_date: str
    known_at: str
    rule: str
    filters: str
    viewpoint: str
    sources: tuple[Credit, ...]
    query: str
    link: str
    generation: str
    marking: str = ""
    code: str = ""
    seal: str = ""
    options: str = ""
    program: str = ""
    claims: str = ""
    beside: str = ""

    def flat(self) -> dict[str, str]:
        """Everything as names and plain text, for the metadata of files; nothing that is empty."""
        told = {
            "Title": self.title, "Subtitle": self.subtitle, "Marking": self.marking, "Value date": self.value_date,
            "Known at": self.known_at or f"all that ledger {self.generation} knows", "Rule": self.rule, "Filters": self.filters,
            "Viewpoint": self.viewpoint, "Sources": self.credit_lines(), "View": self.query or "default view", "Link": self.link,
            "Ledger": self.generation, "Code": self.code, "Seal": self.seal, "Options": self.options, "Software": software(self.program),
        }  # fmt: skip
        return {name: text for name, text in told.items() if text}

    def traced(self) -> dict[str, str]:
        """The lines of `flat`, followed by the claims where the lineage includes them."""
        return self.flat() | ({"Claims": self.claims} if self.claims else {})

    def credit_lines(self) -> str:
        """One line a source: citation or title, address, licence."""
        return "\n".join(f"{one.citation or one.title} {one.url} Licence: {one.licence}." for one in self.sources)


def software(program: str) -> str:
    """The program with its version, as every file names it; `dashboard.exports.origin.program_in` reads it back."""
    return f"{NAME} {program}".strip()


def lineage_of(ledger: Ledger, view: View, options: ExportOptions) -> Lineage:
    """The lineage of the View's map or table."""
    seal = seal_of(ledger, view)
    return Lineage(
        title=sentences.title(ledger, view), subtitle=sentences.subtitle(ledger, view),
        value_date=answers.view_date(ledger, view).isoformat(), known_at=view.known_at.isoformat() if view.known_at else "",
        rule=sentences.figure_words(ledger, view), filters=filters_in_words(ledger, view), viewpoint=sentences.borders_words(view),
        sources=credits_of(ledger, view), query=view.encode(), link=link_of(view, options, ledger.generation),
        generation=ledger.generation, marking=options.marking, code=seal.code, seal=str(seal),
        options=options.encode(), program=options.program,
    )  # fmt: skip


def credits_of(ledger: Ledger, view: View) -> tuple[Credit, ...]:
    """The sources behind the View's figures and denominators."""
    return tuple(credit_of(one) for one in sentences.sources_behind(ledger, view))


def credit_of(source: Source) -> Credit:
    """A source of the catalogue as an export names it."""
    return Credit(source.id, source.title, source.licence, source.citation, source.url)


def link_of(view: View, options: ExportOptions, generation: str = "") -> str:
    """The address of the View, pinned to a generation where one is given; from the root unless the public address is known."""
    parts = [view.encode(), f"generation={generation}" if generation else ""]
    query = "&".join(part for part in parts if part)
    return f"{options.public_url}/?{query}" if query else f"{options.public_url}/"


def filters_in_words(ledger: Ledger, view: View) -> str:
    """What the View asks for, one part after another, "Measure: Military personnel; senders: Russia; ..."."""
    measure = answers.measure_of(ledger, view)
    parts = {
        "measure": measure.title, "senders": _names(ledger, view.sender, view.sender_name) or "all",
        "hosts picked out": _names(ledger, view.host, view.host_name),
        "definition": measure.definition(view.definition).title if view.definition else "", "divided by": divided_by(ledger, view),
        "reading": _reading(view), "classes": "" if view.classes == "fixed" else view.classes,
    }  # fmt: skip
    told = "; ".join(f"{name}: {words}" for name, words in parts.items() if words)
    return told[:1].upper() + told[1:]


def _reading(view: View) -> str:
    if view.compare == "change":
        return f"change since {view.since.isoformat()}" if view.since else "change in a year"
    return "agreement of the sources" if view.compare == "agreement" else ""


def _names(ledger: Ledger, places: tuple[str, ...], called: str) -> str:
    """The places, more of them where only the reader knows who is behind the name, and that name."""
    names, most = [ledger.places.by_id[place].name for place in places], TOLD_OF_A_GROUP if called else NAMED_PLACES
    more = len(names) - most
    own = f", called “{called}”" if called and len(names) > 1 else ""
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "") + own
