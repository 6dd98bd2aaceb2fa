"""The measures, places and limits that Views of this installation may use."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from dashboard.domain.view import Vocabulary
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings


@lru_cache(maxsize=4)
def vocabulary_of(settings: Settings, ledger: Ledger) -> Vocabulary:
    """The ledger's vocabulary under the limits of the settings."""
    return replace(ledger.vocabulary, max_entities=settings.max_entities_per_view, max_chars=settings.url_max_chars)
