"""What holds for every test: no network but this machine, no settings of the caller, examples by one rule."""

from __future__ import annotations

import importlib
import os
import pkgutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import dashboard

# The same examples on every whole run (see `pytest_collection_finish`), so that a red run is red for its commit and not for its luck.
# `make search` looks for new ones; what it finds becomes an example of its test. A shared machine is slow at times; an example that
# takes long is no finding.
settings.register_profile("same", deadline=None, derandomize=True, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("same")

LOOPBACK = ("127.", "::1", "localhost")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Load every module of the program before the tests of a whole run.

    Examples are also drawn from the words in the modules that are loaded; without this they would depend on which test came first.
    """
    if Path(__file__).parent in {Path(arg).resolve() for arg in session.config.args}:
        for module in pkgutil.walk_packages(dashboard.__path__, "dashboard."):
            importlib.import_module(module.name)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder of the checkout."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session", autouse=True)
def only_the_default_settings() -> Iterator[None]:
    """No ``PRESENCE_`` setting of the caller; the place of the raw files is no setting and stays."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("PRESENCE_") and name != "PRESENCE_RAW"]:
            patch.delenv(name)
        yield


@pytest.fixture(scope="session", autouse=True)
def only_this_machine() -> Iterator[None]:
    """Refuse every connection to another machine: nothing that is tested may need one, or make one unseen."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def check(address: object) -> None:
        # Sockets of other families (a path, on Unix) stay on this machine.
        if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
            raise PermissionError(f"a test tried to reach {address[0]}; tests use this machine alone")

    def guarded(self: socket.socket, address: object) -> None:
        check(address)
        connect(self, address)  # type: ignore[arg-type]

    def guarded_ex(self: socket.socket, address: object) -> int:
        check(address)
        return connect_ex(self, address)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        patch.setattr(socket.socket, "connect_ex", guarded_ex)
        yield
