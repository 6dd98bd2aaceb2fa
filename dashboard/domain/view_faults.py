"""Strict validation of a View’s text for programs: lists every error instead of falling back to defaults."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from urllib.parse import parse_qsl

from dashboard.domain.breaks import SCHEMES
from dashboard.domain.normalising import NORMALISERS
from dashboard.domain.places import Places
from dashboard.domain.view import CHOICES, LAYERS, LONGEST_NAME, READ, View, Vocabulary, read_day
from dashboard.domain.view_places import ALL, hint, read_places
from dashboard.errors import Problem

PLACES, DAYS = ("sender", "host"), ("date", "since", "known_at")
VERSION_KEY = "v"
EXPECTED = {
    **dict.fromkeys(PLACES, "places by id, name or group with commas between them, such as USA,RUS or NATO, or all"),
    **dict.fromkeys(DAYS, "a day, month or year from 1900 to 2100, such as 2019-06-30, 2019-06 or 2019"),
    **{name: "one of " + ", ".join(known) for name, known in CHOICES.items()},
    "measure": "the id of a measure",
    "definition": "the id of a definition of the View's measure",
    "source": "the id of a source",
    "per": "one of none, " + ", ".join(NORMALISERS) + " that fits the measure's unit, or prices-YEAR for US dollars",
    "classes": "one of " + ", ".join(SCHEMES) + ", or up to five rising bounds such as 100,1000",
    "layers": "one or both of " + ", ".join(LAYERS),
    **dict.fromkeys(("sender_name", "host_name"), f"a name of at most {LONGEST_NAME} visible letters, without braces"),
}
WORDS: dict[str, Iterable[str]] = {**CHOICES, "per": NORMALISERS, "classes": SCHEMES, "layers": LAYERS}
LISTED_BY = {**dict.fromkeys(PLACES, "places"), "measure": "measures", "definition": "measures", "source": "sources"}
# As much of what was typed as an error repeats.
SHOWN = 40


@dataclass(frozen=True, slots=True)
class _Reader:
    vocabulary: Vocabulary
    places: Places | None
    beside: Collection[str]
    code: str
    given: dict[str, str]

    def faults(self, name: str, text: str) -> list[Problem]:
        if name not in READ:
            return [] if name in self.beside else [self._unknown_key(name, text)]
        if name in PLACES:
            return self._place_faults(name, text)
        notices: list[str] = []
        value = READ[name](text, self.given, self.vocabulary, notices)
        return [] if not text or (value is not None and not notices) else [self._unknown_value(name, text)]

    def _unknown_key(self, name: str, text: str) -> Problem:
        near = _nearest(name, READ)
        if "?" in name:
            return Problem(
                self.code,
                repr(name[:SHOWN]),
                "the query alone",
                cause="a whole address",
                next_step="write what stands after its ?",
            )
        return Problem(
            self.code, repr(name[:SHOWN]), "one of " + ", ".join(READ), cause=_looks_like(near) or "it is no part of a View",
            next_step=f"write {near}={text[:SHOWN]}" if near else "leave it out", where=_part(name, text),
        )  # fmt: skip

    def _unknown_value(self, name: str, text: str) -> Problem:
        near = _nearest(text, self._known(name))
        step = f"list them with: presence {LISTED_BY[name]}" if name in LISTED_BY else f"mend {name}= or leave it out"
        return Problem(
            self.code, repr(text[:SHOWN]), EXPECTED[name], cause=_looks_like(near),
            next_step=f"write {name}={near}" if near else step, where=_part(name, text),
        )  # fmt: skip

    def _place_faults(self, name: str, text: str) -> list[Problem]:
        if text.strip().lower() == ALL:
            return []
        most, day = self.vocabulary.max_entities, read_day(self.given.get("date", ""))
        named = read_places(text, self.vocabulary.places, self.vocabulary.naming, day)
        if len(named.ids) > most:
            found, step = f"{len(named.ids)} places", f"name {most} or fewer; all stands for every {name}"
            return [Problem(self.code, found, f"at most {most}", next_step=step, where=_part(name, text))]
        return [self._unknown_place(name, one, text, day) for one in named.unknown]

    def _unknown_place(self, name: str, one: str, text: str, day: date | None) -> Problem:
        naming = self.vocabulary.naming
        told = bool(naming.groups.called(one)) or len(naming.meanings(one, day)) > 1
        meant = self.places.resolve(one).candidates[:3] if self.places and not told else ()
        found = " or ".join(meant)
        step = hint(one, naming, day) if told else "find the id with: presence places NAME"
        return Problem(
            self.code, repr(one[:SHOWN]), EXPECTED[name], cause=f"a name in place of an id; its id is {found}" if meant else "no such place",
            next_step=f"write {found} in place of {one[:SHOWN]}" if meant else step, where=_part(name, text),
        )  # fmt: skip

    def _known(self, name: str) -> Iterable[str]:
        if name == "measure":
            return self.vocabulary.measures
        if name == "definition":
            return self.vocabulary.measures.get(self.given.get("measure", View().measure), ())
        return self.vocabulary.sources if name == "source" else WORDS.get(name, ())


def view_faults(
    text: str, vocabulary: Vocabulary, places: Places | None = None, *, beside: Collection[str] = (), code: str = "E-VIEW"
) -> list[Problem]:
    """One problem for each part of a query that no View can use, in the order of the text; none where all of it is understood.

    Args:
        text: a query string with or without the leading "?".
        vocabulary: the words and limits.
        places: where given, the id of a place that was called by a name is told.
        beside: names that may stand in the query without being a part of the View.
        code: the code of the problems.
    """
    if len(text) > vocabulary.max_chars:
        found, most = f"{len(text):,} characters", f"at most {vocabulary.max_chars:,}"
        return [Problem(code, found, most, next_step="name fewer places", where=_part("View", text))]
    pairs = parse_qsl(text.lstrip("?"), keep_blank_values=True, errors="replace")
    reader = _Reader(vocabulary, places, (*beside, VERSION_KEY), code, {name: value for name, value in pairs if value})
    return [problem for name, value in pairs for problem in reader.faults(name, value)]


def _nearest(text: str, known: Iterable[str]) -> str:
    return next(iter(get_close_matches(text[:SHOWN].strip().lower(), list(known), n=1, cutoff=0.7)), "")


def _looks_like(near: str) -> str:
    return f"it looks like {near}" if near else ""


def _part(name: str, text: str) -> str:
    return f"{name}={text[:SHOWN]}" + ("…" if len(text) > SHOWN else "")
