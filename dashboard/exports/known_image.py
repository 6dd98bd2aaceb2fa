"""How one figure became known, as a small picture: a line in steps along the second clock, with a word where there was no figure."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dashboard.domain.view import View
from dashboard.exports.lineage import Lineage
from dashboard.exports.series_image import month_ticks, tick_words
from dashboard.exports.svg import FOOT_ROW, MARGIN, Sheet, foot, foot_lines, head, open_sheet, text, xml
from dashboard.figures.knowledge import Knowledge, knowledge
from dashboard.figures.numbers import axis_scale
from dashboard.figures.palette import THEMES, sequence
from dashboard.figures.series_scale import short_figure, value_ticks
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger

WIDTH, TOP, LEFT, PLOT, LETTERS = 1000, 150, 84, 200, 14
QUARTER = np.timedelta64(90 * 86400, "s")
# As many times as there is room for on a small axis.
FEW = 7


def known_svg(ledger: Ledger, view: View, theme: str = "light", lineage: Lineage | None = None, *, bare: bool = False) -> str:
    """The picture as SVG, valid XML without any reference to the outside; where nothing ever moved, a sheet that says so."""
    chosen, known = THEMES[theme], knowledge(ledger, view)
    sheet = Sheet(
        WIDTH, 0, chosen, sequence(answers.measure_of(ledger, view), chosen), lineage=lineage, cut=TOP - 40 if bare else 0
    )
    lines = foot_lines(ledger, view, sheet, [], mapped=False, above=known.summary)
    sheet = replace(sheet, height=TOP + (PLOT + 70 if known.moved else 0) + FOOT_ROW * len(lines) + 30)
    body = _plot(known, sheet) if known.moved else ""
    return "\n".join(
        [open_sheet(sheet, known.title), head(sheet, known.title, known.summary), body, foot(sheet, lines), "</svg>"]
    )


def _plot(known: Knowledge, sheet: Sheet) -> str:
    days = known.rows["known_at"].to_numpy().astype("datetime64[s]")
    last = days[-1] + max((days[-1] - days[0]) // 8, QUARTER)
    room = max((last - days[0]) // 14, QUARTER // 3)
    level = known.rows["level"].to_numpy(dtype="float64")
    scale, unit = axis_scale(float(np.nanmax(np.abs(level), initial=1.0)), known.unit)
    bottom = min(float(np.nanmin(level, initial=0.0)) / scale, 0.0) * 1.1
    top = max(float(np.nanmax(level, initial=0.0)) / scale, 0.0) * 1.2 or 1.0
    x = _across(np.append(days, last), days[0] - room, last)
    y = TOP + PLOT * (1 - (level / scale - bottom) / (top - bottom))
    parts = [_axes(bottom, top, days[0] - room, last, sheet), text(unit, MARGIN, TOP - 16, sheet.letters(12), sheet.theme.muted)]
    for i, word in enumerate(known.words):
        parts.append(_step(x, y, i, word, sheet, joined=known.joined[i]))
    return "".join(parts)


def _across(days: np.ndarray, first: np.datetime64, last: np.datetime64) -> np.ndarray:
    share = (days - first).astype("float64") / (last - first).astype("float64")
    return np.asarray(MARGIN + LEFT + (WIDTH - 2 * MARGIN - LEFT) * share)


def _step(x: np.ndarray, y: np.ndarray, place: int, word: str, sheet: Sheet, *, joined: bool) -> str:
    """From one step to the next: a level with its figure above, or a patterned foot with the word."""
    theme, begin, end = sheet.theme, x[place], x[place + 1]
    if np.isnan(y[place]):
        fill = "url(#withheld)" if word == "withheld" else theme.empty
        size = f'width="{max(end - begin, 3):.1f}" height="16"'
        box = f'<rect x="{begin:.1f}" y="{TOP + PLOT - 16}" {size} fill="{fill}"><title>{xml(word)}</title></rect>'
        return box + text(word, begin, TOP + PLOT - 22 - 16 * (place % 2), sheet.letters(12), theme.ink)
    colour = theme.series[0]
    rise = f"M{begin:.1f} {y[place - 1]:.1f}V{y[place]:.1f}" if joined else f"M{begin:.1f} {y[place]:.1f}"
    line = f'<path d="{rise}H{end:.1f}" fill="none" stroke="{colour}" stroke-width="2.2"><title>{xml(word)}</title></path>'
    return f'{line}<circle cx="{begin:.1f}" cy="{y[place]:.1f}" r="4" fill="{colour}"/>' + text(
        word, begin + 6, y[place] - 7, sheet.letters(12), theme.ink
    )


def _axes(bottom: float, top: float, first: np.datetime64, last: np.datetime64, sheet: Sheet) -> str:
    theme, right = sheet.theme, WIDTH - MARGIN
    parts = []
    for value in value_ticks(bottom, top):
        y = TOP + PLOT * (1 - (value - bottom) / (top - bottom))
        parts.append(f'<path d="M{MARGIN + LEFT} {y:.1f}H{right}" stroke="{theme.line}"/>')
        parts.append(text(short_figure(value), MARGIN + LEFT - 8, y + 5, sheet.letters(LETTERS), theme.muted, anchor="end"))
    months = month_ticks(first, last)
    months = months[:: max(1, -(-len(months) // FEW))]
    at = _across(months.astype("datetime64[s]"), first, last)
    parts += [
        text(words, place, TOP + PLOT + 24, sheet.letters(LETTERS), theme.muted, anchor="middle")
        for words, place in zip(tick_words(months), at, strict=True)
    ]
    return "".join(parts)
