"""A part of the world: who is in it, how many of all are told, and that lists and files keep to it without changing a figure."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from dashboard.domain.comparison import KINDS, By, Comparison, Kind
from dashboard.domain.regions import REGIONS
from dashboard.domain.story import Step
from dashboard.domain.view import View
from dashboard.exports.images import bare_map, map_svg
from dashboard.exports.listing import host_listing
from dashboard.exports.multiples_image import multiples_svg
from dashboard.exports.options import ExportOptions
from dashboard.exports.slide_chart_data import ranking_of
from dashboard.exports.slide_map import map_shapes
from dashboard.exports.step_map import step_map
from dashboard.exports.step_picture import step_picture
from dashboard.exports.tables import estimates_table
from dashboard.exports.two_maps_image import two_maps_svg
from dashboard.figures import sentences
from dashboard.figures.comparing import changes, heard, matrix, ranking, second_view, silent_hosts, together, view_of
from dashboard.figures.multiples import multiples_of, multiples_rows, multiples_title
from dashboard.figures.palette import LIGHT, MILITARY, pale
from dashboard.figures.panel import panel
from dashboard.figures.slope import slope_rows
from dashboard.figures.source_influence import leave_one_out
from dashboard.figures.step_content import told
from dashboard.figures.two_views import both_rows, sides_of
from dashboard.figures.view_region import outside_words
from dashboard.ledger.store import Ledger
from dashboard.settings import load_settings


@pytest.fixture(scope="module")
def assets() -> Path:
    return load_settings().assets


FRANCE = View(sender=("FRA",), date=date(2019, 6, 30))
AFRICA = replace(FRANCE, region="africa")
# Name of each shape, and of each pale one its line.
SHAPE = re.compile(r'<path d="[^"]*" ()[^>]*><title>([^<:]*):')
PALE_SHAPE = re.compile(r'<path d="[^"]*" fill="[^"]*" fill-opacity="0.25" stroke="([^"]*)"[^>]*><title>([^<:]*):')
SOLID = re.compile(r'<a:solidFill><a:srgbClr val="([0-9a-f]{6})"/>')


def test_every_place_of_the_map_is_in_some_part_of_the_world(shipped: Ledger) -> None:
    drawn = [place for place in shipped.places.by_id.values() if place.lon is not None and place.kind in ("state", "territory")]
    lost = [place.name for place in drawn if not any(part.has(place) for part in REGIONS.values())]
    assert sorted(lost) == ["Antarctica"]
    for part in REGIONS.values():
        assert part.members <= set(shipped.places.by_id)


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [
        ("africa", "EGY MDG REU X-BCMN", "YEM ISR ESP"), ("middle-east", "EGY YEM TUR", "SDN GRC PAK"), ("europe", "RUS ISL TUR", "TUN SYR"),
        ("sahel", "MLI SOM X-SHL", "GHA YEM"), ("oceania", "AUS GUM", "TLS IDN"), ("caribbean", "CUB PAN X-GTMO", "VEN MEX"),
    ],
)  # fmt: skip
def test_neighbours_in_the_picture_are_not_in_the_part(shipped: Ledger, name: str, inside: str, outside: str) -> None:
    places = shipped.places.by_id
    assert all(REGIONS[name].has(places[one]) for one in inside.split())
    assert not any(REGIONS[name].has(places[one]) for one in outside.split())


def test_the_line_under_the_title_says_how_many_of_all(shipped: Ledger) -> None:
    told = sentences.subtitle(shipped, AFRICA)
    assert "14 hosts with a figure (4 not on the map) ·" in sentences.subtitle(shipped, FRANCE)
    assert "7 of 14 hosts with a figure in Africa (1 not on the map) · Africa, equal-area map" in told
    several = sentences.subtitle(shipped, View(sender=(), date=date(2019, 12, 31), region="middle-east"))
    assert " sender–host pairs left out of a sum" in several
    assert several.count(" of ") >= 3


def test_the_table_keeps_every_row_and_figure_and_marks_those_inside(shipped: Ledger) -> None:
    whole, part = (estimates_table(shipped, view).set_index("host") for view in (FRANCE, AFRICA))
    assert "in_region" not in whole
    assert part["in_region"].tolist() == sorted(part["in_region"], reverse=True)
    assert part["in_region"].sum() == 7
    assert part["best"].reindex(whole.index).equals(whole["best"])
    assert all(REGIONS["africa"].has(shipped.places.by_id[host]) == inside for host, inside in part["in_region"].items())


def test_documents_say_it_and_put_those_inside_first(shipped: Ledger, assets: Path) -> None:
    listing = host_listing(shipped, AFRICA)
    assert listing.title == "Hosts on the map, the 7 in Africa first"
    assert len(listing.rows) == len(host_listing(shipped, FRANCE).rows)
    inside = [REGIONS["africa"].has(shipped.places.by_id[host]) for host in listing.ids]
    assert inside == sorted(inside, reverse=True)
    legend = bare_map(shipped, AFRICA, assets, ExportOptions()).legend
    assert sum(places for *_, words, places in legend if words.startswith("2,000")) == 1
    assert (
        sum(
            places for *_, words, places in bare_map(shipped, FRANCE, assets, ExportOptions()).legend if words.startswith("2,000")
        )
        == 2
    )


def test_a_chart_ranks_those_inside_and_sets_groups_of_places_apart(shipped: Ledger) -> None:
    chart = ranking_of(shipped, AFRICA)
    assert chart is not None
    assert chart.title.startswith("Hosts in Africa")
    assert chart.bars["host"].tolist() == ["MLI", "REU", "DJI", "CIV", "GAB", "SEN"]
    assert any("Burkina Faso, Chad, Mali and Niger 5,100" in note for note in chart.notes)


def test_a_group_of_places_has_no_rank_above_its_own_parts(shipped: Ledger) -> None:
    rows = ranking(shipped, View(date=date(2021, 12, 31)))
    assert rows.iloc[0][["host", "rank", "climbed"]].tolist() == ["JPN", 1, 0]
    groups = rows[rows["rank"].isna()]
    assert groups["host"].tolist() == ["X-EUR", "X-MDE", "X-AFR"]
    assert groups.index.min() > rows[rows["rank"].notna()].index.max()


@pytest.mark.parametrize("kind", KINDS)
def test_a_comparison_keeps_to_the_part(shipped: Ledger, kind: Kind) -> None:
    assert view_of(shipped, AFRICA, Comparison(kind)).region == "africa"
    assert view_of(shipped, FRANCE, Comparison(kind)).region == "world"


def test_two_measures_of_a_part_have_its_hosts_with_the_thirds_of_the_world(shipped: Ledger) -> None:
    china = View(measure="debt_stock", sender=("CHN",), date=date(2019, 12, 31))
    whole, part = (
        together(shipped, replace(china, region=region), second_view(china, "peacekeepers")).set_index("host")
        for region in ("world", "africa")
    )
    inside = [host for host in whole.index if REGIONS["africa"].has(shipped.places.by_id[host])]
    assert 10 < len(inside) < len(whole)
    assert part.index.tolist() == inside
    pd.testing.assert_frame_equal(part, whole.loc[inside])
    # Whoever asks which hosts have both finds them first.
    both = whole["place"].notna().to_numpy()
    assert both.any()
    assert both.tolist() == sorted(both, reverse=True)


def test_two_maps_of_a_part_count_and_list_its_hosts_and_draw_the_rest_pale(shipped: Ledger, assets: Path) -> None:
    asked = Comparison("maps")
    sides = sides_of(shipped, replace(AFRICA, since=date(2014, 12, 31)), asked)
    rows = both_rows(shipped, sides)
    assert len(rows) >= 7
    assert all(REGIONS["africa"].has(shipped.places.by_id[host]) for host in rows["host"])
    svg = two_maps_svg(shipped, sides, asked, assets)
    assert svg.count('overflow="hidden"') == 2
    assert ": Africa" in svg
    assert "outside Africa: pale, not counted" in svg
    pale_hosts, whole_hosts = (set(found) for found in zip(*pale_and_whole(svg), strict=True))
    drawn = {host for host in shipped.places.by_id if f'data-place="{host}"' in svg}
    assert {"DEU", "USA"} <= pale_hosts & drawn
    assert {"MLI", "TCD"} <= whole_hosts & drawn


def pale_and_whole(svg: str) -> list[tuple[str, str]]:
    """(host that is drawn pale or "", host that is drawn whole or "") of each shape."""
    marks = re.findall(r'<use ([^>]*)data-place="([^"]*)"', svg)
    return [(host, "") if "fill-opacity" in look else ("", host) for look, host in marks]


@pytest.mark.parametrize("by", ["sender", "host", "source", "region", "date"])
def test_small_multiples_of_a_part_have_its_hosts_alone(shipped: Ledger, assets: Path, by: By) -> None:
    many = multiples_of(shipped, AFRICA, Comparison("multiples", by=by), 6)
    rows = multiples_rows(shipped, many)
    assert len(rows)
    assert all(REGIONS["africa"].has(shipped.places.by_id[host]) for host in rows["host"])
    assert "Africa" in multiples_title(shipped, many, AFRICA)
    svg = multiples_svg(shipped, many, AFRICA, assets)
    assert ("pale, not counted" in svg) == (by != "host")


def test_lists_of_hosts_keep_to_the_part_and_rank_within_it(shipped: Ledger) -> None:
    inside, everywhere = (ranking(shipped, view).set_index("host") for view in (AFRICA, FRANCE))
    africa = [host for host in everywhere.index if REGIONS["africa"].has(shipped.places.by_id[host])]
    assert 0 < len(africa) < len(everywhere)
    assert inside.index.tolist() == africa
    assert inside["level"].equals(everywhere.loc[africa, "level"])
    assert inside["rank"].dropna().min() == 1
    assert set(silent_hosts(shipped, AFRICA)["host"]) <= set(silent_hosts(shipped, FRANCE)["host"])
    for listed in (changes, slope_rows):
        within, whole = (set(listed(shipped, view)["host"]) for view in (AFRICA, FRANCE))
        assert within == {host for host in whole if REGIONS["africa"].has(shipped.places.by_id[host])}
        assert within < whole


def test_senders_hosts_and_sources_keep_to_the_part(shipped: Ledger) -> None:
    view = View(sender=(), date=date(2019, 12, 31), region="africa")
    hosts = matrix(shipped, view, 30)[0]["host"].astype("str")
    assert len(hosts)
    assert all(REGIONS["africa"].has(shipped.places.by_id[host]) for host in hosts)
    spoken = heard(shipped, view)["host_id"].astype("str").unique()
    assert len(spoken)
    assert all(REGIONS["africa"].has(shipped.places.by_id[host]) for host in spoken)
    everywhere, inside = (
        leave_one_out(shipped, one).set_index("source")["hosts"] for one in (replace(view, region="world"), view)
    )
    assert (inside <= everywhere.reindex(inside.index)).all()
    assert inside.sum() < everywhere.sum()


def test_what_each_source_said_of_money_is_in_money(shipped: Ledger) -> None:
    shown = panel(shipped, View(measure="debt_stock", sender=("CHN",), host=("LKA",), date=date(2019, 12, 31)))
    assert shown.strip is not None
    assert shown.strip.title == "What each source said · USD"
    table = shown.strip.table
    assert table["best"].max() == pytest.approx(5_371_582_375.8)
    assert set(table["claim_id"]) <= set(shipped.claims["claim_id"])
    assert "persons" not in shown.strip.summary


def test_a_picture_shows_what_is_outside_pale_and_says_so(shipped: Ledger, assets: Path) -> None:
    part, whole = (map_svg(shipped, view, assets) for view in (AFRICA, FRANCE))
    africa = {place.name for place in shipped.places.by_id.values() if REGIONS["africa"].has(place)}
    lines, drawn = {name: line for line, name in PALE_SHAPE.findall(part)}, {name for _, name in SHAPE.findall(part)}
    assert drawn & africa
    assert set(lines) == drawn - africa
    assert lines["Germany"] == LIGHT.faint
    assert "outside Africa: pale, not counted" in part
    assert "Places outside Africa are shown pale, with a thin grey outline, and are not counted" in part
    assert "fill-opacity" not in whole
    assert "pale" not in whole


def test_a_slide_shows_what_is_outside_pale(shipped: Ledger, assets: Path) -> None:
    made = map_shapes(shipped, AFRICA, assets, LIGHT)
    drawn = "".join(made.groups)
    mali, lebanon = (SOLID.findall(drawn[drawn.index(f'name="{name}"') :])[0] for name in ("Mali", "Lebanon"))
    assert f"#{mali}" in MILITARY
    assert f"#{lebanon}" in {pale(colour, LIGHT) for colour in (LIGHT.empty, *MILITARY)}
    assert "outside Africa: pale, not counted" in drawn
    assert "outside" not in "".join(map_shapes(shipped, FRANCE, assets, LIGHT).groups)


def test_a_story_shows_what_is_outside_pale(shipped: Ledger, assets: Path) -> None:
    step = Step(AFRICA, "France in Africa")
    shown = told(shipped, step, assets)
    assert {"DEU", "ESP"} <= shown.outside
    assert not {"MLI", "EGY"} & shown.outside
    assert "Places outside Africa are shown pale" in shown.off_map
    assert step_map(shipped, step, assets).count('fill-opacity="0.25"') > 100
    assert step_picture(shipped, step, 1, assets).count(" outside") > 100
    assert not told(shipped, Step(FRANCE, "France"), assets).outside


def test_a_part_of_the_world_is_named_as_in_a_sentence() -> None:
    assert outside_words(replace(FRANCE, region="middle-east")).startswith("Places outside the Middle East are")
    assert outside_words(replace(FRANCE, region="south-asia")).startswith("Places outside South Asia are")
    assert outside_words(FRANCE) == ""
