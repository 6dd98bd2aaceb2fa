"""Makes the application: layout, callbacks, data routes, headers, and one warm-up request before anyone else's."""

from __future__ import annotations

import hashlib
import logging
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import dash
import flask
from dash.exceptions import DependencyException
from dash.fingerprint import check_fingerprint
from flask.testing import FlaskClient
from flask_compress import Compress
from werkzeug.exceptions import HTTPException

from dashboard.errors import PresenceError
from dashboard.geography.shapes import load_shapes
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.access import asked_by_program, control_access
from dashboard.web.api import MAP_SIZE, SPECIAL_SIZE, add_routes
from dashboard.web.api_routes import add_api_routes
from dashboard.web.board import Board
from dashboard.web.caching import add_caching
from dashboard.web.callbacks import add_callbacks
from dashboard.web.claims_routes import add_claims_routes
from dashboard.web.compare_routes import add_compare_routes
from dashboard.web.computing import BusyError
from dashboard.web.doubt_routes import add_doubt_routes
from dashboard.web.export_queue import keep_turns
from dashboard.web.export_routes import add_export_routes
from dashboard.web.known_routes import add_known_routes
from dashboard.web.layout import page
from dashboard.web.marking_banner import add_marking_banner
from dashboard.web.observing import observe
from dashboard.web.overlay_routes import add_overlay_routes
from dashboard.web.place_routes import add_place_routes
from dashboard.web.prefix import serve_under
from dashboard.web.refusals import come_again, no_such_page, refusal
from dashboard.web.refused_notice import add_refused_notice
from dashboard.web.security import content_policy, protect
from dashboard.web.story_routes import add_story_routes
from dashboard.web.upload import add_upload
from dashboard.web.verify_page import add_verify
from dashboard.web.waiting import Room

# New processes count in rows of their own while the old ones end their answers.
ROWS_A_WORKER = 4
LOG = logging.getLogger(__name__)
# The part of plotly.js that draws maps and lines, a third of the whole; a test holds it to the version of the Python package.
PLOTLY = "vendor/plotly-geo-4.1.1.min.js"
EARLY = ("address.js", "theme.js")
SCRIPTS = (
    "words.js",
    "state.js",
    "borders.js",
    "card.js",
    "map.js",
    "zoom.js",
    "overlays.js",
    "groups.js",
    "own.js",
    "choices.js",
    "clock.js",
    "lists.js",
    "table.js",
    "download.js",
    "actions.js",
    "reading.js",
    "brush.js",
    "sweep.js",
    "search.js",
    "saved.js",
    "guide.js",
    "story-file.js",
    "present.js",
    "start.js",
)
STYLES = ("atlas.css",)
INDEX = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="Who stands where abroad, what each source said, and how far the sources agree.">
<title>Presence Atlas</title>
<link rel="icon" href="__ICON__" type="image/svg+xml">
<link rel="preload" href="__PLOTLY__" as="script">
<link rel="preload" href="__SHAPES__" as="fetch" crossorigin="anonymous">
<link rel="preload" href="__SPECIAL__" as="fetch" crossorigin="anonymous">
__STYLES__
__EARLY__
{%css%}
</head>
<body>
<noscript>This atlas draws its maps in the browser and needs JavaScript. <a href="/api/v1/table.csv">The data</a> are there.</noscript>
{%app_entry%}
{%config%}
__SCRIPTS__
{%scripts%}
{%renderer%}
</body>
</html>"""


class Bundles:
    """Compressed bundles and shapes by address, so that the large ones are compressed once and not for every reader."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """The cached compressed body; None for answers that are made for each request."""
        return self._kept.get(key)

    def set(self, key: str, value: bytes) -> None:
        """Cache the body of an address whose content never changes."""
        if not key.endswith(";"):
            self._kept[key] = value


def create_app(settings: Settings, ledger: Ledger, board: Board | None = None, room: Room | None = None) -> dash.Dash:
    """The application, ready for its first reader.

    Guarantees that every response carries the security headers, that an address which is no page is answered with 404, and that
    no input to a callback leads to status 500. Requests are counted on ``board`` and readers' files wait in ``room``; applications
    of one server share both, and one without them makes its own.
    """
    server = flask.Flask("dashboard.web", static_folder=None)
    server.config["ROOM"] = room
    keep_turns(server, settings)
    observe(server, settings, ledger)
    control_access(server, settings)
    add_caching(server, settings, ledger)
    server.config["MAX_CONTENT_LENGTH"] = settings.max_request_bytes
    app = _dash_on(server, settings)
    app.layout = page(settings, ledger)
    add_callbacks(app, settings, ledger)
    _add_pages(server, settings, ledger)
    _answer_only_what_is_there(server, settings.assets.resolve())
    _configure_page(app, settings.prefix, _address(settings.assets, PLOTLY))
    _compress(server)
    # What is added last acts first: the banner is put in before the page is compressed.
    add_marking_banner(server, settings)
    # After the compression, so that it comes before it.
    serve_under(server, settings.prefix)
    add_refused_notice(server, ledger)
    server.config["BOARD"] = board or Board([rule.rule for rule in server.url_map.iter_rules()], settings.workers * ROWS_A_WORKER)
    protect(server, settings)
    _warm_up(server, settings)
    server.config["CONTENT_POLICY"] = content_policy(settings, _hashes(app))
    # What was asked until now was no reader's.
    server.config["IN_SERVICE"] = True
    return app


def _dash_on(server: flask.Flask, settings: Settings) -> dash.Dash:
    """Dash on ``server``, with a page that names every public file by its content."""
    app = dash.Dash(
        "dashboard.web", server=server, assets_folder=str(settings.assets.resolve()), assets_url_path="assets",
        include_assets_files=False, title="Presence Atlas", update_title="", on_error=_log_and_stay,
        suppress_callback_exceptions=True, serve_locally=True, health_endpoint="healthz",
    )  # fmt: skip
    app.index_string = (
        INDEX.replace("__SHAPES__", load_shapes(settings.assets, MAP_SIZE).address)
        .replace("__SPECIAL__", load_shapes(settings.assets, SPECIAL_SIZE).address)
        .replace("__ICON__", _icon(settings.assets))
        .replace("__STYLES__", _tags(settings.assets, STYLES))
        .replace("__EARLY__", _tags(settings.assets, EARLY))
        .replace("__SCRIPTS__", _tags(settings.assets, SCRIPTS))
        .replace("__PLOTLY__", _address(settings.assets, PLOTLY))
    )
    return app


def _add_pages(server: flask.Flask, settings: Settings, ledger: Ledger) -> None:
    add_routes(server, settings, ledger)
    add_api_routes(server, settings, ledger)
    add_export_routes(server, settings, ledger)
    add_doubt_routes(server, settings, ledger)
    add_upload(server, settings, ledger)
    add_verify(server, settings, ledger)
    add_place_routes(server, settings, ledger)
    add_overlay_routes(server, settings, ledger)
    add_claims_routes(server, settings, ledger)
    add_compare_routes(server, settings, ledger)
    add_story_routes(server, settings, ledger)
    add_known_routes(server, settings, ledger)


def _warm_up(server: flask.Flask, settings: Settings) -> None:
    """Request what the first reader would otherwise wait for."""
    # Dash sets itself up during the first request and is not safe against a second one at that moment.
    client = server.test_client()
    client.environ_base.update(asked_by_program(settings))
    # The first map is asked for most of all; the first search would wait for the index of all spellings.
    for path in ("/_dash-layout", "/_dash-dependencies", "/api/v1/atlas", "/api/v1/frames", "/api/v1/search?q=troops+in+Russia"):
        client.get(path)
    _compress_bundles(client, settings.prefix)


def _compress_bundles(client: FlaskClient, prefix: str) -> None:
    """Ask for the page and its bundles once, so that they lie compressed when the first reader comes."""
    page = client.get("/").get_data(as_text=True)
    for path in re.findall(rf'(?:src|href)="({prefix}/(?:_dash-component-suites|assets)/[^"]+)"', page):
        client.get(path, headers={"Accept-Encoding": "br"}).close()


def _hashes(app: dash.Dash) -> list[str]:
    """Hashes of Dash's own inline scripts, known only after the first request."""
    return ["'" + str(value).strip("'") + "'" for value in app.csp_hashes()]


def _tags(folder: Path, names: tuple[str, ...]) -> str:
    lines = []
    for name in names:
        address = _address(folder, name)
        lines.append(
            f'<link rel="stylesheet" href="{address}">' if name.endswith(".css") else f'<script src="{address}"></script>'
        )
    return "\n".join(lines)


def _address(folder: Path, name: str) -> str:
    """Where a public file is fetched; it changes with the content, so that browsers may keep it for ever."""
    version = hashlib.sha256((folder / name).read_bytes()).hexdigest()[:10]
    return f"/assets/{name}?v={version}"


def _icon(folder: Path) -> str:
    """The icon as a data URL: browsers fetch a linked icon again at every change of the address."""
    return "data:image/svg+xml," + quote((folder / "favicon.svg").read_text(encoding="utf-8").strip())


def _log_and_stay(error: Exception) -> Any:
    LOG.warning("callback refused its input: %s", type(error).__name__)
    return None


def _answer_only_what_is_there(server: flask.Flask, assets: Path) -> None:
    @server.before_request
    def refuse_unknown_paths() -> flask.Response | None:
        path, rule = flask.request.path, flask.request.url_rule
        hidden = any(part.startswith(".") for part in path.split("/"))
        # Dash answers every address that no other rule takes with its page; only the page's own address may have it.
        taken_by_page = rule is not None and rule.rule == "/<path:path>"
        if hidden or taken_by_page or _leads_out(assets, path):
            return no_such_page(assets)
        return None

    @server.errorhandler(DependencyException)
    def no_such_bundle(_error: DependencyException) -> flask.Response:
        return refusal(404, "There is no such file.")

    @server.errorhandler(Exception)
    def explain(error: Exception) -> Any:
        if isinstance(error, BusyError):
            return come_again(error)
        if isinstance(error, PresenceError):
            return refusal(422, str(error), error.problems)
        if isinstance(error, HTTPException) and error.response is not None:
            return error.response
        if isinstance(error, HTTPException):
            return refusal(error.code or 400, f"{error.name}.")
        # Dash raises its own errors for bodies that name unknown outputs or leave out inputs: bad requests, not our failure.
        LOG.warning("%s %s: %s", flask.request.method, flask.request.path, type(error).__name__)
        bad = flask.request.path.startswith("/_dash-update-component")
        return refusal(400 if bad else 500, "The request could not be read.")


def _leads_out(assets: Path, path: str) -> bool:
    """Whether the path, with links resolved, lies outside the public folder."""
    if not path.startswith("/assets/"):
        return False
    try:
        return not (assets / path.removeprefix("/assets/").lstrip("/")).resolve().is_relative_to(assets)
    except ValueError:
        # A letter that no name of a file has.
        return True


def _configure_page(app: dash.Dash, prefix: str, plotly: str) -> None:
    """Remove version numbers from the page and load plotly.js from ``plotly``."""
    # Dash offers no setting for either; the method is the one place that writes them into the page.
    original = app._config  # noqa: SLF001

    def quiet() -> dict[str, Any]:
        hidden = {"python_version", "plotly_version", "dash_version", "dash_version_url"}
        kept = {name: value for name, value in original().items() if name not in hidden}
        # The renderer reads the address only where Dash does not serve its own bundle of all of plotly.js.
        return {**kept, "serve_locally": False, "plotlyjs_url": prefix + plotly, "requests_pathname_prefix": f"{prefix}/"}

    app._config = quiet  # noqa: SLF001


def _compress(server: flask.Flask) -> None:
    server.config.update(
        COMPRESS_ALGORITHM=["br", "gzip"], COMPRESS_ALGORITHM_STREAMING=["br"], COMPRESS_MIN_SIZE=400,
        COMPRESS_CACHE_BACKEND=Bundles, COMPRESS_CACHE_KEY=_bundle_key,
        COMPRESS_MIMETYPES=[
            "text/html", "text/css", "text/plain", "text/csv", "application/json", "application/javascript", "text/javascript",
            "image/svg+xml", "application/geo+json",
        ],
    )  # fmt: skip
    Compress(server)

    # Runs before the compression, which puts a kept body in the place of the file's and would leave the file open.
    @server.after_request
    def read_whole(response: flask.Response) -> flask.Response:
        if response.direct_passthrough and flask.request.path.startswith("/assets/"):
            response.direct_passthrough = False
            response.make_sequence()
        return response


def _bundle_key(request: flask.Request) -> str:
    """Cache key of an address without query and version, so that at most one body a file is kept."""
    kept = request.method == "GET" and request.path.startswith(("/_dash-component-suites/", "/assets/"))
    return str(check_fingerprint(request.path)[0]) if kept else ""
