"""Data routes: map frames of every date, places, points of charts, and readiness."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
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
from dashboard.web.computing import Gate, Shelf
from dashboard.web.frame_words import frame_words
from dashboard.web.lanes import MAY_PUT_OFF, WAITED, PutOffError
from dashboard.web.memory import give_back
from dashboard.web.panel import cached_panel
from dashboard.web.sources_page import sources_page
from dashboard.web.vocabulary import vocabulary_of

MAP_SIZE = "m"
SPECIAL_SIZE = f"special-{MAP_SIZE}"
# A map in all its steps takes some ten kilobytes, and up to half a second to make.
FRAMES = Shelf(256)


def add_routes(server: flask.Flask, settings: Settings, ledger: Ledger) -> None:
    """Add every data route to ``server``; no query string raises."""
    gate = Gate(settings.maps_max_at_once, settings.threads, settings.maps_wait_seconds)
    shapes, special = (load_shapes(settings.assets, size) for size in (MAP_SIZE, SPECIAL_SIZE))

    def view_of_request() -> Decoded:
        return decode_view(flask.request.query_string.decode("utf-8", "replace"), vocabulary_of(settings, ledger))

    @server.get("/api/v1/atlas")
    def atlas() -> flask.Response:
        return flask.Response(pack_atlas(ledger, shapes, special), mimetype="application/json")

    @server.get("/api/v1/frames")
    def all_frames() -> flask.Response:
        # Whose borders are drawn changes no figure: the page has both tables of borders already.
        view = view_of_request().view.figures_only()
        asked, key = flask.request.environ, (ledger, view)
        kept = FRAMES.find(key)
        if kept is None and asked.get(MAY_PUT_OFF):
            raise PutOffError
        body = kept or gate.work_out(FRAMES, key, lambda: packed_frames(ledger, view), asked.get(WAITED, 0.0))
        return _unpacked(flask.Response(body, mimetype="application/json"))

    @server.get("/api/v1/view")
    def view() -> flask.Response:
        decoded = view_of_request()
        return flask.Response(
            orjson.dumps({"view": decoded.view.encode(), "notices": decoded.notices}), mimetype="application/json"
        )

    @server.get("/api/v1/chart")
    def chart() -> flask.Response:
        found = _chart(ledger, view_of_request().view, settings, flask.request.args.get("chart", ""))
        if found is None:
            return flask.Response("There is no such chart.", 404, mimetype="text/plain")
        return flask.Response(orjson.dumps(_points(found)), mimetype="application/json")

    @server.get("/sources")
    def sources() -> flask.Response:
        return flask.Response(
            sources_page(ledger, settings.assets, datetime.now(UTC).date(), settings.max_pairs_shown), mimetype="text/html"
        )

    @server.get("/readyz")
    def ready() -> flask.Response:
        standing = {"generation": ledger.generation, "claims": len(ledger.claims), "refused": server.config["BOARD"].refused}
        return flask.Response(orjson.dumps(standing), mimetype="application/json")

    @server.get("/robots.txt")
    def robots() -> flask.Response:
        return flask.Response("User-agent: *\nDisallow: /api/\n", mimetype="text/plain")


def packed_frames(ledger: Ledger, view: View) -> bytes:
    """The frames of a View with the words that the page needs around them: JSON in gzip, a tenth of its size."""
    packed = gzip.compress(orjson.dumps({**frames(ledger, view), **frame_words(ledger, view)}), 6, mtime=0)
    give_back()
    return packed


def _unpacked(response: flask.Response) -> flask.Response:
    """The gzipped answer for clients that accept gzip, otherwise the decompressed one."""
    response.vary.add("Accept-Encoding")
    if flask.request.accept_encodings["gzip"] > 0:
        response.headers["Content-Encoding"] = "gzip"
    else:
        response.set_data(gzip.decompress(response.get_data()))
    return response


def _chart(ledger: Ledger, view: View, settings: Settings, key: str) -> Chart | None:
    """The chart of the panel with this key; None where the panel has no such chart, or the View no host."""
    if not view.host:
        return None
    content = cached_panel(ledger, view, settings)
    charts = (*content.series, content.strip) if content.strip else content.series
    return next((chart for chart in charts if chart.key == key), None)


def _points(chart: Chart) -> dict[str, Any]:
    """The points of a chart as a table of text."""
    rows = plain(chart.make_table())
    cells = rows.astype("object").where(rows.notna(), None)
    return {
        "caption": f"{chart.title}. {chart.summary}",
        "columns": [str(name) for name in rows],
        "rows": cells.to_numpy().tolist(),
    }
