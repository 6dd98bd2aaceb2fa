"""Links that come from data: only to web addresses, and without telling the other side where the reader came from."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit


def web_address(text: object) -> str:
    """The address when it is an http or https one; empty otherwise."""
    if not isinstance(text, str):
        return ""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return ""
    return text.strip() if parts.scheme in ("http", "https") and parts.netloc else ""


def linked(words: str, address: object) -> str:
    """The words as a link to a web address; only the escaped words where it is none."""
    target = web_address(address)
    return f"<a href='{escape(target)}' rel='noopener noreferrer'>{escape(words)}</a>" if target else escape(words)


def safe_link(text: object) -> str:
    """The address as an HTML link; escaped text where it is no web address."""
    address = web_address(text)
    if not address:
        return escape(str(text or ""))
    return f'<a href="{escape(address)}" rel="noopener noreferrer">{escape(address)}</a>'
