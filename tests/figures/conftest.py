"""The ledger that is shipped, opened once; it must be there."""

from __future__ import annotations

import pytest

from dashboard.ledger.store import Ledger, open_ledger
from dashboard.settings import load_settings


@pytest.fixture(scope="session")
def shipped() -> Ledger:
    return open_ledger(load_settings().data)
