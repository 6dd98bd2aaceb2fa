"""Reads requests as strictly as they can be read: whatever two programs could read differently is refused."""

from __future__ import annotations

import re

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import BaseWSGIServer

CODING = re.compile(rb"^transfer-encoding[ \t]*:[ \t]*(.*?)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


class StrictParser(HTTPRequestParser):  # type: ignore[misc]
    """Takes no request that says its length twice.

    waitress follows the chunks and leaves the other length alone; a proxy before it may do the contrary, and then a second request
    hides in the body of the first (RFC 9112, 6.1 and 11.2).
    """

    def parse_header(self, header_plus: bytes) -> None:
        """Parse as before; raises ParsingError, which is answered with 400 and the end of the connection."""
        super().parse_header(header_plus)
        codings = [coding.lower() for coding in CODING.findall(header_plus)]
        if codings and (codings != [b"chunked"] or "CONTENT_LENGTH" in self.headers or self.version != "1.1"):
            raise ParsingError("The length of the body is said in more than one way")


class StrictChannel(HTTPChannel):  # type: ignore[misc]
    """A connection that is read by `StrictParser`."""

    parser_class = StrictParser


def make_strict(server: BaseWSGIServer) -> None:
    """Have ``server`` read every connection from now on by `StrictParser`."""
    server.channel_class = StrictChannel
