"""Every source left out in turn, against the estimates of the claims that are left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from dashboard.domain.view import View
from dashboard.figures.leaving_out import COLUMNS, leave_one_out
from dashboard.figures.reading import reading_of
from dashboard.ledger import answers, readings
from dashboard.ledger.store import Ledger

VIEWS = [View(sender=("RUS",), date=date(2019, 6, 30)), View(date=date(2021, 12, 31), since=date(2018, 12, 31))]


def names(text: str) -> set[str]:
    return set(text.split(", ")) if text else set()


def without(ledger: Ledger, title: str) -> Ledger:
    """The ledger as if the source had never said anything."""
    source = next(one.id for one in ledger.catalogue.sources.values() if one.title == title)
    return replace(
        ledger,
        generation=f"{ledger.generation}-{source}",
        claims=ledger.claims[(ledger.claims["source_id"] != source).to_numpy()],
    )


def levels(ledger: Ledger, view: View) -> dict[str, float]:
    rows = answers.pair_estimates(ledger, view)
    kept = rows[rows["level"].notna().to_numpy()]
    return {ledger.places.by_id[str(row["host"])].name: row["level"] for row in kept.to_dict("records")}


@pytest.mark.parametrize("view", VIEWS, ids=View.encode)
def test_figures_and_classes_are_those_of_a_ledger_without_the_source(shipped: Ledger, view: View) -> None:
    table = leave_one_out(shipped, view)
    breaks = reading_of(shipped, view).breaks
    whole = levels(shipped, view)
    for row in table.to_dict("records"):
        rest = levels(without(shipped, row["source"]), view)
        other = [name for name, level in whole.items() if rest.get(name) != level]
        assert (row["hosts"], row["gone"]) == (len(other), sum(name not in rest for name in other))
        moved = {
            name
            for name in whole.keys() & rest.keys()
            if np.searchsorted(breaks, whole[name], "right") != np.searchsorted(breaks, rest[name], "right")
        }
        assert names(row["classes"]) == moved


def test_changes_that_hang_on_one_source_are_named_with_both_words(shipped: Ledger) -> None:
    view = VIEWS[1]
    table = leave_one_out(shipped, view).set_index("source")
    told = table.loc["US military personnel by host country, 1950-2025", "changes"]
    assert "Kuwait (fall, then " in told
    asked = replace(view, compare="change")
    rows = readings.host_rows(without(shipped, "US military personnel by host country, 1950-2025"), asked)
    assert "KWT" not in set(rows[rows["state"] == "value"]["host"].astype("str"))


def test_without_a_source_that_says_nothing_here_nothing_is_another(shipped: Ledger) -> None:
    table = leave_one_out(shipped, VIEWS[0]).set_index("source")
    row = table.loc["Russia in Venezuela, 2018-2019: seven statements"]
    assert (row["hosts"], row["classes"], row["thirds"], row["changes"]) == (0, "", "", "")
    assert list(leave_one_out(shipped, View(date=date(1900, 1, 1))).columns) == COLUMNS
