"""Sentences made from a View: the title, what stands under it, the line of sources."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from dashboard.domain.borders import VIEWPOINTS
from dashboard.domain.catalogue import Measure, Source
from dashboard.domain.normalising import caveat
from dashboard.domain.places import Place
from dashboard.domain.prices import base_year
from dashboard.domain.regions import REGIONS
from dashboard.domain.view import View
from dashboard.figures.days import describe_day, say_day
from dashboard.figures.group_words import MEMBERS, NAMED, OWN, hosts_told, join_words, senders_told, spoken_places
from dashboard.figures.numbers import count
from dashboard.figures.view_region import in_part, lies_nowhere, of_all, part_of
from dashboard.figures.view_rows import rows_on_day, sources_on_day
from dashboard.ledger.answers import measure_of, view_date
from dashboard.ledger.readings import divided_by, normaliser_of, unit_of
from dashboard.ledger.store import Ledger

__all__ = [
    "describe_day",
    "heading",
    "join_words",
    "rule_words",
    "sources_behind",
    "sources_line",
    "subject",
    "subject_inside",
    "subtitle",
    "title",
    "title_template",
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
PROJECTIONS = {"equal-earth": "equal-area map"}


def title(ledger: Ledger, view: View) -> str:
    """What the View shows, as a person would say it: "Russian troops abroad, June 2019"; of a part of the world with its name behind."""
    measure = measure_of(ledger, view)
    words = describe_day(view_date(ledger, view), measure.clock, measure.kind)
    part = part_of(view)
    return title_template(ledger, view).replace("{date}", words) + (f": {part.title}" if part else "")


def title_template(ledger: Ledger, view: View) -> str:
    """The title with ``{date}`` where the words of `describe_day` go: "Russian troops abroad, {date}"."""
    words = f"{_compared(ledger, view)}{subject(ledger, view)}{_divided(ledger, view)}"
    return f"{words} {{date}}" if measure_of(ledger, view).kind == "flow" else f"{words}, {{date}}"


def subject(ledger: Ledger, view: View) -> str:
    """Measure and senders without a date: "Russian troops abroad", "Debt owed to China"."""
    named = spoken_places(ledger, view, view.sender, "sender")
    return _subject(measure_of(ledger, view), [ledger.places.by_id[sender] for sender in view.sender], named)


def subject_inside(ledger: Ledger, view: View) -> str:
    """The subject within a sentence: a name keeps its capital, "Russian troops abroad", and other words lose it, "debt owed to China"."""
    words, phrase = subject(ledger, view), measure_of(ledger, view).phrase
    if words.startswith(_capital(phrase)):
        return phrase + words[len(phrase) :]
    return words.replace("Foreign ", "foreign ", 1)


def _compared(ledger: Ledger, view: View) -> str:
    """The reading of the map when it is not the level: "Change since June 2018: "."""
    if view.compare == "agreement":
        return "How far sources agree: "
    if view.compare != "change":
        return ""
    measure = measure_of(ledger, view)
    return f"Change since {describe_day(view.since, measure.clock, measure.kind)}: " if view.since else "Change in a year: "


def _divided(ledger: Ledger, view: View) -> str:
    normaliser = normaliser_of(ledger, view)
    if normaliser is None:
        return ""
    return {"gdp": ", % of the host's GDP"}.get(normaliser.id, f", {unit_of(ledger, view)}")


def divided_line(ledger: Ledger, view: View, rows_of: Callable[[Ledger, View], pd.DataFrame]) -> str:
    """What figures are divided by, with the years and sources of the denominators; the caveat of raw figures where by nothing.

    ``rows_of`` gives what the map shows on the View's date. It is asked only where figures are divided: the answer may take long.
    """
    normaliser = normaliser_of(ledger, view)
    if normaliser is None:
        return caveat(measure_of(ledger, view).unit) if view.compare == "level" else ""
    rows, what = rows_of(ledger, view), divided_by(ledger, view)
    used = rows[rows["denominator"].notna()]
    if used.empty:
        return f"Divided by the {what}: no figure has one" if base_year(view.per) else f"Divided by {what}: no host has one"
    years = used["denominator_date"].dt.year
    span = f"{years.min()}" if years.min() == years.max() else f"{years.min()} to {years.max()}"
    titles = [ledger.catalogue.sources[str(source)].title for source in used["denominator_source"].value_counts().index]
    if base_year(view.per):
        first, *_, last = ledger.catalogue.prices.years
        return (
            f"Constant prices: divided by the {what}, derived from {'; '.join(titles)}, fiscal years {first} to {last}; "
            f"figures of {span}. It says nothing of prices in a host"
        )
    return f"Divided by {what} of {span}: {'; '.join(titles)}"


def heading(ledger: Ledger, view: View) -> str:
    """The pair or host that is picked out: "Russia in Venezuela", "Germany as a host", "Russia abroad"."""
    senders, hosts = spoken_places(ledger, view, view.sender, "sender"), spoken_places(ledger, view, view.host, "host")
    if not hosts:
        return f"{_capital(senders)} abroad" if senders else "All senders"
    if not senders:
        return f"{_capital(hosts)} as {'hosts' if len(view.host) > 1 else 'a host'}"
    return f"{_capital(senders)} in {hosts}"


def subtitle(ledger: Ledger, view: View, estimates: pd.DataFrame | None = None) -> str:
    """The subtitle: rule, definitions, date of knowledge, counts of hosts, borders, joined by "·".

    Args:
        ledger: where the claims are.
        view: what is shown.
        estimates: the rows of the map; left out, they are worked out.
    """
    rows = rows_on_day(ledger, view) if estimates is None else estimates
    told, left_out = _counts(ledger, rows, view)
    parts = [
        figure_words(ledger, view), known_words(view), told, senders_told(ledger, view), left_out, hosts_told(ledger, view, rows),
    ]  # fmt: skip
    borders = borders_words(view)
    return " · ".join([*(part for part in parts if part), borders])


def borders_words(view: View) -> str:
    """Projection and viewpoint in words, and the part of the world where it is not the whole."""
    part = f"{REGIONS[view.region].title}, " if view.region in REGIONS else ""
    return f"{part}{PROJECTIONS.get(view.projection, view.projection)}, {VIEWPOINTS[view.viewpoint]}"


def known_words(view: View) -> str:
    """The second clock in words."""
    return f"as known on {say_day(view.known_at)}" if view.known_at else "as known today"


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
    entries = sources_behind(ledger, view)
    if not entries:
        return "Sources: no source has a claim in force on this date"
    return "Sources: " + "; ".join(f"{entry.title} [{entry.licence}]" for entry in entries)


def sources_behind(ledger: Ledger, view: View) -> list[Source]:
    """The sources of the View's figures, the one behind most of them first, then those of its denominators."""
    names = dict.fromkeys((*sources_on_day(ledger, view), *_size_sources(ledger, view)))
    return [ledger.catalogue.sources[name] for name in names]


def _size_sources(ledger: Ledger, view: View) -> list[str]:
    """Sources of the denominators, which are owed a line like any other."""
    rows = rows_on_day(ledger, view)
    if "denominator_source" not in rows:
        return []
    return [str(source) for source in rows["denominator_source"].value_counts().index]


def rule_words(rule: str) -> str:
    """The rule in words, for the line under the title."""
    return RULES[rule]


def _subject(measure: Measure, senders: list[Place], named: str) -> str:
    phrase, group = measure.phrase, named.startswith((MEMBERS, OWN))
    if measure.domain == "denominator":
        return _capital(phrase)
    if measure.id in LINKS:
        link, everybody = LINKS[measure.id]
        return f"{_capital(phrase)} {link} {named or everybody}"
    if not senders:
        return f"{_capital(phrase)} by host" if phrase.startswith("UN ") else f"Foreign {phrase} by host"
    if not group and len(senders) <= NAMED and all(_is_adjective(place.adjective) for place in senders):
        return f"{join_words([place.adjective for place in senders])} {phrase} abroad"
    return f"{_capital(phrase)} of {named} abroad"


def _is_adjective(word: str) -> bool:
    # Some places have none, and some a phrase: "of Serbia and Montenegro".
    return bool(word) and not word.startswith("of ")


def figure_words(ledger: Ledger, view: View) -> str:
    """How one figure is made of several claims: rule and, where the View names one, definition."""
    words = RULES[view.rule]
    only = f", only what {ledger.catalogue.sources[view.source].title} says" if view.source else ""
    if view.definition:
        return f"{_capital(words)}, counting {measure_of(ledger, view).definition(view.definition).spoken}{only}"
    return f"Best estimate {words}{only}" if words.startswith("by ") else f"{_capital(words)}{only}"


def _counts(ledger: Ledger, rows: pd.DataFrame, view: View) -> tuple[str, str]:
    """Hosts in each state, and pairs left out of sums; of a part of the world how many of all are in it.

    A figure for several places together has no place on a map: the count says how many of them its legend does not hold.
    """
    part, own = part_of(view), rows[in_part(ledger.places, view, rows["host"])]
    undrawn = own[lies_nowhere(ledger.places, own["host"])]
    whole, here, off = (one["state"].astype("str").value_counts() for one in (rows, own, undrawn))

    def counted(state: str, words: str) -> str:
        aside = f" ({off[state]:,} not on the map)" if state in off else ""
        return f"{of_all(int(here.get(state, 0)), int(whole.get(state, 0)), view)} {words}{aside}"

    noun = "host" if whole.get("value", 0) == 1 else "hosts"
    where = f" in {part.spoken}" if part else ""
    silent = [counted(state, words) for state, words in silent_words(view).items() if whole.get(state, 0)]
    told = ", ".join([counted("value", f"{noun} with a {figure_noun(view)}{where}"), *silent])
    left_out = int(rows["left_out"].sum())
    # One sender may be left out in many hosts, so that it is pairs that are counted: 14 of four senders.
    pairs = f"{of_all(int(own['left_out'].sum()), left_out, view)} sender–host {'pair' if left_out == 1 else 'pairs'}"
    return told, f"{pairs} left out of a sum" if left_out else ""


def figure_noun(view: View) -> str:
    """What a host on the map has: a figure or a change."""
    return "change" if view.compare == "change" else "figure"


def silent_words(view: View) -> dict[str, str]:
    """Hosts without a figure, counted by state, for the subtitle."""
    zero = "unchanged" if view.compare == "change" else "zero"
    divisor = "without a deflator" if base_year(view.per) else "without a denominator"
    return {
        "zero": zero, "bound": "only bounded", "withheld": "withheld", "none-found": "none found", "no-denominator": divisor,
        "disputed": "disputed", "no-pair": "without a comparable pair",
    }  # fmt: skip


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
