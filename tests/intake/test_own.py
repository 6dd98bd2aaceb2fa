"""A definition that comes with a table: kept with it, shown with all others, and never in place of one that is there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard.catalogue_files import load_catalogue
from dashboard.cli import main
from dashboard.domain.catalogue import OWN_CAVEAT
from dashboard.errors import PresenceError
from dashboard.intake.instructions import Instructions
from dashboard.intake.template import command_line
from dashboard.ledger.build import build
from dashboard.ledger.store import open_ledger
from dashboard.phrase_file import load_phrases
from dashboard.settings import load_settings
from dashboard.web.definitions_page import definitions_page
from tests.intake.conftest import Planned
from tests.ledger.test_build import ROW, Literal

TABLE = "sender,host,value,date\nFrance,Chad,40,2020\nFrance,Atlantis,5,2020\n"
TITLE, TEXT = "Advisers only", "Military advisers in uniform, without guards & trainers."
SAID = Instructions(
    constants={"measure": "troops"}, title="My notes", own_definition="advisers-only", own_title=TITLE, own_text=TEXT
)
OPTIONS = ["--measure", "troops", "--new-definition", "advisers-only", "--definition-title", TITLE, "--definition-text", TEXT]


def test_the_plan_tells_it_and_counts_under_it(planned: Planned) -> None:
    plan = planned(TABLE, SAID)
    assert set(plan.claims["definition"]) == {"advisers-only"}
    assert any(TEXT in note for note in plan.notes)
    assert plan.bad_rows == 1
    assert f"--definition-text '{TEXT}'" in command_line("mine.csv", SAID)


@pytest.mark.parametrize(
    "wrong",
    [
        {"own_title": ""}, {"own_text": ""}, {"own_definition": "Advisers only"}, {"own_definition": "../evil"}, {"constants": {}},
        {"constants": {"measure": "rumours"}}, {"constants": {"measure": "troops", "definition": "deployed"}},
        {"own_definition": "deployed"}, {"own_definition": "active-duty"}, {"own_title": "deployed"}, {"own_text": "x" * 1_001},
        {"own_title": "Advisers \u202eylno"},
    ],
    ids=["title", "text", "blank", "path", "no-measure", "unknown-measure", "two", "id", "other-id", "title-taken", "long", "hidden"],
)  # fmt: skip
def test_what_is_not_told_in_full_or_collides_is_refused(planned: Planned, wrong: dict[str, object]) -> None:
    with pytest.raises(PresenceError) as caught:
        planned(TABLE, replace(SAID, **wrong))  # type: ignore[arg-type]
    assert caught.value.code == "E-ADD-OWN"


def test_it_is_kept_through_a_build_shown_and_not_taken_again(
    data: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PRESENCE_DATA", str(data))
    path = tmp_path / "mine.csv"
    path.write_text(TABLE, encoding="utf-8")
    done = CliRunner().invoke(main, ["add", str(path), *OPTIONS, "--yes"])
    assert done.exit_code == 0, done.output
    raw = tmp_path / "raw"
    (raw / "us-troops-dmdc").mkdir(parents=True)
    build(raw, data, progress=[].append, readers=(Literal((ROW,)),))
    ledger = open_ledger(data)
    mine = ledger.claims[ledger.claims["definition"] == "advisers-only"]
    assert mine[["sender", "host", "best"]].to_numpy().tolist() == [["FRA", "TCD", 40.0]]
    own = ledger.catalogue.measures["troops"].definitions[-1]
    assert (own.id, own.title, own.text, own.caveat) == ("advisers-only", TITLE, TEXT, OWN_CAVEAT)
    page = definitions_page(ledger, load_phrases(data / "catalogue"), load_settings().assets)
    assert "Military advisers in uniform, without guards &amp; trainers." in page
    # The mended row goes in under the same words; other words under the same id do not.
    waiting = tmp_path / "mine.quarantine.csv"
    waiting.write_text(waiting.read_text(encoding="utf-8-sig").replace("Atlantis", "Mali"), encoding="utf-8")
    mended = CliRunner().invoke(main, ["add", str(waiting), *OPTIONS, "--yes"])
    assert mended.exit_code == 0, mended.output
    assert (open_ledger(data).claims["definition"] == "advisers-only").sum() == 2
    other = CliRunner().invoke(main, ["add", str(path), *OPTIONS[:-1], "Everybody.", "--yes"])
    assert "E-ADD-OWN" in other.output


def test_a_definition_that_the_catalogue_got_too_is_named(data: Path) -> None:
    folder = data / "added" / "definitions"
    folder.mkdir(parents=True)
    (folder / "troops.deployed.toml").write_text(
        'measure = "troops"\nid = "deployed"\ntitle = "Mine"\ntext = "Mine."\n', encoding="utf-8"
    )
    with pytest.raises(PresenceError) as caught:
        load_catalogue(data / "catalogue")
    assert caught.value.code == "E-CATALOGUE-TWICE"
