"""What was measured, beside what is allowed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        name: what was measured.
        reached: the value in ``unit``; None when it could not be measured, and ``note`` says why.
        unit: of both values.
        budget: the largest value that is allowed; None for a line that only informs.
        note: how it was measured, or what else is worth knowing.
    """

    name: str
    reached: float | None
    unit: str
    budget: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """``ok``, ``over``, ``not measured``, or nothing for a line without a budget."""
        if self.reached is None:
            return "not measured"
        if self.budget is None:
            return ""
        return "ok" if self.reached <= self.budget else "over"


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that ``share`` of all values do not exceed (nearest rank); nan of none."""
    ordered = sorted(values)
    if not ordered:
        return math.nan
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)]


def table(rows: Sequence[Row]) -> str:
    """The rows as aligned text."""
    cells = [("measured", "budget", "reached", "", "note"), *map(_cells, rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(4)]
    return "\n".join(_line(row, widths) for row in cells)


def _cells(row: Row) -> tuple[str, str, str, str, str]:
    return row.name, _number(row.budget, row.unit), _number(row.reached, row.unit), row.verdict, row.note


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return "-"
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}"


def _line(row: tuple[str, str, str, str, str], widths: list[int]) -> str:
    name, budget, reached, verdict, note = row
    aligned = f"{name:<{widths[0]}}  {budget:>{widths[1]}}  {reached:>{widths[2]}}  {verdict:<{widths[3]}}  {note}"
    return aligned.rstrip()
