"""The page on which a reader's own table is shown as it was understood. Plain HTML; every text from outside is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import pandas as pd

from dashboard.errors import Problem
from dashboard.exports.safe_csv import plain
from dashboard.intake.plan import Instructions, Plan, left_out_table, problem_table
from dashboard.intake.preview import Preview
from dashboard.intake.template import command_line
from dashboard.intake.words import WORDS
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.html_page import page_html, table_html

MAX_SHOWN = 200
LEAD = (
    "See how the atlas would read your own table, what is wrong with which row, and what it would change on the map. Nothing is "
    "published: what you send stays in the memory of this server, under an address that only you have, and is forgotten soon."
)
# No text from outside looks like it: their brackets are escaped.
PUBLISH_HERE = "<div id='publish'></div>"
FIELDS = (
    ("measure", "Measure of every row", "troops"), ("definition", "Definition of every row", "deployed"),
    ("own_definition", "Or a definition of your own: its id", "advisers-only"), ("own_title", "Its title", "Advisers only"),
    ("own_text", "Exactly who or what it counts", "Military advisers in uniform, without guards and trainers"),
    ("sender", "Sender of every row", "France"), ("host", "Host of every row", "Chad"), ("date", "Date of every row", "2020-06"),
    ("unit", "Unit of every figure", "persons"), ("title", "Title of the source", ""), ("licence", "Licence of the source", ""),
    ("sheet", "Only this sheet", ""),
)  # fmt: skip
CHOICES = (
    ("dates", "Dates such as 2.6.2019", (("", "refuse them"), ("dmy", "day first"), ("mdy", "month first"))),
    ("mark", "Sign before the decimals", (("", "as the column shows"), ("point", "point"), ("comma", "comma"))),
)


def asking_page(ledger: Ledger, settings: Settings, problems: Sequence[Problem] = ()) -> str:
    """The form, below it what was wrong with what was sent."""
    return page_html(
        "Your own table", settings.assets, "<h1>Your own table</h1>", f"<p class='lead'>{escape(LEAD)}</p>", _problems(problems),
        _form(ledger, settings), "<p><a href='/add/template.csv'>A table to fill in</a></p>",
    )  # fmt: skip


def looked_page(plan: Plan, seen: Preview, said: Instructions, token: str, ledger: Ledger, settings: Settings) -> str:
    """What was understood, what would change, what is wrong, and how an operator would add it."""
    changed = seen.map[seen.map["change"] != "same"]
    minutes = settings.upload_keep_minutes
    return page_html(
        "Your own table", settings.assets, f"<h1>{escape(plan.file)}</h1>",
        f"<p class='lead'>{seen.new:,} new claims, {seen.repeated:,} that are in the ledger already, {plan.bad_rows:,} rows to mend. "
        f"{seen.hosts('newly coloured'):,} hosts would be newly coloured, {seen.hosts('changed'):,} would change; other sources "
        f"contradict {len(seen.contradicted):,} figures. Remembered for {minutes} minutes.</p>",
        _list("How it was read", plan.notes),
        _frame("Claims by measure and host", seen.counts, ledger),
        _frame("What would change on the map", changed, ledger),
        _frame("Figures of other sources that are far apart", seen.contradicted, ledger),
        _frame("Rows to mend", problem_table(plan), ledger),
        _frame("Rows that are no claim by the rules of this format", left_out_table(plan), ledger),
        _downloads(plan, token),
        _operator(plan, said),
        "<p><a href='/add'>Another table</a></p>",
    )  # fmt: skip


def _form(ledger: Ledger, settings: Settings) -> str:
    inputs = "".join(_input(*field) for field in FIELDS)
    choices = "".join(_choice(*choice) for choice in CHOICES)
    names = ", ".join(WORDS)
    measures = "".join(f"<option value='{escape(m.id)}'>{escape(m.title)}</option>" for m in ledger.catalogue.measures.values())
    return (
        "<form method='post' action='/add' enctype='multipart/form-data'>"
        f"<p><label>File (.csv, .tsv, .xlsx, .ods, up to {settings.max_request_bytes // 1000:,} kB) "
        "<input type='file' name='file' required accept='.csv,.tsv,.txt,.xlsx,.ods'></label></p>"
        f"<p>Columns are known by their headers. What follows is needed only where the table does not say it.</p>{inputs}{choices}"
        "<p><label>Columns that are not recognised, one a line, as HEADER=field<br>"
        f"<textarea name='columns' rows='3' cols='60' placeholder='Where from=sender'></textarea></label><br>Fields: {names}</p>"
        f"<datalist id='measures'>{measures}</datalist><p><button type='submit'>Look at it</button></p></form>"
    )


def _input(name: str, label: str, example: str) -> str:
    measures = " list='measures'" if name == "measure" else ""
    return f"<p><label>{label} <input name='{name}' maxlength='200' placeholder='{example}'{measures}></label></p>"


def _choice(name: str, label: str, words: tuple[tuple[str, str], ...]) -> str:
    options = "".join(f"<option value='{value}'>{text}</option>" for value, text in words)
    return f"<p><label>{label} <select name='{name}'>{options}</select></label></p>"


def _problems(problems: Sequence[Problem]) -> str:
    if not problems:
        return ""
    return (
        f"<section role='alert'>{_list('This could not be read', [str(problem) for problem in problems[:MAX_SHOWN]])}</section>"
    )


def _list(title: str, lines: Sequence[str]) -> str:
    return f"<h2>{escape(title)}</h2><ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"


def _frame(title: str, rows: pd.DataFrame, ledger: Ledger) -> str:
    if rows.empty:
        return ""
    names = {place.id: place.name for place in ledger.places.by_id.values()}
    told = rows.head(MAX_SHOWN)
    named = told.assign(
        **{side: told[side].astype("str").map(lambda i: names.get(i, i)) for side in ("sender", "host") if side in told}
    )
    text = plain(named).astype("str").fillna("")
    cells = [[escape(cell) for cell in row] for row in text.to_numpy().tolist()]
    cut = f"<p>{MAX_SHOWN} of {len(rows):,} shown.</p>" if len(rows) > MAX_SHOWN else ""
    return table_html(title, [escape(str(name).replace("_", " ")) for name in text.columns], cells) + cut


def _downloads(plan: Plan, token: str) -> str:
    bad = [sheet for sheet in plan.sheets if len(sheet.rows.problems)]
    links = "".join(
        f"<li><a href='/add/{escape(token)}/{number}.csv'>{escape(sheet.name or plan.file)}: rows to mend, as CSV</a></li>"
        for number, sheet in enumerate(bad)
    )
    return f"<h2>To mend</h2><ul>{links}</ul>" if links else ""


def _operator(plan: Plan, said: Instructions) -> str:
    command = escape(command_line(plan.file, said))
    return f"<h2>To publish it</h2><p>The operator of this atlas would type:</p><pre><code>{command}</code></pre>{PUBLISH_HERE}"


def publish_form(token: str) -> str:
    """What a publisher sees in the place of `PUBLISH_HERE`."""
    return (
        f"<form method='post' action='/add/{escape(token)}/publish'><p>You may publish it for everyone, under your name.</p>"
        "<p><button class='button' type='submit'>Publish the rows that are in order</button></p></form>"
    )
