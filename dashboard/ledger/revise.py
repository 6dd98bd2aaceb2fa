"""Revises the ledger in service: adds claims and closes others, without reading the raw files again."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from dashboard.catalogue_files import load_catalogue
from dashboard.domain.claim import COLUMNS
from dashboard.errors import PresenceError, Problem
from dashboard.gazetteer import load_places
from dashboard.ledger.build import Built, claims_bytes, distinct, publish_generation, table_bytes
from dashboard.ledger.generations import current_generation, one_at_a_time, read_generation
from dashboard.ledger.identity import content_hash, with_claim_ids
from dashboard.ledger.report import SourceReading, extend_report, tables_of_claims
from dashboard.ledger.store import read_claims
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

    The claims come out as a build would order them. Where nothing is new the generation in service is returned and nothing written.
    What is revised lasts until the next build; `dashboard.ledger.added.keep_added` makes additions last beyond it.

    Raises PresenceError with every problem of the claims (`check_claims`; E-REVISE-CLOSED for an id to close that no claim has);
    then nothing is published. E-STORE-BUSY while another build or revision is at work.
    """
    with one_at_a_time(data / "store"):
        generation = current_generation(data / "store")
        files = read_generation(data / "store", generation)
        current = read_claims(files["claims.parquet"])
        new, repeated = _new(with_claim_ids(added), current)
        joined, ended = _closed(_joined(current, new), closed or {})
        if new.empty and not ended:
            report = {name.removesuffix(".parquet"): _table(files[name]) for name in _reports(files)}
            return Built(generation, current, report, repeated=len(repeated))
        return _publish(data, files, joined, new, repeated, ended, keep, progress, readings)


def _publish(
    data: Path, files: Mapping[str, bytes], joined: pd.DataFrame, new: pd.DataFrame, repeated: pd.DataFrame, ended: int,
    keep: int, progress: Callable[[str], None], readings: Sequence[SourceReading],
) -> Built:  # fmt: skip
    catalogue, places = load_catalogue(data / "catalogue"), load_places(data / "catalogue")
    claims, _ = distinct(joined)
    progress(f"checking {len(claims):,} claims")
    problems = check_claims(claims, catalogue, frozenset(places.ids))
    if problems:
        raise PresenceError.of(problems)
    old = {name.removesuffix(".parquet"): _table(files[name]) for name in _reports(files)}
    extended = extend_report(old, claims, readings, repeated)
    report = {**extended, **tables_of_claims(claims, catalogue, places)}
    progress("writing the generation")
    kept = {name: files[name] for name in _reports(files)}
    written = {
        "claims.parquet": claims_bytes(claims),
        **kept,
        **{f"{name}.parquet": table_bytes(t) for name, t in report.items()},
    }
    generation = publish_generation(data, written, claims, catalogue, keep)
    return Built(generation, claims, report, added=len(new), repeated=len(repeated), closed=ended)


def _reports(files: Mapping[str, bytes]) -> list[str]:
    return [name for name in files if name.endswith(".parquet") and name != "claims.parquet"]


def _table(content: bytes) -> pd.DataFrame:
    table: pd.DataFrame = pq.read_table(io.BytesIO(content)).to_pandas()
    return table


def _new(added: pd.DataFrame, current: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The added claims that are not there yet, and those that are.

    A number that a source gave to two different statements is no repetition: it is left for the checks to refuse.
    """
    marked = added.assign(content=content_hash(added))
    known = current[current["claim_id"].isin(added["claim_id"])]
    there = pd.MultiIndex.from_arrays([known["claim_id"], content_hash(known)])
    again = pd.MultiIndex.from_frame(marked[["claim_id", "content"]]).isin(there) | marked.duplicated(["claim_id", "content"])
    return added[~again], added[again]


def _joined(current: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    if new.empty:
        return current
    categories = {name: current[name].cat.categories.union(new[name].cat.categories) for name in WORDS}
    parts = [
        frame.assign(**{name: frame[name].cat.set_categories(categories[name]) for name in WORDS}) for frame in (current, new)
    ]
    return conform_dtypes(pd.concat(parts, ignore_index=True))


def conform_dtypes(claims: pd.DataFrame) -> pd.DataFrame:
    """``claims`` with the registry's dtypes, where putting frames together has changed one."""
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
