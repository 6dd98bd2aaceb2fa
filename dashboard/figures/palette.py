"""The colours of the atlas: paper, ink, one accent, two sequences. The same tokens stand in the style sheet."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.domain.catalogue import Measure

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'DejaVu Sans', Arial, sans-serif"
MILITARY = ("#fbe3c0", "#f8c583", "#ef9f57", "#de6f3b", "#b93a31", "#6f1430")
# Pale blue over teal to navy in the same steps of lightness (CIE L* 91, 83, 72, 59, 44, 24), so that neither half of the subject shouts.
ECONOMIC = ("#cceaf3", "#aad6d0", "#79bcbf", "#4499b2", "#256c9e", "#19376f")
# On a dark ground the order is turned round: the largest figures are the lightest, so that they stand out there too.
MILITARY_DARK = ("#4a2b22", "#76391f", "#ab5128", "#dc7a40", "#f4ad6c", "#fde4c3")
ECONOMIC_DARK = ("#1f4a68", "#22607f", "#2b7a98", "#52a3b6", "#8fcac9", "#d6ece6")

# A place outside the part of the world that is shown keeps this share of its colour or pattern, the rest is paper; a thin faint line
# around it, where others have the line of the ground, says the same without colour.
PALE, PALE_LINE = 0.25, 0.5
# A place that is picked out: a line of ink with a gap of paper on either side, so that it is the colour of no class; where the place
# is smaller across than ``RING_BELOW``, a ring that leaves ``RING_ROOM`` around it and its fill uncovered. In pixels.
PICKED_LINE, PICKED_GAP, RING_BELOW, RING_ROOM = 2.0, 2.0, 18.0, 4.0

# In equal steps of lightness, the lightest well apart from the grey of a place that nobody collected.
GREYS = ("#dcdcdc", "#bababa", "#969696", "#6f6f6f", "#464646", "#101010")


@dataclass(frozen=True, slots=True)
class Theme:
    """Tokens of one theme.

    Attributes:
        paper, surface, line: page, panels, hairlines; ``line`` is never used for text.
        ink, muted: text; both have a contrast of at least 4.5 to 1 on paper and surface.
        accent: the date and the pair that are picked out, and "sources disagree".
        empty: a place that nobody collected a figure for.
        border: lines between places.
        faint: the line around what is drawn pale; at least 3 to 1 on paper.
        hatch, hatch_ground: stripes and ground of a withheld figure.
        series: colours of lines, in the order in which they are given out; at least 3 to 1 on surface, and none like
            another or like the accent, for three kinds of colour blindness too (but for a printer without colours).
    """

    name: str
    paper: str
    surface: str
    line: str
    ink: str
    muted: str
    accent: str
    empty: str
    border: str
    faint: str
    hatch: str
    hatch_ground: str
    series: tuple[str, ...]


LIGHT = Theme(
    name="light", paper="#fbfaf7", surface="#ffffff", line="#e4dfd5", ink="#1d2733", muted="#6b6458", accent="#b93a31",
    empty="#eae6de", border="#ffffff", faint="#8d8474", hatch="#7d5ba6", hatch_ground="#e6dff0",
    series=("#1e51ab", "#c37815", "#361257", "#e757b7", "#843f4e", "#ab8775", "#570606", "#724875"),
)  # fmt: skip
DARK = Theme(
    name="dark", paper="#14191f", surface="#1b222a", line="#323b45", ink="#eceae4", muted="#a8a296", accent="#ef7a6d",
    empty="#262e37", border="#14191f", faint="#8d958f", hatch="#b79ade", hatch_ground="#372e46",
    series=("#6fb4ff", "#f0ae39", "#ccffff", "#a55a69", "#0f8403", "#aba8c3", "#6666a8", "#ffeab1"),
)  # fmt: skip
CONTRAST = Theme(
    name="contrast", paper="#ffffff", surface="#ffffff", line="#767676", ink="#000000", muted="#3a3a3a", accent="#a8001c",
    empty="#f2f2f2", border="#595959", faint="#767676", hatch="#4b1f8a", hatch_ground="#ffffff",
    series=("#101048", "#107850", "#7840a8", "#607878", "#380818", "#804080", "#401880", "#682050"),
)  # fmt: skip
# For a printer without colours: all that is coloured elsewhere is a step of grey, told apart by lightness or by a pattern.
PRINT = Theme(
    name="print", paper="#ffffff", surface="#ffffff", line="#b8b8b8", ink="#000000", muted="#3a3a3a", accent="#000000",
    empty="#f3f3f3", border="#8c8c8c", faint="#8c8c8c", hatch="#000000", hatch_ground="#ffffff",
    series=("#1c1c1c", "#6e6e6e", "#474747", "#8a8a8a", "#303030", "#7c7c7c", "#5a5a5a", "#919191"),
)  # fmt: skip
THEMES = {theme.name: theme for theme in (LIGHT, DARK, CONTRAST, PRINT)}


def sequence(measure: Measure, theme: Theme = LIGHT) -> tuple[str, ...]:
    """The six class colours of a measure: warm for the military half, cool for the economic and for denominators."""
    military = measure.domain == "military"
    if theme.name == "print":
        return GREYS
    if theme.name == "dark":
        return MILITARY_DARK if military else ECONOMIC_DARK
    return MILITARY if military else ECONOMIC


# Brown for falls, teal for rises, lightest at zero; the two ends differ for every common kind of colour blindness.
DIVERGING = ("#8c510a", "#c99345", "#ecd5a8", "#abdee1", "#4fa69d", "#01605a")
# Falls and rises in the same greys: a picture in black and white tells them apart by dots on the falls.
DIVERGING_PRINT = ("#6f6f6f", "#a8a8a8", "#dcdcdc", "#dcdcdc", "#8a8a8a", "#303030")
DIVERGING_DARK = ("#f2c27c", "#b98440", "#6b4c22", "#1f5a56", "#3d9990", "#8fe0d6")


def diverging(theme: Theme = LIGHT) -> tuple[str, ...]:
    """Six colours of change: large falls first, large rises last, the middle nearest to the paper."""
    return {"dark": DIVERGING_DARK, "print": DIVERGING_PRINT}.get(theme.name, DIVERGING)


def spread_over(colours: tuple[str, ...], count: int) -> tuple[str, ...]:
    """``count`` of the colours, the first and the last among them, evenly spread; one colour is the last."""
    if count == 1:
        return colours[-1:]
    return tuple(colours[round(i * (len(colours) - 1) / (count - 1))] for i in range(count))


def agreement_colours(colours: tuple[str, ...], merged: tuple[int, ...], theme: Theme = LIGHT) -> tuple[str, ...]:
    """Value and agreement in one fill: the further sources are apart, the fewer and greyer the colours (value-suppressing).

    Args:
        colours: of the classes where sources agree.
        merged: number of classes of each band.
        theme: whose grey the colours fade to.

    The greys are such that no two of these colours come nearer than 7 units of CIELAB, for three kinds of colour blindness too.
    """
    greys = (0.0, 0.5, 0.85, 0.0) if theme.name == "dark" else (0.0, 0.55, 0.9, 0.0)
    grey = {"dark": "#7c7873", "print": "#6e6e6e"}.get(theme.name, "#726e69")
    bands = [spread_over(colours, size) for size in merged]
    return tuple(_fade(colour, grey, share) for band, share in zip(bands, greys, strict=True) for colour in band)


def pale(colour: str, theme: Theme) -> str:
    """A colour as it looks outside the part of the world that is shown."""
    return _fade(colour, theme.paper, 1 - PALE)


def _fade(colour: str, towards: str, share: float) -> str:
    ends = [[int(text[place : place + 2], 16) for place in (1, 3, 5)] for text in (colour, towards)]
    return "#" + "".join(f"{round(one + (other - one) * share):02x}" for one, other in zip(*ends, strict=True))


# Thirds of two measures: the first grows to orange, the second to blue, both to near black; ordered by the second, then the first.
# Both small is darker than a place that nobody collected.
NINE = ("#cfc6c0", "#efb77a", "#d9771a", "#9fb9d6", "#9b8a8a", "#94562f", "#3a74b4", "#4a4f78", "#33223f")
