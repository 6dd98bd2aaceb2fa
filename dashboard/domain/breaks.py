"""Class breaks of a map by scheme: logarithmic, equal interval, quantile, natural (Fisher), or the reader’s own.

Bounds are made from the values of all dates, so that a colour means the same while time moves.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np

from dashboard.domain.classes import CLASSES

SCHEMES = ("fixed", "log", "equal", "quantile", "natural")
# Natural breaks look at every pair of bounds; more values than these add nothing that a map of 250 places could show.
NATURAL_VALUES = 400
MAX_OWN = 5


def own_breaks(text: str) -> tuple[float, ...] | None:
    """A reader's own bounds, "100,1000,10000": one to five ascending finite numbers; None for anything else."""
    try:
        numbers = tuple(float(part) for part in text.split(","))
    except ValueError:
        return None
    ascending = all(one < other for one, other in itertools.pairwise(numbers))
    sound = all(math.isfinite(number) and abs(number) < 1e18 for number in numbers)
    return numbers if 1 <= len(numbers) <= MAX_OWN and ascending and sound else None


def make_breaks(scheme: str, levels: np.ndarray) -> tuple[float, ...]:
    """Ascending bounds for six classes of ``levels`` by a scheme of `SCHEMES` (``fixed`` is treated as ``log``).

    Args:
        scheme: how the bounds are chosen.
        levels: all values, any sign; missing and zero ones are left out, since zero is a state of its own.

    Fewer bounds come back where there are fewer distinct values; none for no value.
    """
    values = levels[np.isfinite(levels) & (levels != 0)]
    if not len(values):
        return ()
    found = BY_NAME.get(scheme, _log)(values)
    return tuple(dict.fromkeys(sorted(round_nicely(float(bound), values) for bound in found)))


def round_nicely(bound: float, values: np.ndarray) -> float:
    """A bound with two significant digits: nobody reads 1,243.7 off a legend; kept exact where rounding would leave the values."""
    if bound == 0:
        return 0.0
    digits = 1 - math.floor(math.log10(abs(bound)))
    rounded = round(bound, digits)
    return rounded if values.min() < rounded <= values.max() else bound


def diverging_breaks(fixed: tuple[float, ...]) -> tuple[float, ...]:
    """Bounds of six classes of change around zero, from the bounds of the level: falls and rises of the same size match."""
    small, large = (fixed[0], fixed[2]) if fixed[0] > 0 else (fixed[1], fixed[3])
    return (-large, -small, 0.0, small, large)


def _log(values: np.ndarray) -> np.ndarray:
    """Equal steps of the logarithm from the first to the last twentieth, at 1, 2 and 5 times a power of ten."""
    positive = values[values > 0]
    if len(positive) < CLASSES or len(positive) < len(values) / 2:
        return _quantile(values)
    low, high = _quantiles(positive, np.array([0.05, 0.95]))
    steps = np.geomspace(low, max(high, low * 10), CLASSES + 1)[1:-1]
    return np.array([_one_two_five(step) for step in steps])


def _one_two_five(value: float) -> float:
    power = 10.0 ** math.floor(math.log10(value))
    return power * min((1, 2, 5, 10), key=lambda lead: abs(math.log(value / (lead * power))))


def _equal(values: np.ndarray) -> np.ndarray:
    return np.linspace(values.min(), values.max(), CLASSES + 1)[1:-1]


def _quantile(values: np.ndarray) -> np.ndarray:
    return _quantiles(values, np.arange(1, CLASSES) / CLASSES)


def _quantiles(values: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Values of the data itself at the shares, so that a bound is a figure that somebody gave."""
    found: np.ndarray = np.quantile(values, shares, method="inverted_cdf")
    return found


def _natural(values: np.ndarray) -> np.ndarray:
    """Fisher's exact optimum (1958, On Grouping for Maximum Homogeneity): least squared distance from the means of the classes.

    Own code, since the libraries that have it bring a hundred megabytes of machine learning with them.
    """
    ordered = _thinned(values)
    count = min(CLASSES, len(np.unique(ordered)))
    cost = _cost(ordered)
    best, cuts = cost[0].copy(), []
    for _ in range(1, count):
        total = best[:-1, None] + cost[1:, :]
        cuts.append(np.argmin(total, axis=0))
        best = np.minimum.reduce(total, axis=0)
    return _bounds(ordered, cuts)


def _bounds(ordered: np.ndarray, cuts: list[np.ndarray]) -> np.ndarray:
    end, found = len(ordered) - 1, []
    for cut in reversed(cuts):
        end = int(cut[end])
        found.append(ordered[end + 1])
    return np.array(found[::-1])


def _thinned(values: np.ndarray) -> np.ndarray:
    if len(values) <= NATURAL_VALUES:
        return np.sort(values)
    shares = (np.arange(NATURAL_VALUES) + 0.5) / NATURAL_VALUES
    return _quantiles(values, shares)


def _cost(ordered: np.ndarray) -> np.ndarray:
    """Squared distance from the mean of every run of values, [from, to] inclusive; infinite where the run is empty."""
    sums, squares = (np.r_[0.0, np.cumsum(power)] for power in (ordered, ordered**2))
    start, end = np.ogrid[: len(ordered), : len(ordered)]
    size = end - start + 1
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = (squares[end + 1] - squares[start]) - (sums[end + 1] - sums[start]) ** 2 / size
    return np.where(size > 0, np.maximum(spread, 0.0), np.inf)


BY_NAME: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "log": _log, "equal": _equal, "quantile": _quantile, "natural": _natural,
}  # fmt: skip
