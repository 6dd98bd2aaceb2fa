"""Figures on two dates, like with like: one speaker under one definition at both ends; whoever has no such pair has no line."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from dashboard.domain.view import View
from dashboard.figures.comparing import earlier_day
from dashboard.figures.days import describe_day
from dashboard.figures.map import say_rows
from dashboard.figures.numbers import count, say_number
from dashboard.figures.reading import reading_of
from dashboard.figures.view_region import rows_in_part
from dashboard.figures.view_rows import rows_on_day
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger

DRAWN = ("value", "zero")
COLUMNS = [
    "host", "name", "state", "definition", "source", "before", "before_low", "before_high", "before_day", "after", "after_low", "after_high",
    "after_day", "change", "words",
]  # fmt: skip


def slope_rows(ledger: Ledger, view: View) -> pd.DataFrame:
    """One row a host in the part of the world, known on either date, `COLUMNS`: the largest first, then those without a comparable pair.

    ``before`` and ``after`` are the levels that the change is counted from and to, with their ends and the days that they speak of; all are
    missing without a comparable pair, whose reason stands in ``words``. The ends after are missing for sums over senders.
    """
    asked = replace(view, compare="change", per="none", host=())
    rows = rows_in_part(ledger.places, view, rows_on_day(ledger, asked))
    measure = answers.measure_of(ledger, view)
    titles = {definition.id: definition.title for definition in measure.definitions}
    sources = {source.id: source.title for source in ledger.catalogue.sources.values()}
    names = {place.id: place.name for place in ledger.places.by_id.values()}
    told = pd.DataFrame(
        {
            "host": rows["host"].astype("str"), "name": rows["host"].astype("str").map(names), "state": rows["state"].astype("str"),
            "definition": rows["definition"].astype("str").map(titles), "source": rows["source_id"].astype("str").map(sources).fillna("several"),
            "before": rows["before"], "before_low": rows["before_low"], "before_high": rows["before_high"], "before_day": rows["before_newest"],
            "after": rows["before"] + rows["level"], **_ends_after(rows, single=len(view.sender) == 1), "after_day": rows["newest"],
            "change": rows["level"], "words": say_rows(rows, reading_of(ledger, asked)),
        }
    )  # fmt: skip
    size = told[["before", "after"]].max(axis=1)
    order = np.lexsort((told["name"].to_numpy(dtype="str"), -size.fillna(-np.inf).to_numpy()))
    return told.iloc[order][COLUMNS].reset_index(drop=True)


def _ends_after(rows: pd.DataFrame, *, single: bool) -> dict[str, pd.Series]:
    """Ends of the later figure, from the ends of the change; a statement that still stands has its own ends."""
    still = (rows["state"] == "zero").to_numpy()
    low = (rows["low"] + rows["before_high"]).mask(still, rows["before_low"])
    high = (rows["high"] + rows["before_low"]).mask(still, rows["before_high"])
    return {"after_low": low if single else low * np.nan, "after_high": high if single else high * np.nan}


def drawn_rows(rows: pd.DataFrame, limit: int) -> pd.DataFrame:
    """The rows that get a line: those with a comparable pair, the ``limit`` largest."""
    return rows[rows["state"].isin(DRAWN).to_numpy()].head(limit)


def tell_slope(ledger: Ledger, view: View, rows: pd.DataFrame, limit: int) -> list[str]:
    """Sentences made from the rows: how many rise and fall, the largest of both, what is not drawn and why."""
    measure = answers.measure_of(ledger, view)
    pairs = rows[rows["state"].isin(DRAWN).to_numpy()]
    days = [
        describe_day(day, measure.clock, measure.kind) for day in (earlier_day(ledger, view), answers.view_date(ledger, view))
    ]
    moved = [pairs[(pairs["change"] > 0).to_numpy()], pairs[(pairs["change"] < 0).to_numpy()]]
    still = len(pairs) - len(moved[0]) - len(moved[1])
    told = [
        f"From {days[0]} to {days[1]} {count(len(pairs), 'host')} can be compared: {len(moved[0])} higher, {len(moved[1])} lower, "
        f"{still} unchanged."
    ]
    for part, word in zip(moved, ("rise", "fall"), strict=True):
        if len(part):
            row = part.iloc[int(part["change"].abs().to_numpy().argmax())]
            ends = [say_number(float(row[name]), measure.unit) for name in ("before", "after")]
            told.append(f"Largest {word}: {row['name']}, {ends[0]} to {ends[1]} ({row['words']}).")
    more = pairs["name"].astype("str").tolist()[limit:]
    if more:
        told.append(f"{count(len(more), 'smaller host')} not drawn: {', '.join(more)}.")
    return told


def left_beside(rows: pd.DataFrame) -> list[tuple[str, str]]:
    """Hosts without a comparable pair by reason: (reason, names); never drawn."""
    silent = rows[~rows["state"].isin(DRAWN).to_numpy()]
    groups = silent.groupby("words", sort=True)["name"].agg(lambda names: ", ".join(sorted(map(str, names))))
    return [(str(reason), str(names)) for reason, names in groups.items()]


def spread_labels(places: np.ndarray, gap: float, top: float, bottom: float) -> np.ndarray:
    """Places for labels that want to stand at ``places`` and may not be nearer than ``gap``: the order is kept, each moves as little as needed.

    They stay between ``top`` and ``bottom`` as long as there is room for all of them.
    """
    order = np.argsort(places, kind="stable")
    steps = np.arange(len(places)) * gap
    # Labels that may not come nearer than a gap are numbers that may not fall: their nearest such numbers are means of merged runs.
    level = _ascending(places[order] - steps)
    room = bottom - gap * (len(places) - 1)
    spread = np.clip(level, top, max(room, top)) + steps
    found = np.empty(len(places))
    found[order] = spread
    return found


def _ascending(values: np.ndarray) -> np.ndarray:
    """The nearest values that never fall (pool adjacent violators)."""
    runs: list[list[float]] = []
    for value in values.tolist():
        runs.append([value, 1.0])
        while len(runs) > 1 and runs[-2][0] > runs[-1][0]:
            mean, size = runs.pop()
            other, before = runs.pop()
            runs.append([(mean * size + other * before) / (size + before), size + before])
    return np.repeat([mean for mean, _ in runs], [int(size) for _, size in runs])
