"""The page of one place: who is here, where it is abroad, sites, events, sources. Plain HTML that needs no script."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from pathlib import Path

import numpy as np

from dashboard.domain.places import Place
from dashboard.domain.view import View
from dashboard.figures.country import Presence, Role, presences, sites_of, sizes_of, speaking_sources
from dashboard.figures.days import describe_day, say_day
from dashboard.figures.numbers import count, say_number
from dashboard.figures.records import pair_events, say_events
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.html_page import page_html, table_html
from dashboard.web.links import axis_links, linked

# A picture of each half says how it went; every other series is one link away.
SERIES_SHOWN = 2
KINDS = {
    "state": "State",
    "territory": "Territory",
    "contested": "Contested place",
    "former": "Former state",
    "collective": "Group of places",
}


def country_page(ledger: Ledger, place: Place, view: View, settings: Settings, notices: tuple[str, ...]) -> str:
    """The whole page as HTML; every text from data is escaped."""
    here, abroad = (presences(ledger, place.id, role, view) for role in ("host", "sender"))
    known = f", as known on {say_day(view.known_at)}" if view.known_at else ""
    return page_html(
        place.name, settings.assets,
        f"<h1>{escape(place.name)}</h1>",
        *(f"<p class='notice'>{escape(notice)}</p>" for notice in notices),
        f"<p class='lead'>{escape(_lead(ledger, place))}{escape(known)}</p>", _sizes(ledger, place, view), _jump(here, abroad),
        _half(ledger, place, "host", here, view), _half(ledger, place, "sender", abroad, view),
        _sites(ledger, place, settings), _events(ledger, place), _sources(ledger, place), f"<p class='lead'>Ledger {ledger.generation}.</p>",
    )  # fmt: skip


def place_link(ledger: Ledger, place: str) -> str:
    """A link to the page of a place, or its escaped id where it is none."""
    known = ledger.places.by_id.get(place)
    return f"<a href='/country/{escape(place)}'>{escape(known.name)}</a>" if known else escape(place)


def unknown_place_page(ledger: Ledger, asked: str, assets: Path) -> str:
    """The page for an id that is no place: says so and offers what may be meant."""
    names = (asked[:100], *ledger.places.suggest(asked[:100]))
    found = [place for name in names for place in ledger.places.resolve(name).candidates]
    links = "".join(f"<li>{place_link(ledger, place)}</li>" for place in dict.fromkeys(found))
    offered = f"<p>You may mean:</p><ul>{links}</ul>" if links else ""
    return page_html(
        "No such place",
        assets,
        "<h1>No such place</h1>",
        f"<p>The atlas knows no place called “{escape(asked[:60])}”.</p>{offered}<p>Press <kbd>/</kbd> to search by name or code.</p>",
    )


def _lead(ledger: Ledger, place: Place) -> str:
    names = [ledger.places.by_id[one].name for one in place.successors if one in ledger.places.by_id]
    before = [one.name for one in ledger.places.by_id.values() if place.id in one.successors and one.kind == "former"]
    lived = [
        f"from {say_day(place.valid_from)}" if place.valid_from else "",
        f"to {say_day(place.valid_to)}" if place.valid_to else "",
    ]
    followed = f"followed by {', '.join(names)}" if names and place.kind == "former" else ""
    parts = [
        KINDS[place.kind], place.region, " ".join(part for part in lived if part), followed,
        f"it holds territory of {', '.join(before)}" if before else "", place.owner_note, place.note,
    ]  # fmt: skip
    return ". ".join(part[:1].upper() + part[1:] for part in parts if part) + "."


def _sizes(ledger: Ledger, place: Place, view: View) -> str:
    rows = [
        f"<dt>{escape(measure.title)}</dt><dd>{escape(say_number(float(row['best']), measure.unit))} "
        f"({escape(describe_day(row['newest'].date(), measure.clock, measure.kind))}, {escape(_title(ledger, str(row['source_id'])))})</dd>"
        for measure, row in sizes_of(ledger, place.id, view)
    ]
    return (
        f"<dl>{''.join(rows)}</dl>"
        if rows
        else "<p>No denominator is known: population, economy and forces are not collected.</p>"
    )


def _jump(here: tuple[Presence, ...], abroad: tuple[Presence, ...]) -> str:
    told = [
        f"<a href='#host'>Who is here ({len(here)} measures)</a>",
        f"<a href='#sender'>Where it is abroad ({len(abroad)} measures)</a>",
    ]
    return f"<p>{' · '.join([*told, *(f'<a href=#{name}>{title}</a>' for name, title in PARTS.items())])}</p>"


PARTS = {"sites": "Sites", "events": "Events", "sources": "Sources"}


def _half(ledger: Ledger, place: Place, role: Role, found: tuple[Presence, ...], view: View) -> str:
    title = f"Who is in {place.spoken}" if role == "host" else f"Where {place.spoken} is abroad"
    if not found:
        return f"<section id='{role}'><h2>{escape(title)}</h2><p>No claim in this ledger: not collected, which is not none.</p></section>"
    halves = [
        ("Military", [one for one in found if one.measure.domain == "military"]),
        ("Economic", [one for one in found if one.measure.domain != "military"]),
    ]
    parts = "".join(_domain(ledger, place, role, name, own, view) for name, own in halves if own)
    axes = axis_links(f"/country/{place.id}", view) if role == "host" else ""
    return f"<section id='{role}'><h2>{escape(title)}</h2>{axes}<div class='halves'>{parts}</div></section>"


def _domain(ledger: Ledger, place: Place, role: Role, name: str, found: list[Presence], view: View) -> str:
    tables = "".join(_measure(ledger, place, role, one, view if i < SERIES_SHOWN else None) for i, one in enumerate(found))
    return f"<div><h3>{name}</h3>{tables}</div>"


def _measure(ledger: Ledger, place: Place, role: Role, one: Presence, drawn: View | None) -> str:
    """The table of one measure; ``drawn``: the picture below it follows the axis and the days of this View.

    Definition, day and source are told once where they are those of every row, and in each row otherwise.
    """
    when = describe_day(one.day, one.measure.clock, one.measure.kind)
    counted = [f"{line.detail}{' · ' + line.source if line.source else ''}" for line in one.lines]
    alike = len(set(counted)) == 1
    rows = [
        [_pair_link(ledger, place.id, role, line.place), f"<b>{escape(line.words)}</b>", *([] if alike else [escape(words)])]
        for line, words in zip(one.lines, counted, strict=True)
    ]
    query = escape(one.view.without_hosts().encode() if role == "sender" else one.view.encode())
    other = "sender" if role == "host" else "host"
    head = [other.capitalize(), "Figure", *([] if alike else ["Counted as, day, source"])]
    table = table_html(f"{one.measure.title}, {when}", head, rows)
    more = f"{count(one.more, f'more {other}')} with a claim · " if one.more else ""
    below = f"{more}<a href='/?{query}'>On the map</a> · {count(one.claims, 'claim')} at all times"
    shown = _picture(one, drawn) if drawn and role == "host" else ""
    return f"{table}<p class='lead'>{f'{escape(counted[0])}<br>' if alike else ''}{below}</p>{shown}"


def _picture(one: Presence, drawn: View) -> str:
    query = escape(replace(one.view, date=None, series=drawn.series, since=drawn.since).encode())
    words = f"{one.measure.title} over time, one line a sender; the same figures are in the table above and in its CSV"
    address = f"/api/v1/small-series.svg?{query}"
    return f"<img class='series' data-picture loading='lazy' src='{address}' alt='{escape(words)}' width='560' height='420'>"


def _pair_link(ledger: Ledger, place: str, role: Role, other: str) -> str:
    known = ledger.places.by_id.get(other)
    pair = f"{other}/{place}" if role == "host" else f"{place}/{other}"
    return f"<a href='/pair/{escape(pair)}'>{escape(known.name if known else other)}</a>"


def _sites(ledger: Ledger, place: Place, settings: Settings) -> str:
    sites, total = sites_of(ledger, place.id, settings.max_sites_shown)
    if not sites:
        return "<section id='sites'><h2>Sites</h2><p>No named site is known.</p></section>"
    rows = [
        [
            escape(site.name),
            place_link(ledger, site.sender),
            escape(site.title),
            _point(site.lat, site.lon),
            f"<code>{escape(site.claim_id)}</code>",
        ]
        for site in sites
    ]
    cut = f"<p>{len(sites):,} of {total:,} shown; all are in the CSV of the claims.</p>" if total > len(sites) else ""
    table = table_html(f"Sites in {place.spoken}", ["Site", "Sender", "Measure", "Point", "Claim"], rows)
    return f"<section id='sites'><h2>Sites</h2>{cut}{table}</section>"


def _point(lat: float, lon: float) -> str:
    return (
        "no point known"
        if np.isnan([lat, lon]).any()
        else f"{abs(lat):.2f}° {'N' if lat >= 0 else 'S'}, {abs(lon):.2f}° {'E' if lon >= 0 else 'W'}"
    )


def _events(ledger: Ledger, place: Place) -> str:
    rows = pair_events(ledger, (), (place.id,))
    lines = [
        f"<li><b>{escape(when)}</b> · {linked(text, url)} ({place_link(ledger, str(sender))})</li>"
        for when, sender, text, url in zip(
            say_events(rows), rows["sender"], rows["text"], rows["url"].astype("str").fillna(""), strict=True
        )
    ]
    body = f"<ul>{''.join(lines)}</ul>" if lines else "<p>No event is on record.</p>"
    return f"<section id='events'><h2>Events</h2>{body}</section>"


def _sources(ledger: Ledger, place: Place) -> str:
    rows = [
        [
            f"<a href='/sources#{escape(row['source_id'])}'>{escape(_title(ledger, row['source_id']))}</a>", f"{row['claims']:,}",
            "" if np.isnan(row["first"]) else f"<span class='years'>{row['first']:.0f}–{row['last']:.0f}</span>",
            escape(ledger.catalogue.sources[row["source_id"]].licence),
        ]
        for row in speaking_sources(ledger, place.id).to_dict("records")
    ]  # fmt: skip
    table = table_html("Sources", ["Source", "Claims", "Years", "Licence"], rows)
    return f"<section id='sources'><h2>Sources that speak about it</h2>{table}</section>"


def _title(ledger: Ledger, source: str) -> str:
    entry = ledger.catalogue.sources.get(source)
    return entry.title if entry else source
