"""The series of a step, drawn for a room: few large letters, colours from the page's own tokens, legend beside it in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from dashboard.domain.view import View
from dashboard.exports.series_image import Area, draw_axes, draw_line, draw_silences
from dashboard.exports.svg import Sheet, text, xml
from dashboard.figures.palette import FONT, LIGHT, sequence
from dashboard.figures.series_axis import on_axis
from dashboard.figures.series_scale import Plot, by_line, line_dash, scale_plot, short_name
from dashboard.figures.series_summary import summarise
from dashboard.figures.view_series import last_day, view_series
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger

WIDTH, HEIGHT = 780, 400
LEFT, TOP, FOOT = 78, 34, 40
# Lines that a room can tell apart; the others are named as not drawn.
MOST_LINES = 6
# The page's tokens, so that one drawing serves every theme.
PAGE = replace(
    LIGHT, paper="var(--paper)", surface="var(--surface)", line="var(--line)", ink="var(--ink)", muted="var(--muted)",
    accent="var(--accent)", hatch="var(--withheld)", hatch_ground="var(--withheld-paper)", series=tuple(f"var(--series-{n})" for n in range(8)),
)  # fmt: skip


def step_series(ledger: Ledger, view: View, name: str) -> tuple[str, list[tuple[str, str, bool]], str]:
    """The series of the View's measure as SVG; (name, colour, dashed) of each line; and what it shows in a sentence.

    Args:
        ledger: where the claims are.
        view: with one host or more.
        name: prefix of the ids inside, unique on its page.

    Guarantees no text smaller than 14 units of 780 across. Everything is empty when nothing is known.
    """
    series = view_series(ledger, view, MOST_LINES) if view.host else None
    if series is None:
        return "", [], ""
    day = answers.view_date(ledger, view)
    until = last_day(ledger, series.measure.id, day)
    plot = scale_plot(on_axis(series, view.series, view.since), day, until)
    sheet = Sheet(WIDTH, HEIGHT, PAGE, sequence(series.measure))
    area = Area(plot, LEFT, TOP, WIDTH - LEFT - 16, HEIGHT - TOP - FOOT)
    said = summarise(plot.data, day, until)
    drawn = [draw_line(area, line, column, sheet) for line, column in by_line(plot.data).items()]
    parts = [_open(said), _patterns(), text(plot.axis_title, LEFT, TOP - 14, 15, PAGE.muted), draw_axes(area, sheet),
             draw_silences(area, sheet), *drawn, _mark(area, day), "</svg>"]  # fmt: skip
    return "".join(parts).replace("url(#", f"url(#{name}-").replace('id="', f'id="{name}-'), _lines(plot), said


def _open(said: str) -> str:
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box} role="img" aria-label="{xml(said)}" font-family="{xml(FONT)}">'


def _patterns() -> str:
    stripe = f'<rect width="6" height="6" fill="{PAGE.hatch_ground}"/><rect width="2" height="6" fill="{PAGE.hatch}"/>'
    dots = f'<rect width="5" height="5" fill="{PAGE.paper}"/><circle cx="2.5" cy="2.5" r="0.9" fill="{PAGE.muted}"/>'
    units = 'patternUnits="userSpaceOnUse"'
    return (
        f'<defs><pattern id="withheld" width="6" height="6" {units} patternTransform="rotate(45)">{stripe}</pattern>'
        f'<pattern id="none-found" width="5" height="5" {units}>{dots}</pattern></defs>'
    )


def _mark(area: Area, day: date) -> str:
    x = float(area.x(np.array([day], dtype="datetime64[s]"))[0])
    return f'<path d="M{x:.1f} {area.top:.1f}V{area.top + area.height:.1f}" stroke="{PAGE.accent}" stroke-width="2"/>'


def _lines(plot: Plot) -> list[tuple[str, str, bool]]:
    return [
        (short_name(plot.data, line), PAGE.series[line % len(PAGE.series)], line_dash(PAGE, line) == "dash")
        for line in range(len(plot.data.lines))
    ]
