"""The page of changes and its feed: any address is answered, nothing is cut unsaid, the feed is valid Atom."""

from __future__ import annotations

import os
import re
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import orjson
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.ledger.generations import publish
from dashboard.ledger.news import DayNews, news_by_day, news_of_generations
from dashboard.settings import load_settings
from dashboard.web.changes_page import changes_page, read_asked
from dashboard.web.feed import atom_feed
from tests.figures.literal import ledger

ATOM = "{http://www.w3.org/2005/Atom}"
ROWS = (
    {"claim_id": "A", "day": "2019-03-31", "best": 1234, "published": "2019-04-10", "withdrawn": "2019-05-01"},
    {"claim_id": "B", "day": "2019-03-31", "best": 987, "published": "2019-05-01"},
    {"claim_id": "C", "day": "2019-06-01", "kind": "withheld", "published": "2019-06-05"},
    {"claim_id": "D", "day": "2019-06-30", "best": 7777},
    {
        "claim_id": "<b>",
        "day": "2018-06-30",
        "best": 55,
        "published": "2019-04-20",
        "site": "<script>alert(1)</script>",
        "phrase": "a&b",
    },
)
INVENTED = ledger(*ROWS)
ASSETS = load_settings({}).assets


def page(**given_: str) -> str:
    return changes_page(INVENTED, ASSETS, {"from": "2019-04-15", "to": "2019-12-31", **given_}, 40)


def test_each_kind_of_change_has_its_rows() -> None:
    text = page()
    kinds = re.findall(r"<section id='(\w+)'>", text)
    assert kinds == ["correction", "withdrawal", "new"]
    correction = text.partition("<section id='correction'>")[2].partition("</section>")[0]
    assert "1,234" in correction
    assert "987" in correction
    assert "1 May 2019" in correction


def test_a_claim_without_a_recorded_day_is_counted_and_shown_on_demand() -> None:
    assert "Left out: 1 claim of all sources without a recorded publication" in page()
    assert "7,777" not in page()
    assert "7,777" in page(all="1")


def test_what_came_and_went_in_between_is_told() -> None:
    assert "1 statement became known and went again in between" in page(**{"from": "2019-04-01"})


def test_text_from_data_and_address_is_escaped() -> None:
    text = page(source="<img src=x>", measure="'><b>")
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<img" not in text
    assert "'><b>" not in text


def test_a_list_that_is_cut_says_so() -> None:
    text = changes_page(INVENTED, ASSETS, {"from": "2018-01-01", "to": "2019-12-31", "all": "1"}, 1)
    assert re.search(r"New: the newest 1 of \d+", text)
    assert "presence diff" in text


def test_days_in_the_wrong_order_are_exchanged_and_told() -> None:
    asked = read_asked(INVENTED, {"from": "2020", "to": "2019-06"})
    assert (asked.first, asked.second) == (date(2019, 6, 30), date(2020, 12, 31))
    assert any("exchanged" in notice for notice in asked.notices)


def test_without_an_address_the_last_recorded_year_is_shown() -> None:
    asked = read_asked(INVENTED, {})
    assert (asked.second, asked.notices) == (date(2019, 6, 5), ())


WORDS = st.text(max_size=40) | st.sampled_from(
    ["2019", "2019-06-31", "0001-01-01", "9999-12-31", "1816", "troops", "press", "1", "١٩٩٩"]
)


@given(st.dictionaries(st.sampled_from(["from", "to", "source", "measure", "all", "x"]), WORDS))
@settings(max_examples=60)
def test_no_address_fails(given_: dict[str, str]) -> None:
    text = changes_page(INVENTED, ASSETS, given_, 5)
    assert text.endswith("</html>")
    assert read_asked(INVENTED, given_).first <= read_asked(INVENTED, given_).second


@given(st.dictionaries(st.sampled_from(["from", "to", "source", "all"]), WORDS).map(urlencode) | st.text(max_size=30))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_address_of_the_shipped_ledger_fails(client: FlaskClient, query: str) -> None:
    assert client.get("/changes", query_string=query).status_code == 200
    assert client.get("/changes.atom", query_string=query).status_code == 200


def test_the_form_is_allowed_by_the_policy_and_goes_nowhere_else(client: FlaskClient) -> None:
    assert "form-action 'self'" in client.get("/changes").headers["Content-Security-Policy"]
    forms = re.findall(r"<form[^>]*>", client.get("/changes").get_data(as_text=True))
    assert forms == ["<form method='get' action='/changes' class='asked'>"]


def feed_of(rows: tuple[dict[str, object], ...], store: Path, limit: int = 30) -> ET.Element:
    own = ledger(*rows)
    return ET.fromstring(atom_feed(own, news_by_day(own, limit), news_of_generations(store), limit))  # noqa: S314 (our own text)


def check_atom(feed: ET.Element) -> None:
    """The rules of RFC 4287 that a reader relies on."""
    assert feed.tag == f"{ATOM}feed"
    ids = [element.text for element in feed.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids))
    assert all(str(text).startswith("urn:uuid:") for text in ids)
    for part in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(part.findall(f"{ATOM}{name}")) == 1
        updated = part.findtext(f"{ATOM}updated") or ""
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", updated)
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    links = [str(link.get("href")) for link in feed.iter(f"{ATOM}link")]
    assert all(link.startswith("/") and not link.startswith("//") for link in links)


def test_the_feed_is_valid_and_tells_days_newest_first(tmp_path: Path) -> None:
    feed = feed_of(ROWS, tmp_path)
    check_atom(feed)
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]
    assert titles == [
        "5 June 2019: 1 figure withheld", "1 May 2019: 1 statement; 1 withdrawn", "20 April 2019: 1 statement", "10 April 2019: 1 statement",
    ]  # fmt: skip


def test_a_feed_of_nothing_is_valid(tmp_path: Path) -> None:
    feed = feed_of(({"day": "2019-06-30", "best": 1},), tmp_path / "nowhere")
    check_atom(feed)
    assert feed.findall(f"{ATOM}entry") == []


def test_the_feed_keeps_its_limit(tmp_path: Path) -> None:
    assert len(feed_of(ROWS, tmp_path, 2).findall(f"{ATOM}entry")) == 2


def test_letters_that_xml_cannot_hold_are_left_out(tmp_path: Path) -> None:
    news = DayNews(date(2019, 1, 1), (("a\x00\x0b<&>\ufffe", 1),), (), ())
    feed = ET.fromstring(atom_feed(INVENTED, (news,), (), 5))  # noqa: S314 (our own text)
    assert "a<&>: 1 became known" in "".join(feed.itertext())


def test_generations_are_compared_by_source_and_a_single_one_says_so(tmp_path: Path) -> None:
    def write(**counts: int) -> str:
        return publish(tmp_path, {"claims.parquet": orjson.dumps(counts)}, {"claims_by_source": counts}, keep=5)

    first = write(report=10, press=3)
    (alone,) = news_of_generations(tmp_path)
    assert (alone.generation, alone.claims, alone.before, alone.grown) == (first, 13, "", ())
    os.utime(tmp_path / first / "manifest.json", (0, 0))
    second = write(report=12, bank=1)
    newest, oldest = news_of_generations(tmp_path)
    assert (newest.generation, newest.before, oldest.generation) == (second, first, first)
    assert newest.grown == (("bank", 1), ("press", -3), ("report", 2))
    (tmp_path / first / "manifest.json").write_bytes(b"[")
    assert [news.generation for news in news_of_generations(tmp_path)] == [second]


def test_the_shipped_feed_is_valid(client: FlaskClient) -> None:
    answer = client.get("/changes.atom")
    assert answer.mimetype == "application/atom+xml"
    feed = ET.fromstring(answer.data)  # noqa: S314 (our own text)
    check_atom(feed)
    assert 0 < len(feed.findall(f"{ATOM}entry")) <= load_settings({}).feed_entries


@pytest.mark.parametrize("path", ["/changes", "/changes.atom"])
def test_the_pages_name_no_outside_address(client: FlaskClient, path: str) -> None:
    text = client.get(path).get_data(as_text=True).replace("http://www.w3.org/2005/Atom", "")
    assert not re.search(r"(href|src|action)=['\"](https?:)?//", text)
