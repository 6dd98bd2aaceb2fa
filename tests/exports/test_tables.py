"""Tables: every row carries its source, licence, rule and generation."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from dashboard.domain.claim import COLUMN_NAMES
from dashboard.domain.estimates import ESTIMATE_COLUMNS
from dashboard.domain.view import View
from dashboard.errors import PresenceError
from dashboard.exports.safe_csv import frame_csv
from dashboard.exports.tables import claims_table, estimates_table
from tests.figures.literal import VENEZUELA, ledger, quarters

DAY = date(2019, 6, 30)


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_table_is_the_map_with_names_and_credits() -> None:
    made = ledger({"best": 100, "day": "2019-06-30"}, {"host": "SYR", "kind": "withheld", "day": "2019-06-30"})
    rows = rows_of(frame_csv(estimates_table(made, View(sender=("RUS",), date=DAY))))
    assert set(ESTIMATE_COLUMNS) <= set(rows[0])
    known = {row["host"]: row for row in rows}
    assert (known["VEN"]["host_name"], known["VEN"]["best"], known["VEN"]["state"]) == ("Venezuela", "100", "value")
    assert (known["SYR"]["best"], known["SYR"]["state"]) == ("", "withheld")
    assert (known["VEN"]["source_title"], known["VEN"]["licence"], known["VEN"]["claim_id"]) == ("Statements", "CC0", "c0")
    assert (known["VEN"]["rule"], known["VEN"]["known_at"], known["VEN"]["unit"]) == ("preferred", "today", "persons")
    assert {row["generation"] for row in rows} == {made.generation}
    assert {row["view"] for row in rows} == {"sender=RUS&date=2019-06-30&v=1"}


def test_the_table_of_a_pair_is_cut_to_it() -> None:
    made = ledger({"best": 100, "day": "2019-06-30"}, {"host": "SYR", "best": 5, "day": "2019-06-30"})
    assert [row["host"] for row in rows_of(frame_csv(estimates_table(made, View(sender=("RUS",), host=("SYR",), date=DAY))))] == [
        "SYR"
    ]


def test_the_claims_of_a_pair_are_of_every_measure_and_complete() -> None:
    made = ledger(
        *VENEZUELA, {"measure": "debt_stock", "definition": "official", "source_id": "bank", "best": 1e9, "day": "2018-12-31"}
    )
    rows = rows_of(frame_csv(claims_table(made, View(sender=("RUS",), host=("VEN",), date=DAY))))
    assert len(rows) == 8
    assert set(COLUMN_NAMES) <= set(rows[0])
    denial = next(row for row in rows if row["claim_id"] == "V3")
    assert (denial["kind"], denial["target"], denial["best"], denial["phrase"]) == (
        "denial",
        "V1",
        "",
        "overstated by dozens of times",
    )
    assert all(row["licence"] and row["source_title"] for row in rows)


def test_without_a_host_the_claims_are_of_the_view_s_measure() -> None:
    made = ledger(*VENEZUELA)
    assert [row["claim_id"] for row in rows_of(frame_csv(claims_table(made, View(sender=("RUS",), date=DAY))))] == ["V6"]


def test_hostile_words_of_a_source_are_disarmed() -> None:
    made = ledger({"best": 100, "day": "2019-06-30", "phrase": '=HYPERLINK("http://evil.example")', "note": "@SUM(1)"})
    (row,) = rows_of(frame_csv(claims_table(made, View(sender=("RUS",), host=("VEN",)))))
    assert (row["phrase"][0], row["note"][0]) == ("'", "'")


def test_too_many_rows_are_refused_with_advice() -> None:
    made = ledger(*quarters(2000, 2019))
    with pytest.raises(PresenceError, match="E-EXPORT-ROWS"):
        claims_table(made, View(sender=("RUS",), host=("VEN",)), max_rows=79)
