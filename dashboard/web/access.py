"""Readers by name, where a proxy in front says who they are; without that setting everyone may read and nobody is asked.

The program keeps no passwords and no sessions. Publishing is done on the command line and by nobody in the browser.
"""

from __future__ import annotations

import ipaddress
import re

import flask

from dashboard.settings import Settings

NAME = re.compile(r"[^\x00-\x1f\x7f,]{1,200}")
# A supervisor and a collector of counts ask without a user.
WITHOUT_USER = ("/healthz", "/readyz", "/metrics")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def networks(text: str) -> tuple[Network, ...]:
    """The addresses and networks that a setting names. Raises ValueError for what is none."""
    return tuple(ipaddress.ip_network(word, strict=False) for word in text.split())


def control_access(server: flask.Flask, settings: Settings) -> None:
    """Refuse requests without a user whom a trusted proxy names; nothing where the settings name no header."""
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
        return None


def _trusts(trusted: tuple[Network, ...], address: str) -> bool:
    try:
        asked = ipaddress.ip_address(address)
    except ValueError:
        return False
    plain = getattr(asked, "ipv4_mapped", None) or asked
    return any(plain in network for network in trusted)
