"""The application on the shipped ledger, spoken to without a network."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings
from dashboard.web.server import create_app


class Reader(FlaskClient):
    """A client that reads every answer to its end, so that no file stays open."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        return super().open(*args, **{"buffered": True, **kwargs})


@pytest.fixture(scope="session")
def client() -> FlaskClient:
    settings = load_settings()
    app = create_app(settings, open_ledger(settings.data))
    app.server.test_client_class = Reader
    return app.server.test_client()
