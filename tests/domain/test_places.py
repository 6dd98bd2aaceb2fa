"""Names and codes of places: decided by a date or a code, never by likelihood."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.domain.places import SEVERAL_HOSTS, Kind, NameUse, Place, Places, normalise_name

BLANK = Place(
    id="", name="", article="", adjective="", kind="state", iso2="", cow=(), gw=(), un_m49="", valid_from=None, valid_to=None,
    successors=(), owner_de_facto="", owner_note="", lon=None, lat=None, km2=None, small=False, region="", note="",
)  # fmt: skip


def place(place_id: str, name: str, kind: Kind = "state", cow: tuple[int, ...] = (), **more: object) -> Place:
    return replace(BLANK, id=place_id, name=name, kind=kind, cow=cow, **more)  # type: ignore[arg-type]


GERMANY, EAST = date(1990, 10, 3), date(1990, 10, 2)
LISTED = [
    place("USA", "United States", article="the", cow=(2,), un_m49="840", iso2="US", km2=9.5e6),
    place("KOR", "South Korea", cow=(732,)),
    place("PRK", "North Korea", cow=(731,)),
    place("DEU", "Germany", cow=(255, 260)),
    place("DDR", "East Germany", "former", (265,), valid_from=date(1949, 10, 7), valid_to=EAST, successors=("DEU",)),
    place("AFG", "Afghanistan", un_m49="004"),
    place("XKX", "Kosovo", cow=(347,)),
    place("CIV", "Côte d’Ivoire"),
    place("YUG", "Yugoslavia", "former", (345,), valid_to=date(1992, 4, 27)),
    place("SCG", "Serbia and Montenegro", "former", (345,), valid_from=date(1992, 4, 27), valid_to=date(2006, 6, 4)),
    place("SRB", "Serbia", cow=(345,), valid_from=date(2006, 6, 5)),
    place("X-KK", "Korea and Kosovo", "collective", successors=("KOR", "XKX")),
]
NAMES = [
    NameUse("Korea", "KOR"),
    NameUse("Korea", "PRK"),
    NameUse("Korea, Republic of", "KOR"),
    NameUse("Germany", "DEU", GERMANY),
    NameUse("Germany", "DEU", None, EAST),
    NameUse("Germany", "DDR", date(1949, 10, 7), EAST),
]
PLACES = Places.from_rows(LISTED, NAMES)


@pytest.mark.parametrize(
    "spelling",
    [
        "the United States",
        "UNITED STATES",
        "United  States",
        " united\xa0states ",
        "States, United",
        "United-States*",
        "Unitéd States",
    ],
)
def test_spellings_of_one_name_are_one_name(spelling: str) -> None:
    assert PLACES.resolve(spelling).id == "USA"


@pytest.mark.parametrize("spelling", ["Cote d'Ivoire", "COTE DIVOIRE", "Cote D`Ivoire", "Côte d’Ivoire", "CÔTE D´IVOIRE"])
def test_apostrophes_of_every_kind_are_one(spelling: str) -> None:
    assert PLACES.resolve(spelling).id == "CIV"


def test_ampersand_is_and() -> None:
    assert PLACES.resolve("Serbia & Montenegro").id == "SCG"


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(name: str) -> None:
    once = normalise_name(name)
    assert normalise_name(once) == once


@given(st.text(max_size=40) | st.text("%0123456789aAbcCdfF+?&#;é \ufffd", max_size=20))
@example("C%F4te")
@example("\ufffd")
def test_no_text_raises_and_the_answer_is_consistent(name: str) -> None:
    found = PLACES.resolve(name)
    assert found.id == (found.candidates[0] if len(found.candidates) == 1 else None)
    assert found.ambiguous == (len(found.candidates) > 1)


def test_an_ambiguous_name_gives_its_candidates_and_no_place() -> None:
    found = PLACES.resolve("Korea", at=date(2020, 1, 1))
    assert (found.id, found.candidates) == (None, ("KOR", "PRK"))
    assert PLACES.resolve("732", code_system="cow").id == "KOR"


@pytest.mark.parametrize(
    ("day", "candidates"), [(EAST, ("DEU", "DDR")), (GERMANY, ("DEU",)), (None, ("DEU", "DDR")), (date(1948, 1, 1), ("DEU",))]
)
def test_a_date_decides_only_where_one_meaning_was_in_use(day: date | None, candidates: tuple[str, ...]) -> None:
    assert PLACES.resolve("Germany", at=day).candidates == candidates


def test_an_unknown_name_has_no_candidates() -> None:
    assert PLACES.resolve("Atlantis").candidates == ()
    assert PLACES.resolve("").candidates == ()


def test_codes_survive_spreadsheets() -> None:
    assert PLACES.resolve("2.0", code_system="cow").id == "USA"
    assert PLACES.resolve("4", code_system="m49").id == "AFG"
    assert PLACES.resolve(" us ", code_system="iso2").id == "USA"


def test_first_and_last_day_are_included() -> None:
    east = PLACES.by_id["DDR"]
    assert [east.exists_on(date(1949, 10, 6)), east.exists_on(date(1949, 10, 7)), east.exists_on(EAST), east.exists_on(GERMANY)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert not PLACES.exists_on("ZZZ", GERMANY)


def test_series_answers_row_by_row_and_keeps_the_index() -> None:
    names = pd.Series(["Germany", "Germany", "Korea", None, "Atlantis"], index=[9, 7, 5, 3, 1])
    days = pd.Series(pd.to_datetime(["1980-01-01", "2000-01-01", "2000-01-01", None, None]), index=names.index)
    found = PLACES.resolve_series(names, days)
    assert list(found.index) == [9, 7, 5, 3, 1]
    assert found.dtype == "str"
    assert found[7] == "DEU"
    assert found.isna().tolist() == [True, False, True, True, True]


@given(st.lists(st.sampled_from(["Germany", "Korea", "Korea, Republic of", "USA", "kosovo", "", "nowhere"]), max_size=12))
def test_series_agrees_with_single_names(names: list[str]) -> None:
    found = PLACES.resolve_series(pd.Series(names, dtype="str"))
    assert [None if pd.isna(value) else value for value in found] == [PLACES.resolve(name).id for name in names]


@pytest.mark.parametrize(("year", "expected"), [(1991, "YUG"), (1992, "SCG"), (2005, "SCG"), (2006, "SRB"), (2020, "SRB")])
def test_a_reused_state_number_goes_by_the_middle_of_the_year(year: int, expected: str) -> None:
    assert PLACES.from_cow(pd.Series([345.0]), pd.Series([year])).tolist() == [expected]


def test_unknown_and_missing_numbers_stay_missing() -> None:
    assert PLACES.from_cow(pd.Series([999, None]), pd.Series([2000, 2000])).isna().all()


@pytest.mark.parametrize("code", ["XKX", "XKV", "KSV", "XKO", "xko", " KOS "])
def test_every_code_of_kosovo_is_kosovo(code: str) -> None:
    assert PLACES.from_alpha3(pd.Series([code])).tolist() == ["XKX"]


def test_unknown_three_letter_codes_stay_missing() -> None:
    assert PLACES.from_alpha3(pd.Series(["ZZZ", None, ""])).isna().all()


def test_several_hosts_are_filed_under_the_group_that_covers_just_them() -> None:
    assert PLACES.collective(["XKX", "KOR"]) == "X-KK"
    assert PLACES.collective(["KOR"]) == "KOR"
    assert PLACES.collective(["KOR", "USA"]) == SEVERAL_HOSTS


def test_what_a_sentence_says_and_what_a_map_draws() -> None:
    assert PLACES.by_id["USA"].spoken == "the United States"
    assert PLACES.by_id["KOR"].spoken == "South Korea"
    assert PLACES.by_id["USA"].drawn
    assert not PLACES.by_id["DDR"].drawn


def test_repeated_ids_and_names_of_unknown_places_are_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        Places.from_rows([LISTED[0], LISTED[0]], [])
    with pytest.raises(ValueError, match="ZZZ"):
        Places.from_rows(LISTED, [NameUse("Nowhere", "ZZZ")])
