"""A sum over hosts never adds a group to its own places."""

from __future__ import annotations

import pandas as pd

from dashboard.domain.overlaps import without_overlaps

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
