"""A sum over hosts never adds a group to its own places."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from dashboard.domain.overlaps import may_repeat, without_overlaps
from dashboard.domain.region_extent import BESIDE, CONTINENTS, OUTSIDE, REGIONS, possible_places
from dashboard.domain.view import View
from dashboard.exports.options import ExportOptions
from dashboard.exports.workbook import view_workbook
from dashboard.figures.left_out_words import sums_may_repeat
from dashboard.figures.panel import panel
from dashboard.gazetteer import load_places
from dashboard.ledger.store import Ledger, open_ledger
from dashboard.settings import load_settings
from tests.exports.test_workbook import sheets_of

GROUPS = {
    "X-FOUR": frozenset({"A", "B", "C", "D"}), "X-TWO": frozenset({"A", "B"}), "X-REGION": frozenset(),
    "X-BF": frozenset({"B", "F"}),
}  # fmt: skip


def rows(*figures: tuple[str, float], definition: str = "deployed") -> pd.DataFrame:
    named = [
        {"host": host, "level": level, "date": pd.Timestamp("2022-06-30"), "definition": definition} for host, level in figures
    ]
    return pd.DataFrame(named)


def kept(frame: pd.DataFrame) -> list[str]:
    return without_overlaps(frame, GROUPS)["host"].tolist()


def test_the_larger_of_a_group_and_its_places_stays() -> None:
    assert kept(rows(("X-FOUR", 5100), ("A", 2400), ("E", 7))) == ["X-FOUR", "E"]
    assert kept(rows(("X-FOUR", 5100), ("A", 2400), ("B", 3000), ("E", 7))) == ["A", "B", "E"]


def test_a_group_within_a_group_is_a_place_of_it() -> None:
    assert kept(rows(("X-FOUR", 4000), ("X-TWO", 3000), ("A", 1000))) == ["X-FOUR"]
    assert kept(rows(("X-FOUR", 4000), ("X-TWO", 3000), ("C", 2000))) == ["X-TWO", "C"]


def test_of_two_groups_that_share_a_place_one_counts() -> None:
    assert kept(rows(("X-TWO", 2500), ("X-BF", 2750))) == ["X-BF"]
    assert kept(rows(("X-TWO", 2500), ("X-BF", 2750), ("F", 400), ("A", 100))) == ["X-TWO", "F"]
    assert kept(rows(("X-TWO", 2500), ("X-FOUR", 4000), ("X-BF", 3000))) == ["X-FOUR"]


def test_a_region_without_named_places_overlaps_with_nobody() -> None:
    assert kept(rows(("X-REGION", 500), ("A", 650))) == ["X-REGION", "A"]


def test_two_definitions_and_two_days_are_apart() -> None:
    both = pd.concat([rows(("X-FOUR", 10)), rows(("A", 5), definition="counted")], ignore_index=True)
    assert kept(both) == ["X-FOUR", "A"]
    later = rows(("A", 5)).assign(date=pd.Timestamp("2023-06-30"))
    assert kept(pd.concat([rows(("X-FOUR", 10)), later], ignore_index=True)) == ["X-FOUR", "A"]


def test_no_figure_is_no_overlap() -> None:
    assert kept(rows(("A", 5), ("B", 6))) == ["A", "B"]
    assert kept(rows().reindex(columns=["host", "level", "date", "definition"])) == []


REACHES = {"X-REGION": frozenset({"A", "B"})}
JUNE, MARCH = pd.Timestamp("2022-06-30"), pd.Timestamp("2022-03-31")


def said(host: str, level: float, source: str = "one", newest: pd.Timestamp = JUNE, **other: str) -> dict[str, object]:
    return {"sender": "S", "host": host, "level": level, "source_id": source, "newest": newest, "definition": "deployed", **other}


def repeated(*figures: dict[str, object]) -> list[tuple[str, str, str]]:
    found = may_repeat(pd.DataFrame(figures), REACHES)
    return list(zip(found["sender"], found["region"], found["host"], strict=True))


def test_a_region_of_one_source_and_a_place_of_another_may_be_the_same_people() -> None:
    region = said("X-REGION", 500)
    assert repeated(region, said("A", 50, "two"), said("B", 60, "two"), said("E", 70, "two")) == [
        ("S", "X-REGION", "B"), ("S", "X-REGION", "A"),
    ]  # fmt: skip
    assert repeated(region, said("A", 50, newest=MARCH)) == [("S", "X-REGION", "A")]


def test_what_is_not_added_or_nobody_counts_nobody_twice() -> None:
    region = said("X-REGION", 500)
    assert repeated(region, said("A", 50)) == []
    assert repeated(region, said("A", 50, "two", sender="T")) == []
    assert repeated(region, said("A", 50, "two", definition="counted")) == []
    assert repeated(region, said("A", 0, "two")) == []
    assert repeated(said("X-REGION", 0), said("A", 50, "two")) == []
    assert repeated(said("A", 50, "two"), said("B", 50)) == []


@pytest.fixture(scope="module")
def shipped() -> Ledger:
    return open_ledger(load_settings({}).data)


def view(sender: str, day: date, measure: str = "troops", *host: str) -> View:
    return View(measure=measure, sender=(sender,), host=host, date=day)


FRANCE = view("FRA", date(2025, 6, 30))


def test_the_reader_is_told_that_france_may_be_counted_twice_in_west_africa(shipped: Ledger) -> None:
    (note,) = sums_may_repeat(shipped, FRANCE)
    assert note == (
        "A sum over hosts may count somebody twice: France in West Africa (1,200) beside Côte d’Ivoire (600), Senegal (350), "
        "which may lie in it"
    )
    first = sheets_of(view_workbook(shipped, FRANCE, ExportOptions()))["Read me"]
    assert any(f"{note}." in str(cell) for row in first for cell in row)


def test_of_hosts_that_are_picked_out_only_they_count(shipped: Ledger) -> None:
    picked = view("FRA", date(2025, 6, 30), "troops", "SEN", "X-AFW", "DJI")
    (note,) = sums_may_repeat(shipped, picked)
    assert note in panel(shipped, picked).notes
    assert note.endswith("France in West Africa (1,200) beside Senegal (350), which may lie in it")
    assert sums_may_repeat(shipped, view("FRA", date(2025, 6, 30), "troops", "SEN", "DJI")) == ()


def test_all_senders_together_are_told_each_for_itself(shipped: Ledger) -> None:
    (note,) = sums_may_repeat(shipped, View(measure="troops", sender=(), date=date(2025, 6, 30)))
    assert "France in West Africa (1,200)" in note
    assert "; Italy in Middle East (650) beside Lebanon (875)" in note


@pytest.mark.parametrize(
    "silent",
    [
        # The figure for the region is withheld; the region holds who is in no place of it; a measure without regions.
        view("FRA", date(2025, 12, 31)), view("USA", date(2010, 9, 30)), view("USA", date(2020, 12, 31), "aid"),
        view("CHN", date(2020, 12, 31), "debt_stock"),
    ],
)  # fmt: skip
def test_where_nobody_is_counted_twice_nothing_is_told(shipped: Ledger, silent: View) -> None:
    assert sums_may_repeat(shipped, silent) == ()


def test_the_reach_of_every_region_names_places_of_the_catalogue() -> None:
    places = load_places(load_settings({}).data / "catalogue").by_id
    named = frozenset().union(*BESIDE.values(), *OUTSIDE.values(), REGIONS)
    assert named <= set(places)
    assert set(CONTINENTS) | set(BESIDE) >= {
        place.id for place in places.values() if place.note == "region, no host stated"
    }  # fmt: skip
    assert {"SEN", "CIV", "X-BCN"} <= possible_places("X-AFW", places)
    assert not {"DJI", "GAB", "X-AFR", "X-AFW"} & possible_places("X-AFW", places)
    assert "X-AFW" in possible_places("X-AFR", places)
    assert "IOT" not in possible_places("X-AFR", places)
    assert possible_places("X-WLD", places) == frozenset()
