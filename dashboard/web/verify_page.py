"""The page that verifies an exported file; it is read within the limits for uploads and not kept."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from html import escape

import flask

from dashboard.errors import PresenceError
from dashboard.intake.genuine import KINDS, Finding, verify
from dashboard.intake.row_differences import Difference
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.html_page import cut_told, page_html, table_html
from dashboard.web.upload import bounds_of, name_of

LOG = logging.getLogger(__name__)
TITLE = "Does a file still match the ledger?"
LEAD = (
    "Every file from here carries a seal. Send one back: its View is made again and its numbers are compared. "
    "A seal is no signature: it tells about numbers, not about who made the file. Nothing is kept."
)


def add_verify(server: flask.Flask, settings: Settings, ledger: Ledger) -> None:
    """Add the page ``/verify``; whatever is sent, the answer is a page that explains. Nothing where uploads are off."""
    if settings.upload_max_waiting == 0:
        return
    gate = threading.BoundedSemaphore(max(settings.upload_max_at_once, 1))

    @server.get("/verify")
    def ask_to_verify() -> flask.Response:
        return _page(settings, "")

    @server.post("/verify")
    def check_file() -> flask.Response:
        if not gate.acquire(blocking=False):
            return flask.Response("Other files are being read. Try again in a moment.", 503, {"Retry-After": "5"})
        try:
            sent = flask.request.files.get("file")
            name = name_of(sent)
            return _page(settings, _told(_checked(sent.read() if sent else b"", name, ledger, settings), name, settings))
        except PresenceError as error:
            most = settings.max_rows_shown
            lines = "".join(f"<li>{escape(str(problem))}</li>" for problem in error.problems[:most])
            cut = cut_told(len(error.problems), most, "max_rows_shown")
            return _page(
                settings, f"<section role='alert'><h2>This could not be checked</h2><ul>{lines}</ul>{cut}</section>", 422
            )
        finally:
            gate.release()


def _checked(content: bytes, name: str, ledger: Ledger, settings: Settings) -> Finding:
    try:
        return verify(content, name, ledger, bounds_of(settings), KINDS)
    except PresenceError:
        raise
    except Exception as error:
        # A reader's file must not take the page down; the log has what to mend.
        LOG.exception("a file could not be checked")
        raise PresenceError("E-VERIFY-UNREAD", type(error).__name__, "a file that this program made", where=name) from error


def _told(found: Finding, name: str, settings: Settings) -> str:
    verdict = {True: "It is", False: "It is not", None: "That cannot be told"}[found.genuine]
    shown = escape(f"Story: {found.origin.story}" if found.origin.text else f"View: {found.origin.query or 'default view'}")
    return (
        f"<section role='status'><h2>{verdict}: {escape(name)}</h2><p>{escape(found.words)}</p>"
        f"{''.join(f'<p>{escape(note)}</p>' for note in found.notes)}"
        f"<p>{shown} ·  ledger {escape(found.origin.generation[:40])} · code {escape(found.origin.code or 'none')}</p></section>"
        f"{_differences('Not what the ledger says', ('In the file', 'In the ledger'), found.wrong, settings)}"
        f"{_differences('Changed since', ('Was', 'Is'), found.changed, settings)}"
    )


def _differences(title: str, ends: tuple[str, str], rows: Sequence[Difference], settings: Settings) -> str:
    if not rows:
        return ""
    most = settings.max_rows_shown
    cells = [[escape(text or "empty") for text in (row.where, row.column, row.file, row.ledger)] for row in rows[:most]]
    return table_html(title, ["Where", "What", *ends], cells) + cut_told(len(rows), most, "max_rows_shown")


def _page(settings: Settings, told: str, status: int = 200) -> flask.Response:
    kinds = ",".join(KINDS)
    form = (
        "<form method='post' action='/verify' enctype='multipart/form-data'>"
        f"<p><label>File ({escape(', '.join(KINDS))}; up to {settings.max_request_bytes // 1000:,} kB) "
        f"<input type='file' name='file' required accept='{kinds}'></label></p><p><button type='submit'>Check it</button></p></form>"
    )
    page = page_html(TITLE, settings.assets, f"<h1>{TITLE}</h1>", f"<p class='lead'>{escape(LEAD)}</p>", told, form)
    return flask.Response(page, status, mimetype="text/html")
