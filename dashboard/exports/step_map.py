"""The map of a step as one SVG with its own colours and legend, for files that read no style sheet."""

from __future__ import annotations

from pathlib import Path

from dashboard.domain.story import Step
from dashboard.exports.fonts import FONT_FAMILY
from dashboard.exports.step_picture import DASHED, step_dots
from dashboard.exports.svg import text, xml
from dashboard.exports.world import SIZE, step_box, world_paths
from dashboard.figures.lettering import text_width
from dashboard.figures.palette import LIGHT, PALE, PALE_LINE, Theme
from dashboard.figures.reading import FIRST_CLASS
from dashboard.figures.step_content import HIDDEN, Told, told
from dashboard.geography.shapes import all_shapes
from dashboard.ledger.store import Ledger

WIDTH, MAP_HEIGHT = 900.0, 500.0
LETTER, ROW, SWATCH = 16, 28, 26


def step_map(ledger: Ledger, step: Step, assets: Path, theme: Theme = LIGHT) -> str:
    """The map of the step's area with its legend, 900 units across; valid XML without any reference to the outside."""
    shown, box = told(ledger, step, assets), step_box(step)
    height = min(MAP_HEIGHT, WIDTH * box[3] / box[2])
    legend, rows = _legend(shown, theme, height + ROW)
    whole = height + ROW * (rows + 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {whole:g}" width="{WIDTH:g}" height="{whole:g}" '
        f'font-family="{xml(FONT_FAMILY)}">{_patterns(shown, theme, box[2] / WIDTH)}'
        f'<svg x="0" y="0" width="{WIDTH:g}" height="{height:g}" viewBox="{" ".join(f"{part:g}" for part in box)}">'
        f"{_shapes(ledger, step, shown, theme, assets)}</svg>{legend}</svg>"
    )


def _shapes(ledger: Ledger, step: Step, shown: Told, theme: Theme, assets: Path) -> str:
    scale, paths = step_box(step)[2] / WIDTH, dict(world_paths(assets))
    drawn = [
        (shape, _fill(code, shown, theme), host)
        for shape, code, host in zip(all_shapes(assets, SIZE).ids, shown.codes, shown.hosts, strict=True)
        if code != HIDDEN
    ]
    lands = [
        f'<path d="{paths[shape]}" fill="{fill}" {_line(shape, fill, host in shown.outside, shown, theme, scale)}/>'
        for shape, fill, host in sorted(drawn, key=lambda one: one[2] not in shown.outside)
    ]
    rings = [
        f'<path d="{paths[shape]}" fill="none" stroke="{theme.accent}" stroke-width="{2 * scale:.2f}"/>'
        for shape, _, host in drawn
        if host in step.focus
    ]
    dots = [
        f'<circle cx="{x:g}" cy="{y:g}" r="{3 * scale:.2f}" fill="{_fill(code, shown, theme)}"{_pale(host in shown.outside)} '
        f'stroke="{_edge(host, step, shown, theme)}" stroke-width="{0.6 * scale:.2f}"/>'
        for host, x, y, code in step_dots(ledger, shown, assets)
    ]
    return "".join([*lands, *dots, *rings])


def _line(shape: str, fill: str, outside: bool, shown: Told, theme: Theme, scale: float) -> str:
    """The border of a shape, and how much of its fill is left."""
    merged = "none" if outside else fill
    colour = merged if shape in shown.merged else theme.faint if outside else theme.border
    width = PALE_LINE if outside else 0.6
    return f'stroke="{colour}" stroke-width="{width * scale:.2f}"{DASHED if shape in shown.disputed else ""}{_pale(outside)}'


def _pale(outside: bool) -> str:
    return f' fill-opacity="{PALE}"' if outside else ""


def _edge(host: str, step: Step, shown: Told, theme: Theme) -> str:
    return theme.accent if host in step.focus else theme.faint if host in shown.outside else theme.ink


def _fill(code: int, shown: Told, theme: Theme) -> str:
    named = {1: "none", 2: "withheld", 3: "bound", 5: "bars", 7: "both"}
    if code >= FIRST_CLASS:
        return f"url(#dots-{code})" if code in shown.stippled else shown.colours[theme.name][code - FIRST_CLASS]
    return f"url(#{named[code]})" if code in named else {0: theme.empty}.get(code, theme.paper)


def _patterns(shown: Told, theme: Theme, scale: float) -> str:
    def made(name: str, size: int, turn: int, ground: str, inside: str) -> str:
        turned = f'patternUnits="userSpaceOnUse" patternTransform="rotate({turn}) scale({scale:.3f})"'
        box = f'width="{size}" height="{size}"'
        return f'<pattern id="{name}" {box} {turned}><rect {box} fill="{ground}"/>{inside}</pattern>'

    bar = '<rect width="{w}" height="{h}" fill="{c}"/>'
    dot = f'<circle cx="2.5" cy="2.5" r="0.9" fill="{theme.muted}"/>'
    parts = [
        made("withheld", 6, 45, theme.hatch_ground, bar.format(w=2, h=6, c=theme.hatch)), made("none", 5, 0, theme.paper, dot),
        made("bound", 9, -45, theme.paper, bar.format(w=2, h=9, c="#c98a3d")),
        made("bars", 4, 0, theme.paper, bar.format(w=4, h=1, c=theme.muted)),
        made("both", 10, 45, "#c99345", bar.format(w=5, h=10, c="#4fa69d")),
        *(made(f"dots-{code}", 6, 0, shown.colours[theme.name][code - FIRST_CLASS], dot) for code in shown.stippled),
    ]  # fmt: skip
    return f"<defs>{''.join(parts)}</defs>"


def _legend(shown: Told, theme: Theme, top: float) -> tuple[str, int]:
    """The classes and silent looks that the map has, wrapped to the width; and the number of rows."""
    x, row, parts = 0.0, 0, []
    edge = f'stroke="{theme.muted}" stroke-width="0.5"'
    for code, words, count in shown.legend:
        if not count and code < FIRST_CLASS:
            continue
        label = f"{words}  {count:,}"
        width = SWATCH + 8 + text_width(label, LETTER) + 18
        if x + width > WIDTH:
            x, row = 0.0, row + 1
        y = top + ROW * row
        box = f'<rect x="{x:.1f}" y="{y - 13:.1f}" width="{SWATCH}" height="15" fill="{_fill(code, shown, theme)}" {edge}/>'
        parts += [box, text(label, x + SWATCH + 8, y, LETTER, theme.ink)]
        x += width
    return "".join(parts), row + 1
