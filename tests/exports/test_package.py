"""The data package: valid by the reference check, complete, with a licence on every row; citations that cannot be broken out of."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from dashboard.cli import main
from dashboard.domain.claim import COLUMN_NAMES, COLUMNS
from dashboard.domain.view import View
from dashboard.errors import PresenceError
from dashboard.exports.package import frame_parquet, package_files
from dashboard.exports.references import claim_text, source_bibtex, source_ris, view_bibtex, view_ris, year_of
from dashboard.ledger import answers
from dashboard.ledger.dictionary import claim_schema
from dashboard.ledger.store import Ledger, read_claims
from tests.figures.literal import VENEZUELA, ledger

PAIR = View(sender=("RUS",), host=("VEN",))


@pytest.fixture(scope="module")
def folder(shipped: Ledger, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("package")
    for file in package_files(shipped, answers.pair_claims(shipped, PAIR)):
        (target / file.name).write_bytes(file.content)
    return target


def validate(descriptor: Path) -> dict[str, Any]:
    """The report of the reference tool, run as anyone runs it (as a library it leaves files open)."""
    command = [sys.executable, "-W", "ignore", "-m", "frictionless", "validate", descriptor.name, "--json"]
    done = subprocess.run(command, cwd=descriptor.parent, capture_output=True, text=True, timeout=120)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def rows_of(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "claims.csv.gz", encoding="utf-8-sig", dtype="str", keep_default_na=False)


def test_the_reference_check_finds_nothing(folder: Path) -> None:
    report = validate(folder / "datapackage.json")
    assert [error for task in report["tasks"] for error in task["errors"]] == []
    counted = {task["name"]: task["stats"].get("rows") for task in report["tasks"]}
    assert counted["claims-csv-gz"] == len(rows_of(folder)) > 50


def test_the_reference_check_would_find_a_changed_figure(folder: Path, tmp_path: Path) -> None:
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    text = gzip.decompress((folder / "claims.csv.gz").read_bytes()).decode()
    (tmp_path / "claims.csv.gz").write_bytes(gzip.compress(text.replace(",1000,", ",1001,").encode(), mtime=0))
    assert not validate(tmp_path / "datapackage.json")["valid"]


def test_every_row_names_its_licence_and_a_source_that_is_listed(folder: Path) -> None:
    rows = rows_of(folder)
    sources = pd.read_csv(folder / "sources.csv", encoding="utf-8-sig", dtype="str", keep_default_na=False)
    assert list(rows.columns) == [*COLUMN_NAMES, "licence"]
    licences = dict(zip(sources["id"], sources["licence"], strict=True))
    assert (rows["source_id"].map(licences) == rows["licence"]).all()
    assert (rows["licence"] != "").all()


def test_the_parquet_file_is_the_same_claims(folder: Path, shipped: Ledger) -> None:
    back = read_claims((folder / "claims.parquet").read_bytes())
    asked = answers.pair_claims(shipped, PAIR).reset_index(drop=True)
    assert back["claim_id"].tolist() == asked["claim_id"].tolist()
    pd.testing.assert_series_equal(back["best"], asked["best"])


def test_the_same_claims_give_the_same_bytes(shipped: Ledger) -> None:
    rows = answers.pair_claims(shipped, PAIR)
    first, second = ([file.content for file in package_files(shipped, rows)] for _ in range(2))
    assert first == second


def test_the_dictionary_is_the_registry() -> None:
    fields = claim_schema()["fields"]
    assert [field["name"] for field in fields] == list(COLUMN_NAMES)
    told = {field["name"]: field for field in fields}
    for column in COLUMNS:
        assert column.description in told[column.name]["description"]
        assert told[column.name].get("constraints", {}).get("required", False) is column.required
        assert column.required or column.null in told[column.name]["description"]


def test_the_generation_in_service_describes_itself(shipped: Ledger, repository: Path) -> None:
    descriptor = json.loads((repository / "data" / "store" / shipped.generation / "datapackage.json").read_text())
    claims = next(resource for resource in descriptor["resources"] if resource["name"] == "claims")
    schema = pq.read_schema(repository / "data" / "store" / shipped.generation / "claims.parquet")
    assert [field["name"] for field in claims["schema"]["fields"]] == schema.names


def test_parquet_of_a_view_holds_its_estimates(shipped: Ledger) -> None:
    table = pq.read_table(
        io.BytesIO(frame_parquet(answers.pair_estimates(shipped, replace(PAIR, date=date(2019, 6, 30)))))
    ).to_pandas()
    assert "VEN" in table["host"].tolist()


def test_bibtex_and_ris_name_the_view_and_every_source(shipped: Ledger) -> None:
    bibtex, ris = view_bibtex(shipped, PAIR), view_ris(shipped, PAIR)
    assert bibtex.count("@misc{") == ris.count("TY  - DATA") == ris.count("ER  - ") > 1
    assert f"presence-atlas-{shipped.generation}" in bibtex
    assert "host=VEN" in ris


@given(st.text())
def test_no_title_breaks_out_of_its_field(title: str) -> None:
    made = ledger(*VENEZUELA)
    source = replace(next(iter(made.catalogue.sources.values())), title=title)
    entry = source_bibtex([source])
    plain = entry.replace(r"\{", "").replace(r"\}", "")
    assert plain.count("{") == plain.count("}")
    assert entry.count("\n@misc{") == 0
    lines = source_ris([source]).split("\r\n")
    assert sum(line.startswith("ER  - ") for line in lines) == 1
    assert all(line == "" or line[2:6] == "  - " for line in lines)


def test_only_a_year_in_brackets_is_a_year_of_publication(shipped: Ledger) -> None:
    assert year_of(shipped.catalogue.sources["case-venezuela-2019"]) == ""
    assert year_of(shipped.catalogue.sources["aiddata-gcdf3"]) == "2023"


def test_a_claim_is_cited_with_speaker_source_licence_and_ledger() -> None:
    made = ledger(*VENEZUELA)
    text = claim_text(made, "V6")
    assert made.generation in text
    assert "V6" in text
    assert "CC0" in text
    assert "\n" not in text
    with pytest.raises(PresenceError) as caught:
        claim_text(made, "V99")
    assert caught.value.code == "E-CLAIM-ID"


def test_the_commands_write_a_package_and_cite(tmp_path: Path) -> None:
    run = CliRunner().invoke
    made = run(main, ["package", str(tmp_path / "out"), "sender=RUS&host=VEN"])
    assert made.exit_code == 0, made.output
    assert validate(tmp_path / "out" / "datapackage.json")["valid"]
    again = run(main, ["package", str(tmp_path / "out"), "sender=RUS&host=VEN"])
    assert again.exit_code == 1
    assert "E-EXPORT-FOLDER" in again.output
    assert "@misc{wor" in run(main, ["cite", "--source", "worldbank-wdi", "--format", "bibtex"]).output
    assert "E-SOURCE" in run(main, ["cite", "--source", "nobody"]).output
    assert "TY  - DATA" in run(main, ["cite", "sender=RUS&host=VEN", "--format", "ris"]).output
