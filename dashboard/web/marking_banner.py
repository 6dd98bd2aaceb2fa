"""The operator's handling marking at the top of every page; a reader cannot take it away."""

from __future__ import annotations

import re
from html import escape

import flask

from dashboard.exports.marking import STRICTEST_FIRST
from dashboard.exports.options import options_of
from dashboard.settings import Settings

BODY = re.compile(r"<body[^>]*>")
# Such a frame has a marking of its own, with what the reader of it adds.
OWN = "/embed"


def add_marking_banner(server: flask.Flask, settings: Settings) -> None:
    """Put the marking right after the beginning of every HTML page; nothing where the operator has set none."""
    marking = options_of(settings).marking
    if not marking:
        return
    banner = f'<p class="marking-banner {_name(marking)}" role="note" aria-label="Handling marking">{escape(marking)}</p>'

    @server.after_request
    def mark(response: flask.Response) -> flask.Response:
        if response.mimetype == "text/html" and not response.direct_passthrough and not flask.request.path.startswith(OWN):
            page = response.get_data(as_text=True)
            response.set_data(BODY.sub(lambda found: found[0] + banner, page, count=1))
        return response


def _name(marking: str) -> str:
    """The class of the style sheet with the colours of the protocol's name; empty for other words."""
    named = next((name for name in STRICTEST_FIRST if name in marking.split(" · ")), "")
    return named.lower().replace(":", "-").replace("+", "-")
