"""Rows on a terminal or for another program: aligned text, formula-safe CSV, JSON lines."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import pandas as pd

FORMATS = ("table", "csv", "json")
# Wider cells are cut in the aligned form only; CSV and JSON are always whole.
CELL = 48


def print_table(rows: pd.DataFrame, form: str) -> None:
    """Write ``rows`` to standard output in one of `FORMATS`. Missing values are blank, in JSON null; dates are ISO days."""
    from dashboard.exports.safe_csv import frame_csv, plain

    if form == "csv":
        click.echo(frame_csv(rows).decode("utf-8-sig"), nl=False)
    elif form == "json":
        click.echo(plain(rows).to_json(orient="records", force_ascii=False, indent=1))
    else:
        click.echo(aligned(rows, shutil.get_terminal_size((160, 40)).columns))


def aligned(rows: pd.DataFrame, width: int) -> str:
    """The rows as aligned text; empty columns are left out, long cells cut with an ellipsis."""
    import pandas as pd

    from dashboard.exports.safe_csv import plain

    if rows.empty:
        return "no rows"
    kept = plain(rows).dropna(axis="columns", how="all")
    cells = kept.map(lambda value: "" if pd.isna(value) else _cell(value))
    with pd.option_context("display.width", max(width, 80), "display.max_colwidth", CELL + 2):
        return str(cells.to_string(index=False, justify="left"))


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if value.is_integer() else f"{value:,.4g}"
    if isinstance(value, int):
        return f"{value:,}"
    text = " ".join(str(value).split())
    return text if len(text) <= CELL else text[: CELL - 1] + "…"
