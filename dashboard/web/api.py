"""Routes for data: the map in all its steps, the places, the points of charts, and whether the server is ready."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from http import HTTPStatus
from typing import Any

import flask
import orjson

from dashboard.domain.view import Decoded, View, decode_view
from dashboard.exports.safe_csv import plain
from dashboard.figures.charts import Chart
from dashboard.geography.shapes import load_shapes
from dashboard.ledger.frames import frames
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.atlas_data import pack_atlas
from dashboard.web.frame_words import frame_words
from dashboard.web.memory import give_back
from dashboard.web.panel import cached_panel
from dashboard.web.sources_page import sources_page
from dashboard.web.vocabulary import vocabulary_of

MAP_SIZE = "m"
SPECIAL_SIZE = f"special-{MAP_SIZE}"
OK = HTTPStatus.OK


def add_routes(server: flask.Flask, settings: Settings, ledger: Ledger) -> None:
    """Add every data route to ``server``; each decodes its query totally and answers with an ETag of the generation."""
    shapes, special = (load_shapes(settings.assets, size) for size in (MAP_SIZE, SPECIAL_SIZE))

    def view_of_request() -> Decoded:
        return decode_view(flask.request.query_string.decode("utf-8", "replace"), vocabulary_of(settings, ledger))

    def tagged(make: Callable[[], bytes], mimetype: str, key: str) -> flask.Response:
        tag = f"{ledger.generation}-{key}"
        if flask.request.if_none_match.contains_weak(tag):
            return flask.Response(status=304, headers={"ETag": f'W/"{tag}"'})
        response = flask.Response(make(), mimetype=mimetype)
        response.set_etag(tag, weak=True)
        response.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
        return response

    @server.get("/api/v1/atlas")
    def atlas() -> flask.Response:
        return tagged(lambda: pack_atlas(ledger, shapes, special), "application/json", "atlas")

    @server.get("/api/v1/frames")
    def all_frames() -> flask.Response:
        decoded = view_of_request()
        # Whose borders are drawn changes no figure: the page has both tables of borders already.
        view = decoded.view.figures_only()
        response = tagged(lambda: packed_frames(ledger, view), "application/json", f"frames-{hash_of(view)}")
        return _unpacked(response) if response.status_code == OK else response

    @server.get("/api/v1/view")
    def view() -> flask.Response:
        decoded = view_of_request()
        return flask.Response(
            orjson.dumps({"view": decoded.view.encode(), "notices": decoded.notices}), mimetype="application/json"
        )

    @server.get("/api/v1/chart")
    def chart() -> flask.Response:
        view = view_of_request().view
        key = flask.request.args.get("chart", "")
        content = cached_panel(ledger, view, settings) if view.host else None
        charts = [*(content.series if content else ()), *([content.strip] if content and content.strip else [])]
        found = next((chart for chart in charts if chart.key == key), None)
        if found is None:
            return flask.Response("There is no such chart.", 404, mimetype="text/plain")
        return flask.Response(orjson.dumps(_points(found)), mimetype="application/json")

    @server.get("/sources")
    def sources() -> flask.Response:
        return flask.Response(sources_page(ledger, settings.assets, datetime.now(UTC).date()), mimetype="text/html")

    @server.get("/readyz")
    def ready() -> flask.Response:
        return flask.Response(
            orjson.dumps({"generation": ledger.generation, "claims": len(ledger.claims)}), mimetype="application/json"
        )

    @server.get("/robots.txt")
    def robots() -> flask.Response:
        return flask.Response("User-agent: *\nDisallow: /api/\n", mimetype="text/plain")


def hash_of(view: View) -> str:
    """A short name of a View for ETags: its canonical query, hashed."""
    import hashlib

    return hashlib.sha256(view.encode().encode()).hexdigest()[:12]


@lru_cache(maxsize=256)
def packed_frames(ledger: Ledger, view: View) -> bytes:
    """The frames of a View with the words that the page needs around them: JSON in gzip, a tenth of its size while it is kept."""
    packed = gzip.compress(orjson.dumps({**frames(ledger, view), **frame_words(ledger, view)}), 6, mtime=0)
    give_back()
    return packed


def _unpacked(response: flask.Response) -> flask.Response:
    """The answer as it is for a reader who takes gzip, else unpacked."""
    response.vary.add("Accept-Encoding")
    if flask.request.accept_encodings["gzip"] > 0:
        response.headers["Content-Encoding"] = "gzip"
    else:
        response.set_data(gzip.decompress(response.get_data()))
    return response


def _points(chart: Chart) -> dict[str, Any]:
    """The points of a chart as a table of text."""
    rows = plain(chart.make_table())
    cells = rows.astype("object").where(rows.notna(), None)
    return {
        "caption": f"{chart.title}. {chart.summary}",
        "columns": [str(name) for name in rows],
        "rows": cells.to_numpy().tolist(),
    }
