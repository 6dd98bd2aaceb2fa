"""Marks of answers change with everything that an answer is made from, also where the version of the program stays the same."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.ledger.provenance import digest_of
from dashboard.settings import PACKAGED, Settings, load_settings
from dashboard.web.edition import OF_THE_PLACE, edition_of

ROOT = PACKAGED.parent
MARKS = """
import sys
from dataclasses import replace
from pathlib import Path
import dashboard
from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings
from dashboard.web.server import create_app
root = Path(sys.argv[1])
assert Path(dashboard.__file__).is_relative_to(root)
settings = replace(load_settings({}), data=Path(sys.argv[2]))
client = create_app(settings, open_ledger(settings.data)).server.test_client()
print(dashboard.__version__, *(client.get(path).headers["ETag"] for path in ("/sources", "/api/v1/table.csv")))
"""


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    for name in ("dashboard", "assets"):
        shutil.copytree(ROOT / name, tmp_path / "installed" / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "installed"


def marks(installed: Path, data: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", MARKS, str(installed), str(data)], cwd=installed, capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.slow
def test_an_upgrade_in_place_that_keeps_its_version_changes_every_mark(installed: Path, small: Path) -> None:
    before = marks(installed, small)
    page = installed / "dashboard" / "web" / "sources_page.py"
    page.write_text(page.read_text(encoding="utf-8") + "\n# A line more.\n", encoding="utf-8")
    after = marks(installed, small)
    assert after[0] == before[0]
    assert not {*after[1:]} & {*before[1:]}


@pytest.fixture
def settings(small: Path, tmp_path: Path) -> Settings:
    shutil.copytree(load_settings({}).assets, tmp_path / "assets")
    shutil.copytree(small / "catalogue", tmp_path / "data" / "catalogue")
    return replace(load_settings({}), data=tmp_path / "data", assets=tmp_path / "assets")


@pytest.mark.parametrize("file", ["assets/atlas.css", "data/catalogue/places.csv", "data/stories/new.toml"])
def test_an_edition_changes_with_every_file_that_is_read(settings: Settings, file: str) -> None:
    before = edition_of(settings)
    path = settings.data.parent / file
    path.parent.mkdir(exist_ok=True)
    path.write_text((path.read_text(encoding="utf-8") if path.exists() else "") + "\n", encoding="utf-8")
    assert edition_of(settings) != before


def test_an_edition_changes_with_what_the_settings_say_of_answers_and_not_of_places(settings: Settings, tmp_path: Path) -> None:
    before = edition_of(settings)
    for changed in ({"marking": "DRAFT"}, {"max_panel_claims": 7}, {"prefix": "/atlas"}, {"user_header": "X-User"}):
        assert edition_of(replace(settings, **changed)) != before
    shutil.copytree(settings.data.parent, tmp_path / "replica")
    moved = replace(settings, data=tmp_path / "replica" / "data", assets=tmp_path / "replica" / "assets", port=1, workers=9)
    assert edition_of(moved) == before
    assert {*OF_THE_PLACE} <= {*Settings.__dataclass_fields__}


def test_names_of_files_are_a_part_of_a_digest_and_hashing_all_is_quick(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    before = digest_of(tmp_path)
    (tmp_path / "a").rename(tmp_path / "b")
    assert digest_of(tmp_path) != before
    begun = time.process_time()
    edition_of(load_settings({}))
    assert time.process_time() - begun < 0.5
