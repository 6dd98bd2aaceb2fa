"""``presence diff`` and ``presence known`` on the shipped ledger: formats, filters, explanations."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dashboard.cli import main
from dashboard.ledger.difference import DIFFERENCE_COLUMNS
from dashboard.ledger.generations import current_generation, kept_generations
from dashboard.settings import load_settings


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def test_between_two_dates_of_one_source_as_csv() -> None:
    told = run("diff", "2017-12-01", "2018-06-01", "--source", "case-us-withheld-2017", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(told.stdout)))
    assert told.exit_code == 0
    assert tuple(rows[0]) == tuple(DIFFERENCE_COLUMNS)
    assert {row["change"] for row in rows} == {"withdrawal"}
    assert f"{len(rows)} changes" in told.stderr


def test_a_summary_counts_every_change() -> None:
    counted = run("diff", "2022-09-01", "2023-02-02", "--measure", "troops", "--summary", "--format", "json")
    rows = json.loads(counted.stdout)
    listed = run("diff", "2022-09-01", "2023-02-02", "--measure", "troops", "--limit", "1")
    assert {row["measure"] for row in rows} == {"troops"}
    assert f"1 of {sum(row['changes'] for row in rows)} rows shown" in listed.stderr.replace(",", "")


def test_statements_that_came_and_went_in_between_are_counted_aloud() -> None:
    assert "withdrawn again in between" in run("diff", "2020-01-01", "2024-01-01", "--source", "nobody").stderr


def test_a_generation_and_itself_do_not_differ() -> None:
    store = load_settings().data / "store"
    told = run("diff", "current", current_generation(store))
    assert (told.exit_code, told.stdout.strip()) == (0, "no rows")
    assert "0 changes" in told.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("diff", "2020", "2019"), "E-DIFF-ORDER"),
        (("diff", "current", "yesterday"), "E-STORE-GENERATION"),
        (("diff", "2019", "../../../etc"), "E-DIFF-DATE"),
        (("diff", "2018-01-01", "soon"), "E-DIFF-DATE: found 'soon'"),
        (("diff", "2019-13", "2019-14"), "E-STORE-GENERATION"),
        (("known", "troops", "USA,RUS", "SYR"), "E-HISTORY-PAIR"),
        (("known", "troops", "ATLANTIS", "SYR"), "E-VIEW"),
    ],
)
def test_a_mistake_is_explained_with_its_code(words: tuple[str, ...], code: str) -> None:
    told = run(*words)
    assert told.exit_code == 1
    assert told.stderr.startswith(code)


def test_the_kept_generations_are_listed_last_written_first(tmp_path: Path) -> None:
    store = load_settings().data / "store"
    current = current_generation(store)
    assert current in kept_generations(store)
    for name in ("0" * 16, "f" * 16):
        (tmp_path / name).mkdir()
        shutil.copyfile(store / current / "manifest.json", tmp_path / name / "manifest.json")
    (tmp_path / "notes").mkdir()
    assert sorted(kept_generations(tmp_path)) == ["0" * 16, "f" * 16]


def test_how_an_answer_moved() -> None:
    told = run("known", "troops", "USA", "SYR", "--date", "2017-12-31", "--format", "json")
    rows = json.loads(told.stdout)
    assert told.exit_code == 0
    assert [row["state"] for row in rows][-1] == "withheld"
    assert [row["known_at"] for row in rows] == sorted(row["known_at"] for row in rows)
