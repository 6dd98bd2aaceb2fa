"""American troops from the publisher's workbooks: read by the same reader, checked against what is printed, never guessed."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from dashboard.errors import PresenceError
from dashboard.ledger.store import Ledger
from dashboard.refresh.fetching import Fetcher
from dashboard.refresh.manpower import BRANCHES, PAGE, fetch_reports, listed, newest_report
from dashboard.refresh.refreshing import read_staged
from dashboard.settings import Settings
from tests.refresh.publisher import Answer, Publisher, serving

QUICK = Settings(refresh_pause_ms=0, refresh_tries=2, refresh_seconds=1)
TODAY = date(2026, 11, 1)
DAY = pd.Timestamp("2026-03-31")
GROUPS = ["", "", "ACTIVE DUTY", *[""] * 6, "SELECTED RESERVE", "", "APF DOD CIVILIAN", "", "GRAND TOTAL"]
NAMES = ["", "LOCATION", *BRANCHES, "TOTAL", "ARMY RESERVE", "TOTAL", "ARMY", "TOTAL", ""]
GERMANY = ["", "GERMANY", 20_000, 400, 420, 12_500, 200, 10, 33_530, 1_000, 1_400, 5_000, 11_500, 46_430]
JAPAN = ["", "JAPAN", 2_400, 20_000, 18_000, 12_000, 100, 20, 52_520, 0, 0, 0, 0, 52_520]
STARRED = ["", "SYRIA*", *["*"] * 12]
Row = Sequence[object]


def workbook(
    rows: Sequence[Row] = (GERMANY, JAPAN, STARRED),
    *,
    names: Sequence[str] = NAMES,
    as_of: str = "As of March 31, 2026",
    printed: int | None = None,
    first_sheet: str = "Notes",
) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.add_worksheet(first_sheet).write(0, 0, "see the next sheet")
    sheet = book.add_worksheet("Location")
    total = sum(int(str(row[8])) for row in rows if str(row[8]).isdigit()) if printed is None else printed
    lines: list[Row] = [
        ["Number of Military and DoD Appropriated Fund Civilian Personnel Permanently Assigned"], [as_of], GROUPS, names,
        ["UNITED STATES"], ["", "ALABAMA", *[5] * 12], ["", "UNITED STATES TOTAL", *[5] * 12], ["OVERSEAS"], *rows,
        ["", "OVERSEAS TOTAL", *[0] * 6, total, *[0] * 5], ["", "GRAND TOTAL", *[0] * 12],
    ]  # fmt: skip
    for number, line in enumerate(lines):
        sheet.write_row(number, 0, line)
    book.close()
    return buffer.getvalue()


def page(*names: str) -> bytes:
    files = [
        {"groupName": "milRegionCountry", "fileName": name, "extension": "xlsx", "fileId": str(number), "size": 1}
        for number, name in enumerate(names, 1)
    ]
    return json.dumps({"sections": [{"blocks": [{"files": files}, {"groupName": "other", "fileName": "x.pdf"}]}]}).encode()


def report(period: str) -> str:
    return f"DMDC_Website_Location_Report_{period}.xlsx"


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with serving(Publisher()) as running:
        running.answers[PAGE] = [Answer(page(report("2512"), report("2603")))]
        yield running


def offer(publisher: Publisher, content: bytes, **more: object) -> None:
    publisher.answers["/dwp/api/downloadZ"] = [Answer(content, **more)]  # type: ignore[arg-type]


def fetched(publisher: Publisher, folder: Path, ledger: Ledger) -> Path:
    target = folder / "staged"
    target.mkdir(exist_ok=True)
    fetcher = Fetcher(QUICK, [].append, sleep=[].append)
    try:
        fetch_reports(fetcher, publisher.base, folder / "cache", target, ledger)
    finally:
        fetcher.session.close()
    return target


def test_a_new_report_is_read_as_the_compiled_file_is(publisher: Publisher, tmp_path: Path, shipped: Ledger) -> None:
    assert newest_report(shipped) == pd.Timestamp("2025-12-31")
    offer(publisher, workbook())
    found = read_staged(shipped, "us-troops-dmdc", fetched(publisher, tmp_path, shipped), TODAY, after=newest_report(shipped))
    assert [path for path, _ in publisher.asked] == [PAGE, "/dwp/api/downloadZ?fileId=2&groupName=milRegionCountry"]
    assert found.closed == {}
    assert set(found.difference["change"]) == {"new"}
    assert set(found.added["end"]) == {DAY}
    told = found.added.set_index(["host", "definition", "actor"])["best"]
    whole = "US armed forces"
    assert told["DEU", "active-duty", whole] == 33_530
    assert told["DEU", "active-duty", "US Navy"] == 400
    assert (told["DEU", "reserve", whole], told["DEU", "civilian", whole]) == (1_400, 11_500)
    assert told["JPN", "all-personnel", whole] == 52_520
    # A starred row is no figure, and the states of the country itself are no presence abroad.
    assert set(found.added["host"]) == {"DEU", "JPN"}


def test_without_a_later_report_nothing_changes(publisher: Publisher, tmp_path: Path, shipped: Ledger) -> None:
    publisher.answers[PAGE] = [Answer(page(report("2509"), report("2512")))]
    folder = fetched(publisher, tmp_path, shipped)
    found = read_staged(shipped, "us-troops-dmdc", folder, TODAY, after=newest_report(shipped))
    assert found.difference.empty
    assert found.added.empty
    assert len(publisher.asked) == 1


def test_a_half_workbook_is_taken_up_where_it_stopped(publisher: Publisher, tmp_path: Path, shipped: Ledger) -> None:
    # Long enough that a part of it was written when the line broke.
    content = workbook([GERMANY, JAPAN, *(["", f"PLACE {n}", *[0] * 12] for n in range(3_000))])
    mark = {"ETag": '"1"'}
    publisher.answers["/dwp/api/downloadZ"] = [
        Answer(content, headers=mark, cut=len(content) - 100),
        Answer(content, headers=mark),
    ]
    fetched(publisher, tmp_path, shipped)
    assert "range" in publisher.asked[-1][1]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<!DOCTYPE html><title>Down for maintenance</title>", "E-REFRESH-KIND"),
        (b"PK\x03\x04 and no workbook", "E-REFRESH-ANSWER"),
        (workbook(as_of="As of December 31, 2025"), "E-REFRESH-ANSWER"),
        (workbook(as_of="no day"), "E-REFRESH-ANSWER"),
        (workbook(printed=100_000), "E-REFRESH-ANSWER"),
        (workbook(names=[*NAMES[:6], "CYBER FORCE", *NAMES[7:]]), "E-REFRESH-ANSWER"),
        (workbook(names=[*NAMES[:8], "SUM", *NAMES[9:]]), "E-REFRESH-ANSWER"),
        (workbook([[*GERMANY[:2], "about 20,000", *GERMANY[3:]]]), "E-REFRESH-ANSWER"),
    ],
    ids=["html", "no-workbook", "older-report", "no-day", "rows-missing", "new-branch", "no-total", "words"],
)
def test_a_workbook_of_another_form_is_told_and_nothing_is_laid_out(
    publisher: Publisher, tmp_path: Path, shipped: Ledger, content: bytes, code: str
) -> None:
    offer(publisher, content)
    with pytest.raises(PresenceError) as caught:
        fetched(publisher, tmp_path, shipped)
    assert caught.value.code == code
    assert list((tmp_path / "staged").iterdir()) == []


def test_a_workbook_without_the_sheet_is_told(publisher: Publisher, tmp_path: Path, shipped: Ledger) -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.add_worksheet("Strength").write_row(0, 0, ["RANK", "ARMY"])
    book.close()
    offer(publisher, buffer.getvalue())
    with pytest.raises(PresenceError) as caught:
        fetched(publisher, tmp_path, shipped)
    assert caught.value.problems[0].found == "no sheet with the columns of active duty"


@pytest.mark.parametrize(
    "content",
    [{}, [], {"groupName": "milRegionCountry"}, json.loads(page("Report_March.xlsx")), json.loads(page(report("2603"), report("2603_old")))],
    ids=["nothing", "list", "no-name", "other-name", "twice"],
)  # fmt: skip
def test_a_page_that_changed_is_told(content: object) -> None:
    with pytest.raises(PresenceError) as caught:
        listed(content)
    assert caught.value.code == "E-REFRESH-ANSWER"


def test_a_deep_page_is_looked_through() -> None:
    deep: object = json.loads(page(report("2603")))
    for _ in range(5_000):
        deep = [deep]
    assert [one.day for one in listed(deep)] == [DAY]


def test_what_it_says_of_itself_comes_from_the_shipped_claims(shipped: Ledger, publisher: Publisher, tmp_path: Path) -> None:
    """Iraq is counted again since 2021: a report that does not list it is no report that withholds it."""
    offer(publisher, workbook([GERMANY]))
    found = read_staged(shipped, "us-troops-dmdc", fetched(publisher, tmp_path, shipped), TODAY, after=newest_report(shipped))
    assert not (found.added["kind"] == "withheld").any()
