"""A small ledger that a test may change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dashboard.ledger.build import build
from dashboard.settings import load_settings
from tests.ledger.test_build import ROW, Literal

ROWS = (ROW, {**ROW, "host": "SYR"}, {**ROW, "sender": "FRA", "host": "TCD", "definition": "force-level", "best": 900.0})


def build_small(data: Path, *rows: dict[str, object], keep: int = 5) -> str:
    """Build a ledger of these rows and the hand-kept claims under ``data``; the generation's id."""
    folder = data.parent / "raw" / "us-troops-dmdc"
    folder.mkdir(parents=True, exist_ok=True)
    return build(data.parent / "raw", data, progress=lambda _line: None, readers=(Literal(rows or ROWS),), keep=keep).generation


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a ledger of a few claims; never changed."""
    data = tmp_path_factory.mktemp("small") / "data"
    for name in ("catalogue", "claims"):
        shutil.copytree(load_settings().data / name, data / name)
    build_small(data)
    return data


@pytest.fixture
def data(small: Path, tmp_path: Path) -> Path:
    """A copy of the small data folder that a test may change."""
    shutil.copytree(small, tmp_path / "data")
    return tmp_path / "data"
