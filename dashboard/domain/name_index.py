"""The index of names: every spelling that stands for a place, found as written, by its words, or read with care.

A name is looked up in three steps, and the first that knows it answers: as it is written; by its words in any order; and, for
spellings that carry more than a name (a footnote, years, a second name) or were damaged on the way (bytes read under another
encoding, letters lost), as the one name they can be. No step measures likeness; `suggest` alone does, for messages.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from types import MappingProxyType

from dashboard.domain.spellings import (
    WORD,
    as_written,
    clauses,
    lost_characters,
    normalise_name,
    pieces,
    read_as_utf8,
    read_in_other_encoding,
    spelled,
    spelling_variants,
    squeezed,
    with_lost_letters,
    without_accents,
    without_form_of_state,
)

SUGGESTIONS = 5
UNITED_STATES = as_written("United States")
# "United States of Brazil" is one name; "US Brazil" is two, and none of them alone is meant.
JOINED = re.compile(r"(?<![^\W_])(?:of|des?|d[aeou]s?|del|von)(?![^\W_])", re.IGNORECASE)
# Below this share of common letters difflib's likeness brings names that have nothing to do with each other.
LIKENESS = 0.75
# Names of so few letters are abbreviations of something else when their accents are left out.
SHORT = 3


@dataclass(frozen=True, slots=True)
class NameUse:
    """One meaning of one spelling: ``name`` stands for place ``id`` from ``first`` to ``last``, inclusive."""

    name: str
    id: str
    first: date | None = None
    last: date | None = None

    def covers(self, day: date) -> bool:
        """True when the name has this meaning on ``day``."""
        return (self.first or date.min) <= day <= (self.last or date.max)


Uses = tuple[NameUse, ...]
Forms = Mapping[str, Uses]


@dataclass(frozen=True)
class NameIndex:
    """All meanings of all spellings. Build with `of`.

    Attributes:
        written: meanings by the form of `as_written`.
        words: meanings by the form of `normalise_name`, variants included; not for names made of two places' names
            ("China (Taiwan)", "Ethiopia and Eritrea"), whose order and punctuation are part of what they say.
    """

    written: Forms
    words: Forms

    @classmethod
    def of(cls, own: Iterable[NameUse], listed: Iterable[NameUse]) -> NameIndex:
        """Index the places' ``own`` names and the ``listed`` ones; of a spelling that is listed only the listed meanings count."""
        written = _by_form(listed)
        written = {form: uses for form, uses in _by_form(own).items() if form not in written} | written
        words: dict[str, Uses] = {}
        plain: list[Uses] = []
        # Names without breaks first: what the others are made of must be known by then.
        for uses in sorted(written.values(), key=_breaks):
            if not (_names_two(uses[0].name, words) or _says_united_states(uses, written)):
                _add(words, normalise_name(uses[0].name), uses)
                plain.append(uses)
        return cls(MappingProxyType(written), MappingProxyType(_variants(plain, words) | words))

    def lists(self, name: str) -> bool:
        """True when ``name`` is listed as it is written, with all that stands around it."""
        return as_written(name) in self.written

    def uses(self, name: str) -> Uses:
        """Every meaning of ``name`` as written or by its words; none when it is unknown."""
        form = normalise_name(name)
        found = self.written.get(as_written(name)) or self.words.get(form) or self._without_form_of_state(form)
        if found and _is_bare_pair(name) and _says_united_states(found, self.written):
            return ()
        kept = (use for use in found if not (_lacks_accents(name, use.name) or _other_letter(name, use.name)))
        return tuple(use for use in kept if not _and_for_east(name, use.name))

    def readings(self, name: str) -> Uses:
        """Meanings of ``name`` with its blanks or letters repaired or found again; none when that decides nothing.

        Letters are found again only where they were lost, and only if all names that fit mean the same.
        """
        return (
            self._run_together(name)
            or self._with_and(name)
            or next((uses for text in read_as_utf8(name) if (uses := self.uses(text))), ())
            or next((uses for text in read_in_other_encoding(name) if (uses := self._as_spelled(text))), ())
            or self._found_again(name)
        )

    def suggest(self, name: str) -> tuple[str, ...]:
        """Up to five known spellings most like ``name``, the most like first; for messages, never to decide."""
        known = {spelled(uses[0].name): uses[0].name for uses in self.written.values()}
        close = difflib.get_close_matches(spelled(name), known, n=SUGGESTIONS, cutoff=LIKENESS)
        return tuple(known[key] for key in close)

    def _without_form_of_state(self, form: str) -> Uses:
        # Of divided states the form says which one: "People's Republic" and "Republic" are not the same Korea.
        uses = self.words.get(without_form_of_state(form), ())
        return uses if len({use.id for use in uses}) == 1 else ()

    def _as_spelled(self, name: str) -> Uses:
        uses = self.written.get(as_written(name), ())
        return uses if any(spelled(use.name) == spelled(name) for use in uses) else ()

    @cached_property
    def _squeezed(self) -> Forms:
        """Meanings by their letters alone; a form that stands for two meanings is none."""
        forms: dict[str, set[Uses]] = {}
        for form, uses in self.written.items():
            meant = tuple(dict.fromkeys(replace(use, name="") for use in uses))
            for name in {form, *(use.name.removeprefix("the ") for use in uses)}:
                if normalise_name(name) in self.words:
                    forms.setdefault(squeezed(name), set()).add(meant)
        return MappingProxyType(
            {form: next(iter(meant)) for form, meant in forms.items() if len(meant) == 1 and len(form) > SHORT}
        )

    def _run_together(self, name: str) -> Uses:
        """Meanings of a ``name`` without blanks, whose blanks or hyphens got lost; two words ("to go") are never read as one."""
        uses = () if len(name.split()) > 1 else self._squeezed.get(squeezed(name), ())
        return tuple(use for use in uses if not _other_letter(name, use.name))

    def _with_and(self, name: str) -> Uses:
        """Meanings of ``name`` with "and" for its slash; "Ethiopia/Eritrea", where both are names, stays two."""
        parts = name.split("/")
        return self.uses(" and ".join(parts)) if len(parts) > 1 and not all(self.uses(part) for part in parts) else ()

    def _found_again(self, name: str) -> Uses:
        pattern = lost_characters(name)
        if pattern is None:
            return ()
        fitting = [uses for uses in self.written.values() if any(pattern.fullmatch(without_accents(use.name)) for use in uses)]
        if not fitting:
            fitting = [uses for text in with_lost_letters(name, self._vocabulary) if (uses := self.uses(text))]
        return fitting[0] if len({frozenset(_meanings(uses)) for uses in fitting}) == 1 else ()

    @cached_property
    def _vocabulary(self) -> tuple[str, ...]:
        """Every word of a name that was written with an accent, without it."""
        names = (use.name for uses in self.written.values() for use in uses if not use.name.isascii())
        words = {word for name in names for word in WORD.findall(name) if not word.isascii()}
        return tuple(sorted({without_accents(word) for word in words}))


def _is_bare_pair(name: str) -> bool:
    """True where nothing joins the words: neither "of" nor a break as of "U.S. Virgin Islands (US)"."""
    return not JOINED.search(name) and "|" not in as_written(name)


def _lacks_accents(name: str, known: str) -> bool:
    # Without its accent the Portuguese name of Iran is the abbreviation of an army; accents of other words, "République d'Ira", say nothing.
    if known.isascii() or len(known) > SHORT:
        return False
    return known.casefold() not in WORD.findall(unicodedata.normalize("NFC", name).casefold())


def _and_for_east(name: str, known: str) -> bool:
    # "E" is "and" in Portuguese and East Germany's letter in lists: "Germany E" is East Germany, and "Germany and" is a text that was cut.
    if "and" not in normalise_name(name).split() or "and" in normalise_name(known).split():
        return False
    return "e" not in WORD.findall(name.casefold())


def _other_letter(name: str, known: str) -> bool:
    # An accent may be left out; the tilde of "Cañada" makes another letter, which nobody writes by mistake.
    return "ñ" in unicodedata.normalize("NFC", name).casefold() and "ñ" not in known.casefold()


def _by_form(uses: Iterable[NameUse]) -> dict[str, Uses]:
    forms: dict[str, Uses] = {}
    for use in uses:
        form = as_written(use.name)
        forms[form] = (*forms.get(form, ()), use)
    return forms


def _add(forms: dict[str, Uses], form: str, uses: Uses) -> None:
    known = forms.get(form, ())
    forms[form] = known + tuple(use for use in uses if (use.id, use.first, use.last) not in _meanings(known))


def _meanings(uses: Uses) -> set[tuple[str, date | None, date | None]]:
    return {(use.id, use.first, use.last) for use in uses}


def _breaks(uses: Uses) -> tuple[int, int]:
    return len(clauses(uses[0].name)), len(pieces(uses[0].name))


def _names_two(name: str, words: Forms) -> bool:
    """True when two parts of ``name`` are names of places that have none in common."""
    if len(pieces(name)) == 1:
        return False
    parts = {normalise_name(part) for part in (*pieces(name), *clauses(name))}
    known = [frozenset(use.id for use in words[part]) for part in sorted(parts) if part in words]
    return any(one.isdisjoint(other) for one in known for other in known)


def _says_united_states(uses: Uses, written: Forms) -> bool:
    """True for the "United States of" another place: in another order, "Brazil-US", it names that place and the United States."""
    words = as_written(uses[0].name).split()
    rest = {use.id for use in written.get(" ".join(words[2:]), ())}
    known = {use.id for use in written.get(UNITED_STATES, ())}
    return " ".join(words[:2]) == UNITED_STATES and rest == {use.id for use in uses} and rest.isdisjoint(known)


def _variants(names: Iterable[Uses], taken: Forms) -> dict[str, Uses]:
    """Meanings of the variants of ``names`` that are no listed name themselves."""
    forms: dict[str, Uses] = {}
    for uses in names:
        for form in dict.fromkeys(form for name in dict.fromkeys(use.name for use in uses) for form in spelling_variants(name)):
            if form not in taken:
                _add(forms, form, uses)
    return forms
