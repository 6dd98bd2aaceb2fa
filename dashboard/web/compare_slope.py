"""The slope chart as HTML: what it says, the picture, the table of both dates, and the hosts that are not drawn."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from html import escape

import numpy as np
import pandas as pd

from dashboard.domain.comparison import Comparison
from dashboard.domain.view import View
from dashboard.figures.comparing import earlier_day
from dashboard.figures.days import describe_day
from dashboard.figures.numbers import say_value
from dashboard.figures.slope import drawn_rows, left_beside, slope_rows, tell_slope
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.html_page import table_html

Row = Mapping[Hashable, object]
LONG = 300


def slope_body(ledger: Ledger, settings: Settings, view: View, asked: Comparison) -> str:
    """The body of the page as HTML; every text from data is escaped."""
    rows = slope_rows(ledger, view)
    measure = answers.measure_of(ledger, view)
    told = "".join(_told(line) for line in tell_slope(ledger, view, rows, settings.max_compared))
    days = [
        escape(describe_day(day, measure.clock, measure.kind))
        for day in (earlier_day(ledger, view), answers.view_date(ledger, view))
    ]
    cells = [_line(view, row, measure.unit) for row in drawn_rows(rows, settings.max_compared).to_dict("records")]
    address = f"/api/v1/compare.svg?{escape(asked.encode(view))}"
    words = "One line a host from the earlier to the later date; the table below says the same"
    picture = f"<img data-picture loading='lazy' class='series wide' src='{address}' alt='{words}' width='1600'>"
    beside = "".join(f"<li><b>{escape(reason)}</b>: {escape(names)}.</li>" for reason, names in left_beside(rows))
    silent = f"<h2>Without a comparable pair, and never drawn</h2><ul>{beside}</ul>" if beside else ""
    table = table_html("Both dates, like with like", ["Host", days[0], days[1], "Change", "Counted as", "Source"], cells)
    return f"<ul class='told'>{told}</ul><div class='scroll' tabindex='0' role='region' aria-label='Slope chart'>{picture}</div>{table}{silent}"


def _told(line: str) -> str:
    """A sentence; a long list behind a colon is folded, so that the picture stays near the top."""
    head, _, rest = line.partition(": ")
    if len(rest) < LONG:
        return f"<li>{escape(line)}</li>"
    return f"<li><details><summary>{escape(head)}</summary>{escape(rest)}</details></li>"


def _line(view: View, row: Row, unit: str) -> list[str]:
    address = f"/pair/{view.sender[0]}/{row['host']}" if len(view.sender) == 1 else f"/country/{row['host']}"
    ends = [_end(row, end, unit) for end in ("before", "after")]
    host = f"<a href='{escape(address)}'>{escape(str(row['name']))}</a>"
    told = [escape(str(row[name]) if isinstance(row[name], str) else "") for name in ("definition", "source")]
    return [host, *map(escape, ends), f"<b>{escape(str(row['words']))}</b>", *told]


def _end(row: Row, end: str, unit: str) -> str:
    low, best, high = (float(str(row[name])) for name in (f"{end}_low", end, f"{end}_high"))
    known = (best if np.isnan(low) else low, best if np.isnan(high) else high)
    day = pd.Timestamp(str(row[f"{end}_day"]))
    when = f", {day.date().isoformat()}" if day == day else ""
    return f"{say_value('value', known[0], best, known[1], unit)}{when}"
