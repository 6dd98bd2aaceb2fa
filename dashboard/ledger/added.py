"""Tables that were added to this installation: claims in content-named files, entries of their sources, and a log.

A table belongs to the ledger from the moment its line stands in the log: every later build and addition reads it. The log is
replaced as a whole, so that a line is there or not; a file that no line names is what a broken-off run left, and is not read.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import pandas as pd

from dashboard.catalogue_files import ADDED_DEFINITIONS, ADDED_MEASURES, ADDED_SOURCES
from dashboard.domain.catalogue import OwnDefinition, OwnMeasure, Source
from dashboard.domain.claim import COLUMNS, conform
from dashboard.errors import PresenceError
from dashboard.ledger.disk import replace_file, sweep_unfinished
from dashboard.ledger.identity import content_hash, with_claim_ids
from dashboard.ledger.log_file import log_text, read_log_rows
from dashboard.ledger.report import SourceReading
from dashboard.sources.reading import Reading, reading

ADDED = "added"
LOG = "LOG.csv"
FLOATS = tuple(column.name for column in COLUMNS if column.dtype == "float64")


@dataclass(frozen=True, slots=True)
class Addition:
    """One line of the log: when, by whom and from what (a file's name), which source, which file here, how many claims."""

    when: str
    who: str
    what: str
    source_id: str
    file: str
    claims: str


LOG_COLUMNS = tuple(field.name for field in fields(Addition))


@dataclass(frozen=True, slots=True)
class Keeping:
    """What is to be remembered of an addition beside its claims.

    Attributes:
        source: the entry of their source; None where the catalogue has one.
        who: the person who adds them.
        when: the moment, ISO 8601.
        what: the name of the file they come from.
        definition: the one that came with the table; None where it uses those of the catalogue.
        measure: the same of a measure.
    """

    source: Source | None
    who: str
    when: str
    what: str
    definition: OwnDefinition | None = None
    measure: OwnMeasure | None = None


def keep_added(data: Path, claims: pd.DataFrame, keeping: Keeping) -> str:
    """Keep ``claims`` under ``data/added`` and return the file's name; the same claims are kept, and logged, once.

    Args:
        data: folder with catalogue/ and store/.
        claims: registry columns and dtypes, ids filled, all of one source; at least one.
        keeping: what goes into the log, and the source's entry.

    Raises PresenceError: E-ADDED-SOURCE, E-ADDED-DEFINITION or E-ADDED-MEASURE when another source, definition or measure of that id
    was added before, E-STORE-WRITE when the disk refuses.
    """
    content = claims_text(claims)
    name = f"{hashlib.sha256(content).hexdigest()[:16]}.csv"
    folder = data / ADDED
    log = read_log(data)
    try:
        (data / ADDED_SOURCES).mkdir(parents=True, exist_ok=True)
        sweep_unfinished(folder, data / ADDED_SOURCES)
        replace_file(folder / name, content)
        if keeping.source is not None:
            _keep_source(data, keeping.source, frozenset(line.source_id for line in log))
        if keeping.definition is not None:
            own = keeping.definition
            _keep_entry(data, ADDED_DEFINITIONS / f"{own.measure}.{own.id}.toml", own, "E-ADDED-DEFINITION", "definition")
        if keeping.measure is not None:
            _keep_entry(data, ADDED_MEASURES / f"{keeping.measure.id}.toml", keeping.measure, "E-ADDED-MEASURE", "measure")
        if name not in {line.file for line in log}:
            source_id = str(claims["source_id"].iloc[0])
            line = Addition(keeping.when, keeping.who, keeping.what, source_id, name, str(len(claims)))
            replace_file(folder / LOG, _log_text([*log, line]))
    except OSError as error:
        raise PresenceError(
            "E-STORE-WRITE", str(error), f"room and permission for {len(content):,} bytes", cause="the disk is full or read-only",
            next_step="free space or choose another data folder, then add the table again", where=ADDED,
        ) from error  # fmt: skip
    return name


def read_added(data: Path, progress: Callable[[str], None]) -> list[SourceReading]:
    """Every table of the log as a reading of its source, in the log's order; a statement in several of them counts once.

    Raises PresenceError: E-ADDED-FILE for a file that is missing or was changed, E-ADDED-LOG for a log that cannot be read.
    """
    frames = {line: _read_claims(data / ADDED / line.file) for line in read_log(data)}
    if not frames:
        return []
    # Two tables may hold the same statement, under the number that its source gave it.
    firsts = ~pd.concat([_marks(frame) for frame in frames.values()], ignore_index=True).duplicated()
    readings, at = [], 0
    for line, frame in frames.items():
        first = firsts.iloc[at : at + len(frame)].to_numpy()
        readings.append(SourceReading(line.source_id, Reading(frame[first], reading([], [], {}).unused, {line.file: len(frame)})))
        at += len(frame)
    progress(f"added here: {int(firsts.sum()):,} claims from {len(frames)} tables")
    return readings


def read_log(data: Path) -> list[Addition]:
    """The lines of the log, oldest first; none where nothing was added. Raises PresenceError (E-ADDED-LOG)."""
    return [Addition(*row) for row in read_log_rows(data / ADDED / LOG, LOG_COLUMNS, "E-ADDED-LOG")]


def claims_text(claims: pd.DataFrame) -> bytes:
    """The claims as CSV in UTF-8; the same claims give the same bytes, and reading them gives the same claims."""
    days = {c.name: claims[c.name].astype("str") for c in COLUMNS if c.dtype == "datetime64[s]"}
    words = {c.name: claims[c.name].astype("str") for c in COLUMNS if c.dtype == "category"}
    plain = claims.assign(**days, **words)
    # Everything in quotation marks, so that a line end within a cell stays one.
    return plain.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC).encode()


def _read_claims(path: Path) -> pd.DataFrame:
    try:
        content = path.read_bytes()
    except OSError:
        content = b""
    if f"{hashlib.sha256(content).hexdigest()[:16]}.csv" != path.name:
        raise PresenceError(
            "E-ADDED-FILE", "a file that is missing or was changed", "the table as it was added", cause="it was edited or removed",
            next_step=f"take it back from a copy, or remove its line from {ADDED}/{LOG}", where=f"{ADDED}/{path.name}",
        )  # fmt: skip
    rows = list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))
    text = pd.DataFrame(rows[1:], columns=rows[0], dtype="str").replace("", None)
    # Python's own conversion gives back the very figure that was written.
    return conform(text.assign(**{name: text[name].astype("float64") for name in FLOATS if name in text}))


def _marks(claims: pd.DataFrame) -> pd.DataFrame:
    filled = with_claim_ids(claims)
    return pd.DataFrame({"claim_id": filled["claim_id"].astype("str"), "content": content_hash(filled)})


def _keep_source(data: Path, source: Source, in_use: frozenset[str]) -> None:
    path = data / ADDED_SOURCES / f"{source.id}.toml"
    content = source_text(source)
    if path.exists() and path.read_bytes() != content and source.id in in_use:
        raise PresenceError(
            "E-ADDED-SOURCE", f"another title, licence or address for {source.id}", "the entry under which it was first added",
            cause="two different sources under one id", next_step="give this one another id, or edit the entry by hand",
            where=f"{ADDED_SOURCES.as_posix()}/{path.name}",
        )  # fmt: skip
    replace_file(path, content)


def _keep_entry(data: Path, name: Path, own: OwnDefinition | OwnMeasure, code: str, what: str) -> None:
    path = data / name
    content = _toml({field.name: getattr(own, field.name) for field in fields(own)})
    if path.exists() and path.read_bytes() != content:
        raise PresenceError(
            code, f"another title or text for {own.id}", "the words under which it was first added",
            cause=f"two different {what}s under one id", next_step="give this one another id", where=name.as_posix(),
        )  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, content)


def source_text(source: Source) -> bytes:
    """The entry of an added source as TOML: its texts, and whether it may be passed on."""
    return _toml({field.name: getattr(source, field.name) for field in fields(source) if field.name != "id"})


def _toml(values: Mapping[str, object]) -> bytes:
    # A JSON string is a TOML string, but for the one control letter that JSON leaves as it is.
    lines = [
        f"{name} = {json.dumps(value, ensure_ascii=False).replace(chr(127), chr(92) + 'u007f')}"
        for name, value in values.items()
        if isinstance(value, str | bool | tuple)
    ]
    return ("\n".join(lines) + "\n").encode()


def _log_text(lines: list[Addition]) -> bytes:
    # Everything in quotation marks: otherwise a carriage return in a file's name would end the line.
    return log_text(LOG_COLUMNS, [astuple(line) for line in lines], quoting=csv.QUOTE_ALL)
