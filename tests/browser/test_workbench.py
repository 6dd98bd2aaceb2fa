"""An analyst at work: readings of the map, the legend as a filter, search, and from a number to its claim."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from dashboard.domain.view import View
from dashboard.figures.map import legend_entries, map_rows
from dashboard.figures.reading import reading_of
from dashboard.figures.sentences import subtitle
from dashboard.figures.view_region import rows_in_part
from dashboard.geography.shapes import all_shapes
from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings
from tests.browser.conftest import OpenPage

VIEWS = [
    View(date=date(2021, 12, 31), since=date(2018, 12, 31), compare="change"),
    View(sender=(), date=date(2019, 12, 31), compare="agreement"),
    View(measure="debt_stock", sender=("CHN",), date=date(2023, 12, 31), per="gdp"),
    View(date=date(2019, 12, 31), classes="quantile"),
    View(date=date(2017, 12, 31), known_at=date(2018, 6, 1)),
    View(sender=(), date=date(2019, 12, 31), region="africa"),
]


@pytest.mark.parametrize("view", VIEWS, ids=View.encode)
def test_the_page_counts_every_class_as_the_pictures_do(open_page: OpenPage, view: View) -> None:
    page = open_page(f"/?{view.encode()}")
    shown = page.locator("#legend .class").evaluate_all(
        "all => all.map((one) => [Number(one.dataset.code), Number(one.lastChild.textContent)])"
    )
    settings = load_settings()
    ledger = open_ledger(settings.data)
    rows = map_rows(ledger, view, all_shapes(settings.assets, "m")).on_map
    own = rows_in_part(ledger.places, view, rows)
    assert dict(shown) == {code: count for code, _, count in legend_entries(own, reading_of(ledger, view))}
    assert page.locator("#subtitle").inner_text() == subtitle(ledger, view)


def choose(page: Page, reading: str) -> None:
    page.locator(f".segment[data-reading={reading}]").click()
    expect(page.locator(f".segment[data-reading={reading}]")).to_have_attribute("aria-pressed", "true")


def test_the_largest_withdrawals_of_2019_to_2021_down_to_their_claims(open_page: OpenPage) -> None:
    page = open_page("/?date=2021-12-31")
    choose(page, "change")
    page.locator("#since").fill("2018-12-31")
    page.locator("#since").press("Enter")
    expect(page.locator("#title")).to_contain_text("Change since December 2018")
    first = page.locator("#overview table").first.locator("tr").first
    expect(first).to_contain_text("Kuwait")
    expect(first).to_contain_text("−978")
    first.locator("button").click()
    expect(page.locator("#panel")).to_contain_text("United States in Kuwait")
    expect(page.locator("#panel .claim").first).to_be_visible()
    assert "since=2018-12-31" in page.url
    assert "compare=change" in page.url


def test_the_line_of_what_has_no_comparable_pair_lies_above_its_neighbours(open_page: OpenPage) -> None:
    """Also after the map was drawn anew; it is broken there and in the legend, where the one of no change is whole."""
    page = open_page("/?date=2021-12-31&since=2018-12-31&compare=change")
    edges = """() => { const M = window.presence.map, edges = [...document.querySelectorAll("#map .edge")];
        const lined = M.paths.filter((path, i) => [4, 6].includes(M.fills[i]) && !path.classList.contains("is-merged"));
        return [edges.length, edges.every((edge, i) => edge.getAttribute("d") === (lined[i].getAttribute("d") || "")), lined.length,
          Boolean(edges[0].compareDocumentPosition(M.paths.at(-1)) & Node.DOCUMENT_POSITION_PRECEDING),
          Boolean(edges[0].compareDocumentPosition(M.dots[0]) & Node.DOCUMENT_POSITION_FOLLOWING)]; }"""
    before = page.evaluate(edges)
    assert before[0] == before[2] > 10
    assert before[1:2] + before[3:] == [True, True, True]
    page.locator("#zoom-in").click()
    page.wait_for_function("window.presence.zoom.at.scale > 1 && document.querySelector('#map .edge')")
    expect(page.locator("#map .edges")).to_have_count(1)
    page.wait_for_timeout(1000)
    assert page.evaluate(edges) == before
    page.locator(".class[data-code='4']").click()
    assert page.evaluate("document.querySelector('.class:hover').dataset.code") == "4", "the legend stays where it is"
    dim = "[4, 6].map((code) => document.querySelector(`#map .edge[data-code='${code}']`).classList.contains('is-dim'))"
    assert page.evaluate(dim) == [False, True], "who looks for no change sees those lines alone"
    page.locator(".class[data-code='4']").click()
    page.mouse.move(5, 5)
    page.evaluate("document.activeElement.blur()")
    assert page.evaluate(dim) == [False, False]
    styles = page.evaluate(
        "[4, 6].map((code) => getComputedStyle(document.querySelector(`.class[data-code='${code}'] svg`)).borderTopStyle)"
    )
    assert styles == ["solid", "dashed"]


def test_the_sender_itself_is_no_host_of_which_nothing_is_known(open_page: OpenPage) -> None:
    page = open_page("/?date=2021-12-31")
    page.evaluate("window.presence.card.show('USA', 100, 100)")
    assert page.locator("#card").inner_text() == "United States\nthe sender itself"
    page.evaluate("window.presence.card.show('IRN', 100, 100)")
    assert "not collected" in page.locator("#card").inner_text()


def test_back_brings_the_level_back(open_page: OpenPage) -> None:
    page = open_page("/?date=2021-12-31")
    choose(page, "agreement")
    page.go_back()
    expect(page.locator(".segment[data-reading=level]")).to_have_attribute("aria-pressed", "true")


def test_pulled_back_to_june_2018_syria_turns_to_withheld(open_page: OpenPage) -> None:
    page = open_page("/?date=2017-12-31")
    page.locator("#known-at").fill("2018-06-01")
    page.locator("#known-at").press("Enter")
    expect(page.locator("#subtitle")).to_contain_text("as known on 1 June 2018")
    states = page.evaluate(
        """() => { const P = window.presence, said = (id) => P.words.sayCell(P.cell(id, P.state.step));
        return ["SYR", "IRQ", "AFG"].map(said); }"""
    )
    assert states == ["withheld"] * 3


def test_a_class_that_is_clicked_filters_the_table(open_page: OpenPage) -> None:
    page = open_page("/?date=2019-12-31")
    top = page.locator("#legend .class").nth(5)
    count = int(top.locator(".count").inner_text())
    top.click()
    page.locator("#table-toggle").click()
    off_map = page.locator("#table tbody tr .count").count()
    assert page.locator("#table tbody tr").count() - off_map == count
    top.click()
    assert page.locator("#table tbody tr").count() > count


def test_sri_lankas_debt_as_a_share_of_its_economy(open_page: OpenPage, atlas_url: str) -> None:
    page = open_page("/?measure=debt_stock&sender=CHN&date=2022-12-31")
    page.locator("#per").select_option("gdp")
    expect(page.locator("#title")).to_contain_text("% of the host's GDP")
    said = page.evaluate("window.presence.words.sayCell(window.presence.cell('LKA', window.presence.state.step))")
    text = page.request.get(f"{atlas_url}/api/v1/table.csv?measure=debt_stock&sender=CHN&date=2022-12-31&per=gdp&v=1").text()
    row = next(row for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))) if row["host"] == "LKA")
    assert said == f"{float(row['best']):.3g} % of GDP"
    assert row["denominator_source"] == "worldbank-wdi"


def test_two_sources_on_russia_in_syria(open_page: OpenPage) -> None:
    page = open_page("/compare?kind=sources&sender=RUS&date=2019-06-30", ready=False)
    expect(page.locator("main")).to_contain_text("Which source carries this?")
    page.goto(page.url.split("/compare")[0] + "/pair/RUS/SYR?date=2019-06-30")
    expect(page.locator("h1")).to_have_text("Russia in Syria")
    page.locator("ol.claims a[href^='/claims?claim=']").first.click()
    expect(page.locator("dl")).to_contain_text("Source")


@pytest.mark.parametrize("path", ["/", "/sources"])
def test_search_by_key_finds_a_place_by_an_old_name(open_page: OpenPage, path: str) -> None:
    page = open_page(path, ready=path == "/")
    page.keyboard.press("/")
    page.keyboard.type("zaire")
    expect(page.locator("#search-list li").first).to_contain_text("Democratic Republic of the Congo")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/country/COD")
    expect(page.locator("h1")).to_have_text("Democratic Republic of the Congo")


def test_search_says_when_there_is_nothing_and_takes_a_question(open_page: OpenPage) -> None:
    page = open_page("/sources", ready=False)
    page.keyboard.press("/")
    page.keyboard.type("xyzzy")
    expect(page.locator("#search")).to_contain_text("Nothing found")
    page.locator("#search-text").fill("US troops in Germany 1985")
    expect(page.locator("#search-list li").first).to_contain_text("United States in Germany, 1985")
    expect(page.locator(".search-none")).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url("**/?measure=troops&sender=USA&host=DEU&date=1985*")


def test_escape_closes_the_search_and_gives_the_focus_back(open_page: OpenPage) -> None:
    page = open_page("/sources", ready=False)
    page.locator("[data-search]").click()
    expect(page.locator("#search-text")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("[data-search]")).to_be_focused()


def test_a_group_stands_for_its_members_on_the_day_shown(open_page: OpenPage) -> None:
    page = open_page("/?date=1990-06-30")
    page.evaluate("window.presence.put('sender', ['group:NATO'])")
    expect(page.locator("#title")).to_contain_text("Troops of the members of NATO abroad")
    members = page.evaluate("window.presence.parse(location.search).sender.split(',')")
    assert len(members) == 16
    assert "POL" not in members
    expect(page.locator("#subtitle")).to_contain_text("of 16 members with a figure")


def test_a_group_in_the_address_opens_and_a_mixed_map_says_so(open_page: OpenPage) -> None:
    page = open_page("/?sender=NATO&host=EU&date=2019-06-30")
    expect(page.locator("#title")).to_contain_text("Troops of the members of NATO abroad")
    expect(page.locator("#subtitle")).to_contain_text("of 29 members with a figure")
    expect(page.locator("#subtitle")).to_contain_text("outlined: the members of the European Union")
    page = open_page("/?sender=NATO&date=2019-06-30")
    expect(page.locator("#overview .lead")).to_contain_text("the others are counted in another way")


def test_a_class_that_is_clicked_alone_keeps_its_colour_on_the_map(open_page: OpenPage) -> None:
    """What is seen counts: the chart writes an opacity of its own into every area."""
    page = open_page("/?date=2019-12-31")
    seen = """() => { const M = window.presence.map, clear = (node) => Number(getComputedStyle(node).opacity);
        const own = (code) => M.paths.filter((path, i) => (M.fills[i] === window.presence.VALUE + 5) === code).map(clear);
        return [Math.min(...own(true)), Math.max(...own(false))]; }"""
    assert page.evaluate(seen) == [1, 1]
    page.locator("#legend .class").nth(5).click()
    page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished)).then(() => null)")
    lit, others = page.evaluate(seen)
    assert lit == 1
    assert others < 0.5


def test_classes_that_hold_nearly_every_figure_in_one_are_told_with_a_way_out(open_page: OpenPage) -> None:
    page = open_page("/?classes=equal&date=2019-12-31")
    told = page.locator("#crowded")
    expect(told).to_contain_text("figures are in one class: the bounds are those of all dates.")
    told.get_by_role("button", name="Take equal counts").click()
    expect(told).to_have_text("")
    assert "classes=quantile" in page.url
    filled = page.locator("#legend .class:not(.silent):not(.is-empty)")
    assert filled.count() >= 5


def test_the_list_of_measures_has_room_between_its_columns(open_page: OpenPage) -> None:
    page = open_page("/definitions", ready=False)
    least = page.evaluate(
        """() => { const links = [...document.querySelectorAll("ul.columns a")].map((a) => a.getBoundingClientRect());
        const lefts = [...new Set(links.map((box) => Math.round(box.left)))].sort((a, b) => a - b);
        return Math.min(...links.map((box) => (lefts.find((left) => left > box.left + 1) || Infinity) - box.right)); }"""
    )
    assert least >= 24  # the mark before an entry stands 18 pixels to its left


@pytest.mark.parametrize("wrong", ["5000,100", "100,100", "1.2.3", "1,2,3,4,5,6", "many"])
def test_own_bounds_that_do_not_rise_are_marked_and_change_nothing(open_page: OpenPage, wrong: str) -> None:
    page = open_page("/?date=2019-12-31")
    page.locator("#classes").select_option("own")
    bounds = page.locator("#bounds")
    bounds.fill("100,5000")
    bounds.press("Enter")
    expect(page.locator("#legend .class").first).to_contain_text("under 100")
    address = page.url
    bounds.fill(wrong)
    bounds.press("Enter")
    expect(bounds).to_have_attribute("aria-invalid", "true")
    page.wait_for_timeout(300)
    assert page.url == address


def test_the_band_of_a_drag_lies_over_its_chart(open_page: OpenPage) -> None:
    page = open_page("/?host=DEU&date=2019-06-30")
    area = page.locator("#panel figure:not(.strip) .nsewdrag").first
    area.scroll_into_view_if_needed()
    box = area.bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.3 * box["width"], middle)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.7 * box["width"], middle, steps=4)
    band = page.locator(".sweep").bounding_box()
    page.keyboard.press("Escape")
    page.mouse.up()
    assert band
    assert (band["y"], band["height"]) == pytest.approx((box["y"], box["height"]), abs=2)
    assert band["x"] == pytest.approx(box["x"] + 0.3 * box["width"], abs=3)


def test_the_strip_has_one_stroke_for_every_value(open_page: OpenPage) -> None:
    page = open_page("/?date=2019-12-31&classes=quantile")
    page.locator("#values summary").click()
    strokes = str(page.locator("#strip .value").get_attribute("d")).count("M")
    values = page.evaluate(
        "(() => { const P = window.presence; return P.lists.rows().filter((row) => row.code >= P.VALUE).length; })()"
    )
    assert strokes == values > 100
    assert page.locator("#strip .bounds span").count() == 5


def test_the_edge_between_two_maps_moves_by_key_and_by_hand(open_page: OpenPage) -> None:
    page = open_page("/compare?kind=maps&date=2019-06-30&right_date=2007&show=swipe", ready=False)
    edge = page.get_by_role("slider", name="Edge between the left and the right map")
    edge.focus()
    for key, place in (
        ("ArrowRight", "52"),
        ("PageUp", "62"),
        ("Home", "0"),
        ("ArrowLeft", "0"),
        ("End", "100"),
        ("PageDown", "90"),
    ):
        page.keyboard.press(key)
        expect(edge).to_have_attribute("aria-valuenow", place)
    over = page.locator(".swipe img").nth(1)
    assert "90%" in over.evaluate("node => node.style.clipPath")
    box = page.locator(".swipe").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 4, box["y"] + 40)
    expect(edge).to_have_attribute("aria-valuenow", "25")


@pytest.mark.parametrize(("viewport", "beside"), [("wall", True), ("desk", True), ("phone", False)])
def test_two_maps_stand_side_by_side_where_there_is_room(open_page: OpenPage, viewport: str, beside: bool) -> None:
    page = open_page("/compare?kind=maps&date=2019-06-30", viewport=viewport, ready=False)
    tops = page.locator(".pane img").evaluate_all("all => all.map((one) => one.getBoundingClientRect().top)")
    assert (abs(tops[0] - tops[1]) < 1) is beside


def test_a_host_is_lit_in_both_pictures_of_two_measures(open_page: OpenPage) -> None:
    page = open_page("/compare?kind=together&sender=CHN&measure=projects&other=debt_stock", ready=False)
    pictures = page.locator(".linked .marks")
    expect(pictures).to_have_count(2)
    pictures.nth(1).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    lit = page.locator(".linked .lit")
    place = lit.first.get_attribute("data-place")
    assert set(lit.evaluate_all("all => all.map((one) => one.dataset.place)")) == {place}
    assert lit.evaluate_all("all => new Set(all.map((one) => one.closest('svg'))).size") == 2
    expect(page.locator(".lit-host")).to_contain_text("USD")
    page.keyboard.press("Enter")
    pictures.nth(0).focus()
    expect(page.locator(".linked")).to_have_attribute("data-lit", str(place))
    page.keyboard.press("Escape")
    expect(page.locator(".linked .lit")).to_have_count(0)
    pictures.nth(1).locator("circle[data-place='KHM']").hover()
    expect(page.locator(".lit-host")).to_contain_text("Cambodia")


def test_the_two_dates_of_a_change_are_set_on_the_clock_by_key_and_by_hand(open_page: OpenPage) -> None:
    page = open_page("/?date=2021-12-31&since=2018-12-31&compare=change")
    handle = page.get_by_role("slider", name="Earlier date of the change")
    expect(handle).to_have_attribute("aria-valuetext", "December 2018")
    handle.focus()
    page.keyboard.press("ArrowLeft")
    expect(handle).to_have_attribute("aria-valuetext", "September 2018")
    expect(page.locator("#title")).to_contain_text("Change since September 2018")
    assert "since=2018-09-30" in page.url
    box = page.locator("#track").bounding_box()
    assert box
    page.keyboard.down("Shift")
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + 20, steps=4)
    page.mouse.up()
    page.keyboard.up("Shift")
    expect(page.locator("#title")).not_to_contain_text("September 2018")
    days = page.evaluate(
        "(() => { const S = window.presence.state; return [S.view.since, S.frames.days[S.step], S.frames.days.length]; })()"
    )
    steps = page.evaluate("window.presence.state.frames.days.map((day) => day)")
    assert abs(steps.index(days[0]) - days[2] * 0.5) <= 1
    assert abs(steps.index(days[1]) - days[2] * 0.75) <= 1
    page.locator(".segment[data-reading=level]").click()
    expect(handle).to_have_count(0)


def test_a_list_of_places_opens_with_what_is_seen_and_soon_has_every_place(open_page: OpenPage) -> None:
    page = open_page("/?sender=RUS&date=2019-06-30")
    page.evaluate(
        """() => {
            window.shown = () => [...document.querySelectorAll("[role=option]")].filter((one) => one.offsetParent).length;
            window.opened = [];
            const count = () => { window.opened.push(window.shown()); };
            document.getElementById("sender").addEventListener("focus", () => requestAnimationFrame(count));
        }"""
    )
    page.locator("#sender").click()
    options = page.locator("[role=option]:visible")
    page.wait_for_function("() => window.shown() > 200")
    assert page.evaluate("window.opened[0]") <= 24
    assert options.last.inner_text() == "Zimbabwe"


def test_the_lists_keep_to_the_region_and_lead_back_to_the_world(open_page: OpenPage) -> None:
    page = open_page("/?sender=FRA&date=2019-06-30&region=africa")
    overview = page.locator("#overview")
    expect(overview).to_contain_text("Largest in Africa, June 2019")
    expect(overview.locator("table").first.locator("tr").first).to_contain_text("Mali")
    expect(overview.locator("table").nth(1)).to_contain_text("Burkina Faso, Chad, Mali and Niger")
    expect(overview).not_to_contain_text("French Guiana")
    page.locator("#table-toggle").click()
    expect(page.locator("#table tbody tr")).to_have_count(7)
    page.locator("#table").get_by_role("button", name="Show the whole world").click()
    expect(page.locator("#table tbody tr")).to_have_count(14)
    expect(page.locator("#subtitle")).to_contain_text("14 hosts with a figure (4 not on the map) ·")


def test_on_a_telephone_the_comparison_comes_before_its_form(open_page: OpenPage) -> None:
    page = open_page("/compare?kind=maps&sender=USA&date=2021-12-31&right_date=2018-12-31", viewport="phone", ready=False)
    assert not page.locator("form.asked").is_visible()
    page.get_by_text("Choose what is compared").click()
    expect(page.locator("form.asked")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_places_outside_the_region_are_pale_have_a_line_and_are_said(open_page: OpenPage) -> None:
    page = open_page("/?region=africa")
    expect(page.locator("#outside")).to_have_text("outside Africa: pale, not counted")
    looks = page.evaluate(
        """() => { const M = window.presence.map, D = window.presence.borders.now();
        const of = (id) => { const style = getComputedStyle(M.paths[D.fills.indexOf(id)]); return [style.fillOpacity, style.stroke]; };
        return [of("KEN"), of("ESP")]; }"""
    )
    assert looks[0][0] == "1"
    assert looks[1][0] == "0.25"
    assert looks[0][1] != looks[1][1]
    page.evaluate("window.presence.card.show('ESP', 300, 300)")
    expect(page.locator("#card")).to_contain_text("outside Africa: not counted here")
    page.locator("#region").select_option("world")
    expect(page.locator("#outside")).to_be_empty()
    expect(page.locator("#atlas .is-outside")).to_have_count(0)


@pytest.mark.parametrize(("host", "ring"), [("DJI", True), ("SGP", True), ("BRA", False)])
def test_what_is_picked_out_has_ink_and_a_gap_and_keeps_its_fill(open_page: OpenPage, host: str, ring: bool) -> None:
    page = open_page(f"/?host={host}")
    around = page.locator(".outline.picked")
    expect(around.first).to_be_attached()
    assert around.evaluate_all("all => all.map((one) => one.tagName)")[0] == ("circle" if ring else "path")
    ink, gap, fill = page.evaluate(
        """() => [".outline.picked", ".outline.gap"].map((one) => getComputedStyle(document.querySelector(one)).stroke)
        .concat(getComputedStyle(document.querySelector(".outline.picked")).fill)"""
    )
    assert [ink, gap, fill] == ["rgb(29, 39, 51)", "rgb(251, 250, 247)", "none"]
    if ring:
        room = page.evaluate(
            """() => { const ring = document.querySelector(".outline.picked").getBBox(), S = window.presence.state;
            const dot = window.presence.map.dots[S.atlas.marks.findIndex((mark) => mark.id === S.view.host)].getBBox();
            return ring.width - dot.width; }"""
        )
        assert room >= 6


def test_every_control_tells_what_it_does_by_mouse_and_key(open_page: OpenPage) -> None:
    page = open_page("/?compare=change")
    known = set(page.request.get(page.url.split("/?")[0] + "/api/v1/controls").json())
    assert set(page.locator("[data-help]").evaluate_all("all => all.map((one) => one.dataset.help)")) == known
    bare = page.locator("#atlas .choice select, #atlas .choice input[type=text], #atlas .control input[type=text], #speed")
    lost = bare.evaluate_all(
        "all => all.filter((one) => !one.closest('.choice, .helped, .pace').querySelector('[data-help]')).map((one) => one.id)"
    )
    assert lost == ["group-name"] or lost == []
    rule = page.locator("[data-help=rule]")
    rule.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#about-control")).to_contain_text("Preferred source")
    page.keyboard.press("Escape")
    expect(page.locator("#about-control")).to_have_count(0)
    expect(rule).to_be_focused()
    page.locator("[data-help=classes]").click()
    expect(page.locator("#about-control")).to_contain_text("Natural breaks")


@pytest.mark.parametrize("viewport", ["desk", "phone"])
def test_names_in_the_bar_are_whole_where_there_is_room_and_can_be_read_where_not(open_page: OpenPage, viewport: str) -> None:
    page = open_page("/?host=VEN", viewport=viewport)
    names = page.locator(".control .mantine-Pill-label")
    expect(names).to_have_count(2)
    cut = names.evaluate_all("all => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent)")
    assert cut == []
    page.goto(page.url.split("/?")[0] + "/?host=COD,BIH")
    long = page.locator(".control .mantine-Pill-label", has_text="Congo")
    expect(long.first).to_have_attribute("title", long.first.inner_text())


def test_another_host_is_outlined_and_named_before_anything_else_is_drawn(open_page: OpenPage) -> None:
    page = open_page("/?sender=RUS&date=2019-06-30")
    at_once = page.evaluate(
        """() => { const P = window.presence, S = P.state, lists = P.lists.all, fills = P.map.paint, count = { lists: 0, fills: 0 };
        P.lists.all = () => { count.lists++; lists(); };
        P.map.paint = (force) => { count.fills++; fills(force); };
        window.counted = count;
        window.dash_clientside.atlas.show(P.encode({ ...S.view, host: "SYR" }));
        const told = document.getElementById("panel-told").textContent;
        return [{ ...count }, document.querySelectorAll(".outline.picked").length > 0, told]; }"""
    )
    assert at_once == [{"lists": 0, "fills": 0}, True, "Loading Syria …"]
    page.wait_for_function("() => window.counted.lists === 1")
    assert page.evaluate("() => window.counted.fills") == 0
