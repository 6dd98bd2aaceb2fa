"""Workbooks: numbers are numbers, days are days, nothing runs, nothing is lost in silence, and the origin is inside."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from dashboard.domain.claim import COLUMN_NAMES
from dashboard.domain.view import View
from dashboard.exports.many_rows import letters, register, with_rows
from dashboard.exports.options import ExportOptions, Limits
from dashboard.exports.safe_csv import NUMBER, TRIGGER
from dashboard.exports.seal import seal_of
from dashboard.exports.sheet import LONGEST_CELL, Looks, cell_text, field_of, open_book, write_fields, write_head
from dashboard.exports.table_words import CLAIMS_ORDER
from dashboard.exports.tables import claims_table, estimates_table
from dashboard.exports.workbook import SHEETS, view_workbook
from dashboard.ledger.store import Ledger
from tests.exports.office import HOSTILE, assert_harmless, libreoffice_pdf, parts
from tests.exports.test_given_out import MIXED, SECRET, restricted
from tests.figures.literal import VENEZUELA, ledger, quarters

DAY = date(2019, 6, 30)
RUSSIA = View(sender=("RUS",), date=DAY)
PAIR = View(sender=("RUS",), host=("VEN",), date=DAY)
Rows = list[list[Any]]


def sheets_of(content: bytes) -> dict[str, Rows]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def table_of(rows: Rows, head: str) -> list[dict[str, Any]]:
    first = next(number for number, row in enumerate(rows) if row[0] == head)
    return [dict(zip(rows[first], row, strict=True)) for row in rows[first + 1 :]]


@pytest.fixture(scope="module")
def russia(shipped: Ledger) -> bytes:
    return view_workbook(shipped, RUSSIA, ExportOptions(marking="TLP:AMBER"))


def test_there_are_five_sheets_in_one_order(russia: bytes) -> None:
    assert list(sheets_of(russia)) == list(SHEETS) == ["Read me", "View", "Claims", "Sources", "Definitions"]


def test_figures_and_days_are_what_they_are_and_trace_back_to_a_claim(shipped: Ledger, russia: bytes) -> None:
    sheets = sheets_of(russia)
    rows = {row["Host"]: row for row in table_of(sheets["View"], "Host")}
    wanted = estimates_table(shipped, RUSSIA)
    assert len(rows) == len(wanted)
    expected = wanted[wanted["host"] == "VEN"].iloc[0]
    found = rows["Venezuela"]
    assert (found["Best"], found["Day"]) == (expected["best"], DAY)
    assert isinstance(found["Best"], float)
    assert isinstance(found["Day"], dt.date)
    claim = next(row for row in table_of(sheets["Claims"], "Sender") if row["Claim id"] == found["Claim id"])
    assert (claim["Best"], claim["Licence"]) == (expected["best"], expected["licence"])
    source = next(row for row in table_of(sheets["Sources"], "Id") if row["Id"] == claim["Source id"])
    assert source["Citation"] == shipped.catalogue.sources[claim["Source id"]].citation


def test_every_claim_and_every_column_is_there(shipped: Ledger, russia: bytes) -> None:
    rows = table_of(sheets_of(russia)["Claims"], "Sender")
    wanted = claims_table(shipped, RUSSIA)
    assert set(COLUMN_NAMES) <= set(CLAIMS_ORDER)
    assert len(rows[0]) == len(CLAIMS_ORDER)
    assert sorted(row["Claim id"] for row in rows) == sorted(wanted["claim_id"])
    assert sum(row["Best"] or 0 for row in rows) == pytest.approx(wanted["best"].sum())


def test_the_origin_stands_in_the_properties_and_on_the_first_sheet(shipped: Ledger, russia: bytes) -> None:
    files, seal = parts(russia), seal_of(shipped, RUSSIA)
    custom, core = files["docProps/custom.xml"].decode(), files["docProps/core.xml"].decode()
    assert f"presence-seal-1:{seal.digest}" in custom
    assert "sender=RUS&amp;date=2019-06-30&amp;v=1" in custom
    assert "Russian troops abroad, June 2019" in core
    assert seal.code in core
    told = [cell for row in sheets_of(russia)["Read me"] for cell in row]
    assert {seal.code, shipped.generation, "TLP:AMBER", "Russian troops abroad, June 2019"} <= set(told)


def test_every_sheet_and_every_printed_page_has_the_marking(russia: bytes) -> None:
    for name, rows in sheets_of(russia).items():
        assert rows[0][0] == "TLP:AMBER", name
    for number in range(1, 6):
        sheet = parts(russia)[f"xl/worksheets/sheet{number}.xml"].decode()
        assert sheet.count("TLP:AMBER</odd") == 1
        assert "&amp;CTLP:AMBER" in sheet.split("<oddFooter>")[1]


def test_the_same_view_gives_the_same_bytes(shipped: Ledger) -> None:
    assert view_workbook(shipped, PAIR, ExportOptions()) == view_workbook(shipped, PAIR, ExportOptions())


def test_without_a_marking_the_titles_are_the_first_row(shipped: Ledger) -> None:
    assert sheets_of(view_workbook(shipped, RUSSIA, ExportOptions()))["View"][0][0] == "Host"


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_runs_links_or_breaks_the_file(text: str) -> None:
    rows = [{**row, "phrase": text, "note": text, "said_by": text, "site": text, "actor": text, "url": text} for row in VENEZUELA]
    content = view_workbook(ledger(*rows), PAIR, ExportOptions(marking=text[:80]))
    assert_harmless(content)
    found = table_of(sheets_of(content)["Claims"], "Sender")
    assert len(found) == len(VENEZUELA)
    assert {row["Note"] for row in found} == {cell_text(text)}


@given(st.lists(st.one_of(st.none(), st.text(max_size=40)), min_size=1, max_size=6))
def test_any_text_comes_back_as_a_cell_of_text(texts: list[str | None]) -> None:
    buffer = io.BytesIO()
    book = open_book(buffer)
    looks, sheet = Looks(book), book.add_worksheet("View")
    write_fields(sheet, [field_of("Text", pd.Series(texts, dtype="str"), looks)], looks, 0, len(texts))
    book.close()
    assert_harmless(buffer.getvalue())
    for text in texts:
        cell = cell_text(text or "")
        assert not TRIGGER.match(cell) or NUMBER.fullmatch(cell) or cell.startswith("'")


def long_table(table: pd.DataFrame) -> bytes:
    """A sheet "Claims" whose rows are put in when the workbook is made."""
    buffer = io.BytesIO()
    book = open_book(buffer)
    looks, sheet = Looks(book), book.add_worksheet("Claims")
    fields = [field_of(str(name), table[name], looks) for name in table]
    write_head(sheet, fields, looks, 0, len(table))
    register(fields)
    book.close()
    return with_rows(buffer.getvalue(), "xl/worksheets/sheet1.xml", fields, 1)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=5), st.text(max_size=40))
def test_a_number_and_a_text_of_a_long_table_come_back_as_they_were(numbers: list[float], text: str) -> None:
    content = long_table(pd.DataFrame({"Number": numbers, "Text": pd.Series([text] * len(numbers), dtype="str")}))
    assert_harmless(content)
    rows = sheets_of(content)["Claims"]
    assert rows[0] == ["Number", "Text"]
    assert [float(row[0]) for row in rows[1:]] == numbers
    assert {row[1] for row in rows[1:]} == {cell_text(text) if text else ""}


def test_a_long_text_is_cut_and_says_so() -> None:
    cut = cell_text("x" * 100_000)
    assert len(cut) < LONGEST_CELL
    assert cut.endswith("(cut here: a cell holds no more)")


def test_too_many_claims_are_cut_to_the_newest_and_both_sheets_say_so() -> None:
    made = ledger(*quarters(2010, 2019))
    content = view_workbook(made, PAIR, ExportOptions(limits=replace(Limits(), workbook_claims=10)))
    sheets = sheets_of(content)
    rows = table_of(sheets["Claims"], "Sender")
    assert [row["From"].year for row in rows] == [2019] * 4 + [2018] * 4 + [2017] * 2
    told = "30 of 40 claims are not in the sheet Claims, which has the newest 10."
    assert sheets["Claims"][0][0].startswith(told)
    assert any(str(row[1]).startswith(told) for row in sheets["Read me"])


def test_a_source_that_may_not_be_given_out_is_in_no_cell_and_is_named() -> None:
    content = view_workbook(restricted(*MIXED), RUSSIA, ExportOptions())
    assert not any(str(int(SECRET)).encode() in part for part in parts(content).values())
    told = [str(row[1]) for row in sheets_of(content)["Read me"]]
    assert any(line.startswith("Quarterly report: 2 claims left out, licence: Public domain") for line in told)


def test_an_empty_view_is_a_workbook_as_well() -> None:
    content = view_workbook(ledger(*VENEZUELA), View(sender=("CHN",), date=DAY), ExportOptions())
    assert sheets_of(content)["View"][0][0] == "Host"


def test_days_before_the_calendar_of_sheets_stay_readable() -> None:
    made = ledger({"best": 1, "start": "1704-08-04", "end": "1704-08-04"})
    (row,) = table_of(sheets_of(view_workbook(made, PAIR, ExportOptions()))["Claims"], "Sender")
    assert row["From"] == "1704-08-04"


@pytest.mark.slow
def test_libreoffice_opens_it(shipped: Ledger, tmp_path: Path) -> None:
    pdf = libreoffice_pdf(view_workbook(shipped, PAIR, ExportOptions()), "xlsx", tmp_path)
    assert pdf.startswith(b"%PDF")


@pytest.mark.parametrize(("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_have_the_names_of_sheets(column: int, name: str) -> None:
    assert letters(column) == name
