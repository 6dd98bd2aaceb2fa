"""Links that are pinned to a generation of the ledger, and the notice when another one is served."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

from dashboard.ledger.store import Ledger

GENERATION = re.compile(r"[0-9a-z]{1,64}", re.ASCII)


def pinned_notice(generation: str, ledger: Ledger) -> tuple[str, ...]:
    """What a reader must be told whose link was made with another generation than the one in service; nothing where it is the same."""
    if not generation or generation == ledger.generation:
        return ()
    named = f"ledger {generation}" if GENERATION.fullmatch(generation) else "a ledger that does not exist"
    return (
        f"This link was made with {named}. What is shown is ledger {ledger.generation}: figures may differ from those of the link.",
    )


def generation_of(query: object) -> str:
    """The generation that a query string is pinned to; empty for none."""
    if not isinstance(query, str):
        return ""
    return parse_qs(query.lstrip("?"), errors="replace").get("generation", [""])[0]
