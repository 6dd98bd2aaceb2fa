"""How to cite what is shown: the View, the generation that answers it, and the sources behind it."""

from __future__ import annotations

from dashboard.domain.view import View
from dashboard.figures import sentences
from dashboard.figures.view_rows import sources_on_day
from dashboard.ledger.store import Ledger


def citation(ledger: Ledger, view: View) -> str:
    """One paragraph for the View and one line a source, in the words that each publisher asks for; UTF-8 text.

    The same View and generation always give the same picture, so that no day of access is needed.
    """
    query = view.encode() or "default view"
    entries = [ledger.catalogue.sources[source] for source in sources_on_day(ledger, view)]
    lines = [
        f"Presence Atlas: {sentences.title(ledger, view)}. {sentences.subtitle(ledger, view)}.",
        f"View: {query}. Ledger: {ledger.generation}.",
        "",
        *(f"{entry.citation or entry.title} {entry.url} Licence: {entry.licence}." for entry in entries),
    ]
    return "\n".join(lines).rstrip() + "\n"
