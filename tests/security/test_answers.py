"""What every answer says of itself: its policy, its age, its name, and nothing about the machine or whoever asked."""

from __future__ import annotations

import io
import json
import re
import time
from dataclasses import replace
from email.message import Message
from typing import Any

import dash
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.view import View
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.security import EXCEPTIONS, content_policy
from dashboard.web.server import create_app
from tests.repository.code import ROOT
from tests.security.test_input import METHODS, _path, raw
from tests.web.conftest import Reader

HEADERS = {
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin", "X-Frame-Options": "DENY",
}  # fmt: skip
# Each feature that a page may ask the browser for and this one must not.
FEATURES = ("camera", "geolocation", "microphone", "payment", "usb")


def _held(answer: Any) -> None:
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert all(f"{name}=()" in answer.headers["Permissions-Policy"] for name in FEATURES)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    for absent in ("Set-Cookie", "Server", "X-Powered-By", "Access-Control-Allow-Origin"):
        assert absent not in answer.headers


def test_every_route_and_method_and_status_has_the_headers(app: dash.Dash, client: FlaskClient) -> None:
    seen = set[int]()
    for rule in app.server.url_map.iter_rules():
        for method in METHODS[:7]:
            answer = client.open(method=method, environ_overrides=raw(_path(rule, ["USA", "DEU"])))
            seen.add(answer.status_code)
            _held(answer)
    first = client.get("/api/v1/frames")
    asked: list[tuple[int, dict[str, Any]]] = [
        (304, {"path": "/api/v1/frames", "headers": {"If-None-Match": first.headers["ETag"]}}),
        (400, {"path": "/_dash-update-component", "method": "POST", "data": b"{", "content_type": "application/json"}),
        (403, {"path": "/_dash-update-component", "method": "POST", "headers": {"Sec-Fetch-Site": "cross-site"}}),
        (413, {"path": "/add", "method": "POST", "data": b"x" * 1_100_000}),
        (422, {"path": "/add", "method": "POST", "data": {"file": (io.BytesIO(b"MZ"), "a.exe")}}),
    ]
    for status, request in asked:
        answer = client.open(**request)
        assert answer.status_code == status
        _held(answer)
    assert {200, 404, 405} <= seen


def test_a_failure_of_ours_has_the_headers_and_tells_nothing(hostile_settings: Settings, hostile: Ledger) -> None:
    app = create_app(hostile_settings, hostile)
    app.server.view_functions["ready"] = _fail
    answer = app.server.test_client().get("/readyz")
    assert answer.status_code == 500
    _held(answer)
    assert b"secret" not in answer.data
    assert b"Traceback" not in answer.data


def _fail() -> None:
    raise RuntimeError("secret in /etc/passwd")


def test_every_exception_of_the_policy_is_numbered_and_reasoned(client: FlaskClient, hostile_settings: Settings) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    known = {(where, value) for where, value, _ in EXCEPTIONS}
    given = {(name, value) for name, *values in (line.split() for line in policy.split("; ")) for value in values}
    beyond = {
        (name, re.sub(r"'sha256-[^']+'", "'sha256-...'", value)) for name, value in given if value not in ("'self'", "'none'")
    }
    assert beyond == known
    assert all(len(reason) > 20 for _, _, reason in EXCEPTIONS)
    told = (ROOT / ".github" / "SECURITY.md").read_text(encoding="utf-8")
    for number, (where, value, reason) in enumerate(EXCEPTIONS, 1):
        assert f"{number}. `{where} {value}`: {reason}." in told
    plain = content_policy(hostile_settings, ["'sha256-...'"])
    assert plain in told, "the policy is printed as it is sent"


def test_framing_is_allowed_to_named_origins_alone(hostile_settings: Settings, hostile: Ledger) -> None:
    origin = "https://intranet.example"
    app = create_app(replace(hostile_settings, allow_embedding_from=origin), hostile)
    answer = app.server.test_client().get("/readyz")
    assert answer.headers["Content-Security-Policy"].endswith(f"frame-ancestors {origin}")
    assert "X-Frame-Options" not in answer.headers


EVIL = "mirror.invalid"


def test_no_answer_repeats_the_host_that_was_asked(app: dash.Dash, client: FlaskClient) -> None:
    headers = {
        "Host": EVIL,
        "X-Forwarded-Host": EVIL,
        "X-Forwarded-Proto": "https",
        "Forwarded": f"host={EVIL}",
        "Origin": f"https://{EVIL}",
    }
    paths = [_path(rule, ["USA", "DEU"]) for rule in app.server.url_map.iter_rules()]
    paths += [
        f"//{EVIL}/",
        f"//{EVIL}/add",
        f"/\\{EVIL}",
        "/add/",
        "/api//v1/atlas",
        f"/?next=https://{EVIL}",
        f"/%2f%2f{EVIL}",
        "/sources/",
        f"/{EVIL}",
    ]
    for path in paths:
        address, _, query = path.partition("?")
        answer = client.get(headers=headers, query_string=query, environ_overrides=raw(address))
        assert EVIL.encode() not in answer.data, path
        told = " ".join(f"{name}: {text}" for name, text in answer.headers.items())
        assert EVIL not in told, path
        assert "Location" not in answer.headers or answer.headers["Location"].startswith("/")


def test_the_page_tells_no_version_and_no_path(client: FlaskClient) -> None:
    import dash as program
    import plotly

    for path in ("/", "/_dash-layout", "/_dash-dependencies", "/nothing", "/sources", "/healthz", "/readyz"):
        text = client.get(path).get_data(as_text=True)
        assert "python_version" not in text
        assert str(ROOT) not in text
        assert "site-packages" not in text
        assert f'"{program.__version__}"' not in text
        assert f'"{plotly.__version__}"' not in text


@pytest.mark.parametrize("site", ["cross-site", "same-site", "", "nonsense"])
def test_a_post_from_another_site_is_refused(app: dash.Dash, client: FlaskClient, site: str) -> None:
    taking = [rule.rule for rule in app.server.url_map.iter_rules() if "POST" in (rule.methods or ())]
    for path in taking:
        assert client.post(path, json={}, headers={"Sec-Fetch-Site": site}).status_code == 403


@pytest.mark.parametrize(
    "origin", ["https://evil.invalid", "null", "", "https://localhost.evil.invalid", "https://evil.invalid/localhost"]
)
def test_a_post_from_another_site_by_an_older_browser_is_refused(app: dash.Dash, client: FlaskClient, origin: str) -> None:
    for path in [rule.rule for rule in app.server.url_map.iter_rules() if "POST" in (rule.methods or ())]:
        assert client.post(path, json={}, headers={"Origin": origin}).status_code == 403


def test_a_post_by_an_older_browser_from_here_is_answered(
    hostile_settings: Settings, hostile: Ledger, client: FlaskClient
) -> None:
    def status(reader: FlaskClient, **headers: str) -> int:
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        return reader.post("/_dash-update-component", data=b"{", content_type="application/json", headers=named).status_code

    assert status(client, Origin="http://localhost") == 400
    assert status(client, Origin="https://localhost") == 400
    assert status(client, Origin="https://atlas.example", X_Forwarded_Host="atlas.example") == 400
    behind = create_app(replace(hostile_settings, public_url="https://atlas.example/a"), hostile).server.test_client()
    assert status(behind, Origin="https://atlas.example") == 400
    assert status(behind, Origin="https://other.example") == 403


def test_no_callback_runs_in_the_background(app: dash.Dash, client: FlaskClient) -> None:
    assert app._background_manager is None
    assert [name for name, one in app.callback_map.items() if one.get("background")] == []
    assert [one["output"] for one in json.loads(client.get("/_dash-dependencies").data) if one.get("background")] == []
    for key in ("cacheKey", "cancelJob", "oldJob", "job"):
        answer = client.post(f"/_dash-update-component?{key}=1&cacheKey=1&job=1", json={"output": "a.b"})
        assert answer.status_code in (400, 404)


AGES = {"/assets/": ("no-cache", "immutable"), "/_dash-component-suites/": ("max-age=86400",)}
SHARED = ("public", "s-maxage")


def test_every_route_says_how_old_its_answer_may_get(app: dash.Dash, client: FlaskClient) -> None:
    for rule in app.server.url_map.iter_rules():
        path = _path(rule, ["USA", "DEU"])
        answer = client.get(environ_overrides=raw(path))
        age = answer.headers.get("Cache-Control", "")
        if answer.status_code == 200 and "ETag" in answer.headers:
            assert any(word in age for word in ("must-revalidate", "no-cache", "immutable")), path
        else:
            assert age == "no-store", (path, age)
    assert client.get("/assets/atlas.css?v=1").headers["Cache-Control"].endswith("immutable")
    assert "Accept-Encoding" in client.get("/api/v1/frames").headers["Vary"]


def test_a_mark_is_of_its_generation_and_spares_the_answer(client: FlaskClient, hostile: Ledger) -> None:
    for path in ("/api/v1/frames", "/api/v1/atlas"):
        mark = client.get(path).headers["ETag"]
        assert hostile.generation in mark
        assert client.get(path, headers={"If-None-Match": mark}).status_code == 304
        assert client.get(path, headers={"If-None-Match": mark.replace(hostile.generation, "f" * 16)}).status_code == 200


def test_views_and_generations_never_share_a_mark(client: FlaskClient) -> None:
    marks = [
        client.get(f"/api/v1/frames?{query}").headers["ETag"] for query in ("", "sender=FRA", "measure=bases", "rule=lowest")
    ]
    assert len(set(marks)) == len(marks)


def test_two_generations_in_one_process_mix_nothing(client: FlaskClient, hostile: Ledger, hostile_settings: Settings) -> None:
    """A process that has served another ledger before serves this one alone, whatever it remembers of both."""
    other = Ledger("f" * 16, hostile.claims.iloc[:1], hostile.catalogue, hostile.places, hostile.report, hostile.manifest)
    second = create_app(hostile_settings, other)
    second.server.test_client_class = Reader
    for path in ("/api/v1/frames", "/api/v1/atlas", "/readyz", "/api/v1/export?format=json", "/claims", "/api/v1/claims.json"):
        first_text, second_text = (
            client.get(path).get_data(as_text=True),
            second.server.test_client().get(path).get_data(as_text=True),
        )
        assert "f" * 16 not in first_text
        assert hostile.generation not in second_text, path


@given(text=st.text(max_size=60), form=st.sampled_from(["csv", "claims.csv", "svg", "citation.txt"]))
def test_a_download_has_a_plain_name_whatever_a_place_is_called(hostile: Ledger, text: str, form: str) -> None:
    from dashboard.web import export_routes

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(export_routes.sentences, "title", lambda *_given: text)
        name = export_routes.file_name(hostile, View(), form)
    assert re.fullmatch(r"[a-z0-9-]{1,80}\.[a-z.]{3,14}", name)
    header = Message()
    header["Content-Disposition"] = f'attachment; filename="{name}"'
    assert header.get_filename() == name


def test_every_download_is_one_and_says_its_kind(client: FlaskClient) -> None:
    from dashboard.exports.files import FORMATS

    for form, known in FORMATS.items():
        if not known.on_web:
            continue
        answer = client.get(f"/api/v1/export?format={form}&sender=USA&host=DEU&date=2018-06-30")
        assert answer.status_code == 200, form
        assert answer.headers["Content-Type"].split(";")[0] == known.media
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
        assert answer.headers["Content-Disposition"].isascii()


@pytest.mark.parametrize(
    "query", ["measure=%0d%0aX-Evil:%201", "host=%0aX-Evil:1", "date=%00%01", "rule=%E2%80%AE", "width=%0d%0a1"]
)
def test_what_was_not_understood_is_told_without_a_line_of_its_own(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/api/v1/export?format=csv&{query}")
    assert answer.status_code == 200
    assert "X-Evil" not in answer.headers
    assert re.fullmatch(r"[ -~]*", answer.headers.get("Presence-Notice", ""))


def test_time_is_no_part_of_an_answer(client: FlaskClient) -> None:
    first = client.get("/api/v1/export?format=json&sender=USA").data
    time.sleep(1.1)
    assert client.get("/api/v1/export?format=json&sender=USA").data == first
