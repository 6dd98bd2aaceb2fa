"""Optional layers over a map: sites as points and flows as arcs, with a note on what is left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard.domain.view import View
from dashboard.exports.options import Limits
from dashboard.exports.svg import Sheet, text, xml
from dashboard.figures.lettering import text_width
from dashboard.figures.numbers import say_value
from dashboard.geography.shapes import Frame, turned
from dashboard.ledger import answers
from dashboard.ledger.flows import Flows, flows_of
from dashboard.ledger.sites import KINDS, Sites, kinds_of, sites_of
from dashboard.ledger.store import Ledger

# One mark a kind, so that no kind is told by its colour alone; drawn around 0, 0 in a box of ten units.
MARKS = {
    "bases": "M-4 -4H4V4H-4Z", "nuclear_reactors": "M0 -5.5L1.6 -1.7L5.2 -1.7L2.4 0.8L3.4 4.6L0 2.4L-3.4 4.6L-2.4 0.8L-5.2 -1.7L-1.6 -1.7Z",
    "works": "M0 -5L5 0L0 5L-5 0Z", "military_construction": "M0 -5L5 4H-5Z", "energy_assets": "M-4 0A4 4 0 1 0 4 0A4 4 0 1 0 -4 0Z",
    "projects": "M-1.6 -5H1.6V-1.6H5V1.6H1.6V5H-1.6V1.6H-5V-1.6H-1.6Z", "coal_finance": "M0 5L5 -4H-5Z",
}  # fmt: skip
# Points of one kind in one cell of this size, in units of the picture, are one mark with their number.
CELL = 16
LEGEND_ROW = 18
THINNEST, WIDEST = 1.0, 8.0


@dataclass(frozen=True, slots=True)
class Overlay:
    """Marks over a map, lines for the foot of the picture, and the kinds of sites among the marks."""

    svg: str
    notes: tuple[str, ...]
    kinds: tuple[str, ...] = ()


def overlay_of(ledger: Ledger, view: View, frame: Frame, sheet: Sheet, limits: Limits) -> Overlay:
    """The View's layers in their order, arcs below points; nothing where it asks for none."""
    arcs = _arcs(ledger, view, frame, sheet, limits.flows) if "flows" in view.layers else Overlay("", ())
    points = _points(ledger, view, frame, sheet, limits.sites) if "sites" in view.layers else Overlay("", ())
    return Overlay(arcs.svg + points.svg, (*arcs.notes, *points.notes), points.kinds)


def marks_legend(ledger: Ledger, kinds: tuple[str, ...], left: float, bottom: float, sheet: Sheet) -> str:
    """What each mark stands for, one line a kind, above ``bottom``; on ground of its own, so that it can be read over any map."""
    if not kinds:
        return ""
    titles = [ledger.catalogue.measures[kind].title for kind in kinds]
    top, width = bottom - LEGEND_ROW * len(kinds) - 8, max(text_width(title, 13) for title in titles) + 34
    ground = f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{bottom - top:.1f}" fill="{sheet.theme.paper}"/>'
    rows = [
        f'<path transform="translate({left + 13:.1f} {top + 14 + LEGEND_ROW * i:.1f})" d="{MARKS[kind]}" fill="{colour_of(kind, sheet)}"/>'
        + text(titles[i], left + 26, top + 18 + LEGEND_ROW * i, 13, sheet.theme.ink)
        for i, kind in enumerate(kinds)
    ]
    return ground + "".join(rows)


def clusters(rows: pd.DataFrame, x: np.ndarray, y: np.ndarray, cell: float) -> pd.DataFrame:
    """Rows of one kind in one cell together: ``measure, x, y`` of their middle, ``count`` and the first one's ``site``; largest last."""
    placed = rows.assign(x=x, y=y, column=np.floor(x / cell), row=np.floor(y / cell))
    groups = placed.groupby(["measure", "column", "row"], sort=True)
    made = groups.agg(x=("x", "mean"), y=("y", "mean"), count=("site", "size"), site=("site", "first")).reset_index()
    return made.sort_values(["count", "measure"], kind="stable")


def colour_of(kind: str, sheet: Sheet) -> str:
    """The colour of a kind of site."""
    return sheet.theme.series[KINDS.index(kind)]


def sites_words(sites: Sites, shown: int) -> str:
    """How many sites are drawn, and what a limit left out."""
    left = sites.total - len(sites.rows)
    cut = f"; the limit of {len(sites.rows):,} leaves out {left:,} of {sites.total:,}" if left else ""
    return f"Sites on this day: {shown:,}; those that lie together are one mark with their number{cut}"


def flows_words(flows: Flows) -> str:
    """How many arcs are drawn, or why none is."""
    if flows.refused:
        return flows.refused
    cut = (
        f"the largest {len(flows.rows):,} of {flows.total:,} pairs"
        if flows.total > len(flows.rows)
        else f"all {flows.total:,} pairs"
    )
    return f"Arcs: {cut} of a sender and a host with a figure above zero; wider for more"


def arc_path(x0: float, y0: float, x1: float, y1: float) -> str:
    """A curve from one end to the other that bends upwards, so that there and back do not lie on one another."""
    bend = 0.18 * float(np.hypot(x1 - x0, y1 - y0))
    return f"M{x0:.1f} {y0:.1f}Q{(x0 + x1) / 2:.1f} {(y0 + y1) / 2 - bend:.1f} {x1:.1f} {y1:.1f}"


def _points(ledger: Ledger, view: View, frame: Frame, sheet: Sheet, limit: int) -> Overlay:
    sites = sites_of(ledger, view, limit)
    rows = sites.on(pd.Timestamp(answers.view_date(ledger, view)))
    x, y = frame.project(turned(rows["lon"].to_numpy(dtype="float64"), frame.centre), rows["lat"].to_numpy(dtype="float64"))
    marks = [_mark(row, sheet) for row in clusters(rows, x, y, CELL).to_dict("records")] if len(rows) else []
    kinds = [kind for kind in kinds_of(view) if (rows["measure"] == kind).any()]
    counts = [f"{ledger.catalogue.measures[kind].spoken} {int((rows['measure'] == kind).sum()):,}" for kind in kinds]
    told = ": ".join([sites_words(sites, len(rows)), *([", ".join(counts)] if counts else [])])
    sources = [ledger.catalogue.sources[source] for source in rows["source_id"].value_counts().index]
    credit = "; ".join(f"{source.title} [{source.licence}]" for source in sources)
    notes = (told, *([f"Sites from: {credit}"] if credit else []))
    return Overlay(f'<g stroke-linejoin="round">{"".join(marks)}</g>', notes, tuple(kinds))


def _mark(row: dict[Any, Any], sheet: Sheet) -> str:
    count, kind, x, y = int(row["count"]), str(row["measure"]), float(row["x"]), float(row["y"])
    size = 1.0 + 0.25 * float(np.log10(count))
    words = f"{row['site']} and {count - 1} more" if count > 1 else str(row["site"])
    look = f'fill="{colour_of(kind, sheet)}" stroke="{sheet.theme.paper}" stroke-width="0.9"'
    place = f'transform="translate({x:.1f} {y:.1f}) scale({size:.2f})" d="{MARKS[kind]}"'
    number = text(str(count), x + 6 * size, y - 2, 9, sheet.theme.ink) if count > 1 else ""
    return f"<path {place} {look}><title>{xml(words)}</title></path>{number}"


def _arcs(ledger: Ledger, view: View, frame: Frame, sheet: Sheet, limit: int) -> Overlay:
    flows = flows_of(ledger, view, limit)
    if flows.rows.empty:
        return Overlay("", (flows_words(flows),))
    unit, most = answers.measure_of(ledger, view).unit, float(flows.rows["level"].max())
    paths = [_arc(ledger, row, frame, sheet, most, unit) for row in flows.rows.iloc[::-1].to_dict("records")]
    return Overlay(f'<g fill="none" stroke-linecap="round">{"".join(paths)}</g>', (flows_words(flows),))


def _arc(ledger: Ledger, row: dict[Any, Any], frame: Frame, sheet: Sheet, most: float, unit: str) -> str:
    ends = [ledger.places.by_id[str(row[name])] for name in ("sender", "host")]
    lon, lat = (np.array([getattr(place, axis) for place in ends], dtype="float64") for axis in ("lon", "lat"))
    x, y = frame.project(turned(lon, frame.centre), lat)
    width = THINNEST + (WIDEST - THINNEST) * float(np.sqrt(float(row["level"]) / most))
    said = say_value(str(row["state"]), row["low"], row["best"], row["high"], unit)
    title = f"<title>{xml(f'{ends[0].name} to {ends[1].name}: {said}')}</title>"
    path = arc_path(float(x[0]), float(y[0]), float(x[1]), float(y[1]))
    return f'<path d="{path}" stroke="{sheet.theme.accent}" stroke-width="{width:.1f}" stroke-opacity="0.55">{title}</path>'
