"""Slides of a comparison (its picture, large and without text) or of a pair (an editable chart for each measure)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from dashboard.exports.compared import PAIR, Compared, compared_lineage, rows_of
from dashboard.exports.lineage import Lineage
from dashboard.exports.options import ExportOptions
from dashboard.exports.origin import origin_fields
from dashboard.exports.pair_image import pair_plots
from dashboard.exports.seal import seal_of_table
from dashboard.exports.slides import Deck, close_deck, open_deck, origin_line, picture_slide, series_slide
from dashboard.exports.step_compared import ON_A_SLIDE
from dashboard.ledger.store import Ledger

Drawn = Callable[[Ledger, Compared, Path, ExportOptions, Lineage], str]


def compared_slides(ledger: Ledger, one: Compared, assets: Path, options: ExportOptions, draw: Drawn) -> bytes:
    """The comparison as PPTX: one slide with its picture as ``draw`` makes it; of a pair one slide a measure with a native chart.

    The claims stand in the notes, the seal in the properties; the same ledger, question and options give the same bytes.
    """
    deck, lineage = open_deck(ledger, assets, options), compared_lineage(ledger, one, options)
    seal = seal_of_table(rows_of(ledger, one, options.limits), one.query, ledger.generation)
    if one.kind != PAIR or not _charts(deck, one, lineage):
        told = replace(lineage, subtitle=lineage.beside)
        bare = replace(options, marking="", bare=True, limits=replace(options.limits, compared=ON_A_SLIDE.compared))
        picture_slide(deck, draw(ledger, one, assets, bare, lineage), told, lineage)
    return close_deck(deck, lineage, origin_line(lineage), origin_fields(lineage, seal))


def _charts(deck: Deck, one: Compared, lineage: Lineage) -> bool:
    """A slide for every measure of the pair that has a series, those of the picture in its order; False where there is none."""
    plots, others = pair_plots(deck.ledger, one.view, deck.options.limits)
    said = f"Also on record and not drawn here: {', '.join(others)}." if others else ""
    made = [
        series_slide(deck, replace(one.view, measure=plot.data.measure.id, definition="", date=None), lineage, said)
        for plot in plots
    ]
    return any(slide is not None for slide in made)
