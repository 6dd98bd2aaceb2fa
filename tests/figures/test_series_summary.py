"""The sentence under a chart over time: extremes are told of what is counted alike, and say of how many senders they are."""

from __future__ import annotations

from datetime import date

from dashboard.domain.view import View
from dashboard.figures.series_summary import summarise
from dashboard.figures.view_series import view_series
from tests.figures.literal import ledger, quarters

DAY = date(2019, 12, 31)
EVERYBODY = View(sender=(), host=("DEU", "IRQ"), date=DAY)


def told(*rows: dict[str, object]) -> str:
    data = view_series(ledger(*rows), EVERYBODY, 12)
    assert data is not None
    return summarise(data, DAY, DAY)


def test_a_quarter_that_a_source_missed_is_no_lowest() -> None:
    reports = [row for row in quarters(2019, 2019, sender="USA", host="DEU") if row["day"] != "2019-06-30"]
    words = told(*reports, {"sender": "RUS", "host": "DEU", "best": 200, "day": "2019-06-30"})
    assert "Active duty, highest 1,030 (December 2019), lowest 1,000 (March 2019)" in words
    assert "Troops present, 200 (June 2019)" in words
    assert "counted in 2 ways that are not compared" in words
    assert "lowest 200" not in words


def test_sums_of_more_and_of_fewer_senders_say_so() -> None:
    both = [*quarters(2019, 2019, sender="USA", host="DEU"), *quarters(2019, 2019, sender="RUS", host="DEU")[1:]]
    assert "highest 2,060 (December 2019), lowest 1,000 (March 2019) (sums of 1 to 2 senders)" in told(*both)


def test_one_way_of_counting_is_not_named() -> None:
    words = told(*quarters(2019, 2019, sender="USA", host="DEU"))
    assert words.startswith("Germany: highest 1,030 (December 2019), lowest 1,000 (March 2019)")
    assert "sums of" not in words
