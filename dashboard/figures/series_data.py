"""The data of a time series: lines that are broken where the record is, and spans in which a source is silent.

A line never joins two sources or two definitions, never crosses a missing report longer than the tolerance of its
source, and never runs through a withheld figure. Pictures of every kind are drawn from this one table.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import numpy as np
import pandas as pd

from dashboard.domain.catalogue import Clock, Measure
from dashboard.domain.question import DAY, FAR
from dashboard.domain.states import BOUND, NONE_FOUND, STATE_CODES, WITHHELD
from dashboard.domain.view import LINEAR
from dashboard.figures.records import Record
from dashboard.figures.speakers import short_speaker
from dashboard.ledger.store import Ledger

# Fewer figures than this from one speaker are single statements: dots, since nothing says what happened between.
PERIODIC = 4
# A level about a longer span than this is drawn from its first to its last day, not as one point.
SPAN_DAYS = 92
POINT_COLUMNS = ("line", "segment", "day", "low", "best", "high", "level", "code", "claim_id", "definition", "senders")
NUMBERS = ("low", "best", "high", "level")
MONTHS_OF: dict[Clock, int] = {"month": 1, "quarter": 3, "year": 12}
Columns = dict[str, np.ndarray]


@dataclass(frozen=True, slots=True)
class Line:
    """One speaker under one definition, or one place.

    Attributes:
        who: the speaker, or the name of the place.
        definition: title of the definition; empty for a place, whose definition may change between segments.
        source: title of the source; empty for a place.
        joined: its points are joined where the record has no gap.
    """

    who: str
    definition: str
    source: str
    joined: bool

    @property
    def name(self) -> str:
        """Definition and speaker: "Active duty, by duty station · Defense Manpower Data Center"."""
        return f"{self.definition} · {self.who}" if self.definition else self.who


@dataclass(frozen=True, slots=True)
class Base:
    """What 100 of an index stands for in one line: the figure in the measure's unit, its definition, or why the line has none."""

    level: float = np.nan
    definition: str = ""
    words: str = ""
    missing: str = ""


@dataclass(frozen=True, eq=False)
class SeriesData:
    """A chart before it is drawn.

    Attributes:
        measure: what is counted, with the unit of every number.
        lines: in the order in which colours are given out.
        points: columns `POINT_COLUMNS`: ``line`` is a place in ``lines``, points of one ``segment`` may be joined,
            ``code`` is a state of `dashboard.domain.states` and at least a bound, ``senders`` how many are in a sum; sorted by line
            and day.
        silent: spans in which a source withholds or found none: ``line, first, until`` (inclusive), ``code``.
        left_out: names of lines that are not drawn.
        axis: the value axis that the points are meant for, of `domain.view.SERIES`.
        original: on any axis but the linear one: the same series, whole and in the measure's unit.
        bases: of an index: what 100 stands for in each line of ``original``.
        means: what the axis means: on which day what is 100.
        said: what the axis cannot show.
    """

    measure: Measure
    lines: tuple[Line, ...]
    points: pd.DataFrame
    silent: pd.DataFrame
    left_out: tuple[str, ...] = ()
    axis: str = LINEAR
    original: SeriesData | None = None
    bases: tuple[Base, ...] = ()
    means: str = ""
    said: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What the axis means, and what it cannot show."""
        return (self.means, *self.said) if self.means else self.said

    def of(self, line: int) -> pd.DataFrame:
        """The points of one line."""
        return self.points.iloc[np.flatnonzero(self.points["line"].to_numpy() == line)]


@lru_cache(maxsize=32)
def pair_series(ledger: Ledger, record: Record, max_lines: int) -> SeriesData | None:
    """One line a source and definition of a pair; None when no claim has a number and none is withheld."""
    if record.summed.empty:
        return None
    line, names = _lines(ledger, record)
    column: Columns = {str(name): record.summed[name].to_numpy() for name in record.summed}
    order = np.lexsort((column["published"].astype("int64"), column["anchor"], line))
    joined = np.array([one.joined for one in names])[line]
    ordered = {name: values[order] for name, values in {**column, "line": line, "joined": joined}.items()}
    return _first_lines(SeriesData(record.measure, names, _points(ordered, record), _silences(ordered)), max_lines)


def estimate_series(
    ledger: Ledger, measure: Measure, estimates: pd.DataFrame, days: np.ndarray, key: str, shown: date, max_lines: int
) -> SeriesData | None:
    """One line a sender (or host), from the estimates on the clock's days; the largest on the ``shown`` day first.

    Args:
        ledger: for the names of places.
        measure: what is counted.
        estimates: columns `ESTIMATE_COLUMNS`, one row a (place, date).
        days: the clock, ascending: a day without a row breaks the line, and so does another definition.
        key: ``sender`` or ``host``: what a line stands for.
        shown: the View's date, which decides the order of lines.
        max_lines: most lines drawn; the others are named in ``left_out``.
    """
    if estimates.empty:
        return None
    ranked = _ranked(estimates, key, shown)
    place = {name: number for number, name in enumerate(ranked)}
    line = estimates[key].astype("str").map(place).to_numpy()
    step = np.searchsorted(days, estimates["date"].to_numpy())
    code = estimates["state"].map(STATE_CODES).to_numpy()
    rows = estimates.assign(line=line, step=step, code=code, day=estimates["date"])
    ordered = rows.iloc[np.lexsort((step, line))]
    names = tuple(Line(ledger.places.by_id[name].name, "", "", joined=True) for name in ranked)
    return _first_lines(_from_steps(measure, names, ordered, days), max_lines)


def _lines(ledger: Ledger, record: Record) -> tuple[np.ndarray, tuple[Line, ...]]:
    """Line of each row. Speakers with few figures share one line of dots a definition and source."""
    rows = record.summed
    order, rank, speaker, source = (rows[name].to_numpy() for name in ("order", "rank", "speaker", "source"))
    _, own, sizes = np.unique(np.column_stack([order, speaker]), axis=0, return_inverse=True, return_counts=True)
    joined = sizes[own.ravel()] >= PERIODIC
    keys = np.column_stack([order, ~joined, rank, source, np.where(joined, speaker, -1)])
    kinds, line = np.unique(keys, axis=0, return_inverse=True)
    return line.ravel(), tuple(_line(ledger, record, *kind) for kind in kinds.tolist())


def _line(ledger: Ledger, record: Record, order: int, single: int, _rank: int, source: int, speaker: int) -> Line:
    named = record.families["said_by"].cat.categories
    entry = ledger.catalogue.sources[str(record.families["source_id"].cat.categories[source])]
    # The code of a speaker holds source and person; the person's place comes last, 0 for none.
    person = speaker % (len(named) + 1) - 1 if speaker >= 0 else -1
    who = short_speaker(str(named[person]) if person >= 0 else "", entry)
    definition = record.measure.definitions[order].title
    statements = ", single statements" if single else ""
    return Line(f"{who}{statements}", definition, entry.title, joined=not single)


def _points(column: Columns, record: Record) -> pd.DataFrame:
    """Points of the rows with a number; a level about a long span gives its first and its last day."""
    anchor, line, row = column["anchor"], column["line"], column["row"]
    silent = column["code"] < BOUND
    uncovered = next_clock_day(column["expiry"][:-1], record.measure.clock) < anchor[1:]
    gap = (line[1:] != line[:-1]) | uncovered
    segment = np.cumsum(np.r_[True, gap] | ~column["joined"] | silent)
    last = _ends(column)
    long = (last - anchor > SPAN_DAYS * DAY) & (record.measure.kind == "stock") & ~silent
    ids = record.claims["claim_id"].to_numpy(dtype=object)
    under = np.array([definition.id for definition in record.measure.definitions], dtype=object)[column["order"]]
    named = {**column, "segment": segment, "claim_id": np.where(row >= 0, ids[row], ""), "definition": under}
    named["senders"] = np.ones(len(line), dtype="int64")
    spoken = np.flatnonzero(~silent)
    starts = np.flatnonzero(long)
    places, days = np.r_[starts, spoken], np.r_[anchor[starts], last[spoken]]
    order = np.lexsort((days, segment[places]))
    return _point_frame({name: values[places[order]] for name, values in named.items()}, days[order])


def _ends(column: Columns) -> np.ndarray:
    """Last day of each row, cut where the next statement of a joined line begins, so that a line never runs back."""
    anchor, line = column["anchor"], column["line"]
    following = np.r_[anchor[1:], FAR]
    followed = np.r_[line[1:] == line[:-1], False] & column["joined"] & (following > anchor)
    last = np.where(column["last"] == FAR, anchor, column["last"])
    ends: np.ndarray = np.maximum(np.where(followed, np.minimum(last, following - DAY), last), anchor)
    return ends


def next_clock_day(days: np.ndarray, clock: Clock) -> np.ndarray:
    """The first end of a month, quarter or year after each of ``days`` (datetime64[s]).

    A record has a gap where such a day goes by on which no claim stands; days between two ends say nothing.
    """
    size = MONTHS_OF[clock]
    month = (days + DAY).astype("datetime64[M]").astype("int64")
    following = ((month // size + 1) * size).astype("datetime64[M]").astype("datetime64[s]")
    return following - DAY


def _point_frame(column: Columns, day: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({name: day if name == "day" else column[name] for name in POINT_COLUMNS}, copy=False)


def _silences(column: Columns) -> pd.DataFrame:
    """Spans from each silent report to the next report of the same line, or to the end of the silent report itself."""
    anchor, line, code = column["anchor"], column["line"], column["code"]
    following = np.r_[anchor[1:], FAR] - DAY
    same = np.r_[line[1:] == line[:-1], False]
    until = np.where(same, following, column["expiry"])
    return _joined_spans(line, anchor, until, code)


def _joined_spans(line: np.ndarray, first: np.ndarray, until: np.ndarray, code: np.ndarray) -> pd.DataFrame:
    """The silent ones of the spans; those that follow one another without a gap become one."""
    quiet = (code == WITHHELD) | (code == NONE_FOUND)
    line, first, until, code = line[quiet], first[quiet], until[quiet], code[quiet]
    apart = (line[1:] != line[:-1]) | (code[1:] != code[:-1]) | (first[1:] > until[:-1] + DAY)
    starts = np.flatnonzero(np.r_[True, apart][: len(line)])
    ends = np.r_[starts[1:], len(line)] - 1
    kept = slice(None) if len(starts) else slice(0, 0)
    spans = {"line": line[starts], "first": first[starts], "until": until[ends[kept]], "code": code[starts]}
    return pd.DataFrame(spans)


def _ranked(estimates: pd.DataFrame, key: str, shown: date) -> list[str]:
    names = estimates[key].astype("str")
    on_day = (estimates["date"] <= pd.Timestamp(shown)).to_numpy()
    last = estimates["level"][on_day].groupby(names[on_day]).last()
    table = pd.DataFrame({"largest": estimates["level"].groupby(names).max()}).assign(last=last).fillna(-np.inf)
    named = table.rename_axis("name").reset_index()
    return named.sort_values(["last", "largest", "name"], ascending=[False, False, True])["name"].tolist()


def _from_steps(measure: Measure, names: tuple[Line, ...], ordered: pd.DataFrame, days: np.ndarray) -> SeriesData:
    line, step, code = (ordered[name].to_numpy() for name in ("line", "step", "code"))
    definition = ordered["definition"].to_numpy()
    silent = code < BOUND
    gap = (line[1:] != line[:-1]) | (step[1:] != step[:-1] + 1) | (definition[1:] != definition[:-1])
    segment = np.cumsum(np.r_[True, gap][: len(line)] | silent)
    points = ordered.assign(segment=segment)[~silent]
    until = days[np.minimum(step + 1, len(days) - 1)]
    silent_spans = _joined_spans(line, ordered["date"].to_numpy(), until, code)
    return SeriesData(measure, names, points[list(POINT_COLUMNS)].reset_index(drop=True), silent_spans)


def _first_lines(data: SeriesData, max_lines: int) -> SeriesData:
    """The first ``max_lines`` lines; the others are named and not drawn."""
    if len(data.lines) <= max_lines:
        return data
    kept = {name: getattr(data, name)[getattr(data, name)["line"] < max_lines] for name in ("points", "silent")}
    left_out = tuple(line.name for line in data.lines[max_lines:])
    return replace(data, lines=data.lines[:max_lines], left_out=left_out, **kept)
