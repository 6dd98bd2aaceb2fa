"""Authentication by a header of a trusted proxy; without that setting everyone may read.

The program keeps no passwords and no sessions. Readers publish nothing; those whom the settings name as publishers may put a table
that was looked at into service. Where they name none, publishing is done on the command line and by nobody in the browser.
"""

from __future__ import annotations

import ipaddress
import re

import flask

from dashboard.errors import PresenceError, Problem
from dashboard.settings import Settings

NAME = re.compile(r"[^\x00-\x1f\x7f,]{1,200}")
# A supervisor and a collector of counts ask without a user.
WITHOUT_USER = ("/healthz", "/readyz", "/metrics")
# The name in which the program asks itself when it starts.
PROGRAM = "presence-atlas"
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def networks(text: str) -> tuple[Network, ...]:
    """The addresses and networks that a setting names. Raises ValueError for what is none."""
    return tuple(ipaddress.ip_network(word, strict=False) for word in text.split())


def control_access(server: flask.Flask, settings: Settings) -> None:
    """Refuse requests without a user whom a trusted proxy names; nothing where the settings name no header.

    Raises PresenceError (E-SERVE-PUBLISHERS) where there are publishers and no header that could name them.
    """
    publishers = frozenset(settings.publishers.split())
    if publishers and not settings.user_header:
        raise PresenceError(
            "E-SERVE-PUBLISHERS", "publishers, and no header in which a proxy names the user", "both settings or neither",
            cause="without the header everyone would be nobody", next_step="set PRESENCE_USER_HEADER too", where="PRESENCE_PUBLISHERS",
        )  # fmt: skip
    if not settings.user_header:
        return
    trusted = networks(settings.trusted_proxies)

    @server.before_request
    def who() -> flask.Response | None:
        if flask.request.path in WITHOUT_USER:
            return None
        if not _trusts(trusted, flask.request.remote_addr or ""):
            return flask.Response("Only the proxy in front may ask.", 403, mimetype="text/plain")
        # Two of them, joined by a comma, would be one by the proxy and one by the reader.
        named = flask.request.headers.getlist(settings.user_header)
        if len(named) != 1 or not NAME.fullmatch(named[0]):
            return flask.Response("Nobody is signed in.", 401, mimetype="text/plain")
        flask.g.user = named[0]
        flask.g.publisher = named[0] in publishers
        return None


def asked_by_program(settings: Settings) -> dict[str, str]:
    """WSGI values for a request that the program sends to itself: it passes `control_access` without a proxy's user header.

    Empty without that setting. The name is a reader's: it may publish nothing unless the operator has named it so.
    """
    trusted = networks(settings.trusted_proxies)
    if not settings.user_header or not trusted:
        return {}
    return {"REMOTE_ADDR": str(trusted[0].network_address), f"HTTP_{settings.user_header.upper().replace('-', '_')}": PROGRAM}


def is_publisher() -> bool:
    """Whether the request comes from a user whom the settings name as a publisher."""
    return bool(flask.g.get("publisher", False))


def refuse_all_but_publishers() -> flask.Response | None:
    """403 (E-ACCESS-PUBLISHER) unless the request comes from a publisher; None means that it may go on."""
    if is_publisher():
        return None
    problem = Problem(
        "E-ACCESS-PUBLISHER", "a reader", "a publisher", cause="readers may have a table looked at and publish none",
        next_step="send the address of the page to a publisher",
    )  # fmt: skip
    return flask.Response(str(problem), 403, mimetype="text/plain")


def _trusts(trusted: tuple[Network, ...], address: str) -> bool:
    try:
        asked = ipaddress.ip_address(address)
    except ValueError:
        return False
    plain = getattr(asked, "ipv4_mapped", None) or asked
    return any(plain in network for network in trusted)
