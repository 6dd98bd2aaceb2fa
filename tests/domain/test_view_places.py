"""Places in a View may be written by id, by name or as a group; the View itself holds ids alone."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.domain.memberships import Membership, Memberships
from dashboard.domain.view import Vocabulary, decode_view
from dashboard.domain.view_faults import view_faults
from dashboard.domain.view_places import Naming

GROUPS = Memberships(
    (
        Membership("NATO", "NATO", "USA", date(1949, 8, 24), None, "treaty"),
        Membership("NATO", "NATO", "POL", date(1999, 3, 12), None, "treaty"),
        Membership("PACT", "Warsaw Pact", "POL", date(1955, 5, 14), date(1991, 7, 1), "treaty"),
    )
)
NAMES = {"Russia": ("RUS",), "Congo": ("COD", "COG"), "Korea, South": ("KOR",)}
WORDS = Vocabulary(
    {"troops": ("deployed",)}, frozenset({"USA", "POL", "RUS", "COD", "COG", "KOR"}), max_entities=3,
    naming=Naming(GROUPS, lambda name, _day: NAMES.get(name, ())),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("sender=NATO", ("POL", "USA")),
        ("sender=nato&date=1990", ("USA",)),
        ("sender=NATO&date=2019-06", ("POL", "USA")),
        ("sender=Warsaw%20Pact", ("POL",)),
        ("sender=RUS,NATO,POL", ("RUS", "POL", "USA")),
        ("sender=Russia", ("RUS",)),
        ("sender=Korea,%20South", ("KOR",)),
    ],
)
def test_a_name_or_a_group_opens_the_view_of_its_places(text: str, ids: tuple[str, ...]) -> None:
    decoded = decode_view(text, WORDS)
    assert decoded.view.sender == ids
    assert decoded.notices == ()
    assert view_faults(text, WORDS) == []
    assert decode_view(decoded.view.encode(), WORDS).view == decoded.view


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("host=Congo", "“Congo” can be COD or COG: write one of them"),
        ("host=Atlantis", "such as RUS or Russia, or a group: NATO, PACT"),
        ("host=RUS,Atlantis", "“Atlantis” is no place"),
        ("host=NATO&date=1930", "NATO has no members on 1930-12-31"),
    ],
)
def test_what_names_no_place_is_told_with_what_to_write(text: str, told: str) -> None:
    (notice,) = decode_view(text, WORDS).notices
    assert told in notice
    assert view_faults(text, WORDS)


def test_a_name_that_can_be_two_places_is_told_to_a_caller_that_wants_an_error() -> None:
    (fault,) = view_faults("host=Congo", WORDS)
    assert "COD or COG" in str(fault)
