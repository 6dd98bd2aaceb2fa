"""Two dates as a slope chart: one line a host, its names at both ends, ranges as bars; hosts without a comparable pair are told below."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from dashboard.domain.comparison import Comparison
from dashboard.domain.view import View
from dashboard.exports.lineage import Lineage
from dashboard.exports.svg import BARE_BODY, BARE_WIDTH, FOOT_ROW, MARGIN, Sheet, foot, foot_lines, head, open_sheet, text, xml
from dashboard.figures import sentences
from dashboard.figures.comparing import earlier_day
from dashboard.figures.days import describe_day
from dashboard.figures.lettering import shorten
from dashboard.figures.numbers import say_number
from dashboard.figures.palette import THEMES, diverging
from dashboard.figures.slope import drawn_rows, left_beside, slope_rows, spread_labels, tell_slope
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger

WIDTH, TOP, LETTERS, GAP, ROW = 1600, 160, 14, 18, 20
# Room for names and figures on each side of the lines; of a bare picture with its larger letters and their distance.
SIDE = 480
BARE_SIDE, LARGE, APART = 400, 17, 24
ENDS = ("before", "before_low", "before_high", "after", "after_low", "after_high")
Row = Mapping[Hashable, object]


@dataclass(frozen=True, slots=True)
class Scale:
    """Where figures stand between ``top`` and ``bottom``; on a logarithmic axis zero stands below it, at ``zero``."""

    top: float
    bottom: float
    low: float
    high: float
    logarithmic: bool
    zero: float

    def y(self, values: np.ndarray) -> np.ndarray:
        """Places from the top of the picture; missing for missing values."""
        if not self.logarithmic:
            share = (values - self.low) / (self.high - self.low)
            return np.asarray(self.bottom - share * (self.bottom - self.top))
        with np.errstate(divide="ignore", invalid="ignore"):
            share = (np.log10(values) - self.low) / (self.high - self.low)
        return np.where(values == 0, self.zero, self.bottom - share * (self.bottom - self.top))


def slope_svg(
    ledger: Ledger,
    view: View,
    asked: Comparison,
    limit: int,
    theme: str = "light",
    lineage: Lineage | None = None,
    *,
    bare: bool = False,
) -> str:
    """The slope chart as SVG, valid XML without any reference to the outside."""
    rows, chosen = slope_rows(ledger, view), THEMES[theme]
    drawn = drawn_rows(rows, limit)
    height = BARE_BODY - 70 if bare else max(420, len(drawn) * ROW)
    bottom = TOP + (height if len(drawn) else 60)
    sheet = Sheet(BARE_WIDTH if bare else WIDTH, 0, chosen, diverging(chosen), lineage=lineage, cut=TOP - 46 if bare else 0)
    scale = scale_of(drawn, asked.axis, TOP, bottom)
    told = tell_slope(ledger, view, rows, limit)
    beside = [f"{reason[:1].upper()}{reason[1:]}, not drawn: {names}" for reason, names in left_beside(rows)]
    notes = [*told[1:], *beside, _axis_words(scale, asked) if len(drawn) else ""]
    above = f"{told[0]} {sentences.known_words(view).capitalize()}"
    lines = foot_lines(ledger, view, sheet, notes, mapped=False, above=above)
    sheet = replace(sheet, height=round(bottom + (34 if bare else 76) + FOOT_ROW * len(lines)))
    title = sentences.title(ledger, view)
    parts = [open_sheet(sheet, title), head(sheet, title, above)]
    if len(drawn):
        parts += [_posts(ledger, view, scale, sheet), *_lines(ledger, view, drawn, scale, sheet)]
    else:
        parts.append(text("No host has two figures that may be compared.", MARGIN, TOP + 40, 16, chosen.muted))
    return "\n".join([*parts, foot(sheet, lines), "</svg>"])


def scale_of(drawn: pd.DataFrame, axis: str, top: float, bottom: float) -> Scale:
    """The axis that is asked for; a linear one where figures below zero have no place on a logarithmic one."""
    values = drawn[list(ENDS)].to_numpy(dtype="float64").ravel()
    known = values[~np.isnan(values)]
    positive = known[known > 0]
    if axis == "log" and len(positive) and (known >= 0).all():
        low, high = np.log10(positive.min()), np.log10(positive.max())
        zeros = bool((known == 0).any())
        return Scale(top, bottom - (40 if zeros else 0), float(low), float(max(high, low + 0.1)), True, bottom)
    low, high = min(known.min(initial=0.0), 0.0), known.max(initial=0.0)
    return Scale(top, bottom, float(low), float(max(high, low + 1)), False, bottom)


def _axis_words(scale: Scale, asked: Comparison) -> str:
    if scale.logarithmic:
        return "Logarithmic axis: equal slopes are equal ratios" + ("; zero stands below it" if scale.zero > scale.bottom else "")
    return "Linear axis" + (", since figures at or below zero have no logarithm" if asked.axis == "log" else "")


def _sides(sheet: Sheet) -> tuple[float, float]:
    """Where the two upright lines stand."""
    side = BARE_SIDE if sheet.bare else SIDE
    return side, sheet.width - side


def _posts(ledger: Ledger, view: View, scale: Scale, sheet: Sheet) -> str:
    """The two upright lines with their dates."""
    measure = answers.measure_of(ledger, view)
    days = (earlier_day(ledger, view), answers.view_date(ledger, view))
    parts = []
    for x, day in zip(_sides(sheet), days, strict=True):
        parts.append(f'<path d="M{x} {scale.top - 10:.1f}V{scale.zero + 8:.1f}" stroke="{sheet.theme.muted}"/>')
        words = describe_day(day, measure.clock, measure.kind)
        parts.append(
            text(f"{words}, {measure.unit}", x, scale.top - 20, sheet.letters(15), sheet.theme.ink, weight=700, anchor="middle")
        )
    return "".join(parts)


def _lines(ledger: Ledger, view: View, drawn: pd.DataFrame, scale: Scale, sheet: Sheet) -> list[str]:
    unit = answers.measure_of(ledger, view).unit
    ends = pd.DataFrame({name: scale.y(drawn[name].to_numpy(dtype="float64")) for name in ENDS})
    labels = pd.DataFrame(
        {
            name: spread_labels(ends[name].to_numpy(), APART if sheet.bare else GAP, scale.top, scale.zero)
            for name in ("before", "after")
        }
    )
    rows = zip(drawn.to_dict("records"), ends.to_dict("records"), labels.to_dict("records"), strict=True)
    return [_line(row, _places(at), _places(label), unit, sheet) for row, at, label in rows]


def _places(row: Row) -> dict[str, float]:
    return {str(name): float(str(value)) for name, value in row.items()}


def _line(row: Row, at: dict[str, float], label: dict[str, float], unit: str, sheet: Sheet) -> str:
    change = float(str(row["change"]))
    colour = sheet.theme.muted if change == 0 else sheet.colours[0 if change < 0 else 5]
    dash = ' stroke-dasharray="5 4"' if change == 0 else ""
    left, right = _sides(sheet)
    body = f'<path d="M{left} {at["before"]:.1f}L{right} {at["after"]:.1f}" stroke="{colour}" stroke-width="2"{dash}/>'
    bars = "".join(_bar(x, at[f"{end}_low"], at[f"{end}_high"], colour) for x, end in ((left, "before"), (right, "after")))
    dots = "".join(
        f'<circle cx="{x}" cy="{at[end]:.1f}" r="3.5" fill="{colour}"/>' for x, end in ((left, "before"), (right, "after"))
    )
    told = xml(f"{row['name']}: {row['words']}; {row['definition']}, {row['source']}")
    return f"<g><title>{told}</title>{body}{bars}{dots}{_names(row, at, label, unit, sheet)}</g>"


def _bar(x: float, low: float, high: float, colour: str) -> str:
    if np.isnan([low, high]).any() or abs(low - high) < 1:
        return ""
    return f'<path d="M{x} {high:.1f}V{low:.1f}" stroke="{colour}" stroke-width="7" stroke-opacity="0.35"/>'


def _names(row: Row, at: dict[str, float], label: dict[str, float], unit: str, sheet: Sheet) -> str:
    """Name and figure at both ends; a thin line leads to the point where the name had to move."""
    theme, parts, (left, right) = sheet.theme, [], _sides(sheet)
    letters = LARGE if sheet.bare else LETTERS
    for end, x, way in (("before", left, -1), ("after", right, 1)):
        figure = say_number(float(str(row[end])), unit)
        words = f"{row['name']}  {figure}" if way < 0 else f"{figure}  {row['name']}"
        parts.append(
            f'<path d="M{x + 6 * way} {at[end]:.1f}L{x + 26 * way} {label[end]:.1f}" stroke="{theme.muted}" stroke-opacity="0.45"/>'
        )
        anchor = "end" if way < 0 else "start"
        parts.append(
            text(shorten(words, left - 40 - MARGIN, letters), x + 32 * way, label[end] + 5, letters, theme.ink, anchor=anchor)
        )
    return "".join(parts)
