"""Two Views as maps in one picture, and each of them alone for the page that lays one over the other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dashboard.domain.comparison import Comparison
from dashboard.domain.regions import WORLD
from dashboard.domain.view import View
from dashboard.exports.lineage import Lineage
from dashboard.exports.panes import Pane, class_counts, class_legend, draw_pane, shape_definitions, share_of
from dashboard.exports.svg import BARE_WIDTH, FOOT_ROW, MARGIN, Sheet, foot, foot_lines, head, open_sheet, text
from dashboard.figures import sentences
from dashboard.figures.lettering import shorten, text_width, wrap
from dashboard.figures.map import Mapped, map_rows
from dashboard.figures.palette import THEMES, Theme
from dashboard.figures.reading import Reading, colours_of
from dashboard.figures.two_views import Sides, both_title, difference_sentence, scale_sentence
from dashboard.figures.view_region import outside_label, part_of, rows_in_part
from dashboard.geography.shapes import all_shapes
from dashboard.ledger.store import Ledger

SIZE = "m"
WIDTH, TOP, BETWEEN, NAME, ALONE, BARE_MAP = 1600, 128, 24, 17, 960, 290


def two_maps_svg(
    ledger: Ledger,
    sides: Sides,
    asked: Comparison,
    assets: Path,
    theme: str = "light",
    lineage: Lineage | None = None,
    *,
    bare: bool = False,
) -> str:
    """Both maps side by side as SVG, valid XML without any reference to the outside, with what they differ in and both lists of sources."""
    chosen, shapes = THEMES[theme], all_shapes(assets, SIZE)
    pairs = list(zip(sides.views, sides.readings, strict=True))
    joined = [map_rows(ledger, view, shapes, reading) for view, reading in pairs]
    sheets = [replace(_sheet(ledger, view, reading, chosen, 0, bare=bare), lineage=lineage) for view, reading in pairs]
    width = (sheets[0].room - BETWEEN) / 2
    part = part_of(sides.left)
    # A map on a slide is no higher than its body, whatever the form of the part of the world.
    wide = min(width, BARE_MAP / share_of(part)) if bare else width
    panes = [Pane(MARGIN + i * (width + BETWEEN), TOP + 58, wide, share_of(part)) for i in range(2)]
    legends = _legends(ledger, sides, joined, sheets, panes)
    top = panes[0].y + panes[0].height + 10
    told = f"{difference_sentence(ledger, sides)} {scale_sentence(sides, asked)}"
    lines = _foot(ledger, sides, joined, sheets[0], told)
    height = round(top + max(h for _, h in legends) + FOOT_ROW * len(lines) + (16 if bare else 50))
    sheet = replace(sheets[0], height=height)
    title = both_title(ledger, sides)
    parts = [
        open_sheet(sheet, title), head(sheet, title, told),
        _patterns(sheets[1], sides), shape_definitions(assets, SIZE, part),
        *(_half(ledger, view, joined[i], panes[i], sheets[i], width, i) for i, view in enumerate(sides.views)),
        *(f'<g transform="translate(0 {top:.1f})">{legend}</g>' for legend, _ in legends), foot(sheet, lines), "</svg>",
    ]  # fmt: skip
    return "\n".join(parts)


def one_side_svg(
    ledger: Ledger, sides: Sides, right: bool, assets: Path, theme: str = "light", lineage: Lineage | None = None
) -> str:
    """One of the two maps alone, without words around it: both have one size, so that one may lie over the other."""
    view, reading, chosen = sides.views[right], sides.readings[right], THEMES[theme]
    pane = alone_pane(view)
    shapes, sheet = all_shapes(assets, SIZE), _sheet(ledger, view, reading, chosen, round(pane.height))
    rows = map_rows(ledger, view, shapes, reading).pieces()
    alone = replace(sheet, width=round(pane.width), lineage=lineage)
    return "\n".join(
        [
            open_sheet(alone, sentences.title(ledger, view)),
            shape_definitions(assets, SIZE, part_of(view)),
            draw_pane(ledger, view, rows, pane, alone),
            "</svg>",
        ]
    )


def alone_pane(view: View) -> Pane:
    """Where one map alone is drawn; both of two have the same."""
    return Pane(0, 0, ALONE, share_of(part_of(view)))


def _sheet(ledger: Ledger, view: View, reading: Reading, theme: Theme, height: int, *, bare: bool = False) -> Sheet:
    colours, cut = colours_of(ledger, view, reading, theme), TOP - 6 if bare else 0
    return Sheet(BARE_WIDTH if bare else WIDTH, height, theme, colours, reading.stippled, cut=cut)


def _patterns(sheet: Sheet, sides: Sides) -> str:
    """Dotted fills of the right map's own classes, where it has others than the left one."""
    if sides.shared or sheet.stippled == frozenset():
        return ""
    whole = open_sheet(sheet, "")
    return whole[whole.index("<defs>") : whole.index("</defs>") + len("</defs>")]


def _half(ledger: Ledger, view: View, joined: Mapped, pane: Pane, sheet: Sheet, width: float, place: int) -> str:
    """Title and subtitle of one map, and the map."""
    side = ("Left", "Right")[place]
    # The part of the world stands in the title over both.
    title = sentences.title(ledger, replace(view, region=WORLD))
    size, head = sheet.letters(13), f"{side}: {title}"
    # The day stands at the end of the title and is often all that tells the two apart: smaller letters before it is cut.
    named = next((one for one in range(NAME, size, -1) if text_width(head, one, bold=True) <= width), size)
    told = wrap(sentences.subtitle(ledger, view), width, size)
    words = [text(shorten(head, width, named, bold=True), pane.x, pane.y - 40, named, sheet.theme.ink, weight=700)]
    words += [text(line, pane.x, pane.y - 20 + 17 * i, size, sheet.theme.muted) for i, line in enumerate(told)]
    return "".join(words) + draw_pane(ledger, view, joined.pieces(), pane, sheet)


def _legends(ledger: Ledger, sides: Sides, joined: list[Mapped], sheets: list[Sheet], panes: list[Pane]) -> list[tuple[str, int]]:
    """One legend with the counts of both under one scale, else one below each map."""
    own = [rows_in_part(ledger.places, sides.left, one.on_map) for one in joined]
    counts = [class_counts(rows, reading) for rows, reading in zip(own, sides.readings, strict=True)]
    outside = outside_label(sides.left)
    if sides.shared:
        return [class_legend(sides.readings[0], counts, sheets[0], MARGIN, sheets[0].room, outside)]
    return [class_legend(sides.readings[i], [counts[i]], sheets[i], panes[i].x, panes[i].width, outside) for i in range(2)]


def _foot(ledger: Ledger, sides: Sides, joined: list[Mapped], sheet: Sheet, told: str) -> list[str]:
    """What is not drawn on either side, the sources of both, and the query strings that make the picture again."""
    off = [_off(side, one) for side, one in zip(("Left", "Right"), joined, strict=True) if len(one.off_map)]
    if sheet.bare:
        return foot_lines(ledger, sides.left, sheet, off, above=told)
    right = f"Right: {sides.right.encode() or 'default view'}"
    sources = [sentences.sources_line(ledger, view) for view in sides.views]
    other = [f"Right: {sources[1]}"] if sources[0] != sources[1] else []
    return foot_lines(ledger, sides.left, sheet, [*off, *other, right])


def _off(side: str, joined: Mapped) -> str:
    told = [f"{name} ({value})" for name, value in zip(joined.off_map["name"], joined.off_map["value"], strict=True)]
    return f"{side}: not on the map, {len(told)}: {'; '.join(told)}"
