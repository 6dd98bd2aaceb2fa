"""A time series for half of a page, which tells title, days and sources itself: few words, none smaller than the page's own."""

from __future__ import annotations

from dataclasses import replace

from dashboard.domain.view import View
from dashboard.exports.claim_lines import traced_lineage
from dashboard.exports.options import ExportOptions
from dashboard.exports.series_image import (
    AXIS,
    LABEL,
    ROW,
    Area,
    draw_axes,
    draw_legend,
    draw_line,
    draw_mark,
    draw_silences,
    plot_of,
)
from dashboard.exports.svg import BARE_LETTERS, FOOT_ROW, MARGIN, Sheet, close_sheet, open_sheet, text
from dashboard.figures import sentences
from dashboard.figures.lettering import wrap
from dashboard.figures.numbers import count
from dashboard.figures.palette import THEMES, sequence
from dashboard.figures.series_scale import Plot, by_line
from dashboard.figures.series_summary import summarise
from dashboard.figures.view_series import last_day
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger

# Half of a page of 1,440 is 500 pixels wide, the whole of a telephone 360.
WIDTH, PLOT = 560, 230
LEFT, TOP, CUT, END = 62, 70, 30, 14
MOST_NOTES = 4


def small_series_svg(ledger: Ledger, view: View, options: ExportOptions) -> str:
    """The series of the View's measure as SVG of 560 units across, its letters no smaller than 15; the whole lineage is inside.

    Raises PresenceError as `dashboard.exports.series_image.series_svg` does.
    """
    plot = plot_of(ledger, view, options.limits.lines)
    measure, day = plot.data.measure, answers.view_date(ledger, view)
    theme = THEMES[options.theme]
    sheet = Sheet(WIDTH, 0, theme, sequence(measure, theme), lineage=traced_lineage(ledger, view, options), cut=CUT)
    legend, rows = draw_legend(plot, sheet)
    told = [summarise(plot.data, day, last_day(ledger, measure.id, day)), *plot.data.notes, *_not_drawn(plot)]
    lines = wrap(" ".join(f"{note.rstrip('.')}." for note in told), sheet.room, BARE_LETTERS, max_lines=MOST_NOTES)
    area, below = Area(plot, MARGIN + LEFT, TOP, sheet.room - LEFT, PLOT), TOP + PLOT + AXIS
    first = below + ROW * rows + FOOT_ROW
    whole = replace(sheet, height=first + FOOT_ROW * len(lines) - FOOT_ROW + END)
    parts = [
        open_sheet(whole, f"{sentences.heading(ledger, view)}: {measure.title}, {plot.axis_title}"),
        text(plot.axis_title, MARGIN, TOP - 18, sheet.letters(LABEL), theme.muted),
        draw_axes(area, whole, few=True), draw_silences(area, whole),
        *(draw_line(area, line, column, whole) for line, column in by_line(plot.data).items()), draw_mark(area, day, whole),
        f'<g transform="translate(0 {below:g})">{legend}</g>',
        *(text(line, MARGIN, first + FOOT_ROW * i, BARE_LETTERS, theme.muted) for i, line in enumerate(lines)), close_sheet(whole),
    ]  # fmt: skip
    return "\n".join(parts)


def _not_drawn(plot: Plot) -> list[str]:
    """How many lines are left out: their names are in the table beside the picture and in its files."""
    others = len(plot.data.left_out)
    return [f"{count(others, 'more line')} not drawn"] if others else []
