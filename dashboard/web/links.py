"""Links from data: only http and https addresses, sent without a referrer."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from urllib.parse import urlsplit

from dashboard.domain.view import INDEX, LINEAR, LOG, SERIES, View
from dashboard.figures.claim_entries import ClaimEntry
from dashboard.web.forms import hidden_fields, text_field

# The value axes of charts over time, as a reader chooses them.
AXES = {LINEAR: "Linear", LOG: "Log axis", INDEX: "Index to 100"}


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


def source_link(entry: ClaimEntry) -> str:
    """The source of a claim as a link to where the statement is read, and what else the address leads to."""
    return f"{linked(entry.source, entry.url)}{f' ({escape(entry.leads)})' if entry.leads else ''}"


def safe_link(text: object) -> str:
    """The address as an HTML link; escaped text where it is no web address."""
    address = web_address(text)
    if not address:
        return escape(str(text or ""))
    return f'<a href="{escape(address)}" rel="noopener noreferrer">{escape(address)}</a>'


def axis_links(address: str, view: View) -> str:
    """Links to the same page with its charts over time on another value axis; the present one is said to be it."""
    links = [
        f"<a class='segment' href='{escape(address)}?{escape(replace(view, series=axis).encode())}'"
        f"{' aria-current=true' if axis == view.series else ''}>{AXES[axis]}</a>"
        for axis in SERIES
    ]
    asked = _base_form(address, view) if view.series == INDEX else ""
    return f"<nav class='segments' aria-label='Value axis of the charts over time'>{''.join(links)}</nav>{asked}"


def _base_form(address: str, view: View) -> str:
    """The day that is 100, asked for in a form that needs no script; the rest of the View is sent along."""
    day = text_field("since", "The index is 100 on", str(view.since or ""), "chosen", 10)
    hidden = hidden_fields({name: text for name, text in view.written().items() if name != "since"})
    return f"<form class='asked' method='get' action='{escape(address)}'>{hidden}{day}<button type='submit'>Show</button></form>"
