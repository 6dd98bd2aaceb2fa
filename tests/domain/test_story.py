"""Figures in sentences: which there are, and which of them nothing stands under."""

from __future__ import annotations

import pytest

from dashboard.domain.story import AREAS, Step, spoken_figures, uncovered
from dashboard.domain.view import View


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("35,068 in Germany.", ["35,068"]),
        ("4.6 bn USD at the end of 2017, 1.1 bn in June 2019", ["4.6", "2017", "1.1", "2019"]),
        ("Two of them, and half of the rest", ["Two", "half"]),
        ("He said “just a few dozen”.", ["just a few dozen", "dozen"]),
        ("Someone weighed often and tended nothing.", []),
    ],
)
def test_every_figure_of_a_sentence_is_seen(text: str, figures: list[str]) -> None:
    assert [text[a:b] for a, b in spoken_figures(text)] == figures


def test_a_figure_is_covered_only_where_the_fact_stands() -> None:
    text = "1,000 in March, 1,000 bn owed"
    assert uncovered(text, ["1,000 in March"]) == ["1,000"]
    assert uncovered(text, ["1,000"]) == []
    assert uncovered("12,000", ["2,000"]) == ["12,000"]


def test_the_first_line_of_a_caption_stands_out() -> None:
    assert Step(View(), "T", "One line\nand the\nrest").lines == ("One line", "and the rest")


def test_every_area_lies_on_the_map_that_is_cut_in_the_bering_strait() -> None:
    assert all(-169 <= west < east <= 191 and -57 <= south < north <= 84 for west, south, east, north in AREAS.values())
