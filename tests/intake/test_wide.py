"""Tables with a column a year: each figure becomes a row, told in the preview, and no empty cell becomes a zero."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from dashboard.cli import main
from dashboard.errors import PresenceError
from dashboard.intake.instructions import Instructions
from dashboard.intake.quarantine import quarantine_csv
from dashboard.intake.wide import lengthened
from tests.intake.conftest import Planned

SAID = Instructions(constants={"measure": "troops", "definition": "deployed"}, title="My notes")
WIDE = "Troops abroad\nSending state,Host state,2015,2016,2017\nFrance,Chad,900,,1000\nFrance,Mali,..,1200,0\n"


def told(claims: pd.DataFrame) -> list[tuple[str, int, float]]:
    words = claims.assign(host=claims["host"].astype("str"), year=claims["end"].dt.year)
    return sorted(words[["host", "year", "best"]].itertuples(index=False, name=None))


def test_each_figure_becomes_a_claim_of_its_year(planned: Planned) -> None:
    plan = planned(WIDE, SAID)
    assert told(plan.claims) == [("MLI", 2016, 1200.0), ("MLI", 2017, 0.0), ("TCD", 2015, 900.0), ("TCD", 2017, 1000.0)]
    assert set(plan.claims["precision"]) == {"year"}
    assert plan.bad_rows == 0
    assert plan.notes[1].startswith(
        "the years 2015 to 2017 stand in the header: 3 columns were turned into rows, 4 figures of 2 rows; 2 cells"
    )


@pytest.mark.parametrize(
    "years", ["2015,2016", "YR2015,YR2016", "2015 [YR2015],2016 [YR2016]", "2015.0,2016.0", "FY2015,FY 2016"]
)
def test_years_are_known_however_they_are_written(planned: Planned, years: str) -> None:
    plan = planned(f"Sender,Host,{years}\nFrance,Chad,900,950\n", SAID)
    assert told(plan.claims) == [("TCD", 2015, 900.0), ("TCD", 2016, 950.0)]


def test_a_cell_that_cannot_be_read_waits_to_be_mended_and_goes_in_when_it_is(planned: Planned) -> None:
    plan = planned(WIDE.replace("1200", "many").replace("France,Chad", "France,Atlantis"), SAID)
    assert told(plan.claims) == [("MLI", 2017, 0.0)]
    waiting = quarantine_csv(plan.sheets[0]).decode("utf-8-sig")
    assert "row 3, 2015" in waiting
    assert "row 4, 2016" in waiting
    again = planned(waiting.replace("many", "1200").replace("Atlantis", "Chad"), SAID, "mine.quarantine.csv")
    assert again.bad_rows == 0
    assert sorted([*told(plan.claims), *told(again.claims)]) == told(planned(WIDE, SAID).claims)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Sender,Host,Year,Value,2015,2016\nFrance,Chad,2019,900,1,2\n", SAID),
        ("Sender,Host,2015,2016\nFrance,Chad,900,950\n", Instructions({"value": "2016"}, {**SAID.constants, "date": "2016"})),
    ],
    ids=["own-columns", "said-by-owner"],
)
def test_a_table_that_says_its_figures_itself_is_left_as_it_is(planned: Planned, text: str, said: Instructions) -> None:
    plan = planned(text, said)
    assert len(plan.claims) == 1
    assert not any("turned into rows" in note for note in plan.notes)


@pytest.mark.parametrize("header", ["Sender,Host,2015,2015", "2015,2016,2017,2018", "Sender,Host,2015,9999"])
def test_what_names_no_two_years_is_no_wide_table(planned: Planned, header: str) -> None:
    with pytest.raises(PresenceError):
        planned(f"{header}\nFrance,Chad,900,950\n", SAID)


@given(st.lists(st.lists(st.sampled_from(["France", "2015", "2016", "", "-", "7", "year"]), min_size=4, max_size=4), max_size=6))
def test_no_figure_is_lost_or_made(rows: list[list[str]]) -> None:
    cells = pd.DataFrame([["Sender", "Host", "2015", "2016"], *rows], dtype="str").replace("", None).astype("str")
    turned, note = lengthened(cells, {}, {}, 1_000)
    before = cells.iloc[1:, 2:].to_numpy().ravel()
    said = sorted(str(cell) for cell in before if isinstance(cell, str) and cell != "-")
    assert note
    assert sorted(turned.iloc[1:, 3]) == said


def test_the_command_tells_it_before_anything_is_added(data: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PRESENCE_DATA", str(data))
    path = tmp_path / "wide.csv"
    path.write_text(WIDE, encoding="utf-8")
    said = ["add", str(path), "--measure", "troops", "--definition", "deployed"]
    done = CliRunner().invoke(main, said)
    assert "3 columns were turned into rows" in done.output
    assert "Nothing was added" in done.output


def test_a_small_file_of_a_great_many_figures_is_refused_before_it_is_turned(planned: Planned) -> None:
    """A megabyte of ones under two hundred years would be a table of half a million rows, and gigabytes of memory."""
    years = ",".join(str(1800 + n) for n in range(190))
    with pytest.raises(PresenceError) as error:
        planned(f"Sender,Host,{years}\n" + f"France,Chad{',1' * 190}\n" * 1_100, SAID)
    assert error.value.code == "E-OPEN-SIZE"
    assert "209,000 figures" in str(error.value)
    assert "PRESENCE_ADD_MAX_ROWS" in str(error.value)


def test_a_figure_that_could_be_a_year_beside_a_year_makes_no_header(planned: Planned) -> None:
    plan = planned("date,sender,host,soldiers\n2019,Russia,Syria,3000\n2021,France,Mali,1500\n", SAID)
    assert told(plan.claims) == [("MLI", 2021, 1500.0), ("SYR", 2019, 3000.0)]
