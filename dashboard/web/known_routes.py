"""Routes of the second clock for one figure: the picture, its table, and the steps as the page takes them."""

from __future__ import annotations

import flask
import orjson

from dashboard.domain.comparison import Comparison
from dashboard.domain.view import View, decode_view
from dashboard.exports.compare_files import write_compared
from dashboard.exports.compared import KNOWN, Compared
from dashboard.exports.files import FORMATS
from dashboard.exports.options import decode_options, options_of
from dashboard.exports.safe_csv import plain
from dashboard.figures.knowledge import knowledge
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.export_queue import check_size, in_turn_unless_shown
from dashboard.web.vocabulary import vocabulary_of


def add_known_routes(server: flask.Flask, settings: Settings, ledger: Ledger) -> None:
    """Add the routes to ``server``; a View without one sender and one host is answered with 422 and what to do."""

    def asked() -> View:
        return decode_view(flask.request.query_string.decode("utf-8", "replace"), vocabulary_of(settings, ledger)).view

    @server.get("/api/v1/known.<any(csv, svg, png, pdf, pptx, html):form>")
    def known_file(form: str) -> flask.Response:
        return of_pair(ledger, settings, asked(), KNOWN, form)

    @server.get("/api/v1/known.json")
    def known_steps() -> flask.Response:
        known = knowledge(ledger, asked())
        rows = plain(known.steps(ledger))
        cells = rows.astype("object").where(rows.notna(), None).to_numpy().tolist()
        body = {"caption": f"{known.title}. {known.summary}", "columns": [str(name) for name in rows], "rows": cells}
        return flask.Response(orjson.dumps(body), mimetype="application/json")


def of_pair(ledger: Ledger, settings: Settings, view: View, kind: str, form: str) -> flask.Response:
    """A picture or table about a sender and a host, made as its address asks."""
    options = decode_options(flask.request.args.to_dict(), options_of(settings)).options
    with in_turn_unless_shown(settings, form):
        content = write_compared(ledger, Compared(view, kind, Comparison()), form, settings.assets, options)
    check_size(content, settings.export_max_bytes)
    response = flask.Response(content, mimetype=FORMATS[form].media)
    if form != "svg":
        response.headers["Content-Disposition"] = f'attachment; filename="{kind}.{form}"'
    return response
