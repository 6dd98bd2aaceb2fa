"""The claims behind a View in lines of text, each figure with its source, date, licence and claim: for notes and for the inside of pictures."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from dashboard.domain.view import View
from dashboard.exports.lineage import Lineage, lineage_of
from dashboard.exports.options import ExportOptions
from dashboard.exports.redistribution import held_back, held_back_line, open_part
from dashboard.exports.tables import claims_of_view, rows_of_view, with_credits
from dashboard.figures.claim_entries import ClaimEntry, claim_entries
from dashboard.figures.lettering import one_line
from dashboard.figures.numbers import count, say_value
from dashboard.ledger import answers
from dashboard.ledger.readings import unit_of
from dashboard.ledger.store import Ledger

# Lines are read beside a picture: more than these are in the table, and the last line says how many. No setting: a file is made again
# elsewhere to see whether it is what the ledger says, and must not differ between installations.
MAX_NOTED = 60


def traced_lineage(ledger: Ledger, view: View, options: ExportOptions) -> Lineage:
    """The lineage with the claims behind the figures, for a file that has no other place for them."""
    return replace(lineage_of(ledger, view, options), claims=claims_notes(ledger, view))


# One picture asks twice, a document four times: the lines are the same for one View of one generation.
@lru_cache(maxsize=64)
def claims_notes(ledger: Ledger, view: View) -> str:
    """With a host picked out what each source said of it, newest first; else the map's figures, the largest first, with their claims.

    Claims are data: those of sources that may not be given out are counted and left out, as in a table.
    """
    part = open_part(ledger)
    lines, others = _said(part, view) if view.host else _figures(part, view)
    more = [f"And {others:,} more: see the table of the same View."] if others > 0 else []
    held = held_back_line(held_back(ledger, view))
    return "\n".join(
        ["The claims behind this:" if lines else "No claim is behind this.", *lines, *more, *([held] if held else [])]
    )


def _said(ledger: Ledger, view: View) -> tuple[list[str], int]:
    rows = claims_of_view(ledger, view)
    own = rows[(rows["measure"] == view.measure).to_numpy()]
    entries = claim_entries(ledger, own.head(MAX_NOTED), answers.view_date(ledger, view))
    return [_entry_line(ledger, entry) for entry in entries], len(own) - len(entries)


def _figures(ledger: Ledger, view: View) -> tuple[list[str], int]:
    rows = rows_of_view(ledger, view)
    told = np.flatnonzero((rows["state"] != "not-collected").to_numpy())
    keys = (rows["host"].astype("str").to_numpy()[told], -rows["level"].abs().fillna(-np.inf).to_numpy()[told])
    ordered = told[np.lexsort(keys)]
    shown = with_credits(ledger, view, rows.iloc[ordered[:MAX_NOTED]])
    claims = ledger.claims_of(view.measure)
    behind = claims.iloc[np.flatnonzero(claims["claim_id"].isin(shown["claim_id"].dropna()).to_numpy())]
    entries = {entry.claim_id: entry for entry in claim_entries(ledger, behind, answers.view_date(ledger, view))}
    unit = unit_of(ledger, view)
    lines = [_figure_line(ledger, row, entries, unit) for row in shown.to_dict("records")]
    return lines, len(ordered) - len(shown)


def _figure_line(ledger: Ledger, row: Mapping[Hashable, Any], entries: dict[str, ClaimEntry], unit: str) -> str:
    low, best, high = (float(row[name]) for name in ("low", "best", "high"))
    state = str(row["state"])
    figure = say_value(state, low, best, high, unit) if state in ("value", "bound") else state.replace("-", " ")
    entry = entries.get(str(row["claim_id"]))
    if entry is None:
        newest = f" of {pd.Timestamp(row['newest']):%Y-%m-%d}" if pd.notna(row["newest"]) else ""
        made = f"{count(int(row['claims']), 'claim')}{newest}: {row['source_title']}. Licence: {row['licence']}."
        return one_line(f"{row['host_name']}: {figure}. Made of {made}")
    return one_line(f"{row['host_name']}: {figure}. {_entry_line(ledger, entry)}")


def _entry_line(ledger: Ledger, entry: ClaimEntry) -> str:
    published = f", published {entry.published}" if entry.published else ""
    source = ledger.catalogue.sources[entry.source_id]
    return one_line(
        f"{entry.said_by}: {entry.text}, {entry.about}{published}. {source.citation or source.title} "
        f"Licence: {source.licence}. Claim {entry.claim_id}."
    )
