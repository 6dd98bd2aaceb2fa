"""The classes of a View’s map (level, change or agreement) with labels and colours, and the code of each row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.domain.classes import Classing, change_labels, labels_of
from dashboard.domain.prices import is_constant
from dashboard.domain.view import View
from dashboard.figures.palette import LIGHT, Theme, agreement_colours, diverging, sequence, spread_over
from dashboard.ledger import answers, readings
from dashboard.ledger.frames import STATE_CODES, VALUE_CODE
from dashboard.ledger.store import Ledger

FIRST_CLASS = VALUE_CODE
LOOKS = (
    "not collected",
    "none found",
    "withheld",
    "bound only",
    "zero",
    "no denominator",
    "no comparable pair",
    "sources disagree",
)
# Codes that a line alone tells from the ground: none found, zero (or no change), no comparable pair.
OUTLINED = (1, 4, 6)
# Of these the one with a broken line: figures at both ends, and no two that may be compared.
NO_PAIR = 6
# Sources agree while the largest figure is at most a tenth above the smallest, and differ while it is at most twice as large.
AGREE, DIFFER = 1.1, 2.0
BANDS = ("sources agree", "differ, up to twice", "disagree, over twice", "one source alone")
MERGED = (0, 3, 2, 0)


@dataclass(frozen=True, slots=True)
class Group:
    """A row of the legend: its title (empty for none) and the classes in it, ``first`` inclusive, ``size`` of them."""

    title: str
    first: int
    size: int


@dataclass(frozen=True, slots=True)
class Reading:
    """How a View's rows become classes.

    Attributes:
        compare: level, change or agreement.
        unit: of the numbers.
        breaks: ascending bounds; a number equal to a bound belongs to the class above.
        labels: one for each class of the legend.
        groups: rows of the legend.
        silent: codes of silence and zero that this reading can show, in the order of the legend.
    """

    compare: str
    unit: str
    breaks: tuple[float, ...]
    labels: tuple[str, ...]
    groups: tuple[Group, ...]
    silent: tuple[int, ...]

    @property
    def codes(self) -> int:
        """Number of codes: silence and zero, then the classes."""
        return FIRST_CLASS + len(self.labels)

    @property
    def stippled(self) -> frozenset[int]:
        """Codes of classes that are drawn with dots: figures that one source alone gives."""
        alone = [group for group in self.groups if group.title == BANDS[3]]
        return frozenset(FIRST_CLASS + group.first + i for group in alone for i in range(group.size))

    @property
    def lined(self) -> frozenset[int]:
        """Codes of classes that share their lightness with others: falls, and figures on which sources differ."""
        if self.compare == "change":
            return frozenset(FIRST_CLASS + i for i, bound in enumerate(self.breaks) if bound <= 0)
        apart = [group for group in self.groups if group.title in BANDS[1:3]]
        return frozenset(FIRST_CLASS + group.first + i for group in apart for i in range(group.size))

    def class_of(self, rows: pd.DataFrame) -> np.ndarray:
        """Class of each row (int64); -1 where its level is missing."""
        place = Classing(self.breaks, self.labels).class_of(rows["level"].to_numpy(dtype="float64"))
        return _with_band(place, rows, len(self.breaks) + 1) if self.compare == "agreement" else place

    def codes_of(self, rows: pd.DataFrame) -> np.ndarray:
        """Code of each row (int64): its silence, zero, or class."""
        silent = rows["state"].astype("str").map(STATE_CODES)
        return silent.fillna(pd.Series(self.class_of(rows) + FIRST_CLASS, index=rows.index)).astype("int64").to_numpy()


def reading_of(ledger: Ledger, view: View, shared: tuple[float, ...] | None = None) -> Reading:
    """The View's reading; with the bounds that it shares with other Views where ``shared`` gives them."""
    unit, breaks = readings.unit_of(ledger, view), readings.breaks_of(ledger, view) if shared is None else shared
    ratio = (5,) if readings.normaliser_of(ledger, view) else ()
    if view.compare == "change":
        plain = view.classes in ("fixed", "log", "equal", "quantile", "natural") and len(breaks) == 5
        labels = change_labels(breaks, unit) if plain else labels_of(breaks, unit)
        return Reading("change", unit, breaks, labels, (Group("", 0, len(labels)),), (4, 7, 6, 2, 1, 0))
    levels = labels_of(breaks, unit)
    if view.compare == "agreement":
        labels, groups = _agreement_labels(breaks, unit)
        return Reading("agreement", unit, breaks, labels, groups, (4, 1, 2, 3, *ratio, 0))
    return Reading("level", unit, breaks, levels, (Group("", 0, len(levels)),), (4, 1, 2, 3, *ratio, 0))


def colours_of(ledger: Ledger, view: View, reading: Reading, theme: Theme = LIGHT) -> tuple[str, ...]:
    """One colour a class: a sequence, a diverging pair for changes, greyer with disagreement for agreement."""
    count = len(reading.breaks) + 1
    if reading.compare == "change":
        return spread_over(diverging(theme), count)
    colours = spread_over(sequence(answers.measure_of(ledger, view), theme), count)
    return agreement_colours(colours, tuple(merged_sizes(count)), theme) if reading.compare == "agreement" else colours


def no_divisor(unit: str) -> str:
    """Why a figure cannot be divided: the denominator is missing."""
    return "no deflator" if is_constant(unit) else "no denominator"


def legend_words(reading: Reading) -> list[tuple[int, str]]:
    """(code, words) of every class, with the title of its group, then of every silent look."""
    words = [
        f"{group.title}: {reading.labels[group.first + i]}".removeprefix(": ")
        for group in reading.groups
        for i in range(group.size)
    ]
    zero = "no change" if reading.compare == "change" else "zero"
    named = {STATE_CODES["zero"]: zero, STATE_CODES["no-denominator"]: no_divisor(reading.unit)}
    silent = [(code, named.get(code, LOOKS[code])) for code in reading.silent]
    return [*((FIRST_CLASS + i, label) for i, label in enumerate(words)), *silent]


def group_title(reading: Reading, code: int) -> str:
    """The title of the group that a code's class belongs to; empty for none and for silence."""
    place = code - FIRST_CLASS
    return next((group.title for group in reading.groups if group.first <= place < group.first + group.size), "")


def group_starts(reading: Reading, code: int) -> bool:
    """Whether a code's class is the first of its group."""
    return any(group.first == code - FIRST_CLASS for group in reading.groups)


def band_of(rows: pd.DataFrame) -> np.ndarray:
    """Agreement of the figures behind each row, as a position in `BANDS`."""
    low, high = rows["low"].to_numpy(dtype="float64"), rows["high"].to_numpy(dtype="float64")
    smallest, largest = np.minimum(np.abs(low), np.abs(high)), np.maximum(np.abs(low), np.abs(high))
    opposed = np.sign(low) * np.sign(high) < 0
    apart = np.select([opposed | (largest > DIFFER * smallest), largest > AGREE * smallest], [2, 1], 0)
    alone = rows["origins"].to_numpy() <= np.maximum(rows["senders"].to_numpy(), 1)
    return np.where(alone, 3, apart)


def merged_sizes(count: int) -> list[int]:
    """Number of classes in each band of `BANDS` where a level has ``count`` of them; never more than there are."""
    return [min(size or count, count) for size in MERGED]


def _with_band(place: np.ndarray, rows: pd.DataFrame, count: int) -> np.ndarray:
    band, sizes = band_of(rows), merged_sizes(count)
    firsts = np.cumsum([0, *sizes])[:-1]
    merged = firsts[band] + place * np.array(sizes)[band] // count
    return np.where(place < 0, -1, merged)


def _agreement_labels(breaks: tuple[float, ...], unit: str) -> tuple[tuple[str, ...], tuple[Group, ...]]:
    labels: list[str] = []
    groups = []
    for title, merged in zip(BANDS, merged_sizes(len(breaks) + 1), strict=True):
        own = labels_of(_merged_breaks(breaks, merged), unit)
        groups.append(Group(title, len(labels), len(own)))
        labels += own
    return tuple(labels), tuple(groups)


def _merged_breaks(breaks: tuple[float, ...], size: int) -> tuple[float, ...]:
    """The bounds that are left where the classes between ``breaks`` are merged into ``size`` of them."""
    count = len(breaks) + 1
    return tuple(bound for i, bound in enumerate(breaks, 1) if i * size // count != (i - 1) * size // count)
