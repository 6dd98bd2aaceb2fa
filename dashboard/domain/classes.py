"""Classification of map figures: six classes with round bounds that do not change over time, and their legend labels."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from dashboard.domain.catalogue import Measure

CLASSES = 6
SCALES = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"))


@dataclass(frozen=True, slots=True)
class Classing:
    """Bounds and labels of the six classes of a measure.

    Attributes:
        breaks: five ascending bounds; a level equal to a bound belongs to the class above it.
        labels: six legend labels. The lowest class of a measure whose first bound is zero is "below zero"; a
            level of exactly zero is told by its state and by no class.
    """

    breaks: tuple[float, ...]
    labels: tuple[str, ...]

    def class_of(self, levels: np.ndarray) -> np.ndarray:
        """Class 0 to 5 of each level (int64); -1 where the level is missing."""
        place = np.searchsorted(np.asarray(self.breaks), levels, side="right")
        return np.where(np.isnan(levels), -1, place)


def classing(measure: Measure) -> Classing:
    """The fixed classes of a measure, from its catalogue entry.

    Raises ValueError unless it has five ascending bounds.
    """
    breaks = measure.breaks
    if len(breaks) != CLASSES - 1 or list(breaks) != sorted(set(breaks)):
        raise ValueError(f"{measure.id} needs {CLASSES - 1} ascending breaks, has {breaks}")
    return Classing(breaks, _labels(breaks, is_money(measure.unit)))


def labels_of(breaks: tuple[float, ...], unit: str) -> tuple[str, ...]:
    """Legend labels of the classes between ``breaks``, one more than there are bounds; bounds in their shortest form."""
    if not breaks:
        return ("every figure",)
    whole = all(float(bound).is_integer() for bound in breaks)
    # Below a bound of one person there is no whole person to tell.
    round_steps = breaks[0] > 1 or (is_money(unit) and breaks[0] >= 0)
    if len(breaks) == CLASSES - 1 and whole and round_steps and not is_ratio(unit):
        return _labels(breaks, is_money(unit))
    inner = [f"{bound_words(low, unit)} to under {bound_words(high, unit)}" for low, high in pairwise(breaks)]
    return (f"under {bound_words(breaks[0], unit)}", *inner, f"{bound_words(breaks[-1], unit)} and more")


def change_labels(breaks: tuple[float, ...], unit: str) -> tuple[str, ...]:
    """Labels of the six classes of a change, from five bounds that mirror one another around zero."""
    small, large = (bound_words(bound, unit) for bound in breaks[3:])
    # A change that is equal to a bound belongs to the class above it, which is the smaller fall and the larger rise.
    falls = (f"fall over {large}", f"fall over {small} to {large}", f"fall up to {small}")
    rises = (f"rise under {small}", f"rise of {small} to under {large}", f"rise of {large} and more")
    return (*falls, *rises)


def bound_words(bound: float, unit: str) -> str:
    """A bound in the fewest characters, with a true minus; ratios and fractions keep three significant digits."""
    size, sign = abs(bound), "\N{MINUS SIGN}" if bound < 0 else ""
    if is_money(unit) or (float(bound).is_integer() and not is_ratio(unit)):
        return sign + short_number(size, unit)
    return f"{sign}{size:,.3g}" if size < 1000 else f"{sign}{size:,.0f}"


def is_ratio(unit: str) -> bool:
    """True for the unit of a figure set against the size of its host, which is told in significant digits."""
    return unit.startswith(("per ", "% of "))


def is_money(unit: str) -> bool:
    """True for an amount of money ("USD", "EUR", "USD constant 2021"), which is told in bn and m."""
    return unit[:3].isupper()


def short_number(value: float, unit: str) -> str:
    """A bound in the fewest characters: "500", "2,000", "0.5 bn" (amounts from a tenth of a scale on are told in it)."""
    if is_money(unit):
        for size, name in SCALES:
            if abs(value) >= size / 10:
                return f"{value / size:,.6g} {name}"
    return f"{value:,.0f}"


def _labels(breaks: tuple[float, ...], money: bool) -> tuple[str, ...]:
    pairs = list(pairwise(breaks))
    inner = [_money_span(low, high) if money else _whole_span(low, high - 1) for low, high in pairs]
    last = short_number(breaks[-1], "USD" if money else "")
    return (_first(breaks[0], money), *inner, f"{last} and more")


def _first(bound: float, money: bool) -> str:
    if bound <= 0:
        return "below zero"
    return f"under {short_number(bound, 'USD')}" if money else _whole_span(1, bound - 1)


def _whole_span(low: float, high: float) -> str:
    return f"{low:,.0f}" if low == high else f"{low:,.0f}–{high:,.0f}"


def _money_span(low: float, high: float) -> str:
    if low <= 0:
        return f"under {short_number(high, 'USD')}"
    size, name = next((size, name) for size, name in (*SCALES, (1.0, "")) if high >= size)
    # Both ends in one scale, "0.1–0.5 bn", unless the lower end would need more than one decimal.
    first = f"{low / size:,.6g}" if low >= size / 10 else short_number(low, "USD")
    return f"{first}–{high / size:,.6g} {name}".strip()
