"""The font that is shipped for pictures and pages made without a browser: Liberation Sans, under the SIL Open Font Licence 1.1."""

from __future__ import annotations

import re
from pathlib import Path

FONT_FAMILY = "Liberation Sans"
FONT_FOLDER = Path(__file__).resolve().parent
FONT_FILES = (FONT_FOLDER / "LiberationSans-Regular.ttf", FONT_FOLDER / "LiberationSans-Bold.ttf")
# Latin, Greek, Cyrillic and the signs of both, as the font has them; Hebrew is there too, but not its order from right to left.
COVERED = re.compile(
    "[\\s\u0020-\u007e\u00a0-\u036f\u0384-\u03ce\u0400-\u0513\u1e00-\u1e9b\u1ea0-\u1ef9\u2000-\u2010\u2012-\u2022\u2026\u2030\u2032-\u2034"
    "\u2039\u203a\u2044\u2070-\u2094\u20a0-\u20b5\u2116\u2122\u2190-\u2195\u2212\u221e\u2248\u2260\u2264\u2265\u25cf]*"
)


def covers(text: str) -> bool:
    """Whether the font has every letter of the text."""
    return COVERED.fullmatch(text) is not None
