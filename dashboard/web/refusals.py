"""Error responses as text or as JSON problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from http import HTTPStatus
from pathlib import Path

import flask
import orjson

from dashboard.errors import Problem
from dashboard.web.computing import BusyError
from dashboard.web.html_page import page_html

MEDIA = "application/problem+json"
JSON = ("application/json", MEDIA)
NO_SUCH_PAGE = "There is no such page."
WAYS_ON = """<p>The address may be mistyped, or from another version. Press <kbd>/</kbd> to search for a place, a measure or a source, or go on
from <a href="/">the map</a>, <a href="/compare">the comparisons</a> or <a href="/stories">the stories</a>.</p>"""


def refusal(status: int, detail: str, problems: Sequence[Problem] = ()) -> flask.Response:
    """An error response: ``detail`` as text, or problem details with all ``problems`` for clients that prefer JSON."""
    response = _as_json(status, detail, problems) if _likes_json() else flask.Response(detail, status, mimetype="text/plain")
    response.vary.add("Accept")
    return response


def no_such_page(assets: Path) -> flask.Response:
    """The 404 response: a page with links for browsers, otherwise as `refusal`. The requested address is never echoed."""
    if "text/html" not in flask.request.accept_mimetypes.values() or _likes_json():
        return refusal(404, NO_SUCH_PAGE)
    response = flask.Response(page_html("No such page", assets, f"<h1>{NO_SUCH_PAGE}</h1>", WAYS_ON), 404, mimetype="text/html")
    response.vary.add("Accept")
    return response


def come_again(error: BusyError) -> flask.Response:
    """A 503 response with Retry-After for a request that may succeed a moment later."""
    response = refusal(503, str(error), error.problems)
    response.headers["Retry-After"] = str(error.again)
    return response


def _likes_json() -> bool:
    return flask.request.accept_mimetypes.best in JSON


def _as_json(status: int, detail: str, problems: Sequence[Problem]) -> flask.Response:
    told = {
        "type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail,
        "problems": [asdict(problem) for problem in problems],
    }  # fmt: skip
    return flask.Response(orjson.dumps(told), status, mimetype=MEDIA)
