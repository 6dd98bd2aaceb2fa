"""Routes of stories: pages, data and files; a wrong story is told, a missing one is 404, and no body breaks anything."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

GOOD = b'title = "A"\n[[steps]]\nview = "sender=RUS&host=VEN&date=2019-06-30"\ntitle = "<b>T</b>"\ncaption = "One\\n<i>two</i>"\n'
BODIES = [
    b"",
    b"\xff\xfe",
    b"title = ",
    b"[[steps]]",
    b"title = 'a'\nsteps = [1]",
    b"a = " + b"[" * 5000,
    b"\0" * 100,
    b"title = 1979-05-27",
]


@pytest.mark.parametrize(
    "path", ["/stories", "/stories/creditors", "/stories/creditors/talk", "/stories/compose", "/stories/notes", "/talk"]
)
def test_pages_are_there_without_inline_scripts(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert b"<script>" not in answer.data
    assert b" onclick" not in answer.data


@pytest.mark.parametrize("tail", ["", "/talk"])
@pytest.mark.parametrize("name", ["nothing", "..%2fclaims", "<script>", "VENEZUELA-2019"])
def test_what_is_no_story_is_told_with_those_there_are(client: FlaskClient, name: str, tail: str) -> None:
    answer = client.get(f"/stories/{name}{tail}")
    assert answer.status_code == 404
    assert b"<script>" not in answer.data


@pytest.mark.parametrize("form", ["json", "pdf", "html", "toml"])
def test_what_is_no_story_has_no_files(client: FlaskClient, form: str) -> None:
    assert client.get(f"/api/v1/stories/nothing.{form}").status_code == 404


def test_a_talk_has_a_code_for_every_shape(client: FlaskClient) -> None:
    told = client.get("/api/v1/stories/american-troops.json").get_json()
    assert len(told["steps"]) == 9
    assert {len(step["codes"]) for step in told["steps"]} == {len(told["places"])}
    assert {len(step["values"]) for step in told["steps"]} == {len(told["places"])}


def test_the_shapes_are_kept_for_ever_by_their_content(client: FlaskClient) -> None:
    page = client.get("/talk").get_data(as_text=True)
    address = page.partition('data-world="')[2].partition('"')[0]
    answer = client.get(address)
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.data.startswith(b"<svg")
    assert client.get("/api/v1/world-000000000000.svg").status_code == 404


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
@pytest.mark.parametrize("what", ["read.json", "open.json", "check.json", "export.html"])
def test_no_body_breaks_the_reading(client: FlaskClient, body: bytes, what: str) -> None:
    answer = client.post(f"/api/v1/stories/{what}", data=body)
    assert answer.status_code == 422
    assert all(problem["expected"] for problem in answer.get_json()["problems"])


def test_a_body_that_is_too_large_is_refused(client: FlaskClient) -> None:
    assert client.post("/api/v1/stories/read.json", data=b"#" * 1_000_001).status_code == 413
    assert (
        client.post("/api/v1/stories/read.json", data=b"#" * 200_001).get_json()["problems"][0]["expected"] == "at most 200,000"
    )


def test_a_posted_story_is_told_and_kept_nowhere(client: FlaskClient) -> None:
    told = client.post("/api/v1/stories/read.json", data=GOOD).get_json()
    assert told["steps"][0]["title"] == "<b>T</b>"
    plain = client.post("/api/v1/stories/open.json", data=GOOD).get_json()
    assert plain["steps"][0]["caption"] == "One\n<i>two</i>"
    assert b"&lt;b&gt;T&lt;/b&gt;" in client.post("/api/v1/stories/export.html", data=GOOD).data
    assert client.get("/stories/composed").status_code == 404


TIED = """title = "A"
[[steps]]
view = "sender=RUS&host=VEN&date=2019-06-30"
title = "Soldiers"
caption = "{figure} in Venezuela, and 77 more"
facts = [{{ text = "{figure}", view = "sender=RUS&date=2019-06-30", host = "VEN", field = "best" }}]
"""


@pytest.mark.parametrize(("figure", "wrong"), [("100", []), ("900", ["composed.toml, step 1, fact 1"])])
def test_figures_of_a_posted_story_are_held_to_the_ledger(client: FlaskClient, figure: str, wrong: list[str]) -> None:
    told = client.post("/api/v1/stories/check.json", data=TIED.format(figure=figure).encode()).get_json()
    assert (told["facts"], [one["where"] for one in told["wrong"]]) == (1, wrong)
    assert all("100" in one["expected"] and "900" in one["found"] for one in told["wrong"])
    assert [(one["where"], one["found"]) for one in told["bare"]] == [("composed.toml, step 1, caption", "'77'")]
    assert client.get("/api/v1/stories/check.json").status_code == 404


def test_another_site_cannot_post(client: FlaskClient) -> None:
    assert client.post("/api/v1/stories/read.json", data=GOOD, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
