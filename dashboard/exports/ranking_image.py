"""Hosts by their figure as bars, with range and place on an earlier day; who is not ranked is told below."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from dashboard.domain.view import View
from dashboard.exports.lineage import Lineage
from dashboard.exports.svg import BARE_WIDTH, FOOT_ROW, MARGIN, Sheet, foot, foot_lines, head, open_sheet, text, xml
from dashboard.figures import sentences
from dashboard.figures.comparing import earlier_day, ranking, silent_hosts
from dashboard.figures.days import describe_day
from dashboard.figures.lettering import shorten
from dashboard.figures.numbers import count
from dashboard.figures.palette import THEMES, sequence
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger

WIDTH, TOP, ROW, LETTERS = 1600, 176, 26, 15
NAMED = 40
Row = Mapping[Hashable, object]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the parts of a row begin, from the left: name, bar, figure in words, what was on the earlier day; and how large they are."""

    name: int = MARGIN + 44
    bar: int = 420
    figure: int = 900
    before: int = 1230
    row: int = ROW
    letters: int = LETTERS

    @property
    def bar_width(self) -> int:
        """Of the longest bar."""
        return self.figure - self.bar - 30


AT_A_DESK = Columns()
IN_A_ROOM = Columns(bar=330, figure=590, before=880, row=32, letters=17)


def ranking_svg(
    ledger: Ledger, view: View, limit: int, theme: str = "light", lineage: Lineage | None = None, *, bare: bool = False
) -> str:
    """The ranking as SVG, valid XML without any reference to the outside; the figures stand in words beside their bars."""
    chosen, rows = THEMES[theme], ranking(ledger, view)
    ranked = rows[rows["rank"].notna()]
    drawn = ranked.head(limit)
    columns, colours = IN_A_ROOM if bare else AT_A_DESK, sequence(answers.measure_of(ledger, view), chosen)
    sheet = Sheet(BARE_WIDTH if bare else WIDTH, 0, chosen, colours, lineage=lineage, cut=TOP - 56 if bare else 0)
    told = f"{count(len(ranked), 'host')} by their figure · bars: the figure, with its range · {sentences.known_words(view)}"
    lines = foot_lines(ledger, view, sheet, _notes(ledger, view, rows, limit), mapped=False, above=told)
    bottom = TOP + columns.row * max(len(drawn), 2)
    sheet = replace(sheet, height=round(bottom + 40 + FOOT_ROW * len(lines)))
    title = sentences.title(ledger, view)
    parts = [open_sheet(sheet, title), head(sheet, title, told)]
    if len(drawn):
        largest = float(np.nanmax(ranked["high"].to_numpy(dtype="float64"), initial=0.0))
        listed = enumerate(drawn.to_dict("records"))
        parts += [_heads(ledger, view, sheet, columns), *(_row(row, i, largest, sheet, columns) for i, row in listed)]
    else:
        parts.append(text("No host has a figure on this date.", MARGIN, TOP, 16, chosen.muted))
    return "\n".join([*parts, foot(sheet, lines), "</svg>"])


def then_words(row: Row) -> str:
    """The place on the earlier day, and how far it moved; only where both days count alike is a move told."""
    before, climbed = number_of(row["before_rank"]), number_of(row["climbed"])
    if np.isnan(before):
        return "no figure then"
    told = f"{before:.0f}. {row['before_words']}"
    if np.isnan(climbed):
        return f"{told}, counted otherwise"
    # In words: the shipped font has no arrow heads, and another machine would take another font.
    return f"{told}, same place" if climbed == 0 else f"{told}, {'up' if climbed > 0 else 'down'} {abs(climbed):.0f}"


def _heads(ledger: Ledger, view: View, sheet: Sheet, at: Columns) -> str:
    measure = answers.measure_of(ledger, view)
    days = [
        describe_day(day, measure.clock, measure.kind) for day in (answers.view_date(ledger, view), earlier_day(ledger, view))
    ]
    told = (
        (at.name, "Host"),
        (at.figure, f"{days[0][:1].upper()}{days[0][1:]}, {measure.unit}"),
        (at.before, f"Place, {days[1].removeprefix('in ')}"),
    )
    line = f'<path d="M{MARGIN} {TOP - 22}H{sheet.width - MARGIN}" stroke="{sheet.theme.ink}"/>'
    return line + "".join(text(words, x, TOP - 30, at.letters, sheet.theme.ink, weight=700) for x, words in told)


def _row(row: Row, place: int, largest: float, sheet: Sheet, at: Columns) -> str:
    theme, y, letters = sheet.theme, TOP + at.row * place, at.letters
    words = [
        text(f"{row['rank']}", MARGIN + 30, y, letters, theme.muted, anchor="end"),
        text(shorten(str(row["name"]), at.bar - at.name - 12, letters), at.name, y, letters, theme.ink),
        text(
            shorten(str(row["words"]), at.before - at.figure - 16, letters, bold=True),
            at.figure,
            y,
            letters,
            theme.ink,
            weight=700,
        ),
        text(shorten(then_words(row), sheet.width - MARGIN - at.before, letters), at.before, y, letters, theme.muted),
    ]
    line = f'<path d="M{MARGIN} {y + 8:.1f}H{sheet.width - MARGIN}" stroke="{theme.line}"/>'
    told = xml(f"{row['name']}: {row['words']}")
    return f'<g data-place="{xml(str(row["host"]))}"><title>{told}</title>{_bar(row, y, largest, sheet, at)}{"".join(words)}{line}</g>'


def _bar(row: Row, y: float, largest: float, sheet: Sheet, at: Columns) -> str:
    """The figure as a bar from zero, its range as a thin line with ends."""
    low, level, high = (max(number_of(row[name]), 0.0) for name in ("low", "level", "high"))
    if not largest > 0 or np.isnan(level):
        return ""
    x = [at.bar + at.bar_width * value / largest for value in (low, level, high)]
    bar = f'<rect x="{at.bar}" y="{y - 12:.1f}" width="{max(x[1] - at.bar, 1):.1f}" height="14" fill="{sheet.colours[3]}"/>'
    return bar + range_mark(x[0], x[2], y, sheet)


def range_mark(left: float, right: float, y: float, sheet: Sheet) -> str:
    """A range as a thin line with ends, over the bar whose words stand at ``y``; nothing where it is narrower than a unit."""
    ends = f"M{left:.1f} {y - 5:.1f}H{right:.1f}M{left:.1f} {y - 9:.1f}v8M{right:.1f} {y - 9:.1f}v8"
    return f'<path d="{ends}" stroke="{sheet.theme.ink}" stroke-width="1.4"/>' if right - left >= 1 else ""


def number_of(value: object) -> float:
    """A cell as a figure; NaN where it is missing."""
    return np.nan if value is None or pd.isna(value) else float(str(value))  # type: ignore[call-overload]


def _notes(ledger: Ledger, view: View, rows: pd.DataFrame, limit: int) -> list[str]:
    """Who is not in the list: smaller ones by number, groups of places and hosts without a figure by name."""
    ranked, groups, silent = rows[rows["rank"].notna()], rows[rows["rank"].isna()], silent_hosts(ledger, view)
    more = len(ranked) - limit
    told = [f"{count(more, 'smaller host')} not shown."] if more > 0 else []
    told += [f"Given for several places together and not ranked: {_named(groups)}."] if len(groups) else []
    return [*told, *([f"Without a figure and not ranked: {_named(silent)}."] if len(silent) else [])]


def _named(rows: pd.DataFrame) -> str:
    told = [f"{name} ({words})" for name, words in zip(rows["name"], rows["words"], strict=True)]
    more = f" and {len(told) - NAMED} more" if len(told) > NAMED else ""
    return "; ".join(told[:NAMED]) + more
