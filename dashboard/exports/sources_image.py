"""Source against source: how many figures two speakers share and how many agree, or what is otherwise without each source in turn."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from dashboard.domain.view import View
from dashboard.exports.lineage import Lineage
from dashboard.exports.svg import BARE_WIDTH, FOOT_ROW, MARGIN, Sheet, foot, foot_lines, head, open_sheet, text, xml
from dashboard.figures import sentences
from dashboard.figures.comparing import origin_words, source_pairs
from dashboard.figures.lettering import shorten, wrap
from dashboard.figures.numbers import count
from dashboard.figures.palette import THEMES, sequence
from dashboard.figures.source_influence import leave_one_out, repeated_words
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger

WIDTH, TOP, ROW, LETTERS = 1600, 176, 44, 14
BAR, BARE_ROWS = 150, 9
Row = Mapping[Hashable, object]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: names in their columns, figures in words, and the share of the bar before the last of them."""

    names: tuple[str, ...]
    figures: tuple[str, ...]
    share: float


def pairs_svg(
    ledger: Ledger, view: View, limit: int, theme: str = "light", lineage: Lineage | None = None, *, bare: bool = False
) -> str:
    """Speakers with common figures as SVG, valid XML without any reference to the outside; a sheet that says so where there are none."""
    table, _ = source_pairs(ledger, view)
    entries = [_pair(row) for row in table.to_dict("records")]
    told = f"{count(len(entries), 'pair')} of speakers on the same sender, host and definition · bars: share within a tenth of each other"
    notes = [f"{words}."] if (words := origin_words(table)) else []
    none = "No two speakers give a figure for the same sender, host and definition."
    heads = ("One source", "Another", "Common figures", "Larger to smaller, median", "Within a tenth")
    return _table(ledger, view, _Told(entries, heads, told, none, notes), limit, _sheet(ledger, view, theme, lineage, bare=bare))


def left_out_svg(
    ledger: Ledger, view: View, limit: int, theme: str = "light", lineage: Lineage | None = None, *, bare: bool = False
) -> str:
    """Each source left out in turn, as `pairs_svg`: bars are the hosts whose figure is another or gone without it."""
    table = leave_one_out(ledger, view).sort_values("hosts", ascending=False, kind="stable")
    most = max(int(table["hosts"].max()), 1) if len(table) else 1
    entries = [
        Entry((_source(row),), (f"{row['gone']:,}", str(row["largest"]), f"{row['hosts']:,}"), int(str(row["hosts"])) / most)
        for row in table.to_dict("records")
    ]
    told = f"{count(len(entries), 'source')}, each left out in turn · bars: hosts that get another figure or none · names of all in the table"
    heads = ("Left out", "Of these without any figure", "Largest difference", "Another figure or none")
    none = "No source has a statement in force on this date."
    return _table(ledger, view, _Told(entries, heads, told, none), limit, _sheet(ledger, view, theme, lineage, bare=bare))


@dataclass(frozen=True, slots=True)
class _Told:
    """What is in the table: rows, titles of the columns, the line above, the words where there is no row, and lines for the foot."""

    entries: Sequence[Entry]
    heads: tuple[str, ...]
    above: str
    none: str
    notes: Sequence[str] = ()


def _pair(row: Row) -> Entry:
    ratio, agree = float(str(row["ratio"])), float(str(row["agree"]))
    names, figures = (str(row["one"]), str(row["other"])), f"{row['pairs']:,}"
    if np.isnan(agree):
        return Entry(names, (figures, "", f"{row['one_origin']:,} of one origin"), 0.0)
    times = "zero, or another sign" if np.isinf(ratio) else f"{ratio:.3g}"
    return Entry(names, (figures, times, f"{agree:.0%}"), agree)


def _source(row: Row) -> str:
    """Named as `_name` reads it: what follows in brackets is the second line."""
    more = repeated_words(int(str(row["repeated"])))
    return f"{row['source']} (and {more})" if more else str(row["source"])


def _sheet(ledger: Ledger, view: View, theme: str, lineage: Lineage | None, *, bare: bool) -> Sheet:
    chosen = THEMES[theme]
    colours = sequence(answers.measure_of(ledger, view), chosen)
    return Sheet(BARE_WIDTH if bare else WIDTH, 0, chosen, colours, lineage=lineage, cut=TOP - 74 if bare else 0)


def _table(ledger: Ledger, view: View, told: _Told, limit: int, size: Sheet) -> str:
    drawn = told.entries[: min(limit, BARE_ROWS) if size.bare else limit]
    more = len(told.entries) - len(drawn)
    above = f"{told.above} · {sentences.known_words(view)}"
    notes = [*told.notes, *([f"{count(more, 'more row')} not shown: take the table."] if more > 0 else [])]
    lines = foot_lines(ledger, view, size, notes, mapped=False, above=above)
    bottom = TOP + ROW * max(len(drawn), 1)
    sheet = replace(size, height=round(bottom + (0 if size.bare else 30) + FOOT_ROW * len(lines)))
    title = sentences.title(ledger, view)
    places = _columns(told.heads, len(drawn[0].names) if drawn else 1, sheet)
    parts = [open_sheet(sheet, title), head(sheet, title, above)]
    if drawn:
        parts += [_heads(told.heads, places, sheet), *(_row(one, i, places, sheet) for i, one in enumerate(drawn))]
    else:
        parts.append(text(told.none, MARGIN, TOP, 16, sheet.theme.muted))
    return "\n".join([*parts, foot(sheet, lines), "</svg>"])


def _columns(heads: tuple[str, ...], names: int, sheet: Sheet) -> list[float]:
    """Where each column begins: names share what figures, and the bar before the last of them, leave."""
    figures = len(heads) - names
    wide = 165 if sheet.bare else 200
    room = (sheet.room - wide * figures - BAR + (30 if sheet.bare else 60)) / names
    first = [MARGIN + room * i for i in range(names)]
    after = MARGIN + room * names
    return [*first, *(after + wide * i + (BAR if i == figures - 1 else 0) for i in range(figures))]


def _heads(heads: tuple[str, ...], places: list[float], sheet: Sheet) -> str:
    size, parts = sheet.letters(LETTERS), [f'<path d="M{MARGIN} {TOP - 26}H{sheet.width - MARGIN}" stroke="{sheet.theme.ink}"/>']
    for i, words in enumerate(heads):
        last = i == len(heads) - 1
        x, till = (places[i] - BAR if last else places[i]), (sheet.width - MARGIN if last else places[i + 1] - 10)
        if i == len(heads) - 2:
            till = places[-1] - BAR - 10
        lines = wrap(words, till - x, size, bold=True)
        first = TOP - 34 - 17 * (len(lines) - 1)
        parts += [text(line, x, first + 17 * n, size, sheet.theme.ink, weight=700) for n, line in enumerate(lines)]
    return "".join(parts)


def _row(one: Entry, place: int, places: list[float], sheet: Sheet) -> str:
    theme, y, size = sheet.theme, TOP + ROW * place, sheet.letters(LETTERS)
    parts = [_name(name, places[i], places[i + 1] - 14 - places[i], y, sheet) for i, name in enumerate(one.names)]
    begin = len(one.names)
    for i, words in enumerate(one.figures):
        last = i == len(one.figures) - 1
        x = places[begin + i]
        till = (
            sheet.width - MARGIN if last else places[-1] - BAR - 10 if i == len(one.figures) - 2 else places[begin + i + 1] - 10
        )
        parts.append(text(shorten(words, till - x, size), x, y, size, theme.ink, weight=700 if last else 400))
    bar = f'x="{places[-1] - BAR:.1f}" y="{y - 12:.1f}" height="14"'
    ground = f'<rect {bar} width="{BAR - 14}" fill="{theme.empty}"/>'
    filled = f'<rect {bar} width="{(BAR - 14) * one.share:.1f}" fill="{sheet.colours[3]}"/>'
    line = f'<path d="M{MARGIN} {y + 26:.1f}H{sheet.width - MARGIN}" stroke="{theme.line}"/>'
    told = xml(f"{'; '.join(one.names)}: {'; '.join(one.figures)}")
    return f"<g><title>{told}</title>{ground}{filled}{''.join(parts)}{line}</g>"


def _name(name: str, x: float, room: float, y: float, sheet: Sheet) -> str:
    """A speaker: the source, and in a second line who says it there, or what the first does not hold."""
    size = sheet.letters(LETTERS)
    source, _, said = name.partition(" (") if name.endswith(")") else (name, "", "")
    lines = [(source, sheet.theme.ink), (said.removesuffix(")"), sheet.theme.muted)]
    if not said:
        lines = [(line, sheet.theme.ink) for line in wrap(source, room, size)]
    return "".join(text(shorten(words, room, size), x, y + 17 * i, size, ink) for i, (words, ink) in enumerate(lines) if words)
