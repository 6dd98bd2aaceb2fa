"""Prints what is reached beside each budget: ``python -m tests.benchmarks --help``."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.benchmarks.load import measure_beside, measure_load
from tests.benchmarks.reading import measure_reading
from tests.benchmarks.report import Row, table
from tests.benchmarks.running import measure_build, measure_memory, measure_start
from tests.browser.chromium import ARGUMENTS, MISSING, find_chromium
from tests.browser.server import running_server

PARTS = ("start", "page", "build", "load")
# A part of "load", for a comparison in a few minutes.
BESIDE = "beside"


def main() -> int:
    """Measure, print, and with --strict return 1 when a budget is not kept."""
    chosen = _arguments()
    # Whatever else runs at the same time shows in every time below.
    busy = os.getloadavg()[0]
    rows = list(_rows(chosen.only or PARTS, chosen.raw, chosen.panel))
    machine = f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{machine}; load before the start {busy:.1f}")
    print(table(rows))
    return int(chosen.strict and any(row.verdict == "over" for row in rows))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--raw", type=Path, help="folder of raw files for the build; without it the build is left out")
    parser.add_argument("--panel", type=Path, help="folder with Panel (pip install --target FOLDER panel), to compare with")
    parser.add_argument("--only", choices=(*PARTS, BESIDE), action="append", help="measure this part; may be given again")
    parser.add_argument("--strict", action="store_true", help="end with 1 when a budget is not kept")
    return parser.parse_args()


def _rows(parts: tuple[str, ...] | list[str], raw: Path | None, panel: Path | None) -> Iterator[Row]:
    if "start" in parts:
        yield _said(measure_start())
    if "page" in parts:
        yield from _page_rows()
    if "build" in parts:
        yield _said(measure_build(raw))
    if BESIDE in parts:
        yield from map(_said, measure_beside(panel))
    if "load" in parts:
        for row in measure_load(panel=panel):
            yield _said(row)


def _page_rows() -> Iterator[Row]:
    path = find_chromium()
    if path is None:
        yield _said(Row("everything in a browser", None, "", None, MISSING))
        return
    with running_server() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        for row in measure_reading(browser, server.url):
            yield _said(row)
        browser.close()
        yield _said(measure_memory(server.pid))


def _said(row: Row) -> Row:
    print(f"... {row.name}", file=sys.stderr)
    return row


if __name__ == "__main__":
    sys.exit(main())
