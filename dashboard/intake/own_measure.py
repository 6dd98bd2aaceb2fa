"""A measure that comes with a table: what is counted, in what unit, in the words of its owner."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import get_args

import numpy as np
import pandas as pd

from dashboard.domain.catalogue import OWN_CAVEAT, OWN_ID, Catalogue, MeasureKind, OwnMeasure
from dashboard.domain.letters import hiding_texts
from dashboard.errors import PresenceError
from dashboard.intake.cells import plain_words
from dashboard.intake.instructions import Instructions

ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
UNIT = re.compile(r"[^\W\d_][\w .%/$€£-]*")
LONGEST_ID, LONGEST_TITLE, LONGEST_UNIT, LONGEST_TEXT = 40, 80, 40, 1_000
DOMAINS = ("military", "economic")
OPTIONS = "--new-measure, --measure-title, --measure-unit, --measure-kind, --measure-domain and --measure-text"
# The map draws one class more than there are bounds.
CLASSES = 5
# Smaller figures are noise of a calculation.
SMALLEST = 1e-9
STEPS = (1.0, 2.0, 5.0)


def own_measure(catalogue: Catalogue, said: Instructions) -> OwnMeasure | None:
    """The measure that comes with the table, its classes not yet laid; None where it brings none.

    Raises PresenceError (E-ADD-NEW-MEASURE) where a part is missing or of another form, where another measure is said for every row or
    a definition comes with the table as well, and where a measure of the catalogue has the id or the title, unless it is this one.
    """
    told = {
        "id": said.new_measure, "title": said.measure_title, "unit": said.measure_unit, "kind": said.measure_kind,
        "domain": said.measure_domain, "text": said.measure_text,
    }  # fmt: skip
    words = {name: " ".join(text.split()) for name, text in told.items()}
    if not any(words.values()):
        return None
    _check_words(words)
    if said.constants.get("measure", words["id"]) != words["id"]:
        raise _error(
            f"the measure {said.constants['measure'][:80]!r} beside a new one", "one of them: --measure, or --new-measure"
        )
    if said.own_definition or said.constants.get("definition", OWN_ID) != OWN_ID:
        raise _error("a definition beside a new measure", "the new measure alone: its text is its definition")
    return _free(catalogue, OwnMeasure(**words, breaks=()))  # type: ignore[arg-type]


def with_breaks(own: OwnMeasure, claims: pd.DataFrame, catalogue: Catalogue) -> OwnMeasure:
    """The measure with the bounds of its classes: those it has in ``catalogue``, else made from the figures of its first table."""
    if own.id in catalogue.measures:
        return replace(own, breaks=catalogue.measures[own.id].breaks)
    mine = claims[claims["measure"].astype("str") == own.id]
    return replace(own, breaks=breaks_of(mine["best"].fillna(mine["high"]).fillna(mine["low"])))


def breaks_of(figures: pd.Series) -> tuple[float, ...]:
    """`CLASSES` ascending round bounds (1, 2 or 5 times a power of ten) that part the figures as evenly as round bounds can."""
    sizes = figures[figures >= SMALLEST].to_numpy(dtype="float64")
    wanted = np.quantile(np.log10(sizes if len(sizes) else np.array([1.0, 100.0])), np.arange(1, CLASSES + 1) / (CLASSES + 1))
    places = sorted({_place(10.0**level) for level in wanted.tolist()})
    # Where two bounds are one after rounding, the next ones below make up for it.
    while len(places) < CLASSES:
        places.insert(0, places[0] - 1)
    return tuple(_level(place) for place in places)


def _place(level: float) -> int:
    """Where the largest round bound that is not above ``level`` stands in the row ..., 0.5, 1, 2, 5, 10, ..."""
    exponent = int(np.floor(np.log10(level)))
    lead = level / 10.0**exponent
    return exponent * len(STEPS) + max(sum(lead >= step for step in STEPS) - 1, 0)


def _level(place: int) -> float:
    exponent, step = divmod(place, len(STEPS))
    return float(f"{STEPS[step]:g}e{exponent}")


def _check_words(words: dict[str, str]) -> None:
    if lacking := [name for name, text in words.items() if not text]:
        raise _error(f"a measure without {', '.join(lacking)}", f"all of {OPTIONS}")
    if not ID.fullmatch(words["id"]) or len(words["id"]) > LONGEST_ID:
        raise _error(repr(words["id"][:80]), f"an id of small letters, digits and single underscores, at most {LONGEST_ID}")
    if any(hiding_texts(tuple(words.values()))):
        raise _error("a letter that hides others", "words that show as they are")
    if not UNIT.fullmatch(words["unit"]) or len(words["unit"]) > LONGEST_UNIT:
        raise _error(repr(words["unit"][:80]), f"a unit such as vehicles, persons or USD, at most {LONGEST_UNIT} letters")
    if len(words["title"]) > LONGEST_TITLE or len(words["text"]) > LONGEST_TEXT:
        raise _error("a longer title or text", f"at most {LONGEST_TITLE} and {LONGEST_TEXT:,} letters")
    for name, choices in (("kind", get_args(MeasureKind)), ("domain", DOMAINS)):
        if words[name] not in choices:
            raise _error(f"{name} {words[name][:80]!r}", f"{name}: {' or '.join(choices)}")


def _free(catalogue: Catalogue, own: OwnMeasure) -> OwnMeasure:
    mine = plain_words(own.id.replace("_", " ")), plain_words(own.title)
    for one in catalogue.measures.values():
        taken = {plain_words(one.id.replace("_", " ")), plain_words(one.title), plain_words(one.phrase)} & set(mine)
        if taken and not _is(one.id, own, catalogue):
            raise _error(
                f"{own.id} ({own.title})", "an id and a title that no measure has",
                f"choose others, or take the one that is there: --measure {one.id}",
            )  # fmt: skip
    return own


def _is(name: str, own: OwnMeasure, catalogue: Catalogue) -> bool:
    """Whether the measure of the catalogue is this one, added before."""
    there = catalogue.measures[name]
    added = [(one.id, one.caveat) for one in there.definitions[:1]] == [(OWN_ID, OWN_CAVEAT)]
    return added and replace(own, breaks=there.breaks).measure() == replace(there, definitions=there.definitions[:1])


def _error(found: str, expected: str, next_step: str = "") -> PresenceError:
    return PresenceError(
        "E-ADD-NEW-MEASURE", found, expected, cause="a measure is told in full, once", next_step=next_step, where=OPTIONS
    )
