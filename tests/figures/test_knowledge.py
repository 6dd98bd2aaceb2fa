"""How a figure became known: the steps of case 2 and of Venezuela, and a sentence where nothing ever moved."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree as ET

import pytest

from dashboard.domain.view import View
from dashboard.errors import PresenceError
from dashboard.exports.known_image import known_svg
from dashboard.figures.knowledge import _joined, knowledge
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger

SYRIA = View(host=("SYR",), date=date(2017, 9, 30))


def test_syria_was_known_then_gone_then_came_back(shipped: Ledger) -> None:
    known = knowledge(shipped, SYRIA)
    assert known.moved
    assert known.words == ("503 (Announced force level)", "nothing known", "1,547 (Active duty, by duty station)")
    assert known.summary.startswith(
        "503 (Announced force level) from 31 October 2017, nothing known from 31 March 2018, 1,547 (Act"
    )


def test_every_step_is_what_the_estimate_says_as_known_on_that_day(shipped: Ledger) -> None:
    rows = knowledge(shipped, SYRIA).rows
    for row in rows.to_dict("records"):
        day = row["known_at"].date()
        alone = answers.pair_estimates(shipped, View(host=("SYR",), date=SYRIA.date, known_at=day))
        assert row["level"] == alone["level"].iloc[0] if len(alone) else row["state"] == "not-collected"


def test_the_second_clock_of_the_view_ends_it(shipped: Ledger) -> None:
    known = knowledge(shipped, View(host=("SYR",), date=date(2017, 12, 31), known_at=date(2018, 6, 1)))
    assert known.words[-1] == "withheld"


def test_where_it_never_moved_it_says_so_and_draws_no_line(shipped: Ledger) -> None:
    view = View(host=("DEU",), date=date(2019, 6, 30))
    known = knowledge(shipped, view)
    assert not known.moved
    assert known.summary == "35,232 since 30 June 2019, and never another figure."
    picture = ET.fromstring(known_svg(shipped, view))  # noqa: S314 - our own picture
    assert not [node for node in picture.iter() if node.tag.endswith("circle") and "r" in node.attrib and node.attrib["r"] == "4"]


def test_several_hosts_have_no_one_history(shipped: Ledger) -> None:
    with pytest.raises(PresenceError) as caught:
        knowledge(shipped, View())
    assert caught.value.code == "E-HISTORY-PAIR"


def test_two_counts_are_told_apart_and_no_line_leads_from_one_to_the_other(shipped: Ledger) -> None:
    view = View(sender=("RUS",), host=("VEN",), date=date(2019, 6, 30))
    known = knowledge(shipped, view)
    assert known.words == ("300 (Officers and people of corporate security)", "100 (99–100) (Troops present, as stated)")
    assert known.joined == (False, False)
    assert "Lowest" not in known.summary
    lines = [node.get("d", "") for node in ET.fromstring(known_svg(shipped, view)).iter() if node.get("stroke-width") == "2.2"]  # noqa: S314
    assert len(lines) == 2
    assert all("V" not in line for line in lines)


def test_steps_of_one_count_are_joined(shipped: Ledger) -> None:
    rows = knowledge(shipped, SYRIA).rows
    twice = rows.assign(level=[503.0, 600.0, 1547.0], definition="active-duty")
    assert _joined(twice) == (False, True, True)
