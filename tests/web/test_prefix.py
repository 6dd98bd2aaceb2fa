"""Under a path prefix no address leaves it, and without the prefix's own part everything is as before."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings
from dashboard.web.server import create_app
from tests.web.conftest import Reader

# A prefix that is also the name of a page, so that nothing is taken for prefixed that is not.
PREFIX = "/country"
ADDRESS = re.compile(r"""\s(?:href|src|action|formaction|poster|data-(?!prefix)[a-z-]+)=["'](?P<address>[^"']*)""")
PAGES = [
    "/", "/sources", "/definitions", "/api", "/changes", "/changes.atom", "/claims", "/claims?sender=RUS&host=VEN", "/country/VEN",
    "/pair/RUS/VEN",
    "/compare", "/compare?kind=ranking", "/compare?kind=matrix", "/add",
]  # fmt: skip
REST = {
    "output": "panel-rest.children",
    "outputs": {"id": "panel-rest", "property": "children"},
    "inputs": [{"id": "panel", "property": "data-view", "value": "sender=RUS&host=VEN&date=2019-06-30&v=1"}],
    "state": [{"id": "panel-view", "property": "data", "value": "sender=RUS&host=VEN&date=2019-06-30&v=1"}],
    "changedPropIds": ["panel.data-view"],
}


@pytest.fixture(scope="module")
def under() -> FlaskClient:
    settings = replace(load_settings(), prefix=PREFIX)
    server = create_app(settings, open_ledger(settings.data)).server
    server.test_client_class = Reader
    return server.test_client()


def paths(tree: object) -> Iterator[str]:
    """Every text of a tree that is a path from the root."""
    if isinstance(tree, str) and tree.startswith("/"):
        yield tree
    for part in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from paths(part)


def addresses(text: str) -> list[str]:
    return [unescape(found["address"]) for found in ADDRESS.finditer(text)]


@pytest.mark.parametrize("path", PAGES)
def test_every_address_of_a_page_lies_under_the_prefix(under: FlaskClient, client: FlaskClient, path: str) -> None:
    page, plain = (one.get(root + path).get_data(as_text=True) for one, root in ((under, PREFIX), (client, "")))
    before = [one for one in addresses(plain) if one.startswith("/")]
    assert before
    assert [one for one in addresses(page) if one.startswith("/")] == [PREFIX + one for one in before]


@pytest.mark.parametrize("kept", [True, False], ids=["prefix kept by the proxy", "prefix stripped by the proxy"])
def test_what_a_page_needs_is_answered(under: FlaskClient, kept: bool) -> None:
    page = under.get((PREFIX if kept else "") + "/").get_data(as_text=True)
    needed = sorted({one.removeprefix("" if kept else PREFIX) for one in addresses(page) if one.startswith("/")})
    assert len(needed) > 10
    assert {one: status for one in needed if (status := under.get(one).status_code) != 200} == {}


def test_the_tree_of_the_map_page_lies_under_the_prefix(under: FlaskClient, client: FlaskClient) -> None:
    there, plain = (list(paths(one.get("/_dash-layout").get_json())) for one in (under, client))
    assert {"/claims", "/assets/topo/"} <= set(plain)
    assert any(one.startswith("/api/v1/") for one in plain)
    assert there == [PREFIX + one for one in plain]


def test_links_in_an_answer_of_a_callback_lie_under_the_prefix(under: FlaskClient, client: FlaskClient) -> None:
    there, plain = (list(paths(one.post("/_dash-update-component", json=REST).get_json())) for one in (under, client))
    assert "/definitions#troops.deployed" in plain
    assert there == [PREFIX + one for one in plain]


def test_the_renderer_is_told_the_prefix(under: FlaskClient) -> None:
    page = under.get("/").get_data(as_text=True)
    assert f'data-prefix="{PREFIX}"' in page
    config = json.loads(re.search(r'_dash-config"[^>]*>(.*?)</script>', page)[1])
    assert config["requests_pathname_prefix"] == f"{PREFIX}/"
    assert config["plotlyjs_url"].startswith(f"{PREFIX}/assets/")


def test_a_redirect_stays_under_the_prefix(under: FlaskClient) -> None:
    answer = under.post("/add", data={"file": (BytesIO(b"sender,host,measure,date,figure\nRUS,VEN,troops,2019,100\n"), "a.csv")})
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(f"{PREFIX}/add/")
    assert under.get(answer.headers["Location"]).status_code == 200


def test_without_a_prefix_nothing_is_told(client: FlaskClient) -> None:
    assert "data-prefix" not in client.get("/").get_data(as_text=True)
