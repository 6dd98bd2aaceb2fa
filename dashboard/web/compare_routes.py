"""Routes of the comparisons: the page, its table and its pictures."""

from __future__ import annotations

from dataclasses import replace

import flask

from dashboard.domain.comparison import Comparison, read_comparison
from dashboard.domain.view import View, decode_view
from dashboard.exports.compare_files import comparison_rows, comparison_svg
from dashboard.exports.raster import png
from dashboard.exports.safe_csv import frame_csv
from dashboard.figures import comparing
from dashboard.figures.comparing import second_view
from dashboard.figures.measure_pair import pair_of
from dashboard.figures.palette import THEMES
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.compare_page import compare_page
from dashboard.web.vocabulary import vocabulary_of


def add_compare_routes(server: flask.Flask, settings: Settings, ledger: Ledger) -> None:
    """Add the page and its files to ``server``; each reads its address totally."""

    def asked() -> tuple[View, Comparison, tuple[str, ...]]:
        words = vocabulary_of(settings, ledger)
        decoded = decode_view(flask.request.query_string.decode("utf-8", "replace"), words)
        given = flask.request.args.to_dict()
        comparison, notices = read_comparison(given, words)
        chosen = decoded.view
        if comparison.kind == "together":
            pair = pair_of(ledger, chosen, comparison.other, named="measure" in given, other_named="other" in given)
            chosen = chosen if pair.measure == chosen.measure else second_view(chosen, pair.measure)
            comparison = replace(comparison, other=pair.other)
        view = comparing.view_of(ledger, chosen, comparison)
        return view, comparison, (*decoded.notices, *notices)

    @server.get("/compare")
    def compare() -> flask.Response:
        view, comparison, notices = asked()
        return flask.Response(compare_page(ledger, settings, view, comparison, notices), mimetype="text/html")

    @server.get("/api/v1/compare.csv")
    def compare_csv() -> flask.Response:
        view, comparison, _ = asked()
        response = flask.Response(
            frame_csv(comparison_rows(ledger, view, comparison, settings, flask.request.args.get("part", ""))),
            mimetype="text/csv",
        )
        response.headers["Content-Disposition"] = f'attachment; filename="compare-{comparison.kind}.csv"'
        return response

    @server.get("/api/v1/compare.<any(svg, png):form>")
    def compare_picture(form: str) -> flask.Response:
        view, comparison, _ = asked()
        args = flask.request.args
        theme = args.get("theme", "") if args.get("theme", "") in THEMES else "light"
        content = comparison_svg(ledger, view, comparison, settings, args.get("part", ""), theme)
        if form == "svg":
            return flask.Response(content, mimetype="image/svg+xml")
        response = flask.Response(png(content), mimetype="image/png")
        response.headers["Content-Disposition"] = f'attachment; filename="compare-{comparison.kind}.png"'
        return response
