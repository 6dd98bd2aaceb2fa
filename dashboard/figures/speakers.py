"""Describes who makes a claim: person or office, publication, and a matching verb."""

from __future__ import annotations

import re

from dashboard.domain.catalogue import Source
from dashboard.domain.changes import speaker_family

# In investment data each pair is reported twice, by the investor's country and by the country invested in.
REPORTERS = {"home": "the sender’s own statistics", "host": "the host’s statistics"}
# What follows tells whom a compiler has it from: "Africa Infra Watch (Jacopo Ottaviani), from the publishers named in each claim".
COMPILED = r";|, from "
VERBS = {
    "value": "says", "at-most": "says at most", "at-least": "says at least", "ratio": "compares", "trend": "says",
    "denial": "denies", "withheld": "withholds the figure", "none-found": "found none",
}  # fmt: skip
# The same before the name: "Denied by Rostec press service".
TOLD_BY = {
    "value": "Stated by", "at-most": "Stated as an upper limit by", "at-least": "Stated as a lower limit by", "ratio": "Compared by",
    "trend": "Stated by", "denial": "Denied by", "withheld": "Withheld by", "none-found": "Searched for, and none found, by",
}  # fmt: skip


def say_speaker(said_by: str, source: Source) -> str:
    """Who makes the statement: the person or office, or the publisher of the source where none is named."""
    return REPORTERS.get(said_by, said_by) or re.split(COMPILED, source.publisher, maxsplit=1)[0]


def short_speaker(said_by: str, source: Source) -> str:
    """The same for a narrow line: the publication without the person behind it, or the title of the source.

    A title is cut at its first colon or comma: "The World Factbook: military deployments" is "The World Factbook".
    """
    if said_by:
        return REPORTERS.get(said_by, speaker_family(said_by))
    return source.title.partition(":")[0].partition(",")[0]


def say_grade(reliability: str, credibility: object) -> str:
    """The two Admiralty grades side by side, "C2"; empty when neither is given, "–" for the one that is not."""
    known = credibility is not None and credibility == credibility
    if not reliability and not known:
        return ""
    return f"{reliability or '–'}{int(credibility) if known else '–'}"  # type: ignore[call-overload]
