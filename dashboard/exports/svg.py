"""Pieces of a picture: text that is escaped and fits, patterns for silence, the frame of a sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from dashboard.domain.view import View
from dashboard.figures import sentences
from dashboard.figures.lettering import shorten, wrap
from dashboard.figures.palette import FONT, Theme, diverging
from dashboard.figures.reading import FIRST_CLASS
from dashboard.figures.standing_now import rows_on_day
from dashboard.ledger.store import Ledger

MARGIN = 48
FOOT_SIZE, FOOT_ROW, BOTTOM = 13, 19, 30
# XML 1.0 has no way to write these, not even escaped.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one picture is made with: its size, colours, and the fill of each code of the map."""

    width: int
    height: int
    theme: Theme
    colours: tuple[str, ...]
    stippled: frozenset[int] = frozenset()

    @property
    def room(self) -> int:
        """Width between the margins."""
        return self.width - 2 * MARGIN

    def fill(self, code: int) -> str:
        """Paint of a code: a colour or a pattern of the sheet."""
        patterns = ("none-found", "withheld", "bound", "", "no-denominator", "", "disputed")
        plain = {0: self.theme.empty, 4: self.theme.paper, 6: self.theme.paper}
        if code < FIRST_CLASS:
            return plain.get(code) or f"url(#{patterns[code - 1]})"
        return f"url(#dots-{code})" if code in self.stippled else self.colours[code - FIRST_CLASS]


def xml(words: str) -> str:
    """Words safe in XML text and attributes; characters that XML cannot hold become a replacement mark."""
    return escape(UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", words))


def text(words: str, x: float, y: float, size: int, colour: str, *, weight: int = 400, anchor: str = "start") -> str:
    """One line of text with its base line at ``y``."""
    placed = "" if anchor == "start" else f' text-anchor="{anchor}"'
    weighted = "" if weight == 400 else f' font-weight="{weight}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}"{weighted}{placed}>{xml(words)}</text>'


def open_sheet(sheet: Sheet, title: str) -> str:
    """The opening tag with title, the patterns and the ground; the sheet is closed with ``</svg>``."""
    theme, size = sheet.theme, f'width="{sheet.width}" height="{sheet.height}" viewBox="0 0 {sheet.width} {sheet.height}"'
    stripe = f'<rect width="6" height="6" fill="{theme.hatch_ground}"/><rect width="2" height="6" fill="{theme.hatch}"/>'
    dots = f'<rect width="5" height="5" fill="{theme.paper}"/><circle cx="2.5" cy="2.5" r="0.9" fill="{theme.muted}"/>'
    middle = sheet.colours[min(2, len(sheet.colours) - 1)]
    wide = f'<rect width="9" height="9" fill="{theme.paper}"/><rect width="2" height="9" fill="{middle}"/>'
    box = 'patternUnits="userSpaceOnUse"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-family="{xml(FONT)}"><title>{xml(title)}</title>'
        f'<defs><pattern id="withheld" width="6" height="6" {box} patternTransform="rotate(45)">{stripe}</pattern>'
        f'<pattern id="none-found" width="5" height="5" {box}>{dots}</pattern>'
        f'<pattern id="bound" width="9" height="9" {box} patternTransform="rotate(-45)">{wide}</pattern>{_more_patterns(sheet, box)}</defs>'
        f'<rect width="100%" height="100%" fill="{theme.paper}"/>'
    )


def _more_patterns(sheet: Sheet, box: str) -> str:
    """Patterns of ratios without a denominator, of disputed changes, and of figures that one source alone gives."""
    theme, ends = sheet.theme, diverging(sheet.theme)
    bars = f'<rect width="4" height="4" fill="{theme.paper}"/><rect width="4" height="1" fill="{theme.muted}"/>'
    both = f'<rect width="10" height="10" fill="{ends[1]}"/><rect width="5" height="10" fill="{ends[4]}"/>'
    dots = [
        f'<pattern id="dots-{code}" width="6" height="6" {box}><rect width="6" height="6" fill="{sheet.colours[code - FIRST_CLASS]}"/>'
        f'<circle cx="3" cy="3" r="1" fill="{theme.paper}"/></pattern>'
        for code in sorted(sheet.stippled)
    ]
    return (
        f'<pattern id="no-denominator" width="4" height="4" {box}>{bars}</pattern>'
        f'<pattern id="disputed" width="10" height="10" {box} patternTransform="rotate(45)">{both}</pattern>{"".join(dots)}'
    )


def head(sheet: Sheet, title: str, subtitle: str) -> str:
    """Title and subtitle at the top; they end above 118 pixels."""
    lines = wrap(subtitle, sheet.room, 16)
    told = [text(line, MARGIN, 90 + 20 * i, 16, sheet.theme.muted) for i, line in enumerate(lines)]
    return text(shorten(title, sheet.room, 32, bold=True), MARGIN, 62, 32, sheet.theme.ink, weight=700) + "".join(told)


def foot_lines(ledger: Ledger, view: View, sheet: Sheet, notes: Sequence[str], sources: str = "") -> list[str]:
    """Notes, who is counted, sources with licences, and what makes the picture again: query and generation."""
    rows = rows_on_day(ledger, view)
    counted = () if sources else (sentences.definitions_line(ledger, view, rows), sentences.divided_line(ledger, view, rows))
    told = [line for note in (*notes, *counted) if note for line in wrap(note, sheet.room, FOOT_SIZE)]
    told += wrap(sources or sentences.sources_line(ledger, view), sheet.room, FOOT_SIZE, max_lines=4)
    query = view.encode() or "default view"
    made = f"Presence Atlas · {query} · ledger {ledger.generation}" + (
        "" if sources else " · shapes: Natural Earth, public domain"
    )
    return [*told, shorten(made, sheet.room, FOOT_SIZE)]


def foot(sheet: Sheet, lines: Sequence[str]) -> str:
    """Lines at the bottom of the sheet, the last one lowest."""
    first = sheet.height - BOTTOM - FOOT_ROW * (len(lines) - 1)
    return "".join(text(line, MARGIN, first + FOOT_ROW * i, FOOT_SIZE, sheet.theme.muted) for i, line in enumerate(lines))
