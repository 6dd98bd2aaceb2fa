"""Strict HTTP request parsing: ambiguous requests, which a proxy could read differently, are refused.

A proxy before the server may take the other reading, and then a second request hides in the first (RFC 9112, 11.2).
"""

from __future__ import annotations

import re

from waitress.adjustments import Adjustments
from waitress.buffers import OverflowableBuffer
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.receiver import ChunkedReceiver
from waitress.utilities import BadRequest, RequestEntityTooLarge

CODING = re.compile(rb"^transfer-encoding[ \t]*:[ \t]*(.*?)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
FOLDED = re.compile(rb"\r\n[ \t]")
HOSTS = re.compile(rb"^host[ \t]*:", re.IGNORECASE | re.MULTILINE)
# Names, numbers in dots or in brackets, and a port.
HOST = re.compile(r"[0-9A-Za-z._~%:\[\]-]*")
VERSIONS = ("1.0", "1.1")


class StrictReceiver(ChunkedReceiver):  # type: ignore[misc]
    """Chunked-body reader that refuses a chunk without a size: an empty line would be read as the last chunk by some proxies."""

    error: BadRequest | None

    def __init__(self, buffer: OverflowableBuffer, most: int) -> None:
        super().__init__(buffer)
        self._most = most

    def received(self, data: bytes) -> int:
        """Consume a line or part of a chunk and return the number of bytes consumed."""
        taken = 0
        while taken < len(data) and not self.completed and self.error is None:
            end = taken + self.chunk_remainder if self.chunk_remainder else data.find(b"\n", taken) + 1 or len(data)
            if self._awaits_size and (self.control_line + data[taken:end]).startswith(b"\r\n"):
                self.error = BadRequest("A chunk has no size")
                return len(data)
            taken += super().received(data[taken:end])
            if self.chunk_remainder > self._most:
                self.error = RequestEntityTooLarge(f"exceeds max_body of {self._most}")
        return taken

    @property
    def _awaits_size(self) -> bool:
        return not (self.chunk_remainder or self.validate_chunk_end or self.all_chunks_received)


class StrictParser(HTTPRequestParser):  # type: ignore[misc]
    """HTTP parser that refuses repeated Content-Length or Host headers, folded headers, and other protocols.

    waitress follows the chunks and leaves the other length alone, puts several hosts together and lines that go on into one; a
    program before it may do the contrary (RFC 9112, 3.2, 5.2, 6.1).
    """

    adj: Adjustments
    body_rcv: ChunkedReceiver | None

    def parse_header(self, header_plus: bytes) -> None:
        """Parse the header. Raises ParsingError, which is answered with 400 and closes the connection."""
        if FOLDED.search(header_plus):
            raise ParsingError("A header goes on in a second line")
        try:
            super().parse_header(header_plus)
        except ValueError as error:
            # A number of thousands of digits.
            raise ParsingError("A number in the head is none") from error
        self._check_lengths(header_plus)
        self._check_host(len(HOSTS.findall(header_plus)))
        if self.chunked and self.body_rcv is not None:
            self.body_rcv = StrictReceiver(self.body_rcv.getbuf(), self.adj.max_request_body_size)

    def _check_lengths(self, head: bytes) -> None:
        codings = [coding.lower() for coding in CODING.findall(head)]
        if codings and (codings != [b"chunked"] or "CONTENT_LENGTH" in self.headers or self.version != "1.1"):
            raise ParsingError("The length of the body is said in more than one way")

    def _check_host(self, number: int) -> None:
        if self.version not in VERSIONS:
            raise ParsingError("The protocol is neither HTTP/1.0 nor HTTP/1.1")
        if number > 1 or (number == 0 and self.version == "1.1"):
            raise ParsingError("The host is not said once")
        if not HOST.fullmatch(self.headers.get("HOST", "")):
            raise ParsingError("The host is the name of none")
