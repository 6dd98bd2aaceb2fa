"""Routes of the comparisons: the page, its table and its pictures."""

from __future__ import annotations

import flask
import pandas as pd

from dashboard.domain.comparison import Comparison, read_comparison
from dashboard.domain.view import View, decode_view
from dashboard.exports.compare_image import nine_map_svg, scatter_svg
from dashboard.exports.safe_csv import frame_csv
from dashboard.figures import comparing
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.compare_page import compare_page
from dashboard.web.vocabulary import vocabulary_of


def add_compare_routes(server: flask.Flask, settings: Settings, ledger: Ledger) -> None:
    """Add the page and its files to ``server``; each reads its address totally."""

    def asked() -> tuple[View, Comparison, tuple[str, ...]]:
        words = vocabulary_of(settings, ledger)
        decoded = decode_view(flask.request.query_string.decode("utf-8", "replace"), words)
        comparison, notices = read_comparison(flask.request.args.to_dict(), words)
        view = comparing.view_of(ledger, decoded.view, comparison)
        return view, comparison, (*decoded.notices, *notices)

    @server.get("/compare")
    def compare() -> flask.Response:
        view, comparison, notices = asked()
        return flask.Response(compare_page(ledger, settings, view, comparison, notices), mimetype="text/html")

    @server.get("/api/v1/compare.csv")
    def compare_csv() -> flask.Response:
        view, comparison, _ = asked()
        response = flask.Response(frame_csv(comparison_rows(ledger, view, comparison, settings)), mimetype="text/csv")
        response.headers["Content-Disposition"] = f'attachment; filename="compare-{comparison.kind}.csv"'
        return response

    @server.get("/api/v1/compare.svg")
    def compare_svg() -> flask.Response:
        view, comparison, _ = asked()
        if flask.request.args.get("part") == "map":
            content = nine_map_svg(ledger, view, comparison.other, settings.assets)
        else:
            content = scatter_svg(ledger, view, comparison.other)
        return flask.Response(content, mimetype="image/svg+xml")


def comparison_rows(ledger: Ledger, view: View, asked: Comparison, settings: Settings) -> pd.DataFrame:
    """The table of a comparison, with its View, rule, known-at date and generation on every row."""
    if asked.kind == "ranking":
        rows = comparing.ranking(ledger, view)
    elif asked.kind == "change":
        rows = comparing.changes(ledger, view)
    elif asked.kind == "matrix":
        rows = comparing.matrix(ledger, view, settings.max_compared)[0]
    elif asked.kind == "together":
        rows = comparing.together(ledger, view, asked.other)
    else:
        rows = comparing.source_pairs(ledger, view)[0]
    told = {
        "rule": view.rule,
        "known_at": str(view.known_at or "today"),
        "view": asked.encode(view),
        "generation": ledger.generation,
    }
    return rows.assign(**told)
