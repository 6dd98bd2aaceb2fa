"""A table that a reader had looked at, put into service for everyone: by publishers alone, each time written down with their name."""

from __future__ import annotations

import logging
from collections.abc import Callable
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
from dashboard.web.waiting import Looked

LOG = logging.getLogger(__name__)


def add_publishing(
    server: flask.Flask, settings: Settings, find: Callable[[str], Looked | None], plan_of: Callable[[Looked], Plan]
) -> None:
    """Add the one route that writes, where the settings name publishers; without them there is none.

    A table that waits under a name is read once more, checked as ever and published as `presence add` does it, with the publisher's
    name in both logs. Whoever is no publisher is refused with status 403 (E-ACCESS-PUBLISHER), whatever is asked for.
    """
    if not settings.publishers:
        return

    @server.post("/add/<token>/publish")
    def publish(token: str) -> flask.Response:
        if refused := refuse_all_but_publishers():
            return refused
        found = find(token)
        if found is None:
            return flask.Response("There is no such file, or it is no longer remembered.", 404, mimetype="text/plain")
        person = Person(str(flask.g.user), datetime.now(UTC).isoformat(timespec="seconds"))
        try:
            plan = plan_of(found)
            if plan.claims.empty:
                raise PresenceError("E-ADD-NOTHING", "no row in order", "at least one row that is a claim", where=plan.file)
            built = publish_plan(plan, settings.data, person, keep=settings.snapshot_keep, progress=LOG.info)
        except PresenceError as error:
            return _page(settings, "Nothing was published", [str(problem) for problem in error.problems[:20]], 422)
        finally:
            give_back()
        LOG.warning("%s published generation %s", person.name, built.generation)
        return _page(settings, "Published", _told(built, settings), 200)


def _told(built: Built, settings: Settings) -> list[str]:
    soon = "It is shown within seconds." if settings.follow_seconds else "It is shown when the server is started again."
    return [
        f"{built.added:,} claims were added; {built.repeated:,} were there already.",
        f"Generation {built.generation} is in service with {len(built.claims):,} claims. {soon}",
    ]


def _page(settings: Settings, title: str, lines: list[str], status: int) -> flask.Response:
    told = "".join(f"<li>{escape(line)}</li>" for line in lines)
    parts = (f"<h1>{escape(title)}</h1>", f"<ul role='status'>{told}</ul>", "<p><a href='/add'>Another table</a></p>")
    return flask.Response(page_html(title, settings.assets, *parts), status, mimetype="text/html")
