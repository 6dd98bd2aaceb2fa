"""The browser's own codec of Views says the same as Python's, for every part of a View."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any
from urllib.parse import quote

from dashboard.domain.borders import VIEWPOINTS
from dashboard.domain.estimates import RULES
from dashboard.domain.regions import REGIONS
from dashboard.domain.view import CHOICES, SERIES, View, decode_view
from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings
from tests.browser.conftest import OpenPage

# What stands in no default View, for every part that has more than one value.
OTHER: dict[str, list[Any]] = {
    "measure": ["debt_stock", "bases"], "definition": ["active-duty"], "source": ["us-troops-dmdc"],
    "sender": [(), ("RUS",), ("RUS", "CHN", "DEU")], "host": [("VEN",), ("VEN", "SYR")],
    "date": [date(2019, 6, 30)], "since": [date(2018, 12, 31)], "known_at": [date(2018, 6, 1)],
    "rule": list(RULES), "per": ["inhabitants", "prices-2015"], "compare": ["change", "agreement"],
    "classes": ["log", "quantile", "100,1000,10000", "0.5,2.25"], "viewpoint": list(VIEWPOINTS), "region": list(REGIONS),
    "layers": [("sites",), ("flows",), ("sites", "flows")], "series": list(SERIES),
    "sender_name": ["Two (old) powers!", "R&D, 'x' *"], "host_name": ["Baltikum, ö"],
}  # fmt: skip
FULL = View(
    "troops", "active-duty", "us-troops-dmdc", ("USA", "RUS"), ("VEN", "DEU"), date(2021, 12, 31), date(2018, 12, 31), date(2022, 6, 1),
    "median", "inhabitants", "change", "100,1000", list(VIEWPOINTS)[-1], "equal-earth", next(iter(REGIONS)), ("sites", "flows"), "index",
)  # fmt: skip
READ_AND_WRITE = "queries => queries.map((query) => window.presence.encode(window.presence.parse(query)))"


def views() -> list[View]:
    changed = [replace(View(), **{name: value}) for name, values in OTHER.items() for value in values]
    return [View(), *changed, FULL, *(replace(FULL, **{name: value}) for name, values in OTHER.items() for value in values)]


def test_every_part_of_a_view_is_tried() -> None:
    alone = {name for name, values in CHOICES.items() if len(values) == 1}
    assert set(OTHER) == {one.name for one in fields(View)} - alone


def test_the_browser_writes_what_python_writes(open_page: OpenPage) -> None:
    page = open_page("/")
    queries = [view.encode() for view in views()]
    assert page.evaluate(READ_AND_WRITE, queries) == queries
    assert page.evaluate(READ_AND_WRITE, [f"?{query}" for query in queries]) == queries


def test_python_reads_what_the_browser_writes(open_page: OpenPage) -> None:
    page = open_page("/")
    words = open_ledger(load_settings().data).vocabulary
    sound = [view for view in views() if decode_view(view.encode(), words).view == view]
    assert len(sound) > len(views()) / 2
    # Parts in any order, with defaults spelled out, and every sign escaped.
    loose = ["&".join(f"{name}={quote(text, safe='')}" for name, text in reversed(view.written().items())) for view in sound]
    written = page.evaluate(READ_AND_WRITE, loose)
    assert [decode_view(query, words).view for query in written] == sound


def test_the_browser_knows_every_part_and_its_default(open_page: OpenPage) -> None:
    defaults = open_page("/").evaluate("window.presence.parse('')")
    alone = {part for part, values in CHOICES.items() if len(values) == 1}
    parts = [one for one in fields(View) if one.name not in alone]
    assert set(defaults) == {one.name for one in parts}
    texts = {one.name: one.default for one in parts if isinstance(one.default, str)}
    assert {name: defaults[name] for name in texts} == texts
    assert defaults["sender"] == ",".join(View().sender)
