"""A definition that comes with a table: who or what it counts, in the words of its owner."""

from __future__ import annotations

import re

from dashboard.domain.catalogue import OWN_CAVEAT, Catalogue, OwnDefinition
from dashboard.domain.letters import hiding_texts
from dashboard.errors import PresenceError
from dashboard.intake.cells import plain_words
from dashboard.intake.instructions import Instructions

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_ID, LONGEST_TITLE, LONGEST_TEXT = 60, 120, 1_000
OPTIONS = "--new-definition, --definition-title and --definition-text"


def own_definition(catalogue: Catalogue, said: Instructions) -> OwnDefinition | None:
    """The definition that comes with the table; None where it brings none.

    Raises PresenceError (E-ADD-OWN): without a measure for every row, an id of small letters, a title and a text; with a definition
    of the catalogue beside it; and where a definition of that measure has the id or the title, unless it is this one, added before.
    """
    words = (said.own_definition, said.own_title, said.own_text)
    if not any(words):
        return None
    if "definition" in said.constants or "definition" in said.columns:
        raise _error("a definition of the catalogue and one of the table", f"one of them: --definition, or {OPTIONS}")
    if not all(words):
        raise _error("a part of a definition", f"its id, its title and who is counted: {OPTIONS}")
    if not ID.fullmatch(said.own_definition) or len(said.own_definition) > LONGEST_ID:
        raise _error(repr(said.own_definition[:80]), f"an id of small letters, digits and hyphens, at most {LONGEST_ID}")
    if any(hiding_texts(words)):
        raise _error("a letter that hides others", "a title and a text that show as they are")
    if len(said.own_title) > LONGEST_TITLE or len(said.own_text) > LONGEST_TEXT:
        raise _error("a longer title or text", f"at most {LONGEST_TITLE} and {LONGEST_TEXT:,} letters")
    return _free(catalogue, OwnDefinition(_measure(catalogue, said), *(" ".join(word.split()) for word in words)))


def _measure(catalogue: Catalogue, said: Instructions) -> str:
    name = said.constants.get("measure", "")
    if name not in catalogue.measures:
        raise _error(
            f"the measure {name[:80]!r}" if name else "no measure for every row", "the id of a measure: --measure ID",
            "list them with: presence measures",
        )  # fmt: skip
    return name


def _free(catalogue: Catalogue, own: OwnDefinition) -> OwnDefinition:
    for one in catalogue.measures[own.measure].definitions:
        mine = one.caveat == OWN_CAVEAT and (one.id, one.title, one.text) == (own.id, own.title, own.text)
        taken = {plain_words(one.id), plain_words(one.title)} & {plain_words(own.id), plain_words(own.title)}
        if taken and not mine:
            raise _error(
                f"{own.id} ({own.title})", f"an id and a title that no definition of {own.measure} has",
                f"choose others, or take the one that is there: --definition {one.id}",
            )  # fmt: skip
    return own


def _error(found: str, expected: str, next_step: str = "") -> PresenceError:
    return PresenceError(
        "E-ADD-OWN", found, expected, cause="a definition is told in full, once", next_step=next_step, where=OPTIONS
    )
