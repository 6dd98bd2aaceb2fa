"""Two Views side by side on the shipped ledger: one scale, true figures, nothing subtracted."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from dashboard.domain.comparison import Comparison
from dashboard.domain.view import View
from dashboard.figures.reading import reading_of
from dashboard.figures.two_views import (
    both_rows,
    difference_sentence,
    differences,
    members_sentence,
    scale_sentence,
    sides_of,
    tell_both,
)
from dashboard.ledger import answers, readings
from dashboard.ledger.store import Ledger

JUNE = date(2019, 6, 30)


def maps(*right: tuple[str, str], one_clock: bool = False, scale: str = "shared") -> Comparison:
    return Comparison("maps", right=right, one_clock=one_clock, scale=scale)


def test_without_a_difference_the_left_is_a_year_before(shipped: Ledger) -> None:
    sides = sides_of(shipped, View(date=JUNE), maps())
    assert (sides.left.date, sides.right.date) == (date(2018, 6, 30), JUNE)
    assert (
        difference_sentence(shipped, sides)
        == "Left and right differ in date alone: June 2018 on the left, June 2019 on the right."
    )


def test_what_was_known_in_january_was_withheld_in_june(shipped: Ledger) -> None:
    view = View(date=date(2017, 12, 31), known_at=date(2018, 1, 15))
    sides = sides_of(shipped, view, maps(("known_at", "2018-06-01"), one_clock=True))
    row = both_rows(shipped, sides).set_index("host").loc["SYR"]
    assert (row["state"], row["level"], row["state_right"]) == ("value", 503, "withheld")
    assert np.isnan(row["level_right"])
    assert [what for what, _, _ in differences(shipped, sides)] == ["date of knowledge"]


@pytest.mark.parametrize("right", [("sender", "RUS"), ("rule", "highest"), ("source", "us-troops-dmdc"), ("date", "2007-06-30")])
def test_each_side_has_the_figures_of_its_own_view(shipped: Ledger, right: tuple[str, str]) -> None:
    sides = sides_of(shipped, View(date=JUNE), maps(right))
    rows = both_rows(shipped, sides)
    for end, view in zip(("", "_right"), sides.views, strict=True):
        alone = answers.host_estimates(shipped, view)
        own = rows[(rows[f"state{end}"] != "not-collected").to_numpy()]
        assert set(own["host"]) == set(alone["host"].astype("str"))
        assert own[f"level{end}"].sum() == pytest.approx(alone["level"].sum())


def test_only_one_source_speaks_where_one_is_asked_for(shipped: Ledger) -> None:
    view = View(sender=("RUS",), date=JUNE, source="curated-military-facts")
    assert set(answers.view_claims(shipped, view)["source_id"]) == {"curated-military-facts"}
    assert set(answers.pair_estimates(shipped, view)["source_id"].dropna()) == {"curated-military-facts"}


def test_a_shared_scale_is_made_of_the_values_of_both(shipped: Ledger) -> None:
    view = View(date=JUNE, classes="quantile", sender=("RUS",))
    sides = sides_of(shipped, view, maps(("sender", "USA"), one_clock=True))
    assert sides.shared
    assert sides.readings[0].breaks == sides.readings[1].breaks
    assert sides.readings[0].breaks not in (readings.breaks_of(shipped, sides.left), readings.breaks_of(shipped, sides.right))
    assert "a colour means the same on both" in scale_sentence(sides, maps())


def test_with_its_own_scale_each_map_is_as_it_is_alone(shipped: Ledger) -> None:
    sides = sides_of(shipped, View(date=JUNE, classes="quantile", sender=("RUS",)), maps(("sender", "USA"), scale="own"))
    assert not sides.shared
    assert sides.readings == tuple(reading_of(shipped, view) for view in sides.views)


def test_what_is_told_is_counted_from_the_table(shipped: Ledger) -> None:
    sides = sides_of(shipped, View(date=JUNE), maps(("sender", "RUS"), one_clock=True))
    rows = both_rows(shipped, sides)
    left, right = (rows[f"state{end}"].isin(["value", "zero"]) for end in ("", "_right"))
    told = tell_both(shipped, sides, rows)
    assert told[2].startswith(
        f"{(left & right).sum()} hosts with a figure on both; {(left & ~right).sum()} on the left only: Japan"
    )
    assert "2 on the right only: Syria, Belarus" in told[2]
    assert "Japan (55,327)" in told[0]
    assert "Ukraine (28,000 (25,000–31,000))" in told[1]


def test_an_alliance_of_another_date_is_told(shipped: Ledger) -> None:
    """North Macedonia, Montenegro and others were no members in 2000; France was in both, and a group of the day has no such sentence."""
    then = shipped.memberships.members_on("NATO", date(2000, 1, 31))
    now = shipped.memberships.members_on("NATO", JUNE)
    assert set(then) < set(now)
    earlier, own = ("date", "2000-01-31"), ("sender", ",".join(then))
    told = members_sentence(shipped, sides_of(shipped, View(sender=now, date=JUNE), maps(earlier)))
    more = len(now) - len(then)
    assert told == f"Both maps show the members of NATO of June 2019, not of January 2000: {more} of them were not members then."
    assert told in difference_sentence(shipped, sides_of(shipped, View(sender=now, date=JUNE), maps(earlier)))
    back = members_sentence(shipped, sides_of(shipped, View(sender=then, date=JUNE), maps(earlier)))
    assert back == f"Both maps show the members of NATO of January 2000, not of June 2019: {more} members of then are not shown."
    for right in (maps(earlier, own), maps(("date", "2019-03-31"))):
        assert members_sentence(shipped, sides_of(shipped, View(sender=now, date=JUNE), right)) == ""


def test_an_alliance_is_no_list_of_thirty_names(shipped: Ledger) -> None:
    then, now = (shipped.memberships.members_on("NATO", day) for day in (date(2000, 1, 31), JUNE))
    sides = sides_of(shipped, View(sender=now, date=JUNE), maps(("date", "2000-01-31"), ("sender", ",".join(then))))
    told = {what: (left, right) for what, left, right in differences(shipped, sides)}
    assert told["sender"] == (f"the {len(now)} members of NATO", f"the {len(then)} members of NATO")
