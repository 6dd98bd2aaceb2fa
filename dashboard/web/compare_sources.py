"""Sources compared, as HTML: where they agree, where they differ most, and what the map would lose without each."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from html import escape

import numpy as np
import pandas as pd

from dashboard.domain.comparison import Comparison
from dashboard.domain.view import View
from dashboard.figures import comparing
from dashboard.figures.source_influence import leave_one_out, repeated_words
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.compare_tables import earlier_words
from dashboard.web.html_page import table_html

Row = Mapping[Hashable, object]
NAMED = 6
# Between two hosts of a list, not within the words about one.
NAMES_APART = re.compile(r", (?![^(]*\))")


def sources_table(ledger: Ledger, _settings: Settings, view: View, asked: Comparison) -> str:
    """Pairs of sources with common figures, where they differ most, and what the map would lose without each."""
    table, worst = comparing.source_pairs(ledger, view)
    cells = [
        [
            escape(row["one"]),
            escape(row["other"]),
            f"{row['pairs']:,}",
            _ratio(row["ratio"]),
            _share(row["agree"]),
            f"{row['one_origin']:,}",
        ]
        for row in table.to_dict("records")
    ]
    heads = [
        "One source",
        "Another",
        "Common figures",
        "Larger to smaller, median",
        "Within a tenth",
        "Of one origin, not counted",
    ]
    none = "<p>No two speakers give a figure for the same sender, host and definition.</p>"
    pairs = table_html("Sources with common figures", heads, cells) if cells else none
    file = (
        f"<p><a href='/api/v1/compare.csv?{escape(asked.encode(view))}&amp;part=left-out'>What each source carries as CSV</a></p>"
    )
    words = comparing.origin_words(table)
    pairs += f"<p>{escape(words)}.</p>" if words else ""
    return pairs + _furthest(ledger, worst) + _left_out_in_turn(ledger, view) + file


def _furthest(ledger: Ledger, worst: pd.DataFrame) -> str:
    rows = [
        [
            f"<a href='/pair/{escape(row['sender'])}/{escape(row['host'])}'>"
            f"{escape(_name(ledger, row['sender']))} in {escape(_name(ledger, row['host']))}</a>",
            escape(row["definition"]), _stated(row["one"], row["figure"], row["claim"]),
            _stated(row["other"], row["other_figure"], row["other_claim"]), _ratio(row["ratio"]),
        ]
        for row in worst.to_dict("records")
    ]  # fmt: skip
    return (
        table_html("Where they are furthest apart", ["Pair", "Definition", "One says", "Another says", "Times"], rows)
        if rows
        else ""
    )


def _left_out_in_turn(ledger: Ledger, view: View) -> str:
    lists = ("largest", "flips", "classes", "thirds", "changes")
    rows = [
        [_with_repeats(row), f"{row['hosts']:,}", f"{row['gone']:,}", *(_short(row[name]) for name in lists)]
        for row in leave_one_out(ledger, view).to_dict("records")
    ]
    told = (
        "Each source left out in turn, with the claims of others that repeat it: how many hosts get another figure or none, who enters or "
        "leaves the ten largest, whose class or third is another, and whose change since "
        f"{earlier_words(ledger, view)} has another direction or none that may be told."
    )
    figures = ["Another figure or none", "Of these none", "Largest difference", "Ten largest"]
    heads = ["Left out", *figures, "Class of the map", "Third", "Direction of change"]
    return f"<h2>Which source carries this?</h2><p>{told}</p>{table_html('Left out in turn', heads, rows)}"


def _with_repeats(row: Row) -> str:
    """The source, and how many claims of others go with it."""
    more = repeated_words(int(str(row["repeated"])))
    return f"{escape(str(row['source']))}{f' and {more}' if more else ''}"


def _short(names: str) -> str:
    """Names of hosts: the number, and the first of them; all are in the CSV."""
    if not names:
        return "none"
    listed = NAMES_APART.split(names)
    more = f" and {len(listed) - NAMED} more" if len(listed) > NAMED else ""
    return f"{len(listed)}: {escape(', '.join(listed[:NAMED]))}{more}" if len(listed) > 1 else escape(names)


def _stated(source: str, figure: str, claim: str) -> str:
    link = f" <a href='/claims?claim={escape(claim)}'><code>{escape(claim)}</code></a>" if claim else " (several claims)"
    return f"<b>{escape(figure)}</b> {escape(source)}{link}"


def _share(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.0%}"


def _ratio(value: float) -> str:
    if np.isnan(value):
        return ""
    return "zero, or another sign" if np.isinf(value) else f"{value:.3g}"


def _name(ledger: Ledger, place: str) -> str:
    return ledger.places.by_id[place].name if place in ledger.places.by_id else place
