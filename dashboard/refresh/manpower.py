"""Defense Manpower Data Center: the quarterly location reports, as the file that the reader of American troops reads.

The publisher's page is one JSON document that lists its workbooks; their numbers change with every report and are read anew each
time. Of the workbook only the overseas section is taken. A cell with a star or "N/A" is no figure, and stays none.
"""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pandas as pd

from dashboard.errors import PresenceError
from dashboard.ledger.store import Ledger
from dashboard.refresh.fetching import Fetcher
from dashboard.sources import us_troops_dmdc as dmdc

BASE = "https://dwp.dmdc.osd.mil"
PAGE = "/dwp/api/page?pageId=27"
GROUP = "milRegionCountry"
NAME = re.compile(r"DMDC_Website_Location_Report_(\d{2})(03|06|09|12)(?:_old)?(?:\.xlsx)?", re.ASCII)
FILE_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
AS_OF = re.compile(r"as of:?\s+([a-z]+)\s+(\d{1,2}),?\s+(\d{4})", re.IGNORECASE)
MONTHS = {number: name for name, number in dmdc.MONTHS.items()}
NO_FIGURE = frozenset({"", "*", "**", "***", "N/A", "NA", "-"})
BRANCHES = {
    "ARMY": "Army Active Duty", "NAVY": "Navy Active Duty", "MARINE CORPS": "Marine Corps Active Duty",
    "AIR FORCE": "Air Force Active Duty", "SPACE FORCE": "Space Force Active Duty", "COAST GUARD": "Coast Guard Active Duty",
}  # fmt: skip
# Group header -> what its total is in the reader's file.
TOTALS = {"ACTIVE DUTY": "Total Active Duty", "RESERVE": "Total Selected Reserve", "CIVILIAN": "Total Civilian"}
GRAND, ALL_ACTIVE = "Grand Total", TOTALS["ACTIVE DUTY"]
BEGIN, END = "UNITED STATES TOTAL", "OVERSEAS TOTAL"
# Rows and printed total differ by up to half a per cent in some reports; by more, a part of the table is missing.
TOLERANCE = 0.01
# By this the form of the publisher's file is known, as by its columns; what a fetched file may cost are the settings of refresh.
UNPACKED_AT_MOST = 50_000_000


@dataclass(frozen=True, slots=True)
class Listed:
    """A workbook that the publisher's page lists: the last day it speaks of, and its number."""

    day: pd.Timestamp
    file_id: str


def newest_report(ledger: Ledger) -> pd.Timestamp:
    """The last day of which the ledger has a location report; the day before the first workbooks without one."""
    own = ledger.claims[ledger.claims["source_id"] == dmdc.SOURCE_ID]
    return own["end"].max() if len(own) else pd.Timestamp("2008-06-30")


def fetch_reports(fetcher: Fetcher, base: str, cache: Path, staged: Path, ledger: Ledger) -> None:
    """Fetch the workbooks of the reports after the newest one in service and lay them out for the reader.

    Raises PresenceError: E-REFRESH-..., and E-REFRESH-ANSWER for a page or workbook of another form: no list, two workbooks for one
    quarter, a sheet without the header, a column or day that is not expected, rows that do not add up to the printed total.
    """
    page = fetcher.fetch(f"{base}{PAGE}", cache / "page.json", "json")
    waiting = [one for one in listed(_loaded(page)) if one.day > newest_report(ledger)]
    fetcher.progress(f"{len(waiting)} reports after {newest_report(ledger):%Y-%m}")
    tables = []
    for one in waiting:
        address = f"{base}/dwp/api/downloadZ?fileId={one.file_id}&groupName={GROUP}"
        path = fetcher.fetch(address, cache / f"{one.day:%Y-%m}.xlsx", "zip")
        tables.append(report_rows(path, one.day))
        fetcher.progress(f"{one.day:%Y-%m}: {len(tables[-1])} places")
    content = pd.concat([_context(ledger), *tables], ignore_index=True).reindex(columns=list(dmdc.COLUMNS))
    (staged / dmdc.REPORTS).write_bytes(gzip.compress(content.to_csv(index=False).encode(), 6, mtime=0))


def listed(page: Any) -> list[Listed]:
    """The location reports that the page lists as workbooks, oldest first; the page nests its lists, so all of it is looked through."""
    found: dict[pd.Timestamp, str] = {}
    for entry in _entries(page):
        name, file_id = str(entry.get("fileName", "")), str(entry.get("fileId", ""))
        match = NAME.fullmatch(name)
        if not match or not FILE_ID.fullmatch(file_id):
            # Reports before 2008 are lists of another form.
            if str(entry.get("extension", "xlsx")) == "xlsx" and not match:
                raise _unexpected(PAGE, f"a report named {name[:80]!r}")
            continue
        day = pd.Timestamp(year=2000 + int(match[1]), month=int(match[2]), day=1) + pd.offsets.MonthEnd(0)
        if found.get(day, file_id) != file_id:
            raise _unexpected(PAGE, f"two workbooks for {day:%B %Y}")
        found[day] = file_id
    if not found:
        raise _unexpected(PAGE, "no list of location reports")
    return [Listed(day, found[day]) for day in sorted(found)]


def report_rows(path: Path, day: pd.Timestamp) -> pd.DataFrame:
    """The overseas rows of a workbook, columns as the reader's file has them. Raises PresenceError (E-REFRESH-ANSWER)."""
    sheet, header = _sheet(path)
    told = next((match for row in sheet for cell in row if (match := AS_OF.search(cell))), None)
    if told is None or pd.to_datetime(f"{told[1]} {told[2]} {told[3]}", errors="coerce") != day:
        raise _unexpected(path.name, f"a report of {told[0] if told else 'no day'}", f"the report of {day:%d %B %Y}")
    columns = _columns(sheet[header], sheet[header + 1], path.name)
    labels = [_label(row, min(columns)) for row in sheet]
    if not {BEGIN, END} <= set(labels):
        raise _unexpected(path.name, "no overseas section")
    first, last = labels.index(BEGIN) + 1, labels.index(END)
    rows = [
        {"Location": label, **{name: _figure(row[at], path.name, label) for at, name in columns.items()}}
        for label, row in zip(labels[first:last], sheet[first:last], strict=True)
        if label and any(row[at].strip() for at in columns)
    ]
    table = pd.DataFrame(rows, columns=["Location", *columns.values()])
    total = {name: at for at, name in columns.items()}[ALL_ACTIVE]
    _check_total(table, _figure(sheet[last][total], path.name, END), path.name)
    month = MONTHS[day.month]
    return table.assign(countryname=table["Location"], year=str(day.year), month=month, source=f"{month} {day.year}")


def _context(ledger: Ledger) -> pd.DataFrame:
    """Earlier figures from the ledger: without them the reader would take a place that is not listed for a withheld one."""
    claims = ledger.claims
    own = claims[(claims["source_id"] == dmdc.SOURCE_ID) & claims["host"].isin(dmdc.WITHHELD) & (claims["best"] > 0)]
    whole = own[(own["actor"] == dmdc.WHOLE) & (own["end"] >= dmdc.WITHHELD_FROM)]
    columns = {"active-duty": ALL_ACTIVE, "all-personnel": GRAND}
    words = whole.assign(**{name: whole[name].astype("str") for name in ("host", "definition")})
    figures = words[words["definition"].isin(columns)].pivot_table(index=["host", "end"], columns="definition", values="best")
    table = figures.rename(columns=columns).rename_axis(columns=None).reset_index()
    month = table["end"].dt.month.map(MONTHS)
    return table.assign(
        iso3c=table["host"], Location=table["host"], year=table["end"].dt.year.astype("str"), month=month,
        source=month + " " + table["end"].dt.year.astype("str"),
    )  # fmt: skip


def _entries(page: Any) -> Iterator[dict[str, Any]]:
    """Every object of the location group at any depth; iterative, since a foreign document may be deeply nested."""
    waiting = [page]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            waiting += one.values()
            if one.get("groupName") == GROUP:
                yield one


def _sheet(path: Path) -> tuple[list[list[str]], int]:
    """Cells of the first sheet that has the header, as text, and the row of its groups."""
    from python_calamine import CalamineError, CalamineWorkbook

    content = path.read_bytes()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED_AT_MOST:
                raise _unexpected(path.name, "a workbook that unpacks to more than it may")
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
    except (CalamineError, zipfile.BadZipFile, ValueError, OSError) as error:
        path.unlink()
        raise _unexpected(path.name, "no workbook that can be read") from error
    for sheet in sheets:
        cells = [
            [str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell) for cell in row] for row in sheet
        ]
        for number, row in enumerate(cells[:-1]):
            if any(_plain(cell) == "ACTIVE DUTY" for cell in row):
                return cells, number
    raise _unexpected(path.name, "no sheet with the columns of active duty")


def _columns(groups: Sequence[str], names: Sequence[str], file: str) -> dict[int, str]:
    """Column number -> the name that the reader's file uses. An unknown branch of the forces is reported and never guessed."""
    columns: dict[int, str] = {}
    group = ""
    for at, (above, below) in enumerate(zip(groups, names, strict=True)):
        # The header of a group stands above its first column alone.
        group = next((known for known in TOTALS if known in _plain(above)), "") if _plain(above) else group
        name = _plain(below)
        if GRAND.upper() in (name, _plain(above)):
            columns[at] = GRAND
        elif group and name.startswith("TOTAL"):
            columns[at] = TOTALS[group]
        elif group == "ACTIVE DUTY" and name:
            if name not in BRANCHES:
                raise _unexpected(file, f"the column {name[:60]!r}")
            columns[at] = BRANCHES[name]
    lacking = sorted({*BRANCHES.values(), *TOTALS.values(), GRAND} - set(columns.values()))
    if lacking or len(set(columns.values())) != len(columns):
        raise _unexpected(file, f"no column for {', '.join(lacking)}" if lacking else "a column that stands twice")
    return columns


def _label(row: Sequence[str], before: int) -> str:
    """The name that a row begins with; empty where it has none."""
    return next((_plain(cell) for cell in row[:before] if cell.strip()), "")


def _plain(cell: str) -> str:
    return " ".join(cell.replace("*", " ").upper().split())


def _figure(cell: str, file: str, label: str) -> float | None:
    text = cell.strip().replace(",", "")
    if text.upper() in NO_FIGURE:
        return None
    if text.isascii() and text.isdigit():
        return float(text)
    raise _unexpected(file, f"the figure {cell[:40]!r} for {label[:60]}")


def _check_total(table: pd.DataFrame, printed: float | None, file: str) -> None:
    found = float(table[ALL_ACTIVE].sum())
    if printed is None or abs(found - printed) > TOLERANCE * printed:
        raise _unexpected(
            file, f"rows that add up to {found:,.0f}", f"the printed total {printed or 0:,.0f}, within {TOLERANCE:.0%}"
        )


def _loaded(path: Path) -> Any:
    try:
        return orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        path.unlink()
        raise _unexpected(PAGE, str(error)[:120]) from error


def _unexpected(where: str, found: str, expected: str = "a location report as they are published since 2023") -> PresenceError:
    return PresenceError(
        "E-REFRESH-ANSWER", found, expected, cause="the publisher changed its reports, or the file was cut",
        next_step="look at it in a browser; a file compiled by hand goes in with --from", where=where,
    )  # fmt: skip
