"""What a cell means: one number, one span of days, nothing; never a guess between two."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.intake.cells import UNDECIDED, figure_of, mark_of, range_of, span_of


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0.0), ("1450", 1450.0), ("-3", -3.0), ("−3", -3.0), ("1.5e3", 1500.0), ("1,234,567", 1234567.0), ("1.234.567", 1234567.0),
        ("1,234.5", 1234.5), ("1.000,5", 1000.5), ("1 000", 1000.0), ("1\u202f000,5", 1000.5), ("1'000", 1000.0), ("0,5", 0.5),
        ("12,5", 12.5), ("0.125", 0.125), ("1234.567", 1234.567),
    ],
)  # fmt: skip
def test_a_number_that_can_be_read_in_one_way_is_read(text: str, number: float) -> None:
    assert figure_of(text).number == number


@pytest.mark.parametrize("text", ["1,234", "1.234", "-12,345"])
def test_a_number_that_can_be_read_in_two_ways_is_refused_unless_said(text: str) -> None:
    plain = float(text.replace(",", ".")), float(text.replace(",", "").replace(".", ""))
    assert figure_of(text).problem == UNDECIDED
    assert figure_of(text, whole=True).number == plain[1]
    assert {figure_of(text, "point").number, figure_of(text, "comma").number} == set(plain)


@pytest.mark.parametrize("text", ["n/a", "-", "–", "..", "NA", "None", "?"])
def test_no_figure_is_neither_zero_nor_a_problem(text: str) -> None:
    assert figure_of(text).number is None
    assert figure_of(text).problem == ""


@pytest.mark.parametrize("text", ["12%", "1e400", "1,23,456", "12 34", "$5", "a few dozen", "1.2.3", "inf", "0x10", "１２"])
def test_what_is_no_number_is_told(text: str) -> None:
    assert figure_of(text).number is None
    assert figure_of(text).problem


def test_a_percentage_is_a_number_where_shares_are_counted() -> None:
    assert figure_of("12.5 %", percent=True).number == 12.5


@pytest.mark.parametrize(
    ("cells", "mark"),
    [(["1,234", "2.5"], "point"), (["1.234", "2,5"], "comma"), (["1,234"], ""), (["1,234.5", "1.234,5"], ""), ([], "")],
)
def test_a_column_tells_its_sign_by_cells_that_can_only_be_read_one_way(cells: list[str], mark: str) -> None:
    assert mark_of(pd.Series(cells, dtype="str")) == mark


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("24-60", (24, 60)),
        ("1,000 – 1,500", (1000, 1500)),
        ("5 to 7", (5, 7)),
        ("60-24", None),
        ("5-", None),
        ("2019-06-02", None),
    ],
)
def test_a_range_has_two_ends_in_order(text: str, ends: tuple[float, float] | None) -> None:
    assert range_of(text, whole=True) == ends


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2019", "2019-01-01", "2019-12-31", "year"), ("2019-06", "2019-06-01", "2019-06-30", "month"),
        ("2020-2", "2020-02-01", "2020-02-29", "month"), ("06/2019", "2019-06-01", "2019-06-30", "month"),
        ("2019-06-02", "2019-06-02", "2019-06-02", "day"), ("2019/06/02", "2019-06-02", "2019-06-02", "day"),
        ("2019-06-02 00:00:00", "2019-06-02", "2019-06-02", "day"), ("2019-06-02T13:45", "2019-06-02", "2019-06-02", "day"),
        ("2019 Q2", "2019-04-01", "2019-06-30", "quarter"), ("2019-Q4", "2019-10-01", "2019-12-31", "quarter"),
        ("2 June 2019", "2019-06-02", "2019-06-02", "day"), ("Jun 2019", "2019-06-01", "2019-06-30", "month"),
        ("25.06.2019", "2019-06-25", "2019-06-25", "day"), ("06/25/2019", "2019-06-25", "2019-06-25", "day"),
        ("5.5.2019", "2019-05-05", "2019-05-05", "day"), ("1704", "1704-01-01", "1704-12-31", "year"),
    ],
)  # fmt: skip
def test_a_day_month_quarter_or_year(text: str, first: str, last: str, precision: str) -> None:
    span = span_of(text)
    assert (str(span.first), str(span.last), span.precision, span.problem) == (first, last, precision, "")


@pytest.mark.parametrize(
    ("text", "first", "precision"),
    [
        ("Q4 2020", "2020-10-01", "quarter"), ("q1/2020", "2020-01-01", "quarter"), ("Dec 5, 2020", "2020-12-05", "day"),
        ("December 5th, 2020", "2020-12-05", "day"), ("5 décembre 2020", "2020-12-05", "day"), ("1er janvier 2020", "2020-01-01", "day"),
        ("5 de diciembre de 2020", "2020-12-05", "day"), ("março de 2020", "2020-03-01", "month"), ("März 2020", "2020-03-01", "month"),
        ("3. Oktober 2020", "2020-10-03", "day"), ("marzo 2020", "2020-03-01", "month"),
    ],
)  # fmt: skip
def test_a_time_as_people_write_it(text: str, first: str, precision: str) -> None:
    span = span_of(text)
    assert (str(span.first), span.precision) == (first, precision)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("31/12/20", "two digits"), ("Dec-20", "two digits"), ("12/20", "two digits"), ("44196", "counts days"), ("2019-2020", "two years"),
        ("2020/21", "two years"), ("2013 to 2014", "two years"), ("FY2016", "fiscal"), ("20201231", "eight digits"), ("since 2013", "no day"),
        ("abc 5, 2020", "no day"), ("Q5 2020", "no day"),
    ],
)  # fmt: skip
def test_a_time_that_is_none_is_told_with_its_cause(text: str, why: str) -> None:
    span = span_of(text)
    assert span.first is None
    assert why in span.problem


def test_day_and_month_are_not_guessed() -> None:
    assert span_of("2.6.2019").first is None
    assert "either way round" in span_of("2.6.2019").problem
    assert span_of("2.6.2019", "dmy").first == date(2019, 6, 2)
    assert span_of("2.6.2019", "mdy").first == date(2019, 2, 6)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2019-13",
        "2019-02-30",
        "31.02.2019",
        "0019",
        "9999",
        "19",
        "20190602",
        "Marble 2019",
        "2019-06-02-01",
        "2019/20",
    ],
)
def test_what_names_no_day_is_told(text: str) -> None:
    assert span_of(text).first is None
    assert span_of(text).problem


@given(st.text(max_size=40) | st.from_regex(r"[0-9.,' %/-]{1,20}"))
def test_no_text_makes_reading_fail(text: str) -> None:
    figure, span = figure_of(text.strip()), span_of(text)
    assert figure.problem == "" or figure.number is None
    assert (span.first is None) == (span.problem != "")
    range_of(text)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_as_a_program_writes_it_is_the_number(number: float) -> None:
    assert figure_of(repr(number), "point").number == number
