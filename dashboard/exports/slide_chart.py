"""Native charts of slides, with their data inside: the series of a host, and the hosts with the largest figures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.chart.xlsx import CategoryWorkbookWriter, XyWorkbookWriter
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Pt

from dashboard.domain.view import View
from dashboard.exports.sheet import EPOCH, MADE, cell_text
from dashboard.exports.slide_chart_data import ChartSlide, RankingChart, SeriesChart
from dashboard.exports.slide_map import class_legend, counted_entries, paints_of
from dashboard.exports.slide_template import BODY_BOX
from dashboard.figures.map import legend_entries, say_rows
from dashboard.figures.numbers import axis_scale
from dashboard.figures.palette import Theme
from dashboard.figures.reading import FIRST_CLASS, colours_of, reading_of
from dashboard.figures.series_data import Columns
from dashboard.figures.series_scale import Plot, by_line, line_colour, line_dash, short_name
from dashboard.figures.view_region import rows_in_part
from dashboard.figures.view_rows import rows_on_day
from dashboard.ledger.readings import unit_of
from dashboard.ledger.store import Ledger

TEXT = Pt(11)
# With more points than this a line has no marks.
FEW_POINTS = 40
YEAR = 365.25
SHORT_SPAN = 3 * YEAR
TICKS = 9
ENDS = {"low": "low or at least", "high": "high or at most"}
# Three digits at most, whatever their size; the data keep all of them.
SHARES = "[>=100]#,##0;[>=10]0.0;0.00"
# Numbers stay whole in the data; the axis alone is told in thousands of thousands.
SCALED = {1e3: ",", 1e6: ",,", 1e9: ",,,", 1e12: ",,,,"}


@dataclass(frozen=True, slots=True)
class Curve:
    """One series of a chart: its name, the line and the end of it (best, low or high), how many figures it has, days and figures.

    ``joined``: some of its points are, those of one segment of the figure's data, as in every other picture. ``periodic``: its speaker
    reports again and again.
    """

    name: str
    line: int
    end: str
    joined: bool
    periodic: bool
    figures: int
    points: tuple[tuple[float, float | None], ...]


def add_series(shapes: Any, chart: SeriesChart, theme: Theme) -> Any:
    """Put the series on a slide: one line a source, its low and high beside it, broken where the record is; returns the frame."""
    plot = chart.plot
    data = XyChartData(number_format="#,##0.###")
    made = [one for line, columns in by_line(plot.data).items() for one in _curves(plot, line, columns)]
    # An office program that is widely used leaves out every series that stands before a longer one.
    curves = sorted(made, key=lambda one: -len(one.points))
    for curve in curves:
        series = data.add_series(cell_text(curve.name))
        for day, value in curve.points:
            series.add_data_point(day, value)
    frame = _added(shapes, XL_CHART_TYPE.XY_SCATTER_LINES, data, SafeXy(data), chart)
    made = frame.chart
    _axes(made, plot, theme)
    for series, curve in zip(made.plots[0].series, curves, strict=True):
        _draw(series, theme, curve)
    _legend(made, theme, shown=len(curves) > 1)
    return frame


def add_ranking(shapes: Any, chart: RankingChart, ledger: Ledger, view: View, theme: Theme) -> Any:
    """Put the bars on a slide, in the colours of the map and with their legend, the largest at the top; returns the frame."""
    bars, reading = chart.bars, reading_of(ledger, view)
    data = CategoryChartData(number_format="#,##0.###")
    data.categories = [cell_text(name) for name in bars["name"]]
    data.add_series(cell_text(chart.title), [float(value) for value in bars["best"]])
    drawn = set(bars["code"])
    rows = rows_on_day(ledger, view)
    counted = rows_in_part(ledger.places, view, rows.assign(code=reading.codes_of(rows), value=say_rows(rows, reading)))
    entries = [one for one in legend_entries(counted, reading) if one[0] in drawn]
    legend, height = class_legend(
        counted_entries(entries), paints_of(reading, colours_of(ledger, view, reading, theme), theme), theme
    )
    frame = _added(shapes, XL_CHART_TYPE.BAR_CLUSTERED, data, SafeCategories(data), chart, height)
    shapes._spTree.append(parse_xml(legend))  # noqa: SLF001 - the library has no way to add a shape of one's own
    made, colours = frame.chart, colours_of(ledger, view, reading, theme)
    made.plots[0].gap_width = 35
    series = made.plots[0].series[0]
    for place, code in enumerate(bars["code"].tolist()):
        colour = _rgb(colours[code - FIRST_CLASS] if code >= FIRST_CLASS else theme.muted)
        _paint(series.points[place].format.fill, colour, theme, dotted=code in reading.stippled)
    _style_bars(made, theme, _label_form(bars["best"], unit_of(ledger, view)))
    return frame


def _paint(fill: Any, colour: RGBColor, theme: Theme, *, dotted: bool) -> None:
    """The look that the class has on the map and in the legend."""
    if not dotted:
        fill.solid()
        fill.fore_color.rgb = colour
        return
    fill.patterned()
    fill.pattern, fill.fore_color.rgb, fill.back_color.rgb = MSO_PATTERN.DOTTED_GRID, _rgb(theme.paper), colour


def _label_form(figures: pd.Series, unit: str) -> str:
    """How the bars' figures are told: money in the words of its size. The data keep the whole number."""
    scale, told = axis_scale(float(figures.abs().max()), unit)
    word = told.removesuffix(unit).strip()
    return f'#,##0.00{SCALED[scale]}" {word}"' if word else SHARES if (figures % 1).any() else "#,##0"


def _style_bars(made: Any, theme: Theme, form: str) -> None:
    plot = made.plots[0]
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.number_format, labels.number_format_is_linked, labels.show_value = form, False, True
    labels.font.size, labels.font.color.rgb = TEXT, _rgb(theme.ink)
    made.has_legend, made.has_title = False, False
    names, values = made.category_axis, made.value_axis
    names.reverse_order, values.visible, values.has_major_gridlines = True, False, False
    names.tick_labels.font.size, names.tick_labels.font.color.rgb = TEXT, _rgb(theme.ink)
    names.tick_label_position, names.major_tick_mark = XL_TICK_LABEL_POSITION.LOW, XL_TICK_MARK.NONE
    names.format.line.color.rgb = _rgb(theme.line)


def _added(shapes: Any, kind: Any, data: Any, writer: Any, chart: ChartSlide, below: int = 0) -> Any:
    """The chart in the body of the slide, with room ``below`` it."""
    box = BODY_BOX
    frame = shapes.add_chart(kind, box.x, box.y, box.width, box.height - below, data)
    # The library's own writer would make a live formula of a name that begins like one.
    frame.chart.part.chart_workbook.update_from_xlsx_blob(writer.xlsx_blob)
    frame.chart.font.size = TEXT
    frame.name = chart.title
    told = " ".join([f"{chart.title}.", chart.summary, *chart.notes])
    frame._element.nvGraphicFramePr.cNvPr.set("descr", cell_text(told))  # noqa: SLF001 - the library has no name for it
    return frame


def _curves(plot: Plot, line: int, columns: Columns) -> Iterator[Curve]:
    """What is drawn of one line: its figures and, where they part from these, its low and its high ends."""
    name, periodic = short_name(plot.data, line), plot.data.lines[line].joined
    best = columns["best"]
    for end in ("best", "low", "high"):
        values = columns[end]
        told = ~np.isnan(values) & (np.isnan(best) | (values != best) if end != "best" else True)
        if not told.any():
            continue
        shown = ~np.isnan(values) if end != "best" and (told & ~np.isnan(best)).any() else told
        # A statement about a long span is one segment from its first to its last day, also where its speaker is heard only once.
        joined = periodic or bool(len(np.unique(columns["segment"][shown])) < shown.sum())
        points = _with_gaps(columns, values, shown)
        # Points that no line joins need no gaps between them.
        kept = tuple(point for point in points if joined or point[1] is not None)
        yield Curve(f"{name}: {ENDS[end]}" if end in ENDS else name, line, end, joined, periodic, int(shown.sum()), kept)


def _with_gaps(columns: Columns, values: np.ndarray, shown: np.ndarray) -> Iterator[tuple[float, float | None]]:
    """Day and figure of each point, and a day without a figure where the record is broken."""
    days = (columns["day"].astype("datetime64[D]") - EPOCH).astype("timedelta64[D]").astype("int64")
    before = None
    for day, value, segment, told in zip(
        days.tolist(), values.tolist(), columns["segment"].tolist(), shown.tolist(), strict=True
    ):
        broken = before is not None and (segment != before or not told)
        if broken:
            yield day, None
        if told:
            yield day, value
        before = segment if told else None


def _axes(made: Any, plot: Plot, theme: Theme) -> None:
    days = (np.array([plot.first, plot.last]).astype("datetime64[D]") - EPOCH).astype("int64").tolist()
    span = days[1] - days[0]
    time, values = made.category_axis, made.value_axis
    if span > SHORT_SPAN:
        # A step of a mean year drifts by a day at most: from 3 January on it never falls into the year before.
        step = _nice((span / YEAR) / TICKS)
        # A figure of the first days of January lies within the axis as well.
        year = int((plot.data.points["day"].min() - pd.Timedelta(days=3)).year) // step * step
        first = int((np.datetime64(f"{year}-01-03", "D") - EPOCH).astype("int64"))
        time.minimum_scale, time.maximum_scale, time.major_unit, form = first, days[1], step * YEAR, "yyyy"
    else:
        time.minimum_scale, time.maximum_scale, time.major_unit, form = days[0], days[1], max(span / TICKS, 31), "mmm yyyy"
    time.has_major_gridlines, values.has_major_gridlines = False, True
    values.major_gridlines.format.line.color.rgb = _rgb(theme.line)
    values.minimum_scale = None if plot.bottom < 0 else 0
    if plot.log:
        _log_axis(values, plot)
    commas = SCALED.get(plot.scale, "")
    for axis, number in ((time, form), (values, f"#,##0.##{commas}" if commas else "#,##0.##")):
        axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = number, False
        axis.tick_labels.font.size, axis.tick_labels.font.color.rgb = TEXT, _rgb(theme.muted)
        axis.format.line.color.rgb = _rgb(theme.line)
        axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    values.has_title = True
    values.axis_title.text_frame.text = plot.axis_title
    run = values.axis_title.text_frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold, run.font.color.rgb = TEXT, False, _rgb(theme.muted)


def _log_axis(values: Any, plot: Plot) -> None:
    """The scaling element of the format has its base first; the library has no name for it."""
    values.minimum_scale, values.maximum_scale = plot.bottom * plot.scale, 10 ** np.ceil(np.log10(plot.top)) * plot.scale
    scaling = values._element.find(qn("c:scaling"))  # noqa: SLF001 - the library has no name for it
    base = OxmlElement("c:logBase")
    base.set("val", "10")
    scaling.insert(0, base)


def _nice(step: float) -> int:
    return next(size for size in (1, 2, 5, 10, 20, 50, 100) if size >= step or size == 100)


def _draw(series: Any, theme: Theme, curve: Curve) -> None:
    line, end = curve.line, curve.end
    colour, pen = _rgb(line_colour(theme, line)), series.format.line
    if curve.joined:
        pen.color.rgb, pen.width = colour, Pt(2 if end == "best" else 1)
        dashed = end != "best" or line_dash(theme, line) == "dash"
        pen.dash_style = MSO_LINE.SQUARE_DOT if dashed else MSO_LINE.SOLID
    else:
        pen.fill.background()
    marks = {"best": XL_MARKER_STYLE.CIRCLE, "low": XL_MARKER_STYLE.DASH, "high": XL_MARKER_STYLE.DASH}
    bare = curve.periodic and (curve.figures > FEW_POINTS or end != "best")
    series.smooth = False
    series.marker.style = XL_MARKER_STYLE.NONE if bare else marks[end]
    if not bare:
        series.marker.size = 7
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = colour
        series.marker.format.line.color.rgb = colour


def _legend(made: Any, theme: Theme, *, shown: bool) -> None:
    made.has_title, made.has_legend = False, shown
    if shown:
        made.legend.position, made.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
        made.legend.font.size, made.legend.font.color.rgb = TEXT, _rgb(theme.ink)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.lstrip("#").upper())


class _Safe:
    """Opens the workbook inside a chart so that no text in it becomes a formula, a link or a number."""

    @contextmanager
    def _open_worksheet(self, file: Any) -> Iterator[tuple[Any, Any]]:
        from xlsxwriter.workbook import Workbook

        told = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        book = Workbook(file, told)
        book.set_properties({"created": MADE})
        yield book, book.add_worksheet()
        book.close()


class SafeXy(_Safe, XyWorkbookWriter):
    """The workbook inside a chart of points."""


class SafeCategories(_Safe, CategoryWorkbookWriter):
    """The workbook inside a chart of bars."""
