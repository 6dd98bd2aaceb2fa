"""A comparison and its address: canonical, total, and the same after a round trip."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.domain.comparison import CHOICES, DEFAULT, KINDS, PARTS, RIGHT, Comparison, read_comparison
from dashboard.domain.memberships import Membership, Memberships
from dashboard.domain.view import View, Vocabulary, decode_view
from dashboard.domain.view_places import Naming

WORDS = Vocabulary(
    {"troops": ("active-duty", "deployed"), "debt_stock": ("official",)}, frozenset({"USA", "RUS", "VEN"}), sources=frozenset({"one", "other"})
)  # fmt: skip
RIGHTS = st.fixed_dictionaries(
    {}, optional={
        "definition": st.just("deployed"), "source": st.sampled_from(["one", "other"]), "sender": st.sampled_from(["RUS", "RUS,VEN", DEFAULT]),
        "date": st.sampled_from(["2019-06-30", DEFAULT]), "known_at": st.just("2018-06-01"), "rule": st.sampled_from(["median", DEFAULT]),
    },
)  # fmt: skip


def read(query: str) -> tuple[Comparison, tuple[str, ...]]:
    return read_comparison(dict(parse_qsl(query)), WORDS)


@given(
    st.sampled_from(KINDS),
    RIGHTS,
    st.booleans(),
    st.fixed_dictionaries({name: st.sampled_from(words) for name, words in CHOICES.items()}),
)
def test_a_comparison_comes_back_from_its_own_address(
    kind: str, right: dict[str, str], one: bool, chosen: dict[str, str]
) -> None:
    ordered = tuple((name, right[name]) for name in RIGHT if name in right)
    kept = {name: text for name, text in chosen.items() if name in PARTS.get(kind, ())}  # type: ignore[call-overload]
    asked = Comparison(kind, right=ordered if kind == "maps" else (), one_clock=one and kind == "maps", **kept)  # type: ignore[arg-type]
    assert read(asked.encode(View(sender=("RUS",)))) == (asked, ())


@given(st.none() | st.lists(st.sampled_from(["RUS", "USA", "VEN"]), unique=True, max_size=3).map(tuple))
def test_the_senders_of_a_second_measure_come_back_from_their_address(senders: tuple[str, ...] | None) -> None:
    view = View(sender=("RUS",))
    asked = Comparison("together", other_sender=senders)
    written = asked.encode(view)
    assert ("other_sender" in written) == (senders not in (None, view.sender))
    again, notices = read(written)
    assert notices == ()
    assert again.encode(view) == written


def test_unknown_senders_of_a_second_measure_are_told_and_those_of_the_first_stand_for_them() -> None:
    asked, notices = read("kind=together&other_sender=Atlantis")
    assert asked.other_sender is None
    assert len(notices) == 1
    assert notices[0].startswith("Second measure: ")
    assert "Atlantis" in notices[0]


def test_of_several_senders_of_a_second_measure_those_that_are_known_are_read() -> None:
    asked, notices = read("kind=together&sender=RUS&other_sender=USA,Atlantis")
    assert asked.other_sender == ("USA",)
    assert len(notices) == 1


def test_only_two_measures_have_a_second_sender() -> None:
    assert read("kind=ranking&other_sender=RUS")[0] == Comparison("ranking")


@settings(max_examples=200)
@given(
    st.dictionaries(
        st.sampled_from([*(f"right_{name}" for name in RIGHT), *CHOICES, "kind", "clock", "measure", "other", "other_sender"]),
        st.text(max_size=30),
    )
)
def test_no_address_raises_and_what_is_read_is_known(given_parts: dict[str, str]) -> None:
    asked, _ = read_comparison(given_parts, WORDS)
    right = asked.right_of(View(), WORDS)
    assert right.measure == "troops"
    assert right.source in ("", *WORDS.sources)
    assert {*right.sender, *(asked.other_sender or ())} <= WORDS.places
    assert all(getattr(asked, name) in words for name, words in CHOICES.items())


def test_the_right_is_the_left_but_for_its_own_parts() -> None:
    left = decode_view("sender=RUS&date=2019-06&rule=median&per=inhabitants", WORDS).view
    asked, notices = read("kind=maps&right_known_at=2018&right_rule=default&right_source=other")
    assert notices == ()
    assert asked.right_of(left, WORDS) == View(
        sender=("RUS",), date=date(2019, 6, 30), known_at=date(2018, 12, 31), per="inhabitants", source="other"
    )


def test_one_clock_takes_the_date_of_the_left() -> None:
    asked, _ = read("kind=maps&clock=one&right_date=2001&right_sender=RUS")
    assert asked.right_of(View(date=date(2019, 6, 30)), WORDS).date == date(2019, 6, 30)


@pytest.mark.parametrize(
    "part", ["right_rule=guess", "right_source=nobody", "right_date=yesterday", "scale=large", "show=film", "by=colour"]
)
def test_what_cannot_be_used_is_told(part: str) -> None:
    asked, notices = read(f"kind=maps&{part}")
    assert len(notices) == 1
    assert asked.right == ()


def test_the_address_of_a_right_sender_keeps_its_commas() -> None:
    asked, _ = read(urlencode({"kind": "maps", "right_sender": "RUS,VEN"}))
    assert "right_sender=RUS,VEN" in asked.encode(View())


@pytest.mark.parametrize(
    ("query", "members"),
    [
        ("right_date=2000-01&date=2019-06", "USA"),
        ("right_date=2019-06&date=2000-01", "USA,VEN"),
        ("date=2000-01", "USA"),
        ("clock=one&right_date=2019-06&date=2000-01", "USA"),
        ("right_date=yesterday", "USA,VEN"),
    ],
)
def test_an_alliance_on_the_right_is_that_of_the_right_date(query: str, members: str) -> None:
    rows = [
        Membership("PACT", "Pact", place, date(since, 1, 1), None, "treaty") for place, since in (("USA", 1949), ("VEN", 2009))
    ]
    words = replace(WORDS, naming=Naming(Memberships(tuple(rows))))
    asked, _ = read_comparison(dict(parse_qsl(f"kind=maps&right_sender=Pact&{query}")), words)
    assert dict(asked.right)["sender"] in (members, DEFAULT if members == "USA" else members)


@pytest.mark.parametrize(("day", "members"), [("2000-01", ("USA",)), ("2019-06", ("USA", "VEN")), ("soon", ("USA", "VEN"))])
def test_an_alliance_that_sends_the_second_measure_is_that_of_the_date(day: str, members: tuple[str, ...]) -> None:
    rows = [
        Membership("PACT", "Pact", place, date(since, 1, 1), None, "treaty") for place, since in (("USA", 1949), ("VEN", 2009))
    ]
    words = replace(WORDS, naming=Naming(Memberships(tuple(rows))))
    asked, notices = read_comparison({"kind": "together", "other_sender": "Pact", "date": day}, words)
    assert (asked.other_sender, notices) == (members, ())
