"""Builds a generation: raw files and hand-kept text in, checked claims and a full report out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson
import pandas as pd

from dashboard.catalogue_files import load_catalogue
from dashboard.domain.catalogue import Catalogue
from dashboard.domain.claim import COLUMNS
from dashboard.domain.phrases import PhraseBook
from dashboard.domain.places import Places
from dashboard.errors import PresenceError
from dashboard.gazetteer import load_places
from dashboard.ledger.added import read_added
from dashboard.ledger.dictionary import DESCRIPTOR, describe_generation
from dashboard.ledger.generations import publish
from dashboard.ledger.identity import with_claim_ids
from dashboard.ledger.journal import read_journal, with_journal
from dashboard.ledger.locks import one_at_a_time
from dashboard.ledger.repetitions import link_repetitions
from dashboard.ledger.report import SourceReading, build_report
from dashboard.ledger.tables import claims_bytes, table_bytes
from dashboard.ledger.validate import check_claims
from dashboard.phrase_file import load_phrases
from dashboard.sources import READERS
from dashboard.sources.hand_kept import read_hand_kept
from dashboard.sources.reading import Reader, Reading, unused_summary

CONTENT_ID = r"[0-9a-f]{16}"
# The manifest's name for the refreshes that are in a generation.
ENTRIES = "refreshed"
SORT = ["measure", "host", "sender", "definition", "source_id", "start", "end", "actor", "claim_id"]


@dataclass(frozen=True, slots=True)
class Built:
    """A generation that was published: its id, its claims and the report on how they came about.

    Attributes:
        generation: its id.
        claims: all claims in it.
        report: tables by name.
        added: of a revision: claims that were not there before.
        repeated: of a revision: claims that were there already, or given twice.
        closed: of a revision: claims that now have an end to their standing.
    """

    generation: str
    claims: pd.DataFrame
    report: dict[str, pd.DataFrame]
    added: int = 0
    repeated: int = 0
    closed: int = 0


def build(
    raw: Path,
    data: Path,
    *,
    progress: Callable[[str], None],
    include_restricted: bool = False,
    readers: Sequence[Reader] = READERS,
    keep: int = 5,
) -> Built:
    """Read every source in ``raw``, check all claims and publish a generation under ``data/store``.

    Args:
        raw: folder with one folder a source.
        data: folder with catalogue/ and claims/, and added/ and refreshed/ where something was; store/ is written.
        progress: told one line a step.
        include_restricted: also ship sources whose licence does not clearly allow it; for a ledger that stays at home.
        readers: what to read, in this order.
        keep: generations that stay.

    The same raw files always give the same id. What refreshes learned stays (`dashboard.ledger.journal`).

    Raises PresenceError with every problem found; then nothing is published.
    """
    with one_at_a_time(data / "store"):
        return _build(raw, data, progress, include_restricted, readers, keep)


def _build(
    raw: Path, data: Path, progress: Callable[[str], None], include_restricted: bool, readers: Sequence[Reader], keep: int
) -> Built:
    catalogue, places = load_catalogue(data / "catalogue"), load_places(data / "catalogue")
    readings = [_read_source(reader, raw, places, progress) for reader in readers]
    readings += _hand_kept(data / "claims", load_phrases(data / "catalogue"), progress)
    shipped = [_cut_restricted(reading, catalogue, include_restricted) for reading in readings]
    # What was added stays in this installation: its licence was the business of the person who added it.
    shipped += read_added(data, progress)
    entries = tuple(entry.file for entry in read_journal(data))
    left_out = {source.source_id for source in readings if _is_cut(source.source_id, catalogue, include_restricted)}
    joined, aside = with_journal(with_claim_ids(_join(shipped)), data, left_out.__contains__, progress)
    claims, duplicates = distinct(joined)
    progress(f"checking {len(claims):,} claims")
    claims = link_repetitions(claims)
    problems = check_claims(claims, catalogue, frozenset(places.ids))
    if problems:
        raise PresenceError.of(problems)
    report = build_report(claims, [*shipped, *aside], duplicates, catalogue, places)
    progress("writing the generation")
    files = {"claims.parquet": claims_bytes(claims), **{f"{name}.parquet": table_bytes(t) for name, t in report.items()}}
    generation = publish_generation(data, files, claims, catalogue, keep, entries)
    return Built(generation, claims, report)


def publish_generation(
    data: Path,
    files: Mapping[str, bytes],
    claims: pd.DataFrame,
    catalogue: Catalogue,
    keep: int,
    entries: Sequence[str],
    person: str = "",
) -> str:
    """Write the files with a descriptor that lets others read them, make them current and return the generation's id.

    ``entries``: files of the journal, named by their hash, whose refreshes are in the claims; they stand in the manifest.
    ``person``: who publishes, for the log; the user on this machine where it is not given.
    """
    facts = {**_facts(claims), **({ENTRIES: list(entries)} if entries else {})}
    described = orjson.dumps(describe_generation(files, facts, catalogue), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    return publish(data / "store", {**files, DESCRIPTOR: described}, facts, keep, person)


def _read_source(reader: Reader, raw: Path, places: Places, progress: Callable[[str], None]) -> SourceReading:
    # One folder may hold files under several licences, which are several sources.
    folder = raw / getattr(reader, "FOLDER", reader.SOURCE_ID)
    if not folder.is_dir():
        raise PresenceError(
            "E-BUILD-SOURCE",
            f"no folder {folder.name}",
            "one folder for each source",
            cause="the raw data are incomplete",
            next_step=f"put the files of {folder.name} into a folder of that name",
            where=raw.name,
        )
    before = _moments(folder)
    read = reader.read(folder, places)
    _check_at_rest(folder, before)
    progress(f"{reader.SOURCE_ID}: {len(read.claims):,} claims from {sum(read.rows_read.values()):,} rows")
    return SourceReading(reader.SOURCE_ID, read)


def _moments(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Which file it is, how long, and when it was last written, by name."""
    facts = {path.relative_to(folder).as_posix(): path.stat() for path in sorted(folder.rglob("*")) if path.is_file()}
    return {name: (fact.st_ino, fact.st_size, fact.st_mtime_ns) for name, fact in facts.items()}


def _check_at_rest(folder: Path, before: Mapping[str, tuple[int, int, int]]) -> None:
    after = _moments(folder)
    changed = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    if changed:
        raise PresenceError(
            "E-BUILD-CHANGED", f"{', '.join(changed)[:200]} changed while being read", "files at rest", cause="they are being copied",
            next_step="wait until they are whole, then build again", where=folder.name,
        )  # fmt: skip


def _hand_kept(folder: Path, phrases: PhraseBook, progress: Callable[[str], None]) -> list[SourceReading]:
    read = read_hand_kept(folder, phrases)
    progress(f"hand-kept: {len(read.claims):,} claims")
    return [
        SourceReading(source, Reading(read.claims[read.claims["source_id"] == source], read.unused.head(0), {}))
        for source in sorted(read.claims["source_id"].astype("str").unique())
    ]


def _cut_restricted(source: SourceReading, catalogue: Catalogue, include_restricted: bool) -> SourceReading:
    if not _is_cut(source.source_id, catalogue, include_restricted):
        return source
    entry, read = catalogue.sources[source.source_id], source.reading
    reason = f"not shipped: {entry.licence}; the reader is there for a ledger of one's own"
    line = unused_summary(file="*", field="claim_id", reason=reason, rows=len(read.claims))
    left = pd.concat([read.unused, line], ignore_index=True)
    return SourceReading(source.source_id, Reading(read.claims.head(0), left, read.rows_read))


def _is_cut(source_id: str, catalogue: Catalogue, include_restricted: bool) -> bool:
    entry = catalogue.sources.get(source_id)
    return entry is not None and not entry.redistributable and not include_restricted


def _join(readings: Sequence[SourceReading]) -> pd.DataFrame:
    frames = [source.reading.claims for source in readings if len(source.reading.claims)]
    text = [f.assign(**{c.name: f[c.name].astype("str") for c in COLUMNS if c.dtype == "category"}) for f in frames]
    joined = pd.concat(text, ignore_index=True)
    return joined.astype({c.name: "category" for c in COLUMNS if c.dtype == "category"})


def distinct(claims: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Claims without exact repetitions, in the ledger's order, and the repetitions.

    Only content ids mark a repetition; an id that a source gave twice is left for the checks to refuse.
    """
    text = claims.assign(**{name: claims[name].astype("str") for name in SORT if claims[name].dtype == "category"})
    order = text.sort_values(SORT, kind="stable", na_position="first").index
    ordered = claims.loc[order]
    repeated = ordered["claim_id"].duplicated() & ordered["claim_id"].str.fullmatch(CONTENT_ID)
    return ordered[~repeated].reset_index(drop=True), ordered[repeated].reset_index(drop=True)


def _facts(claims: pd.DataFrame) -> dict[str, object]:
    by_source = claims["source_id"].astype("str").value_counts().sort_index()
    first, last = claims["start"].min(), claims["end"].max()
    return {
        "claims": len(claims),
        "claims_by_source": {str(name): int(count) for name, count in by_source.items()},
        "first_day": str(first.date()),
        "last_day": str(last.date()),
    }
