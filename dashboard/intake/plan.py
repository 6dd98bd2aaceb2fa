"""What would be added from a file: claims, rows to mend, and how the file was understood. Nothing is written here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath
from typing import Any

import pandas as pd

from dashboard.domain.catalogue import OwnDefinition, OwnMeasure, Source
from dashboard.domain.claim import conform
from dashboard.errors import PresenceError, Problem
from dashboard.exports.safe_csv import safe_cell
from dashboard.intake.cells import plain_words
from dashboard.intake.columns import HEADER_DEPTH, REASONS, Layout, known_words, looks_of, read_layout
from dashboard.intake.doubtful import check_months, check_scale
from dashboard.intake.figures import InWords
from dashboard.intake.heads import joined_heads, without_remarks
from dashboard.intake.instructions import TABLE, Instructions
from dashboard.intake.opening import Opened
from dashboard.intake.own import own_definition
from dashboard.intake.own_measure import own_measure, with_breaks
from dashboard.intake.problems import PROBLEM_COLUMNS
from dashboard.intake.rows import Known, Rows, check_definition, read_rows, unit_of_rows
from dashboard.intake.source_words import check_source
from dashboard.intake.wide import header_row, lengthened
from dashboard.intake.words import WORDS
from dashboard.ledger.identity import with_claim_ids
from dashboard.ledger.report import SourceReading
from dashboard.ledger.store import Ledger
from dashboard.sources.reading import UNUSED_COLUMNS, Reading

SOURCE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_ID = 60
# Licences that let anybody pass the table on; what is not known to be open is kept out of what is given out.
OPEN_LICENCE = re.compile(r"(CC0|CC[- ]BY(?![- ]N)|public domain|ODC-By|ODbL|PDDL)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SheetRead:
    """One sheet that was read: its name, cells, layout, and what became of its rows."""

    name: str
    cells: pd.DataFrame
    layout: Layout
    rows: Rows


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be added.

    Attributes:
        file: the file's name.
        claims: registry columns and dtypes, ids filled.
        source: the entry of a source that is new or was added before; None where the catalogue has the source.
        source_ids: the sources that the claims name.
        sheets: sheets that were read column by column; none where a known format was recognised.
        readings: for the report of the ledger.
        notes: how the file was understood, one sentence each.
        definition: the one that comes with the table; None where it uses those of the catalogue.
        measure: the same of a measure.
    """

    file: str
    claims: pd.DataFrame
    source: Source | None
    source_ids: tuple[str, ...]
    sheets: tuple[SheetRead, ...]
    readings: tuple[SourceReading, ...]
    notes: tuple[str, ...]
    definition: OwnDefinition | None = None
    measure: OwnMeasure | None = None

    @property
    def bad_rows(self) -> int:
        """Rows that are no claim and wait to be mended."""
        return sum(sheet.rows.problems["row"].nunique() for sheet in self.sheets)


def make_plan(opened: Opened, ledger: Ledger, instructions: Instructions, in_words: InWords, today: date) -> Plan:
    """Understand the file: by a known format where one is recognised, otherwise column by column.

    Raises PresenceError with every problem of the whole (no header, columns that are missing, an unknown sheet or source id,
    two formats that fit); problems of single rows are in the plan.
    """
    importer = _importer(opened, instructions.form)
    if importer is not None:
        return _known_plan(opened, ledger, importer)
    source = _source(opened.name, ledger, instructions, today)
    measure = own_measure(ledger.catalogue, instructions)
    catalogue = ledger.catalogue if measure is None else ledger.catalogue.with_measure(measure)
    if measure is not None and not _names_measures(opened, instructions):
        instructions = replace(instructions, constants={"measure": measure.id, **instructions.constants})
    own = own_definition(catalogue, instructions)
    if own is not None:
        instructions = replace(instructions, constants={**instructions.constants, "definition": own.id})
    known = Known(
        catalogue if own is None else catalogue.with_definition(own),
        ledger.places,
        in_words,
        instructions.dates,
        instructions.mark,
    )
    sheets, notes = _sheets(opened, instructions, known, source.id)
    frames = [sheet.rows.claims for sheet in sheets if len(sheet.rows.claims)]
    claims = with_claim_ids(
        conform(pd.concat([_plain(frame) for frame in frames], ignore_index=True) if frames else pd.DataFrame())
    )
    readings = tuple(SourceReading(source.id, _reading(opened.name, sheet)) for sheet in sheets)
    measure = None if measure is None else with_breaks(measure, claims, ledger.catalogue)
    return Plan(
        opened.name, claims, source, (source.id,), sheets, readings, (*opened.notes, *_owned(own, measure), *notes), own, measure
    )


def _names_measures(opened: Opened, said: Instructions) -> bool:
    """Whether a column says what each row counts: then only rows that name the new measure are of it."""
    words = WORDS["measure"][1]
    heads = (cells.head(HEADER_DEPTH).to_numpy().ravel() for cells in opened.sheets.values())
    return "measure" in said.columns or any(
        plain_words(str(cell)) in words for head in heads for cell in head if not pd.isna(cell)
    )


def _owned(own: OwnDefinition | None, measure: OwnMeasure | None) -> Iterator[str]:
    if measure is not None:
        yield (
            f"measure of its own, {measure.domain}: {measure.title} ({measure.id}), a {measure.kind} in {measure.unit}: "
            f"{measure.text.rstrip('.')}. Classes of the map begin at {', '.join(f'{level:,g}' for level in measure.breaks)}"
        )
    if own is not None:
        yield f"definition of its own, for {own.measure}: {own.title} ({own.id}): {own.text}"


def slug(text: str) -> str:
    """Small letters, digits and single hyphens, at most `LONGEST_ID`; ``table`` where nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:LONGEST_ID].strip("-") or "table"


def _plain(claims: pd.DataFrame) -> pd.DataFrame:
    return claims.astype({name: "str" for name in claims if isinstance(claims[name].dtype, pd.CategoricalDtype)})


def _importer(opened: Opened, form: str) -> Any:
    """The importer of the known format that the file has; None where it is read column by column."""
    if form == TABLE:
        return None
    try:
        from dashboard.importers import recognise  # type: ignore[import-not-found, import-untyped, unused-ignore]
    except ImportError:
        found: dict[str, Any] = {}
    else:
        found = {importer.SOURCE_ID: importer for importer in recognise(opened.name, dict(opened.sheets))}
    if form and form not in found:
        raise PresenceError(
            "E-ADD-FORMAT", repr(form[:80]), "one of " + ", ".join((*found, TABLE)), cause="the file has not that format",
            next_step=f"leave --as away, or write --as {TABLE}", where="--as",
        )  # fmt: skip
    if not form and len(found) > 1:
        raise PresenceError(
            "E-ADD-FORMAT", f"a file that fits {' and '.join(found)}", "one known format", cause="the formats are alike",
            next_step=f"say which: --as {next(iter(found))}, or --as {TABLE} to read it column by column", where=opened.name,
        )  # fmt: skip
    return found.get(form) or next(iter(found.values()), None)


def _known_plan(opened: Opened, ledger: Ledger, importer: Any) -> Plan:
    read: Reading = importer.read(opened.name, dict(opened.sheets), ledger.places)
    claims = with_claim_ids(read.claims)
    ids = tuple(sorted(claims["source_id"].astype("str").unique()))
    note = f"recognised as {importer.TITLE}: {len(claims):,} claims from {sum(read.rows_read.values()):,} rows"
    readings = (SourceReading(importer.SOURCE_ID, read),)
    return Plan(opened.name, claims, None, ids, (), readings, (*opened.notes, note))


def _source(file: str, ledger: Ledger, said: Instructions, today: date) -> Source:
    """The entry of the table's source: the one under which an earlier table was added, or a new one."""
    name = said.source_id or slug(said.title or PurePath(file.removesuffix(".quarantine.csv")).stem)
    if not SOURCE_ID.fullmatch(name) or len(name) > LONGEST_ID:
        raise PresenceError(
            "E-ADD-SOURCE", repr(name[:80]), "small letters, digits and hyphens", next_step=f"write: --source-id {slug(name)}",
            where="--source-id",
        )  # fmt: skip
    check_source(file, said)
    made = Source(
        id=name, title=said.title or PurePath(file).stem, publisher=said.publisher or said.title or "not stated", url=said.url,
        licence=said.licence or "not stated", licence_note="Added to this installation by its operator.", redistributable=False,
        citation=said.title or PurePath(file).stem, retrieved=today.isoformat(), coverage="A table added by hand",
        redistribution="allowed" if OPEN_LICENCE.match(said.licence) else "forbidden",
    )  # fmt: skip
    there = ledger.catalogue.sources.get(name)
    if there is None:
        return made
    told = {key: getattr(said, key) for key in ("title", "publisher", "licence", "url")}
    other = [key for key, value in told.items() if value and value != getattr(there, key)]
    if there.licence_note != made.licence_note or other:
        raise PresenceError(
            "E-ADD-SOURCE", f"{name}, with another {', '.join(other) or 'origin'}", "an id that no other source has",
            cause="a source of that id is there already", next_step=f"choose another: --source-id {name[:50]}-2", where="--source-id",
        )  # fmt: skip
    return there


def _sheets(opened: Opened, said: Instructions, known: Known, source_id: str) -> tuple[tuple[SheetRead, ...], list[str]]:
    if said.sheet and said.sheet not in opened.sheets:
        raise PresenceError(
            "E-ADD-SHEET", repr(said.sheet[:80]), "one of " + ", ".join(map(repr, opened.sheets)), cause="a misspelt name",
            where=opened.name,
        )  # fmt: skip
    if not opened.sheets:
        raise PresenceError(
            "E-ADD-SHEET", "no sheet", "a workbook with a table in it", cause="an empty workbook", where=opened.name
        )
    wanted = {
        name: cells
        for name, cells in opened.sheets.items()
        if said.sheet == name or (not said.sheet and name not in opened.hidden)
    }
    read: list[SheetRead] = []
    notes = [f"sheet {name!r} is hidden and was not read: --sheet reads it" for name in opened.hidden if not said.sheet]
    problems: list[Problem] = []
    for name, written in wanted.items():
        where = place_of(opened.name, name)
        try:
            stands, heads = joined_heads(written, known_words(known.measures()))
            cells, turned = lengthened(stands, said.columns, said.constants, opened.max_rows)
            layout = read_layout(cells, where, said.columns, said.constants, known.measures(), looks_of(known.places))
            check_definition(layout, where, known)
            above = stands.iloc[: header_row(stands) if turned else layout.header]
            check_scale(above, cells, layout, unit_of_rows(layout, known), where)
            check_months(cells, layout, where)
        except PresenceError as error:
            problems += error.problems
            notes.append(f"sheet {name!r} was not read: {error.problems[0].found}; it has {len(written)} rows")
            continue
        cells, remarks = without_remarks(cells, layout.header, known.places)
        rows = read_rows(mended(cells, layout), layout, source_id, known)
        read.append(SheetRead(name, cells, layout, rows))
        notes += [
            *(f"sheet {name!r}: {note}" if name else note for note in (heads, turned, remarks) if note),
            *_told(name, layout),
        ]
    if not read:
        raise PresenceError.of(problems)
    return tuple(read), notes


def place_of(file: str, sheet: str) -> str:
    """File and sheet, as problems name them."""
    return f"{file}, sheet {sheet}" if sheet else file


def mended(cells: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    """The cells of a file of rows to mend without the apostrophes that were put before texts such as "=1+1"; others as they are."""
    if not any(title.startswith(REASONS) for title in layout.titles):
        return cells
    texts = pd.unique(cells.to_numpy().ravel())
    guarded = [text for text in texts if isinstance(text, str) and text[:1] == "'" and safe_cell(text[1:]) == text]
    return cells.replace({text: text[1:] for text in guarded}) if guarded else cells


def _told(sheet: str, layout: Layout) -> list[str]:
    read = ", ".join(f"{layout.titles[number]!r} is {name}" for name, number in layout.columns.items())
    said = ", ".join(f"{name} is {value!r} in every row" for name, value in layout.constants.items())
    before = f"sheet {sheet!r}: " if sheet else ""
    lines = [f"{before}{'; '.join(part for part in (read, said) if part)}"]
    return lines + ([f"{before}not read: {', '.join(map(repr, layout.unread))}"] if layout.unread else [])


def _reading(file: str, sheet: SheetRead) -> Reading:
    """The sheet for the report of the ledger: a row counts once, under the first thing that is wrong with it."""
    firsts = sheet.rows.problems.drop_duplicates("row")
    unused = pd.DataFrame(
        {
            "file": place_of(file, sheet.name), "row": firsts["row"] + 1, "field": firsts["column"], "value": firsts["found"],
            "reason": firsts["code"] + ": expected " + firsts["expected"], "rows": 1,
        },
        columns=list(UNUSED_COLUMNS),
    )  # fmt: skip
    return Reading(sheet.rows.claims, unused, {place_of(file, sheet.name): sheet.rows.rows})


def problem_table(plan: Plan) -> pd.DataFrame:
    """Every problem of every row: columns ``sheet`` and `PROBLEM_COLUMNS`, rows counted from one as a spreadsheet does."""
    frames = [sheet.rows.problems.assign(sheet=sheet.name, row=sheet.rows.problems["row"] + 1) for sheet in plan.sheets]
    columns = ["sheet", *PROBLEM_COLUMNS]
    return pd.concat([frame[columns] for frame in frames], ignore_index=True) if frames else pd.DataFrame(columns=columns)


def left_out_table(plan: Plan) -> pd.DataFrame:
    """Rows of a known format that its importer makes no claim of, and why: columns as in `dashboard.sources.reading.UNUSED_COLUMNS`."""
    frames = [reading.reading.unused for reading in plan.readings if not plan.sheets and len(reading.reading.unused)]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(UNUSED_COLUMNS))


def with_source(ledger: Ledger, plan: Plan) -> Ledger:
    """The ledger with the plan's source, measure and definition in its catalogue, as it would be."""
    catalogue = ledger.catalogue if plan.measure is None else ledger.catalogue.with_measure(plan.measure)
    catalogue = catalogue if plan.definition is None else catalogue.with_definition(plan.definition)
    if plan.source is None:
        return ledger
    sources = {plan.source.id: plan.source, **catalogue.sources}
    return replace(ledger, catalogue=replace(catalogue, sources=sources))
