"""All below assets/ is handed to anyone who asks: only files for browsers, none hidden, no links out."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from tests.repository.code import ROOT

ASSETS = ROOT / "assets"
EXTENSIONS = {".css", ".geojson", ".ico", ".js", ".json", ".png", ".svg", ".woff2"}
# The names of these are kept by browsers for ever, so a name must follow from the content.
HASHED = re.compile(r"-([0-9a-f]{12})\.geojson$")


def _entries() -> list[Path]:
    return sorted(ASSETS.rglob("*"))


def test_there_are_assets() -> None:
    assert [path.suffix for path in _entries() if path.suffix == ".js"]


def test_only_kinds_of_file_that_a_browser_needs() -> None:
    assert [path.name for path in _entries() if path.is_file() and path.suffix not in EXTENSIONS] == []


def test_no_hidden_file() -> None:
    assert [str(path.relative_to(ASSETS)) for path in _entries() if path.name.startswith(".")] == []


def test_no_link() -> None:
    assert [str(path.relative_to(ASSETS)) for path in _entries() if path.is_symlink()] == []


def test_shapes_are_named_by_their_content() -> None:
    wrong = [
        path.name
        for path in (ASSETS / "geo").glob("*.geojson")
        if not (named := HASHED.search(path.name)) or not _digest(path).startswith(named[1])
    ]
    assert wrong == []


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
