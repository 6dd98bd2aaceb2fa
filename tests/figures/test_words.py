"""Numbers, days and names in words: exact, without a locale, as a person would say them."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.figures.days import describe_day, say_period
from dashboard.figures.lettering import ELLIPSIS, label, shorten, text_width, wrap
from dashboard.figures.numbers import axis_scale, count, say_difference, say_number, say_percent, say_value
from dashboard.figures.speakers import say_grade, say_speaker, short_speaker
from tests.figures.literal import CATALOGUE

NAN = math.nan


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (23495, "persons", "23,495"), (0, "persons", "0"), (-3, "persons", "−3"), (12.5, "percent", "12.5 %"),
        (597.8e9, "USD", "597.8 bn USD"), (7.84e9, "USD", "7.84 bn USD"), (1_331_640e6, "USD", "1.332 tn USD"),
        (999_960_000, "USD", "1 bn USD"), (295_040, "USD", "295,040 USD"), (-90_034_000, "USD", "−90.03 m USD"),
        (148e9, "USD constant 2021", "148 bn USD constant 2021"), (NAN, "USD", ""), (None, "persons", ""), (750, "GBP", "750 GBP"),
    ],
)  # fmt: skip
def test_a_figure_with_its_unit(value: float | None, unit: str, words: str) -> None:
    assert say_number(value, unit) == words


@pytest.mark.parametrize(
    ("kind", "low", "best", "high", "words"),
    [
        ("value", NAN, 300, NAN, "300"), ("value", 24, NAN, 60, "24–60"), ("value", 99, 100, 100, "100 (99–100)"),
        ("value", 7, 7, 7, "7"), ("at-most", NAN, NAN, 400, "at most 400"), ("at-least", 50, NAN, NAN, "at least 50"),
        ("withheld", NAN, NAN, NAN, "withheld"), ("none-found", NAN, NAN, NAN, "none found"), ("value", NAN, NAN, NAN, "no figure"),
        ("bound", NAN, NAN, 400, "at most 400"), ("denial", NAN, NAN, NAN, "denied"),
    ],
)  # fmt: skip
def test_a_claim_in_words(kind: str, low: float, best: float, high: float, words: str) -> None:
    assert say_value(kind, low, best, high, "persons") == words


def test_both_ends_of_an_interval_share_their_scale_where_they_can() -> None:
    assert say_value("value", 4e9, NAN, 4.4e9, "USD") == "4–4.4 bn USD"
    assert say_value("value", 900e6, NAN, 1.1e9, "USD") == "900 m–1.1 bn USD"


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (-97.6, -94.0, "−94 to −98 %"),
        (-10.4, 5, "−10 to +5 %"),
        (3.14, 3.14, "+3.1 %"),
        (0, 0, "0 %"),
        (100, 400, "+100 to +400 %"),
    ],
)
def test_a_change_in_per_cent_tells_the_smaller_fall_first(low: float, high: float, words: str) -> None:
    assert say_percent(low, high) == words


def test_a_difference_carries_its_sign() -> None:
    assert say_difference(200, 200, "persons") == "+200"
    assert say_difference(-3.1e9, -2.3e9, "USD") == "−2.3 to −3.1 bn USD"


@given(st.floats(0.001, 1e14))
def test_money_is_told_to_four_digits(value: float) -> None:
    words = say_number(value, "USD").replace(",", "")
    figure, scale = words.removesuffix(" USD").split(" ") if words.count(" ") == 2 else (words.removesuffix(" USD"), "")
    told = float(figure) * {"tn": 1e12, "bn": 1e9, "m": 1e6, "": 1}[scale]
    assert told == pytest.approx(value, rel=5.1e-4)


def test_an_axis_up_to_a_few_trillion_stays_in_billions() -> None:
    assert axis_scale(1.04e12, "USD") == (1e9, "bn USD")
    assert axis_scale(2.5e13, "USD") == (1e12, "tn USD")
    assert axis_scale(500_000, "persons") == (1.0, "persons")


def test_one_claim_and_several() -> None:
    assert [count(1, "claim"), count(1046, "claim"), count(0, "claim")] == ["1 claim", "1,046 claims", "0 claims"]


@pytest.mark.parametrize(
    ("day", "clock", "kind", "words"),
    [
        (date(2019, 6, 30), "quarter", "stock", "June 2019"), (date(2019, 6, 2), "quarter", "stock", "2 June 2019"),
        (date(2024, 12, 31), "year", "stock", "end of 2024"), (date(2025, 12, 31), "quarter", "stock", "December 2025"),
        (date(2019, 12, 31), "year", "flow", "in 2019"), (date(2019, 6, 30), "quarter", "flow", "in June 2019"),
        (date(2020, 2, 29), "month", "stock", "February 2020"),
    ],
)  # fmt: skip
def test_the_date_of_a_title(day: date, clock: str, kind: str, words: str) -> None:
    assert describe_day(day, clock, kind) == words  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start", "end", "precision", "words"),
    [
        (date(2019, 6, 1), date(2019, 6, 30), "month", "June 2019"), (None, date(2018, 12, 31), "year", "up to 2018"),
        (date(2019, 3, 23), date(2019, 6, 30), "day", "23 March 2019 to 30 June 2019"), (date(2018, 1, 1), date(2018, 12, 31), "year", "2018"),
        (date(2003, 5, 1), None, "day", "from 1 May 2003"), (date(2017, 9, 30), date(2017, 9, 30), "day", "30 September 2017"),
        (date(2019, 4, 1), date(2019, 6, 30), "quarter", "April to June 2019"), (None, None, "day", "at no stated time"),
        (date(2018, 1, 1), date(2019, 12, 31), "year", "2018 to 2019"),
    ],
)  # fmt: skip
def test_when_a_statement_holds(start: date | None, end: date | None, precision: str, words: str) -> None:
    assert say_period(start, end, precision) == words


def test_markup_in_data_stays_text() -> None:
    assert label('<a href="x">&') == '&lt;a href="x"&gt;&amp;'


@given(st.text(min_size=1, max_size=200), st.floats(20, 600), st.integers(1, 3))
def test_wrapped_lines_fit(words: str, width: float, lines: int) -> None:
    wrapped = wrap(words, width, 12, max_lines=lines)
    assert len(wrapped) <= lines
    assert all(text_width(line, 12) <= width for line in wrapped)


@given(st.text(alphabet="abc ", max_size=60))
def test_a_wide_line_keeps_every_word(words: str) -> None:
    assert " ".join(wrap(words, 10_000, 12, max_lines=2)).split() == words.split()


def test_a_cut_line_says_so() -> None:
    assert shorten("a long title of a source", 60, 12).endswith(ELLIPSIS)
    assert shorten("short", 600, 12) == "short"


def test_a_source_without_a_named_person_speaks_itself() -> None:
    bank = CATALOGUE.sources["bank"]
    assert say_speaker("", bank) == "Publisher of Debt tables: by creditor"
    assert short_speaker("", bank) == "Debt tables"
    assert short_speaker("Reuters (a Cossack leader)", bank) == "Reuters"
    assert say_speaker("home", bank) == "the sender’s own statistics"


@pytest.mark.parametrize(("letter", "number", "words"), [("C", 2.0, "C2"), ("", NAN, ""), ("B", NAN, "B–"), ("", 3.0, "–3")])
def test_grades_stand_side_by_side(letter: str, number: float, words: str) -> None:
    assert say_grade(letter, number) == words
