"""The content of one step of a story: map codes, words and the claims behind them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from dashboard.domain.story import Fact, Step
from dashboard.figures import sentences
from dashboard.figures.claim_entries import ClaimEntry, claim_entries
from dashboard.figures.lettering import ELLIPSIS
from dashboard.figures.map import Mapped, legend_entries, map_rows
from dashboard.figures.palette import THEMES
from dashboard.figures.reading import colours_of, reading_of
from dashboard.figures.view_region import in_part, outside_words, rows_in_part
from dashboard.figures.view_rows import rows_on_day, sources_on_day
from dashboard.geography.shapes import all_shapes
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger

SIZE = "m"
# No code: the shape belongs to another time or viewpoint.
HIDDEN = -1
# A statement that can be read at one look; the whole of it is on the page of its claim.
LONGEST_STATEMENT = 170
# Statements that a room can read at once; the others are counted and one link away.
MOST_CLAIMS = 6
NAMED_SOURCES = 3
OFF_MAP_NAMED = 3


@dataclass(frozen=True, slots=True)
class Circle:
    """A place without an area: where it lies in degrees, its code and its figure in words."""

    host: str
    lon: float
    lat: float
    code: int
    value: str


@dataclass(frozen=True, slots=True)
class Told:
    """One step, worked out.

    Attributes:
        subtitle: what the View shows, as a sentence.
        codes: code of each shape, in the order of all shapes; see `dashboard.figures.reading`; `HIDDEN` for one that is not drawn on
            the day of the View, or not from its viewpoint.
        values: name and figure of the place that fills each shape, in that order.
        hosts: id of that place; empty for a hidden shape.
        circles: places with a figure and without an area on that day.
        outside: places outside the part of the world that the View shows, which are drawn pale.
        merged, disputed: shapes without a border against the place they belong to; shapes that are part of it from this viewpoint.
        colours: by name of the theme, one colour a class.
        stippled: codes that are drawn with dots.
        legend: (code, words, number of places).
        off_map: what the pale places are, and the largest figures of places that are not drawn, in words, and how many more there are.
        claims: statements that the step stands on; ``more``: how many others its View has.
        sources: the line of sources, short: a room cannot read licences.
        credits: the line of sources in full, with licences.
        clocks: rule, date of knowledge and what the figures are divided by, in words.
    """

    subtitle: str
    codes: tuple[int, ...]
    values: tuple[str, ...]
    hosts: tuple[str, ...]
    circles: tuple[Circle, ...]
    outside: frozenset[str]
    merged: frozenset[str]
    disputed: frozenset[str]
    colours: dict[str, tuple[str, ...]]
    stippled: tuple[int, ...]
    legend: tuple[tuple[int, str, int], ...]
    off_map: str
    claims: tuple[ClaimEntry, ...]
    more: int
    sources: str
    credits: str
    clocks: str


def _filled(mapped: Mapped) -> tuple[tuple[int, ...], tuple[str, ...], tuple[str, ...]]:
    """Code, name with figure, and place of every shape; of hidden ones `HIDDEN` and nothing."""
    rows = mapped.shapes().set_index("shape").reindex(list(mapped.ids))
    drawn = rows["host"].notna().tolist()
    codes = rows["code"].fillna(HIDDEN).astype("int64").tolist()
    named = [f"{name}: {value}" if here else "" for here, name, value in zip(drawn, rows["name"], rows["value"], strict=True)]
    hosts = [str(host) if here else "" for here, host in zip(drawn, rows["host"], strict=True)]
    return tuple(codes), tuple(named), tuple(hosts)


def _circles(ledger: Ledger, mapped: Mapped) -> tuple[Circle, ...]:
    rows = mapped.on_map[(mapped.on_map["circle"] != "").to_numpy()]
    places = [ledger.places.by_id[host] for host in rows["host"].astype("str")]
    return tuple(
        Circle(place.id, place.lon or 0.0, place.lat or 0.0, int(code), f"{name}: {value}")
        for place, code, name, value in zip(places, rows["code"], rows["name"], rows["value"], strict=True)
        if place.lon is not None
    )


def _outside(ledger: Ledger, step: Step, mapped: Mapped) -> frozenset[str]:
    hosts = mapped.on_map["host"].astype("str")
    return frozenset(hosts[~in_part(ledger.places, step.view, hosts)])


def _beside(step: Step, mapped: Mapped) -> str:
    """What stands beside the map: what is pale, and what is not on it."""
    return ". ".join(part for part in (outside_words(step.view), _off_map(mapped.off_map)) if part)


def short_statement(entry: ClaimEntry) -> str:
    """The statement in at most `LONGEST_STATEMENT` characters, cut at a space with an ellipsis."""
    text = entry.text
    return text if len(text) <= LONGEST_STATEMENT else f"{text[:LONGEST_STATEMENT].rsplit(' ', 1)[0]} {ELLIPSIS}"


@lru_cache(maxsize=128)
def told(ledger: Ledger, step: Step, assets: Path) -> Told:
    """The step as this ledger answers it; remembered, since pages, talks and files ask for the same."""
    view = step.view.without_hosts()
    reading, mapped = reading_of(ledger, view), map_rows(ledger, view, all_shapes(assets, SIZE))
    claims, more = step_claims(ledger, step)
    sources = [ledger.catalogue.sources[source] for source in _source_ids(ledger, step, claims)]
    return Told(
        _subtitle(ledger, step), *_filled(mapped), _circles(ledger, mapped), _outside(ledger, step, mapped),
        mapped.drawing.merged, mapped.drawing.disputed,
        {name: colours_of(ledger, view, reading, theme) for name, theme in THEMES.items()}, tuple(sorted(reading.stippled)),
        tuple(legend_entries(rows_in_part(ledger.places, view, mapped.on_map), reading)),
        _beside(step, mapped) if step.picture == "map" else "", claims, more,
        _short_sources([source.title for source in sources]), _credits([f"{one.title} [{one.licence}]" for one in sources]),
        f"{sentences.rule_words(view.rule)}, {sentences.known_words(view)}",
    )  # fmt: skip


def step_claims(ledger: Ledger, step: Step) -> tuple[tuple[ClaimEntry, ...], int]:
    """The claims that the step's facts name or their Views show, in their order; without any, the newest of its pair.

    Beside them how many more its pair has. What was not known on the View's date of knowledge is left out.
    """
    named = [claim for fact in step.facts if (claim := claim_of(ledger, fact))]
    rows = ledger.claims[ledger.claims["claim_id"].isin(named)]
    places = {claim: place for place, claim in enumerate(dict.fromkeys(named))}
    rows = rows.iloc[np.argsort([places[claim] for claim in rows["claim_id"]], kind="stable")]
    pair = _pair_claims(ledger, step) if step.view.host else rows.iloc[:0]
    shown = _known(rows, step) if len(rows) else pair
    shown = shown.head(MOST_CLAIMS)
    more = len(set(pair["claim_id"]) - set(shown["claim_id"]))
    return claim_entries(ledger, shown.reset_index(drop=True), answers.view_date(ledger, step.view)), more


def claim_of(ledger: Ledger, fact: Fact) -> str:
    """The claim that a fact rests on; empty for a count, a sum, and a figure of several claims."""
    if fact.claim or not fact.view or not fact.host:
        return fact.claim
    rows = rows_on_day(ledger, fact.view.without_hosts())
    own = rows.loc[(rows["host"] == fact.host).to_numpy(), "claim_id"] if "claim_id" in rows else rows["host"].iloc[:0]
    return "" if own.empty or pd.isna(own.iloc[0]) else str(own.iloc[0])


def _pair_claims(ledger: Ledger, step: Step) -> pd.DataFrame:
    """Claims of the step's own measure by its senders in its hosts."""
    rows = answers.pair_claims(ledger, step.view)
    return _known(rows[(rows["measure"] == step.view.measure).to_numpy()], step)


def _known(rows: pd.DataFrame, step: Step) -> pd.DataFrame:
    if step.view.known_at is None:
        return rows
    return rows[(rows["published"].isna() | (rows["published"] <= pd.Timestamp(step.view.known_at))).to_numpy()]


def _subtitle(ledger: Ledger, step: Step) -> str:
    """The whole map as a sentence; of a series or statements the pair, the measure and the day."""
    if step.picture == "map":
        return sentences.title(ledger, step.view.without_hosts())
    measure = answers.measure_of(ledger, step.view)
    day = sentences.describe_day(answers.view_date(ledger, step.view), measure.clock, measure.kind)
    return f"{sentences.heading(ledger, step.view)}: {measure.spoken}, {day}"


def _source_ids(ledger: Ledger, step: Step, claims: tuple[ClaimEntry, ...]) -> list[str]:
    """Sources of the statements, and, where a map or series is drawn, of every figure in it and of what it is divided by."""
    said = [entry.source_id for entry in claims]
    if step.picture == "claims":
        return list(dict.fromkeys(said))
    rows = rows_on_day(ledger, step.view.without_hosts())
    divided = [str(source) for source in rows["denominator_source"].dropna().unique()] if "denominator_source" in rows else []
    return list(dict.fromkeys([*sources_on_day(ledger, step.view.without_hosts()), *divided, *said]))


def _short_sources(titles: list[str]) -> str:
    more = f" and {len(titles) - NAMED_SOURCES} more" if len(titles) > NAMED_SOURCES else ""
    return f"Sources: {'; '.join(titles[:NAMED_SOURCES])}{more}" if titles else "No source has a claim in force on this date"


def _credits(entries: list[str]) -> str:
    return f"Sources: {'; '.join(entries)}" if entries else "Sources: no source has a claim in force on this date"


def _off_map(rows: pd.DataFrame) -> str:
    """Places that are not drawn, those with the largest figures first; empty when all are drawn."""
    if rows.empty:
        return ""
    ordered = rows.sort_values("best", ascending=False, na_position="last")
    named = [f"{name} {value}" for name, value in zip(ordered["name"], ordered["value"], strict=True)]
    more = f" and {len(named) - OFF_MAP_NAMED} more" if len(named) > OFF_MAP_NAMED else ""
    return f"Not on the map: {'; '.join(named[:OFF_MAP_NAMED])}{more}"
