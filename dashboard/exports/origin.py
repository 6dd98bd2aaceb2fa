"""Reads and writes the provenance in a file’s metadata: seal, View or story, ledger, marking."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.exports.lineage import NAME, Lineage, software
from dashboard.exports.seal import FORM, Seal, code_of

# Office programs show no more letters of one property.
LONGEST_PROPERTY = 250
DEFAULT_VIEW = "default view"
VERSION = re.compile(r"[0-9A-Za-z.+-]{1,40}")


@dataclass(frozen=True, slots=True)
class Origin:
    """What a file says that it shows.

    Attributes:
        digest: hash of the seal, 64 hexadecimal digits; empty where the file has none.
        query, generation: the View and the ledger.
        options: how it was made, `ExportOptions.encode`.
        story, text: id and text of the story that it tells; empty for a View.
        program: the version of the program that made it; empty where it does not say.
        film: of one picture of a film, the View of the whole film; empty for every other file.
        told_code: the short code as a table tells it, which has no room for a whole seal.
    """

    digest: str
    query: str
    generation: str
    options: str = ""
    story: str = ""
    text: str = ""
    program: str = ""
    told_code: str = ""
    film: str = ""

    @property
    def code(self) -> str:
        """The short code of the seal; empty without one."""
        return code_of(self.digest) if self.digest else self.told_code


def origin_fields(lineage: Lineage, seal: Seal) -> dict[str, str]:
    """Name -> text of the properties of a file; a text that is too long for one goes on in the next, "View 2"."""
    told = {
        "Seal": str(seal), "View": seal.query or DEFAULT_VIEW, "Ledger": seal.generation, "Code": seal.code,
        "Marking": lineage.marking, "Options": lineage.options, "Software": software(lineage.program),
    }  # fmt: skip
    return in_pieces(told)


def in_pieces(told: Mapping[str, str]) -> dict[str, str]:
    """Properties of an office file of what is told by name; nothing that is empty."""
    return {name: text for key, words in told.items() if words for name, text in _pieces(key, words)}


def origin_of(properties: Mapping[str, str]) -> Origin:
    """What the properties of a file say; empty texts where they say nothing or no such thing."""
    seal = _joined(properties, "Seal").removeprefix(f"{FORM}:")
    known = len(seal) == 64 and all(letter in "0123456789abcdef" for letter in seal)
    query = _joined(properties, "View")
    generation, options, story, text = (_joined(properties, name) for name in ("Ledger", "Options", "Story", "Text"))
    program, shown = program_in(properties.get("Software", "")), "" if query == DEFAULT_VIEW else query
    film = _joined(properties, "Film")
    return Origin(seal if known else "", shown, generation, options, story, text, program, film=film)


def program_in(text: str) -> str:
    """The version in what a file calls its software; empty where there is none."""
    version = text.strip().removeprefix(NAME).strip()
    return version if VERSION.fullmatch(version) else ""


def _pieces(name: str, text: str) -> list[tuple[str, str]]:
    cut = [text[place : place + LONGEST_PROPERTY] for place in range(0, len(text), LONGEST_PROPERTY)]
    return [(name if number == 1 else f"{name} {number}", piece) for number, piece in enumerate(cut, 1)]


def _joined(properties: Mapping[str, str], name: str) -> str:
    """The text of a property and of those that go on from it."""
    pieces, number = [properties.get(name, "")], 2
    while f"{name} {number}" in properties and number < 100:
        pieces.append(properties[f"{name} {number}"])
        number += 1
    return "".join(pieces)
