"""The guard hears what a page does wrong: each fault here is made on purpose."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.guard import Guard

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src * data:; connect-src *"
BODIES = {
    "/quiet": ("text/html", "<link rel='icon' href='data:,'><p>Quiet</p>"),
    "/inline": ("text/html", "<link rel='icon' href='data:,'><p style='color: red'>Refused</p>"),
    "/script": ("text/html", "<link rel='icon' href='data:,'><script src='/script.js'></script>"),
    "/log": ("text/html", "<link rel='icon' href='data:,'><script src='/log.js'></script>"),
    "/missing": ("text/html", "<link rel='icon' href='data:,'><img src='/none.png' alt=''>"),
    "/other": ("text/html", "<link rel='icon' href='data:,'><img src='http://other.invalid/x.png' alt=''>"),
    "/script.js": ("text/javascript", "setTimeout(() => { throw new Error('thrown later'); });"),
    "/log.js": ("text/javascript", "console.error('logged'); window.presence = { ready: true };"),
}


class Handler(BaseHTTPRequestHandler):
    """Answers with the bodies above."""

    def do_GET(self) -> None:
        kind, body = BODIES.get(self.path, ("text/plain", ""))
        self.send_response(200 if self.path in BODIES else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Keep the tests' output for findings."""


@pytest.fixture(scope="module")
def faulty() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context()
    yield made
    made.close()


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("/inline", "policy refused style-src"),
        ("/script", "error in the page: Error: thrown later"),
        ("/log", "console: logged"),
        ("/missing", "status 404: GET"),
        ("/other", "request to another host: GET http://other.invalid/x.png"),
    ],
)
def test_a_fault_is_heard(context: BrowserContext, faulty: str, path: str, fault: str) -> None:
    heard = Guard(faulty)
    heard.watch(context)
    page = context.new_page()
    page.goto(f"{faulty}{path}", wait_until="networkidle")
    assert any(fault in found for found in heard.unexpected()), heard.faults
    heard.expect(".")
    assert heard.unexpected() == []


def test_a_quiet_page_has_no_fault(context: BrowserContext, faulty: str) -> None:
    heard = Guard(faulty)
    heard.watch(context)
    context.new_page().goto(f"{faulty}/quiet", wait_until="networkidle")
    assert heard.faults == []


def test_waiting_works_under_a_policy_without_eval(context: BrowserContext, faulty: str) -> None:
    page = context.new_page()
    page.goto(f"{faulty}/log")
    page.wait_for_function("() => window.presence && window.presence.ready === true", timeout=5000)
