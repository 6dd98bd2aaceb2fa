"""What levels two spellings, and what keeps them apart; on names of no place in particular."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.name_index import NameIndex, NameUse
from dashboard.domain.spellings import as_written, lost_characters, normalise_name, pieces, read_as_utf8, without_form_of_state
from dashboard.domain.wrappings import named_years, other_names, without_notes


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Korea, Republic of", "Republic of Korea"), ("Korea (Rep. of)", "republic korea"), ("Bahamas, The", "the Bahamas"),
        ("St. Lucia", "Saint Lucia"), ("Ste-Lucie", "Sainte Lucie"), ("Cook Is.", "Cook Islands"), ("Îles Cook", "Cook (îles)"),
        ("U.S.A.", "USA"), ("U S A", "USA"), ("U. S. Virgin Is.", "United States Virgin Islands"), ("Trinidad & Tobago", "Trinidad and Tobago"),
        ("Trinidad y Tobago", "Trinidad et Tobago"), ("République d'Angola", "Republica de Angola"), ("Lao P.D.R.", "Lao, People's Dem. Rep."),
        ("Iran, I.R. of", "Islamic Republic of Iran"), ("Isl. Rep. of Iran", "Islamic Republic of Iran"),
        ("Macedonia, FYR", "Former Yugoslav Republic of Macedonia"),
        ("China (incl. Tibet)", "China, including Tibet"), ("China (& Tibet)", "China including Tibet"), ("Ivory\u00adCoast", "IvoryCoast"),
        ("France¹", "France"), ("France *", "FRANCE"), ("Afghanistan (l')", "afghanistan"), ("El Salvador", "Salvador (El)"),
    ],
)  # fmt: skip
def test_two_ways_to_write_a_name_level_to_one_form(one: str, other: str) -> None:
    assert normalise_name(one) == normalise_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hong Kong (& China)", "China (& Hong Kong)"), ("China excluding Tibet", "Tibet excluding China"), ("China and Tibet", "China, Tibet"),
        ("Sudan", "South Sudan"), ("Georgia", "State of Georgia"), ("El Salvador", "Salvador"), ("Niger", "Nigeria"),
        ("former Soviet Union", "Soviet Union"), ("Congo, Republic of", "Congo, Dem. Rep. of"), ("Africa", "African"),
    ],
)  # fmt: skip
def test_what_changes_the_meaning_changes_the_form(one: str, other: str) -> None:
    assert normalise_name(one) != normalise_name(other)


@pytest.mark.parametrize("text", ["China (Taiwan)", "China, Taiwan", "China [Taiwan]", "CHINA : Taiwan"])
def test_breaks_of_every_kind_are_one_break(text: str) -> None:
    assert as_written(text) == as_written("China; Taiwan")
    assert as_written(text) not in (as_written("Taiwan (China)"), as_written("China/Taiwan"), as_written("China-Taiwan"))


@given(st.text(alphabet="abdelAB.,&()/-' éß?\u00a0\u00ad12us", max_size=40))
def test_both_forms_stay_as_they_are(name: str) -> None:
    assert normalise_name(normalise_name(name)) == normalise_name(name)
    assert as_written(as_written(name)) == as_written(name)


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("France 1/", "France"), ("China (1)", "China"), ("Kosovo (a)", "Kosovo"), ("Japan b/ c/", "Japan"), ("Peru [12]", "Peru"),
        ("Mali (cont.)", "Mali"), ("Chad (total)", "Chad"), ("Korea (N)", "Korea (N)"), ("Korea (S)", "Korea (S)"), ("Route 66", "Route 66"),
    ],
)  # fmt: skip
def test_marks_of_footnotes_go_and_points_of_the_compass_stay(written: str, bare: str) -> None:
    assert without_notes(written) == bare


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Rome (1992-2003)", ("Rome", 1992, 2003)), ("Rome [1992 – present]", ("Rome", 1992, None)), ("Rome (since 1992)", ("Rome", 1992, None)),
        ("Rome (until 1992)", ("Rome", None, 1992)), ("Rome (1992)", ("Rome", 1992, 1992)), ("Rome (...2010)", ("Rome", None, 2010)),
        ("Rome 1992", ("Rome", 1992, 1992)), ("Rome (12)", None), ("Rome (-1990-2000)", None),
    ],
)  # fmt: skip
def test_years_beside_a_name(written: str, read: tuple[str, int | None, int | None] | None) -> None:
    assert named_years(written) == read


def test_a_second_name_in_brackets_without_its_formerly() -> None:
    assert other_names("Myanmar (formerly Burma)") == ("Myanmar", "Burma")
    assert other_names("Burma") is None


def test_pieces_of_a_name() -> None:
    assert pieces("A and B (C), D/E-F") == ("A", "B", "C", "D", "E", "F")
    assert pieces("Andorra") == ("Andorra",)
    assert pieces("") == ("",)


def test_the_form_of_state_is_taken_off_only_where_it_is_said() -> None:
    assert without_form_of_state(normalise_name("People's Republic of Angola")) == "angola"
    assert without_form_of_state(normalise_name("Arab League")) == ""
    assert without_form_of_state(normalise_name("Democratic Republic")) == ""


def test_utf8_read_as_something_else_is_read_again() -> None:
    assert "Curaçao" in list(read_as_utf8("CuraÃ§ao"))
    assert list(read_as_utf8("Curacao")) == []
    assert list(read_as_utf8("Curaçao")) == []


def test_a_question_mark_stands_for_letters_that_carry_accents_only() -> None:
    pattern = lost_characters("Per?s")
    assert pattern is not None
    assert [bool(pattern.fullmatch(name)) for name in ("perus", "perks", "perous", "pers")] == [True, False, True, False]
    assert lost_characters("Peru?") is None


def index(*listed: NameUse) -> NameIndex:
    return NameIndex.of(
        [NameUse("China", "CHN"), NameUse("Taiwan", "TWN"), NameUse("Turks and Caicos", "TCA"), NameUse("Åland", "ALA")], listed
    )


def test_a_name_of_two_places_is_read_only_as_it_is_written() -> None:
    names = index(NameUse("China (Taiwan)", "TWN"), NameUse("China, Red", "CHN"))
    assert [use.id for use in names.uses("China, Taiwan")] == ["TWN"]
    assert [names.uses(text) for text in ("Taiwan (China)", "China/Taiwan", "China Taiwan")] == [(), (), ()]
    assert [use.id for use in names.uses("Red China")] == ["CHN"]


def test_a_listed_meaning_takes_the_place_of_the_own_name() -> None:
    until = date(1990, 1, 1)
    assert index(NameUse("Taiwan", "CHN", None, until)).uses("taiwan") == (NameUse("Taiwan", "CHN", None, until),)


@pytest.mark.parametrize("text", ["Turks & Caicos", "Turks Caicos", "Aland", "AALAND", "Republic of Taiwan", "Åland*"])
def test_variants_of_a_name_are_found(text: str) -> None:
    assert len(index().uses(text)) == 1


def test_a_form_of_state_before_a_name_of_two_meanings_decides_nothing() -> None:
    names = index(NameUse("Korea", "KOR"), NameUse("Korea", "PRK"))
    assert names.uses("Democratic Republic of Korea") == ()


def test_a_lost_letter_is_found_only_if_one_place_fits() -> None:
    names = index(NameUse("Oran", "AAA"), NameUse("Oren", "BBB"), NameUse("Malé", "MDV"))
    assert [use.id for use in names.readings("Mal\ufffd")] == ["MDV"]
    assert names.readings("Or?n") == ()
    assert names.readings("Xyz?a") == ()
