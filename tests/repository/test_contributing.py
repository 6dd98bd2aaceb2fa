"""The guide for contributors: the reader that it shows works, and what it names is there."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from dashboard.gazetteer import load_places
from dashboard.settings import load_settings
from tests.repository.code import ROOT

GUIDE = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`((?:dashboard|data|tests|assets)/[\w./-]*|CHANGELOG\.md)`")
USER = """
import dashboard

atlas = dashboard.open()
reveal_type(atlas.claims("sender=RUS"))
atlas.claims(1)
"""


def block(language: str) -> str:
    found = re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    assert len(found) == 1
    return str(found[0])


@pytest.fixture
def reader(tmp_path: Path) -> ModuleType:
    """The reader of the guide as a module, its file beside it."""
    (tmp_path / "soldiers.csv").write_text(block("csv"), encoding="utf-8")
    (tmp_path / "example.py").write_text(block("python"), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("example_of_the_guide", tmp_path / "example.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reader_that_is_shown_reads_the_file_that_is_shown(reader: ModuleType, tmp_path: Path) -> None:
    read = reader.read(tmp_path, load_places(load_settings({}).data / "catalogue"))
    claims = read.claims[["sender", "host", "best", "precision"]].to_dict("records")
    assert claims == [{"sender": "RUS", "host": "ARM", "best": 3000.0, "precision": "year"}]
    assert read.unused[["value", "reason"]].to_dict("records") == [
        {"value": "Atlantis", "reason": "No such place, or several"},
        {"value": "", "reason": "The source gives no figure"},
    ]
    assert read.rows_read == {"soldiers.csv": 3}


def test_every_file_and_folder_that_is_named_is_there() -> None:
    named = NAMED.findall(GUIDE)
    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_types_of_the_program_reach_who_imports_it(tmp_path: Path) -> None:
    (tmp_path / "notebook.py").write_text(USER, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--config-file=", "--follow-imports=silent", "--no-error-summary", "notebook.py"]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=400, check=False).stdout
    assert "py.typed" not in told
    assert "DataFrame" in told
    assert 'Argument 1 to "claims"' in told
