"""The map as a picture that carries its own title, legend, dates, sources and licences. No browser is needed."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path

import numpy as np
import pandas as pd

from dashboard.domain.classes import classing
from dashboard.domain.view import View
from dashboard.errors import PresenceError
from dashboard.figures import sentences
from dashboard.figures.lettering import shorten, text_width, wrap
from dashboard.figures.map import CENTRE, FIRST_CLASS, legend_entries, map_rows
from dashboard.figures.palette import FONT, THEMES, Theme, sequence
from dashboard.geography.shapes import Frame, Shapes, load_shapes, path_of
from dashboard.ledger.answers import measure_of
from dashboard.ledger.store import Ledger

SIZE = "m"
MARGIN = 48
DOT = 5.0
NAMED_OFF_MAP = 6


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one picture is made with: its size, colours, and the fill of each code."""

    width: int
    height: int
    theme: Theme
    colours: tuple[str, ...]

    def fill(self, code: int) -> str:
        """Paint of a code: a colour or a pattern of the sheet."""
        silent = (self.theme.empty, "url(#none-found)", "url(#withheld)", "url(#bound)", self.theme.paper)
        return silent[code] if code < FIRST_CLASS else self.colours[code - FIRST_CLASS]


def map_svg(ledger: Ledger, view: View, assets: Path, width: int = 1600, height: int = 900, theme: str = "light") -> str:
    """The View's map as SVG, valid XML without any reference to the outside.

    Inside the picture: the sentence title, rule, date and counts, the legend with every kind of nothing, small places as circles,
    what is not on the map, sources with licences, the View's query and the generation.
    """
    sheet = Sheet(width, height, THEMES[theme], sequence(measure_of(ledger, view)))
    shapes = load_shapes(assets, SIZE)
    joined = map_rows(ledger, view, shapes)
    foot = _foot(ledger, view, joined.off_map, sheet)
    legend, legend_height = _legend(ledger, view, joined.on_map, sheet)
    top, bottom = 118, height - 34 - 19 * len(foot) - legend_height
    frame = Frame(MARGIN, top, width - 2 * MARGIN, bottom - top - 12, CENTRE)
    parts = [
        _open(ledger, view, sheet),
        _heading(ledger, view, sheet),
        _shapes(shapes, joined.on_map, frame, sheet),
        _dots(ledger, joined.on_map, frame, sheet),
        f'<g transform="translate(0 {bottom})">{legend}</g>',
        *(_text(line, MARGIN, height - 34 - 19 * (len(foot) - 1 - i), 13, sheet.theme.muted) for i, line in enumerate(foot)),
        "</svg>",
    ]
    return "\n".join(parts)


def png(svg: str) -> bytes:
    """The picture as PNG in twice its size.

    Raises PresenceError (E-PNG) when the renderer is not installed.
    """
    try:
        import resvg_py
    except ImportError as error:
        raise PresenceError(
            "E-PNG", "the package resvg-py is not installed", "it to be there", cause="a platform without a ready build of it",
            next_step="export as .svg, or download the PNG from the page, where the browser draws it",
        ) from error  # fmt: skip
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=2))


def _open(ledger: Ledger, view: View, sheet: Sheet) -> str:
    theme, title = sheet.theme, escape(sentences.title(ledger, view))
    stripe = f'<rect width="6" height="6" fill="{theme.hatch_ground}"/><rect width="2" height="6" fill="{theme.hatch}"/>'
    dots = f'<rect width="5" height="5" fill="{theme.paper}"/><circle cx="2.5" cy="2.5" r="0.9" fill="{theme.muted}"/>'
    wide = f'<rect width="9" height="9" fill="{theme.paper}"/><rect width="2" height="9" fill="{sheet.colours[2]}"/>'
    box = 'patternUnits="userSpaceOnUse"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{sheet.width}" height="{sheet.height}" viewBox="0 0 {sheet.width} {sheet.height}" '
        f'role="img" font-family="{escape(FONT)}"><title>{title}</title>'
        f'<defs><pattern id="withheld" width="6" height="6" {box} patternTransform="rotate(45)">{stripe}</pattern>'
        f'<pattern id="none-found" width="5" height="5" {box}>{dots}</pattern>'
        f'<pattern id="bound" width="9" height="9" {box} patternTransform="rotate(-45)">{wide}</pattern></defs>'
        f'<rect width="100%" height="100%" fill="{theme.paper}"/>'
    )


def _heading(ledger: Ledger, view: View, sheet: Sheet) -> str:
    room = sheet.width - 2 * MARGIN
    title = shorten(sentences.title(ledger, view), room, 32, bold=True)
    lines = wrap(sentences.subtitle(ledger, view), room, 16)
    return _text(title, MARGIN, 62, 32, sheet.theme.ink, weight=700) + "".join(
        _text(line, MARGIN, 90 + 20 * i, 16, sheet.theme.muted) for i, line in enumerate(lines)
    )


def _shapes(shapes: Shapes, rows: pd.DataFrame, frame: Frame, sheet: Sheet) -> str:
    theme = sheet.theme
    paths = []
    for rings, code, name, value in zip(shapes.rings, rows["code"], rows["name"], rows["value"], strict=True):
        path = path_of(rings, frame)
        line = f'stroke="{theme.muted}" stroke-width="0.8"' if code == 4 else f'stroke="{theme.border}" stroke-width="0.6"'
        words = f"<title>{escape(f'{name}: {value}')}</title>"
        paths += [f'<path d="{path}" fill="{sheet.fill(code)}" {line} stroke-linejoin="round">{words}</path>'] if path else []
    return "<g>" + "".join(paths) + "</g>"


def _dots(ledger: Ledger, rows: pd.DataFrame, frame: Frame, sheet: Sheet) -> str:
    places = [ledger.places.by_id[host] for host in rows["host"]]
    small = np.array([place.small for place in places]) & (rows["code"] > 0).to_numpy()
    lon = np.array([place.lon if place.lon is not None else np.nan for place in places])
    lat = np.array([place.lat if place.lat is not None else np.nan for place in places])
    x, y = frame.project(lon, lat)
    circles = [
        f'<circle cx="{x[i]:.1f}" cy="{y[i]:.1f}" r="{DOT}" fill="{sheet.fill(int(rows["code"].iloc[i]))}" stroke="{sheet.theme.ink}" '
        f'stroke-width="0.8"><title>{escape(places[i].name)}: {escape(str(rows["value"].iloc[i]))}</title></circle>'
        for i in np.flatnonzero(small)
    ]  # fmt: skip
    return "<g>" + "".join(circles) + "</g>"


def _legend(ledger: Ledger, view: View, rows: pd.DataFrame, sheet: Sheet) -> tuple[str, int]:
    """The legend, wrapped to the width, and its height."""
    theme = sheet.theme
    x, y, parts = float(MARGIN), 0, []
    for code, words, places in legend_entries(rows, classing(measure_of(ledger, view)).labels):
        count = f"{places:,}"
        width = 42 + text_width(words, 15) + text_width(count, 15) + 30
        if x + width > sheet.width - MARGIN:
            x, y = float(MARGIN), y + 28
        outline = f'stroke="{theme.muted}" stroke-width="0.8"' if code in (1, 4) else ""
        parts.append(f'<rect x="{x:.1f}" y="{y}" width="30" height="15" fill="{sheet.fill(code)}" {outline}/>')
        parts.append(_text(words, x + 38, y + 13, 15, theme.ink))
        parts.append(_text(count, x + 44 + text_width(words, 15), y + 13, 15, theme.muted))
        x += width
    return "".join(parts), y + 34


def _foot(ledger: Ledger, view: View, off_map: pd.DataFrame, sheet: Sheet) -> list[str]:
    room = sheet.width - 2 * MARGIN
    lines = list(wrap(_off_map_words(off_map), room, 13)) if len(off_map) else []
    lines += wrap(sentences.sources_line(ledger, view), room, 13, max_lines=3)
    query = view.encode() or "default view"
    return [
        *lines,
        shorten(f"Presence Atlas · {query} · ledger {ledger.generation} · shapes: Natural Earth, public domain", room, 13),
    ]


def _off_map_words(off_map: pd.DataFrame) -> str:
    told = [f"{name} ({value})" for name, value in zip(off_map["name"], off_map["value"], strict=True)]
    more = f"; and {len(told) - NAMED_OFF_MAP} more" if len(told) > NAMED_OFF_MAP else ""
    return "Not on the map: " + "; ".join(told[:NAMED_OFF_MAP]) + more


def _text(words: str, x: float, y: float, size: int, colour: str, weight: int = 400) -> str:
    return f'<text x="{x:.1f}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{colour}">{escape(words)}</text>'
