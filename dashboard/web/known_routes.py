"""Routes of the second clock for one figure: the picture, its table, and the steps as the page takes them."""

from __future__ import annotations

import flask
import orjson

from dashboard.domain.view import View, decode_view
from dashboard.exports.known_image import known_svg
from dashboard.exports.safe_csv import frame_csv, plain
from dashboard.figures.knowledge import knowledge
from dashboard.figures.palette import THEMES
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.vocabulary import vocabulary_of


def add_known_routes(server: flask.Flask, settings: Settings, ledger: Ledger) -> None:
    """Add the routes to ``server``; a View without one sender and one host is answered with 422 and what to do."""

    def asked() -> View:
        return decode_view(flask.request.query_string.decode("utf-8", "replace"), vocabulary_of(settings, ledger)).view

    @server.get("/api/v1/known.svg")
    def known_picture() -> flask.Response:
        theme = flask.request.args.get("theme", "")
        content = known_svg(ledger, asked(), theme if theme in THEMES else "light")
        return flask.Response(content, mimetype="image/svg+xml")

    @server.get("/api/v1/known.csv")
    def known_table() -> flask.Response:
        response = flask.Response(frame_csv(knowledge(ledger, asked()).table()), mimetype="text/csv")
        response.headers["Content-Disposition"] = 'attachment; filename="known.csv"'
        return response

    @server.get("/api/v1/known.json")
    def known_steps() -> flask.Response:
        known = knowledge(ledger, asked())
        rows = plain(known.steps(ledger))
        cells = rows.astype("object").where(rows.notna(), None).to_numpy().tolist()
        body = {"caption": f"{known.title}. {known.summary}", "columns": [str(name) for name in rows], "rows": cells}
        return flask.Response(orjson.dumps(body), mimetype="application/json")
