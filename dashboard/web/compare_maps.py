"""Two maps beside one another, or one over the other, as HTML; every text from data is escaped."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from datetime import date
from html import escape

import numpy as np

from dashboard.domain.comparison import Comparison
from dashboard.domain.view import View
from dashboard.exports.two_maps_image import alone_pane
from dashboard.figures import sentences, two_views
from dashboard.figures.days import describe_day
from dashboard.figures.palette import DARK, LIGHT
from dashboard.figures.reading import FIRST_CLASS, Reading, colours_of, legend_words
from dashboard.figures.two_views import Sides
from dashboard.figures.view_region import outside_label
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.html_page import table_html

Row = Mapping[Hashable, object]
SHOWS = {"beside": "Side by side", "swipe": "One over the other"}


def maps_body(ledger: Ledger, _settings: Settings, view: View, asked: Comparison) -> str:
    """The sentences, both maps, the legend, and the table of both."""
    sides = two_views.sides_of(ledger, view, asked)
    rows = two_views.both_rows(ledger, sides)
    told = "".join(f"<li>{escape(line)}</li>" for line in two_views.tell_both(ledger, sides, rows))
    cells = [
        [_host(sides, row), escape(str(row["words"])), escape(str(row["words_right"])), _moved(sides, row)]
        for row in rows.to_dict("records")
    ]
    heads = [
        "Host",
        *(escape(f"{side}: {sentences.title(ledger, one)}") for side, one in zip(("Left", "Right"), sides.views, strict=True)),
        "Class",
    ]
    other = sentences.sources_line(ledger, sides.right)
    return (
        f"<p><b>{escape(two_views.difference_sentence(ledger, sides))}</b> {escape(two_views.scale_sentence(sides, asked))}"
        f"{_members(ledger, sides, view, asked)}</p>"
        f"{_shows(view, asked)}{_steps(ledger, sides, view, asked)}{_panes(ledger, sides, view, asked)}{_legends(ledger, sides)}"
        f"<ul class='told'>{told}</ul>{table_html('Both maps as a table', heads, cells)}"
        f"<p class='lead'>Right map: {escape(other)}.</p>"
    )


def _members(ledger: Ledger, sides: Sides, view: View, asked: Comparison) -> str:
    """A link to each map with the alliance as it was on its own date; empty where both are so, or where it was not yet."""
    both = two_views.own_members(ledger, sides)
    if both is None or not all(both):
        return ""
    right = {**dict(asked.right), "date": str(sides.right.date), "sender": ",".join(both[1])}
    left = replace(view, sender=both[0], sender_name="", date=sides.left.date)
    address = replace(asked, right=tuple(right.items())).encode(left)
    return f" <a href='/compare?{escape(address)}'>Show on each map the members of its date</a>."


def _shows(view: View, asked: Comparison) -> str:
    links = [
        f"<a href='/compare?{escape(replace(asked, show=show).encode(view))}'{' aria-current=true' if show == asked.show else ''}>{words}</a>"
        for show, words in SHOWS.items()
    ]
    return f"<nav class='tabs' aria-label='How the maps lie'>{' '.join(links)}</nav>"


def _panes(ledger: Ledger, sides: Sides, view: View, asked: Comparison) -> str:
    """Both maps as pictures of one size. Without a script the second stands beside or below the first, also where a swipe is asked for."""
    query, box = escape(asked.encode(view)), alone_pane(sides.left)
    figures = "".join(
        f"<figure class='pane'><figcaption><b>{side.capitalize()}:</b> {escape(sentences.title(ledger, one))} "
        f"<span class='said'>{escape(sentences.subtitle(ledger, one))}</span></figcaption>"
        f"<img data-picture loading='lazy' src='/api/v1/compare.svg?{query}&amp;part={side}' width='{box.width:.0f}' height='{box.height:.0f}' "
        f"alt='{escape(f'Map. {sentences.title(ledger, one)}. The table below has every figure.')}'></figure>"
        for side, one in zip(("left", "right"), sides.views, strict=True)
    )
    return f"<div class='two-maps' data-show='{asked.show}'>{figures}</div>"


def _legends(ledger: Ledger, sides: Sides) -> str:
    if sides.shared:
        return _legend(ledger, sides.left, sides.readings[0], "Legend of both maps")
    both = zip(("Legend of the left map", "Legend of the right map"), sides.views, sides.readings, strict=True)
    return "".join(_legend(ledger, view, reading, title) for title, view, reading in both)


def _legend(ledger: Ledger, view: View, reading: Reading, title: str) -> str:
    light, dark = (colours_of(ledger, view, reading, theme) for theme in (LIGHT, DARK))
    items = []
    for code, words in legend_words(reading):
        fill = f" style='--light:{light[code - FIRST_CLASS]};--dark:{dark[code - FIRST_CLASS]}'" if code >= FIRST_CLASS else ""
        look = "class-of" if code >= FIRST_CLASS else f"silent-{code}"
        dots = " stippled" if code in reading.stippled else ""
        items.append(f"<li><span class='swatch {look}{dots}'{fill}></span>{escape(words)}</li>")
    items += [f"<li>{escape(outside_label(view))}</li>"] if outside_label(view) else []
    return f"<ul class='swatches' aria-label='{title}'>{''.join(items)}</ul>"


def _steps(ledger: Ledger, sides: Sides, view: View, asked: Comparison) -> str:
    """Links that move the clock or the clocks one step, as keys do on the map."""
    days = answers.clock_days(ledger, view.measure)

    def move_left(day: date) -> str:
        return fixed.encode(replace(view, date=day))

    def move_right(day: date) -> str:
        return replace(fixed, right=tuple({**right, "date": day.isoformat()}.items())).encode(replace(view, date=sides.left.date))

    # One step of a clock moves that map alone: the date of the other is written down.
    right = dict(asked.right) | ({} if asked.one_clock else {"date": str(sides.right.date)})
    fixed = replace(asked, right=tuple(right.items()))
    if asked.one_clock:
        return f"<p class='steps'>Both: {_step_links(ledger, days, sides.left, move_left)}</p>"
    links = [
        f"Left: {_step_links(ledger, days, sides.left, move_left)}",
        f"Right: {_step_links(ledger, days, sides.right, move_right)}",
    ]
    return f"<p class='steps'>{' · '.join(links)}</p>"


def _step_links(ledger: Ledger, days: np.ndarray, side: View, address: Callable[[date], str]) -> str:
    measure, now = answers.measure_of(ledger, side), np.datetime64(answers.view_date(ledger, side), "s")
    words = []
    for arrow, name, found in (("◀", "earlier", days[days < now][-1:]), ("▶", "later", days[days > now][:1])):
        for day in found.astype("datetime64[D]").tolist():
            told = escape(describe_day(day, measure.clock, measure.kind))
            words.append(f"<a href='/compare?{escape(address(day))}' aria-label='{name}: {told}'>{arrow} {told}</a>")
    return " ".join(words) or "no other date"


def _host(sides: Sides, row: Row) -> str:
    sender = sides.left.sender
    alone = len(sender) == 1 and sender == sides.right.sender
    address = f"/pair/{sender[0]}/{row['host']}" if alone else f"/country/{row['host']}"
    return f"<a href='{escape(address)}'>{escape(str(row['name']))}</a>"


def _moved(sides: Sides, row: Row) -> str:
    """How many classes apart the two are, where one scale holds for both and both have a figure."""
    left, right = (int(str(row[name])) for name in ("code", "code_right"))
    if min(left, right) < FIRST_CLASS:
        return "" if left == right or 0 in (left, right) else "another state"
    if not sides.shared:
        return ""
    return "the same" if left == right else f"{abs(right - left)} {'higher' if right > left else 'lower'} on the right"
