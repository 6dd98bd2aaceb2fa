"""Writes long tables into a finished workbook as raw XML, much faster than cell by cell.

The writer of workbooks handles every cell by itself, five times as slowly. A column here has few distinct cells, each made once.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from dashboard.exports.safe_csv import plain_number
from dashboard.exports.sheet import Field
from dashboard.exports.slide_template import PACKED

STEP = 2_000
END = b"</sheetData>"
DIMENSION = re.compile(rb'<dimension ref="[^"]*"/>')
# The format's own way to write a letter by its number; a text that looks like it must not be read as one.
ESCAPE = re.compile("_x[0-9A-Fa-f]{4}_")
LEVEL = 4


def register(fields: Sequence[Field]) -> None:
    """Make every look of the fields known to the workbook, before it is closed."""
    for look in dict.fromkeys(look for field in fields for look in field.distinct_looks()):
        look._get_xf_index()  # noqa: SLF001 - the library knows no look that no cell of its own has


def with_rows(content: bytes, part: str, fields: Sequence[Field], first: int) -> bytes:
    """The workbook with the values of ``fields`` as rows from ``first`` (from 0) on, after the last one of the sheet in ``part``."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as after,
    ):
        for name in before.namelist():
            entry = zipfile.ZipInfo(name, PACKED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with after.open(entry, "w") as file:
                for piece in _filled(before.read(name), fields, first) if name == part else [before.read(name)]:
                    file.write(piece)
    return buffer.getvalue()


def _filled(sheet: bytes, fields: Sequence[Field], first: int) -> Iterator[bytes]:
    rows = len(fields[0].values)
    corner = f'<dimension ref="A1:{letters(len(fields) - 1)}{first + rows}"/>'
    head, _, tail = DIMENSION.sub(corner.encode(), sheet, count=1).partition(END)
    yield head
    yield from _rows(fields, first)
    yield END + tail


def _rows(fields: Sequence[Field], first: int) -> Iterator[bytes]:
    names = [letters(column) for column in range(len(fields))]
    columns = [_cells(field) for field in fields]
    for start in range(0, len(columns[0]), STEP):
        lines = []
        for number, cells in enumerate(
            zip(*(column[start : start + STEP] for column in columns), strict=True), first + start + 1
        ):
            told = "".join([f'<c r="{name}{number}"{cell}' for name, cell in zip(names, cells, strict=True) if cell])
            lines.append(f'<row r="{number}">{told}</row>')
        yield "".join(lines).encode()


def _cells(field: Field) -> list[str]:
    """What stands in each cell after its place: look and value; empty for none. Each distinct cell is made once."""
    if isinstance(field.looks, list):
        keys = list(zip(field.values, (look.xf_index for look in field.looks), strict=True))
        made = {(value, look): _cell(value, look) for value, look in dict.fromkeys(keys)}
        return [made[key] for key in keys]
    look = field.looks.xf_index
    told = {value: _cell(value, look) for value in dict.fromkeys(field.values)}
    return [told[value] for value in field.values]


def _cell(value: Any, look: int) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return f' s="{look}"><v>{plain_number(value)}</v></c>'
    text = ESCAPE.sub(lambda match: f"_x005F{match[0]}", value).replace("\r", "_x000D_")
    return f' s="{look}" t="inlineStr"><is><t xml:space="preserve">{html.escape(text, quote=False)}</t></is></c>'


def letters(column: int) -> str:
    """The name of a column, from 0: A, B, ..., Z, AA."""
    name, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        name = chr(65 + letter) + name
    return name
