"""Words are cut to the room that they get, at the last letter that fits, however long they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.figures import lettering
from dashboard.figures.lettering import ELLIPSIS, shorten, text_width, wrap

CUT_FROM_ENDS = " ,;·–("
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60)


@given(WORDS, st.floats(20, 400), st.sampled_from([9.0, 11.0, 13.5, 20.0]), st.booleans())
def test_what_is_cut_fits_and_one_letter_more_would_not(text: str, width: float, size: float, bold: bool) -> None:
    cut = shorten(text, width, size, bold=bold)
    if text_width(text, size, bold) <= width:
        assert cut == text
        return
    assert text_width(cut, size, bold) <= width or cut == ELLIPSIS
    longer = next(n for n in range(len(text)) if text_width(text[: n + 1] + ELLIPSIS, size, bold) > width)
    assert cut == text[:longer].rstrip(CUT_FROM_ENDS) + ELLIPSIS


def test_nothing_is_looked_at_that_has_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(lettering, "_width", lambda letter: asked.append(letter) or 0.63)
    assert shorten("x" * 1_000_000, 635, 10) == "x" * 99 + ELLIPSIS
    assert len(asked) == 101


def test_words_that_are_left_over_end_in_an_ellipsis() -> None:
    assert wrap("one two three", 1000, 10) == ("one two three",)
    assert wrap("one two three four", 60, 10) == ("one two", "three four")
    assert wrap("one two three four five six", 60, 10)[-1].endswith(ELLIPSIS)
    assert wrap("", 60, 10) == ()
