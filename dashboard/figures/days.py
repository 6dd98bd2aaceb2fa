"""Days and periods in words, as exactly as the source gives them and no more."""

from __future__ import annotations

import calendar
from datetime import date

import pandas as pd

from dashboard.domain.catalogue import Clock, MeasureKind

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def describe_day(day: date, clock: Clock, kind: MeasureKind = "stock") -> str:
    """The View's day as the end of a title: "June 2019", "2 June 2019", "end of 2024"; for a flow "in 2019".

    The last day of a month stands for the month. A yearly stock at the end of December is told as "end of"; a flow is told by the
    period of its clock that the day falls in.
    """
    if kind == "flow":
        return f"in {day.year}" if clock == "year" else f"in {say_month(day)}"
    if clock == "year" and (day.month, day.day) == (12, 31):
        return f"end of {day.year}"
    return say_month(day) if day == _month_end(day) else say_day(day)


def say_day(day: date) -> str:
    """A day in full: "2 June 2019"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def say_period(start: object, end: object, precision: str = "day") -> str:
    """When a statement holds: "June 2019", "2018", "up to June 2019", "23 March to 30 June 2019", "from 1 May 2003".

    Args:
        start: first day (date, Timestamp) or a missing value.
        end: last day, inclusive, or a missing value.
        precision: day, month, quarter or year: how exactly they are known.
    """
    first, last = as_day(start), as_day(end)
    if first is None and last is None:
        return "at no stated time"
    if first is None:
        return f"up to {_said(_required(last), precision)}"
    if last is None:
        return f"from {_said(first, precision)}"
    whole = _whole_period(first, last)
    if whole:
        return whole
    return _said(last, precision) if first == last else f"{_said(first, precision)} to {_said(last, precision)}"


def as_day(value: object) -> date | None:
    """A date from a date, Timestamp or datetime64; None for a missing value."""
    stamp = pd.Timestamp(value)  # type: ignore[arg-type]
    return None if pd.isna(stamp) else stamp.date()


def _required(day: date | None) -> date:
    if day is None:
        raise ValueError("a day is needed")
    return day


def _said(day: date, precision: str) -> str:
    if precision == "year":
        return str(day.year)
    return say_day(day) if precision == "day" else say_month(day)


def _whole_period(first: date, last: date) -> str:
    """A calendar year, month or quarter in one phrase; empty when the days are no whole period."""
    if last != _month_end(last) or first.day != 1 or first.year != last.year:
        return ""
    if (first.month, last.month) == (1, 12):
        return str(first.year)
    if first.month == last.month:
        return say_month(first)
    return f"{MONTHS[first.month - 1]} to {say_month(last)}"


def say_month(day: date) -> str:
    """A month: "June 2019"."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
