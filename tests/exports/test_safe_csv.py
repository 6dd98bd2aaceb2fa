"""CSV that no spreadsheet runs: hostile text comes back as text, numbers come back as they were."""

from __future__ import annotations

import csv
import io
import math
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.exports import safe_csv
from dashboard.exports.safe_csv import NUMBER, TRIGGER, frame_csv, plain_number, safe_cell

# The vectors of the OWASP page on CSV injection, and their relatives behind spaces, quotes and wide letters.
VECTORS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1+1)", "=cmd|' /C calc'!A0", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", '"=1+1', "'=1+1", "|calc",
    "%0A=1+1", "＝1+1", "＋1", "－1+1", "＠SUM(1)", "\u00a0=1", "\ufeff=1+1", "\u200b=1", '=HYPERLINK("http://evil.example","x")',
)  # fmt: skip
PLAIN = ("about 1,000", "just a few dozen", "−94 %", "a=b", "mail@example.org", "-5", "1e9", "Côte d’Ivoire", "“=”", "")


def read_back(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", VECTORS)
def test_a_formula_is_disarmed(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", PLAIN)
def test_plain_words_and_numbers_stay(text: str) -> None:
    assert safe_cell(text) == text


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",))), min_size=1, max_size=8))
def test_text_comes_back_and_no_cell_starts_a_formula(texts: list[str]) -> None:
    rows = read_back(frame_csv(pd.DataFrame({"n": range(len(texts)), "text": pd.Series(texts, dtype="str")})))
    assert rows[0] == ["n", "text"]
    for (_, cell), text in zip(rows[1:], texts, strict=True):
        assert cell in (text, "'" + text)
        assert not TRIGGER.match(cell) or NUMBER.fullmatch(cell) or cell.startswith("'")


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=8))
def test_numbers_come_back_exactly(numbers: list[float]) -> None:
    rows = read_back(frame_csv(pd.DataFrame({"number": numbers})))
    assert [float(cell) for (cell,) in rows[1:]] == numbers


@pytest.mark.parametrize(
    ("value", "text"), [(23495.0, "23495"), (-3e6, "-3000000"), (0.5, "0.5"), (7.84e9, "7840000000"), (1e300, "1e+300")]
)
def test_whole_figures_have_no_point(value: float, text: str) -> None:
    assert plain_number(value) == text


def test_a_negative_number_stays_a_number_and_a_missing_one_is_empty() -> None:
    rows = read_back(
        frame_csv(pd.DataFrame({"a": [-5.0, math.nan], "b": ["x", None], "day": pd.to_datetime([date(2019, 6, 2), None])}))
    )
    assert rows[1:] == [["-5", "x", "2019-06-02"], ["", "", ""]]


def test_a_long_table_is_written_in_parts_that_are_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """A float, a day, a category and a gap on either side of each seam; the parts are nowhere to be seen in the file."""
    frame = pd.DataFrame({
        "n": [1.0, None, -2.5, 4.0, None], "day": pd.to_datetime(["2019-06-02", None, "2019-06-03", None, None]),
        "word": pd.Categorical(["=1", None, "b", "=1", "\ufeffc"]),
    })  # fmt: skip
    whole, sizes = frame_csv(frame), list[int]()
    monkeypatch.setattr(safe_csv, "STEP", 2)
    assert frame_csv(frame, sizes.append) == whole
    foretold, *found = sizes
    assert foretold == len(whole)
    assert len(found) == 3
    assert found == sorted(found)
    assert found[-1] == len(whole)


def test_a_table_that_grows_too_large_is_given_up_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = list[int]()

    def grown(size: int) -> None:
        sizes.append(size)
        if size > 20:
            raise OverflowError

    monkeypatch.setattr(safe_csv, "STEP", 2)
    with pytest.raises(OverflowError):
        frame_csv(pd.DataFrame({"n": range(1_000)}), grown)
    assert len(sizes) < 10


@given(
    st.lists(st.sampled_from(("", "a,b", 'a"b', "a\r", "\n", "=1", "ø", " ", "😀", "-5", None)), max_size=9),
    st.lists(st.sampled_from((0.0, -0.0, 1.5, -3e6, 1e300, None)), min_size=9, max_size=9), st.booleans(),
)  # fmt: skip
def test_how_large_a_table_will_be_is_known_to_the_byte(
    texts: list[str | None], numbers: list[float | None], alone: bool
) -> None:
    """What is foretold too high refuses a file that would have been small enough; too low, its work is lost."""
    rows = len(texts)
    frame = pd.DataFrame({"a,b": pd.Series(texts, dtype="str")})
    more = {
        "word": pd.Categorical(texts), "best": pd.Series(numbers[:rows], dtype="float64"), "whole": pd.array([7] * rows, dtype="Int8"),
        "day": pd.Series([pd.Timestamp(2019, 6, 2), None] * 5)[:rows], "yes": [True] * rows,
    }  # fmt: skip
    made = frame if alone else frame.assign(**more)
    assert safe_csv.size_of(made) == len(frame_csv(made))


def test_headers_are_made_safe_as_well() -> None:
    assert read_back(frame_csv(pd.DataFrame({"=evil": [1]})))[0] == ["'=evil"]


def test_categories_are_made_safe_as_well() -> None:
    frame = pd.DataFrame({"c": pd.Categorical(["=1+1", "plain", None])})
    assert read_back(frame_csv(frame))[1:] == [["'=1+1"], ["plain"], [""]]


def test_the_file_opens_in_a_spreadsheet() -> None:
    content = frame_csv(pd.DataFrame({"a": [1]}))
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")


@pytest.mark.parametrize(
    "cells", [[True, 1, 1.0], [1.0, True], ["1", 1, True, None, 1.0, float("nan")], [None, True, None], [0, False, "=0"]]
)
@pytest.mark.parametrize("alone", [True, False], ids=["alone", "beside another"])
def test_cells_of_one_value_and_several_texts_are_counted_as_they_are_written(cells: list[object], alone: bool) -> None:
    made = pd.DataFrame({"mixed": pd.Series(cells, dtype=object)} | ({} if alone else {"other": "a"}))
    assert safe_csv.size_of(made) == len(frame_csv(made))
