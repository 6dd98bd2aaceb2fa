"""Every limit and path that an operator may set: one table, from which everything that speaks of settings is made.

A row is the setting's name and type, its default, its unit, and what it does. The environment, the options of ``presence serve``,
the command ``presence settings`` and the tables in the documentation follow from it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import partial
from pathlib import Path

from dashboard.errors import PresenceError, Problem
from dashboard.setting import PREFIX, Setting, folder, number, rows_of, switch, text

CHECKOUT = Path(__file__).resolve().parent.parent
PACKAGED = Path(__file__).resolve().parent
# The place of raw files: read by tests and by no part of the program.
NO_SETTING = "raw"


def _folder(name: str) -> Path:
    checkout = CHECKOUT / name
    return checkout if checkout.is_dir() else PACKAGED / f"_{name}"


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may set, through ``PRESENCE_<NAME>`` in the environment; an unknown name is an error."""

    data: Path = folder("data", partial(_folder, "data"), "Folder with catalogue/, claims/ and store/.", served=True)
    assets: Path = folder("assets", partial(_folder, "assets"), "Folder with the public browser files.", served=True)
    host: str = text(
        "127.0.0.1", "Address the server listens on.", pattern="[0-9A-Za-z.:-]+", form="an address of this machine", served=True
    )
    port: int = number(8050, "", "Port the server listens on.", least=0, most=65_535, served=True)
    threads: int = number(
        8, "threads", "Threads that answer what is ready; panels and pages have half as many more, maps to be made and files their own.",
        most=256, served=True,
    )  # fmt: skip
    workers: int = number(
        1, "processes", "Processes that answer requests and share one ledger's memory; more than one needs a system that can fork.", most=64,
        served=True,
    )  # fmt: skip
    follow_seconds: int = number(
        1,
        "seconds",
        "How often the server looks whether a new generation was published, and takes it up; 0: never.",
        least=0,
        served=True,
    )
    cache_seconds: int = number(
        0, "seconds", "How long a cache between server and readers may answer without asking; 0: it always asks.", least=0, most=86_400,
        served=True,
    )  # fmt: skip
    metrics: bool = switch(True, "Counts of requests, times and memory at /metrics.", served=True)
    log_requests: bool = switch(
        False, "A line of JSON for every request on standard error, without addresses of readers.", served=True
    )
    user_header: str = text(
        "", "Header in which a proxy names the user, such as X-Remote-User; requests without it are refused; empty: no users.",
        pattern="([A-Za-z][A-Za-z0-9-]*)?", form="the name of a header", served=True,
    )  # fmt: skip
    trusted_proxies: str = text(
        "127.0.0.1 ::1", "Addresses and networks from which the user's header is believed, separated by spaces.",
        pattern="[0-9A-Fa-f.:/ ]*", form="addresses or networks separated by spaces", served=True,
    )  # fmt: skip
    publishers: str = text(
        "", "Users who may publish a table from the page where it was looked at, separated by spaces; empty: nobody may in the browser.",
        pattern="[^\\x00-\\x1f\\x7f,]*", form="names of users separated by spaces", served=True,
    )  # fmt: skip
    prefix: str = text(
        "", "Path under which a proxy offers the pages, such as /atlas; empty: the root.",
        pattern="(/[0-9A-Za-z_.~-]+)*", form="a path that begins with / and does not end with one", served=True,
    )  # fmt: skip
    max_connections: int = number(
        1_000,
        "connections",
        "Most connections of readers that one process holds; further ones wait until one of them ends.",
        served=True,
    )
    max_unaccepted: int = number(1_024, "connections", "Most connections that wait to be taken.", most=65_535, served=True)
    max_header_bytes: int = number(
        16_384, "bytes", "Longest head of a request; longer ones are answered with 431.", least=1_000, served=True
    )
    max_waiting_bytes: int = number(
        256_000_000, "bytes", "Most that waits in one process for readers who do not take it; who has most to take loses the connection.",
        least=1_000_000, served=True,
    )  # fmt: skip
    idle_seconds: int = number(60, "seconds", "How long a connection may stand on which nothing happens.", served=True)
    request_seconds: int = number(
        120, "seconds", "Longest that one request may take to come; then its connection is closed.", served=True
    )
    answer_seconds: int = number(
        1_800, "seconds", "Longest that a reader may take over answers that wait; then the connection is closed.", served=True
    )
    end_seconds: int = number(
        8,
        "seconds",
        "Longest that running answers may take when the server is to end; less than its supervisor waits.",
        served=True,
    )
    last_answer_seconds: int = number(
        120,
        "seconds",
        "Longest that answers of a generation that was exchanged may go on being taken; the newer one serves meanwhile.",
        served=True,
    )
    try_again_seconds: int = number(
        60, "seconds", "After how long a generation that could not be taken up is tried again.", served=True
    )
    silent_seconds: int = number(
        60, "seconds", "Of several processes one that gives no sign for so long is replaced.", least=5, served=True
    )
    trusted_fingerprints: str = text(
        "", "Fingerprints of the data that may be served, as presence doctor tells them, separated by spaces; empty: any.",
        pattern="([0-9a-f]{64}( +[0-9a-f]{64})*)?", form="fingerprints of 64 digits and letters a to f, separated by spaces", served=True,
    )  # fmt: skip
    allow_embedding_from: str = text(
        "",
        "Origins that may frame the page, separated by spaces; empty: none.",
        pattern="[^;,\"'\\r\\n]*",
        form="origins separated by spaces",
    )
    max_request_bytes: int = number(1_000_000, "bytes", "Largest request body in bytes; larger ones are answered with 413.")
    max_entities_per_view: int = number(60, "places", "Most senders or hosts in one view; more are cut, and the reader is told.")
    url_max_chars: int = number(
        1800, "characters", "Longest query string that is read; longer ones show the default view, and the reader is told."
    )
    max_panel_claims: int = number(
        40, "claims", "Most claims listed in the panel; the rest are in the table download, and the reader is told."
    )
    max_lines_per_chart: int = number(12, "lines", "Most lines in one time series; the rest are named as not drawn.")
    max_money_charts: int = number(3, "charts", "Most money series in the panel; the rest are linked.")
    max_changes_shown: int = number(
        40, "changes", "Most changes listed of each kind on the page of changes; the rest are counted, and the reader is told."
    )
    max_rows_shown: int = number(
        200, "rows", "Most rows of a table that is looked at or checked that a page shows; the number of all is told."
    )
    max_groups_shown: int = number(
        300, "groups", "Most groups that the page of claims shows, the largest; the number of all is told."
    )
    max_pairs_shown: int = number(
        40,
        "pairs",
        "Most contradictions, agreements and jumps that the page of sources shows of each; the number of all is told.",
    )
    max_pair_charts: int = number(10, "charts", "Most charts on the page of a sender and a host; the others are named.")
    max_sites_shown: int = number(60, "sites", "Most sites listed on the page of a place; the number of all is told.")
    max_sites_on_map: int = number(1_500, "sites", "Most sites drawn on the map; the number of all is told.")
    max_flows: int = number(40, "arcs", "Most arcs from senders to hosts on the map, the largest; the number of all is told.")
    claims_page_rows: int = number(100, "rows", "Claims on one page of the list of claims.")
    search_results: int = number(20, "results", "Most results of a search.")
    max_compared: int = number(30, "places", "Most places in one comparison; the others are counted, and the reader is told.")
    max_multiples: int = number(12, "pictures", "Most small pictures beside one another; the others are named.")
    feed_entries: int = number(30, "entries", "Most entries in the feed of changes, newest first.")
    story_max_bytes: int = number(200_000, "bytes", "Largest file of a story.")
    story_max_steps: int = number(40, "steps", "Most steps of a story.")
    story_title_chars: int = number(80, "characters", "Longest title of a story or a step: it has to fit on one slide.")
    story_caption_chars: int = number(420, "characters", "Longest caption of a step, and longest summary of a story.")
    story_notes_chars: int = number(3_000, "characters", "Longest notes of a step.")
    export_max_rows: int = number(200_000, "rows", "Most rows in one table download; more are refused with advice.")
    export_max_bytes: int = number(
        50_000_000, "bytes", "Largest file that the server makes on request; larger ones are refused with advice."
    )
    maps_max_at_once: int = number(
        2,
        "maps",
        "Maps that one process works out at the same time; those that are ready are answered meanwhile.",
        most=256,
        served=True,
    )
    maps_wait_seconds: int = number(
        # A proxy waits for a minute.
        50, "seconds", "Longest that a request waits until its map is worked out; then it is asked to come again (503, Retry-After).",
        least=0, most=600, served=True,
    )  # fmt: skip
    export_max_at_once: int = number(2, "files", "Files that are made at the same time; more wait for their turn.")
    export_wait_seconds: int = number(
        # A proxy waits for a minute.
        50,
        "seconds",
        "Longest that a request waits for its turn; then the reader is asked to come again (503, Retry-After).",
        least=0,
    )
    workbook_max_claims: int = number(50_000, "rows", "Most claims in one workbook, the newest; its first sheet tells of a cut.")
    marking: str = text(
        "", "Handling marking on every export; a reader may add to it and never take it away; empty: none.",
        pattern="[^\\r\\n]{0,200}", form="one line of at most 200 characters",
    )  # fmt: skip
    marking_max_chars: int = number(80, "characters", "Longest marking; of a longer one the beginning is shown.", most=200)
    slide_max_bars: int = number(15, "hosts", "Most hosts in the chart of a slide, the largest; their number is told.")
    slide_max_lines: int = number(8, "lines", "Most lines in the chart of a slide; the rest are named as not drawn.")
    public_url: str = text(
        "", "Where readers reach the atlas, such as https://atlas.example.org; empty: links in exports start at its root.",
        pattern="(https?://[^\\s/?#\"'<>]+(/[^\\s?#\"'<>]*)?)?", form="an http or https address",
    )  # fmt: skip
    document_max_claims: int = number(
        200, "claims", "Most claims listed in a PDF or an offline page; the reader is told of a cut."
    )
    document_max_letters: int = number(
        2_000,
        "letters",
        "Most letters of one text in the list of a PDF or an offline page; the reader is told of a cut.",
        least=100,
        most=10_000,
    )
    animation_max_frames: int = number(40, "frames", "Most steps in one animation; the reader is told of a cut.", least=2)
    animation_max_seconds: int = number(
        300, "seconds", "Longest that one animation may take to draw; a longer one is refused with advice."
    )
    snapshot_keep: int = number(5, "generations", "Built generations that are kept, newest first.")
    refresh_seconds: int = number(60, "seconds", "Seconds to wait for a publisher's next bytes.")
    refresh_max_seconds: int = number(1800, "seconds", "Most seconds that one file may take to fetch.")
    refresh_max_bytes: int = number(500_000_000, "bytes", "Largest file in bytes that is fetched.")
    refresh_max_pages: int = number(2000, "pages", "Most pages of one series that are fetched.")
    refresh_page_rows: int = number(20_000, "rows", "Rows of one page that a publisher is asked for.")
    refresh_tries: int = number(4, "tries", "How often a publisher is asked before giving up.")
    refresh_pause_ms: int = number(500, "milliseconds", "Milliseconds between two requests; doubled from try to try.", least=0)
    add_max_bytes: int = number(50_000_000, "bytes", "Largest file in bytes that may be added.")
    add_max_unpacked_bytes: int = number(200_000_000, "bytes", "Most bytes that a workbook may unpack to.")
    add_max_rows: int = number(200_000, "rows", "Most rows in one sheet of a file that is added.")
    add_max_columns: int = number(200, "columns", "Most columns in one sheet of a file that is added.")
    add_max_sheets: int = number(50, "sheets", "Most sheets in a workbook that is added.")
    add_max_cell_chars: int = number(10_000, "characters", "Longest cell in characters in a file that is added.")
    add_max_line_chars: int = number(1_000_000, "characters", "Longest row in characters in a text file that is added.")
    add_max_seconds: int = number(30, "seconds", "Most seconds of computing that a workbook may take to open.")
    add_max_memory_mb: int = number(
        1000, "megabytes", "Most memory in megabytes that a workbook may take to open, the program itself included."
    )
    upload_max_rows: int = number(
        20_000,
        "rows",
        "Most rows in one sheet of a file that a reader has looked at in the browser; its bytes are those of a request.",
    )
    upload_max_unpacked_bytes: int = number(20_000_000, "bytes", "Most bytes that a workbook from the browser may unpack to.")
    upload_max_seconds: int = number(
        10, "seconds", "Most seconds of computing that a workbook from the browser may take to open."
    )
    upload_max_memory_mb: int = number(
        400, "megabytes", "Most memory in megabytes that a workbook from the browser may take to open."
    )
    upload_max_at_once: int = number(
        2, "files", "Files from the browser that are read at the same time; more are asked to come again."
    )
    upload_max_waiting: int = number(
        20, "files", "Read files that are remembered for their readers, the newest ones; 0: the page is not there.", least=0
    )
    upload_max_field_chars: int = number(
        1_000, "characters", "Longest text in a field of the form beside a table from the browser; longer ones are refused."
    )
    publish_silent_seconds: int = number(
        600, "seconds", "A publication from the browser of which nothing is heard for so long counts as broken off."
    )
    upload_keep_minutes: int = number(30, "minutes", "Minutes for which a read file is remembered.")


TABLE = rows_of(Settings)
BY_NAME = {row.name: row for row in TABLE}


def load_settings(environ: Mapping[str, str] = os.environ, options: Mapping[str, str] | None = None) -> Settings:
    """Settings from the command line's ``options`` (text by name) over the environment over the defaults.

    Raises PresenceError that names every value that is not allowed, with what is, and every ``PRESENCE_`` name that is no setting,
    with the one that was probably meant.
    """
    given = _of_environment(environ)
    problems = [_unknown(name) for name in sorted(given) if name not in BY_NAME]
    read = [(name, BY_NAME[name].parse(text, "environment")) for name, text in given.items() if name in BY_NAME]
    read += [(name, BY_NAME[name].parse(text, BY_NAME[name].option)) for name, text in (options or {}).items()]
    problems += [value for _, value in read if isinstance(value, Problem)]
    if problems:
        raise PresenceError.of(problems)
    return replace(Settings(), **dict(read))  # type: ignore[arg-type]


def origin(row: Setting, environ: Mapping[str, str] = os.environ) -> str:
    """Where the value of a setting comes from."""
    return f"environment, {row.environment}" if row.name in _of_environment(environ) else "default"


def _of_environment(environ: Mapping[str, str]) -> dict[str, str]:
    found = {name.removeprefix(PREFIX).lower(): text for name, text in environ.items() if name.startswith(PREFIX)}
    return {name: text for name, text in found.items() if name != NO_SETTING}


def _unknown(name: str) -> Problem:
    near = get_close_matches(name, BY_NAME, n=3, cutoff=0.6)
    meant = " or ".join(BY_NAME[one].environment for one in near)
    return Problem(
        "E-SETTING-NAME",
        f"{PREFIX}{name.upper()}",
        "the name of a setting",
        cause="a misspelt name",
        next_step=f"did you mean {meant}? List them with: presence settings" if near else "list them with: presence settings",
        where="environment",
    )


def written_table(rows: tuple[Setting, ...] = TABLE) -> str:
    """The table of settings as the documentation has it."""
    head = ["| setting | default | unit | meaning |", "| --- | --- | --- | --- |"]
    return "\n".join(head + [written_row(row) for row in rows])


def written_row(row: Setting) -> str:
    """One line of that table."""
    default = f"`{row.default}`" if row.default else "empty"
    return f"| `{row.environment}` | {default} | {row.unit} | {row.help} |"
