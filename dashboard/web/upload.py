"""The upload page: previews a reader’s table, which stays private until a publisher publishes it."""

from __future__ import annotations

import io
import logging
import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePath
from typing import IO

import flask
from werkzeug.datastructures import FileStorage

from dashboard.domain.letters import HIDING
from dashboard.errors import PresenceError, Problem
from dashboard.intake.columns import parse_map
from dashboard.intake.figures import InWords, words_reader
from dashboard.intake.instructions import Instructions
from dashboard.intake.opening import read_content
from dashboard.intake.plan import Plan, make_plan
from dashboard.intake.preview import preview
from dashboard.intake.quarantine import quarantine_csv
from dashboard.intake.template import template
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.access import is_publisher
from dashboard.web.add_page import PUBLISH_HERE, asking_page, looked_page, publish_form
from dashboard.web.publishing import add_publishing
from dashboard.web.waiting import Looked, Room, room_of

LOG = logging.getLogger(__name__)
# No system has longer names of files.
LONGEST_NAME = 200
# Of columns whose meaning is said, one a line.
COLUMN_FIELDS = 50
TEXTS = (
    "own_definition", "own_title", "own_text", "new_measure", "measure_title", "measure_unit", "measure_text", "title", "licence", "url",
    "sheet", "source_id",
)  # fmt: skip
CONSTANTS = ("sender", "host", "measure", "definition", "date", "unit")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "dates": ("dmy", "mdy"), "mark": ("point", "comma"),
    "measure_kind": ("stock", "flow"), "measure_domain": ("military", "economic"),
}  # fmt: skip


class InMemory(flask.Request):
    """A request that keeps uploaded files in memory and never writes them to disk; the size limit of requests bounds them."""

    def _get_file_stream(self, *_given: object, **_named: object) -> IO[bytes]:
        return io.BytesIO()


def add_upload(server: flask.Flask, settings: Settings, ledger: Ledger) -> None:
    """Add the page ``/add`` and what belongs to it; nothing where the settings leave no room for files that wait.

    A file is read within the ``upload_`` settings and remembered in memory under a name that nobody can guess. The page shows the
    command by which an operator would add it and, to a publisher, how to publish it at once (`dashboard.web.publishing`). Whatever
    is sent, the answer is a page that explains.
    """
    if settings.upload_max_waiting == 0:
        return
    server.request_class = InMemory
    room: Room = server.config.get("ROOM") or room_of(settings)
    server.config["ROOM"] = room
    gate = threading.BoundedSemaphore(max(settings.upload_max_at_once, 1))
    in_words = words_reader(settings.data / "catalogue")

    @server.get("/add")
    def ask() -> flask.Response:
        return _html(asking_page(ledger, settings))

    @server.get("/add/template.csv")
    def form() -> flask.Response:
        return _csv(template().encode("utf-8-sig"), "presence-template.csv")

    @server.post("/add")
    def look() -> flask.Response:
        if not gate.acquire(blocking=False):
            return flask.Response(
                "Other files are being read. Try again in a moment.", 503, {"Retry-After": "5"}, mimetype="text/plain"
            )
        try:
            return _look(room, settings, ledger, in_words)
        finally:
            gate.release()

    @server.get("/add/<token>")
    def show(token: str) -> flask.Response:
        found = room.get(token)
        if found is None:
            return _gone()
        return _html(found.page.replace(PUBLISH_HERE, publish_form(token), 1) if is_publisher() else found.page)

    @server.get("/add/<token>/<int:number>.csv")
    def rows_to_mend(token: str, number: int) -> flask.Response:
        found = room.get(token)
        if found is None or number >= len(found.quarantine):
            return _gone()
        return _csv(found.quarantine[number], f"rows-to-mend-{number + 1}.csv")

    def plan_of(found: Looked) -> Plan:
        opened = read_content(found.content, found.name, bounds_of(settings))
        return make_plan(opened, ledger, instructions_of(found.form), in_words, datetime.now(UTC).date())

    add_publishing(server, settings, room, plan_of)


def _look(room: Room, settings: Settings, ledger: Ledger, in_words: InWords) -> flask.Response:
    """Read the file of the request and send the reader to its page; where it cannot be read, the form again with what is wrong."""
    form: dict[str, str] = {}
    try:
        form = said_in(flask.request.form, settings.upload_max_field_chars)
        sent = flask.request.files.get("file")
        name = name_of(sent)
        content = sent.read() if sent else b""
        token = room.put(lambda token: _looked(content, name, form, token, settings, ledger, in_words))
    except PresenceError as error:
        return _html(asking_page(ledger, settings, error.problems, form), 503 if error.code == "E-ADD-ROOM" else 422)
    return flask.Response(status=303, headers={"Location": f"/add/{token}"})


def name_of(sent: FileStorage | None) -> str:
    """The name of a file that was sent, without its folders, at most `LONGEST_NAME` letters, none of which hides others."""
    return HIDING.sub("?", PurePath((sent.filename or "") if sent else "").name[:LONGEST_NAME])


def said_in(form: Mapping[str, str], most: int) -> dict[str, str]:
    """The form's fields; an unknown choice counts as not given.

    Raises PresenceError (E-ADD-LONG) with every text of more than ``most`` letters: of half a text nobody would know.
    """
    given = {name: form.get(name, "").strip() for name in (*TEXTS, *CONSTANTS)} | {"columns": form.get("columns", "")}
    bounds = {name: most * COLUMN_FIELDS if name == "columns" else most for name in given}
    problems = [_too_long(name, text, bounds[name]) for name, text in given.items() if len(text) > bounds[name]]
    if problems:
        raise PresenceError.of(problems)
    return given | {name: form.get(name, "") for name, words in CHOICES.items() if form.get(name, "") in words}


def _too_long(name: str, text: str, most: int) -> Problem:
    return Problem(
        "E-ADD-LONG", f"{len(text):,} letters", f"at most {most:,}", cause="a text of the table in a field of the form",
        next_step="shorten it; the operator may raise PRESENCE_UPLOAD_MAX_FIELD_CHARS", where=name,
    )  # fmt: skip


def instructions_of(form: Mapping[str, str]) -> Instructions:
    """The instructions for reading the table, from the form's fields (`said_in`). Raises PresenceError for a wrong line of columns."""
    given = {name: form.get(name, "") for name in (*TEXTS, *CONSTANTS)}
    lines = [line for line in form.get("columns", "").splitlines() if line.strip()]
    chosen = {name: form[name] for name in CHOICES if form.get(name)}
    constants = {name: given[name] for name in CONSTANTS if given[name]}
    texts = {name: given[name] for name in TEXTS}
    return Instructions(dict(parse_map(line) for line in lines), constants, **texts, **chosen)  # type: ignore[arg-type]


def _looked(
    content: bytes, name: str, form: Mapping[str, str], token: str, settings: Settings, ledger: Ledger, in_words: InWords
) -> Looked:
    said = instructions_of(form)
    try:
        opened = read_content(content, name, bounds_of(settings))
        plan = make_plan(opened, ledger, said, in_words, datetime.now(UTC).date())
        seen = preview(plan, ledger)
    except PresenceError:
        raise
    except Exception as error:
        # A reader's file must not take the page down, whatever an importer makes of it; the log has what to mend.
        LOG.exception("a file could not be read")
        raise PresenceError(
            "E-ADD-UNREAD", type(error).__name__, "a table that can be read", cause="a fault in the program",
            next_step="save the table as CSV in plain form, and tell the operator", where=name,
        ) from error  # fmt: skip
    files = tuple(quarantine_csv(sheet) for sheet in plan.sheets if len(sheet.rows.problems))
    page = looked_page(plan, seen, said, token, ledger, settings)
    return Looked(page, files, content, name, form) if settings.publishers else Looked(page, files)


def bounds_of(settings: Settings) -> Settings:
    """Settings with the limits for uploads instead of those for files of the operator."""
    return replace(
        settings, add_max_bytes=settings.max_request_bytes, add_max_rows=settings.upload_max_rows,
        add_max_unpacked_bytes=settings.upload_max_unpacked_bytes, add_max_seconds=settings.upload_max_seconds,
        add_max_memory_mb=settings.upload_max_memory_mb,
    )  # fmt: skip


def _html(page: str, status: int = 200) -> flask.Response:
    return flask.Response(page, status, mimetype="text/html")


def _gone() -> flask.Response:
    return flask.Response("There is no such file, or it is no longer remembered.", 404, mimetype="text/plain")


def _csv(content: bytes, name: str) -> flask.Response:
    return flask.Response(content, mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'})
