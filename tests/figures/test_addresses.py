"""Where a claim leads: never to the page of a publisher who did not say it, and to a front page only under that name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dashboard.domain.catalogue import Source
from dashboard.exports.references import claim_text
from dashboard.figures.claim_entries import ClaimEntry, claim_entries
from dashboard.ledger.store import Ledger
from dashboard.web.links import source_link
from tests.figures.literal import ledger

ARTICLE = "https://news.example/2020/06/30/troops"
COMPILED = "Publishers as named in each claim; compiled by this project"


def told(url: str, publisher: str = COMPILED) -> ClaimEntry:
    """The entry of one statement with this address, from a source with an address of its own."""
    small = ledger({"day": "2020-06-30", "best": 10.0, "said_by": "BBC", "url": url or None})
    source: Source = replace(small.catalogue.sources["press"], publisher=publisher, url="https://www.wsj.com")
    known = replace(small, catalogue=replace(small.catalogue, sources={**small.catalogue.sources, "press": source}))
    return claim_entries(known, known.claims, date(2020, 6, 30))[0]


@pytest.mark.parametrize(
    ("url", "publisher", "address", "leads"),
    [
        (ARTICLE, COMPILED, ARTICLE, ""),
        ("https://news.example/?p=4", COMPILED, "https://news.example/?p=4", ""),
        ("https://news.example/", COMPILED, "https://news.example/", "the publisher's site, not the statement itself"),
        ("", COMPILED, "", "no address of the statement itself is kept"),
        ("javascript:alert(1)", COMPILED, "", "no address of the statement itself is kept"),
        ("", "Ministry of Defence", "https://www.wsj.com", ""),
    ],
)
def test_a_claim_leads_to_its_own_address_or_says_that_it_does_not(url: str, publisher: str, address: str, leads: str) -> None:
    entry = told(url, publisher)
    assert (entry.url, entry.leads) == (address, leads)
    shown = source_link(entry)
    assert (f"href='{address}'" in shown) == bool(address)
    assert (" (" in shown) == bool(leads)


def test_a_statement_of_tass_does_not_lead_to_the_factbook(shipped: Ledger) -> None:
    claims = shipped.claims
    silent = claims[(claims["source_id"] == "curated-military-facts") & claims["url"].isna()]
    entries = claim_entries(shipped, silent, date(2025, 1, 1))
    assert len(entries) > 50
    assert {entry.url for entry in entries} == {""}
    assert "cia.gov" not in claim_text(shipped, entries[0].claim_id)
