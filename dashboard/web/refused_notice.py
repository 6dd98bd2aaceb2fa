"""Adds a notice to every page while a newer generation was published but could not be opened."""

from __future__ import annotations

from html import escape

import flask

from dashboard.ledger.store import Ledger

END = b"</body>"


def add_refused_notice(server: flask.Flask, ledger: Ledger) -> None:
    """Add a line to the end of every page of ``server`` while the board holds the reason why a generation was refused.

    Call it after every other change of answers except compression.
    """

    @server.after_request
    def tell(response: flask.Response) -> flask.Response:
        refused = server.config["BOARD"].refused
        if refused and response.mimetype == "text/html":
            response.set_data(response.get_data().replace(END, _line(ledger, refused).encode() + END, 1))
        return response


def _line(ledger: Ledger, refused: str) -> str:
    words = f"Newer data were published and could not be opened ({refused}). This page shows ledger {ledger.generation}."
    return f"<p class='standing' role='status'>{escape(words)}</p>"
