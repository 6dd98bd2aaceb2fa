"""What every reader returns, and the few steps that all readers share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pandas as pd

from dashboard.domain.claim import PRECISIONS, conform
from dashboard.domain.places import Places
from dashboard.errors import PresenceError, Problem

UNUSED_COLUMNS = ("file", "row", "field", "value", "reason", "rows")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader made of its files.

    Attributes:
        claims: claims with the registered columns and dtypes (`dashboard.domain.claim`); ``claim_id`` is filled only
            where the source numbers its own statements, the ledger gives the others theirs.
        unused: rows that became no claim, columns ``file, row, field, value, reason, rows``: ``row`` is the 1-based
            data row in the file (missing where one line stands for many rows), ``rows`` how many raw rows it
            stands for, ``reason`` a full sentence without a full stop.
        rows_read: raw data rows read, by file name.
    """

    claims: pd.DataFrame
    unused: pd.DataFrame
    rows_read: dict[str, int] = field(default_factory=dict)


class Reader(Protocol):
    """One source's reader. A module under `dashboard.sources` is a Reader by its names."""

    SOURCE_ID: str
    FILES: tuple[str, ...]

    def read(self, folder: Path, places: Places) -> Reading:
        """Read the raw files in ``folder`` (the source's own folder). Pure but for reading those files."""
        ...


def unused_rows(rows: pd.DataFrame, *, file: str, field: str, reason: str, rows_each: int = 1) -> pd.DataFrame:
    """Lines for `Reading.unused`, one a row of ``rows``; its index must be the 0-based row of the raw file."""
    return pd.DataFrame(
        {
            "file": file,
            "row": rows.index.to_numpy() + 1,
            "field": field,
            "value": rows[field].astype("str").to_numpy() if field in rows.columns else "",
            "reason": reason,
            "rows": rows_each,
        },
        columns=list(UNUSED_COLUMNS),
    )


def unused_summary(*, file: str, field: str, reason: str, rows: int, value: str = "") -> pd.DataFrame:
    """One line for `Reading.unused` that stands for ``rows`` raw rows left out for the same reason."""
    line = {"file": file, "row": pd.NA, "field": field, "value": value, "reason": reason, "rows": rows}
    return pd.DataFrame([line], columns=list(UNUSED_COLUMNS))


def reading(claims: Iterable[pd.DataFrame], unused: Iterable[pd.DataFrame], rows_read: dict[str, int]) -> Reading:
    """Put the parts together: claims conformed to the registry, unused rows in one frame (also when there is none)."""
    kept = [frame for frame in claims if len(frame)]
    left = [frame for frame in unused if len(frame)]
    return Reading(
        claims=conform(pd.concat(kept, ignore_index=True) if kept else pd.DataFrame()),
        unused=pd.concat(left, ignore_index=True) if left else pd.DataFrame(columns=list(UNUSED_COLUMNS)),
        rows_read=rows_read,
    )


def month_end(year: pd.Series, month: pd.Series) -> pd.Series:
    """Last day of each month as datetime64[s]; missing where year or month is missing."""
    first = pd.to_datetime({"year": year, "month": month, "day": 1})
    return (first + pd.offsets.MonthEnd(0)).astype("datetime64[s]")


def year_bounds(year: pd.Series) -> tuple[pd.Series, pd.Series]:
    """First and last day of each year as datetime64[s]."""
    text = year.astype("int64").astype("str")
    return (pd.to_datetime(text + "-01-01").astype("datetime64[s]"), pd.to_datetime(text + "-12-31").astype("datetime64[s]"))


def period_bounds(text: pd.Series) -> pd.DataFrame:
    """First day, last day and precision of partial ISO dates ("2019", "2019-06", "2019-06-02").

    Returns a frame with columns ``first``, ``last`` (datetime64[s]) and ``precision`` (str); all missing where the text is
    missing or is no partial ISO date.
    """
    clean = text.astype("str").str.strip()
    parts = clean.str.extract(r"^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")
    known = parts[0].notna()
    first = pd.to_datetime(
        parts[0] + "-" + parts[1].fillna("01") + "-" + parts[2].fillna("01"), format="%Y-%m-%d", errors="coerce"
    )
    last = first.where(parts[2].notna(), first + pd.offsets.MonthEnd(0))
    last = last.where(parts[1].notna(), first + pd.offsets.YearEnd(0))
    precision = pd.Series("year", index=text.index).mask(parts[1].notna(), "month").mask(parts[2].notna(), "day")
    frame = pd.DataFrame({"first": first.astype("datetime64[s]"), "last": last.astype("datetime64[s]")})
    return frame.assign(precision=precision.where(known))


def read_table(path: Path, columns: Sequence[str], *, encoding: str = "utf-8", skip_lines: int = 0) -> pd.DataFrame:
    """Read a CSV file (gzip by its ending) as text: dtype str, empty cells missing, "NA" kept as text.

    Args:
        path: the raw file.
        columns: columns that must be there; others are kept too.
        encoding: of the file; a byte order mark is dropped.
        skip_lines: lines above the header.

    Raises:
        PresenceError: E-READ-MISSING-FILE, E-READ-FORMAT or E-READ-COLUMNS.
    """
    if not path.is_file():
        raise PresenceError(
            "E-READ-MISSING-FILE",
            path.name,
            "the file in the source's folder",
            cause="the raw data are incomplete",
            next_step=f"put {path.name} into {path.parent.name}/",
            where=path.name,
        )
    try:
        frame = pd.read_csv(
            path,
            dtype="str",
            keep_default_na=False,
            na_values=[""],
            skiprows=skip_lines,
            encoding="utf-8-sig" if encoding == "utf-8" else encoding,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError, EOFError, OSError) as error:
        raise PresenceError(
            "E-READ-FORMAT",
            str(error)[:200],
            "a CSV table",
            cause="the file is empty, cut short or of another encoding",
            next_step="fetch the file again",
            where=path.name,
        ) from error
    _check_columns(frame, columns, path.name)
    return frame


def _check_columns(frame: pd.DataFrame, columns: Sequence[str], file: str) -> None:
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise PresenceError(
            "E-READ-COLUMNS",
            f"no column {', '.join(missing)}",
            f"columns {', '.join(columns)}",
            cause="the publisher changed the layout",
            next_step="compare the header with the reader",
            where=file,
        )


def numbers(frame: pd.DataFrame, column: str, *, file: str, missing: Sequence[str] = ("NA",)) -> pd.Series:
    """The column as float64; empty cells and the words in ``missing`` become missing.

    Raises PresenceError (E-READ-VALUE) with one problem for each other cell that is not a number, at most 50 of them.
    """
    text = frame[column].mask(frame[column].isin(list(missing)))
    value = pd.to_numeric(text.str.replace(",", ""), errors="coerce").astype("float64")
    wrong = text.notna() & value.isna()
    problems = [
        Problem(
            "E-READ-VALUE",
            repr(cell),
            "a number",
            cause="text in a column of numbers",
            next_step="mend the cell or the reader",
            where=f"{file}, row {int(str(row)) + 1}, column {column}",
        )
        for row, cell in text[wrong].head(50).items()
    ]
    if problems:
        raise PresenceError.of(problems)
    return value


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One reason why rows become no claim.

    Attributes:
        mask: True for each row that it concerns; index of the frame.
        field: column that shows why.
        reason: full sentence without a full stop.
    """

    mask: pd.Series
    field: str
    reason: str


def set_aside(frame: pd.DataFrame, exclusions: Sequence[Exclusion], *, file: str) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Split off the rows that become no claim: the kept rows, and lines for `Reading.unused`.

    A row counts once, under the first exclusion that concerns it. The lines stand for all rows with the same value of the
    exclusion's field, in the order of that value.
    """
    left = pd.Series(True, index=frame.index)
    unused = []
    for exclusion in exclusions:
        concerned = left & exclusion.mask
        unused.append(unused_counts(frame[concerned], file=file, field=exclusion.field, reason=exclusion.reason))
        left &= ~concerned
    return frame[left], unused


def unused_counts(rows: pd.DataFrame, *, file: str, field: str, reason: str) -> pd.DataFrame:
    """Lines for `Reading.unused`, one for each value of ``field`` in ``rows``, with the number of rows that have it."""
    counts = rows[field].astype("str").fillna("").value_counts(sort=False).sort_index()
    return pd.DataFrame(
        {
            "file": file,
            "row": pd.NA,
            "field": field,
            "value": counts.index.to_numpy(),
            "reason": reason,
            "rows": counts.to_numpy(),
        },
        columns=list(UNUSED_COLUMNS),
    )


def with_numbers(frame: pd.DataFrame, columns: Sequence[str], *, file: str, year: str = "") -> pd.DataFrame:
    """``frame`` with ``columns`` as float64 and the column ``year``, if named, as int64.

    Raises PresenceError (E-READ-VALUE) with the problems of all these columns together; a year must be there and whole.
    """
    converted: dict[str, pd.Series] = {}
    problems: list[Problem] = []
    for column in columns:
        try:
            converted[column] = numbers(frame, column, file=file)
        except PresenceError as error:
            problems += error.problems
    if year:
        text = frame[year].fillna("")
        whole = text.str.fullmatch(r"\d{4}")
        problems += [
            Problem(
                "E-READ-VALUE",
                repr(cell),
                "a year of four digits",
                cause="text or nothing in the column of years",
                next_step="mend the cell or the reader",
                where=f"{file}, row {row + 1}, column {year}",
            )
            for row, cell in zip(text.index[~whole][:50], text[~whole], strict=False)
        ]
        converted[year] = text.where(whole, "0").astype("int64")
    if problems:
        raise PresenceError.of(problems)
    return frame.assign(**converted)


def unread_file(path: Path, reason: str) -> pd.DataFrame:
    """A line for `Reading.unused` that stands for every row of a CSV file that no claim is made of; none if it is absent.

    Args:
        path: a file of the source's folder that the reader leaves out, plain or gzip.
        reason: why, a full sentence without a full stop.
    """
    if not path.is_file():
        return pd.DataFrame(columns=list(UNUSED_COLUMNS))
    rows = len(pd.read_csv(path, usecols=[0], dtype="str", encoding="utf-8-sig"))
    return unused_summary(file=path.name, field="*", reason=reason, rows=rows)


def coarser(first: pd.Series, second: pd.Series) -> pd.Series:
    """The coarser of two precisions (day, month, quarter, year), row by row; missing where both are missing."""
    rank = {name: place for place, name in enumerate(PRECISIONS)}
    coarsest = pd.concat([first.map(rank), second.map(rank)], axis=1).max(axis=1)
    return coarsest.map(dict(enumerate(PRECISIONS))).astype("str")
