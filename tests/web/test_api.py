"""What is offered to programs: the table of addresses holds what the server answers, its page and its description hold the table."""

from __future__ import annotations

import re
from dataclasses import fields
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator

from dashboard.domain.comparison import CHOICES as COMPARISON_CHOICES
from dashboard.domain.view import CHOICES, READ, View
from dashboard.exports.options import NAMES
from dashboard.ledger.browse import Browse
from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings
from dashboard.web.api_addresses import ADDRESSES, EXPORT_PARTS, OF_THE_PAGES, PARTS, VIEW_PARTS, Address, Part
from dashboard.web.api_description import openapi

LIKES_JSON = {"Accept": "application/json"}


@pytest.fixture(scope="module")
def page(client: FlaskClient) -> str:
    return client.get("/api").get_data(as_text=True)


def test_every_route_for_data_is_promised_or_said_to_be_the_pages_own(client: FlaskClient) -> None:
    routes = {rule.rule for rule in client.application.url_map.iter_rules() if rule.rule.startswith("/api/")}
    # The shapes of a talk: their address changes with their content.
    routes = {rule for rule in routes if not re.fullmatch(r"/api/v1/world-[0-9a-f]{12}\.svg", rule)}
    promised = {rule for address in ADDRESSES for rule in address.rules if rule.startswith("/api/")}
    assert routes == promised | set(OF_THE_PAGES)
    assert promised & set(OF_THE_PAGES) == set()


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.path)
def test_the_example_of_each_address_is_answered_as_it_says(client: FlaskClient, address: Address) -> None:
    answer = client.get(address.example)
    assert answer.status_code == 200
    assert answer.mimetype in address.media
    assert "Presence-Notice" not in answer.headers
    assert re.fullmatch(re.sub(r"\\{\w+\\}", r"[^/?]+", re.escape(address.path)), address.example.split("?")[0])


def test_the_parts_of_a_view_are_those_that_are_read() -> None:
    assert {part.name for part in VIEW_PARTS} == set(READ) == {field.name for field in fields(View)}
    closed = {part.name: part.choices for part in VIEW_PARTS if part.name in CHOICES}
    assert closed == CHOICES


def test_the_other_groups_are_those_that_are_read() -> None:
    assert {part.name for part in EXPORT_PARTS} == {*NAMES, "generation"}
    assert {part.name for part in PARTS["claims"]} == {field.name for field in fields(Browse)} - {"page"}
    assert {part.name for part in PARTS["comparison"]} == {"kind", "other", "other_sender", "part", *COMPARISON_CHOICES}


@pytest.mark.parametrize("part", [part for part in VIEW_PARTS if part.example], ids=lambda part: part.name)
def test_the_example_of_each_part_of_a_view_is_understood(client: FlaskClient, part: Part) -> None:
    measure = "&measure=debt_stock" if part.name == "per" else ""
    told = client.get(f"/api/v1/view?{part.name}={part.example}{measure}").get_json()
    assert told["notices"] == []


def test_the_description_is_openapi(client: FlaskClient) -> None:
    told = client.get("/api/v1/openapi.json").get_json()
    OpenAPIV31SpecValidator(told).validate()
    assert set(told["paths"]) == {address.path for address in ADDRESSES}
    names = [told["paths"][path]["get"]["operationId"] for path in told["paths"]]
    assert len(set(names)) == len(names)


def test_the_description_says_under_which_path_a_proxy_offers_it() -> None:
    assert openapi("/atlas")["servers"] == [{"url": "/atlas"}]


def test_every_address_and_part_is_on_the_page(page: str) -> None:
    words = unescape(page)
    for address in ADDRESSES:
        assert f"<code>{address.path}</code>" in words
        assert address.words in words
        assert all(part.words in words for part in address.all_parts())
    targets = set(re.findall(r"id='([^']+)'", page)) | {"content"}
    assert set(re.findall(r"href=['\"]#([^'\"]+)['\"]", page)) <= targets


def test_every_link_of_the_page_leads_somewhere(client: FlaskClient, page: str) -> None:
    links = {unescape(link).split("#")[0] for link in re.findall(r"href=['\"](/[^'\"#]*)", page)}
    assert [link for link in links if client.get(link).status_code != 200] == []


def test_every_place_comes_with_its_codes_and_days(client: FlaskClient) -> None:
    told = client.get("/api/v1/places").get_json()
    ledger = open_ledger(load_settings({}).data)
    places = {place["id"]: place for place in told["places"]}
    assert told["generation"] == ledger.generation
    assert set(places) == set(ledger.places.by_id)
    assert (places["SUN"]["valid_to"], places["FRA"]["iso2"], places["FRA"]["cow"]) == ("1991-12-25", "FR", [220])


def test_every_source_comes_with_its_licence_and_counts(client: FlaskClient) -> None:
    told = client.get("/api/v1/sources").get_json()["sources"]
    ledger = open_ledger(load_settings({}).data)
    counted = ledger.claims["source_id"].value_counts()
    assert {source["id"]: source["claims"] for source in told if source["claims"]} == counted[counted > 0].to_dict()
    assert all(source["licence"] and source["title"] for source in told)
    assert {source["id"] for source in told if not source["shipped"]} & set(counted[counted > 0].index) == set()


REFUSED: dict[str, tuple[str, int, str]] = {
    "format": ("/api/v1/export?format=docx", 422, "E-EXPORT-FORMAT"),
    "pair": ("/api/v1/known.json?sender=all", 422, ""),
    "address": ("/api/v1/nothing", 404, ""),
}


@pytest.mark.parametrize("asked", REFUSED.values(), ids=REFUSED)
def test_a_refusal_is_text_and_for_programs_json(client: FlaskClient, asked: tuple[str, int, str]) -> None:
    address, status, code = asked
    text, told = client.get(address), client.get(address, headers=LIKES_JSON)
    assert (text.status_code, text.mimetype) == (status, "text/plain")
    assert (told.status_code, told.mimetype) == (status, "application/problem+json")
    assert "Accept" in told.headers["Vary"]
    body: dict[str, Any] = told.get_json()
    assert (body["status"], body["detail"]) == (status, text.get_data(as_text=True))
    if code:
        problem = body["problems"][0]
        assert problem["code"] == code
        assert "docx" in problem["found"]
        assert "geojson" in problem["expected"]


def test_a_wrong_method_is_told_in_the_same_form(client: FlaskClient) -> None:
    told = client.post("/api/v1/places", headers=LIKES_JSON)
    assert (told.status_code, told.mimetype) == (405, "application/problem+json")


BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize("path", ["/no-such-page", "/present?x=%3Cscript%3E", "/.git/config", "/api/v1/nothing"])
def test_a_browser_finds_its_way_on_from_an_address_that_is_none(client: FlaskClient, path: str) -> None:
    page, line = client.get(path, headers=BROWSER), client.get(path)
    assert (page.status_code, page.mimetype, line.mimetype) == (404, "text/html", "text/plain")
    assert '<a href="/compare">' in page.text
    assert "<script>" not in page.text
    assert line.text == "There is no such page."
    assert "Accept" in page.headers["Vary"]
