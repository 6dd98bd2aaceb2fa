"""Routes that give a View away: any format by its name, and the addresses that older links use."""

from __future__ import annotations

import re

import flask

from dashboard.domain.view import View, decode_view
from dashboard.exports.files import FORMATS, Format, format_of, write_export
from dashboard.exports.options import decode_options, options_of
from dashboard.figures import sentences
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.vocabulary import vocabulary_of

SLUG = re.compile(r"[^a-z0-9]+")


def add_export_routes(server: flask.Flask, settings: Settings, ledger: Ledger) -> None:
    """Add the routes to ``server``; View and options are read totally, and what was not understood is told in a header."""
    base = options_of(settings)

    def answer(form: str) -> flask.Response:
        decoded = decode_view(flask.request.query_string.decode("utf-8", "replace"), vocabulary_of(settings, ledger))
        options = decode_options(flask.request.args.to_dict(), base)
        content = write_export(ledger, decoded.view, form, settings.assets, options.options)
        response = flask.Response(content, mimetype=FORMATS[form].media)
        name = file_name(ledger, decoded.view, form)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        notices = (*decoded.notices, *options.notices)
        if notices:
            response.headers["Presence-Notice"] = " ".join(notices).encode("ascii", "replace").decode()
        return response

    @server.get("/api/v1/export")
    def export() -> flask.Response:
        form = flask.request.args.get("format", "")
        found = format_of(form)
        return answer(form) if found.on_web else _elsewhere(form, found)

    @server.get("/api/v1/<any(table, claims, map, series, citation):what>.<any(csv, parquet, svg, png, txt, bib, ris):form>")
    def older(what: str, form: str) -> flask.Response:
        wanted = form if what in ("table", "map") else f"{what}.{form}"
        if wanted not in FORMATS:
            return flask.Response("There is no such format.", 404, mimetype="text/plain")
        return answer(wanted)


def file_name(ledger: Ledger, view: View, form: str) -> str:
    """The name of the file in plain letters, from the sentence title: "russian-troops-abroad-june-2019.svg"."""
    words = SLUG.sub("-", sentences.title(ledger, view).lower()).strip("-")[:80]
    return f"{words or 'presence'}.{form}"


def _elsewhere(form: str, found: Format) -> flask.Response:
    words = f"{found.words} is made by the command line: presence export VIEW file.{form}"
    return flask.Response(words, 422, mimetype="text/plain")
