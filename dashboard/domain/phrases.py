"""Numbers given in words: "just a few dozen", "as many as 400", "nearly 2,000" as intervals, by a table that anyone can read.

The words of the source stay the claim and are shown first; the interval is derived from them and never stands alone. A phrase that
no row of the table matches as a whole is not understood: nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

PhraseKind = Literal["value", "at-most", "at-least", "trend", "none-found", "before", "after"]
# Longer texts are sentences and no numbers; the bound also keeps matching fast on any text.
LONGEST_PHRASE = 120
# No "m": in "300 m" it may be metres.
SCALES = {
    "dozen": 12.0, "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "mln": 1e6, "billion": 1e9, "bn": 1e9,
    "trillion": 1e12, "tn": 1e12,
}  # fmt: skip
SMALL = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
TENS = ("thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_BELOW_TWENTY_ONE = {word: float(number) for number, word in enumerate(SMALL, start=1)}
_ROUND = {"twenty": 20.0, **{word: 10.0 * number for number, word in enumerate(TENS, start=3)}}
WORDS = {
    "a": 1.0, **_BELOW_TWENTY_ONE, **_ROUND,
    **{f"{ten}{join}{one}": _ROUND[ten] + _BELOW_TWENTY_ONE[one] for ten in _ROUND for one in SMALL[:9] for join in "- "},
}  # fmt: skip
_DIGITS = r"(?:us(?=\$)|usd )?[$€£]? ?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_SCALE = "|".join(sorted(SCALES, key=len, reverse=True))
# "a" is a number only before a scale: "a hundred", never "a".
_COUNTED = "|".join(word for word in WORDS if word != "a")
# "Two hundred and fifty": what follows the hundreds in words.
_REST = rf"(?:(?<=hundred) (?:and )?(?:{_COUNTED}))?"
_HALF = rf"(?:a half[ -]|half[ -]a |half[ -])(?:{_SCALE})"
NUMBER = (
    rf"(?:{_DIGITS}(?: ?(?:{_SCALE}))?|{_HALF}|(?:{_COUNTED})(?: (?:{_SCALE}){_REST})?|a (?:{_SCALE}){_REST})(?![\w.,]*\d)(?!\w)"
)
FIGURE = re.compile(
    rf"(?P<digits>{_DIGITS})(?: ?(?P<scale>{_SCALE}))?|(?:a )?half[ -](?:a )?(?P<half>{_SCALE})"
    rf"|(?P<word>{'|'.join(WORDS)})(?: (?P<of>{_SCALE}))?(?:(?<=hundred) (?:and )?(?P<rest>{_COUNTED}))?"
)
# After a sign of money an "m" is a million and no metre.
MONEY = re.compile(r"([$€£] ?\d[\d.,]*) ?m(?![^\W_])")
SCALED = re.compile(rf"(?:^|[\d ])(?P<scale>{_SCALE})$")
# "0.9N", "N", "24": a share of a figure of the phrase, or a number of the table's own.
SHARE = re.compile(r"(?P<factor>\d+(?:\.\d+)?)?(?P<name>[NM])?")
DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")


@dataclass(frozen=True, slots=True)
class Interval:
    """What a phrase says in numbers.

    Attributes:
        kind: kind of claim: value, at-most, at-least, trend (no number of its own) or none-found.
        low, best, high: None where the words give none; ``low <= best <= high`` wherever they are present.
        pattern: the row of the table that matched.
        note: why that row reads as it does.
    """

    kind: str
    low: float | None
    best: float | None
    high: float | None
    pattern: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PhraseRow:
    """One row of the table.

    Attributes:
        pattern: lower-case words; ``N`` and ``M`` stand for figures, ``(about|around)`` for alternatives.
        low, best, high: a number, ``N``, ``M``, or a share of one (``0.9N``); empty for none.
        kind: kind of claim; ``before`` and ``after`` are words that may stand there and say nothing about the number.
        note: why it reads as it does.
    """

    pattern: str
    low: str
    best: str
    high: str
    kind: str
    note: str


@dataclass(frozen=True)
class PhraseBook:
    """The table with its version. The first row that matches a phrase as a whole decides."""

    version: int
    rows: tuple[PhraseRow, ...]

    @cached_property
    def _patterns(self) -> tuple[tuple[re.Pattern[str], PhraseRow], ...]:
        before, after = (self._around(kind) for kind in ("before", "after"))
        told = [row for row in self.rows if row.kind not in ("before", "after")]
        return tuple((re.compile(f"(?:{before})?{pattern_regex(row.pattern)}(?:{after})?"), row) for row in told)

    def _around(self, kind: str) -> str:
        words = "|".join(pattern_regex(row.pattern) for row in self.rows if row.kind == kind)
        if not words:
            return "(?!)"
        return f"(?:{words}) " if kind == "before" else f" (?:{words})"


def interval(phrase: str, book: PhraseBook) -> Interval | None:
    """The interval that the book gives for ``phrase``; None where it is not understood. Never raises.

    Case, kinds of dash and of space, quotation marks and a full stop at the end make no difference.
    """
    text = _plain(phrase)
    if not text or len(text) > LONGEST_PHRASE:
        return None
    for pattern, row in book._patterns:  # noqa: SLF001
        match = pattern.fullmatch(text)
        if match:
            return _told(row, match.groupdict())
    return None


def pattern_regex(pattern: str) -> str:
    """The regular expression of a row's pattern. Raises ValueError where brackets do not pair or a figure comes twice."""
    parts = re.split(r"([()|]|\b[NM]\b)", pattern)
    depth, out, seen = 0, [], set()
    for part in parts:
        if part in ("N", "M"):
            if part in seen:
                raise ValueError(f"{part} stands twice in {pattern!r}")
            seen.add(part)
            out.append(f"(?P<{part}>{NUMBER})")
        elif part in ("(", ")", "|"):
            depth += {"(": 1, ")": -1, "|": 0}[part]
            if depth < 0 or (part == "|" and not depth):
                raise ValueError(f"brackets that do not pair in {pattern!r}")
            out.append("(?:" if part == "(" else part)
        else:
            out.append(re.escape(part).replace(r"\ ", " "))
    if depth:
        raise ValueError(f"brackets that do not pair in {pattern!r}")
    return "".join(out)


def share(text: str, figures: dict[str, float]) -> float | None:
    """The number of a cell for the figures of a phrase; None for an empty cell.

    Raises ValueError for a cell of another form, or one that names a figure that is not given.
    """
    if not text:
        return None
    match = SHARE.fullmatch(text)
    if match is None or (match["name"] and match["name"] not in figures):
        raise ValueError(f"{text!r} is no number, N, M or share of one")
    return float(match["factor"] or 1.0) * (figures[match["name"]] if match["name"] else 1.0)


def _plain(phrase: str) -> str:
    text = unicodedata.normalize("NFKC", phrase).translate(DASHES).casefold()
    text = MONEY.sub(r"\1 million", re.sub(r"[\"'“”‘’„«»]", "", text))
    return re.sub(r" ?- ?", "-", re.sub(r"\s+", " ", text)).strip(" .;:,")


def _told(row: PhraseRow, groups: dict[str, str | None]) -> Interval | None:
    shared = _with_shared_scale({name: text for name, text in groups.items() if text is not None})
    given = {name: _figure(text) for name, text in shared.items()}
    figures = {name: value for name, value in given.items() if value is not None}
    if len(figures) < len(given) or _is_cut_short(figures, joined=row.pattern):
        return None
    low, best, high = (share(text, figures) for text in (row.low, row.best, row.high))
    known = [value for value in (low, best, high) if value is not None]
    return Interval(row.kind, low, best, high, row.pattern, row.note) if known == sorted(known) else None


def _with_shared_scale(figures: dict[str, str]) -> dict[str, str]:
    """The texts with the second's scale at the first as well where that alone makes a span: "two to three hundred"."""
    scale, first = SCALED.search(figures.get("M", "")), _figure(figures.get("N", ""))
    if scale is None or first is None or SCALED.search(figures["N"]):
        return figures
    count = _figure(figures["M"].removesuffix(scale["scale"]).strip())
    return {**figures, "N": f"{figures['N']} {scale['scale']}"} if count is not None and 0 < first < count else figures


def _figure(text: str) -> float | None:
    """The number that ``text`` writes; None where it may be read in two ways."""
    match = FIGURE.fullmatch(text)
    if match is None:
        return None
    if match["half"]:
        return SCALES[match["half"]] / 2
    if match["word"]:
        return WORDS[match["word"]] * SCALES.get(match["of"] or "", 1.0) + WORDS.get(match["rest"] or "", 0.0)
    digits = match["digits"].lstrip("usd$€£ ").replace(",", "")
    # "1.000" is one in London and a thousand in Berlin.
    if re.fullmatch(r"\d{1,3}\.\d{3}", digits) and not match["scale"]:
        return None
    return float(digits) * SCALES.get(match["scale"] or "", 1.0)


def _is_cut_short(figures: dict[str, float], *, joined: str) -> bool:
    """True for "5-10,000" and "2-300", where the first figure may or may not share the second's thousands or hundreds.

    ``joined`` is the pattern: "between 2 and 300" says every letter of what it means, "2 or 300" does not.
    """
    first, second = figures.get("N"), figures.get("M")
    if first is None or second is None:
        return False
    close = re.search(r"N(?:-| or )M", joined) is not None
    hundreds = close and second % 100 == 0 and 0 < first * 100 < second < 1000
    return second >= 1000 > first or hundreds
