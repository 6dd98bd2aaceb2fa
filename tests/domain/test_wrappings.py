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
        ("Fiji (iii)", "FJI"), ("Fiji 1, 2", "FJI"), ("Fiji (1,2)", "FJI"), ("Fiji a, b", "FJI"), ("Fiji /1", "FJI"), ("Fiji Total", "FJI"),
        ("Fiji (revised)", "FJI"), ("Fiji (cont'd)", "FJI"), ("Fiji - cont.", "FJI"), ("of which: Fiji", "FJI"), ("Country: Fiji", "FJI"),
        ("07 Fiji", "FJI"), ("(1) Fiji", "FJI"), ("a) Fiji", "FJI"), ("Holy See (Vatican City State) (note 3)", "VAT"),
        ("FJ_Fiji", "FJI"), ("fji_Fiji", "FJI"), ("Fiji (fj)", "FJI"), ("Congo (cd)", "COD"),
        ("Fiji (2019/20)", "FJI"), ("Fiji FY2019", "FJI"), ("Fiji in 2019", "FJI"), ("Fiji (e)", "FJI"), ("Fiji (as of 2019)", "FJI"),
        ("Fiji 2010-2019", "FJI"), ("Yemen 1970-1989", None),
        ("O Brasil", "BRA"), ("Alemanha, a", None), ("França (a)", "FRA"), ("Filipinas, as", "PHL"),
        ("C%C3%B4te%20d%27Ivoire", "CIV"), ("Papua+New+Guinea", "PNG"), ("Cyprus\\n", "CYP"), ("Korea, Republic of\\n", "KOR"),
        ("R?publique du Mali", "MLI"), ("K\ufffdnigreich Bhutan", "BTN"), ("?frica do Sul", "ZAF"),
        ("CzechRepublic", "CZE"), ("BosniaandHerzegovina", "BIH"), ("Bosnia/Herzegovina", "BIH"), ("St. Pierre/Miquelon", "SPM"),
        ("Мyanmar", "MMR"), ("Сhаd", "TCD"), ("UnitedStates", "USA"), ("OmÃƒÂ¡n", "OMN"),
        ("Honduras<br>", "HND"), ("<b>France</b>", "FRA"), ("Chad<sup>b</sup>", "TCD"), ("<a href='x'>Peru</a>", "PER"),
        ("Fiji (2019 est.)", "FJI"), ("Myanmar (Burma)1", "MMR"), ("Holy See (Vatican City State) 1,2", "VAT"), ("Fiji (Total)", "FJI"),
        ("United+States", "USA"), ("Islas+Cook", "COK"), ("Serbia+Montenegro", "SCG"), ("Kdm. of Belgium", "BEL"), ("Fiji!", "FJI"),
        ("soviet-union-former", "SUN"), ("yugoslavia-former", "YUG"), ("Soviet Union (former) (total)", "SUN"),
        ("Democratic Republic of the Congo (b)", "COD"), ("Congo (B)", "COG"), ("United States of Brazil", "BRA"), ("US Virgin Islands", "VIR"),
        ("Trinidad n Tobago", "TTO"), ("St. Kitts 'n' Nevis", "KNA"), ("P. Republic of China", "CHN"), ("Cayman I.", "CYM"),
        ("P. Dem. Rep. of Algeria", "DZA"),
        ("Faroe I. (the)", "FRO"), ("Virgin I.", None), ("République dAngola", "AGO"), ("République dIran", "IRN"),
        ("Palaos (Palau) ....", "PLW"), ("Birma (Myanmar) ...", "MMR"), ("U.S. states", None), ("US States", None), ("Korea n Guinea", None),
    ],
)  # fmt: skip
def test_a_name_is_found_in_what_stands_around_it(places: Places, written: str, place: str | None) -> None:
    assert places.resolve(written).id == place


@pytest.mark.parametrize(
    "written",
    [
        "Niger (NG)", "Virgin Islands (US)/Samoa (AS)", "Guinea (PG)", "Korea (KOS)", "Dominican Republic (DM)",
        "Congo 1", "Germany +", "Niger (ng)", "NG_Niger", "ng_Niger", "Samoa (vi)", "China/Taiwan",
        "Ethiopia/Eritrea", "IsraelPalestine", "US+Mexico+Cuba",
        "US Brazil", "Brazil US", "United States Brazil", "US+Brazil", "Sudan+Egypt", "China+Taiwan", "<br>", "Dem. People's Rep. of Korea (s)",
        "former-soviet-union", "US-Mexico", "Mexico-US", "Mexico, US", "Brazil/US", "United Kingdom State", "To Go", "O man",
        "Pakistan (BGD)", "EU27", "G20", "Atlantis (FRA)", "FRA", "Slovakia (SI)", "Austria (AU)",
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


@pytest.mark.parametrize("name", ["Germany (e)", "Allemagne (est.)", "Pakistan (e)"])
def test_a_mark_in_brackets_that_may_be_the_east_leaves_both(places: Places, name: str) -> None:
    both = ("PAK", "BGD") if name.startswith("P") else ("DEU", "DDR")
    assert places.resolve(name).candidates == both
    assert places.resolve("Germany (e)", at=date(2020, 1, 1)).id == "DEU"
    assert places.resolve("Germany (E)", at=date(1960, 1, 1)).id == places.resolve("germany (e)", at=date(1960, 1, 1)).id == "DDR"


@pytest.mark.parametrize("damage", ["people s", "people' s", "people\\'s", "people-s", "people_s", "peop.", "peoples"])
def test_a_people_without_its_apostrophe_is_not_the_south(places: Places, damage: str) -> None:
    assert places.resolve(f"Democratic {damage} Republic of Korea").id == "PRK"
    assert places.resolve(f"Korea, Democratic {damage.upper()} Republic of").id == "PRK"
    assert places.resolve(f"Lao {damage} Democratic Republic").id == "LAO"


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
