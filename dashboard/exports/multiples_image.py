"""Small multiples as one picture: a grid of maps or of charts on one scale, with title, legend, sources and licences."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from dashboard.domain.view import View
from dashboard.exports.lineage import Lineage
from dashboard.exports.panes import Pane, class_legend, draw_pane, draw_region, shape_definitions, share_of
from dashboard.exports.series_image import Area, draw_axes, draw_line, draw_silences
from dashboard.exports.svg import BARE_BODY, BARE_WIDTH, FOOT_ROW, MARGIN, Sheet, foot, foot_lines, head, open_sheet, text
from dashboard.figures import sentences
from dashboard.figures.lettering import shorten, text_width, wrap
from dashboard.figures.map import map_rows
from dashboard.figures.multiples import Multiples, Small, drawn_series, multiples_title, scale_words, tell_part
from dashboard.figures.palette import THEMES, Theme, sequence
from dashboard.figures.reading import colours_of
from dashboard.figures.series_scale import Plot, by_line, scale_plot
from dashboard.figures.view_region import outside_label, part_of
from dashboard.figures.view_series import last_day
from dashboard.geography.shapes import all_shapes
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger

WIDTH, TOP, BETWEEN, NAME, SAID = 1600, 140, 28, 15, 12
HEADING, LEGEND, BARE_BETWEEN = 44, 44, 8
# Room left of a small chart for the figures of its axis, and below it for those of time.
LEFT, BELOW, CHART = 72, 34, 220
# A region is nearly as high as it is broad.
REGION = 0.75
SIZE, NEAR = "s", "m"


def multiples_svg(
    ledger: Ledger,
    many: Multiples,
    view: View,
    assets: Path,
    theme: str = "light",
    lineage: Lineage | None = None,
    *,
    bare: bool = False,
) -> str:
    """All small pictures in one, valid XML without any reference to the outside; a sheet that says so where there is none."""
    chosen = THEMES[theme]
    size = replace(_sheet(ledger, many, view, chosen, 0, bare=bare), lineage=lineage)
    grid = _grid(many, size)
    body, rows_height = (_charts if many.form == "series" else _maps)(ledger, many, assets, size, grid)
    legend, legend_height = _legend(ledger, many, size)
    told = f"{scale_words(many)} · {sentences.known_words(view)}"
    lines = _foot(ledger, many, view, size, told)
    bottom = TOP + rows_height
    sheet = replace(size, height=round(bottom + legend_height + FOOT_ROW * len(lines) + (0 if bare else LEGEND)))
    title = multiples_title(ledger, many, view)
    parts = [open_sheet(sheet, title), head(sheet, title, told), *body]
    if not many.parts:
        parts.append(text("No source gives a figure for this.", MARGIN, TOP, 16, chosen.muted))
    return "\n".join([*parts, f'<g transform="translate(0 {bottom:.1f})">{legend}</g>', foot(sheet, lines), "</svg>"])


def columns_of(parts: int) -> int:
    """Columns that leave the fewest places of the last row empty; of several such numbers the largest, which makes the lowest picture.

    Up to four pictures stand in one row or in two of two; more stand in rows of three to five.
    """
    if parts <= 4:
        return max(2 if parts == 4 else parts, 1)
    return min((5, 4, 3) if parts > 5 else (4, 3), key=lambda columns: -parts % columns)


def _sheet(ledger: Ledger, many: Multiples, view: View, theme: Theme, height: int, *, bare: bool) -> Sheet:
    wide, cut = BARE_WIDTH if bare else WIDTH, TOP - 4 if bare else 0
    if many.form == "series" or not many.parts:
        return Sheet(wide, height, theme, sequence(answers.measure_of(ledger, view), theme), cut=cut)
    reading = many.reading(ledger, many.parts[0])
    return Sheet(wide, height, theme, colours_of(ledger, many.parts[0].view, reading, theme), reading.stippled, cut=cut)


@dataclass(frozen=True, slots=True)
class Grid:
    """How the small pictures stand.

    Attributes:
        columns: in a row.
        width: of a column.
        pane: width of a map in it, less than the column where a bare sheet has no room below.
        chart: height of a chart.
    """

    columns: int
    width: float
    pane: float
    chart: float
    between: int = BETWEEN

    def x(self, place: int) -> float:
        """Left edge of a small picture."""
        return MARGIN + (place % self.columns) * (self.width + BETWEEN)


def _grid(many: Multiples, sheet: Sheet) -> Grid:
    columns = columns_of(len(many.parts))
    width = (sheet.room - BETWEEN * (columns - 1)) / columns
    if not sheet.bare:
        return Grid(columns, width, width, CHART)
    # All rows together are no higher than the body of a slide.
    high = (BARE_BODY + 15) / max(-(-len(many.parts) // columns), 1) - HEADING - BARE_BETWEEN
    return Grid(columns, width, min(width, high / _pane(many, 0, 0, 1).share), min(high - BELOW, CHART), BARE_BETWEEN)


def _maps(ledger: Ledger, many: Multiples, assets: Path, sheet: Sheet, grid: Grid) -> tuple[list[str], float]:
    cut = many.by == "region"
    near = part_of(many.parts[0].view) if many.parts else None
    name = NEAR if cut or near else SIZE
    shapes = all_shapes(assets, name)
    step = HEADING + _pane(many, 0, 0, grid.pane).height + grid.between
    below = max((_own_legend(ledger, many, part, sheet, 0, grid.width)[1] for part in many.parts), default=0)
    parts = [] if cut else [shape_definitions(assets, name, near)]
    for i, part in enumerate(many.parts):
        pane = _pane(many, grid.x(i), TOP + HEADING + (i // grid.columns) * (step + below), grid.pane)
        reading = many.reading(ledger, part)
        own = replace(sheet, colours=colours_of(ledger, part.view, reading, sheet.theme), stippled=reading.stippled)
        rows = map_rows(ledger, part.view, shapes, reading).pieces()
        drawn = (
            draw_region(ledger, part.view, rows, shapes, part.region, pane, own)
            if cut
            else draw_pane(ledger, part.view, rows, pane, own)
        )
        legend = _own_legend(ledger, many, part, own, pane.x, grid.width)[0]
        parts += [
            _heading(ledger, many, part, pane, sheet, grid.width),
            drawn,
            f'<g transform="translate(0 {pane.y + pane.height + 6:.1f})">{legend}</g>',
        ]
    return parts, (-(-len(many.parts) // grid.columns)) * (step + below)


def _pane(many: Multiples, x: float, y: float, width: float) -> Pane:
    return Pane(x, y, width, REGION if many.by == "region" else share_of(part_of(many.parts[0].view) if many.parts else None))


def _own_legend(ledger: Ledger, many: Multiples, part: Small, sheet: Sheet, x: float, width: float) -> tuple[str, int]:
    return ("", 0) if many.shared is not None else class_legend(many.reading(ledger, part), (), sheet, x, width)


def _legend(ledger: Ledger, many: Multiples, sheet: Sheet) -> tuple[str, int]:
    if many.form == "series" or many.shared is None or not many.parts:
        return "", 0
    return class_legend(many.reading(ledger, many.parts[0]), (), sheet, MARGIN, sheet.room, outside_label(many.parts[0].view))


def _heading(ledger: Ledger, many: Multiples, part: Small, pane: Pane, sheet: Sheet, width: float) -> str:
    told, highest, _ = tell_part(ledger, many, part)
    name, size = (NAME + 2 if sheet.bare else NAME), sheet.letters(SAID)
    whole = f"{told}; highest {highest}" if highest else told
    fits = not sheet.bare or text_width(whole, size) <= width
    said = wrap(whole if fits else told, width, size, max_lines=1 if sheet.bare else 2)
    first = pane.y - (7 if sheet.bare else 22)
    lines = [text(line, pane.x, first + 14 * i, size, sheet.theme.muted) for i, line in enumerate(said)]
    title = shorten(part.title, width, name, bold=True)
    return text(title, pane.x, pane.y - (26 if sheet.bare else 38), name, sheet.theme.ink, weight=700) + "".join(lines)


def _charts(ledger: Ledger, many: Multiples, _assets: Path, sheet: Sheet, grid: Grid) -> tuple[list[str], float]:
    plots = _plots(ledger, many)
    step = HEADING + grid.chart + BELOW + grid.between
    parts = []
    for i, (part, plot) in enumerate(zip(many.parts, plots, strict=True)):
        pane = Pane(grid.x(i), TOP + HEADING + (i // grid.columns) * step, grid.width)
        parts.append(_heading(ledger, many, part, pane, sheet, grid.width))
        none = text("nothing that can be drawn", pane.x, pane.y + 40, sheet.letters(SAID), sheet.theme.muted)
        parts.append(_chart(plot, pane, sheet, grid.chart) if plot else none)
    return parts, (-(-len(many.parts) // grid.columns)) * step


def _plots(ledger: Ledger, many: Multiples) -> list[Plot | None]:
    """One plot a part; on one scale of figures and time unless each has its own."""
    drawn = [(part, drawn_series(ledger, part)) for part in many.parts]
    plots = [
        scale_plot(
            data, answers.view_date(ledger, part.view), last_day(ledger, part.view.measure, answers.view_date(ledger, part.view))
        )
        if data is not None and (len(data.points) or len(data.silent))
        else None
        for part, data in drawn
    ]
    known = [plot for plot in plots if plot]
    if many.own or not known:
        return plots
    widest = max(known, key=lambda plot: plot.top * plot.scale)
    bottom = min(plot.bottom * plot.scale for plot in known) / widest.scale
    first, last = min(plot.first for plot in known), max(plot.last for plot in known)
    return [_together(plot, widest, bottom, first, last) if plot else None for plot in plots]


def _together(plot: Plot, widest: Plot, bottom: float, first: np.datetime64, last: np.datetime64) -> Plot:
    """The plot on the axes that all share; an index keeps its unit, which names the day of its own 100."""
    unit = plot.unit if plot.data.bases else widest.unit
    return replace(plot, scale=widest.scale, unit=unit, bottom=bottom, top=widest.top, first=first, last=last)


def _chart(plot: Plot, pane: Pane, sheet: Sheet, height: float) -> str:
    area = Area(plot, pane.x + LEFT, pane.y + 24, pane.width - LEFT, height - 24)
    unit = text(plot.axis_title, pane.x + LEFT, pane.y + 14, sheet.letters(SAID), sheet.theme.muted)
    lines = [draw_line(area, line, column, sheet) for line, column in by_line(plot.data).items()]
    return "".join([unit, draw_axes(area, sheet, few=True), draw_silences(area, sheet), *lines])


def _foot(ledger: Ledger, many: Multiples, view: View, sheet: Sheet, above: str) -> list[str]:
    """Sources of all parts with their licences, and what makes the picture again."""
    views = [part.view for part in many.parts] or [view]
    named = dict.fromkeys(
        source for one in views for source in sentences.sources_line(ledger, one).removeprefix("Sources: ").split("; ")
    )
    notes = []
    if many.form == "series":
        drawn = [(part, drawn_series(ledger, part)) for part in many.parts]
        notes = [f"{part.title}: {told}" for part, data in drawn if data is not None for told in data.said]
    return foot_lines(ledger, view, sheet, notes, "Sources: " + "; ".join(named), above=above)
