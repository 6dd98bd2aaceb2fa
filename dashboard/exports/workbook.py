"""A View as a workbook: what it is, its figures, the claims behind them, their sources and definitions, one sheet each."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.domain.catalogue import Source
from dashboard.domain.view import View
from dashboard.exports.lineage import Lineage, lineage_of
from dashboard.exports.many_rows import register, with_rows
from dashboard.exports.marking import look_of
from dashboard.exports.options import ExportOptions
from dashboard.exports.origin import origin_fields
from dashboard.exports.redistribution import HeldBack, held_back, open_part
from dashboard.exports.seal import seal_of
from dashboard.exports.sheet import MADE, Field, Looks, cell_text, field_of, open_book, write_fields, write_head
from dashboard.exports.table_words import CLAIMS_ORDER, VIEW_ORDER, Words, claim_words, view_words
from dashboard.exports.tables import claims_of_view, credited, estimates_table, names_of
from dashboard.figures.left_out_words import sums_may_repeat
from dashboard.figures.numbers import count
from dashboard.ledger.store import Ledger

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

SHEETS = {
    "Read me": "what this is, where it is from, what was left out, and what every column means",
    "View": "the figures of the View: one row a host, or a sender and a host",
    "Claims": "what each source said, one row a statement",
    "Sources": "every source of the claims, with licence and citation",
    "Definitions": "exactly who or what is in each count; figures under two definitions are never added or joined",
}
SOURCE_FIELDS = ("id", "title", "publisher", "url", "licence", "licence_note", "citation", "retrieved", "coverage")
DEFINITION_FIELDS = ("title", "text", "caveat")
CLAIMS_PART = f"xl/worksheets/sheet{list(SHEETS).index('Claims') + 1}.xml"
# Headers and footers of a page hold no more letters.
LONGEST_FOOT = 120
A4 = 9
# Letters of ten points that stand in a line of the first sheet, and the height of that line in points.
TEXT_LETTERS, LINE = 120, 13.5
# Pages that a table is as wide as when it is printed: on one its forty columns could not be read.
BROAD = {"View": 3, "Claims": 4, "Sources": 2, "Definitions": 2}


@dataclass(frozen=True, eq=False)
class Content:
    """What a workbook is made of.

    Attributes:
        estimates, claims: the two tables, the claims cut to the most that are written.
        found: number of all claims that may be given out.
        held: what stands back for its licence.
        compare: the reading of the View: its figures are levels or changes.
        repeated: where a sum over the hosts of the sheet View may count somebody twice.
    """

    lineage: Lineage
    estimates: pd.DataFrame
    claims: pd.DataFrame
    found: int
    held: tuple[HeldBack, ...]
    compare: str
    repeated: tuple[str, ...]


def view_workbook(ledger: Ledger, view: View, options: ExportOptions) -> bytes:
    """The View as XLSX; the same ledger, View and options give the same bytes.

    Figures are numbers and days are days; no text becomes a formula, a link or a number. Sources that may not be given out are in
    no sheet and are named on the first. More claims than the options allow are cut, the newest stay, and both sheets say so.
    """
    part = open_part(ledger)
    content = _content(ledger, part, view, options)
    buffer = io.BytesIO()
    book = open_book(buffer)
    looks = Looks(book)
    _describe(book, content.lineage, origin_fields(content.lineage, seal_of(part, view)))
    sheets = {name: book.add_worksheet(name) for name in SHEETS}
    for name, sheet in sheets.items():
        _set_page(sheet, content.lineage, BROAD.get(name, 1))
    _write_first(content, sheets["Read me"], looks)
    _write_view(content, sheets["View"], looks)
    claims, first = _write_claims_head(part, content, sheets["Claims"], looks)
    _write_sources(part, content, sheets["Sources"], looks)
    _write_definitions(part, content, sheets["Definitions"], looks)
    book.close()
    return with_rows(buffer.getvalue(), CLAIMS_PART, claims, first + 1) if len(content.claims) else buffer.getvalue()


def _content(ledger: Ledger, part: Ledger, view: View, options: ExportOptions) -> Content:
    rows = claims_of_view(part, view)
    kept = newest_first(rows).head(options.limits.workbook_claims) if len(rows) > options.limits.workbook_claims else rows
    lineage = lineage_of(part, view, options)
    repeated = sums_may_repeat(part, view) if view.compare == "level" else ()
    figures, claims = estimates_table(part, view), credited(part, kept)
    return Content(lineage, figures, claims, len(rows), held_back(ledger, view), view.compare, repeated)


def newest_first(rows: pd.DataFrame) -> pd.DataFrame:
    """Claims by the day that they were published or, where that is not recorded, speak of; the newest first."""
    day = rows["published"].fillna(rows["start"]).fillna(rows["end"])
    return rows.loc[day.sort_values(ascending=False, kind="stable").index]


def _describe(book: Workbook, lineage: Lineage, origin: Mapping[str, str]) -> None:
    told = "\n".join(f"{name}: {text}" for name, text in lineage.flat().items())
    book.set_properties(
        {
            "title": cell_text(lineage.title), "subject": cell_text(lineage.subtitle), "author": "Presence Atlas",
            "category": cell_text(lineage.marking), "comments": cell_text(told), "created": MADE,
        }
    )  # fmt: skip
    for name, text in origin.items():
        book.set_custom_property(name, text, "text")


def _set_page(sheet: Worksheet, lineage: Lineage, pages: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(pages, 0)
    foot = _page_text(f"Presence Atlas, ledger {lineage.generation}, {lineage.code}")
    sheet.set_header(f"&C&B{_page_text(lineage.marking)}" if lineage.marking else f"&L{_page_text(lineage.title)}")
    sheet.set_footer(f"&L{foot}&C{_page_text(lineage.marking)}&R&P of &N")


def _page_text(text: str) -> str:
    # An ampersand begins an instruction there, and a digit after one sets the size.
    return cell_text(text)[:LONGEST_FOOT].replace("&", "&&")


def _banner(sheet: Worksheet, content: Content, looks: Looks) -> int:
    """The marking in the first row, where there is one; the row below it."""
    if not content.lineage.marking:
        return 0
    look = look_of(content.lineage.marking)
    sheet.write_string(
        0, 0, cell_text(content.lineage.marking), looks.get(bold=True, font_color=look.ink, bg_color=look.ground, font_size=12)
    )
    return 1


def _write_first(content: Content, sheet: Worksheet, looks: Looks) -> None:
    sheet.set_column(0, 0, 30, None)
    sheet.set_column(1, 1, TEXT_LETTERS, None)
    sheet.hide_gridlines(2)
    row = _banner(sheet, content, looks)
    sheet.set_row(row, 24)
    sheet.write_string(row, 0, cell_text(content.lineage.title), looks.get(bold=True, font_size=16))
    sheet.write_string(row + 1, 0, cell_text(content.lineage.subtitle), looks.get(font_color="#6b6458"))
    row += 3
    blocks = {
        "Where it is from": [(name, text) for name, text in content.lineage.flat().items() if name not in ("Title", "Subtitle")],
        "What was left out": [("", line) for line in left_out_lines(content)],
        "Sheets": [(name, f"{words}{_rows_of(name, content)}") for name, words in SHEETS.items()],
        "Columns of View": [
            (view_words(name).title, _meaning(view_words(name, content.compare)))
            for name in VIEW_ORDER
            if name in content.estimates
        ],
        "Columns of Claims": [(claim_words(name).title, _meaning(claim_words(name))) for name in CLAIMS_ORDER],
    }
    for title, lines in blocks.items():
        row = _write_block(sheet, looks, row, title, lines)


def _write_block(sheet: Worksheet, looks: Looks, row: int, title: str, lines: Sequence[tuple[str, str]]) -> int:
    sheet.write_string(row, 0, title, looks.get(bold=True, font_size=12, bottom=1, bottom_color="#958c7d"))
    sheet.write_string(row, 1, "", looks.get(bottom=1, bottom_color="#958c7d"))
    wrapped, name_look = looks.get(text_wrap=True), looks.get(font_color="#6b6458")
    for place, (name, text) in enumerate(lines, row + 1):
        # Not every program makes room for a text that goes on in a second line.
        sheet.set_row(place, LINE * _lines_of(text))
        sheet.write_string(place, 0, cell_text(name), name_look)
        sheet.write_string(place, 1, cell_text(text), wrapped)
    return row + len(lines) + 2


def _lines_of(text: str) -> int:
    return sum(max(1, -(-len(line) // TEXT_LETTERS)) for line in cell_text(text).split("\n"))


def _meaning(words: Words) -> str:
    return words.meaning.rstrip(".") + (f". Empty: {words.missing}" if words.missing else "")


def _rows_of(name: str, content: Content) -> str:
    rows = {"View": len(content.estimates), "Claims": len(content.claims)}.get(name)
    return f" ({count(rows, 'row')})" if rows is not None else ""


def left_out_lines(content: Content) -> list[str]:
    """What the workbook leaves out, a sentence each; one that says that nothing is, where nothing is."""
    lines = [f"{one}. It is in the pictures, with credit." for one in content.held]
    if content.found > len(content.claims):
        lines.append(cut_line(content))
    left_out = int(content.estimates["left_out"].sum()) if "left_out" in content.estimates else 0
    if left_out:
        lines.append(
            f"{count(left_out, 'sender–host pair')} left out of sums: see the columns Left out and Left out, named, of the sheet View."
        )
    lines += [f"{one}." for one in content.repeated]
    lines.append("A host without a row in View is not collected: no source speaks of it. That is no zero.")
    return lines


def cut_line(content: Content) -> str:
    """That claims were cut, and how to get the others."""
    return (
        f"{content.found - len(content.claims):,} of {content.found:,} claims are not in the sheet Claims, which has the newest "
        f"{len(content.claims):,}. Choose a sender or a host, or download the claims as CSV."
    )


def _write_view(content: Content, sheet: Worksheet, looks: Looks) -> None:
    first = _banner(sheet, content, looks)
    table = content.estimates
    units = dict.fromkeys(("low", "best", "high", "before", "before_low", "before_high"), table["unit"])
    made = [field_of(view_words(name).title, table[name], looks, units.get(name)) for name in VIEW_ORDER if name in table]
    write_fields(sheet, made, looks, first, len(table))


def _write_claims_head(part: Ledger, content: Content, sheet: Worksheet, looks: Looks) -> tuple[list[Field], int]:
    """The titles of the claims in their row; the columns, whose cells follow when the workbook is made, and that row."""
    first = _banner(sheet, content, looks)
    if content.found > len(content.claims):
        sheet.write_string(first, 0, cut_line(content), looks.get(bold=True, font_color="#b93a31"))
        first += 1
    units = {measure.id: measure.unit for measure in part.catalogue.measures.values()}
    rows = content.claims
    told = rows.assign(
        sender_name=names_of(part, rows["sender"]),
        host_name=names_of(part, rows["host"]),
        unit=rows["measure"].astype("str").map(units),
    )
    figures = dict.fromkeys(("low", "best", "high"), told["unit"])
    made = [field_of(claim_words(name).title, told[name], looks, figures.get(name)) for name in CLAIMS_ORDER]
    write_head(sheet, made, looks, first, len(told))
    register(made)
    return made, first


def _write_sources(part: Ledger, content: Content, sheet: Worksheet, looks: Looks) -> None:
    counted = content.claims["source_id"].astype("str").value_counts()
    named = dict.fromkeys([*(str(name) for name in counted.index), *(credit.id for credit in content.lineage.sources)])
    used = [part.catalogue.sources[name] for name in named]
    rows: list[dict[str, Any]] = [{**_plain(source), "claims here": int(counted.get(source.id, 0))} for source in used]
    columns = [*SOURCE_FIELDS, "claims here"]
    _write_words(pd.DataFrame(rows, columns=columns), content, sheet, looks)


def _plain(source: Source) -> dict[str, str]:
    known = {field.name for field in fields(source)}
    return {name: str(getattr(source, name)) for name in SOURCE_FIELDS if name in known}


def _write_definitions(part: Ledger, content: Content, sheet: Worksheet, looks: Looks) -> None:
    used = sorted({*content.claims["measure"].astype("str"), *content.estimates["measure"].astype("str")})
    measures = [part.catalogue.measures[name] for name in used]
    rows = [
        {
            "measure": one.id, "measure title": one.title, "unit": one.unit, "kind": one.kind, "definition": definition.id,
            **{name: getattr(definition, name) for name in DEFINITION_FIELDS}, "about the measure": one.text,
        }
        for one in measures
        for definition in one.definitions
    ]  # fmt: skip
    columns = ["measure", "measure title", "unit", "kind", "definition", *DEFINITION_FIELDS, "about the measure"]
    _write_words(pd.DataFrame(rows, columns=columns), content, sheet, looks)


def _write_words(table: pd.DataFrame, content: Content, sheet: Worksheet, looks: Looks) -> None:
    first = _banner(sheet, content, looks)
    titles = [str(name).replace("_", " ").capitalize() for name in table]
    made = [field_of(title, table[name], looks) for title, name in zip(titles, table, strict=True)]
    write_fields(sheet, made, looks, first, len(table))
