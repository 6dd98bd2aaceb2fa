"""A day that a source left out is told with its fuller neighbours; where nothing is missing nothing is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dashboard.domain.view import View
from dashboard.figures.thin_day import LEAST, STEPS, TIMES, Fuller, fuller_words, thin_day, thin_words
from dashboard.figures.view_rows import rows_on_day
from dashboard.ledger.store import Ledger
from dashboard.settings import load_settings

GAP = View(date=date(2022, 12, 31))


def test_the_quarter_that_the_manpower_report_left_out_is_told(shipped: Ledger) -> None:
    thin = thin_day(shipped, GAP)
    assert thin_words(shipped, GAP, thin) == "December 2022: 4 hosts have a figure"
    assert [one.day for one in thin.fuller] == [date(2022, 9, 30), date(2023, 9, 30)]
    for one in thin.fuller:
        assert one.hosts == int(rows_on_day(shipped, GAP.at(one.day))["state"].isin(["value", "zero"]).sum())
    assert fuller_words(shipped, GAP, thin.fuller[0]) == f"September 2022, {thin.fuller[0].hosts} hosts"


def test_a_part_of_the_world_is_counted_alone_and_a_change_by_its_levels(shipped: Ledger) -> None:
    europe = thin_day(shipped, replace(GAP, region="europe", compare="change"))
    assert europe.hosts == 1
    assert 30 < europe.fuller[0].hosts < thin_day(shipped, GAP).fuller[0].hosts


@pytest.mark.parametrize(
    "view",
    [
        GAP.at(date(2021, 12, 31)),
        View(sender=("RUS",), date=date(2019, 6, 30)),
        View(measure="debt_stock", sender=("CHN",), date=date(2024, 12, 31)),
    ],
)
def test_a_day_like_its_neighbours_is_no_thin_day(shipped: Ledger, view: View) -> None:
    thin = thin_day(shipped, view)
    assert (thin.hosts > 0, thin.fuller) == (True, ())


def test_a_first_day_has_only_days_after_it(shipped: Ledger) -> None:
    thin = thin_day(shipped, View(date=date(1900, 1, 1)))
    assert thin.hosts == 0
    assert all(isinstance(one, Fuller) and one.day > date(1900, 1, 1) for one in thin.fuller)


def test_the_map_in_the_browser_goes_by_the_same_bounds() -> None:
    """It counts for itself, since its clock asks the server for nothing."""
    script = (load_settings().assets / "lists.js").read_text(encoding="utf-8")
    assert f"const STEPS = {STEPS}, TIMES = {TIMES}, LEAST = {LEAST};" in script
