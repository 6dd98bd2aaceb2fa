"""Small multiples: the panels that a View gives, how many were cut, and their common scale.

Maps one a sender, source, region or date; where hosts are picked out, or asked for one by one, time series in their place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Literal

import numpy as np
import pandas as pd

from dashboard.domain.clocks import known_on
from dashboard.domain.comparison import Comparison
from dashboard.domain.states import STATE_NAMES
from dashboard.domain.totals import total_over_senders
from dashboard.domain.view import INDEX, LINEAR, LOG, View
from dashboard.figures import sentences
from dashboard.figures.comparing import heard
from dashboard.figures.days import describe_day
from dashboard.figures.map import say_rows
from dashboard.figures.numbers import count
from dashboard.figures.reading import Reading, reading_of
from dashboard.figures.series_axis import index_columns, on_axis
from dashboard.figures.series_data import SeriesData, estimate_series
from dashboard.figures.view_region import part_of, rows_in_part
from dashboard.figures.view_rows import pairs_on_day, rows_on_day
from dashboard.ledger import answers, readings
from dashboard.ledger.store import Ledger

FIGURES = ("value", "zero")
Form = Literal["maps", "series"]
AXIS_WORDS = {LINEAR: "", LOG: ", log axis", INDEX: ", as an index whose 100 is named over each"}


@dataclass(frozen=True, slots=True)
class Small:
    """One small picture: its title and View; ``region`` is the part of the world it is cut to, empty for all of it."""

    title: str
    view: View
    region: str = ""


@dataclass(frozen=True, slots=True)
class Multiples:
    """All small pictures of a View.

    Attributes:
        by: what differs from one to the next.
        form: maps or series.
        parts: in the order in which they are shown, those with most figures first, dates in their order.
        others: titles of what is not shown for want of room.
        shared: the bounds that all maps share; None where each has its own. Series share their axes unless ``own`` is set.
        own: each has its own scale.
        silent: names of senders that were asked for and have no picture, since nothing is known of them.
    """

    by: str
    form: Form
    parts: tuple[Small, ...]
    others: tuple[str, ...]
    shared: tuple[float, ...] | None
    own: bool
    silent: tuple[str, ...] = ()

    def reading(self, ledger: Ledger, part: Small) -> Reading:
        """How the figures of one map become classes."""
        return reading_of(ledger, part.view, self.shared)


def multiples_of(ledger: Ledger, view: View, asked: Comparison, limit: int) -> Multiples:
    """The small pictures of a View, at most ``limit``."""
    dated = replace(view, date=answers.view_date(ledger, view))
    series = asked.by == "host" or (bool(view.host) and asked.by in ("sender", "source"))
    plain = replace(dated, compare="level") if series else dated.without_hosts()
    found = BY[asked.by](ledger, plain, limit)
    parts = found[:limit]
    own = asked.scale == "own"
    shared = None if own or series or not parts else readings.shared_breaks(ledger, [part.view for part in parts])
    others = tuple(part.title for part in found[limit:])
    silent = _silent(ledger, dated, found) if asked.by == "sender" and len(view.sender) > 1 else ()
    return Multiples(asked.by, "series" if series else "maps", tuple(parts), others, shared, own, silent)


@lru_cache(maxsize=48)
def series_of(ledger: Ledger, part: Small) -> SeriesData | None:
    """The line of one small chart, by the View's rule: broken where the record is, and where another definition begins."""
    view, measure = part.view, answers.measure_of(ledger, part.view)
    days = answers.clock_days(ledger, view.measure)
    claims_view = replace(view, date=None)
    rows = readings.host_rows(ledger, claims_view, days) if view.per != "none" else _own_rows(ledger, claims_view, days)
    kept = rows[(rows["host"].isin(view.host) & rows["state"].isin(list(STATE_NAMES.values()))).to_numpy()]
    shown = answers.view_date(ledger, view)
    return estimate_series(ledger, replace(measure, unit=readings.unit_of(ledger, view)), kept, days, "host", shown, 1)


def drawn_series(ledger: Ledger, part: Small) -> SeriesData | None:
    """The line of one small chart on the value axis of its View."""
    data = series_of(ledger, replace(part, view=replace(part.view, series=LINEAR, since=None)))
    return None if data is None else on_axis(data, part.view.series, part.view.since)


def _own_rows(ledger: Ledger, view: View, days: np.ndarray) -> pd.DataFrame:
    """Rows of the View's own hosts, worked out from their claims alone."""
    pairs = answers.pair_estimates(ledger, view, days)
    return pairs if len(view.sender) == 1 else total_over_senders(pairs)


def multiples_rows(ledger: Ledger, many: Multiples) -> pd.DataFrame:
    """Every figure of every small picture: ``part`` (its title), ``host, name, date, state, low, best, high, level, words``.

    Series drawn as an index have ``index_low, index_best, index_high`` as well.
    """
    tables = [_rows_of(ledger, many, part) for part in many.parts]
    more = [name for name in ("index_low", "index_best", "index_high") if any(name in table for table in tables)]
    columns = ["part", "host", "name", "date", "state", "low", "best", "high", "level", "words", *more]
    return pd.concat(tables, ignore_index=True).reindex(columns=columns) if tables else pd.DataFrame(columns=columns)


def _rows_of(ledger: Ledger, many: Multiples, part: Small) -> pd.DataFrame:
    names = {place.id: place.name for place in ledger.places.by_id.values()}
    if many.form == "series":
        data = drawn_series(ledger, part)
        whole = data.original or data if data is not None else None
        points = whole.points if whole is not None else pd.DataFrame(columns=["day", "low", "best", "high", "level", "code"])
        points = points.assign(**index_columns(data)) if data is not None else points
        states = [STATE_NAMES[code] for code in points["code"]]
        rows = points.assign(host=",".join(part.view.host), date=points["day"], state=states, words="")
    else:
        found = rows_in_part(ledger.places, part.view, rows_on_day(ledger, part.view))
        rows = found.assign(host=found["host"].astype("str"), words=say_rows(found, many.reading(ledger, part)))
        rows = rows[_within(ledger, rows["host"], part.region)]
    return rows.assign(part=part.title, name=rows["host"].map(names))


def tell_part(ledger: Ledger, many: Multiples, part: Small) -> tuple[str, str, str]:
    """Of one small picture: how many figures it has, the highest and the lowest, in words made from its rows."""
    rows = _rows_of(ledger, many, part)
    own = rows[(rows["state"] == "value").to_numpy()].sort_values("level", ascending=False, kind="stable")
    silent = rows["state"].astype("str").value_counts()
    quiet = [f"{silent[state]:,} {state.replace('-', ' ')}" for state in silent.index if state != "value" and silent[state]]
    noun = "date" if many.form == "series" else "host"
    told = "; ".join([f"{count(len(own), noun)} with a figure", *quiet])
    if own.empty:
        return told, "", ""
    ends = [own.iloc[0], own.iloc[-1]]
    return told, *(_say(ledger, part, row, series=many.form == "series") for row in ends)  # type: ignore[return-value]


def _say(ledger: Ledger, part: Small, row: pd.Series, *, series: bool) -> str:
    if not series:
        return f"{row['name']}: {row['words']}"
    measure = answers.measure_of(ledger, part.view)
    words = say_rows(row.to_frame().T, reading_of(ledger, part.view))[0]
    return f"{words}, {describe_day(row['date'].date(), measure.clock, measure.kind)}"


def _by_sender(ledger: Ledger, view: View, _limit: int) -> list[Small]:
    """One a sender: the View's own where it names several, else every sender, those with most figures first."""
    everyone = replace(view, sender=view.sender if len(view.sender) > 1 else ())
    rows = rows_in_part(ledger.places, view, pairs_on_day(ledger, replace(everyone, compare="level", per="none")))
    kept = rows[rows["host"].isin(view.host)] if view.host else rows
    ranked = dict.fromkeys([*_ranked(kept, kept["sender"]), *_heard_ever(ledger, everyone, "sender")])
    return [
        Small(ledger.places.by_id[name].name, replace(view, sender=(name,))) for name in ranked if name in ledger.places.by_id
    ]


def _silent(ledger: Ledger, view: View, found: list[Small]) -> tuple[str, ...]:
    shown = {sender for part in found for sender in part.view.sender}
    return tuple(ledger.places.by_id[sender].name for sender in view.sender if sender not in shown)


def _by_host(ledger: Ledger, view: View, _limit: int) -> list[Small]:
    """One a host: those that are picked out, else all, the largest first."""
    rows = rows_in_part(ledger.places, view, rows_on_day(ledger, view.without_hosts()))
    kept = rows[rows["host"].isin(view.host)] if view.host else rows
    figures = kept[kept["state"].isin(FIGURES).to_numpy()].sort_values("level", ascending=False, kind="stable")
    ids = dict.fromkeys([*figures["host"].astype("str"), *view.host])
    return [Small(ledger.places.by_id[name].name, replace(view, host=(name,))) for name in ids if name in ledger.places.by_id]


def _by_source(ledger: Ledger, view: View, _limit: int) -> list[Small]:
    """One a source that speaks on the View's date, that with most figures first; over time those that spoke ever, too."""
    everybody = replace(view, source="")
    rows = heard(ledger, everybody)
    kept = rows[rows["host_id"].isin(view.host)] if view.host else rows
    ids = dict.fromkeys([*kept["source_id"].value_counts().index, *_heard_ever(ledger, everybody, "source_id")])
    return [Small(ledger.catalogue.sources[name].title, replace(view, source=name)) for name in ids]


def _heard_ever(ledger: Ledger, view: View, key: str) -> list[str]:
    """Sources with a figure for the hosts on any date, those with most claims first; empty for maps, which show one date."""
    if not view.host:
        return []
    claims = answers.view_claims(ledger, view)
    drawn = [one.id for one in answers.measure_of(ledger, view).definitions if one.drawn and view.definition in ("", one.id)]
    told = claims[((claims["kind"] == "value") & claims["definition"].isin(drawn)).to_numpy() & known_on(claims, view.known_at)]
    return [str(name) for name in told[key].astype("str").value_counts().index]


def _by_region(ledger: Ledger, view: View, _limit: int) -> list[Small]:
    rows = rows_in_part(ledger.places, view, rows_on_day(ledger, view))
    figures = rows[rows["state"].isin(FIGURES).to_numpy()]["host"].astype("str")
    regions = pd.Series([ledger.places.by_id[host].region for host in figures if host in ledger.places.by_id], dtype="object")
    return [Small(name, view, region=name) for name in regions[regions != ""].value_counts().index]


def _by_date(ledger: Ledger, view: View, limit: int) -> list[Small]:
    """Dates from the earlier to the later one, evenly spread over the steps of the clock; from the first step where no earlier is named."""
    measure, days = answers.measure_of(ledger, view), answers.clock_days(ledger, view.measure)
    last = np.datetime64(answers.view_date(ledger, view), "s")
    first = np.datetime64(view.since, "s") if view.since else np.datetime64(date.min, "s")
    within = days[(days >= first) & (days <= last)]
    if not len(within):
        return [Small(describe_day(answers.view_date(ledger, view), measure.clock, measure.kind), view)]
    steps = np.unique(np.linspace(0, len(within) - 1, min(limit, len(within))).round().astype(int))
    chosen = within[steps].astype("datetime64[D]").tolist()
    return [Small(describe_day(day, measure.clock, measure.kind), replace(view, date=day)) for day in chosen]


BY = {"sender": _by_sender, "host": _by_host, "source": _by_source, "region": _by_region, "date": _by_date}


def _ranked(rows: pd.DataFrame, key: pd.Series) -> list[str]:
    figures = rows["state"].isin(FIGURES).to_numpy()
    table = (
        pd.DataFrame({"name": key[figures].astype("str"), "level": rows["level"][figures]})
        .groupby("name")["level"]
        .agg(["size", "max"])
    )
    return table.sort_values(["size", "max"], ascending=False).index.tolist()


def _within(ledger: Ledger, hosts: pd.Series, region: str) -> np.ndarray:
    if not region:
        return np.ones(len(hosts), dtype=bool)
    return np.array([host in ledger.places.by_id and ledger.places.by_id[host].region == region for host in hosts], dtype=bool)


def multiples_title(ledger: Ledger, many: Multiples, view: View) -> str:
    """The sentence over all of them."""
    measure, what, part = answers.measure_of(ledger, view), f"one picture a {many.by}", part_of(view)
    if many.form == "series":
        heading = sentences.heading(ledger, view if many.by != "host" else view.without_hosts())
        where = f" in {part.spoken}" if part else ""
        return f"{heading}: {measure.spoken} over time{where}, {what}"
    if many.by == "date" and many.parts:
        span = f"{many.parts[0].title} to {many.parts[-1].title}"
        return sentences.title_template(ledger, view).replace("{date}", span) + (f": {part.title}" if part else "")
    if many.by == "sender":
        return f"{sentences.title(ledger, replace(view, sender=view.sender if len(view.sender) > 1 else ()))}, {what}"
    return f"{sentences.title(ledger, view)}, {what}"


def scale_words(many: Multiples) -> str:
    """Which scale the pictures share, and what they leave out."""
    if many.form == "series":
        scale = "each chart has its own axes" if many.own else "all charts have the same axes"
        scale += AXIS_WORDS[many.parts[0].view.series] if many.parts else ""
    else:
        scale = "each map has its own classes" if many.shared is None else "a colour means the same on every map"
    others = f"; {count(len(many.others), many.by)} not shown: {', '.join(many.others)}" if many.others else ""
    silent = f"; without a figure: {', '.join(many.silent)}" if many.silent else ""
    return f"{count(len(many.parts), many.by)}, {scale}{others}{silent}"
