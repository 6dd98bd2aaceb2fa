"""Every comparison and picture of a pair as files: its table, and its picture where it has one, each with lineage and seal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from dashboard.errors import PresenceError
from dashboard.exports.change_image import change_svg
from dashboard.exports.compare_image import nine_map_svg, scatter_svg
from dashboard.exports.compared import KNOWN, PAIR, Compared, compared_lineage, rows_of, views_in
from dashboard.exports.known_image import known_svg
from dashboard.exports.lineage import Lineage
from dashboard.exports.matrix_image import matrix_svg
from dashboard.exports.multiples_image import multiples_svg
from dashboard.exports.options import ExportOptions
from dashboard.exports.pair_image import pair_svg
from dashboard.exports.ranking_image import ranking_svg
from dashboard.exports.raster import png, with_text
from dashboard.exports.redistribution import held_back_of, open_part, told_in_columns
from dashboard.exports.safe_csv import frame_csv
from dashboard.exports.slope_image import slope_svg
from dashboard.exports.sources_image import left_out_svg, pairs_svg
from dashboard.exports.svg import marked
from dashboard.exports.tables import claims_of_view
from dashboard.exports.two_maps_image import one_side_svg, two_maps_svg
from dashboard.figures import two_views
from dashboard.figures.comparing import second_of
from dashboard.figures.multiples import multiples_of
from dashboard.figures.palette import THEMES
from dashboard.ledger.store import Ledger

SIDES = ("left", "right")
Writer = Callable[[Ledger, Compared, Path, ExportOptions], bytes]


def write_compared(ledger: Ledger, one: Compared, form: str, assets: Path, options: ExportOptions) -> bytes:
    """The comparison as a file of one of `COMPARED_FORMS`; the same ledger, question and options always give the same bytes.

    Raises PresenceError (E-EXPORT-FORMAT) for another format.
    """
    write = COMPARED_FORMS.get(form)
    if write is None:
        raise PresenceError(
            "E-EXPORT-FORMAT", repr(form[:40]), "one of " + ", ".join(COMPARED_FORMS), next_step="choose one of these"
        )
    return write(ledger, one, assets, options)


def compared_table(ledger: Ledger, one: Compared, options: ExportOptions) -> pd.DataFrame:
    """The rows that may be given out, each with View, rule, days, sources, generation, code and version."""
    part = open_part(ledger)
    lineage, rows = compared_lineage(part, one, options), rows_of(part, one, options.limits)
    told = {
        "title": lineage.title, "rule": one.view.rule, "known_at": str(one.view.known_at or "today"), "value_date": lineage.value_date,
        "filters": lineage.filters, "sources": "; ".join(f"{source.title} [{source.licence}]" for source in lineage.sources),
        "view": lineage.query, "generation": lineage.generation, "code": lineage.code, "program": options.program,
    }  # fmt: skip
    views = views_in(ledger, one, options.limits) if part is not ledger else ()
    held = held_back_of(ledger, pd.concat([claims_of_view(ledger, view) for view in views])) if views else ()
    return told_in_columns(rows.assign(**told), held, options.marking)


def compared_svg(ledger: Ledger, one: Compared, assets: Path, options: ExportOptions, lineage: Lineage | None = None) -> str:
    """The picture as SVG, with the bands of the marking; halves of two maps, which a page lays over one another, have none."""
    svg = _picture(ledger, one, assets, options, lineage or compared_lineage(ledger, one, options))
    return svg if one.part in SIDES else marked(svg, options.marking, THEMES[options.theme])


def _picture(ledger: Ledger, one: Compared, assets: Path, options: ExportOptions, lineage: Lineage) -> str:
    view, asked, theme, limits, bare = one.view, one.asked, options.theme, options.limits, options.bare
    if one.kind == PAIR:
        return pair_svg(ledger, view, limits, theme, lineage)
    if one.kind == KNOWN:
        return known_svg(ledger, view, theme, lineage, bare=options.bare)
    if one.kind == "maps":
        sides = two_views.sides_of(ledger, view, asked)
        if one.part in SIDES:
            return one_side_svg(ledger, sides, one.part == "right", assets, theme, lineage)
        return two_maps_svg(ledger, sides, asked, assets, theme, lineage, bare=bare)
    if one.kind == "multiples":
        many = multiples_of(ledger, view, asked, limits.multiples)
        return multiples_svg(ledger, many, view, assets, theme, lineage, bare=bare)
    if one.kind == "together":
        second = second_of(view, asked)
        if one.part == "map":
            return nine_map_svg(ledger, view, second, assets, lineage, bare=bare)
        return scatter_svg(ledger, view, second, lineage, bare=bare)
    if one.kind == "matrix":
        return matrix_svg(ledger, view, limits.compared, theme, lineage, bare=bare)
    if one.kind == "sources":
        write = left_out_svg if one.part == "left-out" else pairs_svg
        return write(ledger, view, limits.compared, theme, lineage, bare=bare)
    if one.kind == "ranking":
        return ranking_svg(ledger, view, limits.compared, theme, lineage, bare=bare)
    if one.kind == "change":
        return change_svg(ledger, view, limits.compared, theme, lineage, bare=bare)
    return slope_svg(ledger, replace(view, compare="change"), asked, limits.compared, theme, lineage, bare=bare)


def _svg(ledger: Ledger, one: Compared, assets: Path, options: ExportOptions) -> bytes:
    return compared_svg(ledger, one, assets, options).encode()


def _png(ledger: Ledger, one: Compared, assets: Path, options: ExportOptions) -> bytes:
    lineage = compared_lineage(ledger, one, options)
    return with_text(png(compared_svg(ledger, one, assets, options, lineage)), lineage.traced())


def _csv(ledger: Ledger, one: Compared, _assets: Path, options: ExportOptions) -> bytes:
    return frame_csv(compared_table(ledger, one, options))


def _pdf(ledger: Ledger, one: Compared, assets: Path, options: ExportOptions) -> bytes:
    from dashboard.exports.compare_documents import compared_pdf

    lineage = compared_lineage(ledger, one, options)
    return compared_pdf(compared_svg(ledger, one, assets, options, lineage), lineage, options)


def _html(ledger: Ledger, one: Compared, assets: Path, options: ExportOptions) -> bytes:
    from dashboard.exports.compare_documents import compared_html

    lineage = compared_lineage(ledger, one, options)
    svg = compared_svg(ledger, one, assets, replace(options, marking=""), lineage)
    return compared_html(ledger, one, svg, lineage, options)


def _pptx(ledger: Ledger, one: Compared, assets: Path, options: ExportOptions) -> bytes:
    from dashboard.exports.compare_slides import compared_slides

    return compared_slides(ledger, one, assets, options, compared_svg)


# The names are those of `dashboard.exports.files.FORMATS`, which knows their media types.
COMPARED_FORMS: Mapping[str, Writer] = {"svg": _svg, "png": _png, "csv": _csv, "pdf": _pdf, "pptx": _pptx, "html": _html}
