"""Routes of the pages about places: one place, a sender and a host, and the picture of the pair."""

from __future__ import annotations

from dataclasses import replace

import flask

from dashboard.domain.view import Decoded, View, decode_view
from dashboard.exports.compared import PAIR
from dashboard.exports.options import options_of
from dashboard.exports.small_series import small_series_svg
from dashboard.figures.palette import THEMES
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.country_page import country_page, unknown_place_page
from dashboard.web.known_routes import of_pair
from dashboard.web.pair_page import pair_page
from dashboard.web.vocabulary import vocabulary_of


def add_place_routes(server: flask.Flask, settings: Settings, ledger: Ledger) -> None:
    """Add the pages to ``server``; no address raises, and an unknown place is a page with status 404."""

    def asked() -> Decoded:
        return decode_view(flask.request.query_string.decode("utf-8", "replace"), vocabulary_of(settings, ledger))

    def theme() -> str:
        named = flask.request.args.get("theme", "")
        return named if named in THEMES else "light"

    def no_such_place(text: str) -> flask.Response:
        return flask.Response(unknown_place_page(ledger, text, settings.assets), 404, mimetype="text/html")

    @server.get("/country/<place>")
    def country(place: str) -> flask.Response:
        known, decoded = ledger.places.by_id.get(place.upper()), asked()
        if known is None:
            return no_such_place(place)
        content = country_page(ledger, known, decoded.view, settings, decoded.notices)
        return flask.Response(content, mimetype="text/html")

    @server.get("/pair/<sender>/<host>")
    def pair(sender: str, host: str) -> flask.Response:
        for place in (sender, host):
            if place.upper() not in ledger.places.by_id:
                return no_such_place(place)
        decoded = asked()
        view = _of_pair(ledger, decoded.view, sender.upper(), host.upper())
        return flask.Response(pair_page(ledger, view, settings, decoded.notices), mimetype="text/html")

    @server.get("/api/v1/small-series.svg")
    def small_series() -> flask.Response:
        content = small_series_svg(ledger, asked().view, replace(options_of(settings), theme=theme()))
        return flask.Response(content, mimetype="image/svg+xml")

    @server.get("/api/v1/pair.<any(csv, svg, png, pdf, pptx, html):form>")
    def picture(form: str) -> flask.Response:
        return of_pair(ledger, settings, asked().view, PAIR, form)


def _of_pair(ledger: Ledger, view: View, sender: str, host: str) -> View:
    """The View of the pair; where its measure has no claims, the measure of persons or money with most claims is chosen."""
    own = replace(view, sender=(sender,), host=(host,))
    rows = ledger.claims_of_pair(sender, host)
    counts = rows["measure"].value_counts()
    if counts.get(own.measure, 0) or not len(rows):
        return own
    measures = [
        name for name in counts.index if ledger.catalogue.measures[str(name)].domain != "denominator" and name != "events"
    ]
    return replace(own, measure=str(measures[0]), definition="") if measures else own
