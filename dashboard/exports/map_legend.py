"""The legend of a map as a picture: each class and each kind of nothing with its swatch and the number of its places."""

from __future__ import annotations

from dashboard.exports.svg import MARGIN, Sheet, swatch_line, text
from dashboard.figures.lettering import text_width
from dashboard.figures.palette import PALE, PALE_LINE, Theme
from dashboard.figures.reading import Reading, group_starts, group_title

SWATCH, LEGEND_TEXT, LEGEND_ROW, LEGEND_GAP = 22, 14, 26, 12


def legend_svg(reading: Reading, entries: list[tuple[int, str, int]], sheet: Sheet, outside: str = "") -> tuple[str, int]:
    """The legend, wrapped to the width, and its height; the title of a group of classes stands once, before its first class.

    ``outside`` says what the pale places are, where there are any.
    """
    theme = sheet.theme
    x, y, parts = float(MARGIN), 0, []
    for code, words, places in entries:
        group = group_title(reading, code)
        label, title = words.removeprefix(f"{group}: "), f"{group}:" if group and group_starts(reading, code) else ""
        before = text_width(title, LEGEND_TEXT) + 8 if title else 0.0
        width = before + SWATCH + 7 + text_width(f"{label}  {max(places, 100):,}", LEGEND_TEXT)
        if x + width > sheet.width - MARGIN or (title and x > MARGIN):
            x, y = float(MARGIN), y + LEGEND_ROW
        outline = swatch_line(code, theme)
        parts += [text(title, x, y + 12, LEGEND_TEXT, theme.ink)] if title else []
        parts.append(f'<rect x="{x + before:.1f}" y="{y}" width="{SWATCH}" height="14" fill="{sheet.fill(code)}"{outline}/>')
        parts.append(_counted(label, f"{places:,}", x + before + SWATCH + 7, y + 12, theme))
        x += width + LEGEND_GAP
    if outside:
        if x + SWATCH + 7 + text_width(outside, LEGEND_TEXT) > sheet.width - MARGIN:
            x, y = float(MARGIN), y + LEGEND_ROW
        parts += [_pale_swatch(x, y, sheet), text(outside, x + SWATCH + 7, y + 12, LEGEND_TEXT, theme.ink)]
    return "".join(parts), y + LEGEND_ROW + 8


def legend_entry(reading: Reading, sheet: Sheet, code: int, words: str, places: int) -> tuple[str, str, str, int]:
    """One line of a legend in text: title of its group where one begins, SVG of the swatch, label, number of places."""
    group = group_title(reading, code)
    outline = swatch_line(code, sheet.theme)
    swatch = (
        f'<svg width="{SWATCH}" height="14" aria-hidden="true"><rect x="0.5" y="0.5" width="{SWATCH - 1}" height="13" '
        f'fill="{sheet.fill(code)}"{outline}/></svg>'
    )
    return (group if group_starts(reading, code) else "", swatch, words.removeprefix(f"{group}: "), places)


def _pale_swatch(x: float, y: float, sheet: Sheet) -> str:
    """Half of it in the strongest class and half in the weakest, both pale."""
    ends = zip((x, x + SWATCH / 2), (sheet.colours[0], sheet.colours[-1]), strict=True)
    halves = [
        f'<rect x="{left:.1f}" y="{y}" width="{SWATCH / 2}" height="14" fill="{end}" fill-opacity="{PALE}"/>'
        for left, end in ends
    ]
    edge = f'fill="none" stroke="{sheet.theme.faint}" stroke-width="{PALE_LINE}"'
    return "".join(halves) + f'<rect x="{x:.1f}" y="{y}" width="{SWATCH}" height="14" {edge}/>'


def _counted(label: str, places: str, x: float, y: float, theme: Theme) -> str:
    """A label with its count right behind it, however wide the font sets the label."""
    line = text(label, x, y, LEGEND_TEXT, theme.ink).removesuffix("</text>")
    return f'{line}<tspan dx="6" fill="{theme.muted}">{places}</tspan></text>'
