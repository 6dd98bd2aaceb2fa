"""The frames of a map where there is nothing to show."""

from __future__ import annotations

from dashboard.domain.view import View
from dashboard.ledger.frames import frames
from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings


def test_a_measure_without_a_claim_has_a_day_and_no_place() -> None:
    """A page that waits for a day would never be ready."""
    shipped = open_ledger(load_settings().data)
    empty = [name for name in shipped.catalogue.measures if shipped.claims_of(name).empty]
    assert empty
    content = frames(shipped, View(empty[0], sender=("RUS",)))
    days, places, totals = content["days"], content["places"], content["totals"]
    assert isinstance(days, list)
    assert (len(days), places) == (1, [])
    assert totals == {"level": [None], "definition": [-1]}
