"""The Admiralty grades in words: of the source by its record, of the information by what else is known.

The two are kept apart and never multiplied or averaged: a good source may pass on a doubtful report, and a poor one a true one. The
wording is that of the NATO scale (STANAG 2511).
"""

from __future__ import annotations

RELIABILITY = {
    "A": "completely reliable source",
    "B": "usually reliable source",
    "C": "fairly reliable source",
    "D": "source that is not usually reliable",
    "E": "unreliable source",
    "F": "source whose reliability cannot be judged",
}
CREDIBILITY = {
    "1": "information confirmed by other sources",
    "2": "information that is probably true",
    "3": "information that is possibly true",
    "4": "doubtful information",
    "5": "improbable information",
    "6": "information whose truth cannot be judged",
}


def say_grades(grade: str) -> str:
    """Both letters of "C2" in words, each with its own: "C: fairly reliable source; 2: information that is probably true".

    A letter that is not given ("–2", "C–") is told as not graded; text of another form gives an empty string.
    """
    if len(grade) != 2 or grade[0] not in {*RELIABILITY, "–"} or grade[1] not in {*CREDIBILITY, "–"}:
        return ""
    source, information = RELIABILITY.get(grade[0], "source not graded"), CREDIBILITY.get(grade[1], "information not graded")
    return f"{grade[0]}: {source}; {grade[1]}: {information}"
