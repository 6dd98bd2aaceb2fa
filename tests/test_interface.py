"""The command line and the Python interface on the shipped ledger: formats, exit status, explanations without a traceback."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import dashboard
from dashboard.cli import main
from dashboard.domain.claim import COLUMN_NAMES
from dashboard.domain.estimates import ESTIMATE_COLUMNS
from dashboard.domain.view import View
from dashboard.errors import PresenceError
from dashboard.printing import aligned


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


@pytest.fixture(scope="module")
def atlas() -> dashboard.Atlas:
    return dashboard.open()


def test_every_command_has_help_with_an_example() -> None:
    for name, command in main.commands.items():
        told = run(name, "--help")
        assert told.exit_code == 0
        assert f"Example: presence {name}" in " ".join((command.help or "").split()), name


def test_the_list_of_commands_cuts_no_line() -> None:
    told = run("--help").output.partition("Commands:")[2]
    assert all(f"\n  {name} " in told for name in main.commands)
    assert "..." not in told


@pytest.mark.parametrize(
    ("words", "code", "step"),
    [
        ("estimates --fromat csv", "E-CLI-OPTION: found '--fromat'", "--format, or see: presence estimates --help"),
        ("--verison", "E-CLI-OPTION: found '--verison'", "--version"), ("claims -x", "E-CLI-OPTION: found '-x'", "see: presence claims"),
        ("estimtes", "E-CLI-COMMAND: found 'estimtes'", "presence estimates"), ("o'b", "E-CLI-COMMAND: found \"o'b\";", "see: presence --help"),
        ("stories chek a", "E-CLI-COMMAND: found 'chek'", "presence stories check"),
        ("verify", "E-CLI-MISSING: found nothing for 'FILE'", "see"),
        ("stories check", "E-CLI-MISSING", "presence stories check --help"), ("build", "E-CLI-MISSING: found nothing for '--raw'", "see"),
        ("claims --limit 0", "E-CLI-VALUE: found Invalid value for '--limit'", "see"), ("claims --limit", "E-CLI-", "see"),
        ("sources a b", "E-CLI-USAGE: found", "see: presence sources"),
    ],
)  # fmt: skip
def test_what_is_no_command_of_ours_is_told_with_a_code(words: str, code: str, step: str) -> None:
    told = CliRunner().invoke(main, words.split(), prog_name="presence")
    assert told.exit_code == 2
    (line,) = told.stderr.splitlines()
    assert line.startswith(code)
    assert step in line.partition("Next step: ")[2]
    assert told.stdout == ""


def test_help_that_nobody_asked_for_stays_help() -> None:
    told = run()
    assert told.output.startswith("Usage: ")
    assert "E-CLI" not in told.output


@pytest.mark.parametrize("end", ["json", "svg", "xlsx", "citation.txt", "exe"])
def test_claims_are_written_in_no_file_of_another_kind(tmp_path: Path, end: str) -> None:
    told = run("export", "sender=RUS&host=VEN", str(tmp_path / f"x.{end}"), "--claims")
    assert told.exit_code == 1
    assert told.stderr.startswith(
        f"E-EXPORT-ARGUMENTS: found --claims with .{end}; expected --claims with a View and .csv, .parquet"
    )
    assert list(tmp_path.iterdir()) == []
    story = run("export", "story:venezuela-2019", str(tmp_path / "x.csv"), "--claims")
    assert "--claims with a story" in story.stderr


def test_claims_are_written_in_the_kind_that_the_name_says(tmp_path: Path) -> None:
    for end in ("csv", "claims.csv", "parquet"):
        assert run("export", "sender=RUS&host=VEN", str(tmp_path / f"x.{end}"), "--claims").exit_code == 0
    read = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert read["x.csv"] == read["x.claims.csv"]
    assert len(pd.read_parquet(tmp_path / "x.parquet")) == len(pd.read_csv(tmp_path / "x.csv")) > 5


def test_claims_as_csv_have_every_column_of_the_registry() -> None:
    told = run("claims", "--sender", "RUS", "--host", "VEN", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(told.stdout)))
    assert told.exit_code == 0
    assert tuple(rows[0]) == COLUMN_NAMES
    assert {"VEN2019-V1", "VEN2019-V7", "MF055"} <= {row["claim_id"] for row in rows}


def test_estimates_as_json() -> None:
    told = run("estimates", "measure=troops&sender=USA&host=KOR&date=2025-12-31", "--format", "json")
    (row,) = json.loads(told.stdout)
    assert list(row) == list(ESTIMATE_COLUMNS)
    assert (row["best"], row["state"], row["date"], row["source_id"]) == (23495, "value", "2025-12-31", "us-troops-dmdc")


def test_a_limit_says_how_many_there_are() -> None:
    told = run("estimates", "sender=USA&date=2025-12-31", "--limit", "3")
    assert "3 of " in told.stderr
    assert len(told.stdout.strip().splitlines()) == 4


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("estimates", "measure=tanks"), "E-VIEW"), (("estimates", "sender=ATLANTIS"), "E-VIEW"), (("places", "Atlantis"), "E-PLACE"),
        (("export", "a.doc"), "E-EXPORT-FORMAT"), (("claims", "--sender", "ATLANTIS"), "E-VIEW"),
        (("claims", "--source", "nope"), "E-VIEW in source=nope"),
        (("export", "sender=RUS", "/nowhere/at/all.citation.txt"), "E-EXPORT-WRITE in /nowhere/at/all.citation.txt: found No such file"),
        (("verify", "nowhere.png"), "Next step: name a file that is there"),
    ],
)  # fmt: skip
def test_a_mistake_is_explained_and_ends_with_one(words: tuple[str, ...], code: str) -> None:
    told = run(*words)
    assert told.exit_code == 1
    assert code in told.stderr
    assert "Traceback" not in told.output
    assert told.stdout == ""


def test_a_folder_that_is_not_there_is_refused() -> None:
    assert run("build", "--raw", "/nowhere/at/all").exit_code == 2


def test_a_missing_ledger_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRESENCE_DATA", str(tmp_path))
    told = run("check")
    assert told.exit_code == 1
    assert "E-STORE-POINTER" in told.stderr
    assert "presence build" in told.stderr


def test_an_ambiguous_name_gives_its_candidates() -> None:
    told = run("places", "Congo", "--format", "csv")
    assert {row["id"] for row in csv.DictReader(io.StringIO(told.stdout))} == {"COD", "COG"}


@pytest.mark.parametrize("form", ["csv", "svg", "png"])
def test_an_export_is_written(tmp_path: Path, form: str) -> None:
    target = tmp_path / f"map.{form}"
    assert run("export", str(target), "sender=RUS&date=2019-06-30").exit_code == 0
    start = target.read_bytes()[:8]
    assert start.startswith({"csv": b"\xef\xbb\xbfhost", "svg": b"<svg xml", "png": b"\x89PNG"}[form])


def test_the_report_of_what_was_not_used_is_there() -> None:
    told = run("sources", "--report", "unused", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(told.stdout)))
    assert any(row["source_id"] == "cow-nmc" and row["reason"].startswith("not shipped") for row in rows)


def test_every_measure_is_listed_with_its_definitions(atlas: dashboard.Atlas) -> None:
    rows = list(csv.DictReader(io.StringIO(run("measures", "--format", "csv").stdout)))
    wanted = {(m.id, d.id) for m in atlas.ledger.catalogue.measures.values() for d in m.definitions}
    assert {(row["measure"], row["definition"]) for row in rows} == wanted


def test_the_doctor_prints_every_setting() -> None:
    told = run("doctor")
    assert told.exit_code == 0
    assert "PRESENCE_PORT = 8050" in told.stdout
    assert "claims" in told.stdout


def test_the_python_interface_gives_documented_frames(atlas: dashboard.Atlas) -> None:
    assert tuple(atlas.claims("sender=RUS&host=VEN").columns) == COLUMN_NAMES
    assert list(atlas.estimates("sender=RUS&date=2019-06").columns) == list(ESTIMATE_COLUMNS)
    only = atlas.claims("measure=troops&sender=RUS&host=VEN")
    assert set(only["measure"].astype("str")) == {"troops"}


def test_a_view_and_its_text_are_the_same_question(atlas: dashboard.Atlas) -> None:
    text = "measure=troops&sender=RUS&host=SYR&date=2019-06-30"
    pd.testing.assert_frame_equal(atlas.estimates(text), atlas.estimates(atlas.view(text)))
    assert isinstance(atlas.view(text), View)


def test_a_total_adds_the_senders(atlas: dashboard.Atlas) -> None:
    rows = atlas.estimates("sender=all&date=2019-06-30", total=True)
    assert not rows["host"].duplicated().any()
    assert rows["senders"].max() > 1


def test_the_boundary_frame_has_every_drawn_place(atlas: dashboard.Atlas) -> None:
    frame = atlas.boundaries("sender=RUS&date=2019-06")
    assert (len(frame), frame.crs.to_epsg()) == (266, 4326)
    assert frame.set_index("host").loc["SYR", "best"] == 4500


def test_the_figure_carries_its_own_shapes(atlas: dashboard.Atlas) -> None:
    (trace,) = atlas.figure("sender=RUS&date=2019-06").data
    drawn = [feature["id"] for feature in trace.geojson["features"]]
    assert len(drawn) == len(set(drawn))
    assert len(trace.locations) == 266
    assert set(trace.locations) <= set(drawn)
    assert trace.z[list(trace.locations).index("SYR")] >= 5


def test_the_figure_has_the_shapes_of_its_day(atlas: dashboard.Atlas) -> None:
    (trace,) = atlas.figure("date=1985-06-30").data
    assert "SUN" in trace.locations
    assert "UKR" not in trace.locations


def test_what_a_view_cannot_mean_is_an_error_in_python(atlas: dashboard.Atlas) -> None:
    with pytest.raises(PresenceError) as error:
        atlas.estimates("measure=tanks&date=never")
    assert [problem.code for problem in error.value.problems] == ["E-VIEW", "E-VIEW"]


def test_a_slide_waits_for_nothing_that_it_does_not_need() -> None:
    """The index of all spellings and the tables of a help text would take longer than the slide itself."""
    program = (
        "import sys, dashboard.cli\n"
        "early = {'pandas', 'pyarrow', 'pydantic', 'pptx'} & set(sys.modules)\n"
        "atlas = dashboard.cli.opened()\n"
        "atlas.export('sender=RUS&date=2019-06-30', 'pptx')\n"
        "print(sorted(early), '_names' in vars(atlas.ledger.places), atlas.ledger.places.resolve('Russie').id)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == "[] False RUS"


def test_a_notebook_shows_the_atlas_in_a_line(atlas: dashboard.Atlas) -> None:
    for shown in (repr(atlas), repr(atlas.ledger), repr(atlas.ledger.catalogue)):
        assert len(shown) < 100
    assert f"{len(atlas.ledger.claims):,} claims" in repr(atlas)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("sender=Congo", "“Congo” can be COD or COG"), ("sendr=RUS", "write sender=RUS"), ("generation=0123456789abcdef", "another ledger"),
        ("kind=maps&right_sendr=RUS", "right_sendr"), ("kind=multiples&by=colour", "nothing to choose for by; expected"),
    ],
)  # fmt: skip
def test_nothing_that_was_asked_is_passed_over_in_python(atlas: dashboard.Atlas, asked: str, told: str) -> None:
    with pytest.raises(PresenceError) as error:
        atlas.export(asked, "svg")
    assert {problem.code for problem in error.value.problems} == {"E-VIEW"}
    assert told in str(error.value)
    assert "is shown" not in str(error.value)


def test_a_link_that_is_pinned_to_this_ledger_is_answered(atlas: dashboard.Atlas) -> None:
    assert atlas.view(f"sender=RUS&generation={atlas.ledger.generation}").sender == ("RUS",)


def test_rows_on_a_terminal_stand_under_their_titles() -> None:
    rows = pd.DataFrame(
        {"id": ["a", "bcd"], "best": [1234567.25, 0.5], "note": ["x" * 60, None], "empty": ["", ""], "n": [7, 1200]}
    )
    assert aligned(rows).splitlines() == [
        "id        best  note" + " " * 50 + "n",
        "a    1,234,567  " + "x" * 47 + "…      7",
        "bcd        0.5  " + " " * 48 + "  1,200",
    ]
    assert "x" * 60 in aligned(rows, cell=100)
