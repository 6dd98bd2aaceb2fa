"""Bytes on the wire to a real server: requests that two programs would read differently, and readers who never finish."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from waitress.adjustments import Adjustments

from dashboard.settings import Settings
from dashboard.web import wire
from dashboard.web.parsing import StrictParser
from dashboard.web.wire import StrictChannel, StrictServer
from tests.browser.server import HOST, Server, is_ready, running_server
from tests.serving.running import wait_for

SLOW = 150
H2C = b"Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"
MEMORY = "/dev/shm"  # noqa: S108
HEADERS = (
    b"\r\nx-content-type-options: nosniff\r\n", b"\r\ncontent-security-policy: default-src 'none'", b"\r\nx-frame-options: deny\r\n",
    b"\r\nreferrer-policy: no-referrer\r\n", b"\r\ncache-control: no-store\r\n",
)  # fmt: skip
PATIENCE_S = 10.0


@pytest.fixture(scope="module", params=["1", "2"], ids=["one process", "two processes"])
def server(hostile_folder: Path, request: pytest.FixtureRequest) -> Iterator[Server]:
    with running_server({"PRESENCE_DATA": str(hostile_folder), "PRESENCE_WORKERS": request.param}) as running:
        yield running


def exchange(server: Server, content: bytes, wait: float = 3.0) -> bytes:
    """Everything the server says to these bytes until it closes or falls silent."""
    with socket.create_connection((HOST, server.port), timeout=wait) as connection:
        told = b""
        try:
            connection.sendall(content)
            while chunk := connection.recv(65_536):
                told += chunk
        except (TimeoutError, ConnectionError):
            pass
    return told


HEAD = b"Host: 127.0.0.1\r\n"
# A second request hidden in what another program takes for the body of the first.
SMUGGLED = b"GET /api/v1/smuggled HTTP/1.1\r\n" + HEAD + b"\r\n"
POST = b"POST /_dash-update-component HTTP/1.1\r\n" + HEAD
CHUNKED = b"Transfer-Encoding: chunked\r\n"
AMBIGUOUS = {
    "length beside chunks": POST + b"Content-Length: 4\r\n" + CHUNKED + b"\r\n0\r\n\r\n" + SMUGGLED,
    "two lengths": POST + b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n" % len(SMUGGLED) + SMUGGLED,
    "two lengths in one": POST + b"Content-Length: 0, 5\r\n\r\n" + SMUGGLED,
    "a signed length": POST + b"Content-Length: +%d\r\n\r\n" % len(SMUGGLED) + SMUGGLED,
    "a negative length": POST + b"Content-Length: -1\r\n\r\n" + SMUGGLED,
    "a length in hex": POST + b"Content-Length: 0x10\r\n\r\n" + SMUGGLED,
    "a length with an underscore": POST + b"Content-Length: 1_0\r\n\r\n" + SMUGGLED,
    "chunks under another name": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "chunks twice": POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "chunks before another": POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "a space before the colon": POST + b"Content-Length : 5\r\n\r\n" + SMUGGLED,
    "a folded header": POST + b"X: a\r\n Content-Length: 5\r\nTransfer-Encoding:\r\n chunked\r\n\r\n" + SMUGGLED,
    "a bare line feed in the headers": b"GET / HTTP/1.1\n" + HEAD + b"X: a\nY: b\r\n\r\n",
    "a bare return in a header": b"GET / HTTP/1.1\r\n" + HEAD + b"X: a\rContent-Length: 5\r\n\r\n",
    "a nul in a header": b"GET / HTTP/1.1\r\n" + HEAD + b"X: a\x00b\r\n\r\n",
    "chunks in the older protocol": POST.replace(b"1.1", b"1.0") + b"Connection: keep-alive\r\n" + CHUNKED + b"\r\n0\r\n\r\n" + SMUGGLED,
    "chunks on a folded line": POST + b"Transfer-Encoding:\r\n chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "a chunk of no size": POST + CHUNKED + b"\r\nxyz\r\n\r\n" + SMUGGLED,
    "a chunk with a bare line feed": POST + CHUNKED + b"\r\n1\nx\n0\n\n" + SMUGGLED,
    "a header without a name": b"GET / HTTP/1.1\r\n" + HEAD + b": x\r\n\r\n",
    "headers without end": b"GET / HTTP/1.1\r\n" + HEAD + b"X: " + b"a" * 20_000 + b"\r\n\r\n",
    "a line without end": b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\n" + HEAD + b"\r\n",
    "many headers": b"GET / HTTP/1.1\r\n" + HEAD + b"".join(b"X%d: a\r\n" % n for n in range(5_000)) + b"\r\n",
    "a header that goes on in a second line": b"GET / HTTP/1.1\r\n" + HEAD + b"X: a\r\n X-Remote-User: ann\r\n\r\n",
    "a length of thousands of digits": POST + b"Content-Length: " + b"1" * 5_000 + b"\r\n\r\n" + SMUGGLED,
    "two hosts": b"GET / HTTP/1.1\r\n" + HEAD + b"Host: other.invalid\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "a host that is none": b"GET / HTTP/1.1\r\nHost: a b/<script>@c\r\n\r\n",
    "a newer protocol": b"GET / HTTP/2.0\r\n" + HEAD + b"\r\n",
    "the beginning of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "no protocol": b"GET /\r\n\r\n",
    "an empty line for a chunk's size": POST + CHUNKED + b"\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "an empty line after a chunk": POST + CHUNKED + b"\r\n2\r\n{}\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "a chunk larger than a body may be": POST + CHUNKED + b"\r\nffffffffffffffff\r\n{}\r\n",
    "another language": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200 + b"\r\n\r\n",
}  # fmt: skip


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_an_ambiguous_request_gets_no_second_answer(server: Server, name: str) -> None:
    told = exchange(server, AMBIGUOUS[name], wait=1.5)
    answers = [part.split(b" ")[0] for part in told.split(b"HTTP/1.1 ")[1:]]
    # One refusal and the end of the connection, or silence; never an answer to what was hidden.
    assert len(answers) <= 1, told[:400]
    assert not answers or answers[0] in (b"400", b"413", b"415", b"431", b"501"), told[:400]
    assert b"There is no such page" not in told
    # What the application never saw bears its headers all the same.
    for line in HEADERS if answers else ():
        assert line in told.lower(), told[:400]
    assert is_ready(server.port)


# What the program refuses in a word of its own, beside what waitress refuses.
TOLD = {
    "length beside chunks": b"said in more than one way", "chunks in the older protocol": b"said in more than one way",
    "a header that goes on in a second line": b"goes on in a second line", "a length of thousands of digits": b"A number in the head",
    "two hosts": b"not said once", "no host": b"not said once", "a host that is none": b"name of none", "a newer protocol": b"neither HTTP/1.0",
    "the beginning of HTTP/2": b"neither HTTP/1.0", "no protocol": b"neither HTTP/1.0", "an empty line for a chunk's size": b"has no size",
    "an empty line after a chunk": b"has no size", "a chunk larger than a body may be": b"PRESENCE_MAX_REQUEST_BYTES",
}  # fmt: skip


@pytest.mark.parametrize("name", TOLD)
def test_what_is_read_more_strictly_than_elsewhere_is_refused_with_a_reason(server: Server, name: str) -> None:
    told = exchange(server, AMBIGUOUS[name], wait=1.5)
    assert told.split(b" ")[1] in (b"400", b"413"), told[:400]
    assert TOLD[name] in told


@pytest.mark.parametrize("size", [1, 2, 7, 1_000])
def test_chunks_are_put_together_however_they_come(size: int) -> None:
    """Whatever pieces the bytes come in, and wherever a chunk ends, the body is the one that was sent, and the next request whole."""
    words = b"".join(b"%x;a=b\r\n%s\r\n" % (length, b"x" * length) for length in (1, 2, 15, 16, 300))
    sent = POST + CHUNKED + b"\r\n" + words + b"0\r\nT: a\r\n\r\n" + SMUGGLED
    parser, taken = StrictParser(Adjustments()), 0
    while not parser.completed:
        taken += parser.received(sent[taken : taken + size])
    assert parser.error is None
    assert parser.get_body_stream().read() == b"x" * 334
    assert sent[taken:] == SMUGGLED


def test_a_fault_in_a_connection_is_logged_without_its_reader(caplog: pytest.LogCaptureFixture) -> None:
    channel = SimpleNamespace(addr=("203.0.113.9", 50_000), closed=False)
    channel.handle_close = lambda: setattr(channel, "closed", True)
    try:
        raise RuntimeError("x")
    except RuntimeError:
        StrictChannel.handle_error(channel)
    assert channel.closed
    assert "ended by a fault" in caplog.text
    assert "203.0.113.9" not in caplog.text


@pytest.mark.parametrize("said", [b"Upgrade, HTTP2-Settings, close", b"keep-alive,Close", b"x\r\nConnection: close"])
def test_who_says_among_other_things_that_the_connection_ends_need_not_wait_for_it(server: Server, said: bytes) -> None:
    asked = b"GET /healthz HTTP/1.1\r\n" + HEAD + H2C + b"Connection: " + said + b"\r\n\r\n"
    begun = time.monotonic()
    told = exchange(server, asked, wait=4 * PATIENCE_S)
    assert time.monotonic() - begun < 2 * PATIENCE_S
    assert told.startswith(b"HTTP/1.1 200 ")
    assert b"\r\nConnection: close\r\n" in told


@pytest.mark.parametrize("late", [False, True], ids=["in time", "at the last moment"])
def test_a_kept_connection_that_asks_while_the_server_ends_is_answered_and_told(
    monkeypatch: pytest.MonkeyPatch, late: bool
) -> None:
    monkeypatch.setattr(wire, "LINGER_SECONDS", 0.3)
    asked = b"GET / HTTP/1.1\r\n" + HEAD + b"\r\n"

    def application(_environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    listener = socket.create_server((HOST, 0))
    server = StrictServer(application, listener, Settings(threads=1))
    with socket.create_connection(listener.getsockname(), timeout=PATIENCE_S) as kept:
        kept.sendall(asked)
        turns, told = iter(range(200)), bytearray()

        def is_owed() -> bool:
            # Head and body may come one after the other.
            if select.select([kept], [], [], 0.05)[0]:
                told.extend(kept.recv(65_536))
            return not told.endswith(b"ok") and next(turns) < 199

        server.answer(is_owed)
        assert told.endswith(b"ok")
        begun, sent = time.monotonic(), list[bytes]()

        def ask_once_more() -> None:
            # Just before the server looks whether the connection rests.
            if not sent and time.monotonic() - begun > (0.32 if late else 0.0):
                kept.sendall(asked)
                sent.append(asked)

        server.end(5.0, ask_once_more)
        server.trigger.close()
        rest = b"".join(iter(lambda: kept.recv(65_536), b""))
        assert rest.endswith(b"ok")
        assert b"\r\nConnection: close\r\n" in rest


def test_an_honest_request_after_another_is_answered(server: Server) -> None:
    """What the test above takes for an answer is one: two honest requests on one connection get two."""
    told = exchange(server, b"GET /healthz HTTP/1.1\r\n" + HEAD + b"\r\n" + SMUGGLED, wait=1.5)
    assert told.count(b"HTTP/1.1 ") == 2
    assert b"There is no such page" in told


def test_a_body_larger_than_announced_limits_is_refused_before_it_is_sent(server: Server) -> None:
    told = exchange(server, POST + b"Content-Length: 50000000\r\nContent-Type: application/json\r\n\r\n[" + b"[" * 1000)
    assert b" 413 " in told.split(b"\r\n")[0]


def test_chunks_without_end_are_refused(server: Server) -> None:
    chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    told = exchange(server, POST + CHUNKED + b"\r\n" + chunk * 40)
    assert b" 413 " in told.split(b"\r\n")[0]
    assert is_ready(server.port)


def test_who_sends_the_whole_of_what_is_too_large_always_learns_why(server: Server) -> None:
    """Closed at once, the connection was reset under the rest of the body, and one reader in ten lost the answer."""
    body = b"[" * 1_100_000
    asked = POST + b"Content-Length: %d\r\nContent-Type: application/json\r\n\r\n" % len(body) + body
    for _ in range(40):
        with socket.create_connection((HOST, server.port), timeout=PATIENCE_S) as connection:
            connection.sendall(asked)
            told = b"".join(iter(lambda: connection.recv(65_536), b""))
        assert told.startswith(b"HTTP/1.1 413 ")
        assert b"PRESENCE_MAX_REQUEST_BYTES" in told


def test_after_a_refusal_nobody_may_go_on_sending_for_ever(server: Server) -> None:
    with socket.create_connection((HOST, server.port), timeout=PATIENCE_S) as connection:
        connection.sendall(POST + b"Content-Length: 900000000\r\n\r\n")
        begun, sent = time.monotonic(), 0
        with pytest.raises(ConnectionError):
            while time.monotonic() - begun < 60:
                connection.sendall(b"[" * 65_536)
                sent += 65_536
    # Beside what the server takes, a few megabytes lie in the buffers of the system.
    assert sent < 40_000_000
    assert is_ready(server.port)


@pytest.mark.parametrize(
    "start", [b"", b"GET / HT", POST + b"Content-Length: 900000\r\n\r\n["], ids=["silent", "headers", "body"]
)
def test_readers_who_never_finish_stop_nobody(server: Server, start: bytes) -> None:
    with ExitStack() as held:
        for _ in range(SLOW):
            connection = held.enter_context(socket.create_connection((HOST, server.port), timeout=5))
            connection.sendall(start)
        begun = time.perf_counter()
        told = exchange(server, b"GET /healthz HTTP/1.1\r\nConnection: close\r\n" + HEAD + b"\r\n", wait=PATIENCE_S)
        assert b" 200 " in told.split(b"\r\n")[0]
        assert time.perf_counter() - begun < PATIENCE_S


def test_readers_who_take_nothing_stop_nobody(server: Server) -> None:
    with ExitStack() as held:
        for _ in range(SLOW):
            connection = socket.socket()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            held.enter_context(connection)
            connection.connect((HOST, server.port))
            connection.sendall(b"GET /_dash-component-suites/dash/dcc/dash_core_components.js HTTP/1.1\r\n" + HEAD + b"\r\n")
        assert b" 200 " in exchange(server, b"GET /healthz HTTP/1.1\r\nConnection: close\r\n" + HEAD + b"\r\n", wait=PATIENCE_S)


def test_what_a_reader_sends_never_touches_the_disk(server: Server) -> None:
    """A file that is looked at is promised to stay in memory; a body of which most is here lies in no file."""
    with socket.create_connection((HOST, server.port), timeout=5) as connection:
        connection.sendall(POST.replace(b"/_dash-update-component", b"/add") + b"Content-Length: 990000\r\n\r\n" + b"x" * 980_000)
        time.sleep(0.5)
        held = [link for pid in processes_of(server) for link in opened_by(pid)]
    assert [link for link in held if link.endswith("(deleted)") and not link.startswith(MEMORY)] == []


def processes_of(server: Server) -> list[int]:
    below = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    return [server.pid, *(int(word) for word in below)]


def opened_by(pid: int) -> list[str]:
    links = []
    # The first three are what the test itself gave the server.
    for path in [path for path in Path(f"/proc/{pid}/fd").iterdir() if int(path.name) > 2]:
        # Another thread may just have closed it.
        with suppress(OSError):
            links.append(str(path.readlink()))
    return links


def test_no_answer_names_the_server_or_its_version(server: Server) -> None:
    told = exchange(server, b"GET /nothing HTTP/1.1\r\nConnection: close\r\n" + HEAD + b"\r\n")
    assert b" 404 " in told
    assert b"waitress" not in told.lower()
    assert b"\r\nserver:" not in told.lower()


SMALL = {
    "PRESENCE_MAX_HEADER_BYTES": "2000", "PRESENCE_MAX_REQUEST_BYTES": "4000", "PRESENCE_IDLE_SECONDS": "1", "PRESENCE_REQUEST_SECONDS": "2",
    "PRESENCE_MAX_WAITING_BYTES": "1000000", "PRESENCE_MAX_CONNECTIONS": "20",
}  # fmt: skip


@pytest.fixture(scope="module", params=["1", "2"], ids=["one process", "two processes"])
def small(hostile_folder: Path, request: pytest.FixtureRequest) -> Iterator[Server]:
    with running_server({"PRESENCE_DATA": str(hostile_folder), "PRESENCE_WORKERS": request.param, **SMALL}) as running:
        yield running


@pytest.mark.parametrize(
    ("content", "status", "told"),
    [
        (b"GET / HTTP/1.1\r\n" + HEAD + b"X: " + b"a" * 2_500 + b"\r\n\r\n", b" 431 ", b"At most 2,000 bytes: PRESENCE_MAX_HEADER_BYTES."),
        (POST + b"Content-Length: 5000\r\n\r\n", b" 413 ", b"At most 4,000 bytes: PRESENCE_MAX_REQUEST_BYTES."),
    ],
    ids=["head", "body"],
)  # fmt: skip
def test_what_is_too_long_is_refused_with_the_setting_that_says_so(
    small: Server, content: bytes, status: bytes, told: bytes
) -> None:
    answer = exchange(small, content)
    assert status in answer.split(b"\r\n")[0]
    assert told in answer


def closed_within(server: Server, first: bytes, then: bytes, seconds: float) -> float:
    """After how many seconds the server ends a connection to which so much is sent, again and again."""
    begun = time.monotonic()
    with socket.create_connection((HOST, server.port), timeout=0.5) as connection:
        connection.sendall(first)
        while time.monotonic() < begun + seconds:
            try:
                if then:
                    connection.sendall(then)
                if not connection.recv(1_000):
                    return time.monotonic() - begun
            except TimeoutError:
                continue
            except ConnectionError:
                return time.monotonic() - begun
    return float("inf")


@pytest.mark.parametrize(
    ("first", "then", "least"),
    [(b"", b"", 1.0), (b"GET / HTTP/1.1\r\nX: ", b"a", 2.0), (POST + b"Content-Length: 900000000\r\n\r\n", b"a", 0.0)],
    ids=["idle", "endless", "refused"],
)
def test_a_connection_stands_as_long_as_the_settings_say(small: Server, first: bytes, then: bytes, least: float) -> None:
    # They are looked at every five seconds.
    assert least <= closed_within(small, first, then, 30.0) < 30.0


def test_who_takes_nothing_of_more_than_may_wait_loses_the_connection(small: Server) -> None:
    """More than the system itself holds for a connection is asked for, and none of it taken."""
    asked = b"GET /_dash-component-suites/plotly/package_data/plotly.min.js HTTP/1.1\r\n" + HEAD + b"\r\n"
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        connection.connect((HOST, small.port))
        connection.sendall(asked * 6)
        port = connection.getsockname()[1]
        wait_for(lambda: holds(small, port), 30)
        wait_for(lambda: not holds(small, port), 40)
    assert is_ready(small.port)


def test_who_takes_answers_by_bits_may_do_so_for_so_long_and_no_longer() -> None:
    """Something is taken all the time, and something always waits; what is taken as a whole begins anew."""
    settings = Settings(idle_seconds=10, answer_seconds=100)
    channel = SimpleNamespace(total_outbufs_len=5, waits=0.0, last_activity=0.0, server=SimpleNamespace(settings=settings))

    def too_slowly(now: float, waiting: int = 5) -> bool:
        channel.total_outbufs_len, channel.last_activity = waiting, now
        return StrictChannel.is_taken_too_slowly(channel, now)

    assert [too_slowly(float(now)) for now in range(1, 101)] == [False] * 100
    assert too_slowly(102.0)
    assert not too_slowly(103.0, waiting=0)
    assert not too_slowly(104.0)
    channel.last_activity = 104.0
    assert StrictChannel.is_taken_too_slowly(channel, 115.0)


def holds(server: Server, port: int) -> bool:
    """Whether a process of the server has an open end of the connection from this port."""
    inodes = {
        line.split()[9] for line in Path("/proc/net/tcp").read_text().splitlines() if line.split()[2].endswith(f":{port:04X}")
    }
    return any(
        link in {f"socket:[{inode}]" for inode in inodes - {"0"}} for pid in processes_of(server) for link in opened_by(pid)
    )


def test_further_connections_wait_until_one_of_those_held_ends(small: Server) -> None:
    with ExitStack() as held:
        for _ in range(60):
            held.enter_context(socket.create_connection((HOST, small.port), timeout=5))
        begun = time.monotonic()
        told = exchange(small, b"GET /healthz HTTP/1.1\r\nConnection: close\r\n" + HEAD + b"\r\n", wait=30)
    assert b" 200 " in told.split(b"\r\n")[0]
    assert time.monotonic() - begun < 30
