"""Two Views side by side: their differences, common scale, joined table and summary sentences.

The figures of the two are set beside one another and never subtracted: what may be subtracted is told by the changes, like with like.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from dashboard.domain.borders import VIEWPOINTS
from dashboard.domain.comparison import RIGHT, Comparison
from dashboard.domain.regions import WORLD
from dashboard.domain.view import View
from dashboard.figures import sentences
from dashboard.figures.comparing import earlier_day
from dashboard.figures.days import describe_day
from dashboard.figures.group_words import MEMBERS, spoken_places
from dashboard.figures.map import say_rows
from dashboard.figures.numbers import count
from dashboard.figures.reading import Reading, reading_of
from dashboard.figures.view_region import part_of, rows_in_part
from dashboard.figures.view_rows import rows_on_day
from dashboard.ledger import answers, readings
from dashboard.ledger.store import Ledger

FIGURES = ("value", "zero")
NAMED = 6
WHAT = {
    "definition": "who is counted", "source": "source", "sender": "sender", "date": "date", "since": "earlier date",
    "known_at": "date of knowledge", "rule": "rule", "viewpoint": "viewpoint of borders",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sides:
    """Two Views on their dates, and how their figures become classes.

    ``shared``: both have one scale. ``one_clock``: both stand on one date.
    """

    left: View
    right: View
    readings: tuple[Reading, Reading]
    shared: bool
    one_clock: bool

    @property
    def views(self) -> tuple[View, View]:
        """Left and right."""
        return self.left, self.right


def sides_of(ledger: Ledger, view: View, asked: Comparison) -> Sides:
    """Both Views with their dates set. Where the address names no difference, the left one is the earlier date of the View.

    One scale is shared where that is asked for and both figures have one unit.
    """
    left = replace(view.without_hosts(), date=answers.view_date(ledger, view))
    if asked.right or asked.one_clock:
        right = asked.right_of(left if asked.one_clock else view.without_hosts(), ledger.vocabulary)
        right = replace(right, date=left.date if asked.one_clock else answers.view_date(ledger, right))
    else:
        left, right = replace(left, date=earlier_day(ledger, left)), left
    shared = readings.shared_breaks(ledger, (left, right)) if asked.scale == "shared" else None
    both = (reading_of(ledger, left, shared), reading_of(ledger, right, shared))
    return Sides(left, right, both, shared is not None, left.date == right.date)


def differences(ledger: Ledger, sides: Sides) -> list[tuple[str, str, str]]:
    """What the two differ in: (what, left in words, right in words)."""
    apart = [name for name in RIGHT if getattr(sides.left, name) != getattr(sides.right, name)]
    return [(WHAT[name], _said(ledger, sides.left, name), _said(ledger, sides.right, name)) for name in apart]


def difference_sentence(ledger: Ledger, sides: Sides) -> str:
    """The differences as one sentence: "Left and right differ in date alone: June 2018 on the left, June 2019 on the right"."""
    found = differences(ledger, sides)
    if not found:
        return "Left and right are the same View."
    told = [f"{left} on the left, {right} on the right" for _, left, right in found]
    members = members_sentence(ledger, sides)
    after = f" {members}" if members else ""
    if len(found) == 1:
        return f"Left and right differ in {found[0][0]} alone: {told[0]}.{after}"
    parts = [f"{what} ({words})" for (what, _, _), words in zip(found, told, strict=True)]
    return f"Left and right differ in {sentences.join_words(parts)}; all else is the same.{after}"


def own_members(ledger: Ledger, sides: Sides) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Members of an alliance on each side's own date, where both sides show one membership; None where no alliance is shown or they agree."""
    senders, days = sides.left.sender, [answers.view_date(ledger, view) for view in sides.views]
    titles = [ledger.memberships.group_of(senders, day) for day in days]
    group = ledger.memberships.called(next(filter(None, titles), ""))
    if senders != sides.right.sender or not group:
        return None
    left, right = (ledger.memberships.members_on(group, day) for day in days)
    return (left, right) if left != right else None


def members_sentence(ledger: Ledger, sides: Sides) -> str:
    """A sentence that the membership shown differs from that of one of the two dates; empty where it does not."""
    both = own_members(ledger, sides)
    if both is None:
        return ""
    shown = 0 if set(both[0]) == set(sides.left.sender) else 1
    here, there = (replace(sides.views[end], sender_name="") for end in (shown, 1 - shown))
    more, fewer = len(set(both[shown]) - set(both[1 - shown])), len(set(both[1 - shown]) - set(both[shown]))
    apart = [f"{more} of them {'was not a member' if more == 1 else 'were not members'} then"] if more else []
    apart += [f"{count(fewer, 'member')} of then {'is' if fewer == 1 else 'are'} not shown"] if fewer else []
    who = spoken_places(ledger, here, here.sender, "sender")
    return f"Both maps show {who} of {_said(ledger, here, 'date')}, not of {_said(ledger, there, 'date')}: {' and '.join(apart)}."


def both_title(ledger: Ledger, sides: Sides) -> str:
    """The titles of both as one line, the second without what it shares with the first: "American troops abroad, June 2018 | June 2019"."""
    titles = [sentences.title(ledger, replace(view, region=WORLD)) for view in sides.views]
    found, part = differences(ledger, sides), part_of(sides.left)
    where = f": {part.title}" if part else ""
    if len(found) == 1:
        _, left, right = found[0]
        same = titles[0] == titles[1]
        told = f"{titles[0]}: {left} | {right}" if same else f"{titles[0]} | {right if found[0][0] == 'date' else titles[1]}"
        return f"{told}{where}"
    return f"{' | '.join(titles)}{where}"


def scale_sentence(sides: Sides, asked: Comparison) -> str:
    """Whether one scale holds for both, and which clock each follows."""
    clock = "One clock: both stand on one date" if sides.one_clock else "Two clocks: each has its own date"
    if sides.shared:
        return f"One shared scale: a colour means the same on both. {clock}."
    reason = " (the figures have two units, so that none can be shared)" if asked.scale == "shared" else ""
    return f"Each map has its own scale{reason}: compare places within a map, not colours across the two. {clock}."


def both_rows(ledger: Ledger, sides: Sides) -> pd.DataFrame:
    """One row a host of which either side knows anything: ``host, name``, then for each side, with ``_right`` for the second, ``state, low,
    best, high, level, words, code`` (of the legend), ``definition, source_id, newest``. What a side does not know is not-collected.
    """
    tables = [_side(ledger, view, reading) for view, reading in zip(sides.views, sides.readings, strict=True)]
    both = tables[0].merge(tables[1], on="host", how="outer", suffixes=("", "_right"))
    filled = {
        f"{name}{end}": both[f"{name}{end}"].astype("object").fillna(word)
        for end in ("", "_right")
        for name, word in (("state", "not-collected"), ("words", "not collected"), ("code", 0))
    }
    names = both["host"].map({place.id: place.name for place in ledger.places.by_id.values()})
    told = both.assign(**filled).assign(
        code=lambda t: t["code"].astype("int64"), code_right=lambda t: t["code_right"].astype("int64")
    )
    told.insert(1, "name", names)
    largest = told[["level", "level_right"]].max(axis=1)
    order = np.lexsort((told["name"].to_numpy(dtype="str"), -largest.fillna(-np.inf).to_numpy()))
    return told.iloc[order].reset_index(drop=True)


def tell_both(ledger: Ledger, sides: Sides, rows: pd.DataFrame) -> list[str]:
    """Sentences made from the table: the largest and smallest of each side, who is on one side only, and how many change their class."""
    left, right = (rows[f"state{end}"].isin(FIGURES).to_numpy() for end in ("", "_right"))
    told = [
        _ends(ledger, view, rows, end, side) for view, end, side in ((sides.left, "", "Left"), (sides.right, "_right", "Right"))
    ]
    told += [
        f"{count(int((left & right).sum()), 'host')} with a figure on both; {_named(rows, left & ~right, 'on the left only')}; "
        f"{_named(rows, right & ~left, 'on the right only')}."
    ]
    if sides.shared:
        both = left & right
        moved = both & (rows["code"] != rows["code_right"]).to_numpy()
        told.append(
            f"Of {count(int(both.sum()), 'host')} with both figures {int(moved.sum()):,} have another class on the right than on the left."
        )
    return told


def _side(ledger: Ledger, view: View, reading: Reading) -> pd.DataFrame:
    rows = rows_in_part(ledger.places, view, rows_on_day(ledger, view))
    words = say_rows(rows, reading)
    told = rows.assign(
        host=rows["host"].astype("str"), state=rows["state"].astype("str"), words=words, code=reading.codes_of(rows),
        definition=rows["definition"].astype("str"), source_id=rows["source_id"].astype("str").fillna("several"),
    )  # fmt: skip
    return told[["host", "state", "low", "best", "high", "level", "words", "code", "definition", "source_id", "newest"]]


def _ends(ledger: Ledger, view: View, rows: pd.DataFrame, end: str, side: str) -> str:
    own = rows[(rows[f"state{end}"] == "value").to_numpy()]
    title = f"{side}, {sentences.title(ledger, view)}"
    silent = int((~rows[f"state{end}"].isin([*FIGURES, "not-collected"])).sum())
    quiet = f"; {count(silent, 'host')} without a figure and with a reason" if silent else ""
    if own.empty:
        return f"{title}: no host has a figure{quiet}."
    ordered = own.sort_values([f"level{end}", "name"], ascending=[False, True]).to_dict("records")
    return f"{title}: {count(len(own), 'host')} with a figure, from {_figure(ordered[0], end)} to {_figure(ordered[-1], end)}{quiet}."


def _figure(row: Mapping[Hashable, object], end: str) -> str:
    return f"{row['name']} ({row[f'words{end}']})"


def _named(rows: pd.DataFrame, chosen: np.ndarray, words: str) -> str:
    names = rows["name"][chosen].astype("str").tolist()
    if not names:
        return f"none {words}"
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return f"{len(names):,} {words}: {', '.join(names[:NAMED])}{more}"


def _said(ledger: Ledger, view: View, name: str) -> str:
    measure = answers.measure_of(ledger, view)
    if name in ("date", "since"):
        day = view.date if name == "date" else earlier_day(ledger, view)
        return describe_day(day or answers.view_date(ledger, view), measure.clock, measure.kind)
    if name == "known_at":
        return sentences.known_words(view)
    if name == "rule":
        return sentences.rule_words(view.rule)
    if name == "sender":
        return _said_senders(ledger, view)
    if name == "source":
        return ledger.catalogue.sources[view.source].title if view.source else "every source"
    if name == "definition":
        return measure.definition(view.definition).title if view.definition else "the measure's order of definitions"
    return VIEWPOINTS[view.viewpoint]


def _said_senders(ledger: Ledger, view: View) -> str:
    """Every sender by name, or an alliance with the number of its members: two lists of thirty names tell nobody the difference."""
    if ledger.memberships.group_of(view.sender, answers.view_date(ledger, view)):
        spoken = spoken_places(ledger, replace(view, sender_name=""), view.sender, "sender")
        return spoken.replace(MEMBERS, f"the {len(view.sender)} members of ", 1)
    return sentences.join_words([ledger.places.by_id[one].name for one in view.sender]) or "all senders"
