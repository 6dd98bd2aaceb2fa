"""The page of definitions: every definition is there with who uses it; grades keep apart; the panel leads here."""

from __future__ import annotations

import re
from datetime import date
from html import escape, unescape

import pytest
from flask.testing import FlaskClient

from dashboard.domain.grades import CREDIBILITY, RELIABILITY, say_grades
from dashboard.domain.phrases import PhraseBook, PhraseRow
from dashboard.domain.view import View
from dashboard.figures.claim_entries import claim_entries
from dashboard.ledger.definitions import definition_ratios, definition_sources
from dashboard.ledger.store import open_ledger
from dashboard.settings import Settings, load_settings
from dashboard.web.definitions_page import anchor, definitions_page
from dashboard.web.panel import cached_panel, render_rest
from tests.figures.literal import ledger

ASSETS = load_settings({}).assets
NO_PHRASES = PhraseBook(0, ())


@pytest.fixture(scope="module")
def page(client: FlaskClient) -> str:
    return client.get("/definitions").get_data(as_text=True)


def test_the_page_is_put_together_once_for_a_ledger(client: FlaskClient, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> str:
        raise AssertionError("made again")

    monkeypatch.setattr("dashboard.web.definitions_page._measure", refuse)
    assert client.get("/definitions").get_data(as_text=True) == page


def test_every_definition_has_its_place_and_its_text(page: str) -> None:
    measures = open_ledger(load_settings({}).data).catalogue.measures.values()
    ids = set(re.findall(r"<article id='([^']+)'>", page))
    assert ids == {anchor(measure.id, definition.id) for measure in measures for definition in measure.definitions}
    words = unescape(page)
    assert [d.id for measure in measures for d in measure.definitions if d.text not in words] == []


def test_every_link_within_the_page_has_its_target(page: str) -> None:
    targets = set(re.findall(r"id='([^']+)'", page)) | {"content"}
    assert set(re.findall(r"href=['\"]#([^'\"]+)['\"]", page)) <= targets


def test_claims_are_counted_by_source_with_their_years() -> None:
    own = ledger(
        {"day": "2019-06-30", "best": 5}, {"day": "2021-06-30", "best": 6, "host": "SYR"}, {"kind": "denial", "definition": "planned"},
        {"source_id": "report", "definition": "counted", "end": "2020-12-31", "best": 7},
    )  # fmt: skip
    rows = definition_sources(own).set_index(["definition", "source_id"])
    assert rows.loc[("stated", "press"), ["claims", "senders", "hosts", "first", "last"]].tolist() == [2, 1, 2, 2019, 2021]
    assert rows.loc[("counted", "report"), ["first", "last"]].tolist() == [2020, 2020]
    text = definitions_page(own, NO_PHRASES, ASSETS)
    assert "<span class='years'>2019–2021</span>" in text
    assert "no day stated" in text
    assert "No claim in this ledger" in text


def test_neighbours_are_compared_on_common_figures_only() -> None:
    days = [f"{year}-12-31" for year in range(2010, 2016)]
    one = [{"day": day, "definition": "counted", "source_id": "report", "best": 100.0} for day in days]
    other = [{"day": day, "definition": "stated", "best": 150.0} for day in days]
    part = [{"day": days[0], "definition": "counted", "source_id": "report", "actor": "Army", "best": 99.0}]
    apart = [{"day": "2001-12-31", "definition": "stated", "best": 9.0}]
    rows = definition_ratios(ledger(*one, *other, *part, *apart))
    assert rows[["one", "other", "pairs", "median"]].to_numpy().tolist() == [["counted", "stated", 6, 1.5]]
    text = definitions_page(ledger(*one, *other), NO_PHRASES, ASSETS)
    assert "Troops present</a> is 1.5 times as large" in text
    assert "Active duty</a> is 0.67 times as large" in text
    assert definition_ratios(ledger(*one[:4], *other[:4])).empty


def test_text_of_the_tables_is_escaped() -> None:
    book = PhraseBook(3, (PhraseRow("<b>N", "", "N", "", "value", "a&b"),))
    text = definitions_page(ledger({"day": "2019-06-30", "best": 5}), book, ASSETS)
    assert "&lt;b&gt;N" in text
    assert "a&amp;b" in text
    assert "version 3" in text


def test_each_grade_is_told_by_itself() -> None:
    assert say_grades("C2") == "C: fairly reliable source; 2: information that is probably true"
    assert say_grades("–6") == "–: source not graded; 6: information whose truth cannot be judged"
    assert say_grades("A–").endswith("information not graded")
    assert [say_grades(text) for text in ("", "C", "G1", "A7", "AAA")] == [""] * 5
    every = {say_grades(a + b) for a in RELIABILITY for b in CREDIBILITY}
    assert len(every) == len(RELIABILITY) * len(CREDIBILITY)


def test_the_page_lists_every_grade(page: str) -> None:
    section = unescape(page.partition("<section id='grades'>")[2].partition("</section>")[0])
    assert all(f"<b>{grade}</b></td><td>{text}" in section for grade, text in {**RELIABILITY, **CREDIBILITY}.items())


GRADED = ({"claim_id": "G", "day": "2019-06-30", "best": 5, "reliability": "C", "credibility": 2},)


def test_a_claim_in_the_panel_leads_to_its_definition_and_to_what_its_grade_means() -> None:
    own = ledger(*GRADED)
    (entry,) = claim_entries(own, own.claims, date(2019, 6, 30))
    assert (entry.grade, entry.definition_id) == ("C2", "troops.stated")
    view = View(sender=("RUS",), host=("VEN",), date=date(2019, 6, 30))
    shown = str(render_rest(cached_panel(own, view, Settings()), view))
    assert "/definitions#troops.stated" in shown
    assert "/definitions#grades" in shown
    assert "fairly reliable source" in shown
    assert f"/claims?claim={entry.claim_id}" in shown


def test_a_grade_changes_no_estimate() -> None:
    from dashboard.ledger.answers import pair_estimates

    view = View(sender=("RUS",), host=("VEN",), date=date(2019, 6, 30), rule="median")
    rows = [{"day": "2019-06-30", "best": best, "said_by": str(best)} for best in (5, 100)]
    graded = [{**row, "reliability": "F", "credibility": 6} for row in rows[1:]]
    plain, weighed = (pair_estimates(ledger(*own), view)["best"].tolist() for own in (rows, [rows[0], *graded]))
    assert plain == weighed == [52.5]


def test_the_page_of_sources_leads_here(client: FlaskClient) -> None:
    assert "href='/definitions'" in client.get("/sources").get_data(as_text=True)


def test_the_help_of_controls_is_on_the_page_in_the_same_words(client: FlaskClient) -> None:
    served = client.get("/api/v1/controls").get_json()
    page = client.get("/definitions").get_data(as_text=True)
    section = page[page.index("<section id='controls'>") :]
    for title, text in served.values():
        assert escape(title) in section
        assert escape(text) in section
