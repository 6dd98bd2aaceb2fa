"""Every comparison as files: its table, and its picture where it has one."""

from __future__ import annotations

import pandas as pd

from dashboard.domain.comparison import Comparison
from dashboard.domain.view import View
from dashboard.exports.compare_image import nine_map_svg, scatter_svg
from dashboard.exports.multiples_image import multiples_svg
from dashboard.exports.options import marking_of
from dashboard.exports.slope_image import slope_svg
from dashboard.exports.svg import marked
from dashboard.exports.two_maps_image import one_side_svg, two_maps_svg
from dashboard.figures import comparing, two_views
from dashboard.figures.leaving_out import leave_one_out
from dashboard.figures.multiples import multiples_of, multiples_rows
from dashboard.figures.palette import THEMES
from dashboard.figures.slope import slope_rows
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings


def comparison_rows(ledger: Ledger, view: View, asked: Comparison, settings: Settings, part: str = "") -> pd.DataFrame:
    """The table of a comparison, with its View, rule, known-at date and generation on every row.

    ``part`` is ``left-out`` for what every source carries, in place of source against source.
    """
    left_out = asked.kind == "sources" and part == "left-out"
    rows = leave_one_out(ledger, view) if left_out else _rows(ledger, view, asked, settings)
    told = {
        "rule": view.rule,
        "known_at": str(view.known_at or "today"),
        "view": asked.encode(view),
        "generation": ledger.generation,
    }
    return rows.assign(**told)


def _rows(ledger: Ledger, view: View, asked: Comparison, settings: Settings) -> pd.DataFrame:
    if asked.kind == "maps":
        return two_views.both_rows(ledger, two_views.sides_of(ledger, view, asked))
    if asked.kind == "multiples":
        return multiples_rows(ledger, multiples_of(ledger, view, asked, settings.max_multiples))
    if asked.kind == "slope":
        return slope_rows(ledger, view)
    if asked.kind == "ranking":
        return comparing.ranking(ledger, view)
    if asked.kind == "change":
        return comparing.changes(ledger, view)
    if asked.kind == "matrix":
        return comparing.matrix(ledger, view, settings.max_compared)[0]
    if asked.kind == "together":
        return comparing.together(ledger, view, asked.other)
    return comparing.source_pairs(ledger, view)[0]


def comparison_svg(
    ledger: Ledger, view: View, asked: Comparison, settings: Settings, part: str = "", theme: str = "light"
) -> str:
    """The picture of a comparison as SVG; of two measures where the kind has none of its own.

    Args:
        ledger: where the claims are.
        view: the View of `dashboard.figures.comparing.view_of`.
        asked: what is compared.
        settings: limits.
        part: of two maps ``left`` or ``right`` alone, of two measures the ``map``; anything else is the whole picture.
        theme: light or dark.
    """
    svg = _picture(ledger, view, asked, settings, part, theme)
    return svg if part in ("left", "right") else marked(svg, marking_of(settings.marking), THEMES[theme])


def _picture(ledger: Ledger, view: View, asked: Comparison, settings: Settings, part: str, theme: str) -> str:
    if asked.kind == "maps":
        sides = two_views.sides_of(ledger, view, asked)
        if part in ("left", "right"):
            return one_side_svg(ledger, sides, part == "right", settings.assets, theme)
        return two_maps_svg(ledger, sides, asked, settings.assets, theme)
    if asked.kind == "multiples":
        return multiples_svg(ledger, multiples_of(ledger, view, asked, settings.max_multiples), view, settings.assets, theme)
    if asked.kind == "slope":
        return slope_svg(ledger, view, asked, settings.max_compared, theme)
    if part == "map":
        return nine_map_svg(ledger, view, asked.other, settings.assets)
    return scatter_svg(ledger, view, asked.other)
