"""Small multiples on the shipped ledger: who is shown, who is named, and that each part has the figures of its own View."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree as ET

import pytest

from dashboard.domain.comparison import Comparison
from dashboard.domain.view import View
from dashboard.exports.multiples_image import multiples_svg
from dashboard.figures.multiples import multiples_of, multiples_rows, multiples_title, scale_words, series_of, tell_part
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger
from dashboard.settings import load_settings

JUNE = date(2019, 6, 30)


def asked(by: str, scale: str = "shared") -> Comparison:
    return Comparison("multiples", by=by, scale=scale)


def test_every_sender_with_a_figure_is_shown_or_named(shipped: Ledger) -> None:
    many = multiples_of(shipped, View(date=JUNE), asked("sender"), 5)
    rows = answers.pair_estimates(shipped, View(sender=(), date=JUNE))
    known = {shipped.places.by_id[str(one)].name for one in rows[rows["state"].isin(["value", "zero"])]["sender"]}
    assert len(many.parts) == 5
    assert {*(part.title for part in many.parts), *many.others} == known
    assert many.parts[0].title == "United States"
    assert all(name in scale_words(many) for name in many.others)


@pytest.mark.parametrize("by", ["sender", "source", "region", "date"])
def test_each_map_has_the_figures_of_its_view(shipped: Ledger, by: str) -> None:
    many = multiples_of(shipped, View(date=JUNE, since=date(2000, 6, 30)), asked(by), 4)
    rows = multiples_rows(shipped, many)
    for part in many.parts:
        own = rows[(rows["part"] == part.title).to_numpy()].set_index("host")["level"]
        alone = answers.host_estimates(shipped, part.view).set_index("host")["level"]
        alone.index = alone.index.astype("str")
        wanted = alone if not part.region else alone[[shipped.places.by_id[host].region == part.region for host in alone.index]]
        assert own.fillna(-1).to_dict() == wanted.fillna(-1).to_dict()


def test_dates_run_from_the_earlier_to_the_later_in_even_steps(shipped: Ledger) -> None:
    many = multiples_of(shipped, View(date=date(2020, 12, 31), since=date(2010, 12, 31)), asked("date"), 3)
    assert [part.view.date for part in many.parts] == [date(2010, 12, 31), date(2015, 12, 31), date(2020, 12, 31)]
    assert multiples_title(shipped, many, many.parts[-1].view) == "American troops abroad, December 2010 to December 2020"


def test_series_of_hosts_hold_what_the_estimates_say(shipped: Ledger) -> None:
    many = multiples_of(shipped, View(host=("DEU", "JPN")), asked("host"), 12)
    assert [part.title for part in many.parts] == ["Japan", "Germany"]
    data = series_of(shipped, many.parts[1])
    assert data is not None
    rows = answers.pair_estimates(shipped, View(host=("DEU",)), answers.clock_days(shipped, "troops"))
    assert data.points["level"].sum() == pytest.approx(rows["level"].sum())
    assert tell_part(shipped, many, many.parts[1])[1] == "274,119, September 1962"


def test_a_source_alone_has_its_own_line_in_syria(shipped: Ledger) -> None:
    many = multiples_of(shipped, View(sender=("RUS",), host=("SYR",), date=JUNE), asked("source"), 12)
    assert {part.view.source for part in many.parts} == {"cia-factbook-deployments", "curated-military-facts"} or len(
        many.parts
    ) == 2
    assert many.form == "series"


def test_over_time_whoever_is_silent_today_has_a_picture_of_the_years_before(shipped: Ledger) -> None:
    syria = View(host=("SYR",), date=date(2025, 12, 31))
    sources = multiples_of(shipped, syria, asked("source"), 12)
    assert "us-troops-dmdc" in [part.view.source for part in sources.parts]
    assert tell_part(shipped, sources, sources.parts[0])[1] == "1,547, September 2017"
    assert "United States" in [part.title for part in multiples_of(shipped, syria, asked("sender"), 12).parts]
    # As known before the first of its reports was published there is none.
    early = multiples_of(shipped, View(host=("SYR",), known_at=date(1940, 1, 1)), asked("source"), 12)
    assert early.parts == ()


def test_a_sender_that_was_asked_for_and_has_no_figure_is_named(shipped: Ledger) -> None:
    many = multiples_of(shipped, View(sender=("USA", "RUS", "CHN"), date=JUNE), asked("sender"), 12)
    assert [part.title for part in many.parts] == ["United States", "Russia"]
    assert scale_words(many).endswith("; without a figure: China")


@pytest.mark.parametrize("by", ["sender", "host", "source", "region", "date"])
@pytest.mark.parametrize("scale", ["shared", "own"])
def test_every_kind_is_a_picture_without_references_to_the_outside(shipped: Ledger, by: str, scale: str) -> None:
    view = View(sender=("RUS",), date=JUNE)
    many = multiples_of(shipped, view, asked(by, scale), 3)
    picture = ET.fromstring(multiples_svg(shipped, many, view, load_settings().assets))  # noqa: S314 - our own picture
    told = "".join(picture.itertext())
    assert all(part.title[:20] in told for part in many.parts)
    assert "Sources: " in told
    assert not any(value.startswith("http") for node in picture.iter() for value in node.attrib.values())


def test_nothing_known_is_a_sheet_that_says_so(shipped: Ledger) -> None:
    view = View(sender=("RUS",), date=date(1900, 1, 1))
    many = multiples_of(shipped, view, asked("source"), 3)
    assert "No source gives a figure" in multiples_svg(shipped, many, view, load_settings().assets)


def test_every_small_map_has_the_borders_of_its_own_day(shipped: Ledger) -> None:
    view = View(sender=("USA",), date=date(2020, 12, 31), since=date(1970, 12, 31))
    many = multiples_of(shipped, view, asked("date"), 2)
    assert [part.view.date for part in many.parts] == [date(1970, 12, 31), date(2020, 12, 31)]
    picture = ET.fromstring(multiples_svg(shipped, many, view, load_settings().assets))  # noqa: S314 - our own picture
    first, second = (
        {node.get("data-place") for node in group.iter() if node.tag.endswith("use")}
        for group in picture.iter()
        if group.tag.endswith("}g") and any(child.tag.endswith("use") for child in group)
    )
    old, new = {"SUN", "DDR", "VDR", "YUG", "CSK"}, {"RUS", "UKR", "SRB", "CZE", "SVK"}
    assert old <= first
    assert not new & first
    assert new <= second
    assert not old & second


def test_a_region_is_cut_from_the_borders_of_the_day(shipped: Ledger) -> None:
    view = View(sender=("USA",), date=date(1970, 12, 31))
    many = multiples_of(shipped, view, asked("region"), 6)
    drawn = multiples_svg(shipped, many, view, load_settings().assets)
    assert 'data-place="DDR"' in drawn
    assert 'data-place="CZE"' not in drawn
