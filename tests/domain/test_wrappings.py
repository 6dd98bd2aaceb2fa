"""What stands around a name in a cell: marks, codes, years, totals, damaged letters; and that none of it decides alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from time import perf_counter

import pytest

from dashboard.domain.places import Places
from dashboard.domain.wrappings import mended, named_codes, tidied
from dashboard.gazetteer import load_places

CATALOGUE = Path(__file__).parents[2] / "data" / "catalogue"


@pytest.fixture(scope="module")
def places() -> Places:
    return load_places(CATALOGUE)


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("France (FRA)", "FRA"), ("FR - France", "FRA"), ("[FRA] France", "FRA"), ("France, FRA", "FRA"), ("250 France", "FRA"),
        ("Congo (CD)", "COD"), ("Congo (COG)", "COG"), ("Congo (484)", "COG"), ("KP: Korea", "PRK"), ("Germany (DE)", "DEU"),
        ("Virgin Islands (VGB)", "VGB"), ("Samoa (ASM)", "ASM"), ("Kosovo (XKV)", "XKX"), ("Germany [DDR]", "DDR"),
        ("France 1/", "FRA"), ("Serbia*", "SRB"), ("Mayotte1", "MYT"), ("Namibia 2", "NAM"), ("Malawi ¹/", "MWI"), ("Palau [note 2]", "PLW"),
        ("Bhutan^1", "BTN"), ("Chad#", "TCD"), ("Togo +", "TGO"), ("Brazil e", "BRA"), ("Niue [p]", "NIU"), ("Fiji (see footnote 3)", "FJI"),
        ("Total Morocco", "MAR"), ("Total, Slovakia", "SVK"), ("Government of Italy", "ITA"), ("3. Chile", "CHL"), ("• Peru", "PER"),
        ("Upper Volta 1970", "BFA"), ("Zaire, 1985", "COD"), ("Vietnam 2015", "VNM"), ("Germany 1975, West", None),
        ("C&ocirc;te d&#x2019;Ivoire", "CIV"), ("Trinidad &amp; Tobago", "TTO"), ("Papua&nbsp;New&nbsp;Guinea", "PNG"),
        ("Мyanmar", "MMR"), ("Сhаd", "TCD"), ("UnitedStates", "USA"), ("OmÃƒÂ¡n", "OMN"),
    ],
)  # fmt: skip
def test_a_name_is_found_in_what_stands_around_it(places: Places, written: str, place: str | None) -> None:
    assert places.resolve(written).id == place


@pytest.mark.parametrize(
    "written",
    [
        "Niger (NG)", "Virgin Islands (US)/Samoa (AS)", "Guinea (PG)", "Korea (KOS)", "Dominican Republic (DM)",
        "Congo 1", "Germany +", "Pakistan (BGD)", "EU27", "G20", "Atlantis (FRA)", "FRA", "Slovakia (SI)", "Austria (AU)",
    ],
)  # fmt: skip
def test_a_code_that_does_not_agree_and_a_mark_decide_nothing(places: Places, written: str) -> None:
    assert places.resolve(written).id is None


def test_a_mark_does_not_move_a_name_to_the_east(places: Places) -> None:
    # "e" is short for East and for estimated: a small one behind a name in capitals and small letters is the mark.
    assert places.resolve("Pakistan e").id == places.resolve("Pakistan").id == "PAK"
    assert (
        places.resolve("Germany e", at=date(1980, 1, 1)).candidates == places.resolve("Germany", at=date(1980, 1, 1)).candidates
    )


def test_codes_and_mended_letters_are_handed_back_with_the_name() -> None:
    assert list(named_codes("France (FRA)")) == [("France", "FRA")]
    assert list(named_codes("France")) == []
    assert list(mended("France")) == []
    assert "Chad" in list(mended("Сhаd"))


def test_taking_marks_off_is_done_once_and_leaves_something() -> None:
    for name in ("Total", "*", "1.", "(a)", "Serbia* 1/", "“France”"):
        assert tidied(tidied(name)) == tidied(name) != ""


@pytest.mark.parametrize(
    "text", ["(" * 200, "A" * 200, "Total " * 33, "(FRA) " * 33, "FRA " * 50, "&amp;" * 40, "1" * 200, "a-(" * 66]
)
def test_no_text_takes_long_to_be_no_name(places: Places, text: str) -> None:
    places.resolve("France")
    began = perf_counter()
    assert places.resolve(text[:200]).id is None
    assert perf_counter() - began < 2
