"""What the page is made of: the right plotly.js, answers compressed once, and nothing that grows with what readers ask."""

from __future__ import annotations

import re

import orjson
import pytest
from flask.testing import FlaskClient
from plotly.offline import get_plotlyjs_version

from dashboard.settings import load_settings
from dashboard.web.claims_page import GRID
from dashboard.web.server import PLOTLY, Bundles


def test_plotly_js_is_the_version_of_the_python_package() -> None:
    head = (load_settings().assets / PLOTLY).read_text(encoding="utf-8")[:200]
    found = re.search(r"plotly\.js \(geo - minified\) v([\d.]+)", head)
    assert found
    assert found[1] == get_plotlyjs_version(), "take plotly-geo.min.js of the same version, and change its two addresses"


def test_the_grid_is_the_version_that_its_name_says_and_reaches_nobody() -> None:
    text = (load_settings().assets / GRID).read_text(encoding="utf-8")
    version = re.search(r"community-([\d.]+)\.min", GRID)
    assert version
    assert f"ag-grid-community v{version[1]}" in text[:200]
    assert "MIT licence" in text[:200]
    assert not re.search(r"fetch\(|XMLHttpRequest|eval\(|importScripts|sendBeacon", text)


def test_the_page_takes_the_small_bundle(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    config = orjson.loads(re.search(r'id="_dash-config" type="application/json">(.*?)</script>', page)[1])  # type: ignore[index]
    assert PLOTLY in config["plotlyjs_url"]
    assert config["serve_locally"] is False
    assert "package_data/plotly.min.js" not in page
    assert client.get(config["plotlyjs_url"]).status_code == 200


@pytest.mark.parametrize("query", ["", "?sender=RUS"])
def test_frames_are_the_same_packed_and_plain(client: FlaskClient, query: str) -> None:
    packed = client.get(f"/api/v1/frames{query}", headers={"Accept-Encoding": "gzip, br"})
    plain = client.get(f"/api/v1/frames{query}", headers={"Accept-Encoding": "identity"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert len(packed.data) < len(plain.data) / 4
    assert orjson.loads(plain.data)["days"]


FOLDER = "/_dash-component-suites/dash/dcc"
DASH, STYLE = f"{FOLDER}/dash_core_components.js", "/assets/atlas.css"
VARIANTS = [
    *(f"{STYLE}?v={number}" for number in range(10)),
    *(f"{DASH}?a={number}" for number in range(10)),
    *(f"{FOLDER}/dash_core_components.v{number}m{number}.js" for number in range(10)),
]
MISSING = [f"{FOLDER}/no_such_file.js", "/assets/no_such_file.css"]


def test_as_many_bodies_are_kept_as_there_are_files(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    keys: list[str] = []
    original = Bundles.set

    def recorded(self: Bundles, key: str, value: bytes) -> None:
        keys.append(key)
        original(self, key, value)

    monkeypatch.setattr(Bundles, "set", recorded)
    statuses = [client.get(path, headers={"Accept-Encoding": "gzip"}).status_code for path in [*VARIANTS, *MISSING]]
    assert statuses == [200] * len(VARIANTS) + [404] * len(MISSING)
    assert {key for key in keys if not key.endswith(";")} == {f"gzip;{DASH}", f"gzip;{STYLE}"}
