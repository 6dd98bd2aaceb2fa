"""What a newcomer stumbles over in the first hour: fields that are typed into, a map above its legend, pictures in the dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, wait_until_painted

WITH_PICTURES = [
    "/compare?kind=maps&date=2021-12-31",
    "/compare?kind=multiples&date=2021-12-31&by=date&region=europe",
    "/compare?kind=slope&date=2021-12-31",
    "/pair/RUS/VEN",
    "/country/SLB",
]


def test_whoever_clicks_the_measure_types_over_it(page: Page) -> None:
    field = page.locator("#measure")
    field.click()
    page.keyboard.type("contractor")
    expect(field).to_have_value("contractor")
    expect(page.get_by_role("option", name="Contractors", exact=True)).to_be_visible()
    page.keyboard.press("Enter")
    expect(field).to_have_value("Contractors")
    expect(page.locator("#title")).to_contain_text("ontractors")
    # A second click while the field is open sets the caret, as in any field.
    field.click()
    field.click(position={"x": 20, "y": 14})
    assert page.evaluate("getSelection().toString()") == ""


def test_a_day_of_knowledge_is_read_whole(page: Page) -> None:
    page.get_by_role("textbox", name="As known on").fill("2018-06-01")
    cut = page.locator("#known-at").evaluate("(field) => field.scrollWidth - field.clientWidth")
    assert cut <= 0


def test_the_map_never_lies_over_its_legend(page: Page) -> None:
    """The legend grows at once, the figure follows its box a moment later."""
    page.evaluate("document.querySelector('.map-frame').style.flex = '0 0 320px'")
    over = page.evaluate(
        """() => { const box = document.querySelector("#map").getBoundingClientRect(), seen = [];
        for (let x = box.left + 20; x < box.right; x += 20) seen.push(document.elementFromPoint(x, box.bottom + 3));
        return seen.filter((one) => one && one.closest("#map")).length; }"""
    )
    assert over == 0


@pytest.mark.parametrize("path", WITH_PICTURES)
def test_in_the_dark_no_light_picture_is_asked_for(open_page: OpenPage, path: str) -> None:
    page = open_page("/sources", ready=False, color_scheme="dark")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if one.resource_type == "image" and "/api/v1/" in one.url else None)
    page.goto(page.url.replace("/sources", path))
    page.wait_for_function(
        """() => { const all = [...document.querySelectorAll("img[data-picture]")].filter((one) => one.getBoundingClientRect().top < 900);
        return all.length > 0 && all.every((one) => one.complete && one.naturalWidth > 0); }"""
    )
    assert asked
    assert [one for one in asked if not one.endswith("&theme=dark")] == []


def test_senders_of_the_matrix_stay_in_sight_while_hosts_are_scrolled(open_page: OpenPage) -> None:
    page = open_page("/compare?kind=matrix&date=2021-12-31", ready=False)
    name = page.locator(".matrix tbody th").first
    before = name.bounding_box()
    page.locator(".scroll").first.evaluate("(frame) => { frame.scrollLeft = 600; }")
    after = name.bounding_box()
    assert before is not None
    assert after is not None
    assert after["x"] == pytest.approx(before["x"], abs=1)
    heads = [box["height"] for head in page.locator(".matrix thead th span").all() if (box := head.bounding_box())]
    assert max(heads) <= 80


def test_a_region_of_two_maps_is_chosen_in_the_form_and_kept(open_page: OpenPage) -> None:
    page = open_page("/compare?kind=maps&date=2021-12-31", ready=False)
    page.get_by_label("Region").select_option("europe")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("h1")).to_contain_text("Europe")
    expect(page.locator(".notice")).to_have_count(0)
    expect(page.locator("main table").first).not_to_contain_text("Japan")
    page.get_by_role("link", name="on the map").click()
    wait_until_painted(page)
    expect(page.locator("#subtitle")).to_contain_text("Europe")


def test_a_day_that_a_source_left_out_leads_to_the_days_beside_it(open_page: OpenPage) -> None:
    page = open_page("/?date=2022-12-31")
    told = page.locator("#overview .thin")
    expect(told).to_contain_text("Only 4 hosts on this day")
    told.get_by_role("button", name="September 2022").click()
    expect(page.locator("#title")).to_contain_text("September 2022")
    expect(told).to_have_count(0)
    page.goto(page.url.split("?")[0] + "compare?kind=slope&date=2022-12-31&since=2012-12-31&region=europe")
    expect(page.locator(".notice")).to_contain_text("December 2022: 1 host has a figure")
    page.locator(".notice").get_by_role("link", name="September 2022").click()
    expect(page.locator(".notice")).to_have_count(0)
    expect(page.locator("main table")).to_contain_text("Germany")


@pytest.mark.parametrize("path", ["/claims", "/compare?kind=ranking"])
def test_fields_of_a_row_stand_on_one_line_and_their_hints_are_whole(open_page: OpenPage, path: str) -> None:
    page = open_page(path, ready=False)
    fields = page.locator("form.asked.wide :is(input:not([type]), select)")
    boxes = [box for field in fields.all() if (box := field.bounding_box())]
    first = [box for box in boxes if abs(box["y"] - boxes[0]["y"]) < 8]
    assert len(first) >= 5
    assert {round(box["y"]) for box in first} == {round(boxes[0]["y"])}
    cut = fields.evaluate_all(
        """(all) => all.filter((one) => one.placeholder && !one.value).filter((one) => {
        const pen = document.createElement("canvas").getContext("2d"), look = getComputedStyle(one);
        pen.font = look.font;
        return pen.measureText(one.placeholder).width > one.clientWidth - parseFloat(look.paddingLeft) - parseFloat(look.paddingRight);
        }).map((one) => one.placeholder)"""
    )
    assert cut == []
