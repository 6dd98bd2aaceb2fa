"""Checks the figures and quotations of a story against the claims and Views that they cite."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

import pandas as pd

from dashboard.domain.overlaps import without_overlaps
from dashboard.domain.story import Fact, Step, Story, spoken_figures, uncovered
from dashboard.domain.view import View
from dashboard.errors import Problem
from dashboard.ledger.answers import view_date
from dashboard.ledger.readings import host_rows
from dashboard.ledger.store import Ledger

DAYS = ("start", "end", "published")
# Fields that are told in words.
WORDED = ("phrase", "note", "state", "largest")
NUMBER = re.compile(r"[-\N{MINUS SIGN}]?\d[\d,]*(?:\.\d+)?")
SCALES = {"thousand": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12, "tn": 1e12}
COUNT_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
COUNTED = {word: n for n, word in enumerate(COUNT_WORDS)}


def wrong_facts(ledger: Ledger, story: Story) -> list[Problem]:
    """One problem for each fact that the ledger does not bear out, in the order of the steps."""
    return [problem for n, step in enumerate(story.steps, 1) for problem in _of_step(ledger, story.id, n, step)]


def bare_figures(ledger: Ledger, story: Story) -> list[Problem]:
    """One problem for each figure and quotation in a sentence that no fact stands under; the days of a step's View are known.

    The story's own title and summary stand on the facts of all its steps.
    """
    covers = [[*(fact.text for fact in step.facts), *_own_days(ledger, step)] for step in story.steps]
    found = []
    for field in ("title", "summary"):
        found += [_bare(f"{story.id}.toml, {field}", one) for one in uncovered(getattr(story, field), chain(*covers))]
    for n, (step, own) in enumerate(zip(story.steps, covers, strict=True), 1):
        for field in ("title", "caption", "notes"):
            found += [_bare(f"{story.id}.toml, step {n}, {field}", one) for one in uncovered(getattr(step, field), own)]
    return found


def _own_days(ledger: Ledger, step: Step) -> Iterator[str]:
    view = step.view
    for day in (view_date(ledger, view), view.since, view.known_at):
        if day:
            yield from _day_words(pd.Timestamp(day))


def _bare(where: str, text: str) -> Problem:
    return Problem(
        "E-STORY-BARE", repr(text), "a fact with this text", cause="a figure that nothing in the ledger was named for",
        next_step="add a fact with the claim or the view that says it", where=where,
    )  # fmt: skip


def _of_step(ledger: Ledger, story: str, number: int, step: Step) -> Iterator[Problem]:
    spoken = f"{step.title}\n{step.caption}\n{step.notes}"
    for n, fact in enumerate(step.facts, 1):
        where = f"{story}.toml, step {number}, fact {n}"
        if fact.text not in spoken:
            yield _wrong(where, fact.text, "text that stands in the step's title, caption or notes")
        elif not spoken_figures(fact.text) and fact.field not in WORDED and "zero" not in fact.text:
            yield _wrong(where, fact.text, "a figure, or one of the fields " + ", ".join(WORDED))
        else:
            said = said_by(ledger, fact)
            if said is None or not agrees(fact, said):
                yield _wrong(
                    where, fact.text, "nothing: the claim or place is not there" if said is None else f"{said!r} as in the ledger"
                )


def _wrong(where: str, text: str, expected: str) -> Problem:
    return Problem("E-STORY-FACT", repr(text), expected, next_step="mend the sentence or the fact", where=where)


def said_by(ledger: Ledger, fact: Fact) -> str | float | pd.Timestamp | None:
    """What the ledger says for a fact: words, a figure or a day; None where it says nothing."""
    return _of_view(ledger, fact) if fact.view else _of_claim(ledger, fact)


def _of_claim(ledger: Ledger, fact: Fact) -> str | float | pd.Timestamp | None:
    rows = ledger.claims[(ledger.claims["claim_id"] == fact.claim).to_numpy()]
    if rows.empty:
        return None
    row = rows.iloc[0]
    field = fact.field or ("phrase" if isinstance(row["phrase"], str) and row["phrase"] else "best")
    value = row[field]
    if pd.isna(value):
        return None
    return pd.Timestamp(value) if field in DAYS else str(value) if field in ("phrase", "note") else float(value)


def _of_view(ledger: Ledger, fact: Fact) -> str | float | pd.Timestamp | None:
    view = fact.view or View()
    if fact.field == "date":
        return pd.Timestamp(view_date(ledger, view))
    rows = host_rows(ledger, view)
    if fact.host:
        own = rows[(rows["host"] == fact.host).to_numpy()]
        value = own.iloc[0][fact.field] if len(own) else None
        return None if value is None or pd.isna(value) else str(value) if fact.field == "state" else float(value)
    if fact.field == "largest":
        first = rows.sort_values("best", ascending=False).head(1)
        return ledger.places.by_id[str(first.iloc[0]["host"])].name if len(first) else None
    if fact.field == "sum":
        # Figures under two definitions are never added, and neither are a group and its places.
        figures = rows[rows["state"].isin(["value", "zero"]).to_numpy()]
        added = figures if view.compare == "change" else without_overlaps(figures, ledger.places.groups())
        return float(added["best"].sum()) if len(set(rows["definition"])) == 1 else None
    return float((rows["state"].astype("str") == ("value" if fact.field in ("places", "best") else fact.field)).sum())


def agrees(fact: Fact, said: str | float | pd.Timestamp) -> bool:
    """Whether the fact's text says what the ledger says: the same words, the same day or year, the figure to the digits given."""
    if isinstance(said, str):
        # A state and a place stand within more words of ours; words of a source stand there whole.
        ours = fact.field in ("state", "largest")
        return _plain(said) in _plain(fact.text) if ours else _plain(fact.text) in _plain(said)
    if isinstance(said, pd.Timestamp):
        return fact.text in _day_words(said)
    low, high = _range(fact.text)
    return low <= said <= high


def _plain(text: str) -> str:
    return " ".join(text.replace("“", "").replace("”", "").casefold().split())


def _day_words(day: pd.Timestamp) -> tuple[str, ...]:
    month = day.month_name()
    return (str(day.year), f"{month} {day.year}", f"{day.day} {month} {day.year}", f"{day.day} {month}", f"{month}")


def _range(text: str) -> tuple[float, float]:
    """The figures that are rounded to the one in ``text``: 4.6 bn stands for 4.55 bn to 4.65 bn, 35,068 for itself alone."""
    found = NUMBER.search(text)
    if not found:
        known = next((COUNTED[word] for word in text.casefold().split() if word in COUNTED), None)
        return (1.0, 0.0) if known is None else (float(known), float(known))
    digits = found[0].replace(",", "").replace("\N{MINUS SIGN}", "-")
    unit = next((SCALES[word] for word in re.findall(r"[a-z]+", text[found.end() :].casefold()) if word in SCALES), 1.0)
    decimals = len(digits.partition(".")[2])
    # Exact where every digit is given; money in bn and shares in per cent are told rounded.
    half = 0.5 * 10**-decimals * unit if decimals or unit > 1 or "%" in text or "per cent" in text else 1e-9
    return float(digits) * unit - half - 1e-9 * unit, float(digits) * unit + half + 1e-9 * unit
