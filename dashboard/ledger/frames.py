"""Encodes the map for every step of the clock in a compact form for the browser."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from dashboard.domain.overlaps import without_overlaps
from dashboard.domain.totals import total_over_hosts
from dashboard.domain.view import View
from dashboard.ledger import answers, readings
from dashboard.ledger.store import Ledger

# Codes of what is no value, which the page and the picture use too; the classes of values come after.
STATE_CODES = {
    "not-collected": 0, "none-found": 1, "withheld": 2, "bound": 3, "zero": 4, "no-denominator": 5, "no-pair": 6, "disputed": 7,
}  # fmt: skip
VALUE_CODE = 8
EXTRA = ("before", "denominator")


# A frame of the whole clock holds a hundred thousand small numbers; the page keeps its bytes, so one is enough here.
@lru_cache(maxsize=1)
def frames(ledger: Ledger, view: View) -> dict[str, object]:
    """The map on every clock day (and on the View's own day), run-length coded and ready for JSON.

    A run is a span of steps (``from`` inclusive, ``to`` exclusive) on which nothing about a place changes but the age of its figure.
    ``low``, ``high`` and ``level`` are null where they equal ``best``. A place without a run at a step is not-collected. A change has
    ``before``, the level it is counted from; a ratio has ``denominator``. ``totals`` are sums of levels, whatever the reading;
    ``told`` is how many of several senders have a figure.
    """
    measure, days = answers.measure_of(ledger, view), answers.frame_days(ledger, view)
    rows = readings.host_rows(ledger, view, days)
    definitions = [definition.id for definition in measure.definitions]
    sources = sorted(rows["source_id"].dropna().astype("str").unique())
    places = sorted(rows["host"].astype("str").unique())
    runs = _runs(rows, days, {"definition": definitions, "source_id": sources, "host": places})
    return {
        "generation": ledger.generation, "measure": measure.id, "unit": readings.unit_of(ledger, view), "kind": measure.kind,
        "clock": measure.clock, "days": np.datetime_as_string(days, unit="D").tolist(), "definitions": definitions,
        "sources": sources, "places": places, "runs": runs, "totals": _totals(_levels(ledger, view, rows, days), days, definitions),
        "breaks": list(readings.breaks_of(ledger, view)),
        "told": answers.senders_with_figure(ledger, view, days) if len(view.sender) > 1 else [],
    }  # fmt: skip


def _levels(ledger: Ledger, view: View, rows: pd.DataFrame, days: np.ndarray) -> pd.DataFrame:
    """The sum over all hosts on each day, of raw levels: the clock says how much there was, also where the map shows something else."""
    raw = view.compare != "change" and "denominator" not in rows
    levels = rows if raw else answers.host_estimates(ledger, view, days)
    return total_over_hosts(without_overlaps(levels[levels["state"].isin(["value", "zero"])], ledger.places.groups()))


def _runs(rows: pd.DataFrame, days: np.ndarray, keys: dict[str, list[str]]) -> dict[str, list[object]]:
    extra = [name for name in EXTRA if name in rows]
    numbers = ["low", "best", "high", "level", *extra]
    coded = rows.assign(
        step=np.searchsorted(days, rows["date"].to_numpy()),
        code=rows["state"].astype("str").map(STATE_CODES).fillna(VALUE_CODE).astype("int64"),
        **{name: pd.Categorical(rows[name].astype("str"), categories=words).codes for name, words in keys.items()},
    ).sort_values(["host", "step"], kind="stable")
    same = ["host", "code", "claims", "origins", "definition", "source_id", "senders", "left_out", "newest"]
    stays = (coded[same] == coded[same].shift()).all(axis=1)
    stays &= (coded[numbers].fillna(-1e308) == coded[numbers].fillna(-1e308).shift()).all(axis=1)
    stays &= coded["step"] == coded["step"].shift() + 1
    run = (~stays).cumsum()
    firsts, ends = coded[~stays], coded.groupby(run, sort=True)["step"].last().to_numpy() + 1
    plain = {name: firsts[name].where(firsts[name] != firsts["best"]) for name in ("low", "high", "level")}
    return {
        "place": firsts["host"].tolist(),
        "from": firsts["step"].tolist(),
        "to": ends.tolist(),
        "state": firsts["code"].tolist(),
        "best": _numbers(firsts["best"]),
        **{name: _numbers(values) for name, values in plain.items()},
        **{name: _numbers(firsts[name]) for name in extra},
        "stale": firsts["stale_days"].tolist(),
        "claims": firsts["claims"].tolist(),
        "origins": firsts["origins"].tolist(),
        "senders": firsts["senders"].tolist(),
        "left_out": firsts["left_out"].tolist(),
        "definition": firsts["definition"].tolist(),
        "source": firsts["source_id"].tolist(),
    }


def _totals(totals: pd.DataFrame, days: np.ndarray, definitions: list[str]) -> dict[str, list[object]]:
    step = np.searchsorted(days, totals["date"].to_numpy())
    level = pd.Series(totals["level"].to_numpy(), index=step).reindex(range(len(days)))
    named = pd.Categorical(totals["definition"].astype("str"), categories=definitions).codes
    definition = pd.Series(named, index=step).reindex(range(len(days)), fill_value=-1)
    return {"level": _numbers(level), "definition": definition.tolist()}


def _numbers(values: pd.Series) -> list[object]:
    """Figures for JSON: whole ones as integers, ratios with six digits, missing ones as None."""
    return [
        None if number != number else int(number) if number.is_integer() else float(f"{number:.9g}") for number in values.tolist()
    ]
