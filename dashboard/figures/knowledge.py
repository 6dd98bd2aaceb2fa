"""How the estimate for one date was revised as claims were published, as chart data with a summary."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import pandas as pd

from dashboard.domain.catalogue import Measure
from dashboard.domain.view import View
from dashboard.figures.days import describe_day, say_day
from dashboard.figures.numbers import count, say_number, say_value
from dashboard.figures.sentences import heading
from dashboard.ledger import answers
from dashboard.ledger.history import history
from dashboard.ledger.store import Ledger

# A sentence with more steps than this is not read; all of them are in the table.
TOLD_STEPS = 5
Row = Mapping[Hashable, object]


@dataclass(frozen=True, eq=False)
class Knowledge:
    """What was known when about one figure.

    Attributes:
        title: whose figure it is, and for when.
        unit: of its numbers.
        summary: the steps as a sentence; where it never moved, the sentence that says so.
        rows: one row a step, columns as in `dashboard.ledger.history.HISTORY_COLUMNS`.
        words: the answer of each step; where the steps count by more than one definition, with the title of its own.
        joined: True for each step that counts as the figure before it does, so that a line may lead from one to the other.
        moved: it gave another answer at least once.
    """

    title: str
    unit: str
    summary: str
    rows: pd.DataFrame
    words: tuple[str, ...]
    joined: tuple[bool, ...]
    moved: bool

    def table(self) -> pd.DataFrame:
        """The steps as rows: since when, the answer in words, its ends, and the claims that came or went."""
        kept = ["known_at", "state", "low", "best", "high", "definition", "source_id", "came", "went", "recorded"]
        table = self.rows[kept].copy()
        table.insert(1, "answer", list(self.words))
        return table

    def steps(self, ledger: Ledger) -> pd.DataFrame:
        """The steps as a reader reads them: from which day, what, and by which source; text."""
        titles = {source.id: source.title for source in ledger.catalogue.sources.values()}
        days = [say_day(day.date()) for day in self.rows["known_at"]]
        sources = self.rows["source_id"].astype("str").map(titles).fillna("")
        return pd.DataFrame({"Known from": days, "Figure": list(self.words), "Source": sources.to_numpy()})


def knowledge(ledger: Ledger, view: View) -> Knowledge:
    """What was known when about the figure of a View; raises PresenceError (E-HISTORY-PAIR) unless it names one sender and one host."""
    rows = history(ledger, view)
    measure, day = answers.measure_of(ledger, view), answers.view_date(ledger, view)
    when = describe_day(day, measure.clock, measure.kind)
    title = f"{heading(ledger, view)}: how {measure.spoken}, {when}, became known"
    several = len(_counted(rows)) > 1
    words = tuple(_say_counted(row, measure) if several else say_answer(row, measure) for row in rows.to_dict("records"))
    moved = len(set(words)) > 1
    told = summarise_knowledge(rows, words, measure) if moved else _never_moved(rows, words)
    return Knowledge(title, measure.unit, told, rows, words, _joined(rows), moved)


def _counted(rows: pd.DataFrame) -> frozenset[str]:
    """The definitions under which the figures among the steps count."""
    return frozenset(rows["definition"][rows["level"].notna()].astype("str"))


def _joined(rows: pd.DataFrame) -> tuple[bool, ...]:
    """Whether each step follows a figure of the same definition: two definitions are two counts, and no line joins them."""
    counted = rows["definition"].astype("str").where(rows["level"].notna())
    return tuple((counted.notna() & (counted == counted.shift())).tolist())


def _say_counted(row: Row, measure: Measure) -> str:
    said = say_answer(row, measure)
    level = row["level"]
    return f"{said} ({measure.definition(str(row['definition'])).title})" if isinstance(level, float) and level == level else said


def _never_moved(rows: pd.DataFrame, words: tuple[str, ...]) -> str:
    if rows.empty:
        return "Nothing has become known."
    more = f"; what it rests on changed {count(len(rows) - 1, 'time')}" if len(rows) > 1 else ""
    return f"{words[0]} since {say_day(rows['known_at'].iloc[0].date())}, and never another figure{more}."


def say_answer(row: Row, measure: Measure) -> str:
    """One state of knowledge in words: figure and range, withheld, none found, or nothing known."""
    state = str(row["state"])
    if state == "not-collected":
        return "nothing known"
    if state in ("withheld", "none-found"):
        return state.replace("-", " ")
    low, best, high = (float(str(row[name])) for name in ("low", "best", "high"))
    return say_value("value", low, best, high, measure.unit)


def summarise_knowledge(rows: pd.DataFrame, words: tuple[str, ...], measure: Measure) -> str:
    """The steps as one sentence, the first ones and the last: "503 from 31 October 2017, withheld from 30 April 2018"."""
    steps = [f"{told} from {say_day(day.date())}" for told, day in zip(words, rows["known_at"], strict=True)]
    if len(steps) > TOLD_STEPS:
        hidden = len(steps) - TOLD_STEPS
        steps = [*steps[: TOLD_STEPS - 1], count(hidden, "further step"), steps[-1]]
    # The ends of two counts are no range of one figure.
    ends = rows["level"].dropna() if len(_counted(rows)) == 1 else rows["level"].iloc[:0]
    lowest, highest = (say_number(float(end), measure.unit) for end in (ends.min(), ends.max())) if len(ends) > 1 else ("", "")
    span = f" Lowest {lowest}, highest {highest}." if lowest != highest else ""
    guessed = int((~rows["recorded"].astype(bool)).sum())
    note = f" Of {count(guessed, 'step')} no day is recorded; the last day that the claim speaks of stands in." if guessed else ""
    return f"{', '.join(steps)}.{span}{note}"
