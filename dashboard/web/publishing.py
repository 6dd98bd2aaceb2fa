"""A table that a reader had looked at, put into service for everyone: by publishers alone, each time written down with their name.

It takes longer than proxies and people wait for an answer, so it is done beside the requests, and a page tells how far it is.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from html import escape

import flask

from dashboard.errors import PresenceError
from dashboard.intake.adding import Person, publish_plan
from dashboard.intake.plan import Plan
from dashboard.ledger.build import Built
from dashboard.settings import Settings
from dashboard.web.access import refuse_all_but_publishers
from dashboard.web.html_page import page_html
from dashboard.web.memory import give_back
from dashboard.web.waiting import Looked, Progress, Room

LOG = logging.getLogger(__name__)
SCRIPT = "progress.js"
RUNNING, DONE, REFUSED = 0, 200, 422
TITLES = {RUNNING: "Being published", DONE: "Published", REFUSED: "Nothing was published"}


def add_publishing(server: flask.Flask, settings: Settings, room: Room, plan_of: Callable[[Looked], Plan]) -> None:
    """Add the one route that writes, and the page that tells how far it is, where the settings name publishers; else neither.

    A table that waits under a name is read once more, checked as ever and published as `presence add` does it, with the publisher's
    name in both logs. Asked twice, it is published once. Whoever is no publisher is refused with status 403 (E-ACCESS-PUBLISHER),
    whatever is asked for.
    """
    if not settings.publishers:
        return
    beginning = threading.Lock()

    @server.post("/add/<token>/publish")
    def publish(token: str) -> flask.Response:
        if refused := refuse_all_but_publishers():
            return refused
        found = room.get(token)
        if found is None:
            return _gone()
        with beginning:
            if not _runs(room.told(token), settings):
                person = Person(str(flask.g.user), datetime.now(UTC).isoformat(timespec="seconds"))
                work = _Publication(settings, room, token, person, lambda: plan_of(found))
                work.tell("the table is read once more")
                threading.Thread(target=work.run, name="publish").start()
        return flask.Response(status=303, headers={"Location": f"/add/{token}/publish"})

    @server.get("/add/<token>/publish")
    def how_far(token: str) -> flask.Response:
        if refused := refuse_all_but_publishers():
            return refused
        told = room.told(token)
        return _gone() if told is None else _page(settings, told)


def _runs(told: Progress | None, settings: Settings) -> bool:
    return told is not None and told.status == RUNNING and time.time() - told.moment < settings.publish_silent_seconds


class _Publication:
    """One publication, which tells how far it is."""

    def __init__(self, settings: Settings, room: Room, token: str, person: Person, plan_of: Callable[[], Plan]) -> None:
        self._settings, self._room, self._token, self._person, self._plan_of = settings, room, token, person, plan_of
        self._lines: tuple[str, ...] = ()

    def tell(self, line: str) -> None:
        """One step more."""
        self._say((*self._lines, line), RUNNING)

    def run(self) -> None:
        """Publish; whatever happens, the last thing that is told is how it ended."""
        try:
            self._say(_told(self._published(), self._settings), DONE)
        except PresenceError as error:
            self._say([str(problem) for problem in error.problems[:20]], REFUSED)
        except Exception as error:
            # Nobody waits for it: what failed must not look as if it still ran.
            LOG.exception("a table could not be published")
            self._say(
                [f"E-ADD-PUBLISH: {type(error).__name__}, a fault in the program. What was in service is in service."], REFUSED
            )
        finally:
            give_back()

    def _say(self, lines: Sequence[str], status: int) -> None:
        self._lines = tuple(lines)
        # Where there is no room to tell of it, it is done all the same.
        with contextlib.suppress(PresenceError):
            self._room.tell(self._token, Progress(self._lines, time.time(), status))

    def _published(self) -> Built:
        plan = self._plan_of()
        if plan.claims.empty:
            raise PresenceError("E-ADD-NOTHING", "no row in order", "at least one row that is a claim", where=plan.file)
        self.tell("its claims are put to those in service and everything is checked")
        built = publish_plan(plan, self._settings.data, self._person, keep=self._settings.snapshot_keep, progress=self.tell)
        LOG.warning("%s published generation %s", self._person.name, built.generation)
        return built


def _told(built: Built, settings: Settings) -> list[str]:
    soon = "It is shown within seconds." if settings.follow_seconds else "It is shown when the server is started again."
    return [
        f"{built.added:,} claims were added; {built.repeated:,} were there already.",
        f"Generation {built.generation} is in service with {len(built.claims):,} claims. {soon}",
    ]


def _gone() -> flask.Response:
    return flask.Response("There is no such file, or it is no longer remembered.", 404, mimetype="text/plain")


def _page(settings: Settings, told: Progress) -> flask.Response:
    runs = _runs(told, settings)
    lost = told.status == RUNNING and not runs
    lines = "".join(f"<li>{escape(line)}</li>" for line in told.lines)
    wait = "It takes a minute or two with a large ledger; you may leave this page, and come back to it."
    seconds = settings.publish_silent_seconds
    silent = (
        f"Nothing was heard of it for {seconds:,} seconds: the server may have been stopped. Publish it again; it is added once."
    )
    more = (
        f"<p>{wait} <a href=''>Look again</a></p>"
        if runs
        else f"<p>{silent if lost else ''} <a href='/add'>Another table</a></p>"
    )
    part = f"<div id='progress' role='status'{' data-runs' if runs else ''}><h1>{TITLES[told.status]}</h1><ul>{lines}</ul>{more}</div>"
    page = page_html(TITLES[told.status], settings.assets, part, scripts=(SCRIPT,) if runs else ())
    return flask.Response(page, told.status or 200, mimetype="text/html")
