"""What the tests of anyone's own table share: a small ledger, and tables as a person writes them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from dashboard.intake.instructions import Instructions
from dashboard.intake.opening import read_content
from dashboard.intake.plan import Plan, make_plan
from dashboard.ledger.build import build
from dashboard.ledger.store import Ledger, open_ledger
from dashboard.settings import Settings, load_settings
from tests.ledger.test_build import ROW, Literal

DEPLOYED = Instructions(constants={"definition": "deployed"}, title="My notes")
Planned = Callable[..., Plan]


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a ledger of a few claims; never changed."""
    root = tmp_path_factory.mktemp("small")
    for name in ("catalogue", "claims"):
        shutil.copytree(load_settings().data / name, root / "data" / name)
    (root / "raw" / "us-troops-dmdc").mkdir(parents=True)
    rows = (ROW, {**ROW, "host": "SYR"}, {**ROW, "sender": "FRA", "host": "TCD", "definition": "force-level", "best": 900.0})
    build(root / "raw", root / "data", progress=lambda _line: None, readers=(Literal(rows),))
    return root / "data"


@pytest.fixture
def data(small: Path, tmp_path: Path) -> Path:
    """A copy of the small data folder that a test may change."""
    shutil.copytree(small, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture(scope="session")
def ledger(small: Path) -> Ledger:
    return open_ledger(small)


@pytest.fixture(scope="session")
def bounds() -> Settings:
    return load_settings({})


@pytest.fixture(scope="session")
def planned(ledger: Ledger, bounds: Settings) -> Planned:
    """The plan for a table that is given as text, or as the content of a file of that name."""

    def plan(text: str | bytes, said: Instructions = DEPLOYED, name: str = "mine.csv", of: Ledger = ledger) -> Plan:
        content = text.encode() if isinstance(text, str) else text
        return make_plan(read_content(content, name, bounds), of, said, lambda _words: None, date(2026, 1, 2))

    return plan
