"""Readers and publishers by the name that a trusted proxy gives: only a publisher publishes, and both logs say who did what when."""

from __future__ import annotations

import io
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient

from dashboard.errors import PresenceError
from dashboard.ledger.added import read_log
from dashboard.ledger.generations import current_generation
from dashboard.ledger.publication_log import FILE
from dashboard.ledger.store import open_ledger
from dashboard.settings import Settings, load_settings
from dashboard.web import publishing
from dashboard.web.server import create_app
from dashboard.web.waiting import FolderRoom, Looked, Progress
from tests.serving.running import wait_for
from tests.web.conftest import Reader

HEADER = "X-Remote-User"
ANN, RON = {HEADER: "ann"}, {HEADER: "ron"}
TABLE = b"Sending state,Host,Date,Troops\nFrance,Cuba,2020-06,77\nGermny,Cuba,2020,9\n"
Make = Callable[..., FlaskClient]


@pytest.fixture
def data(small: Path, tmp_path: Path) -> Path:
    shutil.copytree(small, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def client_of(data: Path) -> Make:
    def make(**changed: object) -> FlaskClient:
        settings = replace(load_settings({}), data=data, **{"user_header": HEADER, "publishers": "ann bob", **changed})
        server = create_app(settings, open_ledger(data)).server
        server.test_client_class = Reader
        return server.test_client()

    return make


def looked_at(client: FlaskClient, user: dict[str, str], content: bytes = TABLE) -> str:
    form = {"definition": "deployed", "title": "My notes", "file": (io.BytesIO(content), "mine.csv")}
    sent = client.post("/add", data=form, headers=user)
    assert sent.status_code == 303
    return str(sent.headers["Location"])


def publish(client: FlaskClient, address: str, user: dict[str, str]) -> tuple[int, str]:
    """Ask, and look again until it has come to its end: the last status and page."""
    asked = client.post(f"{address}/publish", headers=user)
    assert (asked.status_code, asked.headers["Location"]) == (303, f"{address}/publish")
    deadline = time.monotonic() + 60
    while True:
        told = client.get(f"{address}/publish", headers=user)
        page = told.get_data(as_text=True)
        if "Being published" not in page:
            return told.status_code, page
        assert told.status_code == 200
        assert time.monotonic() < deadline, page
        time.sleep(0.05)


def published(data: Path) -> list[dict[str, object]]:
    return [orjson.loads(line) for line in (data / "store" / FILE).read_bytes().splitlines()]


def test_a_publisher_publishes_what_a_reader_had_looked_at_and_it_is_written_down(client_of: Make, data: Path) -> None:
    client, before, lines = client_of(), current_generation(data / "store"), len(published(data))
    address = looked_at(client, RON)
    assert "publish'" not in client.get(address, headers=RON).get_data(as_text=True).replace("id='publish'", "")
    assert f"action='{address}/publish'" in client.get(address, headers=ANN).get_data(as_text=True)
    status, page = publish(client, address, ANN)
    assert status == 200
    assert "1 claims were added" in page
    now = current_generation(data / "store")
    assert now != before
    claims = open_ledger(data).claims_of_pair("FRA", "CUB")
    mine = claims[claims["best"] == 77.0]
    assert len(mine) == 1
    assert len(published(data)) == lines + 1
    line = published(data)[-1]
    assert (line["who"], line["before"], line["generation"]) == ("ann", before, now)
    assert line["changed"][str(mine.iloc[0]["source_id"])] == [0, 1]
    assert str(line["when"])[:4].isdigit()
    added = read_log(data)[-1]
    assert (added.who, added.what, added.claims) == ("ann", "mine.csv", "1")
    # The same once more changes nothing.
    assert "0 claims were added; 1 were there already" in publish(client, address, {HEADER: "bob"})[1]
    assert (current_generation(data / "store"), len(published(data))) == (now, lines + 1)


def test_a_reader_is_refused_by_a_stable_code_and_nothing_changes(client_of: Make, data: Path) -> None:
    client = client_of()
    address = looked_at(client, ANN)
    before, log = current_generation(data / "store"), published(data)
    for user in ("ron", "Ann", "ann bob", "annbob", "*", "ann;bob"):
        for path in (f"{address}/publish", "/add/nothing/publish"):
            answer = client.post(path, headers={HEADER: user})
            assert answer.status_code == 403
            assert answer.get_data(as_text=True).startswith("E-ACCESS-PUBLISHER: ")
            assert (current_generation(data / "store"), published(data)) == (before, log)


def test_a_name_is_believed_from_the_named_header_and_the_trusted_proxy_alone(client_of: Make, data: Path) -> None:
    client, before = client_of(), current_generation(data / "store")
    address = f"{looked_at(client, ANN)}/publish"
    for forged in ({"X-Forwarded-User": "ann"}, {"Remote-User": "ann"}, {}):
        assert client.post(address, headers=forged).status_code in (401, 403)
        assert client.post(address, headers={**RON, **forged}).status_code in (401, 403)
    assert client.post(address, headers=[(HEADER, "ron"), (HEADER, "ann")]).status_code == 401
    assert client.post(address, headers=ANN, environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 403
    assert client.post(address, headers={**ANN, "Sec-Fetch-Site": "cross-site"}).status_code == 403
    # Before anyone has published it there is nothing to tell, and to readers never.
    assert client.get(address, headers=ANN).status_code == 404
    assert client.get(address, headers=RON).status_code == 403
    assert client.post("/add/nothing/publish", headers=ANN).status_code == 404
    assert current_generation(data / "store") == before


def test_without_publishers_there_is_no_route_that_writes(client_of: Make, data: Path) -> None:
    """Every route that takes more than a question is one of these, with publishers there is one more."""
    taking = {"/_dash-update-component", "/add", "/verify", "/api/v1/stories/<any(read, open):what>.json", "/api/v1/stories/check.json",
              "/api/v1/stories/export.<any(pptx, pdf, html):form>"}  # fmt: skip
    for publishers, more in (("", set[str]()), ("ann", {"/add/<token>/publish"})):
        rules = client_of(publishers=publishers).application.url_map.iter_rules()
        assert {rule.rule for rule in rules if {"POST", "PUT", "PATCH", "DELETE"} & (rule.methods or set())} == taking | more
    client = client_of(publishers="", user_header="")
    address = looked_at(client, ANN)
    assert client.post(f"{address}/publish", headers=ANN).status_code in (404, 405)
    assert "action='/add/" not in client.get(address, headers=ANN).get_data(as_text=True)


def test_publishers_without_a_header_that_names_them_are_refused_at_the_start(client_of: Make) -> None:
    with pytest.raises(PresenceError) as error:
        client_of(user_header="")
    assert error.value.code == "E-SERVE-PUBLISHERS"
    assert "PRESENCE_USER_HEADER" in error.value.problems[0].next_step


def test_what_cannot_be_published_is_explained_and_changes_nothing(client_of: Make, data: Path) -> None:
    client, before = client_of(), current_generation(data / "store")
    nothing = looked_at(client, ANN, b"Sending state,Host,Date,Troops\nGermny,Cuba,2020,9\n")
    status, page = publish(client, nothing, ANN)
    assert (status, "E-ADD-NOTHING" in page, "Nothing was published" in page) == (422, True, True)
    good = looked_at(client, ANN)
    (data / "store" / "CURRENT").write_text("garbage")
    status, page = publish(client, good, ANN)
    assert (status, "E-STORE-POINTER" in page) == (422, True)
    (data / "store" / "CURRENT").write_text(before)
    assert publish(client, good, ANN)[0] == 200


def test_whoever_asks_twice_publishes_once_and_is_told_how_far_it_is(
    client_of: Make, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, lines, hold, calls, real = client_of(), len(published(data)), threading.Event(), [], publishing.publish_plan

    def slow(*given: Any, progress: Callable[[str], None], **named: Any) -> Any:
        calls.append(1)
        progress("checking <everything>")
        hold.wait(30)
        return real(*given, progress=progress, **named)

    monkeypatch.setattr(publishing, "publish_plan", slow)
    address = looked_at(client, ANN)
    for _ in range(3):
        assert client.post(f"{address}/publish", headers=ANN).status_code == 303
    wait_for(lambda: "checking &lt;everything&gt;" in client.get(f"{address}/publish", headers=ANN).get_data(as_text=True))
    page = client.get(f"{address}/publish", headers=ANN).get_data(as_text=True)
    assert "data-runs" in page
    assert "role='status'" in page
    assert "progress.js" in page
    hold.set()
    wait_for(lambda: "1 claims were added" in client.get(f"{address}/publish", headers=ANN).get_data(as_text=True))
    assert (len(calls), len(published(data))) == (1, lines + 1)


def test_a_publication_of_which_nothing_is_heard_may_be_begun_again(client_of: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of()
    address = looked_at(client, ANN)
    room = client.application.config["ROOM"]
    room.tell(address.rpartition("/")[2], Progress(("checking",), time.time() - Settings().publish_silent_seconds - 1))
    page = client.get(f"{address}/publish", headers=ANN).get_data(as_text=True)
    assert "Nothing was heard of it" in page
    assert "data-runs" not in page
    assert publish(client, address, ANN)[0] == 200


def test_a_fault_of_the_program_is_told_and_does_not_look_as_if_it_ran(client_of: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: Any, **_named: Any) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(publishing, "publish_plan", fail)
    client = client_of()
    status, page = publish(client, looked_at(client, ANN), ANN)
    assert (status, "E-ADD-PUBLISH" in page, "secret" in page) == (422, True, False)


def test_several_processes_remember_all_that_publishing_takes() -> None:
    room, looked = FolderRoom(3, 60), Looked("<p>", (b"a\xff", b"b"), b"\x00\xffx", "mine.csv", {"title": "My notes"})
    assert room.get(room.put(lambda _token: looked)) == looked
    bare = Looked("<p>", ())
    token = room.put(lambda _token: bare)
    assert room.get(token) == bare
    assert room.told(token) is None
    for told in (Progress(("a", "b"), 1.5), Progress(("c",), 2.5, 422)):
        room.tell(token, told)
        assert room.told(token) == told
    for _ in range(3):
        room.put(lambda _token: bare)
    assert room.told(token) is None, "it goes with its file"


def test_a_full_memory_is_told_and_nothing_is_left_of_what_found_no_room(monkeypatch: pytest.MonkeyPatch, small: Path) -> None:
    def refuse(path: Path, _content: bytes) -> int:
        raise OSError(28, "No space left on device")

    settings = replace(load_settings({}), data=small, workers=2)
    client = create_app(settings, open_ledger(small)).server.test_client()
    monkeypatch.setattr(Path, "write_bytes", refuse)
    answer = client.post("/add", data={"definition": "deployed", "file": (io.BytesIO(TABLE), "mine.csv")})
    assert (answer.status_code, "E-ADD-ROOM" in answer.get_data(as_text=True)) == (503, True)
