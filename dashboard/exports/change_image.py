"""Changes between two dates as bars on both sides of zero, with ranges; hosts that cannot be compared are listed below."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from dashboard.domain.view import View
from dashboard.exports.lineage import Lineage
from dashboard.exports.ranking_image import Row, number_of, range_mark
from dashboard.exports.svg import BARE_WIDTH, FOOT_ROW, MARGIN, Sheet, close_sheet, foot, foot_lines, head, open_sheet, text, xml
from dashboard.figures import sentences
from dashboard.figures.change_words import tell_directions, tell_others
from dashboard.figures.comparing import changes, earlier_day
from dashboard.figures.days import describe_day
from dashboard.figures.lettering import shorten
from dashboard.figures.numbers import say_number
from dashboard.figures.palette import THEMES, diverging
from dashboard.figures.slope import drawn_rows
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger

WIDTH, TOP = 1600, 176


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the parts of a row begin, from the left: bars, the change in words, what it is counted from; and how large they are."""

    bar: int = 330
    words: int = 1010
    before: int = 1270
    row: int = 26
    letters: int = 15

    @property
    def zero(self) -> float:
        """Position of zero on the axis."""
        return self.bar + self.half

    @property
    def half(self) -> float:
        """Length of the longest bar to one side."""
        return (self.words - self.bar - 30) / 2


AT_A_DESK = Columns()
IN_A_ROOM = Columns(bar=290, words=740, before=1000, row=32, letters=17)


def change_svg(
    ledger: Ledger, view: View, limit: int, theme: str = "light", lineage: Lineage | None = None, *, bare: bool = False
) -> str:
    """The ``limit`` largest changes as SVG, from the largest rise to the largest fall; valid XML without a reference to the outside."""
    chosen, rows = THEMES[theme], changes(ledger, view)
    drawn = drawn_rows(rows, limit).sort_values("level", ascending=False, kind="stable")
    columns = IN_A_ROOM if bare else AT_A_DESK
    sheet = Sheet(BARE_WIDTH if bare else WIDTH, 0, chosen, diverging(chosen), lineage=lineage, cut=TOP - 56 if bare else 0)
    told = f"{tell_directions(rows)} Bars: the change, with its range. {sentences.known_words(view).capitalize()}"
    lines = foot_lines(ledger, view, sheet, tell_others(rows, limit), mapped=False, above=told)
    bottom = TOP + columns.row * max(len(drawn), 2)
    sheet = replace(sheet, height=round(bottom + 40 + FOOT_ROW * len(lines)))
    title = sentences.title(ledger, view)
    parts = [open_sheet(sheet, title), head(sheet, title, told)]
    if len(drawn):
        largest = float(np.nanmax(np.abs(drawn[["low", "level", "high"]].to_numpy(dtype="float64"))))
        unit = answers.measure_of(ledger, view).unit
        parts += [_heads(ledger, view, sheet, columns, bottom)]
        parts += [_row(row, i, (largest, unit), sheet, columns) for i, row in enumerate(drawn.to_dict("records"))]
    else:
        parts.append(text("No host has two figures that may be compared.", MARGIN, TOP, 16, chosen.muted))
    return "\n".join([*parts, foot(sheet, lines), close_sheet(sheet)])


def _heads(ledger: Ledger, view: View, sheet: Sheet, at: Columns, bottom: float) -> str:
    measure, ink = answers.measure_of(ledger, view), sheet.theme.ink
    day = describe_day(earlier_day(ledger, view), measure.clock, measure.kind).removeprefix("in ")
    told = ((MARGIN, "Host"), (at.words, f"Change, {measure.unit}"), (at.before, f"From {day}"))
    words = [text(one, x, TOP - 30, at.letters, ink, weight=700) for x, one in told]
    sides = ((at.zero - 12, "lower", "end"), (at.zero + 12, "higher", "start"))
    words += [text(one, x, TOP - 30, at.letters, sheet.theme.muted, anchor=anchor) for x, one, anchor in sides]
    line = f'<path d="M{MARGIN} {TOP - 22}H{sheet.width - MARGIN}" stroke="{ink}"/>'
    zero = f'<path d="M{at.zero:.1f} {TOP - 22}V{bottom - at.row + 8:.1f}" stroke="{sheet.theme.muted}"/>'
    return line + zero + "".join(words)


def _row(row: Row, place: int, scale: tuple[float, str], sheet: Sheet, at: Columns) -> str:
    (largest, unit), theme, y, size = scale, sheet.theme, TOP + at.row * place, at.letters
    before = number_of(row["before"])
    counted = "" if np.isnan(before) else say_number(before, unit)
    words = [
        text(shorten(str(row["name"]), at.bar - MARGIN - 12, size), MARGIN, y, size, theme.ink),
        text(shorten(str(row["words"]), at.before - at.words - 16, size, bold=True), at.words, y, size, theme.ink, weight=700),
        text(shorten(counted, sheet.width - MARGIN - at.before, size), at.before, y, size, theme.muted),
    ]
    line = f'<path d="M{MARGIN} {y + 8:.1f}H{sheet.width - MARGIN}" stroke="{theme.line}"/>'
    told = xml(f"{row['name']}: {row['words']}; {row['definition']}, {row['source']}")
    return f'<g data-place="{xml(str(row["host"]))}"><title>{told}</title>{line}{_bar(row, y, largest, sheet, at)}{"".join(words)}</g>'


def _bar(row: Row, y: float, largest: float, sheet: Sheet, at: Columns) -> str:
    """The change as a bar from zero, pale where its range holds zero; the range as a thin line with ends."""
    low, level, high = (number_of(row[name]) for name in ("low", "level", "high"))
    if not largest > 0 or np.isnan([low, level, high]).any():
        return ""
    x = [at.zero + at.half * value / largest for value in (low, level, high)]
    pale = ' fill-opacity="0.4"' if low <= 0 <= high else ""
    colour = sheet.colours[0 if level < 0 else 5]
    left, width = min(at.zero, x[1]), max(abs(x[1] - at.zero), 1)
    bar = f'<rect x="{left:.1f}" y="{y - 12:.1f}" width="{width:.1f}" height="14" fill="{colour}"{pale}/>'
    return bar + range_mark(x[0], x[2], y, sheet)
