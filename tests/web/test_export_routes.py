"""Files on request: named, tagged, bounded, and never run on this address; the figure to embed keeps marking and licences."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pandas as pd
import pytest
from flask.testing import FlaskClient

from dashboard.exports import files, safe_csv
from dashboard.exports.files import FORMATS, KINDS
from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings
from dashboard.web.download_menu import download_menu
from dashboard.web.export_queue import TURNS
from dashboard.web.server import create_app

QUERY = "sender=RUS&date=2019-06-30"
HOSTILE = "</p><script>alert(1)</script>\" onload=x '"


@pytest.fixture(scope="module")
def bound() -> Any:
    """A server that makes one file at a time, waits for nobody, and sends small files only."""
    settings = replace(
        load_settings(), export_max_at_once=1, export_wait_seconds=0, export_max_bytes=30_000, marking="RESTRICTED",
        allow_embedding_from="https://news.example.org",
    )  # fmt: skip
    return create_app(settings, open_ledger(settings.data)).server


def test_the_same_question_has_the_same_tag_and_another_has_another(client: FlaskClient) -> None:
    first = client.get(f"/api/v1/export?{QUERY}&format=csv")
    tag = {"If-None-Match": first.headers["ETag"]}
    assert client.get(f"/api/v1/export?format=csv&{QUERY}", headers=tag).status_code == 304
    assert client.get(f"/api/v1/table.csv?{QUERY}", headers=tag).status_code == 304
    for other in (f"{QUERY}&format=csv&marking=X", f"{QUERY}&format=json", "sender=USA&format=csv"):
        assert client.get(f"/api/v1/export?{other}", headers=tag).status_code == 200


def test_a_pinned_picture_may_be_kept_and_another_ledger_is_told(client: FlaskClient) -> None:
    generation = client.get("/readyz").get_json()["generation"]
    same = client.get(f"/api/v1/export?{QUERY}&format=csv&generation={generation}")
    other = client.get(f"/api/v1/export?{QUERY}&format=csv&generation=0123456789abcdef")
    assert "max-age=3600" in same.headers["Cache-Control"]
    assert "Presence-Notice" not in same.headers
    assert "made with ledger 0123456789abcdef" in other.headers["Presence-Notice"]
    following = client.get(f"/api/v1/export?{QUERY}&format=csv")
    assert "must-revalidate" in following.headers["Cache-Control"]


def test_only_pictures_are_shown_and_only_when_asked(client: FlaskClient) -> None:
    def disposition(rest: str) -> str:
        return client.get(f"/api/v1/export?{QUERY}&{rest}").headers["Content-Disposition"].split(";")[0]

    assert disposition("format=svg&show=1") == "inline"
    assert disposition("format=svg") == "attachment"
    assert disposition("format=html&show=1") == "attachment"


def test_what_the_server_does_not_make_is_explained(client: FlaskClient) -> None:
    answer = client.get(f"/api/v1/export?{QUERY}&format=gpkg")
    assert answer.status_code == 422
    assert "presence export" in answer.text


def test_who_would_wait_too_long_is_asked_to_come_again(bound: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    started, go_on = threading.Event(), threading.Event()
    make = FORMATS["citation.txt"].write

    def slow(*asked: Any) -> bytes:
        started.set()
        go_on.wait(30)
        return make(*asked)

    slowed = replace(FORMATS["citation.txt"], write=slow)
    monkeypatch.setattr(files, "FORMATS", {**FORMATS, "citation.txt": slowed})
    first: list[int] = []
    thread = threading.Thread(target=lambda: first.append(bound.test_client().get(f"/api/v1/citation.txt?{QUERY}").status_code))
    thread.start()
    assert started.wait(30)
    second = bound.test_client().get(f"/api/v1/export?{QUERY}&format=csv")
    go_on.set()
    thread.join()
    assert (second.status_code, second.headers["Retry-After"]) == (503, "5")
    assert first == [200]
    assert bound.test_client().get(f"/api/v1/citation.txt?{QUERY}").status_code == 200


TAKES_A_TURN = (
    "/api/v1/browse.csv?sender=RUS&host=VEN", "/api/v1/browse.parquet?sender=RUS&host=VEN", "/api/v1/stories/american-troops.pptx",
    "/api/v1/stories/american-troops.pdf", "/api/v1/stories/american-troops.html", f"/api/v1/map.svg?{QUERY}",
    f"/api/v1/compare.pptx?{QUERY}", f"/api/v1/known.pdf?{QUERY}&host=VEN", f"/api/v1/pair.html?{QUERY}&host=VEN",
)  # fmt: skip
STORY = b'title = "a"\n[[steps]]\nview = "measure=troops&sender=RUS"\ntitle = "b"\n'


def test_every_file_that_takes_long_waits_for_its_turn_and_is_bounded(bound: Any) -> None:
    """Of whatever kind the files are, no more are made at the same time than the settings say."""
    client = bound.test_client()
    with in_turn_of(bound):
        for path in TAKES_A_TURN:
            assert client.get(path).status_code == 503, path
        for form in ("pptx", "pdf", "html"):
            assert client.post(f"/api/v1/stories/export.{form}", data=STORY).status_code == 503, form
        assert client.post("/api/v1/stories/read.json", data=STORY).status_code == 503
    # The limit of bytes that this server has is smaller than any of them.
    for path in TAKES_A_TURN[2:]:
        assert "E-EXPORT-SIZE" in client.get(path).text, path
    assert client.post("/api/v1/stories/read.json", data=STORY).status_code == 200


def test_a_table_is_given_up_as_soon_as_it_is_larger_than_may_be_sent(bound: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made to its end, a refusal would take as long as the file, and the memory of all of its rows as text."""
    parts, make = list[int](), safe_csv.safe_frame

    def noted(part: pd.DataFrame) -> pd.DataFrame:
        parts.append(len(part))
        return make(part)

    monkeypatch.setattr(safe_csv, "safe_frame", noted)
    monkeypatch.setattr(safe_csv, "STEP", 100)
    # The second time as if nothing were known before.
    for foretold, most in ((safe_csv.size_of, 0), (lambda _frame: 0, 500)):
        monkeypatch.setattr(safe_csv, "size_of", foretold)
        parts.clear()
        answer = bound.test_client().get("/api/v1/export?format=claims.csv&measure=troops")
        assert answer.status_code == 422
        assert "E-EXPORT-SIZE" in answer.text
        assert sum(parts) <= most


@contextmanager
def in_turn_of(server: Any) -> Iterator[None]:
    """Whoever holds the one turn of this server."""
    gate = server.config[TURNS]
    assert gate.acquire(timeout=10)
    try:
        yield
    finally:
        gate.release()


def test_a_file_that_is_too_large_is_refused(bound: Any) -> None:
    answer = bound.test_client().get(f"/api/v1/export?{QUERY}&format=svg")
    assert answer.status_code == 422
    assert "E-EXPORT-SIZE" in answer.text


def test_the_figure_to_embed_keeps_marking_sources_and_licences(bound: Any) -> None:
    answer = bound.test_client().get(f"/embed?{QUERY}&marking={quote(HOSTILE)}&theme=dark&generation=0000")
    page = answer.text
    assert answer.status_code == 200
    assert "<script" not in page
    assert page.count("RESTRICTED · &lt;/p&gt;") == 2
    assert "[Public domain (US Government work)]" in page
    assert "Russian troops abroad, June 2019" in page
    assert "made with ledger 0000" in page
    assert "frame-ancestors https://news.example.org" in answer.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers


def test_nobody_may_embed_unless_the_operator_says_so(client: FlaskClient) -> None:
    answer = client.get(f"/embed?{QUERY}")
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_the_picture_of_the_figure_is_there(client: FlaskClient) -> None:
    page = client.get(f"/embed?{QUERY}&size=social&marking=A%26B").text
    address = page.split("<img src='")[1].split("'")[0].replace("&amp;", "&")
    answer = client.get(address)
    assert answer.mimetype == "image/svg+xml"
    assert b'width="1200" height="630"' in answer.data
    assert b"A&amp;B" in answer.data


def ids_of(component: Any) -> list[str]:
    children = getattr(component, "children", None) or []
    listed = children if isinstance(children, list) else [children]
    own = [component.id] if getattr(component, "id", None) else []
    return own + [name for child in listed if not isinstance(child, str) for name in ids_of(child)]


def test_the_menu_has_every_format_that_the_server_makes() -> None:
    offered = {name for name in ids_of(download_menu()) if name.startswith("get-")}
    made = {f"get-{form.replace('.', '-')}" for form, one in FORMATS.items() if one.on_web}
    assert made == offered - {"get-look", "get-told"}
    assert KINDS


@pytest.mark.parametrize("text", ["", "x" * 500, "%00", "<script>", "..%2f"])
def test_no_generation_fails(client: FlaskClient, text: str) -> None:
    assert client.get(f"/api/v1/export?{QUERY}&format=citation.txt&generation={text}").status_code == 200
    assert client.get(f"/?{QUERY}&generation={text}").status_code == 200
