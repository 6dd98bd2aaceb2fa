"""Sentences made from a View: the title, what stands under it, the line of sources."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard.domain.catalogue import Measure
from dashboard.domain.places import Place
from dashboard.domain.view import View
from dashboard.figures.days import describe_day, say_day
from dashboard.figures.numbers import count
from dashboard.figures.standing_now import hosts_on_day, sources_on_day
from dashboard.ledger.answers import measure_of, view_date
from dashboard.ledger.store import Ledger

__all__ = [
    "describe_day", "heading", "join_words", "rule_words", "sources_line", "subtitle", "title", "title_template",
]  # fmt: skip

RULES = {
    "preferred": "by the preferred-source rule", "median": "median of the sources",
    "lowest": "lowest figure of the sources", "highest": "highest figure of the sources",
    "latest": "by the latest statement",
}  # fmt: skip
# What is owed or paid runs from the host to the sender, "debt owed to China" and not "Chinese debt abroad"; what was
# withdrawn is no longer abroad, "troops withdrawn by Russia"; what a phrase tells as done needs who did it.
LINKS = {
    "debt_stock": ("to", "foreign creditors"),
    "debt_service": ("to", "foreign creditors"),
    "withdrawals": ("by", "all senders"),
    "nuclear_reactors": ("by", "all senders"),
    "conflicts_joined": ("by", "all senders"),
    "parties_supported": ("by", "all senders"),
    "military_trainees": ("given by", "all senders"),
    "trade_goods": ("by", "all senders"),
    "security_assistance": ("by", "all senders"),
    "military_finance": ("by", "all senders"),
    "military_training_cost": ("by", "all senders"),
    "coal_finance": ("by", "all senders"),
    "aid_pacific": ("by", "all senders"),
    "support_eur": ("by", "all senders"),
}
# Longer lists of senders are counted instead of named, so that a title stays one line on a slide.
NAMED_SENDERS = 3
VIEWPOINTS = {"de-facto": "de facto borders"}
PROJECTIONS = {"equal-earth": "equal-area map"}


def title(ledger: Ledger, view: View) -> str:
    """What the View shows, as a person would say it: "Russian troops abroad, June 2019"."""
    measure = measure_of(ledger, view)
    words = describe_day(view_date(ledger, view), measure.clock, measure.kind)
    return title_template(ledger, view).replace("{date}", words)


def title_template(ledger: Ledger, view: View) -> str:
    """The title with ``{date}`` where the words of `describe_day` go: "Russian troops abroad, {date}"."""
    measure = measure_of(ledger, view)
    subject = _subject(measure, [ledger.places.by_id[sender] for sender in view.sender])
    return f"{subject} {{date}}" if measure.kind == "flow" else f"{subject}, {{date}}"


def heading(ledger: Ledger, view: View) -> str:
    """The pair or host that is picked out: "Russia in Venezuela", "Germany as a host", "Russia abroad"."""
    senders, hosts = ([ledger.places.by_id[place].spoken for place in places] for places in (view.sender, view.host))
    if not hosts:
        return f"{_capital(_few(senders, 'senders'))} abroad" if senders else "All senders"
    if not senders:
        return f"{_capital(_few(hosts, 'hosts'))} as a host"
    return f"{_capital(_few(senders, 'senders'))} in {_few(hosts, 'hosts')}"


def subtitle(ledger: Ledger, view: View, estimates: pd.DataFrame | None = None) -> str:
    """What stands under the title: rule, definitions, known-at, counts of hosts, borders; parts joined by "·".

    Args:
        ledger: where the claims are.
        view: what is shown.
        estimates: the rows of the map; left out, they are worked out.
    """
    rows = hosts_on_day(ledger, view) if estimates is None else estimates
    known = f"as known on {say_day(view.known_at)}" if view.known_at else "as known today"
    parts = [_figure_words(ledger, view), known, *_counts(rows)]
    borders = f"{PROJECTIONS.get(view.projection, view.projection)}, {VIEWPOINTS.get(view.viewpoint, view.viewpoint)}"
    return " · ".join([*(part for part in parts if part), borders])


def definitions_line(ledger: Ledger, view: View, estimates: pd.DataFrame) -> str:
    """Who is counted: the titles of the definitions in the figures, most hosts first; empty without figures."""
    counted = estimates["definition"].value_counts()
    titles = [measure_of(ledger, view).definition(str(name)).title for name in counted.index]
    if not titles:
        return ""
    named = "; ".join(titles[:3])
    return f"Counted: {named}" + (f"; and {count(len(titles) - 3, 'more definition')}" if len(titles) > 3 else "")


def sources_line(ledger: Ledger, view: View) -> str:
    """The sources behind the View with their licences: "Sources: title [licence]; title [licence]"."""
    entries = [ledger.catalogue.sources[source] for source in sources_on_day(ledger, view)]
    if not entries:
        return "Sources: no source has a claim in force on this date"
    return "Sources: " + "; ".join(f"{entry.title} [{entry.licence}]" for entry in entries)


def rule_words(rule: str) -> str:
    """The rule in words, for the line under the title."""
    return RULES[rule]


def join_words(words: Sequence[str]) -> str:
    """Words as a list in a sentence: "a", "a and b", "a, b and c"; empty for none."""
    *first, last = words or [""]
    return f"{', '.join(first)} and {last}" if first else last


def _subject(measure: Measure, senders: list[Place]) -> str:
    phrase = measure.phrase
    if measure.domain == "denominator":
        return _capital(phrase)
    if measure.id in LINKS:
        link, everybody = LINKS[measure.id]
        return f"{_capital(phrase)} {link} {_few([place.spoken for place in senders], 'senders') or everybody}"
    if not senders:
        return f"{_capital(phrase)} by host" if phrase.startswith("UN ") else f"Foreign {phrase} by host"
    if len(senders) <= NAMED_SENDERS and all(_is_adjective(place.adjective) for place in senders):
        return f"{join_words([place.adjective for place in senders])} {phrase} abroad"
    return f"{_capital(phrase)} of {_few([place.spoken for place in senders], 'senders')} abroad"


def _is_adjective(word: str) -> bool:
    # Some places have none, and some a phrase: "of Serbia and Montenegro".
    return bool(word) and not word.startswith("of ")


def _few(words: list[str], noun: str) -> str:
    return join_words(words) if len(words) <= NAMED_SENDERS else f"{len(words)} {noun}"


def _figure_words(ledger: Ledger, view: View) -> str:
    words = RULES[view.rule]
    if view.definition:
        return f"{_capital(words)}, counting {measure_of(ledger, view).definition(view.definition).title.lower()}"
    return f"Best estimate {words}" if words.startswith("by ") else _capital(words)


def _counts(rows: pd.DataFrame) -> list[str]:
    states = rows["state"].value_counts()
    figures = int(states.get("value", 0))
    named = {"zero": "zero", "bound": "only bounded", "withheld": "withheld", "none-found": "none found"}
    silent = [f"{states[state]:,} {words}" for state, words in named.items() if states.get(state, 0)]
    left_out = int(rows["left_out"].sum())
    told = ", ".join([f"{count(figures, 'host')} with a figure", *silent])
    return [told, f"{count(left_out, 'sender')} left out of a sum" if left_out else ""]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
