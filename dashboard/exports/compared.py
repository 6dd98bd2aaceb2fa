"""Comparisons as files: the query that asks for one, the Views in it, and the lineage that it must carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import parse_qsl, urlencode

import pandas as pd

from dashboard.domain.comparison import Comparison, read_comparison
from dashboard.domain.view import View, Vocabulary, decode_view
from dashboard.exports.claim_lines import claims_notes
from dashboard.exports.compare_image import both_title as title_of_measures
from dashboard.exports.lineage import Lineage, credit_of, credits_of, filters_in_words, lineage_of
from dashboard.exports.options import ExportOptions, Limits
from dashboard.exports.pair_image import pair_plots, pair_rows, pair_title, sources_drawn
from dashboard.exports.seal import seal_of_table
from dashboard.figures import comparing, sentences, two_views
from dashboard.figures.days import describe_day
from dashboard.figures.knowledge import knowledge
from dashboard.figures.measure_pair import names_of
from dashboard.figures.multiples import multiples_of, multiples_rows, multiples_title
from dashboard.figures.slope import slope_rows
from dashboard.figures.source_influence import leave_one_out
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger

PAIR, KNOWN = "pair", "known"
# Pictures of a sender and a host, which have pages of their own.
OF_PAIRS = (PAIR, KNOWN)
# Parts that a picture or table can be taken alone by.
PARTS: Mapping[str, tuple[str, ...]] = {"maps": ("left", "right"), "together": ("map",), "sources": ("left-out",)}
# What is told between two days.
SPANS = ("ranking", "change", "slope")
# As many lists of claims stand inside one picture.
MOST_LISTS = 2
WORDS: Mapping[str, str] = {
    "maps": "two maps", "multiples": "small multiples", "ranking": "ranking of hosts, then and now", "change": "changes, like with like",
    "slope": "two dates as lines", "matrix": "senders and hosts", "together": "two measures", "sources": "source against source",
    PAIR: "every measure of a pair on one time axis", KNOWN: "how one figure became known",
}  # fmt: skip
NO_RULE = "each line is one source under one definition, nothing is made of several"


@dataclass(frozen=True, slots=True)
class Compared:
    """What is asked for.

    Attributes:
        view: the View that it starts from, as `dashboard.figures.comparing.view_of` gives it.
        kind: of `dashboard.domain.comparison.KINDS`, or of `OF_PAIRS`.
        asked: what is compared.
        part: a part of the picture or table alone; empty: all of it.
    """

    view: View
    kind: str
    asked: Comparison
    part: str = ""

    @property
    def query(self) -> str:
        """The canonical query, which `read_compared` reads back."""
        own = f"kind={self.kind}&{self.view.encode()}" if self.kind in OF_PAIRS else self.asked.encode(self.view)
        return own.rstrip("&") + (f"&{urlencode({'part': self.part})}" if self.part else "")

    @property
    def path(self) -> str:
        """The page that shows it, with its query and without the root."""
        if self.kind in OF_PAIRS:
            return f"/pair/{self.view.sender[0]}/{self.view.host[0]}?{self.view.encode()}"
        return f"/compare?{self.asked.encode(self.view)}"


def read_compared(query: str, ledger: Ledger, vocabulary: Vocabulary | None = None) -> tuple[Compared, tuple[str, ...]]:
    """What a query asks for, and one notice for each part that is not known. Never raises."""
    given, words = dict(parse_qsl(query.lstrip("?"))), vocabulary or ledger.vocabulary
    decoded, part = decode_view(query, words), given.get("part", "")[:20]
    kind = given.get("kind", "")
    if kind in OF_PAIRS:
        return Compared(decoded.view, kind, Comparison(), part), decoded.notices
    asked, notices = read_comparison(given, words)
    return of_comparison(ledger, decoded.view, asked, part), (*decoded.notices, *notices)


def of_comparison(ledger: Ledger, view: View, asked: Comparison, part: str = "") -> Compared:
    """The comparison of a View."""
    known = part if part in PARTS.get(asked.kind, ()) else ""
    return Compared(comparing.view_of(ledger, view, asked), asked.kind, asked, known)


def rows_of(ledger: Ledger, one: Compared, limits: Limits) -> pd.DataFrame:
    """The table that is sealed, and that a CSV of it holds."""
    if one.kind == PAIR:
        return pair_rows(pair_plots(ledger, one.view, limits)[0])
    if one.kind == KNOWN:
        return knowledge(ledger, one.view).table()
    return comparison_rows(ledger, one, limits)


def comparison_rows(ledger: Ledger, one: Compared, limits: Limits) -> pd.DataFrame:
    """The rows of a comparison; ``left-out`` as part of sources: what every source carries alone."""
    view, asked = one.view, one.asked
    if asked.kind == "maps":
        return two_views.both_rows(ledger, two_views.sides_of(ledger, view, asked))
    if asked.kind == "multiples":
        return multiples_rows(ledger, multiples_of(ledger, view, asked, limits.multiples))
    if asked.kind == "slope":
        return slope_rows(ledger, view)
    if asked.kind == "ranking":
        return comparing.ranking(ledger, view)
    if asked.kind == "change":
        return comparing.changes(ledger, view)
    if asked.kind == "matrix":
        return comparing.matrix(ledger, view, limits.compared)[0]
    if asked.kind == "together":
        return comparing.together(ledger, view, comparing.second_of(view, asked))
    return leave_one_out(ledger, view) if one.part == "left-out" else comparing.source_pairs(ledger, view)[0]


def views_in(ledger: Ledger, one: Compared, limits: Limits) -> tuple[View, ...]:
    """The Views whose figures are shown, in order; every source behind one of them must be credited."""
    view, asked = one.view, one.asked
    if one.kind == PAIR:
        plots, _ = pair_plots(ledger, view, limits)
        return tuple(replace(view, measure=plot.data.measure.id, definition="") for plot in plots) or (view,)
    if one.kind == "maps":
        return two_views.sides_of(ledger, view, asked).views
    if one.kind == "multiples":
        return tuple(part.view for part in multiples_of(ledger, view, asked, limits.multiples).parts) or (view,)
    return (view, comparing.second_of(view, asked)) if one.kind == "together" else (view,)


def title_of(ledger: Ledger, one: Compared, limits: Limits) -> str:
    """The sentence over it."""
    view, asked = one.view, one.asked
    if one.kind == PAIR:
        return pair_title(ledger, view)
    if one.kind == KNOWN:
        return knowledge(ledger, view).title
    if one.kind == "maps":
        return two_views.both_title(ledger, two_views.sides_of(ledger, view, asked))
    if one.kind == "multiples":
        return multiples_title(ledger, multiples_of(ledger, view, asked, limits.multiples), view)
    return (
        title_of_measures(ledger, view, comparing.second_of(view, asked))
        if one.kind == "together"
        else sentences.title(ledger, view)
    )


def compared_lineage(ledger: Ledger, one: Compared, options: ExportOptions) -> Lineage:
    """The lineage of a comparison or of the picture of a pair, sealed over every row of its table."""
    views, base = views_in(ledger, one, options.limits), lineage_of(ledger, one.view, options)
    drawn = sources_drawn(ledger, pair_plots(ledger, one.view, options.limits)[0]) if one.kind == PAIR else ()
    owed = [credit_of(source) for source in drawn] or [credit for view in views for credit in credits_of(ledger, view)]
    sources = {credit.id: credit for credit in owed}
    query, days = one.query, _days(ledger, one, views)
    seal = seal_of_table(rows_of(ledger, one, options.limits), query, ledger.generation)
    filters = f"Comparison: {WORDS[one.kind]}; {_filters(ledger, one, views)}"
    rule = NO_RULE if one.kind == PAIR else base.rule
    known = base.known_at or f"all that ledger {ledger.generation} knows"
    return replace(
        base, title=title_of(ledger, one, options.limits), value_date="/".join(day.isoformat() for day in days), rule=rule, filters=filters,
        sources=tuple(sources.values()), query=query, code=seal.code, seal=str(seal), claims=_claims(ledger, views),
        link=f"{options.public_url}{one.path}{'&' if '=' in one.path else ''}generation={ledger.generation}",
        beside=f"{filters} · rule: {rule} · {' to '.join(_said(ledger, one.view, day) for day in days)}; known at: {known}",
    )  # fmt: skip


def _days(ledger: Ledger, one: Compared, views: tuple[View, ...]) -> list[date]:
    """The day, or the two days that are set against each other, the earlier one first."""
    shown = [answers.view_date(ledger, view) for view in ((one.view,) if one.kind in OF_PAIRS else views)]
    before = [comparing.earlier_day(ledger, one.view)] if one.kind in SPANS else []
    days = sorted({*before, *shown})
    return days if len(days) < 3 else [days[0], days[-1]]


def _said(ledger: Ledger, view: View, day: date) -> str:
    measure = answers.measure_of(ledger, view)
    return describe_day(day, measure.clock, measure.kind)


def _filters(ledger: Ledger, one: Compared, views: tuple[View, ...]) -> str:
    """What the Views ask for; of two, what the second has otherwise."""
    told = filters_in_words(ledger, views[0] if one.kind == "maps" else one.view)
    if one.kind == "maps":
        return f"left: {told}; right: {filters_in_words(ledger, views[1])}"
    return f"{told}; beside: {names_of(ledger, *views)[1]}" if one.kind == "together" else told


def _claims(ledger: Ledger, views: tuple[View, ...]) -> str:
    """The claims behind the first Views, under their titles, and the number of further Views."""
    shown = views[:MOST_LISTS]
    told = [f"{sentences.title(ledger, view)}\n{claims_notes(ledger, view)}" for view in shown]
    more = [f"And the claims of {len(views) - len(shown)} more: open the link."] if len(views) > len(shown) else []
    return "\n".join([*told, *more])
