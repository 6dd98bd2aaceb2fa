"""The page's skeleton: top bar, map, panel, clock. What changes with the date is filled in by the browser's own scripts."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
import plotly.graph_objects as go
from dash import dcc, html

from dashboard.domain.catalogue import Measure
from dashboard.domain.estimates import RULES
from dashboard.domain.view import View
from dashboard.figures.control_words import CONTROLS
from dashboard.figures.map import CENTRE
from dashboard.geography.shapes import LATITUDES, Shapes, load_shapes
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web import ids
from dashboard.web.api import MAP_SIZE, SPECIAL_SIZE
from dashboard.web.atlas_data import marked_places
from dashboard.web.download_menu import download_menu
from dashboard.web.graph import graph

GROUPS = {"military": "Military", "economic": "Economic", "denominator": "Size of the host"}
RULE_WORDS = {
    "preferred": "Preferred source", "median": "Median of sources", "lowest": "Lowest figure", "highest": "Highest figure",
    "latest": "Latest statement",
}  # fmt: skip


ALL_SENDERS = {"value": "all", "label": "All senders"}
PAGES = {
    "/stories": "Stories", "/compare": "Compare", "/claims": "All claims", "/sources": "Sources",
    "/definitions": "Definitions", "/changes": "Changes", "/verify": "Verify a file", "/api": "API",
}  # fmt: skip
# A list of places opens with as many lines as are seen; the rest follows a moment later, see `choices.js`.
FIRST_LINES = 24
# Of `choices.js`.
BEST_FIRST = {"function": "bestFirst"}
MAP_HELP = "Map. Arrow keys move between places, Enter picks one out, Escape lets go."


def page(settings: Settings, ledger: Ledger) -> dmc.MantineProvider:
    """The whole page, the same for every View."""
    return dmc.MantineProvider(
        html.Div(
            [
                html.A("Skip to the map", href="#map", className="skip"),
                dcc.Location(id=ids.URL, refresh=False),
                dcc.Store(id=ids.VIEW),
                dcc.Store(id=ids.PANEL_VIEW),
                dcc.Store(id=ids.SIGNAL),
                _bar(ledger),
                html.Main([_stage(settings, ledger), _panel()], id="main"),
                _clock(),
            ],
            id="atlas",
        ),
        id="mantine",
        theme={"fontFamily": "inherit", "primaryColor": "dark"},
    )


def _bar(ledger: Ledger) -> html.Header:
    brand = html.A([html.Span("Presence"), html.Span("·", className="dot"), html.Span("Atlas")], href="/", className="brand")
    return html.Header([brand, _controls(ledger), _actions()], id="bar")


def _controls(ledger: Ledger) -> html.Div:
    default = View()
    return html.Div(
        [
            _helped("measure", dmc.Select(
                id=ids.MEASURE, label="Measure", data=_measure_choices(ledger), value=default.measure, allowDeselect=False,
                searchable=True, selectFirstOptionOnChange=True, filter=BEST_FIRST, className="control", w=226,
                comboboxProps={"zIndex": 400}, nothingFoundMessage="No such measure",
            )),
            _helped("sender", dmc.MultiSelect(
                id=ids.SENDER, label="Sender", data=[ALL_SENDERS, *_group_choices(ledger), *_place_choices(ledger, "sender")],
                value=list(default.sender), searchable=True, selectFirstOptionOnChange=True, filter=BEST_FIRST,
                placeholder="All senders", className="control wide", w=238, comboboxProps={"zIndex": 400}, limit=FIRST_LINES,
                clearable=True, nothingFoundMessage="No such sender", hidePickedOptions=True,
            )),
            _helped("host", dmc.MultiSelect(
                id=ids.HOST, label="Host", data=[*_group_choices(ledger), *_place_choices(ledger, "host")],
                value=[], searchable=True, selectFirstOptionOnChange=True, filter=BEST_FIRST, placeholder="Any host",
                className="control wide", w=196, comboboxProps={"zIndex": 400}, limit=FIRST_LINES,
                clearable=True, nothingFoundMessage="No such host", hidePickedOptions=True,
            )),
            _helped("rule", dmc.Select(
                id=ids.RULE, label="Rule", data=[{"value": rule, "label": RULE_WORDS[rule]} for rule in RULES],
                value=default.rule, allowDeselect=False, className="control", w=186, comboboxProps={"zIndex": 400},
            )),
        ],
        className="controls",
    )  # fmt: skip


def _actions() -> html.Nav:
    return html.Nav(
        [
            html.Button("Link", id="link", className="button"),
            download_menu(),
            _present(),
            html.Button("Search", className="button", title="Press / or Ctrl+K", **{"data-search": ""}),
            _more(),
        ],
        className="actions",
        **{"aria-label": "Link, download, present, search, more pages and the theme"},
    )


def _more() -> html.Details:
    return html.Details(
        [
            html.Summary("More", className="button"),
            html.Div(
                [
                    html.Button("Saved views", className="item", **{"data-saved": "", "aria-haspopup": "dialog"}),
                    html.Button("Tour in five steps", id="tour-start", className="item"),
                    *(html.A(words, href=address, className="item") for address, words in PAGES.items()),
                    html.Button("Dark theme", id="theme", className="item", **{"aria-pressed": "false"}),
                ],
                className="menu",
            ),
        ],
        id="pages",
    )


def _helped(name: str, control: Any) -> html.Div:
    """A control with the button that tells what it does."""
    return html.Div([control, help_button(name)], className="helped")


def help_button(name: str) -> html.Button:
    """The question mark beside a control of `CONTROLS`."""
    words = f"What is: {CONTROLS[name].title}?"
    return html.Button(
        "?", className="help", **{"data-help": name, "aria-label": words, "title": words, "aria-haspopup": "dialog"}
    )


def _present() -> html.Details:
    choices = [
        html.Button("Present this view", id="present-view", className="item", title="Press P"),
        html.Button("Add this view as a step", id="add-step", className="item"),
        html.A("Compose a story", id="compose", href="/stories/compose", className="item"),
        html.A("Stories", href="/stories", className="item"),
    ]
    return html.Details([html.Summary("Present", className="button"), html.Div(choices, className="menu")], id="present")


def _stage(settings: Settings, ledger: Ledger) -> html.Section:
    return html.Section(
        [
            html.Div(id=ids.NOTICES, role="status"),
            html.Div(
                [
                    html.H1("Presence Atlas", id="title"),
                    html.Button("What is counted", id="about-measure", className="button", **{"aria-haspopup": "dialog"}),
                    html.Button("Show as table", id="table-toggle", className="button", **{"aria-expanded": "false"}),
                ],
                className="headline",
            ),
            html.P("Fetching the figures …", id="subtitle"),
            html.Div(id="reading", role="group", **{"aria-label": "Reading of the map"}),
            html.Div(id="tools", role="group", **{"aria-label": "Date of knowledge, and what is drawn on the map"}),
            _map_frame(settings, ledger),
            html.Div(id="overlays-said", className="label", hidden=True),
            html.Details([html.Summary("Sites"), html.Div(id="sites-body")], id="sites", hidden=True),
            html.Div(id="speak", className="unseen", **{"aria-live": "polite"}),
            html.Div(id="legend", role="group", **{"aria-label": "Legend: places in each class"}),
            _asides(),
            html.Div(id="small-places", role="group", **{"aria-label": "Small places"}),
            html.P([html.Span(id="off-map"), html.Span(f"ledger {ledger.generation}", className="generation")], className="foot"),
        ],
        id="stage", **{"aria-labelledby": "title"},
    )  # fmt: skip


def _map_frame(settings: Settings, ledger: Ledger) -> html.Div:
    """The map, with the card of the place under the pointer and the table that takes the map's place."""
    return html.Div(
        [
            html.Div(
                graph(base_map(settings, ledger), graph_id=ids.GRAPH, name="map"), id="map", tabIndex="0", role="application",
                **{"aria-label": MAP_HELP, "aria-describedby": "title"},
            ),
            html.Div(id="card", className="card", hidden=True),
            html.Div(id="table", hidden=True, tabIndex="0", role="region", **{"aria-label": "The map as a table"}),
        ],
        className="map-frame",
    )  # fmt: skip


def _asides() -> html.Div:
    return html.Div(
        [
            html.Details([html.Summary("Values and bounds"), html.Div(id="strip")], id="values"),
            html.Details([html.Summary("Disputes"), html.Div(id="disputes-body")], id="disputes", hidden=True),
            html.P(id="divided", className="label"),
            html.P(id="crowded", className="label"),
        ],
        className="asides",
    )


def _panel() -> html.Aside:
    return html.Aside(
        [html.P(id="panel-told", role="status"), html.Div(id="overview"), html.Div(id=ids.PANEL_BODY), html.Div(id=ids.PANEL_REST)],
        id=ids.PANEL, **{"aria-label": "The place or pair that is picked out", "data-view": ""},
    )  # fmt: skip


def _clock() -> html.Footer:
    return html.Footer(
        [
            html.Button("▶", id="play", className="play", **{"aria-label": "Play through time", "aria-pressed": "false"}),
            html.Div(
                [
                    html.Div("", id="when", **{"aria-hidden": "true"}),
                    html.Div([html.Label("Date", htmlFor="day"), html.Span(id="day-holder")], className="typed"),
                ],
                className="now",
            ),
            html.Div(
                [html.Div(id=part, **{"aria-hidden": "true"}) for part in ("bars", "head", "ticks")],
                id="track", tabIndex="0", role="slider",
                **{"aria-label": "Date", "aria-valuemin": "0", "aria-valuemax": "0", "aria-valuenow": "0", "aria-valuetext": ""},
            ),
            html.Div(
                [
                    html.Label("Speed", htmlFor="speed"),
                    html.Div(id="speed-holder"),
                    help_button("speed"),
                ],
                className="pace",
            ),
            html.Div(id="events", **{"aria-label": "Events"}, role="group"),
        ],
        id="clock",
    )  # fmt: skip


def base_map(settings: Settings, ledger: Ledger) -> go.Figure:
    """The empty map: every place in the order of the shapes file, then former states and disputed parts, then the circles."""
    areas = [_areas(load_shapes(settings.assets, size)) for size in (MAP_SIZE, SPECIAL_SIZE)]
    marks = marked_places(ledger)
    dots = go.Scattergeo(
        lon=[place.lon for place in marks], lat=[place.lat for place in marks], mode="markers", hoverinfo="none",
        marker={"size": 9, "color": "#eae6de", "line": {"width": 1, "color": "#6b6458"}}, ids=[place.id for place in marks],
    )  # fmt: skip
    return go.Figure([*areas, dots], {**_flat(), "uirevision": "map"})


def _areas(shapes: Shapes) -> go.Choropleth:
    return go.Choropleth(
        geojson=shapes.address, featureidkey="id", locations=list(shapes.ids), z=[0] * len(shapes.ids), zmin=0, zmax=10,
        colorscale=[[0, "#eae6de"], [1, "#eae6de"]], showscale=False, marker={"line": {"width": 0.5, "color": "#ffffff"}}, hoverinfo="none",
    )  # fmt: skip


def _flat() -> dict[str, Any]:
    return {
        "template": None, "margin": {"l": 0, "r": 0, "t": 0, "b": 0}, "paper_bgcolor": "rgba(0,0,0,0)", "showlegend": False, "dragmode": False,
        "geo": {
            "visible": False, "bgcolor": "rgba(0,0,0,0)", "projection": {"type": "equal earth", "rotation": {"lon": CENTRE}}, "fitbounds": False,
            # A circle at the southern edge, the Falkland Islands, has room below it.
            "lataxis": {"range": [LATITUDES[0] - 4, LATITUDES[1]]}, "lonaxis": {"range": [CENTRE - 180, CENTRE + 180]},
        },
    }  # fmt: skip


def _measure_choices(ledger: Ledger) -> list[dict[str, Any]]:
    present = set(ledger.claims["measure"].cat.categories)
    shown = [m for m in ledger.catalogue.measures.values() if m.id in present and m.id != "events"]
    return [{"group": title, "items": [_choice(m) for m in shown if m.domain == domain]} for domain, title in GROUPS.items()]


def _choice(measure: Measure) -> dict[str, str]:
    return {"value": measure.id, "label": measure.title}


def _place_choices(ledger: Ledger, column: str) -> list[dict[str, str]]:
    named = [ledger.places.by_id[str(place)] for place in ledger.claims[column].cat.categories]
    return [{"value": place.id, "label": place.name} for place in sorted(named, key=lambda place: place.name.casefold())]


def _group_choices(ledger: Ledger) -> list[dict[str, str]]:
    """Groups of places; choosing one puts its members on the date shown in its place."""
    return [{"value": f"group:{group}", "label": f"{title}, members"} for group, title in ledger.memberships.titles().items()]
