"""The page on which a reader's own table is shown as it was understood. Plain HTML; every text from outside is escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import pandas as pd

from dashboard.errors import Problem
from dashboard.exports.safe_csv import plain, plain_number
from dashboard.intake.instructions import Instructions
from dashboard.intake.plan import Plan, left_out_table, problem_table
from dashboard.intake.preview import Preview
from dashboard.intake.template import command_line
from dashboard.intake.words import WORDS
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.add_words import COLUMNS, for_browser, problem_for_browser
from dashboard.web.html_page import cut_told, page_html, table_html

LEAD = (
    "See how the atlas would read your own table, what is wrong with which row, and what it would change on the map. Nothing is "
    "published: what you send stays in the memory of this server, under an address that only you have, and is forgotten soon."
)
# No text from outside looks like it: their brackets are escaped.
PUBLISH_HERE = "<div id='publish'></div>"
Field = tuple[str, str, str]
Choice = tuple[str, str, tuple[tuple[str, str], ...]]
FIELDS: tuple[Field, ...] = (
    ("measure", "Measure of every row", "troops"), ("definition", "Definition of every row", "deployed"),
    ("sender", "Sender of every row", "France"), ("host", "Host of every row", "Chad"), ("date", "Date of every row", "2020-06"),
    ("unit", "Unit of every figure", "persons"), ("title", "Title of the source", ""), ("licence", "Licence of the source", ""),
    ("sheet", "Only this sheet", ""),
)  # fmt: skip
OWN_DEFINITION: tuple[Field, ...] = (
    ("own_definition", "Its id", "advisers-only"), ("own_title", "Its title", "Advisers only"),
    ("own_text", "Exactly who or what it counts", "Military advisers in uniform, without guards and trainers"),
)  # fmt: skip
OWN_MEASURE: tuple[Field, ...] = (
    ("new_measure", "Its id", "armoured_vehicles"), ("measure_title", "Its title", "Armoured vehicles"),
    ("measure_unit", "Its unit", "vehicles"),
    ("measure_text", "Exactly who or what it counts", "Vehicles with wheels or tracks and armour, without trucks"),
)  # fmt: skip
OWN_CHOICES = (
    ("measure_kind", "What a figure is", (("", "choose"), ("stock", "a level at a date"), ("flow", "an amount over a period"))),
    ("measure_domain", "Where it belongs", (("", "choose"), ("military", "military"), ("economic", "economic"))),
)
CHOICES = (
    ("dates", "Dates such as 2.6.2019", (("", "refuse them"), ("dmy", "day first"), ("mdy", "month first"))),
    ("mark", "Sign before the decimals", (("", "as the column shows"), ("point", "point"), ("comma", "comma"))),
)
# Columns of the rows to mend that stand behind all others.
AT_THE_END = ("next_step", "expected", "cause", "code")


def asking_page(
    ledger: Ledger, settings: Settings, problems: Sequence[Problem] = (), given: Mapping[str, str] | None = None
) -> str:
    """The upload form with the problems of the last attempt above it; fields keep what was ``given``, the file must be chosen again."""
    return page_html(
        "Your own table", settings.assets, "<h1>Your own table</h1>", f"<p class='lead'>{escape(LEAD)} "
        "<a href='/add/template.csv'>A table to fill in</a></p>", _problems(problems, settings.max_rows_shown),
        _form(ledger, settings, bool(problems), given or {}),
    )  # fmt: skip


def looked_page(plan: Plan, seen: Preview, said: Instructions, token: str, ledger: Ledger, settings: Settings) -> str:
    """What was understood, what would change, what is wrong, and how an operator would add it."""
    most = settings.max_rows_shown
    changed = seen.map[seen.map["change"] != "same"]
    return page_html(
        "Your own table", settings.assets, f"<h1>{escape(plan.file)}</h1>",
        f"<p class='lead'>{escape(_in_short(plan, seen))} Remembered for {settings.upload_keep_minutes} minutes.</p>",
        _list("How it was read", [for_browser(note) for note in plan.notes]),
        _frame("Rows to mend", _to_mend(plan), ledger, most, stacked=True),
        _downloads(plan, token),
        _frame("Claims by measure and host", seen.counts, ledger, most),
        _frame("What would change on the map", changed, ledger, most),
        _frame("Figures of other sources that are threefold or more apart", _apart(seen.contradicted, plan, ledger), ledger, most),
        _frame("Rows that are no claim by the rules of this format", left_out_table(plan), ledger, most),
        _operator(plan, said),
        "<p><a href='/add'>Another table</a></p>",
    )  # fmt: skip


def _in_short(plan: Plan, seen: Preview) -> str:
    there, wrong = _counted(seen.repeated, "claim"), _counted(plan.bad_rows, "row")
    lit, moved = seen.hosts("newly coloured"), seen.hosts("changed")
    told = f"On the map {_counted(lit, 'host')} would be newly coloured and {moved:,} would change"
    apart = _counted(len(seen.contradicted), "figure")
    return f"{_counted(seen.new, 'new claim')}, {there} in the ledger already, {wrong} to mend. {told}; other sources contradict {apart}."


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _to_mend(plan: Plan) -> pd.DataFrame:
    problems = problem_table(plan)
    told = problems.assign(next_step=problems["next_step"].map(for_browser, na_action="ignore"))
    # What to do stands beside what was found: behind the long lists of what is expected nobody sees it.
    return told[[*(name for name in told if name not in AT_THE_END), *AT_THE_END]]


def _apart(rows: pd.DataFrame, plan: Plan, ledger: Ledger) -> pd.DataFrame:
    """Contradictions for display: the table's figure, then the other source's figure with that source's title."""
    mine = rows["source_a"].astype("str").isin(plan.source_ids)
    sides = {
        name: (rows[f"{name}_a"].where(mine, rows[f"{name}_b"]), rows[f"{name}_b"].where(mine, rows[f"{name}_a"]))
        for name in ("best", "source")
    }
    titles = {source.id: source.title for source in ledger.catalogue.sources.values()}
    return pd.DataFrame(
        {
            "measure": rows["measure"], "sender": rows["sender"], "host": rows["host"], "year": rows["year"], "yours": sides["best"][0],
            "theirs": sides["best"][1], "times": rows["factor"].round(1), "their source": sides["source"][1].astype("str").replace(titles),
        }
    )  # fmt: skip


def _form(ledger: Ledger, settings: Settings, again: bool, given: Mapping[str, str]) -> str:
    """Optional fields of the form (sender, date, unit and so on), folded: most tables need none of them."""
    most = settings.upload_max_field_chars
    inputs = _fields(FIELDS, CHOICES, given, most)
    own = _own(
        "A definition of your own", "For every row, of the measure above.", _fields(OWN_DEFINITION, (), given, most)
    ) + _own(
        "A measure of your own",
        "Where no measure of the atlas counts what the table counts. All six are needed.",
        _fields(OWN_MEASURE, OWN_CHOICES, given, most),
    )
    columns = escape(given.get("columns", ""))
    names = ", ".join(WORDS)
    measures = "".join(f"<option value='{escape(m.id)}'>{escape(m.title)}</option>" for m in ledger.catalogue.measures.values())
    return (
        "<form method='post' action='/add' enctype='multipart/form-data'>"
        f"<p><label>File (.csv, .tsv, .xlsx, .ods, up to {settings.max_request_bytes // 1000:,} kB) "
        "<input type='file' name='file' required accept='.csv,.tsv,.txt,.xlsx,.ods'></label></p>"
        "<p>Columns are known by their headers, in several languages.</p><p><button type='submit'>Look at it</button></p>"
        f"<details{' open' if again else ''}><summary>What the table does not say itself</summary>{inputs}"
        f"<p><label>{COLUMNS}, one a line, as HEADER=field<br><textarea name='columns' rows='3' cols='60' "
        f"placeholder='Where from=sender'>{columns}</textarea></label><br>Fields: {names}</p></details>"
        f"{own}<datalist id='measures'>{measures}</datalist></form>"
    )


def _own(title: str, when: str, fields: str) -> str:
    """Fields that few need, folded away under their title."""
    return f"<details><summary>{title}</summary><p>{when}</p>{fields}</details>"


def _fields(fields: Sequence[Field], choices: Sequence[Choice], given: Mapping[str, str], most: int) -> str:
    texts = "".join(_input(*field, given.get(field[0], ""), most) for field in fields)
    return texts + "".join(_choice(*choice, given.get(choice[0], "")) for choice in choices)


def _input(name: str, label: str, example: str, value: str, most: int) -> str:
    more = (" list='measures'" if name == "measure" else "") + (f" value='{escape(value)}'" if value else "")
    return f"<p><label>{label} <input name='{name}' maxlength='{most}' placeholder='{example}'{more}></label></p>"


def _choice(name: str, label: str, words: tuple[tuple[str, str], ...], chosen: str) -> str:
    options = "".join(
        f"<option value='{value}'{' selected' if chosen and value == chosen else ''}>{text}</option>" for value, text in words
    )
    return f"<p><label>{label} <select name='{name}'>{options}</select></label></p>"


def _problem(problem: Problem) -> str:
    """One problem as a reader needs it: what was found, why, what to do; the long list of what is accepted comes last."""
    place = f"{problem.where}: " if problem.where else ""
    told = [f"<b>{escape(place + problem.found)}.</b>"]
    told += [f"{escape(problem.cause[:1].upper() + problem.cause[1:])}."] if problem.cause else []
    told += [f"<br><b>Next step:</b> {escape(problem.next_step)}."] if problem.next_step else []
    return f"<li>{' '.join(told)}<br><span class='label'>Expected: {escape(problem.expected)}. ({problem.code})</span></li>"


def _problems(problems: Sequence[Problem], most: int) -> str:
    if not problems:
        return ""
    told = "".join(_problem(problem_for_browser(problem)) for problem in problems[:most])
    return f"<section role='alert'><h2>This could not be read</h2><ul>{told}</ul>{cut_told(len(problems), most, 'max_rows_shown')}</section>"


def _list(title: str, lines: Sequence[str]) -> str:
    return f"<h2>{escape(title)}</h2><ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"


def _frame(title: str, rows: pd.DataFrame, ledger: Ledger, most: int, *, stacked: bool = False) -> str:
    if rows.empty:
        return ""
    names = {place.id: place.name for place in ledger.places.by_id.values()}
    told = rows.head(most)
    named = told.assign(
        **{side: told[side].astype("str").map(lambda i: names.get(i, i)) for side in ("sender", "host") if side in told}
    )
    filled = [name for name in named if not named[name].isna().all() and not (named[name] == "").all()]
    floats = [name for name in filled if named[name].dtype == "float64"]
    figures = {str(name): named[name].map(plain_number, na_action="ignore").astype("str") for name in floats}
    text = plain(named[filled].assign(**figures)).astype("str").fillna("")
    cells = [[escape(cell) for cell in row] for row in text.to_numpy().tolist()]
    head = [escape(str(name).replace("_", " ")) for name in text.columns]
    return table_html(title, head, cells, stacked=stacked) + cut_told(len(rows), most, "max_rows_shown")


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
