"""Classes by every scheme: ascending bounds that hold the values, labels for each class, ratios that never invent a number."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.breaks import SCHEMES, diverging_breaks, make_breaks, own_breaks, round_nicely
from dashboard.domain.classes import Classing, change_labels, labels_of
from dashboard.domain.normalising import NORMALISERS, caveat, fitting, normalise

LEVELS = st.lists(st.floats(-1e9, 1e9).filter(lambda level: abs(level) > 1e-6), min_size=0, max_size=80)


@given(LEVELS, st.sampled_from(SCHEMES))
def test_bounds_ascend_and_part_the_values(levels: list[float], scheme: str) -> None:
    bounds = make_breaks(scheme, np.array(levels))
    assert list(bounds) == sorted(set(bounds))
    assert len(bounds) <= 5
    assert len(labels_of(bounds, "persons")) == len(bounds) + 1
    assert bool(bounds) == bool(levels) or scheme == "natural"


def test_natural_breaks_are_the_best_of_all_partitions() -> None:
    values = np.array([1.0, 2, 3, 100, 101, 102, 1000, 1001, 5000, 5001, 9000, 9100, 20000, 20100])
    bounds = make_breaks("natural", values)
    groups = np.split(values, np.searchsorted(values, np.array(bounds)))
    assert len(groups) == 6
    cost = sum(((group - group.mean()) ** 2).sum() for group in groups)
    for place in range(len(bounds)):
        for other in values[1:]:
            tried = sorted({*bounds[:place], float(other), *bounds[place + 1 :]})
            parts = [part for part in np.split(values, np.searchsorted(values, np.array(tried))) if len(part)]
            assert cost <= sum(((part - part.mean()) ** 2).sum() for part in parts) + 1e-6


def test_equal_counts_have_equal_counts() -> None:
    values = np.arange(1.0, 601.0)
    place = Classing(make_breaks("quantile", values), ()).class_of(values)
    assert np.bincount(place).max() - np.bincount(place).min() <= 12


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("100,1000", (100, 1000)),
        ("-5,0,5", (-5, 0, 5)),
        ("5,5", None),
        ("9,1", None),
        ("a", None),
        ("", None),
        ("nan", None),
        ("1,2,3,4,5,6", None),
        ("inf", None),
    ],
)
def test_own_bounds_ascend_and_are_few(text: str, bounds: tuple[float, ...] | None) -> None:
    assert own_breaks(text) == bounds


def test_falls_and_rises_of_one_size_mirror_one_another() -> None:
    bounds = diverging_breaks((100.0, 500.0, 2000.0, 5000.0, 10000.0))
    assert bounds == (-2000, -100, 0, 100, 2000)
    assert Classing(bounds, ()).class_of(np.array([-3000.0, -5.0, 5.0, 3000.0])).tolist() == [0, 2, 3, 5]
    assert change_labels(bounds, "persons") == (
        "fall over 2,000", "fall over 100 to 2,000", "fall up to 100", "rise under 100", "rise of 100 to under 2,000", "rise of 2,000 and more",
    )  # fmt: skip
    # At the bounds themselves the class is the one whose label holds them.
    assert Classing(bounds, ()).class_of(np.array([-2000.0, -100.0, 100.0, 2000.0])).tolist() == [1, 2, 4, 5]


def test_falls_and_rises_take_the_first_bound_above_zero() -> None:
    assert diverging_breaks((0.0, 100.0, 500.0, 2000.0, 5000.0)) == (-2000, -100, 0, 100, 2000)


def test_bounds_of_the_logarithm_are_ones_twos_and_fives() -> None:
    # From the first to the last twentieth are 2 and 500,000: steps at 15.8, 126, 1,000, 7,940 and 63,100.
    assert make_breaks("log", np.geomspace(1, 1_000_000, 601)) == (20, 100, 1_000, 10_000, 50_000)
    # From 1.6 to 6,300: steps at 6.3, 25, 100, 398 and 1,585.
    assert make_breaks("log", np.geomspace(1, 10_000, 601)) == (5, 20, 100, 500, 2_000)


@pytest.mark.parametrize(("bound", "rounded"), [(1243.7, 1200), (1.04, 1.04), (1999.0, 2000), (2040.0, 2000), (0.0, 0)])
def test_a_bound_is_rounded_unless_that_leaves_the_values(bound: float, rounded: float) -> None:
    """The lowest value, 1, is no bound, since all values would stand above it; the highest, 2,000, is one."""
    assert round_nicely(bound, np.array([1.0, 50.0, 2000.0])) == rounded


def rows(*hosts: str, state: str = "value") -> pd.DataFrame:
    numbers = dict.fromkeys(("low", "best", "high", "level"), 500.0)
    return pd.DataFrame({"host": hosts, "date": np.datetime64("2019-06-30", "s"), "state": state, **numbers})


def sizes(**host: tuple[str, float]) -> pd.DataFrame:
    days = [np.datetime64(day, "s") for day, _ in host.values()]
    return pd.DataFrame({"host": list(host), "date": days, "size": [size for _, size in host.values()], "size_source": "s"})


def test_a_host_without_a_denominator_says_so_and_stays() -> None:
    found = normalise(rows("VEN", "DEU"), sizes(VEN=("2018-12-31", 1e6)), NORMALISERS["inhabitants"], "persons")
    assert found["state"].tolist() == ["value", "no-denominator"]
    assert found["best"].iloc[0] == pytest.approx(0.5)
    assert np.isnan(found["best"].iloc[1])
    assert found["denominator_date"].iloc[0].date() == date(2018, 12, 31)


@pytest.mark.parametrize("day", ["2015-12-31", "2020-12-31"])
def test_a_denominator_is_neither_old_nor_of_the_future(day: str) -> None:
    found = normalise(rows("VEN"), sizes(VEN=(day, 1e6)), NORMALISERS["inhabitants"], "persons")
    assert found["state"].tolist() == ["no-denominator"]


def test_silence_stays_silence() -> None:
    quiet = rows("VEN", state="withheld").assign(best=np.nan, low=np.nan, high=np.nan, level=np.nan)
    assert normalise(quiet, sizes(), NORMALISERS["inhabitants"], "persons")["state"].tolist() == ["withheld"]


@pytest.mark.parametrize(
    ("per", "unit"), [("gdp", "persons"), ("gdp", "USD constant 2021"), ("forces", "USD"), ("inhabitants", "sites"), ("x", "USD")]
)
def test_a_ratio_that_makes_no_sense_is_none(per: str, unit: str) -> None:
    assert fitting(per, unit) is None


@pytest.mark.parametrize(
    ("unit", "warned"), [("persons", True), ("USD", True), ("USD constant 2015", True), ("reactors", False), ("megawatts", False)]
)
def test_raw_counts_of_people_and_money_come_with_a_caveat(unit: str, warned: bool) -> None:
    assert bool(caveat(unit)) is warned
