"""Sheets of a workbook whose cells are what they are: numbers, days, text; and text that no program runs, opens or follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from dashboard.exports.safe_csv import safe_cell
from dashboard.exports.svg import UNWRITABLE

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

# The same View and generation give the same bytes: no clock of the machine is in a file.
MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - the writer wants a day without a zone
# More letters than this no cell of a workbook can hold.
LONGEST_CELL = 32_767
CUT = " … (cut here: a cell holds no more)"
# The writer takes a text in this mark for markup of its own and would put it into the file as it is.
MARKUP = "<r>"
# The first day from which every program counts alike; the format has a 29 February 1900.
FIRST_DAY = np.datetime64("1900-03-01")
EPOCH = np.datetime64("1899-12-30")
DAY_FORMAT = "yyyy-mm-dd"
LONGEST_UNIT = 20
WIDEST, NARROWEST = 60, 8
# As many rows tell how wide a column is.
SAMPLE = 200


@dataclass(frozen=True, slots=True)
class Field:
    """A column on a sheet.

    Attributes:
        values: number, serial day, text or None.
        looks: the look of each value, one for all or one a row.
        right: whether its values stand at the right, as figures and days do, and its title with them.
    """

    title: str
    values: list[Any]
    looks: Format | list[Format]
    width: float
    right: bool = False

    def each_look(self) -> list[Format]:
        """The look of each value."""
        return self.looks if isinstance(self.looks, list) else [self.looks] * len(self.values)

    def distinct_looks(self) -> list[Format]:
        """Every look once, in the order of the rows."""
        return list(dict.fromkeys(self.looks)) if isinstance(self.looks, list) else [self.looks] * bool(self.values)


def cell_text(text: object) -> str:
    """A text for a cell: letters that XML has none for replaced, disarmed as in a CSV, not longer than a cell may be."""
    plain = UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", str(text))
    safe = f"'{plain}" if plain.startswith(MARKUP) else safe_cell(plain)
    # The bound counts the two halves of a rare letter.
    return safe if len(safe.encode("utf-16-le")) // 2 <= LONGEST_CELL else safe[: LONGEST_CELL // 2] + CUT


def open_book(buffer: Any) -> Workbook:
    """A workbook into ``buffer`` that makes no formula, link or number of a text, and keeps one row in memory at a time."""
    from xlsxwriter.workbook import Workbook

    return Workbook(
        buffer,
        {
            "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "constant_memory": True,
            "default_date_format": DAY_FORMAT, "nan_inf_to_errors": False,
        },
    )  # fmt: skip


class Looks:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def get(self, **facts: object) -> Format:
        """The format with these properties."""
        key = tuple(sorted(facts.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"font_size": 10, "valign": "top", **facts})
        return self._made[key]

    @property
    def head(self) -> Format:
        """Of the row of titles."""
        return self.get(
            bold=True,
            bg_color="#fbfaf7",
            bottom=1,
            bottom_color="#958c7d",
            text_wrap=True,
            valign="bottom",
            indent=1,
            align="left",
        )

    @property
    def number_head(self) -> Format:
        """Of the title of a column of figures or days, which stand at its right."""
        return self.get(
            bold=True, bg_color="#fbfaf7", bottom=1, bottom_color="#958c7d", text_wrap=True, valign="bottom", align="right"
        )

    def number(self, unit: str, *, whole: bool) -> Format:
        """Of figures in a unit; a long unit stands in its own column alone."""
        words = unit.replace('"', "").replace("\\", "")
        told = f' "{words}"' if words and len(words) <= LONGEST_UNIT else ""
        return self.get(num_format=("#,##0" if whole else "#,##0.0##") + told)


def field_of(title: str, values: pd.Series, looks: Looks, units: pd.Series | None = None) -> Field:
    """The column ``values`` as cells: figures with the look of their unit, days as days, everything else as text."""
    if pd.api.types.is_datetime64_any_dtype(values):
        return Field(title, _serial_days(values), looks.get(num_format=DAY_FORMAT), 12, right=True)
    if pd.api.types.is_numeric_dtype(values):
        return _figures(title, values.astype("float64"), looks, units)
    cells = _words(values)
    longest = max((len(word) for word in cells[:SAMPLE] if word), default=0)
    return Field(title, cells, looks.get(indent=1, align="left"), _width(title, longest) + 1)


def _words(values: pd.Series) -> list[str | None]:
    """Values as texts for cells, each distinct one made once; None for nothing."""
    codes, known = pd.factorize(values)
    made = [cell_text(word) if (word := str(value)) else None for value in known]
    # A missing value has the code -1: the last of the list.
    made.append(None)
    return [made[code] for code in codes.tolist()]


def _figures(title: str, values: pd.Series, looks: Looks, units: pd.Series | None) -> Field:
    finite = np.isfinite(values.to_numpy())
    cells = [value if there else None for value, there in zip(values.tolist(), finite.tolist(), strict=True)]
    whole = bool((values[finite] % 1 == 0).all())
    if units is None:
        return Field(title, cells, looks.number("", whole=whole), _width(title, 10), right=True)
    named = units.astype("str").fillna("").tolist()
    made = {unit: looks.number(unit, whole=whole) for unit in dict.fromkeys(named)}
    shown = dict.fromkeys(zip(cells, named, strict=True))
    longest = max((len(f"{value:,.0f} {unit[:LONGEST_UNIT]}") for value, unit in shown if value), default=0)
    return Field(title, cells, [made[unit] for unit in named], _width(title, longest), right=True)


def _serial_days(values: pd.Series) -> list[Any]:
    """Days as numbers that a sheet shows as days; earlier ones, which it has no number for, as text."""
    days = values.to_numpy().astype("datetime64[D]")
    serial = (days - EPOCH).astype("timedelta64[D]").astype("int64")
    known = values.notna().tolist()
    early = (days < FIRST_DAY).tolist()
    words = days.astype("str").tolist()
    told = zip(serial.tolist(), words, known, early, strict=True)
    return [None if not there else word if before else number for number, word, there, before in told]


def _width(title: str, longest: int) -> float:
    return float(min(max(longest, min(len(title), 16), NARROWEST) + 2, WIDEST))


def write_head(sheet: Worksheet, fields: Sequence[Field], looks: Looks, first: int, rows: int) -> None:
    """Titles in row ``first`` (from 0), filter on them, everything above them and the first column held in place."""
    for column, field in enumerate(fields):
        sheet.set_column(column, column, field.width)
    sheet.freeze_panes(first + 1, 1)
    sheet.autofilter(first, 0, first + max(rows, 1), len(fields) - 1)
    sheet.repeat_rows(first)
    sheet.repeat_columns(0)
    for column, field in enumerate(fields):
        sheet.write_string(first, column, field.title, looks.number_head if field.right else looks.head)


def write_fields(sheet: Worksheet, fields: Sequence[Field], looks: Looks, first: int, rows: int) -> None:
    """The fields as a table below their titles; nothing is written where a value is missing."""
    write_head(sheet, fields, looks, first, rows)
    columns = [zip(field.values, field.each_look(), strict=True) for field in fields]
    for row, cells in enumerate(zip(*columns, strict=True), first + 1):
        for column, (value, look) in enumerate(cells):
            if isinstance(value, str):
                sheet.write_string(row, column, value, look)
            elif value is not None:
                sheet.write_number(row, column, value, look)
