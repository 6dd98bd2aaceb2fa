"""The application on the shipped ledger, spoken to without a network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings
from dashboard.web.server import create_app
from tests.serving.stores import small_data


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


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the claims about a few hosts; never changed."""
    return small_data(tmp_path_factory.mktemp("small"))
