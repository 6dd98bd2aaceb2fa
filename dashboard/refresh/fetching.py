"""Fetches one address into a file: politely, within limits, and taking up where a broken transfer stopped."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import orjson
import requests

from dashboard import __version__
from dashboard.errors import PresenceError
from dashboard.settings import Settings

# What a broken transfer loses at most.
CHUNK = 8_192
AGENT = f"presence-atlas/{__version__} (self-hosted; asks rarely)"
# Answers that a little later may be better.
PASSING = frozenset({429, 500, 502, 503, 504})
# A publisher who asks for more goes round in circles: a fault to look at, and nothing to wait longer for. No setting.
MAX_REDIRECTS = 3
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# A publisher that asks for more patience than this is asked again another day.
LONGEST_WAIT = 300.0


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches with one connection and these limits.

    Attributes:
        settings: seconds, bytes, tries and pauses.
        progress: told one line a step.
        sleep: waits; another one in tests.
        session: the connection that is kept open.
    """

    settings: Settings
    progress: Callable[[str], None]
    sleep: Callable[[float], None] = time.sleep
    session: requests.Session = field(default_factory=requests.Session)

    def fetch(self, address: str, target: Path, kind: str) -> Path:
        """The content of ``address`` in the file ``target``, whole.

        A file that is there already is asked for with its mark and kept where the publisher says that it has not changed; a part that
        a broken transfer left is completed where the publisher can, else fetched from the start.

        Args:
            address: https, or http on this machine.
            target: where it goes; ``<target>.part`` and ``<target>.mark`` stand beside it.
            kind: what the answer must be: "json", "csv" or "zip". A page of HTML is refused whatever it says of itself.

        Raises PresenceError: E-REFRESH-ADDRESS, E-REFRESH-REDIRECT, E-REFRESH-STATUS, E-REFRESH-KIND, E-REFRESH-SIZE, E-REFRESH-CUT,
        E-REFRESH-TIME, E-REFRESH-NETWORK. What was at ``target`` before stays there.
        """
        _check_address(address)
        for attempt in range(self.settings.refresh_tries):
            if attempt:
                self.sleep(min(self.settings.refresh_pause_ms / 1000 * 2**attempt, LONGEST_WAIT))
            try:
                if self._try(address, target, kind):
                    return target
            except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as error:
                self.progress(f"{_host(address)}: {type(error).__name__}, try {attempt + 1} of {self.settings.refresh_tries}")
                last: Exception = error
            else:
                last = TimeoutError("the publisher is busy")
        raise _network(address, last)

    def _try(self, address: str, target: Path, kind: str) -> bool:
        """True when ``target`` is whole; False where another try may help."""
        part, mark = target.with_name(target.name + ".part"), _read_mark(target)
        have = part.stat().st_size if part.is_file() and mark.get("part") else 0
        with closing(self._answer(address, self._headers(target, have, mark))) as answer:
            if answer.status_code == requests.codes.not_modified and target.is_file():
                self.progress(f"{target.name}: not changed since it was fetched")
                return True
            if answer.status_code in PASSING:
                self._wait(answer)
                return False
            if answer.status_code not in (requests.codes.ok, requests.codes.partial_content):
                raise _status(address, answer.status_code)
            resumed = answer.status_code == requests.codes.partial_content and have > 0
            _write_mark(target, {"part": answer.headers.get("ETag") or answer.headers.get("Last-Modified") or ""})
            self._save(answer, part, have if resumed else 0, address)
        _check_kind(part, kind, address)
        part.replace(target)
        _write_mark(target, {"etag": answer.headers.get("ETag", ""), "modified": answer.headers.get("Last-Modified", "")})
        digest = hashlib.sha256(target.read_bytes()).hexdigest()
        self.progress(f"{target.name}: {target.stat().st_size:,} bytes, sha256 {digest[:16]}")
        return True

    def _headers(self, target: Path, have: int, mark: dict[str, str]) -> dict[str, str]:
        headers = {"User-Agent": AGENT, "Accept-Encoding": "identity" if have else "gzip"}
        if have and mark.get("part"):
            return {**headers, "Range": f"bytes={have}-", "If-Range": mark["part"]}
        known = {"If-None-Match": mark.get("etag", ""), "If-Modified-Since": mark.get("modified", "")}
        return {**headers, **{name: text for name, text in known.items() if text}} if target.is_file() else headers

    def _answer(self, address: str, headers: dict[str, str]) -> requests.Response:
        for _ in range(MAX_REDIRECTS):
            self.sleep(self.settings.refresh_pause_ms / 1000)
            answer = self.session.get(
                address, headers=headers, stream=True, allow_redirects=False, timeout=self.settings.refresh_seconds
            )
            if not answer.is_redirect:
                return answer
            onward = urljoin(address, answer.headers.get("Location", ""))
            answer.close()
            if (urlsplit(onward).scheme, urlsplit(onward).netloc) != (urlsplit(address).scheme, urlsplit(address).netloc):
                raise PresenceError(
                    "E-REFRESH-REDIRECT", f"a redirect to {_host(onward)}", f"an answer from {_host(address)}",
                    cause="the publisher moved, or somebody stands between", next_step="look at the address in a browser", where=address,
                )  # fmt: skip
            address = onward
        raise PresenceError("E-REFRESH-REDIRECT", "one redirect after another", "an answer", where=address)

    def _wait(self, answer: requests.Response) -> None:
        asked = answer.headers.get("Retry-After", "")
        seconds = float(asked) if asked.isascii() and asked.isdigit() else 0.0
        if seconds > LONGEST_WAIT:
            raise PresenceError(
                "E-REFRESH-STATUS", f"a wish to wait {seconds:,.0f} seconds", "an answer now", cause="too many requests",
                next_step="try again another day", where=_host(answer.url),
            )  # fmt: skip
        self.progress(f"{_host(answer.url)}: status {answer.status_code}, waiting {seconds:.0f} s")
        self.sleep(seconds)

    def _save(self, answer: requests.Response, part: Path, have: int, address: str) -> None:
        """Write the body behind the ``have`` bytes that are there; raises where it is too large, too slow or shorter than announced."""
        most, deadline = self.settings.refresh_max_bytes, time.monotonic() + self.settings.refresh_max_seconds
        part.parent.mkdir(parents=True, exist_ok=True)
        written = have
        with part.open("ab" if have else "wb") as file:
            for chunk in _chunks(answer):
                written += len(chunk)
                if written > most:
                    raise PresenceError(
                        "E-REFRESH-SIZE", f"more than {most:,} bytes", f"at most {most:,}", cause="no table, or an endless answer",
                        next_step="raise PRESENCE_REFRESH_MAX_BYTES if the file is right", where=address,
                    )  # fmt: skip
                if time.monotonic() > deadline:
                    raise PresenceError(
                        "E-REFRESH-TIME", f"{written:,} bytes in {self.settings.refresh_max_seconds} s", "a whole answer in that time",
                        cause="a slow line or a slow publisher", next_step="run the same command again: it goes on from here", where=address,
                    )  # fmt: skip
                file.write(chunk)
        announced = answer.headers.get("Content-Length", "")
        plain = "Content-Encoding" not in answer.headers
        if plain and announced.isdigit() and written - have < int(announced):
            raise requests.ConnectionError(f"{written - have:,} of {int(announced):,} bytes")


def _chunks(answer: requests.Response) -> Iterator[bytes]:
    try:
        yield from answer.iter_content(CHUNK)
    except requests.exceptions.ContentDecodingError as error:
        raise PresenceError(
            "E-REFRESH-KIND", str(error)[:120], "a body as its header says", cause="a broken answer", where=answer.url
        ) from error


def _check_address(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return
    raise PresenceError(
        "E-REFRESH-ADDRESS", address[:120], "an https address", next_step="give the publisher's address with https"
    )


def _check_kind(part: Path, kind: str, address: str) -> None:
    with part.open("rb") as file:
        start = file.read(512).lstrip(b"\xef\xbb\xbf \t\r\n")
    right = {
        "json": start[:1] in (b"[", b"{"),
        "zip": start[:4] == b"PK\x03\x04",
        "csv": start[:1] != b"<" and b"\x00" not in start,
    }[kind]
    if right and start:
        return
    part.unlink()
    found = "a page of HTML" if start[:1] == b"<" else "nothing" if not start else "another kind of file"
    raise PresenceError(
        "E-REFRESH-KIND", found, f"a file of the kind {kind}", cause="the publisher shows a notice or moved the file",
        next_step="look at the address in a browser; files that were fetched by hand go in with --from", where=address,
    )  # fmt: skip


def _read_mark(target: Path) -> dict[str, str]:
    path = target.with_name(target.name + ".mark")
    try:
        found = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def _write_mark(target: Path, mark: dict[str, str]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.with_name(target.name + ".mark").write_bytes(orjson.dumps(mark))


def _host(address: str) -> str:
    return urlsplit(address).netloc


def _status(address: str, status: int) -> PresenceError:
    return PresenceError(
        "E-REFRESH-STATUS", f"status {status}", "status 200", cause="the publisher moved or closed the address",
        next_step="look at it in a browser; files that were fetched by hand go in with --from", where=address,
    )  # fmt: skip


def _network(address: str, error: Exception) -> PresenceError:
    return PresenceError(
        "E-REFRESH-NETWORK", str(error)[:160] or type(error).__name__, "an answer", cause="no network, or a publisher that is busy",
        next_step="run the same command again: what was fetched is kept", where=address,
    )  # fmt: skip
