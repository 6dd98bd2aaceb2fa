"""The tables of the comparisons as HTML; every text from data is escaped."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from html import escape

import numpy as np
import pandas as pd

from dashboard.domain.comparison import Comparison
from dashboard.domain.view import View
from dashboard.figures import comparing, sentences
from dashboard.figures.days import describe_day
from dashboard.figures.group_words import matrix_words
from dashboard.figures.measure_pair import names_of, pair_of
from dashboard.figures.numbers import count
from dashboard.figures.palette import LIGHT
from dashboard.figures.reading import FIRST_CLASS, colours_of, reading_of
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.html_page import table_html

Row = Mapping[Hashable, object]
BAR = 160
# So many hosts with both figures are named before the pictures.
MOST_NAMED = 12


def ranking_table(ledger: Ledger, settings: Settings, view: View, _asked: Comparison) -> str:
    """Hosts by figure, with range, earlier place and earlier figure; then those that have no figure, with their reason."""
    rows, then = comparing.ranking(ledger, view), earlier_words(ledger, view)
    largest = float(rows.loc[rows["rank"].notna(), "high"].max())
    ranked = rows[rows["rank"].notna()]
    cells = [_ranked(view, row, largest) for row in ranked.head(settings.max_compared).to_dict("records")]
    table = table_html(
        "Ranking", ["Rank", "Host", "Figure and range", f"Rank, {then}", "Change of rank", f"Figure, {then}"], cells
    )
    silent = comparing.silent_hosts(ledger, view)
    words = "; ".join(f"{name}: {told}" for name, told in zip(silent["name"], silent["words"], strict=True))
    quiet = f"<p>Without a figure and not ranked: {escape(words)}.</p>" if words else ""
    return _cut(len(ranked), settings.max_compared) + table + _grouped(rows) + quiet


def _grouped(rows: pd.DataFrame) -> str:
    """Figures for groups of places, listed apart: in the ranking they would stand above their own members."""
    groups = rows[rows["rank"].isna()]
    words = "; ".join(f"{name}: {told}" for name, told in zip(groups["name"], groups["words"], strict=True))
    return f"<p>Given for several places together and not ranked: {escape(words)}.</p>" if words else ""


def _ranked(view: View, row: Row, largest: float) -> list[str]:
    low, level, high = (_float(row[name]) for name in ("low", "level", "high"))
    return [
        f"{row['rank']}", _pair(view, row), f"<b>{escape(str(row['words']))}</b>{_bar(low, level, high, largest)}",
        _number(row["before_rank"]), _climbed(row), escape(_text(row["before_words"])),
    ]  # fmt: skip


def _bar(low: float, level: float, high: float, largest: float) -> str:
    """Figure and range as a small bar; the same is in words beside it."""
    if not largest > 0 or np.isnan([low, high]).any():
        return ""
    left, right, at = (max(0.0, BAR * value / largest) for value in (low, high, level))
    till = f"<rect x='0' y='4' width='{at:.1f}' height='4' class='till'/>"
    band = f"<rect x='{left:.1f}' y='3' width='{max(right - left, 1):.1f}' height='6' class='band'/>"
    return f"<svg class='bar' width='{BAR + 4}' height='12' aria-hidden='true'>{till}{band}</svg>"


def _climbed(row: Row) -> str:
    places = _float(row["climbed"])
    if np.isnan(_float(row["before_rank"])):
        return "no figure then"
    if np.isnan(places):
        return "counted otherwise then"
    return "same" if places == 0 else f"{'▲' if places > 0 else '▼'} {abs(places):.0f} {'up' if places > 0 else 'down'}"


def change_table(ledger: Ledger, settings: Settings, view: View, _asked: Comparison) -> str:
    """The largest changes; then hosts without one, by reason."""
    rows = comparing.changes(ledger, view)
    figure = rows["state"].isin(["value", "zero"]).to_numpy()
    shown = rows[figure].head(settings.max_compared)
    largest = float(np.nanmax(shown[["low", "high"]].abs().to_numpy(dtype="float64"), initial=0.0))
    counted = shown[["definition", "source"]].astype("str").drop_duplicates()
    # What is the same in all rows is told once, above them.
    alike = len(counted) == 1
    cells = [_changed(view, row, largest)[: 3 if alike else None] for row in shown.to_dict("records")]
    heads = ["Host", "Change", "Counted from", "Definition", "Source"][: 3 if alike else None]
    table = table_html(f"Changes since {earlier_words(ledger, view)}", heads, cells)
    once = f"<p>All by one source under one definition: {escape(' · '.join(counted.iloc[0]))}.</p>" if alike else ""
    groups = rows[~figure].groupby("words", sort=True)["name"].agg(", ".join)
    silent = "".join(f"<p><b>{escape(str(words))}</b>: {escape(str(names))}.</p>" for words, names in groups.items())
    return _cut(int(figure.sum()), settings.max_compared) + once + table + silent


def _changed(view: View, row: Row, largest: float) -> list[str]:
    told = [escape(_text(row[name])) for name in ("definition", "source")]
    low, level, high = (_float(row[name]) for name in ("low", "level", "high"))
    bar = _bar_from_zero(low, level, high, largest)
    return [_pair(view, row), f"<b>{escape(str(row['words']))}</b>{bar}", _number(row["before"]), *told]


def _bar_from_zero(low: float, level: float, high: float, largest: float) -> str:
    """Change and range as a small bar to one side of zero; the same is in words beside it."""
    if not largest > 0 or np.isnan([low, level, high]).any():
        return ""
    half = BAR / 2
    left, at, right = (half * (1 + value / largest) for value in (low, level, high))
    till = f"<rect x='{min(at, half):.1f}' y='4' width='{abs(at - half):.1f}' height='4' class='till'/>"
    band = f"<rect x='{left:.1f}' y='3' width='{max(right - left, 1):.1f}' height='6' class='band'/>"
    zero = f"<rect x='{half:.1f}' y='0' width='1' height='12' class='zero'/>"
    return f"<svg class='bar' width='{BAR + 4}' height='12' aria-hidden='true'>{till}{band}{zero}</svg>"


def matrix_table(ledger: Ledger, settings: Settings, view: View, _asked: Comparison) -> str:
    """Senders down, hosts across; each cell leads to the page of the pair."""
    rows, senders, hosts = comparing.matrix(ledger, view, settings.max_compared)
    colours = colours_of(ledger, view, reading_of(ledger, replace(view, compare="level", per="none")), LIGHT)
    columns = _order(rows, "host")
    cells = {(str(row["sender"]), str(row["host"])): row for row in rows.to_dict("records")}
    lines = [
        f"<tr><th scope='row'>{escape(name)}</th>{''.join(_cell(cells.get((sender, host)), colours) for host in columns)}</tr>"
        for sender, name in _order(rows, "sender").items()
    ]
    top = "".join(f"<th scope='col'><span>{escape(name)}</span></th>" for name in columns.values())
    shown = matrix_words(ledger, view, rows, senders, hosts)
    caption = f"<caption>{escape(shown)}; empty: not collected</caption>"
    body = f"<thead><tr><td></td>{top}</tr></thead><tbody>{''.join(lines)}</tbody>"
    table = f"<table class='matrix'>{caption}{body}</table>"
    return f"<div class='scroll' tabindex='0' role='region' aria-label='Senders and hosts'>{table}</div>"


def _order(rows: pd.DataFrame, key: str) -> dict[str, str]:
    """Ids and names of the senders or hosts in their order."""
    kept = rows.drop_duplicates(key).sort_values(key)
    return dict(zip(kept[key].astype("str"), kept[f"{key}_name"].astype("str"), strict=True))


def _cell(row: Row | None, colours: tuple[str, ...]) -> str:
    if row is None:
        return "<td></td>"
    code = int(_float(row["code"]))
    square = f"<rect width='10' height='10' fill='{colours[code - FIRST_CLASS]}'/>" if code >= FIRST_CLASS else ""
    mark = f"<svg width='10' height='10' aria-hidden='true'>{square}</svg> " if square else ""
    return (
        f"<td>{mark}<a href='/pair/{escape(str(row['sender']))}/{escape(str(row['host']))}'>{escape(str(row['words']))}</a></td>"
    )


def together_table(ledger: Ledger, _settings: Settings, view: View, asked: Comparison) -> str:
    """Map and scatter plot of two measures, and the table of both."""
    second = comparing.second_of(view, asked)
    rows, names = comparing.together(ledger, view, second), names_of(ledger, view, second)
    drawn = rows[rows["place"].notna()]
    high = drawn[((drawn["place"] == 2) & (drawn["place_other"] == 2)).to_numpy()]["name"].tolist()
    named = f": {', '.join(drawn['name'])}" if 0 < len(drawn) <= MOST_NAMED else ""
    told = f"{count(len(drawn), 'host')} with both figures{named}; in the highest third of both: {', '.join(high) or 'none'}."
    sources = f"{names[1]}: {sentences.sources_line(ledger, second)}"
    parts = {"map": f"Map of {names[0]} and {names[1]} in nine classes.", "scatter": f"{names[0]} against {names[1]}."}
    pictures = [_picture(asked.encode(view), part, f"{named} {told}") for part, named in parts.items()]
    cells = [
        [_pair(view, row, second), escape(row["words"]), escape(row["words_other"]), _thirds(row)]
        for row in rows.to_dict("records")
    ]
    linked = f"<div class='linked'>{''.join(pictures)}</div>"
    lead = f"{_which_pair(ledger, view, asked)}<p>{escape(told)}</p><p class='lead'>{escape(sources)}</p>{linked}"
    return lead + table_html("Both measures", ["Host", *map(escape, names), "Thirds"], cells)


def _which_pair(ledger: Ledger, view: View, asked: Comparison) -> str:
    """Where one of the two has no figure: which has none, and the way to two that have."""
    shown = pair_of(ledger, view, asked, named=True, other_named=True)
    if not shown.said:
        return ""
    better = pair_of(ledger, view, asked, named=bool(shown.hosts[0]), other_named=bool(shown.hosts[1]))
    if not min(better.hosts):
        return f"<p class='notice'>{escape(shown.said)} On that day there is no measure of this half with figures.</p>"
    titles = [ledger.catalogue.measures[name].title for name in (better.measure, better.other)]
    words = " and ".join(f"{title} ({count(found, 'host')})" for title, found in zip(titles, better.hosts, strict=True))
    there = replace(asked, other=better.other).encode(comparing.second_view(view, better.measure))
    return f"<p class='notice'>{escape(shown.said)} <a href='/compare?{escape(there)}'>{escape(words)}</a> have figures.</p>"


def _picture(query: str, part: str, words: str) -> str:
    address = f"/api/v1/compare.svg?{escape(query)}&amp;part={part}"
    return f"<img class='series' data-linked src='{address}' alt='{escape(words)}' width='1600' height='900'>"


def _thirds(row: Row) -> str:
    places = [_float(row[name]) for name in ("place", "place_other")]
    if np.isnan(places).any():
        return "not both above zero"
    return " / ".join(("low", "middle", "high")[int(place)] for place in places)


def _pair(view: View, row: Row, second: View | None = None) -> str:
    one_pair = len(view.sender) == 1 and (second is None or view.sender == second.sender)
    address = f"/pair/{view.sender[0]}/{row['host']}" if one_pair else f"/country/{row['host']}"
    return f"<a href='{escape(address)}'>{escape(str(row['name']))}</a>"


def earlier_words(ledger: Ledger, view: View) -> str:
    """The day that a change is counted from, in words for HTML."""
    measure = answers.measure_of(ledger, view)
    return escape(describe_day(comparing.earlier_day(ledger, view), measure.clock, measure.kind))


def _cut(found: int, shown: int) -> str:
    return f"<p>{shown:,} of {count(found, 'host')} shown; all are in the CSV.</p>" if found > shown else ""


def _float(value: object) -> float:
    return float("nan") if value is None or value is pd.NA else float(str(value))


def _number(value: object) -> str:
    return "" if np.isnan(_float(value)) else f"{_float(value):,.6g}"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
