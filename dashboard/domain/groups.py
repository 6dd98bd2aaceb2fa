"""Grouped reductions in numpy: sum, minimum, maximum, median and first row for each integer key. Missing values are never zero."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Floats = np.ndarray
Ints = np.ndarray


@dataclass(frozen=True, slots=True)
class Groups:
    """Rows sorted into groups of equal keys.

    Attributes:
        order: positions of the rows, sorted by key; rows of one key keep their order.
        starts: where each group begins in ``order``.
    """

    order: Ints
    starts: Ints

    @classmethod
    def of(cls, keys: Ints) -> Groups:
        """Groups of equal ``keys``, ascending by key."""
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        return cls(order, np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]][: len(keys)]))

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def first(self) -> Ints:
        """Position of the first row of each group."""
        places: Ints = self.order[self.starts]
        return places

    @property
    def sizes(self) -> Ints:
        """Rows in each group."""
        return np.diff(np.r_[self.starts, len(self.order)])

    def sum(self, values: np.ndarray) -> np.ndarray:
        """Sum of each group; missing values count nothing (use `count` to know how many there were)."""
        filled = np.nan_to_num(values) if values.dtype.kind == "f" else values
        return self._reduce(np.add, filled)

    def count(self, values: Floats) -> Ints:
        """How many values of each group are not missing."""
        return self._reduce(np.add, (~np.isnan(values)).astype("int64"))

    def min(self, values: np.ndarray) -> np.ndarray:
        """Smallest value of each group; missing only where all are."""
        return self._reduce(np.fmin, values)

    def max(self, values: np.ndarray) -> np.ndarray:
        """Largest value of each group; missing only where all are."""
        return self._reduce(np.fmax, values)

    def median(self, values: Floats) -> Floats:
        """Median of the values of each group that are not missing; missing where all are."""
        group = np.repeat(np.arange(len(self)), self.sizes)
        ordered = values[self.order]
        rank = np.lexsort((ordered, group))
        count = self.count(values)
        low, high = self.starts + np.maximum(count - 1, 0) // 2, self.starts + count // 2
        middle = ordered[rank]
        # With no value at all both places fall on a missing one, so that the median is missing too.
        return (
            (middle[np.minimum(low, len(middle) - 1)] + middle[np.minimum(high, len(middle) - 1)]) / 2
            if len(self)
            else values[:0]
        )

    def _reduce(self, ufunc: np.ufunc, values: np.ndarray) -> np.ndarray:
        if not len(self):
            return values[:0]
        reduced: np.ndarray = ufunc.reduceat(values[self.order], self.starts)
        return reduced
