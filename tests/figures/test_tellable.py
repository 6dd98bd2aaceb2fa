"""Figures for a caption: every one is borne out by the ledger, and says who says it."""

from __future__ import annotations

import pytest

from dashboard.domain.story import Step, Story
from dashboard.domain.view import View, decode_view
from dashboard.figures.citable_facts import tellable
from dashboard.ledger.facts import wrong_facts
from dashboard.ledger.store import Ledger

QUERIES = (
    "sender=RUS&date=2019-06-30",
    "sender=RUS&host=VEN&date=2019-06-30",
    "measure=contractors&sender=RUS&host=VEN&date=2019-06-30",
    "measure=debt_stock&sender=CHN&date=2020-12-31",
    "measure=debt_stock&sender=CHN&date=2022-12-31&per=gdp",
    "date=2021-12-31&since=2018-12-31&compare=change",
)


def view_of(ledger: Ledger, query: str) -> View:
    return decode_view(query, ledger.vocabulary).view


@pytest.mark.parametrize("query", QUERIES)
def test_every_figure_that_is_offered_is_as_in_the_ledger(shipped: Ledger, query: str) -> None:
    view = view_of(shipped, query)
    offered = tellable(shipped, view)
    step = Step(view, "T", " ".join(one.text for one in offered), facts=tuple(one.fact for one in offered))
    assert len(offered) > 5
    assert wrong_facts(shipped, Story("own", "T", "", (step,))) == []


def test_what_a_source_says_comes_first_and_names_its_claim(shipped: Ledger) -> None:
    offered = tellable(shipped, view_of(shipped, QUERIES[1]))
    said = {one.fact.claim: one for one in offered if one.fact.claim}
    assert said["VEN2019-V6"].text == "“roughly 300”"
    assert "Mark Galeotti" in said["VEN2019-V6"].words
    assert said["MF055"].fact.field == "best"
    assert all(one.fact.claim for one in offered[: len(said)])


def test_a_view_without_a_figure_offers_none(shipped: Ledger) -> None:
    assert tellable(shipped, view_of(shipped, "sender=VAT&date=2019-06-30")) == ()


def test_places_in_the_part_of_the_world_that_is_shown_come_first(shipped: Ledger) -> None:
    offered = tellable(shipped, view_of(shipped, "sender=FRA&date=2025-03-31&region=africa"))
    hosts = [one.fact.host for one in offered]
    assert hosts.index("SEN") < hosts.index("ARE")
    assert {"DJI", "CIV"} <= set(hosts[:4])
