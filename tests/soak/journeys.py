"""What readers ask for, in the order in which they do, over every kind of page, data and file; endless and the same in every run."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.web.server import EARLY, SCRIPTS, STYLES
from tests.benchmarks.load import CALLBACK, PANEL

# Each has claims about troops.
PAIRS = (
    ("USA", "DEU"), ("USA", "CUB"), ("USA", "SYR"), ("USA", "VEN"), ("RUS", "VEN"), ("RUS", "SYR"), ("GBR", "DEU"), ("TUR", "SYR"),
)  # fmt: skip
MEASURES = ("troops", "troops", "bases", "debt_stock")
# What a browser fetches for any page of the map.
MAP = (
    "/?{view}", *(f"/assets/{name}" for name in (*STYLES, *EARLY, *SCRIPTS)), "/_dash-layout", "/_dash-dependencies", "/api/v1/atlas",
    "/api/v1/frames?{data}",
)  # fmt: skip
# As a reader goes: a page, what it fetches, a panel, a file to take along. Files and long pages are asked for more seldom.
JOURNEYS = (
    (*MAP, "PANEL", "/api/v1/view?{view}", "/api/v1/search?q={host}", "PANEL", "/api/v1/view?{pair}", "/api/v1/flows?{view}"),
    (*MAP, "/api/v1/search?q={sender}", "PANEL", "/api/v1/export?format=svg&{view}", "/api/v1/citation.bib?{view}", "/sources"),
    (*MAP, "/country/{host}", "/api/v1/small-series.svg?{pair}", "/assets/map.js", "/stories", "/definitions", "/readyz", "/embed?{view}"),
    (*MAP, "/pair/{sender}/{host}?date={date}", "/api/v1/pair.svg?{pair}", "/api/v1/series.svg?{pair}", "/changes", "/readyz", "/"),
    (*MAP, "/claims?text=few+dozen", "/api/v1/claims.json?{pair}", "/api/v1/browse.csv?{pair}", "/robots.txt", "/healthz", "/verify"),
    (*MAP, "/compare?kind=ranking&sender={sender}", "/api/v1/compare.csv?kind=ranking&sender={sender}", "/embed?{view}", "/readyz"),
    (*MAP, "/stories", "/talk?{view}", "/api/v1/talk.json?{view}", "/api/v1/table.csv?{view}", "/api/v1/claims.csv?{pair}", "/metrics"),
    (*MAP, "/api/v1/view?{view}", "/api/v1/known.json?{pair}", "/api/v1/map.png?{view}", "/stories", "/add", "/talk?{view}", "/healthz"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: its address, and the body of a callback where it is one."""

    path: str
    body: str | None = None


def requests(seed: int = 1) -> Iterator[Asked]:
    """Journey after journey, each about a sender, a host, a measure and a day of its own."""
    lots = random.Random(seed)  # noqa: S311 - nothing is guarded by it
    while True:
        (sender, host), date = lots.choice(PAIRS), f"{lots.randint(2001, 2025)}-12-31"
        data = f"measure={lots.choice(MEASURES)}&sender={sender}"
        words = {
            "sender": sender, "host": host, "date": date, "data": data, "view": f"{data}&date={date}",
            "pair": f"sender={sender}&host={host}&date={date}",
        }  # fmt: skip
        for step in lots.choice(JOURNEYS):
            yield Asked(CALLBACK, _panel(words["pair"])) if step == "PANEL" else Asked(step.format(**words))


def _panel(view: str) -> str:
    told = {"id": "panel", "property": "data-view", "value": f"{view}&v=1"}
    return json.dumps({**PANEL, "inputs": [told], "state": [{"id": "panel-view", "property": "data", "value": f"{view}&v=1"}]})
