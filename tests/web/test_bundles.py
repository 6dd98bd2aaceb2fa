"""Nothing that the server keeps grows with what readers ask."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from dashboard.web.server import Bundles

FOLDER = "/_dash-component-suites/dash/dcc"
FILE = f"{FOLDER}/dash_core_components.js"
VARIANTS = [
    *(f"{FILE}?a={number}" for number in range(10)),
    *(f"{FOLDER}/dash_core_components.v{number}m{number}.js" for number in range(10)),
    f"{FOLDER}/no_such_file.js",
]


def test_as_many_bodies_are_kept_as_there_are_files(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    keys: list[str] = []
    original = Bundles.set

    def recorded(self: Bundles, key: str, value: bytes) -> None:
        keys.append(key)
        original(self, key, value)

    client.get(FILE, headers={"Accept-Encoding": "br"})
    monkeypatch.setattr(Bundles, "set", recorded)
    statuses = [client.get(path, headers={"Accept-Encoding": "gzip"}).status_code for path in VARIANTS]
    assert statuses[:-1] == [200] * 20
    assert statuses[-1] == 404
    assert {key for key in keys if not key.endswith(";")} == {f"gzip;{FILE}"}
