"""What the server refuses to start with."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest

from dashboard.errors import PresenceError
from dashboard.settings import load_settings
from dashboard.web.serve import serve

SETTINGS = load_settings()


def test_debug_mode_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASH_DEBUG", "1")
    with pytest.raises(PresenceError) as error:
        serve(SETTINGS)
    assert error.value.code == "E-SERVE-DEBUG"


def test_a_port_in_use_is_explained() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PresenceError) as error:
            serve(replace(SETTINGS, port=port))
    assert error.value.code == "E-SERVE-PORT"
    assert str(port) in error.value.problems[0].expected
