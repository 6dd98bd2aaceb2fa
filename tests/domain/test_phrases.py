"""Words to intervals: what each says, what is not understood, and that no text can do harm."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.phrases import LONGEST_PHRASE, Interval, PhraseBook, PhraseRow, interval, pattern_regex, share
from dashboard.errors import PresenceError
from dashboard.ledger.store import open_ledger
from dashboard.phrase_file import PHRASES, load_phrases
from dashboard.settings import load_settings
from dashboard.sources.hand_kept import read_hand_kept

CATALOGUE = load_settings({}).data / "catalogue"
BOOK = load_phrases(CATALOGUE)
# The readings of every row, hashed, by version: who changes a reading raises the version and writes the hash down here.
VERSIONS = {1: "341994852076a5fb", 2: "f89ca5437c0271ae"}


def told(phrase: str) -> tuple[str, float | None, float | None, float | None] | None:
    found = interval(phrase, BOOK)
    return (found.kind, found.low, found.best, found.high) if found else None


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("just a few dozen", ("value", 24, None, 60)),
        ("a few dozen", ("value", 24, None, 60)),
        ("as many as 400", ("at-most", None, None, 400)),
        ("up to 5,000", ("at-most", None, None, 5000)),
        ("as many as 4,000-5,000", ("at-most", None, None, 5000)),
        ("fewer than 300", ("at-most", None, None, 300)),
        ("several hundred", ("value", 300, None, 900)),
        ("nearly 2,000", ("value", None, 2000, 2000)),
        ("just over 2,000", ("value", 2000, 2000, None)),
        ("about 1,000", ("value", None, 1000, None)),
        ("some 200", ("value", None, 200, None)),
        ("around fifty", ("value", None, 50, None)),
        ("more than 1,000", ("at-least", 1000, None, None)),
        ("more than 3 bn", ("at-least", 3e9, None, None)),
        ("at least 12", ("at-least", 12, None, None)),
        ("100 or more", ("at-least", 100, None, None)),
        ("between 300 and 400", ("value", 300, None, 400)),
        ("300-400", ("value", 300, None, 400)),
        ("300 – 400 troops", ("value", 300, None, 400)),
        ("approximately 3,000-5,000", ("value", 3000, None, 5000)),
        ("dozens", ("value", 24, None, 99)),
        ("hundreds of soldiers", ("value", 200, None, 999)),
        ("thousands", ("value", 2000, None, 9999)),
        ("tens of thousands", ("value", 20000, None, 99999)),
        ("a handful", ("value", 2, None, 9)),
        ("a couple", ("value", None, 2, None)),
        ("two dozen men", ("value", None, 24, None)),
        ("half a dozen", ("value", None, 6, None)),
        ("fewer than half-a-dozen", None),
        ("a half million", ("value", None, 500_000, None)),
        ("twenty-five", ("value", None, 25, None)),
        ("ninety nine", ("value", None, 99, None)),
        ("one hundred and fifty-two", ("value", None, 152, None)),
        ("two hundred fifty", ("value", None, 250, None)),
        ("over a hundred and fifty men", ("at-least", 150, None, None)),
        ("fifteen hundred", ("value", None, 1500, None)),
        ("2k", ("value", None, 2000, None)),
        ("$300m", ("value", None, 3e8, None)),
        ("usd 4 mln", ("value", None, 4e6, None)),
        ("4 mn", ("value", None, 4e6, None)),
        ("4 tn", ("value", None, 4e12, None)),
        ("4 trillion", ("value", None, 4e12, None)),
        ("1.250 billion", ("value", None, 1.25e9, None)),
        ("a dozen to 15 dozen", ("value", 12, None, 180)),
        ("300 -  400", ("value", 300, None, 400)),
        ("300- 400", ("value", 300, None, 400)),
        ("around   ﬁfty", ("value", None, 50, None)),
        ("us$1.5 billion", ("value", None, 1.5e9, None)),
        ("3 million dollars", ("value", None, 3e6, None)),
        ("~2,000", ("value", None, 2000, None)),
        ("a dozen or so", ("value", None, 12, None)),
        ("2,000-strong", ("value", None, 2000, None)),
        ("2,000-plus", ("at-least", 2000, None, None)),
        ("≥ 100", ("at-least", 100, None, None)),
        ("<100", ("at-most", None, None, 100)),
        ("at the very least 50", ("at-least", 50, None, None)),
        ("well under 1,000", ("at-most", None, None, 1000)),
        ("50 at most", ("at-most", None, None, 50)),
        ("just shy of 100", ("value", None, 100, 100)),
        ("a bit more than 100", ("value", 100, 100, None)),
        ("reportedly up to 300 Russian troops", ("at-most", None, None, 300)),
        ("roughly 900 US troops", ("value", None, 900, None)),
        ("at least 2,000 but no more than 3,000", ("value", 2000, None, 3000)),
        ("as few as 20 and as many as 400", ("value", 20, None, 400)),
        ("between about 200 and 300", ("value", 200, None, 300)),
        ("2 or 3", ("value", 2, None, 3)),
        ("10-1000000", None),
        ("three to four hundred", ("value", 300, None, 400)),
        ("three or four hundred", ("value", 300, None, 400)),
        ("between two and three thousand", ("value", 2000, None, 3000)),
        ("between 10 and 12 thousand", ("value", 10_000, None, 12_000)),
        ("2-3 thousand", ("value", 2000, None, 3000)),
        ("$2-3 billion", ("value", 2e9, None, 3e9)),
        ("$200 to $300 million", ("value", 2e8, None, 3e8)),
        ("two thousand to three thousand", ("value", 2000, None, 3000)),
        ("900-1,000", None),
        ("1,000-1,000", ("value", 1000, None, 1000)),
        ("100-200", ("value", 100, None, 200)),
        ("9-10", ("value", 9, None, 10)),
        ("10-500", ("value", 10, None, 500)),
        ("9-900", ("value", 9, None, 900)),
        ("5-550", ("value", 5, None, 550)),
        ("between 2 and 300", ("value", 2, None, 300)),
        ("0-300", ("value", 0, None, 300)),
        ("a couple hundred", ("value", 200, 200, 300)),
        ("in the thousands", ("value", 2000, None, 9999)),
        ("no troops", ("value", None, 0, None)),
        ("an undisclosed number", ("trend", None, None, None)),
        ("“About 1,000.”", ("value", None, 1000, None)),
        ("none", ("value", None, 0, None)),
        ("none found", ("none-found", None, None, None)),
        ("unchanged for many years", ("trend", None, None, None)),
        ("no figure", ("trend", None, None, None)),
    ],
)
def test_what_the_words_say(phrase: str, expected: tuple[object, ...]) -> None:
    assert told(phrase) == expected


@pytest.mark.parametrize(
    "phrase",
    [
        "", "about", "a", "dozens of times", "overstated by dozens of times", "no talk of a reduction", "5-10,000",
        "10-15000", "2-300", "2 or 300",
        "300-2 thousand", "3-2 thousand", "2-2 thousand", "2 thousand-3", "300m", "usd", "us 300", "k", "300kg",
        "twenty-ten", "five hundred and thirty thousand and two", "half", "a half", "two hundred and", "hundred", "halfdozen",
        "400-300", "1.000", "about 1.000", "2,50", "12 345", "1e5", "½", "300 m", "400 or so but fewer than before",
        "at least a few dozen", "about 300 tanks", "-5",
    ],
)  # fmt: skip
def test_what_may_be_read_in_two_ways_or_not_at_all_is_not_guessed(phrase: str) -> None:
    assert told(phrase) is None


@given(st.text(max_size=200) | st.text(alphabet="aboutp 0123456789,.-–NM()|dozen$", max_size=130))
def test_no_text_does_harm_and_ends_are_in_order(text: str) -> None:
    found = interval(text, BOOK)
    if found is not None:
        ends = [value for value in (found.low, found.best, found.high) if value is not None]
        assert ends == sorted(ends)
        assert bool(ends) == (found.kind in ("value", "at-most", "at-least"))


WITH_A_FIGURE = [
    "{}",
    "about {}",
    "nearly {}",
    "just over {}",
    "up to {}",
    "fewer than {}",
    "more than {}",
    "{} or more",
    "some {} troops",
]


@given(st.sampled_from(WITH_A_FIGURE), st.integers(0, 10**9), st.integers(0, 10**9), st.booleans())
def test_a_larger_number_never_gives_a_lower_interval(words: str, one: int, other: int, commas: bool) -> None:
    small, large = sorted((one, other))
    low, high = (interval(words.format(f"{n:,}" if commas else n), BOOK) for n in (small, large))
    assert low is not None
    assert high is not None
    for name in ("low", "best", "high"):
        below, above = getattr(low, name), getattr(high, name)
        assert (below is None) == (above is None)
        assert below is None or below <= above


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_span_is_its_two_figures_or_nothing(one: int, other: int) -> None:
    found = interval(f"between {one:,} and {other:,}", BOOK)
    if found is not None:
        assert (found.low, found.best, found.high) == (one, None, other)
    # A first figure below a thousand before a second with thousands may share them ("5-10,000").
    assert (found is None) == (one > other or (other >= 1000 > one))


UPWARD = ("a few", "a few dozen", "a few hundred", "a few thousand", "tens of thousands", "hundreds of thousands", "millions")


def test_larger_words_say_more() -> None:
    found = [interval(phrase, BOOK) for phrase in UPWARD]
    lows, highs = ([getattr(one, name) for one in found] for name in ("low", "high"))
    assert lows == sorted(set(lows))
    assert highs == sorted(set(highs))


def test_every_phrase_of_the_shipped_claims_is_read_as_its_claim_says_or_not_at_all() -> None:
    claims = open_ledger(load_settings({}).data).claims
    spoken = claims[claims["phrase"].notna() & claims["kind"].isin(["value", "at-most", "at-least"])]
    # The case keeps the exact figure and, in its words, the rounded one that was spoken of.
    spoken = spoken[spoken["source_id"] != "case-us-withheld-2017"]
    checked = 0
    for row in spoken.to_dict("records"):
        found = interval(row["phrase"], BOOK)
        if found is None:
            continue
        figures = tuple(None if row[name] != row[name] else row[name] for name in ("low", "best", "high"))
        assert (found.kind, found.low, found.best, found.high) == (row["kind"], *figures), row["phrase"]
        checked += 1
    assert checked > 300


def test_a_reading_changes_only_with_the_version() -> None:
    readings = "\n".join("|".join((row.pattern, row.low, row.best, row.high, row.kind)) for row in BOOK.rows)
    assert VERSIONS[BOOK.version] == hashlib.sha256(readings.encode()).hexdigest()[:16]


def write(folder: Path, text: str) -> Path:
    (folder / PHRASES).write_text(text, encoding="utf-8")
    return folder


HEADER = "# version 1\npattern,low,best,high,kind,note\n"


@pytest.mark.parametrize(
    ("text", "code", "found"),
    [
        ("pattern,low,best,high,kind,note\n", "E-PHRASES-FILE", "version"),
        ("# version 1\npattern,kind\n", "E-PHRASES-FILE", "pattern"),
        (HEADER + "some,1,2\n", "E-PHRASES-ROW", "cells"),
        (HEADER + "some,,,,guess,\n", "E-PHRASES-ROW", "guess"),
        (HEADER + "some,9,,5,value,\n", "E-PHRASES-ROW", "low <= best <= high"),
        (HEADER + "some,N,,,value,\n", "E-PHRASES-ROW", "'N' is no number"),
        (HEADER + "(some,1,,,value,\n", "E-PHRASES-ROW", "brackets"),
        (HEADER + "some|any,1,,,value,\n", "E-PHRASES-ROW", "brackets"),
        (HEADER + "some)(any,1,,,value,\n", "E-PHRASES-ROW", "brackets"),
        (HEADER + "N to N,N,,,value,\n", "E-PHRASES-ROW", "twice"),
    ],
)
def test_a_wrong_table_is_refused_with_its_row(tmp_path: Path, text: str, code: str, found: str) -> None:
    with pytest.raises(PresenceError, match=found) as error:
        load_phrases(write(tmp_path, text))
    assert error.value.code == code


def test_a_phrase_that_is_longer_than_any_phrase_is_none() -> None:
    room = LONGEST_PHRASE - len("of the russian soldiers at 0 soldiers")
    assert told("0" * room + "7 soldiers") == ("value", None, 7, None)
    assert told("0" * LONGEST_PHRASE + "7") is None


def test_all_wrong_rows_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(PresenceError) as error:
        load_phrases(write(tmp_path, HEADER + "a,,,,x,\nfine,1,,2,value,\nb,2,,1,value,\n"))
    assert [problem.where.partition(",")[2] for problem in error.value.problems] == [" row 3, column kind", " row 5"]


def test_a_table_of_ones_own_is_read() -> None:
    book = PhraseBook(
        7, (PhraseRow("(a|one) platoon", "20", "", "50", "value", ""), PhraseRow("half of N", "0.5N", "", "0.5N", "value", ""))
    )
    assert interval("A platoon", book) == Interval("value", 20, None, 50, "(a|one) platoon")
    assert interval("half of 300", book) == Interval("value", 150, None, 150, "half of N")
    assert interval("a few dozen", book) is None


@pytest.mark.parametrize("cell", ["N+1", "x", "-3", "1.2.3", "NN", "M"])
def test_a_cell_of_another_form_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="no number"):
        share(cell, {"N": 1.0})


def test_special_letters_in_a_pattern_are_plain_letters() -> None:
    book = PhraseBook(1, (PhraseRow("N+", "N", "", "", "at-least", ""), PhraseRow("ca. [N]", "", "N", "", "value", "")))
    assert pattern_regex("a.b") == r"a\.b"
    assert interval("5+", book) is not None
    assert interval("cax [5]", book) is None


HAND = "claim_id,source_id,measure,definition,sender,host,kind,low,best,high,phrase,start,end\n"
ROWS = (
    "a,s,troops,deployed,RUS,VEN,value,,,,just a few dozen,2019-06,2019-06\n"
    'b,s,troops,deployed,RUS,VEN,value,,5262,,"about 5,000",2019-06,2019-06\n'
    "c,s,troops,deployed,RUS,VEN,at-most,,,,as many as 400,2019-06,2019-06\n"
    "d,s,troops,deployed,RUS,VEN,value,,,,as many as 400,2019-06,2019-06\n"
    "e,s,troops,deployed,RUS,VEN,denial,,,,dozens,2019-06,2019-06\n"
)


def test_a_hand_kept_row_without_figures_takes_them_from_its_phrase_and_keeps_its_own_where_it_has_some(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text(HAND + ROWS, encoding="utf-8")
    rows = read_hand_kept(tmp_path, BOOK).claims.set_index("claim_id")
    figures = rows[["low", "best", "high"]].astype("object").where(rows[["low", "best", "high"]].notna(), None)
    assert figures.to_numpy().tolist() == [[24, None, 60], [None, 5262, None], [None, None, 400], [None] * 3, [None] * 3]
    assert rows["phrase"].tolist()[0] == "just a few dozen"
