"""No input leads to status 500: links, callback bodies, data routes."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(allow_nan=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
QUERIES = st.dictionaries(
    st.sampled_from(["measure", "sender", "host", "date", "known_at", "rule", "definition", "v", "utm_source", "per"]),
    st.text(max_size=60)
    | st.sampled_from(["troops", "USA", "all", "2019-06", "debt_stock", "preferred", "RUS,CHN", "9999-99-99"]),
    max_size=6,
).map(urlencode)
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUICK
@given(query=QUERIES)
def test_no_link_fails(client: FlaskClient, query: str) -> None:
    for path in ("/", "/api/v1/view"):
        assert client.get(f"{path}?{query}").status_code == 200


@settings(QUICK, max_examples=12)
@given(query=QUERIES)
def test_no_data_route_fails(client: FlaskClient, query: str) -> None:
    assert client.get(f"/api/v1/frames?{query}").status_code == 200
    assert client.get(f"/api/v1/table.csv?{query}").status_code == 200


def _bodies(client: FlaskClient) -> list[dict[str, object]]:
    found = []
    for entry in json.loads(client.get("/_dash-dependencies").data):
        if entry.get("clientside_function"):
            continue
        found.append({"output": entry["output"], "inputs": entry["inputs"], "state": entry["state"]})
    return found


def test_there_are_callbacks_to_try(client: FlaskClient) -> None:
    assert len(_bodies(client)) >= 2


@QUICK
@given(value=JSON, extra=JSON, cut=st.booleans())
def test_no_callback_body_fails(client: FlaskClient, value: object, extra: object, cut: bool) -> None:
    for entry in _bodies(client):
        inputs = [{**one, "value": value} for one in entry["inputs"]]  # type: ignore[attr-defined]
        body = {
            "output": entry["output"], "outputs": extra, "inputs": [] if cut else inputs, "state": [],
            "changedPropIds": [f"{one['id']}.{one['property']}" for one in inputs],
        }  # fmt: skip
        assert client.post("/_dash-update-component", json=body).status_code < 500


@QUICK
@given(body=JSON)
def test_no_other_body_fails(client: FlaskClient, body: object) -> None:
    assert client.post("/_dash-update-component", json=body).status_code < 500


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"null", b"[" * 9000, b'{"output": "nobody.children"}'])
def test_no_broken_body_fails(client: FlaskClient, body: bytes) -> None:
    assert client.post("/_dash-update-component", data=body, content_type="application/json").status_code < 500


def test_a_link_that_is_too_long_shows_the_default_and_says_so(client: FlaskClient) -> None:
    answer = client.get("/api/v1/view?sender=" + "A" * 4000).get_json()
    assert answer["view"] == ""
    assert "characters" in answer["notices"][0]
