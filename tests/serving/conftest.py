"""A small data folder for every test that publishes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.serving.stores import small_data


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_data(tmp_path_factory.mktemp("small"))


@pytest.fixture
def data(small: Path, tmp_path: Path) -> Path:
    """A data folder of the test's own."""
    shutil.copytree(small, tmp_path / "data")
    return tmp_path / "data"
