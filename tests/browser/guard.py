"""Watches a page: what it logs as an error, what its policy refused, whom it asked besides its server."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Request, Response, Route

# Said in the console, where it is heard like any other error; the browser's own line may lack the place.
REPORT_REFUSALS = """
document.addEventListener("securitypolicyviolation", (event) => console.error(
  `policy refused ${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""
# These stay inside the browser.
LOCAL_SCHEMES = ("data", "blob", "about")


@dataclass
class Guard:
    """Collects the faults of every page of a context.

    Attributes:
        origin: address of the server, without a path: the only one that may be asked.
        faults: what was found so far, in order, one sentence each.
    """

    origin: str
    faults: list[str] = field(default_factory=list)
    _expected: list[re.Pattern[str]] = field(default_factory=list)

    def expect(self, pattern: str) -> None:
        """Let pass what matches, before and after this call: a test of a missing page expects status 404."""
        self._expected.append(re.compile(pattern))

    def unexpected(self) -> Sequence[str]:
        """The faults that no test expected."""
        return [fault for fault in self.faults if not any(known.search(fault) for known in self._expected)]

    def watch(self, context: BrowserContext) -> None:
        """Watch every page that ``context`` opens from now on, and refuse requests to other hosts."""
        context.add_init_script(REPORT_REFUSALS)
        context.route("**/*", self._let_pass_or_refuse)
        context.on("page", self._watch_page)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self._note("error in the page", _trace(error.error)))
        context.on("response", self._see)

    def _watch_page(self, page: Page) -> None:
        page.on("crash", lambda _: self._note("crash", "the page's process ended"))
        page.on("websocket", lambda socket: self._note("a web socket was opened", socket.url))

    def _note(self, kind: str, text: str) -> None:
        self.faults.append(f"{kind}: {text}")

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "assert"}:
            place = message.location
            self._note("console", f"{message.text} ({place.get('url', '')}:{place.get('lineNumber', '')})")

    def _see(self, response: Response) -> None:
        if response.status >= 400:
            self._note(f"status {response.status}", f"{response.request.method} {response.url}")

    def _let_pass_or_refuse(self, route: Route) -> None:
        request: Request = route.request
        address = urlsplit(request.url)
        if address.scheme in LOCAL_SCHEMES or f"{address.scheme}://{address.netloc}" == self.origin:
            route.fallback()
            return
        self._note("request to another host", f"{request.method} {request.url}")
        route.abort()


def _trace(error: Error) -> str:
    return error.stack or error.message
