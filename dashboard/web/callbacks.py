"""Callbacks: decode a View, ask a pure function, encode the answer. No input raises."""

from __future__ import annotations

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, State, html

from dashboard.domain.view import Decoded, decode_view
from dashboard.figures.palette import DARK, LIGHT, Theme
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web import ids
from dashboard.web.panel import packed_panel, unpack
from dashboard.web.pinned import generation_of, pinned_notice
from dashboard.web.vocabulary import vocabulary_of


def theme_of(query: object) -> Theme:
    """The reader's theme, which the page appends to the View's query; light where it is missing or unknown."""
    return DARK if isinstance(query, str) and query.endswith("&theme=dark") else LIGHT


def add_callbacks(app: dash.Dash, settings: Settings, ledger: Ledger) -> None:
    """Register the page's callbacks on ``app``."""

    def decode(text: object) -> Decoded:
        return decode_view(text, vocabulary_of(settings, ledger))

    @app.callback(
        Output(ids.VIEW, "data"), Output(ids.MEASURE, "value"), Output(ids.SENDER, "value"), Output(ids.HOST, "value"),
        Output(ids.RULE, "value"), Output(ids.NOTICES, "children"), Input(ids.URL, "search"),
    )  # fmt: skip
    def read_address(search: object) -> tuple[Any, ...]:
        """The View of the address bar, at load and when the reader goes back."""
        decoded = decode(search)
        view = decoded.view
        pinned = pinned_notice(generation_of(search), ledger)
        notices = [html.P(notice) for notice in (*decoded.notices, *pinned)]
        return view.encode(), view.measure, list(view.sender), list(view.host), view.rule, notices

    @app.callback(
        Output(ids.PANEL_BODY, "children"), Output(ids.PANEL, "data-view"), Input(ids.PANEL_VIEW, "data"), prevent_initial_call=True
    )  # fmt: skip
    def show_panel(query: object) -> tuple[Any, str]:
        """The first part of the panel for the chosen pair or host; empty without a choice."""
        view = decode(query).view
        head = unpack(packed_panel(ledger, view, settings, theme_of(query))[0]) if view.host else None
        return head, view.encode()

    @app.callback(
        Output(ids.PANEL_REST, "children"),
        Input(ids.PANEL, "data-view"),
        State(ids.PANEL_VIEW, "data"),
        prevent_initial_call=True,
    )
    def show_rest(query: object, asked: object) -> Any:
        """The rest of the panel (series, changes, claims), rendered after `show_panel`."""
        view = decode(query).view
        return unpack(packed_panel(ledger, view, settings, theme_of(asked))[1]) if view.host else None

    app.clientside_callback(
        ClientsideFunction("atlas", "choose"),
        Output(ids.VIEW, "data", allow_duplicate=True),
        Input(ids.MEASURE, "value"), Input(ids.SENDER, "value"), Input(ids.HOST, "value"), Input(ids.RULE, "value"),
        State(ids.VIEW, "data"), prevent_initial_call=True,
    )  # fmt: skip
    app.clientside_callback(ClientsideFunction("atlas", "show"), Output(ids.SIGNAL, "data"), Input(ids.VIEW, "data"))
