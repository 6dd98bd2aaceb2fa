"""The frame of the plain pages, and tables in it. What comes from data must be escaped by who puts it in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from html import escape
from itertools import repeat
from pathlib import Path

from dashboard.settings import BY_NAME

OPENING = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Presence Atlas</title>
<link rel="icon" href="{icon}" type="image/svg+xml">
{tags}
</head>
"""
HEADER = """<body class="page">
<a class="skip" href="#content">Skip to the content</a>
<header class="page-head"><a class="brand" href="/">Presence<span class="dot">·</span>Atlas</a>
<nav aria-label="Pages"><a href="/">Map</a> <a href="/compare">Compare</a> <a href="/claims">Claims</a> <a href="/sources">Sources</a>
<a href="/definitions">Definitions</a> <a href="/changes">Changes</a> <a href="/stories">Stories</a> <a href="/verify">Verify</a>
<a href="/api">API</a>
<button type="button" class="button" data-search>Search</button>
<button type="button" class="button" data-saved aria-haspopup="dialog">Saved</button></nav></header>
<main id="content"{broad}>
"""
FOOT = "</main></body></html>"
ICON = "/assets/favicon.svg"
STYLES, EARLY, LATER = ("atlas.css", "pages.css"), ("address.js", "theme.js"), ("search.js", "saved.js")


def page_html(title: str, assets: Path, *parts: str, scripts: tuple[str, ...] = (), broad: bool = False) -> str:
    """A whole page: head with ``title`` (text), then ``parts`` (HTML, joined by line ends).

    ``scripts`` are files of the assets that the page alone needs; a ``broad`` page takes the width of a large screen.
    """
    wide = ' class="broad"' if broad else ""
    head = opening(title, assets, STYLES, EARLY, (*LATER, *scripts)) + HEADER.format(broad=wide)
    return "\n".join([head, *parts, FOOT])


def opening(
    title: str, assets: Path, styles: tuple[str, ...], early: tuple[str, ...], later: tuple[str, ...], icon: str = ICON
) -> str:
    """Everything before the body: title (text), style sheets, scripts that run at once, and those that wait for the page."""
    tags = [f'<link rel="stylesheet" href="{address(assets, name)}">' for name in styles]
    tags += [f'<script src="{address(assets, name)}"></script>' for name in early]
    tags += [f'<script src="{address(assets, name)}" defer></script>' for name in later]
    return OPENING.format(title=escape(title), icon=icon, tags="\n".join(tags))


def table_html(caption: str, head: list[str], rows: list[list[str]], *, stacked: bool = False) -> str:
    """A table of cells that are HTML already, in a region that scrolls sideways and can be reached by key.

    Args:
        caption: text.
        head: titles of the columns, as HTML.
        rows: their cells, as HTML.
        stacked: on a narrow page every row is a block, one cell under the other behind the name of its column, and nothing scrolls.
    """
    titles = "".join(f"<th scope='col'>{title}</th>" for title in head)
    labels: Iterable[str] = [f" data-label='{title}'" for title in head] if stacked else repeat("")
    lines = ("".join(f"<td{label}>{cell}</td>" for label, cell in zip(labels, row, strict=False)) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    name, form = escape(caption), " stacked" if stacked else ""
    table = f"<table><caption>{name}</caption><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table>"
    return f"<div class='scroll{form}' tabindex='0' role='region' aria-label='{name}'>{table}</div>"


def address(assets: Path, name: str) -> str:
    """Where a public file is fetched; it changes with the content."""
    return f"/assets/{name}?v={hashlib.sha256((assets / name).read_bytes()).hexdigest()[:10]}"


def cut_told(found: int, most: int, setting: str) -> str:
    """That of ``found`` rows only ``most`` are shown, and by which setting; empty where all are."""
    return f"<p>{most:,} of {found:,} shown, by {BY_NAME[setting].environment}.</p>" if found > most else ""
