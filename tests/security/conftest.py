"""The application on a ledger whose every text is an attack."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import dash
import pytest
from flask.testing import FlaskClient

from dashboard.ledger.store import Ledger, open_ledger
from dashboard.settings import Settings, load_settings
from dashboard.web.server import create_app
from tests.security.hostile import hostile_data
from tests.web.conftest import Reader


@pytest.fixture(scope="session")
def hostile_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_data(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="session")
def hostile_settings(hostile_folder: Path) -> Settings:
    return replace(load_settings({}), data=hostile_folder)


@pytest.fixture(scope="session")
def hostile(hostile_folder: Path) -> Ledger:
    return open_ledger(hostile_folder)


@pytest.fixture(scope="session")
def app(hostile: Ledger, hostile_settings: Settings) -> dash.Dash:
    made = create_app(hostile_settings, hostile)
    made.server.test_client_class = Reader
    return made


@pytest.fixture(scope="session")
def client(app: dash.Dash) -> FlaskClient:
    return app.server.test_client()


class Errors(logging.Handler):
    """Keeps what is logged at ERROR or above."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture
def errors() -> Iterator[Errors]:
    """What is logged at ERROR while a test runs."""
    heard = Errors()
    logging.getLogger().addHandler(heard)
    yield heard
    logging.getLogger().removeHandler(heard)
