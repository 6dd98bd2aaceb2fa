"""Routes of stories: list, reader, talk, notes, composer, and the data that a talk is told from. Nothing is stored here."""

from __future__ import annotations

import gzip

import flask
import orjson

from dashboard.domain.story import Story
from dashboard.domain.view import decode_view
from dashboard.errors import PresenceError
from dashboard.exports.options import decode_options, options_of
from dashboard.exports.story_files import STORY_FORMS, write_story
from dashboard.exports.world import world_name, world_svg
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.story_file import FOLDER, load_stories, read_story, story_limits
from dashboard.web.security import FOREVER
from dashboard.web.story_pages import no_story_page, stories_page, story_page
from dashboard.web.talk_json import packed_story, plain_story, view_story
from dashboard.web.talk_page import compose_page, notes_page, talk_page
from dashboard.web.vocabulary import vocabulary_of

COMPOSED = "composed"


def add_story_routes(server: flask.Flask, settings: Settings, ledger: Ledger) -> None:
    """Add pages and data to ``server``; a story that is not there is a page with status 404, a wrong file is told with its places."""
    vocabulary = vocabulary_of(settings, ledger)
    stories = load_stories(settings.data, vocabulary, story_limits(settings), settings.story_max_bytes)
    shapes = world_svg(settings.assets, ledger.places)
    world = f"/api/v1/{world_name(shapes)}"

    def missing(asked: str) -> flask.Response:
        return flask.Response(no_story_page(stories, asked, settings.assets), 404, mimetype="text/html")

    def marking() -> str:
        return decode_options(flask.request.args.to_dict(), options_of(settings)).options.marking

    @server.get("/stories")
    def all_stories() -> str:
        return stories_page(stories, settings)

    @server.get("/stories/<story>")
    def reader(story: str) -> flask.Response | str:
        return story_page(ledger, stories[story], settings) if story in stories else missing(story)

    @server.get("/stories/<story>/talk")
    def talk(story: str) -> flask.Response | str:
        if story not in stories:
            return missing(story)
        return talk_page(
            stories[story].title, f"/api/v1/stories/{story}.json", world, f"/stories/{story}", settings.assets, marking()
        )

    @server.get("/talk")
    def talk_of_view() -> str:
        query = decode_view(flask.request.query_string.decode("utf-8", "replace"), vocabulary).view.encode()
        tail = f"?{query}" if query else ""
        return talk_page("Presentation", f"/api/v1/talk.json{tail}", world, f"/{tail}", settings.assets, marking())

    @server.get("/stories/compose/talk")
    def talk_of_composed() -> str:
        return talk_page("Presentation", "/api/v1/stories/read.json", world, "/stories/compose", settings.assets, marking())

    @server.get("/stories/notes")
    def notes() -> str:
        return notes_page(settings.assets)

    @server.get("/stories/compose")
    def compose() -> str:
        forms = tuple((form, made.words) for form, made in STORY_FORMS.items())
        return compose_page(settings.assets, forms, settings.story_title_chars, settings.story_caption_chars)

    @server.get(world)
    def shapes_of_the_world() -> flask.Response:
        return flask.Response(shapes, mimetype="image/svg+xml", headers={"Cache-Control": FOREVER})

    @server.get("/api/v1/stories/<story>.json")
    def steps(story: str) -> flask.Response:
        return _packed(ledger, stories[story], settings) if story in stories else missing(story)

    @server.get("/api/v1/stories/<story>.<any(pptx, pdf, html):form>")
    def made(story: str, form: str) -> flask.Response:
        return written(stories[story], form) if story in stories else missing(story)

    @server.post("/api/v1/stories/export.<any(pptx, pdf, html):form>")
    def made_of_posted(form: str) -> flask.Response:
        try:
            return written(posted_story(settings, ledger), form)
        except PresenceError as error:
            return told_problems(error)

    def written(story: Story, form: str) -> flask.Response:
        if form not in STORY_FORMS:
            return flask.Response("There is no such format.", 404, mimetype="text/plain")
        options = decode_options(flask.request.args.to_dict(), options_of(settings)).options
        content = write_story(ledger, story, form, settings.assets, options)
        return flask.Response(content, mimetype=STORY_FORMS[form].media, headers=_attached(f"{story.id}.{form}"))

    @server.get("/api/v1/stories/<story>.toml")
    def file(story: str) -> flask.Response:
        if story not in stories:
            return missing(story)
        content = (settings.data / FOLDER / f"{story}.toml").read_bytes()
        return flask.Response(content, mimetype="application/toml", headers=_attached(f"{story}.toml"))

    @server.get("/api/v1/talk.json")
    def steps_of_view() -> flask.Response:
        view = decode_view(flask.request.query_string.decode("utf-8", "replace"), vocabulary).view
        return _packed(ledger, view_story(ledger, view), settings)

    @server.post("/api/v1/stories/<any(read, open):what>.json")
    def read(what: str) -> flask.Response:
        try:
            story = posted_story(settings, ledger)
        except PresenceError as error:
            return told_problems(error)
        if what == "read":
            return _packed(ledger, story, settings)
        return flask.Response(orjson.dumps(plain_story(story)), mimetype="application/json")


def told_problems(error: PresenceError) -> flask.Response:
    """Every mistake as JSON with status 422: where, found, expected, next step."""
    told = [{"where": one.where, "found": one.found, "expected": one.expected, "next": one.next_step} for one in error.problems]
    return flask.Response(orjson.dumps({"problems": told}), 422, mimetype="application/json")


def posted_story(settings: Settings, ledger: Ledger) -> Story:
    """The story in the body of the request. Raises PresenceError with every mistake in it."""
    content = flask.request.get_data(cache=False)
    return read_story(content, COMPOSED, vocabulary_of(settings, ledger), story_limits(settings), settings.story_max_bytes)


def _packed(ledger: Ledger, story: Story, settings: Settings) -> flask.Response:
    body = packed_story(ledger, story, settings.assets)
    response = flask.Response(body, mimetype="application/json", headers={"Cache-Control": "private, max-age=0, must-revalidate"})
    response.vary.add("Accept-Encoding")
    if flask.request.accept_encodings["gzip"] > 0:
        response.headers["Content-Encoding"] = "gzip"
    else:
        response.set_data(gzip.decompress(body))
    return response


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
