"""Every source left out in turn, against the estimates of the claims that are left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from dashboard.domain.view import View
from dashboard.figures.reading import reading_of
from dashboard.figures.source_influence import COLUMNS, leave_one_out
from dashboard.ledger import answers, readings
from dashboard.ledger.store import Ledger
from tests.figures import literal

VIEWS = [View(sender=("RUS",), date=date(2019, 6, 30)), View(date=date(2021, 12, 31), since=date(2018, 12, 31))]

FACTBOOK = "The World Factbook: military deployments"
NAMED = {"cia-factbook-deployments": "CIA World Factbook"}


def names(text: str) -> set[str]:
    return set(text.split(", ")) if text else set()


def without(ledger: Ledger, title: str) -> Ledger:
    """The ledger as if the source had never said anything, and nobody had repeated it."""
    source = next(one.id for one in ledger.catalogue.sources.values() if one.title == title)
    claims = ledger.claims
    own = (claims["source_id"] == source).to_numpy()
    repeats = claims["derived_from"].astype("str").isin(claims["claim_id"][own]).to_numpy()
    quoting = claims["said_by"].astype("str").str.contains(NAMED.get(source, "nobody is named so"), regex=False).fillna(False)
    kept = ~(own | repeats | quoting.to_numpy(dtype=bool))
    return replace(ledger, generation=f"{ledger.generation}-{source}", claims=claims[kept])


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


def test_a_source_carries_also_what_others_repeat_from_it(shipped: Ledger) -> None:
    row = leave_one_out(shipped, View(sender=("RUS",))).set_index("source").loc[FACTBOOK]
    assert row["repeated"] == 13
    # Belarus is not among them: "up to 5,000" is a bound, and stays one.
    assert row["hosts"] == 7
    assert "Tajikistan" in names(row["flips"])


def test_to_drop_a_copy_moves_nothing_and_to_drop_its_origin_takes_the_copy_along() -> None:
    said = {"host": "SYR", "day": "2020-06-30", "best": 4000.0}
    copy = {**said, "claim_id": "copy", "source_id": "report", "derived_from": "c0"}
    small = literal.ledger(said, {**said, "host": "VEN", "source_id": "report"}, copy)
    table = leave_one_out(small, View(sender=("RUS",), date=date(2020, 6, 30))).set_index("source")
    assert table.loc["Statements", ["repeated", "hosts", "gone"]].tolist() == [1, 1, 1]
    assert table.loc["Quarterly report", ["repeated", "hosts", "gone"]].tolist() == [0, 1, 1]
