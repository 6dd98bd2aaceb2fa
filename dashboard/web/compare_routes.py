"""Routes of the comparisons: the page, its table and its pictures."""

from __future__ import annotations

from dataclasses import replace

import flask

from dashboard.domain.comparison import Comparison, read_comparison
from dashboard.domain.view import View, decode_view
from dashboard.exports.compare_files import write_compared
from dashboard.exports.compared import of_comparison
from dashboard.exports.files import FORMATS
from dashboard.exports.options import decode_options, options_of
from dashboard.figures import comparing
from dashboard.figures.comparing import second_view
from dashboard.figures.measure_pair import RULE, pair_of
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.compare_page import compare_page
from dashboard.web.export_queue import check_size, in_turn_unless_shown
from dashboard.web.vocabulary import vocabulary_of


def add_compare_routes(server: flask.Flask, settings: Settings, ledger: Ledger) -> None:
    """Add the page and its files to ``server``; no address raises."""
    base = options_of(settings)

    def asked() -> tuple[View, Comparison, tuple[str, ...]]:
        words = vocabulary_of(settings, ledger)
        decoded = decode_view(flask.request.query_string.decode("utf-8", "replace"), words)
        given = flask.request.args.to_dict()
        comparison, notices = read_comparison(given, words)
        chosen = decoded.view
        if comparison.kind == "together":
            pair = pair_of(ledger, chosen, comparison, named="measure" in given, other_named="other" in given)
            chosen = chosen if pair.measure == chosen.measure else second_view(chosen, pair.measure)
            comparison = replace(comparison, other=pair.other)
            notices = (*notices, *([] if {"measure", "other"} <= given.keys() else [f"Chosen for you: {RULE}."]))
        view = comparing.view_of(ledger, chosen, comparison)
        return view, comparison, (*decoded.notices, *notices)

    def made(form: str) -> bytes:
        view, comparison, _ = asked()
        options = decode_options(flask.request.args.to_dict(), base).options
        one = of_comparison(ledger, view, comparison, flask.request.args.get("part", ""))
        with in_turn_unless_shown(settings, form):
            content = write_compared(ledger, one, form, settings.assets, options)
        check_size(content, settings.export_max_bytes)
        return content

    @server.get("/compare")
    def compare() -> flask.Response:
        view, comparison, notices = asked()
        return flask.Response(compare_page(ledger, settings, view, comparison, notices), mimetype="text/html")

    @server.get("/api/v1/compare.<any(csv, svg, png, pdf, pptx, html):form>")
    def compare_file(form: str) -> flask.Response:
        response = flask.Response(made(form), mimetype=FORMATS[form].media)
        if form != "svg":
            response.headers["Content-Disposition"] = f'attachment; filename="compare-{asked()[1].kind}.{form}"'
        return response
