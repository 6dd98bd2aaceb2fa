"""The picture of changes: bars to the side on which they lie, ranges that hold zero pale, and nobody left out in silence."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date

import pandas as pd
import pytest

from dashboard.domain.view import View
from dashboard.exports.change_image import AT_A_DESK, IN_A_ROOM, change_svg
from dashboard.figures.change_words import tell_directions, tell_others
from dashboard.figures.comparing import changes
from dashboard.ledger.store import Ledger

SVG = "{http://www.w3.org/2000/svg}"
AMERICAN = View(date=date(2021, 12, 31), since=date(2018, 12, 31), compare="change")
RUSSIAN = View(sender=("RUS",), date=date(2025, 12, 31), since=date(2019, 12, 31), compare="change")


def rows_of(svg: str) -> dict[str, ET.Element]:
    picture = ET.fromstring(svg)  # noqa: S314 - our own picture
    return {row.attrib["data-place"]: row for row in picture.iter(f"{SVG}g") if "data-place" in row.attrib}


@pytest.mark.parametrize(("bare", "zero"), [(False, AT_A_DESK.zero), (True, IN_A_ROOM.zero)])
def test_rises_lie_right_of_zero_and_falls_left_of_it(shipped: Ledger, *, bare: bool, zero: float) -> None:
    rows = rows_of(change_svg(shipped, AMERICAN, 30, bare=bare))
    told = changes(shipped, AMERICAN).set_index("host")
    assert len(rows) == 30
    for host, row in rows.items():
        bar = row.find(f"{SVG}rect")
        assert bar is not None
        left, width = float(bar.attrib["x"]), float(bar.attrib["width"])
        assert left >= zero - 0.1 if told.loc[host, "level"] > 0 else left + width <= zero + 0.1, host
        assert str(told.loc[host, "words"]) in "".join(row.itertext())


def test_the_largest_rise_comes_first_and_lengths_are_in_proportion(shipped: Ledger) -> None:
    rows = rows_of(change_svg(shipped, AMERICAN, 30))
    assert next(iter(rows)) == "JPN"
    assert list(rows)[-1] == "KWT"
    widths = {host: float(rows[host].find(f"{SVG}rect").attrib["width"]) for host in ("JPN", "KWT")}  # type: ignore[union-attr]
    assert widths["KWT"] / widths["JPN"] == pytest.approx(978 / 615, rel=0.01)


def test_a_change_whose_range_holds_zero_is_pale(shipped: Ledger) -> None:
    rows = rows_of(change_svg(shipped, RUSSIAN, 30))
    pale = {host: 'fill-opacity="0.4"' in ET.tostring(row, encoding="unicode") for host, row in rows.items()}
    assert pale == {"UKR": False, "ARM": True, "SYR": True, "TJK": True}


def test_who_is_not_drawn_is_told(shipped: Ledger) -> None:
    told = " ".join("".join(ET.fromstring(change_svg(shipped, RUSSIAN, 2)).itertext()).split())  # noqa: S314 - our own picture
    assert "2 smaller changes not drawn." in told
    assert "No comparable pair, not drawn: Azerbaijan" in told
    assert re.search(r"Withheld, not drawn: Armenia and Azerbaijan", told)


def test_a_view_without_any_pair_says_so(shipped: Ledger) -> None:
    alone = View(sender=("NRU",), date=date(2021, 12, 31), since=date(2018, 12, 31), compare="change")
    assert "No host has two figures that may be compared." in change_svg(shipped, alone, 30)


def test_directions_are_counted_by_the_whole_range() -> None:
    ends = [(1, 2), (-2, -1), (0, 0), (-1, 1), (0, 3)]
    rows = pd.DataFrame({"state": ["value"] * 5, "low": [low for low, _ in ends], "high": [high for _, high in ends]})
    assert tell_directions(rows) == "5 hosts can be compared: 1 higher, 1 lower, 1 unchanged, 2 with a range that holds zero."
    silent = pd.DataFrame(
        {"state": ["no-pair", "no-pair"], "low": None, "high": None, "words": "no comparable pair", "name": ["B", "A"]}
    )
    assert tell_others(silent, 3) == ["No comparable pair, not drawn: A, B."]
