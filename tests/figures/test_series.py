"""Time series: what may be joined is joined, what may not is not, and silence is drawn as silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard.domain.view import View
from dashboard.figures.charts import Chart, day_text
from dashboard.figures.lettering import text_width
from dashboard.figures.palette import LIGHT
from dashboard.figures.records import pair_events, records
from dashboard.figures.series import series_chart
from dashboard.figures.series_data import SeriesData, next_clock_day, pair_series
from dashboard.figures.series_scale import scale_plot, silent_spans, span_words
from dashboard.figures.view_series import view_series
from tests.figures.literal import ledger, quarters

DAY, UNTIL = date(2019, 6, 30), date(2020, 12, 31)
PAIR = View(sender=("RUS",), host=("VEN",), date=DAY)


def series(*rows: dict[str, object], view: View = PAIR, lines: int = 12) -> SeriesData:
    made = ledger(*rows)
    (record,) = [record for record in records(made, replace(view, date=None)) if record.measure.id == view.measure]
    data = pair_series(made, record, lines)
    assert data is not None
    return data


def chart(data: SeriesData, events: pd.DataFrame | None = None) -> Chart:
    none = pd.DataFrame({"day": pd.Series(dtype="datetime64[s]"), "text": pd.Series(dtype="str")})
    return series_chart(data, none if events is None else events, DAY, UNTIL, LIGHT)


def traces(figure: dict[str, Any], **wanted: object) -> list[dict[str, Any]]:
    return [trace for trace in figure["data"] if all(trace.get(key) == value for key, value in wanted.items())]


def test_a_periodic_source_is_one_line_without_a_break() -> None:
    data = series(*quarters(2017, 2018))
    assert [line.joined for line in data.lines] == [True]
    assert len(set(data.points["segment"])) == 1
    (trace,) = traces(chart(data).figure)
    assert trace["y"] == [1000 + 10 * step for step in range(8)]
    assert None not in trace["y"]


def test_a_missing_report_breaks_the_line() -> None:
    rows = [row for row in quarters(2017, 2019) if row["day"] not in ("2018-06-30", "2018-09-30")]
    data = series(*rows)
    assert len(set(data.points["segment"])) == 2
    (trace,) = traces(chart(data).figure)
    assert trace["y"].count(None) == 1
    assert trace["connectgaps"] is False
    assert "; the line breaks once, where nothing was reported" in chart(data).summary


def test_reports_up_to_the_tolerance_apart_are_joined() -> None:
    # 89 days reach from the end of March to 28 June; no quarter ends between that and the next report.
    assert len(set(series(*quarters(2019, 2020)).points["segment"])) == 1


def test_two_definitions_are_never_joined() -> None:
    data = series(*quarters(2017, 2017), *quarters(2018, 2018, definition="stated"))
    assert len(data.lines) == 2
    assert {line.definition for line in data.lines} == {"Active duty", "Troops present"}
    for trace in traces(chart(data).figure, mode="lines+markers"):
        years = {day[:4] for day, value in zip(trace["x"], trace["y"], strict=True) if value is not None}
        assert len(years) == 1


def test_two_speakers_are_never_joined() -> None:
    data = series(*quarters(2017, 2017, said_by="A"), *quarters(2018, 2018, said_by="B"))
    assert sorted(line.who for line in data.lines) == ["A", "B"]


def test_single_statements_are_dots() -> None:
    data = series({"best": 100, "day": "2017-01-01"}, {"best": 50, "day": "2018-01-01"})
    assert [line.joined for line in data.lines] == [False]
    (trace,) = traces(chart(data).figure)
    assert trace["y"] == [100, None, 50]


def test_single_statements_tell_no_change() -> None:
    said = [
        {"said_by": name, "best": best, "day": day} for name, best, day in (("A", 100, "2017-01-01"), ("B", 50, "2018-01-01"))
    ]
    assert "%" not in chart(series(*said)).summary


def test_an_interval_without_a_figure_has_a_bar_and_no_dot() -> None:
    (trace,) = traces(chart(series({"low": 24, "high": 60, "day": "2019-06-30"})).figure)
    assert trace["marker"]["size"] == [0]
    assert trace["error_y"]["array"] == trace["error_y"]["arrayminus"] == [18]


def test_the_hover_says_an_interval_as_it_was_said_and_not_its_middle() -> None:
    (trace,) = traces(chart(series({"low": 24, "high": 60, "day": "2019-06-30"})).figure)
    assert (trace["customdata"], trace["hovertemplate"].count("%{y")) == (["24–60"], 0)
    (plain,) = traces(chart(series({"best": 24, "day": "2019-06-30"})).figure)
    assert "%{y" in plain["hovertemplate"]


def test_the_hover_names_source_date_and_claim() -> None:
    data = series(*quarters(2010, 2010), *quarters(2018, 2018))
    (trace,) = [trace for trace in chart(data).figure["data"] if "hovertext" in trace]
    assert len(trace["hovertext"]) == len(trace["x"]) == len(trace["y"])
    said = dict(zip(trace["x"], trace["hovertext"], strict=True))
    own = dict(zip(day_text(data.points["day"].to_numpy()), data.points["claim_id"], strict=True))
    assert said == {day: f"claim {claim}" for day, claim in own.items()}
    assert all(part in trace["hovertemplate"] for part in ("%{fullData.name}", "%{x|", "%{hovertext}"))
    several = chart(replace(data, points=data.points.assign(claim_id=""))).figure["data"]
    assert {words for trace in several for words in trace.get("hovertext", ())} == {"sum of several claims"}


def test_the_band_of_a_line_runs_from_low_to_high() -> None:
    rows = [{**row, "low": row["best"] - 100, "high": row["best"] + 200} for row in quarters(2018, 2018)]  # type: ignore[operator]
    (band,) = traces(chart(series(*rows)).figure, fill="toself")
    assert band["y"] == [1200, 1210, 1220, 1230, 930, 920, 910, 900, None]


def test_a_bound_is_a_triangle_and_no_point_of_the_line() -> None:
    data = series(*quarters(2018, 2018), {"kind": "at-most", "high": 400, "day": "2019-01-01"})
    (bound,) = [t for t in chart(data).figure["data"] if t.get("customdata") == ["at most"]]
    assert (bound["y"], bound["marker"]["symbol"]) == ([400], ["triangle-down-open"])
    assert data.points.loc[data.points["code"] == 3, "level"].isna().all()


def test_a_withheld_span_is_hatched_and_named() -> None:
    rows = [*quarters(2016, 2017), {"source_id": "report", "definition": "counted", "kind": "withheld", "day": "2018-03-31"}]
    drawn = chart(series(*rows)).figure
    (span,) = traces(drawn, name="withheld")
    assert span["fillpattern"]["shape"] == "/"
    assert (span["x"][0], span["x"][1]) == ("2018-03-31", "2020-12-31")
    assert [note["text"] for note in drawn["layout"]["annotations"]] == ["withheld"]
    assert "withheld since March 2018" in chart(series(*rows)).summary


def test_a_silence_beside_other_lines_is_told_as_its_own_source_s() -> None:
    silent = {"source_id": "report", "definition": "stated", "kind": "withheld", "day": "2019-03-31"}
    data = series(*quarters(2016, 2018), {**silent, "kind": "value", "best": 5, "day": "2018-12-31"}, silent)
    (name,) = [line.name for line in data.lines if line.definition == "Troops present"]
    assert f"{name}: withheld since March 2019" in chart(data).summary


def test_a_line_never_runs_through_a_withheld_report() -> None:
    silent = {"source_id": "report", "definition": "counted", "kind": "withheld", "day": "2018-03-31", "best": None}
    rows = [*quarters(2016, 2017), silent, *(r for r in quarters(2018, 2018) if r["day"] != "2018-03-31")]
    data = series(*rows)
    days = data.points.groupby("segment")["day"].agg(["min", "max"])
    inside = (days["min"] <= pd.Timestamp("2018-03-31")) & (days["max"] >= pd.Timestamp("2018-03-31"))
    assert not inside.any()


def test_while_another_source_has_figures_the_span_is_a_strip() -> None:
    rows = [
        *quarters(2016, 2020, source_id="press"),
        {"source_id": "report", "definition": "counted", "kind": "withheld", "day": "2018-03-31"},
    ]
    (span,) = traces(chart(series(*rows)).figure, name="withheld")
    assert max(span["y"]) < max(value for value in traces(chart(series(*rows)).figure, mode="lines+markers")[0]["y"] if value) / 5


@pytest.mark.parametrize("apart", [3, 6, 12, 30])
def test_no_word_over_a_silent_span_stands_on_another(apart: int) -> None:
    days = pd.date_range("2000-03-31", "2019-03-31", freq="QE").strftime("%Y-%m-%d").tolist()
    kinds = [("withheld", "none-found", "value")[place // (apart // 3) % 3] for place in range(len(days))]
    rows = [
        {"source_id": "report", "definition": "counted", "kind": kind, "day": day, "best": 5.0 if kind == "value" else None}
        for day, kind in zip(days, kinds, strict=True)
    ]
    plot = scale_plot(series(*rows), DAY, UNTIL)
    width, size = 300, 10
    words = span_words(plot, width, size)
    assert {word.words for word in words} == {"withheld", "none found"}
    assert len(words) <= len(silent_spans(plot))
    boxes = sorted(
        (word.span.alone, word.along * width - text_width(word.words, size) / 2, word.along * width + text_width(word.words, size) / 2)
        for word in words
    )  # fmt: skip
    assert all(left >= 0 and right <= width + 0.001 for _, left, right in boxes)
    assert all(one[2] <= other[1] for one, other in pairwise(boxes) if one[0] == other[0])
    assert {note["text"] for note in chart(series(*rows)).figure["layout"]["annotations"]} == {"withheld", "none found"}


def test_branches_are_in_no_line() -> None:
    rows = [*quarters(2018, 2018, actor="Forces"), *quarters(2018, 2018, actor="Army", best=7.0)]
    assert 7.0 not in series(*rows).points["best"].tolist()


def test_missions_of_one_month_are_added() -> None:
    rows = [
        {"source_id": "report", "measure": "peacekeepers", "definition": "un", "actor": actor, "best": best, "day": "2019-05-31"}
        for actor, best in (("A", 10), ("B", 5))
    ]
    data = series(*rows, view=replace(PAIR, measure="peacekeepers"))
    assert data.points["best"].tolist() == [15]


def test_money_is_scaled_and_named() -> None:
    rows = [
        {"source_id": "bank", "measure": "debt_stock", "definition": "official", "best": best, "day": f"{year}-12-31"}
        for year, best in ((2016, 4.6e9), (2017, 4e9), (2018, 3.6e9), (2019, 1.1e9))
    ]
    made = chart(series(*rows, view=replace(PAIR, measure="debt_stock")))
    assert made.title == "Public debt owed · bn USD"
    (trace,) = traces(made.figure)
    assert (trace["y"], trace["text"]) == ([4.6, 4, 3.6, 1.1], ["4.6", "4", "3.6", "1.1"])
    assert made.table["best"].tolist() == [4.6e9, 4e9, 3.6e9, 1.1e9]
    assert "from 4.6 bn USD (December 2016) to 1.1 bn USD (December 2019) (−76 %)" in made.summary


def test_flows_below_zero_keep_the_axis_open() -> None:
    rows = [
        {
            "source_id": "bank",
            "measure": "fdi_flow",
            "definition": "net",
            "best": best,
            "start": f"{year}-01-01",
            "end": f"{year}-12-31",
        }
        for year, best in ((2016, 5e6), (2017, -3e6))
    ]
    layout = chart(series(*rows, view=replace(PAIR, measure="fdi_flow"))).figure["layout"]
    assert layout["yaxis"]["range"][0] < -3
    assert layout["yaxis"]["zeroline"] is True


def test_the_date_is_an_upright_line_in_the_accent() -> None:
    (shape,) = chart(series(*quarters(2018, 2018))).figure["layout"]["shapes"]
    assert (shape["x0"], shape["x1"], shape["line"]["color"]) == ("2019-06-30", "2019-06-30", LIGHT.accent)


def test_events_are_ticks_with_their_words_escaped() -> None:
    made = ledger(
        *quarters(2018, 2018),
        {"measure": "events", "definition": "visit", "best": 1, "day": "2018-12-10", "note": "<b>Two</b> bombers"},
    )
    events = pair_events(made, ("RUS",), ("VEN",))
    data = view_series(made, PAIR, 12)
    assert data is not None
    (ticks,) = traces(chart(data, events).figure, name="events")
    assert (ticks["x"], ticks["customdata"]) == (
        ["2018-12-10"],
        ["10 December 2018: Russia in Venezuela: &lt;b&gt;Two&lt;/b&gt; bombers"],
    )


def test_lines_beyond_the_limit_are_told() -> None:
    data = series(
        *quarters(2018, 2018), *quarters(2018, 2018, source_id="press"), *quarters(2018, 2018, definition="stated"), lines=1
    )
    assert len(data.lines) == 1
    assert len(data.left_out) == 2
    assert chart(data).notes[0].startswith("2 more lines not drawn")


def test_with_several_senders_each_has_one_line_largest_first() -> None:
    rows = [
        *quarters(2018, 2019),
        *quarters(2018, 2019, sender="USA", best=9000.0),
        *quarters(2018, 2019, sender="CHN", best=5.0),
    ]
    data = view_series(ledger(*rows), View(sender=(), host=("VEN",), date=DAY), 2)
    assert data is not None
    assert ([line.who for line in data.lines], data.left_out) == (["United States", "Russia"], ("China",))


def test_a_sender_s_line_breaks_where_the_definition_changes() -> None:
    rows = [*quarters(2017, 2017, definition="stated"), *quarters(2018, 2018)]
    data = view_series(ledger(*rows), View(sender=(), host=("VEN",), date=DAY), 12)
    assert data is not None
    ends = data.points.groupby("segment")["day"].agg(["min", "max"])
    assert not ((ends["min"] < pd.Timestamp("2018-01-01")) & (ends["max"] > pd.Timestamp("2018-01-01"))).any()


@pytest.mark.parametrize(
    ("day", "clock", "following"),
    [("2019-06-28", "quarter", "2019-06-30"), ("2019-06-30", "quarter", "2019-09-30"), ("2019-12-31", "year", "2020-12-31"),
     ("2019-01-31", "month", "2019-02-28")],
)  # fmt: skip
def test_the_next_day_of_the_clock(day: str, clock: str, following: str) -> None:
    given = np.array([day], dtype="datetime64[s]")
    assert next_clock_day(given, clock)[0] == np.datetime64(following, "s")  # type: ignore[arg-type]


def test_the_figure_is_one_that_plotly_takes() -> None:
    silent = {"source_id": "report", "definition": "counted", "kind": "withheld", "day": "2019-03-31"}
    made = chart(
        series(
            *quarters(2016, 2018),
            silent,
            {"low": 5, "high": 9, "day": "2018-05-01"},
            {"kind": "at-most", "high": 4, "day": "2018-06-01"},
        )
    )
    figure = go.Figure(made.figure)
    assert len(figure.data) == len(made.figure["data"])
    assert made.figure["layout"]["template"] == {}


def test_a_figure_stays_small() -> None:
    made = chart(series(*quarters(1950, 2025)))
    assert len(go.Figure(made.figure).to_json()) < 12_000


def test_the_table_says_the_same_as_the_chart() -> None:
    data = series(*quarters(2018, 2018))
    table = chart(data).table
    assert list(table.columns) == ["line", "definition", "source", "state", "day", "low", "best", "high", "claim_id"]
    assert table["best"].tolist() == data.points["best"].tolist()
    assert all(before <= after for before, after in pairwise(table["day"]))


def test_a_long_name_stands_in_the_legend_on_two_lines_with_room_for_them() -> None:
    data = series({"best": 5, "day": "2019-01-01"}, *quarters(2018, 2018))
    (first, second), speaker = data.lines, "Service of the Commissioner for Relations with the Armed Forces of Other States"
    longer = replace(data, lines=(first, replace(second, who=speaker, definition=first.definition)))
    shorter = replace(data, lines=(first, replace(second, who="Embassy", definition=first.definition)))
    plain, wrapped = (chart(made).figure for made in (shorter, longer))
    assert [trace["name"].replace("<br>", " ") for trace in traces(wrapped) if "<br>" in trace["name"]] == [speaker]
    assert wrapped["layout"]["height"] > plain["layout"]["height"]
    assert wrapped["layout"]["margin"]["b"] > plain["layout"]["margin"]["b"]


def test_a_legend_of_many_lines_is_whole_beneath_the_axis() -> None:
    data = series(*quarters(2017, 2017), *quarters(2018, 2018, definition="stated"))
    layout = chart(data).figure["layout"]
    room = len(data.lines) * 238 / 12  # As plotly draws twelve rows in the panel.
    assert len(data.lines) > 1
    assert room <= layout["legend"]["maxheight"] <= layout["margin"]["b"] - 20
