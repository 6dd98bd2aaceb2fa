"""Routes of the pages of definitions and changes, and of the feed."""

from __future__ import annotations

import flask
import orjson

from dashboard.figures.control_words import CONTROLS
from dashboard.ledger.news import news_by_day, news_of_generations
from dashboard.ledger.store import Ledger
from dashboard.phrase_file import load_phrases
from dashboard.settings import Settings
from dashboard.web.changes_page import changes_page
from dashboard.web.definitions_page import definitions_page, measure_words
from dashboard.web.feed import atom_feed


def add_doubt_routes(server: flask.Flask, settings: Settings, ledger: Ledger) -> None:
    """Add the pages to ``server``; each reads its address totally."""
    phrases = load_phrases(settings.data / "catalogue")

    @server.get("/definitions")
    def definitions() -> flask.Response:
        return flask.Response(definitions_page(ledger, phrases, settings.assets), mimetype="text/html")

    @server.get("/api/v1/measures")
    def measures() -> flask.Response:
        body = {"generation": ledger.generation, "measures": measure_words(ledger)}
        return flask.Response(orjson.dumps(body), mimetype="application/json")

    @server.get("/api/v1/controls")
    def controls() -> flask.Response:
        body = {name: [one.title, one.text] for name, one in CONTROLS.items()}
        return flask.Response(orjson.dumps(body), mimetype="application/json")

    @server.get("/changes")
    def changes() -> flask.Response:
        given = flask.request.args.to_dict()
        return flask.Response(changes_page(ledger, settings.assets, given, settings.max_changes_shown), mimetype="text/html")

    @server.get("/changes.atom")
    def feed() -> flask.Response:
        days, generations = news_by_day(ledger, settings.feed_entries), news_of_generations(settings.data / "store")
        content = atom_feed(ledger, days, generations, settings.feed_entries)
        return flask.Response(content, mimetype="application/atom+xml")
