"""The panel as components of the page. Every text is a child of an element and never markup."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import orjson
from dash import html
from plotly.io.json import to_json_plotly

from dashboard.domain.view import SERIES, View
from dashboard.figures.change_lines import ChangeLine
from dashboard.figures.charts import Chart
from dashboard.figures.claim_entries import ClaimEntry
from dashboard.figures.palette import LIGHT, Theme
from dashboard.figures.panel import Panel, panel
from dashboard.figures.ranking import PlaceLine
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.graph import graph
from dashboard.web.links import AXES, web_address
from dashboard.web.memory import Pause

Component = Any
# One panel leaves a few megabytes behind; ten seconds of many readers leave less than a hundred.
PAUSE = Pause(10.0)


@lru_cache(maxsize=12)
def cached_panel(ledger: Ledger, view: View, settings: Settings, theme: Theme = LIGHT) -> Panel:
    """The panel of a View, cached briefly so that its parts are computed once."""
    return panel(ledger, view, settings, theme)


@lru_cache(maxsize=512)
def packed_panel(ledger: Ledger, view: View, settings: Settings, theme: Theme = LIGHT) -> tuple[bytes, bytes]:
    """Head and rest of the panel as compressed JSON, a fiftieth of the size of the component objects."""
    content = cached_panel(ledger, view, settings, theme)
    head, rest = render_head(content, view), render_rest(content, view)
    PAUSE.give_back()
    return _pack(head), _pack(rest)


def unpack(packed: bytes) -> Component:
    """Components as the plain lists and dictionaries that the page takes."""
    return orjson.loads(zlib.decompress(packed))


def _pack(components: list[Component]) -> bytes:
    return zlib.compress(to_json_plotly(components).encode(), 6)


def render_head(content: Panel, view: View) -> list[Component]:
    """The first part of the panel: heading, chips, and the claims of each source on one number line.

    The number line is of persons. Where the View's measure is another one, its own chart over time comes first.
    """
    chips = [html.Span(chip.text, className="chip warn" if chip.accent else "chip") for chip in content.chips]
    first = [*_axis(content, view), *_charts(content.series[:1], view)] if content.leads else _strip(content, view)
    return [html.H2(content.heading), html.Div(chips, className="chips"), *first]


def render_rest(content: Panel, view: View) -> list[Component]:
    """The second part: series, comparable changes, ranks, claims, other measures, notes; a hidden element names the View it belongs to."""
    series = [*_strip(content, view), *_charts(content.series[1:], view)] if content.leads else _series(content, view)
    return [
        html.Div(hidden=True, **{"data-of": view.encode()}),
        *series,
        *_known(view),
        *_changes(content),
        *_places(content),
        *_events(content),
        *_claims(content, view),
        *_links(content),
        *(html.P(note, className="note") for note in content.notes),
    ]


def _strip(content: Panel, view: View) -> list[Component]:
    return _chart(content.strip, view) if content.strip else []


def _series(content: Panel, view: View) -> list[Component]:
    return [*_axis(content, view), *_charts(content.series, view)]


def _charts(charts: Sequence[Chart], view: View) -> list[Component]:
    return [part for chart in charts for part in _chart(chart, view)]


def _chart(chart: Chart, view: View) -> list[Component]:
    """A chart with its title, its summary in a sentence, and a table that is fetched when it is opened."""
    return [
        html.H3(chart.title),
        html.Figure(
            [
                html.Div(graph(chart.figure, name="chart"), role="img", **{"aria-label": chart.summary}),
                html.Figcaption(chart.summary, className="said"),
            ],
            className="strip" if chart.key == "strip" else "over-time",
        ),
        html.Details(
            [html.Summary("Show the points as a table"), html.Div(className="points")],
            className="details", **{"data-chart": chart.key, "data-query": view.encode()},
        ),
        *(html.P(note, className="note") for note in chart.notes),
    ]  # fmt: skip


def _axis(content: Panel, view: View) -> list[Component]:
    """The choice of the value axis, above the charts that it is for."""
    if not content.series:
        return []
    buttons = [
        html.Button(
            AXES[axis],
            type="button",
            className="segment",
            **{"data-series": axis, "aria-pressed": str(axis == view.series).lower()},
        )
        for axis in SERIES
    ]
    group = html.Div(buttons, className="segments", role="group", **{"aria-label": "Value axis of the charts over time"})
    hint = "Drag across a chart to set both dates, or type them."
    return [html.Div([group, html.Span(hint, className="said")], className="axis")]


def _known(view: View) -> list[Component]:
    """How the figure for the date changed with the date of knowledge; computed when the section is opened."""
    if len(view.sender) != 1 or len(view.host) != 1:
        return []
    query = view.encode()
    # Its address is set when the details are opened: a picture in closed ones would be fetched, and drawn, for every place.
    picture = html.Img(alt="The steps of the table below as a line", className="known")
    holder = html.Div(className="points")
    return [
        html.Details(
            [html.Summary("How this figure became known"), picture, holder], className="details", **{"data-known": query},
        )
    ]  # fmt: skip


def _changes(content: Panel) -> list[Component]:
    if not content.like_for_like:
        return []
    return [html.H3(content.changes_title), *(_change(line) for line in content.like_for_like)]


def _change(line: ChangeLine) -> Component:
    said = [
        html.Span([html.B(line.title, className="plain"), f", {line.by}"]),
        html.Br(),
        html.Span(line.detail, className="said"),
    ]
    return html.Div([html.Div(said), html.B(line.words)], className=f"change {line.tone}")


def _places(content: Panel) -> list[Component]:
    if not content.places:
        return []
    rows = [_place(line) for line in content.places]
    return [html.Table([html.Caption(content.places_title), html.Tbody(rows)], className="list")]


def _place(line: PlaceLine) -> Component:
    name = html.Button(line.name, className="quiet", type="button", **{"data-sender": line.place})
    return html.Tr([html.Th(name, scope="row"), html.Td(line.words)])


def _events(content: Panel) -> list[Component]:
    if not content.events:
        return []
    lines = [html.Li([html.B(event.when), f" · {event.text}"]) for event in content.events]
    return [html.H3("Events"), html.Ul(lines, className="happened")]


def _claims(content: Panel, view: View) -> list[Component]:
    if not content.claims:
        return []
    cut = [html.P([" ".join(content.truncations), ". ", _download(view)], className="said")] if content.truncations else []
    return [html.H3("Claims"), *cut, html.Ol([_claim(entry) for entry in content.claims], className="claims")]


def _download(view: View) -> Component:
    query = view.encode()
    return html.A("All of them as CSV", href=f"/api/v1/claims.csv?{query}" if query else "/api/v1/claims.csv")


def _claim(entry: ClaimEntry) -> Component:
    grade = [html.A(entry.grade, href="/definitions#grades", className="grade", title=entry.grade_words)] if entry.grade else []
    counted = html.A("who is counted", href=f"/definitions#{entry.definition_id}")
    told = [f"{entry.said_by} {entry.verb}" if entry.said_by else entry.verb, f"about {entry.about}" if entry.about else ""]
    known = [f"published {entry.published}" if entry.published else "", f"withdrawn {entry.withdrawn}" if entry.withdrawn else ""]
    source = web_address(entry.url)
    name = html.A(entry.source, href=source, rel="noopener noreferrer", target="_blank") if source else entry.source
    lines = [
        html.Div([html.Span([*grade, entry.text], className="text"), html.Span(entry.about, className="when")], className="top"),
        html.P(" · ".join(part for part in (told[0], *known) if part)),
        html.P(
            [
                name,
                f" ({entry.leads})" if entry.leads else "",
                f" · {entry.licence} · ",
                counted,
                " · ",
                _claim_link(entry.claim_id),
            ]
        ),
        *([html.P(entry.note)] if entry.note else []),
        *([html.P(["about claim ", _claim_link(entry.target)])] if entry.target else []),
        *([html.P("repeats another claim and is no origin of its own")] if entry.derived else []),
    ]
    return html.Li(lines, className="claim later" if entry.later else "claim", id=f"claim-{entry.claim_id}")


def _claim_link(claim_id: str) -> Component:
    return html.A(html.Code(claim_id), href=f"/claims?{urlencode({'claim': claim_id})}")


def _links(content: Panel) -> list[Component]:
    if not content.links:
        return []
    others = [html.Li(html.A(f"{link.title} ({link.claims:,} claims)", href=f"/?{link.view.encode()}")) for link in content.links]
    return [html.H3("Also on record"), html.Ul(others, className="also")]
