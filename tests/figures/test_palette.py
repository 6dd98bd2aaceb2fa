"""Colours: text can be read, both sequences weigh the same, lines differ from the accent."""

from __future__ import annotations

from itertools import pairwise

import pytest

from dashboard.figures.palette import (
    DARK,
    ECONOMIC,
    ECONOMIC_DARK,
    LIGHT,
    MILITARY,
    MILITARY_DARK,
    THEMES,
    Theme,
    sequence,
)  # fmt: skip
from tests.figures.literal import DEBT, TROOPS


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def lightness(colour: str) -> float:
    """CIE L*."""
    return 116 * luminance(colour) ** (1 / 3) - 16


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_text_can_be_read(theme: Theme) -> None:
    assert min(contrast(text, ground) for text in (theme.ink, theme.muted) for ground in (theme.paper, theme.surface)) >= 4.5
    assert contrast(theme.accent, theme.surface) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_lines_can_be_seen_and_none_is_the_accent(theme: Theme) -> None:
    assert min(contrast(line, theme.surface) for line in theme.series) >= 3
    assert theme.accent not in theme.series
    assert len(set(theme.series)) == len(theme.series)


def test_both_sequences_take_the_same_steps_of_lightness() -> None:
    apart = [abs(lightness(warm) - lightness(cool)) for warm, cool in zip(MILITARY, ECONOMIC, strict=True)]
    assert max(apart) < 2


@pytest.mark.parametrize("colours", [MILITARY, ECONOMIC])
def test_on_paper_more_is_darker(colours: tuple[str, ...]) -> None:
    steps = [lightness(colour) for colour in colours]
    assert all(before - after > 6 for before, after in pairwise(steps))


@pytest.mark.parametrize("colours", [MILITARY_DARK, ECONOMIC_DARK])
def test_on_a_dark_ground_more_is_lighter(colours: tuple[str, ...]) -> None:
    steps = [lightness(colour) for colour in colours]
    assert all(after - before > 6 for before, after in pairwise(steps))


def test_the_halves_of_the_subject_have_their_own_colours() -> None:
    assert sequence(TROOPS) == MILITARY
    assert sequence(DEBT, LIGHT) == ECONOMIC
    assert sequence(DEBT, DARK) == ECONOMIC_DARK
