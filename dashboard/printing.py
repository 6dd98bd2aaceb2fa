"""Rows on a terminal or for another program: aligned text, formula-safe CSV, JSON lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import pandas as pd

FORMATS = ("table", "csv", "json")
# Wider cells are cut in the aligned form only; CSV and JSON are always whole.
CELL = 48


def print_table(rows: pd.DataFrame, form: str, cell: int = CELL) -> None:
    """Write ``rows`` to standard output in one of `FORMATS`. Missing values are blank, in JSON null; dates are ISO days."""
    from dashboard.exports.safe_csv import frame_csv, plain

    if form == "csv":
        click.echo(frame_csv(rows).decode("utf-8-sig"), nl=False)
    elif form == "json":
        click.echo(plain(rows).to_json(orient="records", force_ascii=False, indent=1))
    else:
        click.echo(aligned(rows, cell))


def aligned(rows: pd.DataFrame, cell: int = CELL) -> str:
    """The rows as text, words to the left and numbers to the right; empty columns are left out, cells over ``cell`` characters cut."""
    from dashboard.exports.safe_csv import plain

    if rows.empty:
        return "no rows"
    kept = plain(rows).replace("", None).dropna(axis="columns", how="all")
    columns = [_column(str(name), kept[name], cell) for name in kept]
    return "\n".join("  ".join(line).rstrip() for line in zip(*columns, strict=True))


def _column(name: str, values: pd.Series, cell: int) -> list[str]:
    """The header and the cells of one column, all of one width."""
    present = values.notna()
    cells = [name, *(_cell(value, cell) if there else "" for value, there in zip(values, present, strict=True))]
    numbers = all(isinstance(value, (int, float)) for value in values[present])
    widest = max(map(len, cells))
    return [text.rjust(widest) if numbers else text.ljust(widest) for text in cells]


def _cell(value: object, cell: int) -> str:
    if isinstance(value, float):
        # From a thousand on, what stands behind the point is below what any source knows.
        return f"{value:,.0f}" if value.is_integer() or abs(value) >= 1000 else f"{value:,.4g}"
    if isinstance(value, int):
        return f"{value:,}"
    text = " ".join(str(value).split())
    return text if len(text) <= cell else text[: cell - 1] + "…"
