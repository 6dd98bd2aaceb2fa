"""Handling markings: one spelling for the names of the Traffic Light Protocol, their own colours, and never a weaker one."""

from __future__ import annotations

import re
from dataclasses import dataclass

SEPARATOR = " · "
# Colours of the protocol's second edition, on its black ground; the strictest first. Each has a contrast of 5.4 to 1 or more.
PROTOCOL = {
    "TLP:RED": "#FF2B2B", "TLP:AMBER+STRICT": "#FFC000", "TLP:AMBER": "#FFC000", "TLP:GREEN": "#33FF00", "TLP:CLEAR": "#FFFFFF",
}  # fmt: skip
STRICTEST_FIRST = tuple(PROTOCOL)
GROUND = "#000000"
NAMED = re.compile(r"TLP[\s:._-]*(RED|AMBER[\s+_-]*STRICT|AMBER|GREEN|CLEAR|WHITE)", re.IGNORECASE)
# Whatever else an operator writes: white on ink.
OTHER_INK, OTHER_GROUND = "#FFFFFF", "#1D2733"


@dataclass(frozen=True, slots=True)
class MarkingLook:
    """How a marking is shown: its letters and their ground, as six hexadecimal digits behind ``#``."""

    ink: str
    ground: str


def normal_marking(text: str) -> str:
    """The marking with a name of the protocol in its one spelling, "tlp amber" as "TLP:AMBER"; other words as they are.

    TLP:WHITE is the first edition's name of TLP:CLEAR.
    """
    words = " ".join(text.split())
    match = NAMED.fullmatch(words)
    if not match:
        return words
    name = match.group(1).upper()
    plain = "AMBER+STRICT" if name.endswith("STRICT") else "CLEAR" if name == "WHITE" else name
    return f"TLP:{plain}"


def joined_marking(operator: str, reader: str) -> str:
    """Both markings in one line, the operator's first and whole.

    A reader's name of the protocol takes the place of the operator's only where it is stricter, and is left out where it is not.
    """
    parts = [part for text in (operator, reader) for part in map(normal_marking, text.split(SEPARATOR.strip())) if part]
    strictest = next((name for name in STRICTEST_FIRST if name in parts), "")
    others = [part for part in dict.fromkeys(parts) if part not in PROTOCOL]
    return SEPARATOR.join([*([strictest] if strictest else []), *others])


def look_of(marking: str) -> MarkingLook:
    """The colours of a marking: those of the protocol where it names one, else white on ink."""
    parts = [normal_marking(part) for part in marking.split(SEPARATOR.strip())]
    named = next((name for name in STRICTEST_FIRST if name in parts), "")
    return MarkingLook(PROTOCOL[named], GROUND) if named else MarkingLook(OTHER_INK, OTHER_GROUND)
