"""The figures of a stranger's table: numbers, ranges, words for numbers, silence; in the unit of their measure."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from dashboard.domain.claim import KINDS
from dashboard.intake.cells import NO_FIGURE, UNDECIDED, Mark, figure_of, mark_of, range_of, without_marks
from dashboard.intake.problems import problems_at

# What a source writes where it has a figure and does not give it, and where it looked and found nothing.
SILENCES = {
    "withheld": "withheld", "not published": "withheld", "classified": "withheld", "suppressed": "withheld", "confidential": "withheld",
    "none found": "none-found", "no presence found": "none-found",
}  # fmt: skip
# What is wrong with a cell that holds words: nothing, if they give a number.
WORDS = "words"
NUMBERED = ("value", "at-most", "at-least")
SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "mn": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12}
# What other writings of the same unit there are; a dollar sign alone may be one of twenty currencies.
UNITS = {"us$": "usd", "us dollar": "usd", "us dollars": "usd", "euro": "eur", "euros": "eur", "people": "persons", "person": "persons",
         "site": "sites"}  # fmt: skip
# Nobody sends fewer than no people; money may flow back.
COUNTED = re.compile(r"persons|sites|projects|reactors|agreements|pacts|events|conflicts|parties")
SIGNS = {
    "~": "about", "≈": "about", "approx": "about", "approx.": "about", "<": "fewer than", ">": "more than", "≤": "at most", "≥": "at least",
    "<=": "at most", ">=": "at least",
}  # fmt: skip
SIGN = re.compile(r"\s*(~|≈|approx\.?|[<>]=?|[≤≥])\s*(\d.*)$", re.IGNORECASE)
CURRENCY = re.compile(r"(?:[A-Z]{0,3}[$€£¥₹₽]|[A-Z]{3})\s?\d[\d.,\s]*|\d[\d.,\s]*(?:[$€£¥₹₽]|[A-Z]{3})")
RAISED = re.compile("[\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089]")
# A fraction smaller than this comes of multiplying by the unit.
WHOLE = 1e-6
# A number given in words -> kind, low, best, high; None where the words are not understood.
InWords = Callable[[str], "tuple[str, float | None, float | None, float | None] | None"]


@dataclass(frozen=True, slots=True)
class Figures:
    """``frame`` has the claim's columns kind, low, best, high and phrase, one row a row of the table; ``problems`` what is wrong."""

    frame: pd.DataFrame
    problems: list[pd.DataFrame]


def words_reader(catalogue: Path) -> InWords:
    """What turns words into intervals: the catalogue's table of phrases; where there is none, no words are understood."""
    try:
        from dashboard.domain.phrases import interval  # type: ignore[import-not-found, import-untyped, unused-ignore]
        from dashboard.phrase_file import load_phrases  # type: ignore[import-not-found, import-untyped, unused-ignore]
    except ImportError:
        return lambda _text: None
    book = load_phrases(catalogue)

    def read(text: str) -> tuple[str, float | None, float | None, float | None] | None:
        told = interval(text, book)
        return None if told is None else (told.kind, told.low, told.best, told.high)

    return read


def read_figures(cells: pd.DataFrame, titles: dict[str, str], units: pd.Series, mark: Mark, in_words: InWords) -> Figures:
    """The figures of all rows.

    Args:
        cells: text columns ``value``, ``low``, ``high``, ``phrase``, ``kind`` and ``unit``, missing where empty or not there.
        titles: field -> header, for problems.
        units: unit of each row's measure, missing where the measure is not known.
        mark: the sign before the decimals; empty: each column decides.
        in_words: what turns words into intervals.

    A zero stays a zero; "n/a", "-" and the like are no figure. Words that give no number of their own stand as the phrase.
    """
    problems: list[pd.DataFrame] = []
    value = _numbers(cells["value"], units, mark, words=True)
    ends = {name: _numbers(cells[name], units, mark, words=False) for name in ("low", "high")}
    for name, read in (("low", ends["low"]), ("high", ends["high"])):
        problems.append(_number_problems(cells[name], read["problem"], titles[name]))
    spoken = cells["value"].where(value["problem"] == WORDS)
    problems.append(_number_problems(cells["value"], value["problem"].where(value["problem"] != WORDS), titles["value"]))
    marked = cells["value"].map(without_marks, na_action="ignore") != cells["value"]
    phrase = (
        cells["phrase"].fillna(spoken).fillna(cells["value"].where(value["low"].notna() | (marked & value["number"].notna())))
    )
    told = _told(spoken.fillna(phrase.where(value["number"].isna() & value["low"].isna())), in_words)
    low = ends["low"]["number"].fillna(value["low"]).fillna(told["low"])
    high = ends["high"]["number"].fillna(value["high"]).fillna(told["high"])
    best = value["number"].fillna(told["best"].where(ends["low"]["number"].isna() & ends["high"]["number"].isna()))
    scale, unit_problems = _scales(cells["unit"], units, titles["unit"])
    frame = pd.DataFrame({"low": low * scale, "best": best * scale, "high": high * scale, "phrase": phrase})
    frame = frame.assign(kind=_kinds(cells["kind"], told["kind"], frame))
    problems += [
        unit_problems,
        _fractions(cells, units, value["number"], titles["value"]),
        _scaled_twice(phrase, scale, titles["value"]),
        *_kind_problems(cells, frame, spoken, titles),
        *_order_problems(cells, frame, units, titles),
    ]
    return Figures(frame, problems)


def _numbers(cells: pd.Series, units: pd.Series, mark: Mark, *, words: bool) -> pd.DataFrame:
    """Columns ``number``, ``low``, ``high`` (ends of a range) and ``problem``; each different cell of a unit is read once."""
    sign = mark or mark_of(cells)
    keys = list(zip(cells.astype("object").where(cells.notna(), None), units.fillna(""), strict=True))
    read = {key: _number(key[0], key[1], sign, words=words, sure=bool(mark)) for key in dict.fromkeys(keys) if key[0] is not None}
    rows = [read.get(key, (None, None, None, None)) for key in keys]
    frame = pd.DataFrame(rows, index=cells.index, columns=["number", "low", "high", "problem"])
    return frame.astype({"number": "float64", "low": "float64", "high": "float64", "problem": "str"})


def _number(
    text: str, unit: str, mark: Mark, *, words: bool, sure: bool
) -> tuple[float | None, float | None, float | None, str | None]:
    whole = COUNTED.fullmatch(unit) is not None
    figure = figure_of(without_marks(text), mark, percent=unit == "percent", whole=whole, sure=sure)
    if not figure.problem:
        return figure.number, None, None, None
    ends = range_of(text, mark, whole=whole) if words else None
    if ends is not None:
        return None, *ends, None
    if words and range_of(text, "point") is not None:
        return None, None, None, UNDECIDED
    # A raised figure is the mark of a footnote: taken for a digit it would make the number ten times as large.
    if RAISED.search(text):
        return None, None, None, "a raised figure, which may be the mark of a footnote"
    # Digits alone that are no number are a slip, and no words for one.
    if figure.problem == "no number" and (cause := _decorated(text)):
        return None, None, None, cause
    spoken = words and figure.problem == "no number" and re.search(r"[^\W\d_]", in_letters(text)) is not None
    return None, None, None, WORDS if spoken else figure.problem


def in_letters(text: str) -> str:
    """``text`` with the sign before its number written out: "~1,500" is about 1,500, "<100" fewer than 100."""
    found = SIGN.match(text)
    return f"{SIGNS[found[1].casefold()]} {found[2]}" if found else text


def _decorated(text: str) -> str:
    """Why a number with something around it is none; empty where nothing known stands there."""
    if CURRENCY.fullmatch(text):
        return "a sign of a currency: write the number alone, and the currency as the unit"
    return (
        "brackets, which in accounts make a number negative: write the minus, if it is one"
        if re.fullmatch(r"\([\d.,\s]+\)", text)
        else ""
    )


def _number_problems(cells: pd.Series, why: pd.Series, title: str) -> pd.DataFrame:
    either = why == UNDECIDED
    step = pd.Series("mend the cell", index=cells.index).mask(
        either, "say which sign is before the decimals: --decimal point or comma"
    )
    return problems_at(cells, why.notna(), title, "E-ADD-NUMBER", "a number", cause=why, next_step=step)


def _told(phrases: pd.Series, in_words: InWords) -> pd.DataFrame:
    """What the different phrases say: columns ``kind``, ``low``, ``best``, ``high``; missing where nothing is understood."""
    silent = {
        text: (SILENCES[text.casefold()], None, None, None) for text in phrases.dropna().unique() if text.casefold() in SILENCES
    }
    read = {text: silent.get(text) or in_words(in_letters(str(text))) for text in phrases.dropna().unique()}
    rows = [read.get(text) or (None, None, None, None) for text in phrases]
    frame = pd.DataFrame(rows, index=phrases.index, columns=["kind", "low", "best", "high"])
    return frame.astype({"kind": "str", "low": "float64", "best": "float64", "high": "float64"})


def _scales(cells: pd.Series, units: pd.Series, title: str) -> tuple[pd.Series, pd.DataFrame]:
    """What each figure is to be multiplied by, from its unit's words; a problem where the unit is not the measure's."""
    pairs = pd.DataFrame({"said": cells, "unit": units})
    known = {pair: _scale(*map(str, pair)) for pair in set(zip(*(pairs.dropna()[name] for name in pairs), strict=True))}
    scale = pd.Series([known.get(pair, 1.0) for pair in zip(pairs["said"], pairs["unit"], strict=True)], index=cells.index)
    expected = units.fillna("").map(lambda unit: f"{unit}, or thousand, million or billion of it")
    wrong = scale.isna()
    return scale.astype("float64").fillna(1.0), problems_at(
        cells, wrong, title, "E-ADD-UNIT", expected, cause="an abbreviation that is not known, or another unit than the measure's",
        next_step="write the unit in words, such as million USD for US$ m; of another unit convert the figures, or choose another measure",
    )  # fmt: skip


def _fractions(cells: pd.DataFrame, units: pd.Series, numbers: pd.Series, title: str) -> pd.DataFrame:
    """A problem for every share where none is above 1: a workbook keeps 40 % as 0.4, and shows it as 40 %.

    Nothing is asked where the unit is said, or the sign stands behind the number.
    """
    bare = numbers.where((units == "percent") & cells["unit"].isna() & ~cells["value"].str.endswith("%").fillna(True))
    told = bare.notna() & (bare != 0)
    small = told & bool(told.any() and bare.abs().max() <= 1)
    return problems_at(
        cells["value"], small, title, "E-ADD-UNIT", "a number of percent, such as 40",
        cause="no figure of the column is above 1: a workbook keeps 40 % as 0.4",
        next_step="write 40 for 40 %; for shares of less than one percent say --unit percent",
    )  # fmt: skip


def _scaled_twice(phrase: pd.Series, scale: pd.Series, title: str) -> pd.DataFrame:
    words = r"\b(?:" + "|".join(SCALES) + r")s?\b"
    twice = (scale != 1.0) & phrase.str.contains(words, case=False, regex=True).fillna(False).astype(bool)
    return problems_at(
        phrase, twice, title, "E-ADD-UNIT", "a figure in the unit that is said", cause="the words and the unit both speak of thousands or more",
        next_step="write the figure without the word, in the unit of the column",
    )  # fmt: skip


def _scale(said: str, unit: str) -> float | None:
    words = re.findall(r"[^\W_]+\$?|\$", said.casefold())
    scale, rest = 1.0, []
    for word in words:
        factor = SCALES.get(word) or SCALES.get(word.removesuffix("s"))
        scale *= factor or 1.0
        rest += [] if factor or word in ("of", "in") else [word]
    plain = " ".join(rest)
    # "thousands" alone, where the measure's unit goes without saying.
    return scale if (not plain and scale != 1.0) or UNITS.get(plain, plain) == unit.casefold() else None


def _kinds(given: pd.Series, told: pd.Series, figures: pd.DataFrame) -> pd.Series:
    only_high = figures["high"].notna() & figures["low"].isna() & figures["best"].isna()
    only_low = figures["low"].notna() & figures["high"].isna() & figures["best"].isna()
    plain = pd.Series("value", index=given.index).mask(only_high, "at-most").mask(only_low, "at-least")
    # Where the table has a number of its own, that counts and not what the words beside it would give.
    return given.fillna(told.where(~told.isin(NUMBERED) | only_high | only_low)).fillna(plain).astype("str")


def _kind_problems(cells: pd.DataFrame, frame: pd.DataFrame, spoken: pd.Series, titles: dict[str, str]) -> list[pd.DataFrame]:
    odd = ~frame["kind"].isin(KINDS)
    silent = frame["kind"].isin(NUMBERED) & frame[["low", "best", "high"]].isna().all(axis=1)
    # A cell that is no number for another reason is told once.
    none = silent & (cells["value"].isna() | cells["value"].str.casefold().isin(NO_FIGURE)) & frame["phrase"].isna()
    unread = silent & ~none & (spoken.notna() | frame["phrase"].notna())
    return [
        problems_at(cells["kind"], odd, titles["kind"], "E-ADD-WORD", "one of " + ", ".join(KINDS)),
        problems_at(
            cells["value"], none, titles["value"], "E-ADD-NO-FIGURE", "a figure", cause="the table has no figure here",
            next_step="leave the row out, or write withheld, or none found, where the source says so",
        ),
        problems_at(
            spoken.fillna(frame["phrase"]), unread, titles["value"], "E-ADD-WORDS", "a number, a range, or words such as: at most 400",
            cause="words that give no number by the table of phrases", next_step="add columns low and high with what the words mean",
        ),
    ]  # fmt: skip


def _order_problems(cells: pd.DataFrame, frame: pd.DataFrame, units: pd.Series, titles: dict[str, str]) -> list[pd.DataFrame]:
    low, best, high = frame["low"], frame["best"], frame["high"]
    crossed = (low > best) | (best > high) | (low > high)
    texts = {name: frame[name].astype("str").fillna("nothing") for name in ("low", "best", "high")}
    told = texts["low"] + ", " + texts["best"] + ", " + texts["high"]
    below = units.fillna("").str.fullmatch(COUNTED) & (frame[["low", "best", "high"]] < 0).any(axis=1)
    huge = (frame[["low", "best", "high"]].abs() == math.inf).any(axis=1)
    counted = units.fillna("").str.fullmatch(COUNTED).astype(bool)
    numbers = frame[["low", "best", "high"]]
    cut = counted & ((numbers - numbers.round()).abs() > WHOLE).any(axis=1)
    where = titles["value"] if cells["value"].notna().any() else titles["low"]
    return [
        problems_at(told, crossed, where, "E-ADD-ORDER", "low <= figure <= high", cause="columns exchanged, or a slip"),
        problems_at(
            best.fillna(low).astype("str"),
            cut,
            where,
            "E-ADD-NUMBER",
            "whole " + units.fillna("numbers"),
            cause="nobody counts parts of them: the table may count in thousands",
            next_step='say so, --unit "thousand", or round the figures',
        ),
        problems_at(
            cells["value"].fillna(best.fillna(low).astype("str")),
            below,
            where,
            "E-ADD-NEGATIVE",
            "a number that is not below zero",
        ),
        problems_at(
            best.astype("str"), huge, where, "E-ADD-NUMBER", "a number that can be held", cause="figure and unit are too large"
        ),
    ]
