"""A build: deterministic, complete in its report, and refused as a whole when a claim is wrong."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from dashboard.domain.places import Places
from dashboard.errors import PresenceError
from dashboard.ledger.build import build
from dashboard.ledger.generations import current_generation
from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings
from dashboard.sources.reading import Reading, reading, unused_summary

ROOT = Path(__file__).resolve().parent.parent.parent
ROW = {
    "source_id": "us-troops-dmdc",
    "measure": "troops",
    "definition": "active-duty",
    "sender": "USA",
    "host": "DEU",
    "kind": "value",
    "best": 5.0,
    "start": "2020-06-30",
    "end": "2020-06-30",
    "precision": "day",
}


@dataclass(frozen=True)
class Literal:
    """A reader of claims that stand in the test."""

    rows: tuple[dict[str, object], ...]
    SOURCE_ID: str = "us-troops-dmdc"
    FILES: tuple[str, ...] = ()

    def read(self, folder: Path, places: Places) -> Reading:
        left = unused_summary(file="a.csv", field="host", reason="a total, not a place", rows=3)
        return reading([pd.DataFrame(self.rows)], [left], {"a.csv": len(self.rows) + 3})


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(load_settings().data / "catalogue", folder / "catalogue")
    shutil.copytree(load_settings().data / "claims", folder / "claims")
    (tmp_path / "raw" / "us-troops-dmdc").mkdir(parents=True)
    return folder


def run(data: Path, *rows: dict[str, object]) -> str:
    return build(data.parent / "raw", data, progress=print, readers=(Literal(rows),)).generation


def test_the_same_claims_in_another_order_give_the_same_generation(data: Path) -> None:
    other = {**ROW, "host": "SYR"}
    assert run(data, ROW, other) == run(data, other, ROW)


def test_repetitions_are_counted_and_rows_not_used_are_reported(data: Path) -> None:
    run(data, ROW, ROW)
    unused = open_ledger(data).report["unused"].set_index("reason")["rows"]
    assert unused["the same statement stands in the source more than once"] == 1
    assert unused["a total, not a place"] == 3


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"host": "ATL"}, "E-CLAIM-PLACE"),
        ({"definition": "guess"}, "E-CLAIM-DEFINITION"),
        ({"kind": "rumour"}, "E-CLAIM-WORD"),
        ({"low": 9.0}, "E-CLAIM-ORDER"),
        ({"best": None}, "E-CLAIM-EMPTY"),
        ({"end": "2019-01-01"}, "E-CLAIM-DATES"),
        ({"target": "nobody"}, "E-CLAIM-REFERENCE"),
        ({"lat": 95.0, "lon": 0.0}, "E-CLAIM-POINT"),
        ({"precision": ""}, "E-CLAIM-MISSING"),
    ],
)
def test_one_wrong_claim_stops_the_build_and_the_old_ledger_stays(data: Path, wrong: dict[str, object], code: str) -> None:
    old = run(data, ROW)
    with pytest.raises(PresenceError) as error:
        run(data, ROW, {**ROW, "host": "SYR", **wrong})
    assert code in {problem.code for problem in error.value.problems}
    assert current_generation(data / "store") == old


def test_an_id_given_twice_is_refused(data: Path) -> None:
    with pytest.raises(PresenceError) as error:
        run(data, {**ROW, "claim_id": "X1"}, {**ROW, "host": "SYR", "claim_id": "X1"})
    assert error.value.code == "E-CLAIM-ID"


def test_a_source_that_may_not_be_passed_on_is_read_and_not_shipped(data: Path) -> None:
    entry = data / "catalogue" / "sources" / "us-troops-dmdc.toml"
    entry.write_text(
        entry.read_text(encoding="utf-8").replace("redistributable = true", "redistributable = false"), encoding="utf-8"
    )
    run(data, ROW)
    ledger = open_ledger(data)
    assert not (ledger.claims["source_id"] == "us-troops-dmdc").any()
    assert ledger.report["unused"]["reason"].str.startswith("not shipped").any()


@pytest.mark.slow
def test_the_raw_files_give_the_committed_generation_under_any_locale_and_hash_seed(tmp_path: Path) -> None:
    raw = Path(os.environ.get("PRESENCE_RAW", ROOT.parent / "shared" / "sources"))
    if not raw.is_dir():
        pytest.skip("the raw files are not beside this checkout; set PRESENCE_RAW to their folder")
    folder = tmp_path / "data"
    for name in ("catalogue", "claims"):
        shutil.copytree(ROOT / "data" / name, folder / name)
    code = (
        "import sys; from pathlib import Path; from dashboard.ledger.build import build; "
        "print(build(Path(sys.argv[1]), Path(sys.argv[2]), progress=lambda line: None).generation)"
    )
    environment = {**os.environ, "LC_ALL": "C", "PYTHONHASHSEED": "4711", "TZ": "Pacific/Apia", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code, str(raw), str(folder)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    assert done.stdout.strip() == current_generation(ROOT / "data" / "store")
