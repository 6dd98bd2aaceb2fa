"""Senders down and hosts across: each cell in its class with its figure; what is not known is grey or patterned, nothing is added up."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from dashboard.domain.view import View
from dashboard.exports.lineage import Lineage
from dashboard.exports.panes import class_legend
from dashboard.exports.svg import BARE_WIDTH, FOOT_ROW, MARGIN, Sheet, foot, foot_lines, head, open_sheet, text, xml
from dashboard.figures import sentences
from dashboard.figures.comparing import matrix
from dashboard.figures.group_words import matrix_words
from dashboard.figures.lettering import shorten, text_width
from dashboard.figures.palette import THEMES, Theme
from dashboard.figures.reading import FIRST_CLASS, colours_of, reading_of
from dashboard.figures.series_scale import short_figure
from dashboard.ledger.store import Ledger

WIDTH, TOP, NAME, LETTERS, LARGE = 1600, 128, 168, 12, 15
# Room for the names of hosts, which stand aslant, and what a name may take there.
ASLANT, HIGH, LONGEST = -50, 112, 138
NOT_COLLECTED = 0
SCALES = {1e12: "tn", 1e9: "bn", 1e6: "m", 1e4: "k"}
Row = Mapping[Hashable, object]


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the cells stand: names of senders left of ``left``, those of hosts above ``top``."""

    left: float
    top: float
    width: float
    height: float

    def place(self, row: int, column: int) -> tuple[float, float]:
        """Left upper corner of a cell."""
        return self.left + self.width * column, self.top + self.height * row


def matrix_svg(
    ledger: Ledger, view: View, limit: int, theme: str = "light", lineage: Lineage | None = None, *, bare: bool = False
) -> str:
    """The matrix as SVG, valid XML without any reference to the outside; every cell says its pair and its figure in words."""
    rows, senders, hosts = matrix(ledger, view, limit)
    reading, chosen = reading_of(ledger, replace(view, compare="level", per="none", host=())), THEMES[theme]
    wide, cut = BARE_WIDTH if bare else WIDTH, TOP - 12 if bare else 0
    sheet = Sheet(wide, 0, chosen, colours_of(ledger, view, reading, chosen), reading.stippled, lineage=lineage, cut=cut)
    down, across = _order(rows, "sender"), _order(rows, "host")
    shown = matrix_words(ledger, view, rows, senders, hosts)
    told = f"{shown} · ~ the middle of a range · {sentences.known_words(view)}"
    lines = foot_lines(ledger, view, sheet, [], mapped=False, above=told)
    grid = _grid(sheet, len(across), len(down))
    legend, legend_height = class_legend(reading, (), sheet, MARGIN, sheet.room)
    bottom = grid.top + grid.height * max(len(down), 2) + 14
    sheet = replace(sheet, height=round(bottom + legend_height + FOOT_ROW * len(lines) + (0 if bare else 40)))
    title = sentences.title(ledger, view)
    parts = [open_sheet(sheet, title), head(sheet, title, told), *_names(down, across, grid, sheet)]
    parts += _cells(rows, down, across, grid, sheet)
    if rows.empty:
        parts.append(text("No source has a statement in force on this date.", MARGIN, grid.top, 16, chosen.muted))
    return "\n".join([*parts, f'<g transform="translate(0 {bottom:.1f})">{legend}</g>', foot(sheet, lines), "</svg>"])


def _order(rows: pd.DataFrame, key: str) -> dict[str, str]:
    """Ids and names of the senders or hosts in their order."""
    kept = rows.drop_duplicates(key).sort_values(key)
    return dict(zip(kept[key].astype("str"), kept[f"{key}_name"].astype("str"), strict=True))


def _grid(sheet: Sheet, columns: int, rows: int) -> Grid:
    """The last name of a host leans out of the grid by as much as it is high."""
    left = MARGIN + NAME
    width = (sheet.width - MARGIN - HIGH - left) / max(columns, 1)
    return Grid(left, TOP + HIGH, min(width, 120), min(26, 320 / max(rows, 1)) if sheet.bare else 24)


def _names(down: dict[str, str], across: dict[str, str], grid: Grid, sheet: Sheet) -> list[str]:
    size, ink = LARGE if sheet.bare else LETTERS + 1, sheet.theme.ink
    parts = []
    for row, name in enumerate(down.values()):
        y = grid.place(row, 0)[1] + grid.height / 2 + 5
        parts.append(text(shorten(name, NAME - 12, size), grid.left - 10, y, size, ink, anchor="end"))
    for column, name in enumerate(across.values()):
        x = grid.place(0, column)[0] + grid.width / 2
        turned = f'transform="translate({x:.1f} {grid.top - 8:.1f}) rotate({ASLANT})"'
        parts.append(f"<g {turned}>{text(shorten(name, LONGEST, size), 0, 0, size, ink)}</g>")
    return parts


def _cells(rows: pd.DataFrame, down: dict[str, str], across: dict[str, str], grid: Grid, sheet: Sheet) -> list[str]:
    """The ground is what is not collected; on it the cells of which something is known."""
    line, (right, bottom) = sheet.theme.paper, grid.place(len(down), len(across))
    ground = f'x="{grid.left}" y="{grid.top}" width="{right - grid.left:.1f}" height="{bottom - grid.top:.1f}"'
    frame = [f'<rect {ground} fill="{sheet.fill(NOT_COLLECTED)}"/>'] if len(rows) else []
    frame += [f'<path d="M{grid.left} {grid.place(row, 0)[1]:.1f}H{right:.1f}" stroke="{line}"/>' for row in range(len(down) + 1)]
    frame += [
        f'<path d="M{grid.place(0, column)[0]:.1f} {grid.top}V{bottom:.1f}" stroke="{line}"/>'
        for column in range(len(across) + 1)
    ]
    places = [{name: place for place, name in enumerate(names)} for names in (down, across)]
    return frame + [
        _cell(row, *grid.place(places[0][str(row["sender"])], places[1][str(row["host"])]), grid, sheet)
        for row in rows.to_dict("records")
    ]


def _cell(row: Row, x: float, y: float, grid: Grid, sheet: Sheet) -> str:
    code, words = int(str(row["code"])), str(row["words"])
    size = LARGE if sheet.bare else LETTERS
    forms = _forms(float(str(row["level"])), ranged="(" in words)
    box = f'x="{x + 1:.1f}" y="{y + 1:.1f}" width="{grid.width - 2:.1f}" height="{grid.height - 2:.1f}"'
    said = next((form for form in forms if text_width(form, size) <= grid.width - 4), "")
    ink = _ink(sheet.fill(code), sheet.theme)
    figure = text(said, x + grid.width / 2, y + grid.height / 2 + size * 0.36, size, ink, anchor="middle") if said else ""
    told = xml(f"{row['sender_name']} in {row['host_name']}: {words}")
    places = f'data-sender="{xml(str(row["sender"]))}" data-place="{xml(str(row["host"]))}"'
    line = f' stroke="{sheet.theme.muted}" stroke-width="0.8"' if code < FIRST_CLASS else ""
    return f'<g {places}><title>{told}</title><rect {box} fill="{sheet.fill(code)}"{line}/>{figure}</g>'


def _forms(level: float, *, ranged: bool) -> tuple[str, ...]:
    """A figure in three digits, or as it is where it is small, and in thousands where that has no room; none where there is none."""
    if pd.isna(level):
        return ()
    scale = next((one for one in SCALES if abs(level) >= one), 1.0)
    unit = 1e3 if scale == 1e4 else scale
    told = f"{short_figure(level / unit)}{SCALES[scale]}" if scale > 1 else f"{level:,.4g}" if level % 1 else f"{level:,.0f}"
    if scale > 1 or abs(level) < 1e3:
        return (f"~{told}" if ranged else told,)
    thousands = f"{short_figure(level / 1e3)}k"
    # Of a range the middle may be rounded further: it is no figure that anybody gave.
    return (f"~{told}", f"~{thousands}", f"~{level / 1e3:.2g}k") if ranged else (told, thousands)


def _ink(fill: str, theme: Theme) -> str:
    """Letters that stand out from their ground: those of the theme or those of its paper, whichever differs more in lightness."""
    if not fill.startswith("#"):
        return theme.ink
    ground = _lightness(fill)
    return max((theme.ink, theme.paper), key=lambda one: abs(_lightness(one) - ground))


def _lightness(colour: str) -> float:
    """Relative luminance as contrast is reckoned, its root taken so that differences are even."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return float((0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]) ** 0.42)
