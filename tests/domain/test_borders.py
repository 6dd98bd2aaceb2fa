"""Which shape stands for which place: on a day, from a viewpoint, and never with a figure moved."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.border_file import load_borders
from dashboard.domain.borders import VIEWPOINTS, Border, Borders
from dashboard.errors import PresenceError
from dashboard.gazetteer import load_places
from dashboard.geography.shapes import all_shapes
from dashboard.settings import load_settings

SETTINGS = load_settings()
CATALOGUE = SETTINGS.data / "catalogue"
PLACES = load_places(CATALOGUE)
BORDERS = load_borders(CATALOGUE, PLACES)
SHAPES = all_shapes(SETTINGS.assets, "m").ids
DAYS = st.dates(date(1946, 1, 1), date(2026, 12, 31))


def fills(day: str, viewpoint: str = "de-facto") -> dict[str, str]:
    return dict(BORDERS.drawing(SHAPES, date.fromisoformat(day), viewpoint).fills)


def test_without_a_table_every_shape_is_its_own_place() -> None:
    assert Borders().drawing(("DEU", "FRA"), date(1970, 1, 1)).fills == (("DEU", "DEU"), ("FRA", "FRA"))


@pytest.mark.parametrize(
    ("day", "shape", "place", "gone"),
    [
        ("1985-12-31", "SUN", "SUN", "UKR"), ("1991-12-25", "SUN", "SUN", "EST"), ("1991-12-26", "UKR", "UKR", "SUN"),
        ("1985-12-31", "DDR", "DDR", "DEU"), ("1985-12-31", "DEU@1949", "DEU", "DEU"), ("1990-10-03", "DEU", "DEU", "DDR"),
        ("1992-12-31", "CSK", "CSK", "SVK"), ("1993-01-01", "CZE", "CZE", "CSK"), ("1985-12-31", "YUG", "YUG", "XKX"),
        ("1998-12-31", "SCG", "SCG", "XKX"), ("2003-12-31", "SCG@1999", "SCG", "SRB"), ("2003-12-31", "XKX", "XKX", "SCG"),
        ("2006-06-02", "SCG@1999", "SCG", "MNE"), ("2006-06-03", "MNE", "MNE", "SCG@1999"), ("2006-06-03", "SRB", "SRB", "SCG@1999"),
        ("1968-09-30", "VDR", "VDR", "VNM"), ("1968-09-30", "VNM@1954", "VNM", "VNM"), ("1975-05-01", "VNM", "VNM", "VDR"),
        ("1985-12-31", "YAR", "YAR", "YEM"), ("1985-12-31", "YMD", "YMD", "YEM"), ("1990-05-22", "YEM", "YEM", "YAR"),
        ("2011-07-08", "SDN@1956", "SDN", "SSD"), ("2011-07-09", "SSD", "SSD", "SDN@1956"), ("1960-12-31", "UAR", "UAR", "SYR"),
        ("1971-12-15", "BGD", "PAK", "SUN@"), ("1985-12-31", "ERI", "ETH", "ERI"),
    ],
)  # fmt: skip
def test_borders_are_those_of_the_day(day: str, shape: str, place: str, gone: str) -> None:
    drawn = fills(day)
    assert drawn.get(shape, place) == place
    assert gone not in drawn
    assert place in drawn.values()


def test_a_part_of_a_republic_was_a_part_of_the_union() -> None:
    assert "X-CRI" not in fills("1985-12-31")
    assert fills("2010-12-31")["X-CRI"] == "UKR"
    assert fills("2014-03-18")["X-CRI"] == "X-CRI"
    assert fills("1960-12-31", "iso").get("X-GOL") is None


@pytest.mark.parametrize(
    ("viewpoint", "day", "shape", "place"),
    [
        ("ukr", "2019-06-30", "X-CRI", "UKR"), ("rus", "2019-06-30", "X-CRI", "RUS"), ("chn", "2019-06-30", "X-CRI", "X-CRI"),
        ("chn", "2019-06-30", "TWN", "CHN"), ("iso", "2019-06-30", "XKX", "SRB"), ("tur", "2019-06-30", "X-NCY", "X-NCY"),
        ("iso", "2019-06-30", "X-NCY", "CYP"), ("rus", "2007-12-31", "X-ABK", "GEO"), ("rus", "2008-12-31", "X-ABK", "X-ABK"),
        ("usa", "2019-03-24", "X-GOL", "SYR"), ("usa", "2019-03-25", "X-GOL", "ISR"), ("usa", "2020-12-04", "ESH-W", "MAR"),
        ("iso", "2019-06-30", "ESH-W", "ESH"), ("ind", "2019-06-30", "PAK@kashmir", "IND"), ("pak", "2019-06-30", "IND@kashmir", "PAK"),
        ("rus", "2003-12-31", "XKX", "SCG"), ("usa", "2003-12-31", "XKX", "SCG"), ("usa", "2008-02-17", "XKX", "SRB"),
        ("usa", "2008-02-18", "XKX", "XKX"), ("tur", "2008-02-17", "XKX", "SRB"), ("tur", "2008-02-18", "XKX", "XKX"),
        ("pak", "2012-12-23", "XKX", "SRB"), ("pak", "2012-12-24", "XKX", "XKX"),
    ],
)  # fmt: skip
def test_a_viewpoint_fills_disputed_areas(viewpoint: str, day: str, shape: str, place: str) -> None:
    assert fills(day, viewpoint)[shape] == place


def test_by_default_every_disputed_area_is_drawn_apart_today() -> None:
    drawing = BORDERS.drawing(SHAPES, date(2026, 1, 1))
    assert drawing.fills == tuple((shape, shape) for shape in SHAPES if shape not in BORDERS.special())
    assert drawing.disputed == drawing.merged == frozenset()


@given(DAYS, st.sampled_from(list(VIEWPOINTS)))
def test_every_area_is_a_place_and_every_place_without_one_has_a_reason(day: date, viewpoint: str) -> None:
    drawing = BORDERS.drawing(SHAPES, day, viewpoint)
    assert set(drawing.areas) <= set(PLACES.ids)
    assert len(drawing.fills) == len({shape for shape, _ in drawing.fills})
    missing = {shape for shape in SHAPES if shape not in BORDERS.special()} - set(drawing.areas)
    assert missing <= set(drawing.behind)


@given(DAYS)
def test_no_viewpoint_draws_an_area_twice(day: date) -> None:
    for viewpoint in VIEWPOINTS:
        shown = {shape for shape, _ in BORDERS.drawing(SHAPES, day, viewpoint).fills}
        for row in BORDERS.rows:
            if row.covers and row.shape in shown and row.holds_on(day, viewpoint):
                assert not shown & set(row.covers)


def test_every_row_says_why_and_names_a_shape() -> None:
    for row in BORDERS.rows:
        assert row.shape in SHAPES, row
        assert len(row.reason) > 20, row
    assert {row.viewpoint for row in BORDERS.rows} == {"", *VIEWPOINTS} - {"de-facto"}


def test_no_shape_has_two_rows_of_one_viewpoint_on_one_day() -> None:
    by_key: dict[tuple[str, str], list[Border]] = {}
    for row in BORDERS.rows:
        by_key.setdefault((row.shape, row.viewpoint), []).append(row)
    for rows in by_key.values():
        spans = sorted((row.since or date.min, row.until or date.max) for row in rows)
        assert all(before[1] < after[0] for before, after in pairwise(spans)), rows[0].shape


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("X-CRI,ATLANTIS,,,,,because", "E-BORDER-PLACE"), ("X-CRI,UKR,2014,,,,because", "E-BORDER-DAY"), ("X-CRI,UKR,,,,,", "E-BORDER-REASON"),
        ("X-CRI,UKR,2014-01-02,2014-01-01,,,because", "E-BORDER-DAY"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_explained(tmp_path: Path, line: str, code: str) -> None:
    (tmp_path / "borders.csv").write_text(f"shape,place,since,until,covers,title,reason\n{line}\n", encoding="utf-8")
    with pytest.raises(PresenceError, match=code):
        load_borders(tmp_path, PLACES)
