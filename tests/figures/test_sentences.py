"""Titles and what stands under them, on claims that are read at a glance."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dashboard.domain.memberships import Membership, Memberships
from dashboard.domain.view import View
from dashboard.figures import group_words, sentences
from dashboard.ledger.frames import frames
from dashboard.ledger.store import Ledger
from tests.figures.literal import ledger

JUNE = date(2019, 6, 30)
TINY = ledger(
    {"best": 100, "day": "2019-06-30"},
    {"best": 0, "day": "2019-06-30", "host": "SYR"},
    {"kind": "withheld", "day": "2019-06-30", "host": "IRQ"},
    {"source_id": "bank", "measure": "debt_stock", "definition": "official", "sender": "CHN", "best": 5e9, "day": "2024-12-31"},
    {"source_id": "bank", "measure": "fdi_flow", "definition": "net", "sender": "USA", "best": 5e9, "start": "2019-01-01", "end": "2019-12-31"},
)  # fmt: skip


@pytest.mark.parametrize(
    ("view", "title"),
    [
        (View(sender=("RUS",), date=JUNE), "Russian troops abroad, June 2019"),
        (View(sender=("RUS", "CHN"), date=JUNE), "Russian and Chinese troops abroad, June 2019"),
        (View(sender=(), date=JUNE), "Foreign troops by host, June 2019"),
        (View(sender=("RUS", "CHN", "USA", "DEU"), date=JUNE), "Troops of 4 senders abroad, June 2019"),
        (View(sender=("RUS", "CHN"), sender_name="Two powers", date=JUNE), "Troops of “Two powers” (2 places) abroad, June 2019"),
        (View(sender=("RUS",), sender_name="China", date=JUNE), "Russian troops abroad, June 2019"),
        (View(sender=("SCG",), date=JUNE), "Troops of Serbia and Montenegro abroad, June 2019"),
        (View(sender=("RUS", "SCG"), date=JUNE), "Troops of Russia and Serbia and Montenegro abroad, June 2019"),
        (View(measure="debt_stock", sender=("CHN",), date=date(2024, 12, 31)), "Public debt owed to China, end of 2024"),
        (View(measure="debt_stock", sender=(), date=date(2024, 12, 31)), "Public debt owed to foreign creditors, end of 2024"),
        (View(measure="fdi_flow", sender=("USA",), date=date(2019, 12, 31)), "American direct investment flows abroad in 2019"),
        (View(measure="peacekeepers", sender=(), date=JUNE), "UN peacekeepers by host, June 2019"),
    ],
)
def test_a_title_says_the_view(view: View, title: str) -> None:
    assert sentences.title(TINY, view) == title
    day = sentences.describe_day(view.date or JUNE, *clock(TINY, view))
    assert sentences.title_template(TINY, view).replace("{date}", day) == title


def clock(shown: Ledger, view: View) -> tuple[str, str]:
    measure = shown.catalogue.measures[view.measure]
    return measure.clock, measure.kind


@pytest.mark.parametrize(
    ("view", "heading"),
    [
        (View(sender=("RUS",), host=("VEN",)), "Russia in Venezuela"),
        (View(sender=("USA",), host=("DEU",)), "The United States in Germany"),
        (View(sender=("VEN", "USA"), host=("DEU",)), "Venezuela and the United States in Germany"),
        (View(sender=(), host=("USA",)), "The United States as a host"),
        (View(sender=("USA",), host=("DEU", "IRQ"), host_name="Both"), "The United States in “Both” (2 places)"),
        (View(sender=("USA",)), "The United States abroad"),
        (View(sender=()), "All senders"),
    ],
)
def test_a_heading_names_the_pair(view: View, heading: str) -> None:
    assert sentences.heading(TINY, view) == heading


def test_the_subtitle_counts_each_kind_of_nothing() -> None:
    line = sentences.subtitle(TINY, View(sender=("RUS",), date=JUNE))
    assert line == (
        "Best estimate by the preferred-source rule · as known today · 1 host with a figure, 1 zero, 1 withheld · "
        "equal-area map, de facto borders"
    )


def test_the_subtitle_tells_rule_definition_and_known_at() -> None:
    view = View(sender=("RUS",), date=JUNE, rule="median", definition="stated", known_at=date(2020, 1, 1))
    line = sentences.subtitle(TINY, view)
    assert line.startswith("Median of the sources, counting troops present · as known on 1 January 2020 · ")


def test_the_sources_line_names_licences() -> None:
    view = View(measure="debt_stock", sender=("CHN",), date=date(2024, 12, 31))
    assert sentences.sources_line(TINY, view) == "Sources: Debt tables: by creditor [CC BY 4.0]"
    assert "no source" in sentences.sources_line(TINY, View(sender=("CHN",), date=JUNE))


def test_a_median_names_every_source_in_force() -> None:
    two = ledger({"best": 100, "day": "2019-06-30"}, {"source_id": "report", "best": 120, "day": "2019-06-30"})
    line = sentences.sources_line(two, View(sender=("RUS",), date=JUNE, rule="median"))
    assert "Statements" in line
    assert "Quarterly report" in line


def test_words_in_a_row() -> None:
    assert [sentences.join_words(words) for words in ((), ("a",), ("a", "b"), ("a", "b", "c"))] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


def in_group(*rows: dict[str, object]) -> Ledger:
    """The ledger of these claims with an alliance of China, Germany and the United States."""
    members = tuple(Membership("PACT", "Long Pact", place, date(1949, 1, 1), None, "treaty") for place in ("CHN", "DEU", "USA"))
    return replace(ledger(*rows), memberships=Memberships(members))


GROUPED = in_group(
    {"sender": "USA", "host": "DEU", "best": 300, "day": "2019-06-30"},
    {"sender": "USA", "host": "SYR", "best": 100, "day": "2019-06-30"},
    {"sender": "CHN", "host": "SYR", "best": 0, "day": "2019-06-30"},
    {"sender": "DEU", "host": "SYR", "kind": "withheld", "day": "2019-06-30"},
)


def test_a_group_of_senders_is_named_with_how_many_of_its_members_have_a_figure() -> None:
    view = View(sender=("CHN", "DEU", "USA"), date=JUNE)
    assert sentences.title(GROUPED, view) == "Troops of the members of the Long Pact abroad, June 2019"
    assert " · 2 of 3 members with a figure · " in sentences.subtitle(GROUPED, view)
    assert sentences.heading(GROUPED, view) == "The members of the Long Pact abroad"


def test_a_group_of_hosts_is_named_with_how_many_of_its_members_have_a_figure() -> None:
    view = View(sender=("USA",), host=("CHN", "DEU", "USA"), date=JUNE)
    assert " · outlined: the members of the Long Pact, 1 of 3 with a figure · " in sentences.subtitle(GROUPED, view)
    assert sentences.heading(GROUPED, view) == "The United States in the members of the Long Pact"


def test_few_hosts_are_named_and_one_is_not_told_apart() -> None:
    assert "outlined: Germany and Syria, 2 of 2 with" in sentences.subtitle(GROUPED, View(host=("DEU", "SYR"), date=JUNE))
    assert "outlined" not in sentences.subtitle(GROUPED, View(host=("DEU",), date=JUNE))


def test_places_that_a_reader_put_together_are_senders_and_members_of_nothing() -> None:
    view = View(sender=("CHN", "USA"), sender_name="Two powers", date=JUNE)
    assert " · 2 of 2 senders with a figure · " in sentences.subtitle(GROUPED, view)
    assert group_words.group_lines(GROUPED, view) == ("“Two powers”: China and the United States",)


def test_the_places_behind_a_name_of_the_readers_are_told_and_those_of_an_alliance_are_known() -> None:
    hosts = View(sender=("USA",), host=("DEU", "SYR"), host_name="Both", date=JUNE)
    assert group_words.group_lines(GROUPED, hosts) == ("“Both”: Germany and Syria",)
    assert group_words.group_lines(GROUPED, replace(hosts, host_name="")) == ()
    assert group_words.group_lines(GROUPED, View(sender=("CHN", "DEU", "USA"), date=JUNE)) == ()


def test_a_very_long_group_of_a_readers_tells_how_many_more_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_words, "TOLD_OF_A_GROUP", 1)
    view = View(sender=("CHN", "DEU", "USA"), sender_name="Some", date=JUNE)
    assert group_words.group_lines(GROUPED, view) == ("“Some”: China and 2 more",)


def test_the_subtitle_says_which_of_its_counts_the_map_cannot_show() -> None:
    """A figure for several places together lies nowhere: the legend counts what is drawn, and both are to agree."""
    nowhere = next(place.id for place in TINY.places.by_id.values() if place.kind == "collective")
    shown = ledger(
        {"best": 100, "day": "2019-06-30"},
        {"kind": "withheld", "day": "2019-06-30", "host": "IRQ"},
        {"kind": "withheld", "day": "2019-06-30", "host": nowhere},
    )
    line = sentences.subtitle(shown, View(sender=("RUS",), date=JUNE))
    assert " · 1 host with a figure, 2 withheld (1 not on the map) · " in line


def test_the_page_has_on_every_day_how_many_of_several_senders_have_a_figure() -> None:
    view = View(sender=("CHN", "DEU", "USA"), date=JUNE)
    assert frames(GROUPED, view)["told"] == [2]
    assert frames(GROUPED, View(date=JUNE))["told"] == []
