"""Whatever is sent to whatever address, in whatever form: no status 500, nothing logged as an error, nothing of another file."""

from __future__ import annotations

import json
import re
import shutil
import time
from dataclasses import replace
from typing import Any
from urllib.parse import unquote_to_bytes

import dash
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.routing import Rule

from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.server import create_app
from tests.security.conftest import Errors
from tests.security.hostile import FORMULAS, PAYLOADS
from tests.web.conftest import Reader

CASES = 2_000
HELD = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
WORDS = st.sampled_from([
    "", "?", "measure=troops", "?host=DEU&sender=USA", "USA", "all", "../../etc/passwd", "\x00", "é" * 300, "%", "&theme=dark", "__proto__",
    *PAYLOADS[:3], *FORMULAS[:3],
])  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)


def _callbacks(client: FlaskClient) -> list[dict[str, Any]]:
    return [one for one in json.loads(client.get("/_dash-dependencies").data) if not one.get("clientside_function")]


@st.composite
def _bodies(draw: st.DrawFn, known: list[dict[str, Any]]) -> object:
    """A call of a callback as the page would send it, with values of any kind, and now and then not as the page would send it."""
    one = draw(st.sampled_from(known))
    inputs = [{**part, "value": draw(JSON)} for part in one["inputs"]]
    state = [{**part, "value": draw(JSON)} for part in one["state"]]
    ids = [
        {"id": part.split(".")[0], "property": part.split(".")[-1]}
        for part in re.sub(r"^\.\.|\.\.$", "", one["output"]).split("...")
    ]
    body: dict[str, Any] = {
        "output": one["output"], "outputs": ids if len(ids) > 1 else ids[0], "inputs": inputs, "state": state,
        "changedPropIds": [f"{part['id']}.{part['property']}" for part in inputs],
    }  # fmt: skip
    match draw(st.integers(0, 9)):
        case 0:
            body.pop(draw(st.sampled_from(sorted(body))))
        case 1:
            body[draw(st.sampled_from(sorted(body)))] = draw(JSON)
        case 2:
            return draw(JSON)
        case 3:
            body["inputs"] = inputs[:-1]
    return body


def test_no_callback_fails_on_any_body(client: FlaskClient, errors: Errors) -> None:
    known, statuses, spent = _callbacks(client), set[int](), list[float]()

    @settings(max_examples=CASES, deadline=None, database=None, suppress_health_check=HELD)
    @given(body=_bodies(known))
    def call(body: object) -> None:
        content = json.dumps(body).encode("utf-8", "surrogatepass")
        begun = time.process_time()
        status = client.post("/_dash-update-component", data=content, content_type="application/json").status_code
        spent.append(time.process_time() - begun)
        statuses.add(status)
        assert status in (200, 204, 400), body

    call()
    assert errors.lines == []
    assert 200 in statuses
    # Of computing, for the many; a panel that is drawn for the first time takes longer.
    assert sorted(spent)[len(spent) // 2] < 0.05


METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get", "X\u00e9")
SEGMENTS = st.sampled_from([
    "USA", "DEU", "..", "%2e%2e", "a", "%00", "%ff", "%c0%af", "x" * 300, "%3Cscript%3E", "RUS%2FVEN", "-1", "999999999999999999999", "<any>",
    "{{7*7}}", "%0d%0aX-Evil:1", "é", "template.csv",
])  # fmt: skip
NAMES = (
    "measure", "sender", "host", "date", "since", "known_at", "rule", "per", "compare", "classes", "definition", "kind", "other",
    "part", "q", "format", "text", "claim", "group", "page", "from", "to", "chart", "width", "height", "theme", "scale", "source",
    "sort", "order", "rows", "first", "until", "size", "generation", "layers", "zoom", "marking", "x",
)  # fmt: skip
# What text is not, wherever a number, a day or a word of a list is meant.
NEVER = ("NaN", "-1", "999999999999999999999", "%00", "9999-99-99")
QUERIES = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from([
            "troops", "USA", "all", "DEU,JPN", "2019-06", "change", "agreement", "-1", "1e309", "NaN", "999999999999999999999", "%00", "%ff",
            "%F0%9F%92%A9", "..%2f..", "%27%22%3E%3Csvg", "%C2%85", "a" * 2000, "(.*)%2B%2B", "[", "%5C", "together", "matrix", "sources",
            "0", "", "2,1", "%0d%0aX-Evil:%201", "%0a", "%01", "1,2,3,4,5,6,7", "inf", "png", "csv", "json", "9999-12-31", "0001-01-01",
        ]),
    ), max_size=5,
).map(lambda pairs: "&".join(f"{name}={text}" for name, text in pairs))  # fmt: skip


def raw(path: str) -> dict[str, str]:
    """The address as a server hands it on: its bytes decoded once, whatever they are."""
    return {"PATH_INFO": unquote_to_bytes(path).decode("latin-1"), "REQUEST_URI": path}


def _path(rule: Rule, parts: list[str]) -> str:
    """The rule's address with the parts in the place of its arguments; with the first of the words it takes where it names them."""
    waiting = iter(parts)

    def fill(found: re.Match[str]) -> str:
        words = re.match(r"<any\(([^,)]+)", found[0])
        return words[1] if words else next(waiting, "a")

    return re.sub(r"<[^>]+>", fill, rule.rule)


def test_no_route_fails_on_any_request(app: dash.Dash, client: FlaskClient, errors: Errors) -> None:
    rules = sorted(app.server.url_map.iter_rules(), key=lambda rule: rule.rule)

    @settings(max_examples=250, deadline=None, database=None, suppress_health_check=HELD)
    @given(
        rule=st.sampled_from(rules), parts=st.lists(SEGMENTS, min_size=3, max_size=3), query=QUERIES,
        method=st.sampled_from(METHODS) | st.just("GET"), body=st.sampled_from([b"", b"{", b"\xff" * 50]),
    )  # fmt: skip
    def call(rule: Rule, parts: list[str], query: str, method: str, body: bytes) -> None:
        path = _path(rule, parts)
        answer = client.open(
            method=method, query_string=query, data=body if method != "GET" else None, environ_overrides=raw(path)
        )
        assert answer.status_code < 500 or answer.status_code == 501, (method, path, query)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "X-Evil" not in answer.headers

    for rule in rules:
        assert client.get(environ_overrides=raw(_path(rule, ["USA", "DEU"]))).status_code in (200, 400, 404, 405, 415, 422), (
            rule.rule
        )
    call()
    assert errors.lines == []


def test_no_route_takes_a_part_of_its_address_as_it_comes(app: dash.Dash, client: FlaskClient, errors: Errors) -> None:
    """Every part that any route reads, each wrong in the same way, at once: what raises on one of them is found for certain."""
    for rule in app.server.url_map.iter_rules():
        for wrong in NEVER:
            query = "&".join(f"{name}={wrong}" for name in NAMES)
            answer = client.get(query_string=query, environ_overrides=raw(_path(rule, ["USA", "DEU"])))
            assert answer.status_code < 500, (rule.rule, wrong)
    assert errors.lines == []


CANARY = "presence-canary-5d1c"
UP = (
    "..", "%2e%2e", "%2E%2E", "%2e.", ".%2e", "..%2f", "..%2F", "%2e%2e%2f", "..%5c", "..%5C", "..\\", "%2e%2e%5c", "%252e%252e",
    "%252e%252e%252f", "..%252f", "..%255c", "....//", "....\\\\", ".../", "..;", "..;/", "..%3b/", "%c0%ae%c0%ae", "%c0%ae%c0%ae%c0%af",
    "..%c0%af", "..%c1%9c", "%e0%80%ae%e0%80%ae", "..%00", "..%00/", "%00..", "..%0a", "..%0d%0a", "..%09", "..%20", " ..", "..%u2215",
    "..%ef%bc%8f", "\uff0e\uff0e", "/..", "//..", "/./..", "./..", "\\..", "..%2f%2e%2e", "..//..", "%2f..", "..?", "..%23", "~", "file:",
    "C:", "%2e%2e;x=y/", "..%2f..%2f..%2f..%2f..",
)  # fmt: skip
ROOTS = (
    "/assets/",
    "/assets/geo/",
    "/_dash-component-suites/",
    "/_dash-component-suites/dash/dcc/",
    "/api/v1/",
    "/add/",
    "/country/",
    "/stories/",
    "/",
)


def test_there_are_enough_ways_up() -> None:
    assert len(set(UP)) >= 40


@pytest.mark.parametrize("step", UP)
def test_no_way_up_leads_to_another_file(app: dash.Dash, step: str, hostile_folder: Any) -> None:
    """A file lies beside the data, one beside the assets' folder is there anyway; neither is ever answered."""
    client = app.server.test_client()
    beside = hostile_folder.parent / "canary.txt"
    beside.write_text(CANARY)
    for root in ROOTS:
        for tail in ("/pyproject.toml", "/../pyproject.toml", f"/../..{beside}", "//etc/passwd", "/data/catalogue/places.csv"):
            answer = client.get(environ_overrides=raw(root + step + tail))
            assert answer.status_code in (400, 404), (root, step, tail, answer.status_code)
            for secret in (CANARY, "presence-atlas", "root:", "Aruba"):
                assert secret.encode() not in answer.data


@pytest.fixture(scope="module")
def littered(hostile: Ledger, hostile_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A reader of a server among whose public files lie a hidden one, a hidden folder and links to what is beside them."""
    beside = tmp_path_factory.mktemp("littered")
    assets, secret = beside / "assets", beside / "secret.css"
    shutil.copytree(hostile_settings.assets, assets)
    secret.write_text(CANARY)
    (assets / ".git").mkdir()
    for hidden in (assets / ".hidden", assets / ".git" / "config"):
        hidden.write_text(CANARY)
    (assets / "link.css").symlink_to(secret)
    (assets / "folder").symlink_to(beside)
    (assets / "same.css").symlink_to(assets / "atlas.css")
    server = create_app(replace(hostile_settings, assets=assets), hostile).server
    server.test_client_class = Reader
    return server.test_client()


@pytest.mark.parametrize(
    "path",
    [
        "/assets/.hidden", "/assets/%2ehidden", "/assets/geo/../.hidden", "/assets/.git/config", "/.env", "/.git/HEAD", "/assets/link.css",
        "/assets/folder/secret.css", "/assets//link.css", "/assets/./link.css", "/assets/%00link.css", "/assets/link.css?v=1",
    ],
)  # fmt: skip
def test_hidden_files_are_not_answered(littered: FlaskClient, path: str) -> None:
    answer = littered.get(path)
    assert answer.status_code == 404
    assert CANARY.encode() not in answer.data
    # What lies there for readers is answered, also by a link that stays among the public files.
    for public in ("/assets/atlas.css", "/assets/same.css"):
        assert littered.get(public).status_code == 200


SEARCHES = (
    "(",
    "[",
    "*",
    "(a+)+$",
    "(.*)*x",
    "\\",
    "^$",
    "{1,99999}",
    "(?P<a>",
    "a" * 10_000,
    "(" * 5_000,
    "a" * 5_000 + "!",
    "%" * 3_000,
    "\u0301" * 3_000,
)


def _least(call: Any) -> float:
    """The least seconds of computing of three tries."""
    spent = []
    for _ in range(3):
        begun = time.process_time()
        call()
        spent.append(time.process_time() - begun)
    return min(spent)


@pytest.mark.parametrize("address", ["/api/v1/search?q=", "/claims?text=", "/api/v1/claims.json?text="])
def test_no_search_takes_longer_for_what_is_asked(client: FlaskClient, address: str) -> None:
    plain = _least(lambda: client.get(f"{address}germany"))
    for text in SEARCHES:
        answer = client.get(address[: address.index("?")], query_string={address[address.index("?") + 1 : -1]: text})
        assert answer.status_code == 200
        spent = _least(
            lambda text=text: client.get(address[: address.index("?")], query_string={address[address.index("?") + 1 : -1]: text})
        )
        # Of computing, beside an ordinary search on this machine.
        assert spent < 3 * plain + 0.05, (text[:20], spent, plain)


DEEP = (
    b"[" * 100_000, b"[" * 400_000 + b"]" * 400_000, b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    b'{"output":' + b"[" * 900 + b"]" * 900 + b"}", b'{"inputs":[' + b"{}," * 200_000 + b"{}]}",
)  # fmt: skip


@pytest.mark.parametrize("body", DEEP, ids=["open", "lists", "objects", "output", "wide"])
def test_a_deep_or_wide_body_is_refused(client: FlaskClient, errors: Errors, body: bytes) -> None:
    assert client.post("/_dash-update-component", data=body, content_type="application/json").status_code in (400, 413)
    assert errors.lines == []


def test_a_large_body_is_refused_on_every_route_that_takes_one(app: dash.Dash, client: FlaskClient) -> None:
    taking = [rule.rule for rule in app.server.url_map.iter_rules() if "POST" in (rule.methods or ())]
    assert "/add" in taking
    # A rule with a choice is asked by its first word.
    asked = [re.sub(r"<any\((\w+)[^>]*>", r"\1", rule) for rule in taking]
    assert not any("<" in path for path in asked)
    for path in asked:
        assert client.post(path, data=b"x" * 1_000_001, content_type="application/json").status_code == 413
        form = client.post(path, data=b"x" * 1_000_001, content_type="multipart/form-data; boundary=x")
        # Where no form is expected, none is read.
        assert form.status_code in (413, 415)


def test_long_lists_in_a_link_are_cut_and_told(client: FlaskClient, hostile: Any) -> None:
    senders = ",".join(sorted(hostile.vocabulary.places)[:200])
    answer = client.get("/api/v1/view", query_string={"sender": senders}).get_json()
    assert answer["view"].count(",") == 59
    assert "the first 60 are shown" in answer["notices"][0]
