"""Routes that give a View away: any format by its name, the addresses that older links use, and a figure to embed."""

from __future__ import annotations

import hashlib
import re
from dataclasses import astuple, replace
from functools import partial

import flask

from dashboard.domain.view import View, decode_view
from dashboard.exports.files import FORMATS, PICTURE, Format, format_of, write_export
from dashboard.exports.options import ExportOptions, decode_options, options_of
from dashboard.figures import sentences
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.edition import edition_of
from dashboard.web.embed_page import embed_page
from dashboard.web.export_queue import check_bytes, check_size, in_turn
from dashboard.web.pinned import pinned_notice
from dashboard.web.vocabulary import vocabulary_of

SLUG = re.compile(r"[^a-z0-9]+")
# A browser asks again whether the newest ledger still is the same; with a pinned one it may wait an hour.
FOLLOWING, PINNED = "public, max-age=0, must-revalidate", "public, max-age=3600"
UNPRINTABLE = re.compile(r"[^ -~]")


def add_export_routes(server: flask.Flask, settings: Settings, ledger: Ledger) -> None:
    """Add the routes to ``server``; View and options are read totally, and what was not understood is told in a header.

    No more than ``export_max_at_once`` files are made at the same time: who would have to wait longer than ``export_wait_seconds`` gets
    503 with Retry-After. The same View, options and generation have the same ETag.
    """
    base, edition = options_of(settings), edition_of(settings)
    bounded = partial(check_bytes, most=settings.export_max_bytes)

    def asked() -> tuple[View, ExportOptions, tuple[str, ...]]:
        decoded = decode_view(flask.request.query_string.decode("utf-8", "replace"), vocabulary_of(settings, ledger))
        options = decode_options(flask.request.args.to_dict(), base)
        pinned = pinned_notice(flask.request.args.get("generation", ""), ledger)
        return decoded.view, options.options, (*decoded.notices, *options.notices, *pinned)

    def answer(form: str) -> flask.Response:
        view, options, notices = asked()
        tag = tag_of(ledger, edition, view, form, options)
        if flask.request.if_none_match.contains_weak(tag):
            return flask.Response(status=304, headers={"ETag": f'W/"{tag}"'})
        with in_turn(settings):
            content = write_export(ledger, view, form, settings.assets, replace(options, grown=bounded))
        check_size(content, settings.export_max_bytes)
        response = flask.Response(content, mimetype=FORMATS[form].media)
        _describe(response, file_name(ledger, view, form), tag, notices)
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

    @server.get("/embed")
    def embed() -> flask.Response:
        view, options, notices = asked()
        return flask.Response(embed_page(ledger, view, options, settings.assets, notices), mimetype="text/html")


def file_name(ledger: Ledger, view: View, form: str) -> str:
    """The name of the file in plain letters, from the sentence title: "russian-troops-abroad-june-2019.svg"."""
    words = SLUG.sub("-", sentences.title(ledger, view).lower()).strip("-")[:80]
    return f"{words or 'presence'}.{form}"


def tag_of(ledger: Ledger, edition: str, view: View, form: str, options: ExportOptions) -> str:
    """A name of what would be sent: the same edition, generation, View, format and options have the same."""
    told = "\n".join([edition, ledger.generation, view.encode(), form, repr(astuple(options))])
    return f"{ledger.generation}-{hashlib.sha256(told.encode('utf-8', 'replace')).hexdigest()[:16]}"


def _describe(response: flask.Response, name: str, tag: str, notices: tuple[str, ...]) -> None:
    """Headers of a file. Pictures are shown where a page asks for them; everything else is saved, so that none runs on this address."""
    shown = FORMATS[name.split(".", 1)[1]].kind == PICTURE and flask.request.args.get("show") == "1"
    response.headers["Content-Disposition"] = f'{"inline" if shown else "attachment"}; filename="{name}"'
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = PINNED if flask.request.args.get("generation") else FOLLOWING
    if notices:
        # Notices quote the link: a line end among its letters must not begin a header of the sender's own.
        response.headers["Presence-Notice"] = UNPRINTABLE.sub("?", " ".join(notices))


def _elsewhere(form: str, found: Format) -> flask.Response:
    words = f"{found.words} is made by the command line: presence export VIEW file.{form}"
    return flask.Response(words, 422, mimetype="text/plain")
