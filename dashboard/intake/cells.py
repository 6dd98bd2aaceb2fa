"""What a cell of a stranger's table means: a figure, a day, nothing; never a guess between two meanings."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd

# Cells that say that there is no figure; they are no zero.
NO_FIGURE = frozenset(
    {"", "-", "–", "—", "..", "...", "n/a", "na", "n.a.", "nan", "none", "null", "not available", "unknown", "?"}
)
DayOrder = Literal["", "dmy", "mdy"]
Mark = Literal["", "point", "comma"]
PLAIN = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d{1,3})?", re.ASCII)
# Thousands set apart by a space (also a narrow or fixed one) or an apostrophe, in groups of three.
SPACED = re.compile(r"[+-]?\d{1,3}([ \u00a0\u202f'’]\d{3})+([.,]\d+)?")
COMMAS = re.compile(r"[+-]?\d{1,3}(,\d{3}){2,}(\.\d+)?|[+-]?\d{1,3}(,\d{3})+\.\d+", re.ASCII)
POINTS = re.compile(r"[+-]?\d{1,3}(\.\d{3}){2,}(,\d+)?|[+-]?\d{1,3}(\.\d{3})+,\d+", re.ASCII)
# No group of thousands: another number of digits than three, or nothing but a zero before the sign.
DECIMAL_COMMA = re.compile(r"[+-]?(\d+,(\d{1,2}|\d{4,})|0,\d+)", re.ASCII)
DECIMAL_POINT = re.compile(r"[+-]?(\d+\.(\d{1,2}|\d{4,})|0\.\d+)", re.ASCII)
# "1,234" is 1234 in one country and 1.234 in another, and so is "1.234".
EITHER = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
UNDECIDED = "either thousands or decimals"
# Stars, and letters for "estimated", "provisional" and "revised", are no digits: what they are behind is read without them.
MARKS = re.compile(r"(?<=\d)\s*(?:[*†‡#]+|[(\[](?:[epr]|est\.?|\*+)[)\]])$", re.IGNORECASE)
RANGE = re.compile(r"(\d[\d.,' \u00a0\u202f]*?) ?(?:-|–|—|to) ?(\d[\d.,' \u00a0\u202f]*)", re.ASCII)
# The atlas begins with bases that are older than any of its states; a later year is a slip of the pen.
FIRST_YEAR, LAST_YEAR = 1500, 2200
ISO = re.compile(r"(\d{4})(?:([-/])(\d{1,2})(?:\2(\d{1,2}))?)?", re.ASCII)
MONTH_YEAR = re.compile(r"(\d{1,2})[./-](\d{4})", re.ASCII)
MIXED = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})", re.ASCII)
QUARTER = re.compile(r"(?P<year>\d{4})[ -]?[Qq](?P<of>[1-4])|[Qq](?P<first>[1-4])[ /-]?(?P<behind>\d{4})", re.ASCII)
# As plain words: "2 june 2019", "june 2019", "5 de diciembre de 2020", "1er janvier 2020", and "dec 5 2020".
MONTH_WORD = re.compile(
    r"(?:(?P<day>\d{1,2})(?:er|st|nd|rd|th)? (?:de )?)?(?P<month>[a-z]{3,10}) (?:de )?(?P<year>\d{4})", re.ASCII
)
MONTH_FIRST = re.compile(r"(?P<month>[a-z]{3,10}) (?P<day>\d{1,2})(?:st|nd|rd|th)? (?P<year>\d{4})", re.ASCII)
ENGLISH = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
# Whole names of months in French, Spanish, Portuguese, German and Italian; none of them means another month elsewhere.
MONTHS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "janvier enero janeiro januar gennaio", "fevrier febrero fevereiro februar febbraio", "mars marzo marco marz maerz",
            "avril abril aprile", "mai mayo maio maggio", "juin junio junho juni giugno", "juillet julio julho juli luglio",
            "aout agosto", "septembre septiembre setembro settembre", "octobre octubre outubro oktober ottobre",
            "novembre noviembre novembro", "decembre diciembre dezembro dezember dicembre",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
# Why a text that looks like a time names no day, month, quarter or year.
NO_TIME = "no day, month, quarter or year"
ODD_TIMES = (
    (re.compile(r"FY ?(?:\d{2}|\d{4})(?:[-/]\d{2,4})?", re.IGNORECASE),
     "a fiscal year, whose days are not told: write them in columns start and end"),
    (re.compile(r"\d{4} ?(?:-|–|to|/) ?(?:\d{4}|\d{2})"), "two years: write the first and the last in columns start and end"),
    (re.compile(r"(?:\d{1,2}[./-])?(?:\d{1,2}|[^\W\d_]{3,10})[./ -]\d{2}|\d{2}"), "a year of two digits: write all four"),
    # Figures of eight digits are as often an amount as a day.
    (re.compile(r"\d{8}"), "eight digits: write a day with signs between, such as 2019-06-02"),
    (re.compile(r"\d{5}"), "perhaps the number by which a workbook counts days: give the cells the format of a date"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """What a cell of figures says: a number, or nothing; ``problem`` says why it is neither."""

    number: float | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day (inclusive) of what a cell of time names, and how exactly; ``problem`` says why it names none."""

    first: date | None = None
    last: date | None = None
    precision: str = ""
    problem: str = ""


def figure_of(text: str, mark: Mark = "", *, percent: bool = False, whole: bool = False, sure: bool = True) -> Figure:
    """The number that ``text`` writes; none for words such as "n/a". Never a guess between two numbers.

    Args:
        text: the cell, without spaces at its ends.
        mark: the sign before the decimals in this column; where it is not known, a text that could be either is a problem.
        percent: True where the measure is a share in percent; otherwise a percentage is a problem.
        whole: True where the measure counts people or things: "1,450" and "1.450" are then both 1450, since nobody counts parts
            of them, unless the column shows its decimals elsewhere.
        sure: False where ``mark`` is told by other cells alone: a count with three decimals is then no number to be sure of.
    """
    if text.casefold() in NO_FIGURE:
        return Figure()
    plain = text.replace("−", "-")
    if plain.endswith("%"):
        if not percent:
            return Figure(problem="a percentage, where an amount or a number of things is expected")
        plain = plain.removesuffix("%").rstrip()
    if EITHER.fullmatch(plain) and not mark:
        return Figure(float(re.sub("[.,]", "", plain))) if whole else Figure(problem=UNDECIDED)
    number = _number(plain, mark)
    if whole and not sure and number is not None and EITHER.fullmatch(plain) and number < 1000:
        return Figure(problem=UNDECIDED)
    if number is None:
        return Figure(problem="no number")
    return Figure(number) if math.isfinite(number) else Figure(problem="a number too large to be held")


def without_marks(text: str) -> str:
    """``text`` without the mark of a footnote behind its number; a raised or bracketed figure is none that is surely a mark."""
    return MARKS.sub("", text)


def _number(plain: str, mark: Mark) -> float | None:
    if SPACED.fullmatch(plain):
        return float(re.sub(r"[ \u00a0\u202f'’]", "", plain).replace(",", "."))
    if EITHER.fullmatch(plain):
        thousands = "," if mark == "point" else "."
        return float(plain.replace(thousands, "").replace(",", "."))
    if COMMAS.fullmatch(plain):
        return float(plain.replace(",", ""))
    if POINTS.fullmatch(plain):
        return float(plain.replace(".", "").replace(",", "."))
    if DECIMAL_COMMA.fullmatch(plain):
        return float(plain.replace(",", "."))
    return float(plain) if PLAIN.fullmatch(plain) else None


def range_of(text: str, mark: Mark = "", *, whole: bool = False) -> tuple[float, float] | None:
    """Both ends of "24-60" or "1,000 to 1,500", the lower one first; None where it is no such range, or undecided (`figure_of`).

    "2-3000" is undecided too: the thousands may stand once, for both ends.
    """
    match = RANGE.fullmatch(text)
    if match is None:
        return None
    low, high = (figure_of(part.strip(), mark, whole=whole).number for part in match.groups())
    if (
        low is None
        or high is None
        or low > high
        or any(0 < low * many <= high and high % many == 0 and low < 10 for many in (100, 1000))
    ):
        return None
    return low, high


def mark_of(cells: pd.Series) -> Mark:
    """The sign before the decimals in this column, by cells that can only be read one way; empty where none decides, or both."""
    texts = [str(text) for text in cells.dropna().unique()]
    point = any(COMMAS.fullmatch(text) or DECIMAL_POINT.fullmatch(text) for text in texts)
    comma = any(POINTS.fullmatch(text) or DECIMAL_COMMA.fullmatch(text) for text in texts)
    return "" if point == comma else "point" if point else "comma"


def span_of(text: str, order: DayOrder = "") -> Span:
    """The days that ``text`` names: "2019", "2019-06", "2019-06-02", "2019 Q2", "06/2019", "2 June 2019", "Jun-2019", and "2.6.2019".

    Of the last form, ``order`` says what stands first, day or month; without it the figures must decide. Names of months may be
    French, Spanish, Portuguese, German or Italian. A time of day behind a day is left out.
    """
    plain = re.sub(r"[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$", "", text.strip())
    if match := QUARTER.fullmatch(plain):
        return _quarter(int(match["year"] or match["behind"]), int(match["of"] or match["first"]))
    if match := ISO.fullmatch(plain):
        odd = _odd(plain) if match[2] == "/" and not match[4] and int(match[3]) > len(ENGLISH) else ""
        return Span(problem=odd) if odd else _iso(match[1], match[3], match[4])
    if match := MONTH_YEAR.fullmatch(plain):
        return _iso(match[2], match[1], None)
    if match := MIXED.fullmatch(plain):
        return _mixed(int(match[1]), int(match[3]), match[4], order)
    if match := MONTH_WORD.fullmatch(plain_words(plain)) or MONTH_FIRST.fullmatch(plain_words(plain)):
        return _worded(match)
    return Span(problem=_odd(plain) or NO_TIME)


def _odd(text: str) -> str:
    return next((why for form, why in ODD_TIMES if form.fullmatch(text)), "")


def _quarter(year: int, quarter: int) -> Span:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Span(problem=f"a year before {FIRST_YEAR} or after {LAST_YEAR}")
    first = pd.Timestamp(year=year, month=3 * quarter - 2, day=1)
    return Span(first.date(), (first + pd.offsets.QuarterEnd(0)).date(), "quarter")


def _worded(match: re.Match[str]) -> Span:
    name = match["month"]
    numbers = [number for number, month in enumerate(ENGLISH, 1) if month.startswith(name)]
    number = numbers[0] if numbers else MONTHS.get(name)
    return _iso(match["year"], str(number), match["day"]) if number else Span(problem=NO_TIME)


def _mixed(one: int, two: int, year: str, order: DayOrder) -> Span:
    if order == "" and one <= 12 and two <= 12 and one != two:
        return Span(problem="day and month could be either way round: say which")
    day_first = order == "dmy" or (order == "" and one > 12) or one == two
    return _iso(year, str(two if day_first else one), str(one if day_first else two))


def _iso(year: str, month: str | None, day: str | None) -> Span:
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return Span(problem=f"a year before {FIRST_YEAR} or after {LAST_YEAR}")
    try:
        first = pd.Timestamp(year=int(year), month=int(month or 1), day=int(day or 1))
    except ValueError:
        return Span(problem="a day that does not exist")
    if day:
        return Span(first.date(), first.date(), "day")
    last = first + (pd.offsets.MonthEnd(0) if month else pd.offsets.YearEnd(0))
    return Span(first.date(), last.date(), "month" if month else "year")


def plain_words(text: str) -> str:
    """A header or keyword in small letters without accents and apostrophes, its words in order with single spaces; idempotent."""
    # An apostrophe goes before letters are taken apart: an accent written for one would leave a space.
    letters = unicodedata.normalize("NFKD", re.sub(r"['’‘`´ʼ]", "", text.replace("&", " and ")).casefold())
    return " ".join(re.sub(r"[\W_]+", " ", "".join(mark for mark in letters if not unicodedata.combining(mark))).split())
