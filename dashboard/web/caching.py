"""Cache-Control, ETag and 304: answers that are the same for every reader may be cached by anyone and are revalidated cheaply.

An answer to a GET follows from the generation, the edition of the program, the address and the day. So its tag is known before it is
made, and a reader or a cache between that has it is told so without the work.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime

import flask
from flask import Response, request

from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.edition import edition_of

# Bundles of Dash change only with an installed version; a day spares the reader the largest downloads.
BUNDLE_AGE = "public, max-age=86400"
FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, max-age=0, must-revalidate"
HASHED = re.compile(r"^/assets/geo/(?:world|special)-[sml]-[0-9a-f]{12}\.geojson$")
# About the server at this moment, or about one reader's file.
OF_THE_MOMENT = re.compile(r"^/(healthz|readyz|metrics|add)(/|$)")


def add_caching(server: flask.Flask, settings: Settings, ledger: Ledger) -> None:
    """Answer 304 to a client whose copy is current, and set on every answer who may cache it and for how long."""
    edition = edition_of(settings)
    # What is for users whom a proxy names is for no cache that others share.
    may_share = settings.cache_seconds and not settings.user_header
    shared = f"{ASK_AGAIN}, s-maxage={settings.cache_seconds}" if may_share else ASK_AGAIN

    @server.before_request
    def has_it_already() -> Response | None:
        if not _kept() or request.url_rule is None or request.url_rule.rule == "/<path:path>":
            return None
        tag = _tag(ledger, edition, str(server.config["BOARD"].refused))
        flask.g.tag = tag
        return Response(status=304) if request.if_none_match.contains_weak(tag) else None

    @server.after_request
    def say_age(response: Response) -> Response:
        if "tag" in flask.g and response.status_code in (200, 304):
            response.headers.setdefault("ETag", f'W/"{flask.g.tag}"')
        age = _age(response, shared)
        # Where answers are for users whom a proxy names, nothing between it and them may keep any.
        response.headers["Cache-Control"] = age.replace("public", "private") if settings.user_header else age
        return response


def _age(response: Response, shared: str) -> str:
    path = request.path
    if response.status_code not in (200, 304):
        return "no-store"
    if path.startswith("/_dash-component-suites/"):
        return BUNDLE_AGE
    if path.startswith("/assets/"):
        return FOREVER if HASHED.match(path) or "v" in request.args else ASK_AGAIN
    # A route may know better, such as for an answer that names its generation.
    return response.headers.get("Cache-Control") or (shared if "tag" in flask.g else "no-store")


def _kept() -> bool:
    public = not request.path.startswith(("/assets/", "/_dash-component-suites/")) and not OF_THE_MOMENT.match(request.path)
    return request.method in ("GET", "HEAD") and public


def _tag(ledger: Ledger, edition: str, refused: str) -> str:
    day = datetime.now(UTC).date().isoformat()
    asked = "\n".join((edition, day, request.path, request.query_string.decode("latin-1"), refused))
    return f"{ledger.generation}-{hashlib.sha256(asked.encode()).hexdigest()[:16]}"
