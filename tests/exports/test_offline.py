"""The offline page: everything inside, nothing from outside, and words from data stay words."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from dashboard.domain.view import View
from dashboard.exports.files import write_export
from dashboard.exports.lineage import lineage_of
from dashboard.exports.offline import SCRIPT
from dashboard.exports.options import ExportOptions
from dashboard.exports.tables import estimates_table
from dashboard.ledger.store import Ledger
from dashboard.settings import load_settings
from tests.figures.literal import VENEZUELA, ledger

RUSSIA = View(sender=("RUS",), date=date(2019, 6, 30))
PAIR = View(sender=("RUS",), host=("VEN",), date=date(2019, 6, 30))
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\x00'\"&"


class Page(HTMLParser):
    """Tags with their attributes, and the text of scripts apart from other text."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def made(shipped: Ledger, view: View, options: ExportOptions | None = None) -> bytes:
    return write_export(shipped, view, "html", load_settings().assets, options)


def assert_closed(page: Page) -> None:
    """No element loads anything, listens inline, or sends anything."""
    loading = {"link", "iframe", "object", "embed", "form", "base", "video", "audio", "image", "use", "foreignobject"}
    assert {tag for tag, _ in page.tags} & loading == set()
    for tag, names in page.tags:
        assert not [name for name in names if name.startswith("on") or name in ("style", "srcset", "xlink:href")]
        assert tag != "script" or "src" not in names
        assert tag != "img" or str(names["src"]).startswith("data:image/svg+xml;base64,")
        assert tag != "a" or str(names["href"]).startswith(("http://", "https://"))


@pytest.mark.parametrize(
    "view", [RUSSIA, PAIR, View(sender=(), date=date(1968, 9, 30)), View(compare="agreement")], ids=View.encode
)
def test_the_page_has_everything_and_loads_nothing(shipped: Ledger, view: View) -> None:
    content = made(shipped, view, ExportOptions(marking="DRAFT", theme="dark"))
    page, lineage = Page(content), lineage_of(shipped, view, ExportOptions(marking="DRAFT"))
    assert_closed(page)
    words = " ".join(page.text)
    assert {lineage.title, lineage.subtitle, lineage.code} <= set(page.text)
    assert words.count("DRAFT") >= 2
    assert all(one.licence in words for one in lineage.sources)
    listed = {names["data-host"] for tag, names in page.tags if tag == "tr" and "data-host" in names}
    assert listed == set(estimates_table(shipped, view.without_hosts())["host"].astype("str"))


def test_every_host_with_a_figure_is_a_place_of_the_map_or_named_as_off_it(shipped: Ledger) -> None:
    page = Page(made(shipped, RUSSIA))
    drawn = {names["data-place"] for tag, names in page.tags if "data-place" in names}
    assert drawn == {names["data-host"] for tag, names in page.tags if tag == "tr" and "data-host" in names}


def test_the_policy_names_the_script_that_is_there(shipped: Ledger) -> None:
    content = made(shipped, RUSSIA).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', content)
    assert policy
    assert "default-src 'none'" in policy[1]
    assert "unsafe" not in policy[1]
    assert SCRIPT.read_text(encoding="utf-8") in content
    assert "fetch" not in SCRIPT.read_text(encoding="utf-8").replace("fetched", "")


def test_words_from_data_stay_words(shipped: Ledger) -> None:
    small = ledger(*VENEZUELA, {"best": 1, "day": "2019-06-30", "phrase": HOSTILE, "said_by": HOSTILE, "note": HOSTILE})
    source = replace(
        small.catalogue.sources["press"], title=HOSTILE, citation=HOSTILE, licence=HOSTILE, url="javascript:alert(3)"
    )
    catalogue = replace(small.catalogue, sources={**small.catalogue.sources, "press": source})
    world = replace(small, generation=f"{small.generation}h", places=shipped.places, borders=shipped.borders, catalogue=catalogue)
    page = Page(made(world, PAIR, ExportOptions(marking=HOSTILE)))
    assert_closed(page)
    assert len([tag for tag, _ in page.tags if tag == "script"]) == 2
    assert [text for text in page.text if "alert(1)</script>" in text]
    body = next(text for text in page.text if text.startswith('{"title"'))
    assert json.loads(body)["marking"] == HOSTILE
