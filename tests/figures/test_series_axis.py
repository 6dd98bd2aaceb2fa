"""Value axes of a time series: what is drawn follows the axis, what the axis cannot show is named, and the table keeps every figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.domain.view import INDEX, LINEAR, LOG, View
from dashboard.figures.palette import LIGHT
from dashboard.figures.records import records
from dashboard.figures.series import series_chart, series_table
from dashboard.figures.series_axis import CHOSEN, on_axis
from dashboard.figures.series_data import SeriesData, pair_series
from dashboard.figures.series_scale import log_ticks, scale_plot
from tests.figures.literal import VENEZUELA, ledger, quarters

DAY, UNTIL = date(2019, 6, 30), date(2020, 12, 31)
PAIR = View(sender=("RUS",), host=("VEN",), date=DAY)
NO_EVENTS = pd.DataFrame({"day": pd.Series(dtype="datetime64[s]"), "text": pd.Series(dtype="str")})


def series(*rows: dict[str, object]) -> SeriesData:
    made = ledger(*rows)
    (record,) = [record for record in records(made, replace(PAIR, date=None)) if record.measure.id == "troops"]
    data = pair_series(made, record, 12)
    assert data is not None
    return data


def test_a_linear_axis_is_the_series_itself() -> None:
    data = series(*quarters(2017, 2018))
    assert on_axis(data, LINEAR, None) is data


def test_an_index_is_a_hundred_on_its_first_day_and_keeps_every_ratio() -> None:
    data = series(*quarters(2017, 2018))
    drawn = on_axis(data, INDEX, None)
    level, index = data.points["level"].to_numpy(), drawn.points["level"].to_numpy()
    assert index[0] == 100
    np.testing.assert_allclose(index / index[0], level / level[0])
    assert drawn.measure.unit == "index, 31 March 2017 = 100"
    assert drawn.means == f"100 is the figure of 31 March 2017: Active duty · Quarterly report 1,000; {CHOSEN}"
    assert drawn.said == ()


def test_a_single_early_day_is_not_the_hundred_of_a_record_that_goes_on() -> None:
    drawn = on_axis(series(*quarters(2001, 2001)[:1], *quarters(2015, 2018)), INDEX, None)
    assert drawn.measure.unit == "index, 31 March 2015 = 100"
    assert CHOSEN in drawn.means
    # The early day is still on the chart.
    assert drawn.points["day"].min() == pd.Timestamp("2001-03-31")
    assert CHOSEN not in on_axis(series(*quarters(2015, 2018)), INDEX, date(2015, 3, 31)).means


def test_the_day_of_a_hundred_can_be_chosen() -> None:
    drawn = on_axis(series(*quarters(2017, 2018)), INDEX, date(2018, 5, 1))
    # 1 May 2018 lies in the quarter whose report is of 30 June.
    assert drawn.points.loc[drawn.points["level"] == 100, "day"].tolist() == [pd.Timestamp("2018-06-30")]
    assert "1 May 2018 = 100" in drawn.measure.unit


def test_the_range_of_a_point_is_divided_by_the_same_figure() -> None:
    rows = [{**row, "low": 900.0, "high": 2000.0} for row in quarters(2017, 2018)]
    drawn = on_axis(series(*rows), INDEX, None)
    assert drawn.points["low"].tolist() == [90.0] * 8
    assert drawn.points["high"].tolist() == [200.0] * 8


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"best": 0.0}, "zero"),
        ({"kind": "withheld", "best": None}, "withheld"),
        ({"kind": "none-found", "best": None}, "none found"),
    ],
)
def test_a_line_without_a_figure_on_the_base_day_is_named(row: dict[str, object], why: str) -> None:
    other = quarters(2017, 2018, source_id="press")
    own = [{**line, **row} if line["day"] == "2017-03-31" else line for line in quarters(2017, 2018)]
    drawn = on_axis(series(*own, *other), INDEX, date(2017, 3, 31))
    assert [line.who for line in drawn.lines] == ["Statements"]
    assert drawn.said == (f"Left out of the index: Active duty · Quarterly report ({why} on 31 March 2017)",)


def test_a_line_that_begins_later_is_named_as_left_out() -> None:
    drawn = on_axis(series(*quarters(2017, 2018), *quarters(2018, 2018, source_id="press")), INDEX, date(2017, 6, 30))
    assert len(drawn.lines) == 1
    assert "Statements (no figure on 30 June 2017)" in drawn.said[0]
    # Without a day of the reader's own, 100 is where both speak.
    assert len(on_axis(series(*quarters(2017, 2018), *quarters(2018, 2018, source_id="press")), INDEX, None).lines) == 2


def test_single_statements_are_never_set_to_a_hundred() -> None:
    data = series(*VENEZUELA)
    drawn = on_axis(data, INDEX, None)
    assert drawn.points.empty
    assert "no line has a figure above zero that goes on" in drawn.said[0]
    made = series_chart(drawn, NO_EVENTS, DAY, UNTIL, LIGHT)
    assert len(made.table) == len(series_table(data))


def test_a_log_axis_names_its_zeros_and_breaks_the_line_there() -> None:
    rows = [{**row, "best": 0.0} if row["day"] == "2017-12-31" else row for row in quarters(2017, 2018)]
    drawn = on_axis(series(*rows), LOG, None)
    assert len(drawn.points) == 7
    assert len(set(drawn.points["segment"])) == 2
    assert drawn.said == ("A log axis has no zero: 1 figure of zero or below not drawn: Active duty · Quarterly report (1)",)
    chart = series_chart(drawn, NO_EVENTS, DAY, UNTIL, LIGHT)
    assert chart.figure["layout"]["yaxis"]["type"] == "log"
    assert "log axis" in chart.title
    assert drawn.said[0] in chart.notes
    assert (chart.table["best"] == 0).sum() == 1


def test_a_range_down_to_zero_ends_at_the_foot_of_a_log_axis() -> None:
    drawn = on_axis(series(*[{**row, "low": 0.0, "high": 3000.0} for row in quarters(2017, 2018)]), LOG, None)
    plot = scale_plot(drawn, DAY, UNTIL)
    assert set(drawn.points["low"]) == {plot.bottom * plot.scale} == {1000.0}
    assert drawn.said == ("8 ranges that reach zero end at the foot of the axis",)


def test_the_table_says_index_and_figure() -> None:
    table = series_chart(on_axis(series(*quarters(2017, 2018)), INDEX, None), NO_EVENTS, DAY, UNTIL, LIGHT).table
    np.testing.assert_allclose(table["index_best"], table["best"] / 10)
    assert table["best"].tolist()[:2] == [1000, 1010]


def test_the_sentence_of_an_index_speaks_in_the_unit_of_the_measure() -> None:
    data = series(*quarters(2017, 2018))
    plain = series_chart(data, NO_EVENTS, DAY, UNTIL, LIGHT).summary
    said = series_chart(on_axis(data, INDEX, None), NO_EVENTS, DAY, UNTIL, LIGHT).summary
    assert said == f"{plain.rstrip('.')}; drawn as an index."


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.none() | st.just(0.0) | st.floats(0.01, 1e6), min_size=8, max_size=8),
    st.sampled_from([LOG, INDEX]),
    st.none() | st.dates(date(2016, 1, 1), date(2019, 12, 31)),
)
def test_nothing_is_dropped_in_silence(figures: list[float | None], axis: str, since: date | None) -> None:
    """Every figure of the series is drawn, or its line is named in what is said; the original is whole."""
    rows = [{**row, "best": figure} for row, figure in zip(quarters(2017, 2018), figures, strict=True) if figure is not None]
    if not rows:
        return
    data = series(*rows, *quarters(2017, 2018, source_id="press"))
    drawn = on_axis(data, axis, since)
    assert drawn.original is not None
    assert drawn.original.points.equals(data.points)
    gone = {data.lines[line].name for line in range(len(data.lines)) if len(data.of(line)) > _drawn(drawn, data.lines[line].name)}
    assert all(any(name in told for told in drawn.said) for name in gone)
    assert np.isfinite(scale_plot(drawn, DAY, UNTIL).share(drawn.points["level"].dropna().to_numpy())).all()


def _drawn(data: SeriesData, name: str) -> int:
    return sum(len(data.of(line)) for line, entry in enumerate(data.lines) if entry.name == name)


@settings(max_examples=100, deadline=None)
@given(st.floats(1e-6, 1e9), st.floats(10, 1e9))
def test_log_ticks_lie_on_the_axis_and_are_few(bottom: float, factor: float) -> None:
    ticks = log_ticks(bottom, bottom * factor)
    assert 1 <= len(ticks) <= 10
    assert ticks == sorted(set(ticks))
    assert all(bottom * 0.999 <= tick <= bottom * factor * 1.001 for tick in ticks)
