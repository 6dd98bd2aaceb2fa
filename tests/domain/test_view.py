"""A View and its query string: canonical, total, and the same after a round trip."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.domain.borders import VIEWPOINTS
from dashboard.domain.estimates import RULES
from dashboard.domain.regions import REGIONS, WORLD
from dashboard.domain.view import FIRST_DAY, LAST_DAY, LAYERS, SERIES, View, Vocabulary, decode_view, read_day

WORDS = Vocabulary(
    {"troops": ("active-duty", "deployed"), "debt_stock": ("official",)},
    frozenset({"USA", "RUS", "VEN", "DEU", "X-TRN"}),
    max_entities=3,
    sources=frozenset({"un-peacekeeping"}),
)
PLACES = st.lists(st.sampled_from(sorted(WORDS.places)), unique=True, max_size=3).map(tuple)
DAYS = st.none() | st.dates(FIRST_DAY, LAST_DAY)
VIEWS = st.sampled_from(["troops", "debt_stock"]).flatmap(
    lambda measure: st.builds(
        View,
        measure=st.just(measure),
        definition=st.sampled_from(["", *WORDS.measures[measure]]),
        sender=PLACES,
        host=PLACES,
        date=DAYS,
        known_at=DAYS,
        source=st.sampled_from(["", "un-peacekeeping"]),
        rule=st.sampled_from(RULES),
        viewpoint=st.sampled_from(list(VIEWPOINTS)),
        region=st.sampled_from([WORLD, *REGIONS]),
        layers=st.lists(st.sampled_from(LAYERS), unique=True).map(lambda one: tuple(name for name in LAYERS if name in one)),
        series=st.sampled_from(SERIES),
        since=DAYS,
    )
)


@settings(max_examples=60, deadline=None)
@given(VIEWS)
def test_a_view_comes_back_from_its_own_link(view: View) -> None:
    decoded = decode_view(view.encode(), WORDS)
    assert decoded.view == view
    assert decoded.notices == ()
    assert len(view.encode()) <= WORDS.max_chars


@settings(max_examples=200, deadline=None)
@given(st.text() | st.binary().map(lambda raw: raw.decode("latin-1")) | st.none() | st.integers() | st.lists(st.text()))
def test_no_text_raises(text: object) -> None:
    assert isinstance(decode_view(text, WORDS).view, View)


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            [
                "measure",
                "sender",
                "host",
                "date",
                "known_at",
                "rule",
                "definition",
                "source",
                "viewpoint",
                "region",
                "layers",
                "series",
                "sender_name",
                "host_name",
                "v",
                "x",
            ]
        ),
        st.text(max_size=30),
    )
)
def test_what_is_read_is_always_known(query: dict[str, str]) -> None:
    from urllib.parse import urlencode

    view = decode_view(urlencode(query), WORDS).view
    assert view.measure in WORDS.measures
    assert {*view.sender, *view.host} <= WORDS.places
    assert view.rule in RULES
    assert view.viewpoint in VIEWPOINTS
    assert view.region in (WORLD, *REGIONS)
    assert view.layers == tuple(layer for layer in LAYERS if layer in view.layers)
    assert view.series in SERIES
    assert not view.definition or view.definition in WORDS.measures[view.measure]
    assert view.source in ("", *WORDS.sources)


def test_layers_come_in_their_own_order_whatever_was_typed() -> None:
    view = decode_view("layers=FLOWS,sites,flows&region=africa&viewpoint=iso", WORDS).view
    assert view.encode() == "viewpoint=iso&region=africa&layers=sites,flows&v=1"
    assert view.figures_only() == View()


@pytest.mark.parametrize("bounds", ["5000,100", "1,2,3,4,5,6", "100,100"])
def test_bounds_that_do_not_rise_are_told_with_what_would(bounds: str) -> None:
    decoded = decode_view(f"classes={bounds}", WORDS)
    assert decoded.view.classes == "fixed"
    assert "each larger than the one before" in " ".join(decoded.notices)
    assert "larger" not in " ".join(decode_view("classes=quantiles", WORDS).notices)


def test_the_axis_of_series_changes_no_figure_of_the_map() -> None:
    view = decode_view("host=VEN&series=index", WORDS).view
    assert view.encode() == "host=VEN&series=index&v=1"
    assert view.figures_only() == View()


def test_the_default_view_has_an_empty_link() -> None:
    assert View().encode() == ""
    assert decode_view("", WORDS).view == View()


def test_keys_stand_in_a_stable_order_and_carry_the_version() -> None:
    text = "host=VEN&date=2019-06&sender=rus&utm_source=mail"
    assert decode_view(text, WORDS).view.encode() == "sender=RUS&host=VEN&date=2019-06-30&v=1"


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("measure=tanks", "measure"),
        ("sender=ATLANTIS", "sender"),
        ("date=yesterday", "date"),
        ("date=2019-02-30", "date"),
        ("rule=guess", "rule"),
        ("viewpoint=atlantis", "viewpoint"),
        ("region=moon", "region"),
        ("layers=clouds", "layers"),
        ("series=cubic", "series"),
        ("layers=flows,clouds", "clouds"),
        ("sender=RUS,ATL", "ATL"),
        ("sender=USA,RUS,VEN,DEU", "first 3"),
        ("x" * 2000, "characters"),
        ("measure=debt_stock&definition=active-duty", "definition"),
    ],
)
def test_what_cannot_be_used_is_told(text: str, notice: str) -> None:
    decoded = decode_view(text, WORDS)
    assert len(decoded.notices) == 1
    assert notice in decoded.notices[0]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2019", date(2019, 12, 31)),
        ("2019-06", date(2019, 6, 30)),
        ("2020-2", date(2020, 2, 29)),
        ("2019-06-02", date(2019, 6, 2)),
        ("1899", None),
        ("2101", None),
        ("2019-13", None),
        ("2019-00", None),
        ("२०१९", None),
        ("", None),
    ],
)
def test_partial_dates_stand_for_their_last_day(text: str, day: date | None) -> None:
    assert read_day(text) == day


def test_a_misspelt_measure_is_told_with_the_one_it_looks_like() -> None:
    (notice,) = decode_view("measure=trops", WORDS).notices
    assert notice.endswith("It looks like troops.")
