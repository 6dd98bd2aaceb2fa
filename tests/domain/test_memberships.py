"""Groups: who was a member on a day, and files that name no place or no day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dashboard.domain.memberships import Membership, Memberships
from dashboard.errors import PresenceError
from dashboard.gazetteer import load_places
from dashboard.membership_file import load_memberships
from dashboard.settings import load_settings

CATALOGUE = load_settings().data / "catalogue"


@pytest.fixture(scope="module")
def groups() -> Memberships:
    return load_memberships(CATALOGUE, load_places(CATALOGUE))


@pytest.mark.parametrize(
    ("group", "day", "members"),
    [
        ("NATO", date(1949, 8, 23), 0), ("NATO", date(1949, 8, 24), 12), ("NATO", date(1990, 6, 30), 16), ("NATO", date(2024, 3, 7), 32),
        ("EU", date(2020, 1, 31), 28), ("EU", date(2020, 2, 1), 27), ("WARSAW", date(1968, 8, 20), 8), ("WARSAW", date(1992, 1, 1), 0),
        ("CSTO", date(2010, 1, 1), 7), ("BRICS", date(2015, 1, 1), 5), ("ECOWAS", date(2025, 2, 1), 12), ("nobody", date(2000, 1, 1), 0),
    ],
)  # fmt: skip
def test_members_on_a_day(groups: Memberships, group: str, day: date, members: int) -> None:
    assert len(groups.members_on(group, day)) == members


def test_exactly_the_members_are_the_group(groups: Memberships) -> None:
    day = date(2019, 6, 30)
    members = groups.members_on("NATO", day)
    assert groups.group_of(members, day) == "NATO"
    assert groups.group_of(members[1:], day) == ""
    assert groups.group_of(("USA",), day) == ""


def test_a_place_that_is_named_twice_is_one_member_and_no_groups_hold_nobody(groups: Memberships) -> None:
    day = date(2019, 6, 30)
    members = groups.members_on("NATO", day)
    assert groups.group_of((*members, members[0]), day) == "NATO"
    assert Memberships().group_of(members, day) == ""


def test_every_membership_names_its_record(groups: Memberships) -> None:
    assert all(row.record for row in groups.rows)


@pytest.mark.parametrize(
    ("row", "code"),
    [("X,X,ATLANTIS,2000-01-01,,r", "E-GROUP-PLACE"), ("X,X,USA,never,,r", "E-GROUP-DAY"), ("X,X,USA,2000-01-02,2000-01-01,r", "E-GROUP-DAY")],
)  # fmt: skip
def test_a_wrong_row_is_named(tmp_path: Path, row: str, code: str) -> None:
    (tmp_path / "memberships.csv").write_text(f"group,title,member,since,until,record\n{row}\n", encoding="utf-8")
    with pytest.raises(PresenceError) as caught:
        load_memberships(tmp_path, load_places(CATALOGUE))
    assert code in str(caught.value)
    assert "row 2" in str(caught.value)


def test_a_group_is_called_by_its_id_or_its_title_in_any_letters() -> None:
    groups = Memberships((Membership("EU", "European Union", "DEU", date(1993, 11, 1), None, "treaty"),))
    assert [groups.called(name) for name in ("EU", " eu ", "european union", "E", "")] == ["EU", "EU", "EU", "", ""]


def test_a_group_that_has_ended_has_the_members_of_its_last_day() -> None:
    ended = Membership("PACT", "Pact", "POL", date(1955, 5, 14), date(1991, 7, 1), "treaty")
    left = Membership("PACT", "Pact", "ALB", date(1955, 5, 14), date(1968, 9, 13), "treaty")
    assert Memberships((ended, left)).last_members("PACT") == ("POL",)
    assert Memberships().last_members("PACT") == ()
