"""Describes in words what a figure or a sum leaves out, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboard.domain.catalogue import Measure
from dashboard.domain.left_out import claims_left_out, senders_left_out
from dashboard.domain.overlaps import may_repeat, without_overlaps
from dashboard.domain.region_extent import REGIONS, possible_places
from dashboard.domain.view import View
from dashboard.figures.days import say_day
from dashboard.figures.numbers import say_number, say_value
from dashboard.figures.view_rows import hosts_on_day, own_pairs_on_day, pairs_on_day
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger

SILENT = {"withheld": "withheld", "none-found": "none found"}
# What no rule draws on is told by the panel for all times at once, and stands in the list of claims.
TOLD = {
    "part": "Counted already and not added", "definition": "Counted otherwise and not added",
    "alternative": "Another source or speaker on the same, not added",
    "gap": "In force and not counted, since the definition in charge has a gap here",
}  # fmt: skip
MAX_NAMED = 6


def pair_left_out(ledger: Ledger, view: View) -> tuple[str, ...]:
    """One note a reason for the View's one sender and one host on its date; none where everything in force is counted."""
    own = own_pairs_on_day(ledger, view)
    day = answers.view_date(ledger, view)
    rows = claims_left_out(answers.view_claims(ledger, view), answers.question_of(ledger, view), day, own)
    measure = answers.measure_of(ledger, view)
    return tuple(
        f"{words}: {_few([_claim(ledger, measure, row) for row in found.to_dict('records')])}"
        for reason, words in TOLD.items()
        if len(found := rows[rows["reason"] == reason])
    )


def pair_none_found(ledger: Ledger, view: View) -> tuple[str, ...]:
    """One note where a complete list does not hold the View's sender in its host on its date."""
    pairs = own_pairs_on_day(ledger, view)
    rows = pairs[(pairs["state"] == "none-found") & (pairs["claims"] == 0)]
    lists = {(entry.source_id, entry.definition): entry for entry in ledger.catalogue.coverage}
    found = [(row, lists.get((str(row["source_id"]), str(row["definition"])))) for row in rows.to_dict("records")]
    return tuple(
        f"None found: {ledger.catalogue.sources[entry.source_id].title}, list of {say_day(row['newest'].date())}. {entry.says}."
        for row, entry in found
        if entry
    )


def sums_left_out(ledger: Ledger, view: View) -> tuple[str, ...]:
    """One note that names the senders that the sums of the map leave out; of a picked-out host only its own."""
    rows = senders_left_out(pairs_on_day(ledger, view), hosts_on_day(ledger, view))
    shown = rows[rows["host"].isin(view.host)] if view.host else rows
    if shown.empty:
        return ()
    # The largest figure first: who is missed most.
    ordered = shown.assign(size=shown["best"].fillna(shown["high"]).fillna(-1.0)).sort_values(
        "size", ascending=False, kind="stable"
    )
    named = [_sender(ledger, answers.measure_of(ledger, view), row) for row in ordered.head(MAX_NAMED).to_dict("records")]
    return (f"Left out of sums: {_few(named, len(shown))}",)


def sums_may_repeat(ledger: Ledger, view: View) -> tuple[str, ...]:
    """One note where a sum over the hosts of the View's map may count somebody twice: in a region and in a place of it.

    With hosts picked out only of those: a region beside a place of it that is picked out too.
    """
    figures = _beside_regions(pairs_on_day(ledger, view))
    own = [without_overlaps(rows, ledger.places.groups()) for _, rows in figures.groupby("sender", observed=True)]
    added = pd.concat(own) if own else figures
    shown = added[added["host"].isin(view.host)] if view.host else added
    rows = may_repeat(shown, {region: possible_places(region, ledger.places.by_id) for region in REGIONS & set(shown["host"])})
    if rows.empty:
        return ()
    unit = answers.measure_of(ledger, view).unit
    named = [_repeated(ledger, unit, own) for _, own in rows.groupby(["sender", "region"], sort=False)]
    return (f"A sum over hosts may count somebody twice: {_few(named)}",)


def _beside_regions(pairs: pd.DataFrame) -> pd.DataFrame:
    """The figures of senders that have one for a region."""
    figures = pairs[pairs["state"].isin(["value", "zero"]).to_numpy()]
    senders = figures["sender"][figures["host"].isin(list(REGIONS))]
    return figures[figures["sender"].isin(senders)]


def _repeated(ledger: Ledger, unit: str, rows: pd.DataFrame) -> str:
    """One sender's figure for a region and those for places that may lie in it; ``rows`` as of `may_repeat`, of one region."""
    first = rows.iloc[0]
    who, whole = _place(ledger, str(first["sender"])), say_number(float(first["whole"]), unit)
    within = [f"{_place(ledger, str(row['host']))} ({say_number(row['level'], unit)})" for row in rows.to_dict("records")]
    more = f" and {len(within) - MAX_NAMED:,} more" if len(within) > MAX_NAMED else ""
    return f"{who} in {_place(ledger, str(first['region']))} ({whole}) beside {', '.join(within[:MAX_NAMED])}{more}, which may lie in it"


def named_left_out(ledger: Ledger, view: View) -> pd.Series:
    """For each host whose sum leaves senders out, their names and reasons as one text; indexed by host."""
    rows = senders_left_out(pairs_on_day(ledger, view), hosts_on_day(ledger, view))
    measure = answers.measure_of(ledger, view)
    words = [_reason(ledger, measure, row) for row in rows.to_dict("records")]
    return pd.Series(words, index=rows["host"].astype("str"), dtype="str").groupby(level=0).agg("; ".join)


def _claim(ledger: Ledger, measure: Measure, row: dict[Any, Any]) -> str:
    value = _value(row, measure)
    if row["reason"] == "part":
        return f"{_text(row['actor']) or _text(row['site'])} ({value}, in {row['instead']})"
    if row["reason"] in ("definition", "gap"):
        return f"{measure.definition(str(row['definition'])).title} ({value})"
    source = ledger.catalogue.sources[str(row["source_id"])].title
    return f"{_text(row['said_by']) or source} ({value})"


def _sender(ledger: Ledger, measure: Measure, row: dict[Any, Any]) -> str:
    return f"{_reason(ledger, measure, row)} in {_place(ledger, str(row['host']))}"


def _reason(ledger: Ledger, measure: Measure, row: dict[Any, Any]) -> str:
    definition = measure.definition(str(row["definition"])).title
    why = SILENT.get(str(row["reason"])) or (f"{definition}: " if row["reason"] == "definition" else "") + _value(row, measure)
    return f"{_place(ledger, str(row['sender']))} ({why})"


def _value(row: dict[Any, Any], measure: Measure) -> str:
    return say_value("value", row["low"], row["best"], row["high"], measure.unit)


def _few(named: Sequence[str], total: int = 0) -> str:
    more = max(total, len(named)) - min(len(named), MAX_NAMED)
    return "; ".join(named[:MAX_NAMED]) + (f"; and {more:,} more" if more else "")


def _text(word: object) -> str:
    return word if isinstance(word, str) else ""


def _place(ledger: Ledger, place: str) -> str:
    return ledger.places.by_id[place].name if place in ledger.places.by_id else place
