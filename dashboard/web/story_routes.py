"""Routes of stories: list, reader, talk, notes, composer, and the data of a talk. Nothing is stored."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass

import flask
import orjson

from dashboard.domain.story import Story
from dashboard.domain.view import View, Vocabulary, decode_view
from dashboard.errors import PresenceError
from dashboard.exports.options import ExportOptions, decode_options, options_of
from dashboard.exports.story_files import STORY_FORMS, write_story
from dashboard.exports.world import world_name, world_svg
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.story_file import FOLDER, load_stories, read_story, story_limits
from dashboard.web.caching import FOREVER
from dashboard.web.computing import BusyError
from dashboard.web.export_queue import check_size, in_turn
from dashboard.web.story_pages import no_story_page, stories_page, story_page
from dashboard.web.talk_json import checked_story, packed_story, plain_figures, plain_problems, plain_story, view_story
from dashboard.web.talk_page import compose_page, notes_page, talk_page
from dashboard.web.vocabulary import vocabulary_of

COMPOSED = "composed"


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the routes share: the shipped stories, the words that a posted one may use, and the shapes of the map."""

    settings: Settings
    ledger: Ledger
    stories: Mapping[str, Story]
    vocabulary: Vocabulary
    shapes: bytes

    @property
    def world(self) -> str:
        """Address of the shapes file; it contains a hash of the content."""
        return f"/api/v1/{world_name(self.shapes)}"

    def missing(self, asked: str) -> flask.Response:
        """The 404 page for an unknown story."""
        return flask.Response(no_story_page(self.stories, asked, self.settings.assets), 404, mimetype="text/html")

    def options(self) -> ExportOptions:
        """The operator's export options with the request's options applied."""
        return decode_options(flask.request.args.to_dict(), options_of(self.settings)).options

    def view(self) -> View:
        """The View of the request."""
        return decode_view(flask.request.query_string.decode("utf-8", "replace"), self.vocabulary).view

    def posted(self) -> Story:
        """The story in the body of the request. Raises PresenceError with every mistake in it."""
        content = flask.request.get_data(cache=False)
        return read_story(content, COMPOSED, self.vocabulary, story_limits(self.settings), self.settings.story_max_bytes)


def add_story_routes(server: flask.Flask, settings: Settings, ledger: Ledger) -> None:
    """Add pages and data to ``server``; a story that is not there is a page with status 404, a wrong file is told with its places."""
    vocabulary = vocabulary_of(settings, ledger)
    stories = load_stories(settings.data, vocabulary, story_limits(settings), settings.story_max_bytes)
    shelf = Shelf(settings, ledger, stories, vocabulary, world_svg(settings.assets, ledger.places))
    _add_pages(server, shelf)
    _add_talks(server, shelf)
    _add_data(server, shelf)
    _add_files(server, shelf)


def _add_pages(server: flask.Flask, shelf: Shelf) -> None:
    settings = shelf.settings

    @server.get("/stories")
    def all_stories() -> str:
        return stories_page(shelf.stories, settings)

    @server.get("/stories/<story>")
    def reader(story: str) -> flask.Response | str:
        return story_page(shelf.ledger, shelf.stories[story], settings) if story in shelf.stories else shelf.missing(story)

    @server.get("/stories/notes")
    def notes() -> str:
        return notes_page(settings.assets)

    @server.get("/stories/compose")
    def compose() -> str:
        forms = tuple((form, made.words) for form, made in STORY_FORMS.items())
        return compose_page(settings.assets, forms, settings.story_title_chars, settings.story_caption_chars)


def _add_talks(server: flask.Flask, shelf: Shelf) -> None:
    def frame(title: str, steps: str, back: str) -> str:
        return talk_page(title, steps, shelf.world, back, shelf.settings.assets, shelf.options().marking)

    @server.get("/stories/<story>/talk")
    def talk(story: str) -> flask.Response | str:
        if story not in shelf.stories:
            return shelf.missing(story)
        return frame(shelf.stories[story].title, f"/api/v1/stories/{story}.json", f"/stories/{story}")

    @server.get("/talk")
    def talk_of_view() -> str:
        tail = f"?{shelf.view().encode()}".removesuffix("?")
        return frame("Presentation", f"/api/v1/talk.json{tail}", f"/{tail}")

    @server.get("/stories/compose/talk")
    def talk_of_composed() -> str:
        return frame("Presentation", "/api/v1/stories/read.json", "/stories/compose")


def _add_data(server: flask.Flask, shelf: Shelf) -> None:
    def packed(story: Story) -> flask.Response:
        return _packed(packed_story(shelf.ledger, story, shelf.settings.assets))

    @server.get(shelf.world)
    def shapes_of_the_world() -> flask.Response:
        return flask.Response(shelf.shapes, mimetype="image/svg+xml", headers={"Cache-Control": FOREVER})

    @server.get("/api/v1/stories/<story>.json")
    def steps(story: str) -> flask.Response:
        return packed(shelf.stories[story]) if story in shelf.stories else shelf.missing(story)

    @server.get("/api/v1/talk.json")
    def steps_of_view() -> flask.Response:
        return packed(view_story(shelf.ledger, shelf.view()))

    @server.get("/api/v1/story-figures.json")
    def figures() -> flask.Response:
        told = {"generation": shelf.ledger.generation, "figures": plain_figures(shelf.ledger, shelf.view())}
        return flask.Response(orjson.dumps(told), mimetype="application/json")

    @server.post("/api/v1/stories/<any(read, open):what>.json")
    def read(what: str) -> flask.Response:
        try:
            story = shelf.posted()
        except PresenceError as error:
            return told_problems(error)
        if what == "read":
            with in_turn(shelf.settings):
                return packed(story)
        return flask.Response(orjson.dumps(plain_story(story)), mimetype="application/json")

    @server.post("/api/v1/stories/check.json")
    def check() -> flask.Response:
        try:
            told = checked_story(shelf.ledger, shelf.posted())
        except PresenceError as error:
            return told_problems(error)
        return flask.Response(orjson.dumps(told), mimetype="application/json")


def _add_files(server: flask.Flask, shelf: Shelf) -> None:
    @server.get("/api/v1/stories/<story>.<any(pptx, pdf, html):form>")
    def made(story: str, form: str) -> flask.Response:
        return written(shelf.stories[story], form) if story in shelf.stories else shelf.missing(story)

    @server.post("/api/v1/stories/export.<any(pptx, pdf, html):form>")
    def made_of_posted(form: str) -> flask.Response:
        try:
            return written(shelf.posted(), form)
        except BusyError:
            raise
        except PresenceError as error:
            return told_problems(error)

    def written(story: Story, form: str) -> flask.Response:
        if form not in STORY_FORMS:
            return flask.Response("There is no such format.", 404, mimetype="text/plain")
        with in_turn(shelf.settings):
            content = write_story(shelf.ledger, story, form, shelf.settings.assets, shelf.options())
        check_size(content, shelf.settings.export_max_bytes)
        return flask.Response(content, mimetype=STORY_FORMS[form].media, headers=_attached(f"{story.id}.{form}"))

    @server.get("/api/v1/stories/<story>.toml")
    def file(story: str) -> flask.Response:
        if story not in shelf.stories:
            return shelf.missing(story)
        content = (shelf.settings.data / FOLDER / f"{story}.toml").read_bytes()
        return flask.Response(content, mimetype="application/toml", headers=_attached(f"{story}.toml"))


def told_problems(error: PresenceError) -> flask.Response:
    """All problems as JSON with status 422: where, found, expected, next step."""
    return flask.Response(orjson.dumps({"problems": plain_problems(error.problems)}), 422, mimetype="application/json")


def _packed(body: bytes) -> flask.Response:
    response = flask.Response(body, mimetype="application/json", headers={"Cache-Control": "private, max-age=0, must-revalidate"})
    response.vary.add("Accept-Encoding")
    if flask.request.accept_encodings["gzip"] > 0:
        response.headers["Content-Encoding"] = "gzip"
    else:
        response.set_data(gzip.decompress(body))
    return response


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
