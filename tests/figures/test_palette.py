"""Colours: text can be read, both sequences weigh the same, lines differ from the accent."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest

from dashboard.domain.catalogue import Measure
from dashboard.figures.palette import (
    DARK,
    DIVERGING,
    DIVERGING_DARK,
    ECONOMIC,
    ECONOMIC_DARK,
    LIGHT,
    MILITARY,
    MILITARY_DARK,
    NINE,
    PALE,
    PICKED_GAP,
    PICKED_LINE,
    RING_BELOW,
    RING_ROOM,
    THEMES,
    Theme,
    agreement_colours,
    diverging,
    pale,
    sequence,
)  # fmt: skip
from dashboard.figures.reading import merged_sizes
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
def test_the_line_around_what_is_pale_and_around_what_is_picked_out_can_be_seen(theme: Theme) -> None:
    assert contrast(theme.faint, theme.paper) >= 3
    # The ink of a place that is picked out meets its gap of paper, never the fill.
    assert contrast(theme.ink, theme.paper) >= 7


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_what_is_pale_is_nearer_to_paper_than_any_class(theme: Theme) -> None:
    for colours in (sequence(TROOPS, theme), sequence(DEBT, theme), diverging(theme)):
        for colour in colours:
            apart = [smallest_difference((theme.paper, one), "all cones") for one in (colour, pale(colour, theme))]
            assert apart[1] < 0.4 * apart[0]


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


# What eyes without one kind of cone see, in linear light (Machado, Oliveira and Fernandes 2009, severity 1).
EYES = {
    "all cones": np.eye(3),
    "no red cones": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "no green cones": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "no blue cones": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]])
WHITE = np.array([0.95047, 1.0, 1.08883])


def seen(colour: str, eye: str) -> np.ndarray:
    """CIELAB of a colour as an eye sees it."""
    raw = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    light = np.where(raw <= 0.04045, raw / 12.92, ((raw + 0.055) / 1.055) ** 2.4)
    share = XYZ @ np.clip(EYES[eye] @ light, 0, 1) / WHITE
    x, y, z = np.where(share > 216 / 24389, np.cbrt(share), (24389 / 27 * share + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def smallest_difference(colours: tuple[str, ...], eye: str) -> float:
    """Between any two of the colours, in units of CIELAB; below 2.3 nobody tells two colours apart."""
    return min(float(np.linalg.norm(seen(one, eye) - seen(other, eye))) for one, other in combinations(colours, 2))


def test_a_difference_that_nobody_sees_would_be_found() -> None:
    assert smallest_difference(("#d9771a", "#d9781a"), "all cones") < 2.3
    assert smallest_difference(("#cc0000", "#567000"), "all cones") > 50
    assert (
        smallest_difference(("#c05020", "#7d6c20"), "no green cones")
        < smallest_difference(("#c05020", "#7d6c20"), "all cones") / 2
    )


@pytest.mark.parametrize("eye", EYES)
def test_the_nine_colours_of_two_measures_differ_for_every_eye(eye: str) -> None:
    assert smallest_difference(NINE, eye) > 19


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("colours", [MILITARY, ECONOMIC, MILITARY_DARK, ECONOMIC_DARK, DIVERGING, DIVERGING_DARK])
def test_the_classes_differ_for_every_eye(colours: tuple[str, ...], eye: str) -> None:
    assert smallest_difference(colours, eye) > 8


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize(("measure", "theme"), [(TROOPS, LIGHT), (DEBT, LIGHT), (TROOPS, DARK), (DEBT, DARK)])
def test_the_colours_of_agreement_differ_for_every_eye(measure: Measure, theme: Theme, eye: str) -> None:
    sizes = merged_sizes(6)
    colours = agreement_colours(sequence(measure, theme), tuple(sizes), theme)
    # Those of a single source are the colours of agreement with dots on them.
    assert smallest_difference(colours[: sum(sizes[:3])], eye) > 7
    assert colours[sum(sizes[:3]) :] == colours[: sizes[3]]


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("name", ["light", "dark", "contrast"])
def test_lines_and_kinds_of_sites_differ_for_every_eye(name: str, eye: str) -> None:
    theme = THEMES[name]
    assert smallest_difference((*theme.series, theme.accent), eye) > 15


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_no_class_looks_like_a_place_that_nobody_collected(theme: Theme, eye: str) -> None:
    sizes = tuple(merged_sizes(6))
    sequences = [sequence(measure, theme) for measure in (TROOPS, DEBT)]
    colours = [*sequences, *(agreement_colours(one, sizes, theme) for one in sequences), diverging(theme)]
    assert min(smallest_difference((theme.empty, colour), eye) for own in colours for colour in own) > 7


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_no_class_looks_like_zero(theme: Theme, eye: str) -> None:
    colours = [*sequence(TROOPS, theme), *sequence(DEBT, theme), *diverging(theme)]
    assert min(smallest_difference((theme.paper, colour), eye) for colour in colours) > 9


@pytest.mark.parametrize("eye", EYES)
def test_two_small_figures_do_not_look_like_none(eye: str) -> None:
    # The picture of two measures is drawn on light paper in every theme of the page.
    assert min(smallest_difference((nothing, colour), eye) for nothing in (LIGHT.empty, LIGHT.paper) for colour in NINE) > 9


def test_the_page_and_its_pictures_fade_and_pick_out_by_one_rule() -> None:
    share = f"fill-opacity: {PALE:g}".replace("0.", ".")
    for name in ("atlas.css", "story.css", "talk.css"):
        assert share in Path("assets", name).read_text(encoding="utf-8")
    sheet, script = (Path("assets", name).read_text(encoding="utf-8") for name in ("atlas.css", "map.js"))
    assert f"RING_BELOW = {RING_BELOW:g}, RING_ROOM = {RING_ROOM:g};" in script
    outline = re.search(
        r"\.outline \{[^}]*stroke-width: (\d+)px[^}]*\} \.geolayer \.outline\.gap \{[^}]*stroke-width: (\d+)px", sheet
    )
    assert outline
    assert [float(width) for width in outline.groups()] == [PICKED_LINE, PICKED_LINE + 2 * PICKED_GAP]
    assert all(f"--zero-line: {theme.faint}" in sheet for theme in (LIGHT, DARK))


def test_the_style_sheets_have_the_colours_of_lines() -> None:
    sheets = {path.name: path.read_text(encoding="utf-8") for path in Path("assets").glob("*.css")}
    for name, themes in {"talk.css": (LIGHT, DARK), "story.css": (LIGHT,)}.items():
        for theme in themes:
            assert all(f"--series-{place}: {colour}" in sheets[name] for place, colour in enumerate(theme.series))


def chroma(colour: str) -> float:
    return float(np.linalg.norm(seen(colour, "all cones")[1:]))


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_more_sources_disagree_the_greyer(theme: Theme) -> None:
    sizes = merged_sizes(6)
    colours = agreement_colours(sequence(TROOPS, theme), tuple(sizes), theme)
    bands = [colours[sum(sizes[:i]) : sum(sizes[: i + 1])] for i in range(3)]
    greyness = [max(map(chroma, band)) for band in bands]
    assert greyness[0] > 1.5 * greyness[1] > 3 * greyness[2]
