"""What an operator sees: names of requests, counts, logs; and who may keep an answer for how long."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard.ledger.store import open_ledger
from dashboard.settings import Settings, load_settings
from dashboard.web.board import Board
from dashboard.web.observing import JsonLines
from dashboard.web.server import create_app
from tests.web.conftest import Reader

SHARED = [
    "/",
    "/sources",
    "/claims",
    "/api/v1/atlas",
    "/api/v1/frames?sender=RUS",
    "/api/v1/table.csv",
    "/api/v1/map.svg",
    "/_dash-layout",
]
OF_THE_MOMENT = ["/healthz", "/readyz", "/metrics", "/add"]
SAMPLE = re.compile(r'^[a-z_]+(\{[a-z_]+="(?:[^"\\\n]|\\.)*"(,[a-z_]+="(?:[^"\\\n]|\\.)*")*\})? [0-9.e+]+$')


def client_of(data: Path, **changed: object) -> FlaskClient:
    settings: Settings = replace(load_settings(), data=data, **changed)
    server = create_app(settings, open_ledger(settings.data)).server
    server.test_client_class = Reader
    return server.test_client()


@pytest.fixture(scope="module")
def client(small: Path) -> FlaskClient:
    return client_of(small, log_requests=True)


@pytest.fixture(scope="module")
def behind(small: Path) -> FlaskClient:
    return client_of(small, user_header="X-Remote-User", trusted_proxies="127.0.0.1 10.0.0.0/8", metrics=False, cache_seconds=30)


def test_a_request_keeps_a_name_that_is_well_formed_and_gets_one_otherwise(client: FlaskClient) -> None:
    named = client.get("/readyz", headers={"X-Request-ID": "trace-0123456789"})
    assert named.headers["X-Request-ID"] == "trace-0123456789"
    for bad in (
        "short",
        "a" * 65,
        "with space 123",
        "<script>alert(1)</script>",
        '"quoted-name"',
        "ключ-ключ-ключ".encode().decode("latin-1"),
    ):
        made = client.get("/readyz", headers={"X-Request-ID": bad}).headers["X-Request-ID"]
        assert re.fullmatch(r"[0-9a-f]{16}", made)
    assert client.get("/nothing").headers["X-Request-ID"]


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[list[dict[str, object]]]:
    found: list[dict[str, object]] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(json.loads(JsonLines().format(record)))

    log, keep = logging.getLogger("dashboard.access"), Keep()
    log.addHandler(keep)
    log.setLevel(logging.INFO)
    yield found
    log.removeHandler(keep)


def test_a_line_of_the_log_says_what_was_asked_and_not_by_whom(client: FlaskClient, lines: list[dict[str, object]]) -> None:
    answer = client.get(
        "/country/VEN?secret=1", headers={"X-Forwarded-For": "203.0.113.9"}, environ_base={"REMOTE_ADDR": "198.51.100.7"}
    )
    line = lines[-1]
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert (line["method"], line["route"], line["path"], line["status"]) == ("GET", "/country/<place>", "/country/VEN", 200)
    assert line["generation"] == answer.headers["X-Presence-Generation"]
    assert isinstance(line["ms"], float)
    text = json.dumps(line)
    assert "198.51.100.7" not in text
    assert "203.0.113.9" not in text
    assert "secret" not in text


def test_the_log_does_not_tell_where_a_readers_file_is(client: FlaskClient, lines: list[dict[str, object]]) -> None:
    body = {"file": (io.BytesIO(b"sender,host,measure,date,figure\nRUS,VEN,troops,2019,many\n"), "a.csv")}
    address = client.post("/add", data=body, content_type="multipart/form-data").headers["Location"]
    for path in (address, f"{address}/0.csv", f"{address}x"):
        client.get(path)
    assert [line["path"] for line in lines] == ["/add", "/add/<token>", "/add/<token>/<int:number>.csv", "other"]
    assert address.rpartition("/")[2] not in json.dumps(lines)


def test_a_line_feed_in_a_request_makes_no_second_line(client: FlaskClient, lines: list[dict[str, object]]) -> None:
    client.get("/country/%0A%7B%22level%22%3A%22forged%22%7D")
    assert len(lines) == 1


def test_nothing_in_a_request_turns_or_fills_a_line_of_the_log(client: FlaskClient, lines: list[dict[str, object]]) -> None:
    client.open("/country/" + "a" * 5_000, method="A" * 5_000)
    client.get("/country/%C2%9B2J%E2%80%AEx")
    assert len(json.dumps(lines[0])) < 1_000
    assert lines[0]["method"] == "other"
    record = logging.LogRecord("dashboard.access", logging.INFO, "", 0, "%s", (lines[1]["path"],), None)
    assert lines[1]["path"] == "/country/\x9b2J\u202ex"
    assert re.fullmatch(r"[ -~]+", JsonLines().format(record))


def samples(client: FlaskClient) -> dict[str, float]:
    text = client.get("/metrics").get_data(as_text=True)
    rows = [line for line in text.splitlines() if not line.startswith("#")]
    assert [row for row in rows if not SAMPLE.match(row)] == []
    return {row.rpartition(" ")[0]: float(row.rpartition(" ")[2]) for row in rows}


def test_requests_are_counted_by_route_and_status_with_their_times(client: FlaskClient) -> None:
    before = samples(client)
    for path in ("/country/VEN", "/country/SYR", "/country/NOWHERE", "/nothing-here", "/api/v1/table.csv", "/api/v1/map.svg"):
        client.get(path)
    after = samples(client)

    def grown(name: str) -> float:
        return after.get(name, 0) - before.get(name, 0)

    assert grown('presence_requests_total{route="/country/<place>",status="200"}') == 2
    assert grown('presence_requests_total{route="other",status="404"}') == 2
    assert grown('presence_exports_total{form="csv"}') == 1
    assert grown('presence_exports_total{form="svg"}') == 1
    # The six, and the request for the counts before.
    assert grown("presence_request_seconds_count") == 7
    assert after['presence_request_seconds_bucket{le="+Inf"}'] == after["presence_request_seconds_count"]
    assert after["presence_generation_refused"] == 0
    assert after['presence_resident_bytes{process="0"}'] > 1e7


def test_a_reader_cannot_make_a_new_series(client: FlaskClient) -> None:
    before = set(samples(client))
    for number in range(20):
        client.get(f"/country/NO{number}")
        client.get(f"/api/v1/{number}.csv")
        client.open("/readyz", method=f"ODD{number}")
    grown = set(samples(client)) - before
    assert len(grown) <= 3


def test_counts_of_every_process_are_added_up() -> None:
    board = Board(["/a"], rows=4)
    for row in range(4):
        board.sit(row)
        board.count("/a", 200, 0.02, "csv")
        board.count("/b", 418, 20, "exe")
    counts = board.counts()
    assert counts.requests.sum() == 8
    assert counts.requests[0, 0] == counts.requests[1, -1] == 4
    assert (counts.times[2], counts.times[-1]) == (4, 4)
    assert (counts.exports[0], counts.exports[-1]) == (4, 4)
    assert counts.seconds == pytest.approx(80.08)


def test_a_long_reason_is_cut_and_an_empty_one_is_none() -> None:
    board = Board()
    board.refused = "ж" * 1000
    assert 0 < len(board.refused) <= 256
    board.refused = ""
    assert board.refused == ""


@pytest.mark.parametrize("path", SHARED)
def test_anyone_may_keep_what_has_no_user_in_it_and_asks_again_cheaply(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    assert first.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Accept-Encoding" in first.headers.get("Vary", "") or len(first.data) < 400
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]
    other = client.get(path + ("&" if "?" in path else "?") + "date=2019-06-30", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


@pytest.mark.parametrize("path", OF_THE_MOMENT)
def test_what_is_of_the_moment_or_of_one_reader_is_not_kept(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["Cache-Control"] == "no-store"


def test_a_mistake_is_not_kept(client: FlaskClient) -> None:
    assert client.get("/nothing").headers["Cache-Control"] == "no-store"
    assert client.post("/_dash-update-component", json={}).headers["Cache-Control"] == "no-store"


def test_a_refusal_is_told_to_a_reader_who_has_the_page_already(client: FlaskClient) -> None:
    tag = client.get("/sources").headers["ETag"]
    board = client.application.config["BOARD"]
    board.refused = "E-STORE-CHANGED: <x>"
    try:
        page = client.get("/sources", headers={"If-None-Match": tag})
        assert page.status_code == 200
        assert "could not be opened (E-STORE-CHANGED: &lt;x&gt;)" in page.get_data(as_text=True)
    finally:
        board.refused = ""


def test_counts_may_be_turned_off(behind: FlaskClient) -> None:
    assert behind.get("/metrics", headers={"X-Remote-User": "ann"}).status_code == 404


def test_without_a_user_nothing_is_answered_but_whether_the_server_lives(behind: FlaskClient) -> None:
    assert behind.get("/").status_code == 401
    assert behind.get("/api/v1/table.csv").status_code == 401
    assert behind.get("/assets/atlas.css").status_code == 401
    assert behind.get("/healthz").status_code == 200


def test_no_shared_cache_is_told_to_keep_what_is_for_users(behind: FlaskClient, small: Path) -> None:
    for path in ("/api/v1/atlas", "/sources", "/api/v1/export?format=csv", "/"):
        age = behind.get(path, headers={"X-Remote-User": "ann"}).headers["Cache-Control"]
        assert "private" in age, path
        assert "public" not in age, path
        assert "s-maxage" not in age, path
    assert "s-maxage=30" in client_of(small, cache_seconds=30).get("/api/v1/atlas").headers["Cache-Control"]


def test_a_user_is_believed_from_the_proxy_alone(behind: FlaskClient) -> None:
    named = {"X-Remote-User": "ann"}
    assert behind.get("/sources", headers=named).status_code == 200
    assert behind.get("/sources", headers=named, environ_base={"REMOTE_ADDR": "10.1.2.3"}).status_code == 200
    assert behind.get("/sources", headers=named, environ_base={"REMOTE_ADDR": "::ffff:10.1.2.3"}).status_code == 200
    for stranger in ("192.0.2.1", "", "nonsense", "::1"):
        assert behind.get("/sources", headers=named, environ_base={"REMOTE_ADDR": stranger}).status_code == 403
    assert behind.get("/sources", headers=[("X-Remote-User", "ann"), ("X-Remote-User", "root")]).status_code == 401
    assert behind.get("/sources", headers={"X-Remote-User": "\x7f"}).status_code == 401


def test_behind_users_no_cache_in_between_keeps_anything(behind: FlaskClient) -> None:
    for path in (*SHARED, "/assets/atlas.css"):
        assert behind.get(path, headers={"X-Remote-User": "ann"}).headers["Cache-Control"].startswith("private")


def test_a_cache_in_between_may_answer_for_as_long_as_the_setting_says(small: Path) -> None:
    kept = client_of(small, cache_seconds=30).get("/api/v1/atlas")
    assert kept.headers["Cache-Control"] == "public, max-age=0, must-revalidate, s-maxage=30"
