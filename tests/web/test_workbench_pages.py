"""Pages of places, pairs, claims and comparisons: true on real data, total under any input, every link alive."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from urllib.parse import parse_qsl, quote, urlencode
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.domain.claim import COLUMN
from dashboard.domain.comparison import KINDS
from dashboard.domain.spellings import normalise_name
from dashboard.figures.palette import DARK, LIGHT
from dashboard.ledger.asked_words import MEASURES
from dashboard.ledger.browse import Browse, find, read_browse
from dashboard.ledger.search import search
from dashboard.ledger.search_query import SearchQuery, read_search_query
from dashboard.ledger.store import Ledger, open_ledger
from dashboard.settings import load_settings
from dashboard.web.claims_grid import grid_columns

QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
KNOWN = ["USA", "VEN", "troops", "2019", "all", "largest", "year", "-1", "0", "999999999", "<script>", "%00", "few dozen"]
WORDS = st.text(max_size=30) | st.sampled_from(KNOWN)
LINKED = ["/pair/RUS/VEN", "/country/VEN", "/claims?text=few+dozen", "/compare?kind=ranking&sender=RUS", "/compare?kind=matrix"]
COMPARED = st.dictionaries(st.sampled_from(["measure", "other", "sender", "date", "since", "known_at", "per"]), WORDS, max_size=4)
VIEWED = st.dictionaries(st.sampled_from(["date", "known_at", "rule", "measure"]), WORDS, max_size=3)
FILTERS = {
    "sender": st.sampled_from(["", "USA", "RUS", "CHN"]), "host": st.sampled_from(["", "VEN", "DEU", "SYR"]),
    "kind": st.sampled_from(["", "withheld", "at-most", "denial"]), "since": st.sampled_from(["", "2010", "2019-06"]),
}  # fmt: skip


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return open_ledger(load_settings().data)


def read(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def test_venezuela_is_told_in_full(client: FlaskClient) -> None:
    page = read(client, "/pair/RUS/VEN?date=2019-06-30")
    for words in ("just a few dozen", "unchanged for many years", "overstated by dozens of times", "as many as 400", "−94 to −98 %",
                  "Sources disagree on the change", "Rosneft"):  # fmt: skip
        assert words in page


def test_before_june_2019_the_statements_of_june_are_not_known(client: FlaskClient) -> None:
    page = read(client, "/pair/RUS/VEN?date=2019-06-30&known_at=2019-06-01")
    assert "as many as 400" in page
    assert "just a few dozen" not in page
    assert "As known on 1 June 2019" in page


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/country/DEU", ("36,436", "Who is in Germany", "Population", "Bases and sites")),
        ("/country/SUN", ("Former state", "Followed by")), ("/country/XKX", ("Kosovo",)),
        ("/country/VEN?known_at=2019-06-01", ("as known on 1 June 2019",)), ("/country/ven", ("Venezuela",)),
    ],
)  # fmt: skip
def test_pages_of_places(client: FlaskClient, path: str, words: tuple[str, ...]) -> None:
    page = read(client, path)
    for word in words:
        assert word in page


@pytest.mark.parametrize("path", ["/country/VNM", "/pair/USA/VNM"])
def test_the_day_of_an_index_is_asked_for_in_a_form(client: FlaskClient, path: str) -> None:
    page = read(client, f"{path}?known_at=2025-01-01&series=index&since=2015-06-30")
    (form,) = re.findall(rf"<form class='asked' method='get' action='{path}'>.*?</form>", page)
    fields = dict(re.findall(r"name='(\w+)' value='([^']*)'", form))
    assert fields["since"] == "2015-06-30"
    assert (fields["series"], fields["known_at"]) == ("index", "2025-01-01")
    again = read(client, f"{path}?{urlencode({**fields, 'since': ''})}")
    assert "class='notice'" not in again
    assert "The index is 100 on" not in read(client, path)


def test_no_place_offers_what_may_be_meant(client: FlaskClient) -> None:
    page = read(client, "/country/Zaire", 404)
    assert "/country/COD" in page
    assert read(client, "/pair/USA/nowhere", 404)


@pytest.mark.parametrize("picture", ["pair.svg", "small-series.svg", "known.svg"])
def test_pictures_of_places_follow_the_theme(client: FlaskClient, picture: str) -> None:
    address = f"/api/v1/{picture}?sender=RUS&host=VEN"
    light, dark, odd = (read(client, f"{address}{theme}") for theme in ("", "&theme=dark", "&theme=%3Cb%3E"))
    assert LIGHT.paper in light
    assert DARK.paper in dark
    assert DARK.ink in dark
    assert LIGHT.paper not in dark
    assert odd == light


def test_the_pair_has_a_picture_with_one_time_axis(client: FlaskClient) -> None:
    picture = ET.fromstring(read(client, "/api/v1/pair.svg?sender=RUS&host=VEN"))  # noqa: S314 - our own picture
    told = "".join(picture.itertext())
    assert "Contractors, persons" in told
    assert "Arms deals" in told
    assert picture.tag.endswith("svg")


@pytest.mark.parametrize("path", LINKED)
def test_every_link_of_the_page_is_alive(client: FlaskClient, path: str) -> None:
    links = set(re.findall(r"(?:href|src)=['\"](/[^'\"]*)['\"]", read(client, path)))
    assert len(links) > 5
    for link in sorted(links)[:40]:
        assert client.get(link.replace("&amp;", "&").partition("#")[0]).status_code == 200, link


@QUICK
@given(given=st.dictionaries(st.sampled_from([*Browse.__slots__, "claim"]), WORDS, max_size=5))
def test_no_address_of_the_claims_fails(client: FlaskClient, given: dict[str, str]) -> None:
    assert client.get(f"/claims?{urlencode(given)}").status_code == 200
    assert client.get(f"/api/v1/claims.json?{urlencode(given)}").status_code == 200


@QUICK
@given(kind=st.sampled_from(KINDS) | WORDS, given=COMPARED)
def test_no_address_of_the_comparisons_fails(client: FlaskClient, kind: str, given: dict[str, str]) -> None:
    query = urlencode({"kind": kind, **given})
    for path in ("/compare", "/api/v1/compare.csv"):
        assert client.get(f"{path}?{query}").status_code == 200
    picture = client.get(f"/api/v1/compare.svg?{query}")
    assert picture.status_code == 200


@QUICK
@given(place=st.text(min_size=1, max_size=20), query=VIEWED)
def test_no_address_of_a_place_fails(client: FlaskClient, place: str, query: dict[str, str]) -> None:
    named = quote(place, safe="")
    for path in (f"/country/{named}", f"/pair/USA/{named}", "/country/VEN", "/pair/RUS/VEN"):
        assert client.get(f"{path}?{urlencode(query)}").status_code in (200, 301, 308, 404)


@pytest.mark.parametrize(("asked", "meant"), [("Venzuela", "VEN"), ("Afganistn", "AFG"), ("Congo", "COD")])
def test_a_misspelt_place_is_offered_as_a_link(client: FlaskClient, asked: str, meant: str) -> None:
    answer = client.get(f"/country/{asked}")
    assert answer.status_code == 404
    assert f"href='/country/{meant}'" in answer.get_data(as_text=True)


@QUICK
@given(text=st.text(max_size=120))
def test_no_search_fails_and_none_gives_markup(client: FlaskClient, text: str) -> None:
    answer = client.get(f"/api/v1/search?{urlencode({'q': text})}")
    assert answer.status_code == 200
    assert all(one["address"].startswith("/") for one in answer.get_json()["found"])


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Zaire", "Democratic Republic of the Congo"), ("cote divoire", "Côte"), ("military pers", "Military personnel"),
        ("rosneft", "Rosneft"), ("DEU", "Germany"), ("upper volta", "Burkina Faso"),
        ("official development", "Official development assistance"), ("foreign direct", "Direct investment"),
    ],
)  # fmt: skip
def test_search_finds_by_any_name(ledger: Ledger, text: str, title: str) -> None:
    assert any(title.casefold() in found.title.casefold() for found in search(ledger, text)[:5])


@pytest.mark.parametrize(
    "text", ["Russia Venezuela", "russia in venezuela", "RUS -> VEN", "Russie/Venezuela", "Russia and Venezuela"]
)
def test_two_places_are_a_pair_in_both_directions(ledger: Ledger, text: str) -> None:
    found = [(one.kind, one.title, one.address) for one in search(ledger, text)[:2]]
    assert found == [("Pair", "Russia in Venezuela", "/pair/RUS/VEN"), ("Pair", "Venezuela in Russia", "/pair/VEN/RUS")]


@pytest.mark.parametrize("text", ["Bosnia and Herzegovina", "Guinea Bissau", "Russia in", "Congo Russia", "Russia Russia", "->"])
def test_one_place_of_two_words_is_no_pair_and_nobody_guesses(ledger: Ledger, text: str) -> None:
    assert not [one for one in search(ledger, text) if one.kind == "Pair"]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("US troops in Germany 1985", "/?measure=troops&sender=USA&host=DEU&date=1985&v=1"),
        ("how many russian soldiers are in syria?", "/?measure=troops&sender=RUS&host=SYR&v=1"),
        ("US troops in Japan in June 2019", "/?measure=troops&sender=USA&host=JPN&date=2019-06&v=1"),
        ("bases djibouti", "/?measure=bases&sender=all&host=DJI&v=1"),
        ("amercian bases in germny", "/?measure=bases&sender=USA&host=DEU&v=1"),
        ("wagner mali", "/?measure=contractors&sender=RUS&host=MLI&v=1"),
        ("sri lanka debt china", "/?measure=debt_stock&sender=CHN&host=LKA&v=1"),
        ("Chinese debt of Sri Lanka", "/?measure=debt_stock&sender=CHN&host=LKA&v=1"),
        ("chinese investment in pakistan", "/?measure=fdi_stock&sender=CHN&host=PAK&v=1"),
        ("iran proxies", "/?measure=parties_supported&sender=IRN&v=1"),
        ("FDI africa", "/?measure=fdi_stock&sender=all&region=africa&v=1"),
        ("NATO troops in Kosovo", "/?measure=troops&sender=NATO&host=XKX&v=1"),
        ("troupes françaises au mali 2013", "/?measure=troops&sender=FRA&host=MLI&date=2013&v=1"),
        ("turkish base qatar", "/?measure=bases&sender=TUR&host=QAT&v=1"),
        ("troops", "/?measure=troops&sender=all&v=1"),
        ("arms sales saudi arabia", "/definitions#arms_transfers"),
        ("russians in the central african republic", "/pair/RUS/CAF"),
        ("rusia en venezuela", "/pair/RUS/VEN"),
        ("venzuela", "/country/VEN"),
        ("rosneft venezuela", "/claims?text=rosneft&host=VEN"),
        ("Chinese debt owed by Zambia", "/?measure=debt_stock&sender=CHN&host=ZMB&v=1"),
        ("US troops in Germany and Japan", "/?measure=troops&sender=USA&host=DEU%2CJPN&v=1"),
        ("Germany and Japan troops", "/?measure=troops&sender=all&host=DEU%2CJPN&v=1"),
        ("French troops in Mali, Niger and Chad", "/?measure=troops&sender=FRA&host=MLI%2CNER%2CTCD&v=1"),
        ("US and British troops", "/?measure=troops&sender=USA%2CGBR&v=1"),
        ("troops of France and the UK in Mali", "/?measure=troops&sender=FRA%2CGBR&host=MLI&v=1"),
        ("Chinese and Russian loans to Venezuela", "/?measure=loans&sender=CHN%2CRUS&host=VEN&v=1"),
        ("trade between China and Russia", "/pair/CHN/RUS"),
        ("Congo and Rwanda troops", "/?measure=troops&sender=RWA&host=COD&v=1"),
        ("who owes china money", "/?measure=debt_stock&sender=CHN&v=1"),
        ("how much does Zambia owe China", "/?measure=debt_stock&sender=CHN&host=ZMB&v=1"),
        ("who does Zambia owe", "/?measure=debt_stock&sender=all&host=ZMB&v=1"),
        ("money owed to Russia", "/?measure=debt_stock&sender=RUS&v=1"),
        ("Zambian debt to China", "/?measure=debt_stock&sender=CHN&host=ZMB&v=1"),
        ("US troops in Germany 1985-99", "/?measure=troops&sender=USA&host=DEU&v=1"),
        ("US troops in Suoth Sudan", "/?measure=troops&sender=USA&host=SSD&v=1"),
        ("eu", "/?sender=EU&v=1"),
        ("dmdc", "/sources#us-troops-dmdc"),
    ],
)  # fmt: skip
def test_the_first_answer_to_a_question_in_words_is_what_was_asked(ledger: Ledger, text: str, address: str) -> None:
    assert next((one.address for one in search(ledger, text)), "nothing") == address


@pytest.mark.parametrize(
    ("text", "hosts"), [("Nigera", {"NGA", "NER"}), ("Austrlia", {"AUS", "AUT"}), ("Nigre", {"NER"}), ("Phillipines", {"PHL"})]
)
def test_a_slip_that_may_mean_two_places_is_decided_for_none(ledger: Ledger, text: str, hosts: set[str]) -> None:
    assert set(*read_search_query(ledger, f"aid to {text}").hosts) == hosts
    pairs = [one for one in search(ledger, f"aid from Japan to {text}") if one.kind == "Pair"]
    assert bool(pairs) == (len(hosts) == 1)


@pytest.mark.parametrize("word", ["persian", "ranking", "report", "station", "chain", "public", "being", "service", "marine"])
def test_a_word_that_is_only_like_another_is_not_taken_for_it(ledger: Ledger, word: str) -> None:
    assert read_search_query(ledger, word) == SearchQuery(left=[word])


def test_two_places_without_a_measure_lead_to_each_of_them_and_their_pairs(ledger: Ledger) -> None:
    found = [one.address for one in search(ledger, "Germany and Japan")]
    assert {"/pair/JPN/DEU", "/pair/DEU/JPN", "/country/DEU", "/country/JPN"} <= set(found)


def test_the_claims_behind_a_dated_map_are_those_of_all_times_and_it_says_so(ledger: Ledger) -> None:
    told = [next(one for one in search(ledger, f"US troops in Japan{day}") if one.kind == "Map").detail for day in ("", " 1985")]
    assert told[1] == f"{told[0]} at all times"


def test_loans_are_not_offered_in_the_other_direction(ledger: Ledger) -> None:
    assert not [one for one in search(ledger, "Chinese loans to Austria") if "sender=AUT" in one.address]
    assert [one for one in search(ledger, "Zambian debt to China") if "sender=CHN&host=ZMB" in one.address]


@pytest.mark.parametrize("text", ["US troops in Germany 1985", "chinese loans angola", "FDI africa", "NATO troops in Kosovo"])
def test_a_map_that_answers_opens_without_a_notice(ledger: Ledger, client: FlaskClient, text: str) -> None:
    found = [one for one in search(ledger, text) if one.kind == "Map"]
    assert found
    for one in found:
        answer = client.get(f"/api/v1/frames?{one.address.partition('?')[2]}")
        assert answer.status_code == 200, answer.get_data(as_text=True)[:300]


def test_every_word_that_people_ask_by_means_a_measure_of_the_catalogue(ledger: Ledger) -> None:
    named = {measure for measures in MEASURES.values() for measure in measures}
    assert named
    assert named <= ledger.catalogue.measures.keys()


def test_what_no_claim_holds_answers_with_nothing(ledger: Ledger) -> None:
    assert search(ledger, "xyzzy qwerty") == ()


@pytest.mark.parametrize("text", ["NATO", "nato", "European Union", "eu"])
def test_a_group_is_found_as_senders_and_as_hosts_and_opens(ledger: Ledger, client: FlaskClient, text: str) -> None:
    found = [one.address for one in search(ledger, text) if one.kind == "Group"][:2]
    assert len(found) == 2
    for address in found:
        answer = client.get(f"/api/v1/frames?{address.partition('?')[2]}")
        assert answer.status_code == 200, answer.get_data(as_text=True)[:300]


@QUICK
@given(**FILTERS)
def test_every_filter_gives_what_a_plain_frame_gives(ledger: Ledger, sender: str, host: str, kind: str, since: str) -> None:
    browse, notices = read_browse(ledger, {"sender": sender, "host": host, "kind": kind, "since": since})
    assert notices == ()
    rows = ledger.claims
    for name, word in (("sender", sender), ("host", host), ("kind", kind)):
        rows = rows[(rows[name] == word).to_numpy()] if word else rows
    if browse.since:
        last = rows["end"].where(rows["end"].notna() | rows["start"].isna(), pd.Timestamp("2262-01-01"))
        rows = rows[(last >= pd.Timestamp(browse.since)).to_numpy()]
    assert set(find(ledger, browse)) == set(ledger.claims.index.get_indexer(rows.index))


def test_what_was_said_ahead_of_its_time_is_as_new_as_the_day_it_was_said_on(ledger: Ledger) -> None:
    """Leases reach to 2124 and due payments to 2030: neither is newer than the last count, and what has no day comes last."""
    browse, _ = read_browse(ledger, {})
    claims = ledger.claims.iloc[find(ledger, browse)]
    last = claims["end"].fillna(claims["start"])
    day = last.where(~(claims["published"] < last), claims["published"])
    known = day.notna().to_numpy()
    assert known[: known.sum()].all()
    assert day[known].is_monotonic_decreasing
    assert day.iloc[0] < pd.Timestamp("2027-01-01") < last.max()


def test_largest_comes_first(ledger: Ledger) -> None:
    browse, _ = read_browse(ledger, {"sender": "USA", "measure": "troops", "sort": "largest"})
    best = ledger.claims["best"].to_numpy()[find(ledger, browse)]
    assert best[0] == 537_377
    assert (best[:100] == sorted(best[:100], reverse=True)).all()


def test_the_file_holds_exactly_what_was_found(client: FlaskClient, ledger: Ledger) -> None:
    query = "host=VEN&sender=RUS"
    found = client.get(f"/api/v1/claims.json?{query}").get_json()["found"]
    text = read(client, f"/api/v1/browse.csv?{query}")
    assert text.count("\n") >= found
    assert "licence" in text.splitlines()[0]


def test_too_many_rows_are_refused_with_the_limit(client: FlaskClient) -> None:
    assert "at most" in read(client, "/api/v1/browse.csv", 422)


def test_a_claim_names_its_definition_and_leads_to_it(client: FlaskClient) -> None:
    page = read(client, "/claims?claim=VEN2019-V2")
    assert "<dt>Definition</dt><dd><a href='/definitions#contractors.rostec-staff'>Rostec staff</a></dd>" in page


def test_two_measures_are_asked_on_one_day(client: FlaskClient) -> None:
    page = read(client, "/compare?kind=together&sender=CHN&measure=projects&other=debt_stock")
    assert "in 2014" in page
    assert "date=2014-12-31" in page
    picture = read(client, "/api/v1/compare.svg?kind=together&sender=CHN&measure=projects&other=debt_stock&part=map")
    assert "located development projects: in 2014; public debt owed: end of 2014" in picture


def test_two_measures_open_on_measures_that_the_sender_has(client: FlaskClient) -> None:
    page = read(client, "/compare?kind=together&sender=CHN&date=2019-12-31")
    assert "<h1>Two measures: " in page
    picture = re.search(r"src='/api/v1/compare.svg\?([^']*)part=map'", page)
    assert picture
    chosen = dict(parse_qsl(unescape(picture[1])))
    # Of each half the measure with figures of most hosts at the end of 2019: peacekeepers in 8, development finance in 113.
    assert (chosen["measure"], chosen["other"]) == ("peacekeepers", "dev_finance")
    assert "with figures for the most hosts on that day" in page
    both = re.search(r"(\d+) hosts? with both figures", page)
    assert both
    assert int(both[1]) > 3


@pytest.mark.parametrize("sender", ["CHN", "RUS", "TUR", "USA"])
def test_two_measures_without_a_day_open_with_figures_of_both(client: FlaskClient, sender: str) -> None:
    """The newest figure of China's troops is years newer than that of its money, and none of them is as old."""
    page = read(client, f"/compare?kind=together&sender={sender}")
    assert "no figure of" not in page
    both = re.search(r"\b(\d+) hosts? with both figures", page)
    assert both
    assert int(both[1]) > 0


def test_two_measures_keep_one_that_has_figures(client: FlaskClient) -> None:
    page = unescape(read(client, "/compare?kind=together&sender=RUS&date=2019-12-31"))
    assert "measure=troops" in page
    assert "other=oda" in page


def test_measures_that_were_named_and_have_no_figure_lead_to_two_that_have(client: FlaskClient) -> None:
    page = read(client, "/compare?kind=together&sender=CHN&measure=troops&other=debt_stock&date=2019-12-31")
    link = re.search(
        r"China abroad: no figure of military personnel on that day. <a href='([^']*)'>([^<]*)</a> have figures", page
    )
    assert link
    assert link[2] == "UN peacekeepers (8 hosts) and Public debt owed (97 hosts)"
    assert "no figure of" not in read(client, unescape(link[1]))


def test_the_way_to_two_measures_names_none(client: FlaskClient) -> None:
    page = unescape(read(client, "/compare?kind=ranking&sender=CHN&date=2019-12-31"))
    assert "/compare?kind=together&sender=CHN&date=2019-12-31&v=1" in page


def test_the_form_keeps_several_senders_of_the_right_map(client: FlaskClient) -> None:
    html = client.get("/compare?kind=maps&sender=USA&right_sender=RUS,CHN").get_data(as_text=True)
    field = html.split("name='right_sender'")[1].split("</select>")[0]
    assert "value='RUS,CHN' selected" in field


def test_two_maps_say_what_differs_and_have_both_tables(client: FlaskClient) -> None:
    page = read(client, "/compare?kind=maps&date=2019-06-30&right_sender=RUS&clock=one")
    assert "Left and right differ in sender alone: United States on the left, Russia on the right." in page
    assert "One shared scale: a colour means the same on both. One clock: both stand on one date." in page
    assert "28,000 (25,000–31,000)" in page
    assert page.count("data-picture") == 2


@pytest.mark.parametrize("part", ["", "&part=left", "&part=right", "&theme=dark"])
def test_two_maps_as_a_picture(client: FlaskClient, part: str) -> None:
    picture = ET.fromstring(read(client, f"/api/v1/compare.svg?kind=maps&date=2017-12-31&right_known_at=2018-06-01{part}"))  # noqa: S314
    uses = [node for node in picture.iter() if node.tag.endswith("use")]
    assert len(uses) == 266 * (1 if "part" in part else 2)
    told = [node.text or "" for node in picture.iter() if node.tag.endswith("title")]
    assert "Syria: withheld" in told or "left" in part
    assert not any(name.startswith("http") for node in picture.iter() for name in node.attrib.values())


def test_the_steps_of_two_clocks_move_one_map_each(client: FlaskClient) -> None:
    page = read(client, "/compare?kind=maps&date=2019-06-30&right_date=2007-06-30")
    steps = re.findall(r"href='/compare\?([^']*)' aria-label='(?:earlier|later): ([^']*)'", page)
    assert [words for _, words in steps] == ["March 2019", "September 2019", "March 2007", "September 2007"]
    assert "right_date=2007-06-30" in steps[0][0]
    assert "date=2019-06-30" in steps[2][0]


def test_the_picture_of_two_maps_is_a_png_too(client: FlaskClient) -> None:
    answer = client.get("/api/v1/compare.png?kind=maps&date=2019-06-30")
    assert answer.data.startswith(b"\x89PNG")
    assert len(answer.data) > 50_000


def test_claims_by_any_columns_are_in_the_order_of_a_plain_frame(ledger: Ledger) -> None:
    browse, notices = read_browse(ledger, {"measure": "bases", "order": "host,-end"})
    assert notices == ()
    rows = ledger.claims.iloc[find(ledger, browse)]
    names = [ledger.places.by_id[str(host)].name for host in rows["host"]]
    order = [normalise_name(name) for name in names]
    assert order == sorted(order)
    germany = rows[(rows["host"] == "DEU").to_numpy()]["end"]
    assert germany.dropna().is_monotonic_decreasing
    assert not germany.isna().any() or germany.isna().to_numpy().argmax() >= len(germany.dropna())


@pytest.mark.parametrize("order", ["password", "host,,;drop", "-", "best,high,low,start,end", "__class__"])
def test_an_order_by_what_is_no_column_is_told(ledger: Ledger, order: str) -> None:
    browse, notices = read_browse(ledger, {"order": order})
    assert len(find(ledger, browse)) == len(ledger.claims)
    assert notices or order in ("-", "host,,;drop")
    assert all(part.removeprefix("-") in COLUMN for part in browse.order.split(",") if part)


def test_the_grid_gets_the_rows_that_it_asks_for(client: FlaskClient, ledger: Ledger) -> None:
    query = "sender=RUS&host=VEN&order=-best&words=1"
    whole = client.get(f"/api/v1/claims.json?{query}&first=0").get_json()
    later = client.get(f"/api/v1/claims.json?{query}&first=10").get_json()
    assert whole["found"] == later["found"] == len(whole["rows"])
    assert later["rows"] == whole["rows"][10:]
    assert set(whole["rows"][0]) == {column["id"] for column in grid_columns()}
    assert client.get("/api/v1/claims.json?words=1&first=-5").get_json()["rows"]
    assert client.get("/api/v1/claims.json?words=1&first=999999999").get_json()["rows"] == []


def test_a_file_of_chosen_columns_keeps_where_its_rows_come_from(client: FlaskClient) -> None:
    head = (
        read(client, "/api/v1/browse.csv?sender=RUS&host=VEN&columns=best,nonsense,host").splitlines()[0].removeprefix("\ufeff")
    )
    assert head == "best,host,source_id,source_title,licence,citation,generation"


def test_a_file_of_what_the_grid_shows_has_every_part_of_the_statement_and_its_days(client: FlaskClient) -> None:
    seen = ",".join(column["id"] for column in grid_columns() if column["seen"])
    rows = list(csv.DictReader(io.StringIO(read(client, f"/api/v1/browse.csv?sender=RUS&host=VEN&columns={seen}"))))
    (spoken,) = [row for row in rows if row["phrase"] == "just a few dozen"]
    assert (spoken["low"], spoken["high"], spoken["kind"]) == ("24", "60", "value")
    assert (spoken["start"], spoken["end"], spoken["precision"]) == ("2019-06-01", "2019-06-30", "month")


def test_more_claims_than_a_file_may_hold_are_told_and_no_link_leads_to_a_refusal(client: FlaskClient) -> None:
    assert "narrow the filters to 200,000 claims or fewer" in read(client, "/claims")
    assert "data-file" not in read(client, "/claims")
    assert "data-file" in read(client, "/claims?host=VEN")


def test_a_claim_names_who_says_it_in_a_sentence_and_no_column_by_its_key(client: FlaskClient) -> None:
    told = read(client, "/claims?claim=90a4db79eba5737b")
    assert "Stated by Africa Infra Watch (Jacopo Ottaviani)." in told
    assert "no end is stated, and it goes on" in told
    assert "`" not in told
    denial = client.get("/api/v1/claims.json?words=1&sender=RUS&host=VEN&kind=denial").get_json()["rows"][0]["claim_id"]
    assert "Denied by" in read(client, f"/claims?claim={denial}")


def test_two_measures_say_how_they_were_chosen_only_where_the_page_chose(client: FlaskClient) -> None:
    assert "Chosen for you: the military and the economic measure" in read(client, "/compare?kind=together")
    named = read(client, "/compare?kind=together&measure=troops&other=debt_stock&sender=USA&date=2019-12-31")
    assert "Chosen for you" not in named
    assert "no measure is named" not in named


def test_a_list_of_changes_says_once_what_all_rows_share(client: FlaskClient) -> None:
    days = "date=2021-12-31&since=2018-12-31"
    alike = read(client, f"/compare?kind=change&sender=USA&{days}")
    assert alike.count("Active duty, by duty station · US military personnel") == 1
    assert "<th scope='col'>Definition</th>" not in alike
    assert alike.count("class='zero'") == 30
    mixed = read(client, "/compare?kind=change&sender=all&measure=debt_stock&date=2019-12-31&since=2014-12-31")
    assert "<th scope='col'>Definition</th>" in mixed
