"""The grid of claims in a browser: sorted by the server, columns chosen and kept, the file holds what is seen."""

from __future__ import annotations

import csv
import io

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage

ADDRESS = "/claims?sender=USA&host=DEU&measure=troops"
CELLS = "#claims-grid [role=row][row-index='0'] [role=gridcell][col-id={}]"


def grid(open_page: OpenPage, address: str = ADDRESS, viewport: str = "desk") -> Page:
    page = open_page(address, ready=False, viewport=viewport)
    expect(page.locator(CELLS.format("host"))).to_have_text("Germany")
    return page


def test_columns_are_chosen_kept_and_written_to_the_file(open_page: OpenPage) -> None:
    page = grid(open_page)
    page.locator(".chooser summary").click()
    page.get_by_label("Best", exact=True).check()
    page.get_by_label("Said by", exact=True).uncheck()
    expect(page.locator("#claims-grid [role=columnheader][col-id=best]")).to_have_count(1)
    address = page.locator("a[data-file=seen]").get_attribute("href") or ""
    page.reload()
    expect(page.locator("#claims-grid [role=columnheader][col-id=said_by]")).to_have_count(0)
    head = next(csv.reader(io.StringIO(page.request.get(page.url.split("/claims")[0] + address[address.index("/api") :]).text())))
    assert "best" in head
    assert "said_by" not in head
    assert {"source_title", "licence", "citation", "generation"} <= set(head)


def test_a_dragged_column_keeps_its_place_and_none_is_lost_by_a_drag(open_page: OpenPage) -> None:
    page = grid(open_page)
    heads = "#claims-grid [role=columnheader]"
    place = f"(id) => document.querySelector(`{heads}[col-id=${{id}}]`).getBoundingClientRect().x"
    for column, to in (("host", (60, "statement")), ("said_by", None)):
        box = page.locator(f"{heads}[col-id={column}]").bounding_box()
        assert box
        page.mouse.move(box["x"] + 25, box["y"] + 15)
        page.mouse.down()
        page.mouse.move(box["x"] + 40, box["y"] + 18, steps=4)
        page.mouse.move(*((to[0], box["y"] + 15) if to else (400, 120)), steps=12)
        page.wait_for_timeout(300)
        page.mouse.up()
    page.reload()
    expect(page.locator(CELLS.format("host"))).to_have_text("Germany")
    assert page.evaluate(place, "host") < page.evaluate(place, "statement")
    expect(page.locator(f"{heads}[col-id=said_by]")).to_have_count(1)
    address = page.locator("a[data-file=seen]").get_attribute("href") or ""
    assert "columns=host%2Cstatement" in address
    page.locator(".chooser summary").click()
    page.get_by_role("button", name="As at first").click()
    page.wait_for_function(f"() => ({place})('host') > ({place})('statement')")


def test_a_head_sorts_the_whole_ledger_and_the_file(open_page: OpenPage) -> None:
    page = grid(open_page)
    page.locator(".chooser summary").click()
    page.get_by_label("Best", exact=True).check()
    header = page.locator("#claims-grid [role=columnheader][col-id=best]")
    header.click()
    header.click()
    expect(header).to_have_attribute("aria-sort", "descending")
    expect(page.locator(CELLS.format("best"))).not_to_have_text("")
    largest = float((page.locator(CELLS.format("best")).text_content() or "").replace(",", ""))
    address = page.locator("a[data-file=seen]").get_attribute("href") or ""
    text = page.request.get(page.url.split("/claims")[0] + address[address.index("/api") :]).text()
    figures = [float(row["best"]) for row in csv.DictReader(io.StringIO(text)) if row["best"]]
    assert largest == figures[0] == max(figures)


def test_the_last_claim_is_one_key_away(open_page: OpenPage) -> None:
    page = grid(open_page)
    found = int(page.locator("main b").first.inner_text().split()[0].replace(",", ""))
    page.locator(CELLS.format("host")).click()
    page.keyboard.press("Control+End")
    row = page.locator(f"#claims-grid [role=row][row-index='{found - 1}'] [role=gridcell][col-id=host]")
    expect(row).to_have_text("Germany")


def test_enter_opens_the_claim(open_page: OpenPage) -> None:
    page = grid(open_page)
    page.locator(CELLS.format("host")).click()
    page.keyboard.press("Enter")
    page.wait_for_url("**/claims?claim=*")
    expect(page.locator("dl")).to_contain_text("US military personnel by host country")


def test_without_scripts_the_table_is_there(open_page: OpenPage) -> None:
    page = open_page(ADDRESS, ready=False, java_script_enabled=False)
    expect(page.locator("main table")).to_be_visible()
    expect(page.locator("#claims-grid")).to_be_hidden()
    expect(page.locator("a[rel=next]")).to_be_visible()
