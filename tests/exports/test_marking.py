"""Markings: one spelling, their own colours that can be read, and never a weaker one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.view import View
from dashboard.exports.images import map_svg
from dashboard.exports.marking import PROTOCOL, STRICTEST_FIRST, joined_marking, look_of, normal_marking
from dashboard.exports.offline import view_html
from dashboard.exports.options import ExportOptions, decode_options
from dashboard.exports.pdf import page_data
from dashboard.exports.story_html import story_html
from dashboard.exports.story_pdf import story_data
from dashboard.ledger.store import Ledger
from dashboard.settings import load_settings
from dashboard.story_file import load_stories, story_limits


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("tlp amber", "TLP:AMBER"), ("TLP:amber+strict", "TLP:AMBER+STRICT"), ("tlp-amber strict", "TLP:AMBER+STRICT"),
        ("TLP:WHITE", "TLP:CLEAR"), ("  Official   use ", "Official use"), ("TLP:PURPLE", "TLP:PURPLE"), ("", ""),
    ],
)  # fmt: skip
def test_a_name_of_the_protocol_has_one_spelling(typed: str, normal: str) -> None:
    assert normal_marking(typed) == normal


@pytest.mark.parametrize(
    ("operator", "reader", "both"),
    [
        ("TLP:AMBER", "tlp clear", "TLP:AMBER"), ("TLP:AMBER", "tlp red", "TLP:RED"), ("TLP:AMBER", "Draft", "TLP:AMBER · Draft"),
        ("For staff", "TLP:RED", "TLP:RED · For staff"), ("", "Draft", "Draft"), ("For staff", "", "For staff"),
    ],
)  # fmt: skip
def test_a_reader_adds_and_never_weakens(operator: str, reader: str, both: str) -> None:
    assert joined_marking(operator, reader) == both
    assert decode_options({"marking": reader}, ExportOptions(marking=operator)).options.marking == both


@given(st.sampled_from(STRICTEST_FIRST), st.text(max_size=80))
def test_whatever_a_reader_types_what_stands_is_at_least_as_strict(operator: str, reader: str) -> None:
    found = joined_marking(operator, reader).split(" · ")[0]
    assert STRICTEST_FIRST.index(found) <= STRICTEST_FIRST.index(operator)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("TLP\u202e:RED\u202c", "TLP:RED"),
        ("a\u2066b\u2069\u200f", "ab"),
        ("bad\udcff", "bad\ufffd"),
        ("\u202e\u200e", ""),
        ("é 😀", "é 😀"),
    ],
)
def test_a_marking_cannot_turn_the_line_around_and_can_be_written(typed: str, shown: str) -> None:
    """Turned around it reads as another; and half a letter, from a terminal of another alphabet, no file can hold."""
    options = decode_options({"marking": typed}, ExportOptions()).options
    assert options.marking == shown
    options.encode().encode()


def test_a_marking_has_the_colours_of_the_protocol_in_every_kind_of_file(shipped: Ledger) -> None:
    """A banner in other colours than the slide's is taken for another marking."""
    settings = load_settings()
    amber, assets = look_of("TLP:AMBER"), settings.assets
    options, russia = ExportOptions(marking="TLP:AMBER"), View(sender=("RUS",), date=date(2019, 6, 30))
    svg = map_svg(shipped, russia, assets, options)
    assert svg.count(f'fill="{amber.ground}"/><text ') == 2
    assert svg.count(f'fill="{amber.ink}" font-weight="700" text-anchor="middle">TLP:AMBER<') == 2
    page = view_html(shipped, russia, assets, options).decode()
    assert f"--marking-ink: {amber.ink}; --marking-ground: {amber.ground};" in page
    story = load_stories(settings.data, shipped.vocabulary, story_limits(settings), settings.story_max_bytes)["venezuela-2019"]
    for data in (page_data(shipped, russia, assets, options), story_data(shipped, story, assets, options)):
        assert (data["marking_ink"], data["marking_ground"]) == (amber.ink, amber.ground)
    assert (
        f"style='background:{amber.ground};color:{amber.ink}'>TLP:AMBER" in story_html(shipped, story, assets, options).decode()
    )


@pytest.mark.parametrize("marking", [*PROTOCOL, "For staff"])
def test_every_marking_can_be_read(marking: str) -> None:
    look = look_of(marking)
    light, dark = sorted((luminance(look.ink), luminance(look.ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
