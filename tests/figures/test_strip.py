"""What each source said: every kind of statement has its own look, and what is left out is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import plotly.graph_objects as go
import pytest

from dashboard.domain.view import View
from dashboard.figures.charts import Chart
from dashboard.figures.palette import DARK, LIGHT
from dashboard.figures.records import records
from dashboard.figures.strip import strip_chart
from dashboard.figures.strip_rows import StripRow, strip_rows
from tests.figures.literal import VENEZUELA, ledger, quarters

DAY = date(2019, 6, 30)
PAIR = View(sender=("RUS",), host=("VEN",))


def strip(*claims: dict[str, object], day: date = DAY, view: View = PAIR) -> tuple[tuple[StripRow, ...], int]:
    made = ledger(*claims)
    return strip_rows(made, records(made, view), day)


def chart(rows: tuple[StripRow, ...], hidden: int = 0) -> Chart:
    made = strip_chart(rows, hidden, LIGHT)
    assert made is not None
    return made


def mark(figure: dict[str, Any], kind: str) -> dict[str, Any]:
    (trace,) = [trace for trace in figure["data"] if trace["name"] == kind]
    return trace


def words(figure: dict[str, Any]) -> list[str]:
    return [note["text"].replace("<br>", " ") for note in figure["layout"]["annotations"]]


def test_venezuela_shows_all_seven_statements_in_their_populations() -> None:
    rows, hidden = strip(*VENEZUELA)
    assert hidden == 0
    assert {row.claim_id for row in rows} == {f"V{number}" for number in range(1, 8)}
    groups = {row.claim_id: row.group for row in rows}
    assert (groups["V1"], groups["V6"], groups["V7"]) == ("Rostec staff", "Troops present", "Private contractors")


def test_the_source_s_words_come_first_then_who_and_when() -> None:
    rows, _ = strip(*VENEZUELA)
    texts = {row.claim_id: row.text for row in rows}
    assert texts["V2"] == "“just a few dozen” (24–60) · Wall Street Journal, June 2019"
    assert texts["V3"] == "denies: “overstated by dozens of times” · Rostec press service, up to June 2019"
    assert texts["V7"] == "“as many as 400” (at most 400) · Reuters, January 2019"
    assert texts["V1"] == "“about 1,000” · Wall Street Journal, up to 2018"


def test_every_kind_has_its_own_mark() -> None:
    rows, _ = strip(*VENEZUELA)
    figure = chart(rows).figure
    dots = [t for t in figure["data"] if t["name"] == "value" and t["mode"] == "markers"]
    assert sorted(t["marker"]["symbol"] for t in dots) == ["circle", "circle-open"]
    (bar,) = [t for t in figure["data"] if t["name"] == "value" and t["mode"] == "lines"]
    assert (bar["x"], bar["line"]["width"]) == ([24, 60], 9)
    arrow = mark(figure, "at-most")
    assert arrow["x"][0] == 400 > arrow["x"][1]
    assert arrow["marker"]["symbol"][1] == "triangle-left"


def test_denials_and_trends_have_words_and_no_place() -> None:
    rows, _ = strip(*VENEZUELA)
    assert [row.has_number for row in rows if row.kind in ("denial", "trend")] == [False] * 3
    figure = chart(rows).figure
    assert not [t for t in figure["data"] if t["name"] in ("denial", "trend")]
    assert any("no talk of a reduction" in text for text in words(figure))


def test_a_claim_about_an_earlier_time_is_hollow() -> None:
    rows, _ = strip(*VENEZUELA)
    assert {row.claim_id: row.current for row in rows if row.family == rows[[r.claim_id for r in rows].index("V1")].family} == {
        "V1": False, "V2": True,
    }  # fmt: skip


def test_two_claims_of_one_speaker_are_connected() -> None:
    rows, _ = strip(*VENEZUELA)
    (line,) = [t for t in chart(rows).figure["data"] if t["name"] == "same speaker"]
    assert line["line"]["dash"] == "dot"
    assert line["x"][0] == 1000


def test_two_speakers_are_not_connected() -> None:
    rows, _ = strip({"said_by": "A", "best": 5, "day": "2019-01-01"}, {"said_by": "B", "best": 9, "day": "2019-01-01"})
    assert not [t for t in chart(rows).figure["data"] if t["name"] == "same speaker"]


def test_withheld_is_a_hatched_tag_and_not_zero() -> None:
    rows, _ = strip({"kind": "withheld", "day": "2019-03-31"}, {"best": 50, "day": "2018-12-31", "definition": "counted"})
    figure = chart(rows).figure
    tag = mark(figure, "withheld")
    assert tag["fillpattern"]["shape"] == "/"
    assert "0" not in figure["layout"]["xaxis"]["ticktext"]


def test_zero_has_its_own_tick_left_of_the_scale() -> None:
    rows, _ = strip({"best": 0, "day": "2019-03-31"}, {"best": 50, "day": "2018-12-31", "definition": "counted"})
    axis = chart(rows).figure["layout"]["xaxis"]
    assert axis["type"] == "log"
    assert axis["ticktext"][0] == "0"
    assert axis["tickvals"][0] < min(axis["tickvals"][1:])


def test_of_a_long_record_the_nearest_and_those_that_differ_are_shown() -> None:
    rows, hidden = strip(*quarters(1990, 2019))
    assert rows[0].about == date(2018, 6, 30)
    assert len(rows) == 7
    assert hidden == 120 - len(rows)
    assert [row.about for row in rows if row.current] == [DAY]
    assert max(abs((row.about - DAY).days) for row in rows) <= 366
    assert chart(rows, hidden).notes == (f"{hidden} more statements in the list of claims",)


def test_the_nearest_statement_is_never_after_the_date() -> None:
    rows, _ = strip(*quarters(1990, 2019), day=date(2019, 5, 1))
    assert [row.about for row in rows if row.current] == [date(2019, 3, 31)]


def test_each_definition_keeps_its_nearest_statement_when_room_is_short() -> None:
    rows, _ = strip(
        *quarters(2000, 2019),
        *quarters(2000, 2019, definition="stated", source_id="press"),
        *quarters(2010, 2019, definition="planned"),
    )
    assert {row.group for row in rows if row.current} == {"Active duty", "Troops present", "Planned strength"}


def test_an_old_statement_does_not_pass_as_present() -> None:
    rows, _ = strip({"best": 50, "day": "2010-01-01"})
    assert [row.current for row in rows] == [False]


def test_a_withdrawn_statement_is_marked() -> None:
    rows, _ = strip({"best": 50, "day": "2019-01-01", "withdrawn": "2019-04-30"})
    assert rows[0].text.endswith("withdrawn since")
    assert not rows[0].current


def test_what_is_not_yet_known_is_not_shown() -> None:
    rows, _ = strip(*VENEZUELA, view=replace(PAIR, known_at=date(2019, 6, 1)))
    assert [row.claim_id for row in rows] == ["V7"]


def test_branches_are_left_to_the_list() -> None:
    rows, _ = strip({"best": 50, "day": "2019-01-01", "actor": "Forces"}, {"best": 20, "day": "2019-01-01", "actor": "Army"})
    assert [row.best for row in rows] == [50]


def test_markup_in_a_phrase_stays_text() -> None:
    rows, _ = strip({"best": 5, "phrase": '<a href="https://evil.example">five</a>', "day": "2019-01-01"})
    assert not any("<a" in text for text in words(chart(rows).figure))
    assert not any("<a" in text for t in chart(rows).figure["data"] for text in t.get("customdata", []))


def test_the_summary_counts_populations_and_words() -> None:
    rows, _ = strip(*VENEZUELA)
    assert chart(rows).summary == "7 statements about 3 populations, from 24–1,000; 2 denials, 1 statement in words."


def test_the_table_has_every_row_that_is_shown() -> None:
    rows, _ = strip(*VENEZUELA)
    assert sorted(chart(rows).table["claim_id"]) == [f"V{number}" for number in range(1, 8)]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_plotly_takes_the_figure(theme: object) -> None:
    rows, _ = strip(
        *VENEZUELA,
        {"kind": "withheld", "day": "2019-03-31"},
        {"kind": "at-least", "low": 7, "day": "2019-03-31"},
        {"best": 0, "day": "2018-01-01"},
    )
    made = strip_chart(rows, 0, theme)  # type: ignore[arg-type]
    assert made is not None
    assert len(go.Figure(made.figure).data) == len(made.figure["data"])


def test_without_statements_there_is_no_strip() -> None:
    assert strip_chart((), 0, LIGHT) is None


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_lines_pass_behind_the_words(theme: Any) -> None:
    rows, hidden = strip(*VENEZUELA)
    made = strip_chart(rows, hidden, theme)
    assert made is not None
    assert {note["bgcolor"] for note in made.figure["layout"]["annotations"]} == {theme.surface}
