"""Entries of the feed: days on which claims were published or withdrawn, and generations of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

import orjson
import pandas as pd

from dashboard.ledger.generations import MANIFEST, kept_generations
from dashboard.ledger.store import Ledger


@dataclass(frozen=True, slots=True)
class DayNews:
    """What became known on one day: pairs of a source's id and a number, sources in the order of their ids.

    Attributes:
        day: the day of publication or withdrawal that the source recorded.
        figures: statements other than figures withheld.
        withheld: figures that are withheld from then on.
        withdrawn: statements that a source stood by no longer.
    """

    day: date
    figures: tuple[tuple[str, int], ...]
    withheld: tuple[tuple[str, int], ...]
    withdrawn: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class GenerationNews:
    """One generation that is kept, beside the one written before it.

    Attributes:
        generation: its id.
        written: when its files were written here, by this machine's clock.
        claims: how many it holds.
        before: id of the one written before it; empty where that is not kept.
        grown: claims more (or fewer, below zero) than before by source, only sources whose number differs.
    """

    generation: str
    written: datetime
    claims: int
    before: str
    grown: tuple[tuple[str, int], ...]


@lru_cache(maxsize=4)
def news_by_day(ledger: Ledger, limit: int) -> tuple[DayNews, ...]:
    """The last ``limit`` days with a recorded publication or withdrawal, newest first.

    A claim without a recorded day is in none: when it became known is not known.
    """
    claims = ledger.claims
    silent = claims["kind"] == "withheld"
    told = {
        "figures": _by_source(claims[~silent], "published"), "withheld": _by_source(claims[silent], "published"),
        "withdrawn": _by_source(claims, "withdrawn"),
    }  # fmt: skip
    days = sorted({day for counts in told.values() for day in counts}, reverse=True)[:limit]
    return tuple(DayNews(day, **{name: counts.get(day, ()) for name, counts in told.items()}) for day in days)


def _by_source(claims: pd.DataFrame, column: str) -> dict[date, tuple[tuple[str, int], ...]]:
    dated = claims[claims[column].notna()]
    counts = dated.groupby([dated[column].dt.date, dated["source_id"].astype("str")], sort=True).size().rename("number")
    found: dict[date, tuple[tuple[str, int], ...]] = {}
    for row in counts.reset_index().to_dict("records"):
        found[row[column]] = (*found.get(row[column], ()), (str(row["source_id"]), int(row["number"])))
    return found


def news_of_generations(store: Path) -> tuple[GenerationNews, ...]:
    """The generations that are kept, last written first; with one only, there is nothing to compare it with.

    Reads the manifests alone. A folder that goes or cannot be read while this runs is left out: it is not in service.
    """
    facts = {name: found for name in kept_generations(store) if (found := _facts(store / name / MANIFEST))}
    following = [*list(facts)[1:], ""][: len(facts)]
    return tuple(_generation(facts, name, before) for name, before in zip(facts, following, strict=True))


def _generation(facts: dict[str, tuple[dict[str, int], datetime]], name: str, before: str) -> GenerationNews:
    counted, written = facts[name]
    grown = _grown(counted, facts[before][0]) if before else ()
    return GenerationNews(name, written, sum(counted.values()), before, grown)


def _facts(manifest: Path) -> tuple[dict[str, int], datetime] | None:
    try:
        counted = orjson.loads(manifest.read_bytes()).get("claims_by_source")
        written = datetime.fromtimestamp(int(manifest.stat().st_mtime), UTC)
    except (OSError, ValueError, AttributeError):
        return None
    return ({str(source): int(number) for source, number in counted.items()}, written) if isinstance(counted, dict) else None


def _grown(now: dict[str, int], before: dict[str, int]) -> tuple[tuple[str, int], ...]:
    differences = {source: now.get(source, 0) - before.get(source, 0) for source in sorted({*now, *before})}
    return tuple((source, number) for source, number in differences.items() if number)
