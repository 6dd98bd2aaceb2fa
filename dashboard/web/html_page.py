"""The frame of the plain pages, and tables in it. What comes from data must be escaped by who puts it in."""

from __future__ import annotations

import hashlib
from html import escape
from pathlib import Path

HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Presence Atlas</title>
<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/atlas.css?v={version}">
<link rel="stylesheet" href="/assets/pages.css?v={pages_version}">
<script src="/assets/address.js?v={address_version}"></script>
<script src="/assets/theme.js?v={theme_version}"></script>
<script src="/assets/search.js?v={search_version}" defer></script>
<script src="/assets/saved.js?v={saved_version}" defer></script>
{own}</head>
<body class="page">
<a class="skip" href="#content">Skip to the content</a>
<header class="page-head"><a class="brand" href="/">Presence<span class="dot">·</span>Atlas</a>
<nav aria-label="Pages"><a href="/">Map</a> <a href="/compare">Compare</a> <a href="/claims">Claims</a> <a href="/sources">Sources</a>
<a href="/definitions">Definitions</a> <a href="/changes">Changes</a> <a href="/stories">Stories</a> <a href="/verify">Verify</a>
<button type="button" class="button" data-search>Search</button>
<button type="button" class="button" data-saved aria-haspopup="dialog">Saved</button></nav></header>
<main id="content"{broad}>
"""
FOOT = "</main></body></html>"
FILES = {
    "version": "atlas.css",
    "pages_version": "pages.css",
    "address_version": "address.js",
    "theme_version": "theme.js",
    "search_version": "search.js",
    "saved_version": "saved.js",
}


def page_html(title: str, assets: Path, *parts: str, scripts: tuple[str, ...] = (), broad: bool = False) -> str:
    """A whole page: head with ``title`` (text), then ``parts`` (HTML, joined by line ends).

    ``scripts`` are files of the assets that the page alone needs; a ``broad`` page takes the width of a large screen.
    """
    own = "".join(f'<script src="/assets/{file}?v={asset_version(assets / file)}" defer></script>\n' for file in scripts)
    wide = ' class="broad"' if broad else ""
    head = HEAD.format(
        title=escape(title), own=own, broad=wide, **{name: asset_version(assets / file) for name, file in FILES.items()}
    )
    return "\n".join([head, *parts, FOOT])


def table_html(caption: str, head: list[str], rows: list[list[str]]) -> str:
    """A table of cells that are HTML already, in a region that scrolls sideways and can be reached by key."""
    titles = "".join(f"<th scope='col'>{title}</th>" for title in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    name = escape(caption)
    table = f"<table><caption>{name}</caption><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table>"
    return f"<div class='scroll' tabindex='0' role='region' aria-label='{name}'>{table}</div>"


def asset_version(path: Path) -> str:
    """What stands behind an address of the assets, so that it changes with the content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]
