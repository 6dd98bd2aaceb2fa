"""The panel beside the map: what is known about the pair or host that is picked out, or about the whole View."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

import numpy as np
import pandas as pd

from dashboard.domain.catalogue import Measure
from dashboard.domain.changes import speaker_family
from dashboard.domain.classes import is_money
from dashboard.domain.origins import count_origins
from dashboard.domain.view import LINEAR, View
from dashboard.figures.change_lines import ChangeLine, change_line, disagreements, pair_changes
from dashboard.figures.charts import Chart
from dashboard.figures.claim_entries import ClaimEntry, claim_entries
from dashboard.figures.days import describe_day
from dashboard.figures.left_out_words import pair_left_out, pair_none_found, sums_left_out, sums_may_repeat
from dashboard.figures.numbers import count
from dashboard.figures.palette import LIGHT, Theme
from dashboard.figures.ranking import PlaceLine, rank_places
from dashboard.figures.records import Record, is_persons, known_claims, pair_events, records, say_events
from dashboard.figures.sentences import heading
from dashboard.figures.series import series_chart
from dashboard.figures.series_axis import on_axis
from dashboard.figures.series_data import SeriesData, pair_series
from dashboard.figures.series_prices import at_prices
from dashboard.figures.strip import strip_chart
from dashboard.figures.strip_rows import strip_rows
from dashboard.figures.view_rows import hosts_on_day, pairs_on_day
from dashboard.figures.view_series import group_series, last_day, line_key
from dashboard.ledger import answers
from dashboard.ledger.readings import host_rows, pair_rows, unit_of
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings

# More lines would bury what matters; all of them are in the claims and the table.
MAX_CHANGES = 12
DEFAULTS = Settings()


@dataclass(frozen=True, slots=True)
class Chip:
    """A short fact under the heading. ``accent``: it is a warning, "sources disagree on the change"."""

    text: str
    accent: bool = False


@dataclass(frozen=True, slots=True)
class MeasureLink:
    """Another measure that the pair has claims in: its title, how many, and the View that shows it."""

    title: str
    claims: int
    view: View


@dataclass(frozen=True, slots=True)
class EventLine:
    """Something that happened: day (ISO), its time in words, what, claim id, address (may be empty)."""

    day: str
    when: str
    text: str
    claim_id: str
    url: str


@dataclass(frozen=True, eq=False)
class Panel:
    """Everything beside the map, ready to show.

    Attributes:
        heading: the pair or host: "Russia in Venezuela".
        when: the View's date in words.
        chips: numbers of claims and speakers, and disagreement.
        strip: what each source said, in persons, or in money where the View's measure is money and has statements; only for one sender
            and one host.
        series: the View's measure first, then personnel, then money.
        leads: the View's measure counts no persons and has a chart, which comes before what each source said of persons.
        changes_title: what `like_for_like` is about, with the date.
        like_for_like: changes of one speaker under one definition each, and what speakers say about the change.
        claims: up to the View's date, newest first, then those about later times, the nearest first.
        events: oldest first.
        places: largest hosts (or, with a host picked out and several senders, senders) on the View's date.
        places_title: what ``places`` ranks.
        links: other measures with claims.
        notes: what is left out and why.
        truncations: what is cut for room, with numbers.
    """

    heading: str
    when: str
    chips: tuple[Chip, ...]
    strip: Chart | None
    series: tuple[Chart, ...]
    changes_title: str
    like_for_like: tuple[ChangeLine, ...]
    claims: tuple[ClaimEntry, ...]
    events: tuple[EventLine, ...]
    places: tuple[PlaceLine, ...]
    places_title: str
    links: tuple[MeasureLink, ...]
    notes: tuple[str, ...]
    truncations: tuple[str, ...]
    leads: bool = False


def panel(ledger: Ledger, view: View, settings: Settings = DEFAULTS, theme: Theme = LIGHT) -> Panel:
    """The panel of a View with at least one host; a pure function of ledger, View and limits.

    With one sender and one host every source has its own line; with several senders or hosts each of them has one line by
    the View's rule. Raises ValueError for a View without a host: the page then lists the hosts of the map instead.
    """
    if not view.host:
        raise ValueError("the panel shows what is known of a host, and the View names none")
    day = answers.view_date(ledger, view)
    kept = records(ledger, replace(view, date=None, rule="preferred", series=LINEAR, per="none"))
    if len(view.sender) == 1 and len(view.host) == 1:
        return _pair_panel(ledger, view, day, kept, settings, theme)
    return _group_panel(ledger, view, day, kept, settings, theme)


def _pair_panel(ledger: Ledger, view: View, day: date, kept: tuple[Record, ...], settings: Settings, theme: Theme) -> Panel:
    charted, others = _chosen(kept, view, day, settings)
    changes = pair_changes(charted, day)
    strip = _strip(ledger, view, day, kept, theme)
    events = pair_events(ledger, view.sender, view.host)
    data = [(record.measure, pair_series(ledger, record, settings.max_lines_per_chart)) for record in charted]
    base = _base(ledger, view, day, settings, disagree=disagreements(changes))
    lines = tuple(change_line(ledger, change) for change in changes[:MAX_CHANGES])
    cut = _cut_notice(len(changes), MAX_CHANGES, "change")
    series = _charts(ledger, view, data, events, day, theme)
    return replace(
        base, strip=strip, series=series, leads=_leads(ledger, view, series),
        changes_title=f"Like for like, to {_when(ledger, view, day)}", like_for_like=lines, links=_links(view, others),
        notes=(*_notes(charted), *pair_left_out(ledger, view), *pair_none_found(ledger, view), *_no_pair(changes, charted)),
        truncations=(*base.truncations, *cut),
    )  # fmt: skip


def _strip(ledger: Ledger, view: View, day: date, kept: tuple[Record, ...], theme: Theme) -> Chart | None:
    """What each source said: of the View's measure where that is money, of persons otherwise."""
    measure = answers.measure_of(ledger, view)
    if is_money(measure.unit):
        rows, hidden = strip_rows(ledger, kept, day, money=measure.id)
        if rows:
            return strip_chart(rows, hidden, theme, measure.unit)
    rows, hidden = strip_rows(ledger, kept, day)
    return strip_chart(rows, hidden, theme)


def _leads(ledger: Ledger, view: View, series: tuple[Chart, ...]) -> bool:
    return bool(series) and series[0].key == view.measure and not is_persons(answers.measure_of(ledger, view))


def _group_panel(ledger: Ledger, view: View, day: date, kept: tuple[Record, ...], settings: Settings, theme: Theme) -> Panel:
    charted, others = _chosen(kept, view, day, settings)
    key = line_key(view)
    data = [(record.measure, group_series(ledger, view, record.measure, settings.max_lines_per_chart)) for record in charted]
    rows = _of_hosts(view, _told_pairs(ledger, view) if key == "sender" else _told_hosts(ledger, view))
    places, more = rank_places(ledger, view, rows, key, unit_of(ledger, replace(view, compare="level")))
    base = _base(ledger, view, day, settings, disagree=False)
    measure = answers.measure_of(ledger, view)
    named = "Senders" if key == "sender" else "Hosts"
    events = pair_events(ledger, view.sender, view.host)
    notes = (*_notes(charted), *sums_left_out(ledger, view), *sums_may_repeat(ledger, view))
    return replace(
        base, notes=notes, series=_charts(ledger, view, data, events, day, theme), places=places, links=_links(view, others),
        places_title=f"{named} · {measure.title}, {_when(ledger, view, day)}",
        truncations=(*base.truncations, *_cut_notice(len(places) + more, len(places), named.lower().rstrip("s"))),
    )  # fmt: skip


def _base(ledger: Ledger, view: View, day: date, settings: Settings, *, disagree: bool) -> Panel:
    """What the panels of pairs and groups share: heading, chips, claims, events."""
    claims = known_claims(ledger, replace(view, date=None, rule="preferred", series=LINEAR, per="none"))
    ordered = _by_day(claims, day)
    shown = claim_entries(ledger, ordered.head(settings.max_panel_claims), day)
    return Panel(
        heading=heading(ledger, view), when=_when(ledger, view, day), chips=_chips(claims, disagree), strip=None, series=(),
        changes_title="", like_for_like=(), claims=shown, events=_events(ledger, view), places=(), places_title="",
        links=(), notes=(), truncations=_cut_notice(len(claims), len(shown), "claim"),
    )  # fmt: skip


def _by_day(claims: pd.DataFrame, day: date) -> pd.DataFrame:
    """Claims about times up to the day, the newest first, then later ones, the nearest first.

    A claim is as new as the last day it speaks of, if that is over by then, else as its first.
    """
    first, last = (claims[name].to_numpy().astype("datetime64[s]") for name in ("start", "end"))
    begun = np.where(np.isnat(first), last, first)
    shown = np.datetime64(day, "s")
    spoken = np.where(np.isnat(last) | (last > shown), begun, last)
    later = begun > shown
    away = np.where(np.isnat(spoken), np.timedelta64(2**40, "s"), np.abs(shown - spoken))
    published = claims["published"].to_numpy().astype("datetime64[s]").astype("int64")
    return claims.iloc[np.lexsort((-published, away, later))]


def _chips(claims: pd.DataFrame, disagree: bool) -> tuple[Chip, ...]:
    origins = count_origins(claims)
    words = set(zip(claims["source_id"].tolist(), claims["said_by"].tolist(), strict=True))
    speakers = {(source, speaker_family(str(said_by))) for source, said_by in words}
    chips = [Chip(count(len(claims), "claim"))]
    chips += [Chip(count(origins, "origin"))] if origins < len(claims) else []
    chips += [Chip(f"by {count(len(speakers), 'speaker')}")] if len(claims) else []
    return (*chips, Chip("sources disagree on the change", accent=True)) if disagree else tuple(chips)


def _chosen(kept: tuple[Record, ...], view: View, day: date, settings: Settings) -> tuple[list[Record], list[Record]]:
    """Records that get a chart, and the others: the View's measure, persons, then money with most claims near the day."""
    persons = [record for record in kept if is_persons(record.measure)]
    # What is asked for comes first. Sites, reactors, conflicts: counted things have a chart only then.
    own = [
        record
        for record in kept
        if record.measure.id == view.measure and (not is_money(record.measure.unit) or not record.summed.empty)
    ]
    money = sorted(
        (record for record in kept if is_money(record.measure.unit)),
        key=lambda record: (record.measure.id != view.measure, -record.near(day), -len(record.claims)),
    )
    drawn = list(islice((record for record in money if not record.summed.empty), settings.max_money_charts))
    charted = [*own, *(record for record in [*persons, *drawn] if record not in own)]
    return charted, [record for record in kept if record not in charted]


def _charts(
    ledger: Ledger, view: View, data: Sequence[tuple[Measure, SeriesData | None]], events: pd.DataFrame, day: date, theme: Theme
) -> tuple[Chart, ...]:
    prices = ledger.catalogue.prices
    drawn = [
        (measure, on_axis(at_prices(series, view.per, prices), view.series, view.since))
        for measure, series in data
        if series is not None
    ]
    return tuple(series_chart(series, events, day, last_day(ledger, measure.id, day), theme) for measure, series in drawn)


def _told_pairs(ledger: Ledger, view: View) -> pd.DataFrame:
    return pairs_on_day(ledger, view) if view.per == "none" else pair_rows(ledger, replace(view, compare="level"))


def _told_hosts(ledger: Ledger, view: View) -> pd.DataFrame:
    """Levels of all hosts, per what the View asks for."""
    level = replace(view, compare="level")
    return hosts_on_day(ledger, view) if view.per == "none" else host_rows(ledger, level)


def _of_hosts(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    return rows.iloc[np.flatnonzero(rows["host"].isin(view.host))]


def _links(view: View, others: Sequence[Record]) -> tuple[MeasureLink, ...]:
    return tuple(
        MeasureLink(other.measure.title, len(other.claims), replace(view, measure=other.measure.id, definition="", date=None))
        for other in others
    )


def _events(ledger: Ledger, view: View) -> tuple[EventLine, ...]:
    rows = pair_events(ledger, view.sender, view.host)
    days = rows["day"].dt.date.map(date.isoformat)
    words = zip(days, say_events(rows), rows["text"], rows["claim_id"], rows["url"].astype("str").fillna(""), strict=True)
    return tuple(EventLine(*event) for event in words)


def _notes(kept: Sequence[Record]) -> tuple[str, ...]:
    """Definitions that are listed and drawn by no rule: peacekeepers counted twice, plans, cumulative figures."""
    told = []
    for record in kept:
        undrawn = {definition.id: definition.title for definition in record.measure.definitions if not definition.drawn}
        found = Counter(record.claims["definition"].tolist())
        named = [f"{undrawn[name]} ({number:,})" for name, number in found.most_common() if name in undrawn]
        if named:
            told.append(f"{record.measure.title}: in the list of claims and in no line: {', '.join(named)}")
    return tuple(told)


def _no_pair(changes: Sequence[object], charted: Sequence[Record]) -> tuple[str, ...]:
    if changes or not charted:
        return ()
    return ("No comparable pair: no speaker gives two figures under one definition up to this date",)


def _cut_notice(found: int, shown: int, noun: str) -> tuple[str, ...]:
    return (f"{min(shown, found):,} of {count(found, noun)} shown",) if found > shown else ()


def _when(ledger: Ledger, view: View, day: date) -> str:
    measure = answers.measure_of(ledger, view)
    return describe_day(day, measure.clock, measure.kind)
