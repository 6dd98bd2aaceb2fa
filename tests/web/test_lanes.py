"""Lanes of threads on the wire: who waits for a file or a map holds none, and what is ready is answered meanwhile."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.domain.view import View
from dashboard.ledger.store import Ledger, open_ledger
from dashboard.settings import Settings, load_settings
from dashboard.web import api, compare_routes, export_routes
from dashboard.web.following import forget
from dashboard.web.lanes import FILES, MADE, READY, lane_of
from dashboard.web.serve import _listen
from dashboard.web.server import create_app
from dashboard.web.wire import GONE_AFTER_SECONDS, StrictServer
from tests.browser.server import HOST
from tests.serving.running import Answer, ask
from tests.web.test_export_routes import TAKES_A_TURN

# More than there are threads of all lanes.
MANY = 30
# Far less than what is held goes on for, and room for a slow machine.
SOON_S = 20.0
CSV = "/api/v1/export?format=csv&sender=RUS&host="
MAP = "/api/v1/frames?sender="
SENDERS = ("FRA", "GBR", "RUS", "CHN", "TUR", "DEU")


class Held:
    """Work that takes until it is let go; counts how much of it goes on at once."""

    def __init__(self, made: object) -> None:
        self.made, self.now, self.most = made, 0, 0
        self.let_go, self._lock = threading.Event(), threading.Lock()

    def __call__(self, *_asked: object, **_named: object) -> object:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.let_go.wait(60)
        with self._lock:
            self.now -= 1
        return self.made


@contextmanager
def on_the_wire(small: Path, **chosen: int) -> Iterator[int]:
    """The port of a whole server in this process, as ``presence serve`` runs it."""
    settings: Settings = replace(load_settings({}), data=small, port=0, **chosen)  # type: ignore[arg-type]
    listener, over = _listen(settings), threading.Event()
    server = StrictServer(create_app(settings, open_ledger(small)).server, listener, settings)
    thread = threading.Thread(target=lambda: (server.answer(lambda: not over.is_set()), server.end(20)), daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        over.set()
        server.pull_trigger()
        thread.join(30)
        server.trigger.close()


def soon(port: int, path: str) -> int:
    """The status of an answer that must come while others wait."""
    begun = time.monotonic()
    status = ask(port, path, Accept_Encoding="gzip").status
    assert time.monotonic() - begun < SOON_S, path
    return status


def at_work(held: Held, number: int) -> None:
    deadline = time.monotonic() + 30
    while held.now < number:
        assert time.monotonic() < deadline, "nobody works"
        time.sleep(0.01)
    # Whoever else could begin would have done so by now.
    time.sleep(0.3)


def test_who_waits_for_a_file_holds_no_thread_and_nobody_is_refused(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = Held(b"a,b\n")
    with on_the_wire(small, threads=4) as port, ThreadPoolExecutor(2 * MANY) as pool:
        kept = "/api/v1/frames?sender=FRA"
        assert ask(port, kept, Accept_Encoding="gzip").status == 200
        monkeypatch.setattr(export_routes, "write_export", held)
        files = [pool.submit(ask, port, f"{CSV}{number}") for number in range(MANY)]
        at_work(held, 2)
        # What is ready, and what has to be made but is no file.
        assert [soon(port, path) for path in ("/healthz", "/readyz", "/", kept, "/compare", "/country/SYR", "/claims")] == [
            200
        ] * 7
        assert held.most == 2
        assert not any(one.done() for one in files)
        held.let_go.set()
        assert {one.result(60).status for one in files} == {200}
    assert held.most == 2


def test_pages_that_take_long_do_not_stand_before_what_is_ready_or_files(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = Held("<p>")
    monkeypatch.setattr(compare_routes, "compare_page", held)
    with on_the_wire(small, threads=4) as port, ThreadPoolExecutor(2 * MANY) as pool:
        pages = [pool.submit(ask, port, "/compare") for _ in range(MANY)]
        at_work(held, 2)
        assert [soon(port, path) for path in ("/healthz", "/", "/api/v1/frames?sender=FRA", f"{CSV}SYR")] == [200] * 4
        held.let_go.set()
        assert {one.result(60).status for one in pages} == {200}


def test_who_waits_too_long_for_a_file_is_told_though_nobody_has_ended(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = Held(b"a,b\n")
    monkeypatch.setattr(export_routes, "write_export", held)
    with on_the_wire(small, threads=1, export_max_at_once=1, export_wait_seconds=1) as port, ThreadPoolExecutor(8) as pool:
        first = pool.submit(ask, port, f"{CSV}SYR")
        at_work(held, 1)
        begun = time.monotonic()
        others = [pool.submit(ask, port, f"{CSV}{number}", Accept="application/json") for number in range(3)]
        told = [one.result(30) for one in others]
        assert 1.0 <= time.monotonic() - begun < SOON_S
        assert {(one.status, one.headers["retry-after"]) for one in told} == {(503, "5")}
        assert all(b"E-BUSY" in one.body for one in told)
        assert not first.done()
        held.let_go.set()
        assert first.result(30).status == 200


def test_when_the_server_ends_who_stands_in_a_lane_is_answered(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = Held(b"a,b\n")
    monkeypatch.setattr(export_routes, "write_export", held)
    with ThreadPoolExecutor(8) as pool:
        files: list[Future[Answer]] = []
        with on_the_wire(small, export_max_at_once=1) as port:
            files += [pool.submit(ask, port, f"{CSV}{number}") for number in range(4)]
            at_work(held, 1)
            threading.Timer(1.0, held.let_go.set).start()
        assert {one.result(5).status for one in files} == {200}
        assert not wait(files, 0).not_done


class Maps(Held):
    """Maps that are made one by one, as they are let go; notes for which senders, in which order."""

    def __init__(self) -> None:
        super().__init__(api.packed_frames)
        self.senders: list[str] = []
        # A server begins with a map of its own.
        self.let_go.set()

    def hold(self) -> None:
        """Make no further map until they are let go, and count from here."""
        self.senders.clear()
        self.let_go.clear()

    def __call__(self, ledger: Ledger, view: View) -> bytes:  # type: ignore[override]
        self.senders.append(view.sender[0])
        super().__call__()
        return self.made(ledger, view)  # type: ignore[operator, no-any-return]


@pytest.fixture
def maps(monkeypatch: pytest.MonkeyPatch) -> Iterator[Maps]:
    forget()
    made = Maps()
    monkeypatch.setattr(api, "packed_frames", made)
    yield made
    made.let_go.set()
    forget()


def ask_for_maps(pool: ThreadPoolExecutor, port: int, senders: tuple[str, ...]) -> list[Future[Answer]]:
    """Ask one after the other, a moment apart."""
    asked = []
    for sender in senders:
        asked.append(pool.submit(ask, port, f"{MAP}{sender}", Accept="application/json"))
        time.sleep(0.1)
    return asked


def test_who_asks_for_a_map_of_a_new_view_gets_it_in_turn_and_holds_no_thread(small: Path, maps: Maps) -> None:
    with on_the_wire(small, threads=2, maps_max_at_once=1) as port, ThreadPoolExecutor(len(SENDERS)) as pool:
        assert ask(port, f"{MAP}ITA").status == 200
        maps.hold()
        asked = ask_for_maps(pool, port, SENDERS)
        at_work(maps, 1)
        assert [soon(port, path) for path in ("/healthz", "/", f"{MAP}ITA", f"{CSV}SYR", "/country/SYR")] == [200] * 5
        assert not any(one.done() for one in asked)
        maps.let_go.set()
        assert {one.result(60).status for one in asked} == {200}
    assert (maps.senders, maps.most) == ([*SENDERS], 1)


def test_who_waits_too_long_for_a_map_is_told_and_keeps_the_place_in_the_line(small: Path, maps: Maps) -> None:
    with on_the_wire(small, threads=2, maps_max_at_once=1, maps_wait_seconds=2) as port, ThreadPoolExecutor(len(SENDERS)) as pool:
        maps.hold()
        first, early = ask_for_maps(pool, port, SENDERS[:2])
        told = early.result(30)
        assert (told.status, told.headers["retry-after"]) == (503, "1")
        assert b"E-BUSY" in told.body
        # Those who came later wait, and the one who came first comes again.
        rest = ask_for_maps(pool, port, (*SENDERS[2:], SENDERS[1]))
        maps.let_go.set()
        assert {one.result(30).status for one in (first, *rest)} == {200}
    assert maps.senders == [*SENDERS]


def hang_up(port: int, path: str) -> None:
    """Ask, and end the connection before there is an answer."""
    with socket.create_connection((HOST, port)) as reader:
        reader.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(0.1)


def test_nothing_is_made_for_who_hung_up_while_waiting(small: Path, maps: Maps, monkeypatch: pytest.MonkeyPatch) -> None:
    files, asked_for = Held(b"a,b\n"), list[object]()
    monkeypatch.setattr(export_routes, "write_export", lambda *asked: (asked_for.append(asked), files())[1])
    with on_the_wire(small, maps_max_at_once=1, export_max_at_once=1) as port, ThreadPoolExecutor(8) as pool:
        maps.hold()
        asked = [*ask_for_maps(pool, port, SENDERS[:1]), pool.submit(ask, port, f"{CSV}SYR")]
        at_work(maps, 1)
        at_work(files, 1)
        for number in range(3):
            hang_up(port, f"{MAP}{SENDERS[1 + number]}")
            hang_up(port, f"{CSV}{number}")
        asked += [*ask_for_maps(pool, port, SENDERS[-1:]), pool.submit(ask, port, f"{CSV}MLI")]
        time.sleep(GONE_AFTER_SECONDS)
        maps.let_go.set()
        files.let_go.set()
        assert {one.result(60).status for one in asked} == {200}
        # The last of each line was answered, so that all before it had their turn.
    assert (maps.senders, len(asked_for)) == ([SENDERS[0], SENDERS[-1]], 2)


def test_who_says_at_once_that_nothing_more_will_come_is_answered(small: Path) -> None:
    with on_the_wire(small) as port, socket.create_connection((HOST, port), timeout=30) as reader:
        reader.sendall(f"GET {CSV}SYR HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        reader.shutdown(socket.SHUT_WR)
        assert reader.recv(100).startswith(b"HTTP/1.1 200 ")


@pytest.fixture(scope="module")
def rules(small: Path) -> list[str]:
    settings = replace(load_settings({}), data=small)
    return [rule.rule for rule in create_app(settings, open_ledger(small)).server.url_map.iter_rules()]


def test_every_address_of_a_file_is_in_the_lane_of_files(rules: list[str]) -> None:
    choice = re.compile(r"<any\(([^)]*)\):(?:form|what)>")
    makes = [rule for rule in rules if choice.search(rule) and not rule.endswith(".json")] + ["/api/v1/export"]
    assert len(makes) > 6

    def filled(rule: str) -> str:
        return re.sub(r"<\w+>", "x", choice.sub(lambda found: found[1].split(", ")[0], rule))

    assert {rule: lane_of(filled(rule)) for rule in makes} == dict.fromkeys(makes, FILES)
    assert {lane_of(path.partition("?")[0]) for path in TAKES_A_TURN} == {FILES}
    assert lane_of("/api/v1/stories/read.json") == FILES


@pytest.mark.parametrize("kind", ["compare", "known", "pair"])
def test_a_picture_that_a_page_shows_does_not_wait_for_files(kind: str) -> None:
    assert (lane_of(f"/api/v1/{kind}.svg"), lane_of(f"/api/v1/{kind}.pdf")) == (MADE, FILES)


READY_PATHS = (
    "/",
    "",
    "/healthz",
    "//healthz",
    "/readyz",
    "/metrics",
    "/assets/atlas.css",
    "/_dash-layout",
    "/api/v1/frames",
    "/api/v1/atlas",
)
MADE_PATHS = (
    "/_dash-update-component", "/compare", "/country/SYR", "/claims", "/api/v1/claims.json", "/api/v1/known.json", "/verify",
    "/api/v1/stories/a.json", "/healthz/x", "/assets", "/no-such-page",
)  # fmt: skip


@pytest.mark.parametrize(("lane", "paths"), [(READY, READY_PATHS), (MADE, MADE_PATHS)], ids=[READY, MADE])
def test_what_has_to_be_made_is_not_taken_for_what_is_ready(lane: str, paths: tuple[str, ...]) -> None:
    assert {path: lane_of(path) for path in paths} == dict.fromkeys(paths, lane)


def test_a_path_with_several_slashes_before_it_waits_where_the_same_path_with_one_does(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The application is told of one slash alone; files that stood among pages would hold up all of them."""
    held = Held(b"a,b\n")
    monkeypatch.setattr(export_routes, "write_export", held)
    with on_the_wire(small, threads=4) as port, ThreadPoolExecutor(MANY) as pool:
        files = [pool.submit(ask, port, f"/{CSV}{number}") for number in range(MANY)]
        at_work(held, 2)
        assert [soon(port, path) for path in ("/country/SYR", "//healthz")] == [200] * 2
        held.let_go.set()
        assert {one.result(60).status for one in files} == {200}


def test_the_prefix_of_a_proxy_is_no_part_of_the_lane(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = Held(b"a,b\n")
    monkeypatch.setattr(export_routes, "write_export", held)
    with on_the_wire(small, threads=2, prefix="/atlas") as port, ThreadPoolExecutor(MANY) as pool:  # type: ignore[arg-type]
        files = [pool.submit(ask, port, f"/atlas{CSV}{number}") for number in range(MANY)]
        at_work(held, 2)
        assert [soon(port, path) for path in ("/atlas/healthz", "/healthz", "/atlas/")] == [200] * 3
        held.let_go.set()
        assert {one.result(60).status for one in files} == {200}
