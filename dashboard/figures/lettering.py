"""Estimates the width of text without a font, wraps and shortens it, and escapes it for figures."""

from __future__ import annotations

import html
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate, takewhile

ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
# Advance widths in units of the type size. They follow DejaVu Sans, the widest of the usual system fonts, so that a line that is
# estimated to fit does fit in Arial, Segoe UI and Helvetica as well.
NARROW = dict.fromkeys("ijl|!'’.,:;ıI·", 0.34) | dict.fromkeys('ft()[]-/rJ"“”', 0.44)
WIDE = dict.fromkeys("mwMWGOQDHNU%@—+=×", 0.88) | dict.fromkeys("mM@%W—", 1.0)
WIDTHS = NARROW | WIDE | {" ": 0.33, "–": 0.52, ELLIPSIS: 1.0}
LOWER, UPPER, OTHER = 0.63, 0.74, 1.05
BOLD = 1.1


def label(text: str) -> str:
    """Text from data, safe inside a Plotly figure: markup is shown as characters and never interpreted."""
    return html.escape(str(text), quote=False)


def one_line(text: str) -> str:
    """The text without line breaks, so that it cannot forge another line or field."""
    return " ".join(text.split())


@lru_cache(maxsize=8192)
def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width in pixels that ``text`` takes at most when set in ``size`` pixels in one of the usual system fonts."""
    units = 0.0
    for letter in text:
        units += _advance(letter)
    return _pixels(units, size, bold)


def wrap(text: str, width: float, size: float, *, max_lines: int = 2, bold: bool = False) -> tuple[str, ...]:
    """``text`` in lines of at most ``width`` pixels, broken at spaces; an ellipsis ends the last when words are left over."""
    lines: list[str] = []
    rest = text.split()
    while rest and len(lines) < max_lines - 1:
        fits = _words_that_fit(rest, width, size, bold)
        lines.append(shorten(" ".join(rest[:fits]), width, size, bold=bold))
        rest = rest[fits:]
    return (*lines, shorten(" ".join(rest), width, size, bold=bold)) if rest else tuple(lines)


def shorten(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """``text``, cut with an ellipsis where it would be wider than ``width`` pixels.

    No letter beyond the width is looked at, so that a text of any length takes no longer than the room it gets.
    """
    reached = list(takewhile(lambda units: _pixels(units, size, bold) <= width, accumulate(map(_advance, text))))
    if len(reached) == len(text):
        return text
    kept = bisect_right(reached, width, key=lambda units: _pixels(units + WIDTHS[ELLIPSIS], size, bold))
    return text[:kept].rstrip(" ,;·–(") + ELLIPSIS


def _words_that_fit(words: list[str], width: float, size: float, bold: bool) -> int:
    count = 1
    while count < len(words) and text_width(" ".join(words[: count + 1]), size, bold) <= width:
        count += 1
    return count


def _pixels(units: float, size: float, bold: bool) -> float:
    return units * size * (BOLD if bold else 1.0)


def _advance(letter: str) -> float:
    return WIDTHS.get(letter) or _width(letter)


def _width(letter: str) -> float:
    if ord(letter) > 0x2E7F:
        return OTHER
    return UPPER if letter.isupper() else LOWER
