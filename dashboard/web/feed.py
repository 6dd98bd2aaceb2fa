"""The feed of changes in Atom (RFC 4287): days on which something became known, and generations of the ledger.

Every link leads to this server, by path alone, and every id is a UUID made from what the entry is about: the same day or generation
has the same id on every server.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from urllib.parse import urlencode

from dashboard.figures.days import say_day
from dashboard.figures.numbers import count
from dashboard.ledger.news import DayNews, GenerationNews
from dashboard.ledger.store import Ledger

# Made once for this feed; another one would give every entry another id and show it to its readers again.
FAMILY = uuid.UUID("7d0a1a2e-6a3b-5c53-9c1e-2f0d7f1f8f4c")
# XML 1.0 has no place for other control characters, escaped or not.
CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535))


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: plain texts, the path of its page, what its id is made of."""

    name: str
    title: str
    updated: datetime
    path: str
    text: str


def atom_feed(ledger: Ledger, days: tuple[DayNews, ...], generations: tuple[GenerationNews, ...], limit: int) -> bytes:
    """The feed as UTF-8: at most ``limit`` entries, newest first; valid also when there is nothing to tell."""
    found = [*(_day_entry(ledger, news) for news in days), *(_generation_entry(ledger, news) for news in generations)]
    entries = sorted(found, key=lambda entry: (entry.updated, entry.name), reverse=True)[:limit]
    updated = max((entry.updated for entry in entries), default=datetime(1970, 1, 1, tzinfo=UTC))
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
        f"<id>{_id('feed')}</id>",
        "<title>Presence Atlas: what became known</title>",
        "<subtitle>Statements that were published or withdrawn on a recorded day, and generations of the ledger.</subtitle>",
        f"<updated>{_moment(updated)}</updated>",
        "<author><name>Presence Atlas</name></author>",
        '<link rel="self" type="application/atom+xml" href="/changes.atom"/>',
        '<link rel="alternate" type="text/html" href="/changes"/>',
        *(_entry(entry) for entry in entries),
        "</feed>\n",
    ]
    return "\n".join(lines).encode("utf-8")


def _day_entry(ledger: Ledger, news: DayNews) -> Entry:
    told = (("figures", "became known"), ("withheld", "withheld from now on"), ("withdrawn", "withdrawn"))
    lines = [f"{_title(ledger, source)}: {number:,} {words}" for name, words in told for source, number in getattr(news, name)]
    total = {name: sum(number for _, number in getattr(news, name)) for name, _ in told}
    title = "; ".join(
        text for text in (
            count(total["figures"], "statement") if total["figures"] else "",
            count(total["withheld"], "figure") + " withheld" if total["withheld"] else "",
            f"{total['withdrawn']:,} withdrawn" if total["withdrawn"] else "",
        ) if text
    )  # fmt: skip
    span = urlencode({"from": (news.day - timedelta(days=1)).isoformat(), "to": news.day.isoformat()})
    moment = datetime(news.day.year, news.day.month, news.day.day, tzinfo=UTC)
    return Entry(f"day {news.day.isoformat()}", f"{say_day(news.day)}: {title}", moment, f"/changes?{span}", "\n".join(lines))


def _generation_entry(ledger: Ledger, news: GenerationNews) -> Entry:
    lines = [f"{_title(ledger, source)}: {number:+,} claims" for source, number in news.grown]
    since = f"Beside {news.before}, the one before" if news.before else "The one before is not kept, so nothing is compared"
    same = "" if lines or not news.before else " No source has another number of claims."
    text = "\n".join([f"{since}.{same}", *lines])
    return Entry(
        f"generation {news.generation}",
        f"Ledger {news.generation}: {count(news.claims, 'claim')}",
        news.written,
        "/sources",
        text,
    )


def _title(ledger: Ledger, source: str) -> str:
    return ledger.catalogue.sources[source].title if source in ledger.catalogue.sources else source


def _entry(entry: Entry) -> str:
    return (
        f"<entry><id>{_id(entry.name)}</id><title>{_text(entry.title)}</title><updated>{_moment(entry.updated)}</updated>"
        f'<link rel="alternate" type="text/html" href="{_text(entry.path)}"/><content type="text">{_text(entry.text)}</content></entry>'
    )


def _id(name: str) -> str:
    return uuid.uuid5(FAMILY, name).urn


def _moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _text(words: str) -> str:
    return escape(words.translate(CONTROL))
