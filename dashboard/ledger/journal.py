"""The journal of refreshes: what was learned from later states of a source's files, kept beyond the next build.

Each entry is one refresh that was put into service: the claims that came, and those that it closed, in full and with the day on
which they were. An entry belongs to the ledger from the moment its line stands in the log, which is replaced as a whole; a file
that no line names is what a broken-off run left, and is not read. The manifest of a generation names the entries that are in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from dashboard.domain.claim import COLUMNS, IDENTITY_COLUMNS
from dashboard.errors import PresenceError
from dashboard.ledger.disk import replace_file, sweep_unfinished
from dashboard.ledger.identity import content_hash
from dashboard.ledger.log_file import log_text, read_log_rows
from dashboard.ledger.pairing import KEYS
from dashboard.ledger.report import SourceReading
from dashboard.ledger.store import read_claims
from dashboard.ledger.tables import claims_bytes
from dashboard.sources.reading import Reading, unused_summary

JOURNAL = "refreshed"
LOG = "LOG.csv"
# Where the log stands, for its messages and for the report.
WHERE = f"{JOURNAL}/{LOG}"
AGAIN = "the same statement is known from a refresh, with the day on which it became known"
OVERTAKEN = (
    "a refresh found another figure for the same thing and time: put these files into service with presence refresh --from"
)
# Beside the claims of the journal: True where the refresh gave them the day on which they became known.
DATED = "dated by the refresh"
WORDS = tuple(column.name for column in COLUMNS if column.dtype == "category")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log: the day of the refresh (ISO 8601), its source, its file here, and how many claims came and were closed."""

    day: str
    source_id: str
    file: str
    came: str
    closed: str


LOG_COLUMNS = tuple(field.name for field in fields(Entry))


def write_entry(data: Path, claims: pd.DataFrame, day: date) -> str:
    """Keep ``claims`` under ``data/refreshed`` and return the file's name; the same claims are kept, and logged, once.

    Args:
        data: folder with catalogue/ and store/.
        claims: registry columns and dtypes, all of one source, as they read after the refresh: those it closed with their day.
        day: the day of the refresh.

    Raises PresenceError: E-JOURNAL-LOG for a log that cannot be read, E-STORE-WRITE when the disk refuses.
    """
    content = claims_bytes(claims)
    name = f"{hashlib.sha256(content).hexdigest()[:16]}.parquet"
    log = read_journal(data)
    closed = int((claims["withdrawn"] == pd.Timestamp(day)).sum())
    line = Entry(day.isoformat(), str(claims["source_id"].iloc[0]), name, str(len(claims) - closed), str(closed))
    try:
        (data / JOURNAL).mkdir(parents=True, exist_ok=True)
        sweep_unfinished(data / JOURNAL)
        replace_file(data / JOURNAL / name, content)
        if name not in {entry.file for entry in log}:
            replace_file(data / JOURNAL / LOG, log_text(LOG_COLUMNS, [astuple(entry) for entry in (*log, line)]))
    except OSError as error:
        raise PresenceError(
            "E-STORE-WRITE", str(error), f"room and permission for {len(content):,} bytes", cause="the disk is full or read-only",
            next_step="free space or choose another data folder, then refresh again", where=JOURNAL,
        ) from error  # fmt: skip
    return name


def read_journal(data: Path) -> list[Entry]:
    """The lines of the log, oldest first; none where nothing was refreshed. Raises PresenceError (E-JOURNAL-LOG)."""
    return [Entry(*row) for row in read_log_rows(data / JOURNAL / LOG, LOG_COLUMNS, "E-JOURNAL-LOG")]


def read_entry(data: Path, entry: Entry) -> pd.DataFrame:
    """The claims of one entry. Raises PresenceError (E-JOURNAL-FILE) for a file that is missing or was changed."""
    path = data / JOURNAL / entry.file
    try:
        content = path.read_bytes()
    except OSError:
        content = b""
    if f"{hashlib.sha256(content).hexdigest()[:16]}.parquet" != entry.file:
        raise PresenceError(
            "E-JOURNAL-FILE", "a file that is missing or was changed", "the claims as they were published", cause="it was edited or removed",
            next_step=f"take it back from a copy, or remove its line from {WHERE}", where=f"{JOURNAL}/{entry.file}",
        )  # fmt: skip
    return read_claims(content)


def with_journal(
    claims: pd.DataFrame, data: Path, left_out: Callable[[str], bool], progress: Callable[[str], None]
) -> tuple[pd.DataFrame, list[SourceReading]]:
    """``claims`` as just read from raw files, with what the journal knows of them; and what of them was set aside, for the report.

    Args:
        claims: registry columns and dtypes, ids filled.
        data: folder with the journal.
        left_out: sources whose claims are not shipped, those of the journal neither.
        progress: told one line for the whole journal.

    The raw files may be those before a refresh or those after it, and both give the same claims: a statement that was closed is
    there with its day, one that came is there as known from the day of the refresh. Where the files say of the same thing and
    time something that no refresh knows, the journal is believed, since it has the day, and the other is counted and set aside.
    """
    entries = [entry for entry in read_journal(data) if not left_out(entry.source_id)]
    if not entries:
        return claims, []
    known = _once([(pd.Timestamp(entry.day), read_entry(data, entry)) for entry in entries])
    progress(f"known from {len(entries)} refreshes: {len(known):,} claims")
    sources = claims["source_id"].isin({entry.source_id for entry in entries}).to_numpy()
    read, others = claims[sources], claims[~sources]
    same = _marks(read).isin(_marks(known)).to_numpy()
    again = ~same & np.isin(_bare(read), _bare(known[known[DATED]])) & read["published"].isna().to_numpy()
    overtaken = ~same & ~again & _overtaken(read, known, same | again)
    kept = pd.concat(
        [_as_text(others), _as_text(read[~same & ~again & ~overtaken]), known.drop(columns=DATED)], ignore_index=True
    )
    joined = kept.astype({column.name: column.dtype for column in COLUMNS})
    return _linked(joined), [*_told(read[again], AGAIN), *_told(read[overtaken], OVERTAKEN)]


def _once(frames: Sequence[tuple[pd.Timestamp, pd.DataFrame]]) -> pd.DataFrame:
    """The claims of all entries once each; one that was closed has its first day. `DATED`: its publication is the refresh's own day."""
    parts = [_as_text(frame).assign(**{DATED: (frame["published"] == day).to_numpy()}) for day, frame in frames]
    stacked = pd.concat(parts, ignore_index=True)
    marks = _marks(stacked)
    closed = stacked.assign(withdrawn=stacked["withdrawn"].groupby(marks, sort=False).transform("min"))
    once = closed[~marks.duplicated()].reset_index(drop=True)
    # A run that was broken off may have been made again on a later day: what came then was known before.
    standing = once["withdrawn"].isna() & once[DATED]
    repeated = standing & _bare(once).where(standing).duplicated()
    return once[~repeated].reset_index(drop=True)


def _overtaken(read: pd.DataFrame, known: pd.DataFrame, told: np.ndarray) -> np.ndarray:
    """Which statements just read speak of what a refresh closed or corrected, where the files hold none of its two figures."""
    closed = known["withdrawn"].notna()
    about, about_known = _hashed(read, KEYS), _hashed(known, KEYS)
    # A key at which something came in place of what was closed: a third figure there is of neither state of the files.
    corrected = np.intersect1d(about_known[closed], about_known[~closed])
    found = np.isin(about, corrected) & ~np.isin(about, about[told])
    ids = read["claim_id"].isin(known["claim_id"]).to_numpy()
    mask: np.ndarray = found | ids
    return mask


def _marks(claims: pd.DataFrame) -> pd.Series:
    return claims["claim_id"].astype("str") + " " + content_hash(claims).astype("str")


def _bare(claims: pd.DataFrame) -> pd.Series:
    """What each claim says, whenever it was published."""
    return content_hash(claims.assign(published=pd.Series(pd.NaT, index=claims.index, dtype="datetime64[s]")))


def _hashed(claims: pd.DataFrame, names: Sequence[str]) -> np.ndarray:
    blank = claims.assign(
        **{name: pd.Series(index=claims.index, dtype=claims[name].dtype) for name in IDENTITY_COLUMNS if name not in names}
    )
    return content_hash(blank).to_numpy()


def _as_text(claims: pd.DataFrame) -> pd.DataFrame:
    return claims.assign(**{name: claims[name].astype("str") for name in WORDS})


def _linked(claims: pd.DataFrame) -> pd.DataFrame:
    """Without repetitions of statements that are no longer there; those of statements that are there are found anew."""
    named = claims["derived_from"].astype("str")
    there = named.isna() | named.isin(claims["claim_id"])
    return claims.assign(derived_from=named.where(there).astype("category"))


def _told(rows: pd.DataFrame, reason: str) -> list[SourceReading]:
    counts = rows["source_id"].astype("str").value_counts().sort_index()
    return [
        SourceReading(
            str(source), Reading(rows.head(0), unused_summary(file=WHERE, field="claim_id", reason=reason, rows=int(count)), {})
        )
        for source, count in counts.items()
    ]
