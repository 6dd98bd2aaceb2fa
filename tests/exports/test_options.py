"""Options: read totally, told where something was not understood; the operator's marking stands whatever a reader asks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.errors import PresenceError
from dashboard.exports.options import LONGEST_MARKING, NAMES, SIZES, THEMES, ExportOptions, decode_options, options_of
from dashboard.settings import Settings


def test_nothing_asked_for_is_the_default() -> None:
    decoded = decode_options({})
    assert decoded.options == ExportOptions()
    assert decoded.notices == ()


def test_what_is_known_is_read() -> None:
    decoded = decode_options({"size": "social", "theme": "print", "font_scale": "1.5", "marking": "  INTERNAL\n USE "})
    assert decoded.options == ExportOptions("social", "print", 1.5, "INTERNAL USE")
    assert decoded.notices == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("size", "huge"),
        ("theme", "pink"),
        ("font_scale", "9"),
        ("font_scale", "nan"),
        ("font_scale", "big"),
        ("font_scale", "0.1"),
    ],
)
def test_what_is_unknown_is_the_default_and_told(name: str, text: str) -> None:
    decoded = decode_options({name: text})
    assert decoded.options == ExportOptions()
    (notice,) = decoded.notices
    assert text in notice


def test_a_reader_adds_to_the_marking_and_never_takes_it_away() -> None:
    base = ExportOptions(marking="RESTRICTED")
    assert decode_options({"marking": ""}, base).options.marking == "RESTRICTED"
    assert decode_options({"marking": "DRAFT"}, base).options.marking == "RESTRICTED · DRAFT"
    assert decode_options({"marking": "RESTRICTED"}, base).options.marking == "RESTRICTED"


def test_a_marking_that_is_cut_is_told() -> None:
    decoded = decode_options({"marking": "x" * 200})
    assert len(decoded.options.marking) == LONGEST_MARKING
    assert "200 characters" in decoded.notices[0]


def test_limits_and_address_are_the_operators_alone() -> None:
    assert decode_options({"public_url": "https://elsewhere.example", "limits": "0"}).options == ExportOptions()
    options = options_of(Settings(marking="A\tB", public_url="https://atlas.example.org/", export_max_rows=7))
    assert (options.marking, options.public_url, options.limits.rows) == ("A B", "https://atlas.example.org", 7)


@pytest.mark.parametrize(
    "address", ["ftp://x", "javascript:alert(1)", "atlas.example.org", "https://", "https://a/?b", "http://[::1"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(PresenceError, match="E-SETTING-VALUE"):
        options_of(Settings(public_url=address))


@given(st.dictionaries(st.sampled_from([*NAMES, "other"]), st.text(max_size=120)))
def test_no_text_raises(given_words: dict[str, str]) -> None:
    options = decode_options(given_words).options
    assert options.size in SIZES
    assert options.theme in THEMES
    assert 0.75 <= options.font_scale <= 2
    assert len(options.marking) <= LONGEST_MARKING
    assert options.marking.isprintable() or not options.marking.isascii()
