"""Serves the application below a path prefix of a proxy: adds the prefix to every address in answers.

Scripts ask ``presence.to("/claims")`` (assets/address.js), which reads the same prefix from the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, request

# An address in an attribute of ours: text from data cannot look like one, since its quotation marks are escaped.
ATTRIBUTE = re.compile(rb"""(\s(?:href|src|action|formaction|poster)=["'])/(?!/)""")
# The same in the tree of a page, in which Dash may write a slash by its number; inside a text the quotation marks would have a
# backslash before them.
PROPERTY = re.compile(rb'("(?:href|src|action|geojson|topojsonURL)":\s?")(?=(?:/|\\u002f)(?!/|\\u002f))', re.IGNORECASE)
ROOT_TAG = b'<html lang="en"'
MARKUP = ("text/html", "application/atom+xml", "application/xml")


class Prefixed:
    """Takes the prefix off a request's path, whether the proxy has left it there or not."""

    def __init__(self, application: WSGIApplication, prefix: str) -> None:
        self._application, self._prefix = application, prefix

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as the application does for the path without the prefix."""
        path = environ.get("PATH_INFO", "")
        if path == self._prefix or path.startswith(f"{self._prefix}/"):
            path = path[len(self._prefix) :] or "/"
        return self._application({**environ, "PATH_INFO": path, "SCRIPT_NAME": self._prefix}, start_response)


def serve_under(server: Flask, prefix: str) -> None:
    """Serve under ``prefix`` ("/atlas"): it is taken off what is asked and put before every address in what is answered.

    Must be called when nothing else will change an answer but its compression. Does nothing for an empty prefix.
    """
    if not prefix:
        return
    server.wsgi_app = Prefixed(server.wsgi_app, prefix)  # type: ignore[method-assign]

    @server.after_request
    def put_before(response: Response) -> Response:
        location = response.headers.get("Location", "")
        if location.startswith("/") and not location.startswith(("//", f"{prefix}/")):
            response.headers["Location"] = prefix + location
        if response.mimetype in MARKUP:
            response.set_data(prefixed_markup(response.get_data(), prefix))
        elif request.path.startswith("/_dash-") and response.mimetype == "application/json":
            response.set_data(PROPERTY.sub(rb"\1" + prefix.encode(), response.get_data()))
        return response


def prefixed_markup(markup: bytes, prefix: str) -> bytes:
    """The markup with the prefix before every address from the root, and named in the root element for scripts."""
    told = markup.replace(ROOT_TAG, ROOT_TAG + f' data-prefix="{prefix}"'.encode(), 1)
    return ATTRIBUTE.sub(rb"\1" + prefix.encode() + b"/", told)
