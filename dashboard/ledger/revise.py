"""Revises the ledger in service: adds claims and closes others, without reading the raw files again."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import orjson
import pandas as pd
import pyarrow.parquet as pq

from dashboard.catalogue_files import load_catalogue
from dashboard.domain.catalogue import Catalogue
from dashboard.domain.claim import COLUMNS
from dashboard.errors import PresenceError, Problem
from dashboard.gazetteer import load_places
from dashboard.ledger.added import Keeping, keep_added
from dashboard.ledger.build import ENTRIES, Built, distinct, publish_generation
from dashboard.ledger.generations import MANIFEST, current_generation, read_generation
from dashboard.ledger.identity import content_hash, with_claim_ids
from dashboard.ledger.journal import read_entry, read_journal, write_entry
from dashboard.ledger.locks import one_at_a_time
from dashboard.ledger.report import SourceReading, extend_report, tables_of_claims
from dashboard.ledger.store import read_claims
from dashboard.ledger.tables import claims_bytes, table_bytes
from dashboard.ledger.validate import check_claims

WORDS = tuple(column.name for column in COLUMNS if column.dtype == "category")


def revise(
    data: Path,
    *,
    added: pd.DataFrame,
    closed: Mapping[str, pd.Timestamp] | None = None,
    keep: int,
    progress: Callable[[str], None],
    readings: Sequence[SourceReading] = (),
    keeping: Keeping | None = None,
    refreshed_on: date | None = None,
) -> Built:
    """Publish the generation in service with ``added`` claims more and the claims named in ``closed`` withdrawn.

    Args:
        data: folder with catalogue/ and store/.
        added: registry columns and dtypes; ids are filled where missing. A statement that is there already, or stands here twice,
            is counted in ``Built.repeated`` and not doubled; it is the same by its identity columns, so one that was closed stays so.
        closed: id -> first day on which its source no longer stood by the claim. No claim is ever removed, and one that is
            closed already keeps its day.
        keep: generations that stay.
        progress: told one line a step.
        readings: what was read and not used on the way to ``added``, for the report; their claims are not looked at.
        keeping: keeps the added claims beyond the next build (`dashboard.ledger.added`): once they have passed all checks and
            before they are published, so that a run which is broken off between the two is made good by the next build or by
            the same addition again. Without it and without ``refreshed_on``, what is revised lasts until the next build.
        refreshed_on: the day of a refresh, whose claims are all of one source: what came and what was closed is kept beyond the
            next build (`dashboard.ledger.journal`), written likewise.

    The claims come out as a build would order them. Where nothing is new the generation in service is returned and none written.

    Raises PresenceError with every problem of the claims (`check_claims`; E-REVISE-CLOSED for an id to close that no claim has);
    then nothing is published or kept. E-STORE-BUSY while another build or revision is at work.
    """
    with one_at_a_time(data / "store"):
        generation, files = current_generation(data / "store"), _in_service(data)
        current = read_claims(files["claims.parquet"])
        kept = _Kept(data, with_claim_ids(added), keeping)
        new, repeated = _new(kept.claims, current)
        joined, ended = _closed(join_claims(current, new), closed or {})
        if new.empty and not ended:
            kept.write()
            return Built(generation, current, _tables(files), repeated=len(repeated))
        catalogue = kept.catalogue()
        claims = _checked(joined, catalogue, data, progress)
        old = _tables(files)
        grown = extend_report(old, claims, readings, repeated)
        report = {**old, **grown, **tables_of_claims(claims, catalogue, load_places(data / "catalogue"))}
        kept.write()
        entries = _entries(files)
        if refreshed_on is not None:
            changed = [*new["claim_id"], *(closed or {})]
            entries += (write_entry(data, claims[claims["claim_id"].isin(changed)], refreshed_on),)
        progress("writing the generation")
        tables = {f"{name}.parquet": table_bytes(table) for name, table in report.items()}
        whole = {"claims.parquet": claims_bytes(claims), **tables}
        who_adds = keeping.who if keeping else ""
        published = publish_generation(data, whole, claims, catalogue, keep, tuple(dict.fromkeys(entries)), who_adds)
        return Built(published, claims, report, added=len(new), repeated=len(repeated), closed=ended)


def make_good(data: Path, keep: int, progress: Callable[[str], None]) -> int:
    """Put into service what refreshes wrote into the journal and were then broken off; the number of those refreshes.

    A refresh compares with what is in service, so this comes before it. Raises PresenceError as `revise` does.
    """
    waiting = [entry for entry in read_journal(data) if entry.file not in _entries(_in_service(data))]
    for entry in waiting:
        progress(f"a refresh of {entry.source_id} on {entry.day} was broken off: it is put into service now")
        claims, current = read_entry(data, entry), read_claims(_in_service(data)["claims.parquet"])
        ended = claims[claims["withdrawn"].notna() & claims["claim_id"].isin(current["claim_id"])]
        closed = dict(zip(ended["claim_id"].astype("str"), ended["withdrawn"], strict=True))
        revise(data, added=claims, closed=closed, keep=keep, progress=progress, refreshed_on=date.fromisoformat(entry.day))
    return len(waiting)


def _in_service(data: Path) -> dict[str, bytes]:
    return read_generation(data / "store", current_generation(data / "store"))


def _entries(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """The files of the journal whose refreshes are in a generation."""
    return tuple(orjson.loads(files[MANIFEST]).get(ENTRIES, ()))


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of an addition beyond the next build; nothing where that was not asked for."""

    data: Path
    claims: pd.DataFrame
    keeping: Keeping | None

    def catalogue(self) -> Catalogue:
        """The catalogue with the entry that is about to be kept."""
        catalogue = load_catalogue(self.data / "catalogue")
        if self.keeping is None:
            return catalogue
        source, own, measure = self.keeping.source, self.keeping.definition, self.keeping.measure
        catalogue = catalogue if measure is None else catalogue.with_measure(measure)
        grown = catalogue if own is None else catalogue.with_definition(own)
        return grown if source is None else replace(grown, sources={source.id: source, **grown.sources})

    def write(self) -> None:
        """Keep the claims with their entry and their line in the log."""
        if self.keeping is not None and len(self.claims):
            keep_added(self.data, self.claims, self.keeping)


def _checked(joined: pd.DataFrame, catalogue: Catalogue, data: Path, progress: Callable[[str], None]) -> pd.DataFrame:
    """The claims in the ledger's order, all in order."""
    claims, _ = distinct(joined)
    progress(f"checking {len(claims):,} claims")
    problems = check_claims(claims, catalogue, frozenset(load_places(data / "catalogue").ids))
    if problems:
        raise PresenceError.of(problems)
    return claims


def _tables(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """The report's tables by name."""
    names = [name for name in files if name.endswith(".parquet") and name != "claims.parquet"]
    return {name.removesuffix(".parquet"): pq.read_table(io.BytesIO(files[name])).to_pandas() for name in names}


def _new(added: pd.DataFrame, current: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The added claims that are not there yet, and those that are.

    A number that a source gave to two different statements is no repetition: it is left for the checks to refuse.
    """
    marked = added.assign(content=content_hash(added))
    known = current[current["claim_id"].isin(added["claim_id"])]
    there = pd.MultiIndex.from_arrays([known["claim_id"], content_hash(known)])
    again = pd.MultiIndex.from_frame(marked[["claim_id", "content"]]).isin(there) | marked.duplicated(["claim_id", "content"])
    return added[~again], added[again]


def join_claims(current: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Both frames of claims in one, with the registry's dtypes; the rows of ``current`` first."""
    if new.empty:
        return current
    categories = {name: current[name].cat.categories.union(new[name].cat.categories) for name in WORDS}
    parts = [
        frame.assign(**{name: frame[name].cat.set_categories(categories[name]) for name in WORDS}) for frame in (current, new)
    ]
    claims = pd.concat(parts, ignore_index=True)
    # Putting frames together changes a dtype where one of them has no value.
    return claims.astype({column.name: column.dtype for column in COLUMNS if str(claims[column.name].dtype) != column.dtype})


def _closed(claims: pd.DataFrame, closed: Mapping[str, pd.Timestamp]) -> tuple[pd.DataFrame, int]:
    unknown = sorted(set(closed) - set(claims["claim_id"]))
    if unknown:
        raise PresenceError.of([
            Problem(
                "E-REVISE-CLOSED", name, "the id of a claim", cause="the claim was never in this ledger",
                next_step="list ids with: presence claims --format csv",
            )
            for name in unknown
        ])  # fmt: skip
    concerned = claims["claim_id"].isin(closed) & claims["withdrawn"].isna()
    if not concerned.any():
        return claims, 0
    day = claims.loc[concerned, "claim_id"].map(dict(closed)).astype("datetime64[s]")
    return claims.assign(withdrawn=claims["withdrawn"].where(~concerned, day)), int(concerned.sum())
