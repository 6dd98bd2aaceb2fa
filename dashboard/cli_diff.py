"""The commands diff and known: what changed between two known-at dates, and how one estimate was revised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dashboard.cli_shared import explained, format_option, limit_option, opened
from dashboard.errors import PresenceError
from dashboard.printing import print_table

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from dashboard.settings import Settings


@click.command(short_help="List what changed between two dates or two generations.")
@click.argument("before")
@click.argument("after")
@click.option("--measure", default="", help="Only changes of one measure.")
@click.option("--source", default="", help="Only changes of one source.")
@click.option("--summary", is_flag=True, help="Count the changes by source, measure and kind.")
@format_option
@limit_option
@explained
def diff(before: str, after: str, measure: str, source: str, summary: bool, form: str, limit: int | None) -> None:
    """What changed from BEFORE to AFTER: two dates of knowledge, or two generations of the ledger ("current" for the one in service).

    Example: presence diff 2017-12-01 2018-06-01 --source us-troops-dmdc
    """
    from dashboard.ledger.difference import summarise
    from dashboard.settings import load_settings

    settings = load_settings()
    of_days = _is_day(before) or _is_day(after)
    found = _between_days(settings, before, after) if of_days else _between(settings, before, after)
    for name, wanted in (("measure", measure), ("source_id", source)):
        found = found[found[name] == wanted] if wanted else found
    rows = summarise(found) if summary else found
    shown = rows.head(limit) if limit else rows
    print_table(shown, form)
    told = f"{len(shown):,} of {len(rows):,} rows shown; " if len(shown) < len(rows) else ""
    click.echo(f"{told}{len(found):,} changes", err=True)


@click.command(short_help="Show how the estimate for one day changed as claims came in.")
@click.argument("measure")
@click.argument("sender")
@click.argument("host")
@click.option("--date", "day", default="", help="Day of the estimate; by default the last day with a claim.")
@click.option("--rule", default="preferred", show_default=True, help="How one figure is made of several sources.")
@format_option
@explained
def known(measure: str, sender: str, host: str, day: str, rule: str, form: str) -> None:
    """How the estimate for one day moved as knowledge moved: one row a day on which the answer changed.

    Example: presence known troops USA SYR --date 2017-12-31
    """
    query = f"measure={measure}&sender={sender}&host={host}&rule={rule}" + (f"&date={day}" if day else "")
    rows = opened().history(query)
    print_table(rows, form)
    click.echo(f"{len(rows):,} answers", err=True)


def _is_day(text: str) -> bool:
    from dashboard.domain.view import read_day

    return read_day(text) is not None


def _between_days(settings: Settings, before: str, after: str) -> pd.DataFrame:
    from dashboard.ledger.difference import came_and_went, compare_days
    from dashboard.ledger.store import open_ledger

    first, second = _day(before), _day(after)
    claims = open_ledger(settings.data).claims
    if first > second:
        raise PresenceError("E-DIFF-ORDER", f"{before} after {after}", "the earlier date first", next_step="exchange the two")
    passed = came_and_went(claims, first, second)
    if passed:
        click.echo(f"{passed:,} statements became known and were withdrawn again in between; they are in neither state", err=True)
    return compare_days(claims, first, second)


def _day(text: str) -> date:
    from dashboard.domain.view import read_day

    day = read_day(text)
    if day is None:
        raise PresenceError(
            "E-DIFF-DATE", repr(text[:40]), "a date such as 2019-06-02, 2019-06 or 2019", cause="a date is compared with a date only",
            next_step="write two dates, or two generations",
        )  # fmt: skip
    return day


def _between(settings: Settings, before: str, after: str) -> pd.DataFrame:
    from dashboard.ledger.difference import compare
    from dashboard.ledger.store import claims_of_generation

    return compare(*(claims_of_generation(settings.data, name) for name in (before, after)))
