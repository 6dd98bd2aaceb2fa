"""A measure that comes with a table: told in full, drawn on the map, kept with the table, and never in place of one that is there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from dashboard.catalogue_files import load_catalogue
from dashboard.cli import main
from dashboard.domain.catalogue import OWN_CAVEAT, OWN_ID
from dashboard.domain.view import View
from dashboard.errors import PresenceError
from dashboard.intake.instructions import Instructions
from dashboard.intake.own_measure import breaks_of
from dashboard.intake.preview import preview
from dashboard.intake.template import command_line
from dashboard.ledger.answers import pair_estimates
from dashboard.ledger.build import build
from dashboard.ledger.store import Ledger, open_ledger
from dashboard.phrase_file import load_phrases
from dashboard.settings import load_settings
from dashboard.web.definitions_page import definitions_page
from tests.intake.conftest import Planned
from tests.ledger.test_build import ROW, Literal

TABLE = "sender,host,value,date\nFrance,Chad,40,2020\nFrance,Mali,900,2020\nFrance,Atlantis,5,2020\n"
TEXT = "Armoured vehicles with wheels or tracks, without trucks & trailers."
SAID = Instructions(
    title="My notes", new_measure="armoured_vehicles", measure_title="Armoured vehicles", measure_unit="vehicles", measure_kind="stock",
    measure_domain="military", measure_text=TEXT,
)  # fmt: skip
OPTIONS = [
    "--new-measure", "armoured_vehicles", "--measure-title", "Armoured vehicles", "--measure-unit", "vehicles", "--measure-kind", "stock",
    "--measure-domain", "military", "--measure-text", TEXT,
]  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> Ledger:
    return open_ledger(load_settings().data)


def test_the_plan_tells_it_and_the_preview_draws_it(planned: Planned, shipped: Ledger) -> None:
    plan = planned(TABLE, SAID)
    assert plan.claims[["measure", "definition", "best"]].astype("str").to_numpy().tolist() == [
        ["armoured_vehicles", OWN_ID, "40.0"], ["armoured_vehicles", OWN_ID, "900.0"],
    ]  # fmt: skip
    assert any(TEXT in note and "stock in vehicles" in note for note in plan.notes)
    assert plan.bad_rows == 1
    seen = preview(plan, shipped)
    assert seen.hosts("newly coloured") == 2
    assert set(seen.counts["measure"]) == {"armoured_vehicles"}
    assert "armoured_vehicles" not in shipped.catalogue.measures
    assert f"--measure-text '{TEXT}'" in command_line("mine.csv", SAID)


def test_a_column_of_measures_decides_row_by_row(planned: Planned) -> None:
    rows = "France,Chad,Armoured vehicles,as-told,40,2020\nFrance,Chad,troops,deployed,900,2020\nFrance,Chad,rumours,,1,2020\n"
    plan = planned("sender,host,measure,definition,value,date\n" + rows, SAID)
    assert plan.claims["measure"].astype("str").tolist() == ["armoured_vehicles", "troops"]
    assert set(plan.sheets[0].rows.problems["code"]) == {"E-ADD-MEASURE"}
    assert "--new-measure" in plan.sheets[0].rows.problems["next_step"].iloc[0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"measure_title": ""}, {"measure_text": ""}, {"measure_unit": ""}, {"measure_kind": ""}, {"measure_domain": ""}, {"new_measure": ""},
        {"new_measure": "Armoured vehicles"}, {"new_measure": "../evil"}, {"new_measure": "troops"}, {"measure_title": "Bases and sites"},
        {"measure_kind": "rate"}, {"measure_domain": "denominator"}, {"measure_unit": "=1+1"}, {"measure_unit": "<b>"},
        {"measure_text": "x" * 1_001}, {"measure_title": "x" * 81}, {"measure_title": "Tanks \u202eylno"}, {"constants": {"measure": "troops"}},
        {"constants": {"definition": "deployed"}}, {"own_definition": "mine", "own_title": "Mine", "own_text": "Mine."},
    ],
)  # fmt: skip
def test_what_is_not_told_in_full_or_collides_is_refused(planned: Planned, wrong: dict[str, object]) -> None:
    with pytest.raises(PresenceError) as caught:
        planned(TABLE, replace(SAID, **wrong))  # type: ignore[arg-type]
    assert caught.value.code == "E-ADD-NEW-MEASURE"
    assert caught.value.problems[0].expected


def test_it_is_kept_through_a_build_and_answers_like_any_other(
    data: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PRESENCE_DATA", str(data))
    path = tmp_path / "mine.csv"
    path.write_text(TABLE, encoding="utf-8")
    done = CliRunner().invoke(main, ["add", str(path), *OPTIONS, "--yes"])
    assert done.exit_code == 0, done.output
    kept = load_catalogue(data / "catalogue").measures["armoured_vehicles"]
    raw = tmp_path / "raw"
    (raw / "us-troops-dmdc").mkdir(parents=True)
    build(raw, data, progress=[].append, readers=(Literal((ROW,)),))
    ledger = open_ledger(data)
    assert ledger.catalogue.measures["armoured_vehicles"] == kept
    assert (kept.unit, kept.kind, kept.domain, kept.definitions[0].caveat) == ("vehicles", "stock", "military", OWN_CAVEAT)
    view = View(measure="armoured_vehicles", sender=("FRA",), host=("MLI",), date=pd.Timestamp("2020-12-31").date())
    assert pair_estimates(ledger, view)["best"].tolist() == [900.0]
    page = definitions_page(ledger, load_phrases(data / "catalogue"), load_settings().assets)
    assert "without trucks &amp; trailers." in page
    # The mended row goes in under the same words, and the classes of the map stay; other words under the same id do not go in.
    waiting = tmp_path / "mine.quarantine.csv"
    waiting.write_text(waiting.read_text(encoding="utf-8-sig").replace("Atlantis", "Niger"), encoding="utf-8")
    mended = CliRunner().invoke(main, ["add", str(waiting), *OPTIONS, "--yes"])
    assert mended.exit_code == 0, mended.output
    again = open_ledger(data)
    assert (again.claims["measure"] == "armoured_vehicles").sum() == 3
    assert again.catalogue.measures["armoured_vehicles"].breaks == kept.breaks
    other = CliRunner().invoke(main, ["add", str(path), *OPTIONS[:-1], "Everything.", "--yes"])
    assert "E-ADD-NEW-MEASURE" in other.output


def test_a_measure_that_the_catalogue_got_too_is_named(data: Path) -> None:
    folder = data / "added" / "measures"
    folder.mkdir(parents=True)
    entry = 'title = "T"\nunit = "persons"\nkind = "stock"\ndomain = "military"\ntext = "T."\nbreaks = [1.0]\n'
    (folder / "troops.toml").write_text(entry, encoding="utf-8")
    with pytest.raises(PresenceError) as caught:
        load_catalogue(data / "catalogue")
    assert caught.value.code == "E-CATALOGUE-TWICE"


@given(st.lists(st.floats(min_value=0, max_value=1e15, allow_nan=False), max_size=30))
def test_classes_are_always_five_bounds_that_rise(figures: list[float]) -> None:
    bounds = breaks_of(pd.Series(figures, dtype="float64"))
    assert len(bounds) == 5
    assert list(bounds) == sorted(set(bounds))
    assert bounds[0] > 0


def test_classes_part_the_figures() -> None:
    assert breaks_of(pd.Series([1.0, 1e6])) == (10.0, 100.0, 1_000.0, 10_000.0, 100_000.0)
    assert breaks_of(pd.Series([40.0, 900.0])) == (20.0, 50.0, 100.0, 200.0, 500.0)
    assert breaks_of(pd.Series([5.0])) == (0.2, 0.5, 1.0, 2.0, 5.0)
