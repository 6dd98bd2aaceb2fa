"""A refusal in the form that was asked for: a line of text, or JSON for programs (RFC 9457)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from http import HTTPStatus

import flask
import orjson

from dashboard.errors import Problem

MEDIA = "application/problem+json"
JSON = ("application/json", MEDIA)


def refusal(status: int, detail: str, problems: Sequence[Problem] = ()) -> flask.Response:
    """The refusal of the request at hand: ``detail`` as text, and for who likes JSON best an object with each of ``problems``."""
    response = _as_json(status, detail, problems) if _likes_json() else flask.Response(detail, status, mimetype="text/plain")
    response.vary.add("Accept")
    return response


def _likes_json() -> bool:
    return flask.request.accept_mimetypes.best in JSON


def _as_json(status: int, detail: str, problems: Sequence[Problem]) -> flask.Response:
    told = {
        "type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail,
        "problems": [asdict(problem) for problem in problems],
    }  # fmt: skip
    return flask.Response(orjson.dumps(told), status, mimetype=MEDIA)
