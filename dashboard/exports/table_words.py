"""What the columns of tables mean, in words: titles above them, meanings beside them, and the order in which a person reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.domain.claim import COLUMN
from dashboard.domain.differences import CHANGE_COLUMNS
from dashboard.domain.estimates import ESTIMATE_COLUMNS


@dataclass(frozen=True, slots=True)
class Words:
    """A column for a reader: its title, what is in it, and what a missing value means; empty where none is missing."""

    title: str
    meaning: str
    missing: str = ""


# A figure as the reader meets it first; ids and what is the same in every row come last.
VIEW_ORDER = (
    "host_name", "sender_name", "state", "low", "best", "high", "unit", "date", "newest", "stale_days", "definition", "claims", "origins",
    "senders", "left_out", "left_out_named", "before", "before_low", "before_high", "before_newest", "denominator", "denominator_date",
    "denominator_source", "source_title", "licence", "rule", "known_at", "level", "measure", "host", "sender", "source_id", "claim_id",
    "in_region",
)  # fmt: skip
CLAIMS_ORDER = (
    "sender_name", "host_name", "measure", "definition", "kind", "low", "best", "high", "unit", "phrase", "start", "end", "precision",
    "published", "said_by", "source_title", "licence", "note", "url", "actor", "site", "status", "withdrawn", "target", "derived_from",
    "reliability", "credibility", "lat", "lon", "sender", "host", "source_id", "claim_id",
)  # fmt: skip
VIEW_TITLES = {
    "state": "State", "low": "Low", "best": "Best", "high": "High", "date": "Day", "newest": "Figure of", "stale_days": "Carried, days",
    "definition": "Definition", "claims": "Claims", "origins": "Origins", "senders": "Senders", "left_out": "Left out",
    "before": "Before", "before_low": "Before, low", "before_high": "Before, high", "before_newest": "Before, figure of",
    "level": "Level", "host": "Host id", "sender": "Sender id", "source_id": "Source id", "claim_id": "Claim id",
}  # fmt: skip
ADDED: Mapping[str, Words] = {
    "host_name": Words("Host", "the place where it is present"),
    "sender_name": Words("Sender", "the state that is present abroad", "a sum over several senders"),
    "unit": Words("Unit", "unit of the figures in the row"),
    "measure": Words("Measure", "what is counted; see the sheet Definitions"),
    "rule": Words("Rule", "how one figure is made of several claims"),
    "known_at": Words("Known at", "only what was published by this day; today: all that the ledger knows"),
    "left_out_named": Words("Left out, named", "the senders that a sum leaves out, each with the reason", "nobody is left out"),
    "source_title": Words("Source", "title of the source; several where the figure is made of several"),
    "licence": Words("Licence", "licence of the source"),
    "in_region": Words("In the region", "whether the host is in the part of the world that the View shows"),
    "denominator": Words("Denominator", "what the figure is divided by", "the host has none, or nothing is divided"),
    "denominator_date": Words("Denominator of", "day that the denominator speaks of", "no denominator"),
    "denominator_source": Words("Denominator, source", "source of the denominator", "no denominator"),
}
FIGURE_MISSING = "not known: see the state, which is no zero"
CLAIM_TITLES = {"sender": "Sender id", "host": "Host id", "source_id": "Source id", "claim_id": "Claim id"}


def view_words(name: str, compare: str = "level") -> Words:
    """The words of a column of `estimates_table`; of a change its figures are changes."""
    if name in ADDED:
        return ADDED[name]
    missing = FIGURE_MISSING if name in ("low", "best", "high", "level") else ""
    return Words(
        VIEW_TITLES.get(name, name), (CHANGE_COLUMNS if compare == "change" else ESTIMATE_COLUMNS).get(name, ""), missing
    )


def claim_words(name: str) -> Words:
    """The words of a column of a table of claims."""
    column = COLUMN.get(name)
    if column is None:
        return ADDED.get(name, Words(name, ""))
    return Words(CLAIM_TITLES.get(name, column.title), column.description, "" if column.required else column.null)


def view_names() -> dict[str, str]:
    """Title -> name of every column of the sheet of a View."""
    return {view_words(name).title: name for name in VIEW_ORDER}
