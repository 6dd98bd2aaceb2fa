"""Absence means none only on a list that holds everyone, at the time of that list, for a sender that is asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from dashboard.catalogue_files import load_catalogue
from dashboard.domain.catalogue import Catalogue, Coverage
from dashboard.domain.coverage import none_found
from dashboard.domain.estimates import ESTIMATE_COLUMNS, estimate
from dashboard.domain.question import Question
from dashboard.domain.view import View
from dashboard.errors import PresenceError
from dashboard.figures.panel import panel
from dashboard.ledger import answers
from dashboard.ledger.frames import STATE_CODES, frames
from dashboard.ledger.store import Ledger, open_ledger
from dashboard.settings import load_settings
from tests.domain.conftest import CATALOGUE, TROOPS, make_claims

LIST = Coverage("report", "troops", "missions", True, date(2010, 1, 1), date(2022, 12, 31), 30, "everyone is listed", "")
ROWS = (
    {"day": "2020-06-30", "definition": "missions", "actor": "UNFICYP", "sender": "GBR", "host": "CYP", "best": 250.0},
    {"day": "2020-06-30", "definition": "missions", "actor": "UNIFIL", "sender": "USA", "host": "LBN", "best": 1.0},
    {"day": "2020-07-31", "definition": "missions", "actor": "UNFICYP", "sender": "USA", "host": "CYP", "best": 2.0},
)


def question(*lists: Coverage, **asked: object) -> Question:
    catalogue = Catalogue(CATALOGUE.measures, CATALOGUE.sources, CATALOGUE.actors, lists)
    return Question(TROOPS, catalogue, **asked)  # type: ignore[arg-type]


def silent(asked: Question, *days: date, rows: tuple[dict[str, object], ...] = ROWS, sender: str = "USA") -> list[list[object]]:
    claims = make_claims(*rows)
    estimates = estimate(claims[claims["sender"] == sender], asked, days)
    found = none_found(claims, asked, days, estimates, sender)
    assert list(found.columns) == list(ESTIMATE_COLUMNS)
    assert found.dtypes.to_dict() == estimates.dtypes.to_dict()
    assert found[["low", "best", "high", "level"]].isna().all(axis=None)
    assert set(found["state"]) <= {"none-found"}
    return (
        found.assign(date=found["date"].dt.strftime("%Y-%m-%d"))[["host", "date", "stale_days", "source_id"]].to_numpy().tolist()
    )


JUNE = date(2020, 6, 30)


def test_who_is_not_on_a_list_of_everyone_was_not_found_there() -> None:
    assert silent(question(LIST), JUNE) == [["CYP", "2020-06-30", 0, "report"]]


def test_a_list_holds_until_the_next_and_then_says_nothing() -> None:
    days = (date(2020, 7, 15), date(2020, 7, 30), date(2020, 9, 15))
    assert silent(question(LIST), *days) == [["CYP", "2020-07-15", 15, "report"], ["CYP", "2020-07-30", 30, "report"]]


def test_a_list_of_its_first_and_its_last_day_speaks_and_so_does_one_that_is_asked_for() -> None:
    assert silent(question(replace(LIST, since=JUNE, until=JUNE)), JUNE) == [["CYP", "2020-06-30", 0, "report"]]
    assert silent(question(LIST, definition="missions"), JUNE) == [["CYP", "2020-06-30", 0, "report"]]


def test_without_such_a_list_absence_says_nothing() -> None:
    assert silent(question(), JUNE) == []
    assert silent(question(replace(LIST, lists_all=False)), JUNE) == []
    assert silent(question(replace(LIST, measure="aid")), JUNE) == []
    assert silent(question(replace(LIST, since=date(2020, 7, 1))), JUNE) == []
    assert silent(question(replace(LIST, until=date(2020, 6, 29))), JUNE) == []
    assert silent(question(LIST, definition="counted"), JUNE) == []


def test_what_a_claim_says_stands_whatever_it_says() -> None:
    withheld = {"day": "2020-06-30", "kind": "withheld", "sender": "USA", "host": "CYP"}
    assert silent(question(LIST), JUNE, rows=(*ROWS, withheld)) == []


def test_only_rows_of_the_list_itself_make_the_list() -> None:
    other = {"source_id": "press", "sender": "GBR", "host": "LBN", "best": 9.0, "day": "2020-06-30", "definition": "missions"}
    counted = {**other, "source_id": "report", "definition": "counted", "host": "MLI"}
    assert silent(question(LIST), JUNE, rows=(ROWS[0], ROWS[2], other, counted)) == [["CYP", "2020-06-30", 0, "report"]]


def test_a_list_that_is_not_known_yet_says_nothing() -> None:
    assert silent(question(LIST, known_at=date(2020, 6, 29)), JUNE) == []
    assert silent(question(LIST, known_at=JUNE), JUNE) != []


def test_a_host_is_not_abroad_in_itself_and_a_sender_of_no_claim_is_not_told() -> None:
    assert ["CYP", "2020-06-30", 0, "report"] not in silent(
        question(LIST), JUNE, rows=(*ROWS, {**ROWS[1], "sender": "CYP"}), sender="CYP"
    )
    claims = make_claims(*ROWS)
    none = estimate(claims.head(0), question(LIST), [JUNE])
    assert none_found(claims, question(LIST), [JUNE], none, "FRA").empty


@pytest.fixture(scope="module")
def shipped() -> Ledger:
    return open_ledger(load_settings({}).data)


def states(shipped_: Ledger, sender: str, host: str, day: date) -> list[str]:
    view = View(measure="peacekeepers", sender=(sender,), host=(host,), date=day)
    return answers.pair_estimates(shipped_, view)["state"].tolist()


def test_the_united_states_have_nobody_in_cyprus_by_the_un_list_of_june_2024(shipped: Ledger) -> None:
    assert states(shipped, "USA", "CYP", date(2024, 6, 30)) == ["none-found"]
    view = View(measure="peacekeepers", sender=("USA",), host=("CYP",), date=date(2024, 6, 30))
    assert any(note.startswith("None found: UN peacekeeping") and "30 June 2024" in note for note in panel(shipped, view).notes)


@pytest.mark.parametrize(
    ("sender", "host", "day"),
    [
        # No list by mission in these months, no mission in the country, a state that is gone, before the lists.
        ("USA", "CYP", date(2018, 12, 31)), ("USA", "CYP", date(2014, 8, 31)), ("USA", "DEU", date(2024, 6, 30)),
        ("SUN", "CYP", date(2024, 6, 30)), ("USA", "CYP", date(1995, 6, 30)),
    ],
)  # fmt: skip
def test_where_nobody_looked_nothing_is_collected(shipped: Ledger, sender: str, host: str, day: date) -> None:
    assert states(shipped, sender, host, day) == []


def test_a_sum_over_all_senders_has_no_absent_ones(shipped: Ledger) -> None:
    view = View(measure="peacekeepers", sender=(), date=date(2024, 6, 30))
    rows = answers.pair_estimates(shipped, view)
    assert not (rows["claims"] == 0).any()


def test_no_other_measure_has_a_none_found_without_a_claim(shipped: Ledger) -> None:
    for measure in ("troops", "bases", "debt_stock", "energy_assets"):
        rows = answers.pair_estimates(shipped, View(measure=measure, sender=("CHN",), date=date(2020, 12, 31)))
        assert not (rows["claims"] == 0).any()


def test_the_map_says_what_the_pair_says(shipped: Ledger) -> None:
    view = View(measure="peacekeepers", sender=("USA",), date=date(2024, 6, 30))
    rows = answers.host_estimates(shipped, view)
    state = dict(zip(rows["host"].astype("str"), rows["state"], strict=True))
    assert state["CYP"] == "none-found"
    assert rows["host"].is_unique
    content = frames(shipped, view)
    assert pd.Series(content["runs"]["state"]).eq(STATE_CODES["none-found"]).any()  # type: ignore[index]


WRONG = (
    "report,troops,missions,maybe,,,,x,",
    "report,troops,missions,yes,soon,,,x,",
    "report,troops,missions,yes,,,many,x,",
    "nobody,troops,deployed,yes,,,,x,",
)


@pytest.mark.parametrize("row", WRONG)
def test_a_wrong_row_is_refused(tmp_path: Path, row: str) -> None:
    header = "source_id,measure,definition,lists_all,since,until,holds_days,says,note\n"
    (tmp_path / "coverage.csv").write_text(header + row + "\n", encoding="utf-8")
    with pytest.raises(PresenceError) as error:
        load_catalogue(tmp_path)
    assert {problem.code for problem in error.value.problems} == {"E-CATALOGUE-COVERAGE"}


def test_only_a_source_that_lists_everyone_may_say_none(shipped: Ledger) -> None:
    assert [entry.source_id for entry in shipped.catalogue.coverage if entry.lists_all] == ["un-peacekeeping"]
