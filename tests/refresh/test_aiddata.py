"""Chinese finance from the publisher's packed workbooks: sums that agree with the compiled files, and no guess where they changed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from dashboard.errors import PresenceError
from dashboard.ledger.store import Ledger
from dashboard.refresh.aiddata import CLASSES, COLUMNS, FINANCE, MILITARY, fetch_finance, fetch_military
from dashboard.refresh.fetching import Fetcher
from dashboard.refresh.refreshing import Refreshed, read_staged
from dashboard.settings import Settings
from dashboard.sources.aiddata_gcdf import CLASSES as DEFINITIONS
from dashboard.sources.aiddata_projects import MILITARY_COLUMNS
from tests.refresh.publisher import Answer, Publisher

QUICK = Settings(refresh_pause_ms=0, refresh_tries=2, refresh_seconds=2)
TODAY = date(2026, 11, 1)
Row = Sequence[object]
KENYA = ["Yes", "KEN", 2020, "OOF-like", 10.5, 4.0, "No"]


def workbook(header: Sequence[str], rows: Sequence[Row], sheet: str = "GCDF_3.0") -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False})
    book.add_worksheet("Definitions").write_row(0, 0, ["Field", "Meaning"])
    page = book.add_worksheet(sheet)
    for number, row in enumerate([header, *rows]):
        page.write_row(number, 0, list(row))
    book.close()
    return buffer.getvalue()


def packed(content: bytes, name: str = "Dataset/AidDatas_v3.0.xlsx") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("Dataset/Methodology.pdf", b"%PDF-")
        file.writestr(name, content)
    return buffer.getvalue()


def staged(publisher: Publisher, folder: Path, ledger: Ledger, way: str, content: Answer) -> Path:
    publisher.answers[way] = [content]
    target = folder / "staged"
    target.mkdir(exist_ok=True)
    fetcher = Fetcher(QUICK, [].append, sleep=[].append)
    try:
        {FINANCE: fetch_finance, MILITARY: fetch_military}[way](fetcher, publisher.base, folder / "cache", target, ledger)
    finally:
        fetcher.session.close()
    return target


def finance(publisher: Publisher, folder: Path, ledger: Ledger, rows: Sequence[Row]) -> Refreshed:
    content = packed(workbook(COLUMNS, rows))
    target = staged(publisher, folder, ledger, FINANCE, Answer(content))
    return read_staged(ledger, "aiddata-gcdf3", target, TODAY, accept_smaller=True)


def invented(ledger: Ledger) -> list[Row]:
    """Projects that add up to what is in service: one a recipient, year and class, or one without a class that the copy could keep."""
    own = ledger.claims[ledger.claims["source_id"] == "aiddata-gcdf3"].astype({"host": "str", "definition": "str"})
    years = own.assign(year=own["start"].dt.year)
    totals = years[years["definition"] == "commitments-total"]
    columns = {definition: column for column, definition in DEFINITIONS.items()}
    split = years[years["definition"].isin(columns)].assign(column=lambda rows: rows["definition"].map(columns))
    wide = (
        split.pivot_table(index=["host", "year"], columns="column", values="best").reindex(columns=list(DEFINITIONS)).fillna(0.0)
    )
    kinds = [
        wide[[f"{short}_amt", f"{short}_adj"]].set_axis(["amount", "adjusted"], axis=1).assign(kind=name).reset_index()
        for name, short in CLASSES.items()
    ]
    rest = totals.set_index(["host", "year"])["best"].drop(wide.index, errors="ignore").reset_index(name="amount")
    rows = pd.concat([*kinds, rest.assign(adjusted=rest["amount"], kind="ODA-like")], ignore_index=True).assign(
        advised="Yes", guessed="No"
    )
    return (
        rows[["advised", "host", "year", "kind", "amount", "adjusted", "guessed"]].astype("object").fillna("").to_numpy().tolist()
    )


def test_projects_that_add_up_to_what_is_in_service_change_no_figure(
    publisher: Publisher, tmp_path: Path, shipped: Ledger
) -> None:
    found = finance(publisher, tmp_path, shipped, invented(shipped))
    # How many projects a recipient had is invented: it is told where none of them has an amount.
    told = found.difference[["change", "changed"]].drop_duplicates().to_numpy().tolist()
    assert told == [["correction", "phrase"]]
    assert found.difference["best_before"].isna().all()
    assert found.unchanged > 8_000


def test_only_what_is_recommended_is_summed_and_a_region_is_none(publisher: Publisher, tmp_path: Path, shipped: Ledger) -> None:
    rows = [
        KENYA, ["Yes", "KEN", 2020, "ODA-like", 2.0, 2.0, "Yes"], ["Yes", "KEN", 2020, "ODA-like", "", "", "Yes"],
        ["No", "KEN", 2020, "OOF-like", 99.0, 99.0, "No"], ["Yes", "", 2020, "OOF-like", 7.0, 7.0, "No"],
        ["Yes", "PSE", 2021, "ODA-like", 3.0, 3.0, "No"],
    ]  # fmt: skip
    found = finance(publisher, tmp_path, shipped, rows)
    told = found.added.set_index(["host", "definition"])["best"]
    assert told.to_dict() == {
        ("KEN", "commitments-total"): 6.0, ("KEN", "oof-like"): 10.5, ("KEN", "oof-like-adjusted"): 4.0,
        ("KEN", "oda-like"): 2.0, ("KEN", "oda-like-adjusted"): 2.0, ("PSE", "commitments-total"): 3.0,
    }  # fmt: skip
    assert "70 %" in str(found.added.set_index(["host", "definition"]).loc[("KEN", "commitments-total"), "note"])


def test_a_cut_set_of_projects_is_refused(publisher: Publisher, tmp_path: Path, shipped: Ledger) -> None:
    target = staged(publisher, tmp_path, shipped, FINANCE, Answer(packed(workbook(COLUMNS, [KENYA]))))
    with pytest.raises(PresenceError) as caught:
        read_staged(shipped, "aiddata-gcdf3", target, TODAY)
    assert caught.value.code == "E-REFRESH-FEWER"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(b"<!DOCTYPE html><title>Moved</title>"), "E-REFRESH-KIND"),
        (Answer(b"", 503), "E-REFRESH-NETWORK"),
        (Answer(packed(workbook(COLUMNS, [KENYA])), cut=900), "E-REFRESH-NETWORK"),
        (Answer(packed(workbook(COLUMNS, [KENYA]))[:900]), "E-REFRESH-ANSWER"),
        (Answer(packed(b"no workbook")), "E-REFRESH-ANSWER"),
        (Answer(packed(workbook([*COLUMNS[:-1], "Guess"], [KENYA]))), "E-REFRESH-ANSWER"),
        (Answer(packed(workbook(COLUMNS, [[*KENYA[:3], "Military", *KENYA[4:]]]))), "E-REFRESH-ANSWER"),
        (Answer(packed(workbook(COLUMNS, [[*KENYA[:2], "soon", *KENYA[3:]]]))), "E-REFRESH-ANSWER"),
        (Answer(packed(workbook(COLUMNS, [[*KENYA[:4], "about 10", *KENYA[5:]]]))), "E-REFRESH-ANSWER"),
    ],
    ids=["html", "busy", "half", "cut-file", "no-workbook", "columns", "class", "year", "amount"],
)
def test_every_failure_is_told_and_nothing_is_laid_out(
    publisher: Publisher, tmp_path: Path, shipped: Ledger, answer: Answer, code: str
) -> None:
    with pytest.raises(PresenceError) as caught:
        staged(publisher, tmp_path, shipped, FINANCE, answer)
    assert caught.value.code == code
    assert list((tmp_path / "staged").iterdir()) == []


def test_a_half_file_is_taken_up_where_it_stopped(publisher: Publisher, tmp_path: Path, shipped: Ledger) -> None:
    content = packed(workbook(COLUMNS, [[*KENYA[:4], n / 7, n / 9, "No"] for n in range(4_000)]))
    mark = {"ETag": '"1"'}
    publisher.answers[FINANCE] = [Answer(content, headers=mark, cut=len(content) - 100), Answer(content, headers=mark)]
    fetcher = Fetcher(QUICK, [].append, sleep=[].append)
    fetch_finance(fetcher, publisher.base, tmp_path / "cache", tmp_path, shipped)
    fetcher.session.close()
    assert "range" in publisher.asked[-1][1]


def test_military_projects_are_read_as_the_compiled_file_is(publisher: Publisher, tmp_path: Path, shipped: Ledger) -> None:
    row = [
        "1",
        "Yes",
        "Kenya",
        2017,
        "China donates “rifles” – Kenya’s army",
        "Completion",
        5.5,
        "https://example.org/a|https://example.org/b",
    ]
    content = packed(workbook(MILITARY_COLUMNS, [row], "Military"), "a/Military_v2.0.xlsx")
    target = staged(publisher, tmp_path, shipped, MILITARY, Answer(content))
    found = read_staged(shipped, "aiddata-military-finance", target, TODAY, accept_smaller=True)
    (told,) = found.added[["host", "best", "site", "url"]].to_numpy().tolist()
    assert told == ["KEN", 5.5, "1: China donates “rifles” – Kenya’s army", "https://example.org/a"]
