"""The page that checks files of ours, and the marking at the top of every page."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings
from dashboard.web.server import create_app


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    settings = replace(load_settings({}), marking="TLP:AMBER")
    return create_app(settings, open_ledger(settings.data)).server.test_client()


def sent(client: FlaskClient, content: bytes, name: str) -> tuple[int, str]:
    answer = client.post("/verify", data={"file": (io.BytesIO(content), name)}, content_type="multipart/form-data")
    return answer.status_code, answer.get_data(as_text=True)


def test_a_file_of_ours_is_told_to_be_what_it_is(client: FlaskClient) -> None:
    table = client.get("/api/v1/export?sender=RUS&date=2019-06-30&format=csv").get_data()
    status, page = sent(client, table, "russia.csv")
    assert status == 200
    assert "<h2>It is: russia.csv</h2>" in page
    status, page = sent(client, table.replace(b",28000,", b",29000,", 1), "russia.csv")
    assert "<h2>It is not: russia.csv</h2>" in page
    assert "29000" in page


@pytest.mark.parametrize("name", ["a.png", "a.svg", "a.xlsx", "a.pptx", "a.pdf", "a.csv", "<script>.svg", "a.exe", ""])
def test_anything_else_is_explained(client: FlaskClient, name: str) -> None:
    status, page = sent(client, b"\x89PNG<svg><script>alert(1)</script>", name)
    assert status == 422
    assert "<script>alert" not in page
    assert "This could not be checked" in page


@pytest.mark.parametrize("path", ["/", "/verify", "/sources", "/claims"])
def test_every_page_has_the_marking_first(client: FlaskClient, path: str) -> None:
    page = client.get(path).get_data(as_text=True)
    body = page.split("<body", 1)[1].split(">", 1)[1].lstrip()
    assert body.startswith('<p class="marking-banner tlp-amber"')
    assert page.count("marking-banner") == 1
