"""Pieces of a picture: text that is escaped and fits, patterns for silence, the frame of a sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from dashboard.domain.view import View
from dashboard.exports.lineage import Lineage
from dashboard.exports.marking import look_of
from dashboard.exports.options import SIZES, ExportOptions
from dashboard.figures import sentences
from dashboard.figures.group_words import group_lines
from dashboard.figures.lettering import shorten, text_width, wrap
from dashboard.figures.palette import FONT, THEMES, Theme, diverging
from dashboard.figures.reading import FIRST_CLASS, NO_PAIR, OUTLINED
from dashboard.figures.view_rows import rows_on_day
from dashboard.geography.shapes import Frame
from dashboard.ledger.store import Ledger

MARGIN = 48
FOOT_SIZE, FOOT_ROW, BOTTOM = 13, 19, 30
# Lines that many sources with their licences may take below a picture that grows with them.
MANY_SOURCES = 16
# Below a picture of one size they take room from the map.
MAP_SOURCES = 8
TITLE_SIZES = (32, 28, 24, 20, 17)
# Height of the band that carries a handling marking, above and below the picture.
BAND, BAND_SIZE = 30, 15
# A picture inside a talk or on a slide, which have title and sources of their own: its units across, how high its body may become, and
# its smallest letters, so that none is under 20 pixels of a screen of 1080 lines.
BARE_WIDTH, BARE_BODY, BARE_LETTERS, BARE_FOOT = 1280, 440, 15, 3
RDF, DUBLIN_CORE, OWN = (
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://purl.org/dc/elements/1.1/",
    "urn:presence-atlas:lineage",
)
ROOT_SIZE = re.compile(r'<svg [^>]*?\bwidth="([\d.]+)" height="([\d.]+)"')
# XML 1.0 has no way to write these, not even escaped.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one picture is made with: its size, colours, the fill of each code of the map, and what it has to carry.

    Attributes:
        width, height: in units of the drawing, without the bands of a marking.
        theme, colours: tokens, and one colour a class.
        stippled: codes that are drawn with dots.
        lined: codes that are drawn with lines, so that a picture without colours tells them from others of their lightness.
        scale: shown units for one unit of the drawing; all type and lines grow with it.
        marking: the handling marking in a band above and below; empty: none.
        lineage: what goes into the metadata and the last line.
        cut: where a picture begins that is bare, without title, sources and margins; 0: it has them.
    """

    width: float
    height: float
    theme: Theme
    colours: tuple[str, ...]
    stippled: frozenset[int] = frozenset()
    scale: float = 1.0
    marking: str = ""
    lineage: Lineage | None = None
    lined: frozenset[int] = frozenset()
    cut: float = 0.0

    @property
    def bare(self) -> bool:
        """Whether a page or slide around it tells title, days, rule and sources."""
        return self.cut > 0

    def letters(self, size: int) -> int:
        """A size of type as it is set on this sheet."""
        return max(size, BARE_LETTERS) if self.bare else size

    @property
    def room(self) -> float:
        """Width between the margins."""
        return self.width - 2 * MARGIN

    @property
    def band(self) -> int:
        """Height of the band of the marking."""
        return BAND if self.marking else 0

    @property
    def whole(self) -> float:
        """Height with both bands."""
        return self.height + 2 * self.band

    def fill(self, code: int) -> str:
        """Paint of a code: a colour or a pattern of the sheet."""
        patterns = ("none-found", "withheld", "bound", "", "no-denominator", "", "disputed")
        plain = {0: self.theme.empty, 4: self.theme.paper, 6: self.theme.paper}
        if code < FIRST_CLASS:
            return plain.get(code) or f"url(#{patterns[code - 1]})"
        if code in self.lined:
            return f"url(#lines-{code})"
        return f"url(#dots-{code})" if code in self.stippled else self.colours[code - FIRST_CLASS]


def sheet_of(
    options: ExportOptions,
    colours: tuple[str, ...],
    lineage: Lineage | None = None,
    stippled: frozenset[int] = frozenset(),
    lined: frozenset[int] = frozenset(),
) -> Sheet:
    """The sheet of one of the sizes: the larger its type is set, the fewer units the drawing has for everything."""
    size, scale = SIZES[options.size], options.type_scale
    bands = 2 * BAND if options.marking else 0
    width, height, theme = size.width / scale, size.height / scale - bands, THEMES[options.theme]
    return Sheet(width, height, theme, colours, stippled, scale, options.marking, lineage, lined)


def xml(words: str) -> str:
    """Words safe in XML text and attributes; characters that XML cannot hold become a replacement mark."""
    return escape(UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", words))


def text(words: str, x: float, y: float, size: int, colour: str, *, weight: int = 400, anchor: str = "start") -> str:
    """One line of text with its base line at ``y``."""
    placed = "" if anchor == "start" else f' text-anchor="{anchor}"'
    weighted = "" if weight == 400 else f' font-weight="{weight}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}"{weighted}{placed}>{xml(words)}</text>'


def swatch_line(code: int, theme: Theme) -> str:
    """The line around the swatch of a code, as on the map; empty where its fill is enough."""
    dash = ' stroke-dasharray="4 2"' if code == NO_PAIR else ""
    return f' stroke="{theme.muted}" stroke-width="0.8"{dash}' if code in OUTLINED else ""


def cut_at(box: Frame, drawn: str) -> str:
    """What is drawn, cut at the edges of the map: around a part of the world lies the rest of it."""
    place = f'x="{box.x0:.1f}" y="{box.y0:.1f}" width="{box.width:.1f}" height="{box.height:.1f}"'
    return f'<svg {place} viewBox="{box.x0:.1f} {box.y0:.1f} {box.width:.1f} {box.height:.1f}" overflow="hidden">{drawn}</svg>'


def open_sheet(sheet: Sheet, title: str) -> str:
    """The opening tag with title, lineage, the patterns, the ground and the marking; `close_sheet` ends it."""
    theme, size = sheet.theme, _size(sheet)
    stripe = f'<rect width="6" height="6" fill="{theme.hatch_ground}"/><rect width="2" height="6" fill="{theme.hatch}"/>'
    dots = f'<rect width="5" height="5" fill="{theme.paper}"/><circle cx="2.5" cy="2.5" r="0.9" fill="{theme.muted}"/>'
    middle = sheet.colours[min(2, len(sheet.colours) - 1)]
    wide = f'<rect width="9" height="9" fill="{theme.paper}"/><rect width="2" height="9" fill="{middle}"/>'
    box = 'patternUnits="userSpaceOnUse"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-family="{xml(FONT)}"><title>{xml(title)}</title>'
        f"{_metadata(sheet.lineage) if sheet.lineage else ''}<defs>"
        f'<pattern id="withheld" width="6" height="6" {box} patternTransform="rotate(45)">{stripe}</pattern>'
        f'<pattern id="none-found" width="5" height="5" {box}>{dots}</pattern>'
        f'<pattern id="bound" width="9" height="9" {box} patternTransform="rotate(-45)">{wide}</pattern>{_more_patterns(sheet, box)}</defs>'
        f"{_ground(sheet)}{_bands(sheet)}"
    )


def _ground(sheet: Sheet) -> str:
    size = f'x="0" y="0" width="{sheet.width:g}" height="{sheet.height:g}"' if sheet.bare else 'width="100%" height="100%"'
    return f'<rect {size} fill="{sheet.theme.paper}"/>'


def close_sheet(sheet: Sheet) -> str:
    """The end of what `open_sheet` began."""
    return "</g></svg>" if sheet.marking else "</svg>"


def marked(svg: str, marking: str, theme: Theme) -> str:
    """A finished picture with the bands of a marking around it; the same picture where there is none."""
    found = ROOT_SIZE.match(svg) if marking else None
    if not found:
        return svg
    frame = Sheet(float(found[1]), float(found[2]), theme, (), marking=marking)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {_size(frame)} role="img" font-family="{xml(FONT)}">'
    return f"{head}{_bands(frame)}{svg}</g></svg>"


def _size(sheet: Sheet) -> str:
    if sheet.bare:
        left, height = MARGIN - 8, sheet.height - sheet.cut
        wide = sheet.width - 2 * left
        return f'width="{wide:g}" height="{height:g}" viewBox="{left} {sheet.cut:g} {wide:g} {height:g}"'
    shown = [round(side * sheet.scale) for side in (sheet.width, sheet.whole)]
    return f'width="{shown[0]}" height="{shown[1]}" viewBox="0 0 {sheet.width:g} {sheet.whole:g}"'


def _bands(sheet: Sheet) -> str:
    """The marking above and below, in its own colours; what follows is moved down by one band."""
    if not sheet.marking:
        return ""
    look = look_of(sheet.marking)
    words = shorten(sheet.marking, sheet.room, BAND_SIZE, bold=True)
    parts = [
        f'<rect y="{top:g}" width="100%" height="{BAND}" fill="{look.ground}"/>'
        + text(words, sheet.width / 2, top + 20, BAND_SIZE, look.ink, weight=700, anchor="middle")
        for top in (0.0, sheet.whole - BAND)
    ]
    return "".join(parts) + f'<g transform="translate(0 {BAND})">'


def _metadata(lineage: Lineage) -> str:
    """The lineage as RDF: what Dublin Core has a word for in its words, and everything by its own name."""
    licences = "; ".join(f"{one.title}: {one.licence}" for one in lineage.sources)
    core = {
        "title": lineage.title, "description": f"{lineage.subtitle}. {lineage.filters}.", "date": lineage.value_date,
        "source": lineage.credit_lines(), "rights": licences, "identifier": lineage.link, "creator": "Presence Atlas",
    }  # fmt: skip
    own = {name.lower().replace(" ", "-"): words for name, words in lineage.traced().items()}
    parts = [f"<dc:{name}>{xml(words)}</dc:{name}>" for name, words in core.items() if words]
    parts += [f"<pa:{name}>{xml(words)}</pa:{name}>" for name, words in own.items()]
    spaces = f'xmlns:rdf="{RDF}" xmlns:dc="{DUBLIN_CORE}" xmlns:pa="{OWN}"'
    return f'<metadata><rdf:RDF {spaces}><rdf:Description rdf:about="">{"".join(parts)}</rdf:Description></rdf:RDF></metadata>'


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
    dots += [
        f'<pattern id="lines-{code}" width="5" height="5" {box}><rect width="5" height="5" '
        f'fill="{sheet.colours[code - FIRST_CLASS]}"/><rect width="5" height="1.4" fill="{_other_end(sheet, code)}"/></pattern>'
        for code in sorted(sheet.lined)
    ]
    return (
        f'<pattern id="no-denominator" width="4" height="4" {box}>{bars}</pattern>'
        f'<pattern id="disputed" width="10" height="10" {box} patternTransform="rotate(45)">{both}</pattern>{"".join(dots)}'
    )


def _other_end(sheet: Sheet, code: int) -> str:
    """Ink on light classes and paper on dark ones."""
    dark = int(sheet.colours[code - FIRST_CLASS][1:3], 16) < 128
    return sheet.theme.paper if dark else sheet.theme.ink


def head(sheet: Sheet, title: str, subtitle: str, max_lines: int = 2) -> str:
    """Title and subtitle at the top; with two lines of subtitle they end above 118 pixels. A long title is set smaller before it is cut.

    Nothing on a bare sheet.
    """
    if sheet.bare:
        return ""
    size = next((one for one in TITLE_SIZES if text_width(title, one, bold=True) <= sheet.room), TITLE_SIZES[-1])
    lines = wrap(subtitle, sheet.room, 16, max_lines=max_lines)
    told = [text(line, MARGIN, 90 + 20 * i, 16, sheet.theme.muted) for i, line in enumerate(lines)]
    return text(shorten(title, sheet.room, size, bold=True), MARGIN, 62, size, sheet.theme.ink, weight=700) + "".join(told)


def head_height(sheet: Sheet, subtitle: str) -> int:
    """Where the drawing may begin below `head` with at most two lines of subtitle."""
    return 80 + 20 * len(wrap(subtitle, sheet.room, 16))


def foot_lines(
    ledger: Ledger, view: View, sheet: Sheet, notes: Sequence[str], sources: str = "", *, mapped: bool = True, above: str = ""
) -> list[str]:
    """The places of a reader's own groups, notes, who is counted, sources with licences, and what makes the picture again.

    ``sources`` is their line where it is not that of the View; no licence in it is cut. ``mapped``: there are outlines in the picture,
    which have a source too. On a bare sheet only the notes are told, as far as they fit, after what would stand ``above`` the picture.
    """
    groups = group_lines(ledger, view)
    if sheet.bare:
        told_here = " · ".join(note for note in (above, *groups, *notes) if note)
        return list(wrap(told_here, sheet.room, BARE_LETTERS, max_lines=BARE_FOOT))
    rows = rows_on_day(ledger, view)
    counted = (
        () if sources else (sentences.definitions_line(ledger, view, rows), sentences.divided_line(ledger, view, lambda *_: rows))
    )
    beside = sheet.lineage.beside if sheet.lineage else ""
    told = [line for group in groups for line in wrap(group, sheet.room, FOOT_SIZE, max_lines=MANY_SOURCES)]
    told += [line for note in (*notes, *counted, beside) if note for line in wrap(note, sheet.room, FOOT_SIZE)]
    told += wrap(
        sources or sentences.sources_line(ledger, view), sheet.room, FOOT_SIZE, max_lines=MANY_SOURCES if sources else MAP_SOURCES
    )
    shapes = "" if sources or not mapped else "shapes: Natural Earth, public domain"
    return [*told, *wrap(_made(ledger, view, sheet.lineage, shapes), sheet.room, FOOT_SIZE)]


def _made(ledger: Ledger, view: View, lineage: Lineage | None, shapes: str) -> str:
    """What makes the picture again: ledger, code of the seal, and the View; its whole link where readers can be told it."""
    public = lineage is not None and not lineage.link.startswith("/")
    own = lineage.query if lineage else view.encode()
    place = lineage.link if lineage and public else own or "default view"
    code = f"code {lineage.code}" if lineage and lineage.code else ""
    return " · ".join(part for part in ("Presence Atlas", f"ledger {ledger.generation}", code, shapes, place) if part)


def still_lines(sheet: Sheet, notes: Sequence[str]) -> list[str]:
    """The notes in lines that fit, up to four each, without anything of one day."""
    return [line for note in notes for line in wrap(note, sheet.room, FOOT_SIZE, max_lines=4)]


def foot(sheet: Sheet, lines: Sequence[str]) -> str:
    """Lines at the bottom of the sheet, the last one lowest."""
    first = sheet.height - (BOTTOM // 2 if sheet.bare else BOTTOM) - FOOT_ROW * (len(lines) - 1)
    size = sheet.letters(FOOT_SIZE)
    return "".join(text(line, MARGIN, first + FOOT_ROW * i, size, sheet.theme.muted) for i, line in enumerate(lines))
