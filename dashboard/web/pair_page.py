"""The page of a sender and a host: all that is known between them on one time axis. Plain HTML that needs no script."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from dashboard.domain.view import View
from dashboard.exports.options import options_of
from dashboard.exports.pair_image import pair_plots, pair_records
from dashboard.figures.change_lines import ChangeLine, change_line, disagreements, pair_changes
from dashboard.figures.claim_entries import ClaimEntry
from dashboard.figures.days import say_day
from dashboard.figures.panel import EventLine, Panel, panel
from dashboard.figures.series_summary import summarise
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.country_page import place_link
from dashboard.web.html_page import page_html, table_html
from dashboard.web.links import axis_links, linked, source_link


def pair_page(ledger: Ledger, view: View, settings: Settings, notices: tuple[str, ...]) -> str:
    """The whole page of a View with one sender and one host, as HTML; every text from data is escaped."""
    content = panel(ledger, view, settings)
    (sender,), (host,) = view.sender, view.host
    back = f"<a href='/pair/{escape(host)}/{escape(sender)}'>The other way round</a>"
    query = escape(view.encode())
    known = f" As known on {say_day(view.known_at)}." if view.known_at else ""
    elsewhere = [f"<a href='/?{query}'>On the map</a>", f"<a href='/api/v1/claims.csv?{query}'>All claims (CSV)</a>"]
    links = " · ".join([place_link(ledger, sender), place_link(ledger, host), back, *elsewhere])
    return page_html(
        content.heading, settings.assets,
        f"<h1>{escape(content.heading)}</h1>",
        *(f"<p class='notice'>{escape(notice)}</p>" for notice in notices),
        f"<p class='lead'>{escape('; '.join(chip.text for chip in content.chips))}.{escape(known)} Figures are never added across "
        f"definitions or sources here.</p><p>{links}</p>",
        _chart(ledger, view, settings), _known(view),
        _changes(ledger, view), _statements(ledger, view), _events(content.events), _notes(content),
        _claims(content, query), f"<p class='lead'>Ledger {ledger.generation}.</p>",
    )  # fmt: skip


def _chart(ledger: Ledger, view: View, settings: Settings) -> str:
    plots, others = pair_plots(ledger, view, options_of(settings).limits)
    if not plots:
        return "<section><h2>Over time</h2><p>Nothing that can be drawn is known.</p></section>"
    day = answers.view_date(ledger, view)
    until = plots[0].last.astype("datetime64[D]").astype(object)
    told = "".join(
        f"<li><b>{escape(plot.data.measure.title)}</b>: {escape(summarise(plot.data, day, until))}</li>" for plot in plots
    )
    left = f"<p>Also on record and not drawn: {escape(', '.join(others))}.</p>" if others else ""
    words = "Every measure between the two on one time axis; the sentences below say the same"
    image = f"<img class='series wide' data-picture loading='lazy' src='/api/v1/pair.svg?{escape(view.encode())}' alt='{escape(words)}'>"
    picture = f"<div class='scroll' tabindex='0' role='region' aria-label='Picture of all measures'>{image}</div>"
    (sender,), (host,) = view.sender, view.host
    axes = axis_links(f"/pair/{sender}/{host}", view)
    picture += f"<p>{_files('pair', view)}</p>"
    return f"<section><h2>Over time</h2>{axes}{picture}<ul class='told'>{told}</ul>{left}</section>"


def _files(kind: str, view: View) -> str:
    """The picture and its documents as files."""
    query = escape(view.encode())
    forms = (("png", "picture"), ("pdf", "page"), ("pptx", "slides"), ("html", "offline page"))
    links = [f"<a href='/api/v1/{kind}.{form}?{query}'>{words} ({form.upper()})</a>" for form, words in forms]
    return f"Take it along: {' · '.join(links)}"


def _known(view: View) -> str:
    """How the figure of the View's measure became known; the picture is made when it comes into sight."""
    query = escape(view.encode())
    words = "How the figure for the date moved as knowledge moved; the steps are in the table beside"
    image = f"<img class='series' data-picture loading='lazy' src='/api/v1/known.svg?{query}' alt='{words}' width='1000' height='460'>"
    links = f"<a href='/api/v1/known.csv?{query}'>The steps as a table (CSV)</a> · {_files('known', view)}"
    return f"<section><h2>How the figure became known</h2>{image}<p>{links}</p></section>"


def _changes(ledger: Ledger, view: View) -> str:
    day = answers.view_date(ledger, view)
    changes = pair_changes(pair_records(ledger, view), day)
    lines = [change_line(ledger, change) for change in changes]
    warning = "<p class='notice'>Sources disagree on the change: read both.</p>" if disagreements(changes) else ""
    body = table_html(
        "Changes of one speaker under one definition",
        ["Who is counted", "Change", "From what to what", "Who says so"],
        [_change(line) for line in lines],
    )
    nothing = "<p>No comparable pair: no speaker gives two figures under one definition up to this date.</p>"
    return f"<section><h2>Like for like, to {escape(say_day(day))}</h2>{warning}{body if lines else nothing}</section>"


def _change(line: ChangeLine) -> list[str]:
    return [escape(f"{line.measure}: {line.title}"), f"<b>{escape(line.words)}</b>", escape(line.detail), escape(line.by)]


def _statements(ledger: Ledger, view: View) -> str:
    """Every measure that the pair has claims in, each a link to its View."""
    rows = [
        [
            f"<a href='/?{escape(replace(view, measure=one.measure.id, definition='', date=None).encode())}'>{escape(one.measure.title)}</a>",
            f"{len(one.claims):,}", escape(one.measure.unit), escape(one.measure.text),
        ]
        for one in pair_records(ledger, view)
    ]  # fmt: skip
    return f"<section><h2>Measures</h2>{table_html('Measures with claims', ['Measure', 'Claims', 'Unit', 'What it is'], rows)}</section>"


def _events(events: tuple[EventLine, ...]) -> str:
    if not events:
        return ""
    lines = "".join(f"<li><b>{escape(event.when)}</b> · {linked(event.text, event.url)}</li>" for event in events)
    return f"<section><h2>Events</h2><ul>{lines}</ul></section>"


def _notes(content: Panel) -> str:
    lines = "".join(f"<li>{escape(note)}</li>" for note in content.notes)
    return f"<section><h2>Left out, and why</h2><ul>{lines}</ul></section>" if lines else ""


def _claims(content: Panel, query: str) -> str:
    csv = f"<a href='/api/v1/claims.csv?{query}'>All of them as CSV</a>"
    cut = f"<p>{escape(' '.join(content.truncations))}. {csv}</p>" if content.truncations else ""
    rows = "".join(_claim(entry) for entry in content.claims)
    return f"<section><h2>Claims</h2>{cut}<ol class='claims'>{rows}</ol></section>"


def _claim(entry: ClaimEntry) -> str:
    facts = [
        f"{entry.said_by} {entry.verb}" if entry.said_by else entry.verb, f"about {entry.about}" if entry.about else "",
        f"published {entry.published}" if entry.published else "", f"withdrawn {entry.withdrawn}" if entry.withdrawn else "",
        f"about claim {entry.target}" if entry.target else "", "repeats another claim" if entry.derived else "", entry.note,
    ]  # fmt: skip
    grade = (
        f"<a href='/definitions#grades' class='grade' title='{escape(entry.grade_words)}'>{escape(entry.grade)}</a> "
        if entry.grade
        else ""
    )
    counted = f"<a href='/definitions#{escape(entry.definition_id)}'>who is counted</a>"
    claim = f"<a href='/claims?claim={escape(entry.claim_id)}'><code>{escape(entry.claim_id)}</code></a>"
    return (
        f"<li class='claim' id='claim-{escape(entry.claim_id)}'><p class='text'>{grade}{escape(entry.text)}</p>"
        f"<p>{escape(' · '.join(fact for fact in facts if fact))}</p>"
        f"<p>{source_link(entry)} · {escape(entry.licence)} · {counted} · {claim}</p></li>"
    )
