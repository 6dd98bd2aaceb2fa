"""The panel: pairs and groups, on claims that are read at a glance."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dashboard.domain.view import View
from dashboard.figures.panel import panel
from dashboard.settings import Settings
from tests.figures.literal import VENEZUELA, ledger, quarters

DAY = date(2019, 6, 30)
PAIR = View(sender=("RUS",), host=("VEN",), date=DAY)
SEVEN = ledger(
    *VENEZUELA,
    {"measure": "events", "definition": "visit", "best": 1, "day": "2018-12-10", "note": "Two bombers visit"},
    *({"claim_id": f"D{year}", "source_id": "bank", "measure": "debt_stock", "definition": "official", "best": best, "day": f"{year}-12-31"}
      for year, best in ((2015, 4.6e9), (2016, 4e9), (2017, 3.6e9), (2018, 3.1e9))),
    {"claim_id": "D2020", "source_id": "bank", "measure": "debt_stock", "definition": "official", "best": 1e9, "day": "2020-12-31"},
)  # fmt: skip


def test_the_heading_names_the_pair_and_chips_count() -> None:
    shown = panel(SEVEN, PAIR)
    assert (shown.heading, shown.when) == ("Russia in Venezuela", "June 2019")
    assert [chip.text for chip in shown.chips] == ["13 claims", "by 7 speakers", "sources disagree on the change"]
    assert [chip.accent for chip in shown.chips] == [False, False, True]


def test_a_claim_that_repeats_another_is_no_origin() -> None:
    twice = ledger({"best": 5, "day": "2019-01-01"}, {"best": 5, "day": "2019-01-01", "said_by": "AFP", "derived_from": "c0"})
    assert [chip.text for chip in panel(twice, PAIR).chips] == ["2 claims", "1 origin", "by 2 speakers"]


def test_like_for_like_tells_both_sides_and_no_number_of_russians() -> None:
    shown = panel(SEVEN, PAIR)
    assert shown.changes_title == "Like for like, to June 2019"
    assert [(line.by, line.words) for line in shown.like_for_like if line.measure == "Contractors"] == [
        ("Wall Street Journal", "−94 to −98 %"), ("Rostec press service", "denies it"), ("Rostec press service", "unchanged"),
        ("Russian ambassador in Caracas", "denies it"),
    ]  # fmt: skip
    assert shown.like_for_like[0].detail.startswith("“about 1,000” (")


def test_personnel_comes_before_money() -> None:
    shown = panel(SEVEN, PAIR)
    assert [chart.key for chart in shown.series] == ["troops", "contractors", "debt_stock"]
    assert shown.strip is not None


def test_money_beyond_the_limit_is_linked() -> None:
    more = ledger(
        *VENEZUELA, {"source_id": "bank", "measure": "debt_stock", "definition": "official", "best": 1e9, "day": "2019-06-30"},
        {"source_id": "bank", "measure": "fdi_flow", "definition": "net", "best": 1e9, "start": "2001-01-01", "end": "2001-12-31"},
    )  # fmt: skip
    shown = panel(more, PAIR, Settings(max_money_charts=1))
    assert [chart.key for chart in shown.series if chart.key not in ("troops", "contractors")] == ["debt_stock"]
    (link,) = shown.links
    assert (link.title, link.claims, link.view.measure, link.view.host) == ("Direct investment flow", 1, "fdi_flow", ("VEN",))


def test_the_view_s_own_measure_is_always_drawn() -> None:
    shown = panel(SEVEN, replace(PAIR, measure="debt_stock"), Settings(max_money_charts=1))
    assert [chart.key for chart in shown.series] == ["debt_stock", "contractors", "troops"]


def test_a_panel_begins_with_the_measure_of_its_view() -> None:
    money, persons = panel(SEVEN, replace(PAIR, measure="debt_stock")), panel(SEVEN, PAIR)
    assert money.leads
    assert not persons.leads
    # A measure of money without a figure that can be drawn has no chart to begin with.
    assert not panel(SEVEN, replace(PAIR, measure="fdi_flow")).leads


def test_claims_run_from_the_date_backwards_then_forwards() -> None:
    shown = panel(SEVEN, PAIR)
    later = [entry.claim_id for entry in shown.claims if entry.later]
    assert later == ["D2020"]
    assert [entry.claim_id for entry in shown.claims][-1] == "D2020"
    order = [entry.claim_id for entry in shown.claims]
    assert order.index("V2") < order.index("V7") < order.index("D2017")


def test_each_claim_carries_source_date_and_licence() -> None:
    entry = next(entry for entry in panel(SEVEN, PAIR).claims if entry.claim_id == "V2")
    assert (entry.phrase, entry.value, entry.verb, entry.about) == ("just a few dozen", "24–60", "says", "June 2019")
    assert entry.said_by == "Wall Street Journal (the same person)"
    assert (entry.source, entry.licence, entry.published, entry.url) == (
        "Statements",
        "CC0",
        "2 June 2019",
        "https://example.org",
    )
    assert (entry.measure, entry.definition, entry.sender, entry.host) == ("Contractors", "Rostec staff", "Russia", "Venezuela")


def test_a_denial_names_what_it_denies() -> None:
    entry = next(entry for entry in panel(SEVEN, PAIR).claims if entry.claim_id == "V3")
    assert (entry.verb, entry.target, entry.text) == ("denies", "V1", "denies: “overstated by dozens of times” · Rostec staff")


def test_only_web_addresses_become_links() -> None:
    made = ledger(
        {"best": 5, "day": "2019-01-01", "url": "javascript:alert(1)"},
        {"best": 6, "day": "2019-01-01", "url": "https://a.example/x"},
    )
    assert {entry.url for entry in panel(made, PAIR).claims} == {"https://example.org", "https://a.example/x"}


def test_a_cut_list_of_claims_is_told() -> None:
    shown = panel(ledger(*quarters(1990, 2019)), PAIR, Settings(max_panel_claims=5))
    assert len(shown.claims) == 5
    assert shown.truncations == ("5 of 120 claims shown",)


def test_as_known_before_publication() -> None:
    shown = panel(SEVEN, replace(PAIR, known_at=date(2019, 6, 1)))
    assert "V7" in [entry.claim_id for entry in shown.claims]
    assert not {"V1", "V2", "V3", "V4", "V5", "V6"} & {entry.claim_id for entry in shown.claims}
    assert not [line for line in shown.like_for_like if line.measure == "Contractors"]


def test_withheld_is_told_and_never_minus_100_per_cent() -> None:
    made = ledger(
        *quarters(2016, 2017), {"source_id": "report", "definition": "counted", "kind": "withheld", "day": "2018-03-31"}
    )
    (line,) = panel(made, replace(PAIR, date=date(2018, 3, 31))).like_for_like
    assert (line.words, line.tone, line.by) == ("withheld", "silent", "Publisher of Quarterly report")
    assert "1,070 (31 December 2017)" in line.detail


def test_without_a_comparable_pair_the_panel_says_so() -> None:
    made = ledger({"said_by": "A", "best": 100, "day": "2018-06-30"}, {"said_by": "B", "best": 50, "day": "2019-06-30"})
    shown = panel(made, PAIR)
    assert shown.like_for_like == ()
    assert any(note.startswith("No comparable pair") for note in shown.notes)


def test_definitions_that_no_rule_draws_on_are_named() -> None:
    made = ledger({"best": 5, "day": "2019-01-01"}, {"best": 500, "day": "2019-01-01", "definition": "planned"})
    assert panel(made, PAIR).notes[0] == "Military personnel: in the list of claims and in no line: Planned strength (1)"


def test_events_stand_beside_the_figures() -> None:
    (event,) = panel(SEVEN, PAIR).events
    assert (event.day, event.when, event.text) == ("2018-12-10", "10 December 2018", "Russia in Venezuela: Two bombers visit")


@pytest.mark.parametrize(
    ("day", "precision", "when"),
    [("2024-09-15", "month", "September 2024"), ("2024-09-15", "year", "2024"), ("2024-09-15", "day", "15 September 2024")],
)
def test_an_event_is_dated_as_exactly_as_its_source_does(day: str, precision: str, when: str) -> None:
    made = ledger(
        *quarters(2018, 2018), {"measure": "events", "definition": "visit", "best": 1, "day": day, "precision": precision}
    )
    (event,) = panel(made, PAIR).events
    assert event.when == when


def test_a_host_ranks_its_senders() -> None:
    made = ledger(
        *quarters(2018, 2019),
        *quarters(2018, 2019, sender="USA", best=9000.0),
        {"sender": "CHN", "kind": "withheld", "day": "2019-03-31"},
    )
    shown = panel(made, View(sender=(), host=("VEN",), date=DAY))
    assert (shown.heading, shown.strip) == ("Venezuela as a host", None)
    assert [(line.name, line.words) for line in shown.places] == [
        ("United States", "9,000"), ("Russia", "1,050"), ("China", "withheld"),
    ]  # fmt: skip
    assert shown.places_title == "Senders · Military personnel, June 2019"
    assert shown.places[0].share == 1


def test_several_hosts_are_ranked_as_hosts() -> None:
    made = ledger(*quarters(2018, 2019), *quarters(2018, 2019, host="SYR", best=5.0))
    shown = panel(made, View(sender=("RUS",), host=("VEN", "SYR"), date=DAY))
    assert [line.place for line in shown.places] == ["VEN", "SYR"]
    assert [chart.key for chart in shown.series] == ["troops"]


def test_a_view_without_a_host_has_no_panel() -> None:
    with pytest.raises(ValueError, match="names none"):
        panel(SEVEN, View(sender=("RUS",), date=DAY))


@pytest.mark.parametrize(
    "view",
    [
        PAIR,
        View(sender=(), host=("VEN",)),
        View(sender=("CHN", "RUS"), host=("VEN",)),
        View(sender=("CHN",), host=("BHR",), date=DAY),
    ],
)
def test_no_view_with_a_host_raises(view: View) -> None:
    assert panel(SEVEN, view).heading
    assert panel(ledger({"best": 5, "day": "2019-01-01"}), view).heading


def test_the_panel_is_a_function_of_its_view() -> None:
    one, other = panel(SEVEN, PAIR), panel(SEVEN, PAIR)
    assert one.claims == other.claims
    assert [chart.figure for chart in one.series] == [chart.figure for chart in other.series]
