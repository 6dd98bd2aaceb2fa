"""Comparisons and pictures of pairs carry what every export carries, and are held to the ledger by their tables."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

from dashboard.domain.comparison import is_compared
from dashboard.errors import PresenceError
from dashboard.exports.compare_files import write_compared
from dashboard.exports.compared import compared_lineage, read_compared, rows_of, views_in
from dashboard.exports.fonts import covers
from dashboard.exports.options import ExportOptions, options_of
from dashboard.figures import sentences
from dashboard.intake.genuine import verify
from dashboard.intake.origins import read_origin
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings, load_settings

SETTINGS = load_settings()
PICTURES = {
    "maps": "kind=maps&sender=RUS&date=2019-06-30",
    "regions": "kind=multiples&sender=RUS&by=region&date=2019-06-30",
    "charts": "kind=multiples&host=DEU,JPN&by=host",
    "slope": "kind=slope&since=2015-06-30&date=2019-06-30",
    "change": "kind=change&sender=RUS&date=2019-06-30",
    "ranking": "kind=ranking&sender=RUS&date=2019-06-30",
    "nine": "kind=together&sender=CHN&measure=projects&other=debt_stock&part=map",
    "scatter": "kind=together&sender=CHN&measure=projects&other=debt_stock",
    "two senders": "kind=together&sender=USA&measure=troops&other=debt_stock&other_sender=CHN&date=2020-12-31&part=map",
    "pair": "kind=pair&sender=RUS&host=VEN",
    "known": "kind=known&sender=RUS&host=VEN&date=2019-06-30",
    "matrix": "kind=matrix",
    "sources": "kind=sources&sender=RUS",
    "left out": "kind=sources&sender=RUS&part=left-out",
}


def made(ledger: Ledger, query: str, form: str, options: ExportOptions | None = None) -> bytes:
    return write_compared(ledger, read_compared(query, ledger)[0], form, SETTINGS.assets, options or ExportOptions())


@pytest.mark.parametrize("query", PICTURES.values(), ids=PICTURES)
def test_a_question_is_read_back_as_it_was_written(shipped: Ledger, query: str) -> None:
    one, notices = read_compared(query, shipped)
    assert notices == ()
    assert read_compared(one.query, shipped) == (one, ())


@pytest.mark.parametrize("query", PICTURES.values(), ids=PICTURES)
def test_every_picture_carries_its_lineage(shipped: Ledger, query: str) -> None:
    one = read_compared(query, shipped)[0]
    lineage = compared_lineage(shipped, one, ExportOptions())
    svg = made(shipped, query, "svg").decode()
    told = re.findall(r"<text [^>]*>([^<]*)</text>", svg)
    assert any(line.startswith(lineage.title.replace("&", "&amp;")[:60]) for line in told)
    foot = " ".join(told)
    for words in (f"code {lineage.code}", f"ledger {shipped.generation}", f"rule: {lineage.rule}", "known at: "):
        assert words in foot
    for name in (
        "title",
        "value-date",
        "known-at",
        "rule",
        "filters",
        "sources",
        "view",
        "link",
        "ledger",
        "code",
        "seal",
        "software",
        "claims",
    ):
        assert f"<pa:{name}>" in svg, name
    assert f"generation={shipped.generation}" in lineage.link


@pytest.mark.parametrize("query", PICTURES.values(), ids=PICTURES)
def test_everyone_behind_a_figure_is_credited_with_a_whole_licence(shipped: Ledger, query: str) -> None:
    one = read_compared(query, shipped)[0]
    credited = {credit.id for credit in compared_lineage(shipped, one, ExportOptions()).sources}
    if one.kind != "pair":
        owed = {
            source.id
            for view in views_in(shipped, one, ExportOptions().limits)
            for source in sentences.sources_behind(shipped, view)
        }
        assert owed <= credited
    drawn = " ".join(re.findall(r"<text [^>]*>([^<]*)</text>", made(shipped, query, "svg").decode()))
    if one.kind in ("pair", "multiples"):
        assert all(f"[{shipped.catalogue.sources[name].licence}]".replace("'", "&#x27;") in drawn for name in credited)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        *((name, form) for name in PICTURES for form in ("svg", "csv")),
        *((name, form) for name in ("ranking", "matrix", "pair", "known") for form in ("pdf", "pptx", "html")),
        ("ranking", "png"),
        ("known", "png"),
    ],
)
def test_what_we_made_is_genuine(shipped: Ledger, name: str, form: str) -> None:
    query = PICTURES[name]
    found = verify(made(shipped, query, form), f"picture.{form}", shipped, SETTINGS)
    assert (found.genuine, found.wrong) == (True, ())
    assert found.origin.code


@pytest.mark.parametrize(
    ("query", "form", "before", "after"),
    [
        ("ranking", "svg", b">28,000 (25,000", b">29,000 (25,000"), ("ranking", "csv", b",28000,", b",29000,"),
        ("pair", "csv", b"troops,", b"bases,"),
        ("maps", "svg", b"June 2018 | June 2019", b"June 2017 | June 2019"),
    ],
)  # fmt: skip
def test_one_changed_word_or_number_fails(shipped: Ledger, query: str, form: str, before: bytes, after: bytes) -> None:
    content = made(shipped, PICTURES[query], form)
    assert before in content
    found = verify(content.replace(before, after, 1), f"picture.{form}", shipped, SETTINGS)
    assert found.genuine is False
    assert found.wrong


def test_the_picture_of_another_question_does_not_pass_for_this_one(shipped: Ledger) -> None:
    content = made(shipped, PICTURES["ranking"], "svg")
    own, other = (read_compared(query, shipped)[0].query for query in (PICTURES["ranking"], PICTURES["change"]))
    swapped = content.replace(
        f"<pa:view>{own.replace('&', '&amp;')}<".encode(), f"<pa:view>{other.replace('&', '&amp;')}<".encode()
    )
    assert swapped != content
    assert verify(swapped, "picture.svg", shipped, SETTINGS).genuine is False


def test_what_was_made_with_other_bounds_and_a_marking_is_made_so_again(shipped: Ledger) -> None:
    options = replace(options_of(Settings(max_multiples=2, max_compared=4, marking="TLP:AMBER")), theme="dark")
    for name in ("regions", "ranking"):
        content = made(shipped, PICTURES[name], "svg", options)
        assert content.count(b"TLP:AMBER</text>") == 2
        assert verify(content, "picture.svg", shipped, SETTINGS).genuine is True
    assert b"5 smaller hosts not shown" in made(shipped, PICTURES["ranking"], "svg", options)


def test_the_code_of_the_picture_and_of_its_table_are_one(shipped: Ledger) -> None:
    for query in PICTURES.values():
        codes = {read_origin(made(shipped, query, form), f"x.{form}", SETTINGS).code for form in ("svg", "csv")}
        assert len(codes) == 1, query


def test_a_ranking_says_in_words_what_its_bars_show(shipped: Ledger) -> None:
    """Every bar begins at zero and ends at its figure, with the figure in words beside it, in a font that is shipped."""
    svg = made(shipped, PICTURES["ranking"], "svg").decode()
    rows = rows_of(shipped, read_compared(PICTURES["ranking"], shipped)[0], ExportOptions().limits)
    ranked = rows[rows["rank"].notna()]
    widths = [float(found) for found in re.findall(r'<rect x="420" y="[\d.]+" width="([\d.]+)"', svg)]
    assert len(widths) == len(ranked)
    share = ranked["level"].to_numpy(dtype="float64") / ranked["level"].max()
    assert widths == pytest.approx((share * widths[0]).tolist(), abs=1.0)
    assert all(f"<title>{name}: {words}</title>" in svg for name, words in zip(ranked["name"], ranked["words"], strict=True))
    assert covers(svg)


def test_a_question_that_cannot_be_answered_is_told(shipped: Ledger) -> None:
    """The query of a file may be anybody's: without a sender there is no pair, which is said and not crashed on."""
    content = made(shipped, PICTURES["known"], "svg").replace(b"host=VEN", b"host=")
    found = verify(content, "picture.svg", shipped, SETTINGS)
    assert found.genuine is False


@pytest.mark.parametrize("asked", ["", "&sender=all&host=VEN", "&sender=RUS,USA&host=VEN", "&sender=RUS&host=VEN,CUB"])
@pytest.mark.parametrize("kind", ["pair", "known"])
def test_a_pair_is_one_sender_and_one_host(shipped: Ledger, kind: str, asked: str) -> None:
    for form in ("svg", "png", "csv"):
        with pytest.raises(PresenceError) as caught:
            made(shipped, f"kind={kind}{asked}", form)
        assert caught.value.code == "E-HISTORY-PAIR"


@pytest.mark.parametrize("kind", ["pair", "known"])
def test_a_file_that_claims_to_be_of_no_pair_is_not_genuine_and_breaks_nothing(shipped: Ledger, kind: str) -> None:
    content = made(shipped, PICTURES[kind], "csv").replace(b"sender=RUS&host=VEN", b"sender=all&host=VEN")
    found = verify(content, "file.csv", shipped, SETTINGS)
    assert found.genuine is False
    assert [row.ledger for row in found.wrong] == ["cannot be made: 0 senders and 1 hosts"]


def test_a_question_may_begin_as_in_an_address(shipped: Ledger) -> None:
    query = PICTURES["ranking"]
    assert is_compared(query)
    assert is_compared(f"?{query}")
    assert not is_compared("sender=RUS&text=kind=ranking")
    assert read_compared(f"?{query}", shipped) == read_compared(query, shipped)


def test_a_matrix_says_every_figure_and_none_for_what_is_silent(shipped: Ledger) -> None:
    svg = made(shipped, "kind=matrix&sender=all&date=2017-12-31&known_at=2018-06-01", "svg").decode()
    rows = rows_of(
        shipped, read_compared("kind=matrix&sender=all&date=2017-12-31&known_at=2018-06-01", shipped)[0], ExportOptions().limits
    )
    cells = re.findall(
        r'<g data-sender="(\w+)" data-place="(\w+)"><title>([^<]*)</title><rect [^>]*fill="([^"]*)"[^>]*/>(.*?)</g>', svg
    )
    told = {(sender, host): (words, fill, bool(figure)) for sender, host, words, fill, figure in cells}
    assert set(told) == set(zip(rows["sender"].astype("str"), rows["host"].astype("str"), strict=True))
    for row in rows.to_dict("records"):
        words, fill, figure = told[(row["sender"], row["host"])]
        assert words.endswith(f": {row['words']}")
        assert row["state"] != "withheld" or fill == "url(#withheld)"
        assert figure == pd.notna(row["level"]), row
    assert "withheld" in set(rows["state"].astype("str"))


def test_sources_without_a_common_figure_are_told_so(shipped: Ledger) -> None:
    assert "No two speakers give a figure" in made(shipped, "kind=sources&sender=USA&date=2017-09-30", "svg").decode()
