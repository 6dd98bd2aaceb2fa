"""The shipped ledger, and a publisher on this machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dashboard.ledger.store import Ledger, open_ledger
from dashboard.settings import load_settings
from tests.refresh.publisher import Publisher, serving


@pytest.fixture(scope="module")
def shipped() -> Ledger:
    return open_ledger(load_settings().data)


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with serving(Publisher()) as running:
        yield running
