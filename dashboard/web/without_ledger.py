"""The application that answers 503 with the reason and remedy while no generation can be opened."""

from __future__ import annotations

from html import escape

import flask
import orjson

from dashboard.errors import PresenceError, Problem
from dashboard.settings import Settings
from dashboard.web.access import control_access
from dashboard.web.board import Board
from dashboard.web.following import Service, reason
from dashboard.web.prefix import serve_under
from dashboard.web.security import protect

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>No data yet · Presence Atlas</title>
<link rel="icon" href="data:,">
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1rem; overflow-wrap: anywhere; }}
dt {{ font-weight: 600; margin-top: .75rem; }}
dd {{ margin: 0; }}
</style>
</head>
<body>
<main>
<h1>No data to show yet</h1>
<p>The server runs, but there is no ledger that it can open. {hope}</p>
{problems}
<p>To have everything looked at, type: <code>presence doctor</code></p>
</main>
</body>
</html>
"""
# Seconds after which a reader or a proxy may ask again.
AGAIN = "30"


def service_without_ledger(settings: Settings, error: PresenceError) -> Service:
    """A service that answers 503 until a generation can be opened.

    ``/healthz`` says that the process lives and ``/readyz`` that it is not ready; every other address is answered with the page and
    status 503. Readers that a proxy must name are asked for their name as ever.
    """
    server = flask.Flask("dashboard.web", static_folder=None)
    page = _page(settings, error)
    board = Board(rows=1)
    board.refused = reason(error)
    control_access(server, settings)

    @server.before_request
    def answer() -> flask.Response:
        if flask.request.path == "/healthz":
            return flask.Response("OK", mimetype="text/plain")
        if flask.request.path == "/readyz":
            standing = {"generation": "", "claims": 0, "refused": board.refused}
            return flask.Response(orjson.dumps(standing), 503, mimetype="application/json")
        return flask.Response(page, 503, {"Retry-After": AGAIN}, mimetype="text/html")

    @server.after_request
    def keep_nothing(response: flask.Response) -> flask.Response:
        response.headers["Cache-Control"] = "no-store"
        return response

    serve_under(server, settings.prefix)
    protect(server, settings)
    return Service("", server, board)


def _page(settings: Settings, error: PresenceError) -> str:
    follows = (
        "It goes on by itself as soon as one is published." if settings.follow_seconds else "Start it again when there is one."
    )
    return PAGE.format(hope=follows, problems="\n".join(_told(problem) for problem in error.problems[:20]))


def _told(problem: Problem) -> str:
    said = {
        "Where": problem.where, "Found": problem.found, "Expected": problem.expected, "Likely cause": problem.cause,
        "Next step": problem.next_step,
    }  # fmt: skip
    lines = "".join(f"<dt>{name}</dt><dd>{escape(text)}</dd>" for name, text in said.items() if text)
    return f"<h2>{escape(problem.code)}</h2>\n<dl>{lines}</dl>"
