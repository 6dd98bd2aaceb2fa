"""The application on the shipped ledger, spoken to without a network."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings
from dashboard.web.server import create_app


@pytest.fixture(scope="session")
def client() -> FlaskClient:
    settings = load_settings()
    app = create_app(settings, open_ledger(settings.data))
    return app.server.test_client()
