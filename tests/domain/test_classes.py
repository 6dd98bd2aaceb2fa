"""Classes of the map: bounds belong upward, labels read as written, nothing falls between."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.classes import CLASSES, classing, is_money, short_number
from tests.domain.conftest import AID, TROOPS

PERSONS = replace(TROOPS, breaks=(100, 500, 2000, 5000, 10000))
DEBT = replace(AID, breaks=(1e7, 1e8, 5e8, 2e9, 1e10))


def test_labels_of_persons_name_the_last_whole_number() -> None:
    assert classing(PERSONS).labels == ("1–99", "100–499", "500–1,999", "2,000–4,999", "5,000–9,999", "10,000 and more")


def test_labels_of_money_share_a_scale_where_they_can() -> None:
    assert classing(DEBT).labels == ("under 10 m", "10–100 m", "100–500 m", "0.5–2 bn", "2–10 bn", "10 bn and more")


def test_a_first_bound_of_zero_makes_a_class_below_zero() -> None:
    labels = classing(replace(AID, breaks=(0, 1e7, 1e8, 1e9, 1e10))).labels
    assert labels[:2] == ("below zero", "under 10 m")


def test_a_class_of_one_number_is_that_number() -> None:
    assert classing(replace(TROOPS, breaks=(2, 5, 10, 25, 75))).labels[:2] == ("1", "2–4")


def test_a_level_on_a_bound_belongs_above_it() -> None:
    levels = np.array([1, 99, 100, 499.9, 500, 10000, 1e9, np.nan])
    assert classing(PERSONS).class_of(levels).tolist() == [0, 0, 1, 1, 2, 5, 5, -1]


@given(st.lists(st.floats(-1e13, 1e13), min_size=1))
def test_every_level_has_one_class_and_order_is_kept(levels: list[float]) -> None:
    ordered = np.sort(np.array(levels))
    classes = classing(DEBT).class_of(ordered)
    assert classes.min() >= 0
    assert classes.max() < CLASSES
    assert (np.diff(classes) >= 0).all()


@pytest.mark.parametrize("breaks", [(1, 2, 3, 4), (1, 2, 2, 3, 4), (5, 4, 3, 2, 1)])
def test_bounds_must_be_five_and_ascend(breaks: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="ascending"):
        classing(replace(TROOPS, breaks=breaks))


def test_every_measure_of_the_catalogue_has_classes(measures: list[object]) -> None:
    assert all(len(set(classing(measure).labels)) == CLASSES for measure in measures)  # type: ignore[arg-type]


@pytest.fixture
def measures() -> list[object]:
    from dashboard.catalogue_files import load_catalogue
    from dashboard.settings import load_settings

    return list(load_catalogue(load_settings().data / "catalogue").measures.values())


@pytest.mark.parametrize(("unit", "money"), [("USD constant 2021", True), ("EUR", True), ("persons", False), ("percent", False)])
def test_money_is_known_by_its_currency(unit: str, money: bool) -> None:
    assert is_money(unit) is money


@pytest.mark.parametrize(("value", "words"), [(5e8, "0.5 bn"), (1e6, "1 m"), (1e5, "0.1 m"), (2e12, "2 tn"), (500, "500")])
def test_bounds_are_short(value: float, words: str) -> None:
    assert short_number(value, "USD") == words
