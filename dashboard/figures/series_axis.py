"""The value axis of a time series: linear, logarithmic, or an index of one day. What an axis cannot show is named, never dropped in silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from dashboard.domain.question import DAY
from dashboard.domain.states import BOUND, STATE_NAMES
from dashboard.domain.view import INDEX, LOG
from dashboard.figures.days import say_day
from dashboard.figures.numbers import count, say_number, say_value
from dashboard.figures.series_data import NUMBERS, Base, SeriesData, next_clock_day

HUNDRED = 100.0
CHOSEN = "no day was named: it is the first that the longest unbroken records share"
# Values of 100 that are told one by one; with more lines the table has them.
TOLD_BASES = 4


def on_axis(data: SeriesData, axis: str, since: date | None) -> SeriesData:
    """The series as it is drawn on ``axis``, of `domain.view.SERIES`.

    Args:
        data: in the measure's unit.
        axis: ``linear`` gives ``data`` itself.
        since: the day that is 100 of an index; None: the first day that the longest unbroken records share.

    Guarantees that ``original`` of the answer holds every figure in the measure's unit, and ``said`` names every line and counts
    every figure that the axis cannot show.
    """
    if axis == LOG:
        return _logged(data)
    return _indexed(data, since) if axis == INDEX else data


def index_columns(data: SeriesData) -> dict[str, np.ndarray]:
    """Columns ``index_low, index_best, index_high`` beside the points of ``data.original``; empty on any other axis."""
    if not data.bases or data.original is None:
        return {}
    points = data.original.points
    factor = _factors(points, data.bases)
    return {f"index_{name}": points[name].to_numpy(dtype="float64") * factor for name in ("low", "best", "high")}


def _logged(data: SeriesData) -> SeriesData:
    """Without figures of zero and less; a line breaks where one is missing, and a range that reaches zero ends at the foot."""
    points = data.points
    column = {str(name): points[name].to_numpy() for name in points}
    bound = np.where(np.isnan(column["high"]), column["low"], column["high"])
    gone = ~(np.where(column["code"] == BOUND, bound, column["level"]) > 0)
    apart = (column["segment"][1:] != column["segment"][:-1]) | (column["line"][1:] != column["line"][:-1]) | gone[:-1]
    kept = points.assign(segment=np.cumsum(np.r_[True, apart][: len(points)]))[~gone].reset_index(drop=True)
    foot = log_foot(kept)
    cut = int((kept["low"] <= 0).sum())
    clipped = kept.assign(low=kept["low"].where(~(kept["low"] <= 0), foot))
    ranges = (f"{count(cut, 'range')} that reach{'es' if cut == 1 else ''} zero end at the foot of the axis",) if cut else ()
    return replace(data, points=clipped, axis=LOG, original=data, said=(*data.said, *_zeros(data, gone), *ranges))


def log_foot(points: pd.DataFrame) -> float:
    """The power of ten below the smallest figure above zero; 1 without one."""
    numbers = points[["low", "high", "level"]].to_numpy(dtype="float64")
    known = numbers[numbers > 0]
    return float(10 ** np.floor(np.log10(known.min()))) if len(known) else 1.0


def _zeros(data: SeriesData, gone: np.ndarray) -> tuple[str, ...]:
    if not gone.any():
        return ()
    lines, sizes = np.unique(data.points["line"].to_numpy()[gone], return_counts=True)
    named = "; ".join(f"{data.lines[line].name} ({size:,})" for line, size in zip(lines.tolist(), sizes.tolist(), strict=True))
    return (f"A log axis has no zero: {count(int(gone.sum()), 'figure')} of zero or below not drawn: {named}",)


def _indexed(data: SeriesData, since: date | None) -> SeriesData:
    day = np.datetime64(since, "s") if since else _first_day(data)
    if day is None:
        return replace(
            data, points=data.points[:0], silent=data.silent[:0], lines=(), axis=INDEX, original=data, said=_no_base(data)
        )
    bases = tuple(_base(data, line, day) for line in range(len(data.lines)))
    factor = _factors(data.points, bases)
    kept = ~np.isnan(factor)
    drawn = [line for line, base in enumerate(bases) if not base.missing]
    place = {line: number for number, line in enumerate(drawn)}
    points = data.points.assign(**{name: data.points[name] * factor for name in NUMBERS})[kept]
    silent = data.silent[data.silent["line"].isin(drawn).to_numpy()]
    when = say_day(day.astype("datetime64[D]").item())
    return replace(
        data, measure=replace(data.measure, unit=f"index, {when} = 100"), lines=tuple(data.lines[line] for line in drawn),
        points=points.assign(line=points["line"].map(place)).reset_index(drop=True),
        silent=silent.assign(line=silent["line"].map(place)).reset_index(drop=True),
        axis=INDEX, original=data, bases=bases, means=_joined_words(data.means, _means(data, bases, when), "" if since else CHOSEN),
        said=(*data.said, *_missing(data, bases, when)),
    )  # fmt: skip


def _factors(points: pd.DataFrame, bases: tuple[Base, ...]) -> np.ndarray:
    """What each point is multiplied by; missing where its line has no base or the point is of another definition."""
    line = points["line"].to_numpy(dtype="int64")
    level = np.array([base.level for base in bases])[line]
    same = points["definition"].to_numpy(dtype=object) == np.array([base.definition for base in bases], dtype=object)[line]
    return np.where(same, HUNDRED / level, np.nan)


def _first_day(data: SeriesData) -> np.datetime64 | None:
    """The first day that the longest unbroken record of most lines holds on, of several those with most figures; None without any.

    Only figures above zero count. A single early day of a line never outweighs its record that goes on.
    """
    points = _joined(data)
    usable = points[(points["level"] > 0).to_numpy()]
    if usable.empty:
        return None
    spans = usable.groupby(["line", "segment"], sort=False)["day"].agg(["min", "max", "size"])
    longest = spans.loc[spans.groupby("line")["size"].idxmax()]
    first, last, size = (longest[name].to_numpy() for name in ("min", "max", "size"))
    days = np.unique(first)
    best: np.datetime64 = max(days, key=lambda day: _told(size[(first <= day) & (day <= last)])).astype("datetime64[s]")
    return best


def _told(sizes: np.ndarray) -> tuple[int, int]:
    return len(sizes), int(sizes.sum())


def _joined(data: SeriesData) -> pd.DataFrame:
    lines = [number for number, line in enumerate(data.lines) if line.joined]
    return data.points[data.points["line"].isin(lines).to_numpy()]


def _base(data: SeriesData, line: int, day: np.datetime64) -> Base:
    """The figure of a line that holds on ``day`` or belongs to the same step of the clock."""
    if not data.lines[line].joined:
        return Base(missing="single statements, which have no common base")
    quiet = data.silent[(data.silent["line"] == line).to_numpy()]
    over = quiet[((quiet["first"] <= day) & (quiet["until"] >= day)).to_numpy()]
    own = data.of(line)
    known = own[(own["day"] <= _step_end(data, day)).to_numpy()]
    last = known.iloc[-1] if len(known) else None
    if last is None or not _stands(data, own, last, day):
        return Base(missing=STATE_NAMES[int(over["code"].iloc[0])].replace("-", " ") if len(over) else "no figure")
    if np.isnan(last["level"]):
        return Base(missing="only a bound")
    if last["level"] <= 0:
        return Base(missing="zero" if last["level"] == 0 else "below zero")
    words = say_number(last["best"], data.measure.unit) or say_value("value", last["low"], None, last["high"], data.measure.unit)
    return Base(float(last["level"]), str(last["definition"]), words)


def _step_end(data: SeriesData, day: np.datetime64) -> np.datetime64:
    end: np.datetime64 = next_clock_day(np.array([day - DAY]), data.measure.clock)[0]
    return end


def _stands(data: SeriesData, own: pd.DataFrame, last: pd.Series, day: np.datetime64) -> bool:
    """Whether the newest figure before the day still holds on it: same step of the clock, or its segment continues."""
    same_step = _step_end(data, np.datetime64(last["day"], "s")) == _step_end(data, day)
    segment = own[(own["segment"] == last["segment"]).to_numpy()]
    return bool(same_step or segment["day"].max() >= pd.Timestamp(day))


def _means(data: SeriesData, bases: tuple[Base, ...], when: str) -> str:
    known = [f"{line.name} {base.words}" for line, base in zip(data.lines, bases, strict=True) if not base.missing]
    more = f" and {len(known) - TOLD_BASES} more, in the table" if len(known) > TOLD_BASES else ""
    return f"100 is the figure of {when}: {'; '.join(known[:TOLD_BASES])}{more}" if known else ""


def _joined_words(*words: str) -> str:
    return "; ".join(part for part in words if part)


def _missing(data: SeriesData, bases: tuple[Base, ...], when: str) -> tuple[str, ...]:
    """Lines without a base, and figures that are counted otherwise than their base."""
    named = zip(data.lines, bases, strict=True)
    missing = [f"{line.name} ({base.missing} on {when})" for line, base in named if base.missing]
    return (*((f"Left out of the index: {'; '.join(missing)}",) if missing else ()), *_otherwise(data, bases))


def _otherwise(data: SeriesData, bases: tuple[Base, ...]) -> tuple[str, ...]:
    line = data.points["line"].to_numpy(dtype="int64")
    has = np.array([not base.missing for base in bases])[line]
    other = has & np.isnan(_factors(data.points, bases))
    if not other.any():
        return ()
    lines, sizes = np.unique(line[other], return_counts=True)
    named = "; ".join(f"{data.lines[one].name} ({size:,})" for one, size in zip(lines.tolist(), sizes.tolist(), strict=True))
    return (f"Counted otherwise than on the base day, and not in the index: {named}",)


def _no_base(data: SeriesData) -> tuple[str, ...]:
    named = "; ".join(line.name for line in data.lines)
    return (f"Nothing can be set to 100: no line has a figure above zero that goes on. Left out of the index: {named}",)
