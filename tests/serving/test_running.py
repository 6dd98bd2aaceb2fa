"""A running server in one process and in several: it follows what is published, loses no request, and ends in order."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dashboard.ledger.generations import POINTER, current_generation
from dashboard.settings import Settings
from tests.browser.server import HOST, Server, running_server
from tests.serving.running import Answer, ask, readers, ready, wait_for
from tests.serving.stores import publish_next

PATHS = ("/readyz", "/api/v1/atlas", "/api/v1/frames?sender=RUS", "/api/v1/table.csv?sender=RUS", "/")
ONE_OR_TWO = pytest.mark.parametrize("workers", [1, 2], ids=["one process", "two processes"])


def environment(data: Path, workers: int, **more: str) -> dict[str, str]:
    return {"PRESENCE_DATA": str(data), "PRESENCE_WORKERS": str(workers), **more}


@pytest.fixture
def server(data: Path, workers: int) -> Iterator[Server]:
    with running_server(environment(data, workers)) as running:
        yield running


def processes(server: Server) -> list[int]:
    """The processes below the server's own."""
    return [int(word) for word in Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()]


@ONE_OR_TWO
def test_generations_published_under_load_are_taken_up_without_a_lost_request(server: Server, data: Path) -> None:
    first = ready(server)["generation"]
    published = [first]
    with readers(server.port, 6, PATHS) as seen:
        for number in range(1, 4):
            published.append(publish_next(data, number))
            wait_for(lambda: ready(server)["generation"] == published[-1])
    assert seen.faults == []
    assert {status for _, status, _, _ in seen.answers} == {200}
    assert all(one_generation for *_, one_generation in seen.answers)
    assert {generation for _, _, generation, _ in seen.answers} <= set(published)
    assert len({generation for _, _, generation, _ in seen.answers}) > 1


def spoil_pointer(data: Path, generation: str) -> None:
    (data / "store" / POINTER).write_text("../../elsewhere\n")


def lose_pointer(data: Path, generation: str) -> None:
    (data / "store" / POINTER).unlink()


def change_file(data: Path, generation: str) -> None:
    path = data / "store" / generation / "claims.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def name_absent(data: Path, generation: str) -> None:
    (data / "store" / POINTER).write_text("0123456789abcdef\n")


@pytest.mark.parametrize("workers", [1], ids=["one process"])
@pytest.mark.parametrize("spoil", [spoil_pointer, lose_pointer, change_file, name_absent])
def test_a_bad_generation_is_refused_and_everyone_is_told(server: Server, data: Path, spoil) -> None:
    good = ready(server)["generation"]
    bad = publish_next(data, 1)
    spoil(data, bad)
    wait_for(lambda: ready(server)["refused"] != "" or ready(server)["generation"] == bad)
    if ready(server)["generation"] == bad:
        # It was taken up before it was spoiled.
        assert spoil is not None
        good = bad
        (data / "store" / POINTER).touch()
        wait_for(lambda: ready(server)["refused"] != "")
    told = ready(server)
    assert told["generation"] == good
    assert str(told["refused"]).startswith("E-STORE-")
    assert "could not be opened" in ask(server.port, "/sources").body.decode()
    assert "could not be opened" in ask(server.port, "/").body.decode()
    assert "presence_generation_refused 1" in ask(server.port, "/metrics").body.decode()
    assert ask(server.port, "/api/v1/frames").generation == good


@pytest.mark.parametrize("workers", [2], ids=["two processes"])
def test_a_refusal_is_known_to_every_process_and_ends_with_a_good_generation(server: Server, data: Path) -> None:
    good = ready(server)["generation"]
    name_absent(data, "")
    wait_for(lambda: ready(server)["refused"] != "")
    assert {ready(server)["generation"] for _ in range(20)} == {good}
    (data / "store" / POINTER).write_text(f"{good}\n")
    newer = publish_next(data, 2)
    wait_for(lambda: ready(server)["generation"] == newer)
    assert ready(server)["refused"] == ""


@pytest.mark.parametrize("workers", [2], ids=["two processes"])
def test_a_killed_process_is_replaced_while_the_others_answer(server: Server) -> None:
    wait_for(lambda: len(processes(server)) == 2)
    before = processes(server)
    with readers(server.port, 6, PATHS) as seen:
        wait_for(lambda: len(seen.answers) > 20)
        os.kill(before[0], signal.SIGKILL)
        wait_for(lambda: len(processes(server)) == 2 and before[0] not in processes(server))
        answered = len(seen.answers)
        wait_for(lambda: len(seen.answers) > answered + 20)
    # Each reader lost at most what it had asked the killed one.
    assert len(seen.faults) <= 6
    assert {status for _, status, _, _ in seen.answers} == {200}


@ONE_OR_TWO
def test_on_a_signal_to_end_what_is_running_is_answered_first(data: Path, workers: int) -> None:
    answers: list[Answer] = []
    with running_server(environment(data, workers)) as server:
        # Nothing of it was asked before, so it takes its time.
        asking = threading.Thread(target=lambda: answers.append(ask(server.port, "/api/v1/map.png?sender=all&measure=bases")))
        asking.start()
        time.sleep(0.15)
        # Connections are taken in their order: where this one is answered, the one before it was taken.
        assert ready(server)["generation"]
        began = time.monotonic()
        os.kill(server.pid, signal.SIGTERM)
        asking.join(30)
        wait_for(lambda: not listens(server.port), 10)
        assert time.monotonic() - began < 10
    assert [(answer.status, answer.body[:4]) for answer in answers] == [(200, b"\x89PNG")]


@pytest.mark.slow
@pytest.mark.parametrize("workers", [2], ids=["two processes"])
def test_an_answer_that_is_still_being_taken_is_given_to_its_end_after_an_exchange(server: Server, data: Path) -> None:
    """A reader on a slow line takes longer than the processes would have at the end of all; theirs go on until it has everything."""
    wait_for(lambda: len(processes(server)) == 2)
    old = {*processes(server)}
    path = "/api/v1/browse.csv"
    whole = ask(server.port, path).body
    # More than the system takes in advance.
    assert len(whole) > 8_000_000
    with closing(http.client.HTTPConnection(HOST, server.port, timeout=60)) as slow:
        slow.sock = socket.socket()
        slow.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        slow.sock.settimeout(60)
        slow.sock.connect((HOST, server.port))
        slow.request("GET", path)
        answer = slow.getresponse()
        told = answer.read(1_000)
        newer = publish_next(data, 1)
        wait_for(lambda: ready(server)["generation"] == newer)
        time.sleep(Settings().end_seconds + 3)
        assert len(old & {*processes(server)}) == 1, "the process that still answers is there, the other has ended"
        assert told + answer.read() == whole
    wait_for(lambda: not old & {*processes(server)})


def listens(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex((HOST, port)) == 0


@ONE_OR_TWO
def test_what_is_too_large_is_refused_and_nothing_tells_what_runs_here(server: Server) -> None:
    for path, headers in (("/?" + "a" * 20_000, {}), ("/", {"X_Long": "a" * 20_000})):
        assert 400 <= ask(server.port, path, **headers).status < 500
    body = b"[" * 1_100_000
    assert ask(server.port, "/_dash-update-component", "POST", body, Content_Type="application/json").status in (413, 400)
    told = ask(server.port, "/").headers.get("server", "")
    assert "gunicorn" not in told
    assert "waitress" not in told
    assert "/" not in told


@pytest.mark.parametrize("workers", [2], ids=["two processes"])
def test_a_file_that_was_looked_at_is_found_by_every_process(server: Server) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    body = head + b"sender,host,measure,date,figure\nRUS,VEN,troops,2019,100\n\r\n--x--\r\n"
    sent = ask(server.port, "/add", "POST", body, Content_Type="multipart/form-data; boundary=x")
    assert sent.status == 303
    assert {ask(server.port, sent.headers["location"]).status for _ in range(12)} == {200}


@ONE_OR_TWO
def test_no_other_spelling_of_the_users_header_is_believed(data: Path, workers: int) -> None:
    """A proxy takes the header off what readers send; one with underscores would pass it, and be the same to many a program."""
    more = {"PRESENCE_USER_HEADER": "X-Remote-User", "PRESENCE_PUBLISHERS": "ann"}
    with running_server(environment(data, workers, **more)) as server:
        for name in ("X_Remote_User", "X-Remote_User", "X_Remote-User", "HTTP_X_REMOTE_USER"):
            with closing(http.client.HTTPConnection(HOST, server.port, timeout=20)) as connection:
                connection.request("GET", "/sources", headers={name: "ann"})
                assert connection.getresponse().status == 401
        assert ask(server.port, "/sources", X_Remote_User="ann").status == 200


def test_two_servers_on_one_store_follow_it_without_knowing_of_each_other(data: Path) -> None:
    with running_server(environment(data, 1)) as one, running_server(environment(data, 2)) as other:
        for number in range(1, 3):
            newer = publish_next(data, number)
            with readers(one.port, 2, PATHS) as seen, readers(other.port, 2, PATHS) as also:
                wait_for(lambda wanted=newer: ready(one)["generation"] == ready(other)["generation"] == wanted)
            assert seen.faults + also.faults == []
            assert all(same for *_, same in seen.answers + also.answers)
        assert current_generation(data / "store") == newer
        tags = {ask(server.port, "/api/v1/frames?sender=RUS").headers["etag"] for server in (one, other)}
        assert len(tags) == 1
