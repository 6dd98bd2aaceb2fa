"""Every limit and path that an operator may set: one table of names, defaults, units and words."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from dashboard.errors import PresenceError, Problem

PREFIX = "PRESENCE_"
CHECKOUT = Path(__file__).resolve().parent.parent
PACKAGED = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may set, through ``PRESENCE_<NAME>`` in the environment; an unknown name is an error."""

    data: Path = Path()
    assets: Path = Path()
    host: str = "127.0.0.1"
    port: int = 8050
    threads: int = 8
    allow_embedding_from: str = ""
    max_request_bytes: int = 1_000_000
    max_entities_per_view: int = 60
    url_max_chars: int = 1800
    max_panel_claims: int = 40
    max_lines_per_chart: int = 12
    max_money_charts: int = 3
    max_changes_shown: int = 40
    max_pair_charts: int = 10
    max_sites_shown: int = 60
    claims_page_rows: int = 100
    search_results: int = 20
    max_compared: int = 30
    feed_entries: int = 30
    export_max_rows: int = 200_000
    snapshot_keep: int = 5
    refresh_seconds: int = 60
    refresh_max_seconds: int = 1_800
    refresh_max_bytes: int = 500_000_000
    refresh_max_pages: int = 2_000
    refresh_page_rows: int = 20_000
    refresh_tries: int = 4
    refresh_pause_ms: int = 500
    add_max_bytes: int = 50_000_000
    add_max_unpacked_bytes: int = 200_000_000
    add_max_rows: int = 200_000
    add_max_columns: int = 200
    add_max_sheets: int = 50
    add_max_cell_chars: int = 10_000
    add_max_line_chars: int = 1_000_000
    add_max_seconds: int = 30
    add_max_memory_mb: int = 1_000
    upload_max_rows: int = 20_000
    upload_max_unpacked_bytes: int = 20_000_000
    upload_max_seconds: int = 10
    upload_max_memory_mb: int = 400
    upload_max_at_once: int = 2
    upload_max_waiting: int = 20
    upload_keep_minutes: int = 30


HELP = {
    "data": "Folder with catalogue/, claims/ and store/.",
    "assets": "Folder with the public browser files.",
    "host": "Address the server listens on.",
    "port": "Port the server listens on.",
    "threads": "Threads that answer requests.",
    "allow_embedding_from": "Origins that may frame the page, separated by spaces; empty: none.",
    "max_request_bytes": "Largest request body in bytes; larger ones are answered with 413.",
    "max_entities_per_view": "Most senders or hosts in one view; more are cut, and the reader is told.",
    "url_max_chars": "Longest query string that is read; longer ones show the default view, and the reader is told.",
    "max_panel_claims": "Most claims listed in the panel; the rest are in the table download, and the reader is told.",
    "max_lines_per_chart": "Most lines in one time series; the rest are named as not drawn.",
    "max_money_charts": "Most money series in the panel; the rest are linked.",
    "max_changes_shown": "Most changes listed of each kind on the page of changes; the rest are counted, and the reader is told.",
    "max_pair_charts": "Most charts on the page of a sender and a host; the others are named.",
    "max_sites_shown": "Most sites listed on the page of a place; the number of all is told.",
    "claims_page_rows": "Claims on one page of the list of claims.",
    "search_results": "Most results of a search.",
    "max_compared": "Most places in one comparison; the others are counted, and the reader is told.",
    "feed_entries": "Most entries in the feed of changes, newest first.",
    "export_max_rows": "Most rows in one table download; more are refused with advice.",
    "snapshot_keep": "Built generations that are kept, newest first.",
    "refresh_seconds": "Seconds to wait for a publisher's next bytes.",
    "refresh_max_seconds": "Most seconds that one file may take to fetch.",
    "refresh_max_bytes": "Largest file in bytes that is fetched.",
    "refresh_max_pages": "Most pages of one series that are fetched.",
    "refresh_page_rows": "Rows of one page that a publisher is asked for.",
    "refresh_tries": "How often a publisher is asked before giving up.",
    "refresh_pause_ms": "Milliseconds between two requests; doubled from try to try.",
    "add_max_bytes": "Largest file in bytes that may be added.",
    "add_max_unpacked_bytes": "Most bytes that a workbook may unpack to.",
    "add_max_rows": "Most rows in one sheet of a file that is added.",
    "add_max_columns": "Most columns in one sheet of a file that is added.",
    "add_max_sheets": "Most sheets in a workbook that is added.",
    "add_max_cell_chars": "Longest cell in characters in a file that is added.",
    "add_max_line_chars": "Longest row in characters in a text file that is added.",
    "add_max_seconds": "Most seconds of computing that a workbook may take to open.",
    "add_max_memory_mb": "Most memory in megabytes that a workbook may take to open, the program itself included.",
    "upload_max_rows": "Most rows in one sheet of a file that a reader has looked at in the browser; its bytes are those of a request.",
    "upload_max_unpacked_bytes": "Most bytes that a workbook from the browser may unpack to.",
    "upload_max_seconds": "Most seconds of computing that a workbook from the browser may take to open.",
    "upload_max_memory_mb": "Most memory in megabytes that a workbook from the browser may take to open.",
    "upload_max_at_once": "Files from the browser that are read at the same time; more are asked to come again.",
    "upload_max_waiting": "Read files that are remembered for their readers, the newest ones; 0: the page is not there.",
    "upload_keep_minutes": "Minutes for which a read file is remembered.",
}


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from the environment over the defaults.

    Raises PresenceError for a value of the wrong type or a ``PRESENCE_`` name that is not a setting.
    """
    given = {name.removeprefix(PREFIX).lower(): text for name, text in environ.items() if name.startswith(PREFIX)}
    problems = [_unknown(name) for name in sorted(given) if name not in HELP and name != "raw"]
    values: dict[str, object] = {"data": _folder("data"), "assets": _folder("assets")}
    for setting in fields(Settings):
        if setting.name in given:
            values[setting.name] = _parse(setting.name, str(setting.type), given[setting.name], problems)
    if problems:
        raise PresenceError.of(problems)
    return Settings(**values)  # type: ignore[arg-type]


def _folder(name: str) -> Path:
    checkout = CHECKOUT / name
    return checkout if checkout.is_dir() else PACKAGED / f"_{name}"


def _parse(name: str, kind: str, text: str, problems: list[Problem]) -> object:
    if kind == "Path":
        return Path(text)
    if kind != "int":
        return text
    if text.isascii() and text.isdigit():
        return int(text)
    problems.append(Problem("E-SETTING-VALUE", f"{PREFIX}{name.upper()}={text!r}", "a whole number", where="environment"))
    return 0


def _unknown(name: str) -> Problem:
    return Problem(
        "E-SETTING-NAME",
        f"{PREFIX}{name.upper()}",
        "the name of a setting",
        cause="a misspelt name",
        next_step=f"use one of {', '.join(PREFIX + known.upper() for known in HELP)}",
        where="environment",
    )
