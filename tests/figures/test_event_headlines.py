"""Events are told in one sentence of the catalogue; the words of the claim stay one step away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.catalogue_files import load_catalogue
from dashboard.domain.view import View
from dashboard.errors import PresenceError
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger

# Longer than this a headline is cut in the corner of the map at 1440 pixels, where the three nearest events stand.
LONGEST = 90


def test_every_event_has_a_headline_and_every_headline_an_event(shipped: Ledger) -> None:
    claims = shipped.claims_of(answers.EVENTS)["claim_id"].astype("str")
    headlines = shipped.catalogue.headlines
    assert sorted(claims) == sorted(headlines)
    assert max(map(len, headlines.values())) <= LONGEST


def test_a_headline_stands_for_the_note_of_its_claim(shipped: Ledger) -> None:
    told = answers.events(shipped, View(sender=("RUS",), host=("VEN",)))
    assert "Two Russian Tu-160 bombers visit Venezuela" in list(told["text"])
    assert list(told["day"]) == sorted(told["day"])


def test_an_event_without_a_headline_is_told_in_the_words_of_its_claim(shipped: Ledger) -> None:
    bare = replace(shipped, catalogue=replace(shipped.catalogue, headlines={}))
    told = answers.events(bare, View(sender=("FRA",), host=("BFA",)))
    assert told["text"].tolist() == [
        "France in Burkina Faso: Task Force Sabre: about 400 told to leave within a month; gone end of February 2023"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "claim,headline\nA,B\n",
        "claim_id,headline\nA\n",
        "claim_id,headline\nA, \n",
        "claim_id,headline\n,B\n",
        "claim_id,headline\nA,B,C\n",
        "claim_id,headline\nA,B\u202e\n",
        "",
    ],
)
def test_a_wrong_table_of_headlines_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "events.csv").write_text(text, encoding="utf-8")
    with pytest.raises(PresenceError) as error:
        load_catalogue(tmp_path)
    assert {problem.code for problem in error.value.problems} == {"E-CATALOGUE-EVENT"}


def test_all_wrong_rows_are_named(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("claim_id,headline\nA\nB,right\nC,\n", encoding="utf-8")
    with pytest.raises(PresenceError) as error:
        load_catalogue(tmp_path)
    assert [problem.where for problem in error.value.problems] == ["events.csv, row 2", "events.csv, row 4"]
