"""Four questions of an analyst, each from the question to the claims that carry the answer."""

from __future__ import annotations

import csv
import io

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage


def rows_of(page: Page, address: str) -> list[dict[str, str]]:
    """A file of the server as rows."""
    answer = page.request.get(address)
    assert answer.ok
    return list(csv.DictReader(io.StringIO(answer.text().removeprefix("\ufeff"))))


def test_the_largest_withdrawal_of_2019_to_2021_is_two_claims_of_one_source(open_page: OpenPage, atlas_url: str) -> None:
    page = open_page("/?date=2021-12-31&since=2018-12-31&compare=change")
    moved = page.locator("#overview table").first.locator("tr")
    falls = [row.inner_text() for row in moved.all() if "−" in row.inner_text()]
    assert "Kuwait" in falls[0]
    moved.filter(has_text="Kuwait").locator("button").click()
    expect(page.locator("#panel-body h2")).to_have_text("The United States in Kuwait")
    claims = rows_of(page, f"{atlas_url}/api/v1/claims.csv?host=KWT")
    ends = {
        day: [row for row in claims if row["end"] == day and row["actor"] == "US armed forces" and row["definition"] == "active-duty"]
        for day in ("2018-12-31", "2021-12-31")
    }  # fmt: skip
    (before,), (after,) = ends.values()
    assert float(after["best"]) - float(before["best"]) == -978
    assert "−978" in falls[0]
    assert {row["licence"] for row in (before, after)} == {before["licence"]}
    for row in (before, after):
        page.goto(f"{atlas_url}/claims?claim={row['claim_id']}")
        for words in ("Kuwait", f"{float(row['best']):,.0f}"):
            expect(page.locator("main")).to_contain_text(words)


def test_two_sources_on_russia_in_syria_stand_beside_each_other(open_page: OpenPage, atlas_url: str) -> None:
    page = open_page("/?sender=RUS&host=SYR&date=2021-06-30")
    expect(page.locator("#panel-body h2")).to_have_text("Russia in Syria")
    strip = page.locator("#panel-body figure").first
    expect(strip).to_contain_text("populations")
    expect(page.locator("#panel-rest .claims")).to_contain_text("The World Factbook")
    page.goto(f"{atlas_url}/pair/RUS/SYR?date=2021-06-30")
    expect(page.locator("ul.told")).to_contain_text("Military personnel")
    spoken = {
        row["source_id"]
        for row in rows_of(page, f"{atlas_url}/api/v1/claims.csv?sender=RUS&host=SYR")
        if row["measure"] == "troops"
    }
    assert {"cia-factbook-deployments", "curated-military-facts"} <= spoken
    for title in ("The World Factbook", "Curated facts"):
        expect(page.locator("main")).to_contain_text(title)


def test_who_holds_sri_lankas_debt_as_a_share_of_its_economy(open_page: OpenPage, atlas_url: str) -> None:
    page = open_page("/?measure=debt_stock&sender=all&host=LKA&date=2022-12-31")
    page.locator("#per").select_option("gdp")
    expect(page.locator("#title")).to_contain_text("% of the host's GDP")
    table = page.locator("#panel-rest table.list").filter(has_text="Senders")
    expect(table.locator("tr").first).to_contain_text("% of GDP")
    shown = {row.locator("th").inner_text(): row.locator("td").inner_text() for row in table.locator("tbody tr").all()}
    assert len(shown) >= 5
    for sender, place in {"China": "CHN", "Japan": "JPN", "India": "IND"}.items():
        query = f"measure=debt_stock&sender={place}&date=2022-12-31&per=gdp"
        (row,) = [row for row in rows_of(page, f"{atlas_url}/api/v1/table.csv?{query}") if row["host"] == "LKA"]
        assert shown[sender] == f"{float(row['best']):.3g} % of GDP"
        assert row["denominator_source"] == "worldbank-wdi"


def test_venezuela_in_2019_is_told_in_full_and_never_as_one_number(open_page: OpenPage, atlas_url: str) -> None:
    page = open_page("/?sender=RUS&host=VEN&date=2019-06-30")
    panel = page.locator("#panel")
    for words in ("just a few dozen", "about 1,000", "overstated by dozens of times", "unchanged for many years", "no talk of a reduction",
                  "roughly 300", "as many as 400", "sources disagree on the change", "Rosneft"):  # fmt: skip
        expect(panel).to_contain_text(words)
    changes = page.locator("#panel-rest .change")
    said = changes.all_inner_texts()
    assert any("Wall Street Journal" in one and "−94 to −98 %" in one for one in said)
    assert any("denies it" in one for one in said)
    # Officers, staff and contractors are other people: no change runs from one to another.
    assert not any("Galeotti" in one for one in said)
    page.goto(f"{atlas_url}/pair/RUS/VEN?date=2019-06-30")
    for words in ("Sources disagree on the change", "Debt", "Rosneft", "just a few dozen"):
        expect(page.locator("main")).to_contain_text(words)
