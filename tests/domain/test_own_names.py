"""What a reader calls several places together: read from a link, written again, and on no map that it is not of."""

from __future__ import annotations

import pytest

from dashboard.domain.comparison import Comparison
from dashboard.domain.view import View, Vocabulary, decode_view

WORDS = Vocabulary({"troops": ()}, frozenset({"RUS", "CHN", "USA", "FRA"}))
NAMED = View(sender=("RUS", "CHN"), sender_name="Two <b> powers, (old)!")


def test_a_name_goes_into_a_link_and_comes_out_of_it() -> None:
    assert decode_view(NAMED.encode(), WORDS).view == NAMED


@pytest.mark.parametrize("name", ["x" * 41, "a{date}b", "a\u202eb", "a\x00b", "a” (3 places) of “b", "“"])
def test_what_could_pass_for_something_else_is_no_name(name: str) -> None:
    read = decode_view(View(sender=("RUS", "CHN"), sender_name=name).encode(), WORDS)
    assert read.view == View(sender=("RUS", "CHN"))
    assert len(read.notices) == 1


def test_other_senders_on_the_right_have_not_the_name_of_the_left() -> None:
    right = Comparison("maps", right=(("sender", "USA,FRA"),)).right_of(NAMED, WORDS)
    assert (right.sender, right.sender_name) == (("USA", "FRA"), "")
    assert Comparison("maps").right_of(NAMED, WORDS).sender_name == NAMED.sender_name
