"""Places on the map: borders of the day, viewpoints, and what is told of a figure that has no area."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from dashboard.domain.borders import VIEWPOINTS
from dashboard.domain.view import decode_view
from dashboard.geography.shapes import all_shapes
from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings
from tests.browser.conftest import OpenPage, at_rest
from tests.browser.test_accessibility import grave


def drawn(page: Page) -> dict[str, str]:
    """Which visible shape is filled with whose figure, by what the page itself shows."""
    found = page.evaluate(
        """() => { const P = window.presence, D = P.borders.now();
        return P.map.paths.map((path, i) => [P.state.atlas.shapes[i], path.style.display === "none" ? "" : D.fills[i]]); }"""
    )
    return {shape: place for shape, place in found if place}


def go(page: Page, day: str) -> None:
    page.locator("#day").fill(day)
    page.locator("#day").press("Enter")
    at_rest(page)


def test_the_page_draws_the_same_borders_as_the_pictures(open_page: OpenPage) -> None:
    page = open_page("/?sender=all&date=1960-12-31")
    settings = load_settings()
    borders, shapes = open_ledger(settings.data).borders, all_shapes(settings.assets, "m").ids
    for day in ("1960-12-31", "1985-12-31", "1999-12-31", "2008-12-31", "2020-12-31"):
        go(page, day)
        for viewpoint in VIEWPOINTS:
            page.evaluate(
                "(name) => { const P = window.presence; P.state.view = { ...P.state.view, viewpoint: name }; P.map.paint(true); }",
                viewpoint,
            )
            assert drawn(page) == dict(borders.drawing(shapes, date.fromisoformat(day), viewpoint).fills), (day, viewpoint)


def test_stepping_the_clock_swaps_borders_and_fetches_nothing(open_page: OpenPage) -> None:
    page = open_page("/?date=1985-12-31")
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/_dash" not in request.url else None)
    assert {"SUN", "DDR", "DEU@1949", "CSK"} <= set(drawn(page))
    go(page, "1995-12-31")
    assert {"RUS", "DEU", "CZE", "SVK"} <= set(drawn(page))
    assert "SUN" not in drawn(page)
    assert asked == []


def test_the_hand_and_the_keys_find_the_soviet_union(open_page: OpenPage) -> None:
    page = open_page("/?date=1985-12-31")
    at_rest(page)
    box = page.evaluate(
        """() => { const P = window.presence, b = P.map.paths[P.state.atlas.index.get("MNG")].getBoundingClientRect();
        return [b.left + b.width / 2, b.top - 14]; }"""
    )
    page.mouse.move(box[0] - 3, box[1])
    page.mouse.move(box[0], box[1])
    expect(page.locator("#card")).to_contain_text("Soviet Union")
    page.mouse.click(box[0], box[1])
    expect(page.locator("#panel")).to_contain_text("Soviet Union")
    page.locator("#map").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#speak")).to_contain_text("Soviet Union")


def test_a_successor_named_too_early_is_a_circle_and_told(open_page: OpenPage) -> None:
    page = open_page("/?sender=all&date=1960-12-31")
    expect(page.locator("#off-map")).to_contain_text("Egypt (67), then part of the United Arab Republic")
    shown = page.evaluate(
        """() => { const P = window.presence, i = P.state.atlas.marks.findIndex((mark) => mark.id === "EGY");
        return P.map.dots[i].style.display; }"""
    )
    assert shown == ""
    page.locator("#table-toggle").click()
    expect(page.locator("#table tr[data-place=EGY]")).to_contain_text("then part of the United Arab Republic")


def test_a_viewpoint_changes_fills_and_no_figure(open_page: OpenPage) -> None:
    page = open_page("/?date=2020-12-31")
    page.wait_for_load_state("networkidle")
    before = page.locator("#overview").inner_text()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/api/" in request.url else None)
    page.locator("#viewpoint").select_option("chn")
    expect(page.locator("#subtitle")).to_contain_text("borders as China sees them")
    assert "viewpoint=chn" in page.url
    assert drawn(page)["TWN"] == "CHN"
    assert page.locator("#overview").inner_text() == before
    assert asked == []
    expect(page.locator("#off-map")).to_contain_text("Taiwan (20), part of China from this viewpoint")
    assert "viewpoint=chn" in (page.locator("#get-svg").get_attribute("href") or "")


def test_the_badge_names_disputes_and_what_would_change(open_page: OpenPage) -> None:
    page = open_page("/?sender=RUS&date=2019-06-30&viewpoint=ukr")
    expect(page.locator("#disputes summary")).to_contain_text("touch")
    page.locator("#disputes summary").click()
    expect(page.locator("#disputes li").first).to_be_visible()
    quiet = open_page("/?measure=withdrawals&sender=RUS")
    expect(quiet.locator("#disputes")).to_be_hidden()


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_nothing_of_the_tools_leaves_the_page(open_page: OpenPage, width: str) -> None:
    page = open_page("/?date=2020-12-31&viewpoint=chn", viewport=width)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_sites_are_marks_by_kind_with_a_list_for_the_keyboard(open_page: OpenPage) -> None:
    page = open_page("/?date=2018-12-31")
    assert page.locator(".geolayer .site").count() == 0
    page.locator("[data-layer=sites]").click()
    expect(page.locator("#sites summary")).to_contain_text("711 sites on this day")
    assert "layers=sites" in page.url
    assert page.locator(".geolayer .site").count() > 50
    page.locator("#sites summary").focus()
    page.keyboard.press("Enter")
    page.locator("#sites-body tbody button").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#speak")).to_contain_text("point given to")
    expect(page.locator("#card")).to_contain_text("bases abroad")
    go(page, "1990-12-31")
    expect(page.locator("#sites summary")).not_to_contain_text("711")


def test_the_row_in_hand_stays_when_the_map_is_drawn_again(open_page: OpenPage) -> None:
    page = open_page("/?date=2018-12-31&layers=sites")
    page.locator("#sites summary").focus()
    page.keyboard.press("Enter")
    row = page.locator("#sites-body tbody tr").nth(3)
    row.locator("button").focus()
    page.evaluate("window.heldRow = document.activeElement; window.presence.overlays.draw()")
    assert page.evaluate("document.activeElement === window.heldRow"), "a map of another width wrote the list again"
    swatch = "document.querySelector('#sites summary path').style.fill"
    light = page.evaluate(swatch)
    page.evaluate("document.documentElement.dataset.theme = 'dark'; window.presence.overlays.draw()")
    assert page.evaluate(swatch) != light, "the marks of the list keep the colours of the other theme"
    assert page.evaluate("document.activeElement === window.heldRow")


def test_arcs_run_from_chosen_senders_only(open_page: OpenPage) -> None:
    page = open_page("/?date=2019-12-31&layers=flows")
    expect(page.locator("#overlays-said")).to_contain_text("the largest 40 of")
    assert page.locator(".geolayer .flow").count() == 40
    everybody = open_page("/?sender=all&date=2019-12-31&layers=flows")
    expect(everybody.locator("#overlays-said")).to_contain_text("choose at least one")
    assert everybody.locator(".geolayer .flow").count() == 0


def test_a_region_is_chosen_zoomed_and_left_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("/?date=2019-12-31")
    width = "window.presence.map.paths[window.presence.state.atlas.index.get('DEU')].getBoundingClientRect().width"
    before = page.evaluate(width)
    page.locator("#region").select_option("europe")
    expect(page.locator("#subtitle")).to_contain_text("Europe, equal-area map")
    page.wait_for_function(f"() => {width} > {3 * before}")
    assert "region=europe" in page.url
    page.locator("#zoom-in").focus()
    page.keyboard.press("Enter")
    page.wait_for_function(f"() => {width} > {4.5 * before}")
    expect(page.locator("#speak")).to_contain_text("times as large")
    page.locator("#region").select_option("world")
    page.wait_for_function(f"() => Math.abs({width} - {before}) < 1")
    assert "region=" not in page.url


def set_day(page: Page, day: str) -> None:
    page.locator("#day").fill(day)
    page.locator("#day").press("Enter")


def test_the_members_of_an_alliance_follow_the_clock(open_page: OpenPage) -> None:
    page = open_page("/?host=NATO&date=2019-12-31")
    expect(page.locator("#subtitle")).to_contain_text("outlined: the members of NATO, 28 of 29 with a figure")
    set_day(page, "1990-12-31")
    expect(page.locator("#subtitle")).to_contain_text("outlined: the members of NATO, 15 of 16 with a figure")
    assert "POL" not in page.url
    expect(page.locator("#panel h2").first).to_contain_text("the members of NATO")
    set_day(page, "2019-12-31")
    expect(page.locator("#subtitle")).to_contain_text("outlined: the members of NATO, 28 of 29 with a figure")


def test_sending_members_follow_the_clock_and_on_the_way_the_title_says_of_which_day_they_are(open_page: OpenPage) -> None:
    page = open_page("/?sender=NATO&date=2019-12-31")
    expect(page.locator("#title")).to_have_text("Troops of the members of NATO abroad, December 2019")
    page.evaluate("window.presence.clock.go(window.presence.stepOf('1990-12-31'), true)")
    expect(page.locator("#title")).to_have_text("Troops of the members of NATO of December 2019 abroad, December 1990")
    page.evaluate("window.presence.clock.go(window.presence.state.step, false)")
    expect(page.locator("#title")).to_have_text("Troops of the members of NATO abroad, December 1990")
    assert "POL" not in page.url
    expect(page.locator("#subtitle")).to_contain_text("of 16 members with a figure")


def test_an_own_group_is_kept_in_the_browser_and_its_members_in_the_link(open_page: OpenPage) -> None:
    page = open_page("/?sender=FRA,GBR&date=2019-12-31")
    page.locator("#groups summary").click()
    page.locator("#group-name").fill("Two <b>powers</b>")
    page.get_by_role("button", name="Keep the senders shown").click()
    expect(page.locator("#group-said")).to_contain_text("2 places")
    page.reload()
    page.wait_for_function("() => window.presence && window.presence.ready === true")
    page.get_by_label("Host").first.click()
    page.get_by_role("option", name="own group").click()
    page.wait_for_function("() => location.search.includes('host=FRA,GBR')")
    assert "own:" not in page.url
    expect(page.locator("#subtitle")).to_contain_text("outlined: “Two <b>powers</b>” (2 places)")
    expect(page.locator("#panel h2:visible").first).to_contain_text("“Two <b>powers</b>” (2 places)")
    view = decode_view(page.url.split("?")[1], open_ledger(load_settings().data).vocabulary).view
    assert (view.host, view.host_name) == (("FRA", "GBR"), "Two <b>powers</b>")
    page.keyboard.press("Escape")
    page.locator("#groups summary").click()
    page.get_by_role("button", name="Delete").click()
    assert page.locator("#group-list li").count() == 0


def test_what_another_hand_wrote_into_the_browser_does_no_harm(open_page: OpenPage) -> None:
    page = open_page("/")
    for kept in ('{"name": 1}', "[[]]", '[{"name": "x", "members": ["ATLANTIS"]}]', "no json"):
        page.evaluate("(text) => localStorage.setItem('presence-groups', text)", kept)
        page.reload()
        page.wait_for_function("() => window.presence && window.presence.ready === true")
        page.locator("#groups summary").click()
        assert page.locator("#group-list li").count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_serious_is_found_in_what_is_drawn_on_demand(open_page: OpenPage, theme: str) -> None:
    page = open_page("/?date=2018-12-31&layers=sites,flows&region=europe&viewpoint=rus", color_scheme=theme)
    expect(page.locator("#sites")).to_be_visible()
    for details in ("#sites", "#disputes", "#groups"):
        page.locator(details).evaluate("(node) => { node.open = true; }")
    page.wait_for_timeout(400)
    assert grave(page) == []
