"""Adding: all or nothing at every step, once only, and still there after a build."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from dashboard.cli import main
from dashboard.errors import PresenceError
from dashboard.intake import quarantine as quarantine_module
from dashboard.intake.adding import Person, add_plan
from dashboard.intake.instructions import Instructions
from dashboard.intake.preview import preview
from dashboard.intake.quarantine import default_path, write_new
from dashboard.ledger import added, generations
from dashboard.ledger.added import ADDED, read_log
from dashboard.ledger.build import build
from dashboard.ledger.generations import current_generation
from dashboard.ledger.store import Ledger, open_ledger
from tests.intake.conftest import Planned
from tests.ledger.test_build import ROW, Literal

TABLE = "Sending state,Host,Date,Troops\nFrance,Djibouti,2020-06,1450\nFrance,Chad,2020-06,9000\nGermny,Mali,2020,900\n"
ME = Person("A. Person", "2026-01-02T03:04:05+00:00")
ROOT = Path(__file__).resolve().parent.parent.parent


def mine(data: Path) -> pd.DataFrame:
    claims = open_ledger(data).claims
    return claims[claims["source_id"] == "my-notes"]


def test_the_preview_counts_claims_and_tells_what_would_change(planned: Planned, ledger: Ledger) -> None:
    seen = preview(planned(TABLE), ledger)
    assert (seen.new, seen.repeated) == (2, 0)
    assert seen.counts.set_index("host")["claims"].to_dict() == {"DJI": 1, "TCD": 1}
    assert (seen.hosts("newly coloured"), seen.hosts("changed")) == (1, 1)
    assert seen.map[seen.map["change"] == "newly coloured"][["host", "after"]].to_numpy().tolist() == [["DJI", 1450.0]]


def test_figures_of_other_sources_far_apart_are_named(planned: Planned, ledger: Ledger) -> None:
    apart = preview(planned(TABLE), ledger).contradicted
    assert apart[["host", "factor"]].to_numpy().tolist() == [["TCD", 10.0]]
    assert {*apart["source_a"], *apart["source_b"]} == {"my-notes", "us-troops-dmdc"}


def test_the_preview_changes_nothing_and_agrees_with_what_follows(planned: Planned, data: Path, tmp_path: Path) -> None:
    before = open_ledger(data)
    seen = preview(planned(TABLE, of=before), before)
    assert current_generation(data / "store") == before.generation
    built, _ = add_plan(planned(TABLE, of=before), data, tmp_path / "q.csv", ME, keep=5, progress=print)
    assert built.added == seen.new
    after = preview(planned(TABLE, of=open_ledger(data)), open_ledger(data))
    assert (after.new, after.repeated, len(after.map)) == (0, 2, 0)


def test_good_rows_go_in_and_bad_ones_wait(planned: Planned, data: Path, tmp_path: Path) -> None:
    built, files = add_plan(planned(TABLE), data, tmp_path / "q.csv", ME, keep=5, progress=print)
    assert sorted(mine(data)["best"]) == [1450.0, 9000.0]
    assert files == (tmp_path / "q.csv",)
    assert "Germny,Mali,2020,900" in (tmp_path / "q.csv").read_text(encoding="utf-8-sig")
    unused = built.report["unused"].set_index("source_id")
    assert unused.loc["my-notes", "rows"] == 1
    assert read_log(data)[0].who == "A. Person"


def test_what_was_added_is_there_after_a_build(planned: Planned, data: Path, tmp_path: Path) -> None:
    add_plan(planned(TABLE), data, tmp_path / "q.csv", ME, keep=5, progress=print)
    (tmp_path / "raw" / "us-troops-dmdc").mkdir(parents=True)
    build(tmp_path / "raw", data, progress=print, readers=(Literal((ROW,)),))
    assert sorted(mine(data)["best"]) == [1450.0, 9000.0]


STEPS = {
    "before the rows to mend are written": (quarantine_module, "_write_new", 0),
    "before the table is kept": (added, "replace_file", 0),
    "before its source is kept": (added, "replace_file", 1),
    "before it is in the log": (added, "replace_file", 2),
    "before the generation is written": (generations, "_write_folder", 0),
    "while the generation is written": (generations, "write_file", 1),
    "before the pointer is set": (generations, "replace_file", 0),
    "after the pointer is set": (generations, "_sweep", 0),
}


@pytest.mark.parametrize("step", list(STEPS))
def test_broken_off_at_any_step_it_is_nothing_or_everything(
    planned: Planned, data: Path, tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, name, call = STEPS[step]
    real, seen = getattr(module, name), [0]

    def killed(*given: object) -> object:
        seen[0] += 1
        if seen[0] > call:
            raise KeyboardInterrupt
        return real(*given)

    old = current_generation(data / "store")
    with monkeypatch.context() as patch:
        patch.setattr(module, name, killed)
        with pytest.raises(KeyboardInterrupt):
            add_plan(planned(TABLE), data, tmp_path / "q.csv", ME, keep=5, progress=print)
    everything = step == "after the pointer is set"
    assert len(mine(data)) == (2 if everything else 0)
    assert (current_generation(data / "store") != old) == everything
    add_plan(planned(TABLE), data, tmp_path / "q.csv", ME, keep=5, progress=print)
    assert len(mine(data)) == 2
    assert len(read_log(data)) == 1
    assert (tmp_path / "q.csv").exists()


def test_a_file_of_rows_to_mend_is_never_written_over(planned: Planned, data: Path, tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text("being mended")
    with pytest.raises(PresenceError) as error:
        add_plan(planned(TABLE), data, tmp_path / "q.csv", ME, keep=5, progress=print)
    assert error.value.code == "E-ADD-QUARANTINE"
    assert (tmp_path / "q.csv").read_text() == "being mended"
    assert mine(data).empty


def test_rows_to_mend_that_cannot_be_written_stop_everything(planned: Planned, data: Path, tmp_path: Path) -> None:
    with pytest.raises(PresenceError) as error:
        write_new({tmp_path / "absent" / "q.csv": b"x"})
    assert error.value.code == "E-EXPORT-WRITE"


def run(data: Path, *words: str, text: str = "") -> Result:
    return CliRunner().invoke(main, ["add", *words], env={"PRESENCE_DATA": str(data)}, input=text)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


OPTIONS = ("--definition", "deployed", "--source-title", "My notes")


def test_the_command_shows_and_asks_before_it_adds(data: Path, table: Path) -> None:
    old = current_generation(data / "store")
    done = run(data, str(table), *OPTIONS)
    assert done.exit_code == 0, done.output
    assert "2 new claims, 0 that are there already, 1 rows to mend" in done.output
    assert "1 hosts newly coloured" in done.output
    assert "E-ADD-PLACE" in done.output
    assert f"presence add {table} --definition deployed --source-title 'My notes' --yes" in done.output
    assert current_generation(data / "store") == old
    assert not default_path(table).exists()


def test_the_command_adds_once(data: Path, table: Path) -> None:
    first = run(data, str(table), *OPTIONS, "--yes")
    assert first.exit_code == 0, first.output
    assert "2 added" in first.output
    assert default_path(table).exists()
    again = run(data, str(table), *OPTIONS, "--yes")
    assert again.exit_code == 0, again.output
    assert "0 added, 2 were there already" in again.output
    assert len(mine(data)) == 2


def test_rows_are_mended_and_added_under_the_same_source(data: Path, table: Path) -> None:
    run(data, str(table), *OPTIONS, "--yes")
    waiting = default_path(table)
    waiting.write_text(waiting.read_text(encoding="utf-8-sig").replace("Germny", "Germany"), encoding="utf-8")
    done = run(data, str(waiting), *OPTIONS, "--yes")
    assert done.exit_code == 0, done.output
    assert sorted(mine(data)["best"]) == [900.0, 1450.0, 9000.0]
    assert len(read_log(data)) == 2


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), "E-ADD-FILE"), (("absent.csv",), "E-OPEN-FILE"), (("http://127.0.0.1/a.csv",), "E-OPEN-ADDRESS"),
        (("mine.csv", "--map", "nonsense"), "E-ADD-MAP"), (("mine.csv",), "E-ADD-MISSING"),
    ],
)  # fmt: skip
def test_mistakes_are_explained(data: Path, table: Path, words: tuple[str, ...], code: str) -> None:
    done = run(data, *(word.replace("mine.csv", str(table)) for word in words))
    assert done.exit_code == 1
    assert code in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("words", "where"),
    [
        (("--source-title", "My \u202enotes"), "--source-title"), (("--source-title", "\udcff"), "--source-title"),
        (("--publisher", "a\x1b[2J"), "--publisher"), (("--licence", "CC0\u2066"), "--licence"), (("--url", "javascript:x"), "--url"),
    ],
    ids=["turned", "no text", "control", "licence", "no address"],
)  # fmt: skip
def test_an_addition_never_makes_a_catalogue_that_is_refused(data: Path, table: Path, words: tuple[str, ...], where: str) -> None:
    """It would be published, and from then on nothing could be opened any more."""
    done = run(data, str(table), "--definition", "deployed", "--yes", *words)
    open_ledger(data)
    assert done.exit_code == 1, done.output
    assert f"E-ADD-SOURCE in {where}" in done.output


def test_the_name_of_a_file_is_a_text_like_others(data: Path, table: Path) -> None:
    turned = table.rename(table.with_name("2019-\u202egnp.csv"))
    done = run(data, str(turned), "--definition", "deployed", "--yes")
    open_ledger(data)
    assert "E-ADD-SOURCE in the file's name" in done.output


def test_a_table_without_a_row_in_order_fails_and_its_rows_wait(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("sender,host,date,troops\nGermny,Mali,2020,900\n")
    done = run(data, str(path), *OPTIONS, "--yes")
    assert done.exit_code == 1
    assert "E-ADD-NOTHING" in done.output
    assert default_path(path).exists()
    assert not (data / ADDED).exists()


def test_the_template_is_printed_and_can_be_added(data: Path, tmp_path: Path) -> None:
    printed = run(data, "--template")
    path = tmp_path / "mine.csv"
    path.write_text(printed.output, encoding="utf-8")
    done = run(data, str(path), "--yes")
    assert done.exit_code == 0, done.output
    assert "1 added" in done.output


def test_the_command_of_the_preview_reads_the_same() -> None:
    from dashboard.intake.template import command_line

    said = Instructions(
        columns={"sender": "Who's it"}, constants={"definition": "deployed"}, title="A; rm -rf *", dates="dmy", mark="comma"
    )
    words = command_line("my file.csv", said)
    shown = subprocess.run(
        ["bash", "-c", f"printf '%s\\n' {words}"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert shown == [
        "presence", "add", "my file.csv", "--map", "Who's it=sender", "--definition", "deployed", "--dates", "dmy", "--decimal", "comma",
        "--source-title", "A; rm -rf *", "--yes",
    ]  # fmt: skip


@pytest.mark.slow
def test_killed_at_random_moments_it_is_nothing_or_everything(data: Path, table: Path) -> None:
    command = [sys.executable, "-m", "dashboard.cli", "add", str(table), *OPTIONS, "--yes"]
    environment = {**os.environ, "PRESENCE_DATA": str(data), "PYTHONPATH": str(ROOT)}
    for moment in range(8):
        running = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            running.wait(timeout=0.5 + moment * 0.4)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
        assert len(mine(data)) in (0, 2)
    # Left alone it gets through, and the same once more changes nothing.
    for _ in range(2):
        last = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)
    assert last.returncode == 0, last.stderr
    assert len(mine(data)) == 2
    assert len(read_log(data)) == 1
