"""Tables of a View: its estimates, and the claims behind them, each row with source, licence and rule."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dashboard.domain.view import View
from dashboard.errors import PresenceError
from dashboard.figures.left_out_words import named_left_out
from dashboard.figures.view_region import in_part, part_of
from dashboard.figures.view_rows import rows_on_day, sources_on_day
from dashboard.ledger import answers
from dashboard.ledger.readings import normaliser_of, unit_of
from dashboard.ledger.store import Ledger


def estimates_table(ledger: Ledger, view: View) -> pd.DataFrame:
    """The map as a table: one row a host with its estimate, names in words, sources and licences, rule and generation.

    ``left_out_named`` names the senders that a sum leaves out, each with the reason; empty where nobody is left out. Of a View of a
    part of the world the hosts in it come first, and ``in_region`` says which they are; nothing is left out.
    """
    rows = rows_of_view(ledger, view)
    own = in_part(ledger.places, view, rows["host"])
    ordered = rows.iloc[np.argsort(~own, kind="stable")]
    marks = {"in_region": np.sort(own)[::-1]} if part_of(view) else {}
    return _worded(ledger, view, ordered).assign(**marks)


def _worded(ledger: Ledger, view: View, rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(
        host_name=names_of(ledger, rows["host"]), sender_name=names_of(ledger, rows["sender"]), measure=view.measure,
        left_out_named=_left_out(ledger, view, rows), unit=unit_of(ledger, view), rule=view.rule,
        known_at=str(view.known_at or "today"), **_credits(ledger, rows["source_id"], sources_on_day(ledger, view)),
        view=view.encode(), generation=ledger.generation,
    )  # fmt: skip


def with_credits(ledger: Ledger, view: View, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of `rows_of_view` with the names of their hosts and with title and licence of their sources."""
    credited_rows = _credits(ledger, rows["source_id"], sources_on_day(ledger, view))
    return rows.assign(host_name=names_of(ledger, rows["host"]), **credited_rows)


def rows_of_view(ledger: Ledger, view: View) -> pd.DataFrame:
    """Pairs with the View's hosts, else what its map shows."""
    raw = view.compare != "change" and normaliser_of(ledger, view) is None
    if view.host and raw:
        return answers.pair_estimates(ledger, view)
    rows = rows_on_day(ledger, view)
    return rows[rows["host"].isin(view.host).to_numpy()] if view.host else rows


def _left_out(ledger: Ledger, view: View, rows: pd.DataFrame) -> pd.Series:
    """Who is left out of each row; only sums leave senders out."""
    named = named_left_out(ledger, view) if len(view.sender) != 1 and not view.host else pd.Series(dtype="str")
    return rows["host"].astype("str").map(named).astype("str").fillna("").where(rows["sender"].isna(), "")


def claims_table(ledger: Ledger, view: View, max_rows: int = 200_000) -> pd.DataFrame:
    """The claims of the View's measure by its senders in its hosts, all registry columns, with title and licence of the source.

    With a host picked out, the claims of every measure. Raises PresenceError (E-EXPORT-ROWS) above ``max_rows``.
    """
    rows = claims_of_view(ledger, view)
    if len(rows) > max_rows:
        raise PresenceError(
            "E-EXPORT-ROWS", f"{len(rows):,} claims", f"at most {max_rows:,}", cause="the View has many senders and no host",
            next_step="choose a sender or a host, or use: presence claims",
        )  # fmt: skip
    return credited(ledger, rows)


def claims_of_view(ledger: Ledger, view: View) -> pd.DataFrame:
    """The View's claims: with a host picked out those of every measure, newest first; without one those of its measure."""
    return answers.pair_claims(ledger, view) if view.host else answers.view_claims(ledger, view)


def credited(ledger: Ledger, rows: pd.DataFrame) -> pd.DataFrame:
    """Claims with title, licence and citation of their sources, and the generation."""
    return rows.assign(**_credits(ledger, rows["source_id"]), generation=ledger.generation)


def _credits(ledger: Ledger, source: pd.Series, several: tuple[str, ...] = ()) -> dict[str, pd.Series]:
    """Title, licence and citation of each row's source; of all sources in ``several`` where a row is made of more than one."""
    entries, ids = ledger.catalogue.sources, source.astype("str")
    columns = {"source_title": "title", "licence": "licence", "citation": "citation"}
    named = {}
    for column, name in columns.items():
        words = {i: str(getattr(entry, name)) for i, entry in entries.items()}
        together = "; ".join(dict.fromkeys(words[i] for i in several))
        named[column] = ids.map(words).fillna(together) if several else ids.map(words)
    return named


def names_of(ledger: Ledger, places: pd.Series) -> pd.Series:
    """The names of places by their ids."""
    return places.astype("str").map({place.id: place.name for place in ledger.places.by_id.values()})
