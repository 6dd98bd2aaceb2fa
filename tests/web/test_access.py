"""Where only users whom a proxy names may ask, the program still gets ready before its first reader, and nobody borrows its name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings
from dashboard.web.access import PROGRAM
from dashboard.web.server import create_app

HEADER = "X-Remote-User"


@pytest.mark.parametrize("trusted", ["127.0.0.1 ::1", "10.0.0.0/8", "fd00::/8"])
def test_everything_is_made_ready_for_the_first_user(small: Path, monkeypatch: pytest.MonkeyPatch, trusted: str) -> None:
    asked: dict[str, int] = {}
    original = FlaskClient.open

    def noted(self: FlaskClient, *args: Any, **kwargs: Any) -> Any:
        answer = original(self, *args, **kwargs)
        asked[str(args[0])] = answer.status_code
        return answer

    monkeypatch.setattr(FlaskClient, "open", noted)
    settings = replace(load_settings({}), data=small, user_header=HEADER, trusted_proxies=trusted)
    create_app(settings, open_ledger(small))
    assert {"/", "/_dash-layout", "/_dash-dependencies", "/api/v1/frames"} <= set(asked)
    assert len(asked) > 10
    assert {address: status for address, status in asked.items() if status != 200} == {}


def test_without_a_user_nothing_is_given_out_and_the_programs_name_may_publish_nothing(small: Path) -> None:
    settings = replace(load_settings({}), data=small, user_header=HEADER, publishers="ann")
    client = create_app(settings, open_ledger(small)).server.test_client()
    assert client.get("/").status_code == 401
    assert client.get("/", headers={HEADER: "bob"}, environ_overrides={"REMOTE_ADDR": "192.0.2.7"}).status_code == 403
    assert client.post("/add/none/publish", headers={HEADER: PROGRAM}).status_code == 403
