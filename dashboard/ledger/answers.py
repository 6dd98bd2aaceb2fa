"""Queries of the ledger by View: claims, estimates and totals. Pure functions with caches bound to the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache

import numpy as np
import pandas as pd

from dashboard.domain.catalogue import Clock, Measure
from dashboard.domain.coverage import none_found
from dashboard.domain.estimates import FIGURES, estimate
from dashboard.domain.full_lists import FullList, full_lists
from dashboard.domain.left_out import claims_left_out, senders_left_out
from dashboard.domain.question import Question
from dashboard.domain.totals import total_over_senders
from dashboard.domain.view import View
from dashboard.ledger.store import Ledger

EVENTS = "events"
# The atlas covers the time since the Second World War; bases that are older (Gibraltar, 1704) are there from the first step.
FIRST_CLOCK_DAY = pd.Timestamp("1946-01-01")
PERIODS: dict[Clock, str] = {"month": "M", "quarter": "Q", "year": "Y"}


def measure_of(ledger: Ledger, view: View) -> Measure:
    """The View's measure."""
    return ledger.catalogue.measures[view.measure]


@lru_cache(maxsize=256)
def clock_days(ledger: Ledger, measure_id: str) -> np.ndarray:
    """Period ends from the measure's first claim to its last: datetime64[s], ascending; empty without claims."""
    days = _days_spoken_of(ledger.claims_of(measure_id), ledger.catalogue.measures[measure_id])
    if days.empty:
        return np.array([], dtype="datetime64[s]")
    unit = PERIODS[ledger.catalogue.measures[measure_id].clock]
    first = max(days.min(), FIRST_CLOCK_DAY)
    periods = pd.period_range(first.to_period(unit), days.max().to_period(unit), freq=unit)
    return periods.end_time.normalize().to_numpy().astype("datetime64[s]")


def frame_days(ledger: Ledger, view: View) -> np.ndarray:
    """The clock days, with the View's own day added where it is none of them; never empty, even for a measure without claims."""
    days = clock_days(ledger, view.measure)
    if view.date is None:
        return days if len(days) else np.array([view_date(ledger, view)], dtype="datetime64[s]")
    return np.union1d(days, np.array([view.date], dtype="datetime64[s]"))


def view_date(ledger: Ledger, view: View) -> date:
    """The day the View shows: its own, or the last clock day for which its senders have a claim."""
    if view.date is not None:
        return view.date
    return _newest_day(ledger, view.measure, view.sender, view.source)


def pair_estimates(ledger: Ledger, view: View, days: np.ndarray | None = None) -> pd.DataFrame:
    """Estimates for the View's senders and hosts: one row a (host, sender, date), columns `ESTIMATE_COLUMNS`.

    Args:
        ledger: the ledger that is queried.
        view: measure, senders, hosts, rule and known-at date.
        days: days of the estimates, datetime64[s], ascending; None: the View's date.
    """
    asked = np.array([view_date(ledger, view)], dtype="datetime64[s]") if days is None else days
    rows = estimate(view_claims(ledger, view), question_of(ledger, view), asked, view.rule)
    return _with_none_found(ledger, view, rows, asked) if len(view.sender) == 1 else rows


def _with_none_found(ledger: Ledger, view: View, rows: pd.DataFrame, days: np.ndarray) -> pd.DataFrame:
    """The estimates of one sender, with rows of the state none-found where complete lists do not name it.

    Only for a single sender that is asked for by id: in a sum over all senders every absent sender would count as left out. Former
    states, territories and groups of senders are on no such list.
    """
    sender = ledger.places.by_id.get(view.sender[0])
    if sender is None or sender.kind != "state" or not question_of(ledger, view).catalogue.coverage:
        return rows
    claims = _cut(ledger.claims_of(view.measure), View(sender=(), host=view.host, source=view.source))
    lived = days if sender.valid_from is None else days[days >= np.datetime64(sender.valid_from, "s")]
    silent = none_found(claims, question_of(ledger, view), lived, rows, sender.id)
    if silent.empty:
        return rows
    joined = pd.concat([rows, silent], ignore_index=True)
    order = np.lexsort((joined["sender"].cat.codes, joined["host"].cat.codes, joined["date"]))
    return joined.iloc[order].reset_index(drop=True)


def senders_with_figure(ledger: Ledger, view: View, days: np.ndarray) -> list[int]:
    """How many of the View's senders have a figure in any host on each day, zero among them; hosts are not cut."""
    rows = pair_estimates(ledger, view.without_hosts(), days)
    told = rows[rows["state"].isin(FIGURES)].groupby("date")["sender"].nunique()
    return [int(number) for number in told.reindex(days, fill_value=0)]


def host_estimates(ledger: Ledger, view: View, days: np.ndarray | None = None) -> pd.DataFrame:
    """What the map shows: one row a (host, date), summed over the View's senders unless it has just one; all hosts."""
    pairs = pair_estimates(ledger, view.without_hosts(), days)
    return pairs if len(view.sender) == 1 else total_over_senders(pairs)


def left_out(ledger: Ledger, view: View) -> pd.DataFrame:
    """What the View's estimates and sums leave out on its date, and why; columns `LEFT_OUT_COLUMNS`.

    Claims that the estimates of the View's pairs do not count; where the View sums several senders, also the senders that a sum
    leaves out. Sites and projects of two sources are alternatives: one source is counted and the other is here.
    """
    pairs = pair_estimates(ledger, view)
    claims, day = view_claims(ledger, view), view_date(ledger, view)
    found = claims_left_out(claims, question_of(ledger, view), day, pairs)
    if len(view.sender) == 1:
        return found
    senders = senders_left_out(pairs, total_over_senders(pairs))
    return pd.concat([senders, found], ignore_index=True) if len(senders) else found


def view_claims(ledger: Ledger, view: View) -> pd.DataFrame:
    """The claims of the View's measure by its senders in its hosts; an empty list asks for all of them."""
    if len(view.sender) == len(view.host) == 1:
        # One pair has a few hundred claims of all measures; looking through the measure's hundred thousand takes ten times as long.
        both = ledger.claims_of_pair(view.sender[0], view.host[0])
        return _of_source(both[(both["measure"] == view.measure).to_numpy()], view)
    return _cut(ledger.claims_of(view.measure), view)


def pair_claims(ledger: Ledger, view: View) -> pd.DataFrame:
    """Claims of every measure by the View's senders in its hosts, the newest statement first.

    A statement is as new as its publication; where that is not recorded, as the time it speaks of.
    """
    single = len(view.sender) == len(view.host) == 1
    rows = _of_source(ledger.claims_of_pair(view.sender[0], view.host[0]), view) if single else _cut(ledger.claims, view)
    day = rows["published"].fillna(rows["start"]).fillna(rows["end"])
    order = rows.assign(day=day).sort_values(["day", "published", "claim_id"], ascending=[False, False, True]).index
    return rows.loc[order]


def events(ledger: Ledger, view: View) -> pd.DataFrame:
    """Events of the View's senders and hosts: columns ``day, text, start, end, precision, sender, host, claim_id, url``, oldest first.

    ``day`` places an event on a clock; how exactly its time is known is told by ``precision``. ``text`` is the catalogue's headline of the
    event; without one it is "Russia in Mali: " and the note of its claim, or
    the title of its definition.
    """
    rows = _cut(ledger.claims_of(EVENTS), replace(view, source=""))
    day = rows["start"].fillna(rows["end"])
    return (
        pd.DataFrame({"day": day, "text": _event_text(ledger, rows)})
        .join(rows[["start", "end", "precision", "sender", "host", "claim_id", "url"]])
        .sort_values(["day", "claim_id"])
        .reset_index(drop=True)
    )


def _event_text(ledger: Ledger, rows: pd.DataFrame) -> pd.Series:
    names = {place.id: place.name for place in ledger.places.by_id.values()}
    titles = {definition.id: definition.title for definition in ledger.catalogue.measures[EVENTS].definitions}
    where = rows["sender"].astype("str").map(names) + " in " + rows["host"].astype("str").map(names)
    plain = where + ": " + rows["note"].astype("str").fillna(rows["definition"].astype("str").map(titles))
    return rows["claim_id"].astype("str").map(ledger.catalogue.headlines).astype("str").fillna(plain)


def question_of(ledger: Ledger, view: View) -> Question:
    """The `Question` that a View puts to the estimates."""
    return Question(measure_of(ledger, view), ledger.catalogue, view.known_at, view.definition, lists_of(ledger, view))


def lists_of(ledger: Ledger, view: View) -> tuple[FullList, ...]:
    """The complete lists that apply to the View: none where it asks for one source or one definition."""
    return () if view.source or view.definition else _lists_of(ledger, view.measure)


@lru_cache(maxsize=256)
def _lists_of(ledger: Ledger, measure_id: str) -> tuple[FullList, ...]:
    own = tuple(entry for entry in ledger.catalogue.coverage if entry.lists_all and entry.measure == measure_id)
    return full_lists(ledger.claims_of(measure_id), own) if own else ()


@lru_cache(maxsize=1024)
def _newest_day(ledger: Ledger, measure_id: str, senders: tuple[str, ...], source: str = "") -> date:
    own = _cut(ledger.claims_of(measure_id), View(sender=senders, source=source))
    measure = ledger.catalogue.measures[measure_id]
    drawn = own[own["definition"].isin([d.id for d in measure.definitions if d.drawn])]
    spoken, days = _days_spoken_of(drawn, measure), clock_days(ledger, measure_id)
    if not len(days):
        return date(2000, 1, 1)
    last = spoken.max() if len(spoken) else pd.Timestamp(days[-1])
    step = min(int(np.searchsorted(days, last.to_datetime64())), len(days) - 1)
    return pd.Timestamp(days[step]).date()


def _days_spoken_of(claims: pd.DataFrame, measure: Measure) -> pd.Series:
    """First day of each claim that has a figure; a plan for years to come does not stretch the clock.

    Of a yearly flow a day of the year in which it is asked for (`asked_days`): a fiscal year from October is the next year's.
    """
    figure = claims[claims["kind"].isin(["value", "at-most", "at-least"])]
    day = figure["start"].fillna(figure["end"])
    known = day.where(figure["published"].isna() | (day <= figure["published"]) | (figure["status"].isna()))
    spoken = known.dropna()
    yearly = measure.kind == "flow" and measure.clock == "year"
    # From 1 July on, most of a year lies in the next one: half a year later is then a day of that one.
    return spoken + pd.Timedelta(days=184) if yearly else spoken


def _cut(claims: pd.DataFrame, view: View) -> pd.DataFrame:
    wanted = np.ones(len(claims), dtype=bool)
    for column, ids in (("sender", view.sender), ("host", view.host), ("source_id", (view.source,) if view.source else ())):
        if ids:
            wanted &= claims[column].isin(ids).to_numpy()
    return claims if wanted.all() else claims[wanted]


def _of_source(claims: pd.DataFrame, view: View) -> pd.DataFrame:
    return claims[(claims["source_id"] == view.source).to_numpy()] if view.source else claims
