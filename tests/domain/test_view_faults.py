"""The text of a View that must be understood whole: each part that is not known is told with what would have been."""

from __future__ import annotations

import pytest

from dashboard.domain.places import Places
from dashboard.domain.view import READ, Vocabulary, decode_view
from dashboard.domain.view_faults import view_faults
from tests.domain.test_places import place

PLACES = Places.from_rows([place("RUS", "Russia"), place("MLI", "Mali"), place("USA", "United States")], [])
WORDS = Vocabulary(
    {"troops": ("deployed", "active-duty"), "bases": ("listed",)}, frozenset(PLACES.ids), max_entities=2, max_chars=200,
    sources=frozenset({"us-troops-dmdc"}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found", "told"),
    [
        ("sender=Russia", "'Russia'", "write RUS in place of Russia"),
        ("sender=RUS,Atlantis", "'Atlantis'", "presence places NAME"),
        ("sendr=RUS", "'sendr'", "write sender=RUS"),
        ("colour=red", "'colour'", "leave it out"),
        ("measure=troop", "'troop'", "write measure=troops"),
        ("measure=tanks", "'tanks'", "presence measures"),
        ("measure=bases&definition=deployed", "'deployed'", "presence measures"),
        ("source=us-troops", "'us-troops'", "write source=us-troops-dmdc"),
        ("date=yesterday", "'yesterday'", "such as 2019-06-30"),
        ("since=2019-13", "'2019-13'", "such as 2019-06-30"),
        ("rule=media", "'media'", "write rule=median"),
        ("layers=sites,roads", "'sites,roads'", "sites, flows"),
        ("host=RUS,MLI,USA", "3 places", "name 2 or fewer"),
        ("https://atlas.example.org/?sender=RUS", "'https://atlas.example.org/?sender'", "write what stands after its ?"),
        ("x" * 201, "201 characters", "at most 200"),
    ],
)
def test_it_is_told_what_was_found_and_what_to_write(text: str, found: str, told: str) -> None:
    (fault,) = view_faults(text, WORDS, PLACES)
    assert (fault.code, fault.found) == ("E-VIEW", found)
    assert told in str(fault)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?sender=RUS&v=1",
        "sender=rus, mli",
        "sender=all&host=",
        "date=2019&rule=median&layers=flows&classes=1,10",
        "kind=maps",
    ],
)
def test_what_is_understood_has_no_fault(text: str) -> None:
    assert view_faults(text, WORDS, PLACES, beside=("kind",)) == []


def test_every_fault_stands_in_the_order_of_the_text_with_its_part() -> None:
    faults = view_faults("date=never&sender=Mars&rule=best", WORDS, PLACES, code="E-STORY-VIEW")
    assert [(fault.code, fault.where) for fault in faults] == [
        ("E-STORY-VIEW", "date=never"), ("E-STORY-VIEW", "sender=Mars"), ("E-STORY-VIEW", "rule=best"),
    ]  # fmt: skip


# Any words are a name of a group, but for those that could be read as a part of a template.
@pytest.mark.parametrize("name", READ)
def test_whatever_a_page_would_replace_by_a_default_is_a_fault(name: str) -> None:
    word = "{date}" if name in ("sender_name", "host_name") else "no-such-word"
    assert decode_view(f"{name}={word}", WORDS).notices
    assert view_faults(f"{name}={word}", WORDS, PLACES)
