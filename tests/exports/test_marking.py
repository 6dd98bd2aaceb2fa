"""Markings: one spelling, their own colours that can be read, and never a weaker one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.exports.marking import PROTOCOL, STRICTEST_FIRST, joined_marking, look_of, normal_marking
from dashboard.exports.options import ExportOptions, decode_options


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


@pytest.mark.parametrize("marking", [*PROTOCOL, "For staff"])
def test_every_marking_can_be_read(marking: str) -> None:
    look = look_of(marking)
    light, dark = sorted((luminance(look.ink), luminance(look.ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
