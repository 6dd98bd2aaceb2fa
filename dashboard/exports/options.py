"""How an export is to look and what it has to carry: one frozen value, read totally from text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from dashboard import __version__
from dashboard.errors import PresenceError, Problem
from dashboard.exports.marking import joined_marking, normal_marking
from dashboard.settings import Settings


@dataclass(frozen=True, slots=True)
class Size:
    """A size of picture.

    Attributes:
        words: for the menu.
        width, height: in units of the picture; a PNG has twice as many pixels.
        type_scale: how much larger than on a slide its type is set, since it is read smaller or from further away.
    """

    words: str
    width: int
    height: int
    type_scale: float = 1.0


SIZES: Mapping[str, Size] = {
    "slide": Size("Slide, 16 : 9", 1600, 900),
    "projector": Size("Projector, 16 : 9, large type", 1920, 1080, 1.5),
    "a4": Size("A4, landscape", 1684, 1190),
    "portrait": Size("A4, portrait", 1190, 1684),
    "chart": Size("Small chart", 1000, 640),
    "square": Size("Square", 1200, 1200),
    "social": Size("Social card, 1200 × 630", 1200, 630),
}
THEMES: Mapping[str, str] = {"light": "Light", "dark": "Dark", "print": "Print, works in black and white"}
SMALLEST_TYPE, LARGEST_TYPE = 0.75, 2.0
# Unless the operator says otherwise.
LONGEST_MARKING = 80
SPACES = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
# Marks that nobody sees and that show "DER" for "RED".
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Half a letter: what a terminal gives for bytes that are no text.
HALVES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one export; truncation is told in the file.

    Attributes:
        rows: most rows of a table of claims.
        frames: most steps of an animation.
        seconds: longest that an animation may take to draw.
        lines: most lines of a series.
        claims: most claims listed in a document.
        sites: most sites on a map.
        flows: most arcs on a map.
        workbook_claims: most claims in a workbook.
        bars: most hosts in the chart of a slide.
        slide_lines: most lines in the chart of a slide.
        marking_chars: longest marking.
        compared: most places in one comparison.
        multiples: most small pictures beside one another.
        pair_charts: most charts of a sender and a host.
        letters: most letters of one text that a document lists.
    """

    rows: int = 200_000
    frames: int = 40
    seconds: int = 300
    lines: int = 12
    claims: int = 200
    sites: int = 1_500
    flows: int = 40
    workbook_claims: int = 50_000
    bars: int = 15
    slide_lines: int = 8
    marking_chars: int = LONGEST_MARKING
    compared: int = 30
    multiples: int = 12
    pair_charts: int = 10
    letters: int = 2_000


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What a reader and an operator may say about an export besides the View.

    Attributes:
        size: a key of `SIZES`.
        theme: a key of `THEMES`.
        font_scale: type against the usual size of the picture, from 0.75 to 2.
        marking: the handling marking at the top of everything that is given out; empty: none.
        public_url: where the atlas is reached, without a slash at the end; empty: links are relative to its root.
        limits: bounds of rows and frames.
        program: the version that makes the file, written into it; a file that is made again to be compared has that of the first.
        bare: whether a comparison is drawn without title and sources, in larger type, for a page or slide that tells them itself; never
            read from a request.
        tell: hears how many of how many parts are done while a file is made that takes long; no part of what is made.
        grown: hears how many bytes a table has while it is made; what it raises ends the work. No part of what is made.
    """

    size: str = "slide"
    theme: str = "light"
    font_scale: float = 1.0
    marking: str = ""
    public_url: str = ""
    limits: Limits = field(default=Limits())
    program: str = __version__
    bare: bool = False
    tell: Callable[[int, int], None] | None = field(default=None, compare=False, repr=False)
    grown: Callable[[int], None] | None = field(default=None, compare=False, repr=False)

    def told(self, done: int, of: int) -> None:
        """Tell who listens that ``done`` parts ``of`` all are made."""
        if self.tell:
            self.tell(done, of)

    @property
    def type_scale(self) -> float:
        """Type against that of a slide: the size's own scale times the reader's."""
        return SIZES[self.size].type_scale * self.font_scale

    def encode(self) -> str:
        """What is not as usual, as a query string; empty where everything is. `recorded_options` reads it back."""
        usual = ExportOptions()
        told = {name: f"{getattr(self, name)}" for name in RECORDED if getattr(self, name) != getattr(usual, name)}
        bounds = {f"most_{one.name}": f"{getattr(self.limits, one.name)}" for one in fields(Limits)}
        known = {f"most_{one.name}": f"{getattr(usual.limits, one.name)}" for one in fields(Limits)}
        return urlencode({**told, **{name: text for name, text in bounds.items() if text != known[name]}})


@dataclass(frozen=True, slots=True)
class DecodedOptions:
    """Options read from text, and one notice for every part that could not be used."""

    options: ExportOptions
    notices: tuple[str, ...] = ()


# The operator's part, the address and the limits, is never read from a request.
NAMES = ("size", "theme", "font_scale", "marking")
# What a file says about how it was made.
RECORDED = (*NAMES, "public_url")
MOST_RECORDED, LONGEST_RECORDED = 40, 2_000


def options_of(settings: Settings) -> ExportOptions:
    """The options that an operator has set.

    Raises PresenceError (E-SETTING-VALUE) when the public address is no http or https address.
    """
    limits = Limits(
        settings.export_max_rows, settings.animation_max_frames, settings.animation_max_seconds, settings.max_lines_per_chart,
        settings.document_max_claims, settings.max_sites_on_map, settings.max_flows, settings.workbook_max_claims,
        settings.slide_max_bars, settings.slide_max_lines, settings.marking_max_chars, settings.max_compared, settings.max_multiples,
        settings.max_pair_charts, settings.document_max_letters,
    )  # fmt: skip
    return ExportOptions(
        marking=marking_of(settings.marking, limits.marking_chars), public_url=_address(settings.public_url), limits=limits
    )


def decode_options(given: Mapping[str, str], base: ExportOptions | None = None) -> DecodedOptions:
    """Read the options among ``given``. Never raises; what is unknown stays as in ``base`` and becomes a notice.

    A marking joins the one of ``base`` and never takes its place: what the operator has set stands on everything.
    """
    before = base or ExportOptions()
    notices: list[str] = []
    asked = {name: given[name] for name in NAMES if given.get(name)}
    values: dict[str, Any] = {name: READ[name](text) for name, text in asked.items()}
    notices += [_unknown(name, asked[name]) for name, value in values.items() if value is None]
    longest = before.limits.marking_chars
    if len(asked.get("marking", "")) > longest:
        notices.append(f"The marking has {len(asked['marking'])} characters; the first {longest} are shown.")
    known = {name: value for name, value in values.items() if value is not None}
    if "marking" in known:
        known["marking"] = joined_marking(before.marking, marking_of(asked["marking"], longest))
    return DecodedOptions(replace(before, **known), tuple(notices))


def option_faults(given: Mapping[str, str], base: ExportOptions) -> list[Problem]:
    """One problem (E-EXPORT-OPTION) for each of ``given`` that `decode_options` would leave out, cut or replace by the default."""
    code, longest = "E-EXPORT-OPTION", base.limits.marking_chars
    unknown = [
        Problem(code, repr(name[:40]), "one of " + ", ".join(NAMES), next_step="leave it out")
        for name in given
        if name not in NAMES
    ]
    wrong = [
        Problem(code, repr(given[name][:40]), f"one of {EXPECTED[name]}" if name in CHOSEN else EXPECTED[name], where=name)
        for name in EXPECTED
        if given.get(name) and READ[name](given[name]) is None
    ]
    letters = len(given.get("marking", ""))
    long = Problem(code, f"{letters:,} characters", f"at most {longest}", next_step="write a shorter marking", where="marking")
    return [*unknown, *wrong, *([long] if letters > longest else [])]


def recorded_options(text: str, operators: ExportOptions) -> ExportOptions:
    """The options that a file says it was made with, `ExportOptions.encode`. Never raises; bounds stay within the operator's.

    The file may be anybody's: they are only used to make it again and compare, and never for something that is given out.
    """
    try:
        given = dict(parse_qsl(text[:LONGEST_RECORDED], max_num_fields=MOST_RECORDED))
    except ValueError:
        return ExportOptions()
    values: dict[str, Any] = {name: READ[name](given[name]) for name in NAMES if name in given}
    if "marking" in given:
        values["marking"] = marking_of(given["marking"], LONGEST_RECORDED)
    known = {name: value for name, value in values.items() if value is not None}
    bounds = {one.name: _bound(given.get(f"most_{one.name}", ""), one.name, operators.limits) for one in fields(Limits)}
    try:
        address = _address(given.get("public_url", ""))
    except PresenceError:
        address = ""
    return replace(ExportOptions(), **known, public_url=address, limits=Limits(**bounds))


def _bound(text: str, name: str, most: Limits) -> int:
    usual: int = getattr(Limits(), name)
    asked = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else usual
    largest: int = max(getattr(most, name), usual)
    return min(asked, largest)


def marking_of(text: str, longest: int = LONGEST_MARKING) -> str:
    """A marking as one line of at most ``longest`` characters, names of the Traffic Light Protocol in their one spelling.

    Nothing in it turns the order of its letters around, and every file can hold it.
    """
    seen = HALVES.sub("\N{REPLACEMENT CHARACTER}", TURNING.sub("", text))
    return normal_marking(SPACES.sub(" ", seen).strip()[:longest])


def read_font_scale(text: str) -> float | None:
    """A scale of type within its bounds; None when it is no such number."""
    try:
        scale = float(text)
    except ValueError:
        return None
    return scale if SMALLEST_TYPE <= scale <= LARGEST_TYPE else None


def _choice(known: Mapping[str, object]) -> Callable[[str], str | None]:
    return lambda text: text if text in known else None


READ: Mapping[str, Callable[[str], object]] = {
    "size": _choice(SIZES),
    "theme": _choice(THEMES),
    "font_scale": read_font_scale,
    "marking": marking_of,
}
CHOSEN = ("size", "theme")
EXPECTED = {
    "size": ", ".join(SIZES),
    "theme": ", ".join(THEMES),
    "font_scale": f"a number from {SMALLEST_TYPE:g} to {LARGEST_TYPE:g}",
}


def _unknown(name: str, text: str) -> str:
    return f"The export asks for {name} “{text[:40]}”, which is not known ({EXPECTED[name]}); the default is used."


def _address(text: str) -> str:
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if text and not (parts.scheme in ("http", "https") and parts.netloc and not parts.query and not parts.fragment):
        raise PresenceError(
            "E-SETTING-VALUE",
            f"PRESENCE_PUBLIC_URL={text!r}",
            "an address such as https://atlas.example.org",
            where="environment",
        )
    return text.rstrip("/")
