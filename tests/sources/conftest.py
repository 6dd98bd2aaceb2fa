"""The raw files, where they are at hand, and the catalogue they are read with."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.catalogue_files import load_catalogue
from dashboard.domain.catalogue import Catalogue
from dashboard.domain.places import Places
from dashboard.gazetteer import load_places

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="session")
def raw_folder() -> Callable[[str], Path]:
    """A source's raw folder; skips the test when the raw files are not beside this checkout."""

    def folder(source_id: str) -> Path:
        raw = Path(os.environ.get("PRESENCE_RAW", ROOT.parent / "shared" / "sources"))
        if not (raw / source_id).is_dir():
            pytest.skip(f"the raw files of {source_id} are not at hand; set PRESENCE_RAW to their folder")
        return raw / source_id

    return folder


@pytest.fixture(scope="session")
def places() -> Places:
    return load_places(ROOT / "data" / "catalogue")


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue(ROOT / "data" / "catalogue")
