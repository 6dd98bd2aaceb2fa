"""Pictures in pixels, drawn from SVG by resvg without a browser, with the lineage inside the file."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

from dashboard.domain.view import View
from dashboard.errors import PresenceError
from dashboard.exports.claim_lines import traced_lineage
from dashboard.exports.fonts import FONT_FAMILY, FONT_FILES, covers
from dashboard.exports.options import ExportOptions
from dashboard.ledger.store import Ledger

# Pixels for one unit of the picture: sharp on a screen of double density and on paper.
ZOOM = 2
SIGNATURE_AND_HEAD = 33
LONGEST_KEYWORD = 79


def png(svg: str, zoom: float = ZOOM) -> bytes:
    """The picture as PNG in ``zoom`` times its size, drawn by resvg with the shipped font.

    The same on every machine, also on one without fonts; the machine's own fonts are only asked where the shipped one lacks a letter.

    Raises PresenceError (E-PNG) when the renderer is not installed.
    """
    try:
        import resvg_py
    except ImportError as error:
        raise PresenceError(
            "E-PNG", "the package resvg-py is not installed", "it to be there", cause="a platform without a ready build of it",
            next_step="export as .svg, or download the PNG from the page, where the browser draws it",
        ) from error  # fmt: skip
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg, zoom=zoom, font_files=[str(file) for file in FONT_FILES], sans_serif_family=FONT_FAMILY,
            font_family=FONT_FAMILY, skip_system_fonts=covers(svg),
        )
    )  # fmt: skip


def lineage_png(ledger: Ledger, view: View, svg: str, options: ExportOptions) -> bytes:
    """The picture as PNG that carries the View's lineage and the claims behind its figures as text."""
    return with_text(png(svg), traced_lineage(ledger, view, options).traced())


def with_text(content: bytes, words: Mapping[str, str]) -> bytes:
    """The PNG with one international text chunk a name, right after its head; the pixels are not touched."""
    chunks = b"".join(_text_chunk(name, text) for name, text in words.items())
    return content[:SIGNATURE_AND_HEAD] + chunks + content[SIGNATURE_AND_HEAD:]


def _text_chunk(name: str, text: str) -> bytes:
    """An iTXt chunk: keyword in Latin 1, no compression, no language, then UTF-8."""
    keyword = name.encode("latin-1", "replace")[:LONGEST_KEYWORD]
    body = b"iTXt" + keyword + b"\0\0\0\0\0" + text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace")
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
