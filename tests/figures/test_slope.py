"""The slope chart: like with like only, true at both ends, labels that can be read."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.comparison import Comparison
from dashboard.domain.view import View
from dashboard.exports.slope_image import scale_of, slope_svg
from dashboard.figures.comparing import changes
from dashboard.figures.slope import DRAWN, drawn_rows, left_beside, slope_rows, spread_labels, tell_slope
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger

VIEW = View(date=date(2021, 12, 31), since=date(2018, 12, 31))
PLACES = st.lists(st.floats(0, 800), min_size=1, max_size=25)


def test_both_ends_are_what_the_estimates_say(shipped: Ledger) -> None:
    rows = slope_rows(shipped, VIEW).set_index("host")
    for day, end in ((VIEW.since, "before"), (VIEW.date, "after")):
        alone = answers.pair_estimates(shipped, VIEW, np.array([day], dtype="datetime64[s]"))
        levels = {str(row["host"]): row["level"] for row in alone[alone["claim_id"].notna()].to_dict("records")}
        drawn = rows[rows["state"].isin(DRAWN)]
        same = [host for host in drawn.index if host in levels and levels[host] == drawn.loc[host, end]]
        assert len(same) > 0.95 * len(drawn)
    assert rows.loc["KWT", ["before", "after", "change"]].tolist() == [1840, 862, -978]


def test_syria_iraq_and_venezuela_have_no_comparable_pair_and_no_line(shipped: Ledger) -> None:
    rows = slope_rows(shipped, VIEW)
    beside = dict(left_beside(rows))
    assert {"Syria", "Iraq", "Venezuela"} <= set(beside["no comparable pair"].split(", "))
    silent = rows[~rows["state"].isin(DRAWN)]
    assert silent[["before", "after", "change"]].isna().all(axis=None)
    picture = ET.fromstring(slope_svg(shipped, VIEW, Comparison("slope"), 500))  # noqa: S314 - our own picture
    lines = [node.text or "" for node in picture.iter() if node.tag.endswith("title")][1:]
    assert len(lines) == len(rows) - len(silent)
    assert not any(line.startswith(("Syria:", "Iraq:", "Venezuela:")) for line in lines)


def test_it_says_what_the_table_of_changes_says(shipped: Ledger) -> None:
    ours, theirs = slope_rows(shipped, VIEW).set_index("host"), changes(shipped, VIEW).set_index("host")
    assert ours["words"].to_dict() == theirs["words"].to_dict()
    told = tell_slope(shipped, VIEW, ours, 30)
    figures = theirs["level"].dropna()
    assert f"{(figures > 0).sum()} higher, {(figures < 0).sum()} lower, {(figures == 0).sum()} unchanged" in told[0]
    assert told[2] == "Largest fall: Kuwait, 1,840 to 862 (−978)."


def test_what_has_no_room_is_named(shipped: Ledger) -> None:
    rows = slope_rows(shipped, VIEW)
    told = tell_slope(shipped, VIEW, rows, 3)[-1]
    hidden = set(rows[rows["state"].isin(DRAWN)]["name"]) - set(drawn_rows(rows, 3)["name"])
    assert all(str(name) in told for name in hidden)


@pytest.mark.parametrize("sender", [("USA",), ("RUS",), ()])
def test_figures_at_or_below_zero_never_meet_a_logarithm(shipped: Ledger, sender: tuple[str, ...]) -> None:
    rows = slope_rows(shipped, View(measure="fdi_flow", sender=sender, date=date(2019, 12, 31)))
    drawn = drawn_rows(rows, 30)
    scale = scale_of(drawn, "log", 100, 600)
    places = scale.y(drawn[["before", "after"]].to_numpy(dtype="float64"))
    assert np.isfinite(places).all()
    assert ((places >= 99) & (places <= 601)).all()


@given(PLACES)
def test_labels_never_overlap_and_keep_their_order(places: list[float]) -> None:
    wanted = np.array(places)
    found = spread_labels(wanted, 18, 0, 800)
    order = np.argsort(wanted, kind="stable")
    assert (np.diff(found[order]) >= 18 - 1e-6).all()
    assert found.min() >= -1e-6
    assert found.max() <= 800 + 1e-6


@given(PLACES)
def test_labels_with_room_stay_where_they_are(places: list[float]) -> None:
    apart = np.unique(np.round(np.array(places) / 40) * 40)
    assert np.allclose(spread_labels(apart, 18, 0, 820), apart)
